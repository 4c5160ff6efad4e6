package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// staffCards is the desk for cards and wallets: what waits for a person, payouts, disputes, and every attempt to pay.
func staffCards(r *Request) error { return r.showCards(nil) }

func (r *Request) showCards(f *form) error {
	var all []*models.Checkout
	for _, c := range r.State.Checkouts.All() {
		p, _ := r.State.Pledges.Get(c.Pledge)
		if fits(r.Query("status"), c.Status) && fits(r.Query("way"), c.Way) && sought(r.Query("q"), p.Number, c.Session, c.Intent) {
			all = append(all, c)
		}
	}
	newestFirst(all)
	d := r.staff("card.staff.title", r.crumb("common.nav.money", "/staff/money"))
	rows, pager := arranged(r, d, all, map[string]order[*models.Checkout]{
		"amount": func(a, b *models.Checkout) int { return cmp.Compare(a.Fen, b.Fen) },
	})
	v := views.StaffCardsProps{Kept: r.State.OpenKept(), On: r.Portal.Cards != nil, Filtered: r.filtered("status", "way")}
	if v.On {
		v.Sandbox, v.Live = r.Portal.Cards.Sandbox, r.Portal.Cards.Gateway.Live()
	}
	for _, x := range r.State.Disputes.All() {
		v.Disputes = append(v.Disputes, x)
	}
	for _, x := range r.State.Payouts.All() {
		v.Payouts = append(v.Payouts, x)
	}
	newestFirst(v.Disputes)
	newestFirst(v.Payouts)
	v.Disputes, v.Payouts = v.Disputes[:min(len(v.Disputes), pageSize)], v.Payouts[:min(len(v.Payouts), pageSize)]
	status := 200
	if f != nil {
		f.onto(d, "payout")
		status = f.Status()
	}
	return r.HTML(status, views.StaffCards(d, v, views.StaffListProps{
		Tabs: views.StaffMoneyTabs(d, "/staff/money/cards"), Search: d.T("card.staff.search"), Filters: views.StaffCardFilters(d),
		Table: views.StaffCheckoutsTable(d, rows, v.Filtered), Pager: pager,
	}))
}

// staffReconcile asks the card company now for what was missed.
func staffReconcile(r *Request) error {
	if f := r.form(); len(f.Errors) > 0 {
		return f.first()
	}
	if r.Portal.Cards == nil {
		return models.Refuse(models.Unavailable, "payments_off")
	}
	out, err := r.Portal.Cards.Reconcile(r.UserContext())
	if err != nil {
		r.Portal.Log.Error("reconcile cards", "request", r.ID, "cause", err.Error())
		return models.Refuse(models.Unavailable, "card_company_away")
	}
	return r.Done("/staff/money/cards", "card.staff.reconciled", "n", out.Events, "news", out.News, "balance", views.Fen(out.Balance), "ledger", views.Fen(out.Ledger))
}

