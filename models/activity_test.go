package models

import "testing"

func plannedActivity() ActivityPlan {
	return ActivityPlan{Title: "同心护未来 亲子课堂", Series: "奋进新征程 同心护未来", County: "370911", Plan: "每月一场亲子课堂", From: "2026-09-01", To: "2026-12-31", Planned: 4, BudgetFen: 8000_00}
}

// planned writes an activity down by the county's officer and gives its id.
func (w *world) planned(a ActivityPlan) string {
	return first[ActivityPlannedDown](w, w.must(officer, PlanActivity{a})).Activity.ID
}

// approved writes one down and lets the city approve it.
func (w *world) approved() string {
	id := w.planned(plannedActivity())
	w.must(manager, StepActivity{ID: id, Verb: "approve"})
	return id
}

func session() Session {
	return Session{Day: "2026-09-01", Count: 2, Children: 41, Parents: 37, Volunteers: 6, Hours: 18, Place: "镇文化站", SignIn: "档案2026-3"}
}

func TestAnActivityIsPlannedHeldAccountedForAndAccepted(t *testing.T) {
	w := newTown(t)
	id := w.approved()
	w.must(officer, RecordSession{ID: id, Session: session()})
	wrong := session()
	wrong.Children = 4100
	w.must(officer, RecordSession{ID: id, Session: wrong})
	w.must(officer, VoidActivityLine{ID: id, Kind: "session", No: 2, Reason: "人次录错"})
	w.must(officer, RecordCost{ID: id, Cost: ActivityCost{Day: "2026-09-01", What: "场地", Fen: 7900_00, Voucher: "记-12"}})
	w.must(officer, RecordCost{ID: id, Cost: ActivityCost{Day: "2026-09-01", What: "教具", Fen: 300_00, Voucher: "记-13"}})
	w.must(officer, StepActivity{ID: id, Verb: "account", Reason: "教具涨价"})
	w.must(general, StepActivity{ID: id, Verb: "return", Reason: "缺签到表"})
	w.must(officer, VoidActivityLine{ID: id, Kind: "cost", No: 2, Reason: "由村委承担"})
	w.must(officer, StepActivity{ID: id, Verb: "account"})
	w.must(manager, StepActivity{ID: id, Verb: "accept"})
	a, _ := w.s.Activities.Get(id)
	want := ActivitySums{Sessions: 2, Children: 41, Parents: 37, Volunteers: 6, Hours: 18, SpentFen: 7900_00}
	if a.Sums() != want || a.Status != ActivityClosed || len(a.Sessions) != 2 || a.AcceptedBy != manager.ID {
		t.Errorf("%+v: %+v", a, a.Sums())
	}
	if found, ok := w.s.ActivityByNumber(a.Number); !ok || found.ID != id {
		t.Errorf("not found by %s", a.Number)
	}
	if _, err := w.s.ActivityFor(id, Actor{ID: "x", Role: CountyOfficer, County: "370982"}); err == nil {
		t.Error("another county's officer may touch it")
	}
}

