package models

import (
	"strings"

	"shanpei/models/money"
)

// Statement is one import of a bank statement (对账单): the period, the sums, and what the bank says the account held.
type Statement struct {
	ID         string       `json:"id"`
	Account    string       `json:"account"`
	Format     string       `json:"format"` // csv xlsx camt053
	Digest     string       `json:"digest"` // SHA-256 of the file, in hex
	From       Day          `json:"from"`
	To         Day          `json:"to"`
	Lines      int          `json:"lines"` // in the file, known ones too
	InFen      money.Fen    `json:"in_fen"`
	OutFen     money.Fen    `json:"out_fen"`
	OpeningFen money.Fen    `json:"opening_fen"` // before the first line; of meaning only with Balances
	ClosingFen money.Fen    `json:"closing_fen"`
	Balances   bool         `json:"balances"`
	Ends       []EndOfMonth `json:"ends,omitempty"` // the last balance of each month that the file tells
	By         string       `json:"by"`
	Version    int64        `json:"version"`
}

// EndOfMonth is what a bank account held after the last line of a month.
type EndOfMonth struct {
	Month string    `json:"month"` // 2026-10
	Day   Day       `json:"day"`   // of that line
	Fen   money.Fen `json:"fen"`
}

// StatementMapping says which columns of a bank's file hold what, by the words of its header line. It is remembered for each bank account.
type StatementMapping struct {
	Account string  `json:"account"`
	Columns Columns `json:"columns"`
	By      string  `json:"by,omitempty"`
	Version int64   `json:"version"`
}

// Columns are the headers of the columns of a statement; an empty one is not in the file. Money is in one column with signs, in one with a direction beside
// it, or in two.
type Columns struct {
	Day          string   `json:"day"`
	Amount       string   `json:"amount,omitempty"`
	Direction    string   `json:"direction,omitempty"`
	Credit       string   `json:"credit,omitempty"`
	Debit        string   `json:"debit,omitempty"`
	Balance      string   `json:"balance,omitempty"`
	Payer        string   `json:"payer,omitempty"`
	PayerAccount string   `json:"payer_account,omitempty"`
	Memo         []string `json:"memo,omitempty"`
	Serial       string   `json:"serial,omitempty"`
}

func (c Columns) equal(o Columns) bool {
	return c.Day == o.Day && c.Amount == o.Amount && c.Direction == o.Direction && c.Credit == o.Credit && c.Debit == o.Debit && c.Balance == o.Balance &&
		c.Payer == o.Payer && c.PayerAccount == o.PayerAccount && strings.Join(c.Memo, "\n") == strings.Join(o.Memo, "\n") && c.Serial == o.Serial
}

func (c Columns) texts() []text {
	out := []text{{"day", c.Day, 80}, {"amount", c.Amount, 80}, {"direction", c.Direction, 80}, {"credit", c.Credit, 80}, {"debit", c.Debit, 80},
		{"balance", c.Balance, 80}, {"payer", c.Payer, 80}, {"payer_account", c.PayerAccount, 80}, {"serial", c.Serial, 80}}
	for _, m := range c.Memo {
		out = append(out, text{"memo", m, 80})
	}
	return out
}

// StatementLine is one line of a statement as it was read: positive money came in, negative went out. Payer and Memo are looked at and not kept.
type StatementLine struct {
	LineID      string
	Day         Day
	Fen         money.Fen
	Payer, Memo string
	PayerKey    string
	Sealed      string
}

// MaxStatementLines bounds one command of an import, so that an entry of the journal can hold what becomes of its lines.
const MaxStatementLines = 500

// ImportStatement books lines of a statement, each once for ever: a line that is known by its account and id is passed over. With Done the lines are the
// last of the file, and the statement itself is recorded.
type ImportStatement struct {
	Account string
	ID      string // of the statement, the same in every part; empty: a new one
	Lines   []StatementLine
	Done    *Statement
	Columns *Columns // to be remembered for the account
}

// Permission implements Command.
func (ImportStatement) Permission() Permission { return RecordBankLines }

