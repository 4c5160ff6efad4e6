package models

import "shanpei/models/money"

// paidCard is a pledge of B for the members' programme, whose instalments were paid by card as far as told.
func (w *town) paidCard(paid, parts int) (pledge string, checkouts []string) {
	list := []Instalment{}
	for i := range parts {
		list = append(list, Instalment{Due: w.today().AddDays(3 + i), AmountFen: yuan * 1000})
	}
	pledge = w.signed(w.b, 1000*yuan*money.Fen(parts), Purpose{Programs: []string{"member"}}, list...)
	for i := range paid {
		checkouts = append(checkouts, w.checkout(pledge, i+1))
		w.settle(checkouts[i], CheckoutPaid)
	}
	return pledge, checkouts
}

func (w *town) checkout(pledge string, instalment int) string {
	return first[CheckoutStarted](w.world, w.must(w.b, StartCheckout{Pledge: pledge, Instalment: instalment, Way: "card", Ways: CardWays})).Checkout.ID
}

// told is what the card company says of a checkout as it was asked for.
func (w *town) told(id string, status CheckoutStatus) SettleCheckout {
	c := get(w.world, w.s.Checkouts, id)
	return SettleCheckout{Checkout: id, Session: "cs_" + id, Intent: "pi_" + id, Status: status, Fen: c.Fen, Currency: Currency}
}

func (w *town) settle(id string, status CheckoutStatus) []Event {
	return w.must(System, w.told(id, status))
}

