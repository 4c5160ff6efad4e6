package workbook

import "strconv"

// Cover is what the first sheet of an export says of it: what it is, of when, of what, for whom.
type Cover struct {
	Title, Federation string
	Program           string // empty: all
	From, To          string // days; both empty: all
	Seq               int64  // the last entry of the journal that it knows
	By, At            string
	Demo              bool
}

// About gives the lines of the sheet, once the rows are counted.
func (c Cover) About(sums []Sum) []About {
	period, program := "全部", "全部"
	if c.From != "" || c.To != "" {
		period = c.From + " 至 " + c.To
	}
	if c.Program != "" {
		program = c.Program
	}
	out := []About{
		{Label: "台账", Value: c.Title}, {Label: "单位", Value: c.Federation}, {Label: "期间", Value: period}, {Label: "项目", Value: program},
		{Label: "行数", Value: strconv.Itoa(sums[0].Rows)}, {Label: "账册", Value: "第 " + strconv.FormatInt(c.Seq, 10) + " 条记录为止"},
		{Label: "导出人", Value: c.By}, {Label: "导出时间", Value: c.At},
	}
	if c.Demo {
		out = append(out, About{Label: "说明", Value: "演示数据"})
	}
	return out
}

// PayoutColumns are those of a payout list, as a bank takes it.
var PayoutColumns = []Column{
	{Title: "序号", Kind: Count, Wide: 7}, {Title: "户名", Wide: 30}, {Title: "账号", Wide: 24}, {Title: "开户行", Wide: 30}, {Title: "金额", Kind: Money}, {Title: "摘要", Wide: 40},
}
