package models

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func certificateRefusals(w *town) []refusal {
	empty, full := w.signed(w.a, 1000*yuan, Purpose{}), w.signed(w.a, 1000*yuan, Purpose{})
	w.receive(full, 400*yuan)
	issue := func() string {
		return first[CertificateIssued](w.world, w.must(w.finance, IssueCertificate{Pledge: full})).Certificate.Number
	}
	voided := issue()
	w.must(checker, VoidCertificate{Number: voided, Reason: "名称有误"})
	valid := issue()
	foreign := w.signed(w.a, 300*yuan, Purpose{})
	p := get(w.world, w.s.Pledges, foreign)
	w.must(maker, RecordBankLine{Account: "main", LineID: "third", Day: w.today(), AmountFen: 300 * yuan, Payer: "某子公司", Memo: p.Reference()})
	return []refusal{
		{"of another's pledge, as if absent", w.b, IssueCertificate{Pledge: full}, NotFound, "not_found", ""},
		{"by a viewer", w.viewer, IssueCertificate{Pledge: full}, Forbidden, "forbidden", ""},
		{"before any money", w.a, IssueCertificate{Pledge: empty}, Conflict, "nothing_to_certify", ""},
		{"for the same money again", w.a, IssueCertificate{Pledge: full}, Conflict, "nothing_to_certify", ""},
		{"for money of an undeclared payer", w.a, IssueCertificate{Pledge: foreign}, Conflict, "declaration_missing", ""},
		{"voiding nothing", checker, VoidCertificate{Number: "ZS-2026-000099-0", Reason: "x"}, NotFound, "not_found", ""},
		{"voiding an old version", checker, VoidCertificate{Number: valid, Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"voiding twice", checker, VoidCertificate{Number: voided, Reason: "x"}, Conflict, "wrong_status", ""},
		{"voiding without a reason", checker, VoidCertificate{Number: valid}, Invalid, "reason_required", "reason"},
		{"voiding with a novel", checker, VoidCertificate{Number: valid, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"voiding by the donor", w.a, VoidCertificate{Number: valid, Reason: "x"}, Forbidden, "forbidden", ""},
	}
}

// refunded gives a payment back, whole.
func (w *town) refunded(payment string) {
	id := first[RefundMade](w.world, w.must(maker, AskRefund{Payment: payment, Reason: "多付"})).Refund.ID
	w.must(checker, StepRefund{ID: id, Verb: "approve"})
}

func TestAReceiptOfMoneyThatWentBackInPartIsAskedForAgainForTheRest(t *testing.T) {
	w := newTown(t)
	pledge := w.signed(w.a, 1000*yuan, Purpose{})
	w.receive(pledge, 1000*yuan)
	pay := w.s.PaymentsOf(pledge)[0].ID
	w.must(maker, RecordReceipt{ID: pay, Code: "37010126", Fiscal: "0000000001", Check: "a1B2c3"})
	cert := first[CertificateIssued](w.world, w.must(w.a, IssueCertificate{Pledge: pledge})).Certificate
	id := first[RefundMade](w.world, w.must(maker, AskRefund{Payment: pay, Fen: 300 * yuan, Reason: "多付"})).Refund.ID
	w.must(checker, StepRefund{ID: id, Verb: "approve"})
	w.must(maker, VoidReceipt{ID: pay, Reason: "部分退款"})
	r := first[ReceiptAsked](w.world, w.must(maker, ReissueReceipt{ID: pay})).Receipt
	if r.Fen != 700*yuan || r.RefundedFen != 0 {
		t.Errorf("asked again for %s", r.Fen)
	}
	w.must(maker, RecordReceipt{ID: r.ID, Code: "37010126", Fiscal: "0000000002", Check: "a1B2c3"})
	id = first[RefundMade](w.world, w.must(maker, AskRefund{Payment: pay, Fen: 200 * yuan, Reason: "多付"})).Refund.ID
	w.must(checker, StepRefund{ID: id, Verb: "approve"})
	now, _ := w.s.ReceiptOf(pay)
	if !now.ToVoid() || now.RefundedFen != 200*yuan {
		t.Errorf("%+v", now)
	}
	c, _ := w.s.CertificateByNumber(cert.Number)
	if c.Fen != 1000*yuan || w.s.BackFen(c) != 500*yuan {
		t.Errorf("the certificate says %s, %s went back", c.Fen, w.s.BackFen(c))
	}
}

func exportRefusals(w *town) []refusal {
	return []refusal{
		{"of the journal by a filter without end", auditor, RecordExport{What: AuditExport, Filter: strings.Repeat("字", 301)}, Invalid, "text_too_long", "filter"},
		{"of the journal by a county officer", officer, RecordExport{What: AuditExport}, Forbidden, "forbidden", ""},
		{"of what is no ledger", auditor, RecordExport{What: "children"}, Invalid, "unknown_choice", "what"},
		{"from no day", auditor, RecordExport{What: "gifts", From: "soon"}, Invalid, "day_form", "from"},
		{"to no day", auditor, RecordExport{What: "gifts", To: "2026-02-30"}, Invalid, "day_form", "to"},
		{"backwards", auditor, RecordExport{What: "gifts", From: "2026-02-02", To: "2026-02-01"}, Invalid, "date_order", "to"},
		{"of no programme", auditor, RecordExport{What: "gifts", Program: "none"}, Invalid, "unknown_program", "program"},
		{"of less than nothing", auditor, RecordExport{What: "gifts", Rows: -1}, Invalid, "out_of_range", "rows"},
		{"of no payout", maker, RecordExport{What: PayoutExport, Ref: "none"}, NotFound, "not_found", ""},
		{"of a payout's accounts by an auditor", auditor, RecordExport{What: PayoutExport}, Forbidden, "forbidden", ""},
		{"by a donor", w.a, RecordExport{What: "gifts"}, Forbidden, "forbidden", ""},
	}
}

func payeeRefusals(w *town) []refusal {
	need := w.openNeed(30, nil)
	made, checked := w.batch(need), w.payoutSteps(w.batch(need), "check")
	_, sp := w.funded(w.a, need, 2)
	d := first[PayoutMade](w.world, w.must(maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{
		{Sponsorship: sp, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan}, {Sponsorship: sp, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan},
	}})).Disbursement.ID
	w.payoutSteps(d, "check", "approve", "pay")
	w.must(maker, ReturnLines{ID: d, Lines: []int{2}, Reason: "账号有误"})
	to := func(no int) []LinePayee { return []LinePayee{{No: no, Payee: "code"}} }
	return []refusal{
		{"by a checker", checker, SetPayees{ID: made, Lines: to(1)}, Forbidden, "forbidden", ""},
		{"of nothing", maker, SetPayees{ID: "none", Lines: to(1)}, NotFound, "not_found", ""},
		{"on an old version", maker, SetPayees{ID: made, Lines: to(1), IfVersion: 9}, Conflict, "stale", ""},
		{"behind the checker's back", maker, SetPayees{ID: checked, Lines: to(1)}, Conflict, "wrong_status", ""},
		{"of no line", maker, SetPayees{ID: made}, Invalid, "lines_required", "lines"},
		{"of a line that is none", maker, SetPayees{ID: made, Lines: to(2)}, Invalid, "unknown_line", "lines"},
		{"to nobody", maker, SetPayees{ID: made, Lines: []LinePayee{{No: 1}}}, Invalid, "unknown_line", "lines"},
		{"of a line that is paid", maker, SetPayees{ID: d, Lines: to(1)}, Conflict, "line_paid", "lines"},
	}
}

// papers issues and voids certificates, takes ledgers out, and says whom payouts go to, as it comes.
func (c *chance) papers(rt *rapid.T) {
	if p, ok := one(rt, "pledge", c.s.Pledges); ok {
		c.ask(rt, c.owner(p), IssueCertificate{Pledge: p.ID})
	}
	if x, ok := one(rt, "certificate", c.s.Certificates); ok && pick(rt, "void", false, true) {
		c.ask(rt, checker, VoidCertificate{Number: x.Number, Reason: "名称有误"})
	}
	if d, ok := one(rt, "payout", c.s.Disbursements); ok {
		c.ask(rt, maker, SetPayees{ID: d.ID, Lines: []LinePayee{{No: 1, Payee: "sealed"}}})
		c.ask(rt, maker, RecordExport{What: PayoutExport, Ref: d.ID, Rows: len(d.Lines)})
	}
}

func TestAVoidedReceiptIsAskedForAgainUnderANewNumber(t *testing.T) {
	w := newTown(t)
	pledge := w.signed(w.a, 1000*yuan, Purpose{})
	w.receive(pledge, 1000*yuan)
	pay := w.s.PaymentsOf(pledge)[0]
	id, seen := pay.ID, map[string]bool{}
	for n := range 3 {
		r, _ := w.s.ReceiptOf(pay.ID)
		if r.ID != id || r.Status != ReceiptPending || r.PaymentID() != pay.ID || seen[r.Number] {
			t.Fatalf("request %d: %+v", n, r)
		}
		seen[r.Number] = true
		w.must(maker, RecordReceipt{ID: id, Code: "37010126", Fiscal: pad(n+1, 10), Check: "a1B2c3"})
		w.must(maker, VoidReceipt{ID: id, Reason: "抬头有误"})
		id = first[ReceiptAsked](w.world, w.must(maker, ReissueReceipt{ID: id})).Receipt.ID
	}
	if all := w.s.ReceiptsOf(pay.ID); len(all) != 4 || all[0].Status != ReceiptVoided || all[0].ReplacedBy != all[1].ID || all[3].ID != pay.ID+"-4" {
		t.Errorf("%d receipts", len(all))
	}
}

func TestACertificateStandsForEachPaymentOnceAndKeepsWhatWasPrinted(t *testing.T) {
	w := newTown(t)
	pledge := w.signed(w.a, 1000*yuan, Purpose{Programs: []string{"yida"}})
	w.receive(pledge, 300*yuan)
	issue := func() Certificate {
		return first[CertificateIssued](w.world, w.must(w.a, IssueCertificate{Pledge: pledge})).Certificate
	}
	one := issue()
	w.receive(pledge, 200*yuan)
	if w.s.UncertifiedFen(pledge) != 200*yuan {
		t.Errorf("%s is left", w.s.UncertifiedFen(pledge))
	}
	two := issue()
	if one.Fen != 300*yuan || two.Fen != 200*yuan || len(two.Payments) != 1 || len(one.Programs) != 1 {
		t.Errorf("%+v %+v", one, two)
	}
	w.must(checker, VoidCertificate{Number: one.Number, Reason: "名称有误"})
	three := issue()
	old, _ := w.s.CertificateByNumber(one.Number)
	if three.Fen != 300*yuan || three.Number == one.Number || old.Status != CertificateVoided || old.Fen != one.Fen || old.Donor != one.Donor {
		t.Errorf("%+v after %+v", three, old)
	}
}

// hash64 is a SHA-256 in form.
var hash64 = strings.Repeat("0a", 32)
