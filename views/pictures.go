package views

import (
	"fmt"
	"strconv"
	"strings"
)

// Pictures are drawn on the server as SVG. Lengths are percentages, so that text keeps its size at 360 px; every picture has a
// title that states its finding, and the same figures as a table.

// ProgressProps is how far something is, in three tones that lie on each other: pledged, received, paid out, of a goal.
// Values are fen unless Unit names a key of common.unit.
type ProgressProps struct {
	Goal, Pledged, Received, PaidOut int64
	Unit                             string
	Compact                          bool // the bar alone, with its text for assistive technology

	// Set where a figure may not be written because few persons stand behind it: only that it is less than this. The bar shows half of it.
	PledgedUnder, ReceivedUnder, PaidUnder int64
}

func (g ProgressProps) text(p *Page, n, under int64) string {
	if under > 0 {
		return p.T("common.figure.under", "amount", g.text(p, under, 0))
	}
	if g.Unit != "" {
		return p.Lang.Count(n, g.Unit)
	}
	return p.Lang.Money(Fen(n), p.Unit)
}

func (g ProgressProps) sentence(p *Page) string {
	return p.T("common.progress.text", "goal", g.text(p, g.Goal, 0), "pledged", g.text(p, g.Pledged, g.PledgedUnder), "received",
		g.text(p, g.Received, g.ReceivedUnder), "paid", g.text(p, g.PaidOut, g.PaidUnder))
}

// width is how long a tone is drawn.
func (g ProgressProps) width(n, under int64) string {
	if under > 0 {
		n = under / 2
	}
	return Percent(n, g.Goal)
}

// Picture is the frame of every picture: Title states the finding, Note says where and when it was measured.
type Picture struct {
	ID, Title, Note string
}

// Bar is a line of a bar chart, a step of a funnel, or a tile. Value decides the length, Text is what is written; Text
// may say less (少于 5) where the figure is suppressed. Unit keeps persons and person-times apart in a funnel: no rate is
// written between steps of different units.
type Bar struct {
	Label, Text, Note, Href string
	Value                   int64
	Unit                    string
	Tone                    string // tone-1, tone-2, tone-3, tone-gold; empty is tone-3
}

func (b Bar) tone() string {
	if b.Tone == "" {
		return "tone-3"
	}
	return b.Tone
}

func largest(bars []Bar) int64 {
	var m int64 = 1
	for _, b := range bars {
		m = max(m, b.Value)
	}
	return m
}

// rate is what share of the step before reached this one; nothing is said across units or when it would exceed the whole.
func rate(p *Page, bars []Bar, i int) string {
	if i == 0 || bars[i].Unit != bars[i-1].Unit || bars[i-1].Value <= 0 || bars[i].Value > bars[i-1].Value {
		return ""
	}
	return p.T("common.figure.funnel_rate", "rate", Percent(bars[i].Value, bars[i-1].Value))
}

// Tile is a county: its name, its sub-brand, a figure and how far it is.
type Tile struct {
	Name, Brand, Text, Note, Href string
	Progress                      *ProgressProps
}

// FlowNode is a station of the flow; Column counts from 0, left to right. Wait marks what has not moved on yet, in gold.
type FlowNode struct {
	ID, Label, Text string
	Column          int
	Wait            bool
}

// FlowLink is what goes from one station to another.
type FlowLink struct {
	From, To string
	Value    int64
	Text     string
}

// FlowProps is a flow picture (Sankey). A node is as high as what goes in or out of it, whichever is more.
type FlowProps struct {
	Picture
	Nodes []FlowNode
	Links []FlowLink
}

// flowBox is a node with its place: x, y and height in thousandths of the picture.
type flowBox struct {
	FlowNode
	in, out     int64
	top, height float64
	left        float64
	outAt, inAt float64
	labelX      string
	labelY      string
	anchor      string
}

// flowRibbon is a link as a path in a box of 1000 × 1000.
type flowRibbon struct {
	FlowLink
	Path, Title string
	Wait        bool
}

const (
	flowBarWidth = 12.0  // of 1000
	flowGap      = 110.0 // between nodes of a column: room for two lines of text at the picture's height
)

// layout places nodes and ribbons. The scale is that of the fullest column, so that heights compare across columns.
func (f FlowProps) layout() ([]flowBox, []flowRibbon) {
	boxes := make([]flowBox, len(f.Nodes))
	index := make(map[string]int, len(f.Nodes))
	columns := 1
	for i, n := range f.Nodes {
		boxes[i] = flowBox{FlowNode: n}
		index[n.ID] = i
		columns = max(columns, n.Column+1)
	}
	links := make([]FlowLink, 0, len(f.Links))
	for _, l := range f.Links {
		from, ok := index[l.From]
		to, ok2 := index[l.To]
		if !ok || !ok2 || l.Value <= 0 {
			continue
		}
		boxes[from].out += l.Value
		boxes[to].in += l.Value
		links = append(links, l)
	}
	scale := flowScale(boxes, columns)
	at := make([]float64, columns)
	for i := range boxes {
		b := &boxes[i]
		b.height = max(3, float64(max(b.in, b.out))*scale)
		at[b.Column] -= b.height + flowGap
	}
	for c := range at { // a column stands in the middle of the picture
		at[c] = max(0, (1000+at[c]+flowGap)/2)
	}
	for i := range boxes {
		b := &boxes[i]
		b.top = at[b.Column]
		at[b.Column] += b.height + flowGap
		b.place(columns)
	}
	ribbons := make([]flowRibbon, 0, len(links))
	for _, l := range links {
		from, to := &boxes[index[l.From]], &boxes[index[l.To]]
		h := float64(l.Value) * scale
		ribbons = append(ribbons, flowRibbon{
			FlowLink: l,
			Path:     ribbon(from.left+flowBarWidth, from.top+from.outAt, to.left, to.top+to.inAt, h),
			Title:    from.Label + " → " + to.Label + "：" + l.Text,
			Wait:     to.Wait,
		})
		from.outAt += h
		to.inAt += h
	}
	return boxes, ribbons
}

