package matching

import (
	"cmp"
	"encoding/binary"
	"slices"

	"shanpei/models/money"
)

// explainer finds the reasons of a finished plan. It compares with what could be done instead within the rules, one change at a time, and counts what the change
// would be worth: so every comparison can be checked by making it.
type explainer struct {
	writer
	m       *market
	w       *work
	a       *plan
	walk    *offers
	home    []int32
	stopped bool
	classOf []int32              // by class: one of its groups; −1: none
	open    [][]int32            // by class: needs that are not met, the best first
	next    map[string][]waiting // by purpose and wishes: the best of them
	first   [][]int32            // by group: pledges that may give to it, the best price first
	reach   []*reach             // by class
	bound   []bool               // by pledge: what it may give depends on the single need
}

// waiting is a need that is not met, with what a fen does there at best.
type waiting struct {
	need  int32
	worth float64
}

// How far is looked: at so many waiting needs of a purpose, at so many pledges for a need until so many are found that could pay, and at so many of their gifts.
const (
	looksNeeds, looksPledges, looksRivals, looksGifts = 24, 48, 4, 12
)

// explain adds the reasons to a result that was written from the plan.
func (m *market) explain(a *plan, r *Result, home []int32) {
	e := explainer{
		m: m, w: m.w, a: a, walk: newOffers(m), home: home, stopped: r.Stopped, next: map[string][]waiting{}, first: make([][]int32, len(m.groups)),
		open: make([][]int32, len(m.w.classes)), reach: make([]*reach, len(m.w.classes)), bound: make([]bool, len(m.w.pledges)), classOf: make([]int32, len(m.w.classes)),
	}
	for c := range e.open {
		e.classOf[c] = -1
		for _, i := range m.w.members[c] {
			if a.got[i] < m.w.needs[i].amount {
				e.open[c] = append(e.open[c], i)
			}
		}
	}
	for g := range m.groups {
		e.classOf[m.w.needs[m.groups[g].needs[0]].class] = int32(g)
	}
	for j := range e.bound {
		p := &m.w.pledges[j]
		e.bound[j] = len(p.except) > 0 || p.units < 1<<62
	}
	for k := range m.w.held {
		e.bound[k.pledge] = true
	}
	needAt, pledgeAt := map[string]int32{}, map[string]int32{}
	for _, s := range r.Shares {
		needAt[s.Need], pledgeAt[s.Pledge] = 0, 0
	}
	fill := func(at map[string]int32, id string, k int32) {
		if v, ok := at[id]; ok && v == 0 { // of two with one id the first takes part
			at[id] = k + 1
		}
	}
	for i := range m.w.needs {
		fill(needAt, m.w.need(int32(i)).ID, int32(i))
	}
	for j := range m.w.pledges {
		fill(pledgeAt, m.w.pledge(int32(j)).ID, int32(j))
	}
	for k := range r.Shares {
		s := &r.Shares[k]
		s.Reasons = e.share(pledgeAt[s.Pledge]-1, needAt[s.Need]-1, int64(s.Fen))
	}
	for i := range m.w.needs {
		if n := &m.w.needs[i]; n.open && a.got[i] < n.amount {
			r.Unmet = append(r.Unmet, Left{ID: m.w.need(int32(i)).ID, Fen: money.Fen(n.amount - a.got[i]), Reasons: e.unmet(int32(i))})
		}
	}
	for j := range m.w.pledges {
		if left := m.w.pledges[j].cum[Quarters-1] - a.used[j][Quarters-1]; left > 0 {
			r.Unspent = append(r.Unspent, Left{ID: m.w.pledge(int32(j)).ID, Fen: money.Fen(left), Reasons: e.unspent(int32(j), left)})
		}
	}
}

// gives is what a share that is in the plan is worth: what would be lost without it; the worth of a need that is met in full is divided by shares.
func (e *explainer) gives(j, i int32, x int64) int64 {
	n, w := &e.w.needs[i], e.w
	pref, _ := w.pref(j, i)
	v := w.worth(x, n.dens+pref) - w.set.PairCost>>w.shift + w.fair(n.county, e.a.funds[n.county]) - w.fair(n.county, e.a.funds[n.county]-x)
	if e.a.got[i] == n.amount {
		v += mulDiv(w.bonus(i), x, n.amount)
	}
	return v
}

// would is what a new share of y fen would be worth now.
func (e *explainer) would(i int32, pref, y int64) int64 {
	n, w := &e.w.needs[i], e.w
	v := w.worth(y, n.dens+pref) - w.set.PairCost>>w.shift + w.fair(n.county, e.a.funds[n.county]+y) - w.fair(n.county, e.a.funds[n.county])
	if e.a.got[i]+y == n.amount {
		v += w.bonus(i)
	}
	return v
}

// eachOpen calls f with the needs within a pledge's purpose that are not met.
func (e *explainer) eachOpen(j int32, f func(i int32, pref int64)) {
	w, p := e.w, &e.w.pledges[j]
	if p.names {
		w.each(j, func(i int32, pref int64) {
			if e.a.got[i] < w.needs[i].amount {
				f(i, pref)
			}
		})
		return
	}
	for _, c := range w.filters[p.filter].classes {
		if len(e.open[c]) == 0 {
			continue
		}
		pref := w.wished(j, &w.classes[c])
		for _, i := range e.open[c] {
			if len(p.except) > 0 {
				if _, ok := slices.BinarySearch(p.except, i); ok {
					continue
				}
			}
			f(i, pref)
		}
	}
}