func checkoutRefusals(w *town) []refusal {
	open, _ := w.paidCard(0, 2)
	paid, ids := w.paidCard(1, 2)
	own := w.checkout(open, 1)
	pending, _ := w.paidCard(0, 1)
	w.settle(w.checkout(pending, 1), CheckoutProcessing)
	intended := w.give(w.b, 1000*yuan, Purpose{Programs: []string{"member"}})
	plain, free := w.signed(w.b, 1000*yuan, Purpose{Programs: []string{"yida"}}), w.signed(w.b, 1000*yuan, Purpose{})
	small := w.signed(w.b, 499, Purpose{Programs: []string{"member"}})
	start := func(pledge string, instalment int, way string) StartCheckout {
		return StartCheckout{Pledge: pledge, Instalment: instalment, Way: way, Ways: CardWays}
	}
	opened := w.checkout(paid, 2)
	w.must(System, OpenCheckout{ID: opened, Session: "cs_9"})
	strange := w.told(own, CheckoutPaid)
	strange.Checkout, strange.Session, strange.Intent = "nobody's", "cs_n", "pi_n"
	w.must(System, strange)
	nothing := strange
	nothing.Session, nothing.Intent, nothing.Status = "cs_m", "pi_m", CheckoutExpired
	w.must(System, nothing)
	w.must(maker, CloseKept{ID: "pi_m", Note: "他人的付款页"})
	return []refusal{
		{"paying by a viewer", w.viewer, start(open, 1, "card"), Forbidden, "forbidden", ""},
		{"paying another's", w.a, start(open, 1, "card"), NotFound, "not_found", ""},
		{"paying with payments off", w.b, StartCheckout{Pledge: open, Instalment: 1, Way: "card"}, Unavailable, "payments_off", ""},
		{"paying instalment none", w.b, start(open, 0, "card"), Invalid, "out_of_range", "instalment"},
		{"paying instalment three of two", w.b, start(open, 3, "card"), Invalid, "out_of_range", "instalment"},
		{"paying before signing", w.b, start(intended, 1, "card"), Conflict, "pledge_not_signed", ""},
		{"paying on-line for a programme that is only announced", w.b, start(plain, 1, "card"), Conflict, "bank_transfer_only", ""},
		{"paying on-line for none", w.b, start(free, 1, "card"), Conflict, "bank_transfer_only", ""},
		{"paying by cheque", w.b, start(open, 1, "cheque"), Invalid, "unknown_choice", "way"},
		{"paying what is paid", w.b, start(paid, 1, "card"), Conflict, "instalment_paid", "instalment"},
		{"paying less than the card company takes", w.b, start(small, 1, "card"), Invalid, "card_amount", "instalment"},
		{"paying while money is on its way", w.b, start(pending, 1, "alipay"), Conflict, "payment_pending", ""},
		{"paying while it can be paid already", w.b, start(open, 1, "card"), Conflict, "checkout_open", ""},
		{"opening nothing", System, OpenCheckout{ID: "none", Session: "cs_1"}, NotFound, "not_found", ""},
		{"opening without a session", System, OpenCheckout{ID: own}, Invalid, "required", "session"},
		{"opening twice", System, OpenCheckout{ID: opened, Session: "cs_9"}, Conflict, "already_known", ""},
		{"settling by a person", maker, w.told(ids[0], CheckoutPaid), Forbidden, "forbidden", ""},
		{"settling as asked", System, w.told(ids[0], CheckoutAsked), Invalid, "unknown_choice", "status"},
		{"settling as held", System, w.told(ids[0], CheckoutHeld), Invalid, "unknown_choice", "status"},
		{"settling nothing", System, SettleCheckout{Status: CheckoutPaid}, Invalid, "required", "intent"},
		{"settling an unpaid matter of somebody else's", System, SettleCheckout{Intent: "pi_other", Status: CheckoutExpired}, NotFound, "not_found", ""},
		{"settling twice", System, w.told(ids[0], CheckoutPaid), Conflict, "already_known", ""},
		{"settling as expired what is paid", System, w.told(ids[0], CheckoutExpired), Conflict, "already_known", ""},
		{"settling nobody's twice", System, strange, Conflict, "already_known", ""},
		{"explaining nothing", maker, CloseKept{ID: "none", Note: "x"}, NotFound, "not_found", ""},
		{"explaining an old version", maker, CloseKept{ID: "pi_n", Note: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"explaining twice", maker, CloseKept{ID: "pi_m", Note: "x"}, Conflict, "wrong_status", ""},
		{"explaining money away", maker, CloseKept{ID: "pi_n", Note: "x"}, Conflict, "money_held", ""},
		{"explaining without a word", maker, CloseKept{ID: w.kept("pi_k")}, Invalid, "reason_required", "reason"},
		{"explaining with a novel", maker, CloseKept{ID: "pi_k", Note: long()}, Invalid, "text_too_long", "reason"},
	}
}

// kept makes something that is kept for review and holds no money.
func (w *town) kept(intent string) string {
	w.must(System, SettleCheckout{Checkout: "nobody's", Intent: intent, Status: CheckoutFailed})
	return intent
}

func refundRefusals(w *town) []refusal {
	pledge, ids := w.paidCard(3, 3)
	pays := w.s.PaymentsOf(pledge)
	need := w.openNeed(2, nil)
	spent, sp := w.funded(w.b, need, 2)
	w.payoutSteps(w.payOut(sp, 2), "check", "approve", "pay")
	spentPay := w.s.PaymentsOf(spent)[0].ID
	ask := func(payment string, fen money.Fen, why string) AskRefund {
		return AskRefund{Payment: payment, Fen: fen, Reason: why}
	}
	refund := func(c AskRefund) string { return first[RefundMade](w.world, w.must(maker, c)).Refund.ID }
	asked := refund(ask(pays[0].ID, 400*yuan, "重复付款"))
	bank := refund(AskRefund{Payment: pays[1].ID, Fen: 100 * yuan, Via: "bank", Reason: "原卡已注销"})
	w.must(checker, StepRefund{ID: bank, Verb: "approve"})
	w.must(maker, PayRefund{ID: bank, Account: "main", LineID: "out-1", Day: w.today()})
	again := refund(AskRefund{Payment: pays[1].ID, Fen: 100 * yuan, Via: "bank", Reason: "原卡已注销"})
	w.must(checker, StepRefund{ID: again, Verb: "approve"})
	card := refund(ask(pays[2].ID, 100*yuan, "重复付款"))
	w.must(general, StepRefund{ID: card, Verb: "approve"})
	tell := SettleRefund{Refund: card, Stripe: "re_1", Intent: "pi_" + ids[2], Status: "succeeded", Fen: 100 * yuan, Currency: Currency}
	w.must(System, tell)
	self := Actor{ID: maker.ID, Role: FinanceChecker}
	pay := func(line string, day Day) PayRefund {
		return PayRefund{ID: again, Account: "main", LineID: line, Day: day}
	}
	return []refusal{
		{"asking by a checker", checker, ask(pays[0].ID, 1, "x"), Forbidden, "forbidden", ""},
		{"of no payment", maker, ask("none", 1, "x"), NotFound, "not_found", ""},
		{"of nothing kept", maker, AskRefund{Kept: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"of less than nothing", maker, ask(pays[0].ID, -1, "x"), Invalid, "amount_positive", "fen"},
		{"by pigeon", maker, AskRefund{Payment: pays[0].ID, Fen: 1, Via: "pigeon", Reason: "x"}, Invalid, "unknown_choice", "via"},
		{"by card of what came by bank", maker, AskRefund{Payment: spentPay, Fen: 1, Via: "stripe", Reason: "x"}, Invalid, "unknown_choice", "via"},
		{"without a reason", maker, ask(pays[0].ID, 1, ""), Invalid, "reason_required", "reason"},
		{"with a novel", maker, ask(pays[0].ID, 1, long()), Invalid, "text_too_long", "reason"},
		{"of more than was paid", maker, ask(pays[0].ID, 601*yuan, "x"), Conflict, "refund_over_payment", "fen"},
		{"of what was spent", maker, ask(spentPay, 0, "x"), Conflict, "refund_over_balance", "fen"},
		{"approving nothing", checker, StepRefund{ID: "none", Verb: "approve"}, NotFound, "not_found", ""},
		{"approving an old version", checker, StepRefund{ID: asked, Verb: "approve", IfVersion: 9}, Conflict, "stale", ""},
		{"burning", checker, StepRefund{ID: asked, Verb: "burn"}, Invalid, "unknown_choice", "verb"},
		{"approving twice", checker, StepRefund{ID: card, Verb: "approve"}, Conflict, "wrong_status", ""},
		{"retrying what did not fail", maker, StepRefund{ID: card, Verb: "retry"}, Conflict, "wrong_status", ""},
		{"approving one's own", self, StepRefund{ID: asked, Verb: "approve"}, Forbidden, "maker_is_checker", ""},
		{"rejecting without a reason", checker, StepRefund{ID: asked, Verb: "reject"}, Invalid, "reason_required", "reason"},
		{"rejecting with a novel", checker, StepRefund{ID: asked, Verb: "reject", Reason: long()}, Invalid, "text_too_long", "reason"},
		{"sending nothing", maker, PayRefund{ID: "none"}, NotFound, "not_found", ""},
		{"sending an old version", maker, PayRefund{ID: again, IfVersion: 99}, Conflict, "stale", ""},
		{"sending what is not approved", maker, PayRefund{ID: asked}, Conflict, "wrong_status", ""},
		{"sending by bank what went by card", maker, PayRefund{ID: card}, Conflict, "wrong_status", ""},
		{"sending from no account", maker, PayRefund{ID: again, Account: "side", LineID: "x", Day: w.today()}, Invalid, "unknown_account", "account"},
		{"sending without the bank's id", maker, pay("", w.today()), Invalid, "required", "line_id"},
		{"sending with an id too long", maker, pay(long(), w.today()), Invalid, "text_too_long", "line_id"},
		{"sending on no day", maker, pay("x", ""), Invalid, "required", "day"},
		{"sending on a day that is none", maker, pay("x", "2026-02-30"), Invalid, "day_form", "day"},
		{"sending tomorrow", maker, pay("x", w.today().AddDays(1)), Invalid, "date_future", "day"},
		{"sending one line twice", maker, pay("out-1", w.today()), Conflict, "duplicate_line", "line_id"},
		{"told without ids", System, SettleRefund{Status: "pending"}, Invalid, "required", "stripe"},
		{"told of no status", System, SettleRefund{Stripe: "re_2", Intent: "pi_2", Status: "lost"}, Invalid, "unknown_choice", "status"},
		{"told twice", System, tell, Conflict, "already_known", ""},
	}
}

func disputeRefusals(w *town) []refusal {
	_, ids := w.paidCard(1, 1)
	open := SettleDispute{ID: "dp_1", Intent: "pi_" + ids[0], Status: "open", Fen: 1000 * yuan, Currency: Currency}
	w.must(System, open)
	payout := SettlePayout{ID: "po_1", Status: "paid", Fen: 900 * yuan, Currency: Currency, Arrival: w.today()}
	w.must(System, payout)
	taken := payout
	taken.ID = "po_2"
	w.must(System, taken)
	line := func(id string, fen money.Fen) string {
		return first[BankLineRecorded](w.world, w.must(maker, RecordBankLine{Account: "main", LineID: id, Day: w.today(), AmountFen: fen, Memo: "STRIPE"})).Line.ID
	}
	held, other, gone := line("s1", 900*yuan), line("s2", 800*yuan), line("s3", 900*yuan)
	w.must(maker, AttributePayout{Line: gone, Payout: "po_2"})
	w.must(System, RecordCardFee{ID: "txn_1", Fen: 34, Currency: Currency})
	return []refusal{
		{"told of nothing", System, SettleDispute{Status: "open"}, Invalid, "required", "id"},
		{"told of no status", System, SettleDispute{ID: "dp_2", Intent: "pi_1", Status: "forgotten"}, Invalid, "unknown_choice", "status"},
		{"told twice", System, open, Conflict, "already_known", ""},
		{"a payout of nothing", System, SettlePayout{Status: "paid"}, Invalid, "required", "id"},
		{"a payout of no status", System, SettlePayout{ID: "po_3", Status: "lost"}, Invalid, "unknown_choice", "status"},
		{"a payout twice", System, payout, Conflict, "already_known", ""},
		{"attributing nothing", maker, AttributePayout{Line: "none", Payout: "po_1"}, NotFound, "not_found", ""},
		{"attributing an old version", maker, AttributePayout{Line: held, Payout: "po_1", IfVersion: 9}, Conflict, "stale", ""},
		{"attributing what is attributed", maker, AttributePayout{Line: gone, Payout: "po_1"}, Conflict, "nothing_in_suspense", ""},
		{"attributing to no payout", maker, AttributePayout{Line: held, Payout: "po_9"}, Invalid, "unknown_payout", "payout"},
		{"attributing to one that came", maker, AttributePayout{Line: held, Payout: "po_2"}, Conflict, "payout_taken", "payout"},
		{"attributing another amount", maker, AttributePayout{Line: other, Payout: "po_1"}, Conflict, "amount_differs", "payout"},
		{"a fee of nothing", System, RecordCardFee{ID: "txn_2", Currency: Currency}, Invalid, "required", "id"},
		{"a fee in dollars", System, RecordCardFee{ID: "txn_2", Fen: 1, Currency: "usd"}, Invalid, "unknown_choice", "currency"},
		{"a fee twice", System, RecordCardFee{ID: "txn_1", Fen: 34, Currency: Currency}, Conflict, "already_known", ""},
	}
}
