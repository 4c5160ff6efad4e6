package models

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"shanpei/models/money"
)

// chance is a town in which anything may happen: each action draws what it does, and to what, from the state as it is.
type chance struct {
	*town
	taken, refused int
}

// Whatever is asked, in whatever order, by whom it may be: what is accepted keeps every invariant (after each step), what is refused is refused with a
// reason and changes nothing, and the stored events lead to the same state (at the end, by the clean-up of the world).
func TestNoSequenceOfCommandsBreaksAnInvariant(t *testing.T) {
	moreWhenLong(t)
	reached, steps := map[string]bool{}, 0
	walk := func(rt *rapid.T) {
		c := &chance{town: newTown(rt)}
		c.must(admin, ChangeSettings{Settings: func() Settings { s := c.s.Federation.Settings; s.PublicityDays = 0; return s }()})
		for range 3 {
			c.newNeed(rt)
		}
		for range 2 {
			c.newPledge(rt)
		}
		actions := map[string]func(*rapid.T){
			"":                    func(*rapid.T) { steps++; c.check(); c.note(reached) },
			"need":                c.newNeed,
			"step a need":         c.stepNeed,
			"pledge":              c.newPledge,
			"pledge again":        c.newPledge,
			"sign":                c.sign,
			"sign again":          c.sign,
			"cancel":              c.cancel,
			"money":               c.bankLine,
			"more money":          c.bankLine,
			"attribute":           c.attribute,
			"match":               c.runMatch,
			"end":                 c.end,
			"offer":               c.offer,
			"offer more":          c.offer,
			"answer":              c.answer,
			"pay out":             c.newPayout,
			"pay out more":        c.newPayout,
			"step a payout":       c.stepPayout,
			"step a payout on":    c.stepPayout,
			"step a payout again": c.stepPayout,
			"time":                c.time,
			"purpose":             c.purpose,
			"receipt":             c.receipt,
			"papers":              c.papers,
			"a whole way":         c.wholeWay,
			"settings":            c.settings,
			"other":               c.other,
		}
		maps.Copy(actions, c.bankActions())
		maps.Copy(actions, c.otherActions())
		maps.Copy(actions, c.placeActions())
		for range 4 { // a way from a need to a proof is long
			rt.Repeat(actions)
		}
	}
	// The property says nothing if it never gets anywhere; what chance missed, more walks reach.
	var missing []string
	for range 5 {
		rapid.Check(t, walk)
		missing = slices.DeleteFunc(slices.Clone(ends), func(status string) bool { return reached[status] })
		if len(missing) == 0 || t.Failed() {
			break
		}
	}
	t.Logf("%d steps, every invariant after each", steps)
	if len(missing) > 0 {
		t.Errorf("no run reached %q", missing)
	}
}

// ends are what the walks together must come to.
var ends = []string{"pledge signed", "pledge part_received", "pledge received", "pledge lapsed", "sponsorship held", "sponsorship funded", "sponsorship active",
	"sponsorship paid_out", "sponsorship ended", "sponsorship proven", "disbursement paid", "disbursement returned", "disbursement proven", "disbursement rejected", "pledge overdue", "pledge cancelled", "pledge closed",
	"sponsorship replaced", "pledge written_off", "payment undone", "month closed", "debit payout", "line returned", "line own", "fee charged", "fund ended", "offer standing", "offer accepted", "offer declined", "offer lapsed", "offer withdrawn",
	"refund asked", "refund rejected", "refund approved", "refund done", "refund failed", "refund unmatched", "dispute open", "dispute won", "dispute lost",
	"checkout paid", "checkout expired", "checkout held", "place ", "place place_released", "place wrong_child", "place money paid",
	"override confirmed", "override refused",
}

// note remembers which statuses a run has come to.
func (c *chance) note(reached map[string]bool) {
	for _, p := range c.s.Pledges.All() {
		reached["pledge "+string(p.Status)] = true
	}
	for _, sp := range c.s.Sponsorships.All() {
		reached["sponsorship "+string(sp.Status)] = true
	}
	for _, d := range c.s.Disbursements.All() {
		reached["disbursement "+string(d.Status)] = true
	}
	for _, o := range c.s.Offers.All() {
		reached["offer "+string(o.Status)] = true
	}
	c.noteBank(reached)
	c.noteCards(reached)
	c.notePlaces(reached)
}

// ask tries a command; a refusal is fine when it is one of ours.
func (c *chance) ask(rt *rapid.T, a Actor, cmd Command) []Event {
	events, err := c.do(a, cmd)
	var e *Error
	switch {
	case err == nil:
		c.taken++
	case !errors.As(err, &e) || e.Reason == "" || e.Code == Internal:
		rt.Fatalf("%T: %v", cmd, err)
	default:
		c.refused++
	}
	return events
}

