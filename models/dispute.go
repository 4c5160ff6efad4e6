package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// Dispute is a payer's objection at the card company (拒付): while it is open its money is frozen; won, it is back; lost, it is gone as by a refund.
type Dispute struct {
	ID         string    `json:"id"` // the card company's
	Intent     string    `json:"intent"`
	Checkout   string    `json:"checkout,omitempty"` // empty as long as we do not know whose payment it is
	Pledge     string    `json:"pledge,omitempty"`
	Enterprise string    `json:"enterprise,omitempty"`
	Payment    string    `json:"payment,omitempty"`
	Fen        money.Fen `json:"fen"`
	FrozenFen  money.Fen `json:"frozen_fen,omitempty"`
	ShortFen   money.Fen `json:"short_fen,omitempty"` // of a lost one: what had been spent already
	Status     string    `json:"status"`              // open won lost
	Reason     string    `json:"reason,omitempty"`    // as the card company calls it
	At         time.Time `json:"at"`
	Seq        int64     `json:"seq,omitempty"`
	Version    int64     `json:"version"`
}

func disputedAccount(id string) string { return "disputed:" + id }

// SettleDispute is what the card company says of a dispute, in any order and several times.
type SettleDispute struct {
	ID, Intent, Status, Reason string
	Fen                        money.Fen
	Currency                   string
	Live, OurLive              bool
}

// Permission implements Command.
func (SettleDispute) Permission() Permission { return Jobs }

// Decide refuses `required` (without the card company's ids), `unknown_choice` (the status) and `already_known`.
func (c SettleDispute) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case c.ID == "" || c.Intent == "":
		return nil, invalid("id", "required")
	case !slices.Contains([]string{"open", "won", "lost"}, c.Status):
		return nil, invalid("status", "unknown_choice")
	}
	if c.Live != c.OurLive || c.Currency != Currency || c.Fen <= 0 {
		if _, known := s.Kept.Get(c.ID); known {
			return nil, Refuse(Conflict, "already_known")
		}
		why := "currency_differs"
		switch {
		case c.Live != c.OurLive:
			why = "mode_differs"
		case c.Fen <= 0:
			why = "amount_differs"
		}
		return []Event{StripeKept{Kept: Kept{ID: c.ID, Intent: c.Intent, Why: why, Status: "dispute", Fen: c.Fen, Currency: c.Currency, Live: c.Live, At: in.At}}}, nil
	}
	d := s.draft(in)
	x, known := s.Disputes.Get(c.ID)
	switch {
	case !known:
		d.add(DisputeOpened{Dispute: Dispute{ID: c.ID, Intent: c.Intent, Fen: c.Fen, Status: c.Status, Reason: c.Reason, At: in.At}})
		d.matchDispute(c.ID)
	case x.Status != "open" || c.Status == "open":
		return nil, Refuse(Conflict, "already_known")
	case x.Checkout == "":
		d.add(DisputeEnded{ID: c.ID, Status: c.Status})
	default:
		d.endDispute(c.ID, c.Status)
	}
	return d.events, nil
}

// matchDispute freezes the money of a dispute once the payment is known, and ends it when it has ended already.
func (d *draft) matchDispute(id string) {
	x, _ := d.s.Disputes.Get(id)
	card, ok := d.s.CheckoutAt(x.Intent)
	if !ok || card.Status != CheckoutPaid {
		return
	}
	status := x.Status
	d.add(DisputeMatched{ID: id, Checkout: card.ID, Pledge: card.Pledge, Enterprise: card.Enterprise, Payment: card.Payment})
	if card.Payment != "" {
		d.freeze(card.Pledge, card.Payment, id, disputedAccount(id), x.Fen)
	}
	if status != "open" {
		d.endDispute(id, status)
	}
}

func (d *draft) endDispute(id, status string) {
	x, _ := d.s.Disputes.Get(id)
	e := DisputeEnded{ID: id, Status: status}
	if status == "won" {
		if x.FrozenFen > 0 {
			e.Legs = move(disputedAccount(id), pledgeAccount(x.Pledge), x.FrozenFen)
		}
		d.add(e)
		d.fund(x.Pledge)
		return
	}
	e.ShortFen = x.Fen - x.FrozenFen
	if x.FrozenFen > 0 {
		e.Legs = move(disputedAccount(id), stripeAccount, x.FrozenFen)
	}
	if e.ShortFen > 0 {
		e.Legs = append(e.Legs, move(lossAccount, stripeAccount, e.ShortFen)...)
	}
	d.add(e)
}

