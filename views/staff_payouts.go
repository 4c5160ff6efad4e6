package views

import (
	"shanpei/models"
	"shanpei/models/money"
)

// StaffPayoutStatuses are the statuses of a payout in the order of its way.
var StaffPayoutStatuses = []models.DisbursementStatus{models.DisbursementMade, models.DisbursementChecked, models.DisbursementApproved, models.DisbursementPaid,
	models.DisbursementReturned, models.DisbursementProven, models.DisbursementRejected}

// StaffPayoutFilters are the choices above the list of payouts.
func StaffPayoutFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "disbursement", StaffPayoutStatuses)},
		{"program", d.F("program"), d.ProgramOptions(false)},
	}
}

// StaffPayoutsTable lists payouts with who has dealt with each.
func StaffPayoutsTable(d *StaffPage, list []*models.Disbursement, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.payouts.title"), CaptionHidden: true, Empty: StaffEmpty(d, "payouts", filtered), Columns: []Column{
		{Label: d.F("number"), Sort: "number"}, {Label: d.F("program")}, {Label: d.F("lines"), Num: true}, {Label: d.F("amount"), Num: true, Sort: "amount"},
		{Label: d.F("status"), Sort: "status"}, {Label: d.F("maker")}, {Label: d.F("checker")}, {Label: d.F("approver")},
	}}
	for _, p := range list {
		t.Rows = append(t.Rows, R(staffPayoutCell(d, p), Text(d.ProgramName(p.Program)), Number(int64(len(p.Lines))), Money(d.Page, Fen(p.TotalFen)), Chip(d.Page, "disbursement", string(p.Status)),
			Text(d.Person(p.Maker)), Text(d.Person(p.Checker)), Text(d.Person(p.Approver))))
	}
	return t
}

// Payee is the word for whom a line is paid to.
func (d *StaffPage) Payee(kind string) string { return d.T("staff.payee." + kind) }

// StaffPayable is a sponsorship whose funded places can be paid out, with what was typed for it.
type StaffPayable struct {
	*models.Sponsorship
	Free    int       // funded places that no payout has
	FreeFen money.Fen // and their money
}

// StaffPayoutFormProps is the form of a new payout for a programme.
type StaffPayoutFormProps struct {
	Program  string
	Payable  []StaffPayable
	More     int // payable sponsorships that are not shown
	Programs []StaffPayableProgram
}

// StaffPayableProgram is a programme with what could be paid out of it now.
type StaffPayableProgram struct {
	ID     string
	Lines  int
	Places int
	Fen    money.Fen
}

func payableTable(d *StaffPage, v StaffPayoutFormProps) TableProps {
	s := d.StateOf("payout")
	t := TableProps{Caption: d.T("staff.payout.lines"), CaptionHidden: true, Empty: StaffEmpty(d, "payable", false), Columns: []Column{
		{Label: d.F("need")}, {Label: d.F("pledge")}, {Label: d.F("funded_free"), Num: true}, {Label: d.F("places")}, {Label: d.F("payee_kind")}, {Label: d.F("amount")},
	}}
	for i, sp := range v.Payable {
		n, _ := d.S.Needs.Get(sp.Need)
		t.Rows = append(t.Rows, R(
			staffSponsorshipCell(d, sp.Sponsorship), staffPledgeCell(d, sp.Pledge),
			lines(Text(d.Lang.Count(int64(sp.Free), "places")), Money(d.Page, Fen(sp.FreeFen))),
			staffInput(d, "text", "places."+sp.ID, d.F("places"), i, s, numeric()),
			payeeSelect(d, "payee_kind."+sp.ID, s.Value("payee_kind."+sp.ID, models.NeedTypes[n.Type].Payee), i),
			staffInput(d, "text", "amount_fen."+sp.ID, d.F("amount"), i, s, numericMoney()),
		))
	}
	return t
}

func payableProgramsTable(d *StaffPage, v StaffPayoutFormProps) TableProps {
	t := TableProps{Caption: d.T("staff.payout.choose_program"), CaptionHidden: true, Empty: StaffEmpty(d, "payable", false), Columns: []Column{
		{Label: d.F("program")}, {Label: d.F("sponsorships"), Num: true}, {Label: d.F("funded_free"), Num: true}, {Label: d.F("amount"), Num: true},
	}}
	for _, p := range v.Programs {
		t.Rows = append(t.Rows, R(Link("/staff/disbursements/new?program="+p.ID, d.ProgramName(p.ID)), Number(int64(p.Lines)), Number(int64(p.Places)), Money(d.Page, Fen(p.Fen))))
	}
	return t
}

