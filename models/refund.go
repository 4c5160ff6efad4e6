package models

import (
	"time"

	"shanpei/models/money"
)

// RefundStatus is where money that goes back to its payer stands.
type RefundStatus string

// The statuses of a refund. While it is asked for, its money is frozen; from the approval on it is owed to the payer, whichever way it takes.
const (
	RefundAsked     RefundStatus = "asked"
	RefundRejected  RefundStatus = "rejected"
	RefundApproved  RefundStatus = "approved"
	RefundSent      RefundStatus = "sent" // the card company has it
	RefundDone      RefundStatus = "done"
	RefundFailed    RefundStatus = "failed"    // the money is back with us and still owed
	RefundUnmatched RefundStatus = "unmatched" // the card company told of it before it told of the payment
)

// RefundFlow is the state machine of a refund.
var RefundFlow = Flow[RefundStatus, string]{
	RefundAsked:     {"approve": RefundApproved, "reject": RefundRejected},
	RefundApproved:  {"send": RefundSent, "finish": RefundDone, "fail": RefundFailed},
	RefundSent:      {"finish": RefundDone, "fail": RefundFailed},
	RefundDone:      {"fail": RefundFailed},
	RefundFailed:    {"retry": RefundApproved, "finish": RefundDone},
	RefundUnmatched: {"match": RefundApproved},
}

// Refund is money that goes back to whoever paid it (退款). What was printed for the payment stays as it is; the refund has a number of its own.
type Refund struct {
	ID         string       `json:"id"`     // for one that was made at the card company, the company's own id
	Number     string       `json:"number"` // TK
	Pledge     string       `json:"pledge,omitempty"`
	Enterprise string       `json:"enterprise,omitempty"`
	Payment    string       `json:"payment,omitempty"`  // which it undoes
	Checkout   string       `json:"checkout,omitempty"` // the card payment behind it
	Kept       string       `json:"kept,omitempty"`     // the money held for review that it gives back
	Intent     string       `json:"intent,omitempty"`   // the card company's id of the payment
	Via        string       `json:"via"`                // stripe bank
	From       string       `json:"from"`               // pledge surplus kept outside: who wanted it, and where its money was
	Fen        money.Fen    `json:"fen"`
	ShortFen   money.Fen    `json:"short_fen,omitempty"`  // of that, what had been spent already: the federation's own loss
	FrozenFen  money.Fen    `json:"frozen_fen,omitempty"` // on the account of the refund
	Reason     string       `json:"reason"`
	Status     RefundStatus `json:"status"`
	Stripe     string       `json:"stripe,omitempty"`
	Told       string       `json:"told,omitempty"` // of one that is unmatched, the last that the card company said: pending succeeded failed
	Failed     []string     `json:"failed,omitempty"`
	Code       string       `json:"code,omitempty"` // why it failed, as the card company calls it
	Maker      string       `json:"maker,omitempty"`
	Approver   string       `json:"approver,omitempty"`
	Note       string       `json:"note,omitempty"`    // why it was rejected
	Account    string       `json:"account,omitempty"` // the bank account it left, with the bank's own id of the line
	LineID     string       `json:"line_id,omitempty"`
	Day        Day          `json:"day,omitempty"`
	At         time.Time    `json:"at"`
	Seq        int64        `json:"seq,omitempty"`
	DoneSeq    int64        `json:"done_seq,omitempty"`
	Version    int64        `json:"version"`
}

// Key is the idempotency key of the refund at the card company: another one after every failure.
func (r *Refund) Key() string { return r.ID + "-" + itoa(len(r.Failed)) }

func refundAccount(id string) string { return "refund:" + id }

const lossAccount = "loss"

// AskRefund asks for money to go back: of a payment, or what is kept for review. Its money is frozen at once, so that nobody can spend it meanwhile:
// first what no place of the pledge has, then funded places that no payout has reserved, the newest first; never what was paid out.
type AskRefund struct {
	Payment, Kept string    // one of the two
	Fen           money.Fen // zero: all that is left of it
	Via           string    // stripe or bank; empty: the way it came
	Reason        string
}

// Permission implements Command.
func (AskRefund) Permission() Permission { return AskRefunds }

// Decide refuses `not_found amount_positive unknown_choice reason_required text_too_long`, `refund_over_payment` (with what is left of the payment) and
// `refund_over_balance` (with what of the pledge is not spent).
func (c AskRefund) Decide(s *State, in Input) ([]Event, error) {
	if c.Kept != "" {
		return c.ofKept(s, in)
	}
	pay, ok := s.Payments.Get(c.Payment)
	if !ok {
		return nil, notFound()
	}
	p, _ := s.Pledges.Get(pay.Pledge)
	r := Refund{ID: in.NewID(), Pledge: p.ID, Enterprise: p.Enterprise, Payment: pay.ID, Via: "bank", From: "pledge", Maker: in.Actor.ID}
	if card, ok := s.Checkouts.Get(pay.Source); ok {
		r.Via, r.Checkout, r.Intent = "stripe", card.ID, card.Intent
	}
	left := pay.Fen - pay.RefundedFen - pay.FrozenFen
	if pay.Undone {
		left = 0 // it was never the pledge's: what the bank line holds is in suspense
	}
	if err := c.complete(&r, left); err != nil {
		return nil, err
	}
	if free := s.Unspent(p.ID); r.Fen > free {
		return nil, Refuse(Conflict, "refund_over_balance").At("fen").With("left", free)
	}
	r.Number, r.Status, r.At = s.nextNumber("TK", in.At, 0), RefundAsked, in.At
	d := s.draft(in)
	d.add(RefundMade{Refund: r})
	d.freeze(p.ID, pay.ID, r.ID, refundAccount(r.ID), r.Fen)
	return d.events, nil
}

