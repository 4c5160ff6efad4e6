package handlers

import (
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// logoutPage asks before it ends the session: a GET changes nothing.
func logoutPage(r *Request) error {
	return r.HTML(200, views.Logout(r.page(r.audience(), "common.sign_out")))
}

func accountPage(r *Request) error { return r.showAccount(200, views.AccountProps{}) }

// showAccount shows the own account; a may bring a form that was refused, or a token that was just made.
func (r *Request) showAccount(status int, a views.AccountProps) error {
	sessions, err := r.Portal.Accounts.SessionsOf(r.UserContext(), r.Actor.ID)
	if err != nil {
		return err
	}
	tokens, err := r.Portal.Accounts.TokensOf(r.UserContext(), r.Actor.ID)
	if err != nil {
		return err
	}
	a.Name, a.Email, a.Role, a.Of, a.MinPassword = r.Account.Name, r.Account.Email, string(r.Actor.Role), r.placeOf(), minPassword
	a.TokenUntil, a.TokenDays = string(r.today().AddDays(tokenDays)), maxTokenDays
	for _, s := range tokenScopes {
		a.Scopes = append(a.Scopes, s.name)
	}
	second, err := r.Portal.Accounts.SecondOf(r.UserContext(), r.Actor.ID)
	if err != nil {
		return err
	}
	a.Codes, a.CodesNeeded = second.On, needsCodes(r.Actor)
	for _, s := range sessions {
		a.Sessions = append(a.Sessions, views.SessionLine{ID: s.ID, Created: s.Created, Seen: s.Seen, Expires: s.Expires, Current: s.ID == r.Session.ID, Device: s.Device, Network: s.Network})
	}
	for _, t := range tokens {
		a.Tokens = append(a.Tokens, views.TokenLine{ID: t.ID, Label: t.Label, Created: t.Created, Expires: t.Expires, Scopes: t.Scopes, Used: t.Used})
	}
	return r.HTML(status, views.AccountPage(r.page(r.audience(), "account.title"), a))
}

// endSessions ends one other session of the account, or all others.
func endSessions(r *Request) error {
	f := r.form("session")
	which := f.Text("session")
	if which != "others" {
		if which == "" || which == r.Session.ID {
			return models.Refuse(models.Invalid, "required").At("session")
		}
		if err := r.Portal.Accounts.EndSession(r.UserContext(), r.Actor.ID, which); err != nil {
			return err
		}
		return r.Done("/account#sessions", "account.sessions.ended")
	}
	sessions, err := r.Portal.Accounts.SessionsOf(r.UserContext(), r.Actor.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.ID == r.Session.ID {
			continue
		}
		if err := r.Portal.Accounts.EndSession(r.UserContext(), r.Actor.ID, s.ID); err != nil {
			return err
		}
	}
	return r.Done("/account#sessions", "account.sessions.all_ended")
}

// changePassword ends every session of the account and begins a new one for whoever changed it.
func changePassword(r *Request) error {
	f := r.form("old", "password", "username")
	if f.Text("old") == "" {
		f.refuse(models.Refuse(models.Invalid, "required").At("old"))
	}
	if len(f.Errors) == 0 {
		f.Failed(r.Portal.Accounts.ChangePassword(r.UserContext(), r.Actor.ID, r.FormValue("old"), r.FormValue("password")))
	}
	if len(f.Errors) > 0 {
		status := f.Status()
		if f.first().Code == models.Unauthenticated { // the old password is wrong; the session is not
			status = 422
			f.first().Field = "old"
		}
		return r.showAccount(status, views.AccountProps{Password: f.State("old", "password")})
	}
	proved, email := r.Session.Proved, r.Account.Email
	r.Session = nil
	if err := r.signIn(r.Actor.ID, proved); err != nil {
		return err
	}
	r.tellPassword(email)
	return r.Done("/account", "account.password.changed")
}

// issueToken makes an API token; its secret is on this answer and nowhere else.
func issueToken(r *Request) error {
	f := r.form("label", "expires", "scopes")
	day, today := f.Day("expires"), r.today()
	if day == "" {
		day = today.AddDays(tokenDays)
	}
	if day > today.AddDays(maxTokenDays) {
		f.refuse(models.Refuse(models.Invalid, "token_days").At("expires").With("limit", maxTokenDays))
	}
	scopes := f.All("scopes")
	if len(scopes) == 0 {
		f.refuse(models.Refuse(models.Invalid, "required").At("scopes"))
	}
	for _, s := range scopes {
		if !slices.ContainsFunc(tokenScopes, func(known tokenScope) bool { return known.name == s }) {
			f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("scopes"))
		}
	}
	until := day.AddDays(1).Time() // the day itself still counts
	if len(f.Errors) == 0 {
		secret, err := r.Portal.Accounts.IssueToken(r.UserContext(), r.Actor.ID, f.Text("label"), until, scopes...)
		if !f.Failed(err) {
			return r.showAccount(200, views.AccountProps{NewToken: secret, NewLabel: f.Text("label")})
		}
	}
	return r.showAccount(f.Status(), views.AccountProps{Token: f.State()})
}

func endToken(r *Request) error {
	f := r.form("token")
	if err := r.Portal.Accounts.RevokeToken(r.UserContext(), r.Actor.ID, f.Text("token")); err != nil {
		return err
	}
	return r.Done("/account#tokens", "account.token.ended")
}
