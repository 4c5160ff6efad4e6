package views

import (
	"strconv"
	"strings"
	"time"

	"shanpei/models"
)

// CertificateLine is a certificate of an enterprise.
type CertificateLine struct {
	Number, PledgeID, Pledge, Status, Reason string
	Amount                                   Fen
	At                                       time.Time
}

// CertifiableLine is a pledge of which money stands on no certificate yet.
type CertifiableLine struct {
	PledgeID, Pledge, Key string
	Amount                Fen
}

// TaxProps is the form of the tax sheet.
type TaxProps struct {
	Years []TaxYearLine
	State FormState
}

// TaxYearLine is a year of it: what was given, and for how much of that there is a receipt.
type TaxYearLine struct {
	Year            int
	Given, Receipts Fen
}

// VerifyProps is the answer to the code on a paper: what it is, how it stands, what it says.
type VerifyProps struct {
	Kind, Number string
	Tone         Tone
	Title, Note  string
	Rows         []KV
}

// ExportsProps is the page on which ledgers are taken out.
type ExportsProps struct {
	Ledgers []Option
	Made    []*models.Fact
}

// PayeesProps is whom the lines of a payout are paid to.
type PayeesProps struct {
	Payout *models.Disbursement
	Open   bool // lines that are not paid may be given a payee
	Lines  []PayeeLine
}

// PayeeLine is one line with its payee, masked.
type PayeeLine struct {
	Line                        models.DisbursementLine
	Holder, Account, Bank, Memo string
}

func certificateHref(number string) string { return "/enterprise/certificates/" + number }

func statementHref(year int) string { return "/enterprise/documents/" + strconv.Itoa(year) }

func formatOptions(d *StaffPage) []Option {
	return Choose(d.StateOf("export"), "format", []Option{{Value: "xlsx", Label: "XLSX"}, {Value: "csv", Label: "CSV"}}, "xlsx")
}

func programOptions(d *StaffPage) []Option {
	var out []Option
	for id, p := range d.S.Programs.All() {
		out = append(out, Option{Value: id, Label: p.Name})
	}
	return Choose(d.StateOf("export"), "program", out, "")
}

func exportsTable(d *StaffPage, made []*models.Fact) TableProps {
	t := TableProps{Caption: d.T("papers.exports.made"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("papers.exports.none"), Text: d.T("papers.exports.none_text")}, Columns: []Column{
		{Label: d.T("papers.exports.at")}, {Label: d.T("papers.exports.who")}, {Label: d.T("papers.exports.what")}, {Label: d.T("papers.exports.filter")}, {Label: d.T("papers.exports.rows"), Num: true}, {Label: d.F("entry")},
	}}
	for _, f := range made {
		what := strings.TrimPrefix(f.Kind, "export_")
		filter := d.T("papers.exports.all")
		switch {
		case f.Kind == "export_list" || f.Kind == "import_list":
			filter = d.T("list.name." + strings.TrimSpace(f.Note))
		case f.Kind == "export_report":
			span, id, _ := strings.Cut(f.Note, " ")
			filter = d.T("report.name."+id) + " " + span
		case f.Kind == "export_persons":
			filter = d.T("look.purpose." + f.Note)
		case f.Note != "":
			filter = f.Note
		}
		if f.Ref != "" {
			filter += " · " + d.ProgramName(f.Ref)
		}
		t.Rows = append(t.Rows, R(Text(d.Lang.Instant(f.At)), Text(d.Person(f.By)), Text(d.T("papers.export."+what)), Text(filter), Number(int64(f.Count)), staffEntry(d, f.Seq)))
	}
	return t
}

// StaffCertificatesTable lists certificates, voided ones too.
func StaffCertificatesTable(d *StaffPage, list []*models.Certificate, filtered bool) TableProps {
	empty := EmptyProps{Title: d.T("papers.certificates.none"), Text: d.T("papers.certificates.none_text")}
	if filtered {
		empty.Text = ""
	}
	t := TableProps{Caption: d.T("papers.certificates"), CaptionHidden: true, Empty: empty, Columns: []Column{
		{Label: d.F("number"), Sort: "number"}, {Label: d.F("enterprise")}, {Label: d.F("pledge")}, {Label: d.F("amount"), Num: true, Sort: "amount"}, {Label: d.T("papers.verify.issued")}, {Label: d.F("status")},
	}}
	for _, c := range list {
		t.Rows = append(t.Rows, R(Link("/staff/money/certificates/"+c.Number, c.Number), staffEnterpriseCell(d, c.Enterprise), staffPledgeCell(d, c.Pledge), Money(d.Page, Fen(c.Fen)), Text(d.Lang.Day(c.At)), certificateMark(d, c)))
	}
	return t
}

