package views

// SearchHit is a thing that was found.
type SearchHit struct {
	Kind, Number, Title, Href string
	Fen                       Fen
}

// SearchProps is what was looked for, and what was found.
type SearchProps struct {
	Query, Action string
	Hits          []SearchHit
	Total         int
}

// searchHref is the door of the search for who looks at the page.
func (p *Page) searchHref() string {
	switch p.Audience {
	case Staff:
		return "/staff/search"
	case Enterprise:
		return "/enterprise/search"
	}
	return "/search"
}

func searchTable(p *Page, v SearchProps) TableProps {
	t := TableProps{Caption: p.T("search.found", "n", v.Total), CaptionHidden: true, Empty: EmptyProps{Title: p.T("search.none"), Text: p.T("search.none_text")}, Columns: []Column{
		{Label: p.T("search.kind")}, {Label: p.T("search.what")}, {Label: p.T("search.number")}, {Label: p.T("search.amount"), Num: true},
	}}
	for _, h := range v.Hits {
		title, number := h.Title, h.Number
		if title == "" {
			title = number
		}
		amount := Text("")
		if h.Fen != 0 {
			amount = Money(p, h.Fen)
		}
		t.Rows = append(t.Rows, R(Text(p.T("search.kind."+h.Kind)), Link(h.Href, title), Text(number), amount))
	}
	return t
}
