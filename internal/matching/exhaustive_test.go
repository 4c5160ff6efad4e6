package matching

import (
	"cmp"
	"math"
	"slices"
)

// solver finds the best plan of a small problem, or proves that a value cannot be surpassed, by branch and bound over every division of every need among the
// pledges in whole units. It is written from the objective alone: it knows a Problem, the judge's reading of the rules, and nothing of the engine.
//
// The bound of a branch: at any prices of the money by pledge and quarter, and of a county's funding, no way on is worth more than the money that is left at its
// prices, the tiers that are left beyond theirs, and the best division of each later need beyond both. Prices are whole numbers of 1/parts of a point, so sums are
// exact and nothing is cut that could be better.
type solver struct {
	j       *judge
	needs   []branch
	pledges []*Pledge
	cum     [][Quarters]int64
	price   [][Quarters]int64
	tiers   []tierSet // by county
	county  []int64   // price
	used    [][Quarters]int64
	steps   int
	best    int64   // in parts
	rest    []int64 // by need: what it and the later ones add at most, beyond prices
}

const parts = 64

// branch is a need with all its divisions.
type branch struct {
	n       *Need
	county  int
	ways    []way
	reduced []int64
}

// way is one division of a need: what each pledge gives, and its worth in parts, without fairness.
type way struct {
	x     [6]int64
	sum   int64
	value int64
}

type tierSet struct {
	size, bonus []int64
	at          int64
}

func (t *tierSet) worth(x int64) int64 {
	v := int64(0)
	for k, size := range t.size {
		y := min(x, size)
		v += y * t.bonus[k]
		x -= y
	}
	return v * parts
}

// ahead is the most that the tiers can still give beyond the price of funding.
func (t *tierSet) ahead(price int64) int64 {
	v, at := int64(0), t.at
	for k, size := range t.size {
		done := min(at, size)
		at -= done
		v += max(0, t.bonus[k]*parts-price) * (size - done)
	}
	return v
}

func newSolver(p Problem) *solver {
	s := &solver{j: newJudge(p)}
	for i := range p.Pledges {
		s.pledges = append(s.pledges, &p.Pledges[i])
		s.cum = append(s.cum, arrived(&p.Pledges[i]))
	}
	s.used, s.price = make([][Quarters]int64, len(s.pledges)), make([][Quarters]int64, len(s.pledges))
	at := map[string]int{}
	for i := range p.Needs {
		n := &p.Needs[i]
		c, ok := at[n.County]
		if !ok {
			c = len(at)
			at[n.County] = c
			t := tierSet{at: s.j.before[n.County].Int64()}
			for _, f := range p.Settings.Fair {
				t.size, t.bonus = append(t.size, s.j.demand[n.County].Int64()*f[0]*s.j.r/1_000_000), append(t.bonus, f[1])
			}
			s.tiers, s.county = append(s.tiers, t), append(s.county, 0)
		}
		b := branch{n: n, county: c}
		s.divide(&b, 0, way{}, 0)
		b.reduced = make([]int64, len(b.ways))
		s.needs = append(s.needs, b)
	}
	slices.SortStableFunc(s.needs, func(a, b branch) int { return cmp.Compare(b.n.Amount, a.n.Amount) })
	return s
}

// divide lists what pledge j and the later ones may give to a need.
func (s *solver) divide(b *branch, j int, w way, joined int) {
	n := b.n
	if j == len(s.pledges) {
		if w.sum == 0 || n.Whole && w.sum != int64(n.Amount) {
			return
		}
		if w.sum == int64(n.Amount) {
			w.value += int64(n.Amount) * n.Dens * s.j.p.Settings.FullPermille / 1000
		}
		w.value *= parts
		b.ways = append(b.ways, w)
		return
	}
	s.divide(b, j+1, w, joined)
	d := s.pledges[j]
	if !allows(d, n) {
		return
	}
	if _, already := holds(d, n); !already {
		joined++
	}
	if n.MaxDonors > 0 && joined > n.MaxDonors || n.MaxDonors < 0 && joined > 0 {
		return
	}
	unit := int64(n.Unit)
	for x := unit; x <= min(int64(n.Amount)-w.sum, most(d, n), s.cum[j][n.Due]); x += unit {
		if x < int64(n.MinShare) || d.WholeOnly && x != int64(n.Amount) {
			continue
		}
		next := w
		next.x[j], next.sum = x, w.sum+x
		next.value += x*(n.Dens+wished(d, n)) - s.j.p.Settings.PairCost
		s.divide(b, j+1, next, joined)
	}
}

// money is the price of what a way takes.
func (s *solver) money(b *branch, w *way) int64 {
	sum := int64(0)
	for j := range s.pledges {
		if w.x[j] == 0 {
			continue
		}
		for t := b.n.Due; t < Quarters; t++ {
			sum += w.x[j] * s.price[j][t]
		}
	}
	return sum
}