// waitingFor lists the best needs that wait for such a pledge, and whether these are all.
func (e *explainer) waitingFor(j int32) ([]waiting, bool) {
	p := &e.w.pledges[j]
	key := ""
	if !p.names && len(p.except) == 0 {
		raw := binary.AppendVarint(nil, int64(p.filter))
		for _, x := range p.wishes {
			raw = binary.AppendVarint(binary.AppendVarint(binary.AppendVarint(raw, int64(x.attribute)), int64(x.value)), int64(x.points))
		}
		key = string(raw)
		if list, ok := e.next[key]; ok {
			return list, len(list) < looksNeeds
		}
	}
	var top []waiting
	e.eachOpen(j, func(i int32, pref int64) {
		v := e.m.base[i] + float64(pref) + float64(e.a.countyBonus(e.w.needs[i].county))
		if len(top) == looksNeeds && v <= top[looksNeeds-1].worth {
			return
		}
		if len(top) < looksNeeds {
			top = append(top, waiting{i, v})
		} else {
			top[looksNeeds-1] = waiting{i, v}
		}
		for k := len(top) - 1; k > 0 && top[k].worth > top[k-1].worth; k-- {
			top[k], top[k-1] = top[k-1], top[k]
		}
	})
	if key != "" {
		e.next[key] = top
	}
	return top, len(top) < looksNeeds
}

// countyBonus is what the next fen in a county earns.
func (a *plan) countyBonus(c int32) int64 {
	x := a.funds[c]
	t := &a.w.counties[c]
	for k, size := range t.cap {
		if x < size {
			return t.bonus[k]
		}
		x -= size
	}
	return 0
}

// fits is the share that a pledge could give to a need instead of x fen for need i; 0 when none.
func (e *explainer) fits(j, i int32, x int64, k int32) int64 {
	w, a := e.w, e.a
	n, p := &w.needs[k], &w.pledges[j]
	if n.whole && p.cum[n.due] < n.amount || donates(a, j, k) || !a.donor(j, k) {
		return 0
	}
	y := min(n.amount-a.got[k], w.limit(j, k))
	for t := int(n.due); t < Quarters; t++ {
		free := p.cum[t] - a.used[j][t]
		if t >= int(w.needs[i].due) {
			free += x
		}
		y = min(y, free)
	}
	y -= y % n.unit
	if y < n.least || (n.whole || p.wholeOnly) && y < n.amount {
		return 0
	}
	return y
}

// donates tells whether a pledge has a share of a need.
func donates(a *plan, j, i int32) bool {
	return slices.ContainsFunc(a.parts[i], func(p part) bool { return p.pledge == j })
}

// otherNeed adds the best need that waits and that could have the money of a share, and by how much it lost.
func (e *explainer) otherNeed(j, i int32, x, mine int64) {
	best, worth, most := int32(-1), 0.0, int64(0)
	look := func(k int32, pref int64) bool {
		y := e.fits(j, i, x, k)
		if y == 0 {
			return false
		}
		if v := float64(e.would(k, pref, y)) / float64(y); best < 0 || v > worth {
			best, worth, most = k, v, y
		}
		return true
	}
	list, all := e.waitingFor(j)
	for _, o := range list {
		pref, _ := e.w.pref(j, o.need)
		if look(o.need, pref) {
			break
		}
	}
	if best < 0 && !all {
		e.eachOpen(j, func(k int32, pref int64) { look(k, pref) })
	}
	if best < 0 {
		e.add(ReasonNoNeed)
		return
	}
	id := Param{"other_need", e.w.need(best).ID}
	switch less := percentLess(float64(mine)/float64(x), worth); {
	case less > 0:
		e.add(ReasonNextNeed, id, e.figure("percent", less))
	case most < x:
		e.add(ReasonSmallNeed, id, e.figure("amount_fen", most))
	default:
		e.add(ReasonEqualNeed, id)
	}
}

// percentLess is by how much the other is less, from 0 to 100.
func percentLess(best, other float64) int64 {
	if best <= 0 {
		return 0
	}
	return int64(min(100, max(0, 100*(best-other)/best+0.5)))
}

// share says why a pledge and a need belong together: the terms of the need's score, the largest first, what else counts, and the next best on both sides.
func (e *explainer) share(j, i int32, x int64) []Reason {
	w := e.w
	n, src := &w.needs[i], w.need(i)
	pref, _ := w.pref(j, i)
	e.begin()
	terms := [4]struct {
		kind   string
		points int32
	}{{ReasonUrgency, src.Why.Urgency}, {ReasonDeadline, src.Why.Deadline}, {ReasonWaiting, src.Why.Waiting}, {ReasonCategory, src.Why.Category}}
	slices.SortStableFunc(terms[:], func(a, b struct {
		kind   string
		points int32
	}) int {
		return cmp.Compare(b.points, a.points)
	})
	for _, t := range terms {
		if t.points > 0 {
			e.add(t.kind, e.figure("points", int64(t.points)), e.figure("of", src.Score))
		}
	}
	if w.pledges[j].names {
		e.add(ReasonNamed)
	}
	if pref > 0 {
		e.add(ReasonWish, e.figure("points", pref))
	}
	if e.a.got[i] == n.amount {
		e.add(ReasonComplete)
	}
	if b := (w.fair(n.county, e.a.funds[n.county]) - w.fair(n.county, e.a.funds[n.county]-x)) / max(1, x>>w.shift); b > 0 {
		e.add(ReasonCounty, Param{"county", src.County}, e.figure("points", b))
	}
	mine := e.gives(j, i, x)
	e.otherNeed(j, i, x, mine)
	e.otherPledge(j, i, x, mine)
	return e.done()
}
