package matching

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"shanpei/models/money"
)

// judge counts a plan again from shared/matching/FORMAT.md and the comments of Problem alone. It shares no code with the engine: what it says of a plan is a
// second opinion. Its value is exact, in fen × points.
type judge struct {
	p       Problem
	needs   map[string]*Need
	pledges map[string]*Pledge
	counties
	faults []string
}

// counties is what a county asks and had, and the tiers of fairness.
type counties struct {
	demand, before map[string]*big.Int
	r              int64 // ‰: how much of the demand all money together can meet
}

func newJudge(p Problem) *judge {
	j := &judge{p: p, needs: map[string]*Need{}, pledges: map[string]*Pledge{}, counties: counties{demand: map[string]*big.Int{}, before: map[string]*big.Int{}}}
	supply, demand := new(big.Int), new(big.Int)
	county := func(id string, asks, had int64) {
		if j.demand[id] == nil {
			j.demand[id], j.before[id] = new(big.Int), new(big.Int)
		}
		j.demand[id].Add(j.demand[id], big.NewInt(asks))
		j.before[id].Add(j.before[id], big.NewInt(had))
		demand.Add(demand, big.NewInt(asks))
		supply.Add(supply, big.NewInt(had))
	}
	for i := range p.Needs {
		n := &p.Needs[i]
		county(n.County, max(0, int64(n.Amount)), 0)
		if j.needs[n.ID] == nil {
			j.needs[n.ID] = n
		}
	}
	for _, c := range p.Counties {
		county(c.ID, int64(c.Demand), int64(c.Funded))
	}
	for i := range p.Pledges {
		d := &p.Pledges[i]
		supply.Add(supply, big.NewInt(max(0, int64(d.Amount))))
		if j.pledges[d.ID] == nil {
			j.pledges[d.ID] = d
		}
	}
	j.r = 1000
	if demand.Sign() > 0 {
		if q := new(big.Int).Div(supply.Mul(supply, big.NewInt(1000)), demand); q.IsInt64() {
			j.r = min(1000, q.Int64())
		}
	}
	return j
}

func (j *judge) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

// allows tells whether a pledge's restriction lets its money go to a need.
func allows(d *Pledge, n *Need) bool {
	among := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) && v != "" }
	return among(d.Programs, n.Program) && among(d.Kinds, n.Kind) && among(d.Counties, n.County) && among(d.Categories, n.Category) && among(d.Stages, n.Stage) &&
		(d.Sex == "" || d.Sex == n.Sex) && (d.AgeMin < 0 || d.AgeMin <= n.Age && n.Age <= d.AgeMax) && among(d.NeedIDs, n.ID) && !slices.Contains(d.Except, n.ID)
}

// wished is the donor's preference for a need, in points per fen.
func wished(d *Pledge, n *Need) int64 {
	sum := int64(0)
	for _, q := range d.Pref {
		has := map[string]string{"program": n.Program, "county": n.County, "category": n.Category, "stage": n.Stage, "sex": n.Sex, "kind": n.Kind}[q.F]
		if q.V != "" && has == q.V {
			sum += q.W
		}
	}
	return min(sum, 200)
}

// holds is what a pledge has of a need from before.
func holds(d *Pledge, n *Need) (fen int64, some bool) {
	for _, h := range d.Held {
		if h.Need == n.ID {
			fen, some = fen+int64(h.Amount), true
		}
	}
	return fen, some
}

// most is the largest share that the donor's own bounds on one need leave.
func most(d *Pledge, n *Need) int64 {
	held, _ := holds(d, n)
	x := int64(n.Amount)
	if d.MaxPerNeed > 0 {
		x = min(x, int64(d.MaxPerNeed)-held)
	}
	if d.MaxUnits > 0 {
		x = min(x, (int64(d.MaxUnits)-held/int64(n.Unit))*int64(n.Unit))
	}
	return max(0, x)
}

