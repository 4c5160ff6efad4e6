package matching

import (
	"context"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"shanpei/models/money"
)

// A need that is alone in its problem goes to the first of its ranking, and is worth just what the ranking says: the two have one objective.
func TestTheFirstOfARankingIsTheOneThatARunChooses(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		unit := money.Fen(rapid.SampledFrom([]int64{500_00, 1_200_00, 15_000_00}).Draw(r, "unit"))
		n := Need{ID: "n", Kind: "study_aid", Program: "a", County: "c1", Age: -1, Amount: unit, Unit: unit, MinShare: unit, Due: rapid.IntRange(0, Quarters-1).Draw(r, "due"),
			Dens: rapid.Int64Range(50, 900).Draw(r, "density")}
		p := Problem{Needs: []Need{n}, Settings: DefaultSettings()}
		for k := range rapid.IntRange(0, 6).Draw(r, "pledges") {
			g := Pledge{ID: fmt.Sprintf("p%d", k), Programs: []string{"a"}, AgeMin: -1, AgeMax: -1}
			g.Tranches[rapid.IntRange(0, Quarters-1).Draw(r, "arrives")] = unit * money.Fen(rapid.IntRange(0, 3).Draw(r, "units"))
			for _, x := range g.Tranches {
				g.Amount += x
			}
			if rapid.Bool().Draw(r, "wish") {
				g.Pref = []Preference{{"county", "c1", rapid.Int64Range(1, 250).Draw(r, "points")}}
			}
			if rapid.IntRange(0, 3).Draw(r, "elsewhere") == 0 {
				g.Counties = []string{"c2"}
			}
			p.Pledges = append(p.Pledges, g)
		}
		list := NewRanking(p).Rank("n")
		run := Run(context.Background(), p, nil)
		if len(list) == 0 || list[0].Worth <= 0 {
			if len(run.Shares) > 0 {
				r.Fatalf("nobody is ranked, and a run gives %v", run.Shares)
			}
			return
		}
		if len(run.Shares) != 1 {
			r.Fatalf("%s is first, and a run gives %v", list[0].Pledge, run.Shares)
		}
		if have, want := list[0].Worth, run.Value/int64(unit); have != want {
			r.Fatalf("the ranking says %d points a fen, the run %d", have, want)
		}
		for _, x := range list {
			if x.Pledge == run.Shares[0].Pledge && x.Worth != list[0].Worth {
				r.Fatalf("the run chooses %v, and %v is first", x, list[0])
			}
		}
	})
}

func TestAmongEqualsTheMoneyThatIsWorthLeastElsewhereGoesFirst(t *testing.T) {
	need := func(id, county string, dens int64) Need {
		return Need{ID: id, Kind: "study_aid", Program: "a", County: county, Age: -1, Amount: 5000_00, Unit: 500_00, MinShare: 500_00, Due: Quarters - 1, Dens: dens}
	}
	pledge := func(id string, counties ...string) Pledge {
		return Pledge{ID: id, Programs: []string{"a"}, Counties: counties, AgeMin: -1, AgeMax: -1, Amount: 5000_00, Tranches: [Quarters]money.Fen{5000_00}}
	}
	p := Problem{Settings: DefaultSettings(), Needs: []Need{need("n1", "c1", 400), need("n2", "c2", 700)}, Pledges: []Pledge{pledge("a"), pledge("b", "c1")}}
	r := NewRanking(p, need("~", "c1", 900))
	list := r.Rank("n1")
	if len(list) != 2 || list[0].Pledge != "b" || list[0].Other != 0 || list[1].Other <= list[1].Worth {
		t.Fatalf("%+v", list)
	}
	if kind := list[0].Reasons[len(list[0].Reasons)-1].Kind; kind != ReasonNoNeed {
		t.Errorf("b has an alternative: %v", list[0].Reasons)
	}
	for _, x := range list[1].Reasons {
		if x.Kind == ReasonNextNeed {
			t.Errorf("a better alternative speaks for the need: %v", x)
		}
	}
	best := r.Rank("n2")
	last := best[0].Reasons[len(best[0].Reasons)-1]
	if len(best) != 1 || last.Kind != ReasonNextNeed || last.Params[0].Value != "n1" {
		t.Errorf("the alternative of what is best: %+v", best)
	}
	if as := r.Rank("~"); len(as) != 2 || as[0].Pledge != "b" {
		t.Errorf("for a need that is not there: %+v", as)
	}
	if r.Rank("none") != nil {
		t.Error("a need that nobody knows is ranked for")
	}
}