// one draws a thing of a table; ok is false when there is none.
func one[V any](rt *rapid.T, label string, t Table[V]) (v V, ok bool) {
	var ids []string
	for id := range t.All() {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return v, false
	}
	return t.Get(rapid.SampledFrom(ids).Draw(rt, label))
}

func pick[T any](rt *rapid.T, label string, of ...T) T { return rapid.SampledFrom(of).Draw(rt, label) }

func upTo(rt *rapid.T, label string, n int) int { return rapid.IntRange(1, max(n, 1)).Draw(rt, label) }

func (c *chance) newNeed(rt *rapid.T) {
	n := Need{
		Program: pick(rt, "programme", "yida", "yida", "yida", "member", "fee"), County: pick(rt, "county", "370911", "370982"), Type: pick(rt, "type", StudyAid, Surgery, Activity),
		Stage: pick(rt, "stage", Primary, Junior), UnitPriceFen: money.Fen(pick(rt, "price", 10_000, 25_000, 33_333)), Places: upTo(rt, "places", 6),
		Urgency: upTo(rt, "urgency", 5), Indivisible: pick(rt, "whole", false, false, false, true),
	}
	n.MaxDonors = pick(rt, "donors", 0, 0, 0, 1)
	events := c.ask(rt, manager, DraftNeed{n})
	id := events[0].(NeedDrafted).Need.ID
	for _, v := range []NeedVerb{VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed, OpenNeed} {
		c.ask(rt, manager, StepNeed{ID: id, Verb: v})
	}
}

func (c *chance) stepNeed(rt *rapid.T) {
	if n, ok := one(rt, "need", c.s.Needs); ok {
		verb := pick(rt, "verb", SuspendNeed, ResumeNeed, ResumeNeed, CloseNeed, TerminateNeed, DiscloseNeed, VerifyNeed, ReturnNeed)
		c.ask(rt, pick(rt, "by", manager, manager, officer, general), StepNeed{ID: n.ID, Verb: verb, Reason: "理由"})
	}
}

func (c *chance) newPledge(rt *rapid.T) {
	cmd := MakePledge{AmountFen: money.Fen(pick(rt, "amount", 10_000, 50_000, 99_999, 100_000, 300_001)), MaxPlacesPerNeed: pick(rt, "bound", 0, 0, 2)}
	cmd.OnSilence = pick(rt, "silence", "", SilenceNext, SilenceAccepts)
	switch pick(rt, "purpose", "open", "county", "type", "programme", "needs", "needs") {
	case "county":
		cmd.Purpose.Counties = []string{pick(rt, "county", "370911", "370982")}
	case "type":
		cmd.Purpose.Types = []NeedType{pick(rt, "type", StudyAid, Surgery)}
	case "programme":
		cmd.Purpose.Programs = []string{pick(rt, "programme", "yida", "member", "fee")}
	case "needs":
		for range upTo(rt, "needs", 3) {
			if n, ok := one(rt, "need", c.s.Needs); ok {
				cmd.Purpose.Needs = append(cmd.Purpose.Needs, n.ID)
			}
		}
	}
	parts := upTo(rt, "instalments", 3)
	for i, fen := range money.Split(cmd.AmountFen, make([]int64, parts)) {
		cmd.Instalments = append(cmd.Instalments, Instalment{Due: AddMonths(c.today(), i).AddDays(3), AmountFen: fen})
	}
	by := pick(rt, "by", c.a, c.b, c.finance)
	for _, e := range c.ask(rt, by, cmd) {
		if made, ok := e.(PledgeMade); ok && pick(rt, "sign at once", true, false) {
			c.ask(rt, Actor{ID: "o", Role: DonorOwner, Enterprise: by.Enterprise}, SignPledge{ID: made.Pledge.ID})
		}
	}
}

func (c *chance) owner(p *Pledge) Actor {
	return Actor{ID: "o", Role: DonorOwner, Enterprise: p.Enterprise}
}

func (c *chance) sign(rt *rapid.T) {
	if p, ok := one(rt, "pledge", c.s.Pledges); ok {
		c.ask(rt, pick(rt, "by", c.owner(p), c.owner(p), c.a), SignPledge{ID: p.ID})
	}
}

func (c *chance) cancel(rt *rapid.T) {
	if p, ok := one(rt, "pledge", c.s.Pledges); ok {
		c.ask(rt, c.owner(p), CancelPledge{ID: p.ID, Reason: "经营困难"})
	}
}

