package views

import "strings"

// ListRow is a list and what somebody may do with it.
type ListRow struct {
	ID        string
	See, Take bool
}

// ListColumn is what a column of a list may hold.
type ListColumn struct {
	Title, Kind string
	Must, Own   bool
	Words       []string
}

// ListProps is one list.
type ListProps struct {
	ID        string
	See, Take bool
	Most      int
	Columns   []ListColumn
}

// ReadingProps is a file that was read and waits to be taken.
type ReadingProps struct {
	ID, Code, Name string
	New, Known     int
	Faults         []RowFault // the first of them; Column is a title
	AllFaults      int
}

// ListColumnHint says what a column may hold.
func (l Lang) ListColumnHint(c ListColumn) string {
	if c.Own {
		return l.T("list.kind.own")
	}
	text := l.T("list.kind." + c.Kind)
	if len(c.Words) > 0 {
		text += strings.Join(c.Words, "、")
	}
	if c.Must {
		text = l.T("list.must") + text
	}
	return text
}

func listsTable(d *StaffPage, rows []ListRow) TableProps {
	t := TableProps{Caption: d.T("list.title"), CaptionHidden: true, Columns: []Column{{Label: d.T("list.name")}, {Label: d.T("list.holds")}, {Label: d.T("list.may")}}}
	for _, row := range rows {
		var may []string
		if row.See {
			may = append(may, d.T("list.export"))
		}
		if row.Take {
			may = append(may, d.T("list.import"))
		}
		t.Rows = append(t.Rows, R(Link("/staff/lists/"+row.ID, d.T("list.name."+row.ID)), Text(d.T("list.what."+row.ID)), Text(strings.Join(may, " · "))))
	}
	return t
}

func listColumns(d *StaffPage, v ListProps) TableProps {
	t := TableProps{Caption: d.T("list.columns"), CaptionHidden: true, Columns: []Column{{Label: d.T("list.column")}, {Label: d.T("list.holds")}}}
	for _, c := range v.Columns {
		t.Rows = append(t.Rows, R(Text(c.Title), Text(d.Lang.ListColumnHint(c))))
	}
	return t
}

func listFaults(d *StaffPage, v ReadingProps) TableProps {
	t := TableProps{Caption: d.T("person.faults"), CaptionHidden: true, Columns: []Column{{Label: d.T("person.f.row"), Num: true}, {Label: d.T("list.column")}, {Label: d.T("person.f.fault")}}}
	for _, f := range v.Faults {
		t.Rows = append(t.Rows, R(Number(int64(f.Row)), Text(f.Column), Text(f.Text)))
	}
	return t
}
