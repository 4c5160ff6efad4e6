package handlers

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/static"
	"shanpei/views"
)

// Request is one request with what every handler asks for: who, in which language, on which state.
type Request struct {
	*fiber.Ctx
	Portal  *Portal
	Route   *Route
	Actor   models.Actor
	Account *Account      // nil for a visitor
	Session *Session      // nil for a visitor and for an API token
	State   *models.State // the state when the request came; it does not change under the handler
	Lang    views.Lang
	ID      string // request id, also on error pages and in the log
	API     bool   // answer JSON
}

// Do asks the book for a change and moves r.State to the state that holds it. The request's Idempotency-Key (header, or the hidden field
// `_key` of a form) makes a repetition give the first answer.
func (r *Request) Do(cmd models.Command, opts ...journal.DoOption) (journal.Result, error) {
	if key := r.idempotencyKey(); key != "" && len(opts) == 0 {
		opts = append(opts, journal.Key(key, r.fingerprint()))
	}
	out, err := r.Portal.Book.Do(r.UserContext(), r.Actor, cmd, opts...)
	if err == nil {
		r.State = out.State
	}
	return out, err
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
		Lang: r.Lang, Path: r.OriginalURL(), Title: title, Audience: audience, Assets: static.URL, Theme: r.Cookies("theme"), Unit: r.Cookies("unit"),
		Federation: r.State.Federation.Name, DemoData: r.State.Federation.DemoData, RequestID: r.ID,
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
	return c.Render(r.UserContext(), r.Response().BodyWriter())
}

// Partial tells whether htmx asked for a part of the page.
func (r *Request) Partial() bool { return r.Get("HX-Request") == "true" && r.Get("HX-Boosted") == "" }

// Done answers a form that did what it should: a message on the page it leads to.
func (r *Request) Done(to, messageKey string, args ...any) error {
	r.flash(views.Success, messageKey, args...)
	if r.Partial() {
		r.Set("HX-Redirect", to)
		return r.SendStatus(fiber.StatusNoContent)
	}
	return r.Redirect(to, fiber.StatusSeeOther)
}
