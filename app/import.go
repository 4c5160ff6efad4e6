package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/lists"
	"shanpei/internal/statement"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// importLists reads lists from CSV or XLSX, as an export writes them: one file, or every list of a folder in the order in which an empty federation takes
// them. Every row of every list is checked first: with a single fault nothing is changed. Then each list becomes one entry of the journal; rows that are
// there already are passed over, so an import that was stopped half-way is simply run again. -dry-run only says what would happen. The portal on the
// same embedded file must be stopped.
func importLists(ctx context.Context, args []string) error {
	c := &config{}
	f := c.flags("import")
	in := f.String("in", "", "file, or folder of an export")
	list := f.String("list", "", "which list the file is; by default the one it is named after")
	dry := f.Bool("dry-run", false, "check every row and change nothing")
	if err := c.parse(f, args); err != nil {
		return err
	}
	files, err := listFiles(*in, *list)
	if err != nil {
		return err
	}
	if *dry && c.mongoURI == "" {
		if _, err := os.Stat(filepath.Join(c.data, journalFile)); errors.Is(err, fs.ErrNotExist) {
			return tryOnNothing(ctx, files)
		}
	}
	open := openStoreOnly
	if *dry {
		open = readable
	}
	s, done, err := open(ctx, c)
	if err != nil {
		return err
	}
	x, err := newExporter(ctx, c, s, journal.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return errors.Join(err, done())
	}
	err = x.take(files, *dry, os.Stdout)
	return errors.Join(err, x.book.Close(context.WithoutCancel(ctx)), done())
}

// tryOnNothing says what an import into a journal that is not there yet would do; none is made.
func tryOnNothing(ctx context.Context, files []listFile) error {
	book, err := journal.Open(ctx, journal.NewMemory(), journal.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	x := &exporter{ctx: ctx, book: book, s: book.State(), names: map[string]string{}}
	return errors.Join(x.take(files, true, os.Stdout), book.Close(context.WithoutCancel(ctx)))
}

func openStoreOnly(ctx context.Context, c *config) (journal.Store, func() error, error) {
	s, err := openStore(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	return s, s.Close, nil
}

// listFile is a file that holds a list.
type listFile struct {
	list *lists.List
	path string
	data []byte
}

// listFiles finds the lists of a folder, in their order, or the one list of a file.
func listFiles(in, list string) ([]listFile, error) {
	if in == "" {
		return nil, badConfig{[]string{"-in: name the file or the folder to read"}}
	}
	info, err := os.Stat(in)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		if list == "" {
			list = strings.TrimSuffix(filepath.Base(in), filepath.Ext(in))
		}
		l, ok := lists.ByID(list)
		if !ok || l.See == models.ViewPersons {
			return nil, badConfig{[]string{fmt.Sprintf("-list: %q is none of %s", list, strings.Join(listNames(), " "))}}
		}
		data, err := readSmall(in)
		return []listFile{{l, in, data}}, err
	}
	var out []listFile
	for _, l := range taken() {
		path := filepath.Join(in, l.Name+".csv")
		data, err := readSmall(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, listFile{l, path, data})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no list in it; lists are named %s", in, strings.Join(listNames(), " "))
	}
	return out, nil
}

func listNames() (out []string) {
	for _, l := range taken() {
		out = append(out, l.Name)
	}
	return out
}

func readSmall(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, statement.MaxBytes+1))
	if err == nil && len(data) > statement.MaxBytes {
		err = fmt.Errorf("%s: larger than %d MB", path, statement.MaxBytes>>20)
	}
	return data, err
}

// take checks every list on a state that has those before it, then takes them.
func (x *exporter) take(files []listFile, dry bool, w io.Writer) error {
	p := &printer{w: w}
	at := time.Now().UTC().Truncate(time.Millisecond)
	made := 0
	in := models.Input{Actor: models.System, At: at, NewID: func() string { made++; return "row" + strconv.Itoa(made) }}
	faults := 0
	for _, f := range files {
		d, err := f.list.Read(x.exchange(), f.data, in)
		if err != nil {
			return errors.Join(p.err, said(f.path, err))
		}
		for _, fault := range d.Faults {
			p.line("%s 第 %d 行 %s：%s", f.list.Name, fault.Row, fault.Column, sentence(fault.Err))
		}
		if faults += len(d.Faults); len(d.Faults) > 0 || len(d.New) == 0 {
			continue
		}
		events, err := d.Command().Decide(x.s, in)
		if err != nil {
			return errors.Join(p.err, said(f.path, err))
		}
		x.s = x.s.Fork()
		x.s.Begin(x.s.Seq+1, at)
		for _, e := range events {
			e.Apply(x.s)
		}
		if dry {
			p.line("%s：%d 行可导入，%d 行已在册（试运行，未作改动）", f.list.Name, len(d.New), d.Known)
		}
	}
	if faults > 0 {
		return errors.Join(p.err, fmt.Errorf("%d 处有误，未导入任何一行", faults))
	}
	if dry {
		return p.err
	}
	for _, f := range files {
		x.s = x.book.State()
		d, err := f.list.Read(x.exchange(), f.data, in)
		if err != nil {
			return errors.Join(p.err, said(f.path, err))
		}
		if len(d.New) == 0 {
			p.line("%s：%d 行已在册", f.list.Name, d.Known)
			continue
		}
		out, err := x.book.Do(x.ctx, models.System, d.Command())
		if err != nil {
			return errors.Join(p.err, said(f.path, err))
		}
		p.line("%s：已导入 %d 行，%d 行已在册，账册第 %d 条", f.list.Name, len(d.New), d.Known, out.Entry.Seq)
	}
	return p.err
}

// said puts a refusal into words.
func said(path string, err error) error {
	var refused *models.Error
	if errors.As(err, &refused) {
		return fmt.Errorf("%s：%s", path, sentence(refused))
	}
	return fmt.Errorf("%s: %w", path, err)
}

func sentence(e *models.Error) string {
	return views.ZhCN.Reason(string(e.Code), e.Reason, e.Field, shown(e.Params))
}

// shown turns the figures of a refusal into what the catalogue can write.
func shown(params map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range params {
		if fen, ok := v.(money.Fen); ok {
			v = views.Fen(fen)
		}
		out[k] = v
	}
	return out
}
