package matching

import (
	"cmp"
	"context"
	"slices"
)

// greedy fills needs, the densest first, each with the pledges that like it best.
func (a *plan) greedy(ctx context.Context) {
	w := a.w
	at := order(len(w.needs), func(x, y int) int { return cmp.Compare(w.needs[y].dens, w.needs[x].dens) })
	byKind := make([][]int32, len(w.reaches))
	for j := range w.pledges {
		byKind[w.pledges[j].kind] = append(byKind[w.pledges[j].kind], int32(j))
	}
	type offer struct {
		j    int32
		pref int64
	}
	var offers []offer
	for k, i := range at {
		if k%1024 == 0 && ctx.Err() != nil {
			return
		}
		if !w.needs[i].open {
			continue
		}
		offers = offers[:0]
		for _, g := range w.givers[w.needs[i].class] {
			for _, j := range byKind[g.class] {
				if _, ok := w.pref(j, i); ok && a.room(j, i) > 0 {
					offers = append(offers, offer{j, int64(g.pref)})
				}
			}
		}
		slices.SortStableFunc(offers, func(x, y offer) int {
			return cmp.Or(cmp.Compare(y.pref, x.pref), cmp.Compare(a.slack(x.j, w.needs[i].due), a.slack(y.j, w.needs[i].due)))
		})
		for _, o := range offers { // one donor for the whole of it, where there is one
			if a.room(o.j, i) == w.needs[i].amount {
				a.put(o.j, i, w.needs[i].amount, o.pref)
				break
			}
		}
		for _, o := range slices.Backward(offers) {
			if a.got[i] == w.needs[i].amount {
				break
			}
			if x := a.share(o.j, i); x > 0 && !w.pledges[o.j].wholeOnly {
				a.put(o.j, i, x, o.pref)
			}
		}
		if w.needs[i].whole && a.got[i] != w.needs[i].amount {
			a.clear(i)
		}
	}
}

// share is a share of a need that leaves the rest of it either nothing or something that a further donor may give.
func (a *plan) share(j, i int32) int64 {
	n := &a.w.needs[i]
	x := a.room(j, i)
	left := n.amount - a.got[i] - x
	if x == 0 || left == 0 || left >= n.least || !n.whole {
		return x
	}
	x -= n.least - left
	if x -= x % n.unit; x < n.least {
		return 0
	}
	return x
}
