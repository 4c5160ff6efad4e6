package models

import (
	"slices"
	"testing"
)

func policyRefusals(w *town) []refusal {
	usual := DefaultMatchWeights()
	set := func(name string, value int64) SetMatchPolicy {
		return SetMatchPolicy{Weights: usual.With(name, value)}
	}
	w.must(manager, SetMatchPolicy{Weights: usual.With("urgency", 90)})
	w.must(manager, SetMatchPolicy{Program: "yida", Weights: usual.With("wish", 10)})
	w.must(manager, SetMatchPolicy{Program: "yida", Inherit: true})
	novel := set("urgency", 80)
	novel.Note = long()
	out := []refusal{
		{"by an admin", admin, set("urgency", 80), Forbidden, "forbidden", ""},
		{"of no programme", manager, SetMatchPolicy{Program: "none", Weights: usual}, Invalid, "unknown_program", "program"},
		{"of an old version", manager, SetMatchPolicy{Weights: usual, IfVersion: 7}, Conflict, "stale", ""},
		{"to what they are", manager, set("urgency", 90), Conflict, "weights_unchanged", ""},
		{"to what they are, written otherwise", manager, SetMatchPolicy{Weights: usual.With("urgency", 90).With("types.activity", 0)}, Conflict, "weights_unchanged", ""},
		{"the federation has nobody to inherit from", manager, SetMatchPolicy{Inherit: true}, Conflict, "no_own_weights", ""},
		{"a programme that has none of its own", manager, SetMatchPolicy{Program: "yida", Inherit: true}, Conflict, "no_own_weights", ""},
		{"with a novel", manager, novel, Invalid, "text_too_long", "note"},
		{"of a kind of help that is none", manager, SetMatchPolicy{Weights: MatchWeights{Base: 1, Types: []TypeWeight{{"yacht", 1}}}}, Invalid, "unknown_choice", "types.yacht"},
		{"with a fourth tier", manager, SetMatchPolicy{Weights: MatchWeights{Base: 1, Tiers: make([]CountyTier, 4)}}, Invalid, "weight_out_of_bounds", "tiers"},
		{"more for the second yuan than for the first", manager, set("tiers.2.points", 151), Invalid, "weight_out_of_bounds", "tiers.2.points"},
		{"more than the whole of a fair share", manager, set("tiers.2.permille", 401), Invalid, "weight_out_of_bounds", "tiers.2.permille"},
	}
	for _, x := range usual.List() { // every weight is bounded on both sides
		out = append(out, refusal{x.Name + " too low", manager, set(x.Name, x.Low-1), Invalid, "weight_out_of_bounds", x.Name},
			refusal{x.Name + " too high", manager, set(x.Name, x.High+1), Invalid, "weight_out_of_bounds", x.Name})
	}
	return out
}

func TestTheWeightsOfAProgrammeStandBeforeTheFederations(t *testing.T) {
	w := newTown(t)
	yida, usual := w.program["yida"], DefaultMatchWeights()
	expect := func(program string, urgency, version int) {
		t.Helper()
		have, p := w.s.MatchWeights(program)
		if have.Urgency != urgency || (p == nil) != (version == 0) || p != nil && p.Version != version {
			t.Errorf("%q has %d by %+v, want %d by version %d", program, have.Urgency, p, urgency, version)
		}
	}
	expect("", 100, 0)
	expect(yida, 100, 0)
	w.must(manager, SetMatchPolicy{Weights: usual.With("urgency", 120), Note: "决议"})
	expect(yida, 120, 1)
	w.must(manager, SetMatchPolicy{Program: "yida", Weights: usual.With("urgency", 40)})
	w.must(manager, SetMatchPolicy{Weights: usual.With("urgency", 130), IfVersion: 1})
	expect("", 130, 2)
	expect(yida, 40, 1)
	w.must(manager, SetMatchPolicy{Program: yida, Inherit: true, IfVersion: 1})
	expect(yida, 130, 2)
	w.must(manager, SetMatchPolicy{Program: yida, Weights: usual.With("urgency", 130)}) // equal to the federation's, and its own from now on
	expect(yida, 130, 3)
	if list := w.s.MatchPolicies(yida); len(list) != 3 || list[0].Version != 3 || !list[1].Inherit || list[2].By != manager.ID || list[2].Seq == 0 {
		t.Errorf("the versions: %+v", list)
	}
}

func TestEveryWeightIsSetByItsName(t *testing.T) {
	usual := DefaultMatchWeights()
	if err := usual.Check(); err != nil {
		t.Fatal(err)
	}
	for k, x := range usual.List() {
		next := usual.With(x.Name, x.Value+1)
		list := next.List()
		if list[k].Value != x.Value+1 || next.Equal(usual) && x.Name != "tiers.3.points" { // a tier without a share counts nothing
			t.Errorf("%s: %+v", x.Name, list[k])
		}
		list[k].Value = x.Value
		for i := range list { // nothing else has moved; the bounds of the tiers move with those before
			if list[i].Value != usual.List()[i].Value {
				t.Errorf("%s moves %s", x.Name, list[i].Name)
			}
		}
	}
	if w := usual.With("no such", 1); !w.Equal(usual) {
		t.Error("a name that is none changed something")
	}
	tidy := MatchWeights{Types: []TypeWeight{{Surgery, 3}, {Activity, 0}, {Equipment, 1}}, Tiers: []CountyTier{{}, {5, 5}}}.Tidy()
	if !slices.Equal(tidy.Types, []TypeWeight{{Equipment, 1}, {Surgery, 3}}) || !slices.Equal(tidy.Tiers, []CountyTier{{5, 5}}) {
		t.Errorf("%+v", tidy)
	}
}
