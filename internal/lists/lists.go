// Package lists is what the federation keeps as tables: each list goes out and comes in in the same columns. A row is read as the command that would
// enter it alone; a file is taken whole or not at all, and a row that was taken before, or stands in the list already, is not taken twice.
package lists

import (
	"fmt"
	"slices"
	"strings"

	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/models/money"
)

// Kind is what a column holds, and how it is read.
type Kind int

// The kinds of columns.
const (
	Text    Kind = iota
	Money        // 元, shown and read with two decimals
	Signed       // 元, may be below zero
	Count        // a whole number
	Day          // YYYY-MM-DD
	Yes          // 是, 否
	Choice       // a word of the trade for one of the portal's own names
	Several      // words of the trade, with 、 between them
	Program      // a programme by its name, or its slug
	County       // a county by its name, or its code
)

// Column is one of a list. Own columns are filled in by the portal and not read.
type Column struct {
	Field, Title string
	Kind         Kind
	Must         bool
	Own          bool
	Wide         float64
	Words        string   // of a choice: whose words (messages `status.WORDS.VALUE`)
	Of           []string // of a choice: the portal's own names
}

// List is one list. Rows puts its rows as they stand; Command reads one.
type List struct {
	ID, Name string
	See      models.Permission // to take it out
	Take     models.Permission // to bring it in
	Columns  []Column
	Ignored  []string // titles that older files have, and that say nothing to an import
	rows     func(x *Exchange, put func(cells ...any) error) error
	command  func(r *Row) models.Command
}

// Exchange is what lists are written from and read onto. Word is the Chinese of a status or a type.
type Exchange struct {
	State  *models.State
	Actor  models.Actor
	Word   func(kind, value string) string
	Ledger workbook.Source // for the ledgers
}

// All are the lists, in an order in which an empty federation takes them: what a list names stands in one before it.
var All = slices.Concat(foundingLists, workLists, givingLists, ledgerLists)

// ByID finds a list by its id or its name.
func ByID(id string) (*List, bool) {
	i := slices.IndexFunc(All, func(l List) bool { return l.ID == id || l.Name == id })
	if i < 0 {
		return nil, false
	}
	return &All[i], true
}

// Table is the list as it stands, of what the actor may see.
func (l *List) Table(x *Exchange) workbook.Table {
	return workbook.Table{Name: l.Name, Columns: l.sheet(), Rows: func(put func(...any) error) error { return l.rows(x, l.checked(put)) }}
}

// Template is the list without rows.
func (l *List) Template() workbook.Table {
	return workbook.Table{Name: l.Name, Columns: l.sheet(), Rows: func(func(...any) error) error { return nil }}
}

// checked turns the cells of a row into what a workbook writes.
func (l *List) checked(put func(...any) error) func(...any) error {
	return func(cells ...any) error {
		if len(cells) != len(l.Columns) {
			return fmt.Errorf("%s: %d cells for %d columns", l.ID, len(cells), len(l.Columns))
		}
		for i, c := range cells {
			switch v := c.(type) {
			case bool:
				cells[i] = yes(v)
			case models.Day:
				cells[i] = string(v)
			}
		}
		return put(cells...)
	}
}

func yes(v bool) string {
	if v {
		return "是"
	}
	return "否"
}

func (l *List) sheet() []workbook.Column {
	out := make([]workbook.Column, len(l.Columns))
	for i, c := range l.Columns {
		out[i] = workbook.Column{Title: c.Title, Wide: c.Wide}
		switch c.Kind {
		case Money, Signed:
			out[i].Kind = workbook.Money
		case Count:
			out[i].Kind = workbook.Count
		}
	}
	return out
}

// word is the trade's word for one of the portal's own names; none for none.
func (x *Exchange) word(kind, value string) string {
	if value == "" {
		return ""
	}
	return x.Word(kind, value)
}

func joined[S ~string](x *Exchange, kind string, values []S) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = x.word(kind, string(v))
	}
	return strings.Join(out, "、")
}

// program is the name of a programme; its slug where another has the same name.
func (x *Exchange) program(id string) string {
	p, ok := x.State.Programs.Get(id)
	if !ok {
		return ""
	}
	for other, o := range x.State.Programs.All() {
		if other != id && o.Name == p.Name {
			return p.Slug
		}
	}
	return p.Name
}

func (x *Exchange) programOf(text string) (id string, ok bool) {
	for id, p := range x.State.Programs.All() {
		if p.Name == text || p.Slug == text {
			return id, true
		}
	}
	return "", false
}

func (x *Exchange) countyOf(text string) (code string, ok bool) {
	for code, c := range x.State.Counties.All() {
		if c.Name == text || code == text {
			return code, true
		}
	}
	return "", false
}

func (x *Exchange) county(code string) string {
	if c, ok := x.State.Counties.Get(code); ok {
		return c.Name
	}
	return code
}

// inOrder are the values of a table in an order that an import keeps: that of their numbers, or of what else does not hang on an id.
func inOrder[V any](t models.Table[V], by func(V) string) []V {
	type keyed struct {
		by string
		v  V
	}
	var all []keyed
	for _, v := range t.All() {
		all = append(all, keyed{by(v), v})
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return strings.Compare(a.by, b.by) })
	out := make([]V, len(all))
	for i, k := range all {
		out[i] = k.v
	}
	return out
}

func names[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// canonical is a cell as two cells are compared.
func canonical(c any) string {
	switch v := c.(type) {
	case money.Fen:
		return fmt.Sprint(int64(v))
	case bool:
		return yes(v)
	}
	return strings.TrimSpace(fmt.Sprint(c))
}
