package handlers

import (
	"bytes"
	"strconv"

	"shanpei/internal/lists"
	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/views"
)

// exchange is what lists are written from and read onto, as the actor may see it.
func (r *Request) exchange() *lists.Exchange {
	return &lists.Exchange{State: r.State, Actor: r.Actor, Word: views.ZhCN.Term, Ledger: r.ledgerSource()}
}

// list is the list of the address, when the actor may see it or bring it in.
func (r *Request) list() (*lists.List, error) {
	l, ok := lists.ByID(r.Params("list"))
	if !ok || l.ID != r.Params("list") || !r.Actor.Can(l.See) && !r.Actor.Can(l.Take) {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return l, nil
}

func staffLists(r *Request) error {
	d := r.staff("list.title")
	var rows []views.ListRow
	for i := range lists.All {
		l := &lists.All[i]
		if row := (views.ListRow{ID: l.ID, See: r.Actor.Can(l.See), Take: r.Actor.Can(l.Take)}); row.See || row.Take {
			rows = append(rows, row)
		}
	}
	return r.HTML(200, views.StaffLists(d, rows, r.State.ExportsMade(20)))
}

func staffListOf(r *Request) error { return r.showList("", nil) }

func (r *Request) showList(form string, f *form) error {
	l, err := r.list()
	if err != nil {
		return err
	}
	d := r.staff("list.name."+l.ID, r.crumb("list.title", "/staff/lists"))
	status := 200
	if f != nil {
		f.onto(d, form)
		status = f.Status()
	}
	v := views.ListProps{ID: l.ID, See: r.Actor.Can(l.See), Take: r.Actor.Can(l.Take), Most: models.MaxRows}
	for _, c := range l.Columns {
		v.Columns = append(v.Columns, views.ListColumn{Title: c.Title, Kind: kindNames[c.Kind], Must: c.Must, Own: c.Own, Words: r.wordsOf(c)})
	}
	return r.HTML(status, views.StaffListOf(d, v))
}

// kindNames are what the kinds of columns are called in messages.
var kindNames = map[lists.Kind]string{
	lists.Text: "text", lists.Money: "money", lists.Signed: "money", lists.Count: "count", lists.Day: "day", lists.Yes: "yes", lists.Choice: "choice", lists.Several: "several", lists.Program: "program", lists.County: "county",
}

// wordsOf are the words that a column takes.
func (r *Request) wordsOf(c lists.Column) []string {
	var out []string
	for _, v := range c.Of {
		out = append(out, views.ZhCN.Term(c.Words, v))
	}
	return out
}

// listTemplate is the list without rows, and a sheet that says what each column may hold.
func listTemplate(r *Request) error {
	l, err := r.list()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	_, err = workbook.WriteXLSX(&b, func([]workbook.Sum) []workbook.About {
		var about []workbook.About
		for _, c := range l.Columns {
			about = append(about, workbook.About{Label: c.Title, Value: views.ZhCN.ListColumnHint(views.ListColumn{Kind: kindNames[c.Kind], Must: c.Must, Own: c.Own, Words: r.wordsOf(c)})})
		}
		return about
	}, l.Template())
	if err != nil {
		return err
	}
	return r.file(xlsxType, l.Name+"-模板.xlsx", b.Bytes())
}

// listExport writes the list, records that it was taken out and how many rows it has, and sends it.
func listExport(r *Request) error {
	l, err := r.list()
	if err == nil {
		err = r.Actor.Allow(l.See)
	}
	if err != nil {
		return err
	}
	f := r.form("format")
	format := f.Text("format")
	if format != "xlsx" && format != "csv" {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("format"))
		return r.showList("export", f)
	}
	var b bytes.Buffer
	var sum workbook.Sum
	if format == "csv" {
		sum, err = workbook.WriteCSV(&b, l.Table(r.exchange()))
	} else {
		var sums []workbook.Sum
		if sums, err = workbook.WriteXLSX(&b, r.aboutExport(l.Name, workbook.Filter{}), l.Table(r.exchange())); err == nil {
			sum = sums[0]
		}
	}
	if err != nil {
		return err
	}
	_, again, err := f.ask(models.RecordExport{What: models.ListExport, Filter: l.ID, Rows: sum.Rows})
	if again {
		return r.showList("export", f)
	}
	if err != nil {
		return err
	}
	name := l.Name + "-" + string(r.today())
	if format == "csv" {
		return r.file("text/csv; charset=utf-8", name+".csv", b.Bytes())
	}
	return r.file(xlsxType, name+".xlsx", b.Bytes())
}

