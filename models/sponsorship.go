package models

import (
	"time"

	"shanpei/models/money"
)

// SponsorshipStatus is where the places given to a pledge stand.
type SponsorshipStatus string

// The statuses of a sponsorship. Held to proven follow from its counts: see Sponsorship.settle.
const (
	SponsorshipHeld     SponsorshipStatus = "held"     // places kept, money still to come
	SponsorshipFunded   SponsorshipStatus = "funded"   // money for every place received
	SponsorshipActive   SponsorshipStatus = "active"   // being paid out
	SponsorshipPaidOut  SponsorshipStatus = "paid_out" // every place paid out
	SponsorshipProven   SponsorshipStatus = "proven"   // every place proven
	SponsorshipEnded    SponsorshipStatus = "ended"
	SponsorshipReplaced SponsorshipStatus = "replaced"
)

// SponsorshipFlow says what may be asked of a sponsorship; funding, paying and proving move it by its counts.
var SponsorshipFlow = Flow[SponsorshipStatus, string]{
	SponsorshipHeld:    {"fund": SponsorshipFunded, "disburse": SponsorshipActive, "end": SponsorshipEnded, "replace": SponsorshipReplaced},
	SponsorshipFunded:  {"disburse": SponsorshipActive, "end": SponsorshipEnded, "replace": SponsorshipReplaced},
	SponsorshipActive:  {"fund": SponsorshipActive, "disburse": SponsorshipActive, "end": SponsorshipEnded, "replace": SponsorshipReplaced, "pay": SponsorshipPaidOut},
	SponsorshipPaidOut: {"return": SponsorshipActive, "prove": SponsorshipProven},
}

// Sponsorship is places of a need given to a pledge (结对资助), followed until each is proven.
type Sponsorship struct {
	ID           string            `json:"id"`
	Pledge       string            `json:"pledge"`
	Enterprise   string            `json:"enterprise"`
	Need         string            `json:"need"`
	Program      string            `json:"program"`
	County       string            `json:"county"`
	Match        string            `json:"match,omitempty"` // the run that proposed it
	Offer        string            `json:"offer,omitempty"` // the offer that it was taken from
	Replaces     string            `json:"replaces,omitempty"`
	ReplacedBy   string            `json:"replaced_by,omitempty"`
	UnitPriceFen money.Fen         `json:"unit_price_fen"`
	Slots        Spans             `json:"slots"`  // the place numbers of the need that it has
	Places       int               `json:"places"` // of those, live: after an end only the paid ones remain
	Status       SponsorshipStatus `json:"status"`
	Reason       string            `json:"reason,omitempty"`
	MadeAt       time.Time         `json:"made_at"`
	MadeSeq      int64             `json:"made_seq,omitempty"`
	Version      int64             `json:"version"`

	FundedPlaces   int       `json:"funded_places,omitempty"`
	ReservedPlaces int       `json:"reserved_places,omitempty"` // in a disbursement that is not paid yet
	PaidPlaces     int       `json:"paid_places,omitempty"`
	ProvenPlaces   int       `json:"proven_places,omitempty"`
	FundedFen      money.Fen `json:"funded_fen,omitempty"`
	ReservedFen    money.Fen `json:"reserved_fen,omitempty"`
	PaidFen        money.Fen `json:"paid_fen,omitempty"`
}

// Live tells whether the sponsorship still has a way to go or has arrived.
func (sp *Sponsorship) Live() bool {
	return sp.Status != SponsorshipEnded && sp.Status != SponsorshipReplaced
}

func (sp *Sponsorship) livePlaces() int { return sp.Places }

// committed is what the sponsorship keeps of its pledge: the price of its places until it is over, then what was paid.
func (sp *Sponsorship) committed() money.Fen {
	if sp.Live() && sp.Status != SponsorshipProven {
		return sp.UnitPriceFen * money.Fen(sp.Places)
	}
	return sp.FundedFen
}

// settle lets the status follow the counts.
func (sp *Sponsorship) settle() {
	if !sp.Live() {
		return
	}
	switch {
	case sp.ProvenPlaces == sp.Places:
		sp.Status = SponsorshipProven
	case sp.PaidPlaces == sp.Places:
		sp.Status = SponsorshipPaidOut
	case sp.PaidPlaces > 0 || sp.ReservedPlaces > 0:
		sp.Status = SponsorshipActive
	case sp.FundedPlaces == sp.Places:
		sp.Status = SponsorshipFunded
	default:
		sp.Status = SponsorshipHeld
	}
}

// roomFor refuses places that the need's own rules forbid: `need_full need_whole_only need_donors_full`.
func roomFor(s *State, n *Need, p *Pledge, places int) error {
	if places > n.Left() {
		return Refuse(Exhausted, "need_full").With("need", n.Number).With("left", n.Left())
	}
	if n.Indivisible && places != n.Places {
		return Refuse(Conflict, "need_whole_only").With("need", n.Number).With("places", n.Places)
	}
	if n.MaxDonors > 0 {
		donors := map[string]bool{p.Enterprise: true}
		for _, sp := range s.SponsorshipsOfNeed(n.ID) {
			if sp.Places > 0 {
				donors[sp.Enterprise] = true
			}
		}
		for _, o := range s.OffersOfNeed(n.ID) {
			if o.Status == OfferStanding {
				donors[o.Enterprise] = true
			}
		}
		if len(donors) > n.MaxDonors {
			return Refuse(Exhausted, "need_donors_full").With("need", n.Number).With("limit", n.MaxDonors)
		}
	}
	return nil
}

