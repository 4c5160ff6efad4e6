package handlers

import (
	"net/url"
	"testing"

	"shanpei/models"
)

// Staff pages: a refund is asked for, approved by another, sent; above what was paid and twice is refused.
func TestARefundThroughThePages(t *testing.T) {
	p := newCardPortal(t)
	pledge := p.owed(1)
	p.stripe.Pay(p.goes(p.as("donor_owner"), pledge, "1", "card"), "card")
	p.tell(200, p.stripe.Events()...)
	pay := p.Book.State().PaymentsOf(pledge.ID)[0]
	maker, checker := p.as("finance_maker"), p.as("finance_checker")
	ask := func(yuan, reason string) *reply {
		return maker.post("/staff/money/refunds/new?payment="+pay.ID, url.Values{"fen": {yuan}, "reason": {reason}, "via": {"stripe"}})
	}
	maker.get("/staff/money/refunds/new?payment=" + pay.ID).is(200).has(pay.Number)
	ask("0.001", "多付").is(422).has("最多两位小数")
	ask("1e3", "多付").is(422)
	ask("1000.01", "多付").is(409).has("超过该笔付款")
	ask("400", "").is(422)
	at := ask("400", "多付").to()
	ask("600.01", "多付").is(409)
	maker.get(at).is(200).has("多付").hasNot(`id="approve"`)
	maker.post(at+"/step", url.Values{"verb": {"approve"}}).is(403)
	checker.get(at).is(200).has(`id="approve"`)
	checker.post(at+"/step", url.Values{"verb": {"approve"}}).to()
	checker.post(at+"/step", url.Values{"verb": {"approve"}}).is(409)
	if err := p.desk.SendRefunds(t.Context()); err != nil {
		t.Fatal(err)
	}
	maker.get(at).is(200).has("已退款")
	maker.get("/staff/money/refunds").is(200).has("TK-")
	maker.get("/staff/money/cards").is(200)
	if got := p.pledge(pledge.ID); got.ReceivedFen != 600_00 || got.Status != models.PledgePartReceived {
		t.Errorf("%s %s", got.ReceivedFen, got.Status)
	}
	p.as("donor_owner").get("/enterprise/pledges/" + pledge.ID).is(200).has("已退 400.00")
	p.as("program_manager").post("/staff/money/refunds/new?payment="+pay.ID, url.Values{"fen": {"1"}, "reason": {"x"}}).is(403)
}

// A dispute is frozen, staff is told; lost, it is as a refund; the money desk shows all of it.
func TestADisputeThroughThePages(t *testing.T) {
	p := newCardPortal(t)
	pledge := p.owed(1)
	session := p.goes(p.as("donor_owner"), pledge, "1", "card")
	p.stripe.Pay(session, "card")
	intent, _ := p.stripe.Get(session, "payment_intent")
	dispute := p.stripe.Dispute(intent)
	p.tell(200, p.stripe.Events()...)
	if got := p.pledge(pledge.ID); got.FrozenFen != 1000_00 || p.Book.State().Unspent(pledge.ID) != 0 {
		t.Errorf("%s frozen", got.FrozenFen)
	}
	maker := p.as("finance_maker")
	maker.get("/staff").is(200).has("拒付申诉")
	maker.get("/staff/money/cards").is(200).has(dispute, "申诉中")
	pay := p.Book.State().PaymentsOf(pledge.ID)[0]
	maker.post("/staff/money/refunds/new?payment="+pay.ID, url.Values{"fen": {"1"}, "reason": {"x"}, "via": {"stripe"}}).is(409)
	p.stripe.CloseDispute(dispute, false)
	p.tell(200, p.stripe.Events()...)
	if got := p.pledge(pledge.ID); got.FrozenFen != 0 || got.ReceivedFen != 0 {
		t.Errorf("%s frozen, %s received", got.FrozenFen, got.ReceivedFen)
	}
	maker.get("/staff/money/cards").is(200).has("败诉")
	maker.post("/staff/money/cards/reconcile", nil).to()
	po := p.stripe.Payout(10_00)
	maker.post("/staff/money/cards/reconcile", nil).to()
	line := event[models.BankLineRecorded](p.do(p.actor("finance_maker"), models.RecordBankLine{Account: "main", LineID: "po", Day: models.DayOf(p.now), AmountFen: 10_00, Memo: "STRIPE"})).Line
	maker.get("/staff/money/cards").is(200).has(po, line.LineID)
	maker.post("/staff/money/payouts/"+po, url.Values{"line": {line.ID}}).to()
	if p.Book.State().Balance("bank:payout") != 0 {
		t.Error("the payout is still on its way")
	}
}

func TestWhatIsKeptIsGivenBackAndExplained(t *testing.T) {
	p := newCardPortal(t)
	pledge := p.owed(1)
	session := p.goes(p.as("donor_owner"), pledge, "1", "card")
	p.stripe.Pay(session, "card")
	p.stripe.Change(session, "amount_total", int64(999_99))
	p.as("donor_owner").get("/enterprise/pledges/" + pledge.ID + "/paid?session_id=" + session)
	k := p.Book.State().OpenKept()[0]
	maker, checker := p.as("finance_maker"), p.as("finance_checker")
	at := "/staff/money/kept/" + k.ID
	maker.get(at).is(200).has("金额", pledge.Number)
	maker.post(at, url.Values{"reason": {"已核对"}}).is(409).has("请先退款")
	refund := maker.post("/staff/money/refunds/new?kept="+k.ID, url.Values{"reason": {"金额不符"}, "via": {"stripe"}}).to()
	checker.post(refund+"/step", url.Values{"verb": {"approve"}}).to()
	maker.post(at, url.Values{"reason": {"已退回付款人"}}).to()
	if len(p.Book.State().OpenKept()) != 0 {
		t.Error("it is still on the list")
	}
}
