package models

import "testing"

func child(id string) Beneficiary {
	return Beneficiary{ID: id, Category: Hardship, County: "370911", Township: "山口镇", Stage: Primary, Risk: "low", Source: "visit"}
}

func consent(id, purpose string) RecordConsent {
	return RecordConsent{Under14: true, Consent: Consent{Beneficiary: id, Purpose: purpose, By: "guardian", Evidence: "档案2026-1", Given: "2026-09-01"}}
}

// accepted brings a child through the whole chain.
func (w *world) accepted(id string) {
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{child(id)}})
	w.must(worker, consent(id, ConsentToAid))
	w.must(worker, StepBeneficiary{IDs: []string{id}, Verb: "verify"})
	w.must(officer, StepBeneficiary{IDs: []string{id}, Verb: "review"})
	w.must(manager, StepBeneficiary{IDs: []string{id}, Verb: "accept"})
}

func TestAChildIsEnteredLookedAtAcceptedAndDeparts(t *testing.T) {
	w := newTown(t)
	w.accepted("kind-1")
	b, _ := w.s.Beneficiaries.Get("kind-1")
	if b.Status != BeneficiaryAccepted || b.VerifiedBy != worker.ID || b.ReviewedBy != officer.ID || b.AcceptedBy != manager.ID || b.RecheckDue != AddMonths(w.today(), 12) {
		t.Errorf("%+v", b)
	}
	if found, ok := w.s.BeneficiaryByNumber(b.Number); !ok || found.ID != b.ID {
		t.Errorf("not found by %s", b.Number)
	}
	amended := child("kind-1")
	amended.Stage, amended.MedicalCover = Junior, true
	w.must(officer, AmendBeneficiary{Beneficiary: amended})
	w.must(officer, RecheckBeneficiary{ID: "kind-1", Stage: Junior, Risk: "medium"})
	w.must(worker, StepBeneficiary{IDs: []string{"kind-1"}, Verb: "depart", Reason: "moved"})
	w.must(worker, StepBeneficiary{IDs: []string{"kind-1"}, Verb: "reenter"})
	b, _ = w.s.Beneficiaries.Get("kind-1")
	if b.Status != BeneficiaryEntered || b.AcceptedBy != "" || b.Stage != Junior || !b.MedicalCover || b.Risk != "medium" {
		t.Errorf("%+v", b)
	}
	n := 0
	for range w.s.BeneficiariesIn("370911", "山口镇") {
		n++
	}
	for range w.s.BeneficiariesIn("370982", "") {
		n += 100
	}
	if n != 1 {
		t.Errorf("%d children in the township", n)
	}
}

func TestWhoEntersDecidesHowFarAChildIs(t *testing.T) {
	w := newTown(t)
	for _, c := range []struct {
		by   Actor
		want BeneficiaryStatus
	}{{worker, BeneficiaryEntered}, {officer, BeneficiaryVerified}, {manager, BeneficiaryReviewed}, {System, BeneficiaryAccepted}} {
		by, want := c.by, c.want
		w.must(by, EnterBeneficiaries{List: []Beneficiary{child("of " + by.ID)}})
		if b, _ := w.s.Beneficiaries.Get("of " + by.ID); b.Status != want || b.EnteredBy != by.ID {
			t.Errorf("%s: %+v", by.Role, b)
		}
	}
}

func TestAConsentHoldsFromItsDayToItsLastAndEndsAtOnce(t *testing.T) {
	w := newTown(t)
	w.accepted("kind-1")
	if !w.s.ConsentInForce("kind-1", ConsentToAid, w.today()) || w.s.ConsentInForce("kind-1", ConsentToLetter, w.today()) {
		t.Error("a consent to one purpose is none to another")
	}
	if !w.s.ConsentInForce("kind-1", ConsentToAid, "2027-09-01") || w.s.ConsentInForce("kind-1", ConsentToAid, "2027-09-02") || w.s.ConsentInForce("kind-1", ConsentToAid, "2026-08-31") {
		t.Error("a consent holds from its day to its last")
	}
	w.must(officer, consent("kind-1", ConsentToAid))
	list := w.s.ConsentsOf("kind-1")
	if len(list) != 2 || list[0].EndedWhy != "replaced" || !list[1].Holds(w.today()) {
		t.Fatalf("%+v", list)
	}
	w.must(worker, EndConsent{ID: list[1].ID, Why: "withdrawn"})
	if w.s.ConsentInForce("kind-1", ConsentToAid, w.today()) {
		t.Error("a withdrawn consent holds")
	}
}

func TestTheGridOfABeneficiary(t *testing.T) {
	whole(t, BeneficiaryFlow, BeneficiaryStatuses, BeneficiaryVerbs)
	expect(t, grid(t, BeneficiaryFlow, BeneficiaryStatuses, BeneficiaryVerbs), `
		entered verify verified
		entered depart departed
		returned verify verified
		returned depart departed
		verified review reviewed
		verified return returned
		verified depart departed
		reviewed accept accepted
		reviewed return returned
		reviewed depart departed
		accepted depart departed
		departed reenter entered`)
}

func TestARegisterIsTakenOverWithItsConsentsByThePortalAlone(t *testing.T) {
	w := newTown(t)
	given := consent("kept", ConsentToAid).Consent
	cmd := EnterBeneficiaries{List: []Beneficiary{child("kept")}, Consents: []Consent{given}}
	w.must(System, cmd)
	if !w.s.ConsentInForce("kept", ConsentToAid, w.today()) {
		t.Error("the consent that was taken over does not hold")
	}
}
