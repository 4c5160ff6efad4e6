package statement

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"shanpei/models"
	"shanpei/models/money"
)

// Line is one line of a statement. Money that came in is positive.
type Line struct {
	Row          int // in the file
	ID           string
	Serial       string // the bank's own id, when it gives one
	Day          models.Day
	Fen          money.Fen
	Balance      *money.Fen // after the line
	Payer        string
	PayerAccount string
	Memo         string
}

// Fault is why a row cannot be read. Reason is a slug of the catalogue.
type Fault struct {
	Row    int
	Column string
	Reason string
	Cell   string
}

// Result is what a file says with its columns: every line, or every fault. Gap is the first row at which the bank's balances do not follow from each other; 0
// when they do, or are not told.
type Result struct {
	Lines    []Line
	Faults   []Fault
	Gap      int
	From, To models.Day
	InFen    money.Fen
	OutFen   money.Fen
	Opening  money.Fen
	Closing  money.Fen
	Balances bool
	Ends     []models.EndOfMonth
}

// maxFaults is how many faults are listed; a file with the wrong columns has one in every row.
const maxFaults = 200

// Lines reads the rows by their columns. Rows of sums at the end and rows without any day and amount are passed over.
func (f *File) Lines(c models.Columns) Result {
	var r Result
	if f.Format == CAMT {
		r.Lines = slices.Clone(f.entries)
	} else {
		at := map[string]int{}
		for i, h := range f.Headers {
			at[h] = i
		}
		for _, row := range f.rows {
			cell := func(header string) string {
				if i, ok := at[header]; ok && header != "" && i < len(row.cells) {
					return row.cells[i]
				}
				return ""
			}
			if sumRow(row.cells, cell(c.Day)) {
				continue
			}
			l, faults := readLine(row.no, c, cell)
			r.Faults = append(r.Faults, faults...)
			if len(r.Faults) > maxFaults {
				r.Faults = r.Faults[:maxFaults]
				break
			}
			if len(faults) == 0 && l.Fen != 0 {
				r.Lines = append(r.Lines, l)
			}
		}
	}
	if len(r.Faults) > 0 {
		r.Lines = nil
		return r
	}
	r.arrange()
	name(r.Lines)
	if f.Format == CAMT && f.opening != nil && f.closing != nil {
		r.Opening, r.Closing, r.Balances = money.Fen(*f.opening), money.Fen(*f.closing), true
		if n := len(r.Lines); n > 0 {
			r.Ends = []models.EndOfMonth{{Month: string(r.To[:7]), Day: r.To, Fen: r.Closing}}
			if r.Opening+r.InFen-r.OutFen != r.Closing {
				r.Gap = r.Lines[n-1].Row
			}
		}
	}
	return r
}

var sumWords = []string{"合计", "总计", "小计", "汇总", "总笔数", "总金额", "承前页", "过次页", "以下空白", "打印时间", "打印日期", "制表"}

// sumRow tells whether a row holds no line: its day is empty or a word, and it speaks of sums or is nearly empty.
func sumRow(cells []string, day string) bool {
	if strings.ContainsAny(day, "0123456789") {
		return false
	}
	filled := 0
	for _, c := range cells {
		if c != "" {
			filled++
		}
		for _, w := range sumWords {
			if strings.Contains(c, w) {
				return true
			}
		}
	}
	return filled <= 1
}

