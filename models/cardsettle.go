package models

import "shanpei/models/money"

// SettleCheckout is what the card company says of a checkout, by the success page, a webhook or because it was asked. It may come in any order, several
// times, and from several sides at once: the end is the same.
type SettleCheckout struct {
	Checkout        string // our id, as we gave it to the card company; empty when it tells of none
	Session, Intent string
	Status          CheckoutStatus // declined processing expired failed paid
	Fen             money.Fen
	Currency        string
	Live            bool // whether the card company says so
	OurLive         bool // whether the portal takes real money
	Code            string
}

// Permission implements Command.
func (SettleCheckout) Permission() Permission { return Jobs }

// Decide refuses `unknown_choice` (the status), `required` (without an id that money could be known by), `already_known` (nothing new) and `not_found`: no money, and no mark of ours. What does not agree with what was asked is
// kept for review, with the money if there is any, and credits nothing.
func (c SettleCheckout) Decide(s *State, in Input) ([]Event, error) {
	if r := checkoutRank[c.Status]; r < checkoutRank[CheckoutDeclined] || c.Status == CheckoutHeld {
		return nil, invalid("status", "unknown_choice")
	}
	have, ok := s.CheckoutAt(c.Checkout)
	if c.ref() == "" && (!ok || c.Status == CheckoutPaid) {
		return nil, invalid("intent", "required")
	}
	if !ok && c.Checkout == "" {
		if have, ok = s.CheckoutAt(c.Intent); !ok {
			have, ok = s.CheckoutAt(c.Session)
		}
	}
	if !ok && c.Checkout == "" && c.Status != CheckoutPaid {
		return nil, notFound()
	}
	why := ""
	switch {
	case c.Live != c.OurLive || ok && c.Live != have.Live:
		why = "mode_differs"
	case !ok:
		why = "unknown_pledge"
	case have.Session != "" && c.Session != "" && have.Session != c.Session || have.Intent != "" && c.Intent != "" && have.Intent != c.Intent:
		why = "ids_differ"
	case c.Status == CheckoutPaid && c.Currency != Currency:
		why = "currency_differs"
	case c.Status == CheckoutPaid && c.Fen != have.Fen:
		why = "amount_differs"
	}
	if why != "" {
		return c.keep(s, in, have, why)
	}
	if checkoutRank[c.Status] <= checkoutRank[have.Status] {
		learns := have.Session == "" && c.Session != "" || have.Intent == "" && c.Intent != ""
		if !learns {
			return nil, Refuse(Conflict, "already_known")
		}
		return c.learn(s, in, have)
	}
	if c.Status != CheckoutPaid {
		return []Event{CheckoutMoved{ID: have.ID, Status: c.Status, Session: c.Session, Intent: c.Intent, Code: c.Code}}, nil
	}
	return c.credit(s, in, have)
}

// ref is the card company's id that stands for the whole matter.
func (c SettleCheckout) ref() string {
	if c.Intent != "" {
		return c.Intent
	}
	return c.Session
}

// learn keeps an id that came after the status it belongs to, and does what was waiting for it.
func (c SettleCheckout) learn(s *State, in Input, have *Checkout) ([]Event, error) {
	d := s.draft(in)
	d.add(CheckoutMoved{ID: have.ID, Status: have.Status, Session: c.Session, Intent: c.Intent, Code: have.Code})
	if have.Status == CheckoutPaid && have.Intent == "" {
		d.catchUp(have.ID)
	}
	return d.events, nil
}

