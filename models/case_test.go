package models

import (
	"testing"

	"shanpei/models/money"
)

// surgery is a funded sponsorship of operations at 15,000.00 each.
func (w *town) surgery(places int) string {
	return w.sponsored(places, func(n *Need) { n.Type, n.Stage, n.UnitPriceFen = Surgery, "", 15_000*yuan })
}

func (w *town) screening(change func(*ScreeningDay)) string {
	x := ScreeningDay{Program: "yida", County: "370911", Day: w.today(), Place: "山口镇卫生院", Hospital: "演示定点医院", Capacity: 40}
	if change != nil {
		change(&x)
	}
	return first[ScreeningPlannedDown](w.world, w.must(officer, PlanScreening{x})).Screening.ID
}

func (w *town) held(attended int) string {
	return w.hold(w.screening(nil), attended)
}

func (w *town) hold(id string, attended int) string {
	w.must(officer, StepScreening{ID: id, Verb: "hold", Attended: attended, SignIn: "签到1"})
	return id
}

func (w *town) signUp(child, screening string) string {
	return first[CaseSignedUpDown](w.world, w.must(worker, SignUpCase{Beneficiary: child, Screening: screening, Program: "yida"})).Case.ID
}

func (w *town) caseStep(a Actor, id, verb string, change func(*StepCase)) *Case {
	w.Helper()
	c := StepCase{ID: id, Verb: verb, Random: "r"}
	if change != nil {
		change(&c)
	}
	w.must(a, c)
	return get(w.world, w.s.Cases, id)
}

var (
	estimate = CaseBill{TotalFen: 42_000 * yuan, InsuredFen: 27_000 * yuan}
	settled  = func(c *StepCase) { c.Bill = estimate }
)

func asks(fen money.Fen, sp string, slot int) func(*StepCase) {
	return func(c *StepCase) { c.Fen, c.Sponsorship, c.Slot = fen, sp, slot }
}

func billed(own money.Fen, shortfall string) func(*StepCase) {
	return func(c *StepCase) {
		c.Bill, c.Settlement, c.Shortfall = CaseBill{TotalFen: 30_000*yuan + own, InsuredFen: 30_000 * yuan}, "结算2026-1", shortfall
	}
}

// operated is a case with a place of a sponsorship, up to the operation.
func (w *town) operated(sp string, slot int) string {
	id := w.approvedCase(sp, slot)
	w.caseStep(manager, id, "operate", func(c *StepCase) { c.Hospital = "演示定点医院" })
	return id
}

func (w *town) approvedCase(sp string, slot int) string {
	id := w.signUp(w.child(Hardship, nil), "")
	w.caseStep(manager, id, "indicate", nil)
	w.caseStep(manager, id, "settle", settled)
	w.caseStep(manager, id, "propose", asks(15_000*yuan, sp, slot))
	w.caseStep(general, id, "approve", nil)
	return id
}

func hospital(sp string, places int, fen money.Fen, bindings ...string) MakeDisbursement {
	return MakeDisbursement{Program: "yida", Lines: []DisbursementLine{{Sponsorship: sp, Places: places, PayeeKind: "hospital", AmountFen: fen, Bindings: bindings}}}
}

