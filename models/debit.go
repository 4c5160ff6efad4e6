package models

import (
	"slices"
	"strings"

	"shanpei/models/money"
)

// BankDebit is one line of a statement by which money left the account. Payouts are posted when they are made, so a debit moves nothing on the ledger: it is
// held against the payments that the bank was told to make.
type BankDebit struct {
	ID        string    `json:"id"`
	Account   string    `json:"account"`
	LineID    string    `json:"line_id"`
	Day       Day       `json:"day"`
	AmountFen money.Fen `json:"amount_fen"`
	Sealed    string    `json:"sealed,omitempty"`
	Statement string    `json:"statement,omitempty"`
	Outcome   string    `json:"outcome"`         // open payout refund own
	Moves     []string  `json:"moves,omitempty"` // the payments that it made
	Note      string    `json:"note,omitempty"`
	Version   int64     `json:"version"`
}

// PayoutMove is one payment of a line of a payout that the bank must show, or its return.
type PayoutMove struct {
	ID           string    `json:"id"` // payout number/line/count
	Disbursement string    `json:"disbursement"`
	Number       string    `json:"number"`
	Program      string    `json:"program"`
	Line         int       `json:"line"`
	Kind         string    `json:"kind"` // paid returned
	Day          Day       `json:"day"`
	Fen          money.Fen `json:"fen"`
	Bank         string    `json:"bank,omitempty"` // the debit or the bank line that shows it
	BankDay      Day       `json:"bank_day,omitempty"`
}

// debit books a line that was checked and took money out.
func (c RecordBankLine) debit(d *draft, statement string) {
	b := BankDebit{ID: d.in.NewID(), Account: c.Account, LineID: c.LineID, Day: c.Day, AmountFen: c.AmountFen, Sealed: c.Sealed, Statement: statement, Outcome: "open"}
	if moves := d.s.movesInMemo(c.Memo, "paid", c.AmountFen); len(moves) > 0 {
		b.Outcome, b.Moves = "payout", moves
	} else if id, ok := d.s.stripeIDs.Get(lineKey(c.Account, c.LineID)); ok {
		if r, _ := d.s.Refunds.Get(id); r != nil && r.Status == RefundDone && r.Fen == c.AmountFen {
			b.Outcome = "refund"
		}
	}
	d.add(BankDebitRecorded{Debit: b})
}

// BankDebitRecorded carries a debit and the payments that it is known to have made.
type BankDebitRecorded struct {
	Debit BankDebit `json:"debit"`
}

// Apply implements Event.
func (e BankDebitRecorded) Apply(s *State) {
	b := e.Debit
	b.Version++
	s.putDebit(&b)
	s.bankLineIDs.Set(key(b.Account, b.LineID), b.ID)
	for _, id := range b.Moves {
		s.settleMove(id, b.ID)
	}
}

// refundAtBank keeps the debit of a refund that went by bank in step with the refund: the clerk named the bank's line when it was sent.
func (s *State) refundAtBank(old, r *Refund) {
	if r.Via != "bank" || r.LineID == "" && old.LineID == "" {
		return
	}
	line := r.LineID
	if line == "" {
		line = old.LineID
	}
	id, _ := s.bankLineIDs.Get(key(r.Account, line))
	d, ok := s.BankDebits.Get(id)
	if !ok || d.AmountFen != r.Fen || d.Outcome != "open" && d.Outcome != "refund" {
		return
	}
	b := *d
	b.Outcome = "open"
	if r.Status == RefundDone {
		b.Outcome = "refund"
	}
	b.Version++
	s.putDebit(&b)
}

func (s *State) putDebit(b *BankDebit) {
	s.BankDebits.Set(b.ID, b)
	if b.Outcome == "open" {
		s.bankDebitsOpen.Set(b.ID, none{})
	} else {
		s.bankDebitsOpen.del(b.ID)
	}
}

// expectAtBank remembers what the bank must show of a payout. Entries of a version that did not know the day say nothing.
func (s *State) expectAtBank(disbursement string, lines []int, kind string, day Day) {
	if day == "" {
		return
	}
	d, _ := s.Disbursements.Get(disbursement)
	for _, no := range lines {
		under, n := key(d.Number, pad(no, 5))+"/", 0
		for range s.PayoutMoves.Under(under) {
			n++
		}
		m := PayoutMove{ID: under + pad(n+1, 3), Disbursement: d.ID, Number: d.Number, Program: d.Program, Line: no, Kind: kind, Day: day, Fen: d.Lines[no-1].AmountFen}
		s.putMove(&m)
	}
}

