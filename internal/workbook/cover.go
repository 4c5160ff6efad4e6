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

// Trail is what the first sheet of an export of the journal says: who took it, when, on which request, by which filter, and how many entries.
type Trail struct {
	Federation, By, At, Request, Filter string
	Seq                                 int64
	Rows                                int
	Demo                                bool
}

// Mark is the watermark: whoever finds a page of it can tell whose it was.
func (c Trail) Mark() string {
	return c.By + " · " + c.At + " · 请求 " + c.Request + " · " + strconv.Itoa(c.Rows) + " 条 · 仅供内部审计"
}

// About gives the lines of the sheet.
func (c Trail) About(_ []Sum) []About {
	filter := c.Filter
	if filter == "" {
		filter = "全部"
	}
	out := []About{
		{Label: "内容", Value: "审计日志"}, {Label: "单位", Value: c.Federation}, {Label: "筛选", Value: filter}, {Label: "条数", Value: strconv.Itoa(c.Rows)},
		{Label: "账册", Value: "第 " + strconv.FormatInt(c.Seq, 10) + " 条记录为止"}, {Label: "导出人", Value: c.By}, {Label: "导出时间", Value: c.At},
		{Label: "请求", Value: c.Request}, {Label: "水印", Value: c.Mark()},
	}
	if c.Demo {
		out = append(out, About{Label: "说明", Value: "演示数据"})
	}
	return out
}

// TrailColumns are those of an export of the journal.
var TrailColumns = []Column{
	{Title: "条目", Kind: Count, Wide: 9}, {Title: "时间", Wide: 20}, {Title: "人员", Wide: 16}, {Title: "角色", Wide: 14}, {Title: "事项", Wide: 60}, {Title: "之前 → 之后", Wide: 80},
	{Title: "请求键", Wide: 28}, {Title: "校验值", Wide: 66},
}
