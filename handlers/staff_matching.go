package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// staffMatching is the desk: what could be matched now, and the runs so far.
func staffMatching(r *Request) error { return r.showMatching(nil) }

func (r *Request) showMatching(f *form) error {
	d := r.staff("staff.matching.title")
	var runs []*models.Match
	for _, m := range r.State.Matches.All() {
		runs = append(runs, m)
	}
	newestFirst(runs)
	rows, pager := slicedPage(r, d, runs, pageSize)
	places, needs, free, pledges := r.freeMoney()
	amount := views.Fen(free)
	status := 200
	if f != nil {
		f.onto(d, "run")
		status = f.Status()
	}
	return r.HTML(status, views.StaffMatching(d, rows, pager, r.runShown(r.running()), []views.Figure{
		{Label: d.T("staff.matching.open_places"), Count: int64(places), Unit: "places", Note: d.T("staff.matching.open_needs", "n", needs), Href: "/staff/needs?free=yes"},
		{Label: d.T("staff.matching.free_money"), Money: &amount, Note: d.T("staff.matching.open_pledges", "n", pledges), Href: "/staff/pledges?free=yes"},
	}))
}

func (r *Request) match() (*models.Match, error) {
	m, ok := r.State.Matches.Get(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return m, nil
}

func staffMatch(r *Request) error {
	m, err := r.match()
	if err != nil {
		return err
	}
	return r.showMatch(m.ID, nil)
}

// proposalsShown is how many proposals a page of a run shows, so that all of them can be read and chosen together.
const proposalsShown = 100

func (r *Request) showMatch(id string, f *form) error {
	m, _ := r.State.Matches.Get(id)
	d := r.staff(m.Number, r.crumb("staff.matching.title", "/staff/matching"))
	var list []models.Proposal
	for _, p := range m.Proposals {
		n, _ := r.State.Needs.Get(p.Need)
		waiting := p.Sponsorship == ""
		if fits(r.Query("program"), n.Program) && fits(r.Query("county"), n.County) && fits(r.Query("pledge"), p.Pledge) &&
			(r.Query("state") == "" || (r.Query("state") == "proposed") == waiting) {
			list = append(list, p)
		}
	}
	v := views.StaffMatchProps{Match: m, Filters: views.StaffMatchFilters(d, m), Sides: r.sides(nil, m), Record: r.recordShown(m)}
	v.Sides.HeadB = d.T("desk.sum.this")
	for _, o := range r.runOptions(d) {
		if o.Value != m.ID {
			v.Others = append(v.Others, o)
		}
	}
	v.Proposals, v.Pager = slicedPage(r, d, list, proposalsShown)
	status := 200
	if f != nil {
		f.onto(d, "accept")
		status = f.Status()
	}
	return r.HTML(status, views.StaffMatch(d, v))
}

func staffMatchAccept(r *Request) error {
	m, err := r.match()
	if err != nil {
		return err
	}
	f := r.form("proposals", "accept")
	cmd := models.AcceptMatch{ID: m.ID, All: f.Text("accept") == "all"}
	if !cmd.All {
		cmd.Proposals = f.All("proposals")
	}
	out, again, err := f.ask(cmd)
	if again {
		return r.showMatch(m.ID, f)
	}
	if err != nil {
		return err
	}
	done := event[models.MatchAccepted](out)
	return r.Done("/staff/matching/"+m.ID, "staff.matching.done.accept", "n", len(done.Sponsorships))
}

// staffSponsorships lists who has which places; officers and workers see those of their own place.
func staffSponsorships(r *Request) error {
	var all []*models.Sponsorship
	for _, sp := range r.State.Sponsorships.All() {
		n, _ := r.State.Needs.Get(sp.Need)
		p, _ := r.State.Pledges.Get(sp.Pledge)
		e, _ := r.State.Enterprises.Get(sp.Enterprise)
		if !r.Actor.InCounty(n.County, n.Township) {
			continue
		}
		names := []string{n.Number}
		if r.Actor.Can(models.ViewMoney) {
			names = append(names, p.Number, e.Name)
		}
		if fits(r.Query("status"), sp.Status) && fits(r.Query("program"), sp.Program) && fits(r.Query("county"), sp.County) && sought(r.Query("q"), names...) {
			all = append(all, sp)
		}
	}
	newestFirst(all)
	d := r.staff("staff.sponsorships.title")
	rows, pager := arranged(r, d, all, map[string]order[*models.Sponsorship]{
		"places": func(a, b *models.Sponsorship) int { return cmp.Compare(a.Places, b.Places) },
		"amount": func(a, b *models.Sponsorship) int { return cmp.Compare(priceOf(a), priceOf(b)) },
		"status": func(a, b *models.Sponsorship) int { return cmp.Compare(sponsorshipRank(a), sponsorshipRank(b)) },
		"made":   func(a, b *models.Sponsorship) int { return cmp.Compare(a.MadeSeq, b.MadeSeq) },
	})
	var sum views.Fen
	for _, sp := range all {
		sum += views.Fen(priceOf(sp))
	}
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.sponsorships.lead"), Search: d.T("staff.sponsorships.search"), Filters: views.StaffSponsorshipFilters(d),
		Table: views.StaffSponsorshipsTable(d, rows, r.filtered("status", "program", "county")), Pager: pager, Total: &sum,
	}))
}

