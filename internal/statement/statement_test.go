package statement

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"shanpei/models"
	"shanpei/models/money"
)

func read(t *testing.T, data string) Result {
	t.Helper()
	f, err := Read([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	return f.Lines(f.Detect())
}

func TestAmountsAreReadAsBanksWriteThem(t *testing.T) {
	for cell, want := range map[string]money.Fen{
		"1,234.50": 1234_50, "1234.5": 1234_50, "¥1,234.50": 1234_50, "１，２３４．５０元": 1234_50, "(88.00)": -88_00, "-88": -88_00, "88-": -88_00, "+88.00": 88_00, "": 0, "-": 0, "--": 0,
		"0.00": 0, "CNY 12.00": 12_00, "1099.9899999999998": 1099_99, "0.1": 10, "9,999,999,999,999.99": money.MaxFen, "100.": 100_00,
	} {
		if fen, reason := readFen(cell); fen != want || reason != "" {
			t.Errorf("%q: %s %s", cell, fen, reason)
		}
	}
	for cell, want := range map[string]string{
		"abc": "amount_format", "1e3": "amount_format", "1,23,4": "amount_format", "12,34.00": "amount_format", "0.001": "amount_too_precise", "1.005": "amount_too_precise",
		"99999999999999999999": "amount_too_large", "1 2 3a": "amount_format", "NaN": "amount_format", "--5-5": "amount_format",
	} {
		if _, reason := readFen(cell); reason != want {
			t.Errorf("%q: %q, want %s", cell, reason, want)
		}
	}
}

func TestDaysAreReadAsBanksWriteThem(t *testing.T) {
	for _, cell := range []string{"2026-11-02", "2026/11/2", "20261102", "2026年11月2日", "2026-11-02 13:05:00", "2026.11.02", "46328", "46328.5", "20261102130500", "２０２６-１１-０２"} {
		if day, ok := ReadDay(cell); !ok || day != "2026-11-02" {
			t.Errorf("%q: %s %v", cell, day, ok)
		}
	}
	for _, cell := range []string{"", "2026-13-01", "2026-02-30", "11/02/2026", "abc", "99999999"} {
		if day, ok := ReadDay(cell); ok {
			t.Errorf("%q is taken for %s", cell, day)
		}
	}
}

func TestTheSameLinesHaveTheSameIdsInEveryFormatAndOrder(t *testing.T) {
	rows := [][]string{
		{"2026-11-02", "100.00", "1,100.00", "甲公司", "6222 0001", "捐款 一"}, {"2026-11-02", "100.00", "1,200.00", "甲公司", "62220001", "捐款 一"},
		{"2026-11-03", "-5.00", "1,195.00", "银行", "", "手续费"},
	}
	head := []string{"交易日期", "交易金额", "余额", "对方户名", "对方账号", "摘要"}
	text := func(sep string, down bool) string {
		lines := []string{strings.Join(head, sep)}
		for i := range rows {
			r := rows[i]
			if down {
				r = rows[len(rows)-1-i]
			}
			cells := make([]string, len(r))
			for k, c := range r {
				cells[k] = `"` + c + `"`
			}
			lines = append(lines, strings.Join(cells, sep))
		}
		return strings.Join(lines, "\r\n")
	}
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text(",", false))
	if err != nil {
		t.Fatal(err)
	}
	book := excelize.NewFile()
	for i, r := range append([][]string{head}, rows...) {
		for k, c := range r {
			if err := book.SetCellStr("Sheet1", fmt.Sprintf("%c%d", 'A'+k, i+3), c); err != nil {
				t.Fatal(err)
			}
		}
	}
	var x bytes.Buffer
	if err := book.Write(&x); err != nil {
		t.Fatal(err)
	}
	var want []Line
	for name, data := range map[string]string{"utf-8": text(",", false), "with a mark": "\ufeff" + text(",", false), "gbk": gbk, "tabs": text("\t", false), "newest first": text(",", true), "xlsx": x.String()} {
		r := read(t, data)
		if len(r.Faults) > 0 || len(r.Lines) != 3 || r.Gap != 0 || r.InFen != 200_00 || r.OutFen != 5_00 || r.Opening != 1000_00 || r.Closing != 1195_00 {
			t.Fatalf("%s: %+v", name, r)
		}
		if want == nil {
			want = r.Lines
		}
		for i, l := range r.Lines {
			if l.ID != want[i].ID || l.Fen != want[i].Fen || l.PayerAccount != want[i].PayerAccount {
				t.Errorf("%s: line %d is %s, elsewhere %s", name, i, l.ID, want[i].ID)
			}
		}
	}
	if want[0].ID == want[1].ID {
		t.Error("two payments of one day and amount are one")
	}
}

func TestTheBanksOwnIdIsTakenUnlessTwoLinesShareIt(t *testing.T) {
	r := read(t, "日期,流水号,金额,对方户名\n2026-11-02,S1,-1000,学校\n2026-11-02,S1,-5,银行\n2026-11-02,S2,7,甲\n")
	if r.Lines[0].ID != "S1" || r.Lines[1].ID == "S1" || r.Lines[1].ID == "" || r.Lines[2].ID != "S2" {
		t.Errorf("%s %s %s", r.Lines[0].ID, r.Lines[1].ID, r.Lines[2].ID)
	}
}

func TestAGapInTheBalancesIsSeen(t *testing.T) {
	r := read(t, "日期,金额,余额\n2026-11-02,10,110\n2026-11-03,10,130\n")
	if r.Gap != 3 || len(r.Lines) != 2 {
		t.Errorf("gap at %d", r.Gap)
	}
}

func TestEveryFaultIsListedWithItsRowAndColumn(t *testing.T) {
	r := read(t, "日期,收入,支出,摘要\nx,1,,a\n2026-11-02,1,2,b\n2026-11-02,zz,,c\n2026-11-02,,,d\n合计,4,2,\n")
	if len(r.Lines) != 0 || len(r.Faults) != 4 {
		t.Fatalf("%+v", r)
	}
	for i, want := range []Fault{{2, "日期", "day_form", "x"}, {3, "收入", "both_amounts", "1"}, {4, "收入", "amount_format", "zz"}, {5, "收入", "amount_missing", ""}} {
		if r.Faults[i] != want {
			t.Errorf("%+v, want %+v", r.Faults[i], want)
		}
	}
}

const camtHead = `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>`

const camtLines = `<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">1090.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="CNY">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>甲公司</Nm></Pty></Dbtr><DbtrAcct><Id><Othr><Id>62220001</Id></Othr></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>捐款 YX</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-11-03</Dt></BookgDt><AcctSvcrRef>R2</AcctSvcrRef></Ntry>
<Ntry><Amt Ccy="CNY">55.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts><BookgDt><Dt>2026-11-03</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>`

func TestACamtStatementIsRead(t *testing.T) {
	r := read(t, camtHead+camtLines)
	if len(r.Lines) != 2 || r.Opening != 1000_00 || r.Closing != 1090_00 || r.Gap != 0 || !r.Balances {
		t.Fatalf("%+v", r)
	}
	if l := r.Lines[0]; l.ID != "R1" || l.Payer != "甲公司" || l.PayerAccount != "62220001" || l.Memo != "捐款 YX" || l.Fen != 100_00 || l.Day != "2026-11-02" {
		t.Errorf("%+v", l)
	}
	if r.Lines[1].Fen != -10_00 {
		t.Errorf("%+v", r.Lines[1])
	}
}

func TestHostileFilesAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for _, name := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for reason, data := range map[string]string{
		"statement_bomb":      bomb.String(),
		"statement_xml":       `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><Document>&x;</Document>`,
		"statement_currency":  camtHead + strings.ReplaceAll(camtLines, "CNY", "USD"),
		"statement_xls":       "\xD0\xCF\x11\xE0",
		"statement_empty":     " \n ",
		"statement_no_header": "1,2,3\n4,5,6\n",
		"statement_too_long":  "日期,金额\n" + strings.Repeat("2026-11-02,1\n", MaxLines+200),
		"statement_format":    strings.Repeat("a,", 100) + "\n",
		"statement_damaged":   "PK\x03\x04",
		"body_too_large":      strings.Repeat("x", MaxBytes+1),
	} {
		_, err := Read([]byte(data))
		e, ok := err.(*models.Error)
		if !ok || e.Reason != reason {
			t.Errorf("%s: %v", reason, err)
		}
	}
	if _, err := Read([]byte("<?xml version=\"1.0\"?>" + strings.Repeat("<a>", 100))); err == nil {
		t.Error("a document 100 deep is read")
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("日期,金额,余额,对方户名,摘要\n2026-11-02,\"1,000.00\",1000,甲,捐款 YX-2026-000001-1\n"))
	f.Add([]byte("日期\t收入\t支出\n20261102\t1\t\n"))
	f.Add([]byte(camtHead + camtLines))
	f.Add([]byte("\xFF\xFE\xe5\x65\x1f\x67"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Read(data)
		if err != nil {
			return
		}
		r := file.Lines(file.Detect())
		seen := map[string]bool{}
		var in, out money.Fen
		for _, l := range r.Lines {
			if l.ID == "" || seen[l.ID] || l.Fen == 0 || l.Day == "" {
				t.Fatalf("%+v", l)
			}
			seen[l.ID] = true
			in, out = in+max(l.Fen, 0), out+max(-l.Fen, 0)
		}
		if in != r.InFen || out != r.OutFen {
			t.Fatalf("%s in, %s out", in, out)
		}
	})
}
