package models

import (
	"slices"
	"strings"

	"shanpei/models/money"
)

// AttributeSuspense gives money in suspense to the pledge that it was meant for.
type AttributeSuspense struct {
	Line, Pledge, Reason string
	Fen                  money.Fen // zero: as much as the pledge still takes
	ThirdParty           bool      // the clerk who read payer and memo says that the payer is not the donor
	IfVersion            int64
}

// Permission implements Command.
func (AttributeSuspense) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found stale nothing_in_suspense unknown_pledge pledge_not_signed over_payment over_held amount_positive reason_required text_too_long`.
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
	d := s.draft(in)
	if err := d.attribute(c, ""); err != nil {
		return nil, err
	}
	return d.events, nil
}

// attribute gives money of a line to a pledge; at goes before the names of the fields.
func (d *draft) attribute(c AttributeSuspense, at string) error {
	l, _ := d.s.BankLines.Get(c.Line)
	p, ok := d.s.PledgeByNumber(c.Pledge)
	if !ok {
		return invalid(at+"pledge", "unknown_pledge")
	}
	if !p.Binding() {
		return Refuse(Conflict, "pledge_not_signed").At(at + "pledge")
	}
	open := p.AmountFen - p.ReceivedFen
	fen := min(l.HeldFen, open)
	switch {
	case fen == 0:
		return Refuse(Conflict, "over_payment").At(at + "pledge")
	case c.Fen < 0:
		return invalid(at+"amount_fen", "amount_positive")
	case c.Fen > l.HeldFen:
		return Refuse(Conflict, "over_held").At(at+"amount_fen").With("held", l.HeldFen)
	case c.Fen > open:
		return Refuse(Conflict, "over_payment").At(at + "amount_fen")
	case c.Fen > 0:
		fen = c.Fen
	}
	// The bank's day may lie in a month that is closed: then the money becomes the donor's on the day on which it is known to be.
	day := l.Day
	if d.s.closed(day) {
		day = d.in.Today()
	}
	d.add(SuspenseAttributed{Line: l.ID, Pledge: p.ID, Fen: fen, Reason: c.Reason, By: d.in.Actor.ID})
	d.receive(p, l.ID, day, fen, l.ThirdParty || c.ThirdParty, move(suspenseAccount, pledgeAccount(p.ID), fen))
	return nil
}

// maxAttributions bounds a batch.
const maxAttributions = 500

// AttributeLines gives money in suspense to pledges, several lines to one or one line to several: all or none. Each item's own reason and version count.
type AttributeLines struct{ Items []AttributeSuspense }

// Permission implements Command.
func (AttributeLines) Permission() Permission { return RecordBankLines }

// Decide refuses `lines_required too_many_lines` and, at the item, what AttributeSuspense refuses: `unknown_bank_line stale nothing_in_suspense unknown_pledge
// pledge_not_signed over_payment over_held amount_positive reason_required text_too_long`. A version is that of the line before the batch.
func (c AttributeLines) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case len(c.Items) == 0:
		return nil, invalid("items", "lines_required")
	case len(c.Items) > maxAttributions:
		return nil, invalid("items", "too_many_lines").With("limit", maxAttributions)
	}
	d := s.draft(in)
	for i, item := range c.Items {
		at := "items." + itoa(i) + "."
		l, ok := s.BankLines.Get(item.Line)
		if !ok {
			return nil, invalid(at+"line", "unknown_bank_line").With("line", item.Line)
		}
		if item.IfVersion != 0 && item.IfVersion != l.Version {
			return nil, Refuse(Conflict, "stale").At(at+"line").With("yours", item.IfVersion).With("current", l.Version)
		}
		if now, _ := d.s.BankLines.Get(item.Line); now.HeldFen == 0 {
			return nil, Refuse(Conflict, "nothing_in_suspense").At(at + "line")
		}
		if err := reason(at+"reason", item.Reason, true); err != nil {
			return nil, err
		}
		if err := d.attribute(item, at); err != nil {
			return nil, err
		}
	}
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
	if l.Pledge != "" && l.Pledge != e.Pledge && !slices.Contains(l.Also, l.Pledge) {
		l.Also = append(slices.Clone(l.Also), l.Pledge)
	}
	l.Pledge, l.Outcome = e.Pledge, "matched"
	l.Version++
	s.putLine(&l)
	s.learnPayer(l.PayerKey, e.Pledge)
}

// putLine stores a line, and lists it while it has money in suspense.
func (s *State) putLine(l *BankLine) {
	s.BankLines.Set(l.ID, l)
	if l.HeldFen > 0 {
		s.bankLinesSuspense.Set(l.ID, none{})
	} else {
		s.bankLinesSuspense.del(l.ID)
	}
}

// learnPayer remembers from which account the money of an enterprise came.
func (s *State) learnPayer(payerKey, pledge string) {
	if p, ok := s.Pledges.Get(pledge); ok && payerKey != "" {
		s.payerKeys.Set(key(payerKey, p.Enterprise), none{})
	}
}

