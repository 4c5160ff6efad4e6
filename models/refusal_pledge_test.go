package models

import "shanpei/models/money"

func pledgeRefusals(w *town) []refusal {
	give := func(change func(c *MakePledge)) MakePledge {
		c := MakePledge{AmountFen: 1000 * yuan}
		change(&c)
		return c
	}
	to := func(p Purpose) MakePledge { return give(func(c *MakePledge) { c.Purpose = p }) }
	pay := func(in ...Instalment) MakePledge { return give(func(c *MakePledge) { c.Instalments = in }) }
	var today Day
	draft, members := w.study(5, nil), w.openNeed(5, func(n *Need) { n.Program = "member" })
	public := w.steps(w.study(5, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	stateOwned := Actor{ID: "owner-E", Role: DonorOwner, Enterprise: w.ent["E"]}
	many := make([]Instalment, 25)
	tooMany := make([]string, 201)
	for i := range tooMany {
		tooMany[i] = members
	}
	today = w.today()
	return []refusal{
		{"without login", Nobody, give(func(*MakePledge) {}), Unauthenticated, "login_required", ""},
		{"by a viewer", w.viewer, give(func(*MakePledge) {}), Forbidden, "forbidden", ""},
		{"by an auditor", auditor, give(func(*MakePledge) {}), Forbidden, "forbidden", ""},
		{"for another enterprise", w.a, give(func(c *MakePledge) { c.Enterprise = w.ent["B"] }), Invalid, "unknown_field", "enterprise"},
		{"by staff for nobody", manager, give(func(*MakePledge) {}), Invalid, "enterprise_required", "enterprise"},
		{"by staff for one that is none", manager, give(func(c *MakePledge) { c.Enterprise = "none" }), Invalid, "unknown_enterprise", "enterprise"},
		{"before the verification", w.submitted, give(func(*MakePledge) {}), Forbidden, "enterprise_not_verified", ""},
		{"state-owned without approval", stateOwned, give(func(*MakePledge) {}), Forbidden, "approval_document_missing", ""},
		{"nothing", w.a, give(func(c *MakePledge) { c.AmountFen = 0 }), Invalid, "amount_positive", "amount_fen"},
		{"less than nothing", w.a, give(func(c *MakePledge) { c.AmountFen = -500 }), Invalid, "amount_positive", "amount_fen"},
		{"over the limit", w.a, give(func(c *MakePledge) { c.AmountFen = w.s.Federation.Settings.MaxPledgeFen + 1 }), Invalid, "amount_too_large", "amount_fen"},
		{"a bound below zero", w.a, give(func(c *MakePledge) { c.MaxPlacesPerNeed = -1 }), Invalid, "out_of_range", "max_places_per_need"},
		{"silence that says neither", w.a, give(func(c *MakePledge) { c.OnSilence = "maybe" }), Invalid, "unknown_choice", "on_silence"},
		{"a name too long", w.a, give(func(c *MakePledge) { c.Naming = long() }), Invalid, "text_too_long", "naming"},
		{"for no programme", w.a, to(Purpose{Programs: []string{"none"}}), Invalid, "unknown_program", "purpose.programs"},
		{"for a closed programme", w.a, to(Purpose{Programs: []string{"over"}}), Invalid, "program_closed", "purpose.programs"},
		{"for a suspended programme", w.a, to(Purpose{Programs: []string{"paused"}}), Invalid, "program_closed", "purpose.programs"},
		{"for a members' programme", w.a, to(Purpose{Programs: []string{"member"}}), Forbidden, "members_only", "purpose.programs"},
		{"for a members' need", w.a, to(Purpose{Needs: []string{members}}), Forbidden, "members_only", "purpose.needs"},
		{"for no county", w.a, to(Purpose{Counties: []string{"110101"}}), Invalid, "unknown_county", "purpose.counties"},
		{"for a type that is none", w.a, to(Purpose{Types: []NeedType{"lunch"}}), Invalid, "unknown_choice", "purpose.types"},
		{"for a stage that is none", w.a, to(Purpose{Stages: []Stage{"phd"}}), Invalid, "unknown_choice", "purpose.stages"},
		{"for no need", w.a, to(Purpose{Needs: []string{"none"}}), Invalid, "unknown_need", "purpose.needs"},
		{"for a need that is a draft", w.a, to(Purpose{Needs: []string{draft}}), Invalid, "unknown_need", "purpose.needs"},
		{"for a need in its publicity", w.a, to(Purpose{Needs: []string{public}}), Conflict, "need_not_open", "purpose.needs"},
		{"for a need outside the county it names", w.b, to(Purpose{Counties: []string{"370982"}, Needs: []string{members}}), Invalid, "needs_outside_purpose", "purpose.needs"},
		{"for two hundred needs and one", w.b, to(Purpose{Needs: tooMany}), Invalid, "out_of_range", "purpose.needs"},
		{"preferring no county", w.a, give(func(c *MakePledge) { c.Prefer.Counties = []string{"110101"} }), Invalid, "unknown_county", "prefer.counties"},
		{"too many instalments", w.a, pay(many...), Invalid, "instalments_too_many", "instalments"},
		{"an instalment of nothing", w.a, pay(Instalment{Due: today}), Invalid, "amount_positive", "instalments.0.amount_fen"},
		{"instalments that do not add up", w.a, pay(Instalment{Due: today, AmountFen: 999 * yuan}), Invalid, "instalments_sum", "instalments"},
		{"an instalment above the pledge", w.a, pay(Instalment{Due: today, AmountFen: money.MaxFen}), Invalid, "instalments_sum", "instalments"},
		{"an instalment without a day", w.a, pay(Instalment{AmountFen: 1000 * yuan}), Invalid, "required", "instalments.0.due"},
		{"an instalment on a day that is none", w.a, pay(Instalment{Due: "2026-12-99", AmountFen: 1000 * yuan}), Invalid, "day_form", "instalments.0.due"},
		{"an instalment yesterday", w.a, pay(Instalment{Due: today.AddDays(-1), AmountFen: 1000 * yuan}), Invalid, "due_past", "instalments.0.due"},
		{"an instalment in eleven years", w.a, pay(Instalment{Due: AddMonths(today, 132), AmountFen: 1000 * yuan}), Invalid, "out_of_range", "instalments.0.due"},
		{"instalments out of order", w.a, pay(Instalment{Due: today.AddDays(9), AmountFen: 500 * yuan}, Instalment{Due: today.AddDays(8), AmountFen: 500 * yuan}), Invalid,
			"instalments_order", "instalments.1.due"},
	}
}

func placeRefusals(w *town) []refusal {
	full, two, whole := w.openNeed(1, nil), w.openNeed(3, nil), w.openNeed(4, func(n *Need) { n.Indivisible = true })
	single := w.openNeed(5, func(n *Need) { n.MaxDonors = 1 })
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{full}})
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{two}})
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{single}})
	suspended := w.steps(w.openNeed(5, nil), SuspendNeed)
	give := func(fen money.Fen, needs ...string) MakePledge {
		return MakePledge{AmountFen: fen, Purpose: Purpose{Needs: needs}}
	}
	return []refusal{
		{"the last place is taken", w.a, give(500*yuan, full), Exhausted, "need_full", "purpose.needs"},
		{"more places than are left: over-pledged", w.a, give(1500*yuan, two), Exhausted, "need_full", "purpose.needs"},
		{"more places than two needs have left", w.a, give(2000*yuan, full, two), Exhausted, "need_full", "purpose.needs"},
		{"less than a place", w.a, give(499*yuan, two), Invalid, "amount_below_place", "amount_fen"},
		{"a part of what is whole", w.a, give(1500*yuan, whole), Conflict, "need_whole_only", ""},
		{"a second donor where one is wanted", w.a, give(500*yuan, single), Exhausted, "need_donors_full", ""},
		{"a suspended need", w.a, give(500*yuan, suspended), Invalid, "unknown_need", "purpose.needs"},
	}
}

