package handlers

import (
	"fmt"
	"strconv"

	"shanpei/internal/papers"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// agreementPaper is the agreement of a pledge in one of its versions: the articles as they were signed, with the purpose that held then.
func (r *Request) agreementPaper(p *models.Pledge, version int) *papers.Agreement {
	zh := r.chinese()
	v := zh.agreement(p)
	page := &views.Page{Lang: views.ZhCN}
	versions := append(append([]models.Purpose{}, p.Past...), p.Purpose)
	v.Purpose = zh.purposeText(versions[version-1])
	made := p.MadeAt
	if !p.SignedAt.IsZero() {
		made = p.SignedAt
	}
	a := &papers.Agreement{
		Pledge: p.Number, Text: v.TextVersion(), Version: version, Donor: papers.Party{Name: v.Donor, USCC: v.DonorUSCC},
		Donee:    papers.Party{Name: v.Federation, USCC: v.FederationUSCC, Office: v.Office, Phone: v.Phone},
		Preamble: v.Preamble(page), Fen: p.AmountFen, Signed: p.SignedAt, Entry: p.SignedSeq, Bank: r.State.Federation.BankName, BankNo: r.State.Federation.BankNo,
		Reference: p.Reference(),
	}
	for _, x := range v.Articles(page) {
		a.Articles = append(a.Articles, papers.Article{Title: x.Title, Text: x.Text, Plan: x.Table})
	}
	for _, i := range p.Instalments {
		a.Plan = append(a.Plan, papers.Instalment{No: i.No, Due: i.Due, Fen: i.AmountFen})
	}
	var agreed []*models.PurposeChange
	for _, c := range r.State.PurposeChangesOf(p.ID) {
		if c.Status == "agreed" {
			agreed = append(agreed, c)
		}
	}
	for i, purpose := range versions[:version] {
		line := papers.Purpose{Version: i + 1, Text: views.ZhCN.Purpose(zh.purposeText(purpose)), From: papers.WithAgreement, Valid: i == version-1}
		if i > 0 && i <= len(agreed) {
			made = r.factAt(p.ID, "purpose_change_agreed", agreed[i-1].Number, made)
			line.From = papers.AgreedBy(agreed[i-1].Number, views.ZhCN.Day(made))
		}
		a.Purposes = append(a.Purposes, line)
	}
	if version == len(versions) && !p.Purpose.Open() {
		a.Needs = r.namedNeeds(p)
	}
	a.Head = r.paperHead(papers.TitleAgreement, p.Agreement, made)
	switch {
	case p.Agreement == "":
		a.Mark = papers.MarkUnsigned
	case !p.Live():
		a.Termination = papers.Ended
	case version < len(versions):
		a.Termination = papers.Replaced(len(versions))
	}
	return a
}

// namedNeeds are the places that a pledge took of the needs it names when it was made, in the order in which it names them: what became of them later
// changes no agreement.
func (r *Request) namedNeeds(p *models.Pledge) (out []papers.NamedNeed) {
	for _, id := range p.Purpose.Needs {
		n, ok := r.State.Needs.Get(id)
		if !ok {
			continue
		}
		x := papers.NamedNeed{Number: n.Number, County: views.ZhCN.Term("county", n.County), What: views.ZhCN.Term("need_type", string(n.Type)), Price: n.UnitPriceFen}
		if n.Stage != "" {
			x.What += " · " + views.ZhCN.Term("stage", string(n.Stage))
		}
		if pr, ok := r.State.Programs.Get(n.Program); ok {
			x.Program = pr.Name
		}
		for _, f := range r.State.Chain(p.ID) {
			if f.Kind == "places_held" && f.Seq == p.MadeSeq && f.Ref == n.ID {
				x.Places += f.Count
			}
		}
		x.Fen = x.Price * money.Fen(x.Places)
		out = append(out, x)
	}
	return out
}

// sendAgreement sends the version that the address asks for, or the one that holds.
func (r *Request) sendAgreement(p *models.Pledge) error {
	version := len(p.Past) + 1
	if asked := r.Query("version"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || n < 1 || n > version {
			return models.Refuse(models.NotFound, "not_found")
		}
		version = n
	}
	name := p.Agreement
	if name == "" {
		name = p.Number
	}
	return r.paper(r.agreementPaper(p, version), fmt.Sprintf("%s-%s-%d", papers.TitleAgreement, name, version))
}

// agreementPDF is the agreement for its donor and for staff.
func agreementPDF(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	return r.sendAgreement(p)
}

// receiptPDF is the request for a receipt, for its donor and for staff.
func receiptPDF(r *Request) error {
	rc, ok := r.State.Receipts.Get(r.Params("id"))
	if !ok || !r.Actor.OfEnterprise(rc.Enterprise) {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.paper(r.receiptPaper(rc), papers.FileReceiptRequest+"-"+rc.Number)
}

func (r *Request) receiptPaper(rc *models.Receipt) *papers.ReceiptRequest {
	pay, _ := r.State.Payments.Get(rc.PaymentID())
	p, _ := r.State.Pledges.Get(rc.Pledge)
	e, _ := r.State.Enterprises.Get(rc.Enterprise)
	x := &papers.ReceiptRequest{
		Head: r.paperHead(papers.TitleReceiptRequest, rc.Number, r.factAt(p.ID, "receipt_asked", rc.Number, pay.At)), Payer: e.Name, PayerUSCC: e.USCC, Pledge: p.Number,
		Agreement: p.Agreement, Payment: pay.Number, Arrived: pay.Day, Way: r.ledgerSource().WayOf(pay), Project: r.purposeName(p.Purpose), Fen: rc.Fen - rc.RefundedFen,
		Status: views.ZhCN.Term("receipt", string(rc.Status)), Code: rc.Code, Fiscal: rc.Fiscal, Check: rc.Check, Reason: rc.Reason, ThirdParty: pay.ThirdParty,
		Declared: pay.Declared, Anonymous: p.Anonymous, Clerk: "——",
	}
	if rc.Status != models.ReceiptPending {
		x.Fen = rc.Fen
	}
	if before, ok := r.State.Receipts.Get(rc.Replaces); ok {
		x.Replaces = before.Number
	}
	if next, ok := r.State.Receipts.Get(rc.ReplacedBy); ok {
		x.ReplacedBy = next.Number
	}
	if rc.Reason == "refunded" {
		x.Reason = papers.AllBack
	}
	if rc.Status == models.ReceiptVoided {
		x.Mark = papers.MarkVoid
	}
	if r.Actor.Role.Staff() { // a donor's copy names no clerk
		if clerk, _, err := r.entryOf(pay.Seq); err == nil {
			x.Clerk = r.nameOf(clerk)
		}
	}
	return x
}

// certificate finds a certificate by the number in the address; a stranger's is as if absent.
func (r *Request) certificate() (*models.Certificate, error) {
	c, ok := r.State.CertificateByNumber(r.Params("number"))
	if !ok || !r.Actor.OfEnterprise(c.Enterprise) {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return c, nil
}

func certificatePDF(r *Request) error {
	c, err := r.certificate()
	if err != nil {
		return err
	}
	return r.paper(r.certificatePaper(c), papers.TitleCertificate+"-"+c.Number)
}

func (r *Request) certificatePaper(c *models.Certificate) *papers.Certificate {
	x := &papers.Certificate{
		Head: r.paperHead(papers.TitleCertificate, c.Number, c.At), Donor: c.Donor, Day: c.Day, Issued: models.DayOf(c.At), Fen: c.Fen, Projects: c.Programs, Naming: c.Naming,
	}
	for _, id := range c.Payments {
		if pay, ok := r.State.Payments.Get(id); ok {
			x.Payments = append(x.Payments, pay.Number)
		}
	}
	if c.Status == models.CertificateVoided {
		x.Mark = papers.MarkVoid
	}
	return x
}

// issueCertificate issues a certificate for what arrived for a pledge; a donor is led back to the documents, staff to the certificate.
func issueCertificate(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	out, err := r.Do(models.IssueCertificate{Pledge: p.ID})
	if err != nil {
		return err
	}
	number := event[models.CertificateIssued](out).Certificate.Number
	to := "/enterprise/documents#certificates"
	if r.Actor.Role.Staff() {
		to = "/staff/money/certificates/" + number
	}
	return r.Done(to, "papers.certificate.done", "number", number)
}
