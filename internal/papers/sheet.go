package papers

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/go-pdf/fpdf"
	"github.com/skip2/go-qrcode"
)

type colour [3]int

var (
	ink  = colour{0x1E, 0x2A, 0x2E}
	pine = colour{0x1F, 0x6B, 0x5A}
	gold = colour{0xB9, 0x8A, 0x2F}
	grey = colour{0x5F, 0x6B, 0x6E}
	rule = colour{0xC9, 0xCC, 0xC6}
	pale = colour{0xF3, 0xF1, 0xEA}
	red  = colour{0xA8, 0x32, 0x32}
)

// face is how a text looks.
type face struct {
	size   float64 // points
	bold   bool
	colour colour
}

var (
	body  = face{10.5, false, ink}
	small = face{8.5, false, grey}
	cell  = face{9, false, ink}
)

func (f face) heavy() face            { f.bold = true; return f }
func (f face) in(c colour) face       { f.colour = c; return f }
func (f face) of(size float64) face   { f.size = size; return f }
func (f face) height() float64        { return f.size * mmPerPoint * 1.55 }
func (f face) width(t string) float64 { return width(plain(t), f.size) }

// sheet is the paper while it is drawn: a column of text on pages, from the top down. Lengths are millimetres.
type sheet struct {
	f                        *fpdf.Fpdf
	h                        *Head
	left, right, top, bottom float64 // the edges of the column
	wide, high               float64 // of the page
	y                        float64
	bare                     bool // without the running head: a certificate
}

func newSheet(f *fpdf.Fpdf, h *Head, lies bool) *sheet {
	s := &sheet{f: f, h: h, wide: 210, high: 297, left: 24, right: 186, top: 26, bottom: 275, bare: lies}
	if lies {
		s.wide, s.high, s.left, s.right, s.top, s.bottom = 297, 210, 34, 263, 28, 184
	}
	return s
}

func (s *sheet) column() float64 { return s.right - s.left }

func (s *sheet) newPage() {
	s.f.AddPage()
	s.y = s.top
}

// room begins a new page when less than so much is left on this one.
func (s *sheet) room(need float64) {
	if s.y+need > s.bottom && s.y > s.top {
		s.newPage()
	}
}

// text puts one line at a place; y is its baseline.
func (s *sheet) text(x, y float64, f face, text string) { s.spaced(x, y, f, text, 0) }

// spaced puts a line with so many millimetres more between its characters.
func (s *sheet) spaced(x, y float64, f face, text string, extra float64) {
	text = plain(text)
	if text == "" {
		return
	}
	s.f.SetFontSize(f.size)
	s.f.SetTextColor(f.colour[0], f.colour[1], f.colour[2])
	spread := extra > f.size*mmPerPoint*0.1 // so far apart that a reader would take them for words: say what it is
	if spread {
		s.f.RawWriteStr("/Span <</ActualText <" + utf16Hex(text) + ">>> BDC\n")
	}
	if extra != 0 {
		s.f.RawWriteStr(fmt.Sprintf("%.4f Tc\n", extra/mmPerPoint))
	}
	if f.bold { // the one weight of the font, with its outline drawn
		s.f.SetDrawColor(f.colour[0], f.colour[1], f.colour[2])
		s.f.SetLineWidth(f.size * mmPerPoint * 0.028)
		s.f.SetTextRenderingMode(2)
	}
	s.f.Text(x, y, text)
	if f.bold {
		s.f.SetTextRenderingMode(0)
	}
	if extra != 0 {
		s.f.RawWriteStr("0 Tc\n")
	}
	if spread {
		s.f.RawWriteStr("EMC\n")
	}
}

// utf16Hex writes a text as PDF takes it in hexadecimal, with its mark.
func utf16Hex(text string) string {
	var b strings.Builder
	b.WriteString("FEFF")
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String()
}

// centred, rightTo put a line in the middle between two places, or so that it ends at one.
func (s *sheet) centred(x1, x2, y float64, f face, text string) {
	s.text((x1+x2-f.width(text))/2, y, f, text)
}

func (s *sheet) rightTo(x, y float64, f face, text string) { s.text(x-f.width(text), y, f, text) }

// paragraph sets a text over the whole column, its first line indented by so many characters, its lines filled to the edge.
func (s *sheet) paragraph(f face, indent int, text string) {
	s.block(s.left, s.column(), f, indent, text)
}

// block sets a text into a column at x.
func (s *sheet) block(x, wide float64, f face, indent int, text string) {
	step := f.size * mmPerPoint * float64(indent)
	first := true
	for _, part := range strings.Split(text, "\n") {
		lines := wrapIndented(part, f.size, wide, step)
		for i, line := range lines {
			s.room(f.height())
			s.y += f.height()
			at, room := x, wide
			if i == 0 && first {
				at, room = x+step, wide-step
			}
			extra := 0.0
			if n := len([]rune(line)); i < len(lines)-1 && n > 8 {
				if slack := room - width(line, f.size); slack > 0 && slack < 2.2*f.size*mmPerPoint {
					extra = slack / float64(n-1)
				}
			}
			s.spaced(at, s.y-f.height()*0.28, f, line, extra)
		}
	}
}

