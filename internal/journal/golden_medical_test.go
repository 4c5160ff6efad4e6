package journal

import "shanpei/models"

// tellMedical: one screening is held, another called off; a child goes from it to the follow-up, by a place and a second sum from outside; another is found to need none.
func (g *story) tellMedical() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 1)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	draft := models.Need{Program: s.Program, County: "370911", Type: models.Surgery, UnitPriceFen: 15_000_00, Places: 1, Urgency: 5}
	need := found[models.NeedDrafted](g, g.must(models.System, models.DraftNeed{Need: draft})).Need.ID
	for _, v := range []models.NeedVerb{models.VerifyNeed, models.ReviewNeed, models.ApproveNeed, models.PublishNeed} {
		g.must(models.System, models.StepNeed{ID: need, Verb: v})
	}
	g.now = g.now.AddDate(0, 0, 10)
	g.must(models.System, models.StepNeed{ID: need, Verb: models.OpenNeed})
	id := g.pledge(0, 15_000_00, models.Purpose{Needs: []string{need}})
	g.line("1", 15_000_00, "泰麓松风1号（演示）", g.memo(id))
	sp := g.b.State().SponsorshipsOfPledge(id)[0]
	child := func(code string) string {
		g.must(models.System, models.EnterBeneficiaries{List: []models.Beneficiary{{ID: code, Category: models.Hardship, County: "370911", Township: "山口镇", Risk: "low", Source: "visit"}}})
		g.must(models.System, models.RecordConsent{Under14: true, Consent: models.Consent{Beneficiary: code, Purpose: models.ConsentToAid, By: "guardian", Evidence: "档案1", Given: models.DayOf(g.now)}})
		return code
	}
	plan := models.PlanScreening{Screening: models.ScreeningDay{Program: s.Program, County: "370911", Day: models.DayOf(g.now), Place: "卫生院", Hospital: "演示医院", Capacity: 9}}
	day := found[models.ScreeningPlannedDown](g, g.must(models.System, plan)).Screening.ID
	g.must(models.System, models.StepScreening{ID: found[models.ScreeningPlannedDown](g, g.must(models.System, plan)).Screening.ID, Verb: "cancel", Reason: "暴雨"})
	one := found[models.CaseSignedUpDown](g, g.must(models.System, models.SignUpCase{Beneficiary: child("kind-1"), Screening: day})).Case.ID
	two := found[models.CaseSignedUpDown](g, g.must(models.System, models.SignUpCase{Beneficiary: child("kind-2"), Screening: day})).Case.ID
	g.must(models.System, models.StepScreening{ID: day, Verb: "hold", Attended: 17, AtLeast: true, SignIn: "签到1"})
	step := func(a models.Actor, c models.StepCase) { g.must(a, c) }
	step(models.System, models.StepCase{ID: two, Verb: "rule_out"})
	step(models.System, models.StepCase{ID: one, Verb: "indicate"})
	step(models.System, models.StepCase{ID: one, Verb: "settle", Bill: models.CaseBill{TotalFen: 42_000_00, InsuredFen: 27_000_00}})
	ask := models.StepCase{ID: one, Verb: "propose", Fen: 15_000_00, Sponsorship: sp.ID, Slot: sp.Slots[0].From}
	step(models.System, ask)
	step(general, models.StepCase{ID: one, Verb: "refuse", Reason: "缺预结算单"})
	step(models.System, ask)
	step(general, models.StepCase{ID: one, Verb: "approve", Random: "golden"})
	step(models.System, models.StepCase{ID: one, Verb: "operate", Hospital: "演示医院"})
	step(models.System, models.StepCase{ID: one, Verb: "bill", Bill: models.CaseBill{TotalFen: 47_000_00, InsuredFen: 28_000_00, OtherFen: 2_000_00}, Settlement: "结算1", Shortfall: "more"})
	step(models.System, models.StepCase{ID: one, Verb: "propose", Fen: 2_000_00, Document: "文〔2026〕7号"})
	step(general, models.StepCase{ID: one, Verb: "approve", Random: "golden"})
	lines := []models.DisbursementLine{{Sponsorship: sp.ID, Places: 1, PayeeKind: "hospital", AmountFen: 15_000_00}}
	d := found[models.PayoutMade](g, g.must(maker, models.MakeDisbursement{Program: g.program, Lines: lines})).Disbursement.ID
	g.must(checker, models.StepDisbursement{ID: d, Verb: "check"})
	g.must(general, models.StepDisbursement{ID: d, Verb: "approve"})
	g.must(maker, models.PayDisbursement{ID: d})
	step(models.System, models.StepCase{ID: one, Verb: "month", Month: models.Month(g.now), Sessions: 8, Hospital: "演示康复"})
	step(models.System, models.StepCase{ID: one, Verb: "follow", Outcome: "improved"})
	step(models.System, models.StepCase{ID: one, Verb: "close"})
	three := found[models.CaseSignedUpDown](g, g.must(models.System, models.SignUpCase{Beneficiary: child("kind-3"), Program: s.Program})).Case.ID
	step(models.System, models.StepCase{ID: three, Verb: "withdraw", Reason: "moved"})
}