// flowColumns sorts the stations by their column.
func flowColumns(boxes []flowBox) [][]flowBox {
	var out [][]flowBox
	for _, b := range boxes {
		for len(out) <= b.Column {
			out = append(out, nil)
		}
		out[b.Column] = append(out[b.Column], b)
	}
	return out
}

// flowMost is what passes the fullest station.
func flowMost(boxes []flowBox) int64 {
	var most int64 = 1
	for _, b := range boxes {
		most = max(most, b.in, b.out)
	}
	return most
}

func (b flowBox) tone() string {
	if b.Wait {
		return "tone-gold"
	}
	return "tone-3"
}

// flowScale is thousandths of height per unit, so that the fullest column with its gaps just fits.
func flowScale(boxes []flowBox, columns int) float64 {
	sums, counts := make([]int64, columns), make([]int, columns)
	for _, b := range boxes {
		sums[b.Column] += max(b.in, b.out)
		counts[b.Column]++
	}
	scale := 0.0
	for c := range columns {
		if sums[c] <= 0 {
			continue
		}
		s := max(100, 1000-flowGap*float64(counts[c])) / float64(sums[c])
		if scale == 0 || s < scale {
			scale = s
		}
	}
	return scale
}

// place finds the node's left side and where its label stands: in the last column to its left, elsewhere to its right.
func (b *flowBox) place(columns int) {
	b.left = 0
	if columns > 1 {
		b.left = float64(b.Column) * (1000 - flowBarWidth) / float64(columns-1)
	}
	x, anchor := b.left+flowBarWidth+8, "start"
	if b.Column > 0 && b.Column == columns-1 {
		x, anchor = b.left-8, "end"
	}
	b.labelX, b.anchor = percent(x), anchor
	b.labelY = percent(b.top + b.height/2)
}

// ribbon is a band of height h from (x0, y0) to (x1, y1), as a closed path.
func ribbon(x0, y0, x1, y1, h float64) string {
	mid := (x0 + x1) / 2
	return fmt.Sprintf("M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fV%.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ",
		x0, y0, mid, y0, mid, y1, x1, y1, y1+h, mid, y1+h, mid, y0+h, x0, y0+h)
}

// percent writes thousandths as an SVG percentage.
func percent(thousandths float64) string {
	return strconv.FormatFloat(thousandths/10, 'f', 2, 64) + "%"
}

// TrendPoint is a moment of a trend line. Second is a second line on the same scale, when the picture has one.
type TrendPoint struct {
	Label         string // on the axis: 9月
	Value, Second int64
	Text, Text2   string // in the table
}

// TrendProps is a trend line. The scale begins at 0.
type TrendProps struct {
	Picture
	Points        []TrendPoint
	Name, Second  string // names of the lines; Second may be empty
	Top           string // what the upper edge of the scale stands for, written
	TopValue      int64  // 0: the largest value
	ColumnHeading string // of the table's first column
}

func (t TrendProps) top() int64 {
	if t.TopValue > 0 {
		return t.TopValue
	}
	var m int64 = 1
	for _, q := range t.Points {
		m = max(m, q.Value, q.Second)
	}
	return m
}

// trendX is where point i of n stands, in thousandths.
func trendX(i, n int) float64 {
	if n < 2 {
		return 500
	}
	return 20 + float64(i)*960/float64(n-1)
}

func (t TrendProps) y(v int64) float64 { return 1000 - float64(permille(v, t.top())) }

func (t TrendProps) line(second bool) string {
	var b strings.Builder
	for i, q := range t.Points {
		v := q.Value
		if second {
			v = q.Second
		}
		fmt.Fprintf(&b, "%.1f,%.1f ", trendX(i, len(t.Points)), t.y(v))
	}
	return strings.TrimSpace(b.String())
}

func (t TrendProps) area() string {
	n := len(t.Points)
	return fmt.Sprintf("%.1f,1000 %s %.1f,1000", trendX(0, n), t.line(false), trendX(n-1, n))
}

// dot is a line of no length: with round ends and a stroke that does not scale, it is a circle at any width.
func (t TrendProps) dot(i int, v int64) string {
	x, y := trendX(i, len(t.Points)), t.y(v)
	return fmt.Sprintf("M%.1f %.1fh.01", x, y)
}

// seldom thins the axis on a narrow screen to every third label and the last.
func seldom(i, n int) bool { return n > 6 && i%3 != 0 && i != n-1 }

func axisAnchor(i, n int) string {
	switch {
	case n > 1 && i == 0:
		return "start"
	case n > 1 && i == n-1:
		return "end"
	}
	return "middle"
}