// bound prices every way and gives the bound of the root; grad is told what the best ways take beyond what there is.
func (s *solver) bound(grad [][Quarters]float64, funds []float64) int64 {
	total := int64(0)
	for j := range s.price {
		for t := range Quarters {
			total += s.price[j][t] * s.cum[j][t]
			grad[j][t] = -float64(s.cum[j][t])
		}
	}
	for c := range s.tiers {
		total += s.tiers[c].ahead(s.county[c])
		funds[c] = 0
		at := s.tiers[c].at
		for k, size := range s.tiers[c].size {
			done := min(at, size)
			at -= done
			if s.tiers[c].bonus[k]*parts > s.county[c] {
				funds[c] += float64(size - done)
			}
		}
	}
	s.rest = make([]int64, len(s.needs)+1)
	for i := len(s.needs) - 1; i >= 0; i-- {
		b := &s.needs[i]
		best, by := int64(0), -1
		for k := range b.ways {
			b.reduced[k] = b.ways[k].value - s.money(b, &b.ways[k]) + s.county[b.county]*b.ways[k].sum
			if b.reduced[k] > best {
				best, by = b.reduced[k], k
			}
		}
		s.rest[i] = s.rest[i+1] + best
		if by >= 0 {
			for j, x := range b.ways[by].x[:len(s.pledges)] {
				for t := b.n.Due; t < Quarters; t++ {
					grad[j][t] += float64(x)
				}
			}
			funds[b.county] -= float64(b.ways[by].sum)
		}
	}
	return total + s.rest[0]
}

// prices looks for good prices by subgradient; whatever they are, the bound holds.
func (s *solver) prices(known int64) {
	grad, funds := make([][Quarters]float64, len(s.pledges)), make([]float64, len(s.tiers))
	real, realC := make([][Quarters]float64, len(s.pledges)), make([]float64, len(s.tiers))
	best := int64(math.MaxInt64)
	var kept [][Quarters]int64
	var keptC []int64
	scale, since := 1.5, 0
	for range 250 {
		v := s.bound(grad, funds)
		if v < best {
			best, since = v, 0
			kept, keptC = slices.Clone(s.price), slices.Clone(s.county)
			if v <= known*parts {
				break
			}
		} else if since++; since > 8 {
			scale, since = scale*0.7, 0
		}
		norm := 0.0
		for j := range grad {
			for _, g := range grad[j] {
				norm += g * g
			}
		}
		for _, g := range funds {
			norm += g * g
		}
		if norm == 0 {
			break
		}
		step := scale * float64(v-known*parts) / norm
		for j := range grad {
			for t := range Quarters {
				real[j][t] = max(0, real[j][t]+step*grad[j][t])
				s.price[j][t] = int64(real[j][t])
			}
		}
		for c := range funds {
			realC[c] = max(0, realC[c]+step*funds[c])
			s.county[c] = int64(realC[c])
		}
	}
	copy(s.price, kept)
	copy(s.county, keptC)
	s.bound(grad, funds)
	for i := range s.needs {
		b := &s.needs[i]
		at := order(len(b.ways), func(x, y int) int { return cmp.Compare(b.reduced[y], b.reduced[x]) })
		ways, reduced := make([]way, len(at)), make([]int64, len(at))
		for k, o := range at {
			ways[k], reduced[k] = b.ways[o], b.reduced[o]
		}
		b.ways, b.reduced = ways, reduced
	}
}

// optimum is the best value of any plan when it is above known, or known itself; done is false when the steps did not suffice to prove it.
func (s *solver) optimum(known int64, steps int) (best int64, done bool) {
	s.prices(known)
	s.best, s.steps = known*parts, steps
	s.search(0, 0)
	return s.best / parts, s.steps > 0
}

// search decides the needs from i on; value is that of those before, in parts.
func (s *solver) search(i int, value int64) {
	if s.steps--; s.steps <= 0 {
		return
	}
	if i == len(s.needs) {
		s.best = max(s.best, value)
		return
	}
	ahead := value + s.rest[i+1]
	for j := range s.price {
		for t := range Quarters {
			ahead += s.price[j][t] * (s.cum[j][t] - s.used[j][t])
		}
	}
	for c := range s.tiers {
		ahead += s.tiers[c].ahead(s.county[c])
	}
	b := &s.needs[i]
	none := false
	for k := range b.ways {
		if !none && b.reduced[k] <= 0 { // leaving the need out comes before the ways that are worth less than that
			none = true
			if ahead > s.best {
				s.search(i+1, value)
			}
		}
		if ahead+b.reduced[k] <= s.best || s.steps <= 0 {
			break // all later ways are worth less
		}
		s.take(i, k, value)
	}
	if !none && ahead > s.best {
		s.search(i+1, value)
	}
}

// take tries one way of a need when the money is there.
func (s *solver) take(i, k int, value int64) {
	b := &s.needs[i]
	w := &b.ways[k]
	for j, x := range w.x[:len(s.pledges)] {
		for t := b.n.Due; x > 0 && t < Quarters; t++ {
			if s.used[j][t]+x > s.cum[j][t] {
				return
			}
		}
	}
	move := func(sign int64) {
		for j, x := range w.x[:len(s.pledges)] {
			for t := b.n.Due; t < Quarters; t++ {
				s.used[j][t] += sign * x
			}
		}
	}
	c := &s.tiers[b.county]
	fair := c.worth(c.at+w.sum) - c.worth(c.at)
	move(1)
	c.at += w.sum
	s.search(i+1, value+w.value+fair)
	c.at -= w.sum
	move(-1)
}
