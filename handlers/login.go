package handlers

import (
	"shanpei/views"
)

// loginPage shows the form; whoever is signed in already goes on.
func loginPage(r *Request) error {
	if r.Session != nil {
		return r.Redirect(localPath(r.Query("next"), homeOf(r.Actor.Role)), 303)
	}
	return r.HTML(200, views.Login(r.visitorForm(r.page(views.Public, "common.sign_in")), localPath(r.Query("next"), ""), views.FormState{}))
}

// loginForm begins a session, or says with one text for all causes that it did not.
func loginForm(r *Request) error {
	f := r.form("email", "password", "next")
	next := f.Text("next")
	a, err := r.login(f.Text("email"), r.FormValue("password"))
	if f.Failed(err) {
		status, _ := r.refusal(f.first())
		p := r.visitorForm(r.page(views.Public, "common.sign_in"))
		return r.HTML(status, views.Login(p, localPath(next, ""), f.State("password")))
	}
	u, _ := r.State.Users.Get(a.ID)
	return r.Redirect(localPath(next, homeOf(u.Role)), 303)
}

// logout ends the session.
func logout(r *Request) error {
	if err := r.signOut(); err != nil {
		return err
	}
	return r.Redirect("/", 303)
}
