package handlers

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"shanpei/models"
	"shanpei/views"
)

// resetMinutes is what the letter with a link to a new password says; accounts ends the link itself, and a test compares the two.
const resetMinutes = 30

// strong are the permissions that nobody should have by a password alone: to move money, to see a person's fields, to make users.
var strong = []models.Permission{
	models.RecordBankLines, models.MakePayouts, models.CheckPayouts, models.ApprovePayouts, models.ApproveRefunds, models.CloseMonths, models.ReopenMonths,
	models.RevealIdentity, models.RevealSchool, models.RevealAccount, models.RevealMedical, models.AdminUsers, models.ConfirmRoles,
}

// needsCodes tells whether somebody must prove themselves with more than a password, for any of their roles.
func needsCodes(a models.Actor) bool { return slices.ContainsFunc(strong, a.Can) }

// unproved tells whether the session may do nothing but what leads to a second proof: its role needs one, and it was begun without.
func (r *Request) unproved() bool {
	return r.Portal.RequireTOTP && r.Session != nil && !r.Session.Proved && needsCodes(r.Actor)
}

// leadToCodes keeps an unproved session to the pages of its codes and of the way out. It refuses `totp_required`.
func (r *Request) leadToCodes() error {
	if !r.unproved() || r.Route.Permission == models.Public || strings.HasPrefix(r.Route.Path, "/account/totp") || r.Route.Path == "/logout" {
		return nil
	}
	return models.Refuse(models.Forbidden, "totp_required")
}

func totpPage(r *Request) error { return r.showTOTP(200, views.TOTPProps{}) }

// showTOTP shows how the account proves itself besides its password; v may bring codes that are shown once, or a form that was refused.
func (r *Request) showTOTP(status int, v views.TOTPProps) error {
	s, err := r.Portal.Accounts.SecondOf(r.UserContext(), r.Actor.ID)
	if err != nil {
		return err
	}
	v.On, v.Since, v.Recovery = s.On, s.Since, s.Recovery
	v.Needed, v.Required, v.Email = needsCodes(r.Actor), r.unproved(), r.Account.Email
	if secret, err := r.Portal.Accounts.PendingTOTP(r.UserContext(), r.Actor.ID); err == nil {
		v.Secret = secret
	}
	return r.HTML(status, views.AccountTOTP(r.page(r.audience(), "account.totp.title"), v))
}

func beginTOTP(r *Request) error {
	if err := r.Portal.Accounts.BeginTOTP(r.UserContext(), r.Actor.ID); err != nil {
		return err
	}
	return r.forward("/account/totp")
}

// totpPicture is the secret as a code that an app reads with the camera, until it is confirmed.
func totpPicture(r *Request) error {
	secret, err := r.Portal.Accounts.PendingTOTP(r.UserContext(), r.Actor.ID)
	if err != nil {
		return err
	}
	name := "善配 Shanpei"
	address := "otpauth://totp/" + url.PathEscape(name+":"+r.Account.Email) + "?" + url.Values{"secret": {secret}, "issuer": {name}}.Encode()
	picture, err := qrcode.Encode(strings.ReplaceAll(address, "+", "%20"), qrcode.Medium, 256)
	if err != nil {
		return err
	}
	r.unseen()
	r.Set(fiber.HeaderContentType, "image/png")
	return r.Send(picture)
}

// confirmTOTP turns codes on. Every other session of the account ends, and this one begins anew as one that was proven.
func confirmTOTP(r *Request) error {
	f := r.form("code")
	var codes []string
	var err error
	if len(f.Errors) == 0 {
		codes, err = r.Portal.Accounts.ConfirmTOTP(r.UserContext(), r.Actor.ID, f.Text("code"), r.IP())
	}
	if f.Failed(err) {
		return r.refusedTOTP(f, "confirm")
	}
	if err := r.Portal.Accounts.EndSessionsOf(r.UserContext(), r.Actor.ID); err != nil {
		return err
	}
	if err := r.signIn(r.Actor.ID, true); err != nil {
		return err
	}
	return r.showTOTP(200, views.TOTPProps{Codes: codes})
}

// refusedTOTP shows a form again: a wrong code or password is not the session's fault, and never shown again.
func (r *Request) refusedTOTP(f *form, which string) error {
	if e := f.first(); e.Field == "" {
		return e
	}
	status := f.Status()
	if f.first().Code == models.Unauthenticated {
		status = fiber.StatusUnprocessableEntity
	}
	v := views.TOTPProps{}
	switch which {
	case "confirm":
		v.Confirm = f.State("code")
	case "renew":
		v.Renew = f.State("code")
	case "end":
		v.End = f.State("code", "password")
	}
	return r.showTOTP(status, v)
}

// renewCodes makes new recovery codes for whoever has a code.
func renewCodes(r *Request) error {
	if err := r.codesOn(); err != nil {
		return err
	}
	f := r.form("code")
	if len(f.Errors) > 0 || f.Failed(r.Portal.Accounts.Prove(r.UserContext(), r.Actor.ID, f.Text("code"), r.IP())) {
		return r.refusedTOTP(f, "renew")
	}
	codes, err := r.Portal.Accounts.RenewRecovery(r.UserContext(), r.Actor.ID)
	if err != nil {
		return err
	}
	return r.showTOTP(200, views.TOTPProps{Codes: codes})
}

// endTOTP turns codes off, for password and code together. Whose role needs them must turn them on again before anything else.
func endTOTP(r *Request) error {
	if err := r.codesOn(); err != nil {
		return err
	}
	f := r.form("password", "code", "username")
	if len(f.Errors) > 0 || f.Failed(r.Portal.Accounts.EndTOTP(r.UserContext(), r.Actor.ID, r.FormValue("password"), f.Text("code"), r.IP())) {
		return r.refusedTOTP(f, "end")
	}
	if err := r.Portal.Accounts.EndSessionsOf(r.UserContext(), r.Actor.ID); err != nil {
		return err
	}
	if err := r.signIn(r.Actor.ID, false); err != nil {
		return err
	}
	return r.Done("/account/totp", "account.totp.ended")
}

func (r *Request) codesOn() error {
	s, err := r.Portal.Accounts.SecondOf(r.UserContext(), r.Actor.ID)
	if err == nil && !s.On {
		err = models.Refuse(models.NotFound, "not_found")
	}
	return err
}
