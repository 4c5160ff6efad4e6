package matching

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"shanpei/models/money"
)

// hostile are problems that nobody means well with. Those that an instance's files can hold are given to check.py too.
func hostile() map[string]Problem {
	with := func(change func(n *Need), d Pledge, more ...Pledge) Problem {
		n := need1("n", 1000, 100)
		change(&n)
		return Problem{Needs: []Need{n}, Pledges: append([]Pledge{d}, more...)}
	}
	restricted := func(change func(d *Pledge)) Pledge {
		d := pledge1("p", 1_000_000)
		change(&d)
		return d
	}
	all := map[string]Problem{
		"no pledge":           {Needs: []Need{need1("n", 100, 10)}},
		"no need":             {Pledges: []Pledge{pledge1("p", 100)}},
		"nothing at all":      {},
		"one giant pledge":    {Pledges: []Pledge{pledge1("p", money.MaxFen)}},
		"one giant need":      {Needs: []Need{need1("n", money.MaxFen, 1000)}},
		"giants of units":     {Needs: []Need{need1("n", money.MaxFen, 1)}, Pledges: []Pledge{pledge1("p", money.MaxFen)}},
		"a fen of a giant":    {Needs: []Need{need1("n", money.MaxFen, 1)}, Pledges: []Pledge{pledge1("p", 1)}},
		"int64's limit":       {Needs: []Need{need1("a", math.MaxInt64, 1), need1("b", math.MaxInt64/4, 1)}, Pledges: []Pledge{pledge1("p", math.MaxInt64), pledge1("q", math.MaxInt64)}},
		"a giant density":     with(func(n *Need) { n.Dens = 1 << 40 }, pledge1("p", 1_000_000)),
		"no density":          with(func(n *Need) { n.Dens = 0 }, pledge1("p", 1_000_000)),
		"zero tranches":       with(func(*Need) {}, Pledge{ID: "p", Amount: 1000, AgeMin: -1, AgeMax: -1}),
		"a pledge of nothing": with(func(*Need) {}, Pledge{ID: "p", AgeMin: -1, AgeMax: -1}),
		"least over amount":   with(func(n *Need) { n.MinShare = 2000 }, pledge1("p", 1_000_000)),
		"unit over amount":    with(func(n *Need) { n.Unit, n.MinShare = 3000, 3000 }, pledge1("p", 1_000_000)),
		"least of no unit":    with(func(n *Need) { n.Unit, n.MinShare = 100, 250 }, pledge1("p", 260), pledge1("q", 760)),
		"amount of no unit":   with(func(n *Need) { n.Unit, n.Amount = 300, 1000 }, pledge1("p", 1_000_000)),
		"one donor":           with(func(n *Need) { n.MaxDonors = 1 }, pledge1("p", 400), pledge1("q", 700)),
		"whole by two halves": with(func(n *Need) { n.Whole = true }, pledge1("p", 499), pledge1("q", 501), pledge1("r", 500)),
		"whole, whole only":   with(func(n *Need) { n.Whole = true }, restricted(func(d *Pledge) { d.WholeOnly = true })),
		"whole only, less":    with(func(n *Need) { n.Whole = true }, restricted(func(d *Pledge) { d.WholeOnly, d.MaxPerNeed = true, 900 })),
		"spent too early":     with(func(n *Need) { n.Due = 0 }, Pledge{ID: "p", Amount: 1000, Tranches: [Quarters]money.Fen{0, 0, 0, 1000}, AgeMin: -1, AgeMax: -1}),
		"to nowhere":          with(func(*Need) {}, restricted(func(d *Pledge) { d.Counties = []string{"nowhere"} })),
		"to the empty word":   with(func(n *Need) { n.Stage = "" }, restricted(func(d *Pledge) { d.Stages = []string{"primary"} })),
		"ages backwards":      with(func(n *Need) { n.Age = 9 }, restricted(func(d *Pledge) { d.AgeMin, d.AgeMax = 12, 6 })),
		"the sex of a group":  with(func(*Need) {}, restricted(func(d *Pledge) { d.Sex = "F" })),
		"names who is gone":   with(func(*Need) {}, restricted(func(d *Pledge) { d.NeedIDs = []string{"gone"} })),
		"least per need":      with(func(n *Need) { n.MinShare = 500 }, restricted(func(d *Pledge) { d.MaxPerNeed = 400 })),
		"wishes beyond all": with(func(*Need) {}, restricted(func(d *Pledge) {
			d.Pref = []Preference{{"county", "C1", 150}, {"program", "study", 150}, {"county", "C1", 90}, {"stage", "no such", 90}}
		})),
	}
	many := Problem{Needs: []Need{need1("n", 5_000_000, 1000)}}
	for k := range 10_000 {
		many.Pledges = append(many.Pledges, pledge1(fmt.Sprintf("p%05d", k), 1000))
	}
	all["ten thousand equal pledges for one need"] = many
	lots := Problem{Pledges: []Pledge{pledge1("p", 1_234_000), pledge1("q", 5_000)}}
	for k := range 3000 {
		lots.Needs = append(lots.Needs, need1(fmt.Sprintf("n%04d", k), 1000, 1000))
	}
	all["three thousand equal needs"] = lots
	early := Problem{}
	for k := range 40 {
		n := need1(fmt.Sprintf("n%02d", k), 1000, 100)
		n.Due = k % 2 * 3
		early.Needs = append(early.Needs, n)
		d := pledge1(fmt.Sprintf("p%02d", k), 700)
		d.Tranches = [Quarters]money.Fen{1, 0, 0, 699}
		early.Pledges = append(early.Pledges, d)
	}
	all["due at once, money at the end"] = early
	for name, p := range all {
		p.Settings = DefaultSettings()
		p.Settings.Effort, p.Settings.PairCost = 20, 1000
		all[name] = p
	}
	return all
}

