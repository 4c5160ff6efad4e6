package handlers

import (
	"cmp"
	"strings"

	"shanpei/models"
	"shanpei/views"
)

// staffUsers lists who can log in.
func staffUsers(r *Request) error {
	var all []views.StaffUser
	for _, u := range r.State.Users.All() {
		if r.Query("role") != "" && !u.Actor().Is(models.Role(r.Query("role"))) || !fits(r.Query("county"), u.County) || r.Query("disabled") != "" && (r.Query("disabled") == "yes") != u.Disabled {
			continue
		}
		row := views.StaffUser{User: u, Name: u.ID}
		if a, err := r.Portal.Accounts.Get(r.UserContext(), u.ID); err == nil {
			row.Name, row.Email = a.Name, a.Email
		}
		if sought(r.Query("q"), row.Name, row.Email) {
			all = append(all, row)
		}
	}
	d := r.staff("staff.users.title")
	rows, pager := arranged(r, d, all, map[string]order[views.StaffUser]{
		"name": func(a, b views.StaffUser) int { return cmp.Compare(a.Name, b.Name) },
		"role": func(a, b views.StaffUser) int { return cmp.Compare(a.Role, b.Role) },
	})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.users.lead"), Search: d.T("staff.users.search"), Filters: views.StaffUserFilters(d),
		Table: views.StaffUsersTable(d, rows, r.filtered("role", "county", "disabled")), Pager: pager,
		Actions: []views.ButtonProps{{Label: d.T("staff.users.new"), Href: "/staff/users/new", Icon: "plus"}},
	}))
}

func staffSettings(r *Request) error { return r.showSettings(nil) }

func (r *Request) showSettings(f *form) error {
	d := r.staff("staff.settings.title")
	status := 200
	if f != nil {
		f.onto(d, "settings")
		status = f.Status()
		have := r.State.Federation.Settings
		for _, field := range views.StaffSettingFields {
			now := views.StaffSettingText(have, field)
			f.differs(d, field, d.T("staff.setting."+field), now, now)
		}
	}
	return r.HTML(status, views.StaffSettings(d))
}

func staffSettingsChange(r *Request) error {
	f := r.form(append([]string{"require_training"}, views.StaffSettingFields...)...)
	s := models.Settings{
		PublicityDays: f.Int("publicity_days"), UnsignedHoldDays: f.Int("unsigned_hold_days"), OverdueHoldDays: f.Int("overdue_hold_days"),
		OfferDays: f.Int("offer_days"), RequireTraining: f.Yes("require_training"), LooksPerHour: f.Int("looks_per_hour"), FeePermille: f.Int("fee_permille"), MaxInstalments: f.Int("max_instalments"), MaxPledgeFen: f.Yuan("max_pledge_fen"),
		BankAccounts: strings.FieldsFunc(f.Text("bank_accounts"), func(c rune) bool { return strings.ContainsRune(",，、; ", c) }),
	}
	_, again, err := f.ask(models.ChangeSettings{IfVersion: f.Version(), Settings: s})
	if again {
		return r.showSettings(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/settings", "staff.settings.done", "version", r.State.Federation.Settings.Version)
}
