package models

import (
	"pgregory.net/rapid"

	"shanpei/models/money"
)

// bankActions are what may happen at the money desk.
func (c *chance) bankActions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"a statement": c.statement, "undo a payment": c.undo, "match at the bank": c.matchBank, "a month": c.month, "fund": c.fund, "write off": c.writeOff,
	}
}

// noteBank remembers what a run has come to at the money desk.
func (c *chance) noteBank(reached map[string]bool) {
	for _, p := range c.s.Payments.All() {
		if p.Undone {
			reached["payment undone"] = true
		}
	}
	for _, m := range c.s.Months.All() {
		reached["month "+string(m.Status)] = true
	}
	for _, b := range c.s.BankDebits.All() {
		reached["debit "+b.Outcome] = true
	}
	for _, l := range c.s.BankLines.All() {
		reached["line "+l.Outcome] = true
	}
	if c.s.Balance(managementAccount) > 0 {
		reached["fee charged"] = true
	}
	for _, f := range c.s.Funds.All() {
		reached["fund "+f.Status] = true
	}
}

// statement imports lines as a bank would show them: gifts, payouts and returns, with and without words.
func (c *chance) statement(rt *rapid.T) {
	var lines []StatementLine
	for i := range upTo(rt, "lines", 4) {
		l := StatementLine{LineID: "S" + itoa(c.s.BankLines.Len()+c.s.BankDebits.Len()) + "/" + itoa(i), Day: c.today().AddDays(-rapid.IntRange(0, 40).Draw(rt, "days")), Payer: pick(rt, "payer", "A", "B", "某人")}
		l.PayerKey = l.Payer
		p, okP := one(rt, "pledge", c.s.Pledges)
		switch pick(rt, "kind", "gift", "gift", "payout", "return", "interest", "charge", "mistyped", "again") {
		case "gift":
			if okP {
				l.Memo, l.Fen = p.Reference(), pick(rt, "amount", p.AmountFen, p.AmountFen/2+1, 777)
			}
		case "mistyped":
			if okP {
				l.Memo, l.Fen = p.Reference()[:len(p.Reference())-1], p.AmountFen
			}
		case "payout", "return":
			kind := pick(rt, "move", "paid", "returned")
			if open := c.s.OpenMoves(kind); len(open) > 0 {
				m := rapid.SampledFrom(open).Draw(rt, "which")
				l.Memo, l.Fen = pick(rt, "words", m.Number, "转账 "+m.Number, "退汇"), m.Fen
				if kind == "paid" {
					l.Fen = -l.Fen
				}
			}
		case "charge":
			l.Fen, l.Memo = -500, "手续费"
		case "interest":
			l.Fen, l.Memo = 1_234, "结息"
		case "again":
			for k := range c.s.bankLineIDs.All() {
				l.LineID, l.Fen = k[len("main/"):], 1
			}
		}
		if l.Fen != 0 {
			lines = append(lines, l)
		}
	}
	c.ask(rt, maker, ImportStatement{Account: "main", Lines: lines, Done: &Statement{Digest: pick(rt, "file", "a", "b", itoa(len(c.entries))), From: c.today(), To: c.today(), Lines: len(lines)}})
}

func (c *chance) undo(rt *rapid.T) {
	if p, ok := one(rt, "payment", c.s.Payments); ok {
		c.ask(rt, maker, UndoPayment{ID: p.ID, Reason: "归属有误"})
	}
	l, okL := one(rt, "line", c.s.BankLines)
	p, okP := one(rt, "pledge", c.s.Pledges)
	q, okQ := one(rt, "another", c.s.Pledges)
	if okL && okP && okQ {
		c.ask(rt, maker, AttributeLines{Items: []AttributeSuspense{{Line: l.ID, Pledge: p.ID, Reason: "分", Fen: max(l.HeldFen/2, 1)}, {Line: l.ID, Pledge: q.ID, Reason: "合"}}})
		c.ask(rt, maker, AssignSuspense{Line: l.ID, Owner: "maker"})
	}
}

