package journal

import (
	"time"

	"shanpei/models"
)

// tellOfTheBank walks through a month of bank statements and its closing, fees, funds, and a promise that was written off.
func (g *story) tellOfTheBank() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 3, 4, 6)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	p, _ := g.b.State().Programs.Get(g.program)
	next := *p
	next.FeePermille = 50
	g.must(models.System, models.ReviseProgram{ID: g.program, Program: next})
	user := found[models.UserAdded](g, g.must(models.System, models.AddUser{User: models.User{Role: models.FinanceMaker}})).User.ID
	fund := models.Fund{Name: "泰麓助学基金", Enterprise: g.sample.Donors[0].Enterprise, TargetFen: 10_000_00, Mode: "spend", Purpose: "助学", Use: "按年", EndRule: "用完为止", Remainder: "转入同类项目"}
	f := found[models.FundOpened](g, g.must(models.System, models.OpenFund{Fund: fund})).Fund.ID
	id := g.pledge(0, 1_000_00, models.Purpose{Programs: []string{g.program}})
	g.must(models.System, models.JoinFund{Pledge: id, Fund: f})
	g.line("1", 600_00, "泰麓松风1号（演示）", g.memo(id))
	run := found[models.MatchRun](g, g.must(models.System, models.RecordMatch{Match: models.Match{Proposals: []models.Proposal{{Pledge: id, Need: g.sample.Needs[0], Places: 4, AmountFen: 400_00}}}})).Match.ID
	g.must(models.System, models.AcceptMatch{ID: run, All: true})
	sp := g.b.State().SponsorshipsOfPledge(id)[0].ID
	d := found[models.PayoutMade](g, g.must(maker, models.MakeDisbursement{Program: g.program, Lines: []models.DisbursementLine{{Sponsorship: sp, Places: 1, PayeeKind: "school", AmountFen: 100_00}}})).Disbursement
	g.must(checker, models.StepDisbursement{ID: d.ID, Verb: "check"})
	g.must(general, models.StepDisbursement{ID: d.ID, Verb: "approve"})
	g.must(maker, models.PayDisbursement{ID: d.ID})
	day := models.DayOf(g.now)
	g.must(maker, models.ImportStatement{
		Account: "main", Columns: &models.Columns{Day: "日期", Amount: "金额", Memo: []string{"摘要", "附言"}},
		Lines: []models.StatementLine{
			{LineID: "2", Day: day, Fen: 300_00, Payer: "泰麓松风1号（演示）", Memo: g.memo(id), PayerKey: "blind", Sealed: "sealed"},
			{LineID: "3", Day: day, Fen: -100_00, Memo: "拨付 " + d.Number}, {LineID: "4", Day: day, Fen: -5_00, Memo: "手续费"}, {LineID: "5", Day: day, Fen: 77_00, Memo: "捐款"},
		},
		Done: &models.Statement{Format: "csv", Digest: "abc", From: day, To: day, Lines: 4, InFen: 377_00, OutFen: 105_00, OpeningFen: 600_00, ClosingFen: 872_00, Balances: true,
			Ends: []models.EndOfMonth{{Month: string(day[:7]), Day: day, Fen: 872_00}}},
	})
	g.must(maker, models.MatchBankLine{ID: g.b.State().OpenDebits()[0].ID, Own: true, Reason: "手续费"})
	g.must(maker, models.AssignSuspense{Line: g.b.State().Suspense()[0].ID, Owner: user})
	payments := g.b.State().PaymentsOf(id)
	g.must(maker, models.UndoPayment{ID: payments[0].ID, Reason: "归属有误"})
	g.must(general, models.WriteOffPledge{ID: id, Reason: "经营困难", Report: "泰民函〔2026〕1号", Reported: models.DayOf(g.now), Public: "因经营困难免除"})
	g.must(models.System, models.EndFund{ID: f, Reason: "捐赠人经营困难"})
	g.now = time.Date(2026, 10, 8, 2, 0, 0, 0, time.UTC)
	g.must(maker, models.SetMonthBalance{Account: "main", Month: "2026-09", Fen: 872_00})
	for _, diff := range g.b.State().MonthReport("2026-09").Differences {
		g.must(maker, models.ExplainDifference{Month: "2026-09", Key: diff.Key, Owner: user, Explanation: "已电话询问付款单位"})
	}
	g.must(maker, models.StepMonth{Month: "2026-09", Verb: "ask"})
	g.must(checker, models.StepMonth{Month: "2026-09", Verb: "close"})
}
