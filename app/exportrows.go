package main

import (
	"fmt"
	"strconv"
	"strings"

	"shanpei/models"
)

// gifts lists every payment that arrived and every gift of goods.
func (x *exporter) gifts(put func(...string)) error {
	n := 0
	for _, pay := range x.s.Payments.All() {
		p, ok := x.s.Pledges.Get(pay.Pledge)
		if !ok {
			continue
		}
		clerk, err := x.clerk(pay.Seq)
		if err != nil {
			return err
		}
		e := x.enterprise(pay.Enterprise)
		kind, programs := x.purposeOf(p)
		fiscal, note := "", ""
		if r, ok := x.s.Receipts.Get(pay.ID); ok && r.Status == models.ReceiptRecorded {
			fiscal = r.Fiscal
		}
		if pay.ThirdParty {
			note = "第三方代付"
		}
		n++
		put(strconv.Itoa(n), string(pay.Day), e.Name, e.USCC, "银行转账", inYuan(pay.Fen), kind, programs, p.Agreement, fiscal, clerk, note)
	}
	for _, g := range x.s.Gifts.All() {
		e := x.enterprise(g.Enterprise)
		n++
		put(strconv.Itoa(n), string(g.At), e.Name, e.USCC, "实物", inYuan(g.ValueFen), "定向", x.program(g.Program), "", "", "",
			fmt.Sprintf("%s %d%s，价值依据：%s", g.Goods, g.Quantity, g.Unit, g.Basis))
	}
	return nil
}

// payees names whom a line of a payout went to.
var payees = map[string]string{"card": "银行卡", "school": "学校", "hospital": "医院", "insurer": "保险公司", "provider": "服务机构"}

// spending lists every line that is paid out now; what came back and was not paid again is not spent.
func (x *exporter) spending(put func(...string)) error {
	for id, d := range x.s.Disbursements.All() {
		day := ""
		for _, f := range x.s.Chain(id) {
			if f.Kind == "lines_paid" {
				day = string(models.DayOf(f.At))
			}
		}
		for _, l := range d.Lines {
			sp, ok := x.s.Sponsorships.Get(l.Sponsorship)
			if !ok || l.Status != "paid" && l.Status != "proven" {
				continue
			}
			need, _ := x.s.Needs.Get(sp.Need)
			pledge, _ := x.s.Pledges.Get(sp.Pledge)
			put(day, fmt.Sprintf("%s-%d", d.Number, l.No), x.program(d.Program), fmt.Sprintf("%s（%d名额，%s）", need.Number, l.Places, payees[l.PayeeKind]),
				inYuan(l.AmountFen), pledge.Number, d.Number, d.Evidence)
		}
	}
	return nil
}

// places lists the places that are sponsored, need by need.
func (x *exporter) places(put func(...string)) error {
	batches := map[string][]string{}
	for _, d := range x.s.Disbursements.All() {
		for _, l := range d.Lines {
			if d.Status != models.DisbursementRejected {
				batches[l.Sponsorship] = append(batches[l.Sponsorship], d.Number)
			}
		}
	}
	for _, n := range x.s.Needs.All() {
		for _, sp := range x.s.SponsorshipsOfNeed(n.ID) {
			if sp.Places == 0 {
				continue
			}
			pledge, _ := x.s.Pledges.Get(sp.Pledge)
			put(n.Number, x.county(n.County), n.Township, word("need_type", string(n.Type)), stageWord(n.Stage), inYuan(n.UnitPriceFen),
				strconv.Itoa(sp.Places), x.enterprise(sp.Enterprise).Name, pledge.Number, strings.Join(distinctTexts(batches[sp.ID]), "、"),
				word("sponsorship", string(sp.Status)))
		}
	}
	return nil
}

func distinctTexts(list []string) []string {
	var out []string
	for i, s := range list {
		if i == 0 || s != list[i-1] {
			out = append(out, s)
		}
	}
	return out
}

func (x *exporter) county(code string) string {
	if c, ok := x.s.Counties.Get(code); ok {
		return c.Name
	}
	return code
}

// programs lists what each programme was to cost, received and spent.
func (x *exporter) programs(put func(...string)) error {
	for id, p := range x.s.Programs.All() {
		t := x.s.ProgramTotals(id)
		rate := "0.0%"
		if p.BudgetFen > 0 {
			rate = fmt.Sprintf("%.1f%%", 100*float64(t.PaidFen)/float64(p.BudgetFen))
		}
		received := t.FundedFen + p.LeftoverFen
		put(p.Name, string(p.Starts), string(p.Ends), inYuan(p.BudgetFen), inYuan(received), inYuan(t.PaidFen), inYuan(received-t.PaidFen), rate)
	}
	return nil
}

// receipts lists every receipt that was asked for; a voided one stays.
func (x *exporter) receipts(put func(...string)) error {
	n := 0
	for _, r := range x.s.Receipts.All() {
		e := x.enterprise(r.Enterprise)
		n++
		put(strconv.Itoa(n), r.Number, e.Name, e.USCC, inYuan(r.Fen), r.Fen.Upper(), r.Code, r.Fiscal, r.Check, word("receipt", string(r.Status)), r.Reason)
	}
	return nil
}

// needColumns are the columns of needs, in an export and in an import.
var needColumns = []string{"编号", "项目", "区县", "乡镇", "类型", "学段", "名称", "期间", "单位", "标准(元)", "名额", "紧急程度", "截止日期", "整体认捐", "最多认捐企业数", "状态"}

func (x *exporter) needs(put func(...string)) error {
	yes := map[bool]string{true: "是", false: "否"}
	blank := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	for _, n := range x.s.Needs.All() {
		put(n.Number, x.program(n.Program), x.county(n.County), n.Township, word("need_type", string(n.Type)), stageWord(n.Stage), n.Title, n.Period, n.Unit,
			inYuan(n.UnitPriceFen), strconv.Itoa(n.Places), strconv.Itoa(n.Urgency), string(n.Deadline), yes[n.Indivisible], blank(n.MaxDonors),
			word("need", string(n.Status)))
	}
	return nil
}

func stageWord(s models.Stage) string {
	if s == "" {
		return ""
	}
	return word("stage", string(s))
}