func (s *State) putMove(m *PayoutMove) {
	s.PayoutMoves.Set(m.ID, m)
	if m.Bank == "" {
		s.payoutMovesOpen.Set(m.ID, none{})
	} else {
		s.payoutMovesOpen.del(m.ID)
	}
}

// settleMove says which line of the bank shows a payment; an empty bank takes that back.
func (s *State) settleMove(id, bank string) {
	old, ok := s.PayoutMoves.Get(id)
	if !ok {
		return
	}
	m := *old
	m.Bank, m.BankDay = bank, ""
	if b, ok := s.BankDebits.Get(bank); ok {
		m.BankDay = b.Day
	} else if l, ok := s.BankLines.Get(bank); ok {
		m.BankDay = l.Day
	}
	s.putMove(&m)
}

// OpenMoves lists the payments (kind paid) or returns of payouts that no line of the bank shows yet.
func (s *State) OpenMoves(kind string) []*PayoutMove { return s.openMovesUnder("", kind) }

func (s *State) openMovesUnder(prefix, kind string) []*PayoutMove {
	var out []*PayoutMove
	for id := range s.payoutMovesOpen.Under(prefix) {
		if m, _ := s.PayoutMoves.Get(id); m.Kind == kind {
			out = append(out, m)
		}
	}
	return out
}

// OpenDebits lists the debits that nobody has explained yet.
func (s *State) OpenDebits() []*BankDebit {
	var out []*BankDebit
	for id := range s.bankDebitsOpen.All() {
		b, _ := s.BankDebits.Get(id)
		out = append(out, b)
	}
	return out
}

// movesInMemo finds the payments that a memo names by the number of their payout, when they are just the amount: all of one day, or the only
// line of that amount, the oldest payment of it first.
func (s *State) movesInMemo(memo, kind string, fen money.Fen) []string {
	numbers := findPayouts(memo)
	if len(numbers) != 1 {
		return nil
	}
	open := s.openMovesUnder(numbers[0]+"/", kind)
	slices.SortStableFunc(open, func(a, b *PayoutMove) int { return cmpText(string(a.Day), string(b.Day)) })
	var day []string // of one day, which is one order to the bank
	var sum money.Fen
	for i, m := range open {
		if i > 0 && m.Day != open[i-1].Day {
			day, sum = nil, 0
		}
		day, sum = append(day, m.ID), sum+m.Fen
		if sum == fen && (i+1 == len(open) || open[i+1].Day != m.Day) {
			return day
		}
	}
	found := -1
	for i, m := range open {
		switch {
		case m.Fen != fen:
		case found < 0:
			found = i
		case open[found].Line != m.Line:
			return nil // two lines of one amount: somebody has to look
		}
	}
	if found < 0 {
		return nil
	}
	return []string{open[found].ID}
}

func (s *State) returnInMemo(memo string, fen money.Fen) []string {
	return s.movesInMemo(memo, "returned", fen)
}

// LooksReturned tells whether a bank's words speak of a payment that came back (退票、退汇).
func LooksReturned(words string) bool {
	return slices.ContainsFunc([]string{"退票", "退汇", "退回", "冲正", "汇款退"}, func(w string) bool { return strings.Contains(words, w) })
}

// MatchBankLine says by hand what a line of the bank is: the payments of payouts that a debit made, the returns that a credit in suspense brings back, or,
// with Own, the federation's own money (interest, charges).
type MatchBankLine struct {
	ID        string // a debit or a bank line
	Moves     []string
	Own       bool
	Reason    string
	IfVersion int64
}

