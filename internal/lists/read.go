package lists

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"shanpei/internal/statement"
	"shanpei/models"
	"shanpei/models/money"
)

// Fault is why a row of a file is not taken: its number in the file, the column's title and the refusal.
type Fault struct {
	Row    int
	Column string
	Err    *models.Error
}

// Reading is a file as it was read: what would be entered, how many rows are there already, and every fault.
type Reading struct {
	List   *List
	New    []models.Command
	Known  int
	Faults []Fault

	hashes []string
	rows   []int // of New: numbers in the file
}

// Command enters what is new. It is for a reading without faults.
func (d *Reading) Command() models.ImportRows {
	return models.ImportRows{List: d.List.ID, Rows: d.New, Hashes: d.hashes}
}

// Row is a row that is being read. Its cells are what their columns' kinds hold: money.Fen, int, bool, string.
type Row struct {
	X      *Exchange
	cells  map[string]any
	faults []*models.Error
}

func (r *Row) Text(field string) string   { s, _ := r.cells[field].(string); return s }
func (r *Row) Fen(field string) money.Fen { f, _ := r.cells[field].(money.Fen); return f }
func (r *Row) Int(field string) int       { n, _ := r.cells[field].(int); return n }
func (r *Row) Day(field string) models.Day {
	return models.Day(r.Text(field))
}
func (r *Row) Yes(field string) bool { b, _ := r.cells[field].(bool); return b }

// All are the values of a column that holds several.
func (r *Row) All(field string) []string {
	if text := r.Text(field); text != "" {
		return strings.Split(text, "、")
	}
	return nil
}

// refuse notes a fault of the row at a field.
func (r *Row) refuse(field, reason string) *models.Error {
	e := models.Refuse(models.Invalid, reason).At(field)
	r.faults = append(r.faults, e)
	return e
}

// program is the programme of a column; what is not known was refused when the cell was read.
func (r *Row) program(field string) string {
	id, _ := r.X.programOf(r.Text(field))
	return id
}

// county is the county of a column.
func (r *Row) county(field string) string {
	code, _ := r.X.countyOf(r.Text(field))
	return code
}

// Read reads a file onto the list. It refuses what statement.ReadTable refuses, and `column_unknown`, `column_missing`; whatever is wrong with a row is a
// fault of the reading.
func (l *List) Read(x *Exchange, data []byte, in models.Input) (*Reading, error) {
	sheet, err := statement.ReadTable(data, l.field)
	if err != nil {
		return nil, err
	}
	for _, title := range sheet.Unknown {
		if slices.Contains(l.Ignored, title) {
			continue
		}
		return nil, models.Refuse(models.Invalid, "column_unknown").At("file").With("column", title)
	}
	for _, c := range l.Columns {
		if c.Must && !slices.Contains(sheet.Headers, c.Field) {
			return nil, models.Refuse(models.Invalid, "column_missing").At("file").With("column", c.Title)
		}
	}
	d := &Reading{List: l}
	standing, err := l.standing(x)
	if err != nil {
		return nil, err
	}
	for i, row := range sheet.Rows {
		if i == len(sheet.Rows)-1 && len(row.Cells) > 0 && row.Cells[0] == "合计" {
			break // the sum under an export
		}
		r := l.parse(x, sheet, row)
		hash := l.hash(func(c Column) any { return r.cells[c.Field] })
		if len(r.faults) == 0 && standing[hash] > 0 {
			standing[hash]--
			d.Known++
			continue
		}
		cmd := l.command(r)
		for _, e := range r.faults {
			d.fault(row.No, e)
		}
		if len(r.faults) == 0 {
			d.New, d.hashes, d.rows = append(d.New, cmd), append(d.hashes, hash), append(d.rows, row.No)
		}
	}
	return d, d.try(x.State, in)
}

// try finds what the rules refuse. Rows may rest on each other: where some are refused already, those that rest on them are refused too.
func (d *Reading) try(s *models.State, in models.Input) error {
	if len(d.New) == 0 {
		return nil
	}
	faults, err := d.Command().Faults(s, in)
	if err != nil {
		return err
	}
	for _, f := range faults {
		d.fault(d.rows[f.Row], f.Fault)
	}
	slices.SortStableFunc(d.Faults, func(a, b Fault) int { return a.Row - b.Row })
	return nil
}

func (d *Reading) fault(row int, e *models.Error) {
	column := e.Field
	if c, ok := d.List.column(e.Field); ok {
		column = c.Title
	}
	d.Faults = append(d.Faults, Fault{Row: row, Column: column, Err: e})
}

// column finds the column of a field; an index behind it (list.2.day) is the command's own.
func (l *List) column(field string) (Column, bool) {
	name := field[strings.LastIndexByte(field, '.')+1:]
	for _, c := range l.Columns {
		if c.Field == field || c.Field == name {
			return c, true
		}
	}
	return Column{}, false
}

