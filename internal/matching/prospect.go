package matching

import (
	"cmp"
	"context"
	"math"
	"slices"

	"shanpei/models/money"
)

// Market is a problem whose money has its prices: what a further pledge would add to the best use of it all can be told from it at once, without another run.
// It is safe for concurrent use.
type Market struct {
	m       *market
	classes [][]int32 // groups of each class
	cheap   []rank    // by group: the pledge whose money is worth least elsewhere for these needs, wishes counted; pledge −1: none fits
}

// NewMarket prices a problem. It fails only when the context ends.
func NewMarket(ctx context.Context, p Problem) (*Market, error) {
	w := compile(&p)
	k := &Market{m: newMarket(w), classes: make([][]int32, len(w.classes))}
	k.m.anneal(ctx, w.priceRounds(), func(int64, int64) {})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	k.m.rank()
	k.cheap = make([]rank, len(k.m.groups))
	for g := range k.m.groups {
		group := &k.m.groups[g]
		class := w.needs[group.needs[0]].class
		k.classes[class] = append(k.classes[class], int32(g))
		k.cheap[g] = rank{pledge: -1, points: float32(math.Inf(-1))}
		for _, n := range group.nodes {
			if list := k.m.nodes[n].ranked[group.due][0]; len(list) > 0 && list[0].points > k.cheap[g].points {
				k.cheap[g] = list[0]
			}
		}
	}
	return k, nil
}

// Prospect is what a further pledge would add.
type Prospect struct {
	Shares []Share
	Left   money.Fen
	Why    Reason // why that is left; empty when nothing is
}

// ReasonEnough says that the money which waits already meets what is within the purpose: more of it adds nothing now.
const ReasonEnough = "enough" // unspent

// idle is what a fen of others' money may be worth elsewhere, in points, and still count as worth nothing: prices come to rest within it.
const idle = 12

// wanted is a need that a further pledge could give to, with what a fen of it adds there.
type wanted struct {
	need, by int32 // by: the group
	pref     int64
	gain     float64
	dens     int64
}

// Add tells where a further pledge would go: first where a fen of it adds most, which is what the need is worth, or, where others' money would meet it, what
// that money is worth elsewhere; and what it wishes besides. Its Except is sorted. free tells what a need asks for at this moment; nil: what the problem says.
func (k *Market) Add(p Pledge, free func(need string) money.Fen) Prospect {
	list, open, barred := k.wanted(&p)
	f := purse{k: k, p: &p, free: free, full: barred > 0}
	smallest := int64(math.MaxInt64)
	for _, c := range list {
		smallest = min(smallest, k.m.w.needs[c.need].least)
	}
	for q, x := range p.Tranches {
		f.cum[q] = int64(x)
		if q > 0 {
			f.cum[q] += f.cum[q-1]
		}
	}
	var out Prospect
	var taken []wanted
	next := wanted{need: -1}
	adds := len(list)
	for list.heapify(); len(list) > 0 && (next.need < 0 || f.left() >= smallest); {
		c := list.pop()
		x := f.room(c)
		if x <= 0 {
			if next.need < 0 && f.could {
				next = c
			}
			continue
		}
		f.give(c, x)
		taken = append(taken, c)
		out.Shares = append(out.Shares, Share{Pledge: p.ID, Need: k.m.w.need(c.need).ID, Fen: money.Fen(x)})
	}
	for s := range out.Shares {
		out.Shares[s].Reasons = k.reasons(taken[s], int64(out.Shares[s].Fen), next)
	}
	slices.SortFunc(out.Shares, func(a, b Share) int { return cmp.Compare(a.Need, b.Need) })
	if left := f.left(); left > 0 {
		out.Left, out.Why = money.Fen(left), f.why(left, open, adds)
	}
	return out
}

// heap gives the needs where most is added first, so that those which the money does not reach need not be put in order.
type heap []wanted

// before orders by gain, then by the need's own worth.
func (h heap) before(a, b int) bool {
	if h[a].gain != h[b].gain {
		return h[a].gain > h[b].gain
	}
	if h[a].dens != h[b].dens {
		return h[a].dens > h[b].dens
	}
	return h[a].need < h[b].need
}

func (h heap) heapify() {
	for k := len(h)/2 - 1; k >= 0; k-- {
		h.sink(k)
	}
}

func (h *heap) pop() wanted {
	top, last := (*h)[0], len(*h)-1
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	h.sink(0)
	return top
}

func (h heap) sink(k int) {
	for {
		c := 2*k + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && h.before(c+1, c) {
			c++
		}
		if !h.before(c, k) {
			return
		}
		h[k], h[c] = h[c], h[k]
		k = c
	}
}

// wanted lists the needs within a purpose that the pledge adds to, and counts all that are open within it, and those of them that it must not be proposed for.
func (k *Market) wanted(p *Pledge) (list heap, open, barred int) {
	w := k.m.w
	wishes := w.wishesOf(p.Pref)
	for c := range k.classes {
		if len(k.classes[c]) == 0 || !w.lets(p, int32(c)) {
			continue
		}
		pref := int64(0)
		for _, x := range wishes {
			if w.classes[c].value[x.attribute] == x.value {
				pref += int64(x.points)
			}
		}
		pref = min(pref, MaxPreference)
		for _, g := range k.classes[c] {
			others := -float64(k.cheap[g].points)
			for _, i := range k.m.groups[g].needs {
				open++
				if len(p.Except) > 0 {
					if _, out := slices.BinarySearch(p.Except, w.need(i).ID); out {
						barred++
						continue
					}
				}
				worth := k.m.each(i) + k.m.county[w.needs[i].county]
				gain := min(worth, others)
				if gain <= idle {
					gain = 0
				}
				if gain += float64(pref); gain <= 0 {
					continue
				}
				list = append(list, wanted{need: i, by: g, pref: pref, gain: gain, dens: w.needs[i].dens})
			}
		}
	}
	return list, open, barred
}

