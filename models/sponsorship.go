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
		donors := map[string]bool{p.ID: true}
		for _, sp := range s.SponsorshipsOfNeed(n.ID) {
			if sp.Places > 0 {
				donors[sp.Pledge] = true
			}
		}
		if len(donors) > n.MaxDonors {
			return Refuse(Exhausted, "need_donors_full").With("need", n.Number).With("limit", n.MaxDonors)
		}
	}
	return nil
}

// hold takes places of a need for a pledge and funds them as far as the pledge's money has come.
func (d *draft) hold(n *Need, pledge string, places int, match, replaces string) string {
	p, _ := d.s.Pledges.Get(pledge)
	slots, _ := n.Free.take(places)
	sp := Sponsorship{
		ID: d.in.NewID(), Pledge: p.ID, Enterprise: p.Enterprise, Need: n.ID, Program: n.Program, County: n.County, Match: match,
		Replaces: replaces, UnitPriceFen: n.UnitPriceFen, Slots: slots, Places: places, Status: SponsorshipHeld, MadeAt: d.in.At,
	}
	d.add(PlacesHeld{Sponsorship: sp})
	d.fund(pledge)
	return sp.ID
}

// fund gives the pledge's received money to its places, the oldest sponsorship first, whole places only.
func (d *draft) fund(pledge string) {
	p, _ := d.s.Pledges.Get(pledge)
	free := p.ReceivedFen - p.AllocatedFen
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
			d.add(PlacesReleased{ID: sp.ID, Places: sp.Places - sp.FundedPlaces, Reason: reason})
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
		s.Sponsorships.Set(r.ID, &r)
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
	n.Version++
	s.Needs.Set(id, &n)
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
	ID     string `json:"id"`
	Places int    `json:"places"`
	Reason string `json:"reason"`
}

// Apply implements Event.
func (e PlacesReleased) Apply(s *State) {
	s.freePlaces(e.ID, e.Places, 0, 0, "", e.Reason)
	sp, _ := s.Sponsorships.Get(e.ID)
	s.remember(sp.Pledge, Fact{Kind: "places_released", Count: e.Places, Ref: sp.Need, Note: e.Reason})
	n, _ := s.Needs.Get(sp.Need)
	s.tell(Notice{Kind: "places_freed", Ref: n.ID, Number: n.Number, Count: e.Places}, ToRole(ProgramManager, ""), ToRole(CountyOfficer, n.County))
	s.public()
}

// freePlaces takes the last places from a sponsorship and gives them back to the need, with the money that was on them back to the pledge.
// With a final status the sponsorship is over.
func (s *State) freePlaces(id string, places, funded int, back money.Fen, final SponsorshipStatus, reason string) {
	old, _ := s.Sponsorships.Get(id)
	freed, kept := old.Slots.takeLast(places)
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
	})
	s.changePledge(sp.Pledge, func(p *Pledge) {
		p.CommittedFen += sp.committed() - old.committed()
		p.AllocatedFen -= back
	})
}

// EndSponsorship ends a sponsorship with a reason: its unpaid places are free again and their money goes back to the pledge. With Replace the
// pledge gets as many places of another need at once.
type EndSponsorship struct {
	ID, Reason string
	Replace    string // a need's id or number, or "auto" for the most urgent open one that the pledge allows
	IfVersion  int64
}

// Permission implements Command.
func (EndSponsorship) Permission() Permission { return EndSponsorships }

// Decide refuses `not_found stale wrong_status reason_required payout_running no_replacement` and what roomFor refuses.
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
	if c.Reason == "" {
		return nil, invalid("reason", "reason_required")
	}
	if sp.ReservedPlaces > 0 {
		return nil, Refuse(Conflict, "payout_running").With("places", sp.ReservedPlaces)
	}
	d := s.draft(in)
	back := sp.FundedFen - sp.PaidFen
	e := SponsorshipOver{ID: sp.ID, Places: sp.Places - sp.PaidPlaces, Funded: sp.FundedPlaces - sp.PaidPlaces, Back: back, Status: final, Reason: c.Reason, By: in.Actor.ID}
	if back > 0 {
		e.Legs = move(sponsorshipAccount(sp.ID), pledgeAccount(sp.Pledge), back)
	}
	d.add(e)
	if c.Replace != "" {
		n, err := d.replacement(sp, c.Replace)
		if err != nil {
			return nil, err
		}
		d.hold(n, sp.Pledge, e.Places, "", sp.ID)
	}
	return d.events, nil
}

func (d *draft) replacement(sp *Sponsorship, wanted string) (*Need, error) {
	p, _ := d.s.Pledges.Get(sp.Pledge)
	ent, _ := d.s.Enterprises.Get(sp.Enterprise)
	places := sp.Places - sp.PaidPlaces
	fits := func(n *Need) error {
		pr, _ := d.s.Programs.Get(n.Program)
		if !n.Takes() || !p.Purpose.Allows(n) || !pr.TakesFrom(ent) || n.UnitPriceFen*money.Fen(places) > p.FreeFen() {
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
}

// Apply implements Event.
func (e SponsorshipOver) Apply(s *State) {
	s.freePlaces(e.ID, e.Places, e.Funded, e.Back, e.Status, e.Reason)
	s.post(e.Legs)
	sp, _ := s.Sponsorships.Get(e.ID)
	n, _ := s.Needs.Get(sp.Need)
	p, _ := s.Pledges.Get(sp.Pledge)
	s.remember(sp.Pledge, Fact{Kind: "sponsorship_" + string(e.Status), Fen: e.Back, Count: e.Places, Ref: sp.Need, Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "sponsorship_" + string(e.Status), Ref: p.ID, Number: p.Number, Count: e.Places}, ToEnterprise(sp.Enterprise))
	s.tell(Notice{Kind: "places_freed", Ref: n.ID, Number: n.Number, Count: e.Places}, ToRole(CountyOfficer, n.County))
	s.public()
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
