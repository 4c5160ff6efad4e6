package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"shanpei/internal/journal"
	"shanpei/internal/lists"
	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/models/money"
)

// table reads a file of an export.
func table(t *testing.T, dir, name string) [][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	rest, marked := bytes.CutPrefix(raw, []byte("\xef\xbb\xbf"))
	if !marked {
		t.Errorf("%s does not begin with the mark of UTF-8", name)
	}
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTheLedgersOfAnExportHoldWhatTheJournalSays(t *testing.T) {
	store := journal.NewMemory()
	f := fill(t, store, time.Now())
	x := f.exporter(t)
	dir := t.TempDir()
	if err := x.write(dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{
		"捐赠台账": x.s.Payments.Len() + x.s.Gifts.Len(), "项目台账": x.s.Programs.Len(), "票据登记簿": x.s.Receipts.Len(), "需求": x.s.Needs.Len(),
	} {
		if rows := table(t, dir, name); len(rows) != want+1 {
			t.Errorf("%s has %d rows, want %d", name, len(rows)-1, want)
		}
	}
	var paid models.Sums
	for id := range x.s.Programs.All() {
		paid.PaidFen += x.s.ProgramTotals(id).PaidFen
	}
	var spent models.Sums
	for _, row := range table(t, dir, "支出台账")[1:] {
		spent.PaidFen += mustYuan(t, row[4])
	}
	if spent.PaidFen != paid.PaidFen || spent.PaidFen != x.s.Totals.PaidFen {
		t.Errorf("支出台账 adds up to %s, the ledger says %s and %s", spent.PaidFen, paid.PaidFen, x.s.Totals.PaidFen)
	}
	staff := map[string]bool{}
	for _, row := range table(t, dir, "捐赠台账")[1:] {
		if row[4] == "银行转账" {
			staff[row[10]] = true
		}
	}
	if len(staff) == 0 || staff[""] {
		t.Errorf("who booked the payments: %v", staff)
	}
	for _, l := range workbook.Ledgers {
		for _, row := range table(t, dir, l.Name) {
			for i, cell := range row {
				if l.ID == "gifts" && i == 10 {
					continue // the clerk's own name
				}
				for _, secret := range canaries {
					if strings.Contains(cell, secret) {
						t.Errorf("%s holds %q", l.Name, cell)
					}
				}
			}
		}
	}
	if book, err := os.Stat(filepath.Join(dir, "台账.xlsx")); err != nil || book.Size() < 10_000 {
		t.Errorf("the workbook: %v", err)
	}
}

func mustYuan(t *testing.T, text string) money.Fen {
	t.Helper()
	f, err := money.ParseYuan(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// exporter is the demonstration's, as the command line's is.
func (f *filled) exporter(t *testing.T) *exporter {
	return &exporter{ctx: t.Context(), book: f.book, s: f.book.State(), people: f.acc, names: map[string]string{}}
}

// imported runs an import and gives what it printed.
func imported(t *testing.T, x *exporter, dry bool, files ...listFile) (string, error) {
	t.Helper()
	var out strings.Builder
	err := x.take(files, dry, &out)
	return out.String(), err
}

func listOf(t *testing.T, name, text string) listFile {
	t.Helper()
	l, ok := lists.ByID(name)
	if !ok {
		t.Fatalf("no list %s", name)
	}
	return listFile{l, name + ".csv", []byte(text)}
}

const importHead = "项目,区县,乡镇,类型,学段,期间,标准(元),名额,紧急程度,截止日期,整体认捐\n"

func TestAnImportTakesAllRowsOrNone(t *testing.T) {
	f := fill(t, journal.NewMemory(), time.Now())
	x := f.exporter(t)
	before, _ := f.book.Head()
	needs := f.book.State().Needs.Len()
	good := importHead + "意达圆梦 助学成长,岱岳区,,助学,小学,2026 秋,500.00,12,4,,否\n\nyida-yuanmeng,370982,,study_aid,college,,2000,3,,,\n"
	good = strings.ReplaceAll(good, "yida-yuanmeng", slugOf(t, f, "意达圆梦 助学成长"))

	bad := good + "没有的项目,岱岳区,,助学,小学,,500,1,3,,\n意达圆梦 助学成长,岱岳区,,助学,,,500,1,3,,\n意达圆梦 助学成长,岱岳区,,助学,小学,,0.001,x,9,2020-13-01,也许\n意达圆梦 助学成长\n"
	out, err := imported(t, x, false, listOf(t, "需求", bad))
	if err == nil {
		t.Fatal("an import with wrong rows was taken")
	}
	for _, want := range []string{"第 5 行 项目：", "第 6 行 学段：", "第 7 行 标准(元)：", "第 7 行 名额：", "第 7 行 截止日期：", "第 7 行 整体认捐：", "第 8 行 "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	if out, err = imported(t, f.exporter(t), true, listOf(t, "需求", good)); err != nil || !strings.Contains(out, "2 行可导入") {
		t.Errorf("the dry run says %q, %v", out, err)
	}
	if after, _ := f.book.Head(); after != before {
		t.Fatalf("%d entries were made by what should have changed nothing", after-before)
	}
	if out, err = imported(t, f.exporter(t), false, listOf(t, "需求", good)); err != nil {
		t.Fatal(out, err)
	}
	if after, _ := f.book.Head(); after != before+1 || f.book.State().Needs.Len() != needs+2 {
		t.Errorf("%d entries and %d needs", after-before, f.book.State().Needs.Len()-needs)
	}
	if out, err = imported(t, f.exporter(t), false, listOf(t, "需求", good)); err != nil || !strings.Contains(out, "2 行已在册") {
		t.Errorf("a file that was taken says %q, %v", out, err)
	}
	if after, _ := f.book.Head(); after != before+1 {
		t.Error("a file that was taken was taken again")
	}
	f.sound(t)
}

// TestEveryListOfAnExportIsReadByAnImport: what an export writes, an import into an empty journal takes, and a further export writes the same again; into
// the federation that it came from, it brings nothing.
func TestEveryListOfAnExportIsReadByAnImport(t *testing.T) {
	f := fill(t, journal.NewMemory(), time.Now())
	dir, again := t.TempDir(), t.TempDir()
	if err := f.exporter(t).write(dir); err != nil {
		t.Fatal(err)
	}
	files, err := listFiles(dir, "")
	if err != nil || len(files) != len(taken()) {
		t.Fatalf("%d files for %d lists, %v", len(files), len(taken()), err)
	}
	if out, err := imported(t, f.exporter(t), true, files...); err != nil || strings.Contains(out, "可导入") {
		t.Errorf("into itself: %s %v", out, err)
	}
	book, err := journal.Open(t.Context(), journal.NewMemory(), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close(t.Context()) })
	x := &exporter{ctx: t.Context(), book: book, s: book.State(), names: map[string]string{}}
	if out, err := imported(t, x, true, files...); err != nil {
		t.Fatal(out, err)
	}
	if seq, _ := book.Head(); seq != 0 {
		t.Fatalf("the dry run wrote %d entries", seq)
	}
	if out, err := imported(t, x, false, files...); err != nil {
		t.Fatal(out, err)
	}
	x.s = book.State()
	if err := x.write(again); err != nil {
		t.Fatal(err)
	}
	for _, l := range taken() {
		have, want := table(t, again, l.Name), table(t, dir, l.Name)
		if len(want) < 2 {
			t.Errorf("%s: the demonstration has none", l.Name)
		}
		if !slices.EqualFunc(have, want, slices.Equal) {
			t.Errorf("%s: %d rows, want %d\n%s\n%s", l.Name, len(have), len(want), firstDifferent(have, want), firstDifferent(want, have))
		}
	}
	if _, faults := book.State().Check(); len(faults) > 0 {
		t.Error(faults)
	}
}

func firstDifferent(a, b [][]string) string {
	for i := range a {
		if i >= len(b) || !slices.Equal(a[i], b[i]) {
			return strings.Join(a[i], " | ")
		}
	}
	return ""
}

func slugOf(t *testing.T, f *filled, name string) string {
	t.Helper()
	for _, p := range f.book.State().Programs.All() {
		if p.Name == name {
			return p.Slug
		}
	}
	t.Fatalf("no programme %s", name)
	return ""
}

func TestAnImportReadsGBKAndRefusesWhatIsNoText(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(importHead)
	if err != nil {
		t.Fatal(err)
	}
	f := fill(t, journal.NewMemory(), time.Now())
	for _, c := range []struct {
		content string
		ok      bool
	}{{gbk, true}, {"\ufeff" + importHead, true}, {importHead, true}, {"\xff\xfe\x00\x01\x02", false}, {"", false}, {"项目,区县,没有这列\n", false}, {"项目,区县\n", false}} {
		if out, err := imported(t, f.exporter(t), true, listOf(t, "需求", c.content)); (err == nil) != c.ok {
			t.Errorf("%q: %q, %v", c.content, out, err)
		}
	}
}
