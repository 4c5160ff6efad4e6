package matching

import (
	"context"
	"math"
	"slices"
	"sync"
)

// market prices money: price[j][d] is what a fen of pledge j that is spent in quarter d is worth elsewhere, in points. Later is never dearer.
//
// Pledges and needs meet at the nodes of a lattice. A node is a pattern of attributes, such as {county C1, stage primary}; a pledge is tied to the few nodes
// that its purpose and its wishes make, and a class of needs belongs to every node whose pattern it fits. So no list of who may give to whom is ever made.
type market struct {
	w      *work
	nodes  []node
	ties   [][]tie // by pledge
	combos [][]int32
	groups []group
	lots   []group           // what the prices look at: the groups of one quarter that belong to the same nodes are one
	some   []uint8           // by need: the level of what it asks of a donor at least
	whole  []uint8           // by need: the level of its amount
	extra  map[int32][]int32 // by need: pledges that name it
	sizes  [bands]int64      // of the bands; the first is nothing
	levels []int64           // amounts that divide pledges by what they can give to one need
	base   []float64         // by need: points per fen, completion included, the cost of one pair taken off
	price  [][Quarters]float64
	county []float64 // by county: the bonus that its next fen earns
	pace   [][Quarters]float64
	stride []float64 // the pace of the counties
	tide   float64   // the pace of all prices together
}

// tie says that a pledge may give to the needs of a node; its wishes add what the combo holds, as far as the node itself stands for it.
type tie struct{ node, combo int32 }

// node has the pledges tied to it, by quarter and by what they can give to one need at least, the best points first; see market.rank.
type node struct {
	ranked [Quarters][bands][]rank
}

// bands is how many lists a node has: the first of all its pledges, the others of those that can give at least what the market says.
const bands = 8

// rank is a pledge at a node with its points: what its wishes add less its price.
type rank struct {
	pledge int32
	points float32
}

// group is the open needs of a class that are spent in one quarter.
type group struct {
	due   uint8
	needs []int32
	nodes []int32
}

const maxLevels = 32

// ledger is money by node, kind of pledge (those that fund a need alone are apart), quarter and level.
type ledger [][2][Quarters][maxLevels]float64

func newMarket(w *work) *market {
	m := &market{w: w, extra: map[int32][]int32{}, price: make([][Quarters]float64, len(w.pledges)), pace: make([][Quarters]float64, len(w.pledges)), county: make([]float64, len(w.counties)), stride: make([]float64, len(w.counties))}
	m.base = make([]float64, len(w.needs))
	for i := range w.needs {
		n := &w.needs[i]
		if n.open {
			m.base[i] = m.each(int32(i)) - float64(w.set.PairCost)/float64(n.amount)
		}
	}
	for c := range w.counties {
		if len(w.counties[c].bonus) > 0 {
			m.county[c] = float64(w.counties[c].bonus[len(w.counties[c].bonus)-1])
		}
	}
	m.setLevels()
	m.setSizes()
	m.tie()
	return m
}

// each is what a fen for a need is worth when the need is met in full, before wishes and fairness.
func (m *market) each(i int32) float64 {
	return float64(m.w.needs[i].dens) * (1 + float64(m.w.set.FullPermille)/1000)
}

// most is what a pledge can give to one need that is spent in a quarter.
func (w *work) most(j int32, due uint8) int64 { return min(w.pledges[j].cum[due], w.pledges[j].most) }

// asks is what a need asks of a donor at least, on average over the most donors it may have.
func (n *need) asks() int64 {
	if !n.whole || n.most == 0 {
		return n.least
	}
	return max(n.least, n.amount/int64(n.most))
}

// setLevels chooses the amounts at which the most money is asked.
func (m *market) setLevels() {
	weight := map[int64]float64{}
	for i := range m.w.needs {
		if n := &m.w.needs[i]; n.open {
			weight[n.asks()] += float64(n.amount)
			weight[n.amount] += float64(n.amount) / 8
		}
	}
	all := make([]int64, 0, len(weight))
	total := 0.0
	for x, v := range weight {
		all = append(all, x)
		total += 0 * v
	}
	slices.Sort(all)
	for _, x := range all {
		total += weight[x]
	}
	sum := 0.0
	for _, x := range all { // equal parts of the money asked
		sum += weight[x]
		if sum >= total*float64(len(m.levels)+1)/maxLevels && len(m.levels) < maxLevels-1 || len(all) < maxLevels {
			m.levels = append(m.levels, x)
		}
	}
	m.some, m.whole = make([]uint8, len(m.w.needs)), make([]uint8, len(m.w.needs))
	for i := range m.w.needs {
		n := &m.w.needs[i]
		m.some[i], m.whole[i] = uint8(m.up(n.asks())), uint8(m.up(n.amount))
	}
}

