package models

import (
	"testing"

	"shanpei/models/money"
)

func draftedContract() Contract {
	return Contract{
		Title: "东原同行 滩区儿童陪伴", Program: "yida", Provider: "演示社会工作服务中心", Area: "黄河滩区", From: "2026-09-01", To: "2027-08-31",
		Indicators: []Indicator{{Name: "陪伴服务", Unit: "人次", Target: 800}, {Name: "团辅", Unit: "场", Target: 24}},
		Milestones: []Milestone{{Name: "期中", Due: "2027-02-28", Fen: 60_000_00}, {Name: "结项", Due: "2027-08-31", Fen: 40_000_00}},
	}
}

// payoutNumber is the number of a disbursement that went so far.
func (w *town) payoutNumber(verbs ...string) string {
	_, sp := w.funded(w.a, w.openNeed(2, nil), 1)
	d, _ := w.s.Disbursements.Get(w.payoutSteps(w.payOut(sp, 1), verbs...))
	return d.Number
}

func (w *town) signedContract() string {
	id := first[ContractDraftedDown](w.world, w.must(manager, DraftContract{draftedContract()})).Contract.ID
	w.must(manager, StepContract{ID: id, Verb: "sign", Paper: "合同2026-7"})
	return id
}

func TestAContractIsSignedDeliveredRefusedAcceptedPaidAndEvaluated(t *testing.T) {
	w := newTown(t)
	id := w.signedContract()
	payout := w.payoutNumber("check", "approve", "pay")
	deliver := func(no int, reached ...int) {
		w.must(manager, StepMilestone{ID: id, No: no, Verb: "deliver", Reached: reached, Evidence: "验收2026-1"})
	}
	deliver(1, 300, 10)
	w.must(general, StepMilestone{ID: id, No: 1, Verb: "refuse", Reason: "缺服务记录"})
	deliver(1, 410, 12)
	w.must(general, StepMilestone{ID: id, No: 1, Verb: "accept"})
	w.must(manager, StepMilestone{ID: id, No: 1, Verb: "pay", Payout: payout})
	c, _ := w.s.Contracts.Get(id)
	if c.PaidFen() != 60_000_00 || c.AmountFen() != 100_000_00 || c.Reached(0) != 410 || c.Reached(1) != 12 {
		t.Errorf("%+v", c)
	}
	deliver(2, 812, 24)
	w.must(general, StepMilestone{ID: id, No: 2, Verb: "accept"})
	w.must(manager, StepMilestone{ID: id, No: 2, Verb: "pay", Payout: payout})
	w.must(manager, StepContract{ID: id, Verb: "close", Score: 92, Evaluation: "指标全部完成"})
	if c, _ = w.s.Contracts.Get(id); c.Status != ContractClosed || c.Score != 92 || c.PaidFen() != c.AmountFen() {
		t.Errorf("%+v", c)
	}
}

