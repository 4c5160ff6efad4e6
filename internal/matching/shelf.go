package matching

import (
	"cmp"
	"math/bits"
	"slices"
)

// shelf has the needs of every node, by quarter, those that are worth most per fen first, and knows which of them are free. So a pledge finds the best needs
// that it may still go to without looking at all the others.
type shelf struct {
	m     *market
	lists [][Quarters]row // by node
	place [][]int32       // by need: where it is in the list of each node of its group
	home  []int32         // by need: its group
	key   []float32       // by need: points per fen when it is met in full, with its county's bonus
}

// row is a list of needs and which of them are free.
type row struct {
	needs []int32
	free  []uint64
	some  []uint64 // of the words of free: those that are not nothing
}

// newShelf makes the shelf of the needs that it is to keep, those with the highest keys first.
func newShelf(m *market, key []float32, keep func(i int32) bool) *shelf {
	w := m.w
	s := &shelf{m: m, lists: make([][Quarters]row, len(m.nodes)), place: make([][]int32, len(w.needs)), home: make([]int32, len(w.needs)), key: key}
	counts := make([][Quarters]int32, len(m.nodes))
	links := 0
	var all []int32
	for g := range m.groups {
		kept := len(all)
		for _, i := range m.groups[g].needs {
			s.home[i] = int32(g)
			if keep(i) {
				all = append(all, i)
			}
		}
		kept = len(all) - kept
		for _, n := range m.groups[g].nodes {
			counts[n][m.groups[g].due] += int32(kept)
		}
		links += len(m.groups[g].nodes) * kept
	}
	for n := range s.lists {
		for d := range Quarters {
			s.lists[n][d] = row{make([]int32, 0, counts[n][d]), make([]uint64, (counts[n][d]+63)/64), make([]uint64, (counts[n][d]+4095)/4096)}
		}
	}
	slices.SortFunc(all, func(a, b int32) int { return cmp.Or(cmp.Compare(s.key[b], s.key[a]), cmp.Compare(a, b)) })
	flat := make([]int32, 0, links)
	for _, i := range all {
		g := &m.groups[s.home[i]]
		start := len(flat)
		for _, n := range g.nodes {
			r := &s.lists[n][g.due]
			at := len(r.needs)
			flat = append(flat, int32(at))
			r.needs = append(r.needs, i)
			r.set(int32(at), true)
		}
		s.place[i] = flat[start:len(flat):len(flat)]
	}
	return s
}

// keys are what the needs are worth per fen when they are met in full, with the bonus of their counties, less what is taken off.
func (m *market) keys(less []float32) []float32 {
	key := make([]float32, len(m.base))
	for i := range key {
		key[i] = float32(m.base[i] + m.county[m.w.needs[i].county])
		if less != nil {
			key[i] -= less[i]
		}
	}
	return key
}

// set says whether a need is free.
func (s *shelf) set(i int32, free bool) {
	g := &s.m.groups[s.home[i]]
	for k, at := range s.place[i] {
		s.lists[g.nodes[k]][g.due].set(at, free)
	}
}

func (r *row) set(at int32, free bool) {
	k := at >> 6
	if free {
		r.free[k] |= 1 << (at & 63)
		r.some[k>>6] |= 1 << (k & 63)
	} else if r.free[k] &^= 1 << (at & 63); r.free[k] == 0 {
		r.some[k>>6] &^= 1 << (k & 63)
	}
}

// next is the first free place of the row from a place on; −1 when there is none.
func (r *row) next(from int) int {
	k := from >> 6
	if k >= len(r.free) {
		return -1
	}
	if word := r.free[k] &^ (1<<(from&63) - 1); word != 0 {
		return k<<6 + bits.TrailingZeros64(word)
	}
	k++
	m := k >> 6
	if m >= len(r.some) {
		return -1
	}
	word := r.some[m] &^ (1<<(k&63) - 1)
	for word == 0 {
		if m++; m == len(r.some) {
			return -1
		}
		word = r.some[m]
	}
	k = m<<6 + bits.TrailingZeros64(word)
	return k<<6 + bits.TrailingZeros64(r.free[k])
}

// spot is a place in a row at which a walk stands.
type spot struct {
	score float32 // points per fen of the need there, wishes included
	wish  float32
	floor float32
	row   *row
	at    int32
}

// stroll walks the free needs that a pledge may go to, the best first, each once.
type stroll struct {
	s     *shelf
	plain bool // the pledge's wishes count for nothing
	heap  []spot
	seen  []uint32
	now   uint32
}

func newStroll(s *shelf) *stroll { return &stroll{s: s, seen: make([]uint32, len(s.key))} }

// begin starts a walk for a pledge over the quarters that it has money for, down to the key that is said for each.
func (o *stroll) begin(j int32, floor func(due uint8) (key float32, has bool)) {
	o.now++
	o.heap = o.heap[:0]
	for d := range uint8(Quarters) {
		floor, has := floor(d)
		if !has {
			continue
		}
		for _, t := range o.s.m.ties[j] {
			if o.plain && len(o.s.m.combos[t.combo]) > 0 {
				continue // these needs are also at the node without the wish
			}
			r := &o.s.lists[t.node][d]
			if at := r.next(0); at >= 0 && o.s.key[r.needs[at]] >= floor {
				wish := float32(0)
				for _, f := range o.s.m.combos[t.combo] {
					wish += float32(f)
				}
				wish = min(wish, MaxPreference)
				o.heap = append(o.heap, spot{o.s.key[r.needs[at]] + wish, wish, floor, r, int32(at)})
			}
		}
	}
	for k := len(o.heap)/2 - 1; k >= 0; k-- {
		o.sink(k)
	}
}

func (a *spot) before(b *spot) bool {
	return a.score > b.score || a.score == b.score && a.row.needs[a.at] < b.row.needs[b.at]
}

func (o *stroll) sink(k int) {
	h := o.heap
	for {
		c := 2*k + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && h[c+1].before(&h[c]) {
			c++
		}
		if !h[c].before(&h[k]) {
			return
		}
		h[k], h[c] = h[c], h[k]
		k = c
	}
}

// next gives the next need; ok is false at the end. What is put or taken during the walk may or may not be seen.
func (o *stroll) next() (i int32, ok bool) {
	for len(o.heap) > 0 {
		top := &o.heap[0]
		i := top.row.needs[top.at]
		if at := top.row.next(int(top.at) + 1); at >= 0 && o.s.key[top.row.needs[at]] >= top.floor {
			top.at = int32(at)
			top.score = o.s.key[top.row.needs[at]] + top.wish
		} else {
			o.heap[0] = o.heap[len(o.heap)-1]
			o.heap = o.heap[:len(o.heap)-1]
		}
		o.sink(0)
		if o.seen[i] != o.now {
			o.seen[i] = o.now
			return i, true
		}
	}
	return 0, false
}