// wrapIndented wraps a text whose first line is shorter by the indent.
func wrapIndented(text string, size, wide, step float64) []string {
	if step == 0 {
		return wrap(text, size, wide)
	}
	first := wrap(text, size, wide-step)
	if len(first) <= 1 {
		return first
	}
	rest := strings.TrimPrefix(plain(text), first[0])
	return append(first[:1], wrap(strings.TrimLeft(rest, " "), size, wide)...)
}

// title sets the name of the paper, and under it its number.
func (s *sheet) title() {
	s.y += 8
	f := face{20, true, ink}
	s.centredSpread(s.y, f, s.h.Title)
	s.y += 3
	if s.h.Number != "" {
		s.y += 6
		s.centred(s.left, s.right, s.y, small.of(10), "编号："+s.h.Number)
	}
	s.y += 5
}

// centredSpread sets a short title in the middle with room between its characters.
func (s *sheet) centredSpread(y float64, f face, text string) {
	n := float64(len([]rune(text)))
	extra := f.size * mmPerPoint * 0.18
	if n > 12 {
		extra = 0
	}
	s.spaced((s.left+s.right-f.width(text)-extra*(n-1))/2, y, f, text, extra)
}

// section sets a heading; it stays with at least two lines of what follows.
func (s *sheet) section(text string) {
	s.room(20)
	s.y += 9
	s.fill(pine, s.left, s.y-3.6, 1.2, 4.4)
	s.text(s.left+3.4, s.y, face{11.5, true, ink}, text)
	s.y += 2.6
}

func (s *sheet) line(c colour, thick, x1, y1, x2, y2 float64) {
	s.f.SetDrawColor(c[0], c[1], c[2])
	s.f.SetLineWidth(thick)
	s.f.Line(x1, y1, x2, y2)
}

func (s *sheet) fill(c colour, x, y, w, h float64) {
	s.f.SetFillColor(c[0], c[1], c[2])
	s.f.Rect(x, y, w, h, "F")
}

func (s *sheet) frame(c colour, thick, x, y, w, h float64) {
	s.f.SetDrawColor(c[0], c[1], c[2])
	s.f.SetLineWidth(thick)
	s.f.Rect(x, y, w, h, "D")
}

// qr draws a QR code as squares, sharp at any size, and makes it a link.
func (s *sheet) qr(x, y, size float64, address string) {
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		s.f.SetError(err)
		return
	}
	code.DisableBorder = true
	bits := code.Bitmap()
	step := size / float64(len(bits))
	s.f.SetFillColor(ink[0], ink[1], ink[2])
	for row, line := range bits {
		for i := 0; i < len(line); i++ {
			n := 0
			for i+n < len(line) && line[i+n] {
				n++
			}
			if n > 0 { // a run, a hair wider than it is, so that no light line shows between rows
				s.f.Rect(x+float64(i)*step, y+float64(row)*step, float64(n)*step+0.01, step+0.01, "F")
				i += n
			}
		}
	}
	s.f.LinkString(x, y, size, size, address)
}

// verify sets the QR code with the words that say what it is for, at the left edge.
func (s *sheet) verify() {
	if s.h.Verify == "" {
		return
	}
	const size = 24.0
	s.room(size + 10)
	s.y += 8
	s.qr(s.left, s.y, size, s.h.Verify)
	x, wide := s.left+size+5, s.column()-size-5
	y := s.y
	s.y += 1
	s.block(x, wide, small, 0, "扫描二维码可以核验本文件，并看到它现在的状态。")
	if s.h.Number != "" {
		s.block(x, wide, small, 0, "也可以打开 "+s.h.Check+" 输入编号 "+s.h.Number+"（末位为校验位）。")
	}
	s.block(x, wide, small, 0, "核验结果与本文件不一致的，以核验页面为准。咨询电话："+orDash(s.h.Phone))
	s.y = max(s.y, y+size)
}

func orDash(text string) string {
	if text == "" {
		return "——"
	}
	return text
}

// finish draws what stands on every page, when it is known how many there are.
func (s *sheet) finish() {
	n := s.f.PageCount()
	for i := 1; i <= n; i++ {
		s.f.SetPage(i)
		if !s.bare {
			f := small
			s.text(s.left, 15, f, s.h.Federation)
			s.rightTo(s.right, 15, f, strings.TrimSpace(s.h.Title+" "+s.h.Number))
			s.line(rule, 0.2, s.left, 17.5, s.right, 17.5)
			s.line(rule, 0.2, s.left, s.high-17, s.right, s.high-17)
			s.centred(s.left, s.right, s.high-12, f, fmt.Sprintf("第 %d 页，共 %d 页", i, n))
		}
		if s.h.Demo {
			s.across("演示数据", 0.07, ink, 0.62)
		}
		if s.h.Mark != "" {
			s.across(s.h.Mark, 0.16, red, 0.36)
		}
	}
}

// across writes a word over the whole page, so pale that everything under it can be read. at is how far down its middle is.
func (s *sheet) across(word string, alpha float64, c colour, at float64) {
	f := face{64, false, c}
	x, y := s.wide/2, s.high*at
	s.f.SetAlpha(alpha, "Normal")
	s.f.TransformBegin()
	s.f.TransformRotate(32, x, y)
	s.text(x-f.width(word)/2, y+8, f, word)
	s.f.TransformEnd()
	s.f.SetAlpha(1, "Normal")
}
