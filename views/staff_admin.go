package views

import (
	"strconv"
	"strings"
	"time"

	"shanpei/models"
)

// StaffUser is somebody who can log in, with the name and address that the store of accounts knows.
type StaffUser struct {
	*models.User
	Name, Email string
}

// StaffUsersTable lists the people of the portal.
func StaffUsersTable(d *StaffPage, list []StaffUser, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.users.title"), CaptionHidden: true, Empty: StaffEmpty(d, "users", filtered), Columns: []Column{
		{Label: d.F("person"), Sort: "name"}, {Label: d.F("email")}, {Label: d.F("role"), Sort: "role"}, {Label: d.F("scope")}, {Label: d.F("status")},
	}}
	for _, u := range list {
		t.Rows = append(t.Rows, R(Link("/staff/users/"+u.ID, u.Name), Text(u.Email), Text(standingText(d.Page, u.Standing())), Text(userScope(d, u.User)), userState(d, u.User)))
	}
	return t
}

func userScope(d *StaffPage, u *models.User) string {
	switch {
	case u.Enterprise != "":
		return d.EnterpriseName(u.Enterprise)
	case u.County != "":
		return d.Place(u.County, u.Township)
	}
	return d.T("staff.users.everywhere")
}

// StaffUserFilters are the choices above the list of users.
func StaffUserFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"role", d.F("role"), options(d, "role", models.Roles)},
		{"county", d.F("county"), d.CountyOptions()},
		{"disabled", d.F("status"), []Option{{Value: "no", Label: d.T("staff.users.enabled")}, {Value: "yes", Label: d.T("staff.users.disabled")}}},
	}
}

// settingBounds are what the models allow for each setting, shown beside it; a test holds them against the models.
var settingBounds = []struct {
	Field     string
	Low, High int
}{
	{"publicity_days", 0, 30}, {"unsigned_hold_days", 1, 60}, {"overdue_hold_days", 1, 180}, {"offer_days", 1, 90}, {"looks_per_hour", 1, 1000}, {"fee_permille", 0, 130}, {"max_instalments", 1, 60},
}

func settingValue(s models.Settings, field string) int {
	switch field {
	case "publicity_days":
		return s.PublicityDays
	case "unsigned_hold_days":
		return s.UnsignedHoldDays
	case "overdue_hold_days":
		return s.OverdueHoldDays
	case "looks_per_hour":
		return s.LooksAnHour()
	case "offer_days":
		return s.DaysOfOffers()
	case "fee_permille":
		return s.FeePermille
	}
	return s.MaxInstalments
}

// StaffEntry is one entry of the journal in words.
type StaffEntry struct {
	Seq     int64
	At      time.Time
	Actor   string
	Role    models.Role
	Command string
	Key     string // the caller's own key for the request
	Prev    string
	Hash    string
	Body    string
	Events  []StaffEvent
}

// StaffEvent is one fact of an entry: its kind, what it concerns, and its fields.
type StaffEvent struct {
	Kind, Ref, Href string
	Subject         string // id of what it concerns
	Fields          []StaffChange
	Legs            []models.Leg
}

// StaffChange is a field of an event: what it was before, if anything, and what it is from then on.
type StaffChange struct{ Name, Label, Before, After string }

// EventTitle is what a kind of event means.
func (d *StaffPage) EventTitle(kind string) string {
	return d.T("staff.event." + strings.ReplaceAll(kind, ".", "_"))
}

func changesTable(d *StaffPage, e StaffEvent) TableProps {
	t := TableProps{Caption: d.EventTitle(e.Kind), CaptionHidden: true, Columns: []Column{{Label: d.T("staff.audit.field")}, {Label: d.F("what")}}}
	for _, c := range e.Fields {
		t.Rows = append(t.Rows, R(Text(c.Label), Text(c.After)))
	}
	return t
}

func legsTable(d *StaffPage, legs []models.Leg) TableProps {
	t := TableProps{Caption: d.T("staff.audit.legs"), Columns: []Column{{Label: d.F("account")}, {Label: d.T("staff.ledger.of")}, {Label: d.F("amount"), Num: true}}}
	var sum Fen
	for _, l := range legs {
		sum += Fen(l.Fen)
		t.Rows = append(t.Rows, R(codeText(l.Account), ledgerOf(d, l.Account), Money(d.Page, Fen(l.Fen))))
	}
	t.Rows = append(t.Rows, Sum(Text(d.T("common.total")), Text(d.T("staff.ledger.zero")), Money(d.Page, sum)))
	return t
}

// StaffSettingFields are the settings in the order of the form.
var StaffSettingFields = []string{"publicity_days", "unsigned_hold_days", "overdue_hold_days", "offer_days", "looks_per_hour", "fee_permille", "max_instalments", "max_pledge_fen", "bank_accounts"}

// StaffSettingText is a setting as its field shows it.
func StaffSettingText(s models.Settings, field string) string {
	switch field {
	case "max_pledge_fen":
		return StaffFieldYuan(s.MaxPledgeFen)
	case "bank_accounts":
		return strings.Join(s.BankAccounts, ", ")
	}
	return strconv.Itoa(settingValue(s, field))
}

func trueOr(yes bool) string {
	if yes {
		return "true"
	}
	return ""
}
