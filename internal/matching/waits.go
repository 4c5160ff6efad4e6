package matching

import (
	"cmp"
	"math/bits"
	"slices"
)

// waits is the needs that are not met, in three orders: by what a fen does there, by what they ask of a donor at least, and by their whole amount. What of them is
// within a purpose is a set of places in each order, so that neither the best nor the count of those that ask too much needs a look at all of them.
type waits struct {
	hopes  []float64 // by need: what a fen does there at best, before wishes
	orders [waitOrders][]int32
	at     [waitOrders][]int32 // by need: its place
	within [waitOrders]bitset  // the places within the purpose at hand
	open   [][]int32           // by class
	filter int32               // of the purpose at hand; −1: a list of its own
}

const (
	byWorth = iota
	byAsk
	byAmount
	waitOrders
)

// hope is a need that waits, with what a fen would do there at best.
type hope struct {
	need  int32
	worth float64
}

// waiting lists the needs that a plan does not meet.
func (m *market) waiting(a *plan) waits {
	w := m.w
	v := waits{hopes: make([]float64, len(w.needs)), open: make([][]int32, len(w.classes)), filter: -2}
	var all []int32
	for i := range w.needs {
		if n := &w.needs[i]; n.open && a.got[i] < n.amount {
			all = append(all, int32(i))
			v.open[n.class] = append(v.open[n.class], int32(i))
			v.hopes[i] = m.base[i] + float64(a.countyBonus(n.county))
		}
	}
	for o := range v.orders {
		list := slices.Clone(all)
		slices.SortStableFunc(list, func(x, y int32) int {
			switch o {
			case byWorth:
				return cmp.Compare(v.hopes[y], v.hopes[x])
			case byAsk:
				return cmp.Compare(w.needs[x].asksOne(false), w.needs[y].asksOne(false))
			}
			return cmp.Compare(w.needs[x].amount, w.needs[y].amount)
		})
		v.orders[o], v.at[o], v.within[o] = list, make([]int32, len(w.needs)), make(bitset, (len(all)+63)/64)
		for k, i := range list {
			v.at[o][i] = int32(k)
		}
	}
	return v
}

// asksOne is the least that a need asks of a donor who is to do without others.
func (n *need) asksOne(alone bool) int64 {
	if alone || n.whole && n.most == 1 {
		return n.amount
	}
	return n.least
}

// turnTo makes the purpose of a pledge the one at hand.
func (v *waits) turnTo(w *work, j int32) {
	p := &w.pledges[j]
	own := p.names || len(p.except) > 0
	if !own && v.filter == p.filter {
		return
	}
	for o := range v.within {
		clear(v.within[o])
	}
	put := func(i int32) {
		for o := range v.within {
			v.within[o].set(v.at[o][i])
		}
	}
	v.filter = p.filter
	if own {
		v.filter = -1
	}
	if p.names {
		for _, i := range p.named {
			if _, ok := w.pref(j, i); ok && v.waits(i) {
				put(i)
			}
		}
		return
	}
	for _, c := range w.filters[p.filter].classes {
		for _, i := range v.open[c] {
			if p.refuses(i) {
				continue
			}
			put(i)
		}
	}
}

// waits tells whether a need is among those that are not met.
func (v *waits) waits(i int32) bool {
	k := v.at[byWorth][i]
	return int(k) < len(v.orders[byWorth]) && v.orders[byWorth][k] == i
}

// each calls f with the needs at hand in an order, until it says no.
func (v *waits) each(o int, f func(i int32) bool) {
	for k, word := range v.within[o] {
		for ; word != 0; word &= word - 1 {
			if !f(v.orders[o][64*k+bits.TrailingZeros64(word)]) {
				return
			}
		}
	}
}

// count is how many needs are at hand.
func (v *waits) count() int64 {
	n := 0
	for _, word := range v.within[byWorth] {
		n += bits.OnesCount64(word)
	}
	return int64(n)
}

// affordable lists the needs at hand that a pledge has money for, were all of it free: the best with its wishes, and those that ask least.
func (e *explainer) affordable(j int32) []hope {
	var top []hope
	p := &e.w.pledges[j]
	bonus := 0.0
	for _, x := range p.wishes {
		bonus += float64(x.points)
	}
	bonus = min(bonus, MaxPreference)
	looks := 0
	e.each(byWorth, func(i int32) bool {
		looks++
		if len(top) == keepsNeeds && e.hopes[i]+bonus <= top[keepsNeeds-1].worth || looks > looksNeeds {
			return false
		}
		if n := &e.w.needs[i]; min(p.cum[n.due], p.most) < n.asksOne(p.wholeOnly || n.whole) {
			return true
		}
		x := hope{i, e.hopes[i] + float64(e.w.wished(j, &e.w.classes[e.w.needs[i].class]))}
		if len(top) < keepsNeeds {
			top = append(top, x)
		} else if x.worth > top[keepsNeeds-1].worth {
			top[keepsNeeds-1] = x
		}
		for k := len(top) - 1; k > 0 && top[k].worth > top[k-1].worth; k-- {
			top[k], top[k-1] = top[k-1], top[k]
		}
		return true
	})
	for _, o := range []int{byAsk, byAmount} { // byAmount for whole needs, which ask one donor for all
		looks = 0
		e.each(o, func(i int32) bool {
			top = append(top, hope{i, e.hopes[i] + float64(e.w.wished(j, &e.w.classes[e.w.needs[i].class]))})
			looks++
			return looks < keepsNeeds/2
		})
	}
	return top
}
