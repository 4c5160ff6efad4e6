package models

import "time"

// contactOf gives an enterprise of the town a sealed contact.
func (w *town) contactOf(name, code, contact string) string {
	e := first[EnterpriseRegistered](w.world, w.must(Nobody, RegisterEnterprise{Name: name, USCC: code, Owner: "owner-" + name, Contact: contact}))
	return e.Enterprise.ID
}

func lookRefusals(w *town) []refusal {
	ent := w.contactOf("L", "91370902PDY00036XT", "codeofcontact")
	need := w.steps(w.study(3, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	words := first[ObjectionRaised](w.world, w.must(Nobody, RaiseObjection{Need: need, Sealed: "codeofwords"})).Objection.ID
	ask := func(kind, of, code, field, purpose string) RevealField {
		return RevealField{Kind: kind, Of: of, Code: code, Field: field, Purpose: purpose}
	}
	good := ask("contact", ent, "codeofcontact", "phone", "enterprise_check")
	w.must(manager, good)
	w.now = w.now.Add(14 * time.Hour) // to the night
	w.must(manager, ask("contact", ent, "codeofcontact", "name", "enterprise_check"))
	closed := w.alarmID(NightLook)
	w.must(auditor, ExplainLooks{ID: closed, Reason: "值班核对"})
	w.must(manager, ask("contact", ent, "codeofcontact", "email", "enterprise_check"))
	open := w.alarmID(NightLook)
	kid := child("kidcode")
	kid.Guardian = "guardiancode"
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{kid}})
	w.must(officer, ask("beneficiary", "kidcode", "kidcode", "name", "visit"))
	w.must(worker, ask("guardian", "kidcode", "guardiancode", "phone", "visit"))
	neighbour := Actor{ID: "neighbour", Role: TownshipWorker, County: "370911", Township: "祝阳镇"}
	boss := Actor{ID: manager.ID, Role: Admin}
	return []refusal{
		{"at a kind that is none", manager, ask("dog", "", "x", "name", "visit"), Invalid, "unknown_choice", "kind"},
		{"at a field that is none", manager, ask("contact", ent, "codeofcontact", "shoe", "visit"), Invalid, "unknown_choice", "field"},
		{"at a group that the kind has not", manager, ask("contact", ent, "codeofcontact", "*medical", "visit"), Invalid, "unknown_choice", "field"},
		{"by who may not", maker, good, Forbidden, "forbidden", ""},
		{"by a donor", w.a, good, Forbidden, "forbidden", ""},
		{"at an account by who pays none", manager, ask("payee", "", "x", "account", "payout"), Forbidden, "forbidden", ""},
		{"at what belongs to nothing", manager, ask("contact", "none", "codeofcontact", "phone", "visit"), NotFound, "not_found", ""},
		{"at what belongs to another", manager, ask("contact", w.ent["A"], "codeofcontact", "phone", "visit"), NotFound, "not_found", ""},
		{"at another's words", manager, ask("objection", words, "codeofcontact", "text", "objection_answer"), NotFound, "not_found", ""},
		{"at a child of another county", stranger, ask("beneficiary", "kidcode", "kidcode", "name", "visit"), NotFound, "not_found", ""},
		{"at a child of another township", neighbour, ask("beneficiary", "kidcode", "kidcode", "name", "visit"), NotFound, "not_found", ""},
		{"at a guardian of another township", neighbour, ask("guardian", "kidcode", "guardiancode", "name", "visit"), NotFound, "not_found", ""},
		{"at a guardian that is none of the child's", officer, ask("guardian", "kidcode", "kidcode", "name", "visit"), NotFound, "not_found", ""},
		{"at a child's illness by the county", officer, ask("beneficiary", "kidcode", "kidcode", "diagnosis", "visit"), Forbidden, "forbidden", ""},
		{"at a child's account by the county", officer, ask("beneficiary", "kidcode", "kidcode", "number", "visit"), Forbidden, "forbidden", ""},
		{"at a child by the money desk", maker, ask("beneficiary", "kidcode", "kidcode", "name", "payout"), Forbidden, "forbidden", ""},
		{"at a child by the auditor", auditor, ask("beneficiary", "kidcode", "kidcode", "name", "visit"), Forbidden, "forbidden", ""},
		{"for nothing", manager, ask("contact", ent, "codeofcontact", "name", ""), Invalid, "required", "purpose"},
		{"for curiosity", manager, ask("contact", ent, "codeofcontact", "name", "curiosity"), Invalid, "unknown_choice", "purpose"},
		{"again", manager, ask("contact", ent, "codeofcontact", "email", "enterprise_check"), Conflict, "look_stands", ""},
		{"explaining none", auditor, ExplainLooks{ID: "none", Reason: "x"}, NotFound, "not_found", ""},
		{"explaining an old version", auditor, ExplainLooks{ID: open, Reason: "x", IfVersion: 9}, Conflict, "stale", ""},
		{"explaining twice", auditor, ExplainLooks{ID: closed, Reason: "x"}, Conflict, "wrong_status", ""},
		{"explaining one's own", boss, ExplainLooks{ID: open, Reason: "x"}, Forbidden, "own_looks", ""},
		{"explaining with nothing", auditor, ExplainLooks{ID: open}, Invalid, "reason_required", "reason"},
		{"explaining with a novel", auditor, ExplainLooks{ID: open, Reason: long()}, Invalid, "text_too_long", "reason"},
	}
}

// alarmID finds the open alarm of a rule.
func untrainedRefusals(w *town) []refusal {
	ent := w.contactOf("L", "91370902PDY00036XT", "codeofcontact")
	set := w.s.Federation.Settings
	set.RequireTraining = true
	w.must(admin, ChangeSettings{Settings: set})
	look := RevealField{Kind: "contact", Of: ent, Code: "codeofcontact", Field: "phone", Purpose: "enterprise_check"}
	return []refusal{
		{"without a training", manager, look, Forbidden, "training_required", ""},
		{"at a list, without a training", manager, RevealList{Children: []string{"kidcode"}, Purpose: "visit"}, Forbidden, "training_required", ""},
	}
}

func (w *town) alarmID(rule LookRule) string {
	w.Helper()
	for _, a := range w.s.AlarmsOfLooks() {
		if a.Rule == rule && a.Status == LookAlarmOpen {
			return a.ID
		}
	}
	w.Fatalf("no alarm of looks: %s", rule)
	return ""
}