// payoutLines lists the lines of a payout; while lines can come back, each that was paid can be chosen.
func payoutLines(d *StaffPage, p *models.Disbursement, choose bool) TableProps {
	t := TableProps{Caption: d.T("staff.payout.lines"), CaptionHidden: true, Columns: []Column{
		{Label: d.F("line")}, {Label: d.F("sponsorship")}, {Label: d.F("pledge")}, {Label: d.F("places"), Num: true}, {Label: d.F("payee_kind")},
		{Label: d.F("amount"), Num: true}, {Label: d.F("status")},
	}}
	places := 0
	for _, l := range p.Lines {
		sp, _ := d.S.Sponsorships.Get(l.Sponsorship)
		places += l.Places
		row := R(lineBox(d, l, choose), staffSponsorshipCell(d, sp), staffPledgeCell(d, sp.Pledge), Number(int64(l.Places)), Text(d.Payee(l.PayeeKind)), Money(d.Page, Fen(l.AmountFen)), lineStatus(d, l))
		t.Rows = append(t.Rows, row)
	}
	t.Rows = append(t.Rows, Sum(Text(d.T("common.total")), Text(""), Text(""), Number(int64(places)), Text(""), Money(d.Page, Fen(p.TotalFen)), Text("")))
	return t
}

func payoutFacts(d *StaffPage, p *models.Disbursement) []KV {
	items := []KV{
		{Key: d.F("program"), Value: d.ProgramName(p.Program), Href: "/staff/programs/" + p.Program},
		Amount(d.F("amount"), Fen(p.TotalFen)),
		{Key: d.F("maker"), Value: d.Person(p.Maker)},
		{Key: d.F("checker"), Value: d.Person(p.Checker)},
		{Key: d.F("approver"), Value: d.Person(p.Approver)},
	}
	if p.Evidence != "" {
		items = append(items, KV{Key: d.F("evidence"), Value: p.Evidence})
	}
	if p.Reason != "" {
		items = append(items, KV{Key: d.T("common.form.reason"), Value: p.Reason})
	}
	return items
}

// payoutChain is the way of a payout: made, checked, approved, paid, settled, each with the entry that says so.
func payoutChain(d *StaffPage, p *models.Disbursement) []Fact {
	last := map[string]*models.Fact{}
	for _, f := range d.S.Chain(p.ID) {
		last[f.Kind] = f
	}
	steps := []struct{ label, kind, by string }{
		{"made", "disbursement_made", p.Maker}, {"checked", "disbursement_check", p.Checker}, {"approved", "disbursement_approve", p.Approver},
		{"paid", "lines_paid", ""}, {"proven", "disbursement_prove", ""},
	}
	out := make([]Fact, 0, len(steps))
	for _, s := range steps {
		f := Fact{Label: d.Lang.Term("disbursement", s.label), State: FactAhead}
		if from := last[s.kind]; from != nil {
			f.State, f.At, f.Entry, f.EntryHref = FactDone, from.At, from.Seq, d.entryHref(from.Seq)
			if by := from.By; by != "" {
				f.Note = d.Person(by)
			}
		}
		if s.kind == "lines_paid" && p.Status == models.DisbursementReturned {
			f.State, f.Note = FactFailed, d.Lang.Term("disbursement", string(models.DisbursementReturned))
		}
		out = append(out, f)
	}
	if p.Status == models.DisbursementRejected {
		from := last["disbursement_reject"]
		out = append(out[:1], Fact{Label: d.Lang.Term("disbursement", string(models.DisbursementRejected)), State: FactFailed, At: from.At, Entry: from.Seq, EntryHref: d.entryHref(from.Seq), Note: p.Reason})
	}
	return out
}

// payoutTurn names whose turn it is, for the sentence that says so.
func payoutTurn(s models.DisbursementStatus) string { return "staff.payout.turn." + string(s) }

// toPay is what came back and waits to be paid again; before the first payment it is the whole.
func toPay(p *models.Disbursement) money.Fen {
	var sum money.Fen
	for _, l := range p.Lines {
		if l.Status == "planned" || l.Status == "returned" {
			sum += l.AmountFen
		}
	}
	return sum
}