// DisputeOpened carries a new dispute.
type DisputeOpened struct {
	Dispute Dispute `json:"dispute"`
}

// Apply implements Event.
func (e DisputeOpened) Apply(s *State) {
	x := e.Dispute
	x.Seq = s.Seq
	x.Version++
	s.Disputes.Set(x.ID, &x)
	s.disputesByIntent.Set(key(x.Intent, x.ID), none{})
	s.tell(Notice{Kind: "dispute_open", Ref: x.ID, Fen: x.Fen}, ToRole(FinanceMaker, ""), ToRole(FinanceChecker, ""), ToRole(ProgramManager, ""))
}

// DisputeMatched says whose payment is disputed.
type DisputeMatched struct {
	ID         string `json:"id"`
	Checkout   string `json:"checkout"`
	Pledge     string `json:"pledge"`
	Enterprise string `json:"enterprise"`
	Payment    string `json:"payment,omitempty"`
}

// Apply implements Event.
func (e DisputeMatched) Apply(s *State) {
	x := s.changeDispute(e.ID, func(x *Dispute) {
		x.Checkout, x.Pledge, x.Enterprise, x.Payment, x.Status = e.Checkout, e.Pledge, e.Enterprise, e.Payment, "open"
	})
	p, _ := s.Pledges.Get(x.Pledge)
	s.remember(p.ID, Fact{Kind: "payment_disputed", Fen: x.Fen})
	s.tell(Notice{Kind: "payment_disputed", Ref: p.ID, Number: p.Number, Fen: x.Fen}, ToEnterprise(x.Enterprise))
}

// DisputeEnded says how a dispute ended.
type DisputeEnded struct {
	ID       string    `json:"id"`
	Status   string    `json:"status"`
	ShortFen money.Fen `json:"short_fen,omitempty"`
	Legs     []Leg     `json:"legs,omitempty"`
}

// Apply implements Event.
func (e DisputeEnded) Apply(s *State) {
	old, _ := s.Disputes.Get(e.ID)
	x := s.changeDispute(e.ID, func(x *Dispute) { x.Status, x.ShortFen, x.FrozenFen = e.Status, e.ShortFen, 0 })
	s.post(e.Legs)
	if x.Checkout == "" {
		return
	}
	if x.Payment != "" && e.Status == "won" {
		s.thaw(x.Pledge, x.Payment, old.FrozenFen)
	} else if x.Payment != "" {
		s.giveBack(x.Pledge, x.Payment, old.FrozenFen)
	}
	p, _ := s.Pledges.Get(x.Pledge)
	s.remember(p.ID, Fact{Kind: "dispute_" + e.Status, Fen: x.Fen})
	s.tell(Notice{Kind: "dispute_" + e.Status, Ref: p.ID, Number: p.Number, Fen: x.Fen}, ToEnterprise(x.Enterprise), ToRole(FinanceMaker, ""))
	if e.ShortFen > 0 {
		s.tell(Notice{Kind: "money_lost", Ref: x.ID, Fen: e.ShortFen}, ToRole(FinanceMaker, ""), ToRole(SecretaryGeneral, ""))
	}
}

func (s *State) changeDispute(id string, f func(x *Dispute)) *Dispute {
	old, _ := s.Disputes.Get(id)
	x := *old
	f(&x)
	x.Version++
	s.Disputes.Set(id, &x)
	return &x
}

func (s *State) disputesOf(intent string) []*Dispute {
	var out []*Dispute
	for k := range s.disputesByIntent.Under(intent + "/") {
		x, _ := s.Disputes.Get(k[len(intent)+1:])
		out = append(out, x)
	}
	return out
}

// OpenDisputes lists the disputes that are not decided.
func (s *State) OpenDisputes() []*Dispute {
	var out []*Dispute
	for _, x := range s.Disputes.All() {
		if x.Status == "open" {
			out = append(out, x)
		}
	}
	return out
}
