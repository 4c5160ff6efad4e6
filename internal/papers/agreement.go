package papers

import (
	"fmt"
	"strconv"
	"time"
)

// Party is one side of an agreement.
type Party struct{ Name, USCC, Office, Phone string }

// Article is one article of an agreement, in the words of the text that was signed.
type Article struct {
	Title string
	Text  []string
	Plan  bool // it speaks of the instalments, which are attachment one
}

// NamedNeed is places of a need that the pledge names.
type NamedNeed struct {
	Number, Program, County, What string
	Price                         Fen
	Places                        int
	Fen                           Fen
}

// Instalment is one payment that an agreement promises.
type Instalment struct {
	No  int
	Due Day
	Fen Fen
}

// Purpose is one version of what a gift is for.
type Purpose struct {
	Version int
	Text    string
	From    string // the day it began to hold, and the letter by which the donor agreed
	Valid   bool
}

// Agreement is 捐赠协议: the articles as they were signed, with the instalments and the versions of the purpose as attachments.
type Agreement struct {
	Head
	Pledge      string
	Text        string // version of the articles
	Version     int    // of the agreement: 1 when it was signed, one more for each purpose that the donor agreed to since
	Donor       Party
	Donee       Party
	Preamble    string
	Articles    []Article
	Plan        []Instalment
	Fen         Fen
	Purposes    []Purpose
	Needs       []NamedNeed // of the version that this is
	Signed      time.Time
	Entry       int64  // of the journal, that says so
	Bank        string // where the money goes to; BankNo is empty when donors are to ask
	BankNo      string
	Reference   string
	Termination string // why it no longer stands
}

func (a *Agreement) head() *Head { return &a.Head }

func (a *Agreement) draw(s *sheet) {
	s.title()
	s.centred(s.left, s.right, s.y+1, small, fmt.Sprintf("认捐编号 %s　·　文本版本 %s　·　协议第 %d 版", a.Pledge, a.Text, max(1, a.Version)))
	s.y += 4
	s.pairs([]pair{
		{"甲方（捐赠人）", a.Donor.Name}, {"统一社会信用代码", a.Donor.USCC},
		{"乙方（受赠人）", a.Donee.Name}, {"统一社会信用代码", a.Donee.USCC}, {"地址与电话", joined(a.Donee.Office, a.Donee.Phone)},
	})
	if a.Termination != "" {
		s.y += 3
		s.paragraph(body.in(red), 0, a.Termination)
	}
	s.y += 4
	s.paragraph(body, 2, a.Preamble)
	for i, art := range a.Articles {
		s.room(18)
		s.y += 7.5
		s.text(s.left, s.y, body.heavy(), fmt.Sprintf("第%s条　%s", numeral(i+1), art.Title))
		s.y += 1
		for _, t := range art.Text {
			s.paragraph(body, 2, t)
		}
		if art.Plan {
			s.paragraph(body, 2, "见附件一《分期交付计划》。")
		}
	}
	a.signatures(s)
	s.verify()
	a.attachments(s)
}

func joined(parts ...string) string {
	out := ""
	for _, p := range parts {
		if p == "" {
			continue
		}
		if out != "" {
			out += "　"
		}
		out += p
	}
	return orDash(out)
}

// signatures leaves room for both seals.
func (a *Agreement) signatures(s *sheet) {
	s.room(52)
	s.y += 10
	half := s.column() / 2
	for i, p := range []struct {
		who, name string
		lines     []string
	}{
		{"甲方（盖章）", a.Donor.Name, []string{"签署方式：电子签署", "签署时间：" + instantText(a.Signed), a.entry()}},
		{"乙方（盖章）", a.Donee.Name, []string{"授权代表（签字）：", "日期：　　　　年　　月　　日", ""}},
	} {
		x, y := s.left+float64(i)*half, s.y
		s.text(x, y, body.heavy(), p.who)
		y += 1.5
		for _, l := range wrap(p.name, body.size, half-8) {
			y += body.height()
			s.text(x, y, body, l)
		}
		for _, l := range p.lines {
			y += small.height() + 1.6
			s.text(x, y, small.of(9), l)
		}
	}
	s.y += 36
}

func (a *Agreement) entry() string {
	if a.Entry == 0 {
		return "尚未签署"
	}
	return fmt.Sprintf("账册第 %d 条记录", a.Entry)
}

func (a *Agreement) attachments(s *sheet) {
	s.newPage()
	s.section("附件一　分期交付计划")
	rows := make([][]string, 0, len(a.Plan)+1)
	for _, i := range a.Plan {
		rows = append(rows, []string{fmt.Sprintf("第 %d 期", i.No), dayText(i.Due), i.Fen.String(), "人民币" + i.Fen.Upper()})
	}
	rows = append(rows, []string{"合计", "", a.Fen.String(), "人民币" + a.Fen.Upper()})
	s.table([]tableColumn{{title: "期次", share: 16}, {title: "最迟到账日", share: 30}, {title: "金额（元）", share: 32, right: true}, {title: "大写", share: 70}}, rows)
	s.y += 4
	if a.BankNo != "" {
		s.pairs([]pair{{"收款户名", a.Donee.Name}, {"开户行", a.Bank}, {"账号", a.BankNo}, {"转账附言", a.Reference}})
	} else {
		s.pairs([]pair{{"转账附言", a.Reference}})
	}
	s.y += 2
	s.section("附件二　捐赠用途")
	rows = nil
	for _, p := range a.Purposes {
		state := "已由后一版代替"
		if p.Valid {
			state = "现行"
		}
		rows = append(rows, []string{fmt.Sprintf("第 %d 版", p.Version), p.Text, p.From, state})
	}
	s.table([]tableColumn{{title: "版本", share: 16}, {title: "用途", share: 74}, {title: "依据", share: 40}, {title: "状态", share: 22}}, rows)
	if len(a.Needs) > 0 {
		s.y += 3
		s.room(24)
		s.y += 5
		s.text(s.left, s.y, body.heavy(), "指定需求与名额")
		rows = nil
		places, sum := 0, Fen(0)
		for _, n := range a.Needs {
			rows = append(rows, []string{n.Number, n.Program, n.County, n.What, n.Price.String(), strconv.Itoa(n.Places), n.Fen.String()})
			places += n.Places
			sum += n.Fen
		}
		rows = append(rows, []string{"合计", "", "", "", "", strconv.Itoa(places), sum.String()})
		s.table([]tableColumn{{title: "需求编号", share: 34}, {title: "项目", share: 30}, {title: "区县", share: 18}, {title: "内容", share: 30}, {title: "标准（元）", share: 22, right: true}, {title: "名额", share: 12, right: true}, {title: "金额（元）", share: 26, right: true}}, rows)
	}
	s.notes("用途变更须事先征得捐赠人同意（慈善法第五十六条、公益事业捐赠法第十八条）；每一版及捐赠人的同意均记入账册。",
		"本协议电子文本与纸质文本具有同等效力。附件是协议的组成部分。")
}

// numeral writes a small count in characters: 十二.
func numeral(n int) string {
	digits := []rune("〇一二三四五六七八九")
	if n < 10 {
		return string(digits[n])
	}
	return tens(n, digits)
}
