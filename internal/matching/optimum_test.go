package matching

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"shanpei/models/money"
)

// dice draws evenly.
type dice struct{ *rand.Rand }

func throw(seed int) dice { return dice{rand.New(rand.NewPCG(uint64(seed), 12*6))} }

func (r dice) in(from, to int) int             { return from + r.IntN(to-from+1) }
func (r dice) once(odds int) bool              { return r.IntN(odds) == 0 }
func (r dice) of(list ...string) string        { return list[r.IntN(len(list))] }
func (r dice) fen(list ...money.Fen) money.Fen { return list[r.IntN(len(list))] }

// tiny draws a problem of at most 12 needs and 6 pledges with everything that a problem can have, in few enough units that every division can be tried.
func tiny(seed int) Problem {
	r := throw(seed)
	p := Problem{Settings: DefaultSettings()}
	p.Settings.PairCost = []int64{0, 500_000, 5_000_000}[r.IntN(3)]
	for k := range r.in(1, 12) {
		p.Needs = append(p.Needs, tinyNeed(r, fmt.Sprintf("n%02d", k)))
	}
	var asked money.Fen
	for _, n := range p.Needs {
		asked += n.Amount
	}
	count := r.in(1, 6)
	usual := asked * money.Fen(r.in(20, 150)) / 100 / money.Fen(count)
	for k := range count {
		p.Pledges = append(p.Pledges, tinyPledge(r, fmt.Sprintf("p%d", k), usual, p.Needs))
	}
	if r.once(4) {
		p.Counties = []County{{"C1", 1_000_000, money.Fen(r.in(0, 900_000))}, {"C9", 50_000, 0}}
	}
	return p
}

func tinyNeed(r dice, id string) Need {
	n := Need{
		ID: id, County: r.of("C1", "C2", "C3"), Age: -1, Due: r.in(0, 3), MaxDonors: 1, Unit: r.fen(6_000, 10_000, 50_000, 120_000, 200_000), Dens: int64(r.in(200, 1500)),
	}
	units, least := 1, 1
	switch n.Kind = r.of("slot", "slot", "living", "surgery", "insurance", "budget"); n.Kind {
	case "slot":
		n.Program, n.Whole = "study", true
	case "living":
		n.Program, n.Whole, n.MaxDonors, units = "living", true, 2, 2
	case "surgery":
		n.Program, n.Whole, n.MaxDonors, units, least = "medical", true, r.in(1, 4), r.in(1, 8), r.in(1, 2)
	case "insurance":
		n.Program, n.MaxDonors, units, least = "insurance", []int{0, 5, 1}[r.IntN(3)], r.in(1, 8), r.in(1, 3)
	case "budget":
		n.Program, n.MaxDonors, units = "activity", []int{-1, 2, 3}[r.IntN(3)], r.in(1, 6)
	}
	if n.Kind == "slot" || n.Kind == "living" || n.Kind == "surgery" { // for a child
		n.Category, n.Stage, n.Sex, n.Age = r.of("orphan", "illness", "lowincome"), r.of("primary", "junior"), r.of("M", "F"), r.in(6, 14)
	}
	n.Amount, n.MinShare = n.Unit*money.Fen(units), n.Unit*money.Fen(min(least, units))
	n.Score = n.Dens
	return n
}

func tinyPledge(r dice, id string, usual money.Fen, needs []Need) Pledge {
	d := pledge1(id, max(5_000, usual*money.Fen(r.in(20, 180))/100/1000*1000))
	switch r.in(0, 4) {
	case 0:
		q := d.Amount / 4
		d.Tranches = [Quarters]money.Fen{d.Amount - 3*q, q, q, q}
	case 1:
		d.Tranches = [Quarters]money.Fen{d.Amount / 2, 0, d.Amount - d.Amount/2, 0}
	}
	one := func() string { return needs[r.IntN(len(needs))].ID }
	if r.once(4) {
		d.Programs = []string{r.of("study", "living", "medical", "insurance", "activity"), r.of("study", "medical")}
	}
	if r.once(8) {
		d.Kinds = []string{"slot", "surgery", "budget"}
	}
	if r.once(4) {
		d.Counties = []string{r.of("C1", "C2", "C3"), r.of("C1", "C2", "C3")}
	}
	if r.once(10) {
		d.Categories = []string{r.of("orphan", "illness", "lowincome")}
	}
	if r.once(10) {
		d.Stages = []string{r.of("primary", "junior")}
	}
	if r.once(12) {
		d.Sex = "F"
	}
	if r.once(12) {
		d.AgeMin, d.AgeMax = 6, 11
	}
	if r.once(10) {
		d.NeedIDs = []string{one(), one(), one()}
	}
	if r.once(8) {
		d.Except = []string{one()}
	}
	if r.once(6) {
		d.MaxPerNeed = money.Fen(1000 * r.in(5, 400))
	}
	if r.once(8) {
		d.MaxUnits = r.in(1, 3)
	}
	if r.once(6) {
		n := needs[r.IntN(len(needs))]
		d.Held = []Holding{{n.ID, n.Unit * money.Fen(r.in(1, 2))}}
	}
	d.WholeOnly = r.once(6)
	for range r.in(0, 2) {
		w := Preference{"county", r.of("C1", "C2"), int64(20 * r.in(1, 6))}
		if r.once(2) {
			w.F, w.V = "category", "orphan"
		}
		d.Pref = append(d.Pref, w)
	}
	return d
}

// gap is a problem whose result is not the optimum.
type gap struct {
	seed  int
	class string
	share float64 // of the optimum
}

// class says what kind of problem it is.
func classOf(p Problem) string {
	whole, teams := 0, 0
	for _, n := range p.Needs {
		if n.Whole {
			whole++
		}
		if n.Whole && n.MaxDonors != 1 && n.Amount > n.Unit {
			teams++
		}
	}
	return fmt.Sprintf("%d needs (%d whole, %d by teams) × %d pledges", len(p.Needs), whole, teams, len(p.Pledges))
}

// proveOptimal compares the results of problems with what trying everything finds.
func proveOptimal(t *testing.T, count, steps int, draw func(k int) Problem) {
	t.Helper()
	equal, open, shares := 0, 0, 0
	var gaps []gap
	for k := range count {
		p := draw(k)
		r := Run(context.Background(), p, nil)
		value := judged(t, p, r)
		best, done := newSolver(p).optimum(value-1, steps) // it must find a plan as good by itself, and no better one
		if r.Bound < best {
			t.Errorf("example %d: the run's own bound %d is below the plan of %d that there is", k, r.Bound, best)
		}
		shares += len(r.Shares)
		switch {
		case done && best < value:
			t.Errorf("example %d: no plan is worth the %d of the run, the best is %d", k, value, best)
		case best > value:
			gaps = append(gaps, gap{k, classOf(p), float64(value) / float64(best)})
		case !done:
			open++
			t.Logf("example %d, %s: not decided in %d steps", k, classOf(p), steps)
		default:
			equal++
		}
	}
	t.Logf("%d of %d equal the optimum; %d less; %d not decided; %d shares", equal, count, len(gaps), open, shares)
	for _, g := range gaps {
		t.Logf("example %d: %s: %.4f of the optimum", g.seed, g.class, g.share)
		if g.share < 0.99 {
			t.Errorf("example %d is more than 1 %% below the optimum", g.seed)
		}
	}
	if 100*open > count {
		t.Errorf("%d of %d could not be decided: no proof", open, count)
	}
}

func TestTheResultOfFiveHundredSmallProblemsIsTheOptimum(t *testing.T) {
	proveOptimal(t, 500, 20_000_000, tiny)
}
