package handlers

import (
	"cmp"
	"strings"

	"shanpei/internal/accounts"
	"shanpei/models"
	"shanpei/views"
)

func staffUsers(r *Request) error { return r.showUsers(nil) }

func (r *Request) showUsers(f *form) error {
	var all []views.StaffUser
	for _, u := range r.State.Users.All() {
		if !fits(r.Query("role"), u.Role) || !fits(r.Query("county"), u.County) || r.Query("disabled") != "" && (r.Query("disabled") == "yes") != u.Disabled {
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
	status := 200
	if f != nil {
		f.onto(d, "users")
		status = f.Status()
	}
	return r.HTML(status, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.users.lead"), Search: d.T("staff.users.search"), Filters: views.StaffUserFilters(d),
		Table: views.StaffUsersTable(d, rows, r.filtered("role", "county", "disabled")), Pager: pager,
		Actions: []views.ButtonProps{{Label: d.T("staff.users.new"), Href: "/staff/users/new", Icon: "plus"}},
	}))
}

func staffUserNew(r *Request) error { return r.userForm(nil) }

func (r *Request) userForm(f *form) error {
	d := r.staff("staff.users.new", r.crumb("staff.users.title", "/staff/users"))
	status := 200
	if f != nil {
		f.onto(d, "user", "password")
		status = f.Status()
	}
	return r.HTML(status, views.StaffUserForm(d))
}

// staffUserAdd makes an account and gives it a role. What the rules refuse is refused before the account is made; an account whose role was refused
// after all is taken away again.
func staffUserAdd(r *Request) error {
	f := r.form("name", "email", "phone", "role", "county", "township", "password")
	u := models.User{Role: models.Role(f.Text("role")), County: f.Text("county"), Township: f.Text("township")}
	if !u.Role.Staff() {
		f.refuse(models.Refuse(models.Invalid, "unknown_role").At("role"))
	}
	if len(f.Errors) > 0 || f.shows(r.wouldDo(models.AddUser{User: u})) {
		return r.userForm(f)
	}
	a, err := r.Portal.Accounts.Create(r.UserContext(), accounts.NewAccount{Name: f.Text("name"), Email: f.Text("email"), Phone: f.Text("phone"), Password: r.FormValue("password")})
	if f.shows(err) {
		return r.userForm(f)
	}
	if err != nil {
		return err
	}
	u.ID = a.ID
	if _, again, err := f.ask(models.AddUser{User: u}); again || certain(err) {
		if gone := r.Portal.Accounts.Remove(r.UserContext(), a.ID); gone != nil {
			r.Portal.Log.Warn("an account outlived its refusal", "request", r.ID, "account", a.ID, "cause", gone.Error())
		}
		if again {
			return r.userForm(f)
		}
		return err
	} else if err != nil {
		return err
	}
	return r.Done("/staff/users", "staff.users.done.add", "name", a.Name)
}

func staffUserDisable(r *Request) error {
	f := r.form("disabled")
	id := r.Params("id")
	if _, ok := r.State.Users.Get(id); !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	disabled := f.Yes("disabled")
	_, again, err := f.ask(models.SetUserDisabled{ID: id, Disabled: disabled, IfVersion: f.Version()})
	if again {
		return r.showUsers(f)
	}
	if err != nil {
		return err
	}
	if !disabled {
		return r.Done("/staff/users", "staff.users.done.enabled")
	}
	if err := r.Portal.Accounts.EndSessionsOf(r.UserContext(), id); err != nil {
		return err
	}
	return r.Done("/staff/users", "staff.users.done.disabled")
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
	f := r.form(views.StaffSettingFields...)
	s := models.Settings{
		PublicityDays: f.Int("publicity_days"), UnsignedHoldDays: f.Int("unsigned_hold_days"), OverdueHoldDays: f.Int("overdue_hold_days"),
		OfferDays: f.Int("offer_days"), LooksPerHour: f.Int("looks_per_hour"), FeePermille: f.Int("fee_permille"), MaxInstalments: f.Int("max_instalments"), MaxPledgeFen: f.Yuan("max_pledge_fen"),
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
