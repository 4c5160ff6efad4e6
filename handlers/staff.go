package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// staff makes what a staff page is shown with. The crumbs are pairs of a label and an address on the way from Today to the page.
func (r *Request) staff(title string, crumbs ...views.Crumb) *views.StaffPage {
	p := r.page(views.Staff, title)
	if len(crumbs) > 0 {
		p.Crumbs = append([]views.Crumb{{Label: r.Lang.T("common.nav.today"), Href: "/staff"}}, crumbs...)
		p.Crumbs = append(p.Crumbs, views.Crumb{Label: p.Title})
	}
	return &views.StaffPage{Page: p, S: r.State, Actor: r.Actor, Today: r.today(), Who: r.nameOf, Key: randomText, Try: r.wouldDo}
}

// crumb is a step of the way back, its label a key of the catalogue.
func (r *Request) crumb(key, href string) views.Crumb {
	return views.Crumb{Label: r.Lang.T(key), Href: href}
}

func (r *Request) today() models.Day { return models.DayOf(r.Portal.Clock()) }

// nameOf is what somebody is called; who has no account, or none any more, is called by the code that the journal knows.
func (r *Request) nameOf(user string) string {
	a, err := r.Portal.Accounts.Get(r.UserContext(), user)
	if err != nil {
		return user
	}
	return a.Name
}

// ask asks the book on behalf of a form that has no fault so far. again says that the page with the form is to be shown again, because of what was
// typed or of the moment; err is for the edge to answer.
func (f *form) ask(cmd models.Command, opts ...journal.DoOption) (out journal.Result, again bool, err error) {
	if len(f.Errors) > 0 {
		return out, true, nil
	}
	out, err = f.r.Do(cmd, opts...)
	if again = f.shows(err); again {
		return out, true, nil
	}
	return out, false, err
}

// shows takes a refusal that the page with the form can show, and moves to the newest state, which is what the page then shows.
func (f *form) shows(err error) bool {
	var e *models.Error
	if !errors.As(err, &e) || e.Code != models.Invalid && e.Code != models.Conflict && e.Code != models.Exhausted && e.Code != models.TooLarge {
		return false
	}
	f.refuse(e)
	f.r.State = f.r.Portal.Book.State()
	return true
}

// onto puts a refused form onto its page: what was typed and what was wrong. A refusal of the moment stands on top of the page, because the form
// may not be there any more.
func (f *form) onto(d *views.StaffPage, name string, secret ...string) {
	d.Form, d.State = name, f.State(secret...)
	d.State.Errors = nil
	for _, e := range f.Errors {
		fault := views.FieldError{Field: e.Field, Text: f.r.sentence(e)}
		if e.Code != models.Invalid && e.Field == "" {
			d.Refused = append(d.Refused, fault)
			if e.Reason == "stale" {
				d.Stale = append(d.Stale, views.StaleValue{Label: d.F("version"), Current: figureText(e.Params["current"]), Yours: figureText(e.Params["yours"])})
			}
			continue
		}
		d.State.Errors = append(d.State.Errors, fault)
	}
}

// differs adds a field that somebody else changed meanwhile to a stale form.
func (f *form) differs(d *views.StaffPage, field, label, current, shown string) {
	typed, ok := f.Values[field]
	if len(d.Stale) > 0 && ok && typed != current {
		d.Stale = append(d.Stale, views.StaleValue{Label: label, Current: shown, Yours: typed})
	}
}

func figureText(v any) string {
	if n, ok := v.(int64); ok {
		return strconv.FormatInt(n, 10)
	}
	return ""
}

// plainYuan is an amount as a field shows it; nothing for zero.
func plainYuan(fen money.Fen) string {
	if fen == 0 {
		return ""
	}
	return views.StaffFieldYuan(fen)
}

// pageSize is how many things a list shows at once.
const pageSize = 25

// order compares two things of a list.
type order[T any] func(a, b T) int

// arranged puts a list into the order that the address asks for, usually as it came, and cuts out the page that the address asks for.
func arranged[T any](r *Request, d *views.StaffPage, all []T, orders map[string]order[T]) ([]T, views.PagerProps) {
	key, down := strings.CutPrefix(r.Query("sort"), "-")
	if by := orders[key]; by != nil {
		slices.SortStableFunc(all, func(a, b T) int {
			if down {
				return by(b, a)
			}
			return by(a, b)
		})
	}
	return slicedPage(r, d, all, pageSize)
}

// slicedPage cuts out the page that the address asks for.
func slicedPage[T any](r *Request, d *views.StaffPage, all []T, size int) ([]T, views.PagerProps) {
	pager := views.Offset(d.Page, r.QueryInt("page", 1), size, len(all))
	if len(all) == 0 {
		return nil, pager
	}
	return all[pager.From-1 : pager.To], pager
}

// sought tells whether one of the texts holds what was searched for; nothing searched for finds everything.
func sought(q string, texts ...string) bool {
	q = strings.ToLower(strings.TrimSpace(q))
	if q == "" {
		return true
	}
	for _, t := range texts {
		if strings.Contains(strings.ToLower(t), q) {
			return true
		}
	}
	return false
}

// fits tells whether a value is the one that a filter asks for; a filter that is off fits everything.
func fits[T ~string](asked string, have T) bool { return asked == "" || asked == string(have) }

// filtered tells whether the address narrows the list at all.
func (r *Request) filtered(names ...string) bool {
	for _, n := range append(names, "q") {
		if r.Query(n) != "" {
			return true
		}
	}
	return false
}

// refusedAs tells whether an error is a refusal of the class.
func refusedAs(err error, code models.Code) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Code == code
}