func TestACaseGoesFromTheScreeningToTheFollowUp(t *testing.T) {
	w := newTown(t)
	pledge, sp := w.funded(w.a, w.openNeed(2, func(n *Need) { n.Type, n.Stage, n.UnitPriceFen = Surgery, "", 15_000*yuan }), 2)
	day := w.screening(nil)
	one, two, three := w.signUp(w.child(Hardship, nil), day), w.signUp(w.child(Hardship, nil), day), w.signUp(w.child(Hardship, nil), day)
	w.hold(day, 17)
	w.caseStep(manager, one, "indicate", nil)
	w.caseStep(manager, two, "rule_out", nil)
	w.caseStep(manager, three, "absent", nil)
	w.caseStep(manager, one, "settle", settled)
	w.caseStep(manager, one, "propose", asks(15_000*yuan, sp, 2))
	w.caseStep(general, one, "refuse", func(c *StepCase) { c.Reason = "缺医保预结算单" })
	w.caseStep(manager, one, "propose", asks(15_000*yuan, sp, 2))
	if c := w.caseStep(general, one, "approve", nil); c.Status != CaseApproved || len(c.Money) != 1 || c.Money[0].Binding == "" || c.Money[0].ApprovedBy != general.ID {
		t.Fatalf("%+v", c)
	}
	w.caseStep(manager, one, "operate", func(c *StepCase) { c.Hospital = "演示定点医院" })
	if slug, _ := refusedWith(second(w.do(maker, hospital(sp, 1, 15_000*yuan, w.s.BindingsOf(sp)[0].ID)))); slug != "case_unbilled" {
		t.Errorf("paid before the bill: %q", slug)
	}
	// The bill is less than what was held: the hospital gets the bill, the rest goes back to the gift.
	c := w.caseStep(manager, one, "bill", billed(13_200*yuan, ""))
	if sums := w.s.SumsOf(c); sums != (CaseSums{HeldFen: 15_000 * yuan, DueFen: 13_200 * yuan, SurplusFen: 1_800 * yuan}) {
		t.Errorf("%+v", sums)
	}
	paid := first[PayoutMade](w.world, w.must(maker, hospital(sp, 1, 13_200*yuan))).Disbursement.ID
	w.payoutSteps(paid, "check", "approve", "pay")
	w.caseStep(manager, one, "month", func(c *StepCase) { c.Month, c.Sessions, c.Hospital = "2026-09", 12, "演示康复中心" })
	w.caseStep(manager, one, "follow", func(c *StepCase) { c.Outcome = "improved" })
	c = w.caseStep(manager, one, "close", nil)
	if sums := w.s.SumsOf(c); sums.PaidFen != 13_200*yuan || c.Status != CaseClosed {
		t.Errorf("%+v, %+v", sums, c)
	}
	w.payoutSteps(paid, "prove")
	w.payoutSteps(first[PayoutMade](w.world, w.must(maker, hospital(sp, 1, 15_000*yuan))).Disbursement.ID, "check", "approve", "pay", "prove") // a place that has no case
	if left := w.s.Balance(pledgeAccount(pledge)); left != 1_800*yuan {
		t.Errorf("%s went back to the gift", left)
	}
	if f := w.s.FunnelOf(c.Program, ""); f != (Funnel{Sessions: 1, Attended: 17, SignedUp: 3, Screened: 2, Indicated: 1, Approved: 1, Operated: 1, Followed: 1, Closed: 1, RehabMonths: 1}) {
		t.Errorf("%+v", f)
	}
	if f := w.s.FunnelOf(c.Program, "370982"); f != (Funnel{}) {
		t.Errorf("another county: %+v", f)
	}
}

func TestABillOverTheMoneyHeldIsStoodForBySomebody(t *testing.T) {
	w := newTown(t)
	sp := w.surgery(3)
	id := w.operated(sp, 1)
	if slug, p := refusedWith(second(w.do(manager, StepCase{ID: id, Verb: "bill", Bill: CaseBill{TotalFen: 20_000 * yuan}, Settlement: "结算1"}))); slug != "shortfall_required" || p["fen"] != 5_000*yuan {
		t.Errorf("%q %v", slug, p)
	}
	w.caseStep(manager, id, "bill", billed(18_000*yuan, "more"))
	w.caseStep(manager, id, "propose", asks(3_000*yuan, sp, 2))
	c := w.caseStep(general, id, "approve", nil)
	shares := w.s.CaseShares(c)
	if c.Status != CaseBilled || len(shares) != 2 || shares[0].DueFen != 15_000*yuan || shares[1].DueFen != 3_000*yuan || w.s.SumsOf(c).ShortfallFen != 0 {
		t.Fatalf("%+v of %+v", shares, c)
	}
	if slug, p := refusedWith(second(w.do(maker, hospital(sp, 2, 17_000*yuan)))); slug != "not_the_bill" || p["due"] != 18_000*yuan {
		t.Errorf("%q %v", slug, p)
	}
	w.payoutSteps(first[PayoutMade](w.world, w.must(maker, hospital(sp, 2, 18_000*yuan))).Disbursement.ID, "check", "approve", "pay")
	w.caseStep(manager, id, "follow", func(c *StepCase) { c.Outcome = "unchanged" })
	w.caseStep(manager, id, "close", nil)

	family := w.caseStep(manager, w.operated(sp, 3), "bill", billed(16_000*yuan, "family"))
	if sums := w.s.SumsOf(family); sums.DueFen != 15_000*yuan || sums.ShortfallFen != 1_000*yuan {
		t.Errorf("%+v", sums)
	}
}

