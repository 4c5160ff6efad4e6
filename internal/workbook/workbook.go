// Package workbook writes tables as spreadsheets: XLSX with amounts as numbers and everything else as text, or CSV as a spreadsheet of this country
// opens it. No cell of either is ever run as a formula.
package workbook

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"shanpei/models/money"
)

// Kind is what a column holds.
type Kind int

// The kinds of columns.
const (
	Text  Kind = iota
	Money      // money.Fen, shown in yuan
	Count      // int
	Share      // permille as int, shown in percent
)

// Column is one of a table.
type Column struct {
	Title string
	Kind  Kind
	Wide  float64 // in characters; 0: usual
}

// Table is a sheet: its columns and whoever puts its rows, cell by cell in the order of the columns.
type Table struct {
	Name    string
	Columns []Column
	Rows    func(put func(cells ...any) error) error
	Mark    string // a watermark: above and below every printed page, and on every line of a CSV; empty: none
}

// About is a line of the sheet that says what the workbook is.
type About struct{ Label, Value string }

// Sum is what was written: how many rows, and the total of every money column by its title.
type Sum struct {
	Rows   int
	Totals map[string]money.Fen
}

func (s *Sum) add(columns []Column, cells []any) {
	s.Rows++
	for i, c := range columns {
		if fen, ok := cells[i].(money.Fen); ok && c.Kind == Money {
			s.Totals[c.Title] += fen
		}
	}
}

// WriteXLSX writes tables as the sheets of one workbook, each with its titles in the first row and a sum under the last, and a last sheet that says what it
// is. It gives the sums by sheet. Rows are streamed: the largest ledger needs no more memory than a small one.
func WriteXLSX(w io.Writer, about func(sums []Sum) []About, tables ...Table) (sums []Sum, err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	style, err := styles(f)
	if err != nil {
		return nil, err
	}
	for i, t := range tables {
		if i == 0 {
			err = f.SetSheetName("Sheet1", t.Name)
		} else {
			_, err = f.NewSheet(t.Name)
		}
		if err != nil {
			return nil, err
		}
		sum, err := writeSheet(f, t, style)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Name, err)
		}
		sums = append(sums, sum)
	}
	if err := writeAbout(f, about(sums), style); err != nil {
		return nil, err
	}
	return sums, f.Write(w)
}

// look is the styles of a workbook.
type look struct{ head, text, money, count, share, sum, sumMoney int }

func styles(f *excelize.File) (look, error) {
	var s look
	var failed error
	amount, share := "#,##0.00", "0.0%"
	make := func(bold bool, format *string) int {
		st := &excelize.Style{CustomNumFmt: format, Alignment: &excelize.Alignment{Vertical: "top", WrapText: format == nil}}
		if bold {
			st.Font = &excelize.Font{Bold: true}
			st.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F3F1EA"}}
		}
		id, err := f.NewStyle(st)
		failed = errors.Join(failed, err)
		return id
	}
	text := "@"
	s.head, s.text, s.money, s.count, s.share, s.sum, s.sumMoney = make(true, nil), make(false, &text), make(false, &amount), make(false, nil), make(false, &share), make(true, nil), make(true, &amount)
	return s, failed
}

func (s look) of(k Kind) int {
	return map[Kind]int{Text: s.text, Money: s.money, Count: s.count, Share: s.share}[k]
}

