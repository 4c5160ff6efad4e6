package handlers

import (
	"crypto/sha256"
	"errors"
	"strings"
	"sync"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/models"
)

type contactIn struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
	Email string `json:"email"`
}

type enterpriseIn struct {
	Name       string    `json:"name"`
	USCC       string    `json:"uscc"`
	Contact    contactIn `json:"contact"`
	StateOwned bool      `json:"state_owned"`
	Approval   string    `json:"approval"`
	Password   string    `json:"password"` // of the contact's own account, which is then made too
}

// registeredView is the answer to a registration; token is the owner's, and is there when a password was given.
type registeredView struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	Token  string `json:"token,omitempty"`
}

// registering lets the registrations with one key happen one after the other; the locks are shared by keys of equal hash.
type registering [64]sync.Mutex

func (l *registering) of(key string) *sync.Mutex {
	sum := sha256.Sum256([]byte(key))
	return &l[int(sum[0])%len(l)]
}

// apiRegister writes an enterprise down, to be verified. The contact goes into the vault. POST /enterprises
func apiRegister(r *Request) error {
	in, err := input[enterpriseIn](r)
	if err != nil {
		return err
	}
	contact, err := accounts.CleanContact(in.Contact.Name, in.Contact.Email, in.Contact.Phone)
	if err != nil {
		return within("contact", err)
	}
	if r.Actor.ID != "" && in.Password != "" {
		return models.Refuse(models.Invalid, "unknown_field").At("password") // whoever has an account needs no other
	}
	g := registration{r: r, contact: contact, password: in.Password, cmd: models.RegisterEnterprise{
		Name: in.Name, USCC: in.USCC, StateOwned: in.StateOwned, Approval: in.Approval,
	}}
	if err := g.identify(); err != nil {
		return err
	}
	if g.key != "" {
		lock := r.Portal.registering.of(g.key)
		lock.Lock()
		defer lock.Unlock()
	}
	v, err := g.make()
	if err != nil {
		return err
	}
	r.Set("Cache-Control", "no-store")
	return r.reply(201, v)
}

// registration is one registration on its way through the store of accounts, the vault and the book.
type registration struct {
	r        *Request
	contact  accounts.Account
	password string
	cmd      models.RegisterEnterprise
	key      string   // empty: the caller gave none
	input    [32]byte // fingerprint of the request
	owner    string   // id of the owner's account
	secret   string   // of the owner's token
}

// identify gives the registration a key, and its owner an id and a token. A visitor's key is bound to the contact's address, so that two visitors who
// choose the same one do not meet. What is derived from the request is derived under the vault's key: the request holds a password.
func (g *registration) identify() error {
	r := g.r
	key, err := r.idempotencyKey()
	if err != nil {
		return err
	}
	if key == "" {
		g.owner, g.secret = randomText(), randomText()+randomText()
		return nil
	}
	if r.Actor.ID == "" {
		key = "visitor:" + r.Portal.Vault.Blind("registration key", g.contact.Email+"\n"+key)
	}
	fingerprint := r.fingerprint()
	of := key + "\n" + string(fingerprint[:])
	g.key = key
	g.input = sha256.Sum256([]byte(r.Portal.Vault.Blind("registration", of)))
	g.owner = r.Portal.Vault.Blind("registration owner", of)[:26]
	g.secret = r.Portal.Vault.Blind("registration token", of)
	return nil
}

