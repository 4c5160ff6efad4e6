package models

import (
	"testing"

	"pgregory.net/rapid"

	"shanpei/models/money"
)

const firstTerm = "2026-2027学年第一学期"

func aTerm(change func(*StudyTerm)) SetTerm {
	t := StudyTerm{Program: "yida", Period: firstTerm, Rates: []StageRate{{Primary, 500 * yuan}, {Junior, 600 * yuan}}, DocNo: "会字〔2026〕8号", Proof: true, ProofBy: "2026-10-15"}
	if change != nil {
		change(&t)
	}
	return SetTerm{Term: t}
}

func (w *town) term() *StudyTerm {
	return get(w.world, w.s.Terms, first[TermSet](w.world, w.must(manager, aTerm(nil))).Term.ID)
}

func ofTerm(n *Need) { n.Period = firstTerm }

func TestATermIsPaidForThoseWhoAreAtSchool(t *testing.T) {
	w := newTown(t)
	term := w.term()
	if slug, p := refusedWith(second(w.do(manager, DraftNeed{Need{Program: "yida", County: "370911", Type: StudyAid, Stage: Junior, Period: firstTerm, UnitPriceFen: 500 * yuan, Places: 1, Urgency: 1}}))); slug != "off_standard" || p["rate"] != 600*yuan {
		t.Errorf("%q %v", slug, p)
	}
	sp := w.sponsored(3, ofTerm)
	one, two := w.bindOne(sp, 1, w.child(Hardship, nil)), w.bindOne(sp, 2, w.child(Hardship, nil))
	pay := func(ids ...string) MakeDisbursement {
		return MakeDisbursement{Program: "yida", Lines: []DisbursementLine{{Sponsorship: sp, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan, Bindings: ids}}}
	}
	if slug, _ := refusedWith(second(w.do(maker, pay(one.ID)))); slug != "enrolment_missing" {
		t.Errorf("paid without a proof: %q", slug)
	}
	w.must(worker, ProveEnrolment{Bindings: []string{two.ID}, Document: "在读名单1"})
	d := first[PayoutMade](w.world, w.must(maker, pay())).Disbursement // the one who is shown to be at school
	if l := d.Lines[0]; len(l.Bindings) != 1 || l.Bindings[0] != two.ID {
		t.Errorf("%+v", l)
	}
	w.must(worker, RemoveEnrolment{Binding: two.ID, Reason: "名单有误"})
	w.payoutSteps(d.ID, "check", "approve")
	if slug, _ := refusedWith(second(w.do(maker, PayDisbursement{ID: d.ID}))); slug != "enrolment_missing" {
		t.Errorf("paid after the proof was taken back: %q", slug)
	}
	w.must(worker, ProveEnrolment{Bindings: []string{one.ID, two.ID}, Document: "在读名单2", Day: w.today()})
	w.payoutSteps(d.ID, "pay", "prove")
	lines, all := w.s.TermLines(term)
	if want := (TermLine{County: "370911", Stage: Primary, Places: 3, Funded: 3, Bound: 2, Enrolled: 2, Paid: 1, Proven: 1, Fen: 1500 * yuan, PaidFen: 500 * yuan}); len(lines) != 1 || lines[0] != want || all.Places != 3 {
		t.Errorf("%+v", lines)
	}
	if left := w.s.Unenrolled(term, officer); len(left) != 0 {
		t.Errorf("%v", left)
	}
	next := w.must(manager, aTerm(func(t *StudyTerm) { t.Proof = false }))
	if got := first[TermSet](w.world, next).Term; got.ID != term.ID || got.ProofBy != "" {
		t.Errorf("%+v", got)
	}
}

