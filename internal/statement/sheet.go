package statement

import (
	"bytes"

	"shanpei/models"
)

// Sheet is a table of any kind, read as carefully as a statement is: its columns by name, its rows with their numbers in the file.
type Sheet struct {
	Headers []string // as known gave them, "" for a column that is not known
	Unknown []string // headers that are not known, as the file has them
	Rows    []SheetRow
}

// SheetRow is a row below the headers.
type SheetRow struct {
	No    int
	Cells []string
}

// Cell is the cell of a row under a header; nothing where the row is shorter.
func (s *Sheet) Cell(r SheetRow, header string) string {
	for i, h := range s.Headers {
		if h == header && i < len(r.Cells) {
			return r.Cells[i]
		}
	}
	return ""
}

// ReadSheet reads an XLSX or a CSV. known gives the name of the column that a header means, "" for none; the row with most of them is the header. It refuses
// `body_too_large statement_empty statement_format statement_xls statement_damaged statement_bomb statement_charset statement_too_long statement_no_header`.
func ReadSheet(data []byte, known func(header string) string) (*Sheet, error) {
	return readSheet(data, known, plainly)
}

// ReadTable is ReadSheet for cells that may hold several lines.
func ReadTable(data []byte, known func(header string) string) (*Sheet, error) {
	return readSheet(data, known, byLines)
}

func readSheet(data []byte, known func(header string) string, how manner) (*Sheet, error) {
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
		rows, err = readWorkbook(data, how)
	case bytes.HasPrefix(data, []byte("\xD0\xCF\x11\xE0")):
		return nil, refuse("statement_xls")
	case looksXML(data), bytes.IndexByte(data, 0) >= 0 && !utf16(data):
		return nil, refuse("statement_format")
	default:
		rows, err = readText(data, how)
	}
	if err != nil {
		return nil, err
	}
	best, s := 1, &Sheet{}
	at := -1
	for i, r := range rows[:min(len(rows), 60)] {
		headers, n := make([]string, len(r.cells)), 0
		for k, c := range r.cells {
			if headers[k] = known(PlainHeader(c)); headers[k] != "" {
				n++
			}
		}
		if n > best {
			best, at, s.Headers = n, i, headers
		}
	}
	if at < 0 {
		return nil, refuse("statement_no_header")
	}
	if len(rows)-at-1 > MaxLines {
		return nil, refuse("statement_too_long").With("limit", MaxLines)
	}
	for k, c := range rows[at].cells {
		if c != "" && s.Headers[k] == "" {
			s.Unknown = append(s.Unknown, c)
		}
	}
	for _, r := range rows[at+1:] {
		s.Rows = append(s.Rows, SheetRow{No: r.no, Cells: r.cells})
	}
	return s, nil
}
