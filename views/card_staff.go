package views

import (
	"shanpei/models"
	"shanpei/models/money"
)

// StaffCardsProps is the desk for cards and wallets.
type StaffCardsProps struct {
	On, Sandbox, Live, Filtered bool
	Kept                        []*models.Kept
	Disputes                    []*models.Dispute
	Payouts                     []*models.Payout
}

var checkoutStatuses = []models.CheckoutStatus{
	models.CheckoutPaid, models.CheckoutProcessing, models.CheckoutOpen, models.CheckoutAsked, models.CheckoutDeclined, models.CheckoutFailed, models.CheckoutExpired,
	models.CheckoutHeld,
}

// StaffCardFilters are the choices above the list of attempts to pay.
func StaffCardFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "checkout", checkoutStatuses)},
		{"way", d.T("card.field.way"), cardWayOptions(d)},
	}
}

func cardWayOptions(d *StaffPage) []Option {
	var out []Option
	for _, w := range models.CardWays {
		out = append(out, Option{Value: w, Label: d.T("card.way." + w)})
	}
	return out
}

// StaffCheckoutsTable lists attempts to pay by card or wallet.
func StaffCheckoutsTable(d *StaffPage, list []*models.Checkout, filtered bool) TableProps {
	t := TableProps{Caption: d.T("card.tries"), CaptionHidden: true, Empty: StaffEmpty(d, "checkouts", filtered), Columns: []Column{
		{Label: d.T("card.field.at")}, {Label: d.F("pledge")}, {Label: d.T("card.field.way")}, {Label: d.F("amount"), Num: true, Sort: "amount"}, {Label: d.F("status")},
		{Label: d.F("payment")}, {Label: d.F("entry")},
	}}
	for _, c := range list {
		t.Rows = append(t.Rows, R(InstantText(d.Page, c.At), staffPledgeCell(d, c.Pledge), Text(d.T("card.way."+c.Way)), Money(d.Page, Fen(c.Fen)), checkoutCell(d, c),
			checkoutBecame(d, c), staffEntry(d, max(c.Seq, c.PaidSeq))))
	}
	return t
}

func keptTable(d *StaffPage, list []*models.Kept) TableProps {
	t := TableProps{Caption: d.T("card.kept.title"), CaptionHidden: true, Empty: StaffEmpty(d, "kept", false), Columns: []Column{
		{Label: d.T("card.kept.id")}, {Label: d.T("staff.matching.why")}, {Label: d.F("pledge")}, {Label: d.T("card.kept.told"), Num: true}, {Label: d.F("held"), Num: true}, {Label: d.F("age")},
	}}
	for _, k := range list {
		t.Rows = append(t.Rows, R(Link("/staff/money/kept/"+k.ID, k.ID), Text(d.T("card.kept.why."+k.Why)), keptPledge(d, k), Text(keptAmount(d, k)), Money(d.Page, Fen(k.HeldFen)), staffAge(d, k.At)))
	}
	return t
}

// keptAmount is what the card company told, in the currency it told.
func keptAmount(d *StaffPage, k *models.Kept) string {
	if k.Fen == 0 {
		return d.T("common.none")
	}
	return money.Fen(k.Fen).String() + " " + k.Currency
}

func disputesTable(d *StaffPage, list []*models.Dispute) TableProps {
	t := TableProps{Caption: d.T("card.disputes.title"), CaptionHidden: true, Empty: StaffEmpty(d, "disputes", false), Columns: []Column{
		{Label: d.T("card.kept.id")}, {Label: d.F("pledge")}, {Label: d.F("amount"), Num: true}, {Label: d.T("card.disputes.frozen"), Num: true}, {Label: d.F("status")}, {Label: d.F("age")},
	}}
	for _, x := range list {
		t.Rows = append(t.Rows, R(codeText(x.ID), disputePledge(d, x), Money(d.Page, Fen(x.Fen)), Money(d.Page, Fen(x.FrozenFen)), Chip(d.Page, "dispute", x.Status), staffAge(d, x.At)))
	}
	return t
}

func payoutsTable(d *StaffPage, list []*models.Payout) TableProps {
	t := TableProps{Caption: d.T("card.payouts.title"), CaptionHidden: true, Empty: StaffEmpty(d, "card_payouts", false), Columns: []Column{
		{Label: d.T("card.kept.id")}, {Label: d.F("day")}, {Label: d.F("amount"), Num: true}, {Label: d.F("status")}, {Label: d.T("card.payouts.line")},
	}}
	for _, x := range list {
		t.Rows = append(t.Rows, R(codeText(x.ID), Text(d.DayOf(x.Arrival)), Money(d.Page, Fen(x.Fen)), Chip(d.Page, "card_payout", x.Status), payoutLine(d, x)))
	}
	return t
}

// payoutCandidates are the bank lines in suspense that the payout may have come as.
func payoutCandidates(d *StaffPage, x *models.Payout) []Option {
	var out []Option
	for _, l := range d.S.Suspense() {
		if l.HeldFen == x.Fen {
			out = append(out, Option{Value: l.ID, Label: l.Account + " " + l.LineID + " · " + d.DayOf(l.Day)})
		}
	}
	return out
}

