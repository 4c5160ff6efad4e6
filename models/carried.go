package models

import (
	"time"
	"unicode/utf8"

	"shanpei/models/money"
)

// Earlier ledgers (启用前台账): what the federation's books said before it kept them here. They complete the ledgers that are taken out, and the tables of the year. They
// are no money of the double-entry ledger, pay for no place and are shown to no visitor: nothing behind them can be checked here.

// CarriedLedgers are those that can be brought in, and how many columns each has, without its running number (domain.md, section 4).
var CarriedLedgers = map[string]int{"gifts": 11, "spending": 8, "places": 11, "receipts": 10}

// maxCarriedCell bounds a cell of an earlier ledger, in characters.
const maxCarriedCell = 200

// CarriedLine is a line of an earlier ledger, in its own words.
type CarriedLine struct {
	Ledger  string    `json:"ledger"` // of CarriedLedgers
	No      int       `json:"no"`     // in the order in which they came
	Day     Day       `json:"day,omitempty"`
	Program string    `json:"program,omitempty"` // its name, then
	Fen     money.Fen `json:"fen"`
	Cells   []string  `json:"cells"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Seq     int64     `json:"seq,omitempty"`
}

func carriedKey(ledger string, no int) string { return key(ledger, pad(no, 8)) }

// CarriedLines lists the lines of an earlier ledger in the order in which they came.
func (s *State) CarriedLines(ledger string) []*CarriedLine {
	var out []*CarriedLine
	for k := range s.Carried.Under(ledger + "/") {
		l, _ := s.Carried.Get(k)
		out = append(out, l)
	}
	return out
}

// CarryLine takes over a line of an earlier ledger.
type CarryLine struct{ Line CarriedLine }

// Permission implements Command.
func (CarryLine) Permission() Permission { return CarryBooks }

// Decide refuses at the field: `unknown_choice` (ledger), `out_of_range` (cells), `text_too_long`, `day_form date_future amount_too_large`.
func (c CarryLine) Decide(s *State, in Input) ([]Event, error) {
	l := c.Line
	wide, ok := CarriedLedgers[l.Ledger]
	switch {
	case !ok:
		return nil, invalid("ledger", "unknown_choice")
	case len(l.Cells) != wide:
		return nil, invalid("cells", "out_of_range").With("low", wide).With("high", wide)
	case l.Day != "" && !l.Day.valid():
		return nil, invalid("day", "day_form")
	case l.Day > in.Today():
		return nil, invalid("day", "date_future")
	case l.Fen > money.MaxFen || l.Fen < -money.MaxFen:
		return nil, invalid("fen", "amount_too_large").With("limit", money.MaxFen)
	}
	for _, cell := range append([]string{l.Program}, l.Cells...) {
		if utf8.RuneCountInString(cell) > maxCarriedCell {
			return nil, invalid("cells", "text_too_long").With("limit", maxCarriedCell)
		}
	}
	l.No, l.By, l.At, l.Seq = 1, in.Actor.ID, in.At, 0
	for k := range s.Carried.Back(l.Ledger + "/~") {
		if last, _ := s.Carried.Get(k); last.Ledger == l.Ledger {
			l.No = last.No + 1
		}
		break
	}
	return []Event{LineCarried{Line: l}}, nil
}

// LineCarried carries the line.
type LineCarried struct {
	Line CarriedLine `json:"line"`
}

// Apply implements Event.
func (e LineCarried) Apply(s *State) {
	l := e.Line
	l.Seq = s.Seq
	s.Carried.Set(carriedKey(l.Ledger, l.No), &l)
}

// Opening is what a programme had received and spent before the books were kept here (期初). Both are added in the ledger of programmes.
type Opening struct {
	Program     string    `json:"program"` // id
	ReceivedFen money.Fen `json:"received_fen"`
	PaidFen     money.Fen `json:"paid_fen"`
	By          string    `json:"by"`
	At          time.Time `json:"at"`
	Seq         int64     `json:"seq,omitempty"`
}

// ProgramLedger is what the ledger of programmes says of one: what was received and spent, before these books and in them.
func (s *State) ProgramLedger(id string) (received, paid money.Fen) {
	p, _ := s.Programs.Get(id)
	t := s.ProgramTotals(id)
	received, paid = t.FundedFen+p.LeftoverFen, t.PaidFen
	if o, ok := s.Openings.Get(id); ok {
		received, paid = received+o.ReceivedFen, paid+o.PaidFen
	}
	return received, paid
}

// SetOpening brings what the ledger of programmes says of one to the given sums: what these books know themselves is taken off.
type SetOpening struct {
	Program              string
	ReceivedFen, PaidFen money.Fen
}

// Permission implements Command.
func (SetOpening) Permission() Permission { return CarryBooks }

// Decide refuses at the field: `unknown_program amount_too_large`, and `below_books` for less than the portal's own books say.
func (c SetOpening) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.ProgramBySlug(c.Program)
	switch {
	case !ok:
		return nil, invalid("program", "unknown_program")
	case c.ReceivedFen > money.MaxFen:
		return nil, invalid("received", "amount_too_large").With("limit", money.MaxFen)
	case c.PaidFen > money.MaxFen:
		return nil, invalid("paid", "amount_too_large").With("limit", money.MaxFen)
	}
	received, paid := s.ProgramLedger(p.ID)
	if o, ok := s.Openings.Get(p.ID); ok {
		received, paid = received-o.ReceivedFen, paid-o.PaidFen
	}
	switch {
	case c.ReceivedFen < received:
		return nil, invalid("received", "below_books").With("books", received)
	case c.PaidFen < paid:
		return nil, invalid("paid", "below_books").With("books", paid)
	}
	return []Event{OpeningSet{Opening: Opening{Program: p.ID, ReceivedFen: c.ReceivedFen - received, PaidFen: c.PaidFen - paid, By: in.Actor.ID, At: in.At}}}, nil
}

// OpeningSet carries the opening of a programme.
type OpeningSet struct {
	Opening Opening `json:"opening"`
}

// Apply implements Event.
func (e OpeningSet) Apply(s *State) {
	o := e.Opening
	o.Seq = s.Seq
	s.Openings.Set(o.Program, &o)
}
