package models

import "shanpei/models/money"

func screeningRefusals(w *town) []refusal {
	plan := func(f func(*ScreeningDay)) PlanScreening {
		x := ScreeningDay{Program: "yida", County: "370911", Day: w.today(), Place: "卫生院", Hospital: "演示医院", Capacity: 2}
		f(&x)
		return PlanScreening{x}
	}
	reading := aProgram("reading", Announce)
	reading.Types = []NeedType{StudyAid}
	w.must(manager, CreateProgram{reading})
	tomorrow := w.screening(func(x *ScreeningDay) { x.Day = w.today().AddDays(1) })
	day, busy := w.screening(nil), w.screening(nil)
	w.signUp(w.child(Hardship, nil), busy)
	hold := func(f func(*StepScreening)) StepScreening {
		c := StepScreening{ID: day, Verb: "hold", Attended: 17, SignIn: "签到1"}
		f(&c)
		return c
	}
	return []refusal{
		{"no place", officer, plan(func(x *ScreeningDay) { x.Place = " " }), Invalid, "required", "place"},
		{"a hospital too long", officer, plan(func(x *ScreeningDay) { x.Hospital = long() }), Invalid, "text_too_long", "hospital"},
		{"a programme that is none", officer, plan(func(x *ScreeningDay) { x.Program = "none" }), Invalid, "unknown_program", "program"},
		{"a programme that is over", officer, plan(func(x *ScreeningDay) { x.Program = "over" }), Invalid, "program_closed", "program"},
		{"a programme without screenings", officer, plan(func(x *ScreeningDay) { x.Program = "reading" }), Invalid, "no_screenings", "program"},
		{"a county that is none", officer, plan(func(x *ScreeningDay) { x.County = "370000" }), Invalid, "unknown_county", "county"},
		{"another county", officer, plan(func(x *ScreeningDay) { x.County = "370982" }), Invalid, "other_county", "county"},
		{"no day", officer, plan(func(x *ScreeningDay) { x.Day = "" }), Invalid, "day_form", "day"},
		{"for nobody", officer, plan(func(x *ScreeningDay) { x.Capacity = 0 }), Invalid, "out_of_range", "capacity"},
		{"a step of nothing", officer, hold(func(c *StepScreening) { c.ID = "none" }), NotFound, "not_found", ""},
		{"a step of another county's", stranger, hold(func(*StepScreening) {}), NotFound, "not_found", ""},
		{"a step of an old version", officer, hold(func(c *StepScreening) { c.IfVersion = 9 }), Conflict, "stale", ""},
		{"a step that cannot be", officer, StepScreening{ID: w.held(1), Verb: "cancel"}, Conflict, "wrong_status", ""},
		{"held before its day", officer, hold(func(c *StepScreening) { c.ID = tomorrow }), Invalid, "date_future", "verb"},
		{"fewer than nobody came", officer, hold(func(c *StepScreening) { c.Attended = -1 }), Invalid, "out_of_range", "attended"},
		{"no sign-in sheet", officer, hold(func(c *StepScreening) { c.SignIn = "" }), Invalid, "required", "sign_in"},
		{"a sign-in sheet too long", officer, hold(func(c *StepScreening) { c.SignIn = long() }), Invalid, "text_too_long", "sign_in"},
		{"cancelled without a reason", officer, StepScreening{ID: day, Verb: "cancel"}, Invalid, "reason_required", "reason"},
		{"cancelled with children", officer, StepScreening{ID: busy, Verb: "cancel", Reason: "x"}, Conflict, "screening_has_cases", ""},
	}
}