var refundStatuses = []models.RefundStatus{
	models.RefundAsked, models.RefundApproved, models.RefundSent, models.RefundDone, models.RefundFailed, models.RefundRejected, models.RefundUnmatched,
}

// StaffRefundFilters are the choices above the list of refunds.
func StaffRefundFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "refund", refundStatuses)},
		{"via", d.T("card.refund.via"), refundWays(d, true)},
	}
}

func refundWays(d *StaffPage, card bool) []Option {
	out := []Option{{Value: "stripe", Label: d.T("card.via.stripe")}, {Value: "bank", Label: d.T("card.via.bank")}}
	if !card {
		return out[1:]
	}
	return out
}

// StaffRefundsTable lists refunds.
func StaffRefundsTable(d *StaffPage, list []*models.Refund, filtered bool) TableProps {
	t := TableProps{Caption: d.T("card.refunds.title"), CaptionHidden: true, Empty: StaffEmpty(d, "refunds", filtered), Columns: []Column{
		{Label: d.F("number"), Sort: "number"}, {Label: d.F("pledge")}, {Label: d.F("amount"), Num: true, Sort: "amount"}, {Label: d.T("card.refund.via")}, {Label: d.T("card.refund.reason")},
		{Label: d.F("status")}, {Label: d.F("age")},
	}}
	for _, x := range list {
		t.Rows = append(t.Rows, R(Link("/staff/money/refunds/"+x.ID, x.Number), refundPledge(d, x), Money(d.Page, Fen(x.Fen)), Text(d.T("card.via."+x.Via)), Text(refundReason(d, x)),
			Chip(d.Page, "refund", string(x.Status)), staffAge(d, x.At)))
	}
	return t
}

// refundReason is why, as staff wrote it, or as the portal calls it when nobody had to ask.
func refundReason(d *StaffPage, x *models.Refund) string {
	switch x.From {
	case "surplus", "outside":
		return d.T("card.refund.from." + x.From)
	}
	return x.Reason
}

// StaffRefundNewProps is what a refund is asked of.
type StaffRefundNewProps struct {
	Payment       *models.Payment
	Pledge        *models.Pledge
	Kept          *models.Kept
	Card          bool // it came by card, so it can go back the same way
	Left, Unspent money.Fen
	Action        string
}

func refundNewFacts(d *StaffPage, v StaffRefundNewProps) []KV {
	if v.Kept != nil {
		return []KV{{Key: d.T("card.kept.id"), Value: v.Kept.ID, Href: "/staff/money/kept/" + v.Kept.ID}, Amount(d.F("held"), Fen(v.Left))}
	}
	return []KV{
		{Key: d.F("payment"), Value: v.Payment.Number},
		{Key: d.F("pledge"), Value: v.Pledge.Number, Href: "/staff/pledges/" + v.Pledge.ID},
		{Key: d.F("enterprise"), Value: d.EnterpriseName(v.Pledge.Enterprise)},
		Amount(d.F("amount"), Fen(v.Payment.Fen)), Amount(d.T("card.refund.left"), Fen(v.Left)), Amount(d.T("card.refund.unspent"), Fen(v.Unspent)),
	}
}

func refundFacts(d *StaffPage, x *models.Refund) []KV {
	items := []KV{Amount(d.F("amount"), Fen(x.Fen)), {Key: d.T("card.refund.via"), Value: d.T("card.via." + x.Via)}, {Key: d.T("card.refund.reason"), Value: refundReason(d, x)}}
	if p, ok := d.S.Pledges.Get(x.Pledge); ok {
		items = append(items, KV{Key: d.F("pledge"), Value: p.Number, Href: "/staff/pledges/" + p.ID}, KV{Key: d.F("enterprise"), Value: d.EnterpriseName(p.Enterprise)})
	}
	if p, ok := d.S.Payments.Get(x.Payment); ok {
		items = append(items, KV{Key: d.F("payment"), Value: p.Number})
	}
	if x.Kept != "" {
		items = append(items, KV{Key: d.T("card.kept.id"), Value: x.Kept, Href: "/staff/money/kept/" + x.Kept})
	}
	if x.ShortFen > 0 {
		items = append(items, Amount(d.T("card.refund.short"), Fen(x.ShortFen)))
	}
	if x.Maker != "" {
		items = append(items, KV{Key: d.T("card.refund.maker"), Value: d.Person(x.Maker)})
	}
	if x.Approver != "" {
		items = append(items, KV{Key: d.T("card.refund.approver"), Value: d.Person(x.Approver)})
	}
	if x.Note != "" {
		items = append(items, KV{Key: d.T("card.refund.note"), Value: x.Note})
	}
	if x.Stripe != "" {
		items = append(items, KV{Key: d.T("card.kept.id"), Value: x.Stripe})
	}
	if x.Code != "" {
		items = append(items, KV{Key: d.T("card.refund.code"), Value: x.Code})
	}
	if x.LineID != "" {
		items = append(items, KV{Key: d.F("line_id"), Value: x.Account + " " + x.LineID}, KV{Key: d.F("day"), Value: d.DayOf(x.Day)})
	}
	return items
}

// payable tells whether the refund waits for somebody to send it by bank.
func refundPayable(x *models.Refund) bool {
	return x.Via == "bank" && x.Status == models.RefundApproved || x.Status == models.RefundFailed
}
