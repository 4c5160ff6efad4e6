package views

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"
)

// Column heads a column. Sort is the name of the order it offers in ?sort=; empty columns offer none.
type Column struct {
	Label string
	Sort  string
	Num   bool // figures: right-aligned, tabular
	Quiet bool // secondary text
}

// Row is a line of a table. Total sets a line of sums apart.
type Row struct {
	ID    string
	Cells []templ.Component
	Total bool
}

// TableProps describes a table. Its sort links keep the page's other parameters and use ?sort=key, ?sort=-key.
type TableProps struct {
	Caption       string
	CaptionHidden bool // for a table under a heading that says the same
	Columns       []Column
	Rows          []Row
	Empty         EmptyProps
	Wide          bool // a table of figures that scrolls sideways instead of stacking
}

// R is a row of the cells.
func R(cells ...templ.Component) Row { return Row{Cells: cells} }

// Sum is a row of sums.
func Sum(cells ...templ.Component) Row { return Row{Cells: cells, Total: true} }

// sortState is none, ascending or descending for the column, by the page's ?sort=.
func sortState(p *Page, c Column) string {
	switch p.Query("sort") {
	case c.Sort:
		return "ascending"
	case "-" + c.Sort:
		return "descending"
	}
	return "none"
}

func sortLink(p *Page, c Column) string {
	next := c.Sort
	if sortState(p, c) == "ascending" {
		next = "-" + c.Sort
	}
	return p.With("sort", next, "cursor", "", "page", "")
}

func sortIcon(state string) string {
	switch state {
	case "ascending":
		return "up"
	case "descending":
		return "down"
	}
	return "sort"
}

// EmptyProps says why there is nothing, and what to do about it.
type EmptyProps struct {
	Title, Text string
	Action      string // the label of a link
	Href        string
}

// PagerProps leads through a list: by cursor (Prev, Next) or by pages (Page of Pages, under the parameter page). From, To and
// Total are counted from 1 and written when Total is known.
type PagerProps struct {
	Prev, Next      string // addresses; empty when there is none
	Page, Pages     int
	From, To, Total int
}

// Offset makes the pager of a list that is cut into pages of size.
func Offset(p *Page, page, size, total int) PagerProps {
	pages := max(1, (total+size-1)/size)
	page = min(max(1, page), pages)
	g := PagerProps{Page: page, Pages: pages, From: min(total, (page-1)*size+1), To: min(total, page*size), Total: total}
	if page > 1 {
		g.Prev = p.With("page", strconv.Itoa(page-1))
	}
	if page < pages {
		g.Next = p.With("page", strconv.Itoa(page+1))
	}
	return g
}

// Cursor makes the pager of a list that is read by cursors; the first page has no cursor.
func Cursor(p *Page, next string) PagerProps {
	g := PagerProps{}
	if p.Query("cursor") != "" {
		g.Prev = p.With("cursor", "")
	}
	if next != "" {
		g.Next = p.With("cursor", next)
	}
	return g
}

// FilterTag is a filter that is on; Href is the list without it.
type FilterTag struct{ Label, Href string }

// FilterProps describes the bar above a list. Keep names parameters that are not fields of the bar but must survive it.
type FilterProps struct {
	Action string // the list's address without its query
	Search string // the label of the search field (parameter q); empty: no such field
	Tags   []FilterTag
	Keep   []string
	Export string // address of the export of what is shown
}

func (p *Page) kept(names []string) url.Values {
	out := url.Values{}
	for _, n := range names {
		if v := p.Query(n); v != "" {
			out.Set(n, v)
		}
	}
	return out
}
