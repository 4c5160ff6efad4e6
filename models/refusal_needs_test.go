package models

import (
	"slices"

	"shanpei/models/money"
)

func federationRefusals(w *town) []refusal {
	set := func(change func(s *Settings)) ChangeSettings {
		s := w.s.Federation.Settings
		change(&s)
		return ChangeSettings{Settings: s}
	}
	w2 := ChangeSettings{Settings: w.s.Federation.Settings, IfVersion: 99}
	return []refusal{
		{"set up by somebody else", manager, SetUpFederation{}, Forbidden, "forbidden", ""},
		{"set up without a name", admin, SetUpFederation{}, Invalid, "required", "name"},
		{"set up twice", admin, SetUpFederation{w.s.Federation}, Conflict, "federation_exists", ""},
		{"settings by a manager", manager, set(func(*Settings) {}), Forbidden, "forbidden", ""},
		{"settings without login", Nobody, set(func(*Settings) {}), Unauthenticated, "login_required", ""},
		{"settings that somebody else changed", admin, w2, Conflict, "stale", ""},
		{"a publicity period below zero", admin, set(func(s *Settings) { s.PublicityDays = -1 }), Invalid, "out_of_range", "publicity_days"},
		{"a publicity period of months", admin, set(func(s *Settings) { s.PublicityDays = 31 }), Invalid, "out_of_range", "publicity_days"},
		{"no hold", admin, set(func(s *Settings) { s.UnsignedHoldDays = 0 }), Invalid, "out_of_range", "unsigned_hold_days"},
		{"a quarter and a day to choose", admin, set(func(s *Settings) { s.OfferDays = 91 }), Invalid, "out_of_range", "offer_days"},
		{"less than no day to choose", admin, set(func(s *Settings) { s.OfferDays = -1 }), Invalid, "out_of_range", "offer_days"},
		{"a hold of a year", admin, set(func(s *Settings) { s.OverdueHoldDays = 181 }), Invalid, "out_of_range", "overdue_hold_days"},
		{"a fee of a fifth", admin, set(func(s *Settings) { s.FeePermille = 200 }), Invalid, "out_of_range", "fee_permille"},
		{"a limit over all limits", admin, set(func(s *Settings) { s.MaxPledgeFen = money.MaxFen + 1 }), Invalid, "out_of_range", "max_pledge_fen"},
		{"no instalment", admin, set(func(s *Settings) { s.MaxInstalments = 0 }), Invalid, "out_of_range", "max_instalments"},
		{"no bank account", admin, set(func(s *Settings) { s.BankAccounts = nil }), Invalid, "out_of_range", "bank_accounts"},
		{"a bank account that breaks keys", admin, set(func(s *Settings) { s.BankAccounts = []string{"main", "a/b"} }), Invalid, "unknown_account", "bank_accounts"},
		{"a county by a manager", manager, PutCounty{County{Code: "370902", Name: "泰山区"}}, Forbidden, "forbidden", ""},
		{"a county with a short code", admin, PutCounty{County{Code: "3709", Name: "泰山区"}}, Invalid, "county_code", "code"},
		{"a county with letters in its code", admin, PutCounty{County{Code: "37O902", Name: "泰山区"}}, Invalid, "county_code", "code"},
		{"a county without a name", admin, PutCounty{County{Code: "370902"}}, Invalid, "required", "name"},
	}
}

