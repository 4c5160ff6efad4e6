package models

import (
	"slices"
	"strings"
	"time"

	"shanpei/models/money"
)

// BankLine is one credit on a bank statement (银行流水). Payer and memo are in the vault: they may name a person. What left the account is a BankDebit.
type BankLine struct {
	ID         string    `json:"id"`
	Account    string    `json:"account"`
	LineID     string    `json:"line_id"` // the bank's own id, unique within the account
	Day        Day       `json:"day"`
	AmountFen  money.Fen `json:"amount_fen"`
	Sealed     string    `json:"sealed,omitempty"` // vault code of payer and memo
	Outcome    string    `json:"outcome"`          // matched partial suspense returned own
	Why        string    `json:"why,omitempty"`    // why in suspense: see pledgeInMemo and lookClosely, and pledge_not_signed over_payment looks_returned undone
	Pledge     string    `json:"pledge,omitempty"` // the one that its reference names
	ThirdParty bool      `json:"third_party,omitempty"`
	HeldFen    money.Fen `json:"held_fen,omitempty"` // still in suspense
	Version    int64     `json:"version"`

	Statement string   `json:"statement,omitempty"` // the import it came with
	PayerKey  string   `json:"payer_key,omitempty"` // keyed hash of the payer's account: finds the same account again, and tells nothing
	Owner     string   `json:"owner,omitempty"`     // who sees to the money in suspense
	Also      []string `json:"also,omitempty"`      // further pledges that got a part
	Moves     []string `json:"moves,omitempty"`     // the returned payments of payouts that it brings back
	Note      string   `json:"note,omitempty"`      // what a clerk wrote when saying that it is no gift
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
	Undone      bool      `json:"undone,omitempty"`       // taken back by a counter-entry: the money is in suspense again
}

// RecordBankLine books one credit of a statement. Payer and Memo are looked at and not kept; Sealed is their vault code, PayerKey the keyed hash of the
// payer's account.
type RecordBankLine struct {
	Account, LineID string
	Day             Day
	AmountFen       money.Fen
	Payer, Memo     string
	PayerKey        string
	Sealed          string
}

// Permission implements Command.
func (RecordBankLine) Permission() Permission { return RecordBankLines }

// Decide refuses `unknown_account required text_too_long amount_positive amount_too_large day_form date_future month_closed` and, for a line that is known
// already, `duplicate_line`; every other line is booked: to a pledge, as the return of a payout, or to suspense with the reason.
func (c RecordBankLine) Decide(s *State, in Input) ([]Event, error) {
	if err := c.check(s, in); err != nil {
		return nil, err
	}
	d := s.draft(in)
	c.book(d, "")
	return d.events, nil
}

// book books a line that was checked.
func (c RecordBankLine) book(d *draft, statement string) {
	line := BankLine{
		ID: d.in.NewID(), Account: c.Account, LineID: c.LineID, Day: c.Day, AmountFen: c.AmountFen, Sealed: c.Sealed, Outcome: "suspense", Statement: statement, PayerKey: c.PayerKey,
	}
	hold := func(why string) {
		line.Why, line.HeldFen = why, c.AmountFen
		d.add(BankLineRecorded{Line: line, Legs: move(bankAccount(c.Account), suspenseAccount, c.AmountFen)})
	}
	p, why := d.s.pledgeInMemo(c.Memo)
	if p == nil {
		if moves := d.s.returnInMemo(c.Memo, c.AmountFen); len(moves) > 0 {
			line.Outcome, line.Moves = "returned", moves
			d.add(BankLineRecorded{Line: line})
			return
		}
		if LooksReturned(c.Payer + c.Memo) {
			why = "looks_returned"
		}
		hold(why)
		return
	}
	line.Pledge = p.ID
	e, _ := d.s.Enterprises.Get(p.Enterprise)
	if c.Payer != "" && !sameName(c.Payer, e.Name) {
		line.ThirdParty = true
	}
	if why := d.s.lookClosely(p, e, c.Payer, line.ThirdParty); why != "" {
		hold(why)
		return
	}
	open := p.AmountFen - p.ReceivedFen
	credit := min(c.AmountFen, open)
	if !p.Binding() {
		hold("pledge_not_signed")
		return
	}
	if open == 0 {
		hold("over_payment")
		return
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
}

func (c RecordBankLine) check(s *State, in Input) error {
	switch {
	case !s.knowsAccount(c.Account):
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
	return s.monthOpen(c.Day, "date")
}

// knowsAccount tells whether the federation has the bank account.
func (s *State) knowsAccount(account string) bool {
	return slices.Contains(s.Federation.Settings.BankAccounts, account)
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
	for _, id := range l.Moves {
		s.settleMove(id, l.ID)
	}
	if l.Outcome == "matched" || l.Outcome == "partial" {
		s.learnPayer(l.PayerKey, l.Pledge)
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
	if !p.ThirdParty || p.Declared || p.Undone {
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