// setSizes chooses the bands: all pledges, the larger half of them, the largest sixth, the largest twentieth.
func (m *market) setSizes() {
	sizes := make([]int64, 0, len(m.w.pledges))
	for j := range m.w.pledges {
		if x := m.w.most(int32(j), Quarters-1); x > 0 {
			sizes = append(sizes, x)
		}
	}
	slices.Sort(sizes)
	for b, part := range [bands]int{0, 60, 110, 140, 160, 175, 185, 193} {
		if b > 0 && len(sizes) > 0 {
			m.sizes[b] = sizes[len(sizes)*part/200]
		}
	}
}

// band is the smallest band that has every pledge that can give so much.
func (m *market) band(x int64) int {
	b := 0
	for b+1 < bands && m.sizes[b+1] <= x {
		b++
	}
	return b
}

// level is how many levels an amount reaches: a pledge gives to needs whose level is not above its own.
func (m *market) level(x int64) int {
	k, found := slices.BinarySearch(m.levels, x)
	if found {
		k++
	}
	return k
}

// up is the level of a need: the first that is sure to be enough.
func (m *market) up(x int64) int {
	k, found := slices.BinarySearch(m.levels, x)
	if found || k < len(m.levels) {
		return k + 1
	}
	return k
}

// The annealing of prices: a need's money comes from its givers in proportion to exp(points/heat), and heat falls from hot to cold.
const (
	hot, cold = 160.0, 2.5
	chunks    = 4 // of groups or lots: as many whatever the number of cores, so that sums are always made in one order
)

// priceRounds is how many rounds the prices take; where there are many pledges, one more or less of them is not felt.
func (w *work) priceRounds() int {
	if w.thick() {
		return 60
	}
	return 100
}

// anneal finds the prices.
func (m *market) anneal(ctx context.Context, rounds int, tell func(done, total int64)) {
	var uses [chunks]usage
	z := make(ledger, len(m.nodes))
	for k := range uses {
		uses[k] = usage{asked: make(ledger, len(m.nodes)), funded: make([]float64, len(m.w.counties)), extra: map[int32]*[Quarters]float64{}}
	}
	for r := range rounds {
		if ctx.Err() != nil {
			return
		}
		heat := hot * math.Pow(cold/hot, float64(r)/float64(max(1, rounds-1)))
		m.round(heat, z, &uses)
		tell(int64(r+1), int64(rounds))
	}
}

// usage is what a round of the market asks for, per unit of weight: by node, by pledge that is named, and by county in fen.
type usage struct {
	asked  ledger
	funded []float64
	extra  map[int32]*[Quarters]float64
}

// round lets every need spread over its givers at the prices, and moves the prices of those that are asked too much or too little.
func (m *market) round(heat float64, z ledger, uses *[chunks]usage) {
	weight, factor := m.weights(heat), m.factors(heat)
	m.offer(z, weight, factor)
	var wait sync.WaitGroup
	for k := range chunks {
		wait.Go(func() {
			u := &uses[k]
			clear(u.asked)
			clear(u.funded)
			clear(u.extra)
			for g := len(m.lots) * k / chunks; g < len(m.lots)*(k+1)/chunks; g++ {
				m.spread(&m.lots[g], heat, z, weight, u)
			}
			u.asked.accumulate()
		})
	}
	wait.Wait()
	m.movePrices(heat, weight, factor, uses)
	for k := 1; k < chunks; k++ {
		for c := range uses[0].funded {
			uses[0].funded[c] += uses[k].funded[c]
		}
	}
	m.moveCounties(heat, uses[0].funded)
}

// factors are what the wishes of each combo multiply a weight by.
func (m *market) factors(heat float64) []float64 {
	factor := make([]float64, len(m.combos))
	for k, points := range m.combos {
		factor[k] = 1
		for _, f := range points {
			factor[k] *= math.Expm1(float64(f) / heat)
		}
	}
	return factor
}

