package matching

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
)

// proveAsking computes what no plan can exceed: at any prices, the worth of all the money at its price, and of all the needs beyond it. Shares are bounded
// by what each donor can give and by the number of donors; whole needs and units are relaxed. A little is added for the rounding of sums. The pledges must
// be ranked. It also adds up what the needs would take at these prices, by pledge and quarter, when asked is not nil.
func (m *market) proveAsking(asked [][Quarters]float64) float64 {
	w := m.w
	total := 0.0
	for j := range w.pledges {
		before := int64(0)
		for t, cum := range w.pledges[j].cum {
			total += m.price[j][t] * float64(cum-before)
			before = cum
		}
	}
	for c := range w.counties {
		for k, b := range w.counties[c].bonus {
			total += max(0, float64(b)-m.county[c]) * float64(w.counties[c].cap[k])
		}
	}
	var sums [chunks]float64
	var uses [chunks][][Quarters]float64
	var wait sync.WaitGroup
	for k := range chunks {
		wait.Go(func() {
			p := prover{m: m, walk: newOffers(m)}
			if asked != nil {
				use := make([][Quarters]float64, len(w.pledges))
				uses[k] = use
				p.ask = func(j int32, due uint8, x float64) { use[j][due] += x }
			}
			for g := len(m.groups) * k / chunks; g < len(m.groups)*(k+1)/chunks; g++ {
				for _, i := range m.groups[g].needs {
					sums[k] += p.surplus(&m.groups[g], i)
				}
			}
		})
	}
	wait.Wait()
	for k, s := range sums {
		total += s
		for j := range uses[k] {
			for d := range Quarters {
				asked[j][d] += uses[k][j][d]
			}
		}
	}
	return total*(1+1e-6) + 1 // prices at the nodes are rounded to 24 bits
}

// prover is the working memory of one part of a proof.
type prover struct {
	m     *market
	walk  *offers
	parts []gain
	top   []float64
	order []gain
	ask   func(pledge int32, due uint8, x float64) // told what the best choice of each need takes, when it is set
	price float64                                  // of a fen of the need, at which twoPrices bounds best
}

// gain is a donor's part of a need: at most most fen, each worth points more than its price.
type gain struct {
	points float64
	most   float64
	pledge int32
}

// surplus is the most that a need can be worth beyond the prices of the money it takes.
func (p *prover) surplus(g *group, i int32) float64 {
	m, w := p.m, p.m.w
	n := &w.needs[i]
	each := m.each(i) + m.county[n.county]
	pair := float64(w.set.PairCost)
	most := int(min(n.most, 32))
	if n.most == 0 || w.already[i] != nil {
		most = 32 // those who hold some of it already are not counted
	}
	p.parts = p.parts[:0]
	floor := 0.0 // a fen of the need is worth nothing less, unless the need is whole: then a donor may be needed whose money is worth more elsewhere
	if n.whole {
		floor = -maxPoints
	}
	large, last := 0, floor
	p.walk.begin(g, i)
	for {
		r, ok := p.walk.next()
		if !ok {
			last = floor
			break
		}
		last = each + float64(r.points)
		if last <= floor {
			break
		}
		give := min(w.most(r.pledge, g.due), n.amount)
		give -= give % n.unit
		if give < n.least || (w.pledges[r.pledge].wholeOnly || n.whole && most == 1) && give < n.amount {
			continue
		}
		p.parts = append(p.parts, gain{last, float64(give), r.pledge})
		if give >= n.amount/int64(most) {
			large++
		}
		if most == 1 && give == n.amount || large > 2*most || len(p.parts) > 200 {
			break
		}
	}
	if len(p.parts) == 0 {
		return 0
	}
	if most == 1 {
		best, by := 0.0, 0
		for k, q := range p.parts {
			if v := q.points*q.most - pair; v > best {
				best, by = v, k
			}
		}
		if p.ask != nil && best > 0 {
			p.ask(p.parts[by].pledge, g.due, p.parts[by].most)
		}
		return best
	}
	best := max(0, p.twoPrices(max(last, floor), float64(n.amount), most, pair))
	if p.ask != nil && best > 0 {
		p.askTeam(g.due, float64(n.amount), most, pair)
	}
	return best
}

