package journal

import "shanpei/models"

// tellInsurance: a roster is fixed, returned, sealed; premium is paid, the roster changes, claims come, the year ends; another policy is called off.
func (g *story) tellInsurance() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 1)
	if err != nil {
		g.t.Fatal(err)
	}
	child := func(code string, covered bool) {
		g.must(models.System, models.EnterBeneficiaries{List: []models.Beneficiary{{
			ID: code, Category: models.Hardship, County: "370911", Township: "山口镇", Risk: "low", Source: "visit", MedicalCover: covered,
		}}})
	}
	child("kind-1", true)
	child("kind-2", false)
	today := models.DayOf(g.now)
	draft := models.DraftPolicy{Policy: models.Policy{
		Program: s.Program, Title: "护佑健康", Insurer: "演示保险", From: today, To: today.AddDays(364), CutOff: today, HeadFen: 100_00, Covers: []string{"critical_illness"}, Limit: "8万元",
	}}
	id := found[models.PolicyDraftedDown](g, g.must(models.System, draft)).Policy.ID
	step := func(a models.Actor, c models.StepPolicy) {
		c.ID = id
		g.must(a, c)
	}
	step(models.System, models.StepPolicy{Verb: "fix"})
	step(general, models.StepPolicy{Verb: "return", Reason: "核对名册"})
	step(models.System, models.StepPolicy{Verb: "fix"})
	step(general, models.StepPolicy{Verb: "seal", Paper: "保单1"})
	step(models.System, models.StepPolicy{Verb: "pay", Document: "文1", Fen: 200_00})
	child("kind-3", false)
	g.must(models.System, models.StepBeneficiary{IDs: []string{"kind-1"}, Verb: "depart", Reason: "moved"})
	step(models.System, models.StepPolicy{Verb: "endorse", Paper: "批单1", Fen: 40_00})
	step(models.System, models.StepPolicy{Verb: "claim", Month: string(today)[:7], Count: 1, Fen: 3_000_00})
	g.now = g.now.AddDate(1, 1, 0)
	step(models.System, models.StepPolicy{Verb: "end"})
	id = found[models.PolicyDraftedDown](g, g.must(models.System, draft)).Policy.ID
	step(models.System, models.StepPolicy{Verb: "cancel", Reason: "改由省级统保"})
}