// listAccount is the kind of upload that a file of a list is kept as between its reading and its import.
func listAccount(l *lists.List) string { return "list:" + l.ID }

func (r *Request) listToTake() (*lists.List, error) {
	l, err := r.list()
	if err != nil {
		return nil, err
	}
	return l, r.Actor.Allow(l.Take)
}

func listUpload(r *Request) error {
	l, err := r.listToTake()
	if err != nil {
		return err
	}
	f := r.form()
	name, data, err := r.uploaded("file")
	if err == nil {
		_, err = l.Read(r.exchange(), data, r.trying())
	}
	if err != nil {
		f.refuse(err)
	}
	if len(f.Errors) > 0 {
		return r.showList("import", f)
	}
	code, err := r.keepUpload(r.UserContext(), listAccount(l), name, data)
	if err != nil {
		return err
	}
	return r.forward("/staff/lists/" + l.ID + "/import/" + code)
}

// trying is the input of a try: nothing of it is kept.
func (r *Request) trying() models.Input {
	n := 0
	return models.Input{Actor: r.Actor, At: r.Portal.Clock().UTC(), NewID: func() string { n++; return "row" + strconv.Itoa(n) }}
}

// readList reads the file that waits under the code of the address.
func (r *Request) readList() (*lists.List, *upload, *lists.Reading, error) {
	l, err := r.listToTake()
	if err != nil {
		return nil, nil, nil, err
	}
	u, data, err := r.waiting()
	if err == nil && u.account != listAccount(l) {
		err = models.Refuse(models.NotFound, "not_found")
	}
	if err != nil {
		return nil, nil, nil, err
	}
	d, err := l.Read(r.exchange(), data, r.trying())
	return l, u, d, err
}

func listTry(r *Request) error { return r.showReading(nil) }

func (r *Request) showReading(f *form) error {
	l, u, x, err := r.readList()
	if err != nil {
		return err
	}
	d := r.staff("list.try", r.crumb("list.title", "/staff/lists"), views.Crumb{Label: r.Lang.T("list.name." + l.ID), Href: "/staff/lists/" + l.ID})
	status := 200
	if f != nil {
		f.onto(d, "take")
		status = f.Status()
	}
	v := views.ReadingProps{ID: l.ID, Code: u.code, Name: u.name, New: len(x.New), Known: x.Known, AllFaults: len(x.Faults)}
	for _, fault := range firstOf(x.Faults, mostFaults) {
		v.Faults = append(v.Faults, views.RowFault{Row: fault.Row, Column: fault.Column, Text: r.sentence(fault.Err)})
	}
	r.Set("Cache-Control", "no-store")
	return r.HTML(status, views.StaffListReading(d, v))
}

// listTake takes every row of the file, or none.
func listTake(r *Request) error {
	f := r.form("drop")
	l, u, x, err := r.readList()
	if err != nil {
		return err
	}
	at := "/staff/lists/" + l.ID
	if f.Yes("drop") {
		if err := u.forget(r.UserContext(), r.Portal.Vault); err != nil {
			return err
		}
		return r.Done(at, "list.done.dropped")
	}
	if len(x.Faults) > 0 {
		f.refuse(models.Refuse(models.Invalid, "rows_faulty").With("n", len(x.Faults)))
		return r.showReading(f)
	}
	if len(x.New) > 0 {
		if _, again, err := f.ask(x.Command()); again {
			return r.showReading(f)
		} else if err != nil {
			return err
		}
	}
	if err := u.forget(r.UserContext(), r.Portal.Vault); err != nil {
		return err
	}
	return r.Done(at, "list.done.taken", "n", len(x.New), "known", x.Known)
}
