package handlers

import (
	"errors"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// ownChild is the child of the address, if the actor may touch it; a stranger's is as if absent.
func (r *Request) ownChild() (*models.Beneficiary, error) {
	return r.State.BeneficiaryFor(r.Params("id"), r.Actor)
}

func staffAids(r *Request) error {
	b, err := r.ownChild()
	if err != nil {
		return err
	}
	return r.showAids(b.ID, "", nil)
}

func (r *Request) showAids(id, formName string, f *form) error {
	b, _ := r.State.Beneficiaries.Get(id)
	d := r.staff("place.aids.title", r.crumb("place.persons", "/staff/persons"), views.Crumb{Label: b.Number, Href: "/staff/persons/" + b.ID})
	v := views.StaffAidsProps{
		ID: b.ID, Number: b.Number, Name: b.Number + " " + r.nameShown(b.ID), Aids: r.State.AidsOf(b.ID), Bound: r.bounds(r.State.PlacesOf(b.ID)), Overrides: r.State.OverridesOf(b.ID),
	}
	status := 200
	if f != nil {
		f.onto(d, formName, "note")
		status = f.Status()
	}
	return r.HTML(status, views.StaffAids(d, v))
}

func staffAidRecord(r *Request) error {
	b, err := r.ownChild()
	if err != nil {
		return err
	}
	f := r.form("kind", "source", "from", "to", "document", "known")
	_, again, err := f.ask(models.RecordAid{
		Beneficiary: b.ID, Kind: models.AidKind(f.Text("kind")), Source: models.AidSource(f.Text("source")), From: f.Day("from"), To: f.Day("to"),
		Document: f.Text("document"), Known: f.Yes("known"),
	})
	if again {
		return r.showAids(b.ID, "aid", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/persons/"+b.ID+"/aids", "place.done.aid")
}

func staffAidVoid(r *Request) error {
	b, err := r.ownChild()
	if err != nil {
		return err
	}
	f := r.form("aid", "reason")
	if a, ok := r.State.Aids.Get(f.Text("aid")); !ok || a.Beneficiary != b.ID {
		return models.Refuse(models.NotFound, "not_found")
	}
	_, again, err := f.ask(models.VoidAid{ID: f.Text("aid"), Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showAids(b.ID, "void-"+f.Text("aid"), f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/persons/"+b.ID+"/aids", "place.done.voided")
}

// staffOverrideAsk seals what the asker says and asks for a second person.
func staffOverrideAsk(r *Request) error {
	b, err := r.ownChild()
	if err != nil {
		return err
	}
	f := r.form("need", "reason", "note")
	note := f.Text("note")
	switch {
	case note == "":
		f.refuse(models.Refuse(models.Invalid, "required").At("note"))
	case len([]rune(note)) > 500:
		f.refuse(models.Refuse(models.Invalid, "text_too_long").At("note").With("limit", 500))
	}
	if len(f.Errors) > 0 {
		return r.showAids(b.ID, "override", f)
	}
	code, err := r.Portal.Vault.Seal(r.UserContext(), "aid_note", map[string]string{"text": note})
	if err != nil {
		return err
	}
	_, again, err := f.ask(models.AskOverride{Beneficiary: b.ID, Need: f.Text("need"), Reason: f.Text("reason"), Note: code})
	if again || err != nil {
		err = errors.Join(err, r.Portal.Vault.Erase(r.UserContext(), code))
	}
	if again && err == nil {
		return r.showAids(b.ID, "override", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/persons/"+b.ID+"/aids", "place.done.override")
}

// override shows a request with the number of its child; ok is false for a stranger's.
func (r *Request) override(o *models.AidOverride) (views.StaffOverride, bool) {
	b, err := r.State.BeneficiaryFor(o.Beneficiary, r.Actor)
	if err != nil {
		return views.StaffOverride{}, false
	}
	return views.StaffOverride{AidOverride: o, Number: b.Number}, true
}

// staffOverrides lists the requests, those that wait for the second person first.
func staffOverrides(r *Request) error {
	var all []views.StaffOverride
	for _, o := range r.State.AidOverrides.All() {
		if v, ok := r.override(o); ok && fits(r.Query("status"), o.Status) {
			all = append(all, v)
		}
	}
	slices.SortStableFunc(all, func(a, b views.StaffOverride) int {
		waits := func(o views.StaffOverride) int {
			if o.Status == models.OverrideStands {
				return 0
			}
			return 1
		}
		return waits(a) - waits(b)
	})
	d := r.staff("place.overrides.title")
	rows, pager := arranged(r, d, all, map[string]order[views.StaffOverride]{})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("place.overrides.lead"), Actions: []views.ButtonProps{{Label: d.T("place.doubles.title"), Href: "/staff/aids/duplicates"}},
		Filters: views.StaffOverrideFilters(d), Table: views.StaffOverridesTable(d, rows), Pager: pager,
	}))
}

// staffDoubles lists who gets one thing twice. Only codes are compared: no record is opened.
func staffDoubles(r *Request) error {
	var all []views.StaffDouble
	for _, pair := range r.State.DoubledAids(r.Actor) {
		b, _ := r.State.Beneficiaries.Get(pair[0].Beneficiary)
		all = append(all, views.StaffDouble{ID: b.ID, Number: b.Number, Pair: pair})
	}
	d := r.staff("place.doubles.title", r.crumb("place.overrides.title", "/staff/aids"))
	rows, pager := arranged(r, d, all, map[string]order[views.StaffDouble]{})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{Title: d.Title, Lead: d.T("place.doubles.lead"), Table: views.StaffDoublesTable(d, rows), Pager: pager}))
}

func (r *Request) ownOverride() (views.StaffOverride, error) {
	if o, ok := r.State.AidOverrides.Get(r.Params("id")); ok {
		if v, ok := r.override(o); ok {
			return v, nil
		}
	}
	return views.StaffOverride{}, models.Refuse(models.NotFound, "not_found")
}

func staffOverride(r *Request) error {
	o, err := r.ownOverride()
	if err != nil {
		return err
	}
	return r.showOverride(o.ID, nil)
}

func (r *Request) showOverride(id string, f *form) error {
	o, _ := r.State.AidOverrides.Get(id)
	v, _ := r.override(o)
	if rec, err := r.Portal.Vault.Open(r.UserContext(), o.Note); err == nil && (r.Actor.ID == o.Asker || r.Actor.Can(models.ConfirmAid)) {
		v.Note = rec.Field("text")
	} else {
		v.Note = models.Hidden
	}
	d := r.staff("", r.crumb("place.overrides.title", "/staff/aids"))
	r.titled(d, "place.override.one", "number", v.Number)
	status := 200
	if f != nil {
		f.onto(d, "answer")
		status = f.Status()
	}
	return r.HTML(status, views.StaffOverridePage(d, v))
}

// staffOverrideAnswer is the word of the second person.
func staffOverrideAnswer(r *Request) error {
	o, err := r.ownOverride()
	if err != nil {
		return err
	}
	f := r.form("verb")
	_, again, err := f.ask(models.AnswerOverride{ID: o.ID, Verb: f.Text("verb"), IfVersion: f.Version()})
	if again {
		return r.showOverride(o.ID, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/aids", "place.done.answered")
}