// arrived is what of a pledge has come by the beginning of each quarter.
func arrived(d *Pledge) (sum [Quarters]int64) {
	have := int64(0)
	for t, x := range d.Tranches {
		have += int64(x)
		sum[t] = have
	}
	return sum
}

// tiers is what a county's money is worth by the tiers of fairness, from its first fen on.
func (j *judge) tiers(id string, x *big.Int) *big.Int {
	sum, left := new(big.Int), new(big.Int).Set(x)
	for _, f := range j.p.Settings.Fair {
		size := new(big.Int).Mul(j.demand[id], big.NewInt(f[0]*j.r))
		size.Div(size, big.NewInt(1_000_000))
		if size.Cmp(left) > 0 {
			size.Set(left)
		}
		left.Sub(left, size)
		sum.Add(sum, size.Mul(size, big.NewInt(f[1])))
	}
	return sum
}

// value checks every rule, writes down what is broken, and counts what the shares are worth.
func (j *judge) value(shares []Share) *big.Int {
	v := new(big.Int)
	got, joined, spent := map[string]int64{}, map[string]int{}, map[string]*[Quarters]int64{}
	seen := map[[2]string]bool{}
	funded := map[string]*big.Int{}
	for _, s := range shares {
		n, d, x := j.needs[s.Need], j.pledges[s.Pledge], int64(s.Fen)
		if n == nil || d == nil || seen[[2]string{s.Pledge, s.Need}] || x <= 0 || n.Amount <= 0 || n.Unit <= 0 {
			j.fault("%s for %s: nobody, nothing, or twice", s.Pledge, s.Need)
			continue
		}
		seen[[2]string{s.Pledge, s.Need}] = true
		_, already := holds(d, n)
		switch {
		case !allows(d, n):
			j.fault("%s for %s: against its restriction", s.Pledge, s.Need)
		case x%int64(n.Unit) != 0 || x < int64(n.MinShare):
			j.fault("%s for %s: %d of units of %d, at least %d", s.Pledge, s.Need, x, n.Unit, n.MinShare)
		case x > most(d, n):
			j.fault("%s for %s: %d is more than the %d it may give", s.Pledge, s.Need, x, most(d, n))
		case d.WholeOnly && x != int64(n.Amount):
			j.fault("%s for %s: a part, but it gives the whole only", s.Pledge, s.Need)
		}
		got[n.ID] += x
		if !already {
			joined[n.ID]++
		}
		if spent[d.ID] == nil {
			spent[d.ID] = new([Quarters]int64)
		}
		for t := n.Due; t < Quarters; t++ {
			spent[d.ID][t] += x
		}
		if funded[n.County] == nil {
			funded[n.County] = new(big.Int)
		}
		funded[n.County].Add(funded[n.County], big.NewInt(x))
		v.Add(v, new(big.Int).Mul(big.NewInt(x), big.NewInt(n.Dens+wished(d, n))))
		v.Sub(v, big.NewInt(j.p.Settings.PairCost))
	}
	for id, x := range got {
		n := j.needs[id]
		if x > int64(n.Amount) || n.Whole && x != int64(n.Amount) {
			j.fault("%s: %d of %d, whole %v", id, x, n.Amount, n.Whole)
		}
		if n.MaxDonors > 0 && joined[id] > n.MaxDonors || n.MaxDonors < 0 && joined[id] > 0 {
			j.fault("%s: %d donors, %d may join", id, joined[id], n.MaxDonors)
		}
		if x == int64(n.Amount) {
			full := new(big.Int).Mul(big.NewInt(x), big.NewInt(n.Dens))
			full.Mul(full, big.NewInt(j.p.Settings.FullPermille))
			v.Add(v, full.Div(full, big.NewInt(1000)))
		}
	}
	for id, used := range spent {
		for t, have := range arrived(j.pledges[id]) {
			if used[t] > have || used[t] > int64(j.pledges[id].Amount) {
				j.fault("%s: %d spent until quarter %d, %d arrived", id, used[t], t, have)
			}
		}
	}
	for id, x := range funded {
		with := new(big.Int).Add(x, j.before[id])
		v.Add(v, with.Sub(j.tiers(id, with), j.tiers(id, j.before[id])))
	}
	return v
}

