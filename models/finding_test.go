package models

import (
	"testing"

	"pgregory.net/rapid"
)

func (w *town) campaign() string {
	c := Campaign{Kind: "survey", Title: "摸底排查 2026", Plan: "逐户走访", Counties: []string{"370911"}, From: w.today(), To: w.today().AddDays(60)}
	return first[CampaignPlannedDown](w.world, w.must(officer, PlanCampaign{c})).Campaign.ID
}

// household is a visit to one that is not known yet.
func (w *town) household(campaign string) string {
	v := Visit{County: "370911", Township: "山口镇", Day: w.today(), Findings: []string{"new_hardship"}, Campaign: campaign}
	return first[VisitRecorded](w.world, w.must(worker, RecordVisit{[]Visit{v}})).Visit.ID
}

func (w *town) course() string {
	c := Course{Title: "儿童福利与个人信息保护", Topics: "山东省未成年人保护条例", Place: "市民政局", Day: w.today(), Hours: 6, Months: 12}
	return first[CoursePlannedDown](w.world, w.must(manager, PlanCourse{c})).Course.ID
}

func (w *town) heldCourse() string {
	id := w.course()
	w.must(manager, StepCourse{ID: id, Verb: "hold", Attended: []string{officer.ID}, Others: 12, SignIn: "签到1"})
	return id
}

func TestAVisitLeadsToANewChildAndIsDueAgainByItsRisk(t *testing.T) {
	w := newTown(t)
	campaign := w.campaign()
	id := w.household(campaign)
	child := w.child(Hardship, func(b *Beneficiary) { b.Risk, b.Source = "medium", "survey" })
	w.must(worker, LinkVisit{ID: id, Beneficiary: get(w.world, w.s.Beneficiaries, child).Number})
	v := get(w.world, w.s.Visits, id)
	if c := get(w.world, w.s.Campaigns, campaign); v.LedTo != child || v.Waits() || c.Found != 1 {
		t.Fatalf("%+v of %+v", v, c)
	}
	b := get(w.world, w.s.Beneficiaries, child)
	if due := w.s.VisitDue(b); due != AddMonths(w.today(), 1) { // an unknown household is looked at again within a month
		t.Errorf("due %s", due)
	}
	w.must(worker, RecordVisit{[]Visit{{Beneficiary: child, Day: w.today(), Findings: []string{"illness", "income_lost", "illness"}}}})
	if last, _ := w.s.LastVisit(child); w.s.VisitDue(b) != AddMonths(w.today(), 3) || len(last.Findings) != 2 || last.Township != "山口镇" {
		t.Errorf("due %s by %+v", w.s.VisitDue(b), last)
	}
	quiet := get(w.world, w.s.Beneficiaries, w.child(Hardship, nil))
	if due := w.s.VisitDue(quiet); due != AddMonths(quiet.AcceptedOn, 6) {
		t.Errorf("who was never visited is due %s", due)
	}
	w.must(officer, StepBeneficiary{IDs: []string{child}, Verb: "depart", Reason: "moved"})
	net := w.s.NetAdditions()
	if len(net) != 1 || net[0] != (NetAdditions{County: "370911", Quarter: Quarter(w.now), Added: 2, Survey: 1, Left: 1}) || net[0].Net() != 1 {
		t.Errorf("%+v", net)
	}
	w.must(officer, StepCampaign{ID: campaign, Verb: "close", Households: 410, Times: 1200, Summary: "全部走访"})
}

func TestACertificateOpensPersonalDataUntilItEnds(t *testing.T) {
	w := newTown(t)
	id := w.heldCourse()
	before := get(w.world, w.s.Users, officer.ID).TrainedUntil
	w.must(admin, StepCourse{ID: id, Verb: "certify"})
	c, until := get(w.world, w.s.Courses, id), get(w.world, w.s.Users, officer.ID).TrainedUntil
	if until != AddMonths(w.today(), 12) || until == before || c.Until != until || c.Times() != 13 || c.Status != CourseCertified {
		t.Errorf("trained until %s by %+v", until, c)
	}
	w.must(manager, StepCourse{ID: w.course(), Verb: "cancel", Reason: "讲师缺席"})
}