func (c *chance) bankLine(rt *rapid.T) {
	p, ok := one(rt, "pledge", c.s.Pledges)
	if !ok {
		return
	}
	rest := p.AmountFen - p.ReceivedFen
	fen := pick(rt, "amount", rest, rest, rest/2, rest/3+1, rest+777, 1)
	memo := pick(rt, "memo", p.Reference(), p.Reference(), p.Reference(), "捐款", "YX-2026-000001-0", p.Reference()+" "+Number("YX", 2026, 1))
	c.ask(rt, maker, RecordBankLine{Account: "main", LineID: "L" + itoa(c.s.BankLines.Len()), Day: c.today(), AmountFen: fen, Payer: pick(rt, "payer", "A", "某人"), Memo: memo})
}

func (c *chance) attribute(rt *rapid.T) {
	l, okL := one(rt, "line", c.s.BankLines)
	p, okP := one(rt, "pledge", c.s.Pledges)
	if okL && okP {
		c.ask(rt, maker, AttributeSuspense{Line: l.ID, Pledge: p.Number, Reason: "付款人来电", ThirdParty: pick(rt, "third", true, false)})
	}
}

func (c *chance) runMatch(rt *rapid.T) {
	var list []Proposal
	for range upTo(rt, "proposals", 4) {
		n, okN := one(rt, "need", c.s.Needs)
		p, okP := one(rt, "pledge", c.s.Pledges)
		if okN && okP {
			list = append(list, Proposal{Pledge: p.ID, Need: n.ID, Places: upTo(rt, "places", 3), AmountFen: 1})
		}
	}
	for _, e := range c.ask(rt, manager, RecordMatch{Match{Proposals: list}}) {
		run := e.(MatchRun).Match.ID
		if pick(rt, "all", true, true, false) {
			c.ask(rt, manager, AcceptMatch{ID: run, All: true})
		} else {
			c.ask(rt, manager, AcceptMatch{ID: run, Proposals: []string{"1"}})
		}
		c.ask(rt, manager, AcceptMatch{ID: run, All: true}) // what is left over, after the state has moved on
	}
}

func (c *chance) end(rt *rapid.T) {
	sp, ok := one(rt, "sponsorship", c.s.Sponsorships)
	if !ok {
		return
	}
	replace := pick(rt, "replace", "", "auto", "a need")
	if n, ok := one(rt, "need", c.s.Needs); ok && replace == "a need" {
		replace = n.Number
	}
	c.ask(rt, manager, EndSponsorship{ID: sp.ID, Reason: "转学", Replace: replace})
}

// offer offers what is freed to whoever has money, as the portal's own job does, or anything to anybody.
func (c *chance) offer(rt *rapid.T) {
	n, okN := one(rt, "need", c.s.Needs)
	p, okP := one(rt, "pledge", c.s.Pledges)
	if freed := c.s.FreedNeeds(); len(freed) > 0 && pick(rt, "freed", true, true, false) {
		n = freed[0]
	}
	if open := c.s.OpenPledges(); len(open) > 0 && pick(rt, "open", true, true, false) {
		p = rapid.SampledFrom(open).Draw(rt, "open pledge")
	}
	if okN && okP {
		c.ask(rt, pick(rt, "by", manager, System), MakeOffer{Need: n.ID, Pledge: p.Number, Places: upTo(rt, "places", 3)})
	}
}

func (c *chance) answer(rt *rapid.T) {
	o, ok := one(rt, "offer", c.s.Offers)
	if standing := c.s.OffersDue("9999-12-31", 9); len(standing) > 0 && pick(rt, "standing", true, true, false) {
		o, ok = c.s.Offers.Get(rapid.SampledFrom(standing).Draw(rt, "standing offer"))
	}
	if !ok {
		return
	}
	if pick(rt, "withdraw", false, false, false, true) {
		c.ask(rt, manager, WithdrawOffer{ID: o.ID, Reason: "误发"})
		return
	}
	owner := Actor{ID: "o", Role: DonorOwner, Enterprise: o.Enterprise}
	c.ask(rt, pick(rt, "by", owner, owner, owner, c.a), AnswerOffer{ID: o.ID, Accept: pick(rt, "accept", true, false), Reason: "本年度预算已定"})
}

func (c *chance) newPayout(rt *rapid.T) {
	cmd := MakeDisbursement{}
	for range upTo(rt, "lines", 3) {
		sp, ok := one(rt, "sponsorship", c.s.Sponsorships)
		if !ok {
			return
		}
		places := upTo(rt, "places", sp.FundedPlaces-sp.PaidPlaces-sp.ReservedPlaces)
		fen := sp.UnitPriceFen*money.Fen(places) - money.Fen(pick(rt, "saved", 0, 0, 0, 1_234))
		cmd.Program = sp.Program
		cmd.Lines = append(cmd.Lines, DisbursementLine{Sponsorship: sp.ID, Places: places, PayeeKind: pick(rt, "payee", PayeeKinds...), AmountFen: fen})
	}
	cmd.Lines = slices.DeleteFunc(cmd.Lines, func(l DisbursementLine) bool {
		sp, _ := c.s.Sponsorships.Get(l.Sponsorship)
		return sp.Program != cmd.Program
	})
	c.ask(rt, maker, cmd)
}

