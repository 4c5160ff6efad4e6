package models

import (
	"testing"

	"pgregory.net/rapid"

	"shanpei/models/money"
)

func draftedPolicy() Policy {
	return Policy{Program: "yida", Title: "护佑健康 2026", Insurer: "演示保险公司", From: "2026-09-01", To: "2027-08-31", CutOff: "2026-09-01", HeadFen: 100 * yuan, Covers: []string{"critical_illness", "accident"}}
}

func (w *town) policy(verbs ...string) string {
	p := draftedPolicy()
	p.CutOff = w.today()
	id := first[PolicyDraftedDown](w.world, w.must(manager, DraftPolicy{p})).Policy.ID
	for _, v := range verbs {
		w.policyStep(id, v, nil)
	}
	return id
}

func (w *town) policyStep(id, verb string, change func(*StepPolicy)) *Policy {
	w.Helper()
	c, who := StepPolicy{ID: id, Verb: verb, Paper: "保单2026-1", Reason: "核对"}, manager
	if verb == "seal" || verb == "return" {
		who = general
	}
	if change != nil {
		change(&c)
	}
	w.must(who, c)
	return get(w.world, w.s.InsurancePolicies, id)
}

// premium is a disbursement that pays an insurer, as far as the verbs say.
func (w *town) premium(fen money.Fen, verbs ...string) string {
	sp := w.sponsored(1, func(n *Need) { n.Type, n.Stage, n.UnitPriceFen = Insurance, "", fen })
	d := first[PayoutMade](w.world, w.must(maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{{Sponsorship: sp, Places: 1, PayeeKind: "insurer", AmountFen: fen}}})).Disbursement
	w.payoutSteps(d.ID, verbs...)
	return d.Number
}

func TestAPolicyIsRosteredSealedPaidEndorsedClaimedAndEnds(t *testing.T) {
	w := newTown(t)
	one := w.child(Hardship, nil)
	w.child(Orphan, func(b *Beneficiary) { b.MedicalCover = true })
	w.child(Hardship, func(b *Beneficiary) { b.County, b.Township = "370982", "羊流镇" })
	id := w.policy("fix", "return", "fix", "seal")
	p := get(w.world, w.s.InsurancePolicies, id)
	if s := p.Sums(); s != (PolicySums{Heads: 3, Covered: 1, PremiumFen: 300 * yuan}) || len(p.Heads) != 2 || p.Heads[0].Heads != 2 {
		t.Fatalf("%+v, %+v", s, p.Heads)
	}
	w.policyStep(id, "pay", func(c *StepPolicy) { c.Payout = w.premium(200*yuan, "check", "approve", "pay") })
	w.policyStep(id, "pay", func(c *StepPolicy) { c.Document, c.Fen = "民政〔2026〕3号", 100*yuan })
	w.must(officer, StepBeneficiary{IDs: []string{one}, Verb: "depart", Reason: "moved"})
	w.child(Hardship, nil)
	w.child(Hardship, nil)
	p = w.policyStep(id, "endorse", func(c *StepPolicy) { c.Paper, c.Fen = "批单1", 90*yuan })
	if e := p.Endorsements[0]; e.Added != 2 || e.Removed != 1 || p.Sums().Heads != 4 || p.Sums().PremiumFen != 390*yuan || p.Sums().PaidFen != 300*yuan {
		t.Errorf("%+v, %+v", e, p.Sums())
	}
	w.policyStep(w.policy(), "cancel", nil)
	w.pass(60)
	w.policyStep(id, "claim", func(c *StepPolicy) { c.Month, c.Count, c.Fen = "2026-10", 2, 8_600*yuan })
	p = w.policyStep(id, "claim", func(c *StepPolicy) { c.Month = "2026-09" })
	if s := p.Sums(); s.Claims != 2 || s.ClaimedFen != 8_600*yuan || p.Claims[0].Month != "2026-09" {
		t.Errorf("%+v", p)
	}
	w.pass(400)
	if p = w.policyStep(id, "end", nil); p.Status != PolicyEnded {
		t.Errorf("%+v", p)
	}
}

