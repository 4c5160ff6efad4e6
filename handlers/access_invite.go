package handlers

import (
	"crypto/sha256"
	"strings"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/views"
)

// invite asks for an invitation and makes its link, which goes to the address of the form, when there is one, and is shown once.
func (r *Request) invite(f *form, to models.Standing) (link string, again bool, err error) {
	email := f.Text("email")
	if email != "" {
		if email, err = accounts.CleanEmail(email); err != nil {
			f.refuse(err)
		}
	}
	out, again, err := f.ask(models.InviteUser{To: to})
	if again || err != nil {
		return "", again, err
	}
	link, err = r.invitationLink(event[models.UserInvited](out).Invitation, email)
	return link, false, err
}

// invitationLink makes the link of an invitation. It is shown once, and written to the address, when there is one; only a hash of its secret is kept, and of the
// address nothing but the letter until it is sent.
func (r *Request) invitationLink(i models.Invitation, email string) (string, error) {
	secret, err := r.Portal.Accounts.Invite(r.UserContext(), i.ID)
	if err != nil {
		return "", err
	}
	if email != "" {
		err := r.mail(letter{
			kind: "invitation", to: email, link: "/join/" + secret, until: i.Until,
			args: []any{"federation", r.State.Federation.Name, "role", r.Lang.Term("role", string(i.To.Role))},
		})
		if err != nil {
			return "", err
		}
	}
	r.Set("Cache-Control", "no-store")
	return strings.TrimSuffix(r.Portal.PublicURL, "/") + "/join/" + secret, nil
}

// invitedBy gives the invitation of the address's link. One that is over, revoked or taken is as one that never was.
func (r *Request) invitedBy() (*models.Invitation, error) {
	id, err := r.Portal.Accounts.Invited(r.UserContext(), r.Params("token"))
	if err != nil {
		return nil, err
	}
	i, ok := r.State.Invitations.Get(id)
	if !ok || i.Status == models.InvitationWaits && !i.Over(r.Portal.Clock()) {
		return i, models.Refuse(models.Conflict, "invitation_waits")
	}
	return i, nil
}

func joinPage(r *Request) error {
	i, err := r.invitedBy()
	if err != nil {
		return err
	}
	if err := r.tryJoin(i); err != nil {
		return err
	}
	return r.showJoin(200, i, views.FormState{})
}

func (r *Request) tryJoin(i *models.Invitation) error {
	return r.wouldDo(models.AcceptInvitation{ID: i.ID, User: "~"})
}

func (r *Request) showJoin(status int, i *models.Invitation, s views.FormState) error {
	p := r.visitorForm(r.page(views.Public, "access.join.title"))
	return r.HTML(status, views.Join(p, views.JoinProps{To: i.To, Action: "/join/" + r.Params("token"), MinPassword: minPassword, State: s}))
}

// acceptInvitation makes the account of who was invited, with a name and a password that nobody else chose, and its user.
func acceptInvitation(r *Request) error {
	i, err := r.invitedBy()
	if err != nil {
		return err
	}
	if err := r.tryJoin(i); err != nil {
		return err
	}
	f := r.form("name", "email", "phone", "password")
	id := onceID("join", r.Params("token"))
	n := accounts.NewAccount{ID: id, Name: f.Text("name"), Email: f.Text("email"), Phone: f.Text("phone"), Password: r.FormValue("password")}
	for _, err := range r.Portal.Accounts.Faults(n) {
		f.Failed(err)
	}
	if len(f.Errors) == 0 && !f.Failed(r.take(i, n)) {
		if err := r.signIn(id, false); err != nil {
			return err
		}
		return r.Done(homeOf(i.To.Role), "access.join.done")
	}
	return r.showJoin(f.Status(), i, f.State("password"))
}

// take makes the account first, and back again when the invitation is refused: so there is never a user whom nobody can log in as.
func (r *Request) take(i *models.Invitation, n accounts.NewAccount) error {
	a, err := r.Portal.Accounts.Create(r.UserContext(), n)
	if err != nil {
		return err
	}
	// The fingerprint of the request would hold the password; the account's id stands for the form instead.
	if _, err := r.Do(models.AcceptInvitation{ID: i.ID, User: a.ID}, journal.Key("join:"+a.ID, sha256.Sum256([]byte(a.ID)))); err != nil {
		return r.takeBack(a.ID, err)
	}
	return r.Portal.Accounts.EndInvite(r.UserContext(), i.ID)
}

// stepInvitation takes a step of an invitation; a link that was made anew is given back, to be shown once.
func (r *Request) stepInvitation(f *form) (link string, again bool, err error) {
	i, err := r.State.InvitationFor(r.Params("id"), r.Actor)
	if err != nil {
		return "", false, err
	}
	verb := f.Text("verb")
	if _, again, err := f.ask(models.StepInvitation{ID: i.ID, Verb: verb, IfVersion: f.Version()}); again || err != nil {
		return "", again, err
	}
	switch verb {
	case "resend":
		link, err = r.invitationLink(*i, "")
	case "revoke", "refuse":
		err = r.Portal.Accounts.EndInvite(r.UserContext(), i.ID)
	}
	return link, false, err
}
