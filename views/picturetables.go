package views

import "strconv"

// The tables below pictures: the same figures, for whoever cannot see the picture or wants to copy them.

func number(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

func barTable(p *Page, f Picture, column string, bars []Bar) TableProps {
	if column == "" {
		column = p.T("common.figure.col.item")
	}
	t := TableProps{Caption: f.Title, CaptionHidden: true, Columns: []Column{{Label: column}, {Label: p.T("common.figure.col.value"), Num: true}}}
	for _, b := range bars {
		t.Rows = append(t.Rows, R(Text(b.Label), Text(b.Text)))
	}
	return t
}

func tileTable(p *Page, f Picture, tiles []Tile) TableProps {
	t := TableProps{Caption: f.Title, CaptionHidden: true, Columns: []Column{{Label: p.T("common.figure.col.county")}, {Label: p.T("common.figure.col.value"), Num: true}}}
	for _, c := range tiles {
		t.Rows = append(t.Rows, R(Text(c.Name), Text(c.Text)))
	}
	return t
}

func flowTable(p *Page, f FlowProps) TableProps {
	t := TableProps{Caption: f.Title, CaptionHidden: true, Columns: []Column{
		{Label: p.T("common.figure.col.from")}, {Label: p.T("common.figure.col.to")}, {Label: p.T("common.figure.col.value"), Num: true},
	}}
	names := make(map[string]string, len(f.Nodes))
	for _, n := range f.Nodes {
		names[n.ID] = n.Label
	}
	for _, l := range f.Links {
		t.Rows = append(t.Rows, R(Text(names[l.From]), Text(names[l.To]), Text(l.Text)))
	}
	return t
}

func trendTable(p *Page, t TrendProps) TableProps {
	heading := t.ColumnHeading
	if heading == "" {
		heading = p.T("common.figure.col.period")
	}
	out := TableProps{Caption: t.Title, CaptionHidden: true, Columns: []Column{{Label: heading}, {Label: t.Name, Num: true}}}
	if t.Second != "" {
		out.Columns = append(out.Columns, Column{Label: t.Second, Num: true})
	}
	for _, q := range t.Points {
		row := R(Text(q.Label), Text(q.Text))
		if t.Second != "" {
			row.Cells = append(row.Cells, Text(q.Text2))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
