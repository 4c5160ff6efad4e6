package models

func beneficiaryRefusals(w *town) []refusal {
	elsewhere := Actor{ID: "x", Role: CountyOfficer, County: "370982"}
	neighbour := Actor{ID: "y", Role: TownshipWorker, County: "370911", Township: "祝阳镇"}
	w.accepted("in")
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{child("new"), child("bare")}})
	w.must(officer, EnterBeneficiaries{List: []Beneficiary{child("own")}})
	w.must(manager, EnterBeneficiaries{List: []Beneficiary{child("mine"), child("ready")}})
	w.must(worker, StepBeneficiary{IDs: []string{"bare"}, Verb: "verify"})
	w.must(officer, StepBeneficiary{IDs: []string{"bare"}, Verb: "review"})
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{child("gone")}})
	w.must(worker, StepBeneficiary{IDs: []string{"gone"}, Verb: "depart", Reason: "moved"})
	enter := func(f func(*Beneficiary)) EnterBeneficiaries {
		b := child("another")
		f(&b)
		return EnterBeneficiaries{List: []Beneficiary{b}}
	}
	amend := func(f func(*AmendBeneficiary)) AmendBeneficiary {
		c := AmendBeneficiary{Beneficiary: child("in")}
		f(&c)
		return c
	}
	step := func(verb, reason string, ids ...string) StepBeneficiary {
		return StepBeneficiary{IDs: ids, Verb: verb, Reason: reason}
	}
	return []refusal{
		{"nobody", worker, EnterBeneficiaries{}, Invalid, "out_of_range", "list"},
		{"without a record", worker, enter(func(b *Beneficiary) { b.ID = "" }), Invalid, "required", "id"},
		{"a record that is there", worker, enter(func(b *Beneficiary) { b.ID = "in" }), Conflict, "beneficiary_exists", ""},
		{"twice in a list", worker, EnterBeneficiaries{List: []Beneficiary{child("n"), child("n")}}, Conflict, "beneficiary_exists", ""},
		{"a county that is none", manager, enter(func(b *Beneficiary) { b.County = "110101" }), Invalid, "unknown_county", "county"},
		{"no township", manager, enter(func(b *Beneficiary) { b.Township = "" }), Invalid, "unknown_choice", "township"},
		{"another township", neighbour, enter(func(*Beneficiary) {}), Forbidden, "forbidden", "county"},
		{"a category that is none", worker, enter(func(b *Beneficiary) { b.Category = "rich" }), Invalid, "unknown_choice", "category"},
		{"a stage that is none", worker, enter(func(b *Beneficiary) { b.Stage = "late" }), Invalid, "unknown_choice", "stage"},
		{"a risk that is none", worker, enter(func(b *Beneficiary) { b.Risk = "" }), Invalid, "unknown_choice", "risk"},
		{"a source that is none", worker, enter(func(b *Beneficiary) { b.Source = "rumour" }), Invalid, "unknown_choice", "source"},
		{"a step of nobody", worker, step("verify", ""), Invalid, "out_of_range", "list"},
		{"a step of a stranger", elsewhere, step("review", "", "in"), NotFound, "not_found", ""},
		{"a step of an old version", worker, StepBeneficiary{IDs: []string{"new"}, Verb: "verify", IfVersion: 9}, Conflict, "stale", ""},
		{"a step that cannot be", manager, step("accept", "", "new"), Conflict, "wrong_status", ""},
		{"looking twice", officer, step("review", "", "own"), Forbidden, "same_person", ""},
		{"accepting what one reviewed", manager, step("accept", "", "mine"), Forbidden, "same_person", ""},
		{"accepting without consent", manager, step("accept", "", "bare"), Conflict, "consent_missing", ""},
		{"returning for no reason of the list", officer, step("return", "他的父亲", "own"), Invalid, "unknown_choice", "reason"},
		{"departing for no reason of the list", worker, step("depart", "", "new"), Invalid, "unknown_choice", "reason"},
		{"amending a stranger", elsewhere, amend(func(*AmendBeneficiary) {}), NotFound, "not_found", ""},
		{"amending an old version", officer, amend(func(c *AmendBeneficiary) { c.IfVersion = 1 }), Conflict, "stale", ""},
		{"amending who departed", worker, amend(func(c *AmendBeneficiary) { c.Beneficiary.ID = "gone" }), Conflict, "wrong_status", ""},
		{"moving out of the own county", officer, amend(func(c *AmendBeneficiary) { c.Beneficiary.County, c.Beneficiary.Township = "370982", "羊流镇" }), Forbidden, "forbidden", "county"},
		{"amending to a county that is none", manager, amend(func(c *AmendBeneficiary) { c.Beneficiary.County = "1" }), Invalid, "unknown_county", "county"},
		{"amending to a category that is none", manager, amend(func(c *AmendBeneficiary) { c.Beneficiary.Category = "" }), Invalid, "unknown_choice", "category"},
		{"looking again at a stranger", elsewhere, RecheckBeneficiary{ID: "in", Risk: "low"}, NotFound, "not_found", ""},
		{"looking again at an old version", officer, RecheckBeneficiary{ID: "in", Risk: "low", IfVersion: 1}, Conflict, "stale", ""},
		{"looking again too early", officer, RecheckBeneficiary{ID: "new", Risk: "low"}, Conflict, "wrong_status", ""},
		{"looking again at a stage that is none", officer, RecheckBeneficiary{ID: "in", Stage: "x", Risk: "low"}, Invalid, "unknown_choice", "stage"},
		{"looking again at a risk that is none", officer, RecheckBeneficiary{ID: "in"}, Invalid, "unknown_choice", "risk"},
	}
}

