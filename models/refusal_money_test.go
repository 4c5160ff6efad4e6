package models

import "shanpei/models/money"

func bankRefusals(w *town) []refusal {
	line := func(change func(c *RecordBankLine)) RecordBankLine {
		c := RecordBankLine{Account: "main", LineID: "new", Day: w.today(), AmountFen: 1000 * yuan, Payer: "A", Memo: "捐款"}
		change(&c)
		return c
	}
	record := func(id, memo, payer string) Event {
		return w.must(maker, line(func(c *RecordBankLine) { c.LineID, c.Memo, c.Payer = id, memo, payer }))[0]
	}
	held := record("known", "捐款", "").(BankLineRecorded).Line.ID
	intended, signed, full := w.give(w.a, 1000*yuan, Purpose{}), w.signed(w.a, 1000*yuan, Purpose{}), w.signed(w.a, 1000*yuan, Purpose{})
	gone := record("gone", get(w.world, w.s.Pledges, full).Reference(), "某人").(BankLineRecorded).Line.ID
	third := w.s.PaymentsOf(full)[0].ID
	own := w.signed(w.a, 1000*yuan, Purpose{})
	record("own", get(w.world, w.s.Pledges, own).Reference(), "Ａ")
	give := func(l, pledge, why string) AttributeSuspense {
		return AttributeSuspense{Line: l, Pledge: pledge, Reason: why}
	}
	old := give(held, signed, "x")
	old.IfVersion = 9
	declared := w.signed(w.a, 1000*yuan, Purpose{})
	record("declared", get(w.world, w.s.Pledges, declared).Reference(), "某人")
	w.must(maker, DeclareThirdParty{Payment: w.s.PaymentsOf(declared)[0].ID})
	w.must(maker, DeclareThirdParty{Payment: third})
	return []refusal{
		{"by the checker", checker, line(func(*RecordBankLine) {}), Forbidden, "forbidden", ""},
		{"by a donor", w.a, line(func(*RecordBankLine) {}), Forbidden, "forbidden", ""},
		{"into no account", maker, line(func(c *RecordBankLine) { c.Account = "side" }), Invalid, "unknown_account", "account"},
		{"without the bank's id", maker, line(func(c *RecordBankLine) { c.LineID = "" }), Invalid, "required", "line_id"},
		{"with an id too long", maker, line(func(c *RecordBankLine) { c.LineID = long() }), Invalid, "text_too_long", "line_id"},
		{"of nothing", maker, line(func(c *RecordBankLine) { c.AmountFen = 0 }), Invalid, "amount_positive", "amount_fen"},
		{"of a debit", maker, line(func(c *RecordBankLine) { c.AmountFen = -1 }), Invalid, "amount_positive", "amount_fen"},
		{"of more than all money", maker, line(func(c *RecordBankLine) { c.AmountFen = money.MaxFen + 1 }), Invalid, "amount_too_large", "amount_fen"},
		{"without a day", maker, line(func(c *RecordBankLine) { c.Day = "" }), Invalid, "required", "date"},
		{"on a day that is none", maker, line(func(c *RecordBankLine) { c.Day = "2026-02-30" }), Invalid, "day_form", "date"},
		{"tomorrow", maker, line(func(c *RecordBankLine) { c.Day = w.today().AddDays(1) }), Invalid, "date_future", "date"},
		{"twice", maker, line(func(c *RecordBankLine) { c.LineID = "known" }), Conflict, "duplicate_line", "line_id"},
		{"giving nothing", maker, give("none", signed, "x"), NotFound, "not_found", ""},
		{"giving an old version", maker, old, Conflict, "stale", ""},
		{"giving what is given", maker, give(gone, signed, "x"), Conflict, "nothing_in_suspense", ""},
		{"giving without a reason", maker, give(held, signed, ""), Invalid, "reason_required", "reason"},
		{"giving with a novel", maker, give(held, signed, long()), Invalid, "text_too_long", "reason"},
		{"giving to nobody", maker, give(held, "YX-2026-999999-0", "x"), Invalid, "unknown_pledge", "pledge"},
		{"giving to one not signed", maker, give(held, intended, "x"), Conflict, "pledge_not_signed", "pledge"},
		{"giving to one that is paid", maker, give(held, full, "x"), Conflict, "over_payment", "pledge"},
		{"giving by a manager", manager, give(held, signed, "x"), Forbidden, "forbidden", ""},
		{"declaring nothing", maker, DeclareThirdParty{Payment: "none"}, NotFound, "not_found", ""},
		{"declaring the donor's own payment", maker, DeclareThirdParty{Payment: w.s.PaymentsOf(own)[0].ID}, Conflict, "nothing_to_declare", ""},
		{"declaring twice", maker, DeclareThirdParty{Payment: third}, Conflict, "nothing_to_declare", ""},
	}
}

