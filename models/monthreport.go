package models

import (
	"slices"
	"strings"

	"shanpei/models/money"
)

// MonthReport holds a month of the bank against the books. Every figure is of the month's days; what ties out has no difference.
type MonthReport struct {
	Month    string         `json:"month"`
	Accounts []AccountMonth `json:"accounts"`

	InFen       money.Fen `json:"in_fen"`       // credits of the bank: the four that follow, and CardInFen
	GivenFen    money.Fen `json:"given_fen"`    // given to pledges
	HeldFen     money.Fen `json:"held_fen"`     // in suspense still
	ReturnedFen money.Fen `json:"returned_fen"` // payouts that came back
	OwnInFen    money.Fen `json:"own_in_fen"`   // the federation's own: interest

	OutFen      money.Fen `json:"out_fen"`                // debits of the bank: the three that follow, and RefundFen
	SettledFen  money.Fen `json:"settled_fen"`            // payments of payouts
	OwnOutFen   money.Fen `json:"own_out_fen"`            // the federation's own: charges
	UnknownFen  money.Fen `json:"unknown_fen"`            // nobody knows what for yet
	PaidFen     money.Fen `json:"paid_fen"`               // payouts that the books paid, of which
	TransitFen  money.Fen `json:"transit_fen"`            // no bank has shown by the month's end
	EarlierFen  money.Fen `json:"earlier_fen"`            // debits of the month for payouts of other months
	SentBackFen money.Fen `json:"sent_back_fen"`          // payouts that the books took back, of which
	ComingFen   money.Fen `json:"coming_fen"`             // no bank has shown by the month's end
	CameFen     money.Fen `json:"came_fen"`               // returns of the month for other months
	BooksFen    money.Fen `json:"books_fen"`              // how the books' money changed: gifts less payouts plus returns
	BankFen     money.Fen `json:"bank_fen"`               // how the bank's money changed by its lines
	PaymentsFen money.Fen `json:"payments_fen"`           // payments dated in the month, from the bank
	CardInFen   money.Fen `json:"card_in_fen,omitempty"`  // credits of the bank that the card company sent
	RefundFen   money.Fen `json:"refund_fen,omitempty"`   // debits of the bank for refunds
	RefundedFen money.Fen `json:"refunded_fen,omitempty"` // refunds that the books sent by bank
	OtherFen    money.Fen `json:"other_fen"`              // and from elsewhere: cards and wallets
	RecordedFen money.Fen `json:"recorded_fen"`           // of all those, with a receipt
	PendingFen  money.Fen `json:"pending_fen"`            // its receipt still to be issued
	VoidedFen   money.Fen `json:"voided_fen"`             // its receipt voided
	UndoneFen   money.Fen `json:"undone_fen"`             // taken back since
	StripeFen   money.Fen `json:"stripe_fen"`             // at the card company, now
	LedgerFen   money.Fen `json:"ledger_fen"`             // the sum of all accounts: 0
	Lines       int       `json:"lines"`
	Debits      int       `json:"debits"`
	Payments    int       `json:"payments"`
	Waiting     int       `json:"waiting"` // receipts to be issued

	Differences []Difference `json:"differences,omitempty"`
	Carried     []Difference `json:"carried,omitempty"` // of earlier months, still open
}

// AccountMonth is one bank account in the month. Known tells that the bank's own figures are there.
type AccountMonth struct {
	Account     string    `json:"account"`
	OpeningFen  money.Fen `json:"opening_fen"`
	InFen       money.Fen `json:"in_fen"`
	OutFen      money.Fen `json:"out_fen"`
	ClosingFen  money.Fen `json:"closing_fen"` // what the bank says
	OpeningKnow bool      `json:"opening_known"`
	ClosingKnow bool      `json:"closing_known"`
}

// ReckonedFen is what the account must hold by its lines.
func (a AccountMonth) ReckonedFen() money.Fen { return a.OpeningFen + a.InFen - a.OutFen }

// Difference is one thing by which bank and books differ in a month. Its kind: balance, no_balance, suspense, debit, payout, return,
// refund, card_payout, books.
type Difference struct {
	Key         string    `json:"key"`
	Kind        string    `json:"kind"`
	Ref         string    `json:"ref,omitempty"` // the account, line, debit or payout
	Number      string    `json:"number,omitempty"`
	Line        int       `json:"line,omitempty"`
	Day         Day       `json:"day,omitempty"`
	Fen         money.Fen `json:"fen"`
	Owner       string    `json:"owner,omitempty"`
	Explanation string    `json:"explanation,omitempty"`
}

