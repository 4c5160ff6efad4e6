package handlers

import (
	"fmt"
	"strconv"

	"shanpei/internal/papers"
	"shanpei/models"
	"shanpei/views"
)

// publicVerify is what the code on a paper leads to: what stands on it, and how it stands now. Whoever has not the code is told nothing, as if there were
// no such paper.
func publicVerify(r *Request) error {
	number := r.Params("number")
	if !r.Portal.verified(number, r.Params("token")) {
		return models.Refuse(models.NotFound, "not_found")
	}
	v := views.VerifyProps{Number: number, Tone: views.Done, Title: r.Lang.T("papers.verify.true")}
	found := false
	if len(number) > 3 {
		switch number[:3] {
		case "ZS-":
			found = r.verifyCertificate(&v)
		case "XY-":
			found = r.verifyAgreement(&v)
		case "PJ-":
			found = r.verifyReceipt(&v)
		case "BF-":
			found = r.verifyPayout(&v)
		case "MX-":
			found = r.verifyStatement(&v)
		}
	}
	if !found {
		return models.Refuse(models.NotFound, "not_found")
	}
	p := r.page(views.Public, "papers.verify.title")
	r.Set("X-Robots-Tag", "noindex") // its address is as good as the paper
	return r.HTML(200, views.Verify(p, v))
}

func (r *Request) verifyCertificate(v *views.VerifyProps) bool {
	c, ok := r.State.CertificateByNumber(v.Number)
	if !ok {
		return false
	}
	v.Kind = r.Lang.T("public.document.ZS")
	r.certificateState(v, c)
	v.Rows = append(v.Rows, r.certificateRows(c)...)
	for _, id := range c.Payments {
		if pay, ok := r.State.Payments.Get(id); ok {
			v.Rows = append(v.Rows, views.KV{Key: r.Lang.T("papers.verify.payment"), Value: pay.Number + " · " + r.Lang.Date(string(pay.Day))})
		}
	}
	return true
}

// certificateState says how a certificate stands: valid, void, or valid for money of which some went back.
func (r *Request) certificateState(v *views.VerifyProps, c *models.Certificate) {
	back := r.State.BackFen(c)
	switch {
	case c.Status == models.CertificateVoided:
		v.Tone, v.Title = views.Bad, r.Lang.T("papers.verify.void")
		v.Note = r.Lang.T("papers.verify.void.text", "day", r.Lang.Day(c.VoidedAt), "reason", c.Reason)
	case back > 0:
		v.Tone, v.Title = views.Warning, r.Lang.T("papers.verify.back")
		v.Note = r.Lang.T("papers.verify.back.text", "amount", views.Fen(back))
	}
}

func (r *Request) certificateRows(c *models.Certificate) []views.KV {
	rows := []views.KV{
		{Key: r.Lang.T("papers.verify.donor"), Value: c.Donor},
		views.Amount(r.Lang.T("papers.verify.amount"), views.Fen(c.Fen)),
		{Key: r.Lang.T("papers.verify.upper"), Value: papers.Upper(c.Fen)},
	}
	if len(c.Programs) > 0 {
		rows = append(rows, views.KV{Key: r.Lang.T("papers.verify.programs"), Value: r.Lang.List(c.Programs)})
	}
	return append(rows, views.KV{Key: r.Lang.T("papers.verify.issued"), Value: r.Lang.Day(c.At)}, r.entryRow(c.Seq))
}

func (r *Request) entryRow(seq int64) views.KV {
	n := strconv.FormatInt(seq, 10)
	return views.KV{Key: r.Lang.T("public.check.entry"), Value: r.Lang.T("common.entry", "n", n), Href: entryHref(seq)}
}

func (r *Request) verifyAgreement(v *views.VerifyProps) bool {
	for _, p := range r.State.Pledges.All() {
		if p.Agreement != v.Number {
			continue
		}
		e, _ := r.State.Enterprises.Get(p.Enterprise)
		v.Kind = r.Lang.T("public.document.XY")
		if !p.Live() {
			v.Tone, v.Title = views.Warning, r.Lang.T("papers.verify.ended")
		}
		v.Rows = []views.KV{
			{Key: r.Lang.T("papers.verify.donor"), Value: e.Name}, {Key: r.Lang.T("papers.verify.donee"), Value: r.State.Federation.Name},
			views.Amount(r.Lang.T("papers.verify.amount"), views.Fen(p.AmountFen)), {Key: r.Lang.T("papers.verify.upper"), Value: papers.Upper(p.AmountFen)},
			{Key: r.Lang.T("papers.verify.signed"), Value: r.Lang.Instant(p.SignedAt)}, {Key: r.Lang.T("papers.verify.version"), Value: strconv.Itoa(len(p.Past) + 1)},
			{Key: r.Lang.T("papers.verify.purpose"), Value: r.Lang.Purpose(r.purposeText(p.Purpose))}, {Key: r.Lang.T("papers.verify.status"), Value: r.Lang.Term("pledge", string(p.Status))},
			r.entryRow(p.SignedSeq),
		}
		return true
	}
	return false
}

