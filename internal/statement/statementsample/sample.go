// Package statementsample makes bank statements for tests and measurements: with clean references, mistyped ones, third-party payers, parts and strangers, as a CSV in
// GBK and as a workbook. Everything in it is invented.
package statementsample

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"shanpei/models/money"
)

// Gift is what somebody owes: the number of the pledge, who gives it, and what is due.
type Gift struct {
	Number string
	Donor  string
	DueFen money.Fen
}

// Kind is how a line names its pledge.
type Kind string

// The kinds of lines, in the parts of 70, 10, 10, 5 and 5 in a hundred.
const (
	Clean    Kind = "clean"
	Mistyped Kind = "mistyped"
	Third    Kind = "third_party"
	Part     Kind = "partial"
	Unknown  Kind = "unknown"
)

// Row is a line of the statement, with the truth that the file does not tell.
type Row struct {
	Serial, Day, Payer, Account, Memo string
	Fen, Balance                      money.Fen
	Kind                              Kind
	Gift                              int // whose it is; -1: nobody's
}

// Statement makes n lines of a month for the gifts, of which there must be at least n.
func Statement(seed uint64, gifts []Gift, n int, month string) []Row {
	rnd := rand.New(rand.NewPCG(seed, 7))
	kinds := make([]Kind, n)
	for i := range kinds {
		switch p := i % 20; {
		case p < 14:
			kinds[i] = Clean
		case p < 16:
			kinds[i] = Mistyped
		case p < 18:
			kinds[i] = Third
		case p < 19:
			kinds[i] = Part
		default:
			kinds[i] = Unknown
		}
	}
	rnd.Shuffle(n, func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	rows := make([]Row, n)
	balance := money.Fen(1_000_000_00)
	for i := range rows {
		g := gifts[i]
		r := Row{
			Serial: fmt.Sprintf("2026%09d", 100_000+i), Day: fmt.Sprintf("%s-%02d", month, 1+i*28/n), Payer: g.Donor, Account: accountOf(g.Donor), Fen: g.DueFen, Kind: kinds[i], Gift: i,
			Memo: words[rnd.IntN(len(words))] + disguise(rnd, g.Number),
		}
		switch r.Kind {
		case Mistyped:
			r.Memo = words[rnd.IntN(len(words))] + mistype(rnd, g.Number)
		case Third:
			r.Payer = fmt.Sprintf("代付人%d商贸行（演示）", rnd.IntN(500))
			r.Account = accountOf(r.Payer)
		case Part:
			r.Fen = max(1, g.DueFen*money.Fen(1+rnd.IntN(8))/10)
		case Unknown:
			r.Payer, r.Memo, r.Gift = fmt.Sprintf("过路人%d（演示）", rnd.IntN(5000)), "爱心捐款", -1
			r.Account = accountOf(r.Payer)
			r.Fen = money.Fen(1+rnd.IntN(99_999)) * 7
		}
		balance += r.Fen
		r.Balance = balance
		rows[i] = r
	}
	return rows
}

var words = []string{"", "捐款 ", "爱心捐款", "意达圆梦 ", "附言：", "转账 捐赠 "}

// disguise writes a number as payers do: other dashes, full width, lower case, no hyphens, spaces.
func disguise(rnd *rand.Rand, number string) string {
	switch rnd.IntN(6) {
	case 0:
		return strings.ReplaceAll(number, "-", "－")
	case 1:
		return strings.ToLower(number)
	case 2:
		return strings.ReplaceAll(number, "-", " ")
	case 3:
		return strings.ReplaceAll(number, "-", "")
	}
	return number
}

// mistype makes one slip in the digits of a number: another digit, two neighbours changed about, one left out or one too many.
func mistype(rnd *rand.Rand, number string) string {
	var at []int
	for i := 3; i < len(number); i++ {
		if number[i] != '-' {
			at = append(at, i)
		}
	}
	b := []byte(number)
	k := rnd.IntN(len(at) - 1)
	i, j := at[k], at[k+1]
	switch rnd.IntN(4) {
	case 0:
		b[i] = '0' + (b[i]-'0'+1+byte(rnd.IntN(9)))%10
	case 1:
		if b[i] == b[j] {
			b[i] = '0' + (b[i]-'0'+3)%10
		} else {
			b[i], b[j] = b[j], b[i]
		}
	case 2:
		b = append(b[:i], b[i+1:]...)
	default:
		b = append(b[:i], append([]byte{'0' + byte(rnd.IntN(10))}, b[i:]...)...)
	}
	return string(b)
}

func accountOf(name string) string {
	sum := uint64(17)
	for _, r := range name {
		sum = sum*131 + uint64(r)
	}
	return fmt.Sprintf("3700%014d", sum%100_000_000_000_000)
}

var header = []string{"交易日期", "交易流水号", "收入金额（元）", "支出金额（元）", "账户余额", "对方户名", "对方账号", "摘要", "附言"}

func (r Row) cells() []string {
	return []string{strings.ReplaceAll(r.Day, "-", ""), r.Serial, r.Fen.String(), "", r.Balance.String(), r.Payer, r.Account, "转账", r.Memo}
}

// CSV writes the statement as banks of this country do: GBK, words above the header, sums below the lines.
func CSV(rows []Row) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	list := [][]string{{"账户明细查询"}, {"账号：37000000000000000001", "户名：泰安市慈善总会（演示）"}, header}
	var sum money.Fen
	for _, r := range rows {
		list = append(list, r.cells())
		sum += r.Fen
	}
	list = append(list, []string{"合计", fmt.Sprint(len(rows)), sum.String()})
	if err := w.WriteAll(list); err != nil {
		return nil, err
	}
	return simplifiedchinese.GBK.NewEncoder().Bytes(b.Bytes())
}

// XLSX writes the same as a workbook, amounts as numbers.
func XLSX(rows []Row) ([]byte, error) {
	book := excelize.NewFile()
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	line := make([]any, len(header))
	for i, h := range header {
		line[i] = h
	}
	if err := w.SetRow("A1", line); err != nil {
		return nil, err
	}
	for i, r := range rows {
		for k, c := range r.cells() {
			line[k] = c
		}
		line[2], line[4] = float64(r.Fen)/100, float64(r.Balance)/100
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), line); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = book.Write(&b)
	return b.Bytes(), err
}