// lets tells whether a purpose allows a class of needs; ages and single needs are not asked of a pledge that is being typed.
func (w *work) lets(p *Pledge, c int32) bool {
	for a := range attributes {
		list := p.filter(a)
		if len(list) == 0 {
			continue
		}
		if !slices.ContainsFunc(list, func(s string) bool {
			v, ok := w.words[a][s]
			return ok && s != "" && v == w.classes[c].value[a]
		}) {
			return false
		}
	}
	return true
}

// purse gives one pledge's money away, as far as it has arrived.
type purse struct {
	k         *Market
	p         *Pledge
	free      func(need string) money.Fen
	cum, used [Quarters]int64
	could     bool  // the last need that found no room would have, with more money
	full      bool  // the donor's most per need stood against some need
	late      bool  // some need is spent before the money is there
	little    int64 // needs where a share would gain less than it costs
	least     int64
}

// room is the largest share of a need that the pledge can have now.
func (f *purse) room(c wanted) int64 {
	w := f.k.m.w
	n := &w.needs[c.need]
	f.could = false
	amount := n.amount
	if f.free != nil {
		amount = min(amount, int64(f.free(w.need(c.need).ID)))
	}
	least := n.least
	if n.whole && n.most == 1 {
		least = n.amount
	}
	most := amount
	if f.p.MaxUnits > 0 {
		most = min(most, int64(f.p.MaxUnits)*n.unit)
	}
	f.full = f.full || most < amount
	if most < least || n.most == 0 {
		return 0
	}
	f.could = true
	if f.least == 0 || least < f.least {
		f.least = least
	}
	slack := int64(math.MaxInt64)
	for q := int(n.due); q < Quarters; q++ {
		slack = min(slack, f.cum[q]-f.used[q])
	}
	f.late = f.late || slack < least && f.left() >= least
	x := min(most, slack)
	x -= x % n.unit
	switch {
	case x < least:
		return 0
	case float64(x)*c.gain <= float64(w.set.PairCost):
		f.little++
		return 0
	}
	return x
}

// left is what of the money has no need yet, whenever it arrives.
func (f *purse) left() int64 { return f.cum[Quarters-1] - f.used[Quarters-1] }

func (f *purse) give(c wanted, x int64) {
	for q := int(f.k.m.w.needs[c.need].due); q < Quarters; q++ {
		f.used[q] += x
	}
}

// why says why money is left.
func (f *purse) why(left int64, open, adds int) Reason {
	switch {
	case open == 0:
		return reason(ReasonNoPurpose)
	case adds == 0 && f.full:
		return reason(ReasonPerNeed)
	case adds == 0:
		return reason(ReasonEnough)
	case f.least == 0:
		return reason(ReasonPerNeed)
	case f.least > left:
		return reason(ReasonBelowPlace, "left_fen", left, "least_fen", f.least)
	case f.late:
		return reason(ReasonNotDue, "left_fen", left)
	case f.little > 0:
		return reason(ReasonSmallLeft, "needs", f.little, "left_fen", left)
	case f.full:
		return reason(ReasonPerNeed)
	}
	return reason(ReasonAllMet)
}

// reasons say why the pledge would go to a need: as those of a run do.
func (k *Market) reasons(c wanted, x int64, next wanted) []Reason {
	w := k.m.w
	n, src := &w.needs[c.need], w.need(c.need)
	out := src.Why.Reasons()
	if c.pref > 0 {
		out = append(out, reason(ReasonWish, "points", c.pref))
	}
	if x == n.amount {
		out = append(out, reason(ReasonCompletes))
	}
	if b := int64(k.m.county[n.county]); b > 0 {
		out = append(out, reason(ReasonCounty, "county", src.County, "points", b))
	}
	worth := func(c wanted) float64 { return k.m.each(c.need) + k.m.county[w.needs[c.need].county] + float64(c.pref) }
	if next.need < 0 {
		out = append(out, reason(ReasonNoNeed))
	} else {
		out = append(out, nextNeed(w.need(next.need).ID, percentLess(worth(c), worth(next))))
	}
	if j := k.cheap[c.by].pledge; j >= 0 {
		other := worth(c) - float64(c.pref) + float64(w.wished(j, &w.classes[n.class]))
		if less := percentLess(worth(c), other); less > 0 {
			return append(out, reason(ReasonNextPledge, "other_pledge", w.pledge(j).ID, "percent", less))
		}
		return append(out, reason(ReasonEqualPledge, "other_pledge", w.pledge(j).ID))
	}
	return append(out, reason(ReasonOnlyPledge))
}

// nextNeed says which need is the next best for a pledge's money, and by how much.
func nextNeed(id string, less int64) Reason {
	if less == 0 {
		return reason(ReasonEqualNeed, "other_need", id)
	}
	return reason(ReasonNextNeed, "other_need", id, "percent", less)
}

// Reasons are the terms of a score that count for something, the largest first.
func (t Terms) Reasons() []Reason {
	type term struct {
		kind   string
		points int32
	}
	list := []term{{ReasonUrgency, t.Urgency}, {ReasonDeadline, t.Deadline}, {ReasonWaiting, t.Waiting}, {ReasonCategory, t.Category}}
	slices.SortStableFunc(list, func(a, b term) int { return cmp.Compare(b.points, a.points) })
	var out []Reason
	for _, x := range list {
		if x.points > 0 {
			out = append(out, reason(x.kind, "points", x.points, "of", t.Score()))
		}
	}
	return out
}
