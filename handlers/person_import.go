package handlers

import (
	"bytes"
	"slices"

	"shanpei/internal/statement"
	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/views"
)

// The kind of upload that a list of children is kept as between its reading and its import.
const personsUpload = "persons"

// mostFaults is how many faults of a file are listed.
const mostFaults = 500

func staffPersonImport(r *Request) error { return r.showPersonImport(nil) }

func (r *Request) showPersonImport(f *form) error {
	d := r.staff("person.import", r.crumb("person.title", "/staff/persons"))
	status := 200
	if f != nil {
		f.onto(d, "import")
		status = f.Status()
	}
	return r.HTML(status, views.PersonImport(d))
}

func staffPersonUpload(r *Request) error {
	f := r.form()
	name, data, err := r.uploaded("file")
	if err == nil {
		_, err = statement.ReadSheet(data, views.PersonColumn)
	}
	if err != nil {
		f.refuse(err)
	}
	if len(f.Errors) > 0 {
		return r.showPersonImport(f)
	}
	code, err := r.keepUpload(r.UserContext(), personsUpload, name, data)
	if err != nil {
		return err
	}
	return r.forward("/staff/persons/import/" + code)
}

// roster is a list of children as it was read: who would be entered, who is there already, and every fault.
type roster struct {
	new    []intake
	known  int
	faults []views.RowFault
}

func (x *roster) fault(no int, column string, text string) {
	x.faults = append(x.faults, views.RowFault{Row: no, Column: column, Text: text})
}

// readRoster reads the list that waits under the code of the address and checks every row.
func (r *Request) readRoster() (*upload, *roster, error) {
	u, data, err := r.waiting()
	if err != nil {
		return nil, nil, err
	}
	if u.account != personsUpload {
		return nil, nil, models.Refuse(models.NotFound, "not_found")
	}
	sheet, err := statement.ReadSheet(data, views.PersonColumn)
	if err != nil {
		return nil, nil, err
	}
	x, rows := &roster{}, map[string]int{}
	for _, row := range sheet.Rows {
		in, faults := readIntake(r.cellOf(sheet, row), r.Portal.Clock())
		for _, e := range faults {
			x.fault(row.No, e.Field, r.sentence(e))
		}
		if err := r.State.MayEnter(r.Actor, in.journal); err != nil && !slices.ContainsFunc(faults, func(e *models.Error) bool { return e.Field == err.Field }) {
			x.fault(row.No, err.Field, r.sentence(err))
			continue
		}
		number := in.child["id_number"]
		if number == "" {
			continue
		}
		if first, twice := rows[number]; twice {
			x.fault(row.No, "id_number", r.Lang.T("person.fault.twice", "row", first))
			continue
		}
		rows[number] = row.No
		if len(faults) > 0 {
			continue
		}
		known, err := r.knownChild(number)
		switch {
		case err != nil:
			return nil, nil, err
		case known == nil:
			x.new = append(x.new, in)
		case known.County == in.journal.County && known.Township == in.journal.Township:
			x.known++ // a list may be sent again: who is there already stays as they are
		default:
			x.fault(row.No, "id_number", r.sentence(r.alreadyEntered(known)))
		}
	}
	return u, x, nil
}

// cellOf gives the fields of a row as a form would give them: words of the trade for the portal's own names, a place from its two columns.
func (r *Request) cellOf(sheet *statement.Sheet, row statement.SheetRow) func(string) string {
	return func(field string) string {
		switch field {
		case "place":
			county, township := sheet.Cell(row, "county"), sheet.Cell(row, "township")
			for _, c := range r.State.Counties.All() {
				if county == c.Name || county == c.Code {
					county = c.Code
				}
			}
			if county == "" && township == "" {
				return ""
			}
			return county + "/" + township
		case "category", "stage", "risk", "source", "medical_cover":
			return views.PersonWord(field, sheet.Cell(row, field))
		}
		return sheet.Cell(row, field)
	}
}

func staffPersonTry(r *Request) error { return r.showRoster(nil) }

func (r *Request) showRoster(f *form) error {
	u, x, err := r.readRoster()
	if err != nil {
		return err
	}
	d := r.staff("person.import", r.crumb("person.title", "/staff/persons"), r.crumb("person.import", "/staff/persons/import"))
	status := 200
	if f != nil {
		f.onto(d, "roster")
		status = f.Status()
	}
	r.Set("Cache-Control", "no-store")
	return r.HTML(status, views.PersonRoster(d, views.RosterProps{Code: u.code, Name: u.name, New: len(x.new), Known: x.known, Faults: firstOf(x.faults, mostFaults), AllFaults: len(x.faults)}))
}

// staffPersonEnterAll enters the whole list, or nobody of it.
func staffPersonEnterAll(r *Request) error {
	f := r.form("drop")
	u, x, err := r.readRoster()
	if err != nil {
		return err
	}
	if f.Yes("drop") {
		if err := u.forget(r.UserContext(), r.Portal.Vault); err != nil {
			return err
		}
		return r.Done("/staff/persons/import", "person.done.dropped")
	}
	if len(x.faults) > 0 || len(f.Errors) > 0 {
		f.refuse(models.Refuse(models.Invalid, "rows_faulty").With("n", len(x.faults)))
		return r.showRoster(f)
	}
	if len(x.new) > 0 {
		if _, err := r.enter(x.new); f.shows(err) {
			return r.showRoster(f)
		} else if err != nil {
			return err
		}
	}
	if err := u.forget(r.UserContext(), r.Portal.Vault); err != nil {
		return err
	}
	return r.Done("/staff/persons", "person.done.imported", "n", len(x.new), "known", x.known)
}

// personTemplate is an empty list with the columns that an import reads, and a sheet that says what each may hold.
func personTemplate(r *Request) error {
	columns := []workbook.Column{}
	for _, c := range views.PersonColumns {
		columns = append(columns, workbook.Column{Title: c.Title, Wide: 16})
	}
	var out bytes.Buffer
	_, err := workbook.WriteXLSX(&out, func([]workbook.Sum) []workbook.About {
		var about []workbook.About
		for _, c := range views.PersonColumns {
			about = append(about, workbook.About{Label: c.Title, Value: r.Lang.T("person.column." + c.Field)})
		}
		return about
	}, workbook.Table{Name: r.Lang.T("person.sheet"), Columns: columns, Rows: func(func(...any) error) error { return nil }})
	if err != nil {
		return err
	}
	r.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	r.Set("Content-Disposition", `attachment; filename="children.xlsx"`)
	return r.Send(out.Bytes())
}
