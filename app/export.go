package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// ledgers are the files of an export, in the columns that federations use (domain.md, section 4). None holds a beneficiary.
var ledgers = []struct {
	name    string
	columns []string
	rows    func(x *exporter, put func(cells ...string)) error
}{
	{"捐赠台账", []string{"序号", "日期", "捐赠方", "信用代码", "方式", "金额", "定向/非定向", "项目", "协议号", "票据号", "经办人", "备注"}, (*exporter).gifts},
	{"支出台账", []string{"日期", "凭证号", "项目", "受助编号/单位", "金额", "资金来源(捐赠号)", "审批单", "回单"}, (*exporter).spending},
	{"名额台账", []string{"编号", "县", "乡镇", "类别", "学段", "标准", "名额", "资助企业", "捐赠号", "批次", "签收"}, (*exporter).places},
	{"项目台账", []string{"项目", "起", "止", "预算", "到账", "支出", "结余", "执行率"}, (*exporter).programs},
	{"票据登记簿", []string{"序号", "申请号", "交款人", "统一社会信用代码", "金额", "金额大写", "票据代码", "票据号码", "校验码", "状态", "备注"}, (*exporter).receipts},
	{"需求", needColumns, (*exporter).needs},
}

// export writes the federation's ledgers, one CSV each, as a spreadsheet of this country opens them: UTF-8 with its mark.
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
	master, err := c.masterKey()
	if err != nil {
		return nil, err
	}
	v, err := vault.New(ctx, s.KV(), master, journal.ErrNone)
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

func (x *exporter) write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, l := range ledgers {
		path, n := filepath.Join(dir, l.name+".csv"), 0
		_, err := writeWhole(path, func(w io.Writer) error {
			return writeTable(w, l.columns, func(put func(...string)) error {
				return l.rows(x, func(cells ...string) { n++; put(cells...) })
			})
		})
		if err != nil {
			return err
		}
		fmt.Printf("%s: %d 行\n", path, n)
	}
	return nil
}

// writeTable writes a table as CSV. A cell that a spreadsheet would run as a formula is quoted.
func writeTable(w io.Writer, columns []string, rows func(put func(cells ...string)) error) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	var failed error
	put := func(cells ...string) {
		for i := range cells {
			cells[i] = plainCell(cells[i])
		}
		if err := out.Write(cells); err != nil && failed == nil {
			failed = err
		}
	}
	put(append([]string(nil), columns...)...)
	err := rows(put)
	out.Flush()
	return errors.Join(err, failed, out.Error())
}

var negative = regexp.MustCompile(`^-\d+(\.\d+)?$`)

// plainCell makes a cell harmless that begins like a formula; a negative amount stays one.
func plainCell(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) || negative.MatchString(s) {
		return s
	}
	return "'" + s
}

// inYuan writes an amount as spreadsheets add it up: 1409.50.
func inYuan(f money.Fen) string { return strings.ReplaceAll(f.String(), ",", "") }

func (x *exporter) enterprise(id string) *models.Enterprise {
	if e, ok := x.s.Enterprises.Get(id); ok {
		return e
	}
	return &models.Enterprise{}
}

func (x *exporter) program(id string) string {
	if p, ok := x.s.Programs.Get(id); ok {
		return p.Name
	}
	return ""
}

// purposeOf writes what a pledge is for: the programmes it names, or those of the needs it names.
func (x *exporter) purposeOf(p *models.Pledge) (kind, programs string) {
	kind = "非定向"
	if u := p.Purpose; len(u.Programs)+len(u.Counties)+len(u.Types)+len(u.Stages)+len(u.Needs) > 0 {
		kind = "定向"
	}
	var names []string
	seen := map[string]bool{}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			names = append(names, x.program(id))
		}
	}
	for _, id := range p.Purpose.Programs {
		add(id)
	}
	for _, id := range p.Purpose.Needs {
		if n, ok := x.s.Needs.Get(id); ok {
			add(n.Program)
		}
	}
	return kind, strings.Join(names, "、")
}

// clerk is the name of who booked an entry.
func (x *exporter) clerk(seq int64) (string, error) {
	entries, err := x.book.Entries(x.ctx, seq, 1)
	if err != nil || len(entries) == 0 {
		return "", err
	}
	id := entries[0].Actor
	if name, ok := x.names[id]; ok {
		return name, nil
	}
	a, err := x.people.Get(x.ctx, id)
	var refused *models.Error
	switch {
	case err == nil:
		x.names[id] = a.Name
	case errors.As(err, &refused): // the portal's own timers, or somebody whose account is gone
		x.names[id] = id
	default:
		return "", err
	}
	return x.names[id], nil
}

func word(kind, value string) string { return views.ZhCN.Term(kind, value) }
