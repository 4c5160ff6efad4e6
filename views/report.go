package views

import (
	"fmt"
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
	"shanpei/models/money"
)

// ReportRow is a report and its newest periods.
type ReportRow struct {
	ID      string
	Periods []string
}

// ReportProps is a report of a time. Open says that the time is not over yet.
type ReportProps struct {
	ID, Period string
	From, To   models.Day
	Open       bool
	Periods    []string
	Tables     []ReportTable
}

// ReportTable is one of a report, in the words of the trade: cells are money.Fen, int or string.
type ReportTable struct {
	Title   string
	Columns []ReportColumn
	Rows    [][]any
	Total   []any
}

// ReportColumn is one of a table.
type ReportColumn struct {
	Title  string
	Number bool
}

func reportsTable(d *StaffPage, rows []ReportRow) TableProps {
	t := TableProps{Caption: d.T("report.title"), CaptionHidden: true, Columns: []Column{{Label: d.T("report.name")}, {Label: d.T("report.for")}, {Label: d.T("report.periods")}}}
	for _, r := range rows {
		at := "/staff/reports/" + r.ID
		t.Rows = append(t.Rows, R(Link(at, d.T("report.name."+r.ID)), Text(d.T("report.for."+r.ID)), lines(Link(at+"?period="+r.Periods[0], d.periodName(r.Periods[0])), Link(at+"?period="+r.Periods[1], d.periodName(r.Periods[1])))))
	}
	return t
}

// periodName writes a quarter or a year.
func (d *StaffPage) periodName(period string) string {
	if year, q, ok := strings.Cut(period, "Q"); ok {
		return d.T("report.quarter", "year", year, "quarter", q)
	}
	return d.T("report.year", "year", period)
}

func reportTable(d *StaffPage, r ReportTable) TableProps {
	t := TableProps{Caption: r.Title, CaptionHidden: true, Wide: len(r.Columns) > 5, Empty: EmptyProps{Title: d.T("report.none")}}
	for _, c := range r.Columns {
		t.Columns = append(t.Columns, Column{Label: c.Title, Num: c.Number})
	}
	cell := func(c any) templ.Component {
		switch v := c.(type) {
		case money.Fen:
			return Money(d.Page, Fen(v))
		case int:
			return Number(int64(v))
		}
		return Text(fmt.Sprint(c))
	}
	for _, row := range r.Rows {
		var cells []templ.Component
		for _, c := range row {
			cells = append(cells, cell(c))
		}
		t.Rows = append(t.Rows, R(cells...))
	}
	if len(r.Rows) > 0 {
		cells := []templ.Component{strong(d.T("insurance.total"))}
		for _, c := range r.Total[1:] {
			cells = append(cells, cell(c))
		}
		t.Rows = append(t.Rows, R(cells...))
	}
	return t
}

func reportTabs(d *StaffPage, v ReportProps) (out []TabItem) {
	for _, p := range v.Periods[:min(len(v.Periods), 6)] {
		out = append(out, TabItem{Label: d.periodName(p), Href: "/staff/reports/" + v.ID + "?period=" + p, Current: p == v.Period})
	}
	return out
}