func programRefusals(w *town) []refusal {
	make_ := func(change func(p *Program)) CreateProgram {
		p := aProgram("new", Announce)
		change(&p)
		return CreateProgram{p}
	}
	yida := w.program["yida"]
	bad := aProgram("yida", Announce)
	bad.Name = ""
	return []refusal{
		{"made by a county officer", officer, make_(func(*Program) {}), Forbidden, "forbidden", ""},
		{"no name", manager, make_(func(p *Program) { p.Name = "" }), Invalid, "required", "name"},
		{"a name too long", manager, make_(func(p *Program) { p.Name = long() }), Invalid, "text_too_long", "name"},
		{"rules too long", manager, make_(func(p *Program) { p.Rules = long() }), Invalid, "text_too_long", "rules"},
		{"a slug with capitals", manager, make_(func(p *Program) { p.Slug = "Yi Da" }), Invalid, "slug_form", "slug"},
		{"a slug that is taken", manager, make_(func(p *Program) { p.Slug = "yida" }), Conflict, "slug_taken", "slug"},
		{"no first day", manager, make_(func(p *Program) { p.Starts = "" }), Invalid, "required", "starts"},
		{"no last day", manager, make_(func(p *Program) { p.Ends = "" }), Invalid, "required", "ends"},
		{"a first day that is none", manager, make_(func(p *Program) { p.Starts = "2026-02-30" }), Invalid, "day_form", "starts"},
		{"a last day that is none", manager, make_(func(p *Program) { p.Ends = "soon" }), Invalid, "day_form", "ends"},
		{"an end before the start", manager, make_(func(p *Program) { p.Ends = "2026-08-31" }), Invalid, "period", "ends"},
		{"a period of a lifetime", manager, make_(func(p *Program) { p.Ends = "2099-01-01" }), Invalid, "out_of_range", "ends"},
		{"no budget", manager, make_(func(p *Program) { p.BudgetFen = 0 }), Invalid, "amount_positive", "budget_fen"},
		{"a budget over all limits", manager, make_(func(p *Program) { p.BudgetFen = money.MaxFen + 1 }), Invalid, "amount_too_large", "budget_fen"},
		{"an unknown way to raise funds", manager, make_(func(p *Program) { p.Fundraising = "tombola" }), Invalid, "unknown_choice", "fundraising"},
		{"public fundraising without its filing", manager, make_(func(p *Program) { p.Fundraising = PublicRaising }), Invalid, "filing_required", "filing"},
		{"a fee above the federation's", manager, make_(func(p *Program) { p.FeePermille = 101 }), Invalid, "out_of_range", "fee_permille"},
		{"a type of need that is none", manager, make_(func(p *Program) { p.Types = []NeedType{"lunch"} }), Invalid, "unknown_choice", "types"},
		{"revising nothing", manager, ReviseProgram{ID: "none"}, NotFound, "not_found", ""},
		{"revising an old version", manager, ReviseProgram{ID: yida, IfVersion: 9, Program: aProgram("yida", Announce)}, Conflict, "stale", ""},
		{"revising by an auditor", auditor, ReviseProgram{ID: yida}, Forbidden, "forbidden", ""},
		{"revising the name away", manager, ReviseProgram{ID: yida, Program: bad}, Invalid, "required", "name"},
		{"stepping nothing", manager, StepProgram{ID: "none", Verb: "close", Reason: "x"}, NotFound, "not_found", ""},
		{"stepping an old version", manager, StepProgram{ID: yida, Verb: "close", Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"closing without a reason", manager, StepProgram{ID: yida, Verb: "close"}, Invalid, "reason_required", "reason"},
		{"closing with a novel", manager, StepProgram{ID: yida, Verb: "close", Reason: long()}, Invalid, "text_too_long", "reason"},
		{"resuming what runs", manager, StepProgram{ID: yida, Verb: "resume"}, Conflict, "wrong_status", ""},
		{"reopening what is closed", manager, StepProgram{ID: w.program["over"], Verb: "resume"}, Conflict, "wrong_status", ""},
		{"an unknown step", manager, StepProgram{ID: yida, Verb: "burn", Reason: "x"}, Conflict, "wrong_status", ""},
	}
}

func needRefusals(w *town) []refusal {
	draft := func(change func(n *Need)) DraftNeed {
		n := Need{Program: "yida", County: "370911", Type: StudyAid, Stage: Primary, UnitPriceFen: 500 * yuan, Places: 10, Urgency: 3}
		change(&n)
		return DraftNeed{n}
	}
	id, open := w.study(5, nil), w.openNeed(5, nil)
	sound := draft(func(*Need) {}).Need
	dear := sound
	dear.UnitPriceFen = -1
	return []refusal{
		{"by a donor", w.a, draft(func(*Need) {}), Forbidden, "forbidden", ""},
		{"by finance", maker, draft(func(*Need) {}), Forbidden, "forbidden", ""},
		{"by an officer of another county", stranger, draft(func(*Need) {}), Forbidden, "outside_county", "county"},
		{"by a worker for another township", worker, draft(func(n *Need) { n.Township = "祝阳镇" }), Forbidden, "outside_county", "county"},
		{"no programme", manager, draft(func(n *Need) { n.Program = "none" }), Invalid, "unknown_program", "program"},
		{"a closed programme", manager, draft(func(n *Need) { n.Program = "over" }), Invalid, "program_closed", "program"},
		{"no county", manager, draft(func(n *Need) { n.County = "110101" }), Invalid, "unknown_county", "county"},
		{"a township of another county", manager, draft(func(n *Need) { n.Township = "羊流镇" }), Invalid, "unknown_choice", "township"},
		{"a type that is none", manager, draft(func(n *Need) { n.Type = "lunch" }), Invalid, "unknown_choice", "type"},
		{"a stage that is none", manager, draft(func(n *Need) { n.Stage = "phd" }), Invalid, "unknown_choice", "stage"},
		{"study aid without a stage", manager, draft(func(n *Need) { n.Stage = "" }), Invalid, "stage_required", "stage"},
		{"a price of nothing", manager, draft(func(n *Need) { n.UnitPriceFen = 0 }), Invalid, "amount_positive", "unit_price_fen"},
		{"a price below zero", manager, draft(func(n *Need) { n.UnitPriceFen = -5 }), Invalid, "amount_positive", "unit_price_fen"},
		{"more than all money", manager, draft(func(n *Need) { n.UnitPriceFen = money.MaxFen }), Invalid, "amount_too_large", "unit_price_fen"},
		{"no place", manager, draft(func(n *Need) { n.Places = 0 }), Invalid, "out_of_range", "places"},
		{"a million places and one", manager, draft(func(n *Need) { n.Places = 1_000_001 }), Invalid, "out_of_range", "places"},
		{"no urgency", manager, draft(func(n *Need) { n.Urgency = 0 }), Invalid, "out_of_range", "urgency"},
		{"an urgency of six", manager, draft(func(n *Need) { n.Urgency = 6 }), Invalid, "out_of_range", "urgency"},
		{"a deadline that is no day", manager, draft(func(n *Need) { n.Deadline = "2026-99-99" }), Invalid, "day_form", "deadline"},
		{"a deadline in the past", manager, draft(func(n *Need) { n.Deadline = w.today().AddDays(-1) }), Invalid, "deadline_past", "deadline"},
		{"more donors than places", manager, draft(func(n *Need) { n.MaxDonors = 11 }), Invalid, "out_of_range", "max_donors"},
		{"a title too long", manager, draft(func(n *Need) { n.Title = long() }), Invalid, "text_too_long", "title"},
		{"importing nothing", manager, ImportRows{}, Invalid, "lines_required", "lines"},
		{"importing too much", manager, ImportRows{Rows: slices.Repeat([]Command{DraftNeed{sound}}, 5001)}, TooLarge, "too_many_lines", ""},
		{"importing a good row and a bad one: all or none", manager, ImportRows{Rows: []Command{DraftNeed{sound}, DraftNeed{dear}}}, Invalid, "import_rows", ""},
		{"importing for another county", stranger, ImportRows{Rows: []Command{DraftNeed{sound}}}, Invalid, "import_rows", ""},
		{"importing what one may not do", manager, ImportRows{Rows: []Command{DraftNeed{sound}, CarryLine{}}}, Invalid, "import_rows", ""},
		{"amending nothing", manager, AmendNeed{ID: "none", Need: sound}, NotFound, "not_found", ""},
		{"amending from another county", stranger, AmendNeed{ID: id, Need: sound}, Forbidden, "outside_county", ""},
		{"amending an old version", manager, AmendNeed{ID: id, Need: sound, IfVersion: 7}, Conflict, "stale", ""},
		{"amending what is open", manager, AmendNeed{ID: open, Need: sound}, Conflict, "wrong_status", ""},
		{"amending to a price below zero", manager, AmendNeed{ID: id, Need: dear}, Invalid, "amount_positive", "unit_price_fen"},
		{"amending by a secretary-general", general, AmendNeed{ID: id, Need: sound}, Forbidden, "forbidden", ""},
	}
}

func needStepRefusals(w *town) []refusal {
	taken := w.openNeed(3, nil)
	w.signed(w.a, 500*yuan, Purpose{Needs: []string{taken}})
	draft, verified := w.study(5, nil), w.steps(w.study(5, nil), VerifyNeed)
	public := w.steps(w.study(5, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	objected := w.steps(w.study(5, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	w.must(Nobody, RaiseObjection{Need: objected})
	w.pass(7)
	soon := w.steps(w.study(5, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	open := w.openNeed(3, nil)
	soon = w.steps(w.steps(soon, ReturnNeed), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	step := func(id string, v NeedVerb) StepNeed { return StepNeed{ID: id, Verb: v, Reason: "理由"} }
	return []refusal{
		{"verifying by a donor", w.a, step(draft, VerifyNeed), Forbidden, "forbidden", ""},
		{"reviewing by a township worker", worker, step(verified, ReviewNeed), Forbidden, "forbidden", ""},
		{"approving by a county officer", officer, step(verified, ApproveNeed), Forbidden, "forbidden", ""},
		{"publishing by a county officer", officer, step(verified, PublishNeed), Forbidden, "forbidden", ""},
		{"opening without login", Nobody, step(public, OpenNeed), Unauthenticated, "login_required", ""},
		{"an unknown step", officer, step(draft, "burn"), Forbidden, "forbidden", ""},
		{"an unknown step by a manager", manager, step(draft, "burn"), Conflict, "wrong_status", ""},
		{"nothing there", manager, step("none", VerifyNeed), NotFound, "not_found", ""},
		{"from another county", stranger, step(draft, VerifyNeed), Forbidden, "outside_county", ""},
		{"an old version", manager, StepNeed{ID: draft, Verb: VerifyNeed, IfVersion: 9}, Conflict, "stale", ""},
		{"verifying twice", manager, step(verified, VerifyNeed), Conflict, "wrong_status", ""},
		{"opening a draft", manager, step(draft, OpenNeed), Conflict, "wrong_status", ""},
		{"returning without a reason", manager, StepNeed{ID: verified, Verb: ReturnNeed}, Invalid, "reason_required", "reason"},
		{"suspending without a reason", manager, StepNeed{ID: open, Verb: SuspendNeed}, Invalid, "reason_required", "reason"},
		{"terminating without a reason", manager, StepNeed{ID: open, Verb: TerminateNeed}, Invalid, "reason_required", "reason"},
		{"a reason too long", manager, StepNeed{ID: verified, Verb: ReturnNeed, Reason: long()}, Invalid, "text_too_long", "reason"},
		{"opening while the publicity runs", manager, step(soon, OpenNeed), Conflict, "publicity_running", ""},
		{"opening against an objection", manager, step(objected, OpenNeed), Conflict, "objection_open", ""},
		{"closing with places that run", manager, step(taken, CloseNeed), Conflict, "need_has_live_places", ""},
		{"terminating with places that run", manager, step(w.steps(taken, SuspendNeed), TerminateNeed), Conflict, "need_has_live_places", ""},
	}
}

func objectionRefusals(w *town) []refusal {
	public := w.steps(w.study(5, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	first := first[ObjectionRaised](w.world, w.must(Nobody, RaiseObjection{Need: public})).Objection.ID
	full := w.steps(w.study(5, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	for range 20 {
		w.must(Nobody, RaiseObjection{Need: full})
	}
	answered := w.s.ObjectionsOn(public)[0].ID
	w.must(Nobody, RaiseObjection{Need: public})
	second := w.s.ObjectionsOn(public)[1].ID
	w.must(manager, ResolveObjection{ID: answered, Finding: "不属实"})
	open := w.openNeed(5, nil)
	return []refusal{
		{"to nothing", Nobody, RaiseObjection{Need: "none"}, NotFound, "not_found", ""},
		{"to a draft, which nobody may know of", Nobody, RaiseObjection{Need: w.study(1, nil)}, NotFound, "not_found", ""},
		{"to what is open already", Nobody, RaiseObjection{Need: open}, Conflict, "not_in_publicity", ""},
		{"the twenty-first", Nobody, RaiseObjection{Need: full}, TooMany, "too_many_objections", ""},
		{"answering nothing", manager, ResolveObjection{ID: "none", Finding: "x"}, NotFound, "not_found", ""},
		{"answering by an officer", officer, ResolveObjection{ID: second, Finding: "x"}, Forbidden, "forbidden", ""},
		{"answering twice", manager, ResolveObjection{ID: first, Finding: "x"}, Conflict, "wrong_status", ""},
		{"answering without a finding", manager, ResolveObjection{ID: second}, Invalid, "reason_required", "finding"},
		{"answering with a novel", manager, ResolveObjection{ID: second, Finding: long()}, Invalid, "text_too_long", "finding"},
	}
}
