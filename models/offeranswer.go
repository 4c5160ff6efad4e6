package models

import (
	"slices"

	"shanpei/models/money"
)

// AnswerOffer is the donor's choice: take the places that are kept for the pledge, or leave them to the next.
type AnswerOffer struct {
	ID        string
	Accept    bool
	Reason    string // why not, if the donor wants to say so
	IfVersion int64
}

// Permission implements Command.
func (AnswerOffer) Permission() Permission { return AnswerOffers }

// Decide refuses `not_found stale wrong_status offer_over text_too_long` and, when it is to be accepted and what it was made on is gone, `offer_stale`.
func (c AnswerOffer) Decide(s *State, in Input) ([]Event, error) {
	o, err := s.OfferFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(o.Version, c.IfVersion); err != nil {
		return nil, err
	}
	verb := "decline"
	if c.Accept {
		verb = "accept"
	}
	if _, err := OfferFlow.Next(o.Status, verb); err != nil {
		return nil, err
	}
	if !o.Answerable(in.Today()) {
		return nil, Refuse(Conflict, "offer_over").With("until", string(o.Until))
	}
	if err := reason("reason", c.Reason, false); err != nil {
		return nil, err
	}
	d := s.draft(in)
	if c.Accept {
		return d.events, d.takeOffer(o, false)
	}
	d.add(OfferAnswered{ID: o.ID, Status: OfferDeclined, Answer: c.Reason, By: in.Actor.ID})
	return d.events, nil
}

// takeOffer turns an offer into a sponsorship, by the rules of the moment: the programme may have been suspended since. It refuses `offer_stale`.
func (d *draft) takeOffer(o *Offer, silent bool) error {
	d.add(OfferAnswered{ID: o.ID, Status: OfferAccepted, Silent: silent, By: d.in.Actor.ID})
	n, _ := d.s.Needs.Get(o.Need)
	p, _ := d.s.Pledges.Get(o.Pledge)
	if d.s.mayOffer(n, p, o.Places) != nil {
		return Refuse(Conflict, "offer_stale")
	}
	d.hold(n, p.ID, o.Places, origin{offer: o.ID})
	d.fund(p.ID)
	return nil
}

// WithdrawOffer takes an offer back that no longer should stand.
type WithdrawOffer struct {
	ID, Reason string
	IfVersion  int64
}

// Permission implements Command.
func (WithdrawOffer) Permission() Permission { return MakeOffers }

// Decide refuses `not_found stale wrong_status reason_required text_too_long`.
func (c WithdrawOffer) Decide(s *State, in Input) ([]Event, error) {
	o, ok := s.Offers.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(o.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if _, err := OfferFlow.Next(o.Status, "withdraw"); err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	return []Event{OfferAnswered{ID: o.ID, Status: OfferWithdrawn, Answer: c.Reason, By: in.Actor.ID}}, nil
}

// LapseOffer does what an agreement says of an offer that was not answered in time: the donor takes the places, or the next pledge may.
type LapseOffer struct{ ID string }

// Permission implements Command.
func (LapseOffer) Permission() Permission { return Jobs }

// Decide refuses `not_found` and `not_due`.
func (c LapseOffer) Decide(s *State, in Input) ([]Event, error) {
	o, ok := s.Offers.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if o.Status != OfferStanding || in.Today() <= o.Until {
		return nil, Refuse(Conflict, "not_due")
	}
	if o.OnSilence == SilenceAccepts {
		if d := s.draft(in); d.takeOffer(o, true) == nil {
			return d.events, nil
		}
	}
	return []Event{OfferAnswered{ID: o.ID, Status: OfferLapsed, By: in.Actor.ID}}, nil
}

// withdrawOffers takes the standing offers of a list back because what they were made on is gone; why is a slug.
func (d *draft) withdrawOffers(offers []*Offer, why string) {
	for _, o := range offers {
		if o.Status == OfferStanding {
			d.add(OfferAnswered{ID: o.ID, Status: OfferWithdrawn, Why: why, By: d.in.Actor.ID})
		}
	}
}

// offersWithin takes standing offers back, the newest first, when money of a pledge whose promise is over goes elsewhere and what stays does not cover them.
func (d *draft) offersWithin(pledge string, goes money.Fen) {
	list := d.s.OffersOfPledge(pledge)
	for _, o := range slices.Backward(list) {
		p, _ := d.s.Pledges.Get(pledge)
		if p.Live() || p.FreeFen() >= goes {
			return
		}
		d.withdrawOffers([]*Offer{o}, "money_back")
	}
}

// OfferAnswered says how an offer ended. Its places and its money are free again; what was accepted is held by the event that follows.
type OfferAnswered struct {
	ID     string      `json:"id"`
	Status OfferStatus `json:"status"`
	Silent bool        `json:"silent,omitempty"`
	Why    string      `json:"why,omitempty"`
	Answer string      `json:"answer,omitempty"`
	By     string      `json:"by"`
}

// Apply implements Event.
func (e OfferAnswered) Apply(s *State) {
	old, _ := s.Offers.Get(e.ID)
	o := *old
	o.Status, o.Silent, o.Why, o.Answer, o.AnsweredAt, o.Seq = e.Status, e.Silent, e.Why, e.Answer, s.At, s.Seq
	o.Version++
	s.Offers.Set(o.ID, &o)
	s.offersStanding.del(key(string(o.Until), o.ID))
	s.changeNeed(o.Need, func(n *Need) {
		n.Offered -= o.Places
		if e.Status != OfferAccepted {
			n.Freed += o.Places
		}
	})
	s.changePledge(o.Pledge, func(p *Pledge) { p.OfferedFen -= o.AmountFen() })
	n, _ := s.Needs.Get(o.Need)
	kind := "offer_" + string(e.Status)
	note := e.Answer
	if e.Silent {
		kind = "offer_accepted_silently"
	}
	s.remember(o.Pledge, Fact{Kind: kind, Fen: o.AmountFen(), Count: o.Places, Ref: o.Need, Note: note, By: e.By})
	notice := Notice{Kind: kind, Ref: o.ID, Number: n.Number, Fen: o.AmountFen(), Count: o.Places}
	s.tell(notice, ToRole(ProgramManager, ""))
	if e.Silent || e.Status == OfferLapsed || e.Status == OfferWithdrawn {
		s.tell(notice, ToEnterprise(o.Enterprise))
	}
	s.public()
}
