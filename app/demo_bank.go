package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
)

// bankDay is a line of the bank as it stands on the story's statements.
type bankDay struct {
	day         models.Day
	fen         money.Fen
	payer, memo string
	known       string // the id under which the clerk typed it in
}

// statements import the bank's statements month by month, to the end of the last one. They show every gift that was typed in, every payout and return that the
// books have, a charge, and in the last month a gift without a word. Then the bank tells the books of a return whose money is still on its way, and the month is
// handed to the checker with these two differences explained.
func (d *demo) statements() {
	d.to(0)
	last := monthBefore(models.DayOf(d.now))
	var lines []bankDay
	s := d.state()
	for _, l := range s.BankLines.All() {
		lines = append(lines, bankDay{day: l.Day, fen: l.AmountFen, known: l.LineID})
	}
	orders := map[string]*bankDay{}
	for _, m := range s.PayoutMoves.All() {
		if m.Kind == "returned" {
			lines = append(lines, bankDay{day: m.Day, fen: m.Fen, payer: "金丝雀结算行（演示）", memo: "退汇 原业务 " + m.Number})
			continue
		}
		k := m.Number + string(m.Day)
		if orders[k] == nil {
			orders[k] = &bankDay{day: m.Day, payer: "金丝雀批量代付户（演示）", memo: "代付 " + m.Number}
		}
		orders[k].fen -= m.Fen
	}
	for _, o := range orders {
		lines = append(lines, *o)
	}
	lines = append(lines, bankDay{day: models.Day(last + "-20"), fen: 6_600 * yuan, payer: "金丝雀·待查汇款人", memo: "慈善捐款（金丝雀附言）"},
		bankDay{day: models.Day(last + "-21"), fen: -12 * yuan, payer: "金丝雀结算行（演示）", memo: "对公账户维护费"})
	slices.SortFunc(lines, func(a, b bankDay) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(b.fen, a.fen), cmp.Compare(a.known+a.memo, b.known+b.memo))
	})
	balance := 200_000 * yuan
	for len(lines) > 0 && d.err == nil {
		month := string(lines[0].day[:7])
		n := slices.IndexFunc(lines, func(l bankDay) bool { return string(l.day[:7]) != month })
		if n < 0 {
			n = len(lines)
		}
		if month > last {
			break
		}
		balance = d.statement(month, lines[:n], balance)
		lines = lines[n:]
	}
	d.openMonth(last)
}

func monthBefore(day models.Day) string {
	return string(models.Day(day[:7] + "-01").AddDays(-1)[:7])
}

// statement imports one month and gives the balance at its end.
func (d *demo) statement(month string, lines []bankDay, opening money.Fen) money.Fen {
	cmd := models.ImportStatement{Account: "main", Columns: &models.Columns{
		Day: "交易日期", Credit: "收入金额", Debit: "支出金额", Balance: "账户余额", Payer: "对方户名", PayerAccount: "对方账号", Memo: []string{"摘要", "附言"}, Serial: "交易流水号",
	}}
	done := models.Statement{Format: "xlsx", Digest: "demo-" + month, From: models.Day(month + "-01"), To: models.MonthEnd(models.Day(month + "-01")), Lines: len(lines), OpeningFen: opening, Balances: true}
	balance := opening
	for i, l := range lines {
		in := models.StatementLine{LineID: l.known, Day: l.day, Fen: l.fen, Payer: l.payer, Memo: l.memo}
		if l.known == "" {
			in.LineID = fmt.Sprintf("YH%s%03d", strings.ReplaceAll(string(l.day), "-", ""), i+1)
			in.Sealed = d.seal("bank_line", map[string]string{"payer": l.payer, "memo": l.memo})
		}
		cmd.Lines = append(cmd.Lines, in)
		balance += l.fen
		done.InFen += max(l.fen, 0)
		done.OutFen += max(-l.fen, 0)
	}
	done.ClosingFen = balance
	done.Ends = []models.EndOfMonth{{Month: month, Day: done.To, Fen: balance}}
	cmd.Done = &done
	d.do("maker", cmd)
	return balance
}

// openMonth leaves the last month as the maker hands it on: the charge is the federation's own, a return is on its way, a gift waits for its donor.
func (d *demo) openMonth(month string) {
	if d.err != nil {
		return
	}
	for _, b := range d.state().OpenDebits() {
		d.do("maker", models.MatchBankLine{ID: b.ID, Own: true, Reason: "银行账户维护费，由工作经费承担，不从善款列支。"})
	}
	var paid *models.Disbursement
	for _, x := range d.state().Disbursements.All() {
		if x.Status == models.DisbursementPaid {
			paid = x
		}
	}
	if paid == nil {
		d.err = fmt.Errorf("no payout is paid and not proven")
		return
	}
	d.do("maker", models.ReturnLines{ID: paid.ID, Lines: []int{1}, Reason: "收款账户已销户，银行通知退回，款项在途。", Day: models.MonthEnd(models.Day(month + "-01"))})
	d.do("maker", models.PayDisbursement{ID: paid.ID})
	for _, x := range d.state().MonthReport(month).Differences {
		text := map[string]string{
			"return":   "银行已通知退票，退款在途，预计次月初到账；已向银行查询，到账后与本拨付单核对。",
			"suspense": "付款人未留附言，已按回单电话联系，待企业来函确认后归属。",
		}[x.Kind]
		d.do("maker", models.ExplainDifference{Month: month, Key: x.Key, Owner: d.people["maker"].ID, Explanation: text})
	}
	d.do("maker", models.StepMonth{Month: month, Verb: "ask"})
}
