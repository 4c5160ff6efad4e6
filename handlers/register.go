package handlers

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/views"
)

// minPassword is what the hint of a new password says; accounts refuses shorter ones itself, and a test compares the two.
const minPassword = 10

func registerPage(r *Request) error {
	if r.Session != nil {
		return r.Redirect(homeOf(r.Actor.Role), 303)
	}
	return r.showRegister(200, views.RegisterProps{})
}

func (r *Request) showRegister(status int, v views.RegisterProps) error {
	v.Key, v.MinPassword, v.Federation = r.key(), minPassword, r.State.Federation.Name
	if v.Again {
		return r.HTML(status, views.EnterpriseRegister(r.page(views.Enterprise, "account.register.again"), v))
	}
	return r.HTML(status, views.EnterpriseRegister(r.visitorForm(r.page(views.Public, "account.register.title")), v))
}

// registerEnterprise makes the account of the first owner and the enterprise in one go: the account first, and back again when the enterprise is
// refused, so that there is never an enterprise that nobody can log in for.
func registerEnterprise(r *Request) error {
	f := r.form("name", "uscc", "state_owned", "approval", "contact", "phone", "email", "password", "consent")
	cmd := models.RegisterEnterprise{Name: f.Text("name"), USCC: f.Text("uscc"), StateOwned: f.Yes("state_owned"), Approval: f.Text("approval")}
	id := onceID("register", r.FormValue("_key"))
	if r.registeredBefore(f, id) {
		return r.registered(id)
	}
	owner := accounts.NewAccount{ID: id, Name: f.Text("contact"), Email: f.Text("email"), Phone: f.Text("phone"), Password: r.FormValue("password")}
	f.Failed(r.tryRegister(cmd))
	if owner.Phone == "" {
		f.refuse(models.Refuse(models.Invalid, "required").At("phone"))
	}
	for _, err := range r.Portal.Accounts.Faults(owner) {
		f.Failed(atContact(err))
	}
	if !f.Yes("consent") {
		f.refuse(models.Refuse(models.Invalid, "required").At("consent"))
	}
	if len(f.Errors) == 0 && !f.Failed(r.register(owner, cmd)) {
		return r.registered(id)
	}
	return r.showRegister(f.Status(), views.RegisterProps{State: f.State("password")})
}

func (r *Request) registered(id string) error {
	if s, err := r.Portal.Accounts.SecondOf(r.UserContext(), id); err != nil || s.On {
		return errors.Join(err, r.Redirect("/login", 303)) // an account that has codes by now is not entered by a form that is sent again
	}
	if err := r.signIn(id, false); err != nil {
		return err
	}
	return r.Done("/enterprise", "account.register.done")
}

// tryRegister asks the rules before anything is made, so that every fault is shown at once.
func (r *Request) tryRegister(cmd models.RegisterEnterprise) error {
	_, err := cmd.Decide(r.State, models.Input{Actor: r.Actor, At: r.Portal.Clock(), NewID: func() string { return "~" }})
	return err
}

func (r *Request) register(owner accounts.NewAccount, cmd models.RegisterEnterprise) error {
	a, err := r.Portal.Accounts.Create(r.UserContext(), owner)
	if err != nil {
		return atContact(err)
	}
	cmd.Owner = a.ID
	cmd.Contact, err = r.Portal.Vault.Seal(r.UserContext(), "contact", map[string]string{"name": a.Name, "phone": a.Phone, "email": a.Email})
	if err != nil {
		return r.takeBack(a.ID, err)
	}
	// The fingerprint of the request would hold the password; the account's id stands for the form instead.
	if _, err = r.Do(cmd, journal.Key("register:"+a.ID, sha256.Sum256([]byte(a.ID)))); err != nil {
		return errors.Join(r.takeBack(a.ID, err), r.Portal.Vault.Erase(r.UserContext(), cmd.Contact))
	}
	return nil
}

// registeredBefore tells whether the same form, sent twice, has made the account already, and whether whoever sends it knows its password.
func (r *Request) registeredBefore(f *form, id string) bool {
	if _, ok := r.Portal.Book.State().Users.Get(id); !ok {
		return false
	}
	a, err := r.Portal.Accounts.Authenticate(r.UserContext(), f.Text("email"), r.FormValue("password"), r.IP())
	return err == nil && a.ID == id
}

// takeBack removes an account whose user was refused, and gives the refusal back.
func (r *Request) takeBack(id string, refused error) error {
	if err := r.Portal.Accounts.Remove(r.UserContext(), id); err != nil {
		return errors.Join(refused, err)
	}
	return refused
}

// registerAgain shows the form of a rejected enterprise with what was submitted and why it was not accepted.
func registerAgain(r *Request) error {
	e, err := r.ownEnterprise()
	if err != nil {
		return err
	}
	if e.Status != models.EnterpriseRejected {
		return r.Redirect("/enterprise", 303)
	}
	return r.showRegister(200, views.RegisterProps{Again: true, Name: e.Name, USCC: e.USCC, StateOwned: e.StateOwned, Approval: e.Approval, Reason: e.Reason})
}

func (r *Request) rejectedEnterprise() (*models.Enterprise, error) {
	e, err := r.ownEnterprise()
	if err == nil && e.Status != models.EnterpriseRejected {
		err = models.Refuse(models.Conflict, "wrong_status").With("status", string(e.Status)).With("verb", "resubmit")
	}
	return e, err
}

// resubmitEnterprise registers a rejected enterprise again, under its old id and with the contact it had.
func resubmitEnterprise(r *Request) error {
	e, err := r.rejectedEnterprise()
	if err != nil {
		return err
	}
	f := r.form("name", "uscc", "state_owned", "approval")
	if len(f.Errors) == 0 {
		_, err = r.Do(models.RegisterEnterprise{
			Name: f.Text("name"), USCC: f.Text("uscc"), Contact: e.Contact, StateOwned: f.Yes("state_owned"), Approval: f.Text("approval"),
		})
	}
	if f.Failed(err) {
		return r.showRegister(f.Status(), views.RegisterProps{Again: true, Reason: e.Reason, State: f.State()})
	}
	return r.Done("/enterprise", "account.register.again.done")
}

// atContact puts a refusal of the account's name beside its own field: the form's name is the enterprise's.
func atContact(err error) error {
	if e := new(models.Error); errors.As(err, &e) && e.Field == "name" {
		e.Field = "contact"
	}
	return err
}

// onceID is the id of an account that a form makes: the same form makes the same one. A form without a key makes another each time.
func onceID(what, key string) string {
	if key == "" {
		key = randomText()
	}
	sum := sha256.Sum256([]byte(what + "\n" + key))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:15]))
}
