// Package statement reads bank statements (银行对账单): CSV as spreadsheets and banks of this country write it, XLSX, and camt.053. It is pure: bytes in,
// lines and faults out. What it is given comes from outside, so everything is bounded.
package statement

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"shanpei/models"
)

// The bounds of a file. A bank's line is short; what is longer is no statement.
const (
	MaxBytes   = 4 << 20
	MaxLines   = 20_000
	maxColumns = 60
	maxCell    = 2000
	maxText    = 20_000 // of a cell that may hold several lines
	maxUnzip   = 64 << 20
	maxSheet   = 48 << 20
)

// The formats that are read.
const (
	CSV  = "csv"
	XLSX = "xlsx"
	CAMT = "camt053"
)

// File is a statement as it was read, before its columns are known. A camt.053 has no columns: its lines are known at once.
type File struct {
	Format  string
	Digest  string // SHA-256 of the bytes, in hex
	Headers []string

	rows    []row // below the header
	entries []Line
	opening *int64 // of a camt.053, in fen
	closing *int64
}

// row is a row of a table with its number in the file.
type row struct {
	no    int
	cells []string
}

// manner is how cells are read: cleaned, and bounded in bytes.
type manner struct {
	clean func(string) string
	most  int
}

var (
	plainly = manner{cleanCell, maxCell}
	byLines = manner{cleanLines, maxText}
)

func refuse(reason string) *models.Error {
	return models.Refuse(models.Invalid, reason).At("file")
}

// Read takes a file apart. It refuses `statement_empty statement_format statement_xls statement_damaged statement_bomb statement_charset statement_too_long
// statement_no_header` and, for camt.053, `statement_xml statement_currency`.
func Read(data []byte) (*File, error) {
	sum := sha256.Sum256(data)
	f := &File{Digest: hex.EncodeToString(sum[:])}
	if len(data) > MaxBytes {
		return nil, models.Refuse(models.TooLarge, "body_too_large").At("file").With("limit", "4 MB")
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, refuse("statement_empty")
	}
	var rows []row
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		f.Format = XLSX
		rows, err = readWorkbook(data, plainly)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return nil, refuse("statement_xls")
	case looksXML(data):
		f.Format = CAMT
		return f, f.readCAMT(data)
	case bytes.IndexByte(data, 0) >= 0 && !utf16(data):
		return nil, refuse("statement_format")
	default:
		f.Format = CSV
		rows, err = readText(data, plainly)
	}
	if err != nil {
		return nil, err
	}
	return f, f.findHeader(rows)
}

func utf16(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xFF\xFE")) || bytes.HasPrefix(data, []byte("\xFE\xFF"))
}

func looksXML(data []byte) bool {
	head := bytes.TrimSpace(bytes.TrimPrefix(data[:min(len(data), 200)], []byte("\xEF\xBB\xBF")))
	return bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<Document")) || bytes.HasPrefix(head, []byte("<!DOCTYPE"))
}

// decode turns the text of a CSV into UTF-8: it is that already, with a mark or without, or UTF-16 with its mark, or GB 18030, which holds GBK.
func decode(data []byte) (string, error) {
	if utf16(data) {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", refuse("statement_charset")
		}
		return string(out), nil
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if utf8.Valid(data) {
		return string(data), nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", refuse("statement_charset")
	}
	return string(out), nil
}

func readText(data []byte, how manner) ([]row, error) {
	text, err := decode(data)
	if err != nil {
		return nil, err
	}
	if head := strings.ToLower(strings.TrimSpace(text[:min(len(text), 200)])); strings.HasPrefix(head, "<html") || strings.HasPrefix(head, "<table") || strings.HasPrefix(head, "<!doctype html") {
		return nil, refuse("statement_xls") // what some banks call .xls is a web page
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(text), -1, true, true
	var rows []row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, refuse("statement_damaged")
		}
		no, _ := r.FieldPos(0)
		if rows, err = appended(rows, no, cells, how); err != nil {
			return nil, err
		}
	}
}

// appended adds a row, cleaned, unless it is empty.
func appended(rows []row, no int, cells []string, how manner) ([]row, error) {
	if len(cells) > maxColumns {
		return nil, refuse("statement_format")
	}
	out, empty := make([]string, len(cells)), true
	for i, c := range cells {
		if len(c) > how.most {
			return nil, refuse("statement_format")
		}
		out[i] = how.clean(c)
		empty = empty && out[i] == ""
	}
	if empty {
		return rows, nil
	}
	if len(rows) >= MaxLines+100 {
		return nil, refuse("statement_too_long").With("limit", MaxLines)
	}
	return append(rows, row{no, out}), nil
}

// separator is the one of comma, tab, semicolon and bar that stands most often in the first lines.
func separator(text string) rune {
	head := text[:min(len(text), 4000)]
	best, n := ',', 0
	for _, c := range []rune{',', '\t', ';', '|'} {
		if k := strings.Count(head, string(c)); k > n {
			best, n = c, k
		}
	}
	return best
}

func readWorkbook(data []byte, how manner) ([]row, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxSheet, RawCellValue: true})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return nil, refuse("statement_bomb")
		}
		return nil, refuse("statement_damaged")
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		list, err := book.Rows(sheet)
		if err != nil {
			continue // a sheet that is a chart
		}
		var rows []row
		for no := 1; list.Next(); no++ {
			cells, err := list.Columns()
			if err != nil || no > MaxLines*2 {
				return nil, refuse("statement_damaged")
			}
			if rows, err = appended(rows, no, cells, how); err != nil {
				return nil, err
			}
		}
		if err := list.Close(); err != nil {
			return nil, refuse("statement_damaged")
		}
		if len(rows) > 1 {
			return rows, nil
		}
	}
	return nil, refuse("statement_empty")
}

// cleanCell takes off what spreadsheets and banks put around a value so that it is not taken for a number: tabs, ="…", a leading quote.
func cleanCell(s string) string {
	return strings.ReplaceAll(cleanLines(s), "\n", " ")
}

// cleanLines cleans a cell and keeps its lines apart.
func cleanLines(s string) string {
	s = strings.Trim(strings.ReplaceAll(s, "\r\n", "\n"), " \t\r\n\u3000\u00a0\ufeff")
	if strings.HasPrefix(s, `="`) && strings.HasSuffix(s, `"`) && len(s) > 2 {
		s = s[2 : len(s)-1]
	}
	s = strings.TrimPrefix(s, "'")
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "�")
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0xFEFF || r == 0x200B {
			return ' '
		}
		return r
	}, s))
}