func activityRefusals(w *town) []refusal {
	plan := func(f func(*ActivityPlan)) PlanActivity {
		a := plannedActivity()
		f(&a)
		return PlanActivity{a}
	}
	p, _ := w.s.Programs.Get(w.program["fee"])
	w.must(manager, StepProgram{ID: p.ID, Verb: "close", Reason: "结束"})
	fresh, empty, open := w.planned(plannedActivity()), w.approved(), w.approved()
	own := first[ActivityPlannedDown](w.world, w.must(manager, PlanActivity{plannedActivity()})).Activity.ID
	w.must(officer, RecordSession{ID: open, Session: session()})
	w.must(officer, RecordCost{ID: open, Cost: ActivityCost{Day: "2026-09-01", What: "场地", Fen: 9000_00, Voucher: "记-12"}})
	told := w.approved()
	w.must(manager, RecordSession{ID: told, Session: session()})
	w.must(manager, StepActivity{ID: told, Verb: "account"})
	rec := func(f func(*Session)) RecordSession {
		x := session()
		f(&x)
		return RecordSession{ID: open, Session: x}
	}
	cost := func(f func(*ActivityCost)) RecordCost {
		x := ActivityCost{Day: "2026-09-01", What: "场地", Fen: 100, Voucher: "记-1"}
		f(&x)
		return RecordCost{ID: open, Cost: x}
	}
	return []refusal{
		{"no title", officer, plan(func(a *ActivityPlan) { a.Title = "" }), Invalid, "required", "title"},
		{"a title too long", officer, plan(func(a *ActivityPlan) { a.Title = long() }), Invalid, "text_too_long", "title"},
		{"a county that is none", manager, plan(func(a *ActivityPlan) { a.County = "110101" }), Invalid, "unknown_county", "county"},
		{"another county", officer, plan(func(a *ActivityPlan) { a.County = "370982" }), Forbidden, "forbidden", "county"},
		{"a programme that is none", officer, plan(func(a *ActivityPlan) { a.Program = "none" }), Invalid, "unknown_program", "program"},
		{"a programme that is over", officer, plan(func(a *ActivityPlan) { a.Program = p.ID }), Invalid, "program_closed", "program"},
		{"no day", officer, plan(func(a *ActivityPlan) { a.From = "" }), Invalid, "day_form", "from"},
		{"backwards", officer, plan(func(a *ActivityPlan) { a.To = "2026-08-01" }), Invalid, "period", "to"},
		{"no session", officer, plan(func(a *ActivityPlan) { a.Planned = 0 }), Invalid, "out_of_range", "planned"},
		{"a budget below nothing", officer, plan(func(a *ActivityPlan) { a.BudgetFen = -1 }), Invalid, "amount_negative", "budget_fen"},
		{"a budget too large", officer, plan(func(a *ActivityPlan) { a.BudgetFen = 1 << 60 }), Invalid, "amount_too_large", "budget_fen"},
		{"a step of nothing", manager, StepActivity{ID: "none", Verb: "approve"}, NotFound, "not_found", ""},
		{"a step of another county's", Actor{ID: "x", Role: CountyOfficer, County: "370982"}, StepActivity{ID: open, Verb: "cancel"}, NotFound, "not_found", ""},
		{"a step of an old version", manager, StepActivity{ID: fresh, Verb: "approve", IfVersion: 9}, Conflict, "stale", ""},
		{"a step that cannot be", manager, StepActivity{ID: fresh, Verb: "accept"}, Conflict, "wrong_status", ""},
		{"approving the own plan", manager, StepActivity{ID: own, Verb: "approve"}, Forbidden, "same_person", ""},
		{"accepting the own account", manager, StepActivity{ID: told, Verb: "accept"}, Forbidden, "same_person", ""},
		{"cancelling what was held", officer, StepActivity{ID: open, Verb: "cancel", Reason: "x"}, Conflict, "wrong_status", ""},
		{"cancelling without a reason", officer, StepActivity{ID: fresh, Verb: "cancel"}, Invalid, "reason_required", "reason"},
		{"cancelling with a novel", officer, StepActivity{ID: fresh, Verb: "cancel", Reason: long()}, Invalid, "text_too_long", "reason"},
		{"an account of nothing", officer, StepActivity{ID: empty, Verb: "account"}, Conflict, "no_session", ""},
		{"over the budget without a word", officer, StepActivity{ID: open, Verb: "account"}, Invalid, "over_budget", "reason"},
		{"a session of nothing", officer, RecordSession{ID: "none", Session: session()}, NotFound, "not_found", ""},
		{"a session of a plan", officer, RecordSession{ID: fresh, Session: session()}, Conflict, "wrong_status", ""},
		{"a session on no day", officer, rec(func(x *Session) { x.Day = "gestern" }), Invalid, "day_form", "day"},
		{"a session to come", officer, rec(func(x *Session) { x.Day = "2099-01-01" }), Invalid, "date_future", "day"},
		{"a session before", officer, rec(func(x *Session) { x.Day = "2026-08-01" }), Invalid, "before_activity", "day"},
		{"no session at all", officer, rec(func(x *Session) { x.Count = 0 }), Invalid, "out_of_range", "count"},
		{"fewer than no children", officer, rec(func(x *Session) { x.Children = -1 }), Invalid, "out_of_range", "children"},
		{"no sign-in sheet", officer, rec(func(x *Session) { x.SignIn = " " }), Invalid, "required", "sign_in"},
		{"a place too long", officer, rec(func(x *Session) { x.Place = long() }), Invalid, "text_too_long", "place"},
		{"a cost of nothing", officer, RecordCost{ID: "none"}, NotFound, "not_found", ""},
		{"a cost of a plan", officer, RecordCost{ID: fresh, Cost: ActivityCost{Day: "2026-09-01"}}, Conflict, "wrong_status", ""},
		{"a cost on no day", officer, cost(func(x *ActivityCost) { x.Day = "" }), Invalid, "day_form", "day"},
		{"a cost to come", officer, cost(func(x *ActivityCost) { x.Day = "2099-01-01" }), Invalid, "date_future", "day"},
		{"a cost before", officer, cost(func(x *ActivityCost) { x.Day = "2026-08-01" }), Invalid, "before_activity", "day"},
		{"a cost for nothing", officer, cost(func(x *ActivityCost) { x.What = "" }), Invalid, "required", "what"},
		{"a cost without a voucher", officer, cost(func(x *ActivityCost) { x.Voucher = "" }), Invalid, "required", "voucher"},
		{"a cost of no money", officer, cost(func(x *ActivityCost) { x.Fen = 0 }), Invalid, "amount_positive", "fen"},
		{"a cost too large", officer, cost(func(x *ActivityCost) { x.Fen = 1 << 60 }), Invalid, "amount_too_large", "fen"},
		{"a cost for a novel", officer, cost(func(x *ActivityCost) { x.What = long() }), Invalid, "text_too_long", "what"},
		{"a line of nothing", officer, VoidActivityLine{ID: "none"}, NotFound, "not_found", ""},
		{"a line of what is told", officer, VoidActivityLine{ID: told, Kind: "session", No: 1, Reason: "x"}, Conflict, "wrong_status", ""},
		{"a line that is none", officer, VoidActivityLine{ID: open, Kind: "session", No: 2, Reason: "x"}, Invalid, "unknown_line", "no"},
		{"a line without a reason", officer, VoidActivityLine{ID: open, Kind: "cost", No: 1}, Invalid, "reason_required", "reason"},
		{"a line with a novel", officer, VoidActivityLine{ID: open, Kind: "cost", No: 1, Reason: long()}, Invalid, "text_too_long", "reason"},
	}
}

func TestTheGridOfAnActivity(t *testing.T) {
	statuses := []ActivityStatus{ActivityPlanned, ActivityApproved, ActivityAccounted, ActivityClosed, ActivityCancelled}
	whole(t, activityFlow, statuses, ActivityVerbs)
	expect(t, grid(t, activityFlow, statuses, ActivityVerbs), `
		planned approve approved
		planned cancel cancelled
		approved account accounted
		approved cancel cancelled
		accounted accept closed
		accounted return approved`)
}
