package models

import "slices"

// LinePayee is whom a line of a payout is paid to: the vault's code of name, bank and account.
type LinePayee struct {
	No    int    `json:"no"`
	Payee string `json:"payee"`
}

// SetPayees says whom lines of a payout are paid to: before it is checked, or after the bank sent a line back.
type SetPayees struct {
	ID        string
	Lines     []LinePayee
	IfVersion int64
}

// Permission implements Command.
func (SetPayees) Permission() Permission { return MakePayouts }

// Decide refuses `not_found stale wrong_status lines_required unknown_line line_paid`. What was checked is not changed behind the checker's back: only a
// line that came back may be given another account then.
func (c SetPayees) Decide(s *State, in Input) ([]Event, error) {
	d, ok := s.Disbursements.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(d.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if d.Status != DisbursementMade && d.Status != DisbursementReturned {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(d.Status)).With("verb", "payee")
	}
	if len(c.Lines) == 0 {
		return nil, invalid("lines", "lines_required")
	}
	for _, l := range c.Lines {
		if l.No < 1 || l.No > len(d.Lines) || l.Payee == "" {
			return nil, invalid("lines", "unknown_line").With("line", l.No)
		}
		if st := d.Lines[l.No-1].Status; st != "planned" && st != "returned" {
			return nil, Refuse(Conflict, "line_paid").At("lines").With("line", l.No)
		}
	}
	return []Event{PayeesSet{ID: d.ID, Lines: c.Lines, By: in.Actor.ID}}, nil
}

// PayeesSet says whom lines are paid to from now on.
type PayeesSet struct {
	ID    string      `json:"id"`
	Lines []LinePayee `json:"lines"`
	By    string      `json:"by"`
}

// Apply implements Event.
func (e PayeesSet) Apply(s *State) {
	old, _ := s.Disbursements.Get(e.ID)
	d := *old
	d.Lines = slices.Clone(old.Lines)
	for _, l := range e.Lines {
		d.Lines[l.No-1].Payee = l.Payee
	}
	d.Version++
	s.putDisbursement(&d)
	s.remember(d.ID, Fact{Kind: "payees_set", Count: len(e.Lines), By: e.By})
}
