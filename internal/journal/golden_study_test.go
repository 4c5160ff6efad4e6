package journal

import "shanpei/models"

// tellStudy: a term is set and changed; a child has a place of it, is shown to be at school, then not, then again.
func (g *story) tellStudy() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 1)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	term := models.StudyTerm{Program: s.Program, Period: "2026-2027学年第一学期", Rates: []models.StageRate{{Stage: models.Primary, Fen: 500_00}}, DocNo: "文1", Proof: true, ProofBy: "2026-10-15"}
	g.must(models.System, models.SetTerm{Term: term})
	draft := models.Need{Program: s.Program, County: "370911", Type: models.StudyAid, Stage: models.Primary, Period: term.Period, UnitPriceFen: 500_00, Places: 1, Urgency: 5}
	need := found[models.NeedDrafted](g, g.must(models.System, models.DraftNeed{Need: draft})).Need.ID
	for _, v := range []models.NeedVerb{models.VerifyNeed, models.ReviewNeed, models.ApproveNeed, models.PublishNeed} {
		g.must(models.System, models.StepNeed{ID: need, Verb: v})
	}
	g.now = g.now.AddDate(0, 0, 10)
	g.must(models.System, models.StepNeed{ID: need, Verb: models.OpenNeed})
	id := g.pledge(0, 500_00, models.Purpose{Needs: []string{need}})
	g.line("1", 500_00, "泰麓松风1号（演示）", g.memo(id))
	sp := g.b.State().SponsorshipsOfPledge(id)[0]
	g.must(models.System, models.EnterBeneficiaries{List: []models.Beneficiary{{ID: "kind-1", Category: models.Hardship, County: "370911", Township: "山口镇", Stage: models.Primary, Risk: "low", Source: "visit"}}})
	g.must(models.System, models.RecordConsent{Under14: true, Consent: models.Consent{Beneficiary: "kind-1", Purpose: models.ConsentToAid, By: "guardian", Evidence: "档案1", Given: models.DayOf(g.now)}})
	e := g.must(models.System, models.BindPlace{Sponsorship: sp.ID, Places: []models.ChildPlace{{Slot: sp.Slots[0].From, Beneficiary: "kind-1"}}, Random: "golden"})
	b := found[models.PlaceBound](g, e).Binding.ID
	prove := models.ProveEnrolment{Bindings: []string{b}, Document: "名单1", Day: models.DayOf(g.now)}
	g.must(models.System, prove)
	g.must(models.System, models.RemoveEnrolment{Binding: b, Reason: "有误"})
	g.must(models.System, prove)
	plan := models.PlanActivity{Activity: models.ActivityPlan{
		Title: "巡演", County: "370911", Plan: "义演", From: models.DayOf(g.now), To: models.DayOf(g.now), Planned: 1, BudgetFen: 1_000_00, Agreement: "协议1",
	}}
	tour := found[models.ActivityPlannedDown](g, g.must(models.System, plan)).Activity.ID
	g.must(general, models.StepActivity{ID: tour, Verb: "approve"})
	g.must(models.System, models.RecordProceeds{ID: tour, Proceeds: models.ActivityProceeds{Day: models.DayOf(g.now), Fen: 3_000_00, Purpose: "助学", Paper: "DZ1"}})
	p, _ := g.b.State().ProgramBySlug(s.Program)
	due := g.b.State().DisclosureClock(p)[0].Due
	g.must(models.System, models.PrepareDisclosure{Program: s.Program, Due: due, Note: "第一期"})
	g.must(general, models.PublishDisclosure{Program: s.Program, Due: due})
	g.must(models.System, models.CorrectDisclosure{Program: s.Program, Due: due, Why: "漏计一笔"})
	term.DocNo = "文2"
	g.must(models.System, models.SetTerm{Term: term})
}
