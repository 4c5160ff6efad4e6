package matching

import "math"

// movePrices raises the price of money that is asked for more than it is, and lowers that of idle money.
func (m *market) movePrices(heat float64, weight [][Quarters]float64, factor []float64, uses *[chunks]usage) {
	allAsked, allHave := 0.0, 0.0
	for j := range m.price {
		p, cum := &m.price[j], &m.w.pledges[j].cum
		kind := m.w.pledges[j].kind()
		var step [Quarters]float64
		asked := 0.0
		for t := range uint8(Quarters) {
			if most := m.w.most(int32(j), t); most > 0 {
				level := m.level(most)
				sum := 0.0
				for k := range uses {
					for _, tie := range m.ties[j] {
						sum += factor[tie.combo] * uses[k].asked[tie.node][kind][t][level]
					}
					if x := uses[k].extra[int32(j)]; x != nil { // a pledge that names its needs has no ties
						sum += x[t]
					}
				}
				asked += sum * weight[j][t]
			}
			if cum[t] == 0 || t+1 < Quarters && cum[t+1] == cum[t] {
				continue // nothing arrives after it: the later bound is the tighter one
			}
			step[t] = heat * hurry(&m.pace[j][t], math.Log(asked/float64(cum[t])))
		}
		if p[Quarters-1] > 1 {
			allAsked += asked
			allHave += float64(cum[Quarters-1])
		}
		shiftPrices(p, &step)
	}
	if allAsked > 0 { // what every price lags behind alike is made up for at once
		all := heat * hurry(&m.tide, math.Log(allAsked/allHave))
		for j := range m.price {
			if p := &m.price[j]; p[Quarters-1] > 1 {
				shiftPrices(p, &[Quarters]float64{Quarters - 1: max(all, 1-p[Quarters-1])})
			}
		}
	}
}

// hurry lets a price that keeps moving one way move faster, and one that turns round move slower. The pace carries the direction as its sign.
func hurry(pace *float64, step float64) float64 {
	step = min(max(step, -2), 2)
	fast := math.Abs(*pace)
	if fast == 0 {
		fast = 1
	} else if (*pace > 0) == (step > 0) {
		fast = min(fast*faster, 40)
	} else {
		fast = max(fast*slower, 0.2)
	}
	*pace = math.Copysign(fast, step)
	return step * fast
}

const faster, slower = 1.2, 0.5

// shiftPrices adds the steps to the prices of the single bounds, none of which may be negative.
func shiftPrices(p *[Quarters]float64, step *[Quarters]float64) {
	var own [Quarters]float64
	for t := range Quarters {
		own[t] = p[t]
		if t+1 < Quarters {
			own[t] -= p[t+1]
		}
		own[t] = max(0, own[t]+step[t])
	}
	sum := 0.0
	for t := Quarters - 1; t >= 0; t-- {
		sum += own[t]
		p[t] = sum
	}
}

// moveCounties lets the bonus of each county follow its tiers: high while little is funded there, lower as more is.
func (m *market) moveCounties(heat float64, funded []float64) {
	for c := range m.county {
		t := &m.w.counties[c]
		low, high := 0.0, 0.0 // what the county may have at its present bonus
		next, last := 0.0, math.Inf(1)
		for k, b := range t.bonus {
			switch {
			case float64(b) > m.county[c]:
				low += float64(t.cap[k])
				last = float64(b)
			case float64(b) == m.county[c]:
				high += float64(t.cap[k])
			default:
				next = max(next, float64(b))
			}
		}
		high += low
		if m.county[c] == 0 {
			high = math.Inf(1)
		}
		switch {
		case funded[c] > high && m.county[c] > 0:
			m.county[c] = max(next, m.county[c]+heat*hurry(&m.stride[c], -math.Log(funded[c]/max(high, 1))))
		case funded[c] < low:
			m.county[c] = min(last, m.county[c]+heat*hurry(&m.stride[c], math.Log(low/max(funded[c], 1))))
		}
	}
}