// Decide refuses `unknown_account too_many_lines text_too_long` and, when nothing would change, `nothing_new`; at the line, what RecordBankLine
// refuses: `required amount_positive amount_too_large day_form date_future month_closed`.
func (c ImportStatement) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case !s.knowsAccount(c.Account):
		return nil, invalid("account", "unknown_account")
	case len(c.Lines) > MaxStatementLines:
		return nil, invalid("lines", "too_many_lines").With("limit", MaxStatementLines)
	}
	d := s.draft(in)
	if c.ID == "" {
		c.ID = in.NewID()
	}
	for i, l := range c.Lines {
		if _, known := d.s.bankLineIDs.Get(key(c.Account, l.LineID)); known {
			continue
		}
		line := RecordBankLine{Account: c.Account, LineID: l.LineID, Day: l.Day, AmountFen: l.Fen, Payer: l.Payer, Memo: l.Memo, PayerKey: l.PayerKey, Sealed: l.Sealed}
		out := l.Fen < 0
		if out {
			line.AmountFen = -l.Fen
		}
		if err := line.check(d.s, in); err != nil {
			e := *err.(*Error)
			e.Field = "lines." + itoa(i) + "." + e.Field
			return nil, &e
		}
		if out {
			line.debit(d, c.ID)
		} else {
			line.book(d, c.ID)
		}
	}
	if c.Columns != nil {
		if err := bounded(c.Columns.texts()); err != nil {
			return nil, err
		}
		if old, ok := s.Mappings.Get(c.Account); !ok || !old.Columns.equal(*c.Columns) {
			d.add(StatementMapped{Mapping: StatementMapping{Account: c.Account, Columns: *c.Columns, By: in.Actor.ID}})
		}
	}
	if c.Done != nil && !s.hasStatement(c.Account, c.Done.Digest) {
		st := *c.Done
		st.ID, st.Account, st.By, st.Version = c.ID, c.Account, in.Actor.ID, 0
		d.add(StatementImported{Statement: st})
	}
	if len(d.events) == 0 {
		return nil, Refuse(Conflict, "nothing_new")
	}
	return d.events, nil
}

// hasStatement tells whether just this file was imported already.
func (s *State) hasStatement(account, digest string) bool {
	for _, st := range s.Statements.All() {
		if st.Account == account && st.Digest == digest {
			return true
		}
	}
	return false
}

// KnownLine tells whether a line of an account is booked already.
func (s *State) KnownLine(account, lineID string) bool {
	_, ok := s.bankLineIDs.Get(key(account, lineID))
	return ok
}

// StatementImported carries an import that is complete.
type StatementImported struct {
	Statement Statement `json:"statement"`
}

// Apply implements Event.
func (e StatementImported) Apply(s *State) {
	st := e.Statement
	st.Version++
	s.Statements.Set(st.ID, &st)
	for _, end := range st.Ends {
		old, ok := s.MonthBalances.Get(key(st.Account, end.Month))
		if ok && (old.Day > end.Day || s.monthIsClosed(end.Month)) {
			continue
		}
		s.putBalance(MonthBalance{Account: st.Account, Month: end.Month, Day: end.Day, Fen: end.Fen, Statement: st.ID, By: st.By})
	}
	if st.Balances && st.Lines > 0 {
		before := monthBefore(monthOf(st.From))
		if _, ok := s.MonthBalances.Get(key(st.Account, before)); !ok && !s.toldBefore(st) {
			s.putBalance(MonthBalance{Account: st.Account, Month: before, Day: lastDay(before), Fen: st.OpeningFen, Statement: st.ID, By: st.By})
		}
	}
}

// toldBefore tells whether another statement told of earlier days of the month that this one begins in: then its first balance is not the month's.
func (s *State) toldBefore(st Statement) bool {
	for _, o := range s.Statements.All() {
		if o.ID != st.ID && o.Account == st.Account && monthOf(o.From) <= monthOf(st.From) && o.From < st.From && monthOf(o.To) >= monthOf(st.From) {
			return true
		}
	}
	return false
}

// StatementMapped carries the columns of a bank account's files as they are from now on.
type StatementMapped struct {
	Mapping StatementMapping `json:"mapping"`
}

// Apply implements Event.
func (e StatementMapped) Apply(s *State) {
	m := e.Mapping
	if old, ok := s.Mappings.Get(m.Account); ok {
		m.Version = old.Version
	}
	m.Version++
	s.Mappings.Set(m.Account, &m)
}
