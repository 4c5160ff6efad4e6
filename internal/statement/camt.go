package statement

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"

	"shanpei/models/money"
)

// maxDepth bounds how deep a camt.053 may nest: ISO 20022 needs about fifteen.
const maxDepth = 40

// readCAMT reads a bank-to-customer statement (ISO 20022 camt.053). Documents with a DTD are refused, so no entity is ever fetched or grown; namespaces do
// not matter, so every version is read. Only what is booked and in yuan counts.
func (f *File) readCAMT(data []byte) error {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		switch strings.ToUpper(charset) {
		case "GBK", "GB2312", "GB18030":
			return simplifiedchinese.GB18030.NewDecoder().Reader(in), nil
		case "UTF-8", "UTF8":
			return in, nil
		}
		return nil, errors.New("charset")
	}
	c := camt{file: f}
	var path []string
	var text strings.Builder
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return refuse("statement_xml")
		}
		switch t := tok.(type) {
		case xml.Directive:
			return refuse("statement_xml")
		case xml.StartElement:
			if len(path) == maxDepth {
				return refuse("statement_xml")
			}
			path = append(path, t.Name.Local)
			text.Reset()
			c.start(path, t)
		case xml.CharData:
			if text.Len()+len(t) <= maxCell {
				text.Write(t)
			}
		case xml.EndElement:
			if err := c.end(path, cleanCell(text.String()), d); err != nil {
				return err
			}
			text.Reset()
			path = path[:len(path)-1]
		}
	}
	if !c.statement {
		return refuse("statement_xml")
	}
	return nil
}

// camt gathers one entry, or one balance, at a time.
type camt struct {
	file      *File
	statement bool
	currency  string
	entry     Line
	parts     []Line // transactions of the entry
	part      *Line
	booked    bool
	credit    bool
	fen       money.Fen
	balance   string
}

// start begins an element.
func (c *camt) start(path []string, t xml.StartElement) {
	switch t.Name.Local {
	case "Stmt":
		c.statement = true
	case "Ntry":
		c.entry, c.parts, c.booked, c.credit = Line{}, nil, false, true
	case "TxDtls":
		c.parts = append(c.parts, Line{})
		c.part = &c.parts[len(c.parts)-1]
	case "Bal":
		c.balance, c.credit, c.fen = "", true, 0
	case "Amt":
		for _, a := range t.Attr {
			if a.Name.Local == "Ccy" {
				c.currency = a.Value
			}
		}
	}
}

// under tells whether the last names of the path are these.
func under(path []string, names ...string) bool {
	if len(path) < len(names) {
		return false
	}
	for i, n := range names {
		if path[len(path)-len(names)+i] != n {
			return false
		}
	}
	return true
}

func within(path []string, name string) bool {
	for _, p := range path {
		if p == name {
			return true
		}
	}
	return false
}

// end takes the text of an element.
func (c *camt) end(path []string, text string, d *xml.Decoder) error {
	line, _ := d.InputPos()
	switch {
	case under(path, "Ntry", "Amt"), under(path, "Bal", "Amt"), under(path, "TxDtls", "Amt"):
		if c.currency != "CNY" && c.currency != "" {
			return refuse("statement_currency").With("currency", shortened(c.currency))
		}
		fen, reason := readFen(text)
		if reason != "" {
			return refuse("statement_xml").With("line", line)
		}
		switch {
		case under(path, "TxDtls", "Amt"):
			c.part.Fen = fen
		case under(path, "Ntry", "Amt"):
			c.entry.Fen = fen
		default:
			c.fen = fen
		}
	case under(path, "Ntry", "CdtDbtInd"), under(path, "Bal", "CdtDbtInd"):
		c.credit = text != "DBIT"
	case under(path, "Ntry", "Sts"), under(path, "Ntry", "Sts", "Cd"):
		c.booked = c.booked || text == "BOOK"
	case under(path, "BookgDt", "Dt"), under(path, "BookgDt", "DtTm"):
		day, ok := ReadDay(text)
		if !ok {
			return refuse("statement_xml").With("line", line)
		}
		c.entry.Day = day
	case under(path, "Ntry", "AcctSvcrRef"):
		c.entry.Serial = text
	case under(path, "Ntry", "AddtlNtryInf"):
		c.entry.Memo = text
	case under(path, "Bal", "Tp", "CdOrPrtry", "Cd"):
		c.balance = text
	case path[len(path)-1] == "Bal":
		fen := int64(c.fen)
		if !c.credit {
			fen = -fen
		}
		switch c.balance {
		case "OPBD", "PRCD":
			c.file.opening = &fen
		case "CLBD":
			c.file.closing = &fen
		}
	case path[len(path)-1] == "Ntry":
		c.entry.Row = line
		return c.close()
	case c.part != nil && within(path, "TxDtls"):
		c.detail(path, text)
	}
	return nil
}

// detail takes the text of an element of a transaction: who was on the other side, and what for.
func (c *camt) detail(path []string, text string) {
	other := "Dbtr"
	if !c.credit {
		other = "Cdtr"
	}
	switch {
	case under(path, other, "Nm"), under(path, other, "Pty", "Nm"):
		c.part.Payer = text
	case within(path, other+"Acct") && (under(path, "IBAN") || under(path, "Othr", "Id")):
		c.part.PayerAccount = account(text)
	case under(path, "RmtInf", "Ustrd"), under(path, "AddtlTxInf"):
		c.part.Memo = strings.TrimSpace(c.part.Memo + " " + text)
	case under(path, "Refs", "AcctSvcrRef"):
		c.part.Serial = text
	}
}

// close turns a booked entry into lines: one for each of its transactions when these have amounts that sum to the entry's, otherwise one.
func (c *camt) close() error {
	if !c.booked || c.entry.Fen == 0 {
		return nil
	}
	if c.entry.Day == "" {
		return refuse("statement_xml").With("line", c.entry.Row)
	}
	var sum money.Fen
	for _, p := range c.parts {
		sum += p.Fen
	}
	lines := []Line{c.entry}
	switch {
	case len(c.parts) > 1 && sum == c.entry.Fen:
		lines = c.parts
	case len(c.parts) > 0:
		p := c.parts[0]
		lines[0].Payer, lines[0].PayerAccount = p.Payer, p.PayerAccount
		lines[0].Memo = strings.TrimSpace(p.Memo + " " + c.entry.Memo)
		if lines[0].Serial == "" {
			lines[0].Serial = p.Serial
		}
	}
	for _, l := range lines {
		l.Row, l.Day = c.entry.Row, c.entry.Day
		if l.Serial == "" {
			l.Serial = c.entry.Serial
		}
		if !c.credit {
			l.Fen = -l.Fen
		}
		if len([]rune(l.Memo)) > 500 || len([]rune(l.Payer)) > 500 {
			return refuse("statement_xml").With("line", l.Row)
		}
		if len(c.file.entries) == MaxLines {
			return refuse("statement_too_long").With("limit", MaxLines)
		}
		c.file.entries = append(c.file.entries, l)
	}
	c.part = nil
	return nil
}
