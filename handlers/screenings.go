package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// screeningPrograms are the programmes that screenings and operations are for.
func screeningPrograms(s *models.State) (out []*models.Program) {
	for _, p := range s.Programs.All() {
		if slices.Contains(p.Types, models.Screening) {
			out = append(out, p)
		}
	}
	return out
}

func seenScreenings(s *models.State, county string) (out []*models.ScreeningDay) {
	for _, x := range s.Screenings.All() {
		if fits(county, x.County) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b *models.ScreeningDay) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(b.Number, a.Number))
	})
	return out
}

func publicScreenings(r *Request) error {
	p := r.page(views.Public, "medical.title")
	p.Description = r.Lang.T("medical.lead")
	v := views.ScreeningsProps{}
	for _, g := range screeningPrograms(r.State) {
		v.Funnels = append(v.Funnels, views.ProgramFunnel{Program: g, Funnel: r.State.FunnelOf(g.ID, "")})
	}
	for _, c := range r.State.Counties.All() {
		v.Counties = append(v.Counties, views.Option{Value: c.Code, Label: views.CountyName(r.Lang, c.Code, c.Name)})
	}
	v.List, v.Pager = pageOf(r, p, seenScreenings(r.State, r.Query("county")), activitiesPerPage)
	return r.HTML(200, views.PublicScreenings(p, v))
}

func staffScreenings(r *Request) error {
	var all []*models.ScreeningDay
	for _, x := range seenScreenings(r.State, r.Query("county")) {
		if r.Actor.InCounty(x.County, r.Actor.Township) && fits(r.Query("status"), x.Status) && sought(r.Query("q"), x.Number, x.Place, x.Hospital) {
			all = append(all, x)
		}
	}
	d := r.staff("medical.screenings")
	rows, pager := arranged(r, d, all, map[string]order[*models.ScreeningDay]{
		"number": func(a, b *models.ScreeningDay) int { return cmp.Compare(a.Number, b.Number) },
		"day":    func(a, b *models.ScreeningDay) int { return cmp.Compare(a.Day, b.Day) },
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("medical.screenings_lead"), Search: d.T("medical.search_screening"), Filters: views.ScreeningFilters(d), Table: views.StaffScreeningTable(d, rows), Pager: pager,
	}
	l.Actions = []views.ButtonProps{{Label: d.T("medical.cases"), Href: "/staff/cases"}}
	if r.Actor.Can(models.EnterCases) {
		l.Actions = append(l.Actions, views.ButtonProps{Label: d.T("medical.new_screening"), Href: "/staff/screenings/new", Kind: views.ButtonAction, Icon: "plus"})
	}
	return r.HTML(200, views.StaffList(d, l))
}

func staffScreeningNew(r *Request) error { return r.showScreeningForm(nil) }

func (r *Request) showScreeningForm(f *form) error {
	d := r.staff("medical.new_screening", r.crumb("medical.screenings", "/staff/screenings"))
	status := 200
	if f != nil {
		f.onto(d, "screening")
		status = f.Status()
	}
	var programs []views.Option
	for _, p := range screeningPrograms(r.State) {
		programs = append(programs, views.Option{Value: p.ID, Label: p.Name})
	}
	return r.HTML(status, views.StaffScreeningNew(d, programs))
}

func staffScreeningPlan(r *Request) error {
	f := r.form("program", "county", "day", "place", "hospital", "capacity")
	x := models.ScreeningDay{Program: f.Text("program"), County: f.Text("county"), Day: f.Day("day"), Place: f.Text("place"), Hospital: f.Text("hospital"), Capacity: f.Int("capacity")}
	out, again, err := f.ask(models.PlanScreening{Screening: x})
	if again {
		return r.showScreeningForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.ScreeningPlannedDown](out).Screening
	return r.Done("/staff/screenings/"+made.ID, "medical.done.planned", "number", made.Number)
}

func staffScreening(r *Request) error { return r.showScreening(nil, "") }

func (r *Request) showScreening(f *form, name string) error {
	x, ok := r.State.Screenings.Get(r.Params("id"))
	if !ok || !r.Actor.InCounty(x.County, r.Actor.Township) {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(x.Number, r.crumb("medical.screenings", "/staff/screenings"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	var cases []views.CaseLine
	for _, c := range r.State.Cases.All() {
		if c.Screening == x.ID && r.Actor.InCounty(c.County, c.Township) {
			cases = append(cases, views.CaseOf(r.State, c))
		}
	}
	slices.SortFunc(cases, func(a, b views.CaseLine) int { return cmp.Compare(a.Number, b.Number) })
	return r.HTML(status, views.StaffScreening(d, x, cases))
}

func staffScreeningStep(r *Request) error {
	f := r.form("verb", "attended", "at_least", "sign_in", "reason")
	c := models.StepScreening{ID: r.Params("id"), Verb: f.Text("verb"), AtLeast: f.Yes("at_least"), SignIn: f.Text("sign_in"), Reason: f.Text("reason"), IfVersion: f.Version()}
	if !slices.Contains([]string{"hold", "cancel"}, c.Verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	if c.Verb == "hold" {
		c.Attended = f.Int("attended")
	}
	_, again, err := f.ask(c)
	if again {
		return r.showScreening(f, c.Verb)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/screenings/"+c.ID, "medical.done.step")
}

func staffScreeningSignUp(r *Request) error {
	f := r.form("beneficiary")
	out, again, err := f.ask(models.SignUpCase{Beneficiary: f.Text("beneficiary"), Screening: r.Params("id")})
	if again {
		return r.showScreening(f, "sign_up")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/screenings/"+r.Params("id"), "medical.done.signed_up", "number", event[models.CaseSignedUpDown](out).Case.Number)
}
