package models

import (
	"strings"
	"time"

	"shanpei/models/money"
)

// BankLine is one credit on a bank statement (银行流水). Payer and memo are in the vault: they may name a person.
type BankLine struct {
	ID         string    `json:"id"`
	Account    string    `json:"account"`
	LineID     string    `json:"line_id"` // the bank's own id, unique within the account
	Day        Day       `json:"day"`
	AmountFen  money.Fen `json:"amount_fen"`
	Sealed     string    `json:"sealed,omitempty"` // vault code of payer and memo
	Outcome    string    `json:"outcome"`          // matched partial suspense
	Why        string    `json:"why,omitempty"`    // why in suspense: no_reference bad_reference unknown_pledge pledge_not_signed over_payment
	Pledge     string    `json:"pledge,omitempty"` // the one that its reference names
	ThirdParty bool      `json:"third_party,omitempty"`
	HeldFen    money.Fen `json:"held_fen,omitempty"` // still in suspense
	Version    int64     `json:"version"`
}

// Payment is money that arrived for a pledge (到账).
type Payment struct {
	ID         string    `json:"id"`
	Number     string    `json:"number"`  // DZ
	Request    string    `json:"request"` // PJ: the number under which its receipt is asked for
	Pledge     string    `json:"pledge"`
	Enterprise string    `json:"enterprise"`
	Source     string    `json:"source"` // bank line id, or checkout id
	Day        Day       `json:"day"`
	Fen        money.Fen `json:"fen"`
	ThirdParty bool      `json:"third_party,omitempty"` // the payer is not the donor: a declaration is needed
	Declared   bool      `json:"declared,omitempty"`    // and was filed
	At         time.Time `json:"at"`
	Seq        int64     `json:"seq,omitempty"`
	Version    int64     `json:"version"`

	FrozenFen   money.Fen `json:"frozen_fen,omitempty"`   // for a refund that is asked for, or a dispute
	RefundedFen money.Fen `json:"refunded_fen,omitempty"` // back with the payer, or owed to him
}

// RecordBankLine books one credit of a statement. Payer and Memo are looked at and not kept; Sealed is their vault code.
type RecordBankLine struct {
	Account, LineID string
	Day             Day
	AmountFen       money.Fen
	Payer, Memo     string
	Sealed          string
}

// Permission implements Command.
func (RecordBankLine) Permission() Permission { return RecordBankLines }

// Decide refuses `unknown_account required text_too_long amount_positive amount_too_large day_form date_future` and, for a line that is known already,
// `duplicate_line`; every other line is booked: to a pledge, or to suspense with the reason.
func (c RecordBankLine) Decide(s *State, in Input) ([]Event, error) {
	if err := c.check(s, in); err != nil {
		return nil, err
	}
	line := BankLine{ID: in.NewID(), Account: c.Account, LineID: c.LineID, Day: c.Day, AmountFen: c.AmountFen, Sealed: c.Sealed, Outcome: "suspense"}
	p, why := s.pledgeInMemo(c.Memo)
	d := s.draft(in)
	if p == nil {
		line.Why, line.HeldFen = why, c.AmountFen
		d.add(BankLineRecorded{Line: line, Legs: move(bankAccount(c.Account), suspenseAccount, c.AmountFen)})
		return d.events, nil
	}
	line.Pledge = p.ID
	if e, _ := s.Enterprises.Get(p.Enterprise); c.Payer != "" && !sameName(c.Payer, e.Name) {
		line.ThirdParty = true
	}
	open := p.AmountFen - p.ReceivedFen
	credit := min(c.AmountFen, open)
	if !p.Binding() || open == 0 {
		line.Why, line.HeldFen = "pledge_not_signed", c.AmountFen
		if p.Binding() {
			line.Why = "over_payment"
		}
		d.add(BankLineRecorded{Line: line, Legs: move(bankAccount(c.Account), suspenseAccount, c.AmountFen)})
		return d.events, nil
	}
	line.Outcome = "matched"
	if due := p.NextDue(); c.AmountFen < due.AmountFen-due.ReceivedFen {
		line.Outcome = "partial"
	}
	legs := []Leg{{bankAccount(c.Account), -c.AmountFen}, {pledgeAccount(p.ID), credit}}
	if over := c.AmountFen - credit; over > 0 {
		line.Why, line.HeldFen = "over_payment", over
		legs = append(legs, Leg{suspenseAccount, over})
	}
	d.add(BankLineRecorded{Line: line, Legs: legs})
	d.receive(p, line.ID, c.Day, credit, line.ThirdParty, nil)
	return d.events, nil
}

