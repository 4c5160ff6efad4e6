package handlers

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/static"
	"shanpei/views"
)

// Request is one request with what every handler asks for: who, in which language, on which state.
type Request struct {
	*fiber.Ctx
	Portal  *Portal
	Route   *Route
	Actor   models.Actor
	Account *accounts.Account // nil for a visitor and for an API token
	Session *accounts.Session // nil for a visitor and for an API token
	State   *models.State     // the state when the request came; it moves on only by the request's own Do
	Lang    views.Lang
	ID      string // request id, also on error pages and in the log
	API     bool   // answer JSON

	theme, unit string
	scopes      []string // of the API token; none: all that its account may
	disabled    bool     // the session's user was shut out
	failed      string   // the reason of the refusal that was answered
}

func (p *Portal) request(c *fiber.Ctx, route *Route) *Request {
	r := &Request{Ctx: c, Portal: p, Route: route, State: p.Book.State(), ID: randomText()[:16], API: route.Kind != Page}
	harden(c, p.https())
	c.Set(fiber.HeaderXRequestID, r.ID)
	r.preferences()
	return r
}

// preferences reads language, theme and unit: from the address, which is then remembered, from the cookies, from the browser.
func (r *Request) preferences() {
	pick := func(name string, valid func(string) bool) string {
		if v := r.Query(name); v != "" && valid(v) && !r.API {
			r.Ctx.Cookie(&fiber.Cookie{Name: name, Value: v, Path: "/", MaxAge: 365 * 24 * 60 * 60, SameSite: fiber.CookieSameSiteLaxMode, Secure: r.Portal.https()})
			return v
		}
		if v := r.Cookies(name); valid(v) {
			return v
		}
		return ""
	}
	lang := pick("lang", func(v string) bool {
		return v == string(views.ZhCN) || v == string(views.ZhTW) || v == string(views.En)
	})
	if lang == "" {
		lang = r.Get(fiber.HeaderAcceptLanguage)
	}
	if r.API && r.Query("lang") != "" {
		lang = r.Query("lang")
	}
	r.Lang = views.ParseLang(lang)
	r.theme = pick("theme", func(v string) bool { return v == "light" || v == "dark" || v == "auto" })
	if r.theme == "auto" {
		r.theme = ""
	}
	r.unit = pick("unit", func(v string) bool { return v == views.UnitYuan || v == views.UnitWan })
}

// admit finds out who asks and refuses whoever may not: `encoding_not_supported media_type token_invalid account_disabled login_required
// forbidden token_scope totp_required csrf rate_limited`.
func (r *Request) admit() error {
	if enc := r.Get(fiber.HeaderContentEncoding); enc != "" && enc != "identity" {
		return models.Refuse(models.Invalid, "encoding_not_supported")
	}
	if r.Route.Kind == API {
		if err := r.token(); err != nil {
			return err
		}
	} else if r.Route.Kind == Page {
		r.identify()
		if r.disabled && r.Route.Permission != models.Public {
			return models.Refuse(models.Unauthenticated, "account_disabled")
		}
	}
	if err := r.Actor.Allow(r.Route.Permission); err != nil {
		if r.Actor.ID != "" {
			r.Portal.Log.Warn("refused", "request", r.ID, "actor", r.Actor.ID, "role", r.Actor.Role, "route", r.Route.Path)
		}
		return err
	}
	if err := scoped(r.scopes, r.Route.Permission); err != nil {
		return err
	}
	if err := r.leadToCodes(); err != nil {
		return err
	}
	if r.Method() == fiber.MethodGet || r.Method() == fiber.MethodHead || r.Route.Kind == Ops {
		return nil
	}
	if r.Actor.ID == "" {
		if err := r.Portal.forms.take(r.IP(), r.Portal.Clock()); err != nil {
			return err
		}
	}
	media, _, _ := strings.Cut(r.Get(fiber.HeaderContentType), ";")
	if r.Route.Kind == API {
		if len(r.BodyRaw()) > 0 && media != fiber.MIMEApplicationJSON {
			return models.Refuse(models.Invalid, "media_type")
		}
		return nil
	}
	if media != fiber.MIMEApplicationForm && media != fiber.MIMEMultipartForm && media != "" {
		return models.Refuse(models.Invalid, "media_type")
	}
	return r.checkCSRF()
}

// Do asks the book for a change and moves r.State to the state that holds it. The request's Idempotency-Key (header, or the hidden field
// `_key` of a form) makes a repetition give the first answer.
func (r *Request) Do(cmd models.Command, opts ...journal.DoOption) (journal.Result, error) {
	if len(opts) == 0 {
		key, err := r.idempotencyKey()
		if err != nil {
			return journal.Result{}, err
		}
		if key != "" {
			opts = append(opts, journal.Key(key, r.fingerprint()))
		}
	}
	out, err := r.Portal.Book.Do(r.UserContext(), r.Actor, cmd, opts...)
	if err == nil {
		r.State = out.State
	}
	return out, err
}