func insuranceRefusals(w *town) []refusal {
	draft := func(f func(*Policy)) DraftPolicy {
		p := draftedPolicy()
		f(&p)
		return DraftPolicy{p}
	}
	empty := w.policy()
	early := first[PolicyDraftedDown](w.world, w.must(manager, draft(func(p *Policy) { p.CutOff = w.today().AddDays(300) }))).Policy.ID
	open := w.premium(100 * yuan)
	card := w.payoutNumber("check", "approve", "pay")
	paid, much := w.premium(100*yuan, "check", "approve", "pay"), w.premium(900*yuan, "check", "approve", "pay")
	step := func(id, verb string, f func(*StepPolicy)) StepPolicy {
		c := StepPolicy{ID: id, Verb: verb, Paper: "1"}
		if f != nil {
			f(&c)
		}
		return c
	}
	old := first[PolicyDraftedDown](w.world, w.must(manager, draft(func(p *Policy) { p.CutOff = "2020-01-01" }))).Policy.ID
	w.child(Hardship, nil)
	w.child(Hardship, nil)
	id := w.policy("fix", "seal")
	w.policyStep(id, "pay", func(c *StepPolicy) { c.Payout = paid })
	w.policyStep(id, "claim", func(c *StepPolicy) { c.Month = "2026-09" })
	both := Actor{ID: "both", Role: RoleSystem}
	mine := w.policy()
	w.must(both, StepPolicy{ID: mine, Verb: "fix"})
	claim := func(f func(*StepPolicy)) StepPolicy {
		return step(id, "claim", func(c *StepPolicy) { c.Month = "2026-09"; f(c) })
	}
	return []refusal{
		{"no title", manager, draft(func(p *Policy) { p.Title = "" }), Invalid, "required", "title"},
		{"an insurer too long", manager, draft(func(p *Policy) { p.Insurer = long() }), Invalid, "text_too_long", "insurer"},
		{"a programme that is none", manager, draft(func(p *Policy) { p.Program = "none" }), Invalid, "unknown_program", "program"},
		{"a programme that is over", manager, draft(func(p *Policy) { p.Program = "over" }), Invalid, "program_closed", "program"},
		{"no day", manager, draft(func(p *Policy) { p.From = "" }), Invalid, "day_form", "from"},
		{"backwards", manager, draft(func(p *Policy) { p.To = "2026-01-01" }), Invalid, "period", "to"},
		{"for nothing", manager, draft(func(p *Policy) { p.HeadFen = 0 }), Invalid, "amount_positive", "head_fen"},
		{"too dear", manager, draft(func(p *Policy) { p.HeadFen = money.MaxFen }), Invalid, "amount_too_large", "head_fen"},
		{"a cover that is none", manager, draft(func(p *Policy) { p.Covers = []string{"flood"} }), Invalid, "unknown_choice", "covers"},
		{"a policy that is none", manager, step("none", "fix", nil), NotFound, "not_found", ""},
		{"an old version", manager, step(empty, "fix", func(c *StepPolicy) { c.IfVersion = 9 }), Conflict, "stale", ""},
		{"a step that cannot be", manager, step(empty, "claim", nil), Conflict, "wrong_status", ""},
		{"before the cut-off", manager, step(early, "fix", nil), Conflict, "cut_off_ahead", ""},
		{"a roster of nobody", manager, step(old, "fix", nil), Conflict, "roster_empty", ""},
		{"sealing the own roster", both, step(mine, "seal", nil), Forbidden, "same_person", ""},
		{"sealed without a paper", general, step(mine, "seal", func(c *StepPolicy) { c.Paper = " " }), Invalid, "required", "paper"},
		{"a paper with a person's number", general, step(mine, "seal", func(c *StepPolicy) { c.Paper = "110105194912310021" }), Invalid, "document_form", "paper"},
		{"a paper too long", general, step(mine, "seal", func(c *StepPolicy) { c.Paper = long() }), Invalid, "text_too_long", "paper"},
		{"returned without a reason", general, step(mine, "return", nil), Invalid, "reason_required", "reason"},
		{"an endorsement that changes nobody", manager, step(id, "endorse", nil), Conflict, "roster_same", ""},
		{"an endorsement that gives back", manager, step(id, "endorse", func(c *StepPolicy) { c.Fen = -1 }), Invalid, "amount_negative", "fen"},
		{"an endorsement too dear", manager, step(id, "endorse", func(c *StepPolicy) { c.Fen = money.MaxFen }), Invalid, "amount_too_large", "fen"},
		{"a premium of nothing", manager, step(id, "pay", func(c *StepPolicy) { c.Document = "1" }), Invalid, "amount_positive", "fen"},
		{"a payout that is none", manager, step(id, "pay", func(c *StepPolicy) { c.Payout = "BF-1" }), Invalid, "unknown_payout", "payout"},
		{"a payout that is not paid", manager, step(id, "pay", func(c *StepPolicy) { c.Payout = open }), Invalid, "payout_not_paid", "payout"},
		{"a payout twice", manager, step(id, "pay", func(c *StepPolicy) { c.Payout = paid }), Conflict, "payout_used", "payout"},
		{"a payout to no insurer", manager, step(id, "pay", func(c *StepPolicy) { c.Payout = card }), Invalid, "not_insurer", "payout"},
		{"more than the premium", manager, step(id, "pay", func(c *StepPolicy) { c.Payout = much }), Conflict, "over_premium", "fen"},
		{"claims of no month", manager, claim(func(c *StepPolicy) { c.Month = "9" }), Invalid, "month_form", "month"},
		{"claims to come", manager, claim(func(c *StepPolicy) { c.Month = "2026-12" }), Invalid, "date_future", "month"},
		{"claims before it began", manager, claim(func(c *StepPolicy) { c.Month = "2026-08" }), Invalid, "outside_policy", "month"},
		{"claims twice", manager, claim(func(c *StepPolicy) {}), Invalid, "month_twice", "month"},
		{"fewer than no claims", manager, step(w.policy("fix", "seal"), "claim", func(c *StepPolicy) { c.Month, c.Count = "2026-09", -1 }), Invalid, "out_of_range", "count"},
		{"over while it runs", manager, step(id, "end", nil), Conflict, "still_runs", ""},
	}
}

