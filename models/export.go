package models

import "slices"

// Exports names what can be taken out of the portal as a file: the federation's ledgers (domain.md, section 4), and the list that a bank pays from.
var Exports = []string{"gifts", "spending", "programs", "receipts", "places", PayoutExport, AuditExport, PersonExport, ListExport, ReportExport}

// PayoutExport is the list of a payout for the bank, with the account numbers.
const PayoutExport = "payout"

// AuditExport is entries of the journal in words.
const AuditExport = "audit"

// PersonExport is what is held on a person, taken out for that person.
const PersonExport = "person"

// ListExport is a list that can be brought in again; Filter says which.
const ListExport = "list"

// ReportExport is a report of a quarter or a year; Filter says which.
const ReportExport = "report"

// RecordExport writes down that somebody took figures out, before they get the file.
type RecordExport struct {
	What     string
	From, To Day    // of the figures; empty: from the beginning, to the end
	Program  string // empty: all
	Ref      string // the payout, of a payout's list; the request, of what is held on a person
	Filter   string // what of the journal, in the names of the filter's fields
	Rows     int
}

// Permission implements Command: whoever takes out a payout's list sees account numbers.
func (c RecordExport) Permission() Permission {
	switch c.What {
	case PayoutExport:
		return MakePayouts
	case AuditExport:
		return ViewAudit
	case PersonExport:
		return HandleRequests
	case ListExport:
		return ViewStaff
	}
	return ViewMoney
}

// Decide refuses `unknown_choice day_form date_order unknown_program not_found out_of_range text_too_long`.
func (c RecordExport) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case !slices.Contains(Exports, c.What):
		return nil, invalid("what", "unknown_choice")
	case c.From != "" && !c.From.valid():
		return nil, invalid("from", "day_form")
	case c.To != "" && !c.To.valid():
		return nil, invalid("to", "day_form")
	case c.From != "" && c.To != "" && c.From > c.To:
		return nil, invalid("to", "date_order")
	case c.Rows < 0:
		return nil, invalid("rows", "out_of_range").With("low", 0).With("high", 10_000_000)
	}
	if _, ok := s.Programs.Get(c.Program); !ok && c.Program != "" {
		return nil, invalid("program", "unknown_program")
	}
	if _, ok := s.Disbursements.Get(c.Ref); !ok && c.What == PayoutExport {
		return nil, notFound()
	}
	if q, ok := s.DataRequests.Get(c.Ref); c.What == PersonExport && (!ok || q.Kind != RequestAccess || q.Status != RequestChecked) {
		return nil, notFound()
	}
	if err := bounded([]text{{"filter", c.Filter, 300}}); err != nil {
		return nil, err
	}
	return []Event{ExportMade{What: c.What, From: c.From, To: c.To, Program: c.Program, Ref: c.Ref, Filter: c.Filter, Rows: c.Rows, By: in.Actor.ID}}, nil
}

// ExportMade says who took which figures out of the portal.
type ExportMade struct {
	What    string `json:"what"`
	From    Day    `json:"from,omitempty"`
	To      Day    `json:"to,omitempty"`
	Program string `json:"program,omitempty"`
	Ref     string `json:"ref,omitempty"`
	Filter  string `json:"filter,omitempty"`
	Rows    int    `json:"rows"`
	By      string `json:"by"`
}

const exportsChain = "exports"

// Apply implements Event.
func (e ExportMade) Apply(s *State) {
	span := ""
	if e.From != "" || e.To != "" {
		span = string(e.From) + "…" + string(e.To)
	}
	if e.Filter != "" {
		span += " " + e.Filter
	}
	s.remember(exportsChain, Fact{Kind: "export_" + e.What, Count: e.Rows, Ref: e.Program, Note: span, By: e.By})
	if e.Ref != "" {
		s.remember(e.Ref, Fact{Kind: "export_" + e.What, Count: e.Rows, By: e.By})
	}
}

// ExportsMade lists the last exports, the newest first, at most limit of them.
func (s *State) ExportsMade(limit int) []*Fact {
	var out []*Fact
	for k, f := range s.Facts.Back(exportsChain + "/~") {
		if len(out) == limit || len(k) <= len(exportsChain) || k[:len(exportsChain)+1] != exportsChain+"/" {
			break
		}
		out = append(out, f)
	}
	return out
}