func (r *Request) verifyReceipt(v *views.VerifyProps) bool {
	for _, rc := range r.State.Receipts.All() {
		if rc.Number != v.Number {
			continue
		}
		e, _ := r.State.Enterprises.Get(rc.Enterprise)
		v.Kind = r.Lang.T("public.document.PJ")
		if rc.Status == models.ReceiptVoided {
			v.Tone, v.Title = views.Bad, r.Lang.T("papers.verify.void")
		}
		v.Note = r.Lang.T("papers.verify.receipt")
		v.Rows = []views.KV{
			{Key: r.Lang.T("papers.verify.payer"), Value: e.Name}, views.Amount(r.Lang.T("papers.verify.amount"), views.Fen(rc.Fen)),
			{Key: r.Lang.T("papers.verify.status"), Value: r.Lang.Term("receipt", string(rc.Status))},
		}
		if rc.Fiscal != "" {
			v.Rows = append(v.Rows, views.KV{Key: r.Lang.T("papers.verify.fiscal"), Value: fmt.Sprintf("%s / %s / %s", rc.Code, rc.Fiscal, rc.Check)})
		}
		if next, ok := r.State.Receipts.Get(rc.ReplacedBy); ok {
			v.Rows = append(v.Rows, views.KV{Key: r.Lang.T("papers.verify.replaced"), Value: next.Number})
		}
		return true
	}
	return false
}

func (r *Request) verifyPayout(v *views.VerifyProps) bool {
	for _, d := range r.State.Disbursements.All() {
		if d.Number != v.Number {
			continue
		}
		v.Kind = r.Lang.T("public.document.BF")
		name := d.Program
		if p, ok := r.State.Programs.Get(d.Program); ok {
			name = p.Name
		}
		v.Rows = []views.KV{
			{Key: r.Lang.T("papers.verify.programs"), Value: name}, views.Amount(r.Lang.T("papers.verify.amount"), views.Fen(d.TotalFen)),
			{Key: r.Lang.T("papers.verify.lines"), Value: strconv.Itoa(len(d.Lines))}, {Key: r.Lang.T("papers.verify.status"), Value: r.Lang.Term("disbursement", string(d.Status))},
		}
		return true
	}
	return false
}

func (r *Request) verifyStatement(v *views.VerifyProps) bool {
	id, year, seq, fen, ok := parseStatementKey(v.Number)
	e, known := r.State.Enterprises.Get(id)
	if !ok || !known {
		return false
	}
	now := r.statementPaper(e, year)
	v.Kind, v.Number = r.Lang.T("papers.statement"), strconv.Itoa(year)
	if now.MoneyFen+now.GoodsFen != fen {
		v.Tone, v.Title = views.Warning, r.Lang.T("papers.verify.moved")
		v.Note = r.Lang.T("papers.verify.moved.text", "amount", views.Fen(now.MoneyFen+now.GoodsFen))
	}
	v.Rows = []views.KV{
		{Key: r.Lang.T("papers.verify.donor"), Value: e.Name}, {Key: r.Lang.T("papers.verify.year"), Value: strconv.Itoa(year)},
		views.Amount(r.Lang.T("papers.verify.given"), views.Fen(fen)), r.entryRow(seq),
	}
	return true
}

// certificateByNumber is what everybody may know of a certificate whose number they have: how it stands, and of a donor who agreed to be named, who and
// how much.
func (r *Request) certificateByNumber(h *views.CertificateProps) {
	c, ok := r.State.CertificateByNumber(h.Number)
	if !ok {
		return
	}
	var v views.VerifyProps
	r.certificateState(&v, c)
	h.Tone, h.Title, h.Note = v.Tone, v.Title, v.Note
	if c.Anonymous {
		h.More = []views.KV{{Key: r.Lang.T("papers.verify.donor"), Value: r.Lang.T("papers.verify.anonymous")}}
		return
	}
	h.More = r.certificateRows(c)[:2]
}