func TestTheGridOfAPolicy(t *testing.T) {
	whole(t, PolicyFlow, PolicyStatuses, PolicyVerbs)
	expect(t, grid(t, PolicyFlow, PolicyStatuses, PolicyVerbs), `
		drafted fix rostered
		drafted cancel cancelled
		rostered fix rostered
		rostered seal sealed
		rostered return drafted
		rostered cancel cancelled
		sealed endorse sealed
		sealed pay sealed
		sealed claim sealed
		sealed end ended`)
}

// insure drafts a policy and takes it some way.
func (c *chance) insure(rt *rapid.T) {
	id := first[PolicyDraftedDown](c.world, c.must(manager, DraftPolicy{draftedPolicy()})).Policy.ID
	for range upTo(rt, "steps", 7) {
		payout := ""
		if d, ok := one(rt, "payout", c.s.Disbursements); ok && pick(rt, "by payout", true, false) {
			payout = d.Number
		}
		c.ask(rt, pick(rt, "by", manager, general), StepPolicy{
			ID: id, Verb: pick(rt, "verb", append([]string{"fix", "seal"}, PolicyVerbs...)...), Paper: "1", Document: "1", Payout: payout, Month: "2026-09", Count: 1, Fen: money.Fen(upTo(rt, "fen", 20_000)), Reason: "x",
		})
	}
}
