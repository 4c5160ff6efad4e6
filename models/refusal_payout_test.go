package models

import "shanpei/models/money"

func sponsorshipRefusals(w *town) []refusal {
	need, small, dear := w.openNeed(20, nil), w.openNeed(1, nil), w.openNeed(5, func(n *Need) { n.UnitPriceFen = 900 * yuan })
	whole := w.openNeed(9, func(n *Need) { n.Indivisible = true })
	single := w.openNeed(9, func(n *Need) { n.MaxDonors = 1 })
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{single}})
	pledge := w.signed(w.a, 1000*yuan, Purpose{Counties: []string{"370911"}})
	w.receive(pledge, 1000*yuan)
	run := first[MatchRun](w.world, w.must(manager, RecordMatch{Match{Proposals: []Proposal{{Pledge: pledge, Need: need, Places: 2}}}})).Match.ID
	w.must(manager, AcceptMatch{ID: run, All: true})
	sp := w.s.SponsorshipsOfPledge(pledge)[0].ID
	_, reserved := w.funded(w.a, need, 2)
	w.payOut(reserved, 1)
	_, paid := w.funded(w.a, need, 1)
	w.payoutSteps(w.payOut(paid, 1), "check", "approve", "pay")
	_, ended := w.funded(w.a, need, 1)
	w.must(manager, EndSponsorship{ID: ended, Reason: "转学"})
	end := func(id, replace string) EndSponsorship {
		return EndSponsorship{ID: id, Reason: "转学", Replace: replace}
	}
	elsewhere := w.openNeed(5, func(n *Need) { n.County, n.Township = "370982", "" })
	lonely := w.signed(w.a, 500*yuan, Purpose{Needs: []string{need}})
	return []refusal{
		{"ending by a donor", w.a, end(sp, ""), Forbidden, "forbidden", ""},
		{"ending by a secretary-general", general, end(sp, ""), Forbidden, "forbidden", ""},
		{"ending nothing", manager, end("none", ""), NotFound, "not_found", ""},
		{"ending an old version", manager, EndSponsorship{ID: sp, Reason: "x", IfVersion: 99}, Conflict, "stale", ""},
		{"ending twice", manager, end(ended, ""), Conflict, "wrong_status", ""},
		{"ending what is paid out", manager, end(paid, ""), Conflict, "wrong_status", ""},
		{"ending without a reason", manager, EndSponsorship{ID: sp}, Invalid, "reason_required", "reason"},
		{"ending with a novel", manager, EndSponsorship{ID: sp, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"ending while a payout runs", manager, end(reserved, ""), Conflict, "payout_running", ""},
		{"replacing by no need", manager, end(sp, "none"), Invalid, "unknown_need", "replace"},
		{"replacing by a need that is too dear", manager, end(sp, dear), Conflict, "no_replacement", "replace"},
		{"replacing by a need outside the purpose", manager, end(sp, elsewhere), Conflict, "no_replacement", "replace"},
		{"replacing by a need with too few places", manager, end(sp, small), Exhausted, "need_full", ""},
		{"replacing by a part of what is whole", manager, end(sp, whole), Conflict, "need_whole_only", ""},
		{"replacing by a need with its donor", manager, end(sp, single), Exhausted, "need_donors_full", ""},
		{"replacing where no other need fits", manager, end(w.s.SponsorshipsOfPledge(lonely)[0].ID, "auto"), Conflict, "no_replacement", "replace"},
	}
}

