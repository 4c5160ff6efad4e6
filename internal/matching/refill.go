package matching

import (
	"cmp"
	"math"
	"slices"
)

// item is a need that a pledge could fund now, with the share that it would give and what that is worth.
type item struct {
	need  int32
	x     int64
	pref  int64
	gain  int64
	score float64 // gain per fen, with some noise
	size  int32   // x in grains, rounded up
}

// bag is the working memory of refill.
type bag struct {
	items  []item
	pool   []seat
	best   []int64
	chosen []uint64
}

const (
	usualGrain = 10_000 // fen: the step in which sizes are counted when a pledge is packed
	mostSize   = 384    // grains that are packed exactly; what is larger is first filled by density
	mostItems  = 64
	maxLooks   = 400 // needs that are looked at for one packing
)

// refill gives what a pledge has left to the needs that are worth most: by density while there is much, exactly when there is little, and the rest to needs that
// take parts.
func (s *search) refill(j int32, noise int) {
	a := s.a
	if a.slack(j, Quarters-1) <= 0 {
		return
	}
	s.bag.items = s.bag.items[:0]
	p := &s.m.w.pledges[j]
	if p.names {
		s.m.w.each(j, func(i int32, pref int64) {
			s.steps += 8
			s.consider(j, i, pref, noise)
		})
		s.greedy(j)
	} else {
		s.gatherItems(j, noise)
	}
	s.pack(j, s.bag.items)
	s.top(j, s.bag.items)
}

// greedy gives to the best of the items while there is much money left.
func (s *search) greedy(j int32) {
	items := s.bag.items
	slices.SortFunc(items, func(x, y item) int { return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.need, y.need)) })
	k := 0
	for ; k < len(items) && s.a.slack(j, Quarters-1) > mostSize*s.grain; k++ {
		if t := &items[k]; s.a.room(j, t.need) >= t.x {
			s.put(j, t.need, t.x, t.pref)
		}
	}
	s.bag.items = items[k:]
}

// gatherItems walks the free needs, the best first: it gives to them while there is much money left, and then lists as many as can be packed.
func (s *search) gatherItems(j int32, noise int) {
	w, a := s.m.w, s.a
	p := &w.pledges[j]
	s.stroll.begin(j, func(due uint8) (float32, bool) { return -math.MaxFloat32, a.slack(j, due) >= s.least[due] })
	s.steps += int64(4 * len(s.stroll.heap))
	sum, most := 0, int(min(a.slack(j, Quarters-1)/s.grain, mostSize))
	for looks := 0; looks < maxLooks; looks++ {
		i, ok := s.stroll.next()
		if !ok {
			break
		}
		s.steps += 12
		if p.refuses(i) {
			continue
		}
		n := len(s.bag.items)
		s.consider(j, i, w.wished(j, &w.classes[w.needs[i].class]), noise)
		if len(s.bag.items) == n {
			continue
		}
		t := s.bag.items[n]
		if a.slack(j, Quarters-1) > mostSize*s.grain {
			s.put(j, t.need, t.x, t.pref)
			s.bag.items = s.bag.items[:n]
			looks = 0
			continue
		}
		if sum += int(t.size); n+1 == mostItems || sum > 3*most+32 {
			break
		}
	}
}

// consider adds a need to the items when the pledge can give to it now.
func (s *search) consider(j, i int32, pref int64, noise int) {
	w, a := s.m.w, s.a
	n := &w.needs[i]
	x := a.room(j, i)
	if x == 0 || n.whole && x < n.amount-a.got[i] {
		return
	}
	for _, q := range a.parts[i] {
		if q.pledge == j {
			return
		}
	}
	if most := x - n.least; noise > 0 && !n.whole && most >= n.unit && !w.pledges[j].wholeOnly && s.random.IntN(4) == 0 {
		x = n.least + n.unit*s.random.Int64N(most/n.unit+1) // now and then only a part, so that another donor's money may join
	}
	gain := w.worth(x, n.dens+pref) - w.set.PairCost>>w.shift + w.fair(n.county, a.funds[n.county]+x) - w.fair(n.county, a.funds[n.county])
	if a.got[i]+x == n.amount {
		gain += w.bonus(i)
	}
	if s.less != nil {
		gain -= int64(float64(s.less[i]) * float64(x>>w.shift))
	}
	if gain <= 0 {
		return
	}
	score := float64(gain) / float64(x)
	if noise > 0 {
		score *= 1 + float64(noise)*(s.random.Float64()-0.5)/500
		gain = int64(score * float64(x))
	}
	s.bag.items = append(s.bag.items, item{need: i, x: x, pref: pref, gain: gain, score: score, size: int32(min((x+s.grain-1)/s.grain, mostSize+1))})
}