// field gives the field that a header means: a column's title, without what stands in brackets, or its field.
func (l *List) field(header string) string {
	for _, c := range l.Columns {
		if header == statement.PlainHeader(c.Title) || header == statement.PlainHeader(c.Field) {
			return c.Field
		}
	}
	return ""
}

// standing counts the rows that are there already, by their hashes: as they stand now, or as they were taken from a file.
func (l *List) standing(x *Exchange) (map[string]int, error) {
	now := map[string]int{}
	err := l.rows(x, l.checked(func(cells ...any) error {
		at := map[string]any{}
		for i, c := range l.Columns {
			at[c.Field] = cells[i]
		}
		now[l.hash(func(c Column) any { return at[c.Field] })]++
		return nil
	}))
	for hash, n := range x.State.RowsTaken(l.ID) {
		now[hash] = max(now[hash], n)
	}
	return now, err
}

// hash is what tells a row from another: its cells, but for those that the portal fills in.
func (l *List) hash(cell func(Column) any) string {
	h := sha256.New()
	for _, c := range l.Columns {
		if !c.Own {
			text := ""
			if v := cell(c); v != nil {
				text = canonical(v)
			}
			h.Write([]byte(text + "\x1f"))
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

func (l *List) parse(x *Exchange, sheet *statement.Sheet, row statement.SheetRow) *Row {
	r := &Row{X: x, cells: map[string]any{}}
	for _, c := range l.Columns {
		if c.Own {
			continue
		}
		text := sheet.Cell(row, c.Field)
		if text == "" && c.Must {
			r.refuse(c.Field, "required")
			continue
		}
		r.cells[c.Field] = r.cell(c, text)
	}
	return r
}

var grouped = regexp.MustCompile(`^[-−]?\d{1,3}(,\d{3})+(\.\d+)?$`)

// cell reads a cell as its column's kind has it. A choice stays in the trade's words until it is asked for: so a row looks as it is written.
func (r *Row) cell(c Column, text string) any {
	switch c.Kind {
	case Money, Signed:
		if text == "" {
			return money.Fen(0)
		}
		if grouped.MatchString(text) {
			text = strings.ReplaceAll(text, ",", "")
		}
		read := money.ParseYuan
		if c.Kind == Signed {
			read = money.ParseSigned
		}
		fen, err := read(text)
		var bad *money.Error
		if errors.As(err, &bad) {
			r.refuse(c.Field, bad.Reason).With("limit", bad.Limit)
		}
		return fen
	case Count:
		if text == "" {
			return 0
		}
		n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
		if err != nil {
			r.refuse(c.Field, "number_format")
		}
		return n
	case Day:
		if text == "" {
			return ""
		}
		day, ok := statement.ReadDay(text)
		if !ok {
			r.refuse(c.Field, "day_form")
		}
		return string(day)
	case Yes:
		switch text {
		case "是", "有", "true":
			return true
		case "", "否", "无", "false":
		default:
			r.refuse(c.Field, "unknown_choice")
		}
		return false
	case Program:
		id, ok := r.X.programOf(text)
		if text != "" && !ok {
			r.refuse(c.Field, "unknown_program")
		}
		return r.X.program(id)
	case County:
		code, ok := r.X.countyOf(text)
		if text != "" && !ok {
			r.refuse(c.Field, "unknown_county")
		}
		return r.X.county(code)
	case Choice:
		if v, ok := r.X.choice(c, text); ok {
			return r.X.word(c.Words, v)
		}
		r.refuse(c.Field, "unknown_choice")
	case Several:
		var out []string
		for _, part := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune("、,，;；\n", c) }) {
			v, ok := r.X.choice(c, strings.TrimSpace(part))
			if !ok {
				r.refuse(c.Field, "unknown_choice")
			}
			out = append(out, r.X.word(c.Words, v))
		}
		return strings.Join(out, "、")
	}
	return text
}

// choice finds the portal's own name for a word of the trade; its own name is taken as it is.
func (x *Exchange) choice(c Column, text string) (string, bool) {
	if text == "" {
		return "", true
	}
	for _, v := range c.Of {
		if text == v || text == x.word(c.Words, v) {
			return v, true
		}
	}
	return "", false
}

// slugs turn the words of a column that holds several back into the portal's own names.
func (r *Row) slugs(columns []Column, field string) []string {
	var out []string
	for _, part := range r.All(field) {
		out = append(out, r.X.own(columns, field, part))
	}
	return out
}

// slug turns the word of a choice back into the portal's own name.
func (r *Row) slug(columns []Column, field string) string {
	return r.X.own(columns, field, r.Text(field))
}

func (x *Exchange) own(columns []Column, field, word string) string {
	i := slices.IndexFunc(columns, func(c Column) bool { return c.Field == field })
	v, _ := x.choice(columns[i], word)
	return v
}
