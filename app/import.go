package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// maxImportBytes bounds the file of an import.
const maxImportBytes = 16 << 20

// importNeeds reads needs from a CSV (columns as in the export 需求.csv, any order, UTF-8 or GBK) as drafts. All rows are taken or none; -dry-run only says
// what would happen. The portal on the same embedded file must be stopped.
func importNeeds(ctx context.Context, args []string) error {
	c := &config{}
	f := c.flags("import")
	in := f.String("in", "", "CSV file of needs")
	dry := f.Bool("dry-run", false, "check every row and change nothing")
	if err := c.parse(f, args); err != nil {
		return err
	}
	if *in == "" {
		return badConfig{[]string{"-in: name the file to read"}}
	}
	text, err := readText(*in)
	if err != nil {
		return err
	}
	open := openStoreOnly
	if *dry {
		open = readable
	}
	s, done, err := open(ctx, c)
	if err != nil {
		return err
	}
	book, err := journal.Open(ctx, s, journal.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return errors.Join(err, done())
	}
	err = importText(ctx, book, text, *dry, os.Stdout)
	return errors.Join(err, book.Close(context.WithoutCancel(ctx)), done())
}

func openStoreOnly(ctx context.Context, c *config) (journal.Store, func() error, error) {
	s, err := openStore(ctx, c)
	if err != nil {
		return nil, nil, err
	}
	return s, s.Close, nil
}

// readText reads a file that is UTF-8, with or without its mark, or GBK.
func readText(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxImportBytes+1))
	if err != nil {
		return "", err
	}
	if len(raw) > maxImportBytes {
		return "", fmt.Errorf("%s: larger than %d MB", path, maxImportBytes>>20)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", fmt.Errorf("%s: neither UTF-8 nor GBK", path)
	}
	return string(text), nil
}

// importText drafts the needs of a table; every row that is refused is printed with its line.
func importText(ctx context.Context, book *journal.Book, text string, dry bool, w io.Writer) error {
	p := &printer{w: w}
	t := &needTable{s: book.State(), lines: map[int]int{}}
	if err := t.read(text); err != nil {
		return err
	}
	cmd := models.ImportNeeds{Needs: t.needs}
	made := 0
	in := models.Input{Actor: models.System, At: time.Now().UTC(), NewID: func() string { made++; return strconv.Itoa(made) }}
	if len(t.needs) > 0 {
		faults, err := cmd.Faults(t.s, in)
		if err != nil {
			return err
		}
		for _, f := range faults {
			t.faults = append(t.faults, lineFault{t.lines[f.Row], f.Fault})
		}
	}
	slices.SortStableFunc(t.faults, func(a, b lineFault) int { return a.line - b.line })
	for _, f := range t.faults {
		p.line("第 %d 行 %s：%s", f.line, f.column(), views.ZhCN.Reason(string(f.Code), f.Reason, f.Field, shown(f.Params)))
	}
	if len(t.faults) > 0 {
		return errors.Join(p.err, fmt.Errorf("%d 处有误，未导入任何一行", len(t.faults)))
	}
	if dry {
		p.line("%d 行均可导入（试运行，未作改动）", len(t.needs))
		return p.err
	}
	out, err := book.Do(ctx, models.System, cmd)
	if err != nil {
		return err
	}
	p.line("已导入 %d 条需求草稿，账册第 %d 条", len(out.Entry.Events), out.Entry.Seq)
	return p.err
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

type lineFault struct {
	line int
	*models.Error
}

// column is the column of the table that a field came from.
func (f lineFault) column() string {
	for column, field := range needFields {
		if field == f.Field {
			return column
		}
	}
	return f.Field
}

var needFields = map[string]string{
	"项目": "program", "区县": "county", "乡镇": "township", "类型": "type", "学段": "stage", "名称": "title", "期间": "period", "单位": "unit",
	"标准(元)": "unit_price_fen", "名额": "places", "紧急程度": "urgency", "截止日期": "deadline", "整体认捐": "divisible", "最多认捐企业数": "max_donors",
}

// needTable reads rows into needs.
type needTable struct {
	s      *models.State
	needs  []models.Need
	lines  map[int]int // row of needs → line of the file
	faults []lineFault
}

func (t *needTable) read(text string) error {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return fmt.Errorf("no table: %w", err)
	}
	at := map[string]int{}
	for i, name := range head {
		name = strings.TrimSpace(name)
		if !slices.Contains(needColumns, name) {
			return fmt.Errorf("unknown column %q; the columns are %s", name, strings.Join(needColumns, " "))
		}
		at[name] = i
	}
	for _, name := range []string{"项目", "区县", "类型", "标准(元)", "名额"} {
		if _, ok := at[name]; !ok {
			return fmt.Errorf("the column %q is missing", name)
		}
	}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		line, _ := in.FieldPos(0)
		cell := func(column string) string {
			if i, ok := at[column]; ok && i < len(cells) {
				return strings.TrimSpace(strings.TrimPrefix(cells[i], "'"))
			}
			return ""
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		t.row(line, cell)
	}
}

func (t *needTable) row(line int, cell func(string) string) {
	sound := true
	fault := func(field string, err *models.Error) {
		sound = false
		t.faults = append(t.faults, lineFault{line, err.At(field)})
	}
	whole := func(column string, otherwise int) int {
		text := cell(column)
		if text == "" {
			return otherwise
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			fault(needFields[column], models.Refuse(models.Invalid, "number_format"))
		}
		return n
	}
	n := models.Need{
		Program: t.program(cell("项目")), County: t.county(cell("区县")), Township: cell("乡镇"), Title: cell("名称"), Period: cell("期间"), Unit: cell("单位"),
		Type: models.NeedType(value("need_type", cell("类型"), models.NeedTypeOrder)), Stage: models.Stage(value("stage", cell("学段"), models.Stages)),
		Places: whole("名额", 0), Urgency: whole("紧急程度", 3), MaxDonors: whole("最多认捐企业数", 0),
	}
	price, err := money.ParseYuan(cell("标准(元)"))
	var bad *money.Error
	if errors.As(err, &bad) {
		fault("unit_price_fen", models.Refuse(models.Invalid, bad.Reason).With("limit", bad.Limit))
	}
	n.UnitPriceFen = price
	if day := cell("截止日期"); day != "" {
		var refused *models.Error
		if n.Deadline, err = models.ParseDay(day); errors.As(err, &refused) {
			fault("deadline", refused)
		}
	}
	switch cell("整体认捐") {
	case "", "否":
	case "是":
		n.Indivisible = true
	default:
		fault("divisible", models.Refuse(models.Invalid, "unknown_choice"))
	}
	if sound {
		t.lines[len(t.needs)] = line
		t.needs = append(t.needs, n)
	}
}

func (t *needTable) program(text string) string {
	for id, p := range t.s.Programs.All() {
		if p.Name == text || p.Slug == text {
			return id
		}
	}
	return text
}

func (t *needTable) county(text string) string {
	for code, c := range t.s.Counties.All() {
		if c.Name == text {
			return code
		}
	}
	return text
}

// value finds the slug of a word of the trade; a slug is taken as it is.
func value[S ~string](kind, text string, all []S) string {
	for _, v := range all {
		if word(kind, string(v)) == text {
			return string(v)
		}
	}
	return text
}
