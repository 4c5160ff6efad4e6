package models

func offerRefusals(w *town) []refusal {
	open, whole := w.openNeed(10, nil), w.openNeed(4, func(n *Need) { n.Indivisible = true })
	full, single := w.openNeed(1, nil), w.openNeed(5, func(n *Need) { n.MaxDonors = 1 })
	taken := w.openNeed(2, nil)
	suspended := w.steps(w.openNeed(5, nil), SuspendNeed)
	stale := w.openNeed(3, func(n *Need) { n.Program = "member" })
	free, other := w.signed(w.a, 3000*yuan, Purpose{}), w.signed(w.b, 4000*yuan, Purpose{})
	elsewhere, intended := w.signed(w.a, 3000*yuan, Purpose{Counties: []string{"370982"}}), w.give(w.a, 3000*yuan, Purpose{})
	small := w.signed(w.a, 500*yuan, Purpose{})
	few := first[PledgeMade](w.world, w.must(w.a, MakePledge{AmountFen: 3000 * yuan, MaxPlacesPerNeed: 2})).Pledge.ID
	w.must(w.a, SignPledge{ID: few})
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{full}})
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{single}})
	offer := func(need, pledge string, places int) string {
		return first[OfferMade](w.world, w.must(manager, MakeOffer{Need: need, Pledge: pledge, Places: places})).Offer.ID
	}
	overdue := offer(open, other, 1) // its time is over when the rest begins
	w.pass(31)
	standing, declined := offer(open, free, 1), offer(whole, other, 4)
	w.must(w.b, AnswerOffer{ID: declined})
	offer(taken, other, 2)
	paused := offer(stale, other, 1)
	w.must(manager, StepProgram{ID: w.program["member"], Verb: "suspend", Reason: "核查"})
	w.must(manager, StepProgram{ID: w.program["paused"], Verb: "resume"})
	closed := w.openNeed(5, func(n *Need) { n.Program = "paused" })
	w.must(manager, StepProgram{ID: w.program["paused"], Verb: "suspend", Reason: "核查"})
	invited := w.openNeed(5, func(n *Need) { n.Program = "invited" })
	return []refusal{
		{"making one by a donor", w.a, MakeOffer{Need: open, Pledge: free, Places: 1}, Forbidden, "forbidden", ""},
		{"of a need that is none", manager, MakeOffer{Need: "none", Pledge: free, Places: 1}, Invalid, "unknown_need", "need"},
		{"to a pledge that is none", manager, MakeOffer{Need: open, Pledge: "none", Places: 1}, Invalid, "unknown_pledge", "pledge"},
		{"of no place", manager, MakeOffer{Need: open, Pledge: few}, Invalid, "out_of_range", "places"},
		{"of more than the need has", manager, MakeOffer{Need: open, Pledge: few, Places: 11}, Invalid, "out_of_range", "places"},
		{"a second one", manager, MakeOffer{Need: open, Pledge: free, Places: 1}, Conflict, "offer_standing", ""},
		{"of a suspended need", manager, MakeOffer{Need: suspended, Pledge: free, Places: 1}, Conflict, "need_not_open", "need"},
		{"of a full need", manager, MakeOffer{Need: full, Pledge: free, Places: 1}, Exhausted, "need_full", ""},
		{"of places that another offer keeps", manager, MakeOffer{Need: taken, Pledge: free, Places: 1}, Exhausted, "need_full", ""},
		{"outside the purpose", manager, MakeOffer{Need: open, Pledge: elsewhere, Places: 1}, Conflict, "needs_outside_purpose", "pledge"},
		{"of a suspended programme", manager, MakeOffer{Need: closed, Pledge: free, Places: 1}, Invalid, "program_closed", "need"},
		{"of what is for members", manager, MakeOffer{Need: invited, Pledge: free, Places: 1}, Forbidden, "members_only", "need"},
		{"to what is not signed", manager, MakeOffer{Need: open, Pledge: intended, Places: 1}, Conflict, "pledge_not_signed", "pledge"},
		{"of more than the pledge has", manager, MakeOffer{Need: open, Pledge: small, Places: 2}, Conflict, "over_pledge", "places"},
		{"above the donor's bound", manager, MakeOffer{Need: open, Pledge: few, Places: 3}, Conflict, "per_need_full", "places"},
		{"of a part of what is whole", manager, MakeOffer{Need: whole, Pledge: free, Places: 2}, Conflict, "need_whole_only", ""},
		{"to a second donor where one is wanted", manager, MakeOffer{Need: single, Pledge: free, Places: 1}, Exhausted, "need_donors_full", ""},
		{"taking kept places by name", w.a, MakePledge{AmountFen: 500 * yuan, Purpose: Purpose{Needs: []string{taken}}}, Exhausted, "need_full", "purpose.needs"},
		{"answering by a finance clerk", w.finance, AnswerOffer{ID: standing}, Forbidden, "forbidden", ""},
		{"answering by the federation", manager, AnswerOffer{ID: standing}, Forbidden, "forbidden", ""},
		{"answering none", w.a, AnswerOffer{ID: "none"}, NotFound, "not_found", ""},
		{"answering another's, as if absent", w.b, AnswerOffer{ID: standing, Accept: true}, NotFound, "not_found", ""},
		{"answering an old version", w.a, AnswerOffer{ID: standing, IfVersion: 9}, Conflict, "stale", ""},
		{"answering twice", w.b, AnswerOffer{ID: declined, Accept: true}, Conflict, "wrong_status", ""},
		{"answering too late", w.b, AnswerOffer{ID: overdue, Accept: true}, Conflict, "offer_over", ""},
		{"declining with a novel", w.a, AnswerOffer{ID: standing, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"accepting when the programme rests", w.b, AnswerOffer{ID: paused, Accept: true}, Conflict, "offer_stale", ""},
		{"withdrawing by a donor", w.a, WithdrawOffer{ID: standing, Reason: "x"}, Forbidden, "forbidden", ""},
		{"withdrawing none", manager, WithdrawOffer{ID: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"withdrawing an old version", manager, WithdrawOffer{ID: standing, Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"withdrawing what is over", manager, WithdrawOffer{ID: declined, Reason: "x"}, Conflict, "wrong_status", ""},
		{"withdrawing without a reason", manager, WithdrawOffer{ID: standing}, Invalid, "reason_required", "reason"},
		{"withdrawing with a novel", manager, WithdrawOffer{ID: standing, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"letting lapse by a manager", manager, LapseOffer{ID: overdue}, Forbidden, "forbidden", ""},
		{"letting none lapse", System, LapseOffer{ID: "none"}, NotFound, "not_found", ""},
		{"letting lapse before its time", System, LapseOffer{ID: standing}, Conflict, "not_due", ""},
		{"letting lapse what was answered", System, LapseOffer{ID: declined}, Conflict, "not_due", ""},
	}
}
