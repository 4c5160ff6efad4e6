package papers

import (
	"fmt"
	"strconv"

	"shanpei/models"
)

// Arrived is one payment of a year's statement.
type Arrived struct {
	Day             Day
	Payment, Pledge string
	Purpose         string
	Fen             Fen
	Back            Fen    // given back since
	Receipt         string // 代码 号码, or that it is to come
}

// Goods is one gift of goods.
type Goods struct {
	Day     Day
	What    string
	Program string
	Fen     Fen
}

// Use is what became of the money in one programme, as of the day of the paper.
type Use struct {
	Program              string
	Places, Paid, Proven int
	GivenFen, PaidFen    Fen
}

// Statement is 年度捐赠明细: what an enterprise gave in a year, and what became of it.
type Statement struct {
	Head
	Year        int
	Donor, USCC string
	AsOf        Day
	Entry       int64
	Arrived     []Arrived
	Goods       []Goods
	Uses        []Use
	MoneyFen    Fen // received less what was given back
	GoodsFen    Fen
	ReceiptFen  Fen // of the money, with a fiscal receipt recorded
}

func (t *Statement) head() *Head { return &t.Head }

func (t *Statement) draw(s *sheet) {
	s.title()
	s.pairs([]pair{
		{"捐赠人", t.Donor}, {"统一社会信用代码", t.USCC}, {"年度", fmt.Sprintf("%d年1月1日至%d年12月31日", t.Year, t.Year)},
		{"货币捐赠合计", t.MoneyFen.String() + " 元（大写：人民币" + t.MoneyFen.Upper() + "）"},
		{"实物捐赠合计", t.GoodsFen.String() + " 元（公允价值）"},
		{"已取得票据", t.ReceiptFen.String() + " 元"},
		{"数据截至", fmt.Sprintf("%s，账册第 %d 条记录", dayText(t.AsOf), t.Entry)},
	})
	s.section("一、到账明细")
	var rows [][]string
	for i, a := range t.Arrived {
		fen := a.Fen.String()
		if a.Back > 0 {
			fen += "\n退还 " + a.Back.String()
		}
		rows = append(rows, []string{strconv.Itoa(i + 1), dayText(a.Day), a.Payment, a.Purpose, fen, a.Receipt})
	}
	if len(rows) == 0 {
		rows = append(rows, []string{"", "本年度没有到账记录", "", "", "", ""})
	}
	rows = append(rows, []string{"合计", "", "", "", t.MoneyFen.String(), ""})
	s.table([]tableColumn{{title: "序号", share: 11}, {title: "到账日", share: 30}, {title: "到账登记", share: 32}, {title: "用途", share: 38}, {title: "金额（元）", share: 27, right: true}, {title: "捐赠票据", share: 28}}, rows)
	if len(t.Goods) > 0 {
		s.section("二、实物捐赠")
		rows = nil
		for i, g := range t.Goods {
			rows = append(rows, []string{strconv.Itoa(i + 1), dayText(g.Day), g.What, g.Program, g.Fen.String()})
		}
		rows = append(rows, []string{"合计", "", "", "", t.GoodsFen.String()})
		s.table([]tableColumn{{title: "序号", share: 11}, {title: "验收日", share: 30}, {title: "名称与数量", share: 60}, {title: "项目", share: 34}, {title: "价值（元）", share: 27, right: true}}, rows)
	}
	if len(t.Uses) > 0 {
		s.section(map[bool]string{true: "三", false: "二"}[len(t.Goods) > 0] + "、使用情况（历年累计）")
		rows = nil
		for _, u := range t.Uses {
			rows = append(rows, []string{u.Program, strconv.Itoa(u.Places), u.GivenFen.String(), u.PaidFen.String(), strconv.Itoa(u.Paid), strconv.Itoa(u.Proven)})
		}
		s.table([]tableColumn{{title: "项目", share: 52}, {title: "落实名额", share: 20, right: true}, {title: "落实金额（元）", share: 32, right: true}, {title: "已拨付（元）", share: 30, right: true}, {title: "已拨付名额", share: 22, right: true}, {title: "已核销名额", share: 22, right: true}}, rows)
	}
	s.sealed()
	s.notes("本明细供捐赠人对账、披露使用；税前扣除以公益事业捐赠票据为准。名额按项目计数，不等同于受益人数。")
}

// sealed sets the QR code, and beside it the federation's name and the day, with room for its seal.
func (s *sheet) sealed() {
	s.verify()
	y := s.y
	s.rightTo(s.right-2, y-7, body, s.h.Federation+"（盖章）")
	s.rightTo(s.right-2, y-1, body, dayText(models.DayOf(s.h.Made)))
	s.y = y + 2
}