// PaymentsOfLine lists what a bank line became, oldest first; what was taken back again is in it.
func (s *State) PaymentsOfLine(l *BankLine) []*Payment {
	var out []*Payment
	for _, pledge := range append(slices.Clone(l.Also), l.Pledge) {
		for _, p := range s.PaymentsOf(pledge) {
			if p.Source == l.ID {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(a, b *Payment) int { return cmpText(a.ID, b.ID) })
	return out
}

func cmpText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// AssignSuspense gives money in suspense an owner: who sees to it.
type AssignSuspense struct {
	Line, Owner string
	IfVersion   int64
}

// Permission implements Command.
func (AssignSuspense) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found stale nothing_in_suspense unknown_user`.
func (c AssignSuspense) Decide(s *State, in Input) ([]Event, error) {
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
	if !s.mayOwn(c.Owner) {
		return nil, invalid("owner", "unknown_user")
	}
	return []Event{SuspenseAssigned{Line: l.ID, Owner: c.Owner, By: in.Actor.ID}}, nil
}

// mayOwn tells whether a user may be given a task of the money desk.
func (s *State) mayOwn(user string) bool {
	u, ok := s.Users.Get(user)
	return ok && !u.Disabled && u.Actor().Can(ViewMoney)
}

// SuspenseAssigned says who sees to money in suspense.
type SuspenseAssigned struct {
	Line  string `json:"line"`
	Owner string `json:"owner"`
	By    string `json:"by"`
}

// Apply implements Event.
func (e SuspenseAssigned) Apply(s *State) {
	old, _ := s.BankLines.Get(e.Line)
	l := *old
	l.Owner = e.Owner
	l.Version++
	s.putLine(&l)
}

// UndoPayment takes a payment that came from a bank line back into suspense, by a counter-entry: it was given to the wrong pledge.
type UndoPayment struct {
	ID, Reason string
	IfVersion  int64
}

// Permission implements Command.
func (UndoPayment) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found stale payment_undone not_from_bank refund_running receipt_issued certificate_stands reason_required text_too_long` and
// `money_spent`, with the payouts, when what a payout has already would be needed.
func (c UndoPayment) Decide(s *State, in Input) ([]Event, error) {
	pay, ok := s.Payments.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(pay.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if err := s.mayUndo(pay); err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	if left := s.Unspent(pay.Pledge); pay.Fen > left {
		return nil, Refuse(Conflict, "money_spent").With("short", pay.Fen-left).With("payouts", s.payoutsOf(pay.Pledge))
	}
	d := s.draft(in)
	d.makeLoose(pay.Pledge, pay.Fen)
	d.offersWithin(pay.Pledge, pay.Fen)
	d.add(PaymentUndone{
		Payment: pay.ID, Line: pay.Source, Pledge: pay.Pledge, Fen: pay.Fen, Reason: c.Reason, By: in.Actor.ID, Legs: move(pledgeAccount(pay.Pledge), suspenseAccount, pay.Fen),
	})
	d.fund(pay.Pledge)
	return d.events, nil
}

// mayUndo refuses a payment that did not come from the bank or that papers, a refund or a dispute speak of.
func (s *State) mayUndo(pay *Payment) error {
	_, bank := s.BankLines.Get(pay.Source)
	switch {
	case !bank:
		return Refuse(Conflict, "not_from_bank")
	case pay.Undone:
		return Refuse(Conflict, "payment_undone")
	case pay.FrozenFen+pay.RefundedFen > 0:
		return Refuse(Conflict, "refund_running")
	}
	for _, r := range s.ReceiptsOf(pay.ID) {
		if r.Status == ReceiptRecorded {
			return Refuse(Conflict, "receipt_issued").With("number", r.Fiscal)
		}
	}
	for _, x := range s.CertificatesOf(pay.Pledge) {
		if x.Status == CertificateValid && slices.Contains(x.Payments, pay.ID) {
			return Refuse(Conflict, "certificate_stands").With("number", x.Number)
		}
	}
	return nil
}

// payoutsOf names the payouts that have money of a pledge, at most five of them.
func (s *State) payoutsOf(pledge string) string {
	mine := map[string]bool{}
	for _, sp := range s.SponsorshipsOfPledge(pledge) {
		mine[sp.ID] = true
	}
	var out []string
	for _, d := range s.Disbursements.All() {
		if d.Status != DisbursementRejected && len(out) < 5 && slices.ContainsFunc(d.Lines, func(l DisbursementLine) bool { return mine[l.Sponsorship] }) {
			out = append(out, d.Number)
		}
	}
	return strings.Join(out, ", ")
}

// PaymentUndone says that money which a pledge had been given is in suspense again. Its number stays used, a receipt that was asked for is not to be
// issued any more.
type PaymentUndone struct {
	Payment string    `json:"payment"`
	Line    string    `json:"line"`
	Pledge  string    `json:"pledge"`
	Fen     money.Fen `json:"fen"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
	Legs    []Leg     `json:"legs"`
}

// Apply implements Event.
func (e PaymentUndone) Apply(s *State) {
	pay := s.changePayment(e.Payment, func(p *Payment) { p.Undone = true })
	s.paymentsByPledge.del(key(e.Pledge, e.Payment))
	for _, r := range s.ReceiptsOf(e.Payment) {
		if r.Status == ReceiptPending {
			c := *r
			c.Status, c.Reason = ReceiptVoided, e.Reason
			c.Version++
			s.Receipts.Set(c.ID, &c)
		}
	}
	old, _ := s.BankLines.Get(e.Line)
	l := *old
	l.HeldFen += e.Fen
	l.Outcome, l.Why = "suspense", "undone"
	l.Version++
	s.putLine(&l)
	before, _ := s.Pledges.Get(e.Pledge)
	s.changePledge(e.Pledge, func(p *Pledge) { p.uncredit(e.Fen) })
	s.post(e.Legs)
	s.Totals.ReceivedFen -= e.Fen
	if !before.Binding() {
		s.Totals.PledgedFen -= e.Fen // of a promise that is over, only what was received counts as pledged
	}
	for _, id := range []string{e.Pledge, e.Line} {
		s.remember(id, Fact{Kind: "payment_undone", Fen: e.Fen, Ref: pay.Number, Note: e.Reason, By: e.By})
	}
	s.tell(Notice{Kind: "payment_undone", Ref: before.ID, Number: before.Number, Fen: e.Fen}, ToEnterprise(before.Enterprise), ToRole(FinanceChecker, ""))
	s.public()
}