func disbursementRefusals(w *town) []refusal {
	need := w.openNeed(30, nil)
	_, sp := w.funded(w.a, need, 2)
	held := w.s.SponsorshipsOfPledge(w.signed(w.a, 1000*yuan, Purpose{Needs: []string{need}}))[0].ID
	_, ended := w.funded(w.a, need, 1)
	w.must(manager, EndSponsorship{ID: ended, Reason: "转学"})
	_, partly := w.funded(w.a, need, 2)
	w.payOut(partly, 1)
	made, checked, approved, paid := w.batch(need), w.payoutSteps(w.batch(need), "check"), w.payoutSteps(w.batch(need), "check", "approve"), w.payoutSteps(w.batch(need), "check", "approve", "pay")
	pay := func(l ...DisbursementLine) MakeDisbursement { return MakeDisbursement{Program: "yida", Lines: l} }
	line := func(id string, places int, fen money.Fen) DisbursementLine {
		return DisbursementLine{Sponsorship: id, Places: places, PayeeKind: "card", AmountFen: fen}
	}
	odd := line(sp, 1, 500*yuan)
	odd.PayeeKind = "cash"
	member := pay(line(sp, 1, 500*yuan))
	member.Program = "member"
	step := func(id, verb string) StepDisbursement {
		return StepDisbursement{ID: id, Verb: verb, Reason: "理由", Evidence: "回单"}
	}
	makerAs := func(r Role) Actor { return Actor{ID: maker.ID, Role: r} }
	return []refusal{
		{"making by the checker", checker, pay(line(sp, 1, 500*yuan)), Forbidden, "forbidden", ""},
		{"making by a manager", manager, pay(line(sp, 1, 500*yuan)), Forbidden, "forbidden", ""},
		{"for no programme", maker, MakeDisbursement{Program: "none"}, Invalid, "unknown_program", "program"},
		{"without a line", maker, pay(), Invalid, "lines_required", "lines"},
		{"with too many lines", maker, pay(make([]DisbursementLine, 5001)...), Invalid, "too_many_lines", "lines"},
		{"to no sponsorship", maker, pay(line("none", 1, 500*yuan)), Invalid, "unknown_sponsorship", "lines.0.sponsorship"},
		{"of another programme", maker, member, Invalid, "other_program", "lines.0.sponsorship"},
		{"in cash", maker, pay(odd), Invalid, "unknown_choice", "lines.0.payee_kind"},
		{"for no place", maker, pay(line(sp, 0, 500*yuan)), Invalid, "amount_positive", "lines.0.places"},
		{"of nothing", maker, pay(line(sp, 1, 0)), Invalid, "amount_positive", "lines.0.amount_fen"},
		{"above the standard", maker, pay(line(sp, 1, 500*yuan+1)), Conflict, "over_price", "lines.0.amount_fen"},
		{"of a number that overflows", maker, pay(line(sp, 1<<62, 1<<62)), Conflict, "over_price", "lines.0.amount_fen"},
		{"for more places than have money", maker, pay(line(sp, 2, 900*yuan), line(sp, 1, 1)), Conflict, "over_places", "lines.1.places"},
		{"of more than the balance", maker, pay(line(sp, 2, 1000*yuan), line(sp, 1, 1)), Conflict, "over_balance", "lines.1.amount_fen"},
		{"for places whose money has not come", maker, pay(line(held, 1, 500*yuan)), Conflict, "over_balance", "lines.0.amount_fen"},
		{"for places that another payout has", maker, pay(line(partly, 2, 1000*yuan)), Conflict, "over_balance", "lines.0.amount_fen"},
		{"to what is ended", maker, pay(line(ended, 1, 500*yuan)), Conflict, "wrong_status", "lines.0.sponsorship"},
		{"checking by the maker's role", maker, step(made, "check"), Forbidden, "forbidden", ""},
		{"checking by the maker in another role", makerAs(FinanceChecker), step(made, "check"), Forbidden, "maker_is_checker", ""},
		{"approving by the maker", makerAs(SecretaryGeneral), step(checked, "approve"), Forbidden, "maker_is_checker", ""},
		{"approving by the checker", Actor{ID: checker.ID, Role: SecretaryGeneral}, step(checked, "approve"), Forbidden, "maker_is_checker", ""},
		{"approving by a manager", manager, step(checked, "approve"), Forbidden, "forbidden", ""},
		{"approving what is not checked", general, step(made, "approve"), Conflict, "wrong_status", ""},
		{"checking twice", checker, step(checked, "check"), Conflict, "wrong_status", ""},
		{"paying by way of a step", maker, step(approved, "pay"), Conflict, "wrong_status", ""},
		{"stepping nothing", checker, step("none", "check"), NotFound, "not_found", ""},
		{"stepping by a donor, as if absent", w.a, step(made, "reject"), NotFound, "not_found", ""},
		{"stepping an old version", checker, StepDisbursement{ID: made, Verb: "check", IfVersion: 7}, Conflict, "stale", ""},
		{"rejecting out of turn", general, step(made, "reject"), Forbidden, "forbidden", ""},
		{"rejecting by somebody else", auditor, step(checked, "reject"), Forbidden, "forbidden", ""},
		{"rejecting without a reason", checker, StepDisbursement{ID: made, Verb: "reject"}, Invalid, "reason_required", "reason"},
		{"rejecting with a novel", checker, StepDisbursement{ID: made, Verb: "reject", Reason: long()}, Invalid, "text_too_long", "reason"},
		{"proving without evidence", manager, StepDisbursement{ID: paid, Verb: "prove"}, Invalid, "evidence_required", "evidence"},
		{"proving what is not paid", manager, step(approved, "prove"), Conflict, "wrong_status", ""},
	}
}

// batch is a payout of one fresh place of a need.
func (w *town) batch(need string) string {
	_, sp := w.funded(w.a, need, 1)
	return w.payOut(sp, 1)
}

func payoutRefusals(w *town) []refusal {
	need := w.openNeed(30, nil)
	made, approved := w.batch(need), w.payoutSteps(w.batch(need), "check", "approve")
	paid, returned := w.payoutSteps(w.batch(need), "check", "approve", "pay"), w.payoutSteps(w.batch(need), "check", "approve", "pay", "return")
	proven := w.payoutSteps(w.batch(need), "check", "approve", "pay", "prove")
	return []refusal{
		{"paying by the checker", checker, PayDisbursement{ID: approved}, Forbidden, "forbidden", ""},
		{"paying nothing", maker, PayDisbursement{ID: "none"}, NotFound, "not_found", ""},
		{"paying an old version", maker, PayDisbursement{ID: approved, IfVersion: 9}, Conflict, "stale", ""},
		{"paying before the approval", maker, PayDisbursement{ID: made}, Conflict, "wrong_status", ""},
		{"paying twice", maker, PayDisbursement{ID: paid}, Conflict, "wrong_status", ""},
		{"returning by a manager", manager, ReturnLines{ID: paid, Reason: "x"}, Forbidden, "forbidden", ""},
		{"returning nothing", maker, ReturnLines{ID: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"returning an old version", maker, ReturnLines{ID: paid, Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"returning what is not paid", maker, ReturnLines{ID: approved, Reason: "x"}, Conflict, "wrong_status", ""},
		{"returning what is proven", maker, ReturnLines{ID: proven, Reason: "x"}, Conflict, "wrong_status", ""},
		{"returning without a reason", maker, ReturnLines{ID: paid}, Invalid, "reason_required", "reason"},
		{"returning with a novel", maker, ReturnLines{ID: paid, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"returning a line that is none", maker, ReturnLines{ID: paid, Reason: "x", Lines: []int{2}}, Invalid, "unknown_line", "lines"},
		{"returning a line twice", maker, ReturnLines{ID: returned, Reason: "x", Lines: []int{1}}, Conflict, "line_not_paid", "lines"},
		{"returning all of nothing", maker, ReturnLines{ID: returned, Reason: "x"}, Conflict, "line_not_paid", "lines"},
	}
}