func consentRefusals(w *town) []refusal {
	w.accepted("in")
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{child("gone")}})
	w.must(worker, StepBeneficiary{IDs: []string{"gone"}, Verb: "depart", Reason: "moved"})
	held := w.s.ConsentsOf("in")[0].ID
	w.must(worker, consent("in", ConsentToLetter))
	ended := w.s.ConsentsOf("in")[1].ID
	w.must(worker, EndConsent{ID: ended, Why: "withdrawn"})
	with := func(f func(*RecordConsent)) RecordConsent {
		c := consent("in", ConsentToVisit)
		f(&c)
		return c
	}
	elsewhere := Actor{ID: "x", Role: CountyOfficer, County: "370982"}
	return []refusal{
		{"of nobody", worker, with(func(c *RecordConsent) { c.Consent.Beneficiary = "none" }), NotFound, "not_found", ""},
		{"of a stranger", elsewhere, with(func(*RecordConsent) {}), NotFound, "not_found", ""},
		{"of who departed", worker, with(func(c *RecordConsent) { c.Consent.Beneficiary = "gone" }), Conflict, "wrong_status", ""},
		{"to nothing", worker, with(func(c *RecordConsent) { c.Consent.Purpose = "" }), Invalid, "unknown_choice", "purpose"},
		{"by nobody", worker, with(func(c *RecordConsent) { c.Consent.By = "teacher" }), Invalid, "unknown_choice", "by"},
		{"by a child under 14", worker, with(func(c *RecordConsent) { c.Consent.By = "child" }), Invalid, "consent_by_guardian", "by"},
		{"by the guardian of one of 14", worker, with(func(c *RecordConsent) { c.Under14 = false }), Invalid, "consent_by_child", "by"},
		{"behind the guardian's back", worker, with(func(c *RecordConsent) { c.Under14, c.Consent.By = false, "child" }), Invalid, "guardian_not_told", "guardian_told"},
		{"without a form", worker, with(func(c *RecordConsent) { c.Consent.Evidence = " " }), Invalid, "required", "evidence"},
		{"with a novel", worker, with(func(c *RecordConsent) { c.Consent.Evidence = long() }), Invalid, "text_too_long", "evidence"},
		{"on no day", worker, with(func(c *RecordConsent) { c.Consent.Given = "x" }), Invalid, "day_form", "given"},
		{"until no day", worker, with(func(c *RecordConsent) { c.Consent.Expires = "x" }), Invalid, "day_form", "expires"},
		{"tomorrow", worker, with(func(c *RecordConsent) { c.Consent.Given = "2099-01-01" }), Invalid, "date_future", "given"},
		{"for ever", worker, with(func(c *RecordConsent) { c.Consent.Expires = "2027-09-02" }), Invalid, "period", "expires"},
		{"ending nothing", worker, EndConsent{ID: "none", Why: "withdrawn"}, NotFound, "not_found", ""},
		{"ending a stranger's", elsewhere, EndConsent{ID: held, Why: "withdrawn"}, NotFound, "not_found", ""},
		{"ending for no reason", System, EndConsent{ID: held}, Invalid, "unknown_choice", "why"},
		{"ending twice", worker, EndConsent{ID: ended, Why: "withdrawn"}, Conflict, "wrong_status", ""},
	}
}
