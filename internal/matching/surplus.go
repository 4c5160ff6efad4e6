package matching

import "math"

// surpluses are what a fen of each need is worth beyond the price of money, and nothing where it is worth less. The price is that of all who may give, the more money
// the more it counts: one small pledge whose money is cheap says little of it.
func (m *market) surpluses(heat float64) []float32 {
	z := make(ledger, len(m.nodes))
	weight := m.weights(heat)
	m.offer(z, weight, m.factors(heat))
	less := make([]float32, len(m.w.needs))
	for g := range m.groups {
		group := &m.groups[g]
		for _, i := range group.needs {
			if sum := m.offered(group, i, heat, z, weight); sum > 0 {
				less[i] = float32(max(0, m.base[i]+m.county[m.w.needs[i].county]-par+heat*math.Log(sum)))
			}
		}
	}
	return less
}

// offered is the weight of all the money that may go to a need.
func (m *market) offered(g *group, i int32, heat float64, z ledger, weight [][Quarters]float64) float64 {
	sum := 0.0
	for _, node := range g.nodes {
		if m.some[i] < maxLevels {
			sum += z[node][0][g.due][m.some[i]]
		}
		if m.whole[i] < maxLevels {
			sum += z[node][1][g.due][m.whole[i]]
		}
	}
	for _, j := range m.extra[i] {
		sum += weight[j][g.due] * math.Exp(float64(m.w.wished(j, &m.w.classes[m.w.needs[i].class]))/heat)
	}
	return sum
}