func findingRefusals(w *town) []refusal {
	child := w.child(Hardship, nil)
	away := w.child(Hardship, func(b *Beneficiary) { b.County, b.Township = "370982", "羊流镇" })
	gone := w.child(Hardship, nil)
	w.must(officer, StepBeneficiary{IDs: []string{gone}, Verb: "depart", Reason: "moved"})
	over := w.campaign()
	w.must(officer, StepCampaign{ID: over, Verb: "cancel", Reason: "合并"})
	visit := func(f func(*Visit)) RecordVisit {
		v := Visit{Beneficiary: child, Day: w.today(), Findings: []string{"no_change"}}
		f(&v)
		return RecordVisit{[]Visit{v}}
	}
	house := func(f func(*Visit)) RecordVisit {
		v := Visit{County: "370911", Township: "山口镇", Day: w.today(), Findings: []string{"new_hardship"}}
		f(&v)
		return RecordVisit{[]Visit{v}}
	}
	known := first[VisitRecorded](w.world, w.must(worker, visit(func(*Visit) {}))).Visit.ID
	unknown := w.household("")
	plan := func(f func(*Campaign)) PlanCampaign {
		c := Campaign{Kind: "survey", Title: "排查", Counties: []string{"370911"}, From: w.today(), To: w.today()}
		f(&c)
		return PlanCampaign{c}
	}
	open := w.campaign()
	later := first[CampaignPlannedDown](w.world, w.must(officer, plan(func(c *Campaign) { c.From, c.To = w.today().AddDays(9), w.today().AddDays(9) }))).Campaign.ID
	closing := func(f func(*StepCampaign)) StepCampaign {
		c := StepCampaign{ID: open, Verb: "close", Summary: "完成"}
		f(&c)
		return c
	}
	return []refusal{
		{"a visit to nobody", worker, visit(func(v *Visit) { v.Beneficiary = "none" }), Invalid, "unknown_beneficiary", "beneficiary"},
		{"a visit to another county's", worker, visit(func(v *Visit) { v.Beneficiary = away }), Invalid, "unknown_beneficiary", "beneficiary"},
		{"a visit to one who left", worker, visit(func(v *Visit) { v.Beneficiary = gone }), Conflict, "not_accepted", "beneficiary"},
		{"a visit nowhere", worker, house(func(v *Visit) { v.County = "370000" }), Invalid, "unknown_county", "county"},
		{"a visit to no township", worker, house(func(v *Visit) { v.Township = "x" }), Invalid, "unknown_township", "township"},
		{"a visit elsewhere", worker, house(func(v *Visit) { v.County, v.Township = "370982", "羊流镇" }), Invalid, "other_county", "county"},
		{"a visit on no day", worker, visit(func(v *Visit) { v.Day = "" }), Invalid, "day_form", "day"},
		{"a visit to come", worker, visit(func(v *Visit) { v.Day = w.today().AddDays(1) }), Invalid, "date_future", "day"},
		{"a visit that found nothing, not even no change", worker, visit(func(v *Visit) { v.Findings = nil }), Invalid, "required", "findings"},
		{"a finding that is none", worker, visit(func(v *Visit) { v.Findings = []string{"x"} }), Invalid, "unknown_choice", "findings"},
		{"the next before this", worker, visit(func(v *Visit) { v.Next = v.Day }), Invalid, "period", "next"},
		{"a campaign that is none", worker, visit(func(v *Visit) { v.Campaign = "none" }), Invalid, "unknown_campaign", "campaign"},
		{"a campaign that is over", worker, visit(func(v *Visit) { v.Campaign = over }), Conflict, "campaign_over", "campaign"},
		{"no visit at all", worker, RecordVisit{}, Invalid, "lines_required", "list"},
		{"too many visits", worker, RecordVisit{make([]Visit, maxEntered+1)}, Invalid, "too_many_lines", "list"},
		{"the second of a list", worker, RecordVisit{[]Visit{{Beneficiary: child, Day: w.today(), Findings: []string{"no_change"}}, {Beneficiary: "none"}}}, Invalid, "unknown_beneficiary", "list.1.beneficiary"},
		{"linking nothing", worker, LinkVisit{ID: "none"}, NotFound, "not_found", ""},
		{"linking another county's", stranger, LinkVisit{ID: unknown, Beneficiary: child}, NotFound, "not_found", ""},
		{"linking an old version", worker, LinkVisit{ID: unknown, IfVersion: 9}, Conflict, "stale", ""},
		{"linking a visit to somebody known", worker, LinkVisit{ID: known, Beneficiary: child}, Conflict, "wrong_status", ""},
		{"linking nobody", worker, LinkVisit{ID: unknown, Beneficiary: "none"}, Invalid, "unknown_beneficiary", "beneficiary"},
		{"linking somebody from elsewhere", manager, LinkVisit{ID: unknown, Beneficiary: away}, Invalid, "other_county", "beneficiary"},
		{"a campaign of no kind", officer, plan(func(c *Campaign) { c.Kind = "x" }), Invalid, "unknown_choice", "kind"},
		{"a campaign without a title", officer, plan(func(c *Campaign) { c.Title = " " }), Invalid, "required", "title"},
		{"a title too long", officer, plan(func(c *Campaign) { c.Title = long() }), Invalid, "text_too_long", "title"},
		{"a campaign nowhere", officer, plan(func(c *Campaign) { c.Counties = []string{"370000"} }), Invalid, "unknown_county", "counties"},
		{"a campaign elsewhere", officer, plan(func(c *Campaign) { c.Counties = []string{"370982"} }), Invalid, "other_county", "counties"},
		{"a campaign on no day", officer, plan(func(c *Campaign) { c.From = "" }), Invalid, "day_form", "from"},
		{"a campaign backwards", officer, plan(func(c *Campaign) { c.To = "2020-01-01" }), Invalid, "period", "to"},
		{"closing nothing", officer, closing(func(c *StepCampaign) { c.ID = "none" }), NotFound, "not_found", ""},
		{"closing another county's", stranger, closing(func(c *StepCampaign) {}), NotFound, "not_found", ""},
		{"closing an old version", officer, closing(func(c *StepCampaign) { c.IfVersion = 9 }), Conflict, "stale", ""},
		{"closing what is over", officer, closing(func(c *StepCampaign) { c.ID = over }), Conflict, "wrong_status", ""},
		{"closing before it began", officer, closing(func(c *StepCampaign) { c.ID = later }), Invalid, "date_future", "verb"},
		{"fewer than no household", officer, closing(func(c *StepCampaign) { c.Households = -1 }), Invalid, "out_of_range", "households"},
		{"closing without a word", officer, closing(func(c *StepCampaign) { c.Summary = "" }), Invalid, "required", "summary"},
		{"a summary too long", officer, closing(func(c *StepCampaign) { c.Summary = long() }), Invalid, "text_too_long", "summary"},
		{"cancelled without a reason", officer, StepCampaign{ID: open, Verb: "cancel"}, Invalid, "reason_required", "reason"},
	}
}

