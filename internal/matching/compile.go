package matching

import (
	"cmp"
	"math"
	"math/big"
	"math/bits"
	"slices"
)

// need and pledge are what the search works on: whole numbers only, sorted by id, so that the order of the input does not matter.
type need struct {
	amount, unit, least int64
	dens                int64
	class               int32
	county              int32
	most                int32 // donors
	due                 uint8
	whole               bool
	open                bool // takes part
}

type pledge struct {
	cum       [Quarters]int64 // arrived by the beginning of each quarter
	most      int64           // per need, in fen
	units     int64           // per need, in units
	wholeOnly bool
	filter    int32
	wishes    []wish
	names     bool    // it may go to the needs it names and to no others
	named     []int32 // sorted
	except    []int32 // sorted
}

// pair is a pledge and a need that have something already.
type pair struct{ pledge, need int32 }

// held is what a pair has: fen, and units of it.
type held struct{ fen, units int64 }

// work is a compiled problem.
type work struct {
	p        *Problem
	set      Settings
	needs    []need
	pledges  []pledge
	needAt   []int32 // index in p.Needs
	pledgeAt []int32
	classes  []class
	members  [][]int32 // needs of each class, best density first
	words    words
	filters  []filter
	counties []countyTiers
	held     map[pair]held
	already  map[int32]map[int32]bool // need → pledges that are donors of it already, where it bounds its donors
	shift    uint                     // amounts are valued in 2^shift fen, so that no sum can overflow
}

// countyTiers is the fairness of one county: bonus points per fen for each tier, and where it begins.
type countyTiers struct {
	cap   []int64 // size of each tier in fen
	bonus []int64
	base  int64 // funded before
}

const maxAmount = math.MaxInt64 / 4

func compile(p *Problem) *work {
	w := &work{p: p, set: p.Settings, held: map[pair]held{}, already: map[int32]map[int32]bool{}}
	w.needAt = order(len(p.Needs), func(a, b int) int { return cmp.Compare(p.Needs[a].ID, p.Needs[b].ID) })
	w.pledgeAt = order(len(p.Pledges), func(a, b int) int { return cmp.Compare(p.Pledges[a].ID, p.Pledges[b].ID) })
	w.compilePledges()
	w.compileNeeds()
	w.compileFairness()
	w.compileReach()
	w.compileHeld()
	return w
}

func order(n int, by func(a, b int) int) []int32 {
	at := make([]int32, n)
	for i := range at {
		at[i] = int32(i)
	}
	slices.SortStableFunc(at, func(a, b int32) int { return by(int(a), int(b)) })
	return at
}

func (w *work) need(i int32) *Need     { return &w.p.Needs[w.needAt[i]] }
func (w *work) pledge(j int32) *Pledge { return &w.p.Pledges[w.pledgeAt[j]] }

// refuses tells whether a pledge must not be proposed for a need.
func (p *pledge) refuses(i int32) bool {
	if len(p.except) == 0 {
		return false
	}
	_, out := slices.BinarySearch(p.except, i)
	return out
}

// open tells whether a need takes part.
func (w *work) open(i int32) bool { return w.needs[i].open }

func (w *work) compilePledges() {
	w.pledges = make([]pledge, len(w.pledgeAt))
	for j := range w.pledges {
		src := w.pledge(int32(j))
		d := &w.pledges[j]
		if j > 0 && w.pledge(int32(j-1)).ID == src.ID {
			continue // of two with one id only the first takes part
		}
		var sum int64
		for t, x := range src.Tranches {
			sum += min(max(0, int64(x)), maxAmount/Quarters)
			d.cum[t] = min(sum, max(0, int64(src.Amount)))
		}
		d.most, d.units, d.wholeOnly = math.MaxInt64, math.MaxInt64, src.WholeOnly
		if src.MaxPerNeed > 0 {
			d.most = int64(src.MaxPerNeed)
		}
		if src.MaxUnits > 0 {
			d.units = int64(src.MaxUnits)
		}
	}
}

