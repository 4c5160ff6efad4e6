package models

import (
	"testing"

	"shanpei/models/money"
)

// tour is an approved event with an agreement on what it brings in, or without one.
func (w *town) tour(agreement string) string {
	a := plannedActivity()
	a.Agreement = agreement
	id := first[ActivityPlannedDown](w.world, w.must(officer, PlanActivity{a})).Activity.ID
	w.must(general, StepActivity{ID: id, Verb: "approve"})
	return id
}

func TestATourBringsInWhatItsAgreementSays(t *testing.T) {
	w := newTown(t)
	id := w.tour("协议2026-7")
	for range 2 {
		w.must(officer, RecordProceeds{ID: id, Proceeds: ActivityProceeds{Day: "2026-09-01", Fen: 3_000 * yuan, Purpose: "意达圆梦 助学成长", Paper: "DZ1"}})
	}
	if a := get(w.world, w.s.Activities, id); a.ProceedsFen() != 6_000*yuan || a.Proceeds[0].By != officer.ID {
		t.Errorf("%+v", a.Proceeds)
	}
}

func proceedsRefusals(w *town) []refusal {
	id, bare := w.tour("协议2026-7"), w.tour("")
	planned := w.planned(plannedActivity())
	take := func(f func(*RecordProceeds)) RecordProceeds {
		c := RecordProceeds{ID: id, Proceeds: ActivityProceeds{Day: "2026-09-01", Fen: 100, Purpose: "助学", Paper: "DZ1"}}
		f(&c)
		return c
	}
	return []refusal{
		{"of nothing", officer, take(func(c *RecordProceeds) { c.ID = "none" }), NotFound, "not_found", ""},
		{"of what may not be held yet", officer, take(func(c *RecordProceeds) { c.ID = planned }), Conflict, "wrong_status", ""},
		{"without an agreement", officer, take(func(c *RecordProceeds) { c.ID = bare }), Conflict, "agreement_missing", ""},
		{"on no day", officer, take(func(c *RecordProceeds) { c.Proceeds.Day = "x" }), Invalid, "day_form", "day"},
		{"to come", officer, take(func(c *RecordProceeds) { c.Proceeds.Day = "2027-09-01" }), Invalid, "date_future", "day"},
		{"before it was held", officer, take(func(c *RecordProceeds) { c.Proceeds.Day = "2020-01-01" }), Invalid, "before_activity", "day"},
		{"nothing", officer, take(func(c *RecordProceeds) { c.Proceeds.Fen = 0 }), Invalid, "amount_positive", "fen"},
		{"too much", officer, take(func(c *RecordProceeds) { c.Proceeds.Fen = money.MaxFen + 1 }), Invalid, "amount_too_large", "fen"},
		{"for nothing", officer, take(func(c *RecordProceeds) { c.Proceeds.Purpose = " " }), Invalid, "required", "purpose"},
		{"for too much", officer, take(func(c *RecordProceeds) { c.Proceeds.Purpose = long() }), Invalid, "text_too_long", "purpose"},
		{"by a person's number", officer, take(func(c *RecordProceeds) { c.Proceeds.Paper = "110105194912310021" }), Invalid, "document_form", "paper"},
	}
}
