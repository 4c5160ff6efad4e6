package matching

import (
	"context"
	"reflect"
	"sync"
	"testing"

	"shanpei/models/money"
)

// twoNeeds has two needs of ten places in two counties, and one pledge that may go to both.
func twoNeeds(t *testing.T, others money.Fen) *Market {
	t.Helper()
	need := func(id, county string, dens int64) Need {
		return Need{ID: id, Kind: "study_aid", Program: "a", County: county, Age: -1, Amount: 5000_00, Unit: 500_00, MinShare: 500_00, Due: Quarters - 1, Dens: dens, Score: dens}
	}
	p := Problem{Settings: DefaultSettings(), Needs: []Need{need("n1", "c1", 400), need("n2", "c2", 700)}}
	if others > 0 {
		p.Pledges = []Pledge{typed(others)}
	}
	k, err := NewMarket(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func typed(fen money.Fen, counties ...string) Pledge {
	return Pledge{ID: "x", Programs: []string{"a"}, Counties: counties, AgeMin: -1, AgeMax: -1, Amount: fen, Tranches: [Quarters]money.Fen{fen}}
}

func TestAPledgeAddsWhatTheMoneyThatWaitsLeaves(t *testing.T) {
	for _, c := range []struct {
		others money.Fen
		adds   bool
	}{{0, true}, {2000_00, true}, {5000_00, true}, {9000_00, true}, {10_000_00, false}, {15_000_00, false}, {100_000_00, false}} {
		k := twoNeeds(t, c.others)
		for county, need := range map[string]string{"c1": "n1", "c2": "n2"} {
			got := k.Add(typed(3000_00, county), nil)
			if adds := len(got.Shares) == 1 && got.Shares[0].Need == need && got.Shares[0].Fen == 3000_00; adds != c.adds {
				t.Errorf("beside %s, in %s: %+v", c.others, county, got)
			}
			if !c.adds && (got.Left != 3000_00 || got.Why.Kind != ReasonEnough) {
				t.Errorf("beside %s: %s are left because of %s", c.others, got.Left, got.Why.Kind)
			}
		}
	}
}

func TestAPledgeGoesWhereItAddsMostAndNoFurtherThanItsMoney(t *testing.T) {
	k := twoNeeds(t, 0)
	if got := k.Add(typed(6200_00), nil); len(got.Shares) != 2 || got.Shares[1].Fen != 5000_00 || got.Shares[0].Fen != 1000_00 || got.Left != 200_00 || got.Why.Kind != ReasonBelowPlace {
		t.Errorf("%+v", got)
	}
	wish := typed(3000_00)
	wish.Pref = []Preference{{"county", "c1", 200}, {"stage", "primary", 200}}
	wish.MaxUnits = 4
	if got := k.Add(wish, func(need string) money.Fen { return map[string]money.Fen{"n1": 1500_00, "n2": 5000_00}[need] }); len(got.Shares) != 2 || got.Shares[0].Fen != 1000_00 || got.Shares[1].Fen != 2000_00 {
		t.Errorf("at most four places a need, the dearer first: %+v", got)
	}
	late := typed(3000_00)
	late.Tranches = [Quarters]money.Fen{0, 0, 0, 3000_00}
	late.Except = []string{"n2"}
	if got := k.Add(late, nil); len(got.Shares) != 1 || got.Shares[0].Need != "n1" {
		t.Errorf("but not where staff say no: %+v", got)
	}
	if got := k.Add(typed(3000_00, "c3"), nil); got.Why.Kind != ReasonNoPurpose || got.Left != 3000_00 {
		t.Errorf("where nothing is: %+v", got)
	}
}

func TestAPledgeThatIsTooSmallOrBarredSaysSo(t *testing.T) {
	k := twoNeeds(t, 0)
	barred := typed(3000_00)
	barred.Except = []string{"n1", "n2"}
	if got := k.Add(barred, nil); len(got.Shares) != 0 || got.Why.Kind != ReasonPerNeed {
		t.Errorf("more places than the donor gives to one need: %+v", got)
	}
	n := Need{ID: "n", Kind: "study_aid", Program: "a", County: "c1", Age: -1, Amount: 5000_00, Unit: 500_00, MinShare: 500_00, Due: Quarters - 1, Dens: 50, Score: 50}
	k, err := NewMarket(context.Background(), Problem{Settings: Settings{PairCost: 5_000_000}, Needs: []Need{n}})
	if err != nil {
		t.Fatal(err)
	}
	if got := k.Add(typed(500_00), nil); len(got.Shares) != 0 || got.Left != 500_00 || got.Why.Kind != ReasonSmallLeft || got.Why.word("needs") != "1" {
		t.Errorf("one place is worth less than a sponsorship costs: %+v", got)
	}
	if got := k.Add(typed(1500_00), nil); len(got.Shares) != 1 || got.Left != 0 {
		t.Errorf("three are worth more: %+v", got)
	}
}

func TestAMarketIsAskedByMany(t *testing.T) {
	k := twoNeeds(t, 4500_00)
	want := k.Add(typed(6200_00), nil)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				if got := k.Add(typed(6200_00), nil); !reflect.DeepEqual(got, want) {
					t.Errorf("%+v, want %+v", got, want)
				}
			}
		})
	}
	wait.Wait()
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewMarket(ended, Problem{Settings: DefaultSettings()}); err == nil {
		t.Error("a market that nobody waits for is made")
	}
}
