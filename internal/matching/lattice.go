package matching

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// pattern is what the needs of a node have in common: a value per attribute, 0 for any, and a range of ages.
type pattern struct {
	value    [attributeCount]int32
	min, max int32
}

// tie makes the nodes that the purposes need, ties every pledge to its own, and finds the nodes of every class of needs.
func (m *market) tie() {
	w := m.w
	known := map[pattern]int32{}
	combos := map[string]int32{}
	m.ties = make([][]tie, len(w.pledges))
	for j := range w.pledges {
		p := &w.pledges[j]
		if p.cum[Quarters-1] == 0 {
			continue
		}
		if p.names {
			for _, i := range p.named {
				if _, ok := w.pref(int32(j), i); ok {
					m.extra[i] = append(m.extra[i], int32(j))
				}
			}
			continue
		}
		f := &w.filters[p.filter]
		m.expand(int32(j), 0, pattern{min: f.min, max: f.max}, nil, known, combos)
	}
	m.nodes = make([]node, len(known))
	m.place(known)
}

// expand ties a pledge to a node for each choice of: a value of each restricted attribute, and for each other attribute any value or one that is wished for.
func (m *market) expand(j int32, a int, at pattern, wishes []int32, known map[pattern]int32, combos map[string]int32) {
	p := &m.w.pledges[j]
	if a == attributeCount {
		slices.Sort(wishes)
		key := fmt.Sprint(wishes)
		combo, ok := combos[key]
		if !ok {
			combo = int32(len(m.combos))
			combos[key] = combo
			m.combos = append(m.combos, slices.Clone(wishes))
		}
		n, ok := known[at]
		if !ok {
			n = int32(len(known))
			known[at] = n
		}
		m.ties[j] = append(m.ties[j], tie{n, combo})
		return
	}
	with := func(v, points int32) {
		next := at
		next.value[a] = v
		list := wishes
		if points > 0 {
			list = append(slices.Clone(wishes), points)
		}
		m.expand(j, a+1, next, list, known, combos)
	}
	values := m.w.filters[p.filter].values[a]
	if len(values) == 0 {
		with(0, 0)
	}
	for _, v := range values {
		if v >= 0 {
			with(v, 0)
		}
	}
	for _, x := range p.wishes {
		if x.attribute == a && (len(values) == 0 || slices.Contains(values, x.value)) {
			with(x.value, x.points)
		}
	}
}

// place finds the nodes that each class of needs belongs to, and makes the groups.
func (m *market) place(known map[pattern]int32) {
	w := m.w
	used := 0
	ages := map[[2]int32]bool{}
	for p := range known {
		for a, v := range p.value {
			if v != 0 {
				used |= 1 << a
			}
		}
		ages[[2]int32{p.min, p.max}] = true
	}
	bands := make([][2]int32, 0, len(ages))
	for b := range ages {
		bands = append(bands, b)
	}
	slices.SortFunc(bands, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for c := range w.classes {
		if len(w.members[c]) == 0 {
			continue
		}
		has := used
		for a, v := range w.classes[c].value {
			if v == 0 {
				has &^= 1 << a
			}
		}
		var nodes []int32
		for _, band := range bands {
			if age := w.classes[c].age; band[0] >= 0 && (age < band[0] || age > band[1]) {
				continue
			}
			for set := has; ; set = (set - 1) & has { // every part of what the class has
				p := pattern{min: band[0], max: band[1]}
				for rest := set; rest != 0; rest &= rest - 1 {
					a := bits.TrailingZeros(uint(rest))
					p.value[a] = w.classes[c].value[a]
				}
				if n, ok := known[p]; ok {
					nodes = append(nodes, n)
				}
				if set == 0 {
					break
				}
			}
		}
		m.addGroups(int32(c), nodes)
	}
	m.addLots()
}

func (m *market) addGroups(c int32, nodes []int32) {
	for due := range uint8(Quarters) {
		var needs []int32
		for _, i := range m.w.members[c] {
			if m.w.needs[i].due == due {
				needs = append(needs, i)
			}
		}
		if len(needs) > 0 {
			m.groups = append(m.groups, group{due, needs, nodes})
		}
	}
}

// addLots puts the groups together that belong to the same nodes in the same quarter: to the prices they are one.
func (m *market) addLots() {
	known := map[string]int{}
	var key []byte
	for g := range m.groups {
		group := &m.groups[g]
		key = append(key[:0], group.due)
		for _, n := range group.nodes {
			key = binary.LittleEndian.AppendUint32(key, uint32(n))
		}
		k, ok := known[string(key)]
		if !ok {
			known[string(key)] = len(m.lots)
			lot := *group
			lot.needs = slices.Clip(lot.needs)
			m.lots = append(m.lots, lot)
			continue
		}
		m.lots[k].needs = append(m.lots[k].needs, group.needs...)
	}
}
