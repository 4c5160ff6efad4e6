package desk

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

// twoNeeds is a town with one place of 1,000 元 in each programme and a pledge for one of them: which one it is, the weights decide.
func twoNeeds(t *testing.T) (town *town, study, care string, pledge *models.Pledge) {
	t.Helper()
	town = newTown()
	town.need(models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 5, UnitPriceFen: 1000_00, Places: 1})
	town.need(models.Need{Program: "care", County: counties[0], Type: models.Surgery, Urgency: 1, UnitPriceFen: 1000_00, Places: 1})
	n1, _ := town.s.NeedByNumber(models.Number("XQ", 2026, 1))
	n2, _ := town.s.NeedByNumber(models.Number("XQ", 2026, 2))
	return town, n1.ID, n2.ID, town.signed(t, "e0", 1000_00)
}

func (town *town) signed(t *testing.T, enterprise string, fen money.Fen) *models.Pledge {
	t.Helper()
	made, err := town.do(models.MakePledge{Enterprise: enterprise, AmountFen: fen})
	if err != nil {
		t.Fatal(err)
	}
	id := made[0].(models.PledgeMade).Pledge.ID
	if _, err := town.do(models.SignPledge{ID: id}); err != nil {
		t.Fatal(err)
	}
	p, _ := town.s.Pledges.Get(id)
	return p
}

