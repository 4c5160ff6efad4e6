package models

import (
	"regexp"
	"testing"
)

func TestAPlaceIsBoundPaidAndProvenByItsChild(t *testing.T) {
	w := newTown(t)
	sp := w.sponsored(3, func(n *Need) { n.Period = "2026-2027学年第一学期" })
	one, two := w.child(Hardship, nil), w.child(Hardship, nil)
	b := w.bindOne(sp, 2, one)
	other := w.bindOne(sp, 3, two)
	if b.From != "2026-09-01" || b.To != "2027-01-31" || b.Stage != Primary || b.Alias == other.Alias || !regexp.MustCompile(`^[2-9A-Z]{2}-[2-9A-Z]{4}$`).MatchString(b.Alias) {
		t.Errorf("%+v", b)
	}
	// A line pays the places of children first, in the order of their numbers; the account is the child's own.
	l := DisbursementLine{Sponsorship: sp, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan}
	d := first[PayoutMade](w.world, w.must(maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{l, l}})).Disbursement
	for i, want := range []string{b.ID, other.ID} {
		child := get(w.world, w.s.Beneficiaries, []string{one, two}[i])
		if line := d.Lines[i]; len(line.Bindings) != 1 || line.Bindings[0] != want || line.Payee != child.Account {
			t.Errorf("line %d: %+v", i, line)
		}
	}
	money := func(want string) {
		t.Helper()
		if have := get(w.world, w.s.Bindings, b.ID).Money; have != want {
			t.Errorf("the money is %q, want %q", have, want)
		}
	}
	money("planned")
	w.payoutSteps(d.ID, "check", "approve", "pay")
	money("paid")
	w.payoutSteps(d.ID, "return")
	money("returned")
	w.payoutSteps(d.ID, "pay", "prove")
	money("proven")
	if paid := get(w.world, w.s.Bindings, b.ID); paid.PaidFen != 500*yuan || paid.PaidOn != w.today() {
		t.Errorf("%+v", paid)
	}
	w.payoutSteps(w.payOut(sp, 1), "reject") // the third place has no child
}

func TestNothingIsPaidForAChildWhoDepartedOrWhoseConsentIsGone(t *testing.T) {
	for name, stop := range map[string]func(w *town, child string){
		"departed": func(w *town, child string) {
			w.must(officer, StepBeneficiary{IDs: []string{child}, Verb: "depart", Reason: "moved"})
		},
		"withdrawn": func(w *town, child string) {
			w.must(worker, EndConsent{ID: w.s.ConsentsOf(child)[0].ID, Why: "withdrawn"})
		},
	} {
		w := newTown(t)
		sp := w.sponsored(2, nil)
		child, next := w.child(Hardship, nil), w.child(Hardship, nil)
		b := w.bindOne(sp, 1, child)
		planned := w.payoutSteps(w.payOut(sp, 1), "check", "approve")
		stop(w, child)
		if stopped := w.s.StoppedBindings(w.today()); len(stopped) != 1 || stopped[0].ID != b.ID {
			t.Errorf("%s: the queue of staff has %v", name, stopped)
		}
		if slug, _ := refusedWith(second(w.do(maker, PayDisbursement{ID: planned}))); slug != "place_stopped" {
			t.Errorf("%s: paid all the same: %q", name, slug)
		}
		w.must(maker, StepDisbursement{ID: planned, Verb: "reject", Reason: "停止"})
		l := DisbursementLine{Sponsorship: sp, Places: 2, PayeeKind: "card", AmountFen: 1000 * yuan}
		if slug, _ := refusedWith(second(w.do(maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{l}}))); slug != "place_stopped" {
			t.Errorf("%s: planned all the same: %q", name, slug)
		}
		w.must(manager, UnbindPlace{ID: b.ID, Reason: "departed", Replace: get(w.world, w.s.Beneficiaries, next).Number, Random: "r"})
		if stopped := w.s.StoppedBindings(w.today()); len(stopped) != 0 {
			t.Errorf("%s: still in the queue: %v", name, stopped)
		}
		if now := w.s.BindingsOf(sp); len(now) != 1 || now[0].Beneficiary != next || now[0].Slot != 1 || now[0].Alias == b.Alias {
			t.Errorf("%s: %+v", name, now)
		}
		w.payoutSteps(w.payOut(sp, 2), "check", "approve", "pay")
	}
}

