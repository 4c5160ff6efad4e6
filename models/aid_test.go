package models

import (
	"errors"
	"testing"
)

// child registers a child of 岱岳区, accepted and with consent for aid.
func (w *town) child(category Category, change func(b *Beneficiary)) string {
	w.Helper()
	w.n++
	b := Beneficiary{
		ID: "child" + itoa(w.n), Category: category, County: "370911", Township: "山口镇", Stage: Primary, Risk: "low", Source: "visit", Account: "account" + itoa(w.n),
	}
	if change != nil {
		change(&b)
	}
	w.must(System, EnterBeneficiaries{List: []Beneficiary{b}})
	w.consents(b.ID, ConsentToAid)
	return b.ID
}

// consents records consent of a child's guardian to a purpose, for a year.
func (w *town) consents(child, purpose string) string {
	w.Helper()
	c := Consent{Beneficiary: child, Purpose: purpose, By: "guardian", Evidence: "档案1", Given: w.today()}
	return first[ConsentGiven](w.world, w.must(System, RecordConsent{Consent: c, Under14: true})).List[0].ID
}

func (w *town) bindOne(sponsorship string, slot int, child string) *Binding {
	w.Helper()
	e := first[PlaceBound](w.world, w.must(manager, BindPlace{Sponsorship: sponsorship, Places: []ChildPlace{{Slot: slot, Beneficiary: child}}, Random: "r"}))
	return get(w.world, w.s.Bindings, e.Binding.ID)
}

// sponsored is a funded sponsorship of a need of the programme.
func (w *town) sponsored(places int, change func(n *Need)) string {
	_, sp := w.funded(w.a, w.openNeed(places, change), places)
	return sp
}

func (w *town) programme(slug string) string {
	p := aProgram(slug, Announce)
	w.program[slug] = first[ProgramCreated](w.world, w.must(manager, CreateProgram{p})).Program.ID
	return slug
}

func refusedWith(err error) (slug string, params map[string]any) {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason, e.Params
	}
	return "", nil
}

func TestPeriodsAreReadAsTheTradeWritesThem(t *testing.T) {
	for words, want := range map[string]Period{
		"2026-2027学年":     {"2026-09-01", "2027-08-31"},
		"2026-2027学年第一学期": {"2026-09-01", "2027-01-31"},
		"2026-2027学年第二学期": {"2027-02-01", "2027-08-31"},
		"2026年度":          {"2026-01-01", "2026-12-31"},
		"2026年":           {"2026-01-01", "2026-12-31"},
		"2026年2月":         {"2026-02-01", "2026-02-28"},
		"2026-12":         {"2026-12-01", "2026-12-31"},
	} {
		if got, ok := ParsePeriod(words); !ok || got != want {
			t.Errorf("%s: %v %v, want %v", words, got, ok, want)
		}
	}
	for _, words := range []string{"", "2026", "2026-2028学年", "2026年13月", "2026-2027学年第三学期", "每月", "2026年度第一批"} {
		if got, ok := ParsePeriod(words); ok {
			t.Errorf("%q is %v", words, got)
		}
	}
}

// The four sources of study aid (domain.md, section 6): each pair of them that meets in time is refused, whichever came first; each pair that does not is not.
func TestNoPairOfTheFourSourcesIsGivenForOneTime(t *testing.T) {
	sources := []AidSource{WelfareLottery, FiscalFund, Yida, Weiai}
	year, later := Period{"2026-09-01", "2027-08-31"}, Period{"2027-09-01", "2028-08-31"}
	for _, one := range sources {
		for _, two := range sources {
			w := newTown(t)
			w.programme("weiai-zhuxue")
			w.programme("yida-yuanmeng")
			give := func(child string, source AidSource, p Period) error {
				if source == Yida || source == Weiai { // by a place of the programme
					slug := map[AidSource]string{Yida: "yida-yuanmeng", Weiai: "weiai-zhuxue"}[source]
					words := map[Period]string{year: "2026-2027学年", later: "2027-2028学年"}[p]
					sp := w.sponsored(1, func(n *Need) { n.Program, n.Period = slug, words })
					slot := get(w.world, w.s.Sponsorships, sp).Slots[0].From
					_, err := w.do(manager, BindPlace{Sponsorship: sp, Places: []ChildPlace{{Slot: slot, Beneficiary: child}}, Random: "r"})
					return err
				}
				_, err := w.do(officer, RecordAid{Beneficiary: child, Kind: AidStudy, Source: source, From: p.From, To: p.To, Document: "泰民函〔2026〕12号"})
				return err
			}
			child := w.child(Hardship, nil)
			if err := give(child, one, year); err != nil {
				t.Fatalf("%s alone: %v", one, err)
			}
			slug, params := refusedWith(give(child, two, year))
			if slug != "double_aid" || params["source"] != string(one) || params["from"] != "2026-09-01" || params["to"] != "2027-08-31" {
				t.Errorf("%s after %s: %q %v", two, one, slug, params)
			}
			if name := params["program"]; (one == Yida || one == Weiai) != (name != "") {
				t.Errorf("%s after %s: programme %v", two, one, name)
			}
			if err := give(child, two, later); err != nil {
				t.Errorf("%s a year after %s: %v", two, one, err)
			}
			if pairs := w.s.DoubledAids(manager); len(pairs) != 0 {
				t.Errorf("%s and %s: doubles %v", one, two, pairs)
			}
		}
	}
}

