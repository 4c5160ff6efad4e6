package handlers

import (
	"github.com/gofiber/fiber/v2"

	"shanpei/models"
	"shanpei/views"
)

// loginPage shows the form; whoever is signed in already goes on.
func loginPage(r *Request) error {
	if r.Session != nil {
		return r.Redirect(localPath(r.Query("next"), homeOf(r.Actor.Role)), 303)
	}
	return r.HTML(200, views.Login(r.visitorForm(r.page(views.Public, "common.sign_in")), localPath(r.Query("next"), ""), views.FormState{}))
}

// loginForm begins a session, or asks for a code first, or says with one text for all causes that it did not.
func loginForm(r *Request) error {
	f := r.form("email", "password", "next")
	next := localPath(f.Text("next"), "")
	a, second, err := r.login(f.Text("email"), r.FormValue("password"))
	if f.Failed(err) {
		p := r.visitorForm(r.page(views.Public, "common.sign_in"))
		return r.HTML(f.Status(), views.Login(p, next, f.State("password")))
	}
	if second {
		to := "/login/code"
		if next != "" {
			to += "?next=" + escapeQuery(next)
		}
		return r.Redirect(to, 303)
	}
	return r.entered(a.ID, next)
}

// entered leads on after a login.
func (r *Request) entered(id, next string) error {
	u, _ := r.State.Users.Get(id)
	return r.Redirect(localPath(next, homeOf(u.Role)), 303)
}

// halfway gives the account whose password was right and whose code is to come, or refuses `login_over`.
func (r *Request) halfway() (string, error) {
	id, err := r.Portal.Accounts.Half(r.UserContext(), r.Cookies(r.cookieName("half")))
	if err != nil {
		return "", models.Refuse(models.Conflict, "login_over")
	}
	if u, ok := r.State.Users.Get(id); !ok || u.Disabled {
		return "", models.Refuse(models.Conflict, "login_over")
	}
	return id, nil
}

func loginCodePage(r *Request) error {
	if _, err := r.halfway(); err != nil {
		return err
	}
	return r.HTML(200, views.LoginCode(r.visitorForm(r.page(views.Public, "common.sign_in")), localPath(r.Query("next"), ""), views.FormState{}))
}

// loginCode is the second step: a code of the app, or a recovery code.
func loginCode(r *Request) error {
	id, err := r.halfway()
	if err != nil {
		return err
	}
	f := r.form("code", "next")
	next := localPath(f.Text("next"), "")
	if len(f.Errors) == 0 {
		err = r.Portal.Accounts.Prove(r.UserContext(), id, f.Text("code"), r.IP())
	}
	if f.Failed(err) {
		return r.HTML(f.Status(), views.LoginCode(r.visitorForm(r.page(views.Public, "common.sign_in")), next, f.State("code")))
	}
	if err := r.Portal.Accounts.EndHalf(r.UserContext(), r.Cookies(r.cookieName("half"))); err != nil {
		return err
	}
	r.cookie("half", "", -1)
	if err := r.signIn(id, true); err != nil {
		return err
	}
	return r.entered(id, next)
}

// logout ends the session.
func logout(r *Request) error {
	if err := r.signOut(); err != nil {
		return err
	}
	return r.Redirect("/", 303)
}

// forgotPage asks for the address to send a link to; ?sent= says that one was asked for, whoever has the address.
func forgotPage(r *Request) error { return r.showForgot(200, views.FormState{}) }

func (r *Request) showForgot(status int, s views.FormState) error {
	p := r.visitorForm(r.page(views.Public, "account.forgot.title"))
	return r.HTML(status, views.Forgot(p, r.Query("sent") != "" && status == 200, r.Portal.Mail.Sends(), s))
}

// forgot sends a link to a new password. Text, status and work are the same for an address that nobody has.
func forgot(r *Request) error {
	f := r.form("email")
	if len(f.Errors) == 0 {
		link, err := r.Portal.Accounts.AskReset(r.UserContext(), f.Text("email"), r.IP())
		if !f.Failed(err) {
			u, ok := r.State.Users.Get(link.Account)
			return r.sendReset(letter{
				kind: "password_reset", to: link.Email, link: "/login/reset/" + link.Secret, until: link.Until, blank: !ok || u.Disabled,
				args: []any{"minutes", resetMinutes},
			})
		}
	}
	return r.showForgot(f.Status(), f.State())
}

func (r *Request) sendReset(l letter) error {
	if err := r.mail(l); err != nil {
		return err
	}
	return r.Redirect("/login/forgot?sent=1", 303)
}

// unseen keeps an address with a secret in it from caches and from the pages that are gone to.
func (r *Request) unseen() {
	r.Set(fiber.HeaderCacheControl, "no-store")
	r.Set(fiber.HeaderReferrerPolicy, "no-referrer")
}

func resetPage(r *Request) error {
	r.unseen()
	if err := r.Portal.Accounts.CheckReset(r.UserContext(), r.Params("token")); err != nil {
		return err
	}
	return r.showReset(200, views.FormState{})
}

func (r *Request) showReset(status int, s views.FormState) error {
	p := r.visitorForm(r.page(views.Public, "account.reset.title"))
	return r.HTML(status, views.Reset(p, r.Path(), minPassword, s))
}

// resetPassword gives the account of a link a new password. Every session is over; the owner signs in anew, with a code where there is one.
func resetPassword(r *Request) error {
	r.unseen()
	f := r.form("password", "username")
	var err error
	if len(f.Errors) == 0 {
		acc, rerr := r.Portal.Accounts.Reset(r.UserContext(), r.Params("token"), r.FormValue("password"))
		if rerr == nil {
			r.tellPassword(acc.Email)
			return r.Done("/login", "account.reset.done")
		}
		err = rerr
	}
	f.Failed(err)
	if f.first().Field != "password" {
		return f.first()
	}
	return r.showReset(f.Status(), f.State("password"))
}

// tellPassword writes to the owner that the password was changed: whoever did not do it learns of it. The change stands without the letter.
func (r *Request) tellPassword(email string) {
	err := r.mail(letter{kind: "password_changed", to: email, link: "/login/forgot", args: []any{"at", r.Portal.Clock()}})
	if err != nil {
		r.Portal.Log.Error("a letter was not written", "request", r.ID, "kind", "password_changed")
	}
}