func signUpRefusals(w *town) []refusal {
	day := w.screening(func(x *ScreeningDay) { x.Capacity = 1 })
	w.signUp(w.child(Hardship, nil), day)
	open, held := w.screening(nil), w.held(3)
	good, away, silent, busy := w.child(Hardship, nil), w.child(Hardship, func(b *Beneficiary) { b.County, b.Township = "370982", "羊流镇" }), w.child(Hardship, nil), w.child(Hardship, nil)
	w.must(System, EndConsent{ID: w.s.ConsentsOf(silent)[0].ID, Why: "withdrawn"})
	w.signUp(busy, "")
	entered := Beneficiary{ID: "entered", Category: Hardship, County: "370911", Township: "山口镇", Stage: Primary, Risk: "low", Source: "visit"}
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{entered}})
	return []refusal{
		{"a child that is none", worker, SignUpCase{Beneficiary: "none", Screening: open}, Invalid, "unknown_beneficiary", "beneficiary"},
		{"another county's child", worker, SignUpCase{Beneficiary: away, Screening: open}, Invalid, "unknown_beneficiary", "beneficiary"},
		{"a child that is not accepted", worker, SignUpCase{Beneficiary: "entered", Screening: open}, Conflict, "not_accepted", "beneficiary"},
		{"a child without consent", worker, SignUpCase{Beneficiary: silent, Screening: open}, Conflict, "consent_missing", "beneficiary"},
		{"a child with a case", worker, SignUpCase{Beneficiary: busy, Screening: open}, Conflict, "case_open", "beneficiary"},
		{"a screening that is none", worker, SignUpCase{Beneficiary: good, Screening: "none"}, Invalid, "unknown_screening", "screening"},
		{"a screening that was", worker, SignUpCase{Beneficiary: good, Screening: held}, Conflict, "wrong_status", "screening"},
		{"a screening elsewhere", manager, SignUpCase{Beneficiary: away, Screening: open}, Conflict, "other_county", "beneficiary"},
		{"a screening that is full", worker, SignUpCase{Beneficiary: good, Screening: day}, Conflict, "screening_full", "screening"},
		{"a programme that is none", worker, SignUpCase{Beneficiary: good, Program: "none"}, Invalid, "unknown_program", "program"},
		{"a programme that is over", worker, SignUpCase{Beneficiary: good, Program: "over"}, Conflict, "program_closed", "program"},
	}
}

