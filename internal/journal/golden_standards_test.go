package journal

import "shanpei/models"

// tellStandards: the statutory amounts of a year, one of them entered in error.
func (g *story) tellStandards() {
	set := models.SetStandard{Class: models.WithRelatives, From: "2024-01-01", Fen: 1906_00, DocNo: "演示〔2024〕1号"}
	g.must(models.System, set)
	g.must(models.System, models.WithdrawStandard{Class: set.Class, From: set.From, Reason: "录错"})
	set.Fen = 1960_00
	g.must(models.System, set)
	g.must(models.System, models.SetStandard{Class: models.GraveHardship, From: set.From, Fen: 1452_00, DocNo: set.DocNo})
}

// tellActivities: one is held, told and accepted, another cancelled.
func (g *story) tellActivities() {
	g.must(models.System, models.PutCounty{County: models.County{Code: "370911", Name: "岱岳区"}})
	plan := models.PlanActivity{Activity: models.ActivityPlan{
		Title: "亲子课堂", Series: "奋进新征程 同心护未来", County: "370911", Plan: "每月一场", From: "2026-09-01", To: "2026-12-31", Planned: 4, BudgetFen: 8000_00,
	}}
	step := func(a models.Actor, id, verb string) {
		g.must(a, models.StepActivity{ID: id, Verb: verb, Reason: "核对"})
	}
	id := found[models.ActivityPlannedDown](g, g.must(models.System, plan)).Activity.ID
	step(general, id, "approve")
	g.must(models.System, models.RecordSession{ID: id, Session: models.Session{Day: "2026-09-01", Count: 2, Children: 41, Parents: 37, AtLeast: true, SignIn: "档案3"}})
	g.must(models.System, models.RecordSession{ID: id, Session: models.Session{Day: "2026-09-01", Count: 1, Children: 410, SignIn: "档案4"}})
	g.must(models.System, models.RecordCost{ID: id, Cost: models.ActivityCost{Day: "2026-09-01", What: "场地", Fen: 900_00, Voucher: "记-1"}})
	g.must(models.System, models.VoidActivityLine{ID: id, Kind: "session", No: 2, Reason: "录错"})
	step(models.System, id, "account")
	step(general, id, "accept")
	step(models.System, found[models.ActivityPlannedDown](g, g.must(models.System, plan)).Activity.ID, "cancel")
}

// tellChildren: two come in with a list, one goes the whole way and departs.
func (g *story) tellChildren() {
	g.must(models.System, models.PutCounty{County: models.County{Code: "370911", Name: "岱岳区"}})
	child := func(id string) models.Beneficiary {
		return models.Beneficiary{ID: id, Category: models.Hardship, County: "370911", Township: "山口镇", Stage: models.Primary, Risk: "low", Source: "survey"}
	}
	g.must(models.Actor{ID: "worker", Role: models.TownshipWorker, County: "370911", Township: "山口镇"}, models.EnterBeneficiaries{List: []models.Beneficiary{child("kind-1"), child("kind-2")}})
	for _, by := range []string{"guardian", "child"} {
		g.must(models.System, models.RecordConsent{Under14: by == "guardian", Consent: models.Consent{
			Beneficiary: "kind-1", Purpose: models.ConsentToAid, By: by, GuardianTold: by == "child", Evidence: "档案1", Given: "2026-09-01",
		}})
	}
	for i, verb := range []string{"verify", "review", "accept"} {
		g.must(models.Actor{ID: verb, Role: []models.Role{models.TownshipWorker, models.CountyOfficer, models.ProgramManager}[i]}, models.StepBeneficiary{IDs: []string{"kind-1"}, Verb: verb})
	}
	g.must(models.System, models.AmendBeneficiary{Beneficiary: child("kind-1")})
	g.must(models.System, models.RecheckBeneficiary{ID: "kind-1", Stage: models.Junior, Risk: "medium"})
	g.must(models.System, models.EndConsent{ID: g.b.State().ConsentsOf("kind-1")[1].ID, Why: "withdrawn"})
	g.must(models.System, models.StepBeneficiary{IDs: []string{"kind-1"}, Verb: "depart", Reason: "aged_out"})
}

// tellContracts: one is signed and delivered, refused once; another is broken off.
func (g *story) tellContracts() {
	sample, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 1)
	if err != nil {
		g.t.Fatal(err)
	}
	draft := models.DraftContract{Contract: models.Contract{
		Title: "滩区陪伴", Program: sample.Program, Provider: "演示社工", From: "2026-09-01", To: "2027-08-31",
		Indicators: []models.Indicator{{Name: "陪伴", Unit: "人次", Target: 800}}, Milestones: []models.Milestone{{Name: "期中", Due: "2027-02-28", Fen: 600_00}},
	}}
	id := found[models.ContractDraftedDown](g, g.must(models.System, draft)).Contract.ID
	g.must(models.System, models.StepContract{ID: id, Verb: "sign", Paper: "合同1"})
	for _, verb := range []string{"refuse", "accept"} {
		g.must(models.System, models.StepMilestone{ID: id, No: 1, Verb: "deliver", Reached: []int{410}, Evidence: "验收1"})
		g.must(general, models.StepMilestone{ID: id, No: 1, Verb: verb, Reason: "核对"})
	}
	g.must(models.System, models.StepContract{ID: found[models.ContractDraftedDown](g, g.must(models.System, draft)).Contract.ID, Verb: "end", Reason: "未签约"})
}
