package papers

import (
	"fmt"
	"strconv"
)

// PayoutLine is one payment that the bank is asked to make.
type PayoutLine struct {
	No      int
	Holder  string // 户名
	Account string // 账号; masked for whoever may not see it
	Bank    string
	Kind    string // 银行卡、学校、…
	Fen     Fen
	Memo    string // 摘要
	Status  string // 待拨付、已付、退票, in words
}

// PayoutList is 拨付清单: what the bank is asked to pay, of one payout.
type PayoutList struct {
	Head
	Program                  string
	Status                   string
	Bank, BankNo             string // of the federation
	Maker, Checker, Approver string
	Lines                    []PayoutLine
	Fen                      Fen
	Masked                   bool
}

func (l *PayoutList) head() *Head { return &l.Head }

func (l *PayoutList) draw(s *sheet) {
	s.title()
	account := "——"
	if l.BankNo != "" {
		account = l.Bank + "　" + l.BankNo
	}
	s.pairs([]pair{
		{"付款户名", s.h.Federation}, {"付款账户", account}, {"项目", l.Program}, {"状态", l.Status},
		{"笔数", strconv.Itoa(len(l.Lines)) + " 笔"}, {"合计金额", l.Fen.String() + " 元（大写：人民币" + l.Fen.Upper() + "）"},
	})
	s.section("付款明细")
	rows := make([][]string, 0, len(l.Lines)+1)
	for _, p := range l.Lines {
		holder := orDash(p.Holder)
		if p.Bank != "" {
			holder += "\n" + p.Bank
		}
		rows = append(rows, []string{strconv.Itoa(p.No), holder, orDash(p.Account), p.Kind, p.Fen.String(), p.Memo, p.Status})
	}
	rows = append(rows, []string{"合计", "", "", "", l.Fen.String(), "", ""})
	s.table([]tableColumn{{title: "序号", share: 13}, {title: "户名 / 开户行", share: 42}, {title: "账号", share: 44}, {title: "类别", share: 16}, {title: "金额（元）", share: 30, right: true}, {title: "摘要", share: 37}, {title: "状态", share: 16}}, rows)
	if l.Masked {
		s.notes("账号已遮盖：完整账号只对经办拨付的人员开放，每次查看均有记录。")
	}
	s.room(30)
	s.y += 8
	third := s.column() / 3
	for i, who := range [][2]string{{"制单", l.Maker}, {"复核", l.Checker}, {"批准", l.Approver}} {
		x := s.left + float64(i)*third
		s.text(x, s.y, body, fmt.Sprintf("%s：%s", who[0], orDash(who[1])))
		s.text(x, s.y+9, small.of(9), "签字：")
	}
	s.y += 14
	s.verify()
}
