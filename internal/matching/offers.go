package matching

import (
	"cmp"
	"slices"
)

// rank sorts the pledges of every node by what they are worth there.
func (m *market) rank() {
	for n := range m.nodes {
		for d := range Quarters {
			for b := range bands {
				m.nodes[n].ranked[d][b] = m.nodes[n].ranked[d][b][:0]
			}
		}
	}
	for j := range m.ties {
		for d := range uint8(Quarters) {
			most := m.w.most(int32(j), d)
			if most == 0 {
				continue
			}
			top := m.band(most)
			for _, t := range m.ties[j] {
				sum := int32(0)
				for _, f := range m.combos[t.combo] {
					sum += f
				}
				for b := range top + 1 {
					r := &m.nodes[t.node].ranked[d][b]
					*r = append(*r, rank{int32(j), float32(min(sum, MaxPreference)) - float32(m.price[j][d])})
				}
			}
		}
	}
	for n := range m.nodes {
		for d := range Quarters {
			for b := range bands {
				slices.SortFunc(m.nodes[n].ranked[d][b], func(a, b rank) int {
					return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.pledge, b.pledge))
				})
			}
		}
	}
}

// cursor is a place in the ranked pledges of a node.
type cursor struct {
	points float32
	node   int32
	at     int32
}

// offers walks the pledges that may give to a need, the best price first, each once.
type offers struct {
	m     *market
	heap  []cursor
	due   uint8
	band  int
	seen  []int32 // by pledge: the walk that saw it last
	walk  int32
	extra []rank
	skip  func(j int32, due uint8) bool // pledges that are out of the question for every need of the quarter, now and later in the walks
	jumps [][Quarters][bands][]int32    // by node: for each such pledge, how many places further the walk goes on; 0 for the others
}

func newOffers(m *market) *offers {
	return &offers{m: m, seen: make([]int32, len(m.w.pledges)), jumps: make([][Quarters][bands][]int32, len(m.nodes))}
}

// begin starts a walk for a need of the group, over the pledges that can give it a certain amount and perhaps some more.
func (o *offers) begin(g *group, i int32, amount int64) {
	o.walk++
	o.due, o.band = g.due, o.m.band(amount)
	o.heap = o.heap[:0]
	for _, n := range g.nodes {
		list := o.m.nodes[n].ranked[g.due][o.band]
		at := o.from(n, 0)
		if int(at) < len(list) {
			o.heap = append(o.heap, cursor{list[at].points, n, at})
		}
	}
	for k := len(o.heap)/2 - 1; k >= 0; k-- {
		o.sink(k)
	}
	o.extra = o.extra[:0]
	for _, j := range o.m.extra[i] {
		wished := o.m.w.wished(j, &o.m.w.classes[o.m.w.needs[i].class])
		o.extra = append(o.extra, rank{j, float32(wished) - float32(o.m.price[j][g.due])})
	}
	slices.SortFunc(o.extra, func(a, b rank) int { return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.pledge, b.pledge)) })
}

// from is the first place of a node's list, from one on, whose pledge is not skipped. What is skipped once is never looked at again.
func (o *offers) from(n, at int32) int32 {
	if o.skip == nil {
		return at
	}
	list, jumps := o.m.nodes[n].ranked[o.due][o.band], &o.jumps[n][o.due][o.band]
	if *jumps == nil {
		*jumps = make([]int32, len(list))
	}
	for jump := *jumps; int(at) < len(list); {
		if jump[at] == 0 {
			if !o.skip(list[at].pledge, o.due) {
				return at
			}
			jump[at] = 1
		}
		next := at + jump[at]
		if int(next) < len(list) {
			jump[at] += jump[next]
		}
		at = next
	}
	return at
}

func (a cursor) before(b cursor) bool {
	return a.points > b.points || a.points == b.points && a.node < b.node
}

func (o *offers) sink(k int) {
	h := o.heap
	for {
		c := 2*k + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && h[c+1].before(h[c]) {
			c++
		}
		if !h[c].before(h[k]) {
			return
		}
		h[k], h[c] = h[c], h[k]
		k = c
	}
}

// next gives the next pledge; ok is false at the end.
func (o *offers) next() (r rank, ok bool) {
	for {
		if len(o.extra) > 0 && (len(o.heap) == 0 || o.extra[0].points >= o.heap[0].points) {
			r = o.extra[0]
			o.extra = o.extra[1:]
		} else if len(o.heap) > 0 {
			top := &o.heap[0]
			list := o.m.nodes[top.node].ranked[o.due][o.band]
			r = list[top.at]
			top.at = o.from(top.node, top.at+1)
			if int(top.at) < len(list) {
				top.points = list[top.at].points
			} else {
				o.heap[0] = o.heap[len(o.heap)-1]
				o.heap = o.heap[:len(o.heap)-1]
			}
			o.sink(0)
		} else {
			return rank{}, false
		}
		if o.seen[r.pledge] != o.walk {
			o.seen[r.pledge] = o.walk
			return r, true
		}
	}
}
