package models

import "shanpei/models/money"

// EndSponsorship ends a sponsorship with a reason: its unpaid places are free again and their money goes back to the pledge. With Replace the
// pledge gets as many places of another need at once.
type EndSponsorship struct {
	ID, Reason string
	Replace    string // a need's id or number, or "auto" for the most urgent open one that the pledge allows
	IfVersion  int64
}

// Permission implements Command.
func (EndSponsorship) Permission() Permission { return EndSponsorships }

// Decide refuses `not_found stale wrong_status reason_required text_too_long payout_running unknown_need no_replacement` and what roomFor refuses.
func (c EndSponsorship) Decide(s *State, in Input) ([]Event, error) {
	sp, ok := s.Sponsorships.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(sp.Version, c.IfVersion); err != nil {
		return nil, err
	}
	verb := "end"
	if c.Replace != "" {
		verb = "replace"
	}
	final, err := SponsorshipFlow.Next(sp.Status, verb)
	if err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	if sp.ReservedPlaces > 0 {
		return nil, Refuse(Conflict, "payout_running").With("places", sp.ReservedPlaces)
	}
	d := s.draft(in)
	back := sp.FundedFen - sp.PaidFen
	e := SponsorshipOver{ID: sp.ID, Places: sp.Places - sp.PaidPlaces, Funded: sp.FundedPlaces - sp.PaidPlaces, Back: back, Status: final, Reason: c.Reason, By: in.Actor.ID, Offer: true}
	if back > 0 {
		e.Legs = move(sponsorshipAccount(sp.ID), pledgeAccount(sp.Pledge), back)
	}
	d.add(e)
	if c.Replace != "" {
		n, err := d.replacement(sp, c.Replace)
		if err != nil {
			return nil, err
		}
		d.hold(n, sp.Pledge, e.Places, origin{replaces: sp.ID})
	}
	d.fund(sp.Pledge)
	return d.events, nil
}

func (d *draft) replacement(sp *Sponsorship, wanted string) (*Need, error) {
	p, _ := d.s.Pledges.Get(sp.Pledge)
	ent, _ := d.s.Enterprises.Get(sp.Enterprise)
	places := sp.Places - sp.PaidPlaces
	fits := func(n *Need) error {
		pr, _ := d.s.Programs.Get(n.Program)
		over := p.MaxPlacesPerNeed > 0 && places+d.s.placesOf(p.ID, n.ID) > p.MaxPlacesPerNeed
		if over || !n.Takes() || !p.Purpose.Allows(n) || !pr.TakesFrom(ent) || n.UnitPriceFen*money.Fen(places) > p.FreeFen() {
			return Refuse(Conflict, "no_replacement").At("replace")
		}
		return roomFor(d.s, n, p, places)
	}
	if wanted != "auto" {
		n, ok := d.s.NeedByNumber(wanted)
		if !ok {
			return nil, invalid("replace", "unknown_need")
		}
		return n, fits(n)
	}
	var best *Need
	for _, n := range d.s.Needs.All() {
		if n.ID != sp.Need && fits(n) == nil && (best == nil || n.Urgency > best.Urgency) {
			best = n
		}
	}
	if best == nil {
		return nil, Refuse(Conflict, "no_replacement").At("replace")
	}
	return best, nil
}

// SponsorshipOver says that a sponsorship was ended or replaced.
type SponsorshipOver struct {
	ID     string            `json:"id"`
	Places int               `json:"places"` // freed
	Funded int               `json:"funded"` // of those, with money
	Back   money.Fen         `json:"back,omitempty"`
	Status SponsorshipStatus `json:"status"`
	Reason string            `json:"reason"`
	By     string            `json:"by"`
	Legs   []Leg             `json:"legs,omitempty"`
	Offer  bool              `json:"offer,omitempty"` // the freed places are to be offered
}

// Apply implements Event.
func (e SponsorshipOver) Apply(s *State) {
	s.freePlaces(e.ID, e.Places, e.Funded, e.Back, e.Status, e.Reason, e.Offer)
	s.post(e.Legs)
	sp, _ := s.Sponsorships.Get(e.ID)
	n, _ := s.Needs.Get(sp.Need)
	p, _ := s.Pledges.Get(sp.Pledge)
	s.remember(sp.Pledge, Fact{Kind: "sponsorship_" + string(e.Status), Fen: e.Back, Count: e.Places, Ref: sp.Need, Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "sponsorship_" + string(e.Status), Ref: p.ID, Number: p.Number, Count: e.Places}, ToEnterprise(sp.Enterprise))
	s.tell(Notice{Kind: "places_freed", Ref: n.ID, Number: n.Number, Count: e.Places}, ToRole(CountyOfficer, n.County))
	s.public()
}
