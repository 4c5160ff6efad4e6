package views

import (
	"strconv"

	"shanpei/models"
)

// dutyName says what has to be published.
func dutyName(l Lang, x models.Duty) string {
	switch x.Kind {
	case models.AnnualReport:
		return l.T("duty.annual_of", "year", strconv.Itoa(x.Year))
	case models.LeftoverReport:
		return l.T("duty.leftover_of", "program", x.Program.Name)
	}
	return l.T("duty.event_of", "kind", l.T("duty.event."+x.Event.Kind), "title", x.Event.Title)
}

// dutyStatus is that of a disclosure: published, late, due, overdue.
func dutyStatus(x models.Duty, today models.Day) string {
	_, published := x.Published()
	switch {
	case published && x.Late(today):
		return "late"
	case published:
		return "published"
	case x.Late(today):
		return "overdue"
	}
	return "due"
}

func dutyHref(x models.Duty) string { return "/staff/duties/" + x.ID }

func dutiesTable(d *StaffPage, list []models.Duty) TableProps {
	t := TableProps{Caption: d.T("duty.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("duty.none")}, Columns: []Column{{Label: d.T("duty.what")}, {Label: d.T("duty.due")}, {Label: d.F("status")}, {Label: d.T("duty.published")}}}
	for _, x := range list {
		day := ""
		if f, ok := x.Published(); ok {
			day = d.Lang.Day(f.At)
		}
		t.Rows = append(t.Rows, R(Link(dutyHref(x), dutyName(d.Lang, x)), Text(d.DayOf(x.Due)), Chip(d.Page, "disclosure", dutyStatus(x, d.Today)), Text(day)))
	}
	return t
}

// publicDuties are all of them, with what was published.
func publicDuties(p *Page, list []models.Duty, today models.Day) TableProps {
	t := TableProps{Caption: p.T("duty.title"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("duty.none")}, Columns: []Column{{Label: p.T("duty.what")}, {Label: p.T("duty.due")}, {Label: p.T("duty.state")}}}
	for _, x := range list {
		name := Text(dutyName(p.Lang, x))
		if f, ok := x.Published(); ok {
			name = Link("/disclosures/other/"+f.Number, dutyName(p.Lang, x))
		}
		t.Rows = append(t.Rows, R(name, Text(p.Lang.day(x.Due)), Chip(p, "disclosure", dutyStatus(x, today))))
	}
	return t
}

func dutyFacts(d *StaffPage, x models.Duty) []KV {
	out := []KV{{Key: d.T("duty.due"), Value: d.DayOf(x.Due)}, {Key: d.T("duty.law"), Value: d.T("duty.law." + string(x.Kind))}}
	switch x.Kind {
	case models.AnnualReport:
		out = append(out, KV{Key: d.T("duty.draws_on"), Value: d.T("report.name.annual"), Href: "/staff/reports/annual?period=" + strconv.Itoa(x.Year)})
	case models.LeftoverReport:
		out = append(out, KV{Key: d.F("program"), Value: x.Program.Name, Href: "/staff/programs/" + x.Program.ID}, Amount(d.F("leftover_now"), Fen(x.LeftFen)))
	case models.EventReport:
		out = append(out, KV{Key: d.T("duty.f.day"), Value: d.DayOf(x.Event.Day)}, KV{Key: d.T("duty.by"), Value: d.Person(x.Event.By)})
	}
	return out
}

func filingFacts(p *Page, f models.Filing) []KV {
	return []KV{{Key: p.T("public.disclosures.col.number"), Value: f.Number}, {Key: p.T("duty.published"), Value: p.Lang.Day(f.At)}, {Key: p.T("duty.f.document"), Value: f.Document}, {Key: p.T("public.disclosure.why"), Value: f.Why}}
}

func eventKinds(d *StaffPage) (out []Option) {
	for _, k := range models.MajorEventKinds {
		out = append(out, Option{Value: k, Label: d.T("duty.event." + k)})
	}
	return out
}

// dutyDraft is what a form to prepare begins with: what was prepared, or what holds.
func dutyDraft(x models.Duty) (out models.FilingDraft) {
	if f, ok := x.Published(); ok {
		out.Text, out.Document = f.Text, f.Document
	}
	if x.Filed != nil && x.Filed.Draft != nil {
		out = *x.Filed.Draft
	}
	return out
}

func dutyStep(d *StaffPage, x models.Duty) string {
	if _, published := x.Published(); published {
		return d.T("duty.correct")
	}
	return d.T("duty.prepare")
}

func filingTitle(p *Page, x models.Duty, i int) string {
	switch {
	case i == len(x.Filed.Filings)-1 && i > 0:
		return p.T("duty.holds")
	case i < len(x.Filed.Filings)-1:
		return p.T("duty.was")
	}
	return p.T("duty.text")
}