// staffPayoutLine says which bank line a payout of the card company came as.
func staffPayoutLine(r *Request) error {
	f := r.form("line")
	_, again, err := f.ask(models.AttributePayout{Line: f.Text("line"), Payout: r.Params("id")})
	if again {
		return r.showCards(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/cards", "card.staff.payout_done")
}

func staffKept(r *Request) error {
	if _, ok := r.State.Kept.Get(r.Params("id")); !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.showKept(nil)
}

func (r *Request) showKept(f *form) error {
	k, _ := r.State.Kept.Get(r.Params("id"))
	d := r.staff(k.ID, r.crumb("common.nav.money", "/staff/money"), r.crumb("card.staff.title", "/staff/money/cards"))
	status := 200
	if f != nil {
		f.onto(d, "close")
		status = f.Status()
	}
	return r.HTML(status, views.StaffKept(d, k))
}

func staffKeptClose(r *Request) error {
	k, ok := r.State.Kept.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	f := r.form("reason")
	_, again, err := f.ask(models.CloseKept{ID: k.ID, Note: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showKept(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/cards", "card.staff.kept_done")
}

func staffRefunds(r *Request) error {
	var all []*models.Refund
	for _, x := range r.State.Refunds.All() {
		number := ""
		if p, ok := r.State.Pledges.Get(x.Pledge); ok {
			number = p.Number
		}
		if fits(r.Query("status"), x.Status) && fits(r.Query("via"), x.Via) && sought(r.Query("q"), x.Number, number, x.Stripe, x.LineID) {
			all = append(all, x)
		}
	}
	newestFirst(all)
	d := r.staff("card.refunds.title", r.crumb("common.nav.money", "/staff/money"))
	rows, pager := arranged(r, d, all, map[string]order[*models.Refund]{
		"number": func(a, b *models.Refund) int { return cmp.Compare(a.Number, b.Number) },
		"amount": func(a, b *models.Refund) int { return cmp.Compare(a.Fen, b.Fen) },
	})
	var sum views.Fen
	for _, x := range all {
		sum += views.Fen(x.Fen)
	}
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.T("common.nav.money"), Lead: d.T("card.refunds.lead"), Tabs: views.StaffMoneyTabs(d, "/staff/money/refunds"), Search: d.T("card.refunds.search"),
		Filters: views.StaffRefundFilters(d), Table: views.StaffRefundsTable(d, rows, r.filtered("status", "via")), Pager: pager, Total: &sum,
	}))
}

// refundOf is what is to be given back: a payment, or money that is kept for review.
func (r *Request) refundOf() (v views.StaffRefundNewProps, err error) {
	if pay, ok := r.State.Payments.Get(r.Query("payment")); ok {
		p, _ := r.State.Pledges.Get(pay.Pledge)
		_, card := r.State.Checkouts.Get(pay.Source)
		left := pay.Fen - pay.RefundedFen - pay.FrozenFen
		return views.StaffRefundNewProps{Payment: pay, Pledge: p, Card: card, Left: left, Unspent: r.State.Unspent(p.ID), Action: "/staff/money/refunds/new?payment=" + pay.ID}, nil
	}
	if k, ok := r.State.Kept.Get(r.Query("kept")); ok {
		return views.StaffRefundNewProps{Kept: k, Card: true, Left: k.HeldFen, Unspent: k.HeldFen, Action: "/staff/money/refunds/new?kept=" + k.ID}, nil
	}
	return v, models.Refuse(models.NotFound, "not_found")
}

// staffRefundNew asks for the refund of something; without it, it leads to the list.
func staffRefundNew(r *Request) error {
	if r.Query("payment") == "" && r.Query("kept") == "" {
		return r.Redirect("/staff/money/refunds", 303)
	}
	v, err := r.refundOf()
	if err != nil {
		return err
	}
	return r.showRefundNew(v, nil)
}

func (r *Request) showRefundNew(v views.StaffRefundNewProps, f *form) error {
	d := r.staff("card.refund.new", r.crumb("common.nav.money", "/staff/money"), r.crumb("card.refunds.title", "/staff/money/refunds"))
	status := 200
	if f != nil {
		f.onto(d, "refund")
		status = f.Status()
	}
	return r.HTML(status, views.StaffRefundNew(d, v))
}

func staffRefundAsk(r *Request) error {
	v, err := r.refundOf()
	if err != nil {
		return err
	}
	f := r.form("fen", "via", "reason")
	cmd := models.AskRefund{Reason: f.Text("reason"), Via: f.Text("via")}
	if f.Text("fen") != "" {
		if cmd.Fen = f.Yuan("fen"); cmd.Fen == 0 && len(f.Errors) == 0 {
			f.refuse(models.Refuse(models.Invalid, "amount_positive").At("fen"))
		}
	}
	if v.Payment != nil {
		cmd.Payment = v.Payment.ID
	} else {
		cmd.Kept = v.Kept.ID
	}
	out, again, err := f.ask(cmd)
	if again {
		if v, err = r.refundOf(); err != nil {
			return err
		}
		return r.showRefundNew(v, f)
	}
	if err != nil {
		return err
	}
	made := event[models.RefundMade](out).Refund
	return r.Done("/staff/money/refunds/"+made.ID, "card.refund.asked", "number", made.Number)
}

func (r *Request) refund() (*models.Refund, error) {
	x, ok := r.State.Refunds.Get(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return x, nil
}

func staffRefund(r *Request) error {
	x, err := r.refund()
	if err != nil {
		return err
	}
	return r.showRefund(x.ID, "", nil)
}

func (r *Request) showRefund(id, formName string, f *form) error {
	x, _ := r.State.Refunds.Get(id)
	d := r.staff(x.Number, r.crumb("common.nav.money", "/staff/money"), r.crumb("card.refunds.title", "/staff/money/refunds"))
	status := 200
	if f != nil {
		f.onto(d, formName)
		status = f.Status()
	}
	return r.HTML(status, views.StaffRefund(d, x))
}

// staffRefundStep approves, rejects or tries again. What goes by card is sent at once.
func staffRefundStep(r *Request) error {
	x, err := r.refund()
	if err != nil {
		return err
	}
	f := r.form("verb", "reason")
	cmd := models.StepRefund{ID: x.ID, Verb: f.Text("verb"), Reason: f.Text("reason"), IfVersion: f.Version()}
	out, again, err := f.ask(cmd)
	if again {
		return r.showRefund(x.ID, cmd.Verb, f)
	}
	if err != nil {
		return err
	}
	if r.Portal.Cards != nil {
		r.Portal.Cards.Rouse()
	}
	return r.Done("/staff/money/refunds/"+x.ID, "card.refund.stepped", "number", x.Number, "status", r.Lang.Term("refund", string(event[models.RefundStepped](out).Status)))
}

// staffRefundPay records the bank's line of a refund that went by bank.
func staffRefundPay(r *Request) error {
	x, err := r.refund()
	if err != nil {
		return err
	}
	f := r.form("account", "line_id", "day")
	_, again, err := f.ask(models.PayRefund{ID: x.ID, Account: f.Text("account"), LineID: f.Text("line_id"), Day: f.Day("day"), IfVersion: f.Version()})
	if again {
		return r.showRefund(x.ID, "pay", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/refunds/"+x.ID, "card.refund.paid", "number", x.Number, "amount", views.Fen(x.Fen))
}

// keptQueue is what the card company told and does not agree, with open disputes.
func (r *Request) keptQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "kept", Href: "/staff/money/cards"}
	for _, k := range r.State.OpenKept() {
		q.Items = append(q.Items, views.StaffQueueItem{Number: k.ID, What: d.T("card.kept.why." + k.Why), Href: "/staff/money/kept/" + k.ID, Fen: k.HeldFen, Since: k.At})
		q.Fen += k.HeldFen
	}
	for _, x := range r.State.OpenDisputes() {
		q.Items = append(q.Items, views.StaffQueueItem{Number: x.ID, What: d.T("card.disputes.title"), Href: "/staff/money/cards#disputes", Fen: x.Fen, Since: x.At})
		q.Fen += x.Fen
	}
	return q
}

// refundQueue is the refunds in one of the statuses; one that the card company has is nobody's task.
func (r *Request) refundQueue(d *views.StaffPage, key string, statuses ...models.RefundStatus) views.StaffQueue {
	q := views.StaffQueue{Key: key, Href: "/staff/money/refunds"}
	for _, x := range r.State.OpenRefunds() {
		if !slices.Contains(statuses, x.Status) || x.Status == models.RefundApproved && x.Via == "stripe" {
			continue
		}
		q.Items = append(q.Items, views.StaffQueueItem{Number: x.Number, What: d.EnterpriseName(x.Enterprise), Href: "/staff/money/refunds/" + x.ID, Fen: x.Fen, Since: x.At})
		q.Fen += x.Fen
	}
	return q
}

// voidQueue is the receipts that were issued for money that went back.
func (r *Request) voidQueue(d *views.StaffPage) views.StaffQueue {
	q := views.StaffQueue{Key: "receipts_void", Href: "/staff/money/receipts?status=" + string(models.ReceiptRecorded)}
	for _, rc := range r.State.Receipts.All() {
		if rc.ToVoid() {
			pay, _ := r.State.Payments.Get(rc.PaymentID())
			q.Items = append(q.Items, views.StaffQueueItem{Number: rc.Number, What: d.EnterpriseName(rc.Enterprise), Href: "/staff/money/receipts/" + rc.ID, Fen: rc.RefundedFen, Since: pay.At})
			q.Fen += rc.RefundedFen
		}
	}
	return q
}
