package views

import (
	"strconv"

	"shanpei/models"
)

// StaffUserProps is one user with what belongs to it.
type StaffUserProps struct {
	User     StaffUser
	Sessions int
	Ask      *models.RoleAsk // that waits; nil: none
}

// StaffAccessProps is what waits for somebody, and the link of an invitation that was just sent again.
type StaffAccessProps struct {
	Asks        []*models.RoleAsk
	Invitations []*models.Invitation
	Link        string
}

// JoinProps is what an invitation's link opens.
type JoinProps struct {
	To          models.Standing
	Action      string
	MinPassword int
	State       FormState
}

// standingText says roles and scope in words.
func standingText(p *Page, t models.Standing) string {
	text := ""
	for i, r := range t.All() {
		if i > 0 {
			text += " + "
		}
		text += p.Lang.Term("role", string(r))
	}
	return text
}

func standingScope(d *StaffPage, t models.Standing) string {
	return userScope(d, &models.User{County: t.County, Township: t.Township, Enterprise: t.Enterprise})
}

func accessReasons(p *Page) []Option {
	var out []Option
	for _, slug := range models.AccessReasons {
		out = append(out, Option{Value: slug, Label: p.T("access.reason." + slug)})
	}
	return out
}

func donorRoles(p *Page) []Option {
	var out []Option
	for _, r := range []models.Role{models.DonorFinance, models.DonorViewer} {
		out = append(out, Option{Value: string(r), Label: p.Lang.Term("role", string(r))})
	}
	return out
}

func (v StaffUserProps) facts(d *StaffPage) []KV {
	u := v.User
	trained := d.T("access.untrained")
	if u.TrainedUntil != "" {
		trained = string(u.TrainedUntil)
	}
	return []KV{
		{Key: d.F("email"), Value: u.Email}, {Key: d.F("role"), Value: standingText(d.Page, u.Standing())}, {Key: d.F("scope"), Value: userScope(d, u.User)},
		{Key: d.T("access.trained_until"), Value: trained}, {Key: d.T("access.sessions"), Value: strconv.Itoa(v.Sessions)},
	}
}

func (v StaffUserProps) also() string {
	if len(v.User.Also) == 0 {
		return ""
	}
	return string(v.User.Also[0])
}