// placesOf counts the places of a need that a pledge has, or that are kept for it.
func (s *State) placesOf(pledge, need string) int {
	n := 0
	for _, sp := range s.SponsorshipsOfNeed(need) {
		if sp.Pledge == pledge {
			n += sp.Places
		}
	}
	for _, o := range s.OffersOfNeed(need) {
		if o.Pledge == pledge && o.Status == OfferStanding {
			n += o.Places
		}
	}
	return n
}

// origin is what a sponsorship comes from: a run of the matching, an offer, another sponsorship, or nothing of these.
type origin struct{ match, offer, replaces string }

// hold takes places of a need for a pledge. To give them money that has come already is the caller's next step: fund.
func (d *draft) hold(n *Need, pledge string, places int, from origin) string {
	p, _ := d.s.Pledges.Get(pledge)
	slots, _ := n.Free.take(places)
	sp := Sponsorship{
		ID: d.in.NewID(), Pledge: p.ID, Enterprise: p.Enterprise, Need: n.ID, Program: n.Program, County: n.County, Match: from.match,
		Offer: from.offer, Replaces: from.replaces, UnitPriceFen: n.UnitPriceFen, Slots: slots, Places: places, Status: SponsorshipHeld, MadeAt: d.in.At,
	}
	d.add(PlacesHeld{Sponsorship: sp})
	return sp.ID
}

// fund charges the fee that the agreement names, and gives the rest of the pledge's received money to its places, the oldest sponsorship first, whole places only.
func (d *draft) fund(pledge string) {
	d.chargeFee(pledge)
	p, _ := d.s.Pledges.Get(pledge)
	free := p.loose()
	for _, sp := range d.s.SponsorshipsOfPledge(pledge) {
		if !sp.Live() || sp.FundedPlaces == sp.Places {
			continue
		}
		k := min(sp.Places-sp.FundedPlaces, int(free/sp.UnitPriceFen))
		if k == 0 {
			continue
		}
		fen := sp.UnitPriceFen * money.Fen(k)
		d.add(PlacesFunded{ID: sp.ID, Places: k, Fen: fen, Legs: move(pledgeAccount(pledge), sponsorshipAccount(sp.ID), fen)})
		free -= fen
	}
}

// releaseUnfunded frees the places of a pledge whose money has not come.
func (d *draft) releaseUnfunded(pledge, reason string) {
	for _, sp := range d.s.SponsorshipsOfPledge(pledge) {
		if sp.Live() && sp.FundedPlaces < sp.Places {
			e := PlacesReleased{ID: sp.ID, Places: sp.Places - sp.FundedPlaces, Reason: reason, Offer: true}
			if sp.ProvenPlaces > 0 && sp.ProvenPlaces == sp.FundedPlaces && sp.FundedFen > sp.PaidFen {
				// Every place that stays is proven: what they did not need is not needed any more.
				e.Back = sp.FundedFen - sp.PaidFen
				e.Legs = move(sponsorshipAccount(sp.ID), pledgeAccount(pledge), e.Back)
			}
			d.add(e)
		}
	}
}

// PlacesHeld says that places of a need are a pledge's now.
type PlacesHeld struct {
	Sponsorship Sponsorship `json:"sponsorship"`
}

// Apply implements Event.
func (e PlacesHeld) Apply(s *State) {
	sp := e.Sponsorship
	sp.MadeSeq = s.Seq
	sp.Version++
	s.Sponsorships.Set(sp.ID, &sp)
	s.sponsorshipsByNeed.Set(key(sp.Need, sp.ID), none{})
	s.sponsorshipsByPledge.Set(key(sp.Pledge, sp.ID), none{})
	s.changeNeed(sp.Need, func(n *Need) {
		_, n.Free = n.Free.take(sp.Places)
		n.Taken += sp.Places
	})
	fen := sp.UnitPriceFen * money.Fen(sp.Places)
	s.changePledge(sp.Pledge, func(p *Pledge) { p.CommittedFen += fen })
	if sp.Replaces != "" {
		old, _ := s.Sponsorships.Get(sp.Replaces)
		r := *old
		r.ReplacedBy = sp.ID
		r.Version++
		s.Sponsorships.Set(r.ID, &r)
	}
	if sp.Offer != "" {
		old, _ := s.Offers.Get(sp.Offer)
		o := *old
		o.Sponsorship = sp.ID
		o.Version++
		s.Offers.Set(o.ID, &o)
	}
	s.remember(sp.Pledge, Fact{Kind: "places_held", Fen: fen, Count: sp.Places, Ref: sp.Need})
	s.public()
}