func (town *town) propose(t *testing.T, o Options) models.Match {
	t.Helper()
	o.Today = models.DayOf(town.now)
	m, err := Propose(context.Background(), town.s, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTheWeightsInForceDecideAndAreRecorded(t *testing.T) {
	town, study, care, _ := twoNeeds(t)
	gets := func(o Options) string {
		t.Helper()
		m := town.propose(t, o)
		if len(m.Proposals) != 1 {
			t.Fatalf("proposed %+v", m.Proposals)
		}
		return m.Proposals[0].Need
	}
	if gets(Options{}) != study {
		t.Error("the urgent need does not come first by the usual weights")
	}
	heavy := DefaultWeights().With("types.surgery", 1000)
	if gets(Options{Weights: &heavy}) != care {
		t.Error("weights that are tried count for nothing")
	}
	if _, err := town.do(models.SetMatchPolicy{Program: "care", Weights: heavy}); err != nil {
		t.Fatal(err)
	}
	if gets(Options{}) != care {
		t.Error("a programme's own weights count for nothing")
	}
	if _, err := town.do(models.SetMatchPolicy{Weights: DefaultWeights().With("urgency", 500).With("pair_cost", 7).With("tiers.2.permille", 0)}); err != nil {
		t.Fatal(err)
	}
	m := town.propose(t, Options{})
	r, err := ReadRecord(&m)
	if err != nil {
		t.Fatal(err)
	}
	if r.Engine.PairCost != 700 || !reflect.DeepEqual(r.Engine.Fair, [][2]int64{{600, 150}}) || len(r.Weights) != 2 || r.Weights[0].Version != 1 || r.Weights[1].Program != "care" || !r.Weights[1].Weights.Equal(heavy) {
		t.Errorf("recorded: %+v", r)
	}
	alone := town.propose(t, Options{Programs: []string{"care"}})
	if r, _ = ReadRecord(&alone); r.Weights[0].Program != "care" || len(r.Weights) != 1 || r.Engine.PairCost != 5_000_000 {
		t.Errorf("a run of one programme is not weighed by it: %+v", r)
	}
	if _, err := ReadRecord(&models.Match{Settings: "{}"}); !errors.Is(err, ErrNoRecord) {
		t.Errorf("a run without a record: %v", err)
	}
}

func TestPinsComeFirstAndKeepEveryRule(t *testing.T) {
	town, _, care, pledge := twoNeeds(t)
	m := town.propose(t, Options{Pinned: []Pin{{pledge.ID, care, 0}}})
	if len(m.Proposals) != 1 || m.Proposals[0].Need != care || m.Proposals[0].Places != 1 || m.Proposals[0].ID != "1" || m.Proposals[0].Reasons[0].Kind != ReasonPinned {
		t.Errorf("pinned: %+v", m.Proposals)
	}
	if m.InputSeq != town.s.Seq {
		t.Errorf("the run says it saw entry %d, it saw %d", m.InputSeq, town.s.Seq)
	}
	run := mustRecord(t, town, m)
	if _, err := town.do(models.AcceptMatch{ID: run, All: true}); err != nil {
		t.Errorf("a pin cannot be accepted: %v", err)
	}
	town, study, care, pledge := twoNeeds(t)
	late, err := town.do(models.MakePledge{Enterprise: "e0", AmountFen: 1000_00, Instalments: []models.Instalment{{Due: models.DayOf(town.now).AddDays(90), AmountFen: 1000_00}}})
	if err != nil {
		t.Fatal(err)
	}
	lateID := late[0].(models.PledgeMade).Pledge.ID
	if _, err := town.do(models.SignPledge{ID: lateID}); err != nil {
		t.Fatal(err)
	}
	town.need(models.Need{Program: "study", County: counties[1], Type: models.Activity, Urgency: 5, UnitPriceFen: 1000_00, Places: 1, Deadline: models.DayOf(town.now).AddDays(5)})
	soon, _ := town.s.NeedByNumber(models.Number("XQ", 2026, 3))
	for name, c := range map[string]struct {
		o      Options
		reason string
		field  string
	}{
		"a need that is none":      {Options{Pinned: []Pin{{pledge.ID, "none", 1}}}, "pin_unknown", "pins.0"},
		"a pledge that is none":    {Options{Pinned: []Pin{{"none", study, 1}}}, "pin_unknown", "pins.0"},
		"another programme's need": {Options{Programs: []string{"care"}, Pinned: []Pin{{pledge.ID, study, 1}}}, "pin_unknown", "pins.0"},
		"what is excluded":         {Options{Pinned: []Pin{{pledge.ID, study, 1}}, Excluded: []Pair{{Need: study}}}, "pin_excluded", "pins.0"},
		"more than the pledge has": {Options{Pinned: []Pin{{pledge.ID, study, 1}, {pledge.ID, care, 1}}}, "over_pledge", "pins.1"},
		"nothing that is left":     {Options{Pinned: []Pin{{pledge.ID, study, 1}, {pledge.ID, care, 0}}}, "pin_no_room", "pins.1"},
		"money that is not due":    {Options{Pinned: []Pin{{lateID, soon.ID, 1}}}, "pin_not_due", "pins.0"},
	} {
		t.Run(name, func(t *testing.T) {
			c.o.Today = models.DayOf(town.now)
			_, err := Propose(context.Background(), town.s, c.o)
			var e *models.Error
			if !errors.As(err, &e) || e.Reason != c.reason || e.Field != c.field {
				t.Errorf("%v, want %s at %s", err, c.reason, c.field)
			}
		})
	}
}

func mustRecord(t *testing.T, town *town, m models.Match) string {
	t.Helper()
	events, err := town.do(models.RecordMatch{Match: m})
	if err != nil {
		t.Fatal(err)
	}
	return events[0].(models.MatchRun).Match.ID
}

func TestWhatIsExcludedIsNotProposedAndSaysSo(t *testing.T) {
	town, study, care, pledge := twoNeeds(t)
	m := town.propose(t, Options{Excluded: []Pair{{Need: study}}})
	if len(m.Proposals) != 1 || m.Proposals[0].Need != care {
		t.Errorf("without the first need: %+v", m.Proposals)
	}
	k := slices.IndexFunc(m.Unmet, func(u models.Unmet) bool { return u.ID == study })
	if k < 0 || m.Unmet[k].Places != 1 || m.Unmet[k].Reasons[0].Kind != ReasonExcluded || m.Unmet[k].Reasons[1].Kind != matching.ReasonWouldMeet {
		t.Errorf("the excluded need: %+v", m.Unmet)
	}
	m = town.propose(t, Options{Excluded: []Pair{{Pledge: pledge.ID}}})
	if len(m.Proposals) != 0 || len(m.Unspent) != 1 || m.Unspent[0].Fen != 1000_00 || m.Unspent[0].Reasons[0].Kind != ReasonExcluded {
		t.Errorf("without the pledge: %+v, %+v", m.Proposals, m.Unspent)
	}
}

func TestTwoRunsAreLaidSideBySide(t *testing.T) {
	town, study, care, pledge := twoNeeds(t)
	a := town.propose(t, Options{})
	heavy := DefaultWeights().With("types.surgery", 1000)
	b := town.propose(t, Options{Weights: &heavy, Excluded: []Pair{{Pledge: pledge.ID, Need: study}}})
	d := Compare(&a, &b)
	want := []SettingChange{{"", "types.surgery", "200", "1000"}, {"", "excluded", "", pledge.ID + " " + study}}
	if !reflect.DeepEqual(d.Settings, want) {
		t.Errorf("settings: %+v", d.Settings)
	}
	if len(d.Pairs) != 2 || d.Same != 0 {
		t.Errorf("pairs: %+v", d.Pairs)
	}
	for _, c := range d.Pairs {
		if c.Need == study && (c.PlacesA != 1 || c.FenB != 0) || c.Need == care && (c.PlacesB != 1 || c.FenA != 0) {
			t.Errorf("%+v", c)
		}
	}
	if d := Compare(&a, &a); len(d.Settings)+len(d.Pairs) != 0 || d.Same != 1 {
		t.Errorf("a run differs from itself: %+v", d)
	}
	if s := Sum(&a); s.Places != 1 || s.Fen != 1000_00 || s.Needs != 1 || s.UnmetPlaces != 1 || s.Gap() < 0 {
		t.Errorf("totals: %+v", s)
	}
	if c := Counties(town.s, &a); len(c) != 1 || c[0].County != counties[0] || c[0].Fen != 1000_00 {
		t.Errorf("counties: %+v", c)
	}
}

func TestARecordedRunIsRepeated(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		town := randomTown(r)
		w := DefaultWeights().With("urgency", int64(rapid.IntRange(0, 500).Draw(r, "urgency")))
		o := Options{Today: models.DayOf(town.now), Effort: 50}
		switch rapid.IntRange(0, 2).Draw(r, "weights") {
		case 0:
			o.Weights = &w
		case 1:
			if _, err := town.do(models.SetMatchPolicy{Program: "study", Weights: w.With("wish", 1)}); err != nil {
				r.Fatal(err)
			}
		}
		if rapid.Bool().Draw(r, "one programme") {
			o.Programs = []string{"study"}
		}
		then := town.s
		m, err := Propose(context.Background(), then, o)
		if err != nil {
			r.Fatal(err)
		}
		events, err := town.do(models.RecordMatch{Match: m})
		if err != nil {
			r.Fatal(err)
		}
		run := events[0].(models.MatchRun).Match
		if len(run.Proposals) > 0 {
			if _, err := town.do(models.AcceptMatch{ID: run.ID, All: true}); err != nil {
				r.Fatal(err)
			}
		}
		if _, err := town.do(models.SetMatchPolicy{Weights: w.With("base", 999)}); err != nil {
			r.Fatal(err)
		}
		kept, _ := town.s.Matches.Get(run.ID)
		again, err := Repeat(context.Background(), then, kept, nil)
		if err != nil || !again.Equal {
			r.Fatalf("not the same again: %v, %+v", err, again.Diff)
		}
		if len(run.Proposals) > 0 {
			other, err := Repeat(context.Background(), town.s, kept, nil) // on a state that has moved on it is another run
			if err != nil || other.Equal {
				r.Fatalf("equal on another state: %v", err)
			}
		}
	})
}