// same tells whether two reports say the same of a month: the same figures and the same differences, explained alike.
func (r MonthReport) same(o MonthReport) bool {
	a, b := r, o
	if !slices.Equal(a.Accounts, b.Accounts) || !slices.Equal(a.Differences, b.Differences) {
		return false
	}
	for _, x := range []*MonthReport{&a, &b} { // receipts go on, and what else is told of the present is none of the month's business
		x.Accounts, x.Differences, x.Carried = nil, nil, nil
		x.RecordedFen, x.PendingFen, x.VoidedFen, x.Waiting, x.StripeFen, x.LedgerFen = 0, 0, 0, 0, 0, 0
	}
	return a.figures() == b.figures()
}

func (r MonthReport) figures() [22]money.Fen {
	return [22]money.Fen{r.InFen, r.GivenFen, r.HeldFen, r.ReturnedFen, r.OwnInFen, r.OutFen, r.SettledFen, r.OwnOutFen, r.UnknownFen, r.PaidFen, r.TransitFen, r.EarlierFen,
		r.SentBackFen, r.ComingFen, r.CameFen, r.BooksFen, r.BankFen, r.PaymentsFen, r.OtherFen,
		r.CardInFen, r.RefundFen, r.RefundedFen}
}

// MonthReport reckons a month from what is known now.
func (s *State) MonthReport(month string) MonthReport {
	r := MonthReport{Month: month}
	if !ValidMonth(month) {
		return r
	}
	in := func(d Day) bool { return monthOf(d) == month }
	accounts := map[string]*AccountMonth{}
	for _, a := range s.Federation.Settings.BankAccounts {
		accounts[a] = &AccountMonth{Account: a}
	}
	of := func(account string) *AccountMonth {
		if accounts[account] == nil { // an account that the settings have no more
			accounts[account] = &AccountMonth{Account: account}
		}
		return accounts[account]
	}
	for _, l := range s.BankLines.All() {
		d := Difference{Key: key("suspense", l.ID), Kind: "suspense", Ref: l.ID, Number: l.LineID, Day: l.Day, Fen: l.HeldFen, Owner: l.Owner}
		if !in(l.Day) {
			if l.Day < firstDay(month) && l.HeldFen > 0 {
				r.Carried = append(r.Carried, d)
			}
			continue
		}
		r.Lines++
		of(l.Account).InFen += l.AmountFen
		r.InFen += l.AmountFen
		r.HeldFen += l.HeldFen
		switch l.Outcome {
		case "returned":
			r.ReturnedFen += l.AmountFen
		case "own":
			r.OwnInFen += l.AmountFen
		default:
			if l.Why == "stripe_payout" && l.HeldFen == 0 {
				r.CardInFen += l.AmountFen
				continue
			}
			r.GivenFen += l.AmountFen - l.HeldFen
		}
		if l.HeldFen > 0 {
			r.Differences = append(r.Differences, d)
		}
	}
	for _, b := range s.BankDebits.All() {
		d := Difference{Key: key("debit", b.ID), Kind: "debit", Ref: b.ID, Number: b.LineID, Day: b.Day, Fen: -b.AmountFen}
		if !in(b.Day) {
			if b.Day < firstDay(month) && b.Outcome == "open" {
				r.Carried = append(r.Carried, d)
			}
			continue
		}
		r.Debits++
		of(b.Account).OutFen += b.AmountFen
		r.OutFen += b.AmountFen
		switch b.Outcome {
		case "payout":
			r.SettledFen += b.AmountFen
		case "own":
			r.OwnOutFen += b.AmountFen
		case "refund":
			r.RefundFen += b.AmountFen
		default:
			r.UnknownFen += b.AmountFen
			r.Differences = append(r.Differences, d)
		}
	}
	s.movesOfMonth(&r, in)
	s.cardsOfMonth(&r, in)
	s.paymentsOfMonth(&r, in)
	for account, fen := range s.Accounts.All() {
		r.LedgerFen += fen
		if strings.HasPrefix(account, "stripe") {
			r.StripeFen -= fen
		}
	}
	for _, a := range accounts {
		s.accountOfMonth(&r, a)
	}
	slices.SortFunc(r.Accounts, func(a, b AccountMonth) int { return cmpText(a.Account, b.Account) })
	r.BooksFen = r.GivenFen + r.HeldFen - r.PaidFen + r.SentBackFen - r.RefundedFen
	r.BankFen = r.InFen - r.OutFen
	// What lies between the two must be just what is listed; if it is not, an entry went past the rules.
	gap := r.BankFen - r.BooksFen - (r.TransitFen - r.EarlierFen) + (r.ComingFen - r.CameFen) - r.OwnInFen + r.OwnOutFen + r.UnknownFen - r.CardInFen + r.RefundFen - r.RefundedFen
	if gap != 0 {
		r.Differences = append(r.Differences, Difference{Key: "books/all", Kind: "books", Fen: gap})
	}
	s.annotate(&r)
	return r
}

