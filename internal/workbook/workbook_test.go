package workbook

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shanpei/models/money"
)

func TestACellThatBeginsLikeAFormulaIsQuoted(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "意达圆梦": "意达圆梦", "1409.50": "1409.50", "-1409.50": "-1409.50", "-": "'-", "=1+1": "'=1+1", "+8613800000000": "'+8613800000000",
		"-1+cmd": "'-1+cmd", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "-Inf": "'-Inf",
	} {
		if got := plainCell(in); got != want {
			t.Errorf("%q is written as %q, want %q", in, got, want)
		}
	}
}

// sheet is a table with what has broken spreadsheets before.
func sheet(rows ...[]any) Table {
	return Table{Name: "捐赠台账", Columns: []Column{text("捐赠方"), amount("金额"), {Title: "数", Kind: Count}, {Title: "率", Kind: Share}}, Rows: func(put func(...any) error) error {
		for _, r := range rows {
			if err := put(r...); err != nil {
				return err
			}
		}
		return nil
	}}
}

var hostile = []string{"=cmd|' /C calc'!A0", "+8613800000000", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "买买提·艾力", "𠮷野家", "😀", "<script>&\"", "a\x00b\x1fc", "91370900PDY00028XA", "0000000123", strings.Repeat("长", 500)}

func TestNoCellOfAWorkbookIsAFormula(t *testing.T) {
	var rows [][]any
	for i, name := range hostile {
		rows = append(rows, []any{name, money.Fen(i*100 + 50), i, Permille(i)})
	}
	var b bytes.Buffer
	sums, err := WriteXLSX(&b, func([]Sum) []About { return []About{{"导出人", "=1+1"}} }, sheet(rows...))
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b, excelize.Options{UnzipSizeLimit: 1 << 24})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		all, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for y, row := range all {
			for x := range row {
				cell, _ := excelize.CoordinatesToCellName(x+1, y+1)
				if formula, err := f.GetCellFormula(name, cell); err != nil || formula != "" {
					t.Errorf("%s %s is the formula %q, %v", name, cell, formula, err)
				}
			}
		}
	}
	for i, want := range hostile {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		got, err := f.GetCellValue("捐赠台账", cell)
		if clean := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\t' && r != '\r' && r != '\n' {
				return '\uFFFD'
			}
			return r
		}, want); err != nil || got != clean && got != strings.ReplaceAll(clean, "\r", "\n") {
			t.Errorf("%q came back as %q, %v", want, got, err)
		}
		kind, err := f.GetCellType("捐赠台账", cell)
		if err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%q is of type %v", want, kind)
		}
	}
	raw, err := f.GetCellValue("捐赠台账", "B3", excelize.Options{RawCellValue: true})
	if err != nil || raw != "1.5" {
		t.Errorf("an amount is %q", raw)
	}
	if sums[0].Rows != len(hostile) || sums[0].Totals["金额"] != money.Fen(100*len(hostile)*(len(hostile)-1)/2+50*len(hostile)) {
		t.Errorf("%+v", sums[0])
	}
}

func TestACSVComesBackAsItWas(t *testing.T) {
	var b bytes.Buffer
	if _, err := WriteCSV(&b, sheet([]any{"=1+1", money.Fen(-140950), 3, Permille(375)}, []any{"逗号,引号\"", money.Fen(1), 0, Permille(0)})); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatal(rows, err)
	}
	if got := strings.Join(rows[1], "|"); got != "'=1+1|-1409.50|3|37.5%" {
		t.Errorf("%s", got)
	}
	if rows[2][0] != "逗号,引号\"" {
		t.Errorf("%q", rows[2][0])
	}
}

func TestARowOfAnotherWidthIsAFault(t *testing.T) {
	var b bytes.Buffer
	if _, err := WriteCSV(&b, sheet([]any{"one"})); err == nil {
		t.Error("a short row was written to CSV")
	}
	if _, err := WriteXLSX(&b, func([]Sum) []About { return nil }, sheet([]any{"one"})); err == nil {
		t.Error("a short row was written to a workbook")
	}
}
