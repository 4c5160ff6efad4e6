package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// The accounts between the card company and the bank. payoutAccount holds what the card company sent and no bank line has shown yet. feeAccount is below zero
// by what the card company kept for itself: no donor's money pays it, so it is for the federation's own means to cover.
const (
	payoutAccount = "bank:payout"
	feeAccount    = "fee:stripe"
)

// Payout is money that the card company sent to the federation's bank.
type Payout struct {
	ID      string    `json:"id"` // the card company's
	Fen     money.Fen `json:"fen"`
	Status  string    `json:"status"` // paid failed
	Arrival Day       `json:"arrival,omitempty"`
	Line    string    `json:"line,omitempty"` // the bank line that it came as
	At      time.Time `json:"at"`
	Seq     int64     `json:"seq,omitempty"`
	Version int64     `json:"version"`
}

// SettlePayout is what the card company says of a payout. One that failed after it was paid is back with the card company.
type SettlePayout struct {
	ID, Status    string // paid failed
	Fen           money.Fen
	Currency      string
	Arrival       Day
	Live, OurLive bool
}

// Permission implements Command.
func (SettlePayout) Permission() Permission { return Jobs }

// Decide refuses `required unknown_choice already_known`; a payout in another currency or mode is kept for review.
func (c SettlePayout) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case c.ID == "":
		return nil, invalid("id", "required")
	case !slices.Contains([]string{"paid", "failed"}, c.Status):
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
		return []Event{StripeKept{Kept: Kept{ID: c.ID, Why: why, Status: "payout", Fen: c.Fen, Currency: c.Currency, Live: c.Live, At: in.At}}}, nil
	}
	e := PayoutSettled{Payout: Payout{ID: c.ID, Fen: c.Fen, Status: c.Status, Arrival: c.Arrival, At: in.At}}
	old, known := s.Payouts.Get(c.ID)
	switch {
	case known && (old.Status == "failed" || old.Status == c.Status):
		return nil, Refuse(Conflict, "already_known")
	case c.Status == "paid":
		e.Legs = move(payoutAccount, stripeAccount, c.Fen)
	case known:
		e.Legs = move(stripeAccount, payoutAccount, c.Fen)
	}
	return []Event{e}, nil
}

// PayoutSettled carries a payout as it is from now on.
type PayoutSettled struct {
	Payout Payout `json:"payout"`
	Legs   []Leg  `json:"legs,omitempty"`
}

// Apply implements Event.
func (e PayoutSettled) Apply(s *State) {
	p := e.Payout
	p.Seq = s.Seq
	if old, ok := s.Payouts.Get(p.ID); ok {
		p.Version, p.Line, p.Seq = old.Version, old.Line, old.Seq
	}
	p.Version++
	s.Payouts.Set(p.ID, &p)
	s.post(e.Legs)
	if p.Status == "failed" {
		s.tell(Notice{Kind: "payout_failed", Ref: p.ID, Fen: p.Fen}, ToRole(FinanceMaker, ""))
	}
}

// AttributePayout says that a bank line in suspense is a payout of the card company.
type AttributePayout struct {
	Line, Payout string
	IfVersion    int64
}

// Permission implements Command.
func (AttributePayout) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found stale nothing_in_suspense unknown_payout payout_taken` and `amount_differs` (with the payout's own).
func (c AttributePayout) Decide(s *State, in Input) ([]Event, error) {
	l, ok := s.BankLines.Get(c.Line)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(l.Version, c.IfVersion); err != nil {
		return nil, err
	}
	p, ok := s.Payouts.Get(c.Payout)
	switch {
	case l.HeldFen == 0:
		return nil, Refuse(Conflict, "nothing_in_suspense")
	case !ok || p.Status != "paid":
		return nil, invalid("payout", "unknown_payout")
	case p.Line != "":
		return nil, Refuse(Conflict, "payout_taken").At("payout")
	case l.HeldFen != p.Fen:
		return nil, Refuse(Conflict, "amount_differs").At("payout").With("amount", p.Fen)
	}
	return []Event{PayoutAttributed{Line: l.ID, Payout: p.ID, Fen: p.Fen, By: in.Actor.ID, Legs: move(suspenseAccount, payoutAccount, p.Fen)}}, nil
}

// PayoutAttributed says which bank line a payout came as.
type PayoutAttributed struct {
	Line   string    `json:"line"`
	Payout string    `json:"payout"`
	Fen    money.Fen `json:"fen"`
	By     string    `json:"by"`
	Legs   []Leg     `json:"legs"`
}

// Apply implements Event.
func (e PayoutAttributed) Apply(s *State) {
	old, _ := s.BankLines.Get(e.Line)
	l := *old
	l.HeldFen -= e.Fen
	l.Outcome, l.Why = "matched", "stripe_payout"
	l.Version++
	s.BankLines.Set(l.ID, &l)
	s.bankLinesSuspense.del(l.ID)
	was, _ := s.Payouts.Get(e.Payout)
	p := *was
	p.Line = e.Line
	p.Version++
	s.Payouts.Set(p.ID, &p)
	s.post(e.Legs)
}

// RecordCardFee books what the card company kept for itself of one movement on its account.
type RecordCardFee struct {
	ID       string // the card company's id of the movement
	Source   string // and of what it was for
	Fen      money.Fen
	Currency string
}

// Permission implements Command.
func (RecordCardFee) Permission() Permission { return Jobs }

// Decide refuses `required unknown_choice` (another currency) and `already_known`. A fee below zero is one that was given back.
func (c RecordCardFee) Decide(s *State, _ Input) ([]Event, error) {
	switch {
	case c.ID == "" || c.Fen == 0:
		return nil, invalid("id", "required")
	case c.Currency != Currency:
		return nil, invalid("currency", "unknown_choice")
	}
	if _, known := s.CardFees.Get(c.ID); known {
		return nil, Refuse(Conflict, "already_known")
	}
	return []Event{CardFeeBooked{ID: c.ID, Source: c.Source, Fen: c.Fen, Legs: move(feeAccount, stripeAccount, c.Fen)}}, nil
}

// CardFeeBooked carries a fee.
type CardFeeBooked struct {
	ID     string    `json:"id"`
	Source string    `json:"source,omitempty"`
	Fen    money.Fen `json:"fen"`
	Legs   []Leg     `json:"legs"`
}

// Apply implements Event.
func (e CardFeeBooked) Apply(s *State) {
	s.CardFees.Set(e.ID, e.Fen)
	s.post(e.Legs)
}
