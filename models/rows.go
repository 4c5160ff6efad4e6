package models

import "errors"

// MaxRows bounds the rows of one import: they become one entry of the journal.
const MaxRows = 5000

// ImportRows takes the rows of a list, each by the command that would take it alone: all of them or none.
type ImportRows struct {
	List   string // which: an id of package lists
	Rows   []Command
	Hashes []string // of the rows, so that they are known when they come again
}

// RowFault is why one row of an import cannot be taken. Row counts from 0.
type RowFault struct {
	Row   int
	Fault *Error
}

// Permission implements Command: that of a row. Decide asks it of every row.
func (c ImportRows) Permission() Permission {
	if len(c.Rows) == 0 {
		return ViewStaff
	}
	return c.Rows[0].Permission()
}

// Decide refuses `lines_required`, `too_many_lines`, and `import_rows` when a row is refused: Faults says which, and why.
func (c ImportRows) Decide(s *State, in Input) ([]Event, error) {
	events, faults, err := c.try(s, in)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, Refuse(Invalid, "import_rows").With("n", len(faults))
	}
	return events, nil
}

// Faults tries every row and says which would be refused, and why; it changes nothing. A row may rest on those above it.
func (c ImportRows) Faults(s *State, in Input) ([]RowFault, error) {
	in.Applied = nil
	_, faults, err := c.try(s, in)
	return faults, err
}

func (c ImportRows) try(s *State, in Input) ([]Event, []RowFault, error) {
	switch {
	case len(c.Rows) == 0:
		return nil, nil, invalid("lines", "lines_required")
	case len(c.Rows) > MaxRows:
		return nil, nil, Refuse(TooLarge, "too_many_lines").With("limit", MaxRows)
	}
	d := s.draft(in)
	within := in
	within.Applied = nil // a row's own draft is not the decision
	var faults []RowFault
	for row, cmd := range c.Rows {
		events, err := within.row(d.s, cmd)
		var refused *Error
		if errors.As(err, &refused) {
			faults = append(faults, RowFault{Row: row, Fault: refused})
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		for _, e := range events {
			d.add(e)
		}
	}
	d.add(RowsImported{List: c.List, Rows: len(c.Rows), Hashes: c.Hashes, By: in.Actor.ID})
	return d.events, faults, nil
}

func (in Input) row(s *State, cmd Command) ([]Event, error) {
	if err := in.Actor.Allow(cmd.Permission()); err != nil {
		return nil, err
	}
	return cmd.Decide(s, in)
}

// RowsImported says who brought in so many rows of which list. What they are stands in the events before it.
type RowsImported struct {
	List   string   `json:"list"`
	Rows   int      `json:"rows"`
	Hashes []string `json:"hashes,omitempty"`
	By     string   `json:"by"`
}

// Apply implements Event.
func (e RowsImported) Apply(s *State) {
	for _, h := range e.Hashes {
		n, _ := s.rowsTaken.Get(key(e.List, h))
		s.rowsTaken.Set(key(e.List, h), n+1)
	}
	s.remember(exportsChain, Fact{Kind: "import_list", Count: e.Rows, Note: e.List, By: e.By})
}

// RowsTaken counts the rows of a list that came from files, by their hashes.
func (s *State) RowsTaken(list string) map[string]int {
	out := map[string]int{}
	for k := range s.rowsTaken.Under(list + "/") {
		out[k[len(list)+1:]], _ = s.rowsTaken.Get(k)
	}
	return out
}

// EnrolEnterprise takes over an enterprise as it stands in the federation's own books: with its standing, which whoever brings it in vouches for.
type EnrolEnterprise struct {
	Enterprise Enterprise // Name, USCC, StateOwned, Approval, Status, Member, Reason
}

// Permission implements Command.
func (EnrolEnterprise) Permission() Permission { return VerifyEnterprises }

// Decide refuses `unknown_choice` (status) and what RegisterEnterprise, VerifyEnterprise and RejectEnterprise refuse.
func (c EnrolEnterprise) Decide(s *State, in Input) ([]Event, error) {
	e := c.Enterprise
	registered, err := RegisterEnterprise{Name: e.Name, USCC: e.USCC, StateOwned: e.StateOwned, Approval: e.Approval}.Decide(s, in)
	if err != nil {
		return nil, err
	}
	d := s.draft(Input{Actor: in.Actor, At: in.At, NewID: in.NewID})
	for _, x := range registered {
		d.add(x)
	}
	id := registered[0].(EnterpriseRegistered).Enterprise.ID
	var decided []Event
	switch e.Status {
	case EnterpriseSubmitted:
	case EnterpriseVerified:
		decided, err = VerifyEnterprise{ID: id, Member: e.Member, StateOwned: &e.StateOwned, Approval: e.Approval}.Decide(d.s, in)
	case EnterpriseRejected:
		decided, err = RejectEnterprise{ID: id, Reason: e.Reason}.Decide(d.s, in)
	default:
		err = invalid("status", "unknown_choice")
	}
	return append(registered, decided...), err
}
