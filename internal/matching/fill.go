package matching

import "slices"

// fill gives money to needs as long as a share more, or more of a share, is worth something: after it, money that is left could go nowhere by itself and gain.
// So does a run that was stopped: it says of nothing that it had no time for it.
func (m *market) fill(a *plan) {
	f := rest{a, [2]*stroll{newAsks(m, a, false), newAsks(m, a, true)}}
	for again := true; again; { // a need that was given a part may be worth completing
		again = false
		for _, j := range m.w.fewestFirst() {
			again = f.use(j) || again
		}
	}
}

// rest gives what is left of the pledges to needs that one donor may have a share of, those that ask least first.
type rest struct {
	a    *plan
	asks [2]*stroll // by the kind of pledge
}

// newAsks makes a walk over the needs that take a share of one more donor, those first that ask least of it; alone: of one who funds a need alone.
func newAsks(m *market, a *plan, alone bool) *stroll {
	key := make([]float32, len(m.w.needs))
	for i := range key {
		n := &m.w.needs[i]
		key[i] = -float32(n.asksOne(n.whole || alone))
	}
	o := newStroll(newShelf(m, key, func(i int32) bool { return a.takes(i) && (!alone || a.got[i] == 0) }))
	o.plain = true
	return o
}

// takes tells whether a need may take a share of one more donor.
func (a *plan) takes(i int32) bool {
	n := &a.w.needs[i]
	return n.open && n.amount-a.got[i] >= n.asksOne(n.whole) && (len(a.parts[i]) < int(n.most) || a.w.already[i] != nil)
}

// use gives what a pledge has left, and tells whether it gave anything.
func (f *rest) use(j int32) (gave bool) {
	a, p := f.a, &f.a.w.pledges[j]
	if a.slack(j, Quarters-1) <= 0 {
		return false
	}
	for k := 0; k < len(a.gives[j]); k++ {
		gave = f.give(j, a.gives[j][k].need) || gave
	}
	if p.names {
		for _, i := range p.named {
			gave = f.give(j, i) || gave
		}
		return gave
	}
	asks := f.asks[p.kind()]
	for more := true; more; { // what it gives, it cannot ask for again: the walk begins anew
		asks.begin(j, func(due uint8) (float32, bool) {
			left := min(a.slack(j, due), p.most)
			return -float32(left), left > 0
		})
		more = false
		for i, ok := asks.next(); ok && !more; i, ok = asks.next() {
			more = f.give(j, i)
		}
		gave = gave || more
	}
	return gave
}

// give gives a pledge's share of a need, or makes it larger, when that gains something.
func (f *rest) give(j, i int32) bool {
	a := f.a
	pref, ok := a.w.pref(j, i)
	if !ok {
		return false
	}
	x, own := a.more(j, i)
	if x == 0 || a.gain(i, pref, x, own < 0) <= 0 {
		return false
	}
	if own >= 0 {
		x += a.parts[i][own].x
		a.take(i, own)
	}
	a.put(j, i, x, pref)
	for kind, asks := range f.asks {
		if kind == 1 || !a.takes(i) { // it is nobody's alone any more
			asks.s.set(i, false)
		}
	}
	return true
}

// more is what a pledge could give to a need besides what it gives to it in the plan, in whole units, and which of the need's shares that is; −1: none yet.
func (a *plan) more(j, i int32) (x int64, own int) {
	n := &a.w.needs[i]
	own = slices.IndexFunc(a.parts[i], func(p part) bool { return p.pledge == j })
	if own < 0 {
		x = a.room(j, i)
	} else if !a.w.pledges[j].wholeOnly {
		x = max(0, min(n.amount-a.got[i], a.slack(j, n.due), a.w.limit(j, i)-a.parts[i][own].x))
		x -= x % n.unit
	}
	if n.whole && x < n.amount {
		x = 0
	}
	return x, own
}

// gain is what x fen more for a need would be worth now, as a share of their own or as a part of one that is there.
func (a *plan) gain(i int32, pref, x int64, share bool) int64 {
	n, w := &a.w.needs[i], a.w
	v := w.worth(x, n.dens+pref) + w.fair(n.county, a.funds[n.county]+x) - w.fair(n.county, a.funds[n.county])
	if share {
		v -= w.set.PairCost >> w.shift
	}
	if a.got[i]+x == n.amount {
		v += w.bonus(i)
	}
	return v
}