func readLine(no int, c models.Columns, cell func(string) string) (Line, []Fault) {
	l := Line{Row: no, Serial: cell(c.Serial), Payer: cell(c.Payer), PayerAccount: account(cell(c.PayerAccount))}
	var faults []Fault
	fault := func(column, reason string) {
		faults = append(faults, Fault{Row: no, Column: column, Reason: reason, Cell: shortened(cell(column))})
	}
	var ok bool
	if l.Day, ok = ReadDay(cell(c.Day)); !ok {
		fault(c.Day, "day_form")
	}
	amount := func(column string) money.Fen {
		fen, reason := readFen(cell(column))
		if reason != "" {
			fault(column, reason)
		}
		return fen
	}
	if c.Amount != "" {
		l.Fen = amount(c.Amount)
		switch {
		case cell(c.Amount) == "":
			fault(c.Amount, "amount_missing")
		case c.Direction != "":
			sign, known := direction(cell(c.Direction))
			if !known {
				fault(c.Direction, "direction_unknown")
			}
			if l.Fen > 0 {
				l.Fen *= sign
			} else if sign > 0 && l.Fen < 0 {
				fault(c.Amount, "direction_differs")
			}
		}
	} else {
		in, out := amount(c.Credit), amount(c.Debit)
		switch {
		case in != 0 && out != 0:
			fault(c.Credit, "both_amounts")
		case in == 0 && out == 0 && cell(c.Credit) == "" && cell(c.Debit) == "":
			fault(cmp.Or(c.Credit, c.Debit), "amount_missing")
		}
		l.Fen = in - out
	}
	if b := cell(c.Balance); b != "" {
		fen, reason := readFen(b)
		if reason != "" {
			fault(c.Balance, reason)
		}
		l.Balance = &fen
	}
	var memo []string
	for _, m := range c.Memo {
		if t := cell(m); t != "" && !slices.Contains(memo, t) {
			memo = append(memo, t)
		}
	}
	l.Memo = strings.Join(memo, " ")
	for _, t := range []struct{ column, text string }{{c.Payer, l.Payer}, {strings.Join(c.Memo, "+"), l.Memo}} {
		if len([]rune(t.text)) > 500 {
			fault(t.column, "text_too_long")
		}
	}
	return l, faults
}

func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// account keeps the digits and letters of an account number; what a spreadsheet has made a floating figure of says nothing any more.
func account(s string) string {
	s = norm.NFKC.String(s)
	if strings.ContainsAny(s, "eE") && strings.Contains(s, "+") {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, s)
}

var dayForms = []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2006年1月2日", "2006-01-02T15:04:05", "20060102150405"}

// ReadDay reads a day as banks write it, with or without the time of day, or as a spreadsheet counts it.
func ReadDay(s string) (models.Day, bool) {
	s = strings.TrimSpace(norm.NFKC.String(s))
	if n, err := strconv.ParseFloat(s, 64); err == nil && n > 20_000 && n < 80_000 {
		t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n))
		return models.Day(t.Format(time.DateOnly)), true
	}
	date, _, _ := strings.Cut(s, " ")
	for _, form := range dayForms {
		for _, text := range []string{date, s} {
			if t, err := time.Parse(form, text); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
				return models.Day(t.Format(time.DateOnly)), true
			}
		}
	}
	return "", false
}

// direction reads who the money went to: in the bank's books what came in is 贷.
func direction(s string) (money.Fen, bool) {
	switch strings.ToUpper(PlainHeader(s)) {
	case "贷", "贷方", "收", "收入", "入", "转入", "来账", "存入", "C", "CR", "CRDT", "CREDIT", "+", "贷记", "进":
		return 1, true
	case "借", "借方", "支", "支出", "出", "转出", "往账", "支取", "D", "DR", "DBIT", "DEBIT", "-", "借记", "付":
		return -1, true
	}
	return 0, false
}

var grouped = regexp.MustCompile(`^\d{1,3}(,\d{3})+(\.\d*)?$`)
var plain = regexp.MustCompile(`^\d+(\.\d*)?$`)

// readFen reads an amount as banks write it: with or without separators of thousands, with a sign before or behind, in brackets, with the name of the
// currency; or as a spreadsheet keeps it, with the dust of its floating figures. An empty cell and a dash are zero.
func readFen(cell string) (money.Fen, string) {
	s := norm.NFKC.String(cell)
	for _, unit := range []string{"¥", "人民币", "RMB", "CNY", "元", " "} {
		s = strings.ReplaceAll(s, unit, "")
	}
	negative := false
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		negative, s = true, s[1:len(s)-1]
	}
	s = strings.NewReplacer("−", "-", "–", "-", "—", "-").Replace(s)
	switch {
	case s == "" || s == "-" || s == "--":
		return 0, ""
	case strings.HasPrefix(s, "-"), strings.HasSuffix(s, "-"):
		negative, s = !negative, strings.Trim(s, "-")
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	if grouped.MatchString(s) {
		s = strings.ReplaceAll(s, ",", "")
	}
	s = strings.TrimSuffix(s, ".")
	if !plain.MatchString(s) || len(s) > 40 {
		return 0, "amount_format"
	}
	fen, reason := exactFen(s)
	if negative {
		fen = -fen
	}
	return fen, reason
}