func receiptRefusals(w *town) []refusal {
	pledge := w.signed(w.a, 1000*yuan, Purpose{})
	for range 3 {
		w.receive(pledge, 100*yuan)
	}
	pays := w.s.PaymentsOf(pledge)
	pending, recorded, voided := pays[0].ID, pays[1].ID, pays[2].ID
	record := func(id, code, number, check string) RecordReceipt {
		return RecordReceipt{ID: id, Code: code, Fiscal: number, Check: check}
	}
	w.must(checker, record(recorded, "37010126", "0000000123", "a1B2c3"))
	w.must(maker, record(voided, "37010126", "0000000124", "a1B2c3"))
	w.must(maker, VoidReceipt{ID: voided, Reason: "抬头有误"})
	w.receive(pledge, 100*yuan)
	again := w.s.PaymentsOf(pledge)[3].ID
	w.must(maker, record(again, "37010126", "0000000126", "a1B2c3"))
	w.must(maker, VoidReceipt{ID: again, Reason: "抬头有误"})
	w.must(maker, ReissueReceipt{ID: again})
	w.receive(pledge, 100*yuan)
	gone := w.s.PaymentsOf(pledge)[4].ID
	w.must(maker, record(gone, "37010126", "0000000127", "a1B2c3"))
	w.must(maker, VoidReceipt{ID: gone, Reason: "退款"})
	w.refunded(gone)
	w.receive(pledge, 100*yuan)
	undone := w.s.PaymentsOf(pledge)[5].ID
	w.must(maker, UndoPayment{ID: undone, Reason: "归属错误"})
	return []refusal{
		{"by a donor", w.a, record(pending, "37010126", "0000000125", "a1B2c3"), Forbidden, "forbidden", ""},
		{"for no payment", maker, record("none", "37010126", "0000000125", "a1B2c3"), NotFound, "not_found", ""},
		{"on an old version", maker, RecordReceipt{ID: pending, IfVersion: 5}, Conflict, "stale", ""},
		{"twice", maker, record(recorded, "37010126", "0000000125", "a1B2c3"), Conflict, "wrong_status", ""},
		{"with a short code", maker, record(pending, "3701012", "0000000125", "a1B2c3"), Invalid, "fiscal_code", "code"},
		{"with a short number", maker, record(pending, "37010126", "125", "a1B2c3"), Invalid, "fiscal_number", "fiscal"},
		{"with a short check", maker, record(pending, "37010126", "0000000125", "a1B2"), Invalid, "fiscal_check", "check"},
		{"with the number of another", maker, record(pending, "37010126", "0000000123", "a1B2c3"), Conflict, "fiscal_taken", "fiscal"},
		{"with the number of a voided one", maker, record(pending, "37010126", "0000000124", "a1B2c3"), Conflict, "fiscal_taken", "fiscal"},
		{"voiding nothing", maker, VoidReceipt{ID: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"voiding an old version", maker, VoidReceipt{ID: recorded, Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"voiding what was not issued", maker, VoidReceipt{ID: pending, Reason: "x"}, Conflict, "wrong_status", ""},
		{"voiding twice", maker, VoidReceipt{ID: voided, Reason: "x"}, Conflict, "wrong_status", ""},
		{"voiding without a reason", maker, VoidReceipt{ID: recorded}, Invalid, "reason_required", "reason"},
		{"voiding with a novel", maker, VoidReceipt{ID: recorded, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"asking again for nothing", maker, ReissueReceipt{ID: "none"}, NotFound, "not_found", ""},
		{"asking again on an old version", maker, ReissueReceipt{ID: voided, IfVersion: 9}, Conflict, "stale", ""},
		{"asking again for what is valid", maker, ReissueReceipt{ID: recorded}, Conflict, "wrong_status", ""},
		{"asking again for what is awaited", maker, ReissueReceipt{ID: pending}, Conflict, "wrong_status", ""},
		{"asking again twice", maker, ReissueReceipt{ID: again}, Conflict, "receipt_replaced", ""},
		{"asking again for money that was somebody else's", maker, ReissueReceipt{ID: undone}, Conflict, "nothing_to_receipt", ""},
		{"asking again for money that went back", maker, ReissueReceipt{ID: gone}, Conflict, "nothing_to_receipt", ""},
		{"filing nothing", maker, FileReceipt{ID: "none"}, NotFound, "not_found", ""},
		{"filing on an old version", maker, FileReceipt{ID: recorded, IfVersion: 9}, Conflict, "stale", ""},
		{"filing what was not issued", maker, FileReceipt{ID: pending, Hash: hash64, Kind: "pdf", Bytes: 1}, Conflict, "wrong_status", ""},
		{"filing what is void", maker, FileReceipt{ID: voided, Hash: hash64, Kind: "pdf", Bytes: 1}, Conflict, "wrong_status", ""},
		{"filing without a hash", maker, FileReceipt{ID: recorded, Kind: "pdf", Bytes: 1}, Invalid, "required", "file"},
		{"filing a picture", maker, FileReceipt{ID: recorded, Hash: hash64, Kind: "png", Bytes: 1}, Invalid, "unknown_choice", "file"},
		{"filing a heap", maker, FileReceipt{ID: recorded, Hash: hash64, Kind: "pdf", Bytes: 4 << 20}, Invalid, "out_of_range", "file"},
		{"asking again as a donor", w.a, ReissueReceipt{ID: voided}, Forbidden, "forbidden", ""},
	}
}

func matchRefusals(w *town) []refusal {
	open, full, whole := w.openNeed(10, nil), w.openNeed(1, nil), w.openNeed(4, func(n *Need) { n.Indivisible = true })
	single, members := w.openNeed(5, func(n *Need) { n.MaxDonors = 1 }), w.openNeed(5, func(n *Need) { n.Program = "member" })
	free := w.signed(w.a, 3000*yuan, Purpose{})
	elsewhere := w.signed(w.a, 3000*yuan, Purpose{Counties: []string{"370982"}})
	intended := w.give(w.a, 3000*yuan, Purpose{})
	few := first[PledgeMade](w.world, w.must(w.a, MakePledge{AmountFen: 3000 * yuan, MaxPlacesPerNeed: 2})).Pledge.ID
	w.must(w.a, SignPledge{ID: few})
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{full}})
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{single}})
	propose := func(list ...Proposal) string {
		return first[MatchRun](w.world, w.must(manager, RecordMatch{Match{Proposals: list}})).Match.ID
	}
	p := func(pledge, need string, places int) Proposal {
		return Proposal{Pledge: pledge, Need: need, Places: places}
	}
	run := propose(p(free, open, 1), p(free, full, 1), p(free, whole, 2), p(free, single, 1), p(free, members, 1), p(elsewhere, open, 1), p(intended, open, 1),
		p(few, open, 3), p(free, open, 100), p(free, open, 7), p(free, open, 1))
	w.must(manager, AcceptMatch{ID: run, Proposals: []string{"1"}})
	stale := propose(p(free, full, 1))
	accept := func(ids ...string) AcceptMatch { return AcceptMatch{ID: run, Proposals: ids} }
	return []refusal{
		{"recording by finance", maker, RecordMatch{}, Forbidden, "forbidden", ""},
		{"recording too much", manager, RecordMatch{Match{Proposals: make([]Proposal, 20_001)}}, TooLarge, "too_many_proposals", ""},
		{"recording a need that is none", manager, RecordMatch{Match{Proposals: []Proposal{p(free, "none", 1)}}}, Conflict, "proposal_stale", ""},
		{"recording a pledge that is none", manager, RecordMatch{Match{Proposals: []Proposal{p("none", open, 1)}}}, Conflict, "proposal_stale", ""},
		{"recording no place", manager, RecordMatch{Match{Proposals: []Proposal{p(free, open, 0)}}}, Conflict, "proposal_stale", ""},
		{"accepting by an auditor", auditor, accept("2"), Forbidden, "forbidden", ""},
		{"accepting a run that is none", manager, AcceptMatch{ID: "none", All: true}, NotFound, "not_found", ""},
		{"accepting nothing", manager, accept(), Conflict, "nothing_to_accept", ""},
		{"accepting all of nothing good", manager, AcceptMatch{ID: stale, All: true}, Conflict, "nothing_to_accept", ""},
		{"accepting what was not proposed", manager, accept("11", "99"), Invalid, "unknown_proposal", "proposals"},
		{"accepting twice", manager, accept("1"), Conflict, "proposal_accepted", ""},
		{"accepting for a full need", manager, accept("2"), Exhausted, "need_full", ""},
		{"accepting more places than are left", manager, accept("9"), Conflict, "over_pledge", ""},
		{"accepting more than the pledge has", manager, accept("10"), Conflict, "over_pledge", ""},
		{"accepting a part of what is whole", manager, accept("3"), Conflict, "need_whole_only", ""},
		{"accepting a second donor", manager, accept("4"), Exhausted, "need_donors_full", ""},
		{"accepting for members only", manager, accept("5"), Conflict, "proposal_stale", ""},
		{"accepting outside the purpose", manager, accept("6"), Conflict, "proposal_stale", ""},
		{"accepting what is not signed", manager, accept("7"), Conflict, "proposal_stale", ""},
		{"accepting above the donor's bound", manager, accept("8"), Conflict, "proposal_stale", ""},
		{"a good one beside a bad one: all or none", manager, accept("11", "2"), Exhausted, "need_full", ""},
	}
}
