package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// terms lists the terms, the newest first.
func terms(s *models.State, program string) (out []views.TermView) {
	for _, t := range s.Terms.All() {
		if fits(program, t.Program) {
			out = append(out, views.TermOf(s, t))
		}
	}
	slices.SortFunc(out, func(a, b views.TermView) int {
		return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(a.ProgramName, b.ProgramName))
	})
	return out
}

func publicTerms(r *Request) error {
	p := r.page(views.Public, "study.title")
	p.Description = r.Lang.T("study.lead")
	return r.HTML(200, views.PublicTerms(p, terms(r.State, "")))
}

func staffTerms(r *Request) error {
	d := r.staff("study.title")
	rows, pager := arranged(r, d, terms(r.State, r.Query("program")), map[string]order[views.TermView]{})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("study.staff_lead"), Filters: []views.StaffFilter{{Name: "program", Label: d.T("study.f.program"), Options: d.ProgramOptions(false)}}, Table: views.StaffTermTable(d, rows), Pager: pager,
	}
	if r.Actor.Can(models.ManagePrograms) {
		l.Actions = []views.ButtonProps{{Label: d.T("study.new"), Href: "/staff/terms/new", Kind: views.ButtonAction, Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

// staffTermNew opens the form empty, or with what a term of the address has.
func staffTermNew(r *Request) error { return r.showTermForm(nil) }

func (r *Request) showTermForm(f *form) error {
	d := r.staff("study.new", r.crumb("study.title", "/staff/terms"))
	status := 200
	if f != nil {
		f.onto(d, "term")
		status = f.Status()
	}
	old, _ := r.State.Terms.Get(r.Query("of"))
	return r.HTML(status, views.StaffTermNew(d, old))
}

func staffTermSet(r *Request) error {
	fields := []string{"program", "period", "doc_no", "proof", "proof_by"}
	for _, stage := range models.Stages {
		fields = append(fields, "rate."+string(stage))
	}
	f := r.form(fields...)
	t := models.StudyTerm{Program: f.Text("program"), Period: f.Text("period"), DocNo: f.Text("doc_no"), Proof: f.Yes("proof"), ProofBy: f.Day("proof_by")}
	for _, stage := range models.Stages {
		if name := "rate." + string(stage); f.Text(name) != "" {
			t.Rates = append(t.Rates, models.StageRate{Stage: stage, Fen: f.Yuan(name)})
		}
	}
	out, again, err := f.ask(models.SetTerm{Term: t, IfVersion: f.Version()})
	if again {
		return r.showTermForm(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/terms/"+event[models.TermSet](out).Term.ID, "study.done.set")
}

func staffTerm(r *Request) error { return r.showTerm(nil, "") }

func (r *Request) showTerm(f *form, name string) error {
	t, ok := r.State.Terms.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(t.Period, r.crumb("study.title", "/staff/terms"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	missing := r.State.Unenrolled(t, r.Actor)
	var choices []views.Option
	for _, b := range missing[:min(len(missing), enrolmentsAtOnce)] {
		c, _ := r.State.Beneficiaries.Get(b.Beneficiary)
		choices = append(choices, views.Option{Value: b.ID, Label: c.Number, Hint: d.Place(c.County, c.Township) + " · " + r.Lang.Term("stage", string(b.Stage))})
	}
	return r.HTML(status, views.StaffTerm(d, views.TermOf(r.State, t), choices, len(missing), r.enrolled(t)))
}

// enrolmentsAtOnce is how many children one form shows.
const enrolmentsAtOnce = 120

// enrolled lists the proofs of a term in the actor's places, the newest first.
func (r *Request) enrolled(t *models.StudyTerm) (out []views.EnrolmentLine) {
	for id, e := range r.State.Enrolments.All() {
		b, err := r.State.BindingFor(id, r.Actor)
		if err != nil {
			continue
		}
		n, _ := r.State.Needs.Get(b.Need)
		if of, ok := r.State.TermOf(n); ok && of.ID == t.ID {
			c, _ := r.State.Beneficiaries.Get(b.Beneficiary)
			out = append(out, views.EnrolmentLine{Enrolment: e, Binding: b, Child: c.Number})
		}
	}
	slices.SortFunc(out, func(a, b views.EnrolmentLine) int {
		return cmp.Or(cmp.Compare(b.Enrolment.Seq, a.Enrolment.Seq), cmp.Compare(a.Child, b.Child))
	})
	return out[:min(len(out), enrolmentsAtOnce)]
}

func staffTermProve(r *Request) error {
	f := r.form("bindings", "document", "day")
	_, again, err := f.ask(models.ProveEnrolment{Bindings: f.All("bindings"), Document: f.Text("document"), Day: f.Day("day")})
	if again {
		return r.showTerm(f, "enrolment")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/terms/"+r.Params("id"), "study.done.proved", "n", len(f.All("bindings")))
}

func staffTermRemove(r *Request) error {
	f := r.form("binding", "reason")
	_, again, err := f.ask(models.RemoveEnrolment{Binding: f.Text("binding"), Reason: f.Text("reason")})
	if again {
		return r.showTerm(f, "remove")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/terms/"+r.Params("id"), "study.done.removed")
}

// termView is a term of study aid as everybody may see it. Counts of places are of persons: those below views.SmallCell are not told.
type termView struct {
	Program string      `json:"program"` // slug
	Period  string      `json:"period"`
	From    models.Day  `json:"from"`
	To      models.Day  `json:"to"`
	Proof   bool        `json:"proof"`
	Rates   []rateView  `json:"rates"`
	Places  *int        `json:"places"`
	Funded  *int        `json:"funded"`
	Paid    *int        `json:"paid"`
	Proven  *int        `json:"proven"`
	Lines   []termPlace `json:"lines"`
}

type rateView struct {
	Stage models.Stage `json:"stage"`
	Fen   money.Fen    `json:"fen"`
}

type termPlace struct {
	County string       `json:"county"`
	Stage  models.Stage `json:"stage"`
	Places *int         `json:"places"`
	Paid   *int         `json:"paid"`
}

// apiTerms lists the terms of study aid. GET /terms
func apiTerms(r *Request) error {
	if _, _, err := r.query(); err != nil {
		return err
	}
	out := listView[termView]{Items: []termView{}}
	for _, t := range terms(r.State, "") {
		p, _ := r.State.Programs.Get(t.Program)
		v := termView{
			Program: p.Slug, Period: t.Period, From: t.From, To: t.To, Proof: t.Proof, Rates: []rateView{}, Places: told(t.All.Places), Funded: told(t.All.Funded), Paid: told(t.All.Paid), Proven: told(t.All.Proven), Lines: []termPlace{},
		}
		for _, x := range t.Rates {
			v.Rates = append(v.Rates, rateView{Stage: x.Stage, Fen: x.Fen})
		}
		for _, l := range t.Lines {
			v.Lines = append(v.Lines, termPlace{County: l.County, Stage: l.Stage, Places: told(l.Places), Paid: told(l.Paid)})
		}
		out.Items = append(out.Items, v)
	}
	return r.reply(200, out)
}
