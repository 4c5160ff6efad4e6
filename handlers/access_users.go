package handlers

import (
	"shanpei/models"
	"shanpei/views"
)

func staffUserNew(r *Request) error { return r.userForm(nil, "") }

// userForm invites somebody to the staff; link is that of the invitation that was just made.
func (r *Request) userForm(f *form, link string) error {
	d := r.staff("staff.users.new", r.crumb("staff.users.title", "/staff/users"))
	status := 200
	if f != nil {
		f.onto(d, "user")
		status = f.Status()
	}
	return r.HTML(status, views.StaffUserForm(d, link))
}

func (f *form) standing() models.Standing {
	t := models.Standing{Role: models.Role(f.Text("role")), County: f.Text("county"), Township: f.Text("township")}
	if also := f.Text("also"); also != "" {
		t.Also = []models.Role{models.Role(also)}
	}
	return t
}

// staffInvite makes an invitation and shows its link once.
func staffInvite(r *Request) error {
	f := r.form("role", "also", "county", "township", "email")
	link, again, err := r.invite(f, f.standing())
	if again {
		return r.userForm(f, "")
	}
	if err != nil {
		return err
	}
	return r.userForm(nil, link)
}

// staffUser is everything about one user.
func staffUser(r *Request) error {
	if _, ok := r.State.Users.Get(r.Params("id")); !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.showUser("", nil)
}

func (r *Request) showUser(name string, f *form) error {
	u, _ := r.State.Users.Get(r.Params("id"))
	d := r.staff("staff.users.title", r.crumb("staff.users.title", "/staff/users"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
		f.differs(d, "role", d.F("role"), string(u.Role), d.Lang.Term("role", string(u.Role)))
	}
	sessions, err := r.Portal.Accounts.SessionsOf(r.UserContext(), u.ID)
	if err != nil {
		return err
	}
	v := views.StaffUserProps{User: views.StaffUser{User: u, Name: u.ID}, Sessions: len(sessions)}
	if a, err := r.Portal.Accounts.Get(r.UserContext(), u.ID); err == nil {
		v.User.Name, v.User.Email = a.Name, a.Email
	}
	v.Ask, _ = r.State.OpenRoleAsk(u.ID, r.Portal.Clock())
	return r.HTML(status, views.StaffUserPage(d, v))
}

// userStep answers a form of a user's page.
func (r *Request) userStep(name, done string, f *form, cmd models.Command) error {
	id := r.Params("id")
	if _, ok := r.State.Users.Get(id); !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	_, again, err := f.ask(cmd)
	if again {
		return r.showUser(name, f)
	}
	if err != nil {
		return err
	}
	if _, waits := r.State.OpenRoleAsk(id, r.Portal.Clock()); waits && name == "roles" {
		done = "access.done.asked"
	}
	return r.Done("/staff/users/"+id, done)
}

func staffUserChange(r *Request) error {
	f := r.form("role", "also", "county", "township", "reason")
	return r.userStep("roles", "access.done.changed", f, models.ChangeUser{ID: r.Params("id"), To: f.standing(), Reason: f.Text("reason"), IfVersion: f.Version()})
}

func staffUserTraining(r *Request) error {
	f := r.form("until")
	return r.userStep("training", "access.done.trained", f, models.RecordTraining{ID: r.Params("id"), Until: f.Day("until"), IfVersion: f.Version()})
}

func staffUserDisable(r *Request) error {
	f := r.form("disabled", "reason")
	done := "staff.users.done.enabled"
	if f.Yes("disabled") {
		done = "staff.users.done.disabled"
	}
	cmd := models.SetUserDisabled{ID: r.Params("id"), Disabled: f.Yes("disabled"), Reason: f.Text("reason"), IfVersion: f.Version()}
	if err := r.userStep("disable", done, f, cmd); err != nil {
		return err
	}
	if u, ok := r.State.Users.Get(cmd.ID); ok && u.Disabled {
		return r.Portal.Accounts.EndSessionsOf(r.UserContext(), cmd.ID)
	}
	return nil
}

// staffAccess lists what waits: roles and invitations for a second person, and invitations that nobody took yet.
func staffAccess(r *Request) error { return r.showAccess(nil, "") }

func (r *Request) showAccess(f *form, link string) error {
	d := r.staff("access.title")
	status := 200
	if f != nil {
		f.onto(d, "access")
		status = f.Status()
	}
	now := r.Portal.Clock()
	v := views.StaffAccessProps{Link: link}
	for _, a := range r.State.RoleAsks.All() {
		if a.Status == models.RoleAskWaits && !a.Over(now) {
			v.Asks = append(v.Asks, a)
		}
	}
	for _, i := range r.State.InvitationsOf("") {
		if (i.Status == models.InvitationWaits || i.Status == models.InvitationOpen) && !i.Over(now) {
			v.Invitations = append(v.Invitations, i)
		}
	}
	return r.HTML(status, views.StaffAccess(d, v))
}

func staffAskStep(r *Request) error {
	f := r.form("verb")
	id := r.Params("id")
	if _, ok := r.State.RoleAsks.Get(id); !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	_, again, err := f.ask(models.StepRoleAsk{ID: id, Verb: f.Text("verb"), IfVersion: f.Version()})
	if again {
		return r.showAccess(f, "")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/access", "access.done.answered")
}

func staffInvitationStep(r *Request) error {
	f := r.form("verb")
	link, again, err := r.stepInvitation(f)
	switch {
	case again:
		return r.showAccess(f, "")
	case err != nil:
		return err
	case link != "":
		return r.showAccess(nil, link)
	}
	return r.Done("/staff/access", "access.done.answered")
}