// keep puts what does not agree aside, once.
func (c SettleCheckout) keep(s *State, in Input, have *Checkout, why string) ([]Event, error) {
	if old, ok := s.Kept.Get(c.ref()); ok && (old.Fen > 0 || c.Status != CheckoutPaid) {
		return nil, Refuse(Conflict, "already_known")
	}
	k := Kept{ID: c.ref(), Session: c.Session, Intent: c.Intent, Why: why, Status: string(c.Status), Fen: c.Fen, Currency: c.Currency, Live: c.Live, At: in.At}
	if have != nil {
		k.Checkout, k.Pledge, k.AskedFen = have.ID, have.Pledge, have.Fen
	}
	e := StripeKept{}
	if c.Status == CheckoutPaid {
		// Money in our currency is on the account whether we expected it or not.
		if c.Live == c.OurLive && c.Currency == Currency && c.Fen > 0 {
			k.HeldFen = c.Fen
			e.Legs = move(stripeAccount, keptAccount(k.ID), c.Fen)
		}
	} else {
		k.Fen = 0
	}
	e.Kept = k
	d := s.draft(in)
	d.add(e)
	if have != nil && c.Status == CheckoutPaid && why != "mode_differs" && have.Status != CheckoutPaid {
		d.add(CheckoutMoved{ID: have.ID, Status: higher(have.Status, CheckoutHeld), Session: c.Session, Intent: c.Intent, Code: why})
	}
	if k.HeldFen > 0 {
		d.catchUp(k.ID)
	}
	return d.events, nil
}

// credit gives paid money to the pledge, and what it does not need back to the payer.
func (c SettleCheckout) credit(s *State, in Input, have *Checkout) ([]Event, error) {
	p, _ := s.Pledges.Get(have.Pledge)
	if !p.Binding() {
		return c.keep(s, in, have, "pledge_ended")
	}
	credit := min(have.Fen, p.AmountFen-p.ReceivedFen)
	for _, other := range s.CheckoutsOf(p.ID) {
		// Opened before the other was paid: the same instalment in two tabs.
		if other.ID != have.ID && other.Instalment == have.Instalment && other.Status == CheckoutPaid && other.Payment != "" && have.Seq < other.PaidSeq {
			credit = 0
		}
	}
	d := s.draft(in)
	e := CheckoutPaidFor{ID: have.ID, Session: c.Session, Intent: c.Intent, Legs: []Leg{{stripeAccount, -have.Fen}}}
	if credit > 0 {
		e.Payment = in.NewID()
		e.Legs = append(e.Legs, Leg{pledgeAccount(p.ID), credit})
	}
	over := have.Fen - credit
	if over > 0 {
		e.Refund = in.NewID()
		e.Legs = append(e.Legs, Leg{refundAccount(e.Refund), over})
	}
	d.add(e)
	if credit > 0 {
		d.add(PaymentReceived{Payment: Payment{
			ID: e.Payment, Number: d.s.nextNumber("DZ", in.At, 0), Request: d.s.nextNumber("PJ", in.At, 0), Pledge: p.ID, Enterprise: p.Enterprise,
			Source: have.ID, Day: in.Today(), Fen: credit, At: in.At,
		}})
		d.fund(p.ID)
	}
	if over > 0 {
		d.add(RefundMade{Refund: Refund{
			ID: e.Refund, Number: d.s.nextNumber("TK", in.At, 0), Pledge: p.ID, Enterprise: p.Enterprise, Checkout: have.ID, Intent: c.intentOf(have), Via: "stripe",
			From: "surplus", Fen: over, FrozenFen: over, Reason: "paid_twice", Status: RefundApproved, At: in.At,
		}})
	}
	d.catchUp(have.ID)
	return d.events, nil
}

func (c SettleCheckout) intentOf(have *Checkout) string {
	if have.Intent != "" {
		return have.Intent
	}
	return c.Intent
}

// CheckoutPaidFor says that the money of a checkout has come, and where it went: to a payment, to a refund, or to both.
type CheckoutPaidFor struct {
	ID      string `json:"id"`
	Session string `json:"session,omitempty"`
	Intent  string `json:"intent,omitempty"`
	Payment string `json:"payment,omitempty"`
	Refund  string `json:"refund,omitempty"`
	Legs    []Leg  `json:"legs"`
}

// Apply implements Event.
func (e CheckoutPaidFor) Apply(s *State) {
	s.changeCheckout(e.ID, func(c *Checkout) {
		c.Status, c.Code, c.Payment, c.Refund, c.PaidSeq = CheckoutPaid, "", e.Payment, e.Refund, s.Seq
		c.learn(e.Session, e.Intent)
	})
	s.post(e.Legs)
}