func writeSheet(f *excelize.File, t Table, style look) (Sum, error) {
	sum := Sum{Totals: map[string]money.Fen{}}
	out, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return sum, err
	}
	head := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		wide := c.Wide
		if wide == 0 {
			wide = 14
		}
		if err := out.SetColWidth(i+1, i+1, wide); err != nil {
			return sum, err
		}
		head[i] = excelize.Cell{StyleID: style.head, Value: c.Title}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return sum, err
	}
	if err := out.SetRow("A1", head); err != nil {
		return sum, err
	}
	line := 1
	row := make([]any, len(t.Columns))
	put := func(cells ...any) error {
		if len(cells) != len(t.Columns) {
			return fmt.Errorf("%d cells for %d columns", len(cells), len(t.Columns))
		}
		line++
		for i, c := range cells {
			row[i] = excelize.Cell{StyleID: style.of(t.Columns[i].Kind), Value: number(c)}
		}
		sum.add(t.Columns, cells)
		return out.SetRow("A"+strconv.Itoa(line), row)
	}
	if t.Mark != "" {
		text := strings.ReplaceAll(t.Mark, "&", "&&")
		if err := f.SetHeaderFooter(t.Name, &excelize.HeaderFooterOptions{OddHeader: "&C" + text, OddFooter: "&L" + text + "&R&P / &N"}); err != nil {
			return sum, err
		}
	}
	if err := t.Rows(put); err != nil {
		return sum, err
	}
	for i, c := range t.Columns {
		row[i] = excelize.Cell{StyleID: style.sum, Value: ""}
		if c.Kind == Money {
			row[i] = excelize.Cell{StyleID: style.sumMoney, Value: yuan(sum.Totals[c.Title])}
		}
	}
	row[0] = excelize.Cell{StyleID: style.sum, Value: "合计"}
	if err := out.SetRow("A"+strconv.Itoa(line+1), row); err != nil {
		return sum, err
	}
	return sum, out.Flush()
}

// number is what a cell of a workbook holds: an amount or a count as a number, everything else as text, which excelize writes as a string, whatever it
// begins with.
func number(cell any) any {
	switch v := cell.(type) {
	case money.Fen:
		return yuan(v)
	case Permille:
		return float64(v) / 1000
	case int:
		return v
	case string:
		return v
	}
	return fmt.Sprint(cell)
}

// Permille is a share in thousandths.
type Permille int

// yuan is an amount as a spreadsheet computes with it. Up to 90,000,000,000,000.00 it is the nearest number to the exact one, which shows as it.
func yuan(f money.Fen) float64 { return float64(f) / 100 }

func writeAbout(f *excelize.File, about []About, style look) error {
	const sheet = "说明"
	if _, err := f.NewSheet(sheet); err != nil {
		return err
	}
	for i, a := range about {
		for j, text := range []string{a.Label, a.Value} {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				return err
			}
			if err := f.SetCellStr(sheet, cell, text); err != nil {
				return err
			}
		}
	}
	return errors.Join(f.SetColWidth(sheet, "A", "A", 16), f.SetColWidth(sheet, "B", "B", 70), f.SetColStyle(sheet, "A:B", style.text))
}

// WriteCSV writes one table as UTF-8 with its mark and CRLF. A cell that a spreadsheet would run as a formula is quoted.
func WriteCSV(w io.Writer, t Table) (Sum, error) {
	sum := Sum{Totals: map[string]money.Fen{}}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return sum, err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(t.Columns), len(t.Columns)+1)
	for i, c := range t.Columns {
		line[i] = plainCell(c.Title)
	}
	if t.Mark != "" {
		line = append(line, "水印")
	}
	if err := out.Write(line); err != nil {
		return sum, err
	}
	err := t.Rows(func(cells ...any) error {
		if len(cells) != len(t.Columns) {
			return fmt.Errorf("%d cells for %d columns", len(cells), len(t.Columns))
		}
		for i, c := range cells {
			line[i] = plainCell(written(c))
		}
		if t.Mark != "" {
			line[len(cells)] = plainCell(t.Mark)
		}
		sum.add(t.Columns, cells)
		return out.Write(line)
	})
	out.Flush()
	return sum, errors.Join(err, out.Error())
}

func written(cell any) string {
	switch v := cell.(type) {
	case money.Fen:
		return strings.ReplaceAll(v.String(), ",", "")
	case Permille:
		return fmt.Sprintf("%d.%d%%", v/10, v%10)
	}
	return fmt.Sprint(cell)
}

var negative = regexp.MustCompile(`^-\d+(\.\d+)?$`)

// plainCell makes a cell harmless that begins like a formula; a negative amount stays one.
func plainCell(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) || negative.MatchString(s) {
		return s
	}
	return "'" + s
}
