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
func (m *market) proveAsking(asked [][Quarters]float64, heat float64, round int) float64 {
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
				p.heat, p.round = heat, uint64(round)
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
	top   []pick
	order []gain
	round uint64
	price float64                                  // of a fen of the need, at which its bound is best
	ask   func(pledge int32, due uint8, x float64) // told what the best choice of each need takes, when it is set
	heat  float64
}

// gain is a donor's part of a need: at most most fen, each worth points more than its price.
type gain struct {
	points float64
	most   float64
	pledge int32
	chance float64
}

// pick is a part that is chosen at a price, and what it is worth there.
type pick struct {
	worth float64
	part  int
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
	last := floor
	start := n.least
	if most == 1 && n.whole {
		start = n.amount
	}
	p.walk.begin(g, i, start)
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
		give, ok := p.gives(r.pledge, n, g.due, most)
		if !ok {
			continue
		}
		p.parts = append(p.parts, gain{points: last, most: float64(give), pledge: r.pledge})
		if most == 1 {
			if give == n.amount && (p.ask == nil || last < p.parts[0].points-6*p.heat || len(p.parts) > 12) {
				break
			}
		} else if len(p.parts)%4 == 0 && p.enough(last, float64(n.amount), most, pair) || len(p.parts) > mostParts {
			break
		}
	}
	if len(p.parts) == 0 {
		return 0
	}
	if most == 1 {
		best := 0.0
		for _, q := range p.parts {
			best = max(best, q.points*q.most-pair)
		}
		if p.ask != nil {
			p.askOne(g.due, best, pair)
		}
		return best
	}
	best := max(0, p.twoPrices(max(last, floor), float64(n.amount), most, pair))
	if p.ask != nil && best > 0 {
		p.askTeam(i, g.due, float64(n.amount), most, pair)
	}
	return best
}

// gives is what a pledge can give to a need; ok is false when that is nothing.
func (p *prover) gives(j int32, n *need, due uint8, most int) (int64, bool) {
	w := p.m.w
	give := min(w.most(j, due), n.amount)
	give -= give % n.unit
	return give, give >= n.least && (give == n.amount || !w.pledges[j].wholeOnly && (!n.whole || most > 1))
}

// mostParts bounds how many donors are weighed for one need.
const mostParts = 200

// enough tells whether some donors, each worth more than its pair at the price, could give the need more than once over.
func (p *prover) enough(price, amount float64, most int, pair float64) bool {
	large := 0
	for k := range p.parts {
		if q := &p.parts[k]; q.most >= amount/float64(most) && (q.points-price)*q.most > pair {
			large++
		}
	}
	return large > most
}

// askOne asks the donors of a need that has one, each with the chance that it is the best when prices are known no better than by the heat.
func (p *prover) askOne(due uint8, best, pair float64) {
	sum := 0.0
	for k := range p.parts {
		q := &p.parts[k]
		q.chance = math.Exp((q.points*q.most - pair - best) / q.most / p.heat)
		sum += q.chance
	}
	most := p.parts[0].most
	sum += math.Exp(-best / most / p.heat)
	for _, q := range p.parts {
		p.ask(q.pledge, due, q.most*q.chance/sum)
	}
}

// askTeam asks the donors that are best just above the price of the need when prices are known no better than by the heat, those with the best prices first.
func (p *prover) askTeam(i int32, due uint8, amount float64, most int, pair float64) {
	p.order = append(p.order[:0], p.parts...)
	for k := range p.order {
		u := hash(uint64(i)<<32|uint64(p.order[k].pledge), p.round)
		p.order[k].points += p.heat * math.Log(u/(1-u))
	}
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

// hash is a number between 0 and 1 that looks random.
func hash(x, round uint64) float64 {
	x ^= round * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	x ^= x >> 31
	return (float64(x>>12) + 0.5) / (1 << 52)
}

// maxPoints is more than a fen is ever worth.
const maxPoints = 10_000

// twoPrices bounds what at most `most` gains are worth that together give at most amount: for any price of a fen of the need it is the need at that price and
// the best gains beyond it. The bound is convex in the price, and its slope says on which side the best price is; what lies beyond the walk has no gain above low.
func (p *prover) twoPrices(low, amount float64, most int, pair float64) float64 {
	high := low
	for k := range p.parts {
		high = max(high, p.parts[k].points)
	}
	best := math.Inf(1)
	side := func(price float64) (given float64) {
		top := p.top[:0]
		for k := range p.parts {
			o := &p.parts[k]
			v := (o.points-price)*o.most - pair
			if v <= 0 || len(top) == most && v <= top[most-1].worth {
				continue
			}
			if len(top) < most {
				top = append(top, pick{v, k})
			} else {
				top[most-1] = pick{v, k}
			}
			for k := len(top) - 1; k > 0 && top[k].worth > top[k-1].worth; k-- {
				top[k], top[k-1] = top[k-1], top[k]
			}
		}
		p.top = top
		sum := amount * price
		for _, t := range top {
			sum += t.worth
			given += p.parts[t.part].most
		}
		best = min(best, sum)
		return given
	}
	p.price = low
	if side(low) <= amount {
		return best
	}
	side(high)
	for range 20 {
		p.price = (low + high) / 2
		if given := side(p.price); given > amount {
			low = p.price
		} else if high = p.price; given == amount {
			break
		}
	}
	return best
}

// The polishing of prices: how exactly they are known at first and at the end, in points, and how many rounds a problem of its size is worth.
const polishHot, polishCold = 15.0, 0.7

func (w *work) polishRounds() int {
	if w.thick() {
		return 1 // more of them hardly bring the bound down
	}
	return min(max(400_000/max(len(w.needs), 1), 1), 40)
}

// polish brings the bound down: it moves prices against what the needs would take at them, on a copy of the market, and gives the least bound that was proven.
// The prices of the market itself stay: a plan that is built by them comes out better.
func (m *market) polish(ctx context.Context, rounds int) float64 {
	own := *m
	own.price = slices.Clone(m.price)
	own.nodes = make([]node, len(m.nodes))
	m = &own
	m.rank()
	best := math.Inf(1)
	asked := make([][Quarters]float64, len(m.price))
	way := make([][Quarters]float64, len(m.price))
	for r := range rounds {
		heat := polishHot * math.Pow(polishCold/polishHot, float64(r)/float64(max(1, rounds-1)))
		if r == rounds-1 {
			return min(best, m.proveAsking(nil, heat, r))
		}
		clear(asked)
		best = min(best, m.proveAsking(asked, heat, r))
		if ctx.Err() != nil {
			break
		}
		for j := range way {
			cum, sum := &m.w.pledges[j].cum, 0.0
			var step [Quarters]float64
			for t := range Quarters {
				sum += asked[j][t]
				if cum[t] == 0 || t+1 < Quarters && cum[t+1] == cum[t] {
					continue
				}
				g := math.Log((sum + 0.02*float64(cum[t])) / (1.02 * float64(cum[t])))
				way[j][t] = 0.5*way[j][t] + 0.5*max(-1.5, min(g, 1.5))
				step[t] = 2 * heat * way[j][t]
			}
			shiftPrices(&m.price[j], &step)
		}
		m.rank()
	}
	return best
}
