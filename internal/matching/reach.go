package matching

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// attributes are what a purpose can be restricted to and a donor can wish for, besides age and single needs.
var attributes = [...]string{"program", "county", "category", "stage", "sex", "kind"}

const attributeCount = len(attributes)

// class is needs that no purpose can tell apart. Values are numbers; 0 is what a need has not.
type class struct {
	value [attributeCount]int32
	age   int32
}

func (n *Need) attribute(a int) string {
	return [...]string{n.Program, n.County, n.Category, n.Stage, n.Sex, n.Kind}[a]
}

func (p *Pledge) filter(a int) []string {
	sex := []string{p.Sex}
	if p.Sex == "" {
		sex = nil
	}
	return [...][]string{p.Programs, p.Counties, p.Categories, p.Stages, sex, p.Kinds}[a]
}

// words numbers the values of each attribute.
type words [attributeCount]map[string]int32

func (v *words) number(a int, s string) int32 {
	if s == "" {
		return 0
	}
	if v[a] == nil {
		v[a] = map[string]int32{}
	}
	n, ok := v[a][s]
	if !ok {
		n = int32(len(v[a]) + 1)
		v[a][s] = n
	}
	return n
}

// bitset is a set of classes.
type bitset []uint64

func (b bitset) set(i int32)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) has(i int32) bool { return b[i>>6]&(1<<(i&63)) != 0 }

func (b bitset) or(o bitset) {
	for i := range o {
		b[i] |= o[i]
	}
}

func (b bitset) and(o bitset) {
	for i := range b {
		b[i] &= o[i]
	}
}

// filter is the hard part of a purpose, shared by all pledges that have the same. An attribute without values is not restricted.
type filter struct {
	values   [attributeCount][]int32 // −1: a value that no need has
	min, max int32                   // age; min −1: any
	allowed  bitset
	classes  []int32
}

// wish is a soft part: points per fen where the attribute has the value.
type wish struct {
	attribute int
	value     int32
	points    int32
}

// compileReach finds what every purpose reaches.
func (w *work) compileReach() {
	size := (len(w.classes) + 63) / 64
	var of [attributeCount]map[int32]bitset
	ages := map[int32]bitset{}
	at := func(m map[int32]bitset, v int32) bitset {
		if m[v] == nil {
			m[v] = make(bitset, size)
		}
		return m[v]
	}
	for a := range of {
		of[a] = map[int32]bitset{}
	}
	for c := range w.classes {
		for a, v := range w.classes[c].value {
			at(of[a], v).set(int32(c))
		}
		at(ages, w.classes[c].age).set(int32(c))
	}
	known := map[string]int32{}
	var ids map[string]int32
	for j := range w.pledges {
		src := w.pledge(int32(j))
		key := filterKey(src)
		f, ok := known[key]
		if !ok {
			f = int32(len(w.filters))
			known[key] = f
			w.filters = append(w.filters, w.newFilter(src, size, &of, ages))
		}
		w.pledges[j].filter = f
		w.pledges[j].wishes = w.wishesOf(src.Pref)
		if len(src.NeedIDs) > 0 || len(src.Except) > 0 {
			if ids == nil {
				ids = w.needIDs()
			}
			w.pledges[j].named, w.pledges[j].except = numbers(src.NeedIDs, ids), numbers(src.Except, ids)
			w.pledges[j].names = len(src.NeedIDs) > 0
		}
	}
}

func filterKey(p *Pledge) string {
	var b strings.Builder
	for a := range attributes {
		sorted := slices.Clone(p.filter(a))
		sort.Strings(sorted)
		fmt.Fprintf(&b, "%q", sorted)
	}
	fmt.Fprintf(&b, "%d %d", p.AgeMin, p.AgeMax)
	return b.String()
}

func (w *work) newFilter(p *Pledge, size int, of *[attributeCount]map[int32]bitset, ages map[int32]bitset) filter {
	f := filter{min: -1, max: -1, allowed: make(bitset, size)}
	for c := range w.classes {
		if len(w.members[c]) > 0 {
			f.allowed.set(int32(c))
		}
	}
	for a := range attributes {
		list := p.filter(a)
		if len(list) == 0 {
			continue
		}
		any, all := make(bitset, size), true
		for _, s := range list {
			v, ok := w.words[a][s]
			if !ok || s == "" {
				v = -1 // a restriction to what no need has lets none through
			}
			f.values[a] = append(f.values[a], v)
			any.or(of[a][v]) // v of no class: nothing
		}
		slices.Sort(f.values[a])
		f.values[a] = slices.Compact(f.values[a])
		for c := range w.classes {
			all = all && (len(w.members[c]) == 0 || any.has(int32(c)))
		}
		if all {
			f.values[a] = nil // it restricts nothing here
			continue
		}
		f.allowed.and(any)
	}
	if p.AgeMin >= 0 {
		f.min, f.max = int32(p.AgeMin), int32(p.AgeMax)
		any := make(bitset, size)
		for age, b := range ages {
			if f.min <= age && age <= f.max {
				any.or(b)
			}
		}
		f.allowed.and(any)
	}
	for c := range w.classes {
		if f.allowed.has(int32(c)) {
			f.classes = append(f.classes, int32(c))
		}
	}
	return f
}

// wishesOf numbers a donor's wishes; wishes for one value are added up, and one for what no need has is left out.
func (w *work) wishesOf(list []Preference) []wish {
	var out []wish
	for _, p := range list {
		a := slices.Index(attributes[:], p.F)
		if a < 0 || p.V == "" || p.W <= 0 {
			continue
		}
		v, ok := w.words[a][p.V]
		if !ok {
			continue
		}
		points := int32(min(p.W, MaxPreference))
		if k := slices.IndexFunc(out, func(x wish) bool { return x.attribute == a && x.value == v }); k >= 0 {
			out[k].points = min(out[k].points+points, MaxPreference)
			continue
		}
		out = append(out, wish{a, v, points})
	}
	return out
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

func numbers(list []string, ids map[string]int32) []int32 {
	var out []int32
	for _, id := range list {
		if i, ok := ids[id]; ok {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wished is what a donor's wishes add to a class, in points per fen.
func (w *work) wished(j int32, c *class) int64 {
	sum := int32(0)
	for _, x := range w.pledges[j].wishes {
		if c.value[x.attribute] == x.value {
			sum += x.points
		}
	}
	return int64(min(sum, MaxPreference))
}

// pref tells whether a pledge's money may go to a need at all, and its preference.
func (w *work) pref(j, i int32) (int64, bool) {
	p, c := &w.pledges[j], w.needs[i].class
	if !w.filters[p.filter].allowed.has(c) {
		return 0, false
	}
	if p.names {
		if _, ok := slices.BinarySearch(p.named, i); !ok {
			return 0, false
		}
	}
	if p.refuses(i) {
		return 0, false
	}
	return w.wished(j, &w.classes[c]), true
}

// each calls f with the open needs that a pledge's purpose allows, and the preference.
func (w *work) each(j int32, f func(i int32, pref int64)) {
	p := &w.pledges[j]
	if p.names {
		for _, i := range p.named {
			if pref, ok := w.pref(j, i); ok {
				f(i, pref)
			}
		}
		return
	}
	for _, c := range w.filters[p.filter].classes {
		pref := w.wished(j, &w.classes[c])
		for _, i := range w.members[c] {
			if p.refuses(i) {
				continue
			}
			f(i, pref)
		}
	}
}