// movesOfMonth adds what the books say of payouts, and how much of it the bank shows.
func (s *State) movesOfMonth(r *MonthReport, in func(Day) bool) {
	end := lastDay(r.Month)
	transit := map[string]*Difference{}
	for _, m := range s.PayoutMoves.All() {
		returned := m.Kind == "returned"
		late := m.Bank == "" || m.BankDay > end
		switch {
		case in(m.Day) && returned:
			r.SentBackFen += m.Fen
			if late || !in(m.BankDay) {
				r.ComingFen += m.Fen
			}
		case in(m.Day):
			r.PaidFen += m.Fen
			if late || !in(m.BankDay) {
				r.TransitFen += m.Fen
			}
		case m.Bank != "" && in(m.BankDay) && returned:
			r.CameFen += m.Fen
		case m.Bank != "" && in(m.BankDay):
			r.EarlierFen += m.Fen
		}
		if m.Bank != "" || m.Day > end {
			continue
		}
		k := key("payout", m.Number, string(m.Day))
		d := Difference{Kind: "payout", Ref: m.Disbursement, Number: m.Number, Day: m.Day}
		if returned {
			k = key("return", m.ID)
			d.Kind, d.Line = "return", m.Line
		}
		if transit[k] == nil {
			d.Key = k
			transit[k] = &d
		}
		if returned {
			transit[k].Fen += m.Fen
		} else {
			transit[k].Fen -= m.Fen
		}
	}
	for _, d := range transit {
		if in(d.Day) {
			r.Differences = append(r.Differences, *d)
		} else {
			r.Carried = append(r.Carried, *d)
		}
	}
}

// cardsOfMonth adds refunds that went by bank and what the card company says it sent.
func (s *State) cardsOfMonth(r *MonthReport, in func(Day) bool) {
	for _, x := range s.Refunds.All() {
		if x.Status != RefundDone || x.Via != "bank" || !in(x.Day) {
			continue
		}
		r.RefundedFen += x.Fen
		id, _ := s.bankLineIDs.Get(key(x.Account, x.LineID))
		if b, ok := s.BankDebits.Get(id); !ok || b.Outcome != "refund" {
			r.Differences = append(r.Differences, Difference{Key: key("refund", x.ID), Kind: "refund", Ref: x.ID, Number: x.Number, Day: x.Day, Fen: -x.Fen})
		}
	}
	for _, p := range s.Payouts.All() {
		if p.Status == "paid" && p.Line == "" && in(p.Arrival) {
			r.Differences = append(r.Differences, Difference{Key: key("card_payout", p.ID), Kind: "card_payout", Ref: p.ID, Number: p.ID, Day: p.Arrival, Fen: p.Fen})
		}
	}
}

// paymentsOfMonth adds the payments that are dated in the month, with their receipts.
func (s *State) paymentsOfMonth(r *MonthReport, in func(Day) bool) {
	for _, p := range s.Payments.All() {
		if !in(p.Day) {
			continue
		}
		if p.Undone {
			r.UndoneFen += p.Fen
			continue
		}
		r.Payments++
		if _, bank := s.BankLines.Get(p.Source); bank {
			r.PaymentsFen += p.Fen
		} else {
			r.OtherFen += p.Fen
		}
		switch receipt, _ := s.ReceiptOf(p.ID); {
		case receipt == nil || receipt.Status == ReceiptPending:
			r.PendingFen += p.Fen
			r.Waiting++
		case receipt.Status == ReceiptRecorded:
			r.RecordedFen += p.Fen
		default:
			r.VoidedFen += p.Fen
		}
	}
}

