package handlers

import (
	"bytes"
	"context"

	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/views"
)

func personExportPage(r *Request) error { return r.showPersonExport(nil) }

func (r *Request) showPersonExport(f *form) error {
	d := r.staff("person.export", r.crumb("person.title", "/staff/persons"))
	status := 200
	if f != nil {
		f.onto(d, "roster")
		status = f.Status()
	}
	counties := d.CountyOptions()
	if r.Actor.County != "" {
		counties = []views.Option{{Value: r.Actor.County, Label: d.Place(r.Actor.County, r.Actor.Township)}}
	}
	var purposes []views.Option
	for _, p := range models.PersonKinds["beneficiary"].Purposes {
		purposes = append(purposes, views.Option{Value: p, Label: d.T("look.purpose." + p)})
	}
	return r.HTML(status, views.PersonExport(d, counties, purposes))
}

// personExport writes down who takes which children out, and only then opens what is sealed of them.
func personExport(r *Request) error {
	f := r.form("county", "purpose", "format")
	format, county := f.Text("format"), f.Text("county")
	if format != "xlsx" && format != "csv" {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("format"))
	}
	place, ok := r.State.Counties.Get(county)
	if !ok {
		f.refuse(models.Refuse(models.Invalid, "unknown_county").At("county"))
	}
	if len(f.Errors) > 0 {
		return r.showPersonExport(f)
	}
	children := r.State.ListedChildren(r.Actor, county)
	codes := make([]string, len(children))
	for i, b := range children {
		codes[i] = b.ID
	}
	_, again, err := f.ask(models.RevealList{Children: codes, Purpose: f.Text("purpose")})
	if again {
		return r.showPersonExport(f)
	}
	if err != nil {
		return err
	}
	columns := r.rosterColumns()
	t := workbook.Table{Name: views.ZhCN.T("person.sheet"), Mark: r.rosterMark(), Rows: func(put func(...any) error) error {
		for _, b := range children {
			cells, err := r.rosterRow(r.UserContext(), b, columns)
			if err != nil {
				return err
			}
			if err := put(cells...); err != nil {
				return err
			}
		}
		return nil
	}}
	for _, c := range columns {
		t.Columns = append(t.Columns, workbook.Column{Title: c.Title, Wide: 16})
	}
	var b bytes.Buffer
	if format == "csv" {
		_, err = workbook.WriteCSV(&b, t)
	} else {
		_, err = workbook.WriteXLSX(&b, r.aboutExport(t.Name, workbook.Filter{}), t)
	}
	if err != nil {
		return err
	}
	name := t.Name + "-" + place.Name + "-" + string(r.today())
	if format == "csv" {
		return r.file("text/csv; charset=utf-8", name+".csv", b.Bytes())
	}
	return r.file(xlsxType, name+".xlsx", b.Bytes())
}

// rosterMark is the watermark of a list of children: whoever finds a page of it can tell whose it was.
func (r *Request) rosterMark() string {
	return r.nameOf(r.Actor.ID) + " · " + views.ZhCN.Instant(r.Portal.Clock()) + " · 请求 " + r.ID + " · 含儿童个人信息，不得外传"
}

type rosterColumn struct{ Field, Title string }

// rosterColumns are the number of the child and the columns that an import reads; those of accounts only for whoever may look at accounts.
func (r *Request) rosterColumns() []rosterColumn {
	out := []rosterColumn{{"number", "编号"}}
	for _, c := range views.PersonColumns {
		switch c.Field {
		case "bank", "holder", "account":
			if !r.Actor.MayReveal("payee", models.AccountFields.Whole()) {
				continue
			}
		}
		out = append(out, rosterColumn{c.Field, c.Title})
	}
	return out
}

func (r *Request) rosterRow(ctx context.Context, b *models.Beneficiary, columns []rosterColumn) ([]any, error) {
	place, _ := r.State.Counties.Get(b.County)
	cells := map[string]string{
		"number": b.Number, "county": place.Name, "township": b.Township, "category": views.PersonTitle("category", string(b.Category)), "stage": views.PersonTitle("stage", string(b.Stage)),
		"risk": views.PersonTitle("risk", string(b.Risk)), "source": views.PersonTitle("source", string(b.Source)), "medical_cover": "否",
	}
	if b.MedicalCover {
		cells["medical_cover"] = "是"
	}
	open := func(code string, fields map[string]string) error {
		if code == "" {
			return nil
		}
		rec, err := r.Portal.Vault.Open(ctx, code)
		if err != nil {
			return err
		}
		for column, field := range fields {
			cells[column] = rec.Field(field)
		}
		return nil
	}
	err := open(b.ID, map[string]string{"name": "name", "id_number": "id_number", "village": "village", "address": "address", "phone": "phone", "school": "school", "class": "class"})
	if err == nil {
		err = open(b.Guardian, map[string]string{"guardian_name": "name", "guardian_id": "id_number", "guardian_phone": "phone", "relation": "relation"})
	}
	if err == nil && r.Actor.MayReveal("payee", models.AccountFields.Whole()) {
		err = open(b.Account, map[string]string{"bank": "bank", "holder": "holder", "account": "account"})
	}
	out := make([]any, len(columns))
	for i, c := range columns {
		out[i] = cells[c.Field]
	}
	return out, err
}