func pledgeStepRefusals(w *town) []refusal {
	due := Instalment{Due: w.today().AddDays(10), AmountFen: 1000 * yuan}
	intended, signed := w.give(w.a, 1000*yuan, Purpose{}, due), w.signed(w.a, 1000*yuan, Purpose{}, due)
	paid := w.signed(w.a, 1000*yuan, Purpose{})
	w.receive(paid, 400*yuan)
	cancelled := w.give(w.a, 1000*yuan, Purpose{})
	w.must(w.a, CancelPledge{ID: cancelled})
	owned := w.give(w.b, 1000*yuan, Purpose{})
	ent := *get(w.world, w.s.Enterprises, w.ent["B"])
	return []refusal{
		{"signing by its finance clerk", w.finance, SignPledge{ID: intended}, Forbidden, "forbidden", ""},
		{"signing by a manager", manager, SignPledge{ID: intended}, Forbidden, "forbidden", ""},
		{"signing another's, as if absent", w.b, SignPledge{ID: intended}, NotFound, "not_found", ""},
		{"signing nothing", w.a, SignPledge{ID: "none"}, NotFound, "not_found", ""},
		{"signing an old version", w.a, SignPledge{ID: intended, IfVersion: 9}, Conflict, "stale", ""},
		{"signing a text with a long name", w.a, SignPledge{ID: intended, Text: long()}, Invalid, "text_too_long", "text"},
		{"signing twice", w.a, SignPledge{ID: signed}, Conflict, "wrong_status", ""},
		{"signing what was cancelled", w.a, SignPledge{ID: cancelled}, Conflict, "wrong_status", ""},
		{"signing when the enterprise is not verified", w.b, disowned{SignPledge{ID: owned}, ent}, Forbidden, "enterprise_not_verified", ""},
		{"cancelling another's", w.b, CancelPledge{ID: intended}, NotFound, "not_found", ""},
		{"cancelling an old version", w.a, CancelPledge{ID: intended, IfVersion: 9}, Conflict, "stale", ""},
		{"cancelling what was paid into", w.a, CancelPledge{ID: paid, Reason: "x"}, Conflict, "money_received", ""},
		{"cancelling twice", w.a, CancelPledge{ID: cancelled}, Conflict, "wrong_status", ""},
		{"cancelling a signed one without a reason", w.a, CancelPledge{ID: signed}, Invalid, "reason_required", "reason"},
		{"cancelling with a novel", w.a, CancelPledge{ID: signed, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"expiring by a manager", manager, ExpirePledge{ID: intended}, Forbidden, "forbidden", ""},
		{"expiring nothing", System, ExpirePledge{ID: "none"}, NotFound, "not_found", ""},
		{"expiring before its time", System, ExpirePledge{ID: intended}, Conflict, "not_due", ""},
		{"expiring what is cancelled", System, ExpirePledge{ID: cancelled}, Conflict, "not_due", ""},
	}
}

// disowned decides a signature as if the enterprise had lost its verification, which nothing in the portal does today.
type disowned struct {
	SignPledge
	ent Enterprise
}

func (c disowned) Decide(s *State, in Input) ([]Event, error) {
	f := s.Fork()
	c.ent.Status = EnterpriseRejected
	f.Enterprises.Set(c.ent.ID, &c.ent)
	return c.SignPledge.Decide(f, in)
}

func changeRefusals(w *town) []refusal {
	intended, signed, asked := w.give(w.a, 1000*yuan, Purpose{}), w.signed(w.a, 1000*yuan, Purpose{}), w.signed(w.a, 1000*yuan, Purpose{})
	wish := Purpose{Counties: []string{"370982"}}
	ask := func(pledge, why string, p Purpose) AskPurposeChange {
		return AskPurposeChange{Pledge: pledge, Reason: why, Purpose: p}
	}
	change := first[PurposeChangeAsked](w.world, w.must(manager, ask(asked, "项目结余", wish))).Change.ID
	answered := first[PurposeChangeAsked](w.world, w.must(manager, ask(w.signed(w.a, 1000*yuan, Purpose{}), "项目结余", wish))).Change.ID
	w.must(w.a, AnswerPurposeChange{ID: answered, Agree: false})
	need := w.openNeed(5, nil)
	closed := w.closedPledge()
	return []refusal{
		{"asking by a donor", w.a, ask(signed, "x", wish), Forbidden, "forbidden", ""},
		{"asking about nothing", manager, ask("none", "x", wish), NotFound, "not_found", ""},
		{"asking before the signature", manager, ask(intended, "x", wish), Conflict, "wrong_status", ""},
		{"asking about what is closed", manager, ask(closed, "x", wish), Conflict, "wrong_status", ""},
		{"asking without a reason", manager, ask(signed, "", wish), Invalid, "reason_required", "reason"},
		{"asking with a novel", manager, ask(signed, long(), wish), Invalid, "text_too_long", "reason"},
		{"asking twice", manager, ask(asked, "x", wish), Conflict, "change_pending", ""},
		{"asking for one need", manager, ask(signed, "x", Purpose{Needs: []string{need}}), Invalid, "needs_outside_purpose", "purpose.needs"},
		{"asking for no county", manager, ask(signed, "x", Purpose{Counties: []string{"110101"}}), Invalid, "unknown_county", "purpose.counties"},
		{"answering nothing", w.a, AnswerPurposeChange{ID: "none", Agree: true}, NotFound, "not_found", ""},
		{"answering for another enterprise", w.b, AnswerPurposeChange{ID: change, Agree: true}, NotFound, "not_found", ""},
		{"answering by a finance clerk", w.finance, AnswerPurposeChange{ID: change, Agree: true}, Forbidden, "forbidden", ""},
		{"answering twice", w.a, AnswerPurposeChange{ID: answered, Agree: true}, Conflict, "wrong_status", ""},
	}
}

// closedPledge takes a pledge of one place all the way to its last proof.
func (w *town) closedPledge() string {
	pledge, sp := w.funded(w.a, w.openNeed(1, nil), 1)
	w.payoutSteps(w.payOut(sp, 1), "check", "approve", "pay", "prove")
	if p := get(w.world, w.s.Pledges, pledge); p.Status != PledgeClosed {
		w.Fatalf("a pledge whose last yuan is proven is %s", p.Status)
	}
	return pledge
}