func studyRefusals(w *town) []refusal {
	w.term()
	sp, other := w.sponsored(4, ofTerm), w.sponsored(1, nil)
	bound := w.bindOne(sp, 1, w.child(Hardship, nil))
	free := w.bindOne(other, 1, w.child(Hardship, nil))
	done := w.bindOne(sp, 2, w.child(Hardship, nil))
	w.must(worker, ProveEnrolment{Bindings: []string{done.ID}, Document: "名单1"})
	paid := w.bindOne(sp, 3, w.child(Hardship, nil))
	w.must(worker, ProveEnrolment{Bindings: []string{paid.ID}, Document: "名单2"})
	line := func(id string) MakeDisbursement {
		return MakeDisbursement{Program: "yida", Lines: []DisbursementLine{{Sponsorship: sp, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan, Bindings: []string{id}}}}
	}
	w.payoutSteps(first[PayoutMade](w.world, w.must(maker, line(paid.ID))).Disbursement.ID, "check", "approve", "pay")
	later := w.bindOne(sp, 4, w.child(Hardship, nil))
	w.must(worker, ProveEnrolment{Bindings: []string{later.ID}, Document: "名单3"})
	planned := w.payoutSteps(first[PayoutMade](w.world, w.must(maker, line(later.ID))).Disbursement.ID, "check", "approve")
	w.must(worker, RemoveEnrolment{Binding: later.ID, Reason: "有误"})
	prove := func(f func(*ProveEnrolment)) ProveEnrolment {
		c := ProveEnrolment{Bindings: []string{bound.ID}, Document: "名单1", Day: w.today()}
		f(&c)
		return c
	}
	many := make([]string, maxBound+1)
	return []refusal{
		{"an old version", manager, SetTerm{Term: aTerm(nil).Term, IfVersion: 9}, Conflict, "stale", ""},
		{"a programme that is none", manager, aTerm(func(t *StudyTerm) { t.Program = "none" }), Invalid, "unknown_program", "program"},
		{"a programme that is over", manager, aTerm(func(t *StudyTerm) { t.Program = "over" }), Invalid, "program_closed", "program"},
		{"a period that is none", manager, aTerm(func(t *StudyTerm) { t.Period = "秋季" }), Invalid, "period_form", "period"},
		{"no rate", manager, aTerm(func(t *StudyTerm) { t.Rates = nil }), Invalid, "required", "rates"},
		{"a stage that is none", manager, aTerm(func(t *StudyTerm) { t.Rates[0].Stage = "x" }), Invalid, "unknown_choice", "rates"},
		{"a rate of nothing", manager, aTerm(func(t *StudyTerm) { t.Rates[0].Fen = 0 }), Invalid, "amount_positive", "rates"},
		{"a rate too high", manager, aTerm(func(t *StudyTerm) { t.Rates[0].Fen = money.MaxFen }), Invalid, "amount_too_large", "rates"},
		{"a document that is a person's number", manager, aTerm(func(t *StudyTerm) { t.DocNo = "110105194912310021" }), Invalid, "document_form", "doc_no"},
		{"a document too long", manager, aTerm(func(t *StudyTerm) { t.DocNo = long() }), Invalid, "text_too_long", "doc_no"},
		{"proof by no day", manager, aTerm(func(t *StudyTerm) { t.ProofBy = "" }), Invalid, "day_form", "proof_by"},
		{"proof after the term", manager, aTerm(func(t *StudyTerm) { t.ProofBy = "2027-06-01" }), Invalid, "period", "proof_by"},
		{"a need off the standard", manager, DraftNeed{Need{Program: "yida", County: "370911", Type: StudyAid, Stage: Primary, Period: firstTerm, UnitPriceFen: 1, Places: 1, Urgency: 1}}, Invalid, "off_standard", "unit_price_fen"},
		{"nobody at school", worker, prove(func(c *ProveEnrolment) { c.Bindings = nil }), Invalid, "places_required", "bindings"},
		{"too many at school", worker, prove(func(c *ProveEnrolment) { c.Bindings = many }), Invalid, "too_many_lines", "bindings"},
		{"a place that is none", worker, prove(func(c *ProveEnrolment) { c.Bindings = []string{"none"} }), Invalid, "unknown_place", "bindings"},
		{"a place of no term", worker, prove(func(c *ProveEnrolment) { c.Bindings = []string{free.ID} }), Invalid, "unknown_place", "bindings"},
		{"at school already", worker, prove(func(c *ProveEnrolment) { c.Bindings = []string{done.ID} }), Conflict, "enrolled_already", "bindings"},
		{"no document", worker, prove(func(c *ProveEnrolment) { c.Document = "" }), Invalid, "required", "document"},
		{"a document of a person", worker, prove(func(c *ProveEnrolment) { c.Document = "110105194912310021" }), Invalid, "document_form", "document"},
		{"a proof too long", worker, prove(func(c *ProveEnrolment) { c.Document = long() }), Invalid, "text_too_long", "document"},
		{"on no day", worker, prove(func(c *ProveEnrolment) { c.Day = "x" }), Invalid, "day_form", "day"},
		{"to come", worker, prove(func(c *ProveEnrolment) { c.Day = w.today().AddDays(1) }), Invalid, "date_future", "day"},
		{"before the term", worker, prove(func(c *ProveEnrolment) { c.Day = "2026-01-01" }), Invalid, "before_term", "day"},
		{"a proof of nothing taken back", worker, RemoveEnrolment{Binding: "none"}, NotFound, "not_found", ""},
		{"no proof taken back", worker, RemoveEnrolment{Binding: bound.ID, Reason: "x"}, Conflict, "wrong_status", ""},
		{"what was paid on taken back", worker, RemoveEnrolment{Binding: paid.ID, Reason: "x"}, Conflict, "place_paid", ""},
		{"taken back without a reason", worker, RemoveEnrolment{Binding: done.ID}, Invalid, "reason_required", "reason"},
		{"planned without a proof", maker, line(bound.ID), Conflict, "enrolment_missing", "lines.0.bindings"},
		{"paid without a proof", maker, PayDisbursement{ID: planned}, Conflict, "enrolment_missing", "lines"},
	}
}

// schooling sets a term and shows that somebody is at school, or not.
func (c *chance) schooling(rt *rapid.T) {
	c.ask(rt, manager, aTerm(func(t *StudyTerm) {
		t.Period, t.Proof = pick(rt, "period", firstTerm, ""), pick(rt, "proof", true, false)
	}))
	if b, ok := one(rt, "binding", c.s.Bindings); ok {
		c.ask(rt, worker, ProveEnrolment{Bindings: []string{b.ID}, Document: "名单1"})
		c.ask(rt, worker, RemoveEnrolment{Binding: b.ID, Reason: "有误"})
	}
}