// matchBank says by hand what lines of the bank are, and takes it back.
func (c *chance) matchBank(rt *rapid.T) {
	for _, m := range c.s.OpenMoves("paid") {
		for _, b := range c.s.OpenDebits() {
			if b.AmountFen == m.Fen {
				c.ask(rt, maker, MatchBankLine{ID: b.ID, Moves: []string{m.ID}})
			}
		}
	}
	for _, l := range c.s.Suspense() {
		for _, m := range c.s.OpenMoves("returned") {
			if l.AmountFen == m.Fen {
				c.ask(rt, maker, MatchBankLine{ID: l.ID, Moves: []string{m.ID}})
			}
		}
		if l.AmountFen == 1_234 {
			c.ask(rt, maker, MatchBankLine{ID: l.ID, Own: true, Reason: "结息"})
		}
	}
	if l, ok := one(rt, "line", c.s.BankLines); ok {
		c.ask(rt, maker, UnmatchBankLine{ID: l.ID, Reason: "有误"})
	}
	if b, ok := one(rt, "debit", c.s.BankDebits); ok {
		if pick(rt, "back", true, false) {
			c.ask(rt, maker, UnmatchBankLine{ID: b.ID, Reason: "有误"})
		} else {
			c.ask(rt, maker, MatchBankLine{ID: b.ID, Own: true, Reason: "手续费"})
		}
	}
}

// month closes the month before, or opens it again.
func (c *chance) month(rt *rapid.T) {
	month := monthBefore(monthOf(c.today()))
	if last := c.s.ClosedThrough(); last != "" && monthAfter(last) < month {
		month = monthAfter(last)
	}
	c.ask(rt, maker, SetMonthBalance{Account: "main", Month: monthBefore(month)})
	c.ask(rt, maker, SetMonthBalance{Account: "main", Month: month, Fen: money.Fen(upTo(rt, "balance", 5))})
	for _, d := range c.s.MonthReport(month).Differences {
		if d.Kind == "books" {
			rt.Fatalf("bank and books of %s differ by %s for no reason", month, d.Fen)
		}
		c.ask(rt, maker, ExplainDifference{Month: month, Key: d.Key, Owner: "maker", Explanation: "在途"})
	}
	c.ask(rt, maker, StepMonth{Month: month, Verb: "ask"})
	c.ask(rt, pick(rt, "by", checker, checker, Actor{ID: "maker", Role: FinanceChecker}), StepMonth{Month: month, Verb: pick(rt, "verb", "close", "close", "refuse"), Reason: "核对"})
	if pick(rt, "reopen", true, false, false) {
		c.ask(rt, general, StepMonth{Month: month, Verb: "reopen", Reason: "漏记"})
	}
}

func (c *chance) fund(rt *rapid.T) {
	if pick(rt, "open", true, c.s.Funds.Len() == 0) {
		c.ask(rt, manager, OpenFund{Fund{Name: "基金" + itoa(c.s.Funds.Len()), Enterprise: c.ent["A"], TargetFen: 1_000_000, Mode: "spend", Purpose: "助学", Use: "按年", EndRule: "期满", Remainder: "转入同类项目"}})
	}
	f, okF := one(rt, "fund", c.s.Funds)
	p, okP := one(rt, "pledge", c.s.Pledges)
	if okF && pick(rt, "end", true, false, false) {
		c.ask(rt, manager, EndFund{ID: f.ID, Reason: "期满"})
	}
	if okF && okP && pick(rt, "join", true, false) {
		c.ask(rt, manager, JoinFund{Pledge: p.ID, Fund: f.ID})
		c.ask(rt, c.a, MakePledge{AmountFen: 10_000, Fund: f.Number})
	}
}

func (c *chance) writeOff(rt *rapid.T) {
	if p, ok := one(rt, "pledge", c.s.Pledges); ok && pick(rt, "really", false, true) {
		c.ask(rt, general, WriteOffPledge{ID: p.ID, Reason: "经营困难", Report: "泰民函〔2026〕1号", Public: "因经营困难", Reported: c.today()})
	}
}
