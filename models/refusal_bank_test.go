package models

import "shanpei/models/money"

func statementRefusals(w *town) []refusal {
	lines := func(change func(l *StatementLine)) ImportStatement {
		l := StatementLine{LineID: "new", Day: w.today(), Fen: -100, Memo: "转账"}
		change(&l)
		return ImportStatement{Account: "main", Lines: []StatementLine{{LineID: "known", Day: w.today(), Fen: 1}, l}}
	}
	w.must(maker, ImportStatement{Account: "main", Lines: []StatementLine{{LineID: "known", Day: w.today(), Fen: 100}}, Done: &Statement{Digest: "x", Lines: 1, From: w.today(), To: w.today()}})
	wide := ImportStatement{Account: "main", Columns: &Columns{Day: long()}}
	return []refusal{
		{"by the checker", checker, lines(func(*StatementLine) {}), Forbidden, "forbidden", ""},
		{"of no account", maker, ImportStatement{Account: "side"}, Invalid, "unknown_account", "account"},
		{"of too many lines", maker, ImportStatement{Account: "main", Lines: make([]StatementLine, 501)}, Invalid, "too_many_lines", "lines"},
		{"with a column like a novel", maker, wide, Invalid, "text_too_long", "day"},
		{"asking for a month that is not over", maker, StepMonth{Month: monthOf(w.today()), Verb: "ask"}, Conflict, "month_not_over", ""},
		{"of nothing", maker, ImportStatement{Account: "main"}, Conflict, "nothing_new", ""},
		{"of the same again", maker, ImportStatement{Account: "main", Lines: []StatementLine{{LineID: "known"}}, Done: &Statement{Digest: "x"}}, Conflict, "nothing_new", ""},
		{"without an id", maker, lines(func(l *StatementLine) { l.LineID = "" }), Invalid, "required", "lines.1.line_id"},
		{"of zero", maker, lines(func(l *StatementLine) { l.Fen = 0 }), Invalid, "amount_positive", "lines.1.amount_fen"},
		{"of more than all money", maker, lines(func(l *StatementLine) { l.Fen = -money.MaxFen - 1 }), Invalid, "amount_too_large", "lines.1.amount_fen"},
		{"on no day", maker, lines(func(l *StatementLine) { l.Day = "2026-13-01" }), Invalid, "day_form", "lines.1.date"},
		{"tomorrow", maker, lines(func(l *StatementLine) { l.Day = w.today().AddDays(1) }), Invalid, "date_future", "lines.1.date"},
	}
}

