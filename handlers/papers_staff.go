package handlers

import (
	"cmp"

	"shanpei/models"
	"shanpei/views"
)

func staffCertificates(r *Request) error {
	var all []*models.Certificate
	for _, c := range r.State.Certificates.All() {
		if fits(r.Query("status"), c.Status) && sought(r.Query("q"), c.Number, c.Donor) {
			all = append(all, c)
		}
	}
	newestFirst(all)
	d := r.staff("papers.certificates", r.crumb("common.nav.money", "/staff/money"))
	rows, pager := arranged(r, d, all, map[string]order[*models.Certificate]{
		"number": func(a, b *models.Certificate) int { return cmp.Compare(a.Number, b.Number) },
		"amount": func(a, b *models.Certificate) int { return cmp.Compare(a.Fen, b.Fen) },
	})
	var sum views.Fen
	for _, c := range all {
		sum += views.Fen(c.Fen)
	}
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.T("common.nav.money"), Lead: d.T("papers.certificates.lead"), Tabs: views.StaffMoneyTabs(d, "/staff/money/certificates"), Search: d.T("papers.certificates.search"),
		Filters: views.StaffCertificateFilters(d), Table: views.StaffCertificatesTable(d, rows, r.filtered("status")), Pager: pager, Total: &sum,
	}))
}

func staffCertificate(r *Request) error {
	c, err := r.certificate()
	if err != nil {
		return err
	}
	return r.showCertificate(c.Number, nil)
}

func (r *Request) showCertificate(number string, f *form) error {
	c, _ := r.State.CertificateByNumber(number)
	d := r.staff(c.Number, r.crumb("common.nav.money", "/staff/money"), r.crumb("papers.certificates", "/staff/money/certificates"))
	status := 200
	if f != nil {
		f.onto(d, "void")
		status = f.Status()
	}
	return r.HTML(status, views.StaffCertificate(d, c))
}

func staffCertificateVoid(r *Request) error {
	c, err := r.certificate()
	if err != nil {
		return err
	}
	f := r.form("reason")
	_, again, err := f.ask(models.VoidCertificate{Number: c.Number, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showCertificate(c.Number, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/certificates/"+c.Number, "papers.certificate.voided", "number", c.Number)
}

// staffReceiptReissue asks for a receipt again after a void, and leads to the new request.
func staffReceiptReissue(r *Request) error {
	rc, err := r.receipt()
	if err != nil {
		return err
	}
	f := r.form()
	out, again, err := f.ask(models.ReissueReceipt{ID: rc.ID, IfVersion: f.Version()})
	if again {
		return r.showReceipt(rc.ID, "reissue", f)
	}
	if err != nil {
		return err
	}
	next := event[models.ReceiptAsked](out).Receipt
	return r.Done("/staff/money/receipts/"+next.ID, "papers.receipt.reissued", "number", next.Number)
}