func courseRefusals(w *town) []refusal {
	plan := func(f func(*Course)) PlanCourse {
		c := Course{Title: "培训", Topics: "条例", Place: "局", Day: w.today(), Hours: 6, Months: 12}
		f(&c)
		return PlanCourse{c}
	}
	id, held := w.course(), w.heldCourse()
	later := first[CoursePlannedDown](w.world, w.must(manager, plan(func(c *Course) { c.Day = w.today().AddDays(9) }))).Course.ID
	old := first[CoursePlannedDown](w.world, w.must(manager, plan(func(c *Course) { c.Day, c.Months = "2024-01-01", 1 }))).Course.ID
	w.must(manager, StepCourse{ID: old, Verb: "hold", Others: 1, SignIn: "1"})
	hold := func(f func(*StepCourse)) StepCourse {
		c := StepCourse{ID: id, Verb: "hold", Attended: []string{officer.ID}, SignIn: "1"}
		f(&c)
		return c
	}
	return []refusal{
		{"no title", manager, plan(func(c *Course) { c.Title = "" }), Invalid, "required", "title"},
		{"topics too long", manager, plan(func(c *Course) { c.Topics = long() }), Invalid, "text_too_long", "topics"},
		{"no day", manager, plan(func(c *Course) { c.Day = "" }), Invalid, "day_form", "day"},
		{"no hour", manager, plan(func(c *Course) { c.Hours = 0 }), Invalid, "out_of_range", "hours"},
		{"a course that is none", manager, hold(func(c *StepCourse) { c.ID = "none" }), NotFound, "not_found", ""},
		{"an old version", manager, hold(func(c *StepCourse) { c.IfVersion = 9 }), Conflict, "stale", ""},
		{"a step that cannot be", manager, StepCourse{ID: id, Verb: "certify"}, Conflict, "wrong_status", ""},
		{"held before its day", manager, hold(func(c *StepCourse) { c.ID = later }), Invalid, "date_future", "verb"},
		{"held with nobody", manager, hold(func(c *StepCourse) { c.Attended = nil }), Invalid, "required", "attended"},
		{"held with a stranger", manager, hold(func(c *StepCourse) { c.Attended = []string{w.a.ID} }), Invalid, "unknown_user", "attended"},
		{"fewer than no others", manager, hold(func(c *StepCourse) { c.Others = -1 }), Invalid, "out_of_range", "others"},
		{"a sheet too long", manager, hold(func(c *StepCourse) { c.SignIn = long() }), Invalid, "text_too_long", "sign_in"},
		{"certificates by who held it", manager, StepCourse{ID: held, Verb: "certify"}, Forbidden, "same_person", ""},
		{"certificates that are over", admin, StepCourse{ID: old, Verb: "certify"}, Conflict, "certificate_over", ""},
		{"cancelled without a reason", manager, StepCourse{ID: id, Verb: "cancel"}, Invalid, "reason_required", "reason"},
	}
}

