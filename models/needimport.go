package models

import "errors"

// maxImport bounds the needs of one import: they become one entry of the journal.
const maxImport = 5000

// ImportNeeds writes down many needs at once, all of them or none.
type ImportNeeds struct{ Needs []Need }

// RowFault is why one row of an import cannot be taken. Row counts from 0.
type RowFault struct {
	Row   int
	Fault *Error
}

// Permission implements Command.
func (ImportNeeds) Permission() Permission { return DraftNeeds }

// Decide refuses `lines_required`, `too_many_lines`, and `import_rows` when a row is refused: Faults says which, and why.
func (c ImportNeeds) Decide(s *State, in Input) ([]Event, error) {
	events, faults, err := c.try(s, in)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, Refuse(Invalid, "import_rows").With("n", len(faults))
	}
	return events, nil
}

// Faults tries every row and says which would be refused, and why; it changes nothing.
func (c ImportNeeds) Faults(s *State, in Input) ([]RowFault, error) {
	in.Applied = nil
	_, faults, err := c.try(s, in)
	return faults, err
}

func (c ImportNeeds) try(s *State, in Input) ([]Event, []RowFault, error) {
	switch {
	case len(c.Needs) == 0:
		return nil, nil, invalid("lines", "lines_required")
	case len(c.Needs) > maxImport:
		return nil, nil, Refuse(TooLarge, "too_many_lines").With("limit", maxImport)
	}
	d := s.draft(in)
	var faults []RowFault
	for row, n := range c.Needs {
		events, err := DraftNeed{Need: n}.Decide(d.s, in)
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
	return d.events, faults, nil
}