func (c RecordBankLine) check(s *State, in Input) error {
	known := false
	for _, a := range s.Federation.Settings.BankAccounts {
		known = known || a == c.Account
	}
	switch {
	case !known:
		return invalid("account", "unknown_account")
	case c.LineID == "":
		return invalid("line_id", "required")
	case len(c.LineID) > 100:
		return invalid("line_id", "text_too_long").With("limit", 100)
	case c.AmountFen <= 0:
		return invalid("amount_fen", "amount_positive")
	case c.AmountFen > money.MaxFen:
		return invalid("amount_fen", "amount_too_large").With("limit", money.MaxFen)
	case c.Day == "":
		return invalid("date", "required")
	case !c.Day.valid():
		return invalid("date", "day_form")
	case c.Day > in.Today():
		return invalid("date", "date_future")
	}
	if _, ok := s.bankLineIDs.Get(key(c.Account, c.LineID)); ok {
		return Refuse(Conflict, "duplicate_line").At("line_id")
	}
	return nil
}

// pledgeInMemo finds the one pledge that a memo names, or says why there is none.
func (s *State) pledgeInMemo(memo string) (*Pledge, string) {
	var found *Pledge
	for _, number := range FindReferences(memo) {
		p, ok := s.PledgeByNumber(number)
		if !ok {
			return nil, "unknown_pledge"
		}
		if found != nil && found.ID != p.ID {
			return nil, "several_references"
		}
		found = p
	}
	if found == nil && len(FindBrokenReferences(memo)) > 0 {
		return nil, "bad_reference"
	}
	if found == nil {
		return nil, "no_reference"
	}
	return found, ""
}

// sameName compares two organisation names as a clerk would: width, case, spaces and the kind of brackets do not matter.
func sameName(a, b string) bool { return plainName(a) == plainName(b) }

func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == 0x3000 || r == ' ' || r == '\t':
			return -1
		}
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}

// receive credits a pledge and funds the places it holds. The legs are those that move the money to the pledge, when the caller has not posted them.
func (d *draft) receive(p *Pledge, source string, day Day, fen money.Fen, thirdParty bool, legs []Leg) {
	d.add(PaymentReceived{Payment: Payment{
		ID: d.in.NewID(), Number: d.s.nextNumber("DZ", d.in.At, 0), Request: d.s.nextNumber("PJ", d.in.At, 0), Pledge: p.ID,
		Enterprise: p.Enterprise, Source: source, Day: day, Fen: fen, ThirdParty: thirdParty, At: d.in.At,
	}, Legs: legs})
	d.fund(p.ID)
}

// BankLineRecorded carries a credit and where its money was put.
type BankLineRecorded struct {
	Line BankLine `json:"line"`
	Legs []Leg    `json:"legs"`
}

// Apply implements Event.
func (e BankLineRecorded) Apply(s *State) {
	l := e.Line
	l.Version++
	s.BankLines.Set(l.ID, &l)
	s.bankLineIDs.Set(key(l.Account, l.LineID), l.ID)
	if l.HeldFen > 0 {
		s.bankLinesSuspense.Set(l.ID, none{})
		s.tell(Notice{Kind: "line_in_suspense", Ref: l.ID, Fen: l.HeldFen}, ToRole(FinanceMaker, ""))
	}
	s.post(e.Legs)
}

// PaymentReceived credits a pledge.
type PaymentReceived struct {
	Payment Payment `json:"payment"`
	Legs    []Leg   `json:"legs,omitempty"`
}

// Apply implements Event.
func (e PaymentReceived) Apply(s *State) {
	pay := e.Payment
	pay.Seq = s.Seq
	pay.Version++
	s.Payments.Set(pay.ID, &pay)
	s.paymentsByPledge.Set(key(pay.Pledge, pay.ID), none{})
	s.countNumber(pay.Number)
	s.countNumber(pay.Request)
	s.Receipts.Set(pay.ID, &Receipt{ID: pay.ID, Number: pay.Request, Pledge: pay.Pledge, Enterprise: pay.Enterprise, Fen: pay.Fen, Status: ReceiptPending, Version: 1})
	s.changePledge(pay.Pledge, func(p *Pledge) { p.credit(pay.Fen) })
	s.post(e.Legs)
	s.Totals.ReceivedFen += pay.Fen
	s.remember(pay.Pledge, Fact{Kind: "payment_received", Fen: pay.Fen, Ref: pay.Number})
	p, _ := s.Pledges.Get(pay.Pledge)
	s.tell(Notice{Kind: "payment_received", Ref: p.ID, Number: p.Number, Fen: pay.Fen}, ToEnterprise(p.Enterprise))
	s.public()
}