// stepPayout takes a payout as far as the draw says, most often on its way and now and then off it.
func (c *chance) stepPayout(rt *rapid.T) {
	d, ok := one(rt, "payout", c.s.Disbursements)
	if !ok {
		return
	}
	for range upTo(rt, "steps", 4) {
		d, _ = c.s.Disbursements.Get(d.ID)
		switch d.Status {
		case DisbursementMade:
			c.ask(rt, pick(rt, "by", checker, checker, checker, maker), StepDisbursement{ID: d.ID, Verb: pick(rt, "verb", "check", "check", "check", "reject"), Reason: "金额有误"})
		case DisbursementChecked:
			c.ask(rt, general, StepDisbursement{ID: d.ID, Verb: pick(rt, "verb", "approve", "approve", "approve", "reject"), Reason: "金额有误"})
		case DisbursementPaid:
			if pick(rt, "comes back", false, false, true) {
				c.ask(rt, maker, ReturnLines{ID: d.ID, Lines: []int{upTo(rt, "line", len(d.Lines))}, Reason: "户名不符"})
			} else {
				c.ask(rt, manager, StepDisbursement{ID: d.ID, Verb: "prove", Evidence: "回单"})
			}
		default:
			c.ask(rt, maker, PayDisbursement{ID: d.ID})
		}
	}
}

// wholeWay takes places from their need to their proof, or to where the draw lets them lie; some of the money may not be needed, some comes back.
func (c *chance) wholeWay(rt *rapid.T) {
	places := upTo(rt, "places", 3)
	pledge, sp := c.funded(c.b, c.openNeed(places+rapid.IntRange(0, 1).Draw(rt, "left over"), nil), places)
	fen := 500*yuan*money.Fen(places) - money.Fen(pick(rt, "saved", 0, 0, 5_000))
	line := DisbursementLine{Sponsorship: sp, Places: places, PayeeKind: "school", AmountFen: fen}
	payout := first[PayoutMade](c.world, c.must(maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{line}})).Disbursement.ID
	way := [][]string{{"check"}, {"reject"}, {"check", "approve", "pay"}, {"check", "approve", "pay", "return"}, {"check", "approve", "pay", "prove"},
		{"check", "approve", "pay", "return", "pay", "prove"}}
	c.payoutSteps(payout, rapid.SampledFrom(way).Draw(rt, "way")...)
	if p := get(c.world, c.s.Pledges, pledge); p.Status == PledgeReceived && p.PaidFen == p.AmountFen && c.s.SponsorshipsOfPledge(pledge)[0].Status == SponsorshipProven {
		rt.Fatalf("pledge %s is proven to the last yuan and still open", pledge)
	}
}

// time passes, and the portal's own timer does what has become due.
func (c *chance) time(rt *rapid.T) {
	c.pass(rapid.IntRange(1, 45).Draw(rt, "days"))
	for _, id := range c.s.OffersDue(c.today(), 20) {
		if c.ask(rt, System, LapseOffer{ID: id}) == nil {
			rt.Fatalf("offer %s is listed as due, and letting it lapse is refused", id)
		}
	}
	due := c.s.Due(c.today(), 20)
	for _, id := range due {
		if c.ask(rt, System, ExpirePledge{ID: id}) == nil {
			rt.Fatalf("pledge %s is listed as due, and expiring it is refused", id)
		}
	}
}

func (c *chance) purpose(rt *rapid.T) {
	if p, ok := one(rt, "pledge", c.s.Pledges); ok {
		to := Purpose{Counties: []string{pick(rt, "county", "370911", "370982")}}
		for _, e := range c.ask(rt, manager, AskPurposeChange{Pledge: p.Number, Reason: "结余", Purpose: to}) {
			c.ask(rt, c.owner(p), AnswerPurposeChange{ID: e.(PurposeChangeAsked).Change.ID, Agree: pick(rt, "agree", true, false)})
		}
	}
}

func (c *chance) receipt(rt *rapid.T) {
	if r, ok := one(rt, "receipt", c.s.Receipts); ok {
		number := pad(upTo(rt, "number", 5), 10)
		c.ask(rt, maker, RecordReceipt{ID: r.ID, Code: "37010126", Fiscal: number, Check: "a1B2c3"})
		c.ask(rt, maker, FileReceipt{ID: r.ID, Hash: hash64, Kind: "pdf", Bytes: 1000})
		if pick(rt, "void", false, true) {
			c.ask(rt, checker, VoidReceipt{ID: r.ID, Reason: "抬头有误"})
			c.ask(rt, maker, ReissueReceipt{ID: r.ID})
		}
	}
}
