package models

import (
	"slices"
	"testing"
)

func init() {
	subjects["request of a person"], subjects["erasure"] = dataRequestRefusals, erasureRefusals
}

// archive is a town with people whom it may have to forget: an enterprise without a pledge, one who objected and was answered, a payer of long ago.
func (w *town) archive() (contact, objector, payer string) {
	contact, objector, payer = "contactcode0000000000000a1", "objectorcode000000000000a1", "payercode0000000000000000a1"
	w.must(Nobody, RegisterEnterprise{Name: "汶畔旧友食品（演示）", USCC: "91370900PDY0007735", Contact: contact})
	need := w.steps(w.study(3, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	id := first[ObjectionRaised](w.world, w.must(Nobody, RaiseObjection{Need: need, Sealed: objector})).Objection.ID
	w.must(manager, ResolveObjection{ID: id, Finding: "情况属实"})
	w.must(maker, RecordBankLine{Account: "main", LineID: "old-1", Day: w.today(), AmountFen: 100 * yuan, Sealed: payer})
	return contact, objector, payer
}

func (w *town) request(kind, code string, steps ...StepRequest) string {
	id := first[DataRequestReceived](w.world, w.must(manager, ReceiveRequest{Kind: kind, From: "contact", Code: code, Received: w.today()})).Request.ID
	for _, c := range steps {
		c.ID = id
		w.must(manager, c)
	}
	return id
}

var checked = StepRequest{Verb: "check", Check: "document_seen"}

func dataRequestRefusals(w *town) []refusal {
	contact, objector, _ := w.archive()
	plain, seen := w.request(RequestAccess, contact), w.request(RequestCorrect, contact, checked)
	erase := w.request(RequestErase, objector, checked)
	return []refusal{
		{"of no kind", manager, ReceiveRequest{Kind: "wish", From: "contact", Code: contact, Received: w.today()}, Invalid, "unknown_choice", "kind"},
		{"from nobody", manager, ReceiveRequest{Kind: RequestAccess, From: "press", Code: contact, Received: w.today()}, Invalid, "unknown_choice", "from"},
		{"about nobody", manager, ReceiveRequest{Kind: RequestAccess, From: "contact", Code: "none", Received: w.today()}, Invalid, "unknown_person", "code"},
		{"of no day", manager, ReceiveRequest{Kind: RequestAccess, From: "contact", Code: contact, Received: "soon"}, Invalid, "day_form", "received"},
		{"of tomorrow", manager, ReceiveRequest{Kind: RequestAccess, From: "contact", Code: contact, Received: w.today().AddDays(1)}, Invalid, "day_future", "received"},
		{"of long ago", manager, ReceiveRequest{Kind: RequestAccess, From: "contact", Code: contact, Received: w.today().AddDays(-400)}, Invalid, "day_past", "received"},
		{"by a county officer", officer, ReceiveRequest{}, Forbidden, "forbidden", ""},
		{"stepping none", manager, StepRequest{ID: "none", Verb: "check"}, NotFound, "not_found", ""},
		{"stepping an old version", manager, StepRequest{ID: plain, Verb: "check", Check: "call_back", IfVersion: 9}, Conflict, "stale", ""},
		{"answering before it is known who asks", manager, StepRequest{ID: plain, Verb: "answer"}, Conflict, "wrong_status", ""},
		{"checking by no way", manager, StepRequest{ID: plain, Verb: "check", Check: "hunch"}, Invalid, "unknown_choice", "check"},
		{"refusing without a reason", manager, StepRequest{ID: plain, Verb: "refuse"}, Invalid, "unknown_choice", "reason"},
		{"answering that was is not erased", manager, StepRequest{ID: erase, Verb: "answer"}, Conflict, "erasure_not_done", ""},
		{"correcting on no request", manager, CorrectPerson{Request: "none", Code: contact, Kind: "contact", Field: "name"}, NotFound, "not_found", ""},
		{"correcting on a request to see", manager, CorrectPerson{Request: plain, Code: contact, Kind: "contact", Field: "name"}, Conflict, "wrong_status", ""},
		{"correcting another's", manager, CorrectPerson{Request: seen, Code: objector, Kind: "objection", Field: "text"}, Invalid, "unknown_person", "code"},
		{"correcting what is no field", manager, CorrectPerson{Request: seen, Code: contact, Kind: "contact", Field: "mood"}, Invalid, "unknown_choice", "field"},
		{"taking out on no request", manager, RecordExport{What: PersonExport, Ref: "none"}, NotFound, "not_found", ""},
		{"taking out before it is known who asks", manager, RecordExport{What: PersonExport, Ref: plain}, NotFound, "not_found", ""},
		{"a rule that is none", admin, SetRetention{Rule: "photos", Number: 3}, Invalid, "unknown_choice", "rule"},
		{"a rule that was changed meanwhile", admin, SetRetention{Rule: "contact", Number: 3, IfVersion: 4}, Conflict, "stale", ""},
		{"a rule out of its bounds", admin, SetRetention{Rule: "bank_line", Number: 9}, Invalid, "out_of_range", "number"},
	}
}

func erasureRefusals(w *town) []refusal {
	contact, objector, payer := w.archive()
	busy, open := "contactcode0000000000000b1", "objectorcode000000000000b1"
	id := first[EnterpriseRegistered](w.world, w.must(Nobody, RegisterEnterprise{Name: "岱青在途（演示）", USCC: "91370900PDY0007810", Contact: busy})).Enterprise.ID
	w.must(manager, VerifyEnterprise{ID: id})
	w.signed(Actor{ID: "busy", Role: DonorOwner, Enterprise: id}, 100*yuan, Purpose{})
	need := w.steps(w.study(3, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	w.must(Nobody, RaiseObjection{Need: need, Sealed: open})
	held := "payercode0000000000000000b1"
	w.must(maker, RecordBankLine{Account: "main", LineID: "held-1", Day: w.today(), AmountFen: 100 * yuan, Sealed: held})
	see, erase := w.request(RequestAccess, contact, checked), w.request(RequestErase, contact, checked)
	asked := first[ErasureAsked](w.world, w.must(manager, AskErasure{Code: contact, Request: erase})).Erasure.ID
	self := Actor{ID: manager.ID, Role: SecretaryGeneral}
	other := w.request(RequestErase, objector, checked)
	gone := first[ErasureAsked](w.world, w.must(manager, AskErasure{Code: objector, Request: other})).Erasure.ID
	w.must(general, AnswerErasure{ID: gone, Approve: true})
	w.must(System, FinishErasure{ID: gone})
	return []refusal{
		{"of nobody", manager, AskErasure{Code: "none"}, Invalid, "unknown_person", "code"},
		{"of who is erased", manager, AskErasure{Code: objector}, Conflict, "already_erased", ""},
		{"of who is to be erased already", manager, AskErasure{Code: contact, Request: erase}, Conflict, "erasure_open", ""},
		{"while a pledge goes on", manager, AskErasure{Code: busy}, Conflict, "pledges_live", ""},
		{"while an objection is open", manager, AskErasure{Code: open}, Conflict, "objection_open", ""},
		{"while money is in suspense", manager, AskErasure{Code: held}, Conflict, "money_on_the_way", ""},
		{"of who acted in the portal", manager, AskErasure{Code: w.a.ID}, Conflict, "account_kept", ""},
		{"without a request and before its time", manager, AskErasure{Code: payer, Rule: "bank_line"}, Conflict, "money_on_the_way", ""},
		{"on another's request", manager, AskErasure{Code: "contactcode0000000000000c1", Request: erase}, Invalid, "unknown_person", "code"},
		{"by the general", general, AskErasure{Code: contact}, Forbidden, "forbidden", ""},
		{"answering none", general, AnswerErasure{ID: "none"}, NotFound, "not_found", ""},
		{"answering an old version", general, AnswerErasure{ID: asked, IfVersion: 7}, Conflict, "stale", ""},
		{"approving one's own", self, AnswerErasure{ID: asked, Approve: true}, Forbidden, "same_person", ""},
		{"approving what is done", general, AnswerErasure{ID: gone, Approve: true}, Conflict, "wrong_status", ""},
		{"rejecting without a reason", general, AnswerErasure{ID: asked}, Invalid, "unknown_choice", "reason"},
		{"taking up none", manager, StepErasure{ID: "none", Verb: "ask"}, NotFound, "not_found", ""},
		{"taking up an old version", manager, StepErasure{ID: asked, Verb: "ask", IfVersion: 7}, Conflict, "stale", ""},
		{"taking up what was asked", manager, StepErasure{ID: asked, Verb: "ask"}, Conflict, "wrong_status", ""},
		{"finishing none", System, FinishErasure{ID: "none"}, NotFound, "not_found", ""},
		{"finishing what waits", System, FinishErasure{ID: asked}, Conflict, "wrong_status", ""},
		{"of a request to see", manager, AskErasure{Code: w.another(), Request: see}, NotFound, "not_found", ""},
		{"of a request of another kind", manager, AskErasure{Code: w.seen(), Request: w.lastRequest()}, Conflict, "wrong_status", ""},
		{"of a rule that is not over", manager, AskErasure{Code: w.another(), Rule: "contact"}, Conflict, "not_due", ""},
		{"of a child who gets aid", manager, AskErasure{Code: w.childOf("kind-in")}, Conflict, "not_departed", ""},
		{"of a guardian whose child is here", manager, AskErasure{Code: "guardiancode"}, Conflict, "child_held", ""},
		{"letting in again who is erased", worker, StepBeneficiary{IDs: []string{w.forgotten("kind-gone")}, Verb: "reenter"}, Conflict, "already_erased", ""},
		{"leaving a proposal without a reason", manager, StepErasure{ID: w.proposed(), Verb: "reject"}, Invalid, "unknown_choice", "reason"},
	}
}

// another is the contact of an enterprise without a pledge.
func (w *town) another() string {
	const code = "contactcode0000000000000d1"
	if _, ok := w.s.PersonByCode(code); !ok {
		w.must(Nobody, RegisterEnterprise{Name: "汶畔无事（演示）", USCC: "91370900PDY00079XP", Contact: code})
	}
	return code
}

// seen is a contact of whom only a request to see was checked.
func (w *town) seen() string { w.request(RequestAccess, w.another(), checked); return w.another() }

func (w *town) lastRequest() (id string) {
	for k := range w.s.DataRequests.All() {
		id = k
	}
	return id
}

// proposed is an erasure that a rule proposed.
func (w *town) proposed() string {
	const code = "objectorcode000000000000e1"
	need := w.steps(w.study(3, nil), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	id := first[ObjectionRaised](w.world, w.must(Nobody, RaiseObjection{Need: need, Sealed: code})).Objection.ID
	w.must(manager, ResolveObjection{ID: id, Finding: "情况属实"})
	w.must(admin, SetRetention{Rule: "objection", Number: 1})
	w.pass(400)
	return first[ErasureAsked](w.world, w.must(System, AskErasure{Code: code, Rule: "objection"})).Erasure.ID
}

func TestAPersonIsErasedByTwoAndTheCodeStandsForNobody(t *testing.T) {
	w := newTown(t)
	contact, _, _ := w.archive()
	request := w.request(RequestErase, contact, checked)
	id := first[ErasureAsked](w.world, w.must(manager, AskErasure{Code: contact, Request: request})).Erasure.ID
	totals := w.s.Totals
	w.must(general, AnswerErasure{ID: id, Approve: true})
	if w.s.IsErased(contact) {
		t.Error("said to be erased before it is")
	}
	w.must(System, FinishErasure{ID: id})
	x, _ := w.s.Erasures.Get(id)
	if !w.s.IsErased(contact) || x.Status != ErasureDone || !slices.Equal(x.Records, []string{contact}) || len(w.s.ErasuresOpen()) != 0 {
		t.Errorf("%+v", x)
	}
	if w.s.Totals != totals {
		t.Errorf("the public figures moved: %+v", w.s.Totals)
	}
	w.must(manager, StepRequest{ID: request, Verb: "answer"})
	w.must(manager, StepRequest{ID: request, Verb: "close"})
	if _, err := w.do(manager, ReceiveRequest{Kind: RequestAccess, From: "contact", Code: contact, Received: w.today()}); err == nil {
		t.Error("a request about nobody is taken")
	}
}

// childOf enters a child with a guardian and an account that all children of the test share.
func (w *town) childOf(id string) string {
	b := child(id)
	b.Guardian, b.Account = "guardiancode", "accountcode"
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{b}})
	return id
}

// forgotten is a child who left and was erased.
func (w *town) forgotten(id string) string {
	w.childOf(id)
	w.must(worker, StepBeneficiary{IDs: []string{id}, Verb: "depart", Reason: "moved"})
	x := first[ErasureAsked](w.world, w.must(manager, AskErasure{Code: id, Request: w.request(RequestErase, id, checked)})).Erasure.ID
	w.must(general, AnswerErasure{ID: x, Approve: true})
	w.must(System, FinishErasure{ID: x})
	return id
}

func TestAGuardianGoesWithTheLastChild(t *testing.T) {
	w := newTown(t)
	w.childOf("kind-2")
	first := w.forgotten("kind-1")
	b, _ := w.s.Beneficiaries.Get(first)
	if b.Guardian != "" || b.Account != "" || !w.s.IsErased(first) || w.s.IsErased("guardiancode") || w.s.IsErased("accountcode") {
		t.Errorf("%+v", b)
	}
	w.must(worker, StepBeneficiary{IDs: []string{"kind-2"}, Verb: "depart", Reason: "moved"})
	if got := w.s.RecordsOf("kind-2"); !slices.Equal(got, []string{"kind-2", "guardiancode", "accountcode"}) {
		t.Errorf("with the last child go %v", got)
	}
	w.pass(3*366 + 1)
	if due := w.s.RetentionDue(w.today(), 5); len(due) != 1 || due[0].Code != "kind-2" || due[0].Rule != "beneficiary" {
		t.Errorf("due: %+v", due)
	}
}

func TestARuleProposesWhatIsDueAndLeavesAloneWhatWasRejected(t *testing.T) {
	w := newTown(t)
	due := func() int { return len(w.s.RetentionDue(w.today(), 10)) }
	if due() != 0 {
		t.Fatalf("due on the first day: %+v", w.s.RetentionDue(w.today(), 10))
	}
	_, objector, _ := w.archive()
	w.must(admin, SetRetention{Rule: "objection", Number: 1})
	w.pass(365)
	if due() != 0 {
		t.Errorf("due on the last day: %+v", w.s.RetentionDue(w.today(), 10))
	}
	w.pass(3)
	list := w.s.RetentionDue(w.today(), 10)
	if len(list) != 1 || list[0].Code != objector || list[0].Rule != "objection" {
		t.Fatalf("due: %+v", list)
	}
	id := first[ErasureAsked](w.world, w.must(System, AskErasure{Code: objector, Rule: "objection"})).Erasure.ID
	if x, _ := w.s.Erasures.Get(id); x.Status != ErasureProposed || due() != 0 {
		t.Errorf("%+v, still due: %d", x, due())
	}
	w.must(manager, StepErasure{ID: id, Verb: "ask"})
	w.must(general, AnswerErasure{ID: id, Reason: "still_needed"})
	w.pass(300)
	if due() != 0 {
		t.Error("proposed again within the year")
	}
	w.pass(70)
	if due() != 1 {
		t.Error("not proposed again after the year")
	}
}

func TestARequestIsDueWithinTheDaysOfTheRule(t *testing.T) {
	w := newTown(t)
	contact, _, _ := w.archive()
	id := w.request(RequestAccess, contact)
	q, _ := w.s.DataRequests.Get(id)
	if q.Due != w.today().AddDays(15) || q.Overdue(w.today().AddDays(15)) || !q.Overdue(w.today().AddDays(16)) {
		t.Errorf("%+v", q)
	}
	w.must(admin, SetRetention{Rule: "request_days", Number: 7})
	later := w.request(RequestComplaint, contact)
	if q, _ := w.s.DataRequests.Get(later); q.Due != w.today().AddDays(7) {
		t.Errorf("%+v", q)
	}
	if open := w.s.RequestsOpen(); len(open) != 2 || open[0].ID != later {
		t.Errorf("open: %+v", open)
	}
	w.must(manager, StepRequest{ID: later, Verb: "refuse", Reason: "not_held"})
	if open := w.s.RequestsOpen(); len(open) != 1 || len(w.s.RequestsAbout(contact)) != 2 {
		t.Errorf("open: %+v", open)
	}
}

func TestTheGridsOfRequestsAndErasures(t *testing.T) {
	statuses, verbs := []DataRequestStatus{RequestReceived, RequestChecked, RequestAnswered, RequestRefused, RequestClosed}, []string{"check", "answer", "refuse", "close"}
	whole(t, DataRequestFlow, statuses, verbs)
	expect(t, grid(t, DataRequestFlow, statuses, verbs), `
		received check identity_checked
		received refuse refused
		identity_checked answer answered
		identity_checked refuse refused
		answered close closed
		refused close closed`)
	erasures, steps := []ErasureStatus{ErasureProposed, ErasureWaits, ErasureApproved, ErasureRejected, ErasureDone}, []string{"ask", "approve", "reject", "finish"}
	whole(t, ErasureFlow, erasures, steps)
	expect(t, grid(t, ErasureFlow, erasures, steps), `
		proposed ask asked
		proposed reject rejected
		asked approve approved
		asked reject rejected
		approved finish done`)
}

func TestAChildIsNotErasedWhileThePaymentOfItsPlaceIsPlanned(t *testing.T) {
	w := newTown(t)
	sp := w.sponsored(1, nil)
	child := w.child(Hardship, func(b *Beneficiary) { b.Account = "" })
	w.bindOne(sp, 1, child)
	blocked := func(want string) {
		t.Helper()
		if have := w.s.BlocksErasure(child); have != want {
			t.Errorf("%q blocks the erasure, want %q", have, want)
		}
	}
	blocked("not_departed")
	payout := w.payOut(sp, 1)
	blocked("money_on_the_way")
	w.payoutSteps(payout, "reject")
	blocked("not_departed")
}