func (w *work) compileNeeds() {
	w.needs = make([]need, len(w.needAt))
	known := map[class]int32{}
	var worth uint64
	var most int64
	for i := range w.needs {
		src := w.need(int32(i))
		n := &w.needs[i]
		*n = need{
			amount: int64(src.Amount), unit: int64(src.Unit), least: max(int64(src.MinShare), int64(src.Unit)), dens: max(0, src.Dens), most: int32(src.MaxDonors),
			whole: src.Whole, due: uint8(min(max(src.Due, 0), Quarters-1)),
		}
		switch {
		case n.most == 0:
			n.most = math.MaxInt32
		case n.most < 0:
			n.most = 0
		}
		twin := i > 0 && w.need(int32(i-1)).ID == src.ID // of two with one id only the first takes part
		n.open = !twin && n.amount > 0 && n.amount <= maxAmount && n.unit > 0 && n.unit <= n.amount && n.least <= n.amount && (!n.whole || n.amount%n.unit == 0)
		if n.open {
			worth += uint64(n.amount) >> 12
			most = max(most, n.dens)
			if r := n.least % n.unit; r != 0 {
				n.least += n.unit - r
			}
		}
		c := class{age: int32(max(src.Age, -1))}
		for a := range attributes {
			c.value[a] = w.words.number(a, src.attribute(a))
		}
		at, ok := known[c]
		if !ok {
			at = int32(len(w.classes))
			known[c] = at
			w.classes = append(w.classes, c)
			w.members = append(w.members, nil)
		}
		n.class = at
		if n.open {
			w.members[at] = append(w.members[at], int32(i))
		}
	}
	for _, list := range w.members {
		slices.SortStableFunc(list, func(a, b int32) int { return cmp.Compare(w.needs[b].dens, w.needs[a].dens) })
	}
	points := uint64(most+MaxPreference) * 2
	for _, t := range w.set.Fair {
		points += uint64(max(0, t[1]))
	}
	if spare := bits.LeadingZeros64(worth) + bits.LeadingZeros64(points); spare < 64+12+4 {
		w.shift = uint(64 + 12 + 4 - spare)
	}
}

func (w *work) compileFairness() {
	at := map[string]int32{}
	var demand []int64
	county := func(id string) int32 {
		c, ok := at[id]
		if !ok {
			c = int32(len(w.counties))
			at[id] = c
			w.counties = append(w.counties, countyTiers{})
			demand = append(demand, 0)
		}
		return c
	}
	var sumDemand, sumSupply wide
	for i := range w.needs {
		c := county(w.need(int32(i)).County)
		w.needs[i].county = c
		if a := int64(w.need(int32(i)).Amount); a > 0 {
			demand[c] = min(demand[c]+a, maxAmount)
			sumDemand.add(a)
		}
	}
	for _, have := range w.p.Counties {
		c := county(have.ID)
		demand[c] = min(demand[c]+max(0, int64(have.Demand)), maxAmount)
		w.counties[c].base = max(0, int64(have.Funded))
		sumDemand.add(int64(have.Demand))
		sumSupply.add(int64(have.Funded))
	}
	for j := range w.p.Pledges {
		sumSupply.add(int64(w.p.Pledges[j].Amount))
	}
	r := permille(sumSupply, sumDemand)
	for c := range w.counties {
		t := &w.counties[c]
		done := t.base
		for _, f := range w.set.Fair {
			size := mulDiv(demand[c], f[0]*r, 1_000_000)
			used := min(done, size)
			done -= used
			t.cap, t.bonus = append(t.cap, size-used), append(t.bonus, f[1])
		}
	}
}

// wide adds up amounts that together may be more than an int64 holds.
type wide struct{ hi, lo uint64 }

func (s *wide) add(x int64) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, uint64(max(0, x)), 0)
	s.hi += carry
}

// permille is floor(1000·a/b), at most 1000; 1000 when b is nothing.
func permille(a, b wide) int64 {
	x, y := big.NewInt(0).SetUint64(a.hi), big.NewInt(0).SetUint64(b.hi)
	x.Add(x.Lsh(x, 64), big.NewInt(0).SetUint64(a.lo))
	y.Add(y.Lsh(y, 64), big.NewInt(0).SetUint64(b.lo))
	if y.Sign() == 0 || x.Cmp(y) >= 0 {
		return 1000
	}
	x.Mul(x, big.NewInt(1000))
	return x.Div(x, y).Int64()
}

// mulDiv is a×b/c without overflow, for a, b ≥ 0.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(max(0, a)), uint64(max(0, b)))
	if hi >= uint64(c) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(min(q, math.MaxInt64))
}

func (w *work) compileHeld() {
	if !slices.ContainsFunc(w.p.Pledges, func(p Pledge) bool { return len(p.Held) > 0 }) {
		return
	}
	at := map[string]int32{}
	for i := range w.needs {
		at[w.need(int32(i)).ID] = int32(i)
	}
	for j := range w.pledges {
		for _, h := range w.pledge(int32(j)).Held {
			i, ok := at[h.Need]
			if !ok || !w.needs[i].open {
				continue
			}
			k := pair{int32(j), i}
			have := w.held[k]
			have.fen += int64(h.Amount)
			have.units = have.fen / w.needs[i].unit
			w.held[k] = have
			if w.already[i] == nil {
				w.already[i] = map[int32]bool{}
			}
			w.already[i][int32(j)] = true
		}
	}
}
