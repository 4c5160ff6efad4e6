package matching

import "math"

// part is a share seen from its need; entry is the same share seen from its pledge. Each knows where the other is.
type part struct {
	pledge int32
	at     int32 // in gives[pledge]
	x      int64
}

type entry struct {
	need int32
	at   int32 // in parts[need]
}

// plan is an assignment that can be changed and always keeps every rule but one: a need that is whole may be incomplete while it is being changed.
type plan struct {
	w     *work
	parts [][]part
	gives [][]entry
	got   []int64
	used  [][Quarters]int64 // cumulative: what is spent until the end of each quarter
	funds []int64           // by county, in this plan
	value int64
}

func newPlan(w *work) *plan {
	return &plan{
		w: w, parts: make([][]part, len(w.needs)), gives: make([][]entry, len(w.pledges)), got: make([]int64, len(w.needs)),
		used: make([][Quarters]int64, len(w.pledges)), funds: make([]int64, len(w.counties)),
	}
}

// slack is what a pledge can still give for something that is spent in a quarter.
func (a *plan) slack(j int32, due uint8) int64 {
	free := int64(math.MaxInt64)
	p, used := &a.w.pledges[j], &a.used[j]
	for t := int(due); t < Quarters; t++ {
		free = min(free, p.cum[t]-used[t])
	}
	return free
}

// worth values an amount at points per fen.
func (w *work) worth(x, points int64) int64 { return (x >> w.shift) * points }

// bonus is what the completion of a need is worth.
func (w *work) bonus(i int32) int64 {
	n := &w.needs[i]
	return mulDiv(w.worth(n.amount, n.dens), w.set.FullPermille, 1000) // their product may be more than an int64 holds
}

// fair is what money in a county is worth by the tiers of fairness.
func (w *work) fair(c int32, x int64) int64 {
	var v int64
	t := &w.counties[c]
	for k, size := range t.cap {
		y := min(x, size)
		v += w.worth(y, t.bonus[k])
		x -= y
	}
	return v
}

// fund changes a county's money and the value with it.
func (a *plan) fund(c int32, x int64) {
	a.value += a.w.fair(c, a.funds[c]+x) - a.w.fair(c, a.funds[c])
	a.funds[c] += x
}

// put gives x fen of a pledge to a need in which it has no share yet.
func (a *plan) put(j, i int32, x, pref int64) {
	n := &a.w.needs[i]
	a.parts[i] = append(a.parts[i], part{j, int32(len(a.gives[j])), x})
	a.gives[j] = append(a.gives[j], entry{i, int32(len(a.parts[i]) - 1)})
	a.got[i] += x
	for t := int(n.due); t < Quarters; t++ {
		a.used[j][t] += x
	}
	a.value += a.w.worth(x, n.dens+pref) - a.w.set.PairCost>>a.w.shift
	if a.got[i] == n.amount {
		a.value += a.w.bonus(i)
	}
	a.fund(n.county, x)
}

// take undoes the share number k of a need.
func (a *plan) take(i int32, k int) {
	s := a.parts[i][k]
	n := &a.w.needs[i]
	pref, _ := a.w.pref(s.pledge, i)
	if a.got[i] == n.amount {
		a.value -= a.w.bonus(i)
	}
	a.value -= a.w.worth(s.x, n.dens+pref) - a.w.set.PairCost>>a.w.shift
	a.got[i] -= s.x
	for t := int(n.due); t < Quarters; t++ {
		a.used[s.pledge][t] -= s.x
	}
	a.fund(n.county, -s.x)
	g := a.gives[s.pledge]
	last := len(g) - 1
	g[s.at] = g[last]
	a.gives[s.pledge] = g[:last]
	if int(s.at) < last {
		m := g[s.at]
		a.parts[m.need][m.at].at = s.at
	}
	ps := a.parts[i]
	end := len(ps) - 1
	ps[k] = ps[end]
	a.parts[i] = ps[:end]
	if k < end {
		m := ps[k]
		a.gives[m.pledge][m.at].at = int32(k)
	}
}

// donor tells whether one more pledge may have a share of a need; those that had one before are counted already.
func (a *plan) donor(j, i int32) bool {
	n := &a.w.needs[i]
	if n.most == math.MaxInt32 {
		return true
	}
	before := a.w.already[i]
	if before[j] {
		return true
	}
	count := int32(len(a.parts[i]))
	for _, s := range a.parts[i] {
		if before[s.pledge] {
			count--
		}
	}
	return count < n.most
}

// room is the largest share that a pledge may have of a need besides what others have of it, and 0 when that is less than the least.
func (a *plan) room(j, i int32) int64 {
	n := &a.w.needs[i]
	left := n.amount - a.got[i]
	x := min(left, a.slack(j, n.due), a.w.limit(j, i))
	if a.w.pledges[j].wholeOnly && (a.got[i] > 0 || x < n.amount) {
		return 0
	}
	x -= x % n.unit
	if x < n.least || !a.donor(j, i) {
		return 0
	}
	return x
}

// limit is the most that a pledge may give to a need whatever others do.
func (w *work) limit(j, i int32) int64 {
	p, n := &w.pledges[j], &w.needs[i]
	most, units := p.most, p.units
	if len(w.held) > 0 {
		h := w.held[pair{j, i}]
		if most != math.MaxInt64 {
			most -= h.fen
		}
		if units != math.MaxInt64 {
			units -= h.units
		}
	}
	if units < n.amount/n.unit+1 {
		most = min(most, units*n.unit)
	}
	return max(0, most)
}