// Permission implements Command.
func (MatchBankLine) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found stale wrong_status nothing_in_suspense line_attributed unknown_move amount_differs lines_required reason_required
// text_too_long`.
func (c MatchBankLine) Decide(s *State, in Input) ([]Event, error) {
	l, credit := s.BankLines.Get(c.ID)
	b, debit := s.BankDebits.Get(c.ID)
	kind, fen, version := "paid", money.Fen(0), int64(0)
	switch {
	case credit:
		kind, fen, version = "returned", l.AmountFen, l.Version
	case debit:
		fen, version = b.AmountFen, b.Version
	default:
		return nil, notFound()
	}
	if err := fresh(version, c.IfVersion); err != nil {
		return nil, err
	}
	switch {
	case debit && b.Outcome != "open":
		return nil, Refuse(Conflict, "wrong_status").With("status", b.Outcome).With("verb", "match")
	case credit && l.HeldFen == 0:
		return nil, Refuse(Conflict, "nothing_in_suspense")
	case credit && l.HeldFen < l.AmountFen:
		return nil, Refuse(Conflict, "line_attributed")
	}
	if err := reason("reason", c.Reason, c.Own); err != nil {
		return nil, err
	}
	e := BankLineSettled{ID: c.ID, Outcome: "own", Reason: c.Reason, By: in.Actor.ID}
	if !c.Own {
		sum, err := s.sumMoves(c.Moves, kind)
		if err != nil {
			return nil, err
		}
		if sum != fen {
			return nil, Refuse(Conflict, "amount_differs").At("moves").With("sum", sum).With("amount", fen)
		}
		e.Moves, e.Outcome = c.Moves, map[string]string{"paid": "payout", "returned": "returned"}[kind]
	}
	if credit {
		e.Legs = move(suspenseAccount, bankAccount(l.Account), fen)
	}
	return []Event{e}, nil
}

func (s *State) sumMoves(ids []string, kind string) (sum money.Fen, err error) {
	if len(ids) == 0 {
		return 0, invalid("moves", "lines_required")
	}
	seen := map[string]bool{}
	for _, id := range ids {
		m, ok := s.PayoutMoves.Get(id)
		if !ok || m.Kind != kind || m.Bank != "" || seen[id] {
			return 0, invalid("moves", "unknown_move").With("move", id)
		}
		seen[id] = true
		sum += m.Fen
	}
	return sum, nil
}

// UnmatchBankLine takes back what MatchBankLine, or the reference in the memo, said: a debit is open again, a credit in suspense.
type UnmatchBankLine struct {
	ID, Reason string
	IfVersion  int64
}

// Permission implements Command.
func (UnmatchBankLine) Permission() Permission { return RecordBankLines }

// Decide refuses `not_found stale wrong_status reason_required text_too_long`.
func (c UnmatchBankLine) Decide(s *State, in Input) ([]Event, error) {
	l, credit := s.BankLines.Get(c.ID)
	b, debit := s.BankDebits.Get(c.ID)
	e := BankLineSettled{ID: c.ID, Reason: c.Reason, By: in.Actor.ID}
	var version int64
	switch {
	case credit:
		e.Outcome, version = "suspense", l.Version
		e.Legs = move(bankAccount(l.Account), suspenseAccount, l.AmountFen)
	case debit:
		e.Outcome, version = "open", b.Version
	default:
		return nil, notFound()
	}
	if err := fresh(version, c.IfVersion); err != nil {
		return nil, err
	}
	if credit && l.Outcome != "returned" && l.Outcome != "own" || debit && b.Outcome != "payout" && b.Outcome != "own" {
		return nil, Refuse(Conflict, "wrong_status").With("status", e.Outcome).With("verb", "unmatch")
	}
	return []Event{e}, reason("reason", c.Reason, true)
}

// BankLineSettled says what a line of the bank is, or, with the outcome open or suspense, that it is not known any more.
type BankLineSettled struct {
	ID      string   `json:"id"`
	Outcome string   `json:"outcome"` // payout returned own open suspense
	Moves   []string `json:"moves,omitempty"`
	Reason  string   `json:"reason,omitempty"`
	By      string   `json:"by"`
	Legs    []Leg    `json:"legs,omitempty"`
}

// Apply implements Event.
func (e BankLineSettled) Apply(s *State) {
	var before []string
	if old, ok := s.BankDebits.Get(e.ID); ok {
		b := *old
		before = b.Moves
		b.Outcome, b.Moves, b.Note = e.Outcome, e.Moves, e.Reason
		b.Version++
		s.putDebit(&b)
	} else {
		old, _ := s.BankLines.Get(e.ID)
		l := *old
		before = l.Moves
		l.Outcome, l.Moves, l.Note, l.HeldFen = e.Outcome, e.Moves, e.Reason, 0
		if e.Outcome == "suspense" {
			l.HeldFen, l.Why = l.AmountFen, "undone"
		}
		l.Version++
		s.putLine(&l)
	}
	for _, id := range before {
		s.settleMove(id, "")
	}
	for _, id := range e.Moves {
		s.settleMove(id, e.ID)
	}
	s.post(e.Legs)
	s.remember(e.ID, Fact{Kind: "bank_line_" + e.Outcome, Note: e.Reason, By: e.By})
}