func suspenseRefusals(w *town) []refusal {
	n := 0
	held := func(fen money.Fen) string {
		n++
		return first[BankLineRecorded](w.world, w.must(maker, RecordBankLine{Account: "main", LineID: "H" + itoa(n), Day: w.today(), AmountFen: fen, Payer: "某人", Memo: "捐款"})).Line.ID
	}
	line := held(1000 * yuan)
	intended, open := w.give(w.a, 500*yuan, Purpose{}), w.signed(w.a, 800*yuan, Purpose{})
	full := w.signed(w.b, 100*yuan, Purpose{})
	w.receive(full, 100*yuan)
	gone := held(100 * yuan)
	other := w.signed(w.b, 100*yuan, Purpose{})
	w.must(maker, AttributeSuspense{Line: gone, Pledge: other, Reason: "来函"})
	give := func(items ...AttributeSuspense) AttributeLines { return AttributeLines{Items: items} }
	item := func(l, p, why string, fen money.Fen) AttributeSuspense {
		return AttributeSuspense{Line: l, Pledge: p, Reason: why, Fen: fen}
	}
	stale := item(line, open, "x", 0)
	stale.IfVersion = 9
	// payments to be taken back
	pay := func(pledge string) string { l := w.s.PaymentsOf(pledge); return l[len(l)-1].ID }
	undone, issued := pay(other), pay(full)
	w.must(maker, UndoPayment{ID: undone, Reason: "归属有误"})
	w.must(maker, RecordReceipt{ID: issued, Code: "37010126", Fiscal: "0000000001", Check: "a1B2c3"})
	spent, sp := w.funded(w.a, w.openNeed(2, nil), 2)
	w.payoutSteps(w.payOut(sp, 1), "check", "approve", "pay")
	refunding := w.signed(w.b, 100*yuan, Purpose{})
	w.receive(refunding, 100*yuan)
	w.must(maker, AskRefund{Payment: pay(refunding), Fen: 10 * yuan, Reason: "x"})
	certified := w.signed(w.b, 100*yuan, Purpose{})
	w.receive(certified, 100*yuan)
	w.must(checker, IssueCertificate{Pledge: certified})
	card := w.signed(w.b, 100*yuan, Purpose{})
	cardEvent := first[PaymentReceived](w.world, w.receive(card, 100*yuan))
	elsewhere := cardEvent.Payment
	elsewhere.Source = "elsewhere"
	w.s.Payments.Set(elsewhere.ID, &elsewhere)
	w.entries = nil // the payment from elsewhere stands for one by card, which no event here makes
	w.Cleanup(func() { w.s = NewState() })
	return []refusal{
		{"attributing above what is held", maker, item(line, open, "x", 1001*yuan), Conflict, "over_held", "amount_fen"},
		{"attributing above what is due", maker, item(line, open, "x", 900*yuan), Conflict, "over_payment", "amount_fen"},
		{"attributing less than nothing", maker, item(line, open, "x", -1), Invalid, "amount_positive", "amount_fen"},
		{"a batch of nothing", maker, give(), Invalid, "lines_required", "items"},
		{"a batch too long", maker, give(make([]AttributeSuspense, 501)...), Invalid, "too_many_lines", "items"},
		{"a batch by the checker", checker, give(), Forbidden, "forbidden", ""},
		{"a batch with no line", maker, give(item("none", open, "x", 0)), Invalid, "unknown_bank_line", "items.0.line"},
		{"a batch on an old version", maker, give(stale), Conflict, "stale", "items.0.line"},
		{"a batch with a line that is given", maker, give(item(gone, open, "x", 0), item(gone, open, "x", 0)), Conflict, "nothing_in_suspense", "items.1.line"},
		{"a batch to nobody", maker, give(item(line, "YX-2026-999999-0", "x", 0)), Invalid, "unknown_pledge", "items.0.pledge"},
		{"a batch to one not signed", maker, give(item(line, intended, "x", 0)), Conflict, "pledge_not_signed", "items.0.pledge"},
		{"a batch to one that is paid", maker, give(item(line, full, "x", 0)), Conflict, "over_payment", "items.0.pledge"},
		{"a batch above what is left", maker, give(item(line, open, "x", 800*yuan), item(line, other, "x", 300*yuan)), Conflict, "over_held", "items.1.amount_fen"},
		{"a batch of less than nothing", maker, give(item(line, open, "x", -5)), Invalid, "amount_positive", "items.0.amount_fen"},
		{"a batch without a reason", maker, give(item(line, open, "", 0)), Invalid, "reason_required", "items.0.reason"},
		{"a batch with a novel", maker, give(item(line, open, long(), 0)), Invalid, "text_too_long", "items.0.reason"},
		{"an owner of nothing", maker, AssignSuspense{Line: "none", Owner: "maker"}, NotFound, "not_found", ""},
		{"an owner on an old version", maker, AssignSuspense{Line: line, Owner: "maker", IfVersion: 9}, Conflict, "stale", ""},
		{"an owner of what is given", maker, AssignSuspense{Line: w.s.linesOf(full)[0], Owner: "maker"}, Conflict, "nothing_in_suspense", ""},
		{"an owner who is nobody", maker, AssignSuspense{Line: line, Owner: "emperor"}, Invalid, "unknown_user", "owner"},
		{"an owner without the right", maker, AssignSuspense{Line: line, Owner: "officer"}, Invalid, "unknown_user", "owner"},
		{"undoing nothing", maker, UndoPayment{ID: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"undoing by a manager", manager, UndoPayment{ID: "none"}, Forbidden, "forbidden", ""},
		{"undoing an old version", maker, UndoPayment{ID: issued, Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"undoing twice", maker, UndoPayment{ID: undone, Reason: "x"}, Conflict, "payment_undone", ""},
		{"undoing what the bank did not bring", maker, UndoPayment{ID: elsewhere.ID, Reason: "x"}, Conflict, "not_from_bank", ""},
		{"undoing what a receipt is for", maker, UndoPayment{ID: issued, Reason: "x"}, Conflict, "receipt_issued", ""},
		{"undoing what is being refunded", maker, UndoPayment{ID: pay(refunding), Reason: "x"}, Conflict, "refund_running", ""},
		{"undoing what a certificate is for", maker, UndoPayment{ID: pay(certified), Reason: "x"}, Conflict, "certificate_stands", ""},
		{"undoing without a reason", maker, UndoPayment{ID: pay(spent)}, Invalid, "reason_required", "reason"},
		{"undoing with a novel", maker, UndoPayment{ID: pay(spent), Reason: long()}, Invalid, "text_too_long", "reason"},
		{"undoing what was paid out", maker, UndoPayment{ID: pay(spent), Reason: "x"}, Conflict, "money_spent", ""},
	}
}

// linesOf lists the bank lines that paid a pledge.
func (s *State) linesOf(pledge string) []string {
	var out []string
	for _, p := range s.PaymentsOf(pledge) {
		out = append(out, p.Source)
	}
	return out
}

func bankMatchRefusals(w *town) []refusal {
	_, sp := w.funded(w.a, w.openNeed(3, nil), 3)
	payout := w.payoutSteps(w.payOut(sp, 2), "check", "approve", "pay", "return", "pay")
	moves := func(kind string) string { return w.s.OpenMoves(kind)[0].ID }
	stmt := func(id, memo string, fen money.Fen) string {
		events := w.must(maker, ImportStatement{Account: "main", Lines: []StatementLine{{LineID: id, Day: w.today(), Fen: fen, Memo: memo}}})
		if b, ok := events[0].(BankDebitRecorded); ok {
			return b.Debit.ID
		}
		return events[0].(BankLineRecorded).Line.ID
	}
	debit, done, credit := stmt("d1", "转账", -1000*yuan), stmt("d2", "手续费", -5*yuan), stmt("c1", "退汇", 1000*yuan)
	w.must(maker, MatchBankLine{ID: done, Own: true, Reason: "手续费"})
	settled := stmt("d3", get(w.world, w.s.Disbursements, payout).Number, -1000*yuan)
	partly, open := stmt("c2", "捐款", 100*yuan), w.signed(w.b, 40*yuan, Purpose{})
	w.must(maker, AttributeSuspense{Line: partly, Pledge: open, Reason: "x"})
	whole := stmt("c3", "捐款", 100*yuan)
	w.must(maker, AttributeSuspense{Line: whole, Pledge: w.signed(w.b, 100*yuan, Purpose{}), Reason: "x"})
	match := func(id string, moves ...string) MatchBankLine { return MatchBankLine{ID: id, Moves: moves} }
	old := match(debit, moves("returned"))
	old.IfVersion = 9
	return []refusal{
		{"matching nothing", maker, match("none"), NotFound, "not_found", ""},
		{"matching an old version", maker, old, Conflict, "stale", ""},
		{"matching twice", maker, match(done, moves("returned")), Conflict, "wrong_status", ""},
		{"matching a gift", maker, match(whole, moves("returned")), Conflict, "nothing_in_suspense", ""},
		{"matching what is given in part", maker, match(partly, moves("returned")), Conflict, "line_attributed", ""},
		{"matching with no payment", maker, match(debit), Invalid, "lines_required", "moves"},
		{"matching with one that is none", maker, match(debit, "none"), Invalid, "unknown_move", "moves"},
		{"matching a debit with a return", maker, match(debit, moves("returned")), Invalid, "unknown_move", "moves"},
		{"matching one payment twice", maker, match(credit, moves("returned"), moves("returned")), Invalid, "unknown_move", "moves"},
		{"matching what is shown already", maker, match(debit, get(w.world, w.s.BankDebits, settled).Moves...), Invalid, "unknown_move", "moves"},
		{"matching another amount", maker, match(stmt("c4", "退汇", 999*yuan), moves("returned")), Conflict, "amount_differs", "moves"},
		{"saying it is our own for no reason", maker, MatchBankLine{ID: debit, Own: true}, Invalid, "reason_required", "reason"},
		{"saying it is our own with a novel", maker, MatchBankLine{ID: debit, Own: true, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"matching by the auditor", auditor, match(debit), Forbidden, "forbidden", ""},
		{"unmatching nothing", maker, UnmatchBankLine{ID: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"unmatching an old version", maker, UnmatchBankLine{ID: done, Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"unmatching what is open", maker, UnmatchBankLine{ID: debit, Reason: "x"}, Conflict, "wrong_status", ""},
		{"unmatching a gift", maker, UnmatchBankLine{ID: whole, Reason: "x"}, Conflict, "wrong_status", ""},
		{"unmatching without a reason", maker, UnmatchBankLine{ID: done}, Invalid, "reason_required", "reason"},
		{"unmatching with a novel", maker, UnmatchBankLine{ID: done, Reason: long()}, Invalid, "text_too_long", "reason"},
	}
}

// closedTown has August closed, September asked for, and stands in October 2026.
func (w *town) closedTown() (sp string) {
	_, sp = w.funded(w.a, w.openNeed(4, nil), 4)
	w.must(maker, ImportStatement{Account: "main", Lines: []StatementLine{{LineID: "q", Day: "2026-09-03", Fen: 777, Memo: "?"}}})
	w.pass(40)
	for _, m := range []string{"2026-07", "2026-08"} {
		w.must(maker, SetMonthBalance{Account: "main", Month: m})
	}
	w.must(maker, StepMonth{Month: "2026-08", Verb: "ask"})
	w.must(checker, StepMonth{Month: "2026-08", Verb: "close"})
	return sp
}

func monthRefusals(w *town) []refusal {
	w.closedTown()
	step := func(month, verb, why string) StepMonth { return StepMonth{Month: month, Verb: verb, Reason: why} }
	key := w.s.MonthReport("2026-09").Differences[0].Key
	explain := func(month, key, owner, text string) ExplainDifference {
		return ExplainDifference{Month: month, Key: key, Owner: owner, Explanation: text}
	}
	old := step("2026-08", "reopen", "x")
	old.IfVersion = 9
	list := []refusal{
		{"a balance of no account", maker, SetMonthBalance{Account: "side", Month: "2026-09"}, Invalid, "unknown_account", "account"},
		{"a balance of no month", maker, SetMonthBalance{Account: "main", Month: "2026-13"}, Invalid, "month_form", "month"},
		{"a balance of a month to come", maker, SetMonthBalance{Account: "main", Month: "2027-01"}, Invalid, "month_form", "month"},
		{"a balance above all money", maker, SetMonthBalance{Account: "main", Month: "2026-09", Fen: money.MaxFen + 1}, Invalid, "amount_too_large", "balance_fen"},
		{"a balance of a closed month", maker, SetMonthBalance{Account: "main", Month: "2026-08"}, Conflict, "month_closed", "month"},
		{"explaining in no month", maker, explain("09", key, "maker", "x"), Invalid, "month_form", "month"},
		{"explaining in a closed month", maker, explain("2026-08", key, "maker", "x"), Conflict, "month_closed", "month"},
		{"explaining what is none", maker, explain("2026-09", "x/y", "maker", "x"), NotFound, "unknown_difference", ""},
		{"explaining by nobody", maker, explain("2026-09", key, "", "x"), Invalid, "unknown_user", "owner"},
		{"explaining with no word", maker, explain("2026-09", key, "maker", " "), Invalid, "required", "explanation"},
		{"explaining with a novel", maker, explain("2026-09", key, "maker", long()), Invalid, "text_too_long", "explanation"},
		{"asking for no month", maker, step("x", "ask", ""), Invalid, "month_form", "month"},
		{"asking on an old version", general, old, Conflict, "stale", ""},
		{"asking for a month that is closed", maker, step("2026-07", "ask", ""), Conflict, "month_closed", ""},
		{"asking again for the closed one", maker, step("2026-08", "ask", ""), Conflict, "wrong_status", ""},
		{"asking before the month before", maker, step("2026-10", "ask", ""), Conflict, "earlier_month_open", ""},
		{"asking with a difference", maker, step("2026-09", "ask", ""), Conflict, "difference_unexplained", ""},
		{"asking by the checker", checker, step("2026-09", "ask", ""), Forbidden, "forbidden", ""},
		{"closing what nobody asked for", checker, step("2026-09", "close", ""), Conflict, "wrong_status", ""},
		{"opening without a reason", general, step("2026-08", "reopen", ""), Invalid, "reason_required", "reason"},
		{"opening with a novel", general, step("2026-08", "reopen", long()), Invalid, "text_too_long", "reason"},
	}
	return list
}

func closedRefusals(w *town) []refusal {
	w.closedTown()
	explain := func() {
		for _, d := range w.s.MonthReport("2026-09").Differences {
			w.must(maker, ExplainDifference{Month: "2026-09", Key: d.Key, Owner: "maker", Explanation: "待查"})
		}
	}
	w.must(maker, SetMonthBalance{Account: "main", Month: "2026-09", Fen: 1})
	explain()
	self := Actor{ID: checker.ID, Role: FinanceMaker}
	w.must(self, StepMonth{Month: "2026-09", Verb: "ask"})
	w.must(maker, StepMonth{Month: "2026-09", Verb: "ask"})
	w.must(checker, StepMonth{Month: "2026-09", Verb: "close"})
	w.pass(31)
	asked := "2026-10"
	w.must(maker, SetMonthBalance{Account: "main", Month: asked, Fen: 1})
	w.must(self, StepMonth{Month: asked, Verb: "ask"})
	sp := w.s.SponsorshipsOfNeed(w.firstNeed())[0].ID
	refund := first[RefundMade](w.world, w.must(maker, AskRefund{Payment: w.s.PaymentsOf(get(w.world, w.s.Sponsorships, sp).Pledge)[0].ID, Fen: 5 * yuan, Via: "bank", Reason: "x"})).Refund.ID
	w.must(general, StepRefund{ID: refund, Verb: "approve"})
	paid := w.payoutSteps(w.payOut(sp, 1), "check", "approve", "pay")
	approved := w.payoutSteps(w.payOut(sp, 1), "check", "approve")
	in := Day("2026-09-30")
	changed := func() refusal {
		w.must(maker, RecordBankLine{Account: "main", LineID: "late", Day: "2026-10-05", AmountFen: 5, Memo: "?"})
		for _, d := range w.s.MonthReport(asked).Differences {
			w.must(maker, ExplainDifference{Month: asked, Key: d.Key, Owner: "maker", Explanation: "补录"})
		}
		return refusal{"closing what has changed since", Actor{ID: "second", Role: FinanceChecker}, StepMonth{Month: asked, Verb: "close"}, Conflict, "month_changed", ""}
	}()
	return []refusal{
		changed,
		{"closing what one asked for", checker, StepMonth{Month: asked, Verb: "close"}, Forbidden, "maker_is_checker", ""},
		{"a bank line of a closed month", maker, RecordBankLine{Account: "main", LineID: "x", Day: in, AmountFen: 1}, Conflict, "month_closed", "date"},
		{"a statement of a closed month", maker, ImportStatement{Account: "main", Lines: []StatementLine{{LineID: "x", Day: in, Fen: -1}}}, Conflict, "month_closed", "lines.0.date"},
		{"a payout of a closed month", maker, PayDisbursement{ID: approved, Day: in}, Conflict, "month_closed", "day"},
		{"a refund of a closed month", maker, PayRefund{ID: refund, Account: "main", LineID: "R", Day: in}, Conflict, "month_closed", "day"},
		{"a payout on no day", maker, PayDisbursement{ID: approved, Day: "x"}, Invalid, "day_form", "day"},
		{"a payout tomorrow", maker, PayDisbursement{ID: approved, Day: w.today().AddDays(1)}, Invalid, "date_future", "day"},
		{"a return of a closed month", maker, ReturnLines{ID: paid, Reason: "x", Day: in}, Conflict, "month_closed", "day"},
		{"a return on no day", maker, ReturnLines{ID: paid, Reason: "x", Day: "x"}, Invalid, "day_form", "day"},
		{"a return tomorrow", maker, ReturnLines{ID: paid, Reason: "x", Day: w.today().AddDays(1)}, Invalid, "date_future", "day"},
		{"goods of a closed month", manager, AcceptGift{Gift{Enterprise: w.ent["A"], Program: "yida", Goods: "棉衣", Quantity: 1, ValueFen: 100, Basis: "发票", At: in}}, Conflict, "month_closed", "at"},
		{"asking for this month", maker, StepMonth{Month: "2026-11", Verb: "ask"}, Conflict, "earlier_month_open", ""},
		{"opening an earlier month", general, StepMonth{Month: "2026-08", Verb: "reopen", Reason: "x"}, Conflict, "later_month_closed", ""},
	}
}

// firstNeed is the oldest need of the town.
func (w *town) firstNeed() string {
	for id := range w.s.Needs.All() {
		return id
	}
	return ""
}

func fundRefusals(w *town) []refusal {
	fund := func(change func(f *Fund)) OpenFund {
		f := Fund{Name: "青云助学基金", Enterprise: w.ent["A"], TargetFen: 100_000 * yuan, Mode: "spend", Purpose: "助学", Use: "按年使用", EndRule: "用完为止", Remainder: "转入同类项目"}
		change(&f)
		return OpenFund{f}
	}
	id := first[FundOpened](w.world, w.must(manager, fund(func(f *Fund) { f.Name = "已有基金" }))).Fund.ID
	ended := first[FundOpened](w.world, w.must(manager, fund(func(f *Fund) { f.Name = "已终止基金" }))).Fund.ID
	w.must(manager, EndFund{ID: ended, Reason: "期满"})
	in, out := w.signed(w.a, 500*yuan, Purpose{}), w.signed(w.a, 500*yuan, Purpose{})
	gone := w.give(w.a, 500*yuan, Purpose{})
	w.must(w.a, CancelPledge{ID: gone})
	w.must(manager, JoinFund{Pledge: in, Fund: id})
	return []refusal{
		{"by a donor", w.a, fund(func(*Fund) {}), Forbidden, "forbidden", ""},
		{"without a name", manager, fund(func(f *Fund) { f.Name = "" }), Invalid, "required", "name"},
		{"without a rule for its end", manager, fund(func(f *Fund) { f.EndRule = " " }), Invalid, "required", "end_rule"},
		{"without a rule for what is left", manager, fund(func(f *Fund) { f.Remainder = "" }), Invalid, "required", "remainder"},
		{"with a name like a novel", manager, fund(func(f *Fund) { f.Name = long() }), Invalid, "text_too_long", "name"},
		{"as a foundation of its own", manager, fund(func(f *Fund) { f.Name = "青云基金会" }), Invalid, "fund_name", "name"},
		{"with another's name", manager, fund(func(f *Fund) { f.Name = "已有 基金" }), Conflict, "fund_name_taken", "name"},
		{"of nobody", manager, fund(func(f *Fund) { f.Enterprise = "none" }), Invalid, "unknown_enterprise", "enterprise"},
		{"of one not verified", manager, fund(func(f *Fund) { f.Enterprise = w.ent["C"] }), Forbidden, "enterprise_not_verified", ""},
		{"of a state-owned one without its paper", manager, fund(func(f *Fund) { f.Enterprise = w.ent["E"] }), Forbidden, "approval_document_missing", ""},
		{"of nothing", manager, fund(func(f *Fund) { f.TargetFen = 0 }), Invalid, "amount_positive", "target_fen"},
		{"of all money", manager, fund(func(f *Fund) { f.TargetFen = money.MaxFen + 1 }), Invalid, "amount_too_large", "target_fen"},
		{"of a mode that is none", manager, fund(func(f *Fund) { f.Mode = "burn" }), Invalid, "unknown_choice", "mode"},
		{"ending on no day", manager, fund(func(f *Fund) { f.Ends = "x" }), Invalid, "day_form", "ends"},
		{"ending yesterday", manager, fund(func(f *Fund) { f.Ends = w.today().AddDays(-1) }), Invalid, "due_past", "ends"},
		{"joining with nothing", manager, JoinFund{Pledge: "none", Fund: id}, NotFound, "not_found", ""},
		{"joining on an old version", manager, JoinFund{Pledge: out, Fund: id, IfVersion: 99}, Conflict, "stale", ""},
		{"joining what is over", manager, JoinFund{Pledge: gone, Fund: id}, Conflict, "wrong_status", ""},
		{"joining no fund", manager, JoinFund{Pledge: out, Fund: "none"}, Invalid, "unknown_fund", "fund"},
		{"joining one that ended", manager, JoinFund{Pledge: out, Fund: ended}, Conflict, "fund_ended", "fund"},
		{"joining twice", manager, JoinFund{Pledge: in, Fund: id}, Conflict, "in_a_fund", "fund"},
		{"giving to no fund", w.a, MakePledge{AmountFen: 100, Fund: "none"}, Invalid, "unknown_fund", "fund"},
		{"giving to one that ended", w.a, MakePledge{AmountFen: 100, Fund: ended}, Conflict, "fund_ended", "fund"},
		{"ending nothing", manager, EndFund{ID: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"ending an old version", manager, EndFund{ID: id, Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"ending twice", manager, EndFund{ID: ended, Reason: "x"}, Conflict, "fund_ended", ""},
		{"ending what money is to come for", manager, EndFund{ID: id, Reason: "x"}, Conflict, "fund_money_open", ""},
		{"ending without a reason", manager, EndFund{ID: w.emptyFund()}, Invalid, "reason_required", "reason"},
		{"ending with a novel", manager, EndFund{ID: w.emptyFund(), Reason: long()}, Invalid, "text_too_long", "reason"},
	}
}

func (w *town) emptyFund() string {
	for id, f := range w.s.Funds.All() {
		if f.Name == "空基金" {
			return id
		}
	}
	f := Fund{Name: "空基金", Enterprise: w.ent["A"], TargetFen: 1, Mode: "keep", Purpose: "x", Use: "x", EndRule: "x", Remainder: "x"}
	return first[FundOpened](w.world, w.must(manager, OpenFund{f})).Fund.ID
}

func writeOffRefusals(w *town) []refusal {
	p := w.signed(w.a, 500*yuan, Purpose{})
	off := func(change func(c *WriteOffPledge)) WriteOffPledge {
		c := WriteOffPledge{ID: p, Reason: "经营困难", Report: "泰民函〔2026〕1号", Public: "因经营困难免除", Reported: w.today()}
		change(&c)
		return c
	}
	intended := w.give(w.a, 500*yuan, Purpose{})
	return []refusal{
		{"by the manager", manager, off(func(*WriteOffPledge) {}), Forbidden, "forbidden", ""},
		{"of nothing", general, off(func(c *WriteOffPledge) { c.ID = "none" }), NotFound, "not_found", ""},
		{"on an old version", general, off(func(c *WriteOffPledge) { c.IfVersion = 9 }), Conflict, "stale", ""},
		{"of what binds nobody", general, off(func(c *WriteOffPledge) { c.ID = intended }), Conflict, "wrong_status", ""},
		{"without a reason", general, off(func(c *WriteOffPledge) { c.Reason = "" }), Invalid, "reason_required", "reason"},
		{"with a novel", general, off(func(c *WriteOffPledge) { c.Public = long() }), Invalid, "text_too_long", "public"},
		{"without a report", general, off(func(c *WriteOffPledge) { c.Report = "" }), Invalid, "required", "report"},
		{"without a word to the public", general, off(func(c *WriteOffPledge) { c.Public = "" }), Invalid, "required", "public"},
		{"without the report's day", general, off(func(c *WriteOffPledge) { c.Reported = "" }), Invalid, "required", "reported"},
		{"reported on no day", general, off(func(c *WriteOffPledge) { c.Reported = "x" }), Invalid, "day_form", "reported"},
		{"reported tomorrow", general, off(func(c *WriteOffPledge) { c.Reported = w.today().AddDays(1) }), Invalid, "date_future", "reported"},
	}
}