func (g *registration) make() (v registeredView, err error) {
	r, ctx := g.r, g.r.UserContext()
	var opts []journal.DoOption
	if g.key != "" {
		opts = append(opts, journal.Key(g.key, g.input))
	}
	if g.password != "" {
		g.cmd.Owner = g.owner
	}
	// What the rules refuse is refused before anything is kept. Only a repetition goes on: the book knows its first answer.
	r.State = r.Portal.Book.State()
	first := r.wouldDo(g.cmd) == nil
	if first && g.password != "" {
		_, err := r.Portal.Accounts.Create(ctx, accounts.NewAccount{
			ID: g.owner, Name: g.contact.Name, Email: g.contact.Email, Phone: g.contact.Phone, Password: g.password,
		})
		if err != nil && !g.mine(err) {
			return v, within("contact", err)
		}
	}
	if first {
		fields := map[string]string{"name": g.contact.Name, "email": g.contact.Email, "phone": g.contact.Phone}
		if g.cmd.Contact, err = r.Portal.Vault.Seal(ctx, "contact", fields); err != nil {
			return v, err
		}
	}
	out, err := r.Do(g.cmd, opts...)
	if g.cmd.Contact != "" && (out.Repeated || certain(err)) {
		err = errors.Join(err, r.Portal.Vault.Erase(ctx, g.cmd.Contact))
	}
	if err != nil {
		if first && g.password != "" && certain(err) {
			err = errors.Join(err, r.Portal.Accounts.Remove(ctx, g.owner))
		}
		return v, err
	}
	e := event[models.EnterpriseRegistered](out).Enterprise
	v = registeredView{ID: e.ID, Status: string(e.Status)}
	if g.password != "" {
		v.Token, err = r.Portal.Accounts.KeepToken(ctx, g.owner, "registration", g.secret)
	}
	return v, err
}

// mine tells whether an account that is there already was made by this very request, by an attempt that did not come to its end.
func (g *registration) mine(err error) bool {
	var refused *models.Error
	if g.key == "" || !errors.As(err, &refused) || refused.Reason != "email_taken" && refused.Reason != "user_exists" {
		return false
	}
	a, err := g.r.Portal.Accounts.ByEmail(g.r.UserContext(), g.contact.Email)
	return err == nil && a.ID == g.owner
}

// within puts the field of a refusal under the part of the body that it belongs to; the password stands beside the contact.
func within(part string, err error) error {
	var refused *models.Error
	if errors.As(err, &refused) && refused.Field != "" && refused.Field != "password" {
		at := *refused
		at.Field = part + "." + strings.TrimPrefix(refused.Field, part+".")
		return &at
	}
	return err
}

// enterpriseView is an enterprise as its own people and the staff see it; who its contact is stays in the vault.
type enterpriseView struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	USCC       string   `json:"uscc"`
	Status     string   `json:"status"`
	Warnings   []string `json:"warnings,omitempty"`
	Member     bool     `json:"member"`
	StateOwned bool     `json:"state_owned"`
	Approval   string   `json:"approval,omitempty"`
	Reason     string   `json:"reason,omitempty"`
	Version    int64    `json:"version"`
}

// apiEnterprise shows an enterprise. GET /enterprises/{id}
func apiEnterprise(r *Request) error {
	e, ok := r.State.Enterprises.Get(r.Params("id"))
	if !ok || !r.Actor.OfEnterprise(e.ID) {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.versioned(e.Version, enterpriseView{
		ID: e.ID, Name: e.Name, USCC: e.USCC, Status: string(e.Status), Warnings: e.Warnings, Member: e.Member, StateOwned: e.StateOwned,
		Approval: e.Approval, Reason: e.Reason, Version: e.Version,
	})
}

type verifyIn struct {
	Member     bool   `json:"member"`
	StateOwned *bool  `json:"state_owned"`
	Approval   string `json:"approval"`
	Reason     string `json:"reason"`
	onVersion
}

// apiVerifyEnterprise accepts an enterprise. POST /enterprises/{id}/verify
func apiVerifyEnterprise(r *Request) error {
	in, err := input[verifyIn](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in.onVersion)
	if err != nil {
		return err
	}
	return r.decide(models.VerifyEnterprise{ID: r.Params("id"), Member: in.Member, StateOwned: in.StateOwned, Approval: in.Approval, IfVersion: version})
}

// apiRejectEnterprise refuses one, with the reason that it is told. POST /enterprises/{id}/reject
func apiRejectEnterprise(r *Request) error {
	in, err := input[stepIn](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in.onVersion)
	if err != nil {
		return err
	}
	return r.decide(models.RejectEnterprise{ID: r.Params("id"), Reason: in.Reason, IfVersion: version})
}

func (r *Request) decide(cmd models.Command) error {
	out, err := r.Do(cmd)
	if err != nil {
		return err
	}
	return r.reply(200, statusView{string(event[models.EnterpriseDecided](out).Status)})
}
