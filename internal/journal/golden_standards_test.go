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