func (c AskRefund) ofKept(s *State, in Input) ([]Event, error) {
	k, ok := s.Kept.Get(c.Kept)
	if !ok {
		return nil, notFound()
	}
	r := Refund{ID: in.NewID(), Pledge: k.Pledge, Checkout: k.Checkout, Kept: k.ID, Intent: k.Intent, Via: "stripe", From: "kept", Maker: in.Actor.ID}
	if p, ok := s.Pledges.Get(k.Pledge); ok {
		r.Enterprise = p.Enterprise
	}
	if err := c.complete(&r, k.HeldFen); err != nil {
		return nil, err
	}
	r.Number, r.Status, r.At, r.FrozenFen = s.nextNumber("TK", in.At, 0), RefundAsked, in.At, r.Fen
	return []Event{RefundMade{Refund: r, Legs: move(keptAccount(k.ID), refundAccount(r.ID), r.Fen)}}, nil
}

// complete checks what was asked for against what is left.
func (c AskRefund) complete(r *Refund, left money.Fen) error {
	r.Fen, r.Reason = c.Fen, c.Reason
	if r.Fen == 0 {
		r.Fen = left
	}
	switch {
	case c.Fen < 0:
		return invalid("fen", "amount_positive")
	case c.Via != "" && c.Via != "bank" && (c.Via != "stripe" || r.Via != "stripe"):
		return invalid("via", "unknown_choice")
	case r.Fen > left || left == 0:
		return Refuse(Conflict, "refund_over_payment").At("fen").With("left", left)
	}
	if c.Via != "" {
		r.Via = c.Via
	}
	return reason("reason", c.Reason, true)
}

// RefundMade carries a new refund: asked for, or owed at once because a payment came twice or the card company gave it back.
type RefundMade struct {
	Refund Refund `json:"refund"`
	Legs   []Leg  `json:"legs,omitempty"`
}

// Apply implements Event.
func (e RefundMade) Apply(s *State) {
	r := e.Refund
	r.Seq = s.Seq
	s.putRefund(&r)
	s.countNumber(r.Number)
	s.post(e.Legs)
	if len(e.Legs) > 0 && r.Kept != "" {
		s.changeKept(r.Kept, func(k *Kept) { k.HeldFen -= r.FrozenFen })
	}
	if r.Status == RefundAsked {
		s.tell(Notice{Kind: "refund_asked", Ref: r.ID, Number: r.Number, Fen: r.Fen}, ToRole(FinanceChecker, ""), ToRole(SecretaryGeneral, ""))
	} else {
		s.tell(Notice{Kind: "refund_owed", Ref: r.ID, Number: r.Number, Fen: r.Fen}, ToRole(FinanceMaker, ""))
	}
	if r.From == "surplus" {
		s.remember(r.Pledge, Fact{Kind: "paid_twice", Fen: r.Fen, Ref: r.Number})
		p, _ := s.Pledges.Get(r.Pledge)
		s.tell(Notice{Kind: "paid_twice", Ref: p.ID, Number: p.Number, Fen: r.Fen}, ToEnterprise(r.Enterprise))
	}
}

// putRefund stores a refund and keeps the indexes.
func (s *State) putRefund(r *Refund) {
	r.Version++
	s.Refunds.Set(r.ID, r)
	if r.Intent != "" {
		s.refundsByIntent.Set(key(r.Intent, r.ID), none{})
	}
	if r.Stripe != "" {
		s.stripeIDs.Set(r.Stripe, r.ID)
	}
	switch r.Status {
	case RefundDone, RefundRejected:
		s.refundsOpen.del(r.ID)
	default:
		s.refundsOpen.Set(r.ID, none{})
	}
}

func (s *State) changeRefund(id string, f func(r *Refund)) *Refund {
	old, _ := s.Refunds.Get(id)
	r := *old
	f(&r)
	s.putRefund(&r)
	return &r
}

// OpenRefunds lists the refunds that are not over.
func (s *State) OpenRefunds() []*Refund {
	var out []*Refund
	for id := range s.refundsOpen.All() {
		r, _ := s.Refunds.Get(id)
		out = append(out, r)
	}
	return out
}

// refundsOf lists the refunds of a payment at the card company.
func (s *State) refundsOf(intent string) []*Refund {
	var out []*Refund
	for k := range s.refundsByIntent.Under(intent + "/") {
		r, _ := s.Refunds.Get(k[len(intent)+1:])
		out = append(out, r)
	}
	return out
}