func TestARunThatIsStoppedKeepsItsBestAndSaysSo(t *testing.T) {
	town, _, _, _ := twoNeeds(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m, err := Best(ctx, town.s, Options{Today: models.DayOf(town.now)})
	if err != nil {
		t.Fatal(err)
	}
	if r, _ := ReadRecord(&m); !r.Stopped {
		t.Error("the record does not say that it was stopped")
	}
	if _, err := Propose(ctx, town.s, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Propose of an ended context: %v", err)
	}
}

func TestAVeryLargeRunListsWhatTheMostMoneyConcerns(t *testing.T) {
	m := models.Match{}
	for k := range maxUnmet + 3 {
		m.Unmet = append(m.Unmet, models.Unmet{ID: number(int64(k)), Fen: money.Fen(1 + (k*7919)%10_007), Places: 1})
	}
	for k := range maxUnspent + 1 {
		m.Unspent = append(m.Unspent, models.Unmet{ID: number(int64(k)), Fen: money.Fen(2 - min(k, 1))})
	}
	before := Sum(&m)
	listed(&m)
	if after := Sum(&m); before != after || len(m.Unmet) != maxUnmet || len(m.Unspent) != maxUnspent || m.More.Needs != 3 || m.More.Pledges != 1 || m.More.UnspentFen != 1 {
		t.Errorf("%+v became %+v, more: %+v", before, after, m.More)
	}
	if m.Unspent[0].Fen != 2 || !slices.IsSortedFunc(m.Unmet, func(a, b models.Unmet) int { return len(a.ID) - len(b.ID) }) {
		t.Error("the largest is not listed, or the order is lost")
	}
}
