package papers

import "strings"

// column is one of a table: its title, its share of the width, where its text stands.
type tableColumn struct {
	title string
	share float64
	right bool
}

// pair is a label and what it says.
type pair struct{ label, value string }

// pairs sets labels beside values, one under the other, in a light frame of lines.
func (s *sheet) pairs(list []pair) {
	const label = 34.0
	s.y += 2
	s.line(rule, 0.2, s.left, s.y, s.right, s.y)
	for _, p := range list {
		lines := wrap(p.value, cell.size+0.5, s.column()-label-4)
		names := wrap(p.label, cell.size, label-6)
		high := float64(max(len(lines), len(names)))*cell.height() + 2.6
		s.room(high)
		if s.y == s.top {
			s.line(rule, 0.2, s.left, s.y, s.right, s.y)
		}
		s.fill(pale, s.left, s.y+0.15, label-2, high-0.3)
		for i, l := range names {
			s.text(s.left+2, s.y+5+float64(i)*cell.height(), cell.in(grey), l)
		}
		for i, l := range lines {
			s.text(s.left+label+1, s.y+5+float64(i)*cell.height(), cell.of(9.5), l)
		}
		s.y += high
		s.line(rule, 0.2, s.left, s.y, s.right, s.y)
	}
}

const cellPad = 1.4

// table sets rows under titles; the titles stand again on every page that the table reaches. A last row that begins with 合计 is set heavy.
func (s *sheet) table(columns []tableColumn, rows [][]string) {
	total := 0.0
	for _, c := range columns {
		total += c.share
	}
	widths := make([]float64, len(columns))
	for i, c := range columns {
		widths[i] = c.share / total * s.column()
	}
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.title
	}
	s.y += 3
	header := func() {
		s.line(ink, 0.35, s.left, s.y, s.right, s.y)
		s.row(columns, widths, s.cells(titles, widths, cell.in(grey)), cell.in(grey), false)
		s.line(ink, 0.2, s.left, s.y, s.right, s.y)
	}
	s.room(24)
	header()
	for _, r := range rows {
		f := cell
		sum := len(r) > 0 && r[0] == "合计"
		if sum {
			f = f.heavy()
		}
		lines := s.cells(r, widths, f)
		for {
			n := deepest(lines)
			high := float64(n)*f.height() + 2*cellPad
			fits := int((s.bottom - s.y - 2*cellPad) / f.height())
			if high > s.bottom-s.y && (n <= 12 || fits < 2) {
				s.newPage()
				header()
				fits = int((s.bottom - s.y - 2*cellPad) / f.height())
			}
			if n <= fits {
				s.row(columns, widths, lines, f, sum)
				break
			}
			now, rest := split(lines, fits) // a row that is higher than what is left, and long
			s.row(columns, widths, now, f, false)
			lines = rest
			s.newPage()
			header()
		}
		s.line(rule, 0.15, s.left, s.y, s.right, s.y)
	}
	s.line(ink, 0.35, s.left, s.y, s.right, s.y)
}

// cells breaks the texts of a row into the lines of its columns.
func (s *sheet) cells(texts []string, widths []float64, f face) [][]string {
	out := make([][]string, len(widths))
	for i := range widths {
		if i < len(texts) {
			out[i] = wrap(texts[i], f.size, widths[i]-2*cellPad)
		}
	}
	return out
}

func deepest(lines [][]string) int {
	n := 1
	for _, l := range lines {
		n = max(n, len(l))
	}
	return n
}

func split(lines [][]string, n int) (now, rest [][]string) {
	for _, l := range lines {
		k := min(n, len(l))
		now, rest = append(now, l[:k]), append(rest, l[k:])
	}
	return now, rest
}

func (s *sheet) row(columns []tableColumn, widths []float64, lines [][]string, f face, sum bool) {
	high := float64(deepest(lines))*f.height() + 2*cellPad
	if sum {
		s.fill(pale, s.left, s.y, s.column(), high)
	}
	x := s.left
	for i, c := range columns {
		for j, l := range lines[i] {
			y := s.y + cellPad + f.height()*(float64(j)+0.74)
			if c.right {
				s.rightTo(x+widths[i]-cellPad, y, f, l)
			} else {
				s.text(x+cellPad, y, f, l)
			}
		}
		x += widths[i]
	}
	s.y += high
}

// notes sets small remarks, each with its number.
func (s *sheet) notes(list ...string) {
	s.y += 3
	for _, n := range list {
		if strings.TrimSpace(n) != "" {
			s.paragraph(small, 0, "· "+n)
		}
	}
}
