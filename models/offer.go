package models

import (
	"time"

	"shanpei/models/money"
)

// OfferStatus is where an offer of freed places stands.
type OfferStatus string

// The statuses of an offer (名额邀约): it stands until the donor answers, its time is over, or what it was made on is gone.
const (
	OfferStanding  OfferStatus = "standing"
	OfferAccepted  OfferStatus = "accepted"
	OfferDeclined  OfferStatus = "declined"
	OfferLapsed    OfferStatus = "lapsed"
	OfferWithdrawn OfferStatus = "withdrawn"
)

// OfferFlow is the state machine of an offer.
var OfferFlow = Flow[OfferStatus, string]{
	OfferStanding: {"accept": OfferAccepted, "decline": OfferDeclined, "lapse": OfferLapsed, "withdraw": OfferWithdrawn},
}

// What an agreement says of an offer that its donor leaves unanswered.
const (
	SilenceNext    = "next"   // the places go to the next best pledge; so also when the agreement says nothing
	SilenceAccepts = "accept" // the donor takes them
)

// Offer is places of a need that are kept for a pledge, and the pledge's money with them, until its donor has chosen.
type Offer struct {
	ID           string      `json:"id"`
	Pledge       string      `json:"pledge"`
	Enterprise   string      `json:"enterprise"`
	Need         string      `json:"need"`
	Places       int         `json:"places"`
	UnitPriceFen money.Fen   `json:"unit_price_fen"`
	Reasons      []Reason    `json:"reasons,omitempty"` // why this pledge: fit for the donor's eyes
	Until        Day         `json:"until"`             // the last day on which the donor may answer
	OnSilence    string      `json:"on_silence"`        // what the agreement says: next accept
	Status       OfferStatus `json:"status"`
	Silent       bool        `json:"silent,omitempty"`      // accepted by the agreement, not by an answer
	Why          string      `json:"why,omitempty"`         // slug: what withdrew it by itself
	Answer       string      `json:"answer,omitempty"`      // the words of whoever declined or withdrew it
	Sponsorship  string      `json:"sponsorship,omitempty"` // what it became
	By           string      `json:"by"`
	MadeAt       time.Time   `json:"made_at"`
	MadeSeq      int64       `json:"made_seq,omitempty"`
	AnsweredAt   time.Time   `json:"answered_at,omitempty"`
	Seq          int64       `json:"seq,omitempty"` // the entry that ended it
	Version      int64       `json:"version"`
}

// AmountFen is what the offered places cost.
func (o *Offer) AmountFen() money.Fen { return o.UnitPriceFen * money.Fen(o.Places) }

// DaysLeft counts the days until the last one of an answer; none on that day, and after it.
func (o *Offer) DaysLeft(today Day) int {
	return max(0, int(o.Until.Time().Sub(today.Time())/(24*time.Hour)))
}

// Answerable tells whether the donor may answer on a day.
func (o *Offer) Answerable(today Day) bool { return o.Status == OfferStanding && today <= o.Until }

// MakeOffer keeps places of a need for a pledge until its donor has chosen. Who fits best is found by the matching; what an offer must keep is checked here.
type MakeOffer struct {
	Need, Pledge string // ids or numbers
	Places       int
	Reasons      []Reason
}

// Permission implements Command.
func (MakeOffer) Permission() Permission { return MakeOffers }

// Decide refuses `unknown_need unknown_pledge out_of_range offer_standing need_not_open need_full needs_outside_purpose program_closed members_only
// pledge_not_signed over_pledge per_need_full need_whole_only need_donors_full`.
func (c MakeOffer) Decide(s *State, in Input) ([]Event, error) {
	n, ok := s.NeedByNumber(c.Need)
	if !ok {
		return nil, invalid("need", "unknown_need")
	}
	p, ok := s.PledgeByNumber(c.Pledge)
	if !ok {
		return nil, invalid("pledge", "unknown_pledge")
	}
	if c.Places < 1 || c.Places > n.Places {
		return nil, invalid("places", "out_of_range").With("low", 1).With("high", n.Places)
	}
	for _, o := range s.OffersOfNeed(n.ID) {
		if o.Status == OfferStanding && o.Pledge == p.ID {
			return nil, Refuse(Conflict, "offer_standing").With("until", string(o.Until))
		}
	}
	if err := s.mayOffer(n, p, c.Places); err != nil {
		return nil, err
	}
	silence := p.OnSilence
	if silence == "" {
		silence = SilenceNext
	}
	return []Event{OfferMade{Offer: Offer{
		ID: in.NewID(), Pledge: p.ID, Enterprise: p.Enterprise, Need: n.ID, Places: c.Places, UnitPriceFen: n.UnitPriceFen, Reasons: c.Reasons,
		Until: in.Today().AddDays(s.Federation.Settings.DaysOfOffers()), OnSilence: silence, Status: OfferStanding, By: in.Actor.ID, MadeAt: in.At,
	}}}, nil
}

