package matching

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"shanpei/models/money"
)

// Ranked is a pledge that could take places of a need now, valued by the objective of the run: what the plan that gives it nothing else is worth.
type Ranked struct {
	Pledge  string
	Fen     money.Fen // the most it could give now, in whole units
	Worth   int64     // points per fen
	Other   int64     // points per fen that the same money is worth at its next best need; less goes first among equals
	Reasons []Reason
}

// Ranking values single pairs of a problem, each by itself. It is not safe for concurrent use.
type Ranking struct {
	m     *market
	a     *plan // nothing is given
	at    map[string]int32
	asIf  map[int32]bool
	reach map[string][]reached
}

// reached is a class of needs that a kind of pledge may give to, with the most that its money can be worth there.
type reached struct {
	class int32
	pref  int64
	most  int64
}

// NewRanking compiles a problem for Rank. The needs of asIf are ranked for as if they were there, and are nobody's alternative.
func NewRanking(p Problem, asIf ...Need) *Ranking {
	p.Needs = append(slices.Clip(p.Needs), asIf...)
	w := compile(&p)
	r := &Ranking{m: newMarket(w), a: newPlan(w), at: w.needIDs(), asIf: map[int32]bool{}, reach: map[string][]reached{}}
	for _, n := range asIf {
		if i, ok := r.at[n.ID]; ok {
			r.asIf[i] = true
		}
	}
	return r
}

// Rank lists the pledges that could take a need now, best first: what their money is worth there, then how little is lost elsewhere, then the larger share,
// then the older pledge. A need that is not in the problem, or takes no share of anybody, has none.
func (r *Ranking) Rank(need string) []Ranked {
	i, ok := r.at[need]
	if !ok {
		return nil
	}
	w, n := r.m.w, &r.m.w.needs[i]
	type found struct {
		Ranked
		pledge int32
		pref   int64
		other  int32
	}
	var list []found
	for j := range w.pledges {
		j := int32(j)
		pref, ok := w.pref(j, i)
		if !ok {
			continue
		}
		x := r.a.room(j, i)
		if x == 0 || n.whole && n.most == 1 && x < n.amount {
			continue
		}
		v := found{pledge: j, pref: pref, Ranked: Ranked{Pledge: w.pledge(j).ID, Fen: money.Fen(x), Worth: r.worth(j, i, x, pref)}}
		v.other, v.Other = r.next(j, i)
		list = append(list, v)
	}
	slices.SortStableFunc(list, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.Worth, a.Worth), cmp.Compare(a.Other, b.Other), cmp.Compare(b.Fen, a.Fen), cmp.Compare(a.Pledge, b.Pledge))
	})
	out := make([]Ranked, len(list))
	for k, v := range list {
		out[k] = v.Ranked
		out[k].Reasons = r.why(i, v.pref, v.Worth, v.Other, v.other, v.Fen)
	}
	return out
}

// worth is what the objective gains by a share, in points per fen of it: the plan's own sums say so.
func (r *Ranking) worth(j, i int32, x, pref int64) int64 {
	before := r.a.value
	r.a.put(j, i, x, pref)
	gain := r.a.value - before
	r.a.take(i, len(r.a.parts[i])-1)
	return int64(math.Floor(float64(gain) / float64(max(1, x>>r.m.w.shift))))
}

// next is the best need that the pledge could give to besides one, and what its money is worth there.
func (r *Ranking) next(j, besides int32) (need int32, worth int64) {
	w := r.m.w
	need = -1
	try := func(i int32, pref int64) bool {
		if i == besides || r.asIf[i] {
			return false
		}
		x := r.a.room(j, i)
		if x == 0 || w.needs[i].whole && w.needs[i].most == 1 && x < w.needs[i].amount {
			return false
		}
		if v := r.worth(j, i, x, pref); need < 0 || v > worth {
			need, worth = i, v
		}
		return true
	}
	p := &w.pledges[j]
	if p.names {
		for _, i := range p.named {
			if pref, ok := w.pref(j, i); ok {
				try(i, pref)
			}
		}
		return need, worth
	}
	for _, c := range r.reached(j) {
		if need >= 0 && c.most <= worth {
			break
		}
		for _, i := range w.members[c.class] { // they come best first: the first that fits stands for the class
			if !p.refuses(i) && try(i, c.pref) {
				break
			}
		}
	}
	return need, worth
}

// reached lists the classes that pledges of one purpose and one set of wishes reach, the most promising first.
func (r *Ranking) reached(j int32) []reached {
	w := r.m.w
	p := &w.pledges[j]
	key := fmt.Sprint(p.filter, p.wishes)
	list, ok := r.reach[key]
	if !ok {
		bonus := int64(0)
		for _, f := range w.set.Fair {
			bonus = max(bonus, f[1])
		}
		for _, c := range w.filters[p.filter].classes {
			if len(w.members[c]) == 0 {
				continue
			}
			pref := w.wished(j, &w.classes[c])
			best := w.members[c][0]
			list = append(list, reached{c, pref, int64(r.m.each(best)) + 1 + pref + bonus})
		}
		slices.SortStableFunc(list, func(a, b reached) int { return cmp.Compare(b.most, a.most) })
		r.reach[key] = list
	}
	return list
}

// why says in figures what a place in the ranking rests on.
func (r *Ranking) why(i int32, pref, worth, other int64, next int32, x money.Fen) []Reason {
	w := r.m.w
	n, src := &w.needs[i], w.need(i)
	var out []Reason
	if pref > 0 {
		out = append(out, reason(ReasonWish, "points", pref))
	}
	if int64(x) == n.amount {
		out = append(out, reason(ReasonCompletes))
	}
	if b := r.a.countyBonus(n.county); b > 0 {
		out = append(out, reason(ReasonCounty, "county", src.County, "points", b))
	}
	switch {
	case next < 0:
		return append(out, reason(ReasonNoNeed))
	case other >= worth: // nothing that speaks for this need
		return out
	}
	return append(out, nextNeed(w.need(next).ID, percentLess(float64(worth), float64(other))))
}