// par is where weights are 1, so that prices far from it can be told apart on both sides.
const par = 700

// weights are the pledges' sizes at equal prices, so that equal prices ask the same of every yuan.
func (m *market) weights(heat float64) [][Quarters]float64 {
	weight := make([][Quarters]float64, len(m.price))
	mean := 1.0
	for j := range m.w.pledges {
		mean += float64(m.w.pledges[j].cum[Quarters-1]) / float64(len(m.w.pledges))
	}
	for j := range weight {
		for d := range Quarters {
			if d > 0 && m.price[j][d] == m.price[j][d-1] {
				weight[j][d] = weight[j][d-1]
				continue
			}
			weight[j][d] = float64(m.w.pledges[j].cum[Quarters-1]) / mean * math.Exp(min((par-m.price[j][d])/heat, 500))
		}
	}
	return weight
}

// kind is 1 for a pledge that funds a need alone.
func (p *pledge) kind() int {
	if p.wholeOnly {
		return 1
	}
	return 0
}

// offer lays the pledges out at their nodes; afterwards z[node][kind][due][k] is the weight of all those that reach level k.
func (m *market) offer(z ledger, weight [][Quarters]float64, factor []float64) {
	clear(z)
	for j := range m.ties {
		kind := m.w.pledges[j].kind()
		for d := range uint8(Quarters) {
			most := m.w.most(int32(j), d)
			if most == 0 {
				continue
			}
			level := m.level(most)
			for _, t := range m.ties[j] {
				z[t.node][kind][d][level] += weight[j][d] * factor[t.combo]
			}
		}
	}
	for n := range z {
		for kind := range 2 {
			for d := range Quarters {
				row := &z[n][kind][d]
				for k := maxLevels - 2; k >= 0; k-- {
					row[k] += row[k+1]
				}
			}
		}
	}
}

// accumulate turns what is asked at each level into what is asked of a pledge of each level.
func (l ledger) accumulate() {
	for n := range l {
		for kind := range 2 {
			for d := range Quarters {
				row := &l[n][kind][d]
				for k := 1; k < maxLevels; k++ {
					row[k] += row[k-1]
				}
			}
		}
	}
}

// spread lets the needs of a lot choose how much of them is worth its price, and asks their nodes for it.
func (m *market) spread(g *group, heat float64, z ledger, weight [][Quarters]float64, u *usage) {
	w := m.w
	var some, whole [maxLevels + 1]float64
	var haveSome, haveWhole uint64
	var askSome, askWhole [maxLevels + 1]float64
	for _, i := range g.needs {
		n := &w.needs[i]
		a, b := m.some[i], m.whole[i]
		if a < maxLevels && haveSome&(1<<a) == 0 {
			haveSome |= 1 << a
			for _, node := range g.nodes {
				some[a] += z[node][0][g.due][a]
			}
		}
		if b < maxLevels && haveWhole&(1<<b) == 0 {
			haveWhole |= 1 << b
			for _, node := range g.nodes {
				whole[b] += z[node][1][g.due][b]
			}
		}
		sum := some[a] + whole[b]
		extra := m.extra[i]
		for _, j := range extra {
			sum += weight[j][g.due] * math.Exp(float64(w.wished(j, &w.classes[n.class]))/heat)
		}
		if sum <= 0 {
			continue
		}
		x := float64(n.amount) / (1 + math.Exp(-(m.base[i]+m.county[n.county]-par)/heat)/sum)
		u.funded[n.county] += x
		askSome[a] += x / sum
		askWhole[b] += x / sum
		for _, j := range extra {
			if u.extra[j] == nil {
				u.extra[j] = new([Quarters]float64)
			}
			u.extra[j][g.due] += x / sum * math.Exp(float64(w.wished(j, &w.classes[n.class]))/heat)
		}
	}
	for k := range maxLevels {
		if askSome[k] > 0 {
			for _, node := range g.nodes {
				u.asked[node][0][g.due][k] += askSome[k]
			}
		}
		if askWhole[k] > 0 {
			for _, node := range g.nodes {
				u.asked[node][1][g.due][k] += askWhole[k]
			}
		}
	}
}