// mayOffer says why places of a need cannot go to a pledge now: `need_not_open need_full needs_outside_purpose program_closed members_only
// pledge_not_signed over_pledge per_need_full` and what roomFor refuses.
func (s *State) mayOffer(n *Need, p *Pledge, places int) error {
	e, _ := s.Enterprises.Get(p.Enterprise)
	program, _ := s.Programs.Get(n.Program)
	switch {
	case n.Status == NeedFull || n.Status == NeedExecuting:
		return Refuse(Exhausted, "need_full").With("need", n.Number).With("left", n.Left())
	case n.Status != NeedOpen && n.Status != NeedPartial:
		return Refuse(Conflict, "need_not_open").At("need").With("need", n.Number)
	case !p.Purpose.Allows(n):
		return Refuse(Conflict, "needs_outside_purpose").At("pledge").With("need", n.Number)
	}
	if err := program.takes(e, "need"); err != nil {
		return err
	}
	switch {
	case !p.Binding() && p.ReceivedFen == 0:
		return Refuse(Conflict, "pledge_not_signed").At("pledge")
	case n.UnitPriceFen*money.Fen(places) > p.FreeFen():
		return Refuse(Conflict, "over_pledge").At("places").With("left", p.FreeFen())
	case p.MaxPlacesPerNeed > 0 && places+s.placesOf(p.ID, n.ID) > p.MaxPlacesPerNeed:
		return Refuse(Conflict, "per_need_full").At("places").With("limit", p.MaxPlacesPerNeed)
	}
	return roomFor(s, n, p, places)
}

// OfferMade carries the new offer: from now on its places and its money are nobody else's.
type OfferMade struct {
	Offer Offer `json:"offer"`
}

// Apply implements Event.
func (e OfferMade) Apply(s *State) {
	o := e.Offer
	o.MadeSeq = s.Seq
	o.Version++
	s.Offers.Set(o.ID, &o)
	s.offersStanding.Set(key(string(o.Until), o.ID), none{})
	s.offersByNeed.Set(key(o.Need, o.ID), none{})
	s.offersByPledge.Set(key(o.Pledge, o.ID), none{})
	s.changeNeed(o.Need, func(n *Need) {
		n.Offered += o.Places
		n.Freed = max(0, n.Freed-o.Places)
	})
	s.changePledge(o.Pledge, func(p *Pledge) { p.OfferedFen += o.AmountFen() })
	n, _ := s.Needs.Get(o.Need)
	s.remember(o.Pledge, Fact{Kind: "offer_made", Fen: o.AmountFen(), Count: o.Places, Ref: o.Need, By: o.By})
	s.tell(Notice{Kind: "offer_made", Ref: o.ID, Number: n.Number, Fen: o.AmountFen(), Count: o.Places}, ToEnterprise(o.Enterprise))
	s.public()
}

// OffersOfNeed lists the offers of a need's places, oldest first.
func (s *State) OffersOfNeed(need string) []*Offer { return s.offersUnder(s.offersByNeed, need) }

// OffersOfPledge lists what was offered to a pledge, oldest first.
func (s *State) OffersOfPledge(pledge string) []*Offer {
	return s.offersUnder(s.offersByPledge, pledge)
}

func (s *State) offersUnder(index Table[none], owner string) []*Offer {
	var out []*Offer
	for k := range index.Under(owner + "/") {
		o, _ := s.Offers.Get(k[len(owner)+1:])
		out = append(out, o)
	}
	return out
}

// OfferFor finds an offer that the actor may see; a stranger's is as if absent.
func (s *State) OfferFor(id string, a Actor) (*Offer, error) {
	o, ok := s.Offers.Get(id)
	if !ok || !a.OfEnterprise(o.Enterprise) {
		return nil, notFound()
	}
	return o, nil
}

// Refused tells whether a pledge had its turn with a need: it was offered places and did not take them, or staff ended what it had there. Freed places go
// to the next pledge then.
func (s *State) Refused(pledge, need string) bool {
	for _, o := range s.OffersOfNeed(need) {
		if o.Pledge == pledge && (o.Status == OfferDeclined || o.Status == OfferLapsed || o.Status == OfferWithdrawn && o.Why == "") {
			return true
		}
	}
	for _, sp := range s.SponsorshipsOfNeed(need) {
		if sp.Pledge == pledge && !sp.Live() {
			return true
		}
	}
	return false
}

// FreedNeeds lists the needs with places that came free and wait to be offered, in the order of their ids.
func (s *State) FreedNeeds() []*Need {
	var out []*Need
	for id := range s.needsFreed.All() {
		n, _ := s.Needs.Get(id)
		out = append(out, n)
	}
	return out
}

// OffersDue lists the standing offers whose time is over, at most limit of them.
func (s *State) OffersDue(today Day, limit int) []string {
	var out []string
	for k := range s.offersStanding.All() {
		if len(out) == limit || k[:10] >= string(today) {
			break
		}
		out = append(out, k[11:])
	}
	return out
}