// idempotencyKey is the caller's key, scoped to the caller; empty when none was given. It refuses `idempotency_key_form`.
func (r *Request) idempotencyKey() (string, error) {
	key := r.Get("Idempotency-Key")
	if key == "" && r.Route.Kind == Page {
		key = r.FormValue("_key")
	}
	if key == "" {
		return "", nil
	}
	if len(key) > 100 || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return "", models.Refuse(models.Invalid, "idempotency_key_form").At("Idempotency-Key")
	}
	return r.Actor.ID + ":" + key, nil
}

// fingerprint is a hash of what was asked, without the token that proves who asked. It is kept in the journal, and what was asked may be a person's: it is a hash
// under the vault's key, so that nobody can try names and numbers against it.
func (r *Request) fingerprint() [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", r.Method(), r.Path())
	if r.Route.Kind == API {
		h.Write(r.BodyRaw())
	} else {
		var fields []string
		for k, v := range r.Context().PostArgs().All() {
			if string(k) != "_csrf" {
				fields = append(fields, strconv.Quote(string(k))+"="+strconv.Quote(string(v)))
			}
		}
		sort.Strings(fields)
		h.Write([]byte(strings.Join(fields, "\n")))
	}
	return sha256.Sum256([]byte(r.Portal.Vault.Blind("request", string(h.Sum(nil)))))
}

// key is a fresh idempotency key for a form that is about to be shown; a form that is shown again keeps the one it had.
func (r *Request) key() string {
	if k := r.FormValue("_key"); k != "" && len(k) <= 100 {
		return k
	}
	return randomText()
}

// event finds the first event of a type in a result; every command's doc says which it emits.
func event[E models.Event](out journal.Result) (e E) {
	for _, ev := range out.Entry.Events {
		if found, ok := ev.(E); ok {
			return found
		}
	}
	return e
}

// page makes the frame of a page. The title is a key of the catalogue, or a name that is shown as it was given.
func (r *Request) page(audience views.Audience, title string, args ...any) *views.Page {
	p := &views.Page{
		Lang: r.Lang, Path: r.OriginalURL(), Title: title, Audience: audience, Assets: static.URL, Theme: r.theme, Unit: r.unit,
		Federation: r.State.Federation.Name, DemoData: r.State.Federation.DemoData || r.Portal.Demo,
		Can: func(permission string) bool { return r.Actor.Can(models.Permission(permission)) },
	}
	if r.Lang.Has(title) {
		p.Title = r.Lang.T(title, args...)
	}
	if r.Account != nil {
		p.User = &views.User{Name: r.Account.Name, Role: string(r.Actor.Role), Of: r.placeOf()}
	}
	if r.Session != nil {
		p.CSRF = r.Session.CSRF
		p.Flash = r.takeFlash()
	}
	if !r.Route.Kept || r.Session != nil {
		p.RequestID = r.ID
	}
	return p
}

// visitorForm gives the frame of a page the token that a form needs when nobody is signed in.
func (r *Request) visitorForm(p *views.Page) *views.Page {
	p.CSRF = r.csrf()
	if r.Session == nil {
		p.Flash = r.takeFlash()
	}
	return p
}

func (r *Request) placeOf() string {
	if e, ok := r.State.Enterprises.Get(r.Actor.Enterprise); ok {
		return e.Name
	}
	if c, ok := r.State.Counties.Get(r.Actor.County); ok {
		return c.Name + r.Actor.Township
	}
	return ""
}

// HTML sends a page or a part of one.
func (r *Request) HTML(status int, c templ.Component) error {
	r.Status(status)
	r.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	r.Vary("HX-Request")
	if len(r.Response().Header.Peek(fiber.HeaderCacheControl)) == 0 {
		r.Set(fiber.HeaderCacheControl, "no-store")
	}
	// An answer is written even when the time for the change is over: it may be the one that says so.
	return c.Render(context.WithoutCancel(r.UserContext()), r.Response().BodyWriter())
}

// Partial tells whether htmx asked for a part of the page.
func (r *Request) Partial() bool { return r.Get("HX-Request") == "true" && r.Get("HX-Boosted") == "" }

// Done answers a form that did what it should: a message on the page it leads to.
func (r *Request) Done(to, messageKey string, args ...any) error {
	r.flash(views.Done, messageKey, args...)
	return r.forward(to)
}

// forward leads to another page after a form.
func (r *Request) forward(to string) error {
	if r.Partial() {
		r.Set("HX-Redirect", to)
		return r.SendStatus(fiber.StatusNoContent)
	}
	return r.Redirect(to, fiber.StatusSeeOther)
}

// shown turns the figures of a refusal into what the catalogue can write.
func shown(params map[string]any) map[string]any {
	if len(params) == 0 {
		return nil
	}
	out := make(map[string]any, len(params))
	for k, v := range params {
		if fen, ok := v.(money.Fen); ok {
			v = views.Fen(fen)
		}
		out[k] = v
	}
	return out
}

// log writes one line about a request that failed or was slow; never an address with its query, a body or a name.
func (r *Request) log(took time.Duration) {
	status := r.Response().StatusCode()
	if status < 400 && took < time.Second {
		return
	}
	r.Portal.Log.Info("request", "request", r.ID, "method", r.Method(), "route", r.Route.Path, "status", status, "reason", r.failed,
		"ms", took.Milliseconds(), "actor", r.Actor.ID)
}
