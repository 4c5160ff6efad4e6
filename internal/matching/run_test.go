package matching

import (
	"bytes"
	"context"
	"math"
	"path/filepath"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"shanpei/models/money"
)

// proven counts a result again from the rules alone and fails on any that is broken; it shares no code with the engine.
func proven(t interface{ Fatalf(string, ...any) }, p Problem, r Result) {
	needs, pledges := map[string]Need{}, map[string]Pledge{}
	for _, n := range p.Needs {
		needs[n.ID] = n
	}
	for _, j := range p.Pledges {
		pledges[j.ID] = j
	}
	got, donors, spent := map[string]money.Fen{}, map[string]int{}, map[string]*[Quarters]money.Fen{}
	pairs := map[[2]string]bool{}
	for _, s := range r.Shares {
		n, okN := needs[s.Need]
		j, okJ := pledges[s.Pledge]
		key := [2]string{s.Pledge, s.Need}
		if !okN || !okJ || pairs[key] || s.Fen <= 0 || s.Fen%n.Unit != 0 || s.Fen < n.MinShare || j.MaxPerNeed > 0 && s.Fen > j.MaxPerNeed || j.WholeOnly && s.Fen != n.Amount {
			t.Fatalf("a share breaks a rule: %+v", s)
		}
		pairs[key] = true
		got[s.Need] += s.Fen
		donors[s.Need]++
		if spent[s.Pledge] == nil {
			spent[s.Pledge] = new([Quarters]money.Fen)
		}
		for d := n.Due; d < Quarters; d++ {
			spent[s.Pledge][d] += s.Fen
		}
	}
	for id, fen := range got {
		n := needs[id]
		if fen > n.Amount || n.Whole && fen != n.Amount || n.MaxDonors > 0 && donors[id] > n.MaxDonors {
			t.Fatalf("need %s: %d of %d from %d donors", id, fen, n.Amount, donors[id])
		}
	}
	for id, used := range spent {
		var have money.Fen
		for d := range Quarters {
			if have += pledges[id].Tranches[d]; used[d] > have {
				t.Fatalf("pledge %s spends %d of %d by quarter %d", id, used[d], have, d)
			}
		}
	}
	if r.Value > r.Bound {
		t.Fatalf("value %d is above the bound %d", r.Value, r.Bound)
	}
}

func need1(id string, amount, unit money.Fen) Need {
	return Need{ID: id, Kind: "slot", Program: "study", County: "C1", Age: -1, Amount: amount, Unit: unit, MinShare: unit, MaxDonors: 3, Dens: 500, Score: 500}
}

func pledge1(id string, amount money.Fen) Pledge {
	return Pledge{ID: id, Amount: amount, Tranches: [Quarters]money.Fen{amount}, AgeMin: -1, AgeMax: -1}
}

func TestHostileProblemsBreakNoRule(t *testing.T) {
	many := Problem{Settings: DefaultSettings(), Needs: []Need{need1("n", 5_000_000, 1000)}}
	for k := range 10_000 {
		many.Pledges = append(many.Pledges, pledge1("p"+string(rune('a'+k%26))+string(rune('a'+k/26%26))+string(rune('a'+k/676)), 1000))
	}
	impossible := pledge1("p", 1_000_000)
	impossible.Counties, impossible.AgeMin, impossible.AgeMax = []string{"nowhere"}, 90, 10
	for name, p := range map[string]Problem{
		"nothing at all":          {},
		"no pledge":               {Needs: []Need{need1("n", 100, 10)}},
		"no need":                 {Pledges: []Pledge{pledge1("p", 100)}},
		"one giant of each":       {Needs: []Need{need1("n", money.MaxFen, 1)}, Pledges: []Pledge{pledge1("p", money.MaxFen)}},
		"amounts beyond any sum":  {Needs: []Need{need1("a", math.MaxInt64, 1), need1("b", money.MaxFen, money.MaxFen)}, Pledges: []Pledge{pledge1("p", math.MaxInt64), pledge1("q", math.MaxInt64)}},
		"a restriction to nobody": {Needs: []Need{need1("n", 100, 10)}, Pledges: []Pledge{impossible}},
		"needs that are wrong":    {Needs: []Need{need1("a", 0, 0), need1("b", -5, 1), need1("c", 10, 20)}, Pledges: []Pledge{pledge1("p", 100)}},
		"two with one id":         {Needs: []Need{need1("n", 100, 10), need1("n", 100, 10)}, Pledges: []Pledge{pledge1("p", 70), pledge1("p", 70)}},
		"ten thousand equals":     many,
	} {
		p.Settings = DefaultSettings()
		p.Settings.Effort = 20
		r := Run(context.Background(), p, nil)
		proven(t, p, r)
		t.Logf("%s: %d shares", name, len(r.Shares))
	}
}