func TestAnEndedSponsorshipLetsItsChildrenGoButThosePaid(t *testing.T) {
	w := newTown(t)
	sp := w.sponsored(4, nil)
	paid, waits := w.child(Hardship, nil), w.child(Hardship, nil)
	b := w.bindOne(sp, 4, paid)
	w.payoutSteps(w.payOut(sp, 1), "check", "approve", "pay")
	gone := w.bindOne(sp, 1, waits)
	w.must(manager, EndSponsorship{ID: sp, Reason: "协议终止"})
	left := w.s.BindingsOf(sp)
	if s := get(w.world, w.s.Sponsorships, sp); len(left) != 1 || left[0].ID != b.ID || !s.Slots.has(4) || s.Places != 1 {
		t.Errorf("left: %v of %+v", left, s)
	}
	if ended := get(w.world, w.s.Bindings, gone.ID); ended.Ended != "place_released" {
		t.Errorf("%+v", ended)
	}
	w.bindOne(w.sponsored(1, nil), 1, waits) // it has no aid any more
	if slug, _ := refusedWith(second(w.do(manager, BindPlace{Sponsorship: w.sponsored(1, nil), Places: []ChildPlace{{Slot: 1, Beneficiary: paid}}, Random: "r"}))); slug != "double_aid" {
		t.Errorf("who was paid may be paid again: %q", slug)
	}
}

func TestALetterIsShownWhileThereIsConsentAndNotAnInstantLonger(t *testing.T) {
	w := newTown(t)
	child := w.child(Hardship, nil)
	b := w.bindOne(w.sponsored(1, nil), 1, child)
	shown := func() int { return len(w.s.ShownLetters(get(w.world, w.s.Bindings, b.ID), w.today())) }
	if slug, _ := refusedWith(second(w.do(manager, AddLetter{Binding: b.ID, Text: "letter"}))); slug != "consent_missing" {
		t.Errorf("a letter without consent: %q", slug)
	}
	consent := w.consents(child, ConsentToLetter)
	l := first[LetterAdded](w.world, w.must(manager, AddLetter{Binding: b.ID, Text: "letter"})).Letter
	if shown() != 1 {
		t.Errorf("%d letters", shown())
	}
	w.must(worker, EndConsent{ID: consent, Why: "withdrawn"})
	if shown() != 0 {
		t.Error("shown without consent")
	}
	w.consents(child, ConsentToLetter)
	w.must(manager, RemoveLetter{ID: l.ID, Reason: "not_redacted"})
	if shown() != 0 {
		t.Error("shown although it was taken back")
	}
}

func TestMonthsAndSessionsOfOneNeedMayGoToOneChild(t *testing.T) {
	w := newTown(t)
	child := w.child(Hardship, nil)
	sp := w.sponsored(2, func(n *Need) { n.Type, n.Stage = Rehabilitation, "" })
	b := w.bindOne(sp, 1, child)
	w.bindOne(sp, 2, child)
	if HasLetters(Rehabilitation) || !Bindable(Rehabilitation) || Bindable(Screening) {
		t.Error("rehabilitation")
	}
	w.consents(child, ConsentToLetter)
	if slug, _ := refusedWith(second(w.do(manager, AddLetter{Binding: b.ID, Text: "letter"}))); slug != "no_letters" {
		t.Errorf("%q", slug)
	}
}