func TestTheGridsOfCampaignsAndCourses(t *testing.T) {
	statuses, verbs := []CampaignStatus{CampaignPlanned, CampaignClosed, CampaignCancelled}, []string{"close", "cancel"}
	whole(t, CampaignFlow, statuses, verbs)
	expect(t, grid(t, CampaignFlow, statuses, verbs), `
		planned close closed
		planned cancel cancelled`)
	cs, cv := []CourseStatus{CoursePlanned, CourseHeld, CourseCertified, CourseCancelled}, []string{"hold", "certify", "cancel"}
	whole(t, CourseFlow, cs, cv)
	expect(t, grid(t, CourseFlow, cs, cv), `
		planned hold held
		planned cancel cancelled
		held hold held
		held certify certified`)
}

// visit goes to a home, known or not, in a campaign or not; a course is held and certified.
func (c *chance) visit(rt *rapid.T) {
	campaign := pick(rt, "campaign", c.campaign(), "")
	id := c.household(campaign)
	child := c.patient(rt)
	c.ask(rt, pick(rt, "who", worker, officer, stranger), RecordVisit{[]Visit{{Beneficiary: child, Day: c.today(), Findings: []string{pick(rt, "finding", VisitFindings...)}, Campaign: campaign}}})
	c.ask(rt, worker, LinkVisit{ID: id, Beneficiary: child})
	if campaign != "" {
		c.ask(rt, officer, StepCampaign{ID: campaign, Verb: pick(rt, "campaign goes", "close", "cancel"), Households: 3, Summary: "完成", Reason: "x"})
	}
	course := c.course()
	for _, verb := range []string{"hold", "certify", "cancel"} {
		c.ask(rt, pick(rt, "by", manager, admin), StepCourse{ID: course, Verb: verb, Attended: []string{officer.ID}, SignIn: "1", Reason: "x"})
	}
}