// StaffCertificateFilters are the choices above the list of certificates.
func StaffCertificateFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"status", d.F("status"), options(d, "certificate", []models.CertificateStatus{models.CertificateValid, models.CertificateVoided})}}
}

func certificateFacts(d *StaffPage, c *models.Certificate) []KV {
	items := []KV{
		{Key: d.T("papers.verify.donor"), Value: c.Donor}, {Key: d.F("enterprise"), Value: d.EnterpriseName(c.Enterprise), Href: "/staff/enterprises/" + c.Enterprise},
		{Key: d.F("pledge"), Value: d.PledgeNumber(c.Pledge), Href: "/staff/pledges/" + c.Pledge}, {Key: d.T("papers.verify.issued"), Value: d.Lang.Day(c.At)},
		{Key: d.F("entry"), Value: d.T("common.entry", "n", strconv.FormatInt(c.Seq, 10)), Href: auditHref(c.Seq)},
	}
	for _, id := range c.Payments {
		if p, ok := d.S.Payments.Get(id); ok {
			items = append(items, KV{Key: d.F("payment"), Value: p.Number + " · " + d.DayOf(p.Day)})
		}
	}
	if len(c.Programs) > 0 {
		items = append(items, KV{Key: d.F("program"), Value: d.Lang.List(c.Programs)})
	}
	if back := d.S.BackFen(c); back > 0 {
		items = append(items, Amount(d.T("papers.certificate.back"), Fen(back)))
	}
	if c.Reason != "" {
		items = append(items, KV{Key: d.T("common.form.reason"), Value: c.Reason})
	}
	return items
}

// certificateYears are the years that an enterprise's papers offer statements of, for staff: those in which money or goods came.
func certificateYears(d *StaffPage, e *models.Enterprise) []int {
	seen := map[int]bool{}
	var years []int
	add := func(day models.Day) {
		if y, err := strconv.Atoi(string(day[:min(4, len(day))])); err == nil && !seen[y] {
			seen[y] = true
			years = append(years, y)
		}
	}
	for _, p := range d.S.PledgesOf(e.ID) {
		for _, m := range d.S.PaymentsOf(p.ID) {
			add(m.Day)
		}
	}
	for _, g := range d.S.Gifts.All() {
		if g.Enterprise == e.ID {
			add(g.At)
		}
	}
	return years
}

func payeesTable(d *StaffPage, v PayeesProps) TableProps {
	s := d.StateOf("payees")
	t := TableProps{Caption: d.T("papers.payees.title"), CaptionHidden: true, Columns: []Column{
		{Label: d.T("papers.payees.line")}, {Label: d.F("amount"), Num: true}, {Label: d.F("status")}, {Label: d.T("papers.payees.now")},
	}}
	if v.Open {
		t.Columns = append(t.Columns, Column{Label: d.T("papers.payees.holder")}, Column{Label: d.T("papers.payees.account")}, Column{Label: d.T("papers.payees.bank")})
	}
	for i, l := range v.Lines {
		row := R(lines(Text(strconv.Itoa(l.Line.No)+" · "+d.Payee(l.Line.PayeeKind)), quiet(l.Memo)), Money(d.Page, Fen(l.Line.AmountFen)), lineStatus(d, l.Line), payeeNow(d, l))
		switch no := "." + strconv.Itoa(l.Line.No); {
		case v.Open && (l.Line.Status == "planned" || l.Line.Status == "returned"):
			row.Cells = append(row.Cells, staffInput(d, "text", "holder"+no, d.T("papers.payees.holder"), i, s, nil), staffInput(d, "text", "account"+no, d.T("papers.payees.account"), i, s, numeric()),
				staffInput(d, "text", "bank"+no, d.T("papers.payees.bank"), i, s, nil))
		case v.Open:
			row.Cells = append(row.Cells, quiet(""), quiet(""), quiet(""))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func fileTitle(d *StaffPage, r *models.Receipt) string {
	if r.FileHash != "" {
		return d.T("papers.receipt.file_again")
	}
	return d.T("papers.receipt.file")
}
