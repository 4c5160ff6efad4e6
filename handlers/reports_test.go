package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shanpei/models"
)

// TestTheReportsAddUpToTheLedgers: what a report says of a time is what the ledgers say of it, earlier ledgers included.
func TestTheReportsAddUpToTheLedgers(t *testing.T) {
	p := newTestPortal(t)
	p.walked()
	p.now = p.now.AddDate(0, 3, 0)
	p.arrived(p.signedPledge(700_00, models.Purpose{}), 700_00)
	p.do(p.actor("finance_maker"), models.CarryLine{Line: models.CarriedLine{Ledger: "gifts", Day: "2026-02-03", Program: p.study.Name, Fen: 123_45,
		Cells: []string{"2026-02-03", "旧账捐赠方（演示）", "", "银行转账", "123.45", "定向", p.study.Name, "", "", "", ""}}})
	c := p.as("auditor")
	year := c.get("/staff/reports/annual?period=2026").is(200).has("接受捐赠", "主要捐赠方", "旧账捐赠方（演示）").hasNot("本期尚未结束")
	if sum := p.total(p.exported("gifts", "csv", "from", "2026-01-01", "to", "2026-12-31").csv(), "金额"); !strings.Contains(year.body, sum.String()) || sum != 4123_45 {
		t.Errorf("the ledger adds up to %s, which the report has not", sum)
	}
	c.get("/staff/reports/quarter?period=2027Q1").is(200).has("700.00", "本期尚未结束").hasNot("123.45")
	c.get("/staff/reports/quarter?period=2026Q1").is(200).has("123.45").hasNot("700.00")
	c.get("/staff/reports/quarter").is(200).has("2026 年第 4 季度", "3,000.00")
	c.get("/staff/reports/civil").is(200).has("岱岳区", "走访（次）")
	c.get("/staff/reports").is(200).has("季度公示", "民政季报", "年度报告附表")
	if rows := c.post("/staff/reports/annual", url.Values{"period": {"2026"}}).sheet(); len(rows) < 3 || rows[0][0] != "类别" {
		t.Errorf("the workbook begins with %v", rows[0])
	}
	for _, bad := range []string{"2026", "2026Q5", "20x6Q1", "2026Q", "1800Q1"} {
		c.get("/staff/reports/quarter?period=" + bad).is(422)
		c.post("/staff/reports/quarter", url.Values{"period": {bad}}).is(422)
	}
	c.get("/staff/reports/annual?period=2026Q1").is(422)
	c.get("/staff/reports/nothing").is(404)
	p.as("county_officer").get("/staff/reports").is(403)
}