func bindRefusals(w *town) []refusal {
	sp := w.sponsored(4, nil)
	sponsorship := get(w.world, w.s.Sponsorships, sp)
	elsewhere, leaving := w.sponsored(1, nil), w.sponsored(1, nil)
	over := w.sponsored(1, nil)
	w.must(manager, EndSponsorship{ID: over, Reason: "终止"})
	sessions := w.sponsored(1, func(n *Need) { n.Type, n.Stage = Activity, "" })
	small := w.signed(w.a, 1000*yuan, Purpose{Needs: []string{w.openNeed(2, nil)}}, Instalment{Due: w.today(), AmountFen: 500 * yuan}, Instalment{Due: w.today().AddDays(9), AmountFen: 500 * yuan})
	w.receive(small, 500*yuan)
	good, bound, extra := w.child(Hardship, nil), w.child(Hardship, nil), w.child(Hardship, nil)
	entered := Beneficiary{ID: "entered", Category: Hardship, County: "370911", Township: "山口镇", Stage: Primary, Risk: "low", Source: "visit"}
	w.must(worker, EnterBeneficiaries{List: []Beneficiary{entered}})
	away := w.child(Hardship, func(b *Beneficiary) { b.County, b.Township = "370982", "羊流镇" })
	older := w.child(Hardship, func(b *Beneficiary) { b.Stage = Junior })
	silent := w.child(Hardship, nil)
	w.must(System, EndConsent{ID: w.s.ConsentsOf(silent)[0].ID, Why: "withdrawn"})
	covered := w.child(Unattended, nil)
	b := w.bindOne(sp, 1, bound)
	paid := w.bindOne(sp, 2, extra)
	ended := w.bindOne(sp, 3, good)
	w.must(manager, UnbindPlace{ID: ended.ID, Reason: "wrong_child"})
	l := DisbursementLine{Sponsorship: sp, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan, Bindings: []string{paid.ID}}
	w.payoutSteps(first[PayoutMade](w.world, w.must(maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{l}})).Disbursement.ID, "check", "approve", "pay")
	half := w.s.SponsorshipsOfPledge(small)[0]
	w.bindOne(half.ID, half.Slots[0].From, w.child(Hardship, nil))
	leaver := w.child(Hardship, nil)
	left := w.bindOne(leaving, 1, leaver)
	planned := w.payoutSteps(w.payOut(leaving, 1), "check", "approve")
	again := w.sponsored(1, func(n *Need) { n.Period = "2028年度" })
	late := w.bindOne(again, 1, leaver)
	w.must(officer, StepBeneficiary{IDs: []string{leaver}, Verb: "depart", Reason: "moved"})
	bind := func(sponsorship string, slot int, child string) BindPlace {
		return BindPlace{Sponsorship: sponsorship, Places: []ChildPlace{{Slot: slot, Beneficiary: child}}, Random: "r"}
	}
	many := BindPlace{Sponsorship: sp, Places: make([]ChildPlace, maxBound+1)}
	stale := bind(sp, 4, good)
	stale.IfVersion = sponsorship.Version + 9
	unbind := func(id, reason, replace string) UnbindPlace {
		return UnbindPlace{ID: id, Reason: reason, Replace: replace, Random: "r"}
	}
	old := unbind(b.ID, "departed", "")
	old.IfVersion = 99
	at := "places.0.beneficiary"
	return []refusal{
		{"a sponsorship that is none", manager, bind("none", 1, good), NotFound, "not_found", ""},
		{"an old version", manager, stale, Conflict, "stale", ""},
		{"a sponsorship that is over", manager, bind(over, 1, good), Conflict, "wrong_status", ""},
		{"a place for no single child", manager, bind(sessions, 1, good), Conflict, "not_bindable", ""},
		{"no place", manager, BindPlace{Sponsorship: sp}, Invalid, "places_required", "places"},
		{"too many places", manager, many, Invalid, "too_many_lines", "places"},
		{"another's place", manager, bind(sp, 9, good), Invalid, "unknown_place", "places.0.slot"},
		{"a place that is bound", manager, bind(sp, 1, good), Conflict, "place_bound", "places.0.slot"},
		{"a place without money", manager, bind(half.ID, half.Slots[0].From+1, good), Conflict, "place_not_funded", "places.0.slot"},
		{"nobody", manager, bind(sp, 4, "nobody"), Invalid, "unknown_beneficiary", at},
		{"a child nobody accepted", manager, bind(sp, 4, "entered"), Conflict, "not_accepted", at},
		{"a child of another county", manager, bind(sp, 4, away), Conflict, "other_county", at},
		{"a child of another stage", manager, bind(sp, 4, older), Conflict, "other_stage", at},
		{"a child without consent", manager, bind(sp, 4, silent), Conflict, "consent_missing", at},
		{"a child twice", manager, bind(sp, 4, bound), Conflict, "bound_already", at},
		{"a child with other aid", manager, bind(sp, 4, covered), Conflict, "double_aid", at},
		{"a child of another sponsorship of the time", manager, bind(elsewhere, 1, bound), Conflict, "double_aid", at},
		{"two places, the second wrong", manager, BindPlace{Sponsorship: sp, Places: []ChildPlace{{Slot: 3, Beneficiary: good}, {Slot: 4, Beneficiary: good}}}, Conflict, "bound_already", "places.1.beneficiary"},
		{"a binding that is none", manager, unbind("none", "departed", ""), NotFound, "not_found", ""},
		{"an old version of a binding", manager, old, Conflict, "stale", ""},
		{"a binding that is over", manager, unbind(ended.ID, "departed", ""), Conflict, "wrong_status", ""},
		{"a place that was paid", manager, unbind(paid.ID, "departed", ""), Conflict, "place_paid", ""},
		{"no reason", manager, unbind(b.ID, "", ""), Invalid, "unknown_choice", "reason"},
		{"nobody instead", manager, unbind(b.ID, "departed", "nobody"), Invalid, "unknown_beneficiary", "beneficiary"},
		{"a line that names another's place", maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{{Sponsorship: half.ID, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan, Bindings: []string{b.ID}}}}, Invalid, "unknown_place", "lines.0.bindings"},
		{"a line that pays who left", maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{{Sponsorship: again, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan, Bindings: []string{late.ID}}}}, Conflict, "place_stopped", "lines.0.bindings"},
		{"a line for the place of who left", maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{{Sponsorship: again, Places: 1, PayeeKind: "card", AmountFen: 500 * yuan}}}, Conflict, "place_stopped", "lines.0.places"},
		{"paying who left", maker, PayDisbursement{ID: planned}, Conflict, "place_stopped", "lines"},
		{"unbinding by finance", maker, unbind(left.ID, "departed", ""), Forbidden, "forbidden", ""},
	}
}