func priceOf(sp *models.Sponsorship) money.Fen { return sp.UnitPriceFen * money.Fen(sp.Places) }

func sponsorshipRank(sp *models.Sponsorship) int {
	return slices.Index([]models.SponsorshipStatus{models.SponsorshipHeld, models.SponsorshipFunded, models.SponsorshipActive, models.SponsorshipPaidOut,
		models.SponsorshipProven, models.SponsorshipEnded, models.SponsorshipReplaced}, sp.Status)
}

func (r *Request) ownSponsorship() (*models.Sponsorship, error) {
	sp, ok := r.State.Sponsorships.Get(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	if n, _ := r.State.Needs.Get(sp.Need); !r.Actor.InCounty(n.County, n.Township) {
		return nil, models.Refuse(models.Forbidden, "outside_county")
	}
	return sp, nil
}

func staffSponsorship(r *Request) error {
	sp, err := r.ownSponsorship()
	if err != nil {
		return err
	}
	return r.showSponsorship(sp.ID, "", nil)
}

func (r *Request) showSponsorship(id, formName string, f *form) error {
	sp, _ := r.State.Sponsorships.Get(id)
	d := r.staff("", r.crumb("staff.sponsorships.title", "/staff/sponsorships"))
	n, _ := r.State.Needs.Get(sp.Need)
	r.titled(d, "staff.sponsorship.title", "need", n.Number, "n", sp.Places)
	status := 200
	if f != nil {
		f.onto(d, formName)
		status = f.Status()
		if len(d.Stale) > 0 {
			d.Stale = append(d.Stale, views.StaleValue{Label: d.F("status"), Current: d.Lang.Term("sponsorship", string(sp.Status)), Yours: d.Lang.Term("verb", formName)})
		}
	}
	return r.HTML(status, views.StaffSponsorship(d, sp, r.placesOf(sp)))
}

// staffSponsorshipEnd ends a sponsorship, or replaces it when the form says by what.
func staffSponsorshipEnd(r *Request) error {
	sp, err := r.ownSponsorship()
	if err != nil {
		return err
	}
	f := r.form("reason", "replace")
	formName := "end"
	if _, replacing := f.Values["replace"]; replacing {
		formName = "replace"
		if f.Text("replace") == "" {
			f.refuse(models.Refuse(models.Invalid, "required").At("replace"))
		}
	}
	out, again, err := f.ask(models.EndSponsorship{ID: sp.ID, Reason: f.Text("reason"), Replace: f.Text("replace"), IfVersion: f.Version()})
	if again {
		return r.showSponsorship(sp.ID, formName, f)
	}
	if err != nil {
		return err
	}
	over := event[models.SponsorshipOver](out)
	if formName == "end" {
		return r.Done("/staff/sponsorships/"+sp.ID, "staff.sponsorship.done.end", "n", over.Places, "back", views.Fen(over.Back))
	}
	next := event[models.PlacesHeld](out).Sponsorship
	n, _ := r.State.Needs.Get(next.Need)
	return r.Done("/staff/sponsorships/"+next.ID, "staff.sponsorship.done.replace", "n", next.Places, "need", n.Number)
}
