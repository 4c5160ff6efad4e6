package models

import (
	"strings"
	"testing"
	"time"
)

func dutyRefusals(w *town) []refusal {
	event := first[MajorEventRecorded](w.world, w.must(manager, RecordMajorEvent{Kind: "asset", Title: "购置演示设备", Day: w.today()})).Event.ID
	id := "event-" + event
	w.must(manager, PrepareFiling{Duty: id, Text: "购置演示设备一套"})
	other := first[MajorEventRecorded](w.world, w.must(manager, RecordMajorEvent{Kind: "asset", Title: "另一件", Day: w.today()})).Event.ID
	done := first[MajorEventRecorded](w.world, w.must(manager, RecordMajorEvent{Kind: "transaction", Title: "已公开的", Day: w.today()})).Event.ID
	w.must(manager, PrepareFiling{Duty: "event-" + done, Text: "交易"})
	w.must(general, PublishFiling{Duty: "event-" + done})
	record := func(change func(c *RecordMajorEvent)) RecordMajorEvent {
		c := RecordMajorEvent{Kind: "asset", Title: "演示", Day: w.today()}
		change(&c)
		return c
	}
	return []refusal{
		{"an event of no kind", manager, record(func(c *RecordMajorEvent) { c.Kind = "party" }), Invalid, "unknown_choice", "kind"},
		{"an event without a title", manager, record(func(c *RecordMajorEvent) { c.Title = " " }), Invalid, "required", "title"},
		{"an event with a long title", manager, record(func(c *RecordMajorEvent) { c.Title = strings.Repeat("长", 81) }), Invalid, "text_too_long", "title"},
		{"an event on no day", manager, record(func(c *RecordMajorEvent) { c.Day = "2026-13-01" }), Invalid, "day_form", "day"},
		{"an event of tomorrow", manager, record(func(c *RecordMajorEvent) { c.Day = w.today().AddDays(1) }), Invalid, "date_future", "day"},
		{"for no duty", manager, PrepareFiling{Duty: "annual-1999", Text: "x"}, NotFound, "not_found", ""},
		{"without a word", manager, PrepareFiling{Duty: id, Text: " "}, Invalid, "required", "text"},
		{"with too many words", manager, PrepareFiling{Duty: id, Text: strings.Repeat("长", 4001)}, Invalid, "text_too_long", "text"},
		{"on an old version", manager, PrepareFiling{Duty: id, Text: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"a correction without a reason", manager, PrepareFiling{Duty: "event-" + done, Text: "x"}, Invalid, "reason_required", "why"},
		{"published for no duty", general, PublishFiling{Duty: "leftover-none"}, NotFound, "not_found", ""},
		{"published before it was prepared", general, PublishFiling{Duty: "event-" + other}, Conflict, "not_prepared", ""},
		{"published by who prepared it", manager, PublishFiling{Duty: id}, Forbidden, "same_person", ""},
		{"published on an old version", general, PublishFiling{Duty: id, IfVersion: 9}, Conflict, "stale", ""},
	}
}

// TestWhatIsOwedToThePublicIsOnTheClock: the annual report by 31 May, what is left three months after the end, an event within 30 days; late is late for ever.
func TestWhatIsOwedToThePublicIsOnTheClock(t *testing.T) {
	w := newTown(t)
	open := w.openNeed(2, nil)
	_, sp := w.funded(w.a, open, 2)
	n := get(w.world, w.s.Needs, open)
	p := get(w.world, w.s.Programs, n.Program)
	event := first[MajorEventRecorded](w.world, w.must(manager, RecordMajorEvent{Kind: "related_party", Title: "关联方演示交易", Day: w.today()})).Event
	due := func(id string) Duty {
		d, ok := w.s.DutyByID(id, w.today())
		if !ok {
			t.Fatalf("%s is not on the clock of %s", id, w.today())
		}
		return d
	}
	if d := due("event-" + event.ID); d.Due != event.Day.AddDays(30) || d.Late(w.today()) {
		t.Errorf("%+v", d)
	}
	if _, ok := w.s.DutyByID("annual-2026", w.today()); ok {
		t.Error("the report of a year that is not over is due")
	}
	w.now = time.Date(2027, 6, 1, 4, 0, 0, 0, time.UTC)
	if d := due("annual-2026"); d.Due != "2027-05-31" || !d.Late(w.today()) {
		t.Errorf("%+v", d)
	}
	w.must(manager, PrepareFiling{Duty: "annual-2026", Text: "年度工作报告", Document: "档案1"})
	w.must(general, PublishFiling{Duty: "annual-2026"})
	w.must(general, PrepareFiling{Duty: "annual-2026", Text: "年度工作报告（更正）", Why: "表三有误"})
	w.must(manager, PublishFiling{Duty: "annual-2026"})
	d := due("annual-2026")
	now, ok := d.Published()
	if !ok || len(d.Filed.Filings) != 2 || now.Why != "表三有误" || now.Number == d.Filed.Filings[0].Number || !d.Late(w.today()) || d.Filed.Draft != nil {
		t.Errorf("%+v", d.Filed)
	}
	w.now = p.Ends.AddDays(1).Time().Add(4 * time.Hour).UTC()
	left := due("leftover-" + p.ID)
	if left.Due != AddMonths(p.Ends, 3) || left.LeftFen != get(w.world, w.s.Sponsorships, sp).FundedFen {
		t.Errorf("%+v", left)
	}
}