func letterRefusals(w *town) []refusal {
	child, quiet := w.child(Hardship, nil), w.child(Hardship, nil)
	w.consents(child, ConsentToLetter)
	sp := w.sponsored(3, nil)
	b, over, mute := w.bindOne(sp, 1, child), w.bindOne(sp, 2, w.child(Hardship, nil)), w.bindOne(sp, 3, quiet)
	ill := w.bindOne(w.sponsored(1, func(n *Need) { n.Type, n.Stage = Surgery, "" }), 1, child)
	w.must(manager, UnbindPlace{ID: over.ID, Reason: "wrong_child"})
	add := func() string {
		return first[LetterAdded](w.world, w.must(manager, AddLetter{Binding: b.ID, Text: "letter"})).Letter.ID
	}
	l, gone := add(), add()
	w.must(manager, RemoveLetter{ID: gone, Reason: "wrong_place"})
	return []refusal{
		{"to no place", manager, AddLetter{Binding: "none", Text: "x"}, NotFound, "not_found", ""},
		{"to a place that is over", manager, AddLetter{Binding: over.ID, Text: "x"}, Conflict, "wrong_status", ""},
		{"of somebody's health", manager, AddLetter{Binding: ill.ID, Text: "x"}, Conflict, "no_letters", ""},
		{"without consent", manager, AddLetter{Binding: mute.ID, Text: "x"}, Conflict, "consent_missing", "text"},
		{"without a text", manager, AddLetter{Binding: b.ID}, Invalid, "required", "text"},
		{"removing none", manager, RemoveLetter{ID: "none"}, NotFound, "not_found", ""},
		{"removing twice", manager, RemoveLetter{ID: gone, Reason: "wrong_place"}, Conflict, "wrong_status", ""},
		{"removing without a reason", manager, RemoveLetter{ID: l}, Invalid, "unknown_choice", "reason"},
	}
}

