package journal

import "shanpei/models"

// cards is the story of what the card company tells: payments, a payment that came twice, one that differs, refunds, disputes, payouts, fees.
func (g *story) cards() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 3, 2, 4, 6)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	p, _ := g.b.State().Programs.Get(g.program)
	next := *p
	next.Fundraising = models.Targeted
	g.must(models.System, models.ReviseProgram{ID: g.program, Program: next})
	e := found[models.EnterpriseRegistered](g, g.must(models.Nobody, models.RegisterEnterprise{Name: "会员（演示）", USCC: "91370902PDY0002207", Owner: "member"}))
	g.must(models.System, models.VerifyEnterprise{ID: e.Enterprise.ID, Member: true})
	g.sample.Donors[0] = models.Actor{ID: "member", Role: models.DonorOwner, Enterprise: e.Enterprise.ID}
	first, second := g.card(), g.card()
	intent := "pi_" + first
	g.must(models.System, models.OpenCheckout{ID: first, Session: "cs_" + first})
	g.must(models.System, g.tells(first, models.CheckoutDeclined))
	g.must(models.System, models.SettleDispute{ID: "dp_1", Intent: intent, Status: "open", Fen: 600_00, Currency: models.Currency})
	g.must(models.System, g.tells(first, models.CheckoutPaid))
	g.must(models.System, models.SettleDispute{ID: "dp_1", Intent: intent, Status: "won", Fen: 600_00, Currency: models.Currency})
	c, _ := g.b.State().Checkouts.Get(first)
	r := found[models.RefundMade](g, g.must(maker, models.AskRefund{Payment: c.Payment, Fen: 100_00, Reason: "多付"})).Refund
	g.must(checker, models.StepRefund{ID: r.ID, Verb: "approve"})
	g.must(models.System, models.SettleRefund{Refund: r.ID, Stripe: "re_1", Intent: intent, Status: "succeeded", Fen: 100_00, Currency: models.Currency})
	g.must(models.System, models.SettleRefund{Stripe: "re_2", Intent: intent, Status: "pending", Fen: 50_00, Currency: models.Currency})
	differs := g.tells(second, models.CheckoutPaid)
	differs.Fen--
	g.must(models.System, differs)
	g.must(models.System, models.SettleCheckout{Checkout: "nobody's", Intent: "pi_x", Status: models.CheckoutFailed})
	g.must(maker, models.CloseKept{ID: "pi_x", Note: "他人的付款页"})
	g.must(models.System, models.SettlePayout{ID: "po_1", Status: "paid", Fen: 300_00, Currency: models.Currency, Arrival: models.DayOf(g.now)})
	line := found[models.BankLineRecorded](g, g.line("po", 300_00, "STRIPE", "PAYOUT")).Line.ID
	g.must(maker, models.AttributePayout{Line: line, Payout: "po_1"})
	g.must(models.System, models.RecordCardFee{ID: "txn_1", Source: "ch_1", Fen: 20_40, Currency: models.Currency})
	id := g.pledge(0, 400_00, models.Purpose{Needs: g.sample.Needs[1:2]})
	bank := found[models.PaymentReceived](g, g.line("9", 400_00, "", g.memo(id))).Payment.ID
	g.must(maker, models.AskRefund{Payment: bank, Fen: 100_00, Reason: "多付"}) // takes a place's money
}

// card starts a checkout of a new pledge of 600.00.
func (g *story) card() string {
	id := g.pledge(0, 600_00, models.Purpose{Programs: []string{g.program}})
	start := models.StartCheckout{Pledge: id, Instalment: 1, Way: "card", Ways: models.CardWays}
	return found[models.CheckoutStarted](g, g.must(g.sample.Donors[0], start)).Checkout.ID
}

func (g *story) tells(checkout string, status models.CheckoutStatus) models.SettleCheckout {
	return models.SettleCheckout{Checkout: checkout, Intent: "pi_" + checkout, Status: status, Fen: 600_00, Currency: models.Currency}
}
