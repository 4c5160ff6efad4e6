package views

import (
	"slices"

	"github.com/a-h/templ"

	"shanpei/models"
)

// ProgramsProps is the list of programmes.
type ProgramsProps struct {
	Programs []ProgramLine
	Total    Tally
	Budget   Fen
}

// ProgramProps is the page of a programme.
type ProgramProps struct {
	ProgramLine
	PaidFen  Fen // what the ledger says was paid out
	Licence  string
	Matrix   Matrix
	Steps    []Tally // by need type, in the order of the catalogue
	Clock    []DueLine
	Finished int // places that are proven
}

// Matrix is needs by county and column: school stages where the programme has them, otherwise need types.
type Matrix struct {
	Columns []string // a key of common.stage or common.need_type
	Kind    string   // stage or need_type
	Rows    []MatrixRow
}

// MatrixRow is a county of the matrix; Cells are those of the columns, without needs where nothing was posted.
type MatrixRow struct {
	Code, Name string
	Cells      []Tally
}

// finding names the widest gap of the matrix.
func (m Matrix) finding(p *Page) string {
	var gap Tally
	var row MatrixRow
	column := ""
	for _, r := range m.Rows {
		for i, c := range r.Cells {
			if c.LeftFen > gap.LeftFen && !Suppressed(c.Left, c.Persons) {
				gap, row, column = c, r, m.Columns[i]
			}
		}
	}
	if column == "" {
		return p.T("public.program.matrix.closed")
	}
	return p.T("public.program.matrix.finding", "county", CountyName(p.Lang, row.Code, row.Name), "column", p.Lang.Term(m.Kind, column),
		"left", gap.count(p, gap.Left), "amount", p.Lang.Money(gap.LeftFen, p.Unit))
}

func (m Matrix) table(p *Page, program string) TableProps {
	t := TableProps{Caption: m.finding(p), CaptionHidden: true, Wide: true, Columns: []Column{{Label: p.T("common.figure.col.county")}}}
	for _, c := range m.Columns {
		t.Columns = append(t.Columns, Column{Label: p.Lang.Term(m.Kind, c)})
	}
	for _, r := range m.Rows {
		cells := []templ.Component{Link("/counties/"+r.Code, CountyName(p.Lang, r.Code, r.Name))}
		for i, c := range r.Cells {
			query := "/needs?county=" + r.Code + "&program=" + program
			if m.Kind == "stage" {
				query += "&stage=" + m.Columns[i]
			} else {
				query += "&type=" + m.Columns[i]
			}
			cells = append(cells, matrixCell(p, c, query))
		}
		t.Rows = append(t.Rows, R(cells...))
	}
	return t
}

// funnel is the way of 慈佑童年 as far as its needs tell it: sessions, operations, months. The steps are of different units, and a rate is written
// only between steps of one.
func (h ProgramProps) funnel(p *Page) (Picture, []Bar) {
	var screening, surgery, rehab Tally
	for _, t := range h.Steps {
		switch t.Types[0] {
		case models.Screening:
			screening = t
		case models.Surgery:
			surgery = t
		case models.Rehabilitation:
			rehab = t
		}
	}
	if surgery.Needs == 0 || screening.Needs == 0 {
		return Picture{}, nil
	}
	step := func(key string, t Tally, n int, tone string) Bar {
		b := Bar{Label: p.T("public.program.funnel." + key), Value: int64(n), Text: t.count(p, n), Unit: t.Unit(), Tone: tone}
		if Suppressed(n, t.Persons) {
			b.Value, b.Unit = 2, b.Unit+"?"+key // a rate would give the count away
		}
		return b
	}
	bars := []Bar{
		step("screened", screening, screening.Paid, "tone-gold"),
		step("places", surgery, surgery.Places, ""), step("funded", surgery, surgery.Funded, ""), step("paid", surgery, surgery.Paid, ""),
		step("proven", surgery, surgery.Proven, ""),
	}
	if rehab.Needs > 0 {
		bars = append(bars, step("rehab", rehab, rehab.Paid, "tone-2"))
	}
	title := p.T("public.program.funnel.finding", "places", surgery.count(p, surgery.Places), "funded", surgery.count(p, surgery.Funded), "paid", surgery.count(p, surgery.Paid))
	return Picture{ID: "funnel", Title: title, Note: p.T("public.program.funnel.note")}, bars
}

// rooms are the pages of what the programme's types have beside their needs.
func (h ProgramProps) rooms() (out []NavItem) {
	for _, t := range h.Program.Types {
		if r := (NavItem{Href: models.NeedTypes[t].Room, Key: models.NeedTypes[t].RoomKey}); r.Href != "" && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func (h ProgramProps) facts(p *Page) []KV {
	g := h.Program
	out := []KV{
		{Key: p.T("public.program.period"), Value: p.T("public.program.from_to", "from", p.Lang.day(g.Starts), "to", p.Lang.day(g.Ends))},
		Amount(p.T("public.program.budget"), Fen(g.BudgetFen)),
		{Key: p.T("public.program.fee"), Value: Percent(int64(g.FeePermille), 1000)},
		{Key: p.T("public.program.way"), Value: p.Lang.Term("fundraising", string(g.Fundraising))},
	}
	if g.LeftoverFen > 0 {
		out = append(out, Amount(p.T("public.program.leftover"), Fen(g.LeftoverFen)))
	}
	if g.Filing != "" {
		out = append(out, KV{Key: p.T("public.program.filing"), Value: g.Filing})
	}
	if g.Fundraising == models.PublicRaising {
		out = append(out, KV{Key: p.T("public.program.licence"), Value: h.Licence}, KV{Key: p.T("public.program.platform"), Value: g.Platform, Href: g.Platform})
	}
	return out
}

func (h ProgramProps) figures(p *Page) []Figure {
	money := func(key string, v Fen) Figure { return Figure{Label: p.T(key), Money: &v} }
	return []Figure{
		money("common.fact.pledged", h.Tally.TakenFen), money("common.fact.received", h.Tally.FundedFen), money("common.fact.paid_out", h.PaidFen),
		money("public.program.left", h.Tally.LeftFen),
	}
}

// clock is the disclosure timeline of a programme, oldest first.
func clock(p *Page, list []DueLine) []TimelineItem {
	out := make([]TimelineItem, 0, len(list))
	for _, d := range list {
		item := TimelineItem{At: dayOf(d.Due), Title: p.Lang.Term("disclosure_kind", d.Kind), Tone: Wait}
		status := d.Status()
		switch status {
		case "published", "late":
			item.Href, item.Entry = "/disclosures/"+d.Published.Number, d.Published.Seq
			item.Text = p.T("public.disclosures."+status+"_on", "day", p.Lang.Day(d.Published.At), "days", daysBetween(d.Due, models.DayOf(d.Published.At)))
			item.Tone = Done
			if status == "late" {
				item.Tone = Bad
			}
		case "overdue":
			item.Tone, item.Text = Bad, p.T("public.disclosures.overdue_since", "days", daysBetween(d.Due, d.Today))
		default:
			item.Text = p.T("public.disclosures.due_in", "days", daysBetween(d.Today, d.Due))
		}
		out = append(out, item)
	}
	return out
}

// daysBetween counts the days from one day to another.
func daysBetween(from, to models.Day) int {
	return int(dayOf(to).Sub(dayOf(from)).Hours() / 24)
}
