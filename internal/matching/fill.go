package matching

import (
	"cmp"
	"slices"
)

// fill gives money to needs as long as a share more, or more of a share, is worth something: after it, money that is left could go nowhere by itself and gain.
// So does a run that was stopped: it says of nothing that it had no time for it.
func (m *market) fill(a *plan) {
	w := m.w
	v := m.waiting(a)
	if len(v.orders[byAsk]) == 0 {
		return
	}
	at := order(len(w.pledges), func(x, y int) int { return cmp.Compare(w.pledges[x].filter, w.pledges[y].filter) }) // what is within a purpose is found once
	least := w.needs[v.orders[byAsk][0]].asksOne(false)
	for again := true; again; { // a need that was given a part may be worth completing
		again = false
		for _, j := range at {
			left := a.slack(j, Quarters-1)
			if left <= 0 {
				continue
			}
			try := func(i int32) {
				x, own := a.more(j, i)
				if x == 0 {
					return
				}
				pref, _ := w.pref(j, i)
				if a.gain(i, pref, x, own < 0) <= 0 {
					return
				}
				if own >= 0 {
					x += a.parts[i][own].x
					a.take(i, own)
				}
				a.put(j, i, x, pref)
				left, again = a.slack(j, Quarters-1), true
			}
			for k := 0; k < len(a.gives[j]); k++ {
				try(a.gives[j][k].need)
			}
			if left < least {
				continue
			}
			v.turnTo(w, j)
			by := byAsk
			if w.pledges[j].wholeOnly {
				by = byAmount
			}
			v.each(by, func(i int32) bool {
				if w.needs[i].asksOne(w.pledges[j].wholeOnly) > left {
					return false
				}
				try(i)
				return true
			})
		}
	}
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