// changeNeed gives a copy of the need to f and stores it.
func (s *State) changeNeed(id string, f func(n *Need)) {
	old, _ := s.Needs.Get(id)
	n := *old
	f(&n)
	n.settle()
	n.Freed = min(n.Freed, n.Left())
	n.Version++
	s.Needs.Set(id, &n)
	switch {
	case n.Freed > 0 && old.Freed == 0:
		s.needsFreed.Set(id, none{})
	case n.Freed == 0 && old.Freed > 0:
		s.needsFreed.del(id)
	}
}

// changeSponsorship gives a copy of the sponsorship to f and stores it.
func (s *State) changeSponsorship(id string, f func(sp *Sponsorship)) *Sponsorship {
	old, _ := s.Sponsorships.Get(id)
	sp := *old
	f(&sp)
	sp.settle()
	sp.Version++
	s.Sponsorships.Set(id, &sp)
	return &sp
}

// PlacesFunded says that received money was given to places.
type PlacesFunded struct {
	ID     string    `json:"id"`
	Places int       `json:"places"`
	Fen    money.Fen `json:"fen"`
	Legs   []Leg     `json:"legs"`
}

// Apply implements Event.
func (e PlacesFunded) Apply(s *State) {
	sp := s.changeSponsorship(e.ID, func(sp *Sponsorship) { sp.FundedPlaces += e.Places; sp.FundedFen += e.Fen })
	s.changeNeed(sp.Need, func(n *Need) { n.Funded += e.Places })
	s.changePledge(sp.Pledge, func(p *Pledge) { p.AllocatedFen += e.Fen })
	s.post(e.Legs)
	s.remember(sp.Pledge, Fact{Kind: "places_funded", Fen: e.Fen, Count: e.Places, Ref: sp.Need})
	s.public()
}

// PlacesReleased says that places whose money had not come are free again. A sponsorship without any place left is ended.
type PlacesReleased struct {
	ID     string    `json:"id"`
	Places int       `json:"places"`
	Reason string    `json:"reason"`
	Back   money.Fen `json:"back,omitempty"` // what the proven places that stay did not need
	Legs   []Leg     `json:"legs,omitempty"`
	Offer  bool      `json:"offer,omitempty"` // the freed places are to be offered
}

// Apply implements Event.
func (e PlacesReleased) Apply(s *State) {
	s.freePlaces(e.ID, e.Places, 0, e.Back, "", e.Reason, e.Offer)
	s.post(e.Legs)
	sp, _ := s.Sponsorships.Get(e.ID)
	s.remember(sp.Pledge, Fact{Kind: "places_released", Count: e.Places, Ref: sp.Need, Note: e.Reason})
	n, _ := s.Needs.Get(sp.Need)
	s.tell(Notice{Kind: "places_freed", Ref: n.ID, Number: n.Number, Count: e.Places}, ToRole(ProgramManager, ""), ToRole(CountyOfficer, n.County))
	s.public()
}

// freePlaces takes the last places from a sponsorship and gives them back to the need, with the money that was on them back to the pledge.
// With a final status the sponsorship is over; with offer the places wait to be offered.
func (s *State) freePlaces(id string, places, funded int, back money.Fen, final SponsorshipStatus, reason string, offer bool) {
	old, _ := s.Sponsorships.Get(id)
	freed, kept := s.freeOf(old, places)
	for _, b := range s.BindingsOf(id) {
		if freed.has(b.Slot) {
			s.endBinding(b.ID, "place_released")
		}
	}
	sp := s.changeSponsorship(id, func(sp *Sponsorship) {
		sp.Slots = kept
		sp.Places -= places
		sp.FundedPlaces -= funded
		sp.FundedFen -= back
		if final == "" && sp.Places == 0 {
			final = SponsorshipEnded
		}
		if final != "" {
			sp.Status, sp.Reason = final, reason
		}
	})
	s.changeNeed(sp.Need, func(n *Need) {
		n.Free, _ = n.Free.union(freed)
		n.Taken -= places
		n.Funded -= funded
		if offer {
			n.Freed += places
		}
	})
	s.changePledge(sp.Pledge, func(p *Pledge) {
		p.CommittedFen += sp.committed() - old.committed()
		p.AllocatedFen -= back
	})
}

// SponsorshipsOfNeed lists the sponsorships of a need.
func (s *State) SponsorshipsOfNeed(need string) []*Sponsorship {
	return s.sponsorshipsUnder(s.sponsorshipsByNeed, need)
}

// SponsorshipsOfPledge lists the sponsorships of a pledge, oldest first.
func (s *State) SponsorshipsOfPledge(pledge string) []*Sponsorship {
	return s.sponsorshipsUnder(s.sponsorshipsByPledge, pledge)
}

func (s *State) sponsorshipsUnder(index Table[none], owner string) []*Sponsorship {
	var out []*Sponsorship
	for k := range index.Under(owner + "/") {
		sp, _ := s.Sponsorships.Get(k[len(owner)+1:])
		out = append(out, sp)
	}
	return out
}
