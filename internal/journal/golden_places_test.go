package journal

import "shanpei/models"

// tellPlaces: children get places, one beside other aid that two people agreed to; one is paid, one leaves and is replaced, one is let go with the sponsorship;
// a letter comes and is taken back.
func (g *story) tellPlaces() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 6)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	n, _ := g.b.State().Needs.Get(s.Needs[0])
	id := g.pledge(0, 4*n.UnitPriceFen, models.Purpose{Needs: s.Needs})
	g.line("1", 4*n.UnitPriceFen, "泰麓松风1号（演示）", g.memo(id))
	run := found[models.MatchRun](g, g.must(models.System, models.RecordMatch{Match: models.Match{Proposals: []models.Proposal{{Pledge: id, Need: n.ID, Places: 4, AmountFen: 4 * n.UnitPriceFen}}}})).Match.ID
	if len(g.b.State().SponsorshipsOfPledge(id)) == 0 {
		g.must(models.System, models.AcceptMatch{ID: run, All: true})
	}
	sp := g.b.State().SponsorshipsOfPledge(id)[0]
	child := func(code string, category models.Category) string {
		g.must(models.System, models.EnterBeneficiaries{List: []models.Beneficiary{{
			ID: code, Category: category, County: n.County, Township: "山口镇", Stage: n.Stage, Risk: "low", Source: "visit", Account: "account-" + code,
		}}})
		for _, purpose := range []string{models.ConsentToAid, models.ConsentToLetter} {
			g.must(models.System, models.RecordConsent{Under14: true, Consent: models.Consent{Beneficiary: code, Purpose: purpose, By: "guardian", Evidence: "档案1", Given: models.DayOf(g.now)}})
		}
		return code
	}
	bind := func(at int, code string) string {
		e := g.must(models.System, models.BindPlace{Sponsorship: sp.ID, Places: []models.ChildPlace{{Slot: sp.Slots[0].From + at, Beneficiary: code}}, Random: "golden"})
		return found[models.PlaceBound](g, e).Binding.ID
	}
	paid, leaves, stays, beside := child("kind-1", models.Hardship), child("kind-2", models.Hardship), child("kind-3", models.Hardship), child("kind-4", models.Unattended)
	b := bind(0, paid)
	gone := bind(1, leaves)
	record := models.RecordAid{Beneficiary: stays, Kind: models.AidStudy, Source: models.WelfareLottery, From: "2020-01-01", To: "2020-12-31", Document: "演示1"}
	g.must(models.System, models.VoidAid{ID: found[models.AidRecorded](g, g.must(models.System, record)).Aid.ID, Reason: "entered_wrongly"})
	o := found[models.OverrideAsked](g, g.must(models.System, models.AskOverride{Beneficiary: beside, Need: n.ID, Reason: "other_costs", Note: "sealed"})).Override.ID
	g.must(general, models.AnswerOverride{ID: o, Verb: "confirm"})
	bind(2, beside)
	l := found[models.LetterAdded](g, g.must(models.System, models.AddLetter{Binding: b, Text: "sealed"})).Letter.ID
	g.must(models.System, models.AddLetter{Binding: b, Text: "sealed-2"})
	g.must(models.System, models.RemoveLetter{ID: l, Reason: "not_redacted"})
	g.must(models.System, models.StepBeneficiary{IDs: []string{leaves}, Verb: "depart", Reason: "moved"})
	g.must(models.System, models.UnbindPlace{ID: gone, Reason: "departed", Replace: stays, Random: "golden"})
	lines := []models.DisbursementLine{{Sponsorship: sp.ID, Places: 1, PayeeKind: "card", AmountFen: n.UnitPriceFen}}
	d := found[models.PayoutMade](g, g.must(maker, models.MakeDisbursement{Program: g.program, Lines: lines})).Disbursement.ID
	g.must(checker, models.StepDisbursement{ID: d, Verb: "check"})
	g.must(general, models.StepDisbursement{ID: d, Verb: "approve"})
	g.must(maker, models.PayDisbursement{ID: d})
	g.must(models.System, models.EndSponsorship{ID: sp.ID, Reason: "协议终止"})
}
