package matching

import (
	"cmp"
	"context"
	"slices"
)

// build makes a plan by the prices, whose pledges must be ranked: the needs that are worth most beyond the price of their money first, each from the pledges whose money is
// worth least elsewhere. In a thick market only the teams are made in this way.
func (m *market) build(ctx context.Context) *plan {
	thick := m.w.thick()
	a := newPlan(m.w)
	o := newOffers(m)
	surplus := make([]float32, len(m.w.needs))
	home := make([]int32, len(m.w.needs))
	for g := range m.groups {
		for _, i := range m.groups[g].needs {
			home[i] = int32(g)
			surplus[i] = m.best(o, &m.groups[g], i)
		}
	}
	least := m.usualAsks(usualPart)
	o.skip = func(j int32, due uint8) bool { return a.slack(j, due) < max(least[due], m.sizes[o.band]/2) }
	at := order(len(m.w.needs), func(x, y int) int { return cmp.Compare(surplus[y], surplus[x]) })
	f := filler{m: m, a: a, o: o}
	for k, i := range at {
		if k%4096 == 0 && ctx.Err() != nil {
			break
		}
		if n := &m.w.needs[i]; n.open && (!thick || n.whole && n.most > 1 && n.unit < n.amount) {
			f.fill(&m.groups[home[i]], i, weighed)
		}
	}
	return a
}

// How the donors of a need are looked for: how many are weighed, how many are looked at for each of them, and which part of the needs ask so little that a
// pledge which has no more than that left is passed over.
const (
	weighed     = 24
	looksForOne = 1000
	usualPart   = 0.4
)

// best is what a fen of a need is worth beyond the best price at which a pledge could fund it.
func (m *market) best(o *offers, g *group, i int32) float32 {
	n := &m.w.needs[i]
	o.begin(g, i, n.asks())
	for range 64 {
		r, ok := o.next()
		if !ok {
			break
		}
		if give := m.w.most(r.pledge, g.due); give >= n.asks() && (give >= n.amount || !m.w.pledges[r.pledge].wholeOnly) {
			return float32(m.base[i]+m.county[n.county]) + r.points
		}
	}
	return -maxPoints
}

// usualAsks is, by quarter, what only a part of the needs ask less than.
func (m *market) usualAsks(part float64) (least [Quarters]int64) {
	var all [Quarters][]int64
	for i := range m.w.needs {
		if n := &m.w.needs[i]; n.open {
			all[n.due] = append(all[n.due], n.asks())
		}
	}
	for d := range least {
		if slices.Sort(all[d]); len(all[d]) > 0 {
			least[d] = all[d][int(part*float64(len(all[d])-1))]
		}
	}
	return least
}

// filler gives money to single needs.
type filler struct {
	m    *market
	a    *plan
	o    *offers
	pool []seat
	pick picker
}

// seat is a pledge that could be a donor of a need: what it can give, and its points per fen.
type seat struct {
	pledge int32
	points float32
	room   int64
	pref   int64
	x      int64 // what it gives, once it is chosen
	alone  bool  // it gives the whole or nothing
}

// fill gives money to a need from the best prices; it weighs no more than `most` pledges. A whole need is met in full or left alone.
func (f *filler) fill(g *group, i int32, most int) bool {
	w, a := f.m.w, f.a
	n := &w.needs[i]
	f.o.begin(g, i, n.asks())
	f.pool = f.pool[:0]
	each := float32(f.m.each(i)+f.m.county[n.county]) - float32(w.set.PairCost)/float32(n.amount)
	sum := int64(0)
	for looks := 0; looks < looksForOne*most && len(f.pool) < most; looks++ {
		r, ok := f.o.next()
		if !ok || each+r.points < 0 && len(f.pool) == 0 {
			break
		}

		room := a.room(r.pledge, i)
		if room == 0 || n.whole && room < min(n.asks(), n.amount-a.got[i]) {
			continue
		}
		pref, ok := w.pref(r.pledge, i)
		if !ok || slices.ContainsFunc(a.parts[i], func(s part) bool { return s.pledge == r.pledge }) {
			continue
		}
		f.pool = append(f.pool, seat{pledge: r.pledge, points: r.points, room: room, pref: pref, alone: w.pledges[r.pledge].wholeOnly})
		if n.whole && room == n.amount {
			break // no team that needs a later one is better than this one alone
		}
		if sum += room; !n.whole && sum >= n.amount-a.got[i] {
			break
		}
	}
	return f.seatAll(i, each)
}

// seatAll gives a need to those of the pool that fit.
func (f *filler) seatAll(i int32, each float32) bool {
	w, a := f.m.w, f.a
	n := &w.needs[i]
	if !n.whole {
		for _, s := range f.pool {
			x := a.room(s.pledge, i)
			if x > 0 && float64(each+s.points)*float64(x) > 0 {
				a.put(s.pledge, i, x, s.pref)
			}
		}
		return a.got[i] == n.amount
	}
	team, worth := f.pick.best(f.pool, n, each, float64(w.set.PairCost))
	if worth <= 0 {
		return false
	}
	for _, s := range team {
		a.put(s.pledge, i, s.x, s.pref)
	}
	return true
}