func TestTheRulesOfCoverageStandForWhatNoRecordSays(t *testing.T) {
	for _, c := range []struct {
		category Category
		stage    Stage
		minor    bool
		want     AidSource
	}{
		{Orphan, College, false, WelfareLottery}, {Orphan, Vocational, false, WelfareLottery}, {Orphan, Vocational, true, ""}, {Orphan, College, true, WelfareLottery},
		{Orphan, Primary, true, ""}, {Unattended, Primary, true, FiscalFund}, {Unattended, College, false, FiscalFund}, {Hardship, College, false, ""},
	} {
		w := newTown(t)
		child := w.child(c.category, func(b *Beneficiary) { b.Stage = c.stage })
		sp := w.sponsored(1, func(n *Need) { n.Stage = c.stage })
		_, err := w.do(manager, BindPlace{Sponsorship: sp, Places: []ChildPlace{{Slot: 1, Beneficiary: child, Minor: c.minor}}, Random: "r"})
		slug, params := refusedWith(err)
		if c.want == "" && err != nil || c.want != "" && (slug != "double_aid" || params["source"] != string(c.want)) {
			t.Errorf("%s %s minor %v: %v %v", c.category, c.stage, c.minor, err, params)
		}
	}
}

func TestTheMedicalCoverOfTheStateIsNoDoubleAid(t *testing.T) {
	w := newTown(t)
	child := w.child(Hardship, nil)
	record := func(source AidSource) error {
		_, err := w.do(worker, RecordAid{Beneficiary: child, Kind: AidMedical, Source: source, From: "2026-01-01", To: "2027-12-31", Document: "医保1"})
		return err
	}
	if err := record(StatutoryMedical); err != nil {
		t.Fatal(err)
	}
	sp := w.sponsored(1, func(n *Need) { n.Type, n.Stage = Surgery, "" })
	w.bindOne(sp, 1, child)
	if slug, _ := refusedWith(record(OtherSource)); slug != "double_aid" {
		t.Errorf("medical aid of another for the same time: %q", slug)
	}
}

func TestTwoPeopleAgreeToAidBesideOtherAid(t *testing.T) {
	w := newTown(t)
	child := w.child(Unattended, nil)
	sp := w.sponsored(2, nil)
	need := get(w.world, w.s.Sponsorships, sp).Need
	bind := BindPlace{Sponsorship: sp, Places: []ChildPlace{{Slot: 1, Beneficiary: child}}, Random: "r"}
	ask := AskOverride{Beneficiary: child, Need: need, Reason: "other_costs", Note: "note"}
	o := first[OverrideAsked](w.world, w.must(officer, ask)).Override
	if slug, _ := refusedWith(second(w.do(manager, bind))); slug != "double_aid" {
		t.Errorf("asked is not confirmed: %q", slug)
	}
	w.must(general, AnswerOverride{ID: o.ID, Verb: "confirm"})
	b := w.bindOne(sp, 1, child)
	if pairs := w.s.DoubledAids(manager); len(pairs) != 0 {
		t.Errorf("a rule of coverage is no record: %v", pairs)
	}
	// What two people agreed to is agreed for the aids that they knew, and for no other.
	w.must(manager, UnbindPlace{ID: b.ID, Reason: "wrong_child"})
	w.must(officer, RecordAid{Beneficiary: child, Kind: AidStudy, Source: OtherSource, From: "2026-09-01", To: "2026-09-30", Document: "1", Known: true})
	if slug, params := refusedWith(second(w.do(manager, bind))); slug != "double_aid" || params["source"] != "other" {
		t.Errorf("an aid that nobody agreed to: %q %v", slug, params)
	}
	again := first[OverrideAsked](w.world, w.must(officer, ask)).Override
	w.must(manager, AnswerOverride{ID: again.ID, Verb: "refuse"})
	if slug, _ := refusedWith(second(w.do(officer, ask))); slug != "override_refused" {
		t.Errorf("refused stays refused: %q", slug)
	}
}

func second[T any](_ T, err error) error { return err }

func TestDoubledAidIsFoundAcrossProgrammes(t *testing.T) {
	w := newTown(t)
	child := w.child(Hardship, nil)
	w.bindOne(w.sponsored(1, nil), 1, child)
	record := RecordAid{Beneficiary: child, Kind: AidStudy, Source: Weiai, From: "2026-10-01", To: "2026-10-31", Document: "1"}
	if slug, _ := refusedWith(second(w.do(officer, record))); slug != "double_aid" {
		t.Errorf("%q", slug)
	}
	record.Known = true
	id := first[AidRecorded](w.world, w.must(officer, record)).Aid.ID
	if pairs := w.s.DoubledAids(officer); len(pairs) != 1 || pairs[0][0].Beneficiary != child {
		t.Errorf("doubles: %v", pairs)
	}
	if pairs := w.s.DoubledAids(stranger); len(pairs) != 0 {
		t.Errorf("another county's officer sees %v", pairs)
	}
	w.must(officer, VoidAid{ID: id, Reason: "entered_wrongly"})
	if pairs := w.s.DoubledAids(manager); len(pairs) != 0 {
		t.Errorf("void aids are doubled: %v", pairs)
	}
}