// fails is what a test or a drawn test can do about a fault.
type fails interface {
	Helper()
	Fatalf(string, ...any)
}

// beyond is where the engine begins to count in larger steps than a fen × point, so that no sum overflows.
var beyond = new(big.Int).Lsh(big.NewInt(1), 58)

// judged fails on any broken rule and when the run's own value or bound is wrong; it gives the exact value.
func judged(t fails, p Problem, r Result) int64 {
	t.Helper()
	j := newJudge(p)
	v := j.value(r.Shares)
	if len(j.faults) > 0 {
		t.Fatalf("%d faults: %q", len(j.faults), j.faults[:min(len(j.faults), 5)])
	}
	if v.CmpAbs(beyond) > 0 {
		return r.Value
	}
	if v.Int64() != r.Value {
		t.Fatalf("the run says %d, the judge %d", r.Value, v)
	}
	if r.Bound < r.Value {
		t.Fatalf("the run's own bound %d is below its value %d", r.Bound, r.Value)
	}
	return v.Int64()
}

func TestTheJudgeFindsEveryKindOfFault(t *testing.T) {
	needs := []Need{need1("n", 100, 10), need1("w", 100, 10)}
	needs[0].MaxDonors, needs[0].MinShare, needs[0].Due, needs[1].Whole = 1, 20, 1, true
	late := pledge1("late", 100)
	late.Tranches = [Quarters]money.Fen{0, 0, 100, 0}
	other, alone, little, held := pledge1("other", 500), pledge1("alone", 500), pledge1("little", 500), pledge1("held", 500)
	other.Counties, alone.WholeOnly, little.MaxPerNeed, held.MaxUnits, held.Held = []string{"C2"}, true, 30, 4, []Holding{{"n", 30}}
	p := Problem{Settings: DefaultSettings(), Needs: needs, Pledges: []Pledge{pledge1("p", 200), late, other, alone, little, held}}
	for name, shares := range map[string][]Share{
		"too much of a need":      {{Pledge: "p", Need: "n", Fen: 110}},
		"not of its units":        {{Pledge: "p", Need: "n", Fen: 25}},
		"less than the least":     {{Pledge: "p", Need: "n", Fen: 10}},
		"a whole need cut":        {{Pledge: "p", Need: "w", Fen: 50}},
		"too many donors":         {{Pledge: "p", Need: "n", Fen: 50}, {Pledge: "little", Need: "n", Fen: 20}},
		"before it arrives":       {{Pledge: "late", Need: "n", Fen: 50}},
		"against the restriction": {{Pledge: "other", Need: "n", Fen: 50}},
		"a part by whole only":    {{Pledge: "alone", Need: "n", Fen: 50}},
		"beyond the most":         {{Pledge: "little", Need: "n", Fen: 40}},
		"beyond the most units":   {{Pledge: "held", Need: "n", Fen: 20}},
		"twice":                   {{Pledge: "p", Need: "n", Fen: 20}, {Pledge: "p", Need: "n", Fen: 20}},
		"nobody":                  {{Pledge: "x", Need: "n", Fen: 20}},
		"nothing":                 {{Pledge: "p", Need: "n"}},
	} {
		j := newJudge(p)
		if j.value(shares); len(j.faults) == 0 {
			t.Errorf("%s: no fault was found", name)
		}
	}
	j := newJudge(p)
	if j.value([]Share{{Pledge: "p", Need: "n", Fen: 100}, {Pledge: "little", Need: "w", Fen: 30}, {Pledge: "alone", Need: "w", Fen: 70}}); len(j.faults) != 1 {
		t.Errorf("faults: %q", j.faults)
	}
}
