package handlers

import (
	"bytes"
	"strconv"
	"strings"

	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// reportYears is how many years back a report is offered.
const reportYears = 5

// span is the time that a report's period means: 2026 or 2026Q3.
func span(period string) (from, to models.Day, ok bool) {
	year, quarter, _ := strings.Cut(period, "Q")
	y, err := strconv.Atoi(year)
	if err != nil || y < 1990 || y > 2200 {
		return "", "", false
	}
	first := models.Day(year + "-01-01")
	if quarter == "" {
		return first, models.AddMonths(first, 12).AddDays(-1), period == year
	}
	q, err := strconv.Atoi(quarter)
	if err != nil || q < 1 || q > 4 {
		return "", "", false
	}
	first = models.AddMonths(first, 3*(q-1))
	return first, models.AddMonths(first, 3).AddDays(-1), true
}

// periods are those that a report can be made for, the newest first: the one that runs, and those that are over.
func (r *Request) periods(yearly bool) (out []string) {
	now := models.Quarter(r.Portal.Clock())
	year, _ := strconv.Atoi(now[:4])
	for y := year; y > year-reportYears; y-- {
		if yearly {
			out = append(out, strconv.Itoa(y))
			continue
		}
		for q := 4; q > 0; q-- {
			if p := strconv.Itoa(y) + "Q" + strconv.Itoa(q); p <= now {
				out = append(out, p)
			}
		}
	}
	return out
}

func staffReports(r *Request) error {
	var rows []views.ReportRow
	for _, x := range workbook.Reports {
		rows = append(rows, views.ReportRow{ID: x.ID, Periods: r.periods(x.Yearly)[:2]})
	}
	return r.HTML(200, views.StaffReports(r.staff("report.title"), rows))
}

// report is the report of the address with its period: the one asked for, or the last that is over.
func (r *Request) report(asked string) (x workbook.Report, period string, f workbook.Filter, err error) {
	x, ok := workbook.ReportByID(r.Params("report"))
	if !ok {
		return x, "", f, models.Refuse(models.NotFound, "not_found")
	}
	if period = asked; period == "" {
		period = r.periods(x.Yearly)[1]
	}
	if f.From, f.To, ok = span(period); !ok || x.Yearly == strings.Contains(period, "Q") {
		return x, "", f, models.Refuse(models.Invalid, "unknown_choice").At("period")
	}
	return x, period, f, nil
}

func staffReport(r *Request) error {
	x, period, f, err := r.report(r.Query("period"))
	if err != nil {
		return err
	}
	return r.showReport(x, period, f, nil)
}

func (r *Request) showReport(x workbook.Report, period string, f workbook.Filter, refused *form) error {
	tables, err := x.Tables(r.ledgerSource(), f)
	if err != nil {
		return err
	}
	d := r.staff("report.name."+x.ID, r.crumb("report.title", "/staff/reports"))
	status := 200
	if refused != nil {
		refused.onto(d, "export")
		status = refused.Status()
	}
	v := views.ReportProps{ID: x.ID, Period: period, From: f.From, To: f.To, Open: f.To >= r.today(), Periods: r.periods(x.Yearly)}
	for _, t := range tables {
		shown, err := shownTable(t)
		if err != nil {
			return err
		}
		v.Tables = append(v.Tables, shown)
	}
	return r.HTML(status, views.StaffReport(d, v))
}

// shownTable is a table of a report as a page shows it, with its sums.
func shownTable(t workbook.Table) (views.ReportTable, error) {
	out := views.ReportTable{Title: t.Name}
	total := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		out.Columns = append(out.Columns, views.ReportColumn{Title: c.Title, Number: c.Kind != workbook.Text})
		switch c.Kind {
		case workbook.Money:
			total[i] = money.Fen(0)
		case workbook.Count:
			total[i] = 0
		default:
			total[i] = ""
		}
	}
	err := t.Rows(func(cells ...any) error {
		for i, c := range cells {
			switch v := c.(type) {
			case money.Fen:
				total[i] = total[i].(money.Fen) + v
			case int:
				total[i] = total[i].(int) + v
			}
		}
		out.Rows = append(out.Rows, cells)
		return nil
	})
	out.Total = total
	return out, err
}

// reportExport sends the report as a workbook, a sheet for each of its tables.
func reportExport(r *Request) error {
	f := r.form("period")
	x, period, filter, err := r.report(f.Text("period"))
	if err != nil {
		return err
	}
	tables, err := x.Tables(r.ledgerSource(), filter)
	if err != nil {
		return err
	}
	title := views.ZhCN.T("report.name."+x.ID) + " " + period
	var b bytes.Buffer
	about := r.aboutExport(title, filter)
	rows := 0
	if _, err := workbook.WriteXLSX(&b, func(sums []workbook.Sum) []workbook.About {
		for _, s := range sums {
			rows += s.Rows
		}
		return about([]workbook.Sum{{Rows: rows}})
	}, tables...); err != nil {
		return err
	}
	_, again, err := f.ask(models.RecordExport{What: models.ReportExport, From: filter.From, To: filter.To, Filter: x.ID, Rows: rows})
	if again {
		return r.showReport(x, period, filter, f)
	}
	if err != nil {
		return err
	}
	return r.file(xlsxType, title+".xlsx", b.Bytes())
}