// accountOfMonth holds the lines of an account against the balances that the bank tells.
func (s *State) accountOfMonth(r *MonthReport, a *AccountMonth) {
	if b, ok := s.MonthBalances.Get(key(a.Account, monthBefore(r.Month))); ok {
		a.OpeningFen, a.OpeningKnow = b.Fen, true
	}
	b, ok := s.MonthBalances.Get(key(a.Account, r.Month))
	if ok {
		a.ClosingFen, a.ClosingKnow = b.Fen, true
	}
	switch {
	case !a.OpeningKnow && !a.ClosingKnow && a.InFen == 0 && a.OutFen == 0:
		// an account that nothing is known of and nothing went through is not in use
	case !a.OpeningKnow || !a.ClosingKnow:
		r.Differences = append(r.Differences, Difference{Key: key("no_balance", a.Account), Kind: "no_balance", Ref: a.Account, Fen: a.InFen - a.OutFen})
	case a.ReckonedFen() != a.ClosingFen:
		r.Differences = append(r.Differences, Difference{Key: key("balance", a.Account), Kind: "balance", Ref: a.Account, Fen: a.ClosingFen - a.ReckonedFen()})
	}
	r.Accounts = append(r.Accounts, *a)
}

// annotate puts the differences into a lasting order, each with its owner and explanation. A difference that says another amount than the one that was
// explained is still the same thing: suspense gets smaller as parts of it are attributed.
func (s *State) annotate(r *MonthReport) {
	for _, list := range [][]Difference{r.Differences, r.Carried} {
		slices.SortFunc(list, func(a, b Difference) int {
			if c := cmpText(string(a.Day), string(b.Day)); c != 0 {
				return c
			}
			return cmpText(a.Key, b.Key)
		})
		for i := range list {
			month := r.Month
			if list[i].Day != "" {
				month = monthOf(list[i].Day)
			}
			if n, ok := s.DifferenceNotes.Get(key(month, list[i].Key)); ok {
				list[i].Owner, list[i].Explanation = n.Owner, n.Explanation
			}
		}
	}
}

// checkBank proves what the money desk relies on.
func (s *State) checkBank(c *checks) {
	open := 0
	for id, m := range s.PayoutMoves.All() {
		_, listed := s.payoutMovesOpen.Get(id)
		c.that(listed == (m.Bank == ""), "open_move_is_listed", id, "bank %q, listed %v", m.Bank, listed)
		if m.Bank == "" {
			open++
			continue
		}
		var moves []string
		if b, ok := s.BankDebits.Get(m.Bank); ok {
			moves = b.Moves
		} else if l, ok := s.BankLines.Get(m.Bank); ok {
			moves = l.Moves
		}
		c.that(slices.Contains(moves, id), "move_and_line_agree", id, "%s does not name it", m.Bank)
	}
	c.that(s.payoutMovesOpen.Len() == open, "open_move_is_listed", "x_payout_moves_open", "%d, moves say %d", s.payoutMovesOpen.Len(), open)
	sums := map[string]money.Fen{}
	for _, m := range s.PayoutMoves.All() {
		sums[m.Bank] += m.Fen
	}
	waiting := 0
	for id, b := range s.BankDebits.All() {
		if b.Outcome == "open" {
			waiting++
		}
		c.that((b.Outcome == "payout") == (sums[id] == b.AmountFen), "debit_is_its_payments", id, "%s %s, payments say %s", b.Outcome, b.AmountFen, sums[id])
	}
	c.that(s.bankDebitsOpen.Len() == waiting, "open_debit_is_listed", "x_bank_debits_open", "%d, debits say %d", s.bankDebitsOpen.Len(), waiting)
	gifts := map[string]money.Fen{}
	for id, l := range s.BankLines.All() {
		c.that(l.Outcome != "returned" || sums[id] == l.AmountFen, "return_is_its_payments", id, "%s, payments say %s", l.AmountFen, sums[id])
		if l.Outcome != "returned" && l.Outcome != "own" {
			gifts[l.Account] += l.AmountFen
		}
	}
	for _, r := range s.Refunds.All() {
		if r.Status == RefundDone && r.Via == "bank" {
			gifts[r.Account] -= r.Fen
		}
	}
	for account, fen := range gifts {
		c.that(s.Balance(bankAccount(account)) == -fen, "bank_account_is_its_lines", account, "%s, lines say %s", s.Balance(bankAccount(account)), -fen)
	}
	var fees money.Fen
	for _, p := range s.Pledges.All() {
		fees += p.FeeFen
	}
	c.that(s.Balance(managementAccount) == fees, "fee_account", managementAccount, "%s, pledges say %s", s.Balance(managementAccount), fees)
	for id, f := range s.Funds.All() {
		for _, p := range s.PledgesOfFund(id) {
			c.that(p.Fund == f.ID, "fund_and_pledge_agree", id, "%s", p.ID)
		}
	}
}
