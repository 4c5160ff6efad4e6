package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/lists"
	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/views"
)

// export writes the federation's lists and ledgers, one CSV each, as a spreadsheet of this country opens them (UTF-8 with its mark), and one workbook of all.
// What it writes, an import reads.
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
	x, err := newExporter(ctx, c, s, journal.Options{SnapshotEvery: -1, Log: slog.New(slog.DiscardHandler)})
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

func newExporter(ctx context.Context, c *config, s journal.Store, opt journal.Options) (*exporter, error) {
	v, err := c.vault(ctx, s.KV())
	if err != nil {
		return nil, err
	}
	book, err := journal.Open(ctx, s, opt)
	if err != nil {
		return nil, err
	}
	people := accounts.New(s.KV(), v, accounts.Options{Clock: time.Now, None: journal.ErrNone, Exists: journal.ErrExists})
	return &exporter{ctx: ctx, book: book, s: book.State(), people: people, names: map[string]string{}}, nil
}

// exchange is what lists are written from: all that the journal says, in the words of the trade.
func (x *exporter) exchange() *lists.Exchange {
	return &lists.Exchange{State: x.s, Actor: models.System, Word: views.ZhCN.Term, Ledger: workbook.Source{State: x.s, Entry: x.entry, Name: x.name, Word: views.ZhCN.Term}}
}

// taken are the lists that an export writes and an import reads: those that tell of children stay within the portal, where each look is written down.
func taken() (out []*lists.List) {
	for i := range lists.All {
		if l := &lists.All[i]; l.See != models.ViewPersons {
			out = append(out, l)
		}
	}
	return out
}

// write writes every list as CSV, and all of them as the sheets of one workbook.
func (x *exporter) write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	source := x.exchange()
	var tables []workbook.Table
	for _, l := range taken() {
		tables = append(tables, l.Table(source))
	}
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
	for i, l := range taken() {
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
		if x.people != nil {
			if a, err := x.people.Get(x.ctx, id); err == nil {
				name = a.Name
			}
		}
		x.names[id] = name
	}
	return name
}