func TestAPlaceThatACaseNeedsNoMoreIsFree(t *testing.T) {
	w := newTown(t)
	sp := w.surgery(2)
	gone, covered := w.approvedCase(sp, 1), w.operated(sp, 2)
	w.caseStep(manager, gone, "withdraw", func(c *StepCase) { c.Reason = "family_declined" })
	w.caseStep(manager, covered, "bill", func(c *StepCase) {
		c.Bill, c.Settlement = CaseBill{TotalFen: 30_000 * yuan, InsuredFen: 30_000 * yuan}, "结算1"
	})
	if left := w.s.BindingsOf(sp); len(left) != 0 {
		t.Errorf("still bound: %+v", left)
	}
	w.caseStep(manager, covered, "follow", func(c *StepCase) { c.Outcome = "improved" })
	w.caseStep(manager, covered, "close", nil)
	w.approvedCase(sp, 1)
}

func TestACaseWhoseSponsorLeftGetsOtherMoney(t *testing.T) {
	w := newTown(t)
	sp := w.surgery(1)
	id := w.operated(sp, 1)
	w.must(manager, EndSponsorship{ID: sp, Reason: "协议终止"})
	w.caseStep(manager, id, "propose", func(c *StepCase) { c.Fen, c.Document = 15_000*yuan, "泰民字〔2026〕7号" })
	w.caseStep(general, id, "refuse", func(c *StepCase) { c.Reason = "先找名额" })
	w.caseStep(manager, id, "propose", func(c *StepCase) { c.Fen, c.Document = 15_000*yuan, "泰民字〔2026〕7号" })
	if c := w.caseStep(general, id, "approve", nil); c.Status != CaseOperated || w.s.SumsOf(c).HeldFen != 15_000*yuan {
		t.Errorf("%+v", c)
	}
	w.caseStep(manager, id, "bill", billed(14_000*yuan, ""))
	w.caseStep(manager, id, "follow", func(c *StepCase) { c.Outcome = "improved" })
	w.caseStep(manager, id, "close", nil)
}

func TestTheGridsOfScreeningsAndCases(t *testing.T) {
	statuses, verbs := []ScreeningStatus{ScreeningPlanned, ScreeningHeld, ScreeningCancelled}, []string{"hold", "cancel"}
	whole(t, ScreeningFlow, statuses, verbs)
	expect(t, grid(t, ScreeningFlow, statuses, verbs), `
		planned hold held
		planned cancel cancelled`)
	whole(t, CaseFlow, CaseStatuses, CaseVerbs)
	expect(t, grid(t, CaseFlow, CaseStatuses, CaseVerbs), `
		signed_up indicate indicated
		signed_up rule_out ruled_out
		signed_up absent absent
		signed_up withdraw withdrawn
		indicated settle settled
		indicated withdraw withdrawn
		settled settle settled
		settled propose proposed
		settled withdraw withdrawn
		proposed approve approved
		proposed refuse settled
		approved propose proposed
		approved operate operated
		approved withdraw withdrawn
		operated propose proposed
		operated bill billed
		billed propose proposed
		billed bill billed
		billed month rehabilitating
		billed follow followed
		rehabilitating month rehabilitating
		rehabilitating follow followed
		followed month rehabilitating
		followed follow followed
		followed close closed`)
}
