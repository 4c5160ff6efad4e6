package views

import (
	"strings"

	"shanpei/models"
)

// StaffProgramsTable lists programmes with their budget and how far it is met.
func StaffProgramsTable(d *StaffPage, list []*models.Program, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.programs.title"), CaptionHidden: true, Empty: StaffEmpty(d, "programs", filtered), Columns: []Column{
		{Label: d.F("name"), Sort: "name"}, {Label: d.F("period"), Sort: "starts"}, {Label: d.F("budget"), Num: true, Sort: "budget"}, {Label: d.F("taken"), Num: true},
		{Label: d.F("received"), Num: true}, {Label: d.F("paid"), Num: true}, {Label: d.F("next_disclosure")}, {Label: d.F("status")},
	}}
	for _, p := range list {
		sums := d.S.ProgramTotals(p.ID)
		t.Rows = append(t.Rows, R(
			lines(Link("/staff/programs/"+p.ID, p.Name), quiet(d.Lang.Term("fundraising", string(p.Fundraising)))), Text(d.DayOf(p.Starts)+" – "+d.DayOf(p.Ends)),
			Money(d.Page, Fen(p.BudgetFen)), Money(d.Page, Fen(sums.TakenFen)), Money(d.Page, Fen(sums.FundedFen)), Money(d.Page, Fen(sums.PaidFen)),
			staffDue(d, nextDisclosure(d, p)), Chip(d.Page, "program", string(p.Status)),
		))
	}
	return t
}

func nextDisclosure(d *StaffPage, p *models.Program) models.Day {
	for _, due := range d.S.DisclosureClock(p) {
		if due.Published == nil {
			return due.Due
		}
	}
	return ""
}

// StaffProgramFilters are the choices above the list of programmes.
func StaffProgramFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "program", []models.ProgramStatus{models.ProgramActive, models.ProgramSuspended, models.ProgramClosed})},
		{"fundraising", d.F("fundraising"), fundraisings(d)},
	}
}

func fundraisings(d *StaffPage) []Option {
	out := options(d, "fundraising", []models.Fundraising{models.Announce, models.Targeted, models.PublicRaising})
	for i := range out {
		out[i].Hint = d.T("staff.fundraising." + out[i].Value)
	}
	return out
}

func programProgress(d *StaffPage, p *models.Program) ProgressProps {
	t := d.S.ProgramTotals(p.ID)
	return ProgressProps{Goal: int64(p.BudgetFen), Pledged: int64(t.TakenFen), Received: int64(t.FundedFen), PaidOut: int64(t.PaidFen)}
}

func programFacts(d *StaffPage, p *models.Program) []KV {
	items := []KV{
		{Key: d.F("period"), Value: d.DayOf(p.Starts) + " – " + d.DayOf(p.Ends)},
		Amount(d.F("budget"), Fen(p.BudgetFen)),
		{Key: d.F("fundraising"), Value: d.Lang.Term("fundraising", string(p.Fundraising))},
		{Key: d.F("fee"), Value: permilleText(p.FeePermille)},
		{Key: d.F("purpose"), Value: p.Purpose},
		{Key: d.F("rules"), Value: p.Rules},
		{Key: d.F("slug"), Value: "/programs/" + p.Slug, Href: "/programs/" + p.Slug},
	}
	if p.Filing != "" {
		items = append(items, KV{Key: d.F("filing"), Value: p.Filing})
	}
	if p.Platform != "" {
		items = append(items, KV{Key: d.F("platform"), Value: p.Platform})
	}
	if p.LeftoverFen > 0 {
		items = append(items, Amount(d.F("leftover"), Fen(p.LeftoverFen)))
	}
	return items
}

// permilleText writes 13 ‰ as 1.3%.
func permilleText(n int) string { return Percent(int64(n), 1000) }