// askTeam asks the donors that are best at the price of the need, those with the best prices first.
func (p *prover) askTeam(due uint8, amount float64, most int, pair float64) {
	p.order = append(p.order[:0], p.parts...)
	value := func(q gain) float64 { return (q.points-p.price)*q.most - pair }
	slices.SortStableFunc(p.order, func(a, b gain) int { return cmp.Compare(value(b), value(a)) })
	team := p.order[:min(most, len(p.order))]
	slices.SortStableFunc(team, func(a, b gain) int { return cmp.Compare(b.points, a.points) })
	for _, q := range team {
		x := min(q.most, amount)
		if x <= 0 {
			return
		}
		p.ask(q.pledge, due, x)
		amount -= x
	}
}

// maxPoints is more than a fen is ever worth.
const maxPoints = 10_000

// twoPrices bounds what at most `most` gains are worth that together give at most amount: for any price of a fen of the need it is the need at that price and
// the best gains beyond it. The price that bounds best is found by thirds, since the bound is convex in it; what lies beyond the walk has no gain above low.
func (p *prover) twoPrices(low, amount float64, most int, pair float64) float64 {
	at := func(price float64) float64 {
		top := p.top[:0]
		for _, o := range p.parts {
			v := (o.points-price)*o.most - pair
			if v <= 0 || len(top) == most && v <= top[most-1] {
				continue
			}
			if len(top) < most {
				top = append(top, v)
			} else {
				top[most-1] = v
			}
			for k := len(top) - 1; k > 0 && top[k] > top[k-1]; k-- {
				top[k], top[k-1] = top[k-1], top[k]
			}
		}
		p.top = top
		sum := amount * price
		for _, v := range top {
			sum += v
		}
		return sum
	}
	high := max(low, p.parts[0].points)
	best := math.Min(at(low), at(high))
	for range 16 {
		a, b := low+(high-low)/3, high-(high-low)/3
		va, vb := at(a), at(b)
		best = min(best, va, vb)
		p.price = (a + b) / 2
		if va < vb {
			high = b
		} else {
			low = a
		}
	}
	return best
}

// polish moves the prices against what the needs would take at them, so that the bound comes down. The best prices are kept.
func (m *market) polish(ctx context.Context, rounds int) float64 {
	m.rank()
	best := math.Inf(1)
	kept := slices.Clone(m.price)
	asked := make([][Quarters]float64, len(m.price))
	way := make([][Quarters]float64, len(m.price))
	scale := 1.0
	since := 0
	for range rounds {
		if ctx.Err() != nil {
			break
		}
		clear(asked)
		v := m.proveAsking(asked)
		if v < best {
			if v < best*0.9999 {
				since = 0
			}
			best = v
			copy(kept, m.price)
		}
		if since++; since > 6 {
			scale, since = scale/2, 0
			copy(m.price, kept)
		}
		norm := 0.0
		for j := range way {
			cum, sum := &m.w.pledges[j].cum, 0.0
			for t := range Quarters {
				sum += asked[j][t]
				if cum[t] == 0 || t+1 < Quarters && cum[t+1] == cum[t] {
					continue
				}
				g := (sum - float64(cum[t])) / float64(cum[t])
				g = max(-1, min(g, 3))
				way[j][t] = 0.6*way[j][t] + 0.4*g
				norm += way[j][t] * way[j][t] * float64(cum[t])
			}
		}
		if norm == 0 {
			break
		}
		step := scale * best / 60 / norm
		for j := range way {
			s := way[j]
			for t := range s {
				s[t] *= step
			}
			shiftPrices(&m.price[j], &s)
		}
		m.rank()
	}
	copy(m.price, kept)
	m.rank()
	return best
}
