package matching

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// bitset is a set of classes.
type bitset []uint64

func (b bitset) set(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }

func (b bitset) and(o bitset) {
	for i := range b {
		b[i] &= o[i]
	}
}

// index finds the classes by the value of an attribute.
type index struct {
	size  int
	of    map[string]bitset // "county=C1"
	ages  map[int]bitset
	empty bitset
}

func newIndex(classes []class) *index {
	x := &index{size: (len(classes) + 63) / 64, of: map[string]bitset{}, ages: map[int]bitset{}}
	x.empty = make(bitset, x.size)
	put := func(key string, i int) {
		b, ok := x.of[key]
		if !ok {
			b = make(bitset, x.size)
			x.of[key] = b
		}
		b.set(i)
	}
	for i := range classes {
		c := &classes[i]
		for _, name := range attributes {
			put(name+"="+c.attribute(name), i)
		}
		b, ok := x.ages[c.age]
		if !ok {
			b = make(bitset, x.size)
			x.ages[c.age] = b
		}
		b.set(i)
	}
	return x
}

var attributes = []string{"program", "kind", "county", "category", "stage", "sex"}

func (c *class) attribute(name string) string {
	switch name {
	case "program":
		return c.program
	case "kind":
		return c.kind
	case "county":
		return c.county
	case "category":
		return c.category
	case "stage":
		return c.stage
	case "sex":
		return c.sex
	}
	return ""
}

// allowed are the classes that a pledge's filters leave.
func (x *index) allowed(p *Pledge) bitset {
	out := make(bitset, x.size)
	for i := range out {
		out[i] = ^uint64(0)
	}
	for _, f := range []struct {
		name string
		list []string
	}{{"program", p.Programs}, {"kind", p.Kinds}, {"county", p.Counties}, {"category", p.Categories}, {"stage", p.Stages}, {"sex", one(p.Sex)}} {
		if len(f.list) == 0 {
			continue
		}
		any := make(bitset, x.size)
		for _, v := range f.list {
			if v == "" {
				continue // a filter on what a need has not never lets it through
			}
			for i, word := range x.of[f.name+"="+v] {
				any[i] |= word
			}
		}
		out.and(any)
	}
	if p.AgeMin >= 0 {
		any := make(bitset, x.size)
		for age, b := range x.ages {
			if age >= p.AgeMin && age <= p.AgeMax {
				for i, word := range b {
					any[i] |= word
				}
			}
		}
		out.and(any)
	}
	return out
}

func one(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// preference is what a donor's wishes add to a class, in points per fen.
func (c *class) preference(wishes []Preference) int32 {
	var sum int64
	for _, w := range wishes {
		if w.V != "" && c.attribute(w.F) == w.V {
			sum += w.W
		}
	}
	return int32(min(max(sum, 0), MaxPreference))
}

// purposeKey is equal for pledges whose money may go to the same needs with the same preference.
func purposeKey(p *Pledge) string {
	var b strings.Builder
	for _, list := range [][]string{p.Programs, p.Kinds, p.Counties, p.Categories, p.Stages, p.NeedIDs, {p.Sex}} {
		sorted := slices.Clone(list)
		sort.Strings(sorted)
		fmt.Fprintf(&b, "%q", sorted)
	}
	fmt.Fprintf(&b, "%d %d %v", p.AgeMin, p.AgeMax, p.Pref)
	return b.String()
}

// compileReach finds, for each kind of purpose, the classes it reaches.
func (w *work) compileReach() {
	x := newIndex(w.classes)
	kinds := map[string]int32{}
	var ids map[string]int32
	for j := range w.pledges {
		src := w.pledge(int32(j))
		key := purposeKey(src)
		kind, ok := kinds[key]
		if !ok {
			kind = int32(len(w.reaches))
			kinds[key] = kind
			var links []link
			allowed := x.allowed(src)
			for c := range w.classes {
				if len(w.members[c]) > 0 && allowed.has(c) {
					links = append(links, link{int32(c), w.classes[c].preference(src.Pref)})
				}
			}
			var named []int32
			if len(src.NeedIDs) > 0 {
				if ids == nil {
					ids = w.needIDs()
				}
				links, named = w.nameNeeds(links, src.NeedIDs, ids)
			}
			w.reaches, w.named = append(w.reaches, links), append(w.named, named)
		}
		w.pledges[j].kind = kind
	}
	w.givers = make([][]link, len(w.classes))
	for kind, links := range w.reaches {
		for _, l := range links {
			w.givers[l.class] = append(w.givers[l.class], link{int32(kind), l.pref})
		}
	}
}

func (w *work) needIDs() map[string]int32 {
	ids := make(map[string]int32, len(w.needs))
	for i := range w.needs {
		if w.needs[i].open {
			ids[w.need(int32(i)).ID] = int32(i)
		}
	}
	return ids
}

// nameNeeds narrows a purpose to the needs it names; named is never nil.
func (w *work) nameNeeds(links []link, wanted []string, ids map[string]int32) ([]link, []int32) {
	named := []int32{}
	classes := map[int32]bool{}
	for _, id := range wanted {
		if i, ok := ids[id]; ok && reachOf(links, w.needs[i].class) != nil {
			named = append(named, i)
			classes[w.needs[i].class] = true
		}
	}
	slices.Sort(named)
	named = slices.Compact(named)
	links = slices.DeleteFunc(links, func(l link) bool { return !classes[l.class] })
	return links, named
}

// reachOf finds the link to a class, or nil.
func reachOf(links []link, c int32) *link {
	at, ok := slices.BinarySearchFunc(links, c, func(l link, c int32) int { return int(l.class) - int(c) })
	if !ok {
		return nil
	}
	return &links[at]
}

// pref tells whether a pledge's money may go to a need at all, and its preference.
func (w *work) pref(j, i int32) (int64, bool) {
	p := &w.pledges[j]
	l := reachOf(w.reaches[p.kind], w.needs[i].class)
	if l == nil {
		return 0, false
	}
	if named := w.named[p.kind]; named != nil {
		if _, ok := slices.BinarySearch(named, i); !ok {
			return 0, false
		}
	}
	return int64(l.pref), true
}
