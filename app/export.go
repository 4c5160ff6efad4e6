package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/views"
)

// export writes the federation's ledgers, one CSV each, as a spreadsheet of this country opens them (UTF-8 with its mark), and one workbook of all.
func export(ctx context.Context, args []string) error {
	c := &config{}
	f := c.flags("export")
	out := f.String("out", "", "folder to write to")
	if err := c.parse(f, args); err != nil {
		return err
	}
	if *out == "" {
		return badConfig{[]string{"-out: name the folder"}}
	}
	s, done, err := readable(ctx, c)
	if err != nil {
		return err
	}
	x, err := newExporter(ctx, c, s)
	if err != nil {
		return errors.Join(err, done())
	}
	err = x.write(*out)
	return errors.Join(err, x.book.Close(context.WithoutCancel(ctx)), done())
}

// exporter shows one state of the journal as tables.
type exporter struct {
	ctx    context.Context
	book   *journal.Book
	s      *models.State
	people *accounts.Accounts
	names  map[string]string
}

func newExporter(ctx context.Context, c *config, s journal.Store) (*exporter, error) {
	v, err := c.vault(ctx, s.KV())
	if err != nil {
		return nil, err
	}
	book, err := journal.Open(ctx, s, journal.Options{SnapshotEvery: -1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	people := accounts.New(s.KV(), v, accounts.Options{Clock: time.Now, None: journal.ErrNone, Exists: journal.ErrExists})
	return &exporter{ctx: ctx, book: book, s: book.State(), people: people, names: map[string]string{}}, nil
}

// write writes every ledger as CSV, and all of them as the sheets of one workbook.
func (x *exporter) write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	source := workbook.Source{State: x.s, Entry: x.entry, Name: x.name, Word: word}
	tables := make([]workbook.Table, 0, len(workbook.Ledgers)+1)
	for _, l := range workbook.Ledgers {
		tables = append(tables, l.Table(source, workbook.Filter{}))
	}
	tables = append(tables, workbook.Table{Name: "需求", Columns: needSheet(), Rows: x.needs})
	for _, t := range tables {
		path := filepath.Join(dir, t.Name+".csv")
		var sum workbook.Sum
		_, err := writeWhole(path, func(w io.Writer) (err error) {
			sum, err = workbook.WriteCSV(w, t)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d 行\n", path, sum.Rows)
	}
	path := filepath.Join(dir, "台账.xlsx")
	_, err := writeWhole(path, func(w io.Writer) error {
		_, err := workbook.WriteXLSX(w, x.about, tables...)
		return err
	})
	if err == nil {
		fmt.Printf("%s: %d 张表\n", path, len(tables))
	}
	return err
}

func (x *exporter) about(sums []workbook.Sum) []workbook.About {
	out := []workbook.About{{Label: "单位", Value: x.s.Federation.Name}, {Label: "账册", Value: fmt.Sprintf("第 %d 条记录为止", x.s.Seq)}}
	for i, l := range workbook.Ledgers {
		out = append(out, workbook.About{Label: l.Name, Value: fmt.Sprintf("%d 行", sums[i].Rows)})
	}
	if x.s.Federation.DemoData {
		out = append(out, workbook.About{Label: "说明", Value: "演示数据"})
	}
	return out
}

// entry is who asked for an entry of the journal, and what came of it.
func (x *exporter) entry(seq int64) (string, []models.Event, error) {
	entries, err := x.book.Entries(x.ctx, seq, 1)
	if err != nil || len(entries) == 0 {
		return "", nil, err
	}
	return entries[0].Actor, entries[0].Events, nil
}

// name is what a user is called; the portal's own timers, and somebody whose account is gone, by their code.
func (x *exporter) name(id string) string {
	name, ok := x.names[id]
	if !ok {
		name = id
		if a, err := x.people.Get(x.ctx, id); err == nil {
			name = a.Name
		}
		x.names[id] = name
	}
	return name
}

func word(kind, value string) string { return views.ZhCN.Term(kind, value) }

// needColumns are the columns of needs, in an export and in an import.
var needColumns = []string{"编号", "项目", "区县", "乡镇", "类型", "学段", "名称", "期间", "单位", "标准(元)", "名额", "紧急程度", "截止日期", "整体认捐", "最多认捐企业数", "状态"}

func needSheet() []workbook.Column {
	out := make([]workbook.Column, len(needColumns))
	for i, title := range needColumns {
		out[i].Title = title
		switch title {
		case "标准(元)":
			out[i].Kind = workbook.Money
		case "名额", "紧急程度":
			out[i].Kind = workbook.Count
		}
	}
	return out
}

func (x *exporter) needs(put func(...any) error) error {
	yes := map[bool]string{true: "是", false: "否"}
	for _, n := range x.s.Needs.All() {
		program, county, stage, most := "", n.County, "", ""
		if p, ok := x.s.Programs.Get(n.Program); ok {
			program = p.Name
		}
		if c, ok := x.s.Counties.Get(n.County); ok {
			county = c.Name
		}
		if n.Stage != "" {
			stage = word("stage", string(n.Stage))
		}
		if n.MaxDonors > 0 {
			most = strconv.Itoa(n.MaxDonors)
		}
		if err := put(n.Number, program, county, n.Township, word("need_type", string(n.Type)), stage, n.Title, n.Period, n.Unit, n.UnitPriceFen, n.Places, n.Urgency,
			string(n.Deadline), yes[n.Indivisible], most, word("need", string(n.Status))); err != nil {
			return err
		}
	}
	return nil
}
