package handlers

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"

	"shanpei/internal/accounts"
	"shanpei/models"
	"shanpei/views"
)

// identify finds out who asks by the session cookie. A session that is over, or whose user was disabled, counts as none.
func (r *Request) identify() {
	secret := r.Cookies(r.cookieName("session"))
	if secret == "" {
		return
	}
	s, err := r.Portal.Accounts.Session(r.UserContext(), secret)
	if err != nil {
		return // over, or never begun
	}
	u, ok := r.State.Users.Get(s.Account)
	if !ok || u.Disabled {
		r.disabled = ok && u.Disabled
		return
	}
	a, err := r.Portal.Accounts.Get(r.UserContext(), u.ID)
	if err != nil {
		return
	}
	r.Session, r.Account, r.Actor = &s, &a, u.Actor()
}

// token finds out who asks by the bearer token of an API request: `token_invalid`, `account_disabled`, `totp_required`, `rate_limited`.
func (r *Request) token() error {
	header := r.Get(fiber.HeaderAuthorization)
	if header == "" {
		return nil
	}
	secret, ok := strings.CutPrefix(header, "Bearer ")
	if !ok {
		return models.Refuse(models.Unauthenticated, "token_invalid")
	}
	t, err := r.Portal.Accounts.ByToken(r.UserContext(), secret)
	if err != nil {
		return err
	}
	u, ok := r.State.Users.Get(t.Account)
	if !ok {
		return models.Refuse(models.Unauthenticated, "token_invalid")
	}
	if u.Disabled {
		return models.Refuse(models.Unauthenticated, "account_disabled")
	}
	r.Actor, r.scopes = u.Actor(), t.Scopes
	if r.Portal.RequireTOTP && needsCodes(r.Actor) { // a token from before its owner had to have codes waits for them
		if second, err := r.Portal.Accounts.SecondOf(r.UserContext(), t.Account); err != nil || !second.On {
			return cmp.Or(err, error(models.Refuse(models.Forbidden, "totp_required")))
		}
	}
	return r.Portal.tokens.take(t.Account, r.Portal.Clock())
}

// signIn begins a new session for the account, proved with a code or by the password alone; one that the browser had before is over.
func (r *Request) signIn(id string, proved bool) error {
	if r.Session != nil {
		if err := r.Portal.Accounts.EndSession(r.UserContext(), r.Session.Account, r.Session.ID); err != nil {
			return err
		}
	}
	secret, s, err := r.Portal.Accounts.NewSession(r.UserContext(), id, accounts.Origin{
		Device: deviceOf(r.Get(fiber.HeaderUserAgent)), Network: networkOf(r.IP()), Proved: proved,
	})
	if err != nil {
		return err
	}
	if a, err := r.Portal.Accounts.Get(r.UserContext(), id); err == nil { // the page that answers is the new session's
		r.Session, r.Account = &s, &a
	}
	r.cookie("session", secret, int(s.Expires.Sub(s.Created).Seconds()))
	return nil
}

// signOut ends the session of the request.
func (r *Request) signOut() error {
	r.cookie("session", "", -1)
	return r.Portal.Accounts.EndSession(r.UserContext(), r.Session.Account, r.Session.ID)
}

// login checks e-mail and password and begins a session, or, where codes are on, the second step of the login. It refuses what accounts.Authenticate
// refuses and `account_disabled`.
func (r *Request) login(email, password string) (a accounts.Account, second bool, err error) {
	if a, err = r.Portal.Accounts.Authenticate(r.UserContext(), email, password, r.IP()); err != nil {
		return a, false, err
	}
	u, ok := r.State.Users.Get(a.ID)
	if !ok || u.Disabled {
		return a, false, models.Refuse(models.Unauthenticated, "account_disabled")
	}
	s, err := r.Portal.Accounts.SecondOf(r.UserContext(), a.ID)
	if err != nil {
		return a, false, err
	}
	if !s.On {
		return a, false, r.signIn(a.ID, false)
	}
	secret, err := r.Portal.Accounts.BeginHalf(r.UserContext(), a.ID)
	if err != nil {
		return a, true, err
	}
	r.cookie("half", secret, 5*60)
	return a, true, nil
}

// homeOf is where a role begins its work.
func homeOf(role models.Role) string {
	switch {
	case role.Donor():
		return "/enterprise"
	case role.Staff():
		return "/staff"
	}
	return "/"
}

// A message about what was just done travels to the next page in a signed cookie, so that it costs no write.

type flash struct {
	Tone views.Tone `json:"t"`
	Text string     `json:"x"`
}

func (r *Request) flash(tone views.Tone, key string, args ...any) {
	raw, err := json.Marshal(flash{tone, r.Lang.T(key, args...)})
	if err != nil {
		return // a string and a tone always marshal
	}
	value := base64.RawURLEncoding.EncodeToString(raw)
	r.cookie("flash", value+"."+r.Portal.sign("flash", value), 120)
}

func (r *Request) takeFlash() []views.Flash {
	value, mac, ok := strings.Cut(r.Cookies(r.cookieName("flash")), ".")
	if !ok {
		return nil
	}
	r.cookie("flash", "", -1)
	raw, err := base64.RawURLEncoding.DecodeString(value)
	var f flash
	if mac != r.Portal.sign("flash", value) || err != nil || json.Unmarshal(raw, &f) != nil {
		return nil
	}
	return []views.Flash{{Tone: f.Tone, Text: f.Text}}
}
