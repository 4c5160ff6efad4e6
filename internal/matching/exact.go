package matching

import "context"

// exact tries every plan of a very small problem, need by need, and leaves out what cannot be better than the best known. It gives up after a number of steps:
// then the best known stands.
type exact struct {
	a     *plan
	rest  []int64 // by need: the most that it and all later ones can add
	best  int64
	kept  []change
	steps int64
	ctx   context.Context
}

// What is tried exactly, and for how long.
const (
	exactNeeds, exactPledges = 12, 8
	exactSteps               = 4_000_000
)

// tryAll improves on a plan of a very small problem, if anything can.
func (m *market) tryAll(ctx context.Context, known *plan) *plan {
	w := m.w
	e := exact{a: newPlan(w), best: known.value, rest: make([]int64, len(w.needs)+1), steps: exactSteps, ctx: ctx}
	for i := len(w.needs) - 1; i >= 0; i-- {
		n := &w.needs[i]
		e.rest[i] = e.rest[i+1]
		if !n.open {
			continue
		}
		points := n.dens
		for j := range w.pledges {
			if pref, ok := w.pref(int32(j), int32(i)); ok {
				points = max(points, n.dens+pref)
			}
		}
		most := int64(0)
		for _, b := range w.counties[n.county].bonus {
			most = max(most, b)
		}
		points += most
		e.rest[i] += w.worth(n.amount, points) + w.bonus(int32(i)) + 1
	}
	e.need(0, 0)
	if e.kept == nil {
		return known
	}
	found := newPlan(w)
	for _, c := range e.kept {
		found.put(c.pledge, c.need, c.x, c.pref)
	}
	return found
}

// need decides what pledge j and the later ones give to need i, and then goes on to the later needs.
func (e *exact) need(i, j int32) {
	w, a := e.a.w, e.a
	if e.steps--; e.steps < 0 || e.steps%4096 == 0 && e.ctx.Err() != nil {
		e.steps = -1
		return
	}
	if a.value+e.rest[i] <= e.best {
		return
	}
	if int(i) == len(w.needs) {
		e.best = a.value
		e.kept = e.kept[:0]
		for k := range a.parts {
			for _, p := range a.parts[k] {
				pref, _ := w.pref(p.pledge, int32(k))
				e.kept = append(e.kept, change{pledge: p.pledge, need: int32(k), x: p.x, pref: pref})
			}
		}
		return
	}
	n := &w.needs[i]
	if int(j) == len(w.pledges) || !n.open || a.got[i] == n.amount {
		if !n.whole || a.got[i] == 0 || a.got[i] == n.amount {
			e.need(i+1, 0)
		}
		return
	}
	if pref, ok := w.pref(j, i); ok {
		for x := a.room(j, i); x >= n.least && x > 0 && e.steps >= 0; x -= n.unit {
			if w.pledges[j].wholeOnly && x != n.amount {
				break
			}
			a.put(j, i, x, pref)
			e.need(i, j+1)
			a.take(i, len(a.parts[i])-1)
		}
	}
	e.need(i, j+1)
}
