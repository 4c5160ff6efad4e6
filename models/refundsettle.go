package models

import (
	"slices"

	"shanpei/models/money"
)

// SettleRefund is what the card company says of a refund: one of ours, or one that somebody made on its own pages. In any order, several times.
type SettleRefund struct {
	Refund   string // our id, if it bears one
	Stripe   string // the card company's id of the refund
	Intent   string // and of the payment
	Status   string // pending succeeded failed
	Fen      money.Fen
	Currency string
	Live     bool
	OurLive  bool
	Code     string
}

// Permission implements Command.
func (SettleRefund) Permission() Permission { return Jobs }

// Decide refuses `required` (without the card company's ids), `unknown_choice` (the status) and `already_known`.
func (c SettleRefund) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case c.Stripe == "" || c.Intent == "":
		return nil, invalid("stripe", "required")
	case !slices.Contains([]string{"pending", "succeeded", "failed"}, c.Status):
		return nil, invalid("status", "unknown_choice")
	}
	r := c.find(s)
	why := ""
	switch {
	case c.Live != c.OurLive:
		why = "mode_differs"
	case c.Currency != Currency:
		why = "currency_differs"
	case c.Fen <= 0 || r != nil && r.Fen != c.Fen:
		why = "amount_differs"
	}
	if why != "" {
		if _, known := s.Kept.Get(c.Stripe); known {
			return nil, Refuse(Conflict, "already_known")
		}
		k := Kept{ID: c.Stripe, Intent: c.Intent, Why: why, Status: "refund", Fen: c.Fen, Currency: c.Currency, Live: c.Live, At: in.At}
		return []Event{StripeKept{Kept: k}}, nil
	}
	d := s.draft(in)
	if r == nil {
		n := Refund{
			ID: c.Stripe, Number: s.nextNumber("TK", in.At, 0), Intent: c.Intent, Via: "stripe", From: "outside", Fen: c.Fen, Reason: "made_outside",
			Status: RefundUnmatched, Stripe: c.Stripe, Told: c.Status, At: in.At,
		}
		d.add(RefundMade{Refund: n})
		d.matchRefund(n.ID)
		return d.events, nil
	}
	if r.Status == RefundUnmatched {
		if toldRank[c.Status] <= toldRank[r.Told] {
			return nil, Refuse(Conflict, "already_known")
		}
		d.add(RefundStepped{ID: r.ID, Verb: "hear", Status: r.Status, Stripe: c.Stripe, Told: c.Status, Code: c.Code})
		return d.events, nil
	}
	if !d.hear(r, c.Stripe, c.Status, c.Code) {
		return nil, Refuse(Conflict, "already_known")
	}
	return d.events, nil
}

// toldRank orders what the card company may say of a refund, so that it may say it in any order.
var toldRank = map[string]int{"pending": 0, "succeeded": 1, "failed": 2}

// find gives the refund that is meant: by our id, by the card company's, or one of ours that waits with the same amount for the same payment.
func (c SettleRefund) find(s *State) *Refund {
	if r, ok := s.Refunds.Get(c.Refund); ok {
		return r
	}
	if id, ok := s.stripeIDs.Get(c.Stripe); ok {
		if r, ok := s.Refunds.Get(id); ok {
			return r
		}
	}
	for _, r := range s.refundsOf(c.Intent) {
		if r.Stripe == "" && r.Fen == c.Fen && (r.Status == RefundApproved || r.Status == RefundFailed) {
			return r
		}
	}
	return nil
}

// hear takes a matched refund to what the card company says of it; false when that is no news.
func (d *draft) hear(r *Refund, stripe, told, code string) bool {
	if slices.Contains(r.Failed, stripe) || r.Stripe != "" && r.Stripe != stripe {
		return false
	}
	verb := map[string]string{"pending": "send", "succeeded": "finish", "failed": "fail"}[told]
	next, err := RefundFlow.Next(r.Status, verb)
	if err != nil || r.Status == next {
		return false
	}
	e := RefundStepped{ID: r.ID, Verb: verb, Status: next, Stripe: stripe, Code: code}
	switch {
	case verb == "finish":
		e.Legs = move(refundAccount(r.ID), stripeAccount, r.Fen)
	case verb == "fail" && r.Status == RefundDone && r.Via == "stripe":
		e.Legs = move(stripeAccount, refundAccount(r.ID), r.Fen)
	case verb == "fail" && r.Status == RefundDone:
		return false // it went by bank after all
	}
	d.add(e)
	return true
}

