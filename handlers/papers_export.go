package handlers

import (
	"bytes"

	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/views"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// ledgerSource is what the ledgers are written from.
func (r *Request) ledgerSource() workbook.Source {
	names := map[string]string{}
	return workbook.Source{State: r.State, Entry: r.entryOf, Word: views.ZhCN.Term, Name: func(user string) string {
		name, ok := names[user]
		if !ok {
			name = r.nameOf(user)
			names[user] = name
		}
		return name
	}}
}

// entryOf is who asked for an entry of the journal, and what came of it.
func (r *Request) entryOf(seq int64) (string, []models.Event, error) {
	entries, err := r.Portal.Book.Entries(r.UserContext(), seq, 1)
	if err != nil || len(entries) == 0 {
		return "", nil, err
	}
	return entries[0].Actor, entries[0].Events, nil
}

func staffExports(r *Request) error { return r.showExports(nil) }

func (r *Request) showExports(f *form) error {
	d := r.staff("papers.exports.title", r.crumb("common.nav.money", "/staff/money"))
	status := 200
	if f != nil {
		f.onto(d, "export")
		status = f.Status()
	}
	v := views.ExportsProps{Made: r.State.ExportsMade(20)}
	for _, l := range workbook.Ledgers {
		v.Ledgers = append(v.Ledgers, views.Option{Value: l.ID, Label: r.Lang.T("papers.export." + l.ID), Hint: r.Lang.T("papers.export." + l.ID + ".hint")})
	}
	return r.HTML(status, views.StaffExports(d, v))
}

// makeExport writes a ledger, records that it was taken out and how many rows it has, and sends it.
func makeExport(r *Request) error {
	f := r.form("what", "from", "to", "program", "format")
	l, ok := workbook.LedgerByID(f.Text("what"))
	filter := workbook.Filter{From: f.Day("from"), To: f.Day("to"), Program: f.Text("program")}
	if !ok {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("what"))
	}
	if format := f.Text("format"); format != "xlsx" && format != "csv" {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("format"))
	}
	if len(f.Errors) > 0 {
		return r.showExports(f)
	}
	if !l.ByDay {
		filter.From, filter.To = "", "" // it is as of now, and says so
	}
	var b bytes.Buffer
	var rows int
	if f.Text("format") == "csv" {
		sum, err := workbook.WriteCSV(&b, l.Table(r.ledgerSource(), filter))
		if err != nil {
			return err
		}
		rows = sum.Rows
	} else {
		sums, err := workbook.WriteXLSX(&b, r.aboutExport(l.Name, filter), l.Table(r.ledgerSource(), filter))
		if err != nil {
			return err
		}
		rows = sums[0].Rows
	}
	_, again, err := f.ask(models.RecordExport{What: l.ID, From: filter.From, To: filter.To, Program: filter.Program, Rows: rows})
	if again {
		return r.showExports(f)
	}
	if err != nil {
		return err
	}
	name := l.Name + "-" + string(models.DayOf(r.Portal.Clock()))
	if f.Text("format") == "csv" {
		return r.file("text/csv; charset=utf-8", name+".csv", b.Bytes())
	}
	return r.file(xlsxType, name+".xlsx", b.Bytes())
}

// aboutExport is the sheet of a workbook that says what it is: of when, of what, how many rows, for whom.
func (r *Request) aboutExport(title string, f workbook.Filter) func([]workbook.Sum) []workbook.About {
	x := workbook.Cover{
		Title: title, Federation: r.State.Federation.Name, From: string(f.From), To: string(f.To), Seq: r.State.Seq, By: r.nameOf(r.Actor.ID), At: views.ZhCN.Instant(r.Portal.Clock()),
		Demo: r.State.Federation.DemoData || r.Portal.Demo,
	}
	if p, ok := r.State.Programs.Get(f.Program); ok {
		x.Program = p.Name
	}
	return x.About
}