func TestTheSameProblemGivesTheSameBytesOnAnyNumberOfCores(t *testing.T) {
	p, err := ReadInstance(filepath.Join(shared, "data", "T"))
	if err != nil {
		t.Fatal(err)
	}
	p.Settings.Effort = 30
	var first []byte
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 8, 2} {
		runtime.GOMAXPROCS(cores)
		r := Run(context.Background(), p, nil)
		var out bytes.Buffer
		if err := WriteAssign(&out, r); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = out.Bytes()
		} else if !bytes.Equal(first, out.Bytes()) {
			t.Fatalf("%d cores give another result", cores)
		}
		proven(t, p, r)
	}
}

func TestAStoppedRunAnswersWithWhatItHas(t *testing.T) {
	p, err := ReadInstance(filepath.Join(shared, "data", "T"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	r := Run(ctx, p, func(g Progress) {
		if g.Phase == "improve" && g.Done > 0 {
			stop()
		}
	})
	proven(t, p, r)
	if !r.Stopped || len(r.Shares) == 0 {
		t.Errorf("stopped %v with %d shares", r.Stopped, len(r.Shares))
	}
}

// small draws a problem of a few needs and pledges whose best plan can be found by trying everything.
func small(r *rapid.T) Problem {
	p := Problem{Settings: DefaultSettings()}
	p.Settings.PairCost = 50_000
	for k := range rapid.IntRange(1, 6).Draw(r, "needs") {
		n := need1(string(rune('a'+k)), 0, money.Fen(1000*rapid.IntRange(1, 4).Draw(r, "unit")))
		n.Amount = n.Unit * money.Fen(rapid.IntRange(1, 3).Draw(r, "units"))
		n.MinShare, n.MaxDonors, n.Whole = n.Unit, rapid.IntRange(1, 2).Draw(r, "donors"), rapid.Bool().Draw(r, "whole")
		n.County, n.Due = rapid.SampledFrom([]string{"C1", "C2"}).Draw(r, "county"), rapid.IntRange(0, 1).Draw(r, "due")*2
		n.Dens = int64(rapid.IntRange(300, 1200).Draw(r, "dens"))
		p.Needs = append(p.Needs, n)
	}
	for k := range rapid.IntRange(1, 3).Draw(r, "pledges") {
		j := pledge1(string(rune('p'+k)), money.Fen(1000*rapid.IntRange(1, 14).Draw(r, "amount")))
		if rapid.Bool().Draw(r, "later") {
			j.Tranches[0], j.Tranches[2] = j.Amount/2, j.Amount-j.Amount/2
		}
		if rapid.Bool().Draw(r, "restricted") {
			j.Counties = []string{"C1"}
		}
		j.WholeOnly = rapid.IntRange(0, 4).Draw(r, "alone") == 0
		p.Pledges = append(p.Pledges, j)
	}
	return p
}

// everything tries every plan of a compiled problem, need by need.
func everything(a *plan, i int32, j int32, best *int64) {
	w := a.w
	if int(i) == len(w.needs) {
		*best = max(*best, a.value)
		return
	}
	n := &w.needs[i]
	if int(j) == len(w.pledges) {
		if !n.whole || a.got[i] == 0 || a.got[i] == n.amount {
			everything(a, i+1, 0, best)
		}
		return
	}
	everything(a, i, j+1, best)
	pref, ok := w.pref(j, i)
	if !ok {
		return
	}
	for x := a.room(j, i); x >= n.least && x > 0; x -= n.unit {
		if w.pledges[j].wholeOnly && x != n.amount {
			return
		}
		a.put(j, i, x, pref)
		everything(a, i, j+1, best)
		a.take(i, len(a.parts[i])-1)
	}
}

func TestSmallProblemsAreSolvedToTheOptimumOrWithinOnePercentOfIt(t *testing.T) {
	runs, exact := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		p := small(r)
		got := Run(context.Background(), p, nil)
		proven(r, p, got)
		best := int64(0)
		everything(newPlan(compile(&p)), 0, 0, &best)
		runs++
		if got.Value == best {
			exact++
		} else if float64(got.Value) < 0.99*float64(best) || got.Value > best {
			r.Fatalf("value %d, the optimum is %d (%.4f)", got.Value, best, float64(got.Value)/float64(best))
		}
		if got.Bound < best {
			r.Fatalf("the bound %d is below the optimum %d", got.Bound, best)
		}
	})
	t.Logf("%d of %d equal the optimum", exact, runs)
}