// matchRefund finds the money of a refund that was made on the card company's pages, and takes it from where it is. What was spent already is lost.
func (d *draft) matchRefund(id string) {
	r, _ := d.s.Refunds.Get(id)
	card, isCard := d.s.CheckoutAt(r.Intent)
	kept, isKept := d.s.Kept.Get(r.Intent)
	e := RefundMatched{ID: id}
	switch {
	case isCard && card.Status == CheckoutPaid:
		e.Checkout, e.Pledge, e.Enterprise, e.Payment = card.ID, card.Pledge, card.Enterprise, card.Payment
		e.ShortFen = r.Fen
		if e.Payment != "" {
			e.ShortFen -= d.freeze(e.Pledge, e.Payment, id, refundAccount(id), r.Fen)
		}
	case isKept && kept.Status == string(CheckoutPaid):
		e.Kept, e.Checkout, e.Pledge = kept.ID, kept.Checkout, kept.Pledge
		held := min(r.Fen, kept.HeldFen)
		e.HeldFen, e.ShortFen = held, r.Fen-held
		if held > 0 {
			e.Legs = move(keptAccount(kept.ID), refundAccount(id), held)
		}
	default:
		return
	}
	if e.ShortFen > 0 {
		e.Legs = append(e.Legs, move(lossAccount, refundAccount(id), e.ShortFen)...)
	}
	told, code := r.Told, r.Code
	d.add(e)
	r, _ = d.s.Refunds.Get(id)
	d.hear(r, r.Stripe, told, code)
}

// catchUp does what the card company told of a payment before it told of the payment itself.
func (d *draft) catchUp(id string) {
	intent := id
	if c, ok := d.s.Checkouts.Get(id); ok {
		intent = c.Intent
	}
	if intent == "" {
		return
	}
	for _, r := range d.s.refundsOf(intent) {
		if r.Status == RefundUnmatched {
			d.matchRefund(r.ID)
		}
	}
	for _, x := range d.s.disputesOf(intent) {
		if x.Checkout == "" {
			d.matchDispute(x.ID)
		}
	}
}

// RefundMatched says whose money a refund of the card company's pages was.
type RefundMatched struct {
	ID         string    `json:"id"`
	Checkout   string    `json:"checkout,omitempty"`
	Pledge     string    `json:"pledge,omitempty"`
	Enterprise string    `json:"enterprise,omitempty"`
	Payment    string    `json:"payment,omitempty"`
	Kept       string    `json:"kept,omitempty"`
	HeldFen    money.Fen `json:"held_fen,omitempty"`
	ShortFen   money.Fen `json:"short_fen,omitempty"`
	Legs       []Leg     `json:"legs,omitempty"`
}

// Apply implements Event.
func (e RefundMatched) Apply(s *State) {
	frozen := money.Fen(0)
	r := s.changeRefund(e.ID, func(r *Refund) {
		frozen = r.FrozenFen
		r.Status, r.Told, r.Checkout, r.Pledge, r.Enterprise, r.Payment, r.Kept = RefundApproved, "", e.Checkout, e.Pledge, e.Enterprise, e.Payment, e.Kept
		r.ShortFen, r.FrozenFen = e.ShortFen, r.Fen
	})
	if e.Kept != "" && e.HeldFen > 0 {
		s.changeKept(e.Kept, func(k *Kept) { k.HeldFen -= e.HeldFen })
	}
	if e.Payment != "" {
		s.giveBack(e.Pledge, e.Payment, frozen)
	}
	if e.Pledge != "" {
		s.remember(e.Pledge, Fact{Kind: "payment_refunded", Fen: r.Fen, Ref: r.Number})
		s.tellPayer(r, "refund_approved")
	}
	if e.ShortFen > 0 {
		s.tell(Notice{Kind: "money_lost", Ref: r.ID, Number: r.Number, Fen: e.ShortFen}, ToRole(FinanceMaker, ""), ToRole(SecretaryGeneral, ""))
	}
	s.post(e.Legs)
}