// credit spreads money over the instalments, the earliest first, and moves the status.
func (p *Pledge) credit(fen money.Fen) {
	p.ReceivedFen += fen
	list := make([]Instalment, len(p.Instalments))
	copy(list, p.Instalments)
	for i := range list {
		part := min(fen, list[i].AmountFen-list[i].ReceivedFen)
		list[i].ReceivedFen += part
		fen -= part
	}
	p.Instalments = list
	verb := "receive_part"
	if p.ReceivedFen == p.AmountFen {
		verb = "receive_all"
	}
	if next, err := PledgeFlow.Next(p.Status, verb); err == nil {
		p.Status, p.OverdueSince = next, ""
	}
}

// AttributeSuspense gives money in suspense to the pledge that it was meant for.
type AttributeSuspense struct {
	Line, Pledge, Reason string
	ThirdParty           bool // the clerk who read payer and memo says that the payer is not the donor
	IfVersion            int64
}

// Permission implements Command.
func (AttributeSuspense) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found stale nothing_in_suspense unknown_pledge pledge_not_signed over_payment reason_required text_too_long`.
func (c AttributeSuspense) Decide(s *State, in Input) ([]Event, error) {
	l, ok := s.BankLines.Get(c.Line)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(l.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if l.HeldFen == 0 {
		return nil, Refuse(Conflict, "nothing_in_suspense")
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	p, ok := s.PledgeByNumber(c.Pledge)
	if !ok {
		return nil, invalid("pledge", "unknown_pledge")
	}
	if !p.Binding() {
		return nil, Refuse(Conflict, "pledge_not_signed").At("pledge")
	}
	fen := min(l.HeldFen, p.AmountFen-p.ReceivedFen)
	if fen == 0 {
		return nil, Refuse(Conflict, "over_payment").At("pledge")
	}
	d := s.draft(in)
	d.add(SuspenseAttributed{Line: l.ID, Pledge: p.ID, Fen: fen, Reason: c.Reason, By: in.Actor.ID})
	d.receive(p, l.ID, l.Day, fen, l.ThirdParty || c.ThirdParty, move(suspenseAccount, pledgeAccount(p.ID), fen))
	return d.events, nil
}

// SuspenseAttributed says whose the money in suspense was.
type SuspenseAttributed struct {
	Line   string    `json:"line"`
	Pledge string    `json:"pledge"`
	Fen    money.Fen `json:"fen"`
	Reason string    `json:"reason"`
	By     string    `json:"by"`
}

// Apply implements Event.
func (e SuspenseAttributed) Apply(s *State) {
	old, _ := s.BankLines.Get(e.Line)
	l := *old
	l.HeldFen -= e.Fen
	l.Pledge, l.Outcome = e.Pledge, "matched"
	l.Version++
	s.BankLines.Set(l.ID, &l)
	if l.HeldFen == 0 {
		s.bankLinesSuspense.del(l.ID)
	}
}

// DeclareThirdParty files the declaration of a payer who is not the donor.
type DeclareThirdParty struct{ Payment string }

// Permission implements Command.
func (DeclareThirdParty) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found` and `nothing_to_declare`.
func (c DeclareThirdParty) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.Payments.Get(c.Payment)
	if !ok {
		return nil, notFound()
	}
	if !p.ThirdParty || p.Declared {
		return nil, Refuse(Conflict, "nothing_to_declare")
	}
	return []Event{ThirdPartyDeclared{Payment: p.ID, By: in.Actor.ID}}, nil
}

// ThirdPartyDeclared says that the declaration was filed.
type ThirdPartyDeclared struct {
	Payment string `json:"payment"`
	By      string `json:"by"`
}

// Apply implements Event.
func (e ThirdPartyDeclared) Apply(s *State) {
	old, _ := s.Payments.Get(e.Payment)
	p := *old
	p.Declared = true
	p.Version++
	s.Payments.Set(p.ID, &p)
}

// Suspense lists the bank lines with money that nobody's is yet.
func (s *State) Suspense() []*BankLine {
	var out []*BankLine
	for id := range s.bankLinesSuspense.All() {
		l, _ := s.BankLines.Get(id)
		out = append(out, l)
	}
	return out
}

// PaymentsOf lists the money that arrived for a pledge, oldest first. The receipt of a payment has the payment's id.
func (s *State) PaymentsOf(pledge string) []*Payment {
	var out []*Payment
	for k := range s.paymentsByPledge.Under(pledge + "/") {
		p, _ := s.Payments.Get(k[len(pledge)+1:])
		out = append(out, p)
	}
	return out
}
