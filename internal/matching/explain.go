package matching

import (
	"cmp"
	"slices"

	"shanpei/models/money"
)

// explainer finds the reasons of a finished plan. It compares with what could be done instead within the rules, one change at a time, and counts what the change
// would be worth: so every comparison can be checked by making it.
type explainer struct {
	writer
	m     *market
	w     *work
	a     *plan
	walk  *offers
	home  []int32
	first [][]int32 // by group: pledges that may give to it, the best price first
	reach []reach   // by class
	waits           // needs that are not met
}

// How far is looked: at so many of the needs of a purpose, so many of the best of them and half as many of those that ask least are kept; at so many pledges for a
// need until so many are found that could pay, and at so many of their gifts.
const (
	looksNeeds, keepsNeeds, looksPledges, looksRivals, looksGifts = 1024, 16, 32, 3, 12
)

// explain adds the reasons to a result that was written from the plan.
func (m *market) explain(a *plan, r *Result, home []int32) {
	e := explainer{m: m, w: m.w, a: a, walk: newOffers(m), home: home, first: make([][]int32, len(m.groups))}
	e.reachAll()
	e.waits = m.waiting(a)
	from := make([]int32, len(m.w.pledges)+1) // by pledge: where its shares begin
	k := 0
	for j := range m.w.pledges {
		from[j] = int32(k)
		if twin := j > 0 && m.w.pledge(int32(j-1)).ID == m.w.pledge(int32(j)).ID; twin {
			continue
		}
		for k < len(r.Shares) && r.Shares[k].Pledge == m.w.pledge(int32(j)).ID {
			k++
		}
	}
	from[len(m.w.pledges)] = int32(k)
	needAt := make(map[string]int32, len(m.w.needs))
	for i := range m.w.needs {
		if m.w.needs[i].open {
			needAt[m.w.need(int32(i)).ID] = int32(i)
		}
	}
	unspent := make([][]Reason, len(m.w.pledges))
	for _, j := range order(len(m.w.pledges), func(x, y int) int { return cmp.Compare(m.w.pledges[x].filter, m.w.pledges[y].filter) }) {
		left := m.w.pledges[j].cum[Quarters-1] - a.used[j][Quarters-1]
		if from[j] == from[j+1] && left == 0 {
			continue
		}
		e.turnTo(m.w, j)
		if from[j] < from[j+1] {
			next := e.affordable(j)
			for k := from[j]; k < from[j+1]; k++ {
				s := &r.Shares[k]
				s.Reasons = e.share(j, needAt[s.Need], int64(s.Fen), next)
			}
		}
		if left > 0 {
			unspent[j] = e.unspent(j, left)
		}
	}
	for i := range m.w.needs {
		if n := &m.w.needs[i]; n.open && a.got[i] < n.amount {
			r.Unmet = append(r.Unmet, Left{ID: m.w.need(int32(i)).ID, Fen: money.Fen(n.amount - a.got[i]), Reasons: e.unmet(int32(i))})
		}
	}
	for j, why := range unspent {
		if why != nil {
			r.Unspent = append(r.Unspent, Left{ID: m.w.pledge(int32(j)).ID, Fen: money.Fen(m.w.pledges[j].cum[Quarters-1] - a.used[j][Quarters-1]), Reasons: why})
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
func (e *explainer) otherNeed(j, i int32, x, mine int64, next []hope) {
	best, worth, most := int32(-1), 0.0, int64(0)
	for _, o := range next {
		y := e.fits(j, i, x, o.need)
		if y == 0 || best >= 0 && o.worth < worth {
			continue
		}
		pref, _ := e.w.pref(j, o.need)
		if v := float64(e.a.gain(o.need, pref, y, true)) / float64(y); best < 0 || v > worth {
			best, worth, most = o.need, v, y
		}
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
func (e *explainer) share(j, i int32, x int64, next []hope) []Reason {
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
		e.add(ReasonCompletes)
	}
	if b := (w.fair(n.county, e.a.funds[n.county]) - w.fair(n.county, e.a.funds[n.county]-x)) / max(1, x>>w.shift); b > 0 {
		e.add(ReasonCounty, Param{"county", src.County}, e.figure("points", b))
	}
	mine := e.gives(j, i, x)
	e.otherNeed(j, i, x, mine, next)
	e.otherPledge(j, i, x, mine)
	return e.done()
}
