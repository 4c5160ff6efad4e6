package handlers

import (
	"cmp"
	"slices"

	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/views"
)

// staffWaitlist shows what waits, by kind of help and county, in the order of the matching's objective.
func staffWaitlist(r *Request) error { return r.showWaitlist(nil) }

func (r *Request) showWaitlist(f *form) error {
	d := r.staff("offers.waitlist.title", r.crumb("staff.matching.title", "/staff/matching"))
	status := 200
	if f != nil {
		f.onto(d, "offer")
		status = f.Status()
	}
	w, err := r.waitlist()
	if err != nil {
		return err
	}
	met, ok, err := r.canMeet()
	if err != nil {
		return err
	}
	v := views.StaffWaitlistProps{
		Meetable: views.StaffMeetable{Known: ok, Places: met.Places, Amount: views.Fen(met.Fen), Kept: met.Kept},
		Places:   w.Places, Free: views.Fen(w.Free), Idle: w.Idle, Overdue: w.Overdue, Filters: views.StaffWaitlistFilters(d)}
	for _, c := range w.Cells {
		cell := views.StaffWaiting{Type: c.Type, County: c.County, Places: c.Places, Amount: views.Fen(c.Fen)}
		for _, n := range c.Needs {
			cell.Needs = append(cell.Needs, views.StaffWaitingNeed{Need: n.Need, Score: n.Score, Reasons: n.Reasons, First: n.First, Able: n.Able})
		}
		for _, p := range c.Pledges {
			cell.Pledges = append(cell.Pledges, views.StaffWaitingPledge{Pledge: p.Pledge, Rank: p.Rank, Free: views.Fen(p.Fen), Worth: p.Worth, Reasons: p.Reasons})
		}
		v.Cells = append(v.Cells, cell)
	}
	return r.HTML(status, views.StaffWaitlist(d, v))
}

// staffRepair proposes what can be met now; what the newest run proposed and still holds stays as it is.
func staffRepair(r *Request) error {
	f := r.form()
	if len(f.Errors) > 0 {
		return r.showWaitlist(f)
	}
	match, err := desk.Repair(r.UserContext(), r.State, desk.Options{Today: r.today()})
	if err != nil {
		return err
	}
	out, again, err := f.ask(models.RecordMatch{Match: match})
	if again {
		return r.showWaitlist(f)
	}
	if err != nil {
		return err
	}
	m := event[models.MatchRun](out).Match
	return r.Done("/staff/matching/"+m.ID, "offers.done.repaired", "number", m.Number, "n", len(m.Proposals))
}

// staffOfferMake offers a need's free places: to the pledge of the form, or to the one that fits best.
func staffOfferMake(r *Request) error {
	f := r.form("need", "pledge", "places")
	places := f.Int("places")
	if f.Text("need") == "" {
		f.refuse(models.Refuse(models.Invalid, "required").At("need"))
	}
	if len(f.Errors) > 0 {
		return r.showWaitlist(f)
	}
	cmd, nobody := r.offerCommand(f.Text("need"), f.Text("pledge"), places)
	out, err := r.Do(cmd) // also when nobody fits now: a form that is sent twice gets its first answer
	if err != nil {
		err = cmp.Or(nobody, err)
	}
	if f.shows(err) {
		return r.showWaitlist(f)
	}
	if err != nil {
		return err
	}
	o := event[models.OfferMade](out).Offer
	p, _ := r.State.Pledges.Get(o.Pledge)
	return r.Done("/staff/offers/"+o.ID, "offers.done.made", "n", o.Places, "number", p.Number)
}

// staffOffers lists the offers: standing, answered, lapsed.
func staffOffers(r *Request) error {
	var all []*models.Offer
	for _, o := range r.State.Offers.All() {
		n, _ := r.State.Needs.Get(o.Need)
		p, _ := r.State.Pledges.Get(o.Pledge)
		e, _ := r.State.Enterprises.Get(o.Enterprise)
		if fits(r.Query("status"), o.Status) && fits(r.Query("county"), n.County) && fits(r.Query("program"), n.Program) && sought(r.Query("q"), n.Number, p.Number, e.Name) {
			all = append(all, o)
		}
	}
	slices.SortStableFunc(all, func(a, b *models.Offer) int { return cmp.Compare(b.MadeSeq, a.MadeSeq) })
	d := r.staff("offers.staff.title", r.crumb("staff.matching.title", "/staff/matching"))
	rows, pager := arranged(r, d, all, map[string]order[*models.Offer]{
		"until":  func(a, b *models.Offer) int { return cmp.Compare(a.Until, b.Until) },
		"places": func(a, b *models.Offer) int { return cmp.Compare(a.Places, b.Places) },
		"amount": func(a, b *models.Offer) int { return cmp.Compare(a.AmountFen(), b.AmountFen()) },
	})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("offers.staff.lead", "n", r.State.Federation.Settings.DaysOfOffers()), Search: d.T("offers.staff.search"), Filters: views.StaffOfferFilters(d),
		Actions: []views.ButtonProps{{Label: d.T("offers.waitlist.title"), Href: "/staff/waitlist"}},
		Table:   views.StaffOffersTable(d, rows, r.filtered("status", "county", "program")), Pager: pager,
	}))
}

func staffOffer(r *Request) error {
	o, err := r.State.OfferFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	return r.showStaffOffer(o.ID, nil)
}

func (r *Request) showStaffOffer(id string, f *form) error {
	o, _ := r.State.Offers.Get(id)
	d := r.staff("", r.crumb("staff.matching.title", "/staff/matching"), r.crumb("offers.staff.title", "/staff/offers"))
	n, _ := r.State.Needs.Get(o.Need)
	r.titled(d, "offers.one", "n", o.Places, "number", n.Number)
	status := 200
	if f != nil {
		f.onto(d, "withdraw")
		status = f.Status()
	}
	return r.HTML(status, views.StaffOffer(d, o))
}

// staffOfferWithdraw takes an offer back.
func staffOfferWithdraw(r *Request) error {
	o, err := r.State.OfferFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	f := r.form("reason")
	_, again, err := f.ask(models.WithdrawOffer{ID: o.ID, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showStaffOffer(o.ID, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/offers/"+o.ID, "offers.done.withdrawn", "n", o.Places)
}