// programNeeds adds up a programme's needs by status, each sum with the list that it is made of.
func programNeeds(d *StaffPage, p *models.Program) TableProps {
	by := map[models.NeedStatus]*models.Sums{}
	var all models.Sums
	for _, n := range d.S.NeedsOf(p.ID) {
		if !d.Actor.InCounty(n.County, n.Township) {
			continue
		}
		if by[n.Status] == nil {
			by[n.Status] = &models.Sums{}
		}
		by[n.Status].Add(n)
		all.Add(n)
	}
	t := TableProps{Caption: d.T("staff.program.needs"), CaptionHidden: true, Empty: StaffEmpty(d, "needs", false), Columns: []Column{
		{Label: d.F("status")}, {Label: d.F("needs"), Num: true}, {Label: d.F("places"), Num: true}, {Label: d.F("taken_places"), Num: true}, {Label: d.F("paid_places"), Num: true},
		{Label: d.F("proven"), Num: true}, {Label: d.F("amount"), Num: true},
	}}
	row := func(first Row, s models.Sums) Row {
		first.Cells = append(first.Cells, Number(int64(s.Needs)), Number(int64(s.Places)), Number(int64(s.Taken)), Number(int64(s.Paid)), Number(int64(s.Proven)), Money(d.Page, Fen(s.AmountFen)))
		return first
	}
	for _, status := range StaffNeedStatuses {
		if s := by[status]; s != nil {
			t.Rows = append(t.Rows, row(R(Link("/staff/needs?program="+p.ID+"&status="+string(status), d.Lang.Term("need", string(status)))), *s))
		}
	}
	if len(t.Rows) > 0 {
		t.Rows = append(t.Rows, row(Sum(Link("/staff/needs?program="+p.ID, d.T("common.total"))), all))
	}
	return t
}

// StaffProgramFormProps is the form of a new programme, or of one that is revised.
type StaffProgramFormProps struct {
	Program models.Program
	Action  string
	Cancel  string
	Budget  string // in yuan, as a field shows it
	Revise  bool
}

// StaffClockRow is one day on which something must be published.
type StaffClockRow struct{ models.DueDisclosure }

// status tells published, late, due or overdue.
func (r StaffClockRow) status(d *StaffPage) string {
	switch {
	case r.Published != nil && r.Published.Late():
		return "late"
	case r.Published != nil:
		return "published"
	case r.Due < d.Today:
		return "overdue"
	}
	return "due"
}

// StaffClockTable lists what must be published, and what was.
func StaffClockTable(d *StaffPage, rows []StaffClockRow, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.disclosures.title"), CaptionHidden: true, Empty: StaffEmpty(d, "disclosures", filtered), Columns: []Column{
		{Label: d.F("program")}, {Label: d.F("kind")}, {Label: d.F("due")}, {Label: d.F("status")}, {Label: d.F("number")}, {Label: d.F("paid"), Num: true}, {Label: d.F("entry")},
	}}
	for _, r := range rows {
		row := R(Link("/staff/programs/"+r.Program.ID, r.Program.Name), Text(d.Lang.Term("disclosure_kind", r.Kind)))
		if r.Published != nil {
			row.Cells = append(row.Cells, Text(d.DayOf(r.Due)), Chip(d.Page, "disclosure", r.status(d)), Link(disclosureHref(r), r.Published.Number), Money(d.Page, Fen(r.Published.PaidFen)), staffEntry(d, r.Published.Seq))
		} else {
			row.Cells = append(row.Cells, staffDue(d, r.Due), Chip(d.Page, "disclosure", r.status(d)), Link(disclosureHref(r), d.T("staff.disclosures.draft")), quiet(""), quiet(""))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func disclosureHref(r StaffClockRow) string {
	return "/staff/disclosures/" + r.Program.ID + "/" + string(r.Due)
}

// StaffDisclosureFilters are the choices above the disclosure clock.
func StaffDisclosureFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"program", d.F("program"), d.ProgramOptions(false)},
		{"state", d.F("status"), []Option{{Value: "open", Label: d.T("staff.disclosures.open")}, {Value: "done", Label: d.Lang.Term("disclosure", "published")}}},
	}
}