func aidRefusals(w *town) []refusal {
	child := w.child(Unattended, nil)
	free := w.child(Hardship, nil)
	good := RecordAid{Beneficiary: free, Kind: AidStudy, Source: WelfareLottery, From: "2026-09-01", To: "2027-08-31", Document: "泰民函〔2026〕12号"}
	with := func(f func(c *RecordAid)) RecordAid {
		c := good
		f(&c)
		return c
	}
	aid := first[AidRecorded](w.world, w.must(officer, good)).Aid.ID
	gone := first[AidRecorded](w.world, w.must(officer, with(func(c *RecordAid) { c.Kind = AidLiving }))).Aid.ID
	w.must(officer, VoidAid{ID: gone, Reason: "never_paid"})
	placed := w.bindOne(w.sponsored(1, nil), 1, w.child(Hardship, nil))
	need, second, third := w.openNeed(1, nil), w.openNeed(1, nil), w.openNeed(1, nil)
	ask := func(f func(c *AskOverride)) AskOverride {
		c := AskOverride{Beneficiary: child, Need: need, Reason: "emergency", Note: "note"}
		f(&c)
		return c
	}
	asked := first[OverrideAsked](w.world, w.must(manager, ask(func(c *AskOverride) { c.Need = second }))).Override.ID
	refused := first[OverrideAsked](w.world, w.must(officer, ask(func(c *AskOverride) { c.Need = third }))).Override.ID
	w.must(general, AnswerOverride{ID: refused, Verb: "refuse"})
	return []refusal{
		{"an aid of nobody", officer, with(func(c *RecordAid) { c.Beneficiary = "nobody" }), NotFound, "not_found", ""},
		{"an aid of a stranger's", stranger, good, NotFound, "not_found", ""},
		{"a kind that is none", officer, with(func(c *RecordAid) { c.Kind = "x" }), Invalid, "unknown_choice", "kind"},
		{"a source that is none", officer, with(func(c *RecordAid) { c.Source = OwnProgram }), Invalid, "unknown_choice", "source"},
		{"from no day", officer, with(func(c *RecordAid) { c.From = "" }), Invalid, "day_form", "from"},
		{"to no day", officer, with(func(c *RecordAid) { c.To = "x" }), Invalid, "day_form", "to"},
		{"backwards", officer, with(func(c *RecordAid) { c.To = "2026-08-01" }), Invalid, "period", "to"},
		{"without a paper", officer, with(func(c *RecordAid) { c.Document = " " }), Invalid, "required", "document"},
		{"with a novel", officer, with(func(c *RecordAid) { c.Document = long() }), Invalid, "text_too_long", "document"},
		{"with a name for a paper", officer, with(func(c *RecordAid) { c.Document = "张三" }), Invalid, "document_form", "document"},
		{"with an identity card for a paper", officer, with(func(c *RecordAid) { c.Document = "11010519491231002X" }), Invalid, "document_form", "document"},
		{"an aid twice", officer, with(func(c *RecordAid) { c.Source = OtherSource }), Conflict, "double_aid", "beneficiary"},
		{"voiding none", officer, VoidAid{ID: "none"}, NotFound, "not_found", ""},
		{"voiding a stranger's", stranger, VoidAid{ID: aid}, NotFound, "not_found", ""},
		{"voiding an old version", officer, VoidAid{ID: aid, IfVersion: 9}, Conflict, "stale", ""},
		{"voiding twice", officer, VoidAid{ID: gone, Reason: "never_paid"}, Conflict, "wrong_status", ""},
		{"voiding what a place gives", officer, VoidAid{ID: placed.ID, Reason: "never_paid"}, Conflict, "wrong_status", ""},
		{"voiding without a reason", officer, VoidAid{ID: aid}, Invalid, "unknown_choice", "reason"},
		{"asking for nobody", officer, ask(func(c *AskOverride) { c.Beneficiary = "nobody" }), NotFound, "not_found", ""},
		{"asking for no need", officer, ask(func(c *AskOverride) { c.Need = "none" }), Invalid, "unknown_need", "need"},
		{"asking without a reason", officer, ask(func(c *AskOverride) { c.Reason = "" }), Invalid, "unknown_choice", "reason"},
		{"asking without a word", officer, ask(func(c *AskOverride) { c.Note = "" }), Invalid, "required", "note"},
		{"asking twice", officer, ask(func(c *AskOverride) { c.Need = second }), Conflict, "override_stands", "need"},
		{"asking again", officer, ask(func(c *AskOverride) { c.Need = third }), Conflict, "override_refused", "need"},
		{"asking for nothing", officer, ask(func(c *AskOverride) { c.Beneficiary = w.child(Hardship, nil) }), Conflict, "no_double_aid", "need"},
		{"answering none", general, AnswerOverride{ID: "none", Verb: "confirm"}, NotFound, "not_found", ""},
		{"answering an old version", general, AnswerOverride{ID: asked, Verb: "confirm", IfVersion: 9}, Conflict, "stale", ""},
		{"answering twice", general, AnswerOverride{ID: refused, Verb: "confirm"}, Conflict, "wrong_status", ""},
		{"answering oneself", manager, AnswerOverride{ID: asked, Verb: "confirm"}, Forbidden, "same_person", ""},
	}
}

func TestTheGridOfAnOverride(t *testing.T) {
	statuses, verbs := []OverrideStatus{OverrideStands, OverrideConfirmed, OverrideRefused}, []string{"confirm", "refuse"}
	whole(t, AidOverrideFlow, statuses, verbs)
	expect(t, grid(t, AidOverrideFlow, statuses, verbs), `
		asked confirm confirmed
		asked refuse refused`)
}