func caseRefusals(w *town) []refusal {
	sp, other := w.surgery(6), w.sponsored(1, nil)
	_, half := w.funded(w.a, w.openNeed(1, func(n *Need) {
		n.Type, n.Stage, n.UnitPriceFen, n.Program = Surgery, "", 15_000*yuan, "yida"
		n.County, n.Township = "370982", "羊流镇"
	}), 1)
	later := w.signed(w.a, 30_000*yuan, Purpose{Needs: []string{w.openNeed(2, func(n *Need) { n.Type, n.Stage, n.UnitPriceFen = Surgery, "", 15_000*yuan })}}, Instalment{Due: w.today(), AmountFen: 15_000 * yuan}, Instalment{Due: w.today().AddDays(9), AmountFen: 15_000 * yuan})
	w.receive(later, 15_000*yuan)
	partly := w.s.SponsorshipsOfPledge(later)[0].ID
	tomorrow, full := w.screening(func(x *ScreeningDay) { x.Day = w.today().AddDays(1) }), w.screening(nil)
	early, crowd := w.signUp(w.child(Hardship, nil), tomorrow), w.signUp(w.child(Hardship, nil), full)
	w.hold(full, 0)
	found := w.signUp(w.child(Hardship, nil), "")
	w.caseStep(manager, found, "indicate", nil)
	ready := func(child string) string {
		id := w.signUp(child, "")
		w.caseStep(manager, id, "indicate", nil)
		w.caseStep(manager, id, "settle", settled)
		return id
	}
	id, rich := ready(w.child(Hardship, nil)), ready(w.child(Hardship, nil))
	asked, dear := ready(w.child(Hardship, nil)), ready(w.child(Hardship, nil))
	w.caseStep(manager, dear, "settle", func(c *StepCase) { c.Bill = CaseBill{TotalFen: 20_000 * yuan} })
	both := Actor{ID: "both", Role: RoleSystem}
	w.caseStep(both, asked, "propose", asks(15_000*yuan, sp, 1))
	mute := w.child(Hardship, nil)
	silent := ready(mute)
	w.caseStep(manager, silent, "propose", asks(15_000*yuan, sp, 6))
	w.must(System, EndConsent{ID: w.s.ConsentsOf(mute)[0].ID, Why: "withdrawn"})
	first, next := w.approvedCase(partly, 1), ready(w.child(Hardship, nil))
	w.caseStep(manager, next, "propose", asks(15_000*yuan, partly, 2))
	approved, operated := w.approvedCase(sp, 2), w.operated(sp, 3)
	_ = first
	over := w.operated(sp, 4)
	w.caseStep(manager, over, "bill", billed(16_000*yuan, "more"))
	w.caseStep(manager, over, "follow", func(c *StepCase) { c.Outcome = "improved" })
	done := w.operated(sp, 5)
	w.caseStep(manager, done, "bill", billed(12_000*yuan, ""))
	w.must(maker, hospital(sp, 1, 12_000*yuan, get(w.world, w.s.Cases, done).Money[0].Binding))
	w.caseStep(manager, rich, "propose", func(c *StepCase) { c.Fen, c.Document = 15_000*yuan, "文1" })
	w.caseStep(general, rich, "approve", nil)
	unpaid := w.caseStep(manager, w.operated(sp, 1), "bill", billed(12_000*yuan, "")).ID
	w.caseStep(manager, unpaid, "month", func(c *StepCase) { c.Month, c.Sessions, c.Hospital = "2026-09", 3, "x" })
	w.caseStep(manager, unpaid, "follow", func(c *StepCase) { c.Outcome = "improved" })
	step := func(id, verb string, f func(*StepCase)) StepCase {
		c := StepCase{ID: id, Verb: verb, Random: "r"}
		if f != nil {
			f(&c)
		}
		return c
	}
	bill := func(b CaseBill) func(*StepCase) { return func(c *StepCase) { c.Bill, c.Settlement = b, "结算1" } }
	month := func(m string, n int) func(*StepCase) {
		return func(c *StepCase) { c.Month, c.Sessions, c.Hospital = m, n, "x" }
	}
	return []refusal{
		{"a case that is none", manager, step("none", "settle", nil), NotFound, "not_found", ""},
		{"an old version", manager, step(id, "settle", func(c *StepCase) { c.IfVersion = 9 }), Conflict, "stale", ""},
		{"a step that cannot be", manager, step(id, "close", nil), Conflict, "wrong_status", ""},
		{"found before the screening", manager, step(early, "indicate", nil), Conflict, "screening_not_held", ""},
		{"more found than came", manager, step(crowd, "indicate", nil), Conflict, "over_attendance", ""},
		{"a bill of nothing", manager, step(found, "settle", bill(CaseBill{})), Invalid, "amount_positive", "total_fen"},
		{"an insurance that takes", manager, step(found, "settle", bill(CaseBill{TotalFen: 1, InsuredFen: -1})), Invalid, "amount_negative", "insured_fen"},
		{"others that take", manager, step(found, "settle", bill(CaseBill{TotalFen: 1, OtherFen: -1})), Invalid, "amount_negative", "other_fen"},
		{"a bill too large", manager, step(found, "settle", bill(CaseBill{TotalFen: money.MaxFen})), Invalid, "amount_too_large", "total_fen"},
		{"an insurance over the bill", manager, step(found, "settle", bill(CaseBill{TotalFen: 1, InsuredFen: 2})), Invalid, "over_bill", "insured_fen"},
		{"no money asked for", manager, step(id, "propose", asks(0, sp, 1)), Invalid, "amount_positive", "fen"},
		{"more than the family's part", manager, step(id, "propose", asks(15_001*yuan, sp, 1)), Conflict, "over_own", "fen"},
		{"money for one who has it", manager, step(rich, "propose", asks(1, sp, 1)), Conflict, "has_money", "fen"},
		{"money of nobody", manager, step(id, "propose", asks(1, "", 0)), Invalid, "required", "document"},
		{"a paper with a person's number", manager, step(id, "propose", func(c *StepCase) { c.Fen, c.Document = 1, "110105194912310021" }), Invalid, "document_form", "document"},
		{"a paper too long", manager, step(id, "propose", func(c *StepCase) { c.Fen, c.Document = 1, long() }), Invalid, "text_too_long", "document"},
		{"a sponsorship that is none", manager, step(id, "propose", asks(1, "none", 1)), Invalid, "unknown_sponsorship", "sponsorship"},
		{"a sponsorship of something else", manager, step(id, "propose", asks(1, other, 1)), Conflict, "other_program", "sponsorship"},
		{"a sponsorship elsewhere", manager, step(id, "propose", asks(1, half, 1)), Conflict, "other_county", "sponsorship"},
		{"a place that is none", manager, step(id, "propose", asks(1, sp, 9)), Invalid, "unknown_place", "slot"},
		{"a place that somebody has", manager, step(id, "propose", asks(1, sp, 2)), Conflict, "place_bound", "slot"},
		{"more than a place holds", manager, step(dear, "propose", asks(15_001*yuan, sp, 6)), Conflict, "over_place", "fen"},
		{"approving the own proposal", both, step(asked, "approve", nil), Forbidden, "same_person", ""},
		{"refusing without a reason", general, step(asked, "refuse", nil), Invalid, "reason_required", "reason"},
		{"approved without consent", general, step(silent, "approve", nil), Conflict, "consent_missing", "beneficiary"},
		{"approved before the money came", general, step(next, "approve", nil), Conflict, "place_not_funded", "slot"},
		{"an operation on no day", manager, step(approved, "operate", func(c *StepCase) { c.Day, c.Hospital = "x", "x" }), Invalid, "day_form", "day"},
		{"an operation to come", manager, step(approved, "operate", func(c *StepCase) { c.Day, c.Hospital = w.today().AddDays(1), "x" }), Invalid, "date_future", "day"},
		{"an operation nowhere", manager, step(approved, "operate", nil), Invalid, "required", "hospital"},
		{"a bill without a number", manager, step(operated, "bill", func(c *StepCase) { c.Bill = estimate }), Invalid, "required", "settlement"},
		{"a bill over the money", manager, step(operated, "bill", billed(15_001*yuan, "")), Invalid, "shortfall_required", "shortfall"},
		{"a bill that who knows pays", manager, step(operated, "bill", billed(15_001*yuan, "x")), Invalid, "unknown_choice", "shortfall"},
		{"another bill while the first is paid", manager, step(done, "bill", billed(1, "")), Conflict, "bill_in_payout", ""},
		{"a month that is none", manager, step(done, "month", month("2026-13", 1)), Invalid, "month_form", "month"},
		{"a month to come", manager, step(done, "month", month("2027-01", 1)), Invalid, "date_future", "month"},
		{"a month before the operation", manager, step(done, "month", month("2026-01", 1)), Invalid, "before_operation", "month"},
		{"a month without training", manager, step(done, "month", month("2026-09", 0)), Invalid, "out_of_range", "sessions"},
		{"a month twice", manager, step(unpaid, "month", month("2026-09", 1)), Invalid, "month_twice", "month"},
		{"a follow-up before the operation", manager, step(done, "follow", func(c *StepCase) { c.Day, c.Outcome = "2026-01-01", "improved" }), Invalid, "before_operation", "day"},
		{"a follow-up without an outcome", manager, step(done, "follow", nil), Invalid, "unknown_choice", "outcome"},
		{"closed with money asked for", manager, step(over, "close", nil), Conflict, "shortfall_open", ""},
		{"closed before the hospital has its money", manager, step(unpaid, "close", nil), Conflict, "hospital_unpaid", ""},
		{"withdrawn for no reason", manager, step(found, "withdraw", nil), Invalid, "unknown_choice", "reason"},
	}
}

// hospitalRefusals are payouts for operations that are not by the bill.
func hospitalRefusals(w *town) []refusal {
	sp := w.surgery(2)
	open := get(w.world, w.s.Cases, w.operated(sp, 1)).Money[0].Binding
	done := w.caseStep(manager, w.operated(sp, 2), "bill", billed(12_000*yuan, "")).Money[0].Binding
	return []refusal{
		{"an operation without a bill", maker, hospital(sp, 1, 12_000*yuan, open), Conflict, "case_unbilled", "lines.0.bindings"},
		{"an operation over its bill", maker, hospital(sp, 1, 12_001*yuan, done), Conflict, "not_the_bill", "lines.0.amount_fen"},
	}
}
