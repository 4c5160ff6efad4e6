package papers

import (
	"fmt"
	"strings"
)

// Certificate is 捐赠证书, on a sheet that lies.
type Certificate struct {
	Head
	Donor    string
	Day      Day // of the last money that it is for
	Issued   Day
	Fen      Fen
	Projects []string // programmes; none: the charity's work as a whole
	Naming   string
	Payments []string // numbers of the payments
}

func (c *Certificate) head() *Head { return &c.Head }
func (c *Certificate) lies() bool  { return true }

func (c *Certificate) draw(s *sheet) {
	s.frame(gold, 0.9, 12, 12, s.wide-24, s.high-24)
	s.frame(gold, 0.25, 14.5, 14.5, s.wide-29, s.high-29)
	for _, p := range [][2]float64{{14.5, 14.5}, {s.wide - 14.5, 14.5}, {14.5, s.high - 14.5}, {s.wide - 14.5, s.high - 14.5}} {
		s.fill(gold, p[0]-1.3, p[1]-1.3, 2.6, 2.6)
	}
	s.y = 45
	title := face{40, true, gold}
	extra := 9.0
	s.spaced((s.wide-title.width(c.Title)-3*extra)/2, s.y, title, c.Title, extra)
	s.y += 9
	s.centred(0, s.wide, s.y, small.of(10), "编号　"+c.Number)
	s.y += 9
	text := face{16, false, ink}
	name := face{18, true, ink}
	for _, l := range wrap(c.Donor+"：", name.size, s.column()) {
		s.y += name.height()
		s.text(s.left, s.y, name, l)
	}
	s.y += 4
	s.paragraph(text, 2, c.words())
	s.y += 2
	s.paragraph(text, 2, "善举襄助，泽被童行。特颁此证，谨致谢忱。")
	right := s.right - 4
	sign := face{14, true, ink}
	y := max(s.y+18, 158)
	s.rightTo(right, y, sign, c.Federation)
	s.rightTo(right, y+9, face{13, false, ink}, characters(c.Issued))
	s.rightTo(right, y+16, small, "（盖章有效）")
	const size = 27.0
	if c.Verify != "" {
		s.qr(s.left, 152, size, c.Verify)
		s.text(s.left+size+4, 160, small, "扫码核验")
		s.text(s.left+size+4, 165.5, small, "或在 "+c.Check+" 输入编号")
		s.text(s.left+size+4, 171, small, "到账登记 "+c.paymentText())
		s.text(s.left+size+4, 176.5, small, "本证书不是捐赠票据，不作为税前扣除凭证")
	}
}

// words is what the certificate says.
func (c *Certificate) words() string {
	what := "慈善公益事业"
	if len(c.Projects) > 0 {
		what = "“" + strings.Join(c.Projects, "”、“") + "”"
	}
	naming := ""
	if c.Naming != "" {
		naming = "（冠名“" + c.Naming + "”）"
	}
	return fmt.Sprintf("承蒙贵单位捐赠人民币 %s 元（大写：人民币%s）%s，用于%s。款项已全部到账，最后到账日%s。", c.Fen, c.Fen.Upper(), naming, what, dayText(c.Day))
}

func (c *Certificate) paymentText() string {
	switch n := len(c.Payments); {
	case n == 0:
		return "——"
	case n == 1:
		return c.Payments[0]
	default:
		return fmt.Sprintf("%s 等 %d 笔", c.Payments[0], n)
	}
}