// exactFen turns decimal text into fen. More than two decimals are refused, unless the rest is the dust of a floating figure.
func exactFen(s string) (money.Fen, string) {
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		return 0, "amount_format"
	}
	v.Mul(v, big.NewRat(100, 1))
	whole := new(big.Int).Quo(new(big.Int).Add(new(big.Int).Mul(v.Num(), big.NewInt(2)), v.Denom()), new(big.Int).Mul(v.Denom(), big.NewInt(2)))
	off := new(big.Rat).Sub(v, new(big.Rat).SetInt(whole))
	if _, decimals, _ := strings.Cut(s, "."); off.Sign() != 0 && (len(decimals) < 8 || off.Abs(off).Cmp(big.NewRat(1, 10_000)) > 0) {
		return 0, "amount_too_precise"
	}
	if !whole.IsInt64() || money.Fen(whole.Int64()) > money.MaxFen {
		return 0, "amount_too_large"
	}
	return money.Fen(whole.Int64()), ""
}

// arrange puts the lines into the order of time, sums them up and follows the bank's balances.
func (r *Result) arrange() {
	if len(r.Lines) == 0 {
		return
	}
	if gap, back := r.gapOf(r.Lines), slices.Clone(r.Lines); gap != 0 || r.Lines[0].Day > r.Lines[len(r.Lines)-1].Day {
		slices.Reverse(back)
		if r.gapOf(back) == 0 || r.Lines[0].Day > r.Lines[len(r.Lines)-1].Day {
			r.Lines = back
		}
	}
	r.Gap = r.gapOf(r.Lines)
	r.From, r.To = r.Lines[0].Day, r.Lines[0].Day
	told := 0
	for i, l := range r.Lines {
		r.From, r.To = min(r.From, l.Day), max(r.To, l.Day)
		if l.Fen > 0 {
			r.InFen += l.Fen
		} else {
			r.OutFen -= l.Fen
		}
		if l.Balance == nil {
			continue
		}
		told++
		month := string(l.Day[:7])
		end := models.EndOfMonth{Month: month, Day: l.Day, Fen: *l.Balance}
		if n := len(r.Ends); n > 0 && r.Ends[n-1].Month == month {
			r.Ends[n-1] = end
		} else {
			r.Ends = append(r.Ends, end)
		}
		if i == 0 {
			r.Opening = *l.Balance - l.Fen
		}
		r.Closing = *l.Balance
	}
	if r.Balances = told == len(r.Lines); !r.Balances {
		r.Ends, r.Opening, r.Closing = nil, 0, 0
	}
}

// gapOf is the row of the first line whose balance does not follow from the one before it.
func (r *Result) gapOf(lines []Line) int {
	for i := 1; i < len(lines); i++ {
		if a, b := lines[i-1].Balance, lines[i].Balance; a != nil && b != nil && *a+lines[i].Fen != *b {
			return lines[i].Row
		}
	}
	return 0
}

// name gives every line its natural id: the bank's own where it names one line of the file, else a hash of what of the row does not change from one file to
// the next, with a count for rows that are the same. A row has the same id in every file, whatever its format and its order.
func name(lines []Line) {
	lead := map[string]int{} // by the bank's id: its first line, such as the transfer of a transfer and its charge, which is the one with the most money
	for i, l := range lines {
		if k, ok := lead[l.Serial]; !ok || l.before(lines[k]) {
			lead[l.Serial] = i
		}
	}
	count := map[string]int{}
	for i := range lines {
		l := &lines[i]
		if l.Serial != "" && len(l.Serial) <= 60 && lead[l.Serial] == i {
			l.ID = l.Serial
			continue
		}
		h := l.hash()
		count[h]++
		l.ID = "H" + h
		if n := count[h]; n > 1 {
			l.ID += "-" + itoa(n)
		}
	}
}

// before orders the lines that the bank gave one id in a way that does not depend on their order in the file.
func (l Line) before(o Line) bool {
	if a, b := abs(l.Fen), abs(o.Fen); a != b {
		return a > b
	}
	return l.hash() < o.hash()
}

func abs(f money.Fen) money.Fen { return max(f, -f) }

func (l Line) hash() string {
	same := func(s string) string { return strings.Join(strings.Fields(norm.NFKC.String(s)), "") }
	sum := sha256.Sum256([]byte(strings.Join([]string{string(l.Day), strconv.FormatInt(int64(l.Fen), 10), same(l.Payer), l.PayerAccount, same(l.Memo), l.Serial}, "\x00")))
	return hex.EncodeToString(sum[:12])
}

func itoa(n int) string { return strconv.Itoa(n) }
