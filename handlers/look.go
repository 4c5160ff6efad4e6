package handlers

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"shanpei/internal/vault"
	"shanpei/models"
	"shanpei/views"
)

// revealed is what a look may see of a record, until it is over.
type revealed struct {
	Look *models.Look
	rec  vault.Record
}

// Names lists the fields of the record that the look covers.
func (v revealed) Names() (out []string) {
	for _, f := range models.PersonKinds[v.rec.Kind].Fields {
		if v.Look.Covers(f) && v.rec.Field(f.Name) != "" {
			out = append(out, f.Name)
		}
	}
	return out
}

// reveal is the only way to a field of a person, or to a group of fields (FieldGroup.Whole): it writes down who looks, at what, what for and until when, and
// only then opens the record. While a look of the actor at the same field is not over, it stands, and nothing is written. It refuses what
// models.RevealField refuses.
func (r *Request) reveal(code, field, purpose string) (v revealed, err error) {
	kind, err := r.Portal.Vault.Kind(r.UserContext(), code)
	if err != nil {
		return v, err
	}
	now := r.Portal.Clock()
	look, stands := r.State.LookStands(r.Actor.ID, code, kind, field, now)
	if !stands {
		cmd := models.RevealField{Code: code, Kind: kind, Field: field, Purpose: purpose, Of: r.State.OwnerOf(kind, code)}
		// Never under the form's key: what was answered once is not to be seen again when the look is over.
		out, err := r.Portal.Book.Do(r.UserContext(), r.Actor, cmd)
		var e *models.Error
		switch {
		case err == nil:
			r.State = out.State
		case errors.As(err, &e) && e.Reason == "look_stands": // asked twice at once
			r.State = r.Portal.Book.State()
		default:
			return v, err
		}
		if look, stands = r.State.LookStands(r.Actor.ID, code, kind, field, now); !stands {
			return v, models.Refuse(models.NotFound, "not_found")
		}
	} else if err := r.mayStill(kind, code, field); err != nil {
		return v, err
	}
	rec, err := r.Portal.Vault.Open(r.UserContext(), code)
	return revealed{look, rec}, err
}

// mayStill refuses a look that stands when the actor's role, place or training has changed since.
func (r *Request) mayStill(kind, code, field string) error {
	if err := models.MayReveal(r.State, r.Actor, r.Portal.Clock()); err != nil {
		return err
	}
	if !r.Actor.MayReveal(kind, field) {
		return models.Refuse(models.Forbidden, "forbidden")
	}
	if !r.State.Reaches(r.Actor, kind, r.State.OwnerOf(kind, code), code) {
		return models.Refuse(models.NotFound, "not_found")
	}
	return nil
}

// person is a record as a page shows it: its fields masked, each with a way to look at it for who may. Without names, all that are known of its kind. A
// record that is gone has no fields.
func (r *Request) person(code string, names ...string) (views.PersonProps, error) {
	p := views.PersonProps{Code: code, Back: r.Path()}
	if code == "" {
		return p, nil
	}
	m, err := r.Portal.Vault.Mask(r.UserContext(), code)
	if refusedAs(err, models.NotFound) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.Kind = m.Kind()
	kind := models.PersonKinds[p.Kind]
	if len(names) == 0 {
		for _, f := range kind.Fields {
			names = append(names, f.Name)
		}
	}
	for _, name := range names {
		if m.Field(name) != "" {
			p.Fields = append(p.Fields, views.PersonField{Name: name, Masked: m.Field(name), May: r.Actor.MayReveal(p.Kind, name)})
		}
	}
	return p, nil
}

// staffReveal shows one field of a person, or one group, for a purpose. The page is kept nowhere and goes back by itself when the look is over.
func staffReveal(r *Request) error {
	f := r.form("code", "field", "purpose", "back")
	v := views.RevealProps{Code: f.Text("code"), Field: f.Text("field"), Back: staffPath(f.Text("back"))}
	d := r.staff("look.reveal.title", views.Crumb{Label: r.Lang.T("look.back"), Href: v.Back})
	r.Set("Cache-Control", "no-store")
	var seen revealed
	var err error
	if len(f.Errors) == 0 {
		seen, err = r.reveal(v.Code, v.Field, f.Text("purpose"))
		if refusedAs(err, models.Invalid) {
			f.refuse(err)
		} else if err != nil {
			return err
		}
	}
	if len(f.Errors) > 0 {
		v.Kind, err = r.Portal.Vault.Kind(r.UserContext(), v.Code)
		if err != nil {
			return err
		}
		f.onto(d, "reveal")
		return r.HTML(f.Status(), views.StaffReveal(d, v))
	}
	v.Kind, v.Look = seen.rec.Kind, seen.Look
	for _, name := range seen.Names() {
		v.Seen = append(v.Seen, views.KV{Key: r.Lang.T("look.field." + name), Value: seen.rec.Field(name)})
	}
	left := max(1, int(seen.Look.Until.Sub(r.Portal.Clock())/time.Second))
	r.Set("Refresh", strconv.Itoa(left)+"; url="+v.Back)
	return r.HTML(200, views.StaffReveal(d, v))
}

// staffPath keeps a way back within the staff's pages.
func staffPath(path string) string {
	if strings.HasPrefix(path, "/staff/") && !strings.ContainsAny(path, "\\?#;,\r\n ") && !strings.Contains(path, "//") {
		return path
	}
	return "/staff"
}
