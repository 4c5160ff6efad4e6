package papers

import "fmt"

// TaxYear is one year of the tax sheet.
type TaxYear struct {
	Year                        int
	ProfitFen, CapFen, GivenFen Fen
	ReceiptFen                  Fen
	Deducted, Carried, Expired  []YearFen
}

// YearFen is an amount of the gifts of one year.
type YearFen struct {
	Year int
	Fen  Fen
}

// TaxSheet is 公益性捐赠税前扣除测算表: an estimate by the 12 % rule, from profits that the donor typed in and that are kept nowhere.
type TaxSheet struct {
	Head
	Donor, USCC string
	AsOf        Day
	Years       []TaxYear
}

func (t *TaxSheet) head() *Head { return &t.Head }

func (t *TaxSheet) draw(s *sheet) {
	s.title()
	s.centred(s.left, s.right, s.y, face{12, true, red}, "仅供参考，不作为申报依据")
	s.y += 3
	s.pairs([]pair{
		{"捐赠人", t.Donor}, {"统一社会信用代码", t.USCC}, {"受赠人", s.h.Federation + "　" + s.h.FederationUSCC},
		{"计算规则", "年度利润总额 12% 以内准予扣除；超过部分自捐赠次年起结转三年；先扣除以前年度结转，再扣除当年捐赠（企业所得税法第九条，财税〔2018〕15号）。"},
		{"捐赠数据截至", dayText(t.AsOf)},
	})
	s.section("逐年测算（元）")
	var rows [][]string
	for _, y := range t.Years {
		rows = append(rows, []string{fmt.Sprintf("%d年", y.Year), y.ProfitFen.String(), y.CapFen.String(), y.GivenFen.String(), years(y.Deducted), years(y.Carried), years(y.Expired)})
	}
	s.table([]tableColumn{{title: "年度", share: 18}, {title: "利润总额（自填）", share: 35, right: true}, {title: "扣除限额 12%", share: 28, right: true}, {title: "当年捐赠", share: 26, right: true}, {title: "准予扣除", share: 32, right: true}, {title: "结转以后年度", share: 32, right: true}, {title: "过期未扣", share: 28, right: true}}, rows)
	if n := len(t.Years); n > 0 {
		last := t.Years[n-1]
		sum := Fen(0)
		for _, d := range last.Deducted {
			sum += d.Fen
		}
		s.y += 3
		list := []pair{{fmt.Sprintf("%d年准予扣除", last.Year), sum.String() + " 元（大写：人民币" + sum.Upper() + "）"}}
		for _, y := range t.Years {
			if y.GivenFen > 0 {
				list = append(list, pair{fmt.Sprintf("%d年已取得票据", y.Year), fmt.Sprintf("%s 元，尚缺 %s 元", y.ReceiptFen, y.GivenFen-y.ReceiptFen)})
			}
		}
		s.pairs(list)
	}
	s.verify()
	s.notes("利润总额由捐赠人自行填写，只用于本次计算，平台不保存。亏损年度扣除限额为零。",
		"只计入通过本会的捐赠；在其他受赠单位的捐赠须自行合并计算。",
		"取得公益事业捐赠票据、且受赠单位当年具有公益性捐赠税前扣除资格的，方可扣除；未取得票据的部分不得扣除。最终以主管税务机关的认定为准。")
}

func years(list []YearFen) string {
	if len(list) == 0 {
		return "0.00"
	}
	out := ""
	for i, y := range list {
		if i > 0 {
			out += "\n"
		}
		out += fmt.Sprintf("%s（%d）", y.Fen, y.Year)
	}
	return out
}
