package handlers

import (
	"slices"

	"shanpei/models"
	"shanpei/views"
)

func staffPersonNew(r *Request) error { return r.showIntake(nil) }

func (r *Request) showIntake(f *form) error {
	d := r.staff("person.new", r.crumb("person.title", "/staff/persons"))
	status := 200
	if f != nil {
		f.onto(d, "intake")
		status = f.Status()
	}
	return r.HTML(status, views.PersonNew(d))
}

// staffPersonEnter enters one child.
func staffPersonEnter(r *Request) error {
	f := r.form(personFields...)
	in, faults := readIntake(f.Text, r.Portal.Clock())
	for _, e := range faults {
		f.refuse(e)
	}
	if e := r.State.MayEnter(r.Actor, in.journal); e != nil && len(f.Errors) == 0 {
		if e.Code == models.Forbidden {
			return e
		}
		if e.Field == "county" || e.Field == "township" {
			e = e.At("place")
		}
		f.refuse(e)
	}
	if len(f.Errors) > 0 {
		return r.showIntake(f)
	}
	made, err := r.enterOne(in)
	if f.shows(err) {
		return r.showIntake(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/persons/"+made.ID, "person.done.entered", "number", made.Number)
}

// under14 is what the vault says of a child's age: whether the guardian has to consent, through the 14th birthday.
func (r *Request) under14(code string) (bool, error) {
	rec, err := r.Portal.Vault.Open(r.UserContext(), code)
	if err != nil {
		return false, err
	}
	birth := models.Day(rec.Field("birth"))
	if birth == "" {
		return true, nil // whose age is not known is a child
	}
	return r.today() <= models.AddMonths(birth, 14*12), nil
}

func staffPerson(r *Request) error { return r.showPerson(nil, "") }

func (r *Request) showPerson(f *form, name string) error {
	b, err := r.State.BeneficiaryFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	d := r.staff("person.one", r.crumb("person.title", "/staff/persons"))
	d.Title = b.Number
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	v := views.PersonPage{Beneficiary: b, Consents: r.State.ConsentsOf(b.ID)}
	if v.Name, err = r.maskedName(b.ID); err != nil {
		return err
	}
	for _, x := range []struct {
		code string
		to   *views.PersonProps
	}{{b.ID, &v.Child}, {b.Guardian, &v.GuardianFields}, {b.Account, &v.AccountFields}} {
		if *x.to, err = r.person(x.code); err != nil {
			return err
		}
	}
	r.Set("Cache-Control", "no-store")
	return r.HTML(status, views.PersonOne(d, v))
}

// tellPerson asks for a change of the child of the address and comes back to its page.
func (r *Request) tellPerson(f *form, name string, cmd models.Command, done string) error {
	_, again, err := f.ask(cmd)
	if again {
		return r.showPerson(f, name)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/persons/"+r.Params("id"), done)
}

func staffPersonStep(r *Request) error {
	f := r.form("verb", "reason")
	verb := f.Text("verb")
	if !slices.Contains(models.BeneficiaryVerbs, verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	return r.tellPerson(f, verb, models.StepBeneficiary{IDs: []string{r.Params("id")}, Verb: verb, Reason: f.Text("reason"), IfVersion: f.Version()}, "person.done.step")
}

func staffPersonAmend(r *Request) error {
	b, err := r.State.BeneficiaryFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	f := r.form("category", "stage", "risk", "medical_cover")
	n := *b
	n.Category, n.Stage, n.Risk, n.MedicalCover = models.Category(f.Text("category")), models.Stage(f.Text("stage")), models.RiskLevel(f.Text("risk")), f.Yes("medical_cover")
	return r.tellPerson(f, "amend", models.AmendBeneficiary{Beneficiary: n, IfVersion: f.Version()}, "person.done.amended")
}

func staffPersonRecheck(r *Request) error {
	f := r.form("stage", "risk")
	return r.tellPerson(f, "recheck", models.RecheckBeneficiary{
		ID: r.Params("id"), Stage: models.Stage(f.Text("stage")), Risk: models.RiskLevel(f.Text("risk")), IfVersion: f.Version(),
	}, "person.done.rechecked")
}

func staffPersonConsent(r *Request) error {
	b, err := r.State.BeneficiaryFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	young, err := r.under14(b.ID)
	if err != nil {
		return err
	}
	f := r.form("purpose", "by", "guardian_told", "evidence", "given", "expires")
	return r.tellPerson(f, "consent", models.RecordConsent{Under14: young, Consent: models.Consent{
		Beneficiary: b.ID, Purpose: f.Text("purpose"), By: f.Text("by"), GuardianTold: f.Yes("guardian_told"), Evidence: f.Text("evidence"), Given: f.Day("given"), Expires: f.Day("expires"),
	}}, "person.done.consent")
}

func staffPersonWithdraw(r *Request) error {
	c, ok := r.State.Consents.Get(r.Params("consent"))
	if !ok || c.Beneficiary != r.Params("id") {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.tellPerson(r.form(), "withdraw-"+c.Purpose, models.EndConsent{ID: c.ID, Why: "withdrawn"}, "person.done.withdrawn")
}
