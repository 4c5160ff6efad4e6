package workbook

import (
	"fmt"
	"strconv"

	"shanpei/models"
	"shanpei/models/money"
)

// Running is the title of the column that only counts the lines of a ledger.
const Running = "序号"

// carried puts the lines of an earlier ledger, which come before those of these books, and counts them.
func (l Ledger) carried(s Source, f Filter, put func(...any) error) (n int, err error) {
	program := ""
	if p, ok := s.State.Programs.Get(f.Program); ok {
		program = p.Name
	}
	for _, line := range s.State.CarriedLines(l.ID) {
		if l.ByDay && !f.day(line.Day) || f.Program != "" && line.Program != program {
			continue
		}
		n++
		cells, err := l.cells(n, line)
		if err != nil {
			return n, err
		}
		if err := put(cells...); err != nil {
			return n, err
		}
	}
	return n, nil
}

// cells are those of an earlier line, each as its column's kind has it.
func (l Ledger) cells(n int, line *models.CarriedLine) ([]any, error) {
	rest := line.Cells
	out := make([]any, 0, len(l.columns))
	for _, c := range l.columns {
		if c.Title == Running {
			out = append(out, n)
			continue
		}
		if len(rest) == 0 {
			return nil, fmt.Errorf("an earlier line of %s has too few cells", l.ID)
		}
		text := rest[0]
		rest = rest[1:]
		switch c.Kind {
		case Money:
			fen, err := money.ParseSigned(text)
			if err != nil {
				return nil, err
			}
			out = append(out, fen)
		case Count:
			count, err := strconv.Atoi(text)
			if err != nil {
				return nil, err
			}
			out = append(out, count)
		default:
			out = append(out, text)
		}
	}
	return out, nil
}