// disclosureFigures is what the ledger says of a programme now, or what was published.
func disclosureFigures(d *StaffPage, r StaffClockRow) []KV {
	if r.Published != nil {
		p := r.Published.Now()
		return []KV{{Key: d.F("up_to"), Value: d.DayOf(p.UpTo)}, Amount(d.F("taken"), Fen(p.PledgedFen)), Amount(d.F("received"), Fen(p.ReceivedFen)), Amount(d.F("paid"), Fen(p.PaidFen)),
			{Key: d.F("taken_places"), Value: Count(int64(p.Places))}, {Key: d.F("proven"), Value: Count(int64(p.Proven))}, {Key: d.F("note"), Value: r.Published.Note}, {Key: d.T("public.disclosure.why"), Value: p.Why}}
	}
	t := d.S.ProgramTotals(r.Program.ID)
	return []KV{
		{Key: d.F("up_to"), Value: d.DayOf(d.Today)},
		Amount(d.F("taken"), Fen(t.TakenFen)), Amount(d.F("received"), Fen(t.FundedFen)), Amount(d.F("paid"), Fen(t.PaidFen)),
		{Key: d.F("taken_places"), Value: Count(int64(t.Taken)), Href: "/staff/needs?program=" + r.Program.ID},
		{Key: d.F("proven"), Value: Count(int64(t.Proven)), Href: "/staff/sponsorships?program=" + r.Program.ID + "&status=proven"},
		{Key: d.F("leftover_now"), Value: d.Lang.Yuan(Fen(t.FundedFen - t.PaidFen)), Href: "/staff/sponsorships?program=" + r.Program.ID},
	}
}

// filingText is the disclosure as the national platform (慈善中国) takes it: in Chinese, in plain lines.
func filingText(d *StaffPage, r StaffClockRow) string {
	l := ZhCN
	t := d.S.ProgramTotals(r.Program.ID)
	now := models.Correction{UpTo: d.Today, PledgedFen: t.TakenFen, ReceivedFen: t.FundedFen, PaidFen: t.PaidFen, Places: t.Taken, Proven: t.Proven}
	note := ""
	if x, ok := d.S.Prepared(r.Program.ID, r.Due); ok {
		note = x.Note
	}
	if r.Published != nil {
		now, note = r.Published.Now(), r.Published.Note
	}
	left := l.Yuan(Fen(now.ReceivedFen - now.PaidFen))
	lines := []string{l.T("staff.disclosure.filing_head", "kind", l.Term("disclosure_kind", r.Kind), "program", r.Program.Name, "starts", l.day(r.Program.Starts), "ends", l.day(r.Program.Ends))}
	if r.Program.Filing != "" {
		lines = append(lines, l.T("staff.disclosure.filing_plan", "filing", r.Program.Filing))
	}
	lines = append(lines, l.T("staff.disclosure.filing_figures", "day", l.day(now.UpTo), "taken", l.Yuan(Fen(now.PledgedFen)), "received", l.Yuan(Fen(now.ReceivedFen)), "paid", l.Yuan(Fen(now.PaidFen)), "left", left, "places", now.Places, "proven", now.Proven))
	if note != "" {
		lines = append(lines, note)
	}
	if r.Kind == "final" && now.ReceivedFen > now.PaidFen {
		lines = append(lines, l.T("staff.disclosure.filing_rest", "left", left))
	}
	if now.Why != "" {
		lines = append(lines, l.T("staff.disclosure.filing_why", "why", now.Why))
	}
	return strings.Join(append(lines, d.S.Federation.Name+"　"+l.day(now.UpTo)), "\n")
}

// StaffGiftsTable lists gifts in kind.
func StaffGiftsTable(d *StaffPage, list []*models.Gift, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.gifts.title"), CaptionHidden: true, Empty: StaffEmpty(d, "gifts", filtered), Columns: []Column{
		{Label: d.F("day"), Sort: "day"}, {Label: d.F("enterprise")}, {Label: d.F("goods")}, {Label: d.F("quantity"), Num: true}, {Label: d.F("value"), Num: true, Sort: "value"},
		{Label: d.F("basis")}, {Label: d.F("program")},
	}}
	for _, g := range list {
		t.Rows = append(t.Rows, R(Text(d.DayOf(g.At)), staffEnterpriseCell(d, g.Enterprise), Text(g.Goods), Text(Count(int64(g.Quantity))+" "+g.Unit), Money(d.Page, Fen(g.ValueFen)), Text(g.Basis),
			Link("/staff/programs/"+g.Program, d.ProgramName(g.Program))))
	}
	return t
}

// prepared tells whether somebody has written the disclosure.
func prepared(d *StaffPage, r StaffClockRow) bool {
	_, ok := d.S.Prepared(r.Program.ID, r.Due)
	return ok
}
