package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

func staffVisits(r *Request) error {
	var all []views.VisitLine
	for _, v := range r.State.Visits.All() {
		if !r.Actor.InCounty(v.County, v.Township) || !fits(r.Query("county"), v.County) || r.Query("finding") != "" && !slices.Contains(v.Findings, r.Query("finding")) {
			continue
		}
		if l := views.VisitOf(r.State, v); sought(r.Query("q"), v.Number, l.Child) {
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b views.VisitLine) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(b.Number, a.Number))
	})
	d := r.staff("finding.visits")
	rows, pager := arranged(r, d, all, map[string]order[views.VisitLine]{
		"day":  func(a, b views.VisitLine) int { return cmp.Compare(a.Day, b.Day) },
		"next": func(a, b views.VisitLine) int { return cmp.Compare(a.Next, b.Next) },
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("finding.visits_lead"), Search: d.T("finding.search_visit"), Filters: views.VisitFilters(d), Table: views.StaffVisitTable(d, rows), Pager: pager,
		Actions: []views.ButtonProps{{Label: d.T("finding.due", "n", len(r.visitsDue())), Href: "/staff/visits/due"}, {Label: d.T("finding.campaigns"), Href: "/staff/campaigns"}},
	}
	if r.Actor.Can(models.RecordVisits) {
		l.Actions = append(l.Actions, views.ButtonProps{Label: d.T("finding.new_visit"), Href: "/staff/visits/new", Kind: views.ButtonAction, Icon: "plus"})
	}
	return r.HTML(200, views.StaffList(d, l))
}

// visitsDue lists the children of the actor's places whose next visit should have been, the longest ago first.
func (r *Request) visitsDue() (out []views.DueVisit) {
	for b := range r.State.BeneficiariesIn(r.Actor.County, r.Actor.Township) {
		if b.Status == models.BeneficiaryAccepted && fits(r.Query("county"), b.County) {
			if due := r.State.VisitDue(b); due < r.today() {
				out = append(out, views.DueVisit{Beneficiary: b, Due: due})
			}
		}
	}
	slices.SortFunc(out, func(a, b views.DueVisit) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Number, b.Number))
	})
	return out
}

func staffVisitsDue(r *Request) error {
	d := r.staff("finding.due_title", r.crumb("finding.visits", "/staff/visits"))
	rows, pager := arranged(r, d, r.visitsDue(), map[string]order[views.DueVisit]{})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("finding.due_lead"), Filters: []views.StaffFilter{{Name: "county", Label: d.T("medical.f.county"), Options: d.CountyOptions()}}, Table: views.StaffDueTable(d, rows), Pager: pager,
	}))
}

func staffVisitNew(r *Request) error { return r.showVisitForm(nil) }

func (r *Request) showVisitForm(f *form) error {
	d := r.staff("finding.new_visit", r.crumb("finding.visits", "/staff/visits"))
	status := 200
	var chosen []string
	if f != nil {
		f.onto(d, "visit")
		status, chosen = f.Status(), f.All("findings")
	}
	var campaigns []views.Option
	for _, c := range r.State.Campaigns.All() {
		if c.Status == models.CampaignPlanned && slices.ContainsFunc(c.Counties, func(code string) bool { return r.Actor.InCounty(code, r.Actor.Township) }) {
			campaigns = append(campaigns, views.Option{Value: c.ID, Label: c.Title})
		}
	}
	return r.HTML(status, views.StaffVisitNew(d, r.places(), campaigns, chosen))
}

// places are the townships that the actor may go to, as one choice: county and township.
func (r *Request) places() (out []views.Option) {
	for _, c := range r.State.Counties.All() {
		for _, t := range c.Townships {
			if r.Actor.InCounty(c.Code, t) {
				out = append(out, views.Option{Value: c.Code + "/" + t, Label: views.CountyName(r.Lang, c.Code, c.Name) + " " + t})
			}
		}
	}
	return out
}

func staffVisitRecord(r *Request) error {
	f := r.form("beneficiary", "place", "day", "findings", "next", "campaign")
	v := models.Visit{Beneficiary: f.Text("beneficiary"), Day: f.Day("day"), Findings: f.All("findings"), Next: f.Day("next"), Campaign: f.Text("campaign")}
	v.County, v.Township = views.PlaceOf(f.Text("place"))
	out, again, err := f.ask(models.RecordVisit{List: []models.Visit{v}})
	if again {
		for _, e := range f.Errors {
			if e.Field == "county" || e.Field == "township" {
				e.Field = "place"
			}
		}
		return r.showVisitForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.VisitRecorded](out).Visit
	return r.Done("/staff/visits/"+made.ID, "finding.done.visit", "number", made.Number)
}

func staffVisit(r *Request) error { return r.showVisit(nil) }

func (r *Request) showVisit(f *form) error {
	v, err := r.State.VisitFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	d := r.staff(v.Number, r.crumb("finding.visits", "/staff/visits"))
	status := 200
	if f != nil {
		f.onto(d, "link")
		status = f.Status()
	}
	return r.HTML(status, views.StaffVisit(d, views.VisitOf(r.State, v)))
}

func staffVisitLink(r *Request) error {
	f := r.form("beneficiary")
	_, again, err := f.ask(models.LinkVisit{ID: r.Params("id"), Beneficiary: f.Text("beneficiary"), IfVersion: f.Version()})
	if again {
		return r.showVisit(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/visits/"+r.Params("id"), "finding.done.step")
}

// visitQueue lists the children whose visit is late.
func (r *Request) visitQueue() views.StaffQueue {
	q := views.StaffQueue{Key: "visits_due", Href: "/staff/visits/due"}
	for _, v := range r.visitsDue() {
		q.Items = append(q.Items, views.StaffQueueItem{Number: v.Number, What: v.Township, Href: "/staff/visits/new?beneficiary=" + v.Number, Since: v.Due.Time()})
	}
	return q
}