// pack chooses among items exactly, by quarters: what is spent early counts against every later bound.
func (s *search) pack(j int32, items []item) {
	w, a := s.m.w, s.a
	var caps [Quarters]int
	for d := range caps {
		caps[d] = int(max(0, min(a.slack(j, uint8(d))/s.grain, mostSize)))
	}
	most := caps[Quarters-1]
	if most == 0 {
		return
	}
	n, sum := 0, 0
	for _, t := range items {
		if n == mostItems || sum > 3*most+32 {
			break
		}
		if int(t.size) <= caps[w.needs[t.need].due] {
			items[n] = t
			sum += int(t.size)
			n++
		}
	}
	items = items[:n]
	slices.SortStableFunc(items, func(x, y item) int { return cmp.Compare(w.needs[x.need].due, w.needs[y.need].due) })
	best := slices.Grow(s.bag.best[:0], most+1)[:most+1]
	clear(best)
	words := (most + 64) / 64
	chosen := slices.Grow(s.bag.chosen[:0], n*words)[:n*words]
	clear(chosen)
	s.bag.best, s.bag.chosen = best, chosen
	for k := range items {
		t := &items[k]
		size := int(t.size)
		row := chosen[k*words : (k+1)*words]
		for c := caps[w.needs[t.need].due]; c >= size; c-- {
			if v := best[c-size] + t.gain; v > best[c] {
				best[c] = v
				row[c>>6] |= 1 << (c & 63)
			}
		}
		// What is spent by an earlier quarter is also spent by a later one: carry the best forward over the money that arrives.
		if k+1 < n && w.needs[items[k+1].need].due != w.needs[t.need].due {
			for c := caps[w.needs[t.need].due] + 1; c <= most; c++ {
				best[c] = best[caps[w.needs[t.need].due]]
			}
		}
		s.steps += int64(caps[w.needs[t.need].due]-size) / 2
	}
	c := most
	for k := n - 1; k >= 0; k-- {
		due := w.needs[items[k].need].due
		c = min(c, caps[due])
		if chosen[k*words+c>>6]&(1<<(c&63)) != 0 {
			c -= int(items[k].size)
			s.put(j, items[k].need, items[k].x, items[k].pref)
		}
	}
}

// top gives what is left to needs that take parts, the best first, and makes the pledge's own parts larger.
func (s *search) top(j int32, items []item) {
	w, a := s.m.w, s.a
	for k := 0; k < len(a.gives[j]); k++ {
		i := a.gives[j][k].need
		n := &w.needs[i]
		if n.whole || a.got[i] == n.amount {
			continue
		}
		free := min(a.slack(j, n.due), n.amount-a.got[i])
		own := a.parts[i][a.gives[j][k].at].x
		free = min(free, w.limit(j, i)-own)
		free -= free % n.unit
		if free <= 0 || w.pledges[j].wholeOnly {
			continue
		}
		pref, _ := w.pref(j, i)
		s.take(i, int(a.gives[j][k].at))
		s.put(j, i, own+free, pref)
		k = -1
		if a.slack(j, Quarters-1) < s.grain/2 {
			return
		}
	}
	for k := range items {
		t := &items[k]
		n := &w.needs[t.need]
		if n.whole || slices.ContainsFunc(a.parts[t.need], func(q part) bool { return q.pledge == j }) {
			continue
		}
		if x := a.room(j, t.need); x > 0 && w.worth(x, n.dens+t.pref) > w.set.PairCost>>w.shift {
			s.put(j, t.need, x, t.pref)
		}
	}
}
