package handlers

import (
	"errors"
	"strings"

	"shanpei/models"
	"shanpei/views"
)

// staffPlacesStopped lists the places whose child departed or whose consent is gone: nothing is paid for them until somebody decides.
func staffPlacesStopped(r *Request) error {
	d := r.staff("staff.queue.places_stopped", r.crumb("staff.sponsorships.title", "/staff/sponsorships"))
	rows, pager := arranged(r, d, r.State.StoppedBindings(r.today()), map[string]order[*models.Binding]{})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{Title: d.Title, Lead: d.T("place.stopped_text"), Table: views.StaffStopped(d, r.bounds(rows)), Pager: pager}))
}

func (r *Request) ownPlace() (*models.Binding, error) {
	return r.State.BindingFor(r.Params("id"), r.Actor)
}

func staffPlace(r *Request) error {
	b, err := r.ownPlace()
	if err != nil {
		return err
	}
	return r.showPlace(b.ID, "", nil)
}

func (r *Request) showPlace(id, formName string, f *form) error {
	b, _ := r.State.Bindings.Get(id)
	sp, _ := r.State.Sponsorships.Get(b.Sponsorship)
	n, _ := r.State.Needs.Get(b.Need)
	d := r.staff("", r.crumb("staff.sponsorships.title", "/staff/sponsorships"), views.Crumb{Label: n.Number, Href: "/staff/sponsorships/" + sp.ID})
	r.titled(d, "place.one", "slot", b.Slot)
	v := views.StaffPlaceProps{StaffBound: r.bounds([]*models.Binding{b})[0], Sponsorship: sp, Need: n, MayLetter: r.State.MayLetter(b, r.today())}
	for _, l := range r.State.LettersOf(b.ID) {
		letter := views.StaffLetter{Letter: l}
		if rec, err := r.Portal.Vault.Open(r.UserContext(), l.Text); err == nil && v.MayLetter && l.Removed == "" {
			letter.Text = rec.Field("text")
		}
		v.Letters = append(v.Letters, letter)
	}
	status := 200
	if f != nil {
		f.onto(d, formName, "text")
		status = f.Status()
	}
	return r.HTML(status, views.StaffPlace(d, v))
}

// staffUnbind takes a place from a child, and gives it to the next one when the form names it.
func staffUnbind(r *Request) error {
	b, err := r.ownPlace()
	if err != nil {
		return err
	}
	f := r.form("reason", "replace")
	next := r.childPlace(b.Slot, f.Text("replace"))
	_, again, err := f.ask(models.UnbindPlace{ID: b.ID, Reason: f.Text("reason"), Replace: next.Beneficiary, Minor: next.Minor, Random: randomText(), IfVersion: f.Version()})
	if again {
		for _, e := range f.Errors {
			if e.Field == "beneficiary" || e.Field == "slot" {
				e.Field = "replace"
			}
		}
		return r.showPlace(b.ID, "unbind", f)
	}
	if err != nil {
		return err
	}
	if next.Beneficiary != "" {
		return r.Done("/staff/sponsorships/"+b.Sponsorship, "place.done.replaced")
	}
	return r.Done("/staff/sponsorships/"+b.Sponsorship, "place.done.unbound")
}

// maxLetter bounds a letter, in characters.
const maxLetter = 3000

// staffLetterAdd seals a letter and puts it to a place, unless it still tells who wrote it.
func staffLetterAdd(r *Request) error {
	b, err := r.ownPlace()
	if err != nil {
		return err
	}
	f := r.form("text")
	text := f.Text("text")
	switch {
	case text == "":
		f.refuse(models.Refuse(models.Invalid, "required").At("text"))
	case len([]rune(text)) > maxLetter:
		f.refuse(models.Refuse(models.Invalid, "text_too_long").At("text").With("limit", maxLetter))
	case r.tells(b.Beneficiary, text):
		f.refuse(models.Refuse(models.Invalid, "letter_not_redacted").At("text"))
	}
	if len(f.Errors) > 0 {
		return r.showPlace(b.ID, "letter", f)
	}
	code, err := r.Portal.Vault.Seal(r.UserContext(), "letter", map[string]string{"text": text})
	if err != nil {
		return err
	}
	_, again, err := f.ask(models.AddLetter{Binding: b.ID, Text: code})
	if again || err != nil {
		err = errors.Join(err, r.Portal.Vault.Erase(r.UserContext(), code))
	}
	if again && err == nil {
		return r.showPlace(b.ID, "letter", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/places/"+b.ID, "place.done.letter")
}

// tells finds in a letter what the vault knows of its writer, and numbers that are long enough for a telephone.
func (r *Request) tells(code, text string) bool {
	digits := 0
	for _, c := range text {
		if c >= '0' && c <= '9' {
			digits++
		} else if c != ' ' && c != '-' {
			digits = 0
		}
		if digits >= 7 {
			return true
		}
	}
	rec, err := r.Portal.Vault.Open(r.UserContext(), code)
	if err != nil {
		return true // nobody can tell whether it tells
	}
	for _, name := range []string{"name", "guardian_name", "village", "school", "address", "phone", "id_number"} {
		if v := strings.TrimSpace(rec.Field(name)); len([]rune(v)) > 1 && strings.Contains(text, v) {
			return true
		}
	}
	return false
}

func staffLetterRemove(r *Request) error {
	b, err := r.ownPlace()
	if err != nil {
		return err
	}
	f := r.form("letter", "reason")
	l, ok := r.State.Letters.Get(f.Text("letter"))
	if !ok || l.Binding != b.ID {
		return models.Refuse(models.NotFound, "not_found")
	}
	_, again, err := f.ask(models.RemoveLetter{ID: l.ID, Reason: f.Text("reason")})
	if again {
		return r.showPlace(b.ID, "remove-"+l.ID, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/places/"+b.ID, "place.done.letter_removed")
}
