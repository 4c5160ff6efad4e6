package models

import (
	"slices"
	"strings"
	"testing"
)

func carriedGift(change func(l *CarriedLine)) CarryLine {
	l := CarriedLine{Ledger: "gifts", Day: "2026-03-02", Program: "意达圆梦", Fen: 500 * yuan, Cells: slices.Repeat([]string{"x"}, 11)}
	change(&l)
	return CarryLine{Line: l}
}

func carriedRefusals(w *town) []refusal {
	as := func(change func(l *CarriedLine)) CarryLine { return carriedGift(change) }
	open := w.openNeed(2, nil)
	_, sp := w.funded(w.a, open, 2)
	w.payoutSteps(w.payOut(sp, 1), "check", "approve", "pay")
	n, _ := w.s.Needs.Get(open)
	books := SetOpening{Program: n.Program, ReceivedFen: 5000 * yuan, PaidFen: 5000 * yuan}
	less := func(change func(o *SetOpening)) SetOpening { o := books; change(&o); return o }
	return []refusal{
		{"a line of no ledger", maker, as(func(l *CarriedLine) { l.Ledger = "diary" }), Invalid, "unknown_choice", "ledger"},
		{"a line with a cell too few", maker, as(func(l *CarriedLine) { l.Cells = l.Cells[1:] }), Invalid, "out_of_range", "cells"},
		{"a line with a long cell", maker, as(func(l *CarriedLine) { l.Cells[3] = strings.Repeat("长", 201) }), Invalid, "text_too_long", "cells"},
		{"a line on no day", maker, as(func(l *CarriedLine) { l.Day = "2026-02-30" }), Invalid, "day_form", "day"},
		{"a line of tomorrow", maker, as(func(l *CarriedLine) { l.Day = w.today().AddDays(1) }), Invalid, "date_future", "day"},
		{"a line of more than all money", maker, as(func(l *CarriedLine) { l.Fen = 9_999_999_999_999_999 }), Invalid, "amount_too_large", "fen"},
		{"a line by who keeps no books", manager, as(func(*CarriedLine) {}), Forbidden, "forbidden", ""},
		{"an opening of no programme", maker, less(func(o *SetOpening) { o.Program = "none" }), Invalid, "unknown_program", "program"},
		{"an opening of less than was received", maker, less(func(o *SetOpening) { o.ReceivedFen = 1 }), Invalid, "below_books", "received"},
		{"an opening of less than was paid", maker, less(func(o *SetOpening) { o.PaidFen = 1 }), Invalid, "below_books", "paid"},
		{"an opening of more than all money", maker, less(func(o *SetOpening) { o.ReceivedFen = 9_999_999_999_999_999 }), Invalid, "amount_too_large", "received"},
	}
}

// TestTheLedgerOfAProgrammeIsBroughtToWhatEarlierBooksSaid: what these books know is taken off, so that the same sums again change nothing.
func TestTheLedgerOfAProgrammeIsBroughtToWhatEarlierBooksSaid(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(2, nil)
	n, _ := w.s.Needs.Get(need)
	_, sp := w.funded(w.a, need, 2)
	w.payoutSteps(w.payOut(sp, 2), "check", "approve", "pay")
	set := SetOpening{Program: n.Program, ReceivedFen: 9000 * yuan, PaidFen: 7000 * yuan}
	for range 2 {
		w.must(maker, set)
		if received, paid := w.s.ProgramLedger(n.Program); received != set.ReceivedFen || paid != set.PaidFen {
			t.Fatalf("%s and %s", received, paid)
		}
	}
	if o, _ := w.s.Openings.Get(n.Program); o.ReceivedFen >= set.ReceivedFen || o.PaidFen >= set.PaidFen {
		t.Errorf("what these books know is not taken off: %+v", o)
	}
}

func TestEarlierLinesKeepTheirOrder(t *testing.T) {
	w := newTown(t)
	for _, ledger := range []string{"gifts", "receipts", "gifts"} {
		w.must(maker, carriedGift(func(l *CarriedLine) { l.Ledger, l.Cells = ledger, l.Cells[:CarriedLedgers[ledger]] }))
	}
	if lines := w.s.CarriedLines("gifts"); len(lines) != 2 || lines[0].No != 1 || lines[1].No != 2 || lines[0].By != maker.ID {
		t.Errorf("%d lines", len(lines))
	}
}

func enrolRefusals(w *town) []refusal {
	enrol := func(status EnterpriseStatus, reason string) EnrolEnterprise {
		return EnrolEnterprise{Enterprise: Enterprise{Name: "青云演示文创", USCC: "91370902PDY00036XT", Status: status, Reason: reason}}
	}
	again := enrol(EnterpriseVerified, "")
	again.Enterprise.USCC = enterpriseOf(w, "A").USCC
	return []refusal{
		{"with a standing that is none", manager, enrol("gold", ""), Invalid, "unknown_choice", "status"},
		{"rejected without a reason", manager, enrol(EnterpriseRejected, ""), Invalid, "reason_required", "reason"},
		{"that is there", manager, again, Conflict, "uscc_taken", "uscc"},
	}
}

func enterpriseOf(w *town, name string) *Enterprise {
	e, _ := w.s.Enterprises.Get(w.ent[name])
	return e
}

func listedRefusals(w *town) []refusal {
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{child("kidcode")}})
	stranger := Actor{ID: "neighbour", Role: CountyOfficer, County: "370911"}
	if worker.County == stranger.County {
		stranger.County = "370902"
	}
	one := []string{"kidcode"}
	return []refusal{
		{"nobody", officer, RevealList{Purpose: "visit"}, Invalid, "lines_required", "county"},
		{"too many", officer, RevealList{Children: make([]string, MaxListed+1), Purpose: "visit"}, TooLarge, "too_many_lines", ""},
		{"for no purpose", officer, RevealList{Children: one}, Invalid, "required", "purpose"},
		{"for a purpose that is none", officer, RevealList{Children: one, Purpose: "curiosity"}, Invalid, "unknown_choice", "purpose"},
		{"of another county", stranger, RevealList{Children: one, Purpose: "visit"}, NotFound, "not_found", ""},
		{"by an auditor", auditor, RevealList{Children: one, Purpose: "visit"}, Forbidden, "forbidden", ""},
	}
}

// TestAListOfChildrenIsALookAtEachOfThemAndRaisesAnAlarm: every record that the list opens has its look, and somebody else has to see to it.
func TestAListOfChildrenIsALookAtEachOfThemAndRaisesAnAlarm(t *testing.T) {
	w := newTown(t)
	kid, other := child("kidcode"), child("othercode")
	kid.Guardian, kid.Account = "guardiancode", "accountcode"
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{kid, other}})
	listed := w.s.ListedChildren(officer, "")
	codes := []string{listed[0].ID, listed[1].ID}
	w.must(officer, RevealList{Children: codes, Purpose: "visit"})
	for code, want := range map[string]int{"kidcode": 2, "othercode": 2, "guardiancode": 1, "accountcode": 0} {
		if n := len(w.s.LooksOf(code)); n != want {
			t.Errorf("%s has %d looks, want %d", code, n, want)
		}
	}
	if id := w.alarmID(ManyLooks); id == "" {
		t.Error("no alarm")
	}
	w.must(Actor{ID: "both", Role: CountyOfficer, Also: []Role{FinanceMaker}, County: officer.County}, RevealList{Children: codes, Purpose: "payout"})
	if n := len(w.s.LooksOf("accountcode")); n != 1 {
		t.Errorf("who may look at accounts has %d looks at it", n)
	}
}
