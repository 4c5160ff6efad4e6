package models

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shanpei/models/money"
)

// outcome is what a state says of card money, without what depends on the order in which it was told: ids of our own, numbers and instants. Of two checkouts
// of one instalment it does not matter which of them was credited.
func outcome(s *State) string {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for id, p := range s.Pledges.All() {
		say("pledge %s %s received %s frozen %s allocated %s %v", id, p.Status, p.ReceivedFen, p.FrozenFen, p.AllocatedFen, p.Instalments)
	}
	for _, c := range s.Checkouts.All() {
		say("checkout of %s %d: %s, credited %v, refunded %v", c.Pledge, c.Instalment, c.Status, c.Payment != "", c.Refund != "")
	}
	for _, r := range s.Refunds.All() {
		say("refund of %s %s: %s %s short %s", r.Pledge, r.Fen, r.From, r.Status, r.ShortFen)
	}
	for id, x := range s.Disputes.All() {
		say("dispute %s %s: %s frozen %s short %s", id, x.Fen, x.Status, x.FrozenFen, x.ShortFen)
	}
	for id, k := range s.Kept.All() {
		say("kept %s %s %s", id, k.Why, k.HeldFen)
	}
	for id, p := range s.Payouts.All() {
		say("payout %s %s %s", id, p.Status, p.Fen)
	}
	groups := map[string]money.Fen{}
	for account, fen := range s.Accounts.All() {
		group, _, _ := strings.Cut(account, ":")
		if group == "pledge" || group == "kept" || group == "disputed" {
			group = account
		}
		groups[group] += fen
	}
	for account, fen := range groups {
		if fen != 0 {
			say("account %s %s", account, fen)
		}
	}
	say("totals %s %s", s.Totals.PledgedFen, s.Totals.ReceivedFen)
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// everything is all that a card company can tell of four pledges: of one that is paid in two instalments and disputed, of one that is paid in two tabs, of
// one that is refunded from outside, of one that differs; and fees and payouts.
func everything(w *town) []Command {
	two, one, back, odd := w.pledgeOfB(2), w.pledgeOfB(1), w.pledgeOfB(1), w.pledgeOfB(1)
	need := w.openNeed(4, func(n *Need) { n.Program = "member" })
	w.must(manager, AcceptMatch{ID: first[MatchRun](w.world, w.must(manager, RecordMatch{Match{Proposals: []Proposal{{Pledge: two, Need: need, Places: 4}}}})).Match.ID, All: true})
	a, b := w.checkout(two, 1), w.checkout(two, 2)
	tab := w.checkout(one, 1)
	tab2 := first[CheckoutStarted](w.world, w.must(w.b, StartCheckout{Pledge: one, Instalment: 1, Way: "alipay", Ways: CardWays})).Checkout.ID
	r, o := w.checkout(back, 1), w.checkout(odd, 1)
	var out []Command
	for _, id := range []string{a, b, tab, tab2, r} {
		bare := w.told(id, CheckoutPaid)
		bare.Session = "" // as a payment intent tells it
		out = append(out, w.told(id, CheckoutProcessing), w.told(id, CheckoutPaid), w.told(id, CheckoutDeclined), bare)
	}
	differs := w.told(o, CheckoutPaid)
	differs.Fen--
	refund := func(id, intent, status string, fen money.Fen) SettleRefund {
		return SettleRefund{Stripe: id, Intent: intent, Status: status, Fen: fen, Currency: Currency}
	}
	dispute := func(id, intent, status string) SettleDispute {
		return SettleDispute{ID: id, Intent: intent, Status: status, Fen: 1000 * yuan, Currency: Currency}
	}
	return append(out, differs, OpenCheckout{ID: a, Session: "cs_" + a},
		refund("re_1", "pi_"+r, "pending", 300*yuan), refund("re_1", "pi_"+r, "succeeded", 300*yuan),
		refund("re_2", "pi_"+r, "succeeded", 200*yuan), refund("re_2", "pi_"+r, "failed", 200*yuan),
		refund("re_3", "pi_"+o, "succeeded", 100*yuan), refund("re_4", "pi_nobody", "succeeded", 100*yuan),
		dispute("dp_1", "pi_"+a, "open"), dispute("dp_1", "pi_"+a, "won"), dispute("dp_2", "pi_"+b, "open"), dispute("dp_2", "pi_"+b, "lost"),
		SettlePayout{ID: "po_1", Status: "paid", Fen: 500 * yuan, Currency: Currency}, SettlePayout{ID: "po_1", Status: "failed", Fen: 500 * yuan, Currency: Currency},
		SettlePayout{ID: "po_2", Status: "paid", Fen: 700 * yuan, Currency: Currency}, RecordCardFee{ID: "txn_1", Fen: 34 * yuan, Currency: Currency},
		SettleCheckout{Checkout: "nobody's", Intent: "pi_x", Status: CheckoutPaid, Fen: 5 * yuan, Currency: Currency},
		SettleCheckout{Intent: "pi_usd", Status: CheckoutPaid, Fen: 5, Currency: "usd"},
		SettleCheckout{Intent: "pi_live", Status: CheckoutPaid, Fen: 5, Currency: Currency, Live: true},
	)
}

func (w *town) pledgeOfB(parts int) string { id, _ := w.paidCard(0, parts); return id }

func TestTheCardCompanyMayTellInAnyOrderAndOften(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	want := ""
	for round := range 100 {
		w := newTown(t)
		var told []Command
		for _, c := range everything(w) {
			for range 1 + rng.IntN(5) {
				told = append(told, c)
			}
		}
		if round > 0 { // the first round is in order
			rng.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
		}
		for _, c := range told {
			if _, err := w.do(System, c); err != nil && err.(*Error).Reason != "already_known" {
				t.Fatalf("%#v: %v", c, err)
			}
			if round < 10 {
				w.check()
			}
		}
		got := outcome(w.s)
		if want == "" {
			want = got
			t.Log(want)
		}
		if got != want {
			t.Fatalf("round %d of seed %d ends otherwise: %s", round, seed, firstDifference(got, want))
		}
	}
}

func TestARefundTakesFreeMoneyThenTheNewestPlacesAndNeverWhatWasPaidOut(t *testing.T) {
	w := newTown(t)
	oldest, newest := w.openNeed(2, nil), w.openNeed(2, nil)
	pledge := w.signed(w.b, 2300*yuan, Purpose{Needs: []string{oldest, newest}})
	w.receive(pledge, 2300*yuan)
	sps := w.s.SponsorshipsOfPledge(pledge)
	w.payoutSteps(w.payOut(sps[0].ID, 1), "check", "approve", "pay")
	w.payOut(sps[1].ID, 1) // reserved
	pay := w.s.PaymentsOf(pledge)[0]
	w.must(maker, RecordReceipt{ID: pay.ID, Code: "37010126", Fiscal: "0000000123", Check: "a1B2c3"})
	ask := func(fen money.Fen) Refund {
		return first[RefundMade](w.world, w.must(maker, AskRefund{Payment: pay.ID, Fen: fen, Reason: "多付"})).Refund
	}
	funded := func() [2]int {
		return [2]int{get(w.world, w.s.Sponsorships, sps[0].ID).FundedPlaces, get(w.world, w.s.Sponsorships, sps[1].ID).FundedPlaces}
	}
	ask(300 * yuan)
	if got := funded(); got != [2]int{2, 2} {
		t.Errorf("free money was there, and places lost theirs: %v", got)
	}
	small := ask(1 * yuan)
	if got := funded(); got != [2]int{2, 1} {
		t.Errorf("the newest place that no payout has reserved goes first: %v", got)
	}
	w.must(checker, StepRefund{ID: small.ID, Verb: "reject", Reason: "无须退款"})
	if got := funded(); got != [2]int{2, 2} {
		t.Errorf("a rejected refund gives the place its money again: %v", got)
	}
	big := ask(1000 * yuan)
	if got := funded(); got != [2]int{1, 1} {
		t.Errorf("what is paid out and what is reserved stay: %v", got)
	}
	if _, err := w.do(maker, AskRefund{Payment: pay.ID, Fen: 1, Reason: "x"}); err == nil || err.(*Error).Reason != "refund_over_balance" {
		t.Errorf("more than is unspent: %v", err)
	}
	w.must(checker, StepRefund{ID: big.ID, Verb: "approve"})
	p := get(w.world, w.s.Pledges, pledge)
	if p.Status != PledgePartReceived || p.ReceivedFen != 1300*yuan || p.Instalments[0].ReceivedFen != 1300*yuan {
		t.Errorf("the promise stands and its money is open again: %s %s", p.Status, p.ReceivedFen)
	}
	if r := get(w.world, w.s.Receipts, pay.ID); !r.ToVoid() || r.Fen != pay.Fen {
		t.Errorf("a receipt that was issued is to be voided, and what was printed stays: %+v", r)
	}
	w.must(maker, PayRefund{ID: big.ID, Account: "main", LineID: "out", Day: w.today()})
	if w.s.Balance(bankAccount("main")) != -1300*yuan {
		t.Errorf("the bank has %s", w.s.Balance(bankAccount("main")))
	}
}

func TestPlacesOfAPromiseThatIsOverAreFreeWhenTheirMoneyGoesBack(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(2, nil)
	pledge := w.signed(w.b, 1000*yuan, Purpose{Needs: []string{need}}, Instalment{Due: w.today().AddDays(1), AmountFen: 500 * yuan}, Instalment{Due: w.today().AddDays(2), AmountFen: 500 * yuan})
	w.receive(pledge, 500*yuan)
	for range 2 {
		w.pass(60)
		w.must(System, ExpirePledge{ID: pledge})
	}
	if get(w.world, w.s.Pledges, pledge).Status != PledgeLapsed {
		t.Fatal("it did not lapse")
	}
	r := first[RefundMade](w.world, w.must(maker, AskRefund{Payment: w.s.PaymentsOf(pledge)[0].ID, Reason: "捐赠人要求"})).Refund
	w.must(checker, StepRefund{ID: r.ID, Verb: "approve"})
	if n := get(w.world, w.s.Needs, need); n.Taken != 0 || n.Funded != 0 {
		t.Errorf("%d taken, %d funded", n.Taken, n.Funded)
	}
	if w.s.Totals.ReceivedFen != 0 || w.s.Totals.PledgedFen != 0 {
		t.Errorf("totals %+v", w.s.Totals)
	}
}

func TestALostDisputeOfSpentMoneyIsTheFederationsLoss(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(2, func(n *Need) { n.Program = "member" })
	pledge := w.signed(w.b, 1000*yuan, Purpose{Needs: []string{need}})
	card := w.checkout(pledge, 1)
	w.settle(card, CheckoutPaid)
	w.payoutSteps(w.payOut(w.s.SponsorshipsOfPledge(pledge)[0].ID, 1), "check", "approve", "pay")
	say := SettleDispute{ID: "dp", Intent: "pi_" + card, Status: "open", Fen: 1000 * yuan, Currency: Currency}
	w.must(System, say)
	if x := get(w.world, w.s.Disputes, "dp"); x.FrozenFen != 500*yuan {
		t.Errorf("%s frozen", x.FrozenFen)
	}
	if _, err := w.do(maker, MakeDisbursement{Program: "member", Lines: []DisbursementLine{{Sponsorship: w.s.SponsorshipsOfPledge(pledge)[0].ID, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan}}}); err == nil {
		t.Error("disputed money was spent")
	}
	say.Status = "lost"
	w.must(System, say)
	if w.s.Balance(lossAccount) != -500*yuan || w.s.Balance(stripeAccount) != 0 {
		t.Errorf("loss %s, stripe %s", w.s.Balance(lossAccount), w.s.Balance(stripeAccount))
	}
	if p := get(w.world, w.s.Pledges, pledge); p.ReceivedFen != 500*yuan || p.Status != PledgePartReceived {
		t.Errorf("%s %s", p.ReceivedFen, p.Status)
	}
}

func TestTheStatusGridOfARefund(t *testing.T) {
	statuses := []RefundStatus{RefundAsked, RefundRejected, RefundApproved, RefundSent, RefundDone, RefundFailed, RefundUnmatched}
	verbs := []string{"approve", "reject", "send", "finish", "fail", "retry", "match"}
	whole(t, RefundFlow, statuses, verbs, RefundUnmatched)
	expect(t, grid(t, RefundFlow, statuses, verbs), `
		asked approve approved
		asked reject rejected
		approved send sent
		approved finish done
		approved fail failed
		sent finish done
		sent fail failed
		done fail failed
		failed retry approved
		failed finish done
		unmatched match approved`)
}

// The actions of the random walk.

func (c *chance) payByCard(rt *rapid.T) {
	p, ok := one(rt, "pledge", c.s.Pledges)
	if !ok {
		return
	}
	if get(c.world, c.s.Programs, c.program["member"]).Status == ProgramActive && pick(rt, "for members", true, true, false) {
		p = get(c.world, c.s.Pledges, c.pledgeOfB(upTo(rt, "instalments", 2)))
	}
	for _, e := range c.ask(rt, c.owner(p), StartCheckout{Pledge: p.ID, Instalment: upTo(rt, "instalment", len(p.Instalments)), Way: pick(rt, "way", CardWays...), Ways: CardWays}) {
		switch say := c.told(e.(CheckoutStarted).Checkout.ID, CheckoutPaid); pick(rt, "at once", "paid", "paid", "differs", "expires", "waits") {
		case "paid":
			c.ask(rt, System, say)
		case "differs":
			say.Fen--
			c.ask(rt, System, say)
		case "expires":
			say.Status = CheckoutExpired
			c.ask(rt, System, say)
		}
	}
}

func (c *chance) hearOfCards(rt *rapid.T) {
	card, ok := one(rt, "checkout", c.s.Checkouts)
	if !ok {
		return
	}
	switch pick(rt, "what", "checkout", "refund", "dispute", "dispute", "payout", "fee") {
	case "checkout":
		say := c.told(card.ID, pick(rt, "status", CheckoutPaid, CheckoutPaid, CheckoutDeclined, CheckoutProcessing, CheckoutExpired, CheckoutFailed))
		say.Fen -= money.Fen(pick(rt, "differs", 0, 0, 0, 1))
		c.ask(rt, System, say)
	case "refund":
		c.ask(rt, System, SettleRefund{Stripe: "re_" + pick(rt, "no", "1", "2", "3") + card.ID, Intent: "pi_" + card.ID, Status: pick(rt, "status", "pending", "succeeded", "failed"), Fen: card.Fen/3 + 1, Currency: Currency})
	case "dispute":
		c.ask(rt, System, SettleDispute{ID: "dp_" + card.ID, Intent: "pi_" + card.ID, Status: pick(rt, "status", "open", "open", "won", "lost"), Fen: card.Fen, Currency: Currency})
	case "payout":
		c.ask(rt, System, SettlePayout{ID: "po_" + card.ID, Status: pick(rt, "status", "paid", "failed"), Fen: card.Fen, Currency: Currency})
	case "fee":
		c.ask(rt, System, RecordCardFee{ID: "txn_" + card.ID, Fen: pick(rt, "fee", money.Fen(34), -34), Currency: Currency})
	}
}

func (c *chance) refund(rt *rapid.T) {
	if pay, ok := one(rt, "payment", c.s.Payments); ok {
		c.ask(rt, maker, AskRefund{Payment: pay.ID, Fen: pick(rt, "fen", 0, pay.Fen/2+1, 1), Reason: "多付"})
	}
	if k, ok := one(rt, "kept", c.s.Kept); ok {
		c.ask(rt, maker, AskRefund{Kept: k.ID, Reason: "金额不符"})
		c.ask(rt, maker, CloseKept{ID: k.ID, Note: "已退回"})
	}
	r, ok := one(rt, "refund", c.s.Refunds)
	if !ok {
		return
	}
	c.ask(rt, checker, StepRefund{ID: r.ID, Verb: pick(rt, "verb", "approve", "approve", "reject"), Reason: "复核"})
	how := pick(rt, "on its way", "", "", "bank", "card", "card")
	if how == "card" && r.Intent != "" {
		c.ask(rt, maker, StepRefund{ID: r.ID, Verb: "retry"})
		c.ask(rt, System, SettleRefund{Refund: r.ID, Stripe: "re_" + r.Key(), Intent: r.Intent, Status: pick(rt, "status", "pending", "succeeded", "failed"), Fen: r.Fen, Currency: Currency})
	}
	if how == "bank" {
		c.ask(rt, maker, PayRefund{ID: r.ID, Account: "main", LineID: "out-" + r.Key(), Day: c.today()})
	}
}

func (c *chance) attributePayout(rt *rapid.T) {
	if p, ok := one(rt, "payout", c.s.Payouts); ok {
		for _, e := range c.ask(rt, maker, RecordBankLine{Account: "main", LineID: "po" + itoa(c.s.BankLines.Len()), Day: c.today(), AmountFen: p.Fen, Memo: "STRIPE"}) {
			c.ask(rt, maker, AttributePayout{Line: e.(BankLineRecorded).Line.ID, Payout: p.ID})
		}
	}
}