// notFiled are hostile problems that the files cannot hold: check.py divides by the demand, which is nothing.
var notFiled = []string{"no need", "nothing at all", "one giant pledge"}

func TestHostileProblemsAreJudgedAndCheckedWithoutAFault(t *testing.T) {
	check := startChecker(t)
	for name, p := range hostile() {
		t.Run(name, func(t *testing.T) {
			r := Run(context.Background(), p, nil)
			judged(t, p, r)
			if !slices.Contains(notFiled, name) {
				check.passes(name, save(t, p), p, r)
			}
			accounts(t, p, r)
		})
	}
}

// accounts fails unless what is met and what is missing add up to the demand, and what is spent and what is left to the supply.
func accounts(t fails, p Problem, r Result) {
	t.Helper()
	missing, left := map[string]int64{}, map[string]int64{}
	j := newJudge(p)
	for id, n := range j.needs {
		if takesPart(n) {
			missing[id] = int64(n.Amount)
		}
	}
	for id, d := range j.pledges {
		sum := int64(0)
		for _, x := range d.Tranches {
			sum += min(int64(x), math.MaxInt64/16)
		}
		left[id] = min(sum, int64(d.Amount))
	}
	for _, s := range r.Shares {
		missing[s.Need] -= int64(s.Fen)
		left[s.Pledge] -= int64(s.Fen)
	}
	same := func(what string, list []Left, want map[string]int64) {
		t.Helper()
		for _, l := range list {
			if want[l.ID] != int64(l.Fen) || l.Fen <= 0 || len(l.Reasons) == 0 {
				t.Fatalf("%s %s: %d with %d reasons, %d are missing", what, l.ID, l.Fen, len(l.Reasons), want[l.ID])
			}
			delete(want, l.ID)
		}
		for id, x := range want {
			if x != 0 {
				t.Fatalf("%s %s: nothing is said of %d", what, id, x)
			}
		}
	}
	same("need", r.Unmet, missing)
	same("pledge", r.Unspent, left)
}

// takesPart tells whether a need is one that can be met at all.
func takesPart(n *Need) bool {
	return n.Amount > 0 && n.Amount <= math.MaxInt64/4 && n.Unit > 0 && n.Unit <= n.Amount && n.MinShare <= n.Amount && (!n.Whole || n.Amount%n.Unit == 0)
}

// TestOfTwoWithOneIdOnlyTheFirstTakesPart: the files refuse them; a problem that has them all the same breaks no rule of the first.
func TestOfTwoWithOneIdOnlyTheFirstTakesPart(t *testing.T) {
	p := Problem{
		Settings: DefaultSettings(), Needs: []Need{need1("n", 100, 10), need1("n", 900, 10)}, Pledges: []Pledge{pledge1("p", 70), pledge1("p", 7000), pledge1("q", 10)},
	}
	r := Run(context.Background(), p, nil)
	if j := newJudge(p); len(r.Shares) > 2 || j.value(r.Shares) == nil || len(j.faults) > 0 {
		t.Errorf("shares %v, faults %q", r.Shares, j.faults)
	}
	if _, err := ReadInstance(save(t, p)); err == nil {
		t.Error("an instance with one id twice is read")
	}
}

func TestWhoMayJoinANeedThatHasDonorsAlready(t *testing.T) {
	n := need1("n", 1000, 100)
	n.MaxDonors = -1 // nobody else
	was, new := pledge1("was", 300), pledge1("new", 5000)
	was.Held = []Holding{{"n", 200}}
	p := Problem{Settings: DefaultSettings(), Needs: []Need{n}, Pledges: []Pledge{was, new}}
	p.Settings.PairCost = 0
	r := Run(context.Background(), p, nil)
	judged(t, p, r)
	if len(r.Shares) != 1 || r.Shares[0].Pledge != "was" || r.Shares[0].Fen != 300 {
		t.Errorf("only who is a donor already may give more: %v", r.Shares)
	}
	p.Needs[0].MaxDonors = 0 // as many as like
	r = Run(context.Background(), p, nil)
	judged(t, p, r)
	if r.Met != 1 {
		t.Errorf("not met: %v", r.Shares)
	}
}