func contractRefusals(w *town) []refusal {
	draft := func(f func(*Contract)) DraftContract {
		c := draftedContract()
		f(&c)
		return DraftContract{c}
	}
	p, _ := w.s.Programs.Get(w.program["fee"])
	w.must(manager, StepProgram{ID: p.ID, Verb: "close", Reason: "结束"})
	fresh := first[ContractDraftedDown](w.world, w.must(manager, DraftContract{draftedContract()})).Contract.ID
	id := w.signedContract()
	told := w.signedContract()
	both := Actor{ID: "both", Role: RoleSystem}
	w.must(both, StepMilestone{ID: told, No: 1, Verb: "deliver", Reached: []int{300, 10}, Evidence: "x"})
	accepted := w.signedContract()
	w.must(manager, StepMilestone{ID: accepted, No: 1, Verb: "deliver", Reached: []int{300, 10}, Evidence: "x"})
	w.must(general, StepMilestone{ID: accepted, No: 1, Verb: "accept"})
	open, paid := w.payoutNumber(), w.payoutNumber("check", "approve", "pay")
	done := w.signedContract()
	for no := 1; no <= 2; no++ {
		w.must(manager, StepMilestone{ID: done, No: no, Verb: "deliver", Reached: []int{300, 10}, Evidence: "x"})
		w.must(general, StepMilestone{ID: done, No: no, Verb: "accept"})
		w.must(manager, StepMilestone{ID: done, No: no, Verb: "pay", Payout: paid})
	}
	deliver := func(f func(*StepMilestone)) StepMilestone {
		c := StepMilestone{ID: id, No: 1, Verb: "deliver", Reached: []int{1, 1}, Evidence: "x"}
		f(&c)
		return c
	}
	return []refusal{
		{"no title", manager, draft(func(c *Contract) { c.Title = "" }), Invalid, "required", "title"},
		{"a provider too long", manager, draft(func(c *Contract) { c.Provider = long() }), Invalid, "text_too_long", "provider"},
		{"a programme that is none", manager, draft(func(c *Contract) { c.Program = "none" }), Invalid, "unknown_program", "program"},
		{"a programme that is over", manager, draft(func(c *Contract) { c.Program = p.ID }), Invalid, "program_closed", "program"},
		{"no day", manager, draft(func(c *Contract) { c.From = "" }), Invalid, "day_form", "from"},
		{"backwards", manager, draft(func(c *Contract) { c.To = "2026-01-01" }), Invalid, "period", "to"},
		{"no indicator", manager, draft(func(c *Contract) { c.Indicators = nil }), Invalid, "out_of_range", "indicators"},
		{"no milestone", manager, draft(func(c *Contract) { c.Milestones = nil }), Invalid, "out_of_range", "milestones"},
		{"a milestone for nothing", manager, draft(func(c *Contract) { c.Milestones[0].Fen = 0 }), Invalid, "amount_positive", "milestones"},
		{"a milestone too dear", manager, draft(func(c *Contract) { c.Milestones[0].Fen = money.MaxFen }), Invalid, "amount_too_large", "milestones"},
		{"a step of nothing", manager, StepContract{ID: "none", Verb: "sign"}, NotFound, "not_found", ""},
		{"a step of an old version", manager, StepContract{ID: fresh, Verb: "sign", IfVersion: 9}, Conflict, "stale", ""},
		{"a step that cannot be", manager, StepContract{ID: fresh, Verb: "close"}, Conflict, "wrong_status", ""},
		{"signing without a paper", manager, StepContract{ID: fresh, Verb: "sign"}, Invalid, "required", "paper"},
		{"a paper too long", manager, StepContract{ID: fresh, Verb: "sign", Paper: long()}, Invalid, "text_too_long", "paper"},
		{"closing with milestones open", manager, StepContract{ID: id, Verb: "close", Evaluation: "x"}, Conflict, "milestones_open", ""},
		{"more than the whole score", manager, StepContract{ID: done, Verb: "close", Evaluation: "x", Score: 101}, Invalid, "out_of_range", "score"},
		{"closing without a word", manager, StepContract{ID: done, Verb: "close", Score: 90}, Invalid, "required", "evaluation"},
		{"breaking off without a reason", manager, StepContract{ID: id, Verb: "end"}, Invalid, "reason_required", "reason"},
		{"a milestone of nothing", manager, deliver(func(c *StepMilestone) { c.ID = "none" }), NotFound, "not_found", ""},
		{"a milestone of an old version", manager, deliver(func(c *StepMilestone) { c.IfVersion = 9 }), Conflict, "stale", ""},
		{"a milestone of a draft", manager, deliver(func(c *StepMilestone) { c.ID = fresh }), Conflict, "wrong_status", ""},
		{"a milestone that is none", manager, deliver(func(c *StepMilestone) { c.No = 3 }), Invalid, "unknown_line", "no"},
		{"the second before the first", manager, deliver(func(c *StepMilestone) { c.No = 2 }), Conflict, "earlier_milestone", ""},
		{"no figures", manager, deliver(func(c *StepMilestone) { c.Reached = nil }), Invalid, "required", "reached"},
		{"a figure that got less", manager, StepMilestone{ID: accepted, No: 2, Verb: "deliver", Reached: []int{299, 10}, Evidence: "x"}, Invalid, "out_of_range", "reached"},
		{"no evidence", manager, deliver(func(c *StepMilestone) { c.Evidence = "" }), Invalid, "required", "evidence"},
		{"evidence too long", manager, deliver(func(c *StepMilestone) { c.Evidence = long() }), Invalid, "text_too_long", "evidence"},
		{"accepting the own delivery", both, StepMilestone{ID: told, No: 1, Verb: "accept"}, Forbidden, "same_person", ""},
		{"refusing without a reason", general, StepMilestone{ID: told, No: 1, Verb: "refuse"}, Invalid, "reason_required", "reason"},
		{"paid by nothing", manager, StepMilestone{ID: accepted, No: 1, Verb: "pay", Payout: "BF-1"}, Invalid, "unknown_payout", "payout"},
		{"paid by what is not paid", manager, StepMilestone{ID: accepted, No: 1, Verb: "pay", Payout: open}, Invalid, "payout_not_paid", "payout"},
	}
}

func TestTheGridsOfAContractAndItsMilestones(t *testing.T) {
	statuses, verbs := []ContractStatus{ContractDrafted, ContractSigned, ContractClosed, ContractEnded}, []string{"sign", "close", "end"}
	whole(t, ContractFlow, statuses, verbs)
	expect(t, grid(t, ContractFlow, statuses, verbs), `
		drafted sign signed
		drafted end ended
		signed close closed
		signed end ended`)
	ms, mv := []MilestoneStatus{MilestonePlanned, MilestoneDelivered, MilestoneAccepted, MilestoneRefused, MilestonePaid}, []string{"deliver", "accept", "refuse", "pay"}
	whole(t, MilestoneFlow, ms, mv)
	expect(t, grid(t, MilestoneFlow, ms, mv), `
		planned deliver delivered
		refused deliver delivered
		delivered accept accepted
		delivered refuse refused
		accepted pay paid`)
}
