package models

import (
	"time"

	"shanpei/models/money"
)

const stripeAccount = "stripe"

func keptAccount(id string) string { return "kept:" + id }

// Kept is something that the card company told and that does not agree with what we know: it is kept for a person to look at, and its money, if there is
// any, credits nobody.
type Kept struct {
	ID       string    `json:"id"` // the card company's: of the payment intent, or of the session when there is none
	Session  string    `json:"session,omitempty"`
	Intent   string    `json:"intent,omitempty"`
	Checkout string    `json:"checkout,omitempty"`
	Pledge   string    `json:"pledge,omitempty"`
	Why      string    `json:"why"` // mode_differs unknown_pledge ids_differ currency_differs amount_differs pledge_ended
	Status   string    `json:"status"`
	Fen      money.Fen `json:"fen,omitempty"` // in the smallest unit of its currency
	Currency string    `json:"currency,omitempty"`
	AskedFen money.Fen `json:"asked_fen,omitempty"`
	Live     bool      `json:"live,omitempty"`
	HeldFen  money.Fen `json:"held_fen,omitempty"` // on the ledger, until it is given back
	Note     string    `json:"note,omitempty"`     // how it was explained
	Closed   bool      `json:"closed,omitempty"`
	By       string    `json:"by,omitempty"`
	At       time.Time `json:"at"`
	Seq      int64     `json:"seq,omitempty"`
	Version  int64     `json:"version"`
}

// StripeKept carries what is kept for review.
type StripeKept struct {
	Kept Kept  `json:"kept"`
	Legs []Leg `json:"legs,omitempty"`
}

// Apply implements Event.
func (e StripeKept) Apply(s *State) {
	k := e.Kept
	k.Seq = s.Seq
	k.Version++
	s.Kept.Set(k.ID, &k)
	s.post(e.Legs)
	s.tell(Notice{Kind: "stripe_kept", Ref: k.ID, Fen: k.HeldFen}, ToRole(FinanceMaker, ""), ToRole(FinanceChecker, ""))
}

func (s *State) changeKept(id string, f func(k *Kept)) {
	old, _ := s.Kept.Get(id)
	k := *old
	f(&k)
	k.Version++
	s.Kept.Set(id, &k)
}

// CloseKept explains what was kept. Money that is held must be given back first.
type CloseKept struct {
	ID, Note  string
	IfVersion int64
}

// Permission implements Command.
func (CloseKept) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found stale wrong_status money_held reason_required text_too_long`.
func (c CloseKept) Decide(s *State, in Input) ([]Event, error) {
	k, ok := s.Kept.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(k.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if k.Closed {
		return nil, Refuse(Conflict, "wrong_status").With("status", "closed").With("verb", "close")
	}
	if k.HeldFen > 0 {
		return nil, Refuse(Conflict, "money_held").With("held", k.HeldFen)
	}
	if err := reason("reason", c.Note, true); err != nil {
		return nil, err
	}
	return []Event{StripeKeptClosed{ID: k.ID, Note: c.Note, By: in.Actor.ID}}, nil
}

// StripeKeptClosed says how something kept was explained.
type StripeKeptClosed struct {
	ID   string `json:"id"`
	Note string `json:"note"`
	By   string `json:"by"`
}

// Apply implements Event.
func (e StripeKeptClosed) Apply(s *State) {
	s.changeKept(e.ID, func(k *Kept) { k.Closed, k.Note, k.By = true, e.Note, e.By })
}

// OpenKept lists what still waits for a person, oldest first by id.
func (s *State) OpenKept() []*Kept {
	var out []*Kept
	for _, k := range s.Kept.All() {
		if !k.Closed {
			out = append(out, k)
		}
	}
	return out
}
