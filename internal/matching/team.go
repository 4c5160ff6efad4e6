package matching

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// picker chooses the donors of a whole need.
type picker struct {
	random             *rand.Rand // when set, a donor may be asked for less than it could give
	order, trial, team []seat
}

// best chooses, among those that could give, the team that is worth most: at most the need's number of donors, together exactly its amount, the best prices
// giving as much as they can. each is what a fen of the need is worth; the worth of the team is beyond the prices of its money; 0 when there is none.
func (p *picker) best(pool []seat, n *need, each float32, pair float64) ([]seat, float64) {
	best := 0.0
	p.team = p.team[:0]
	for w := -1; w < len(pool); w++ { // w prices a fen of the need: at the highest price only the best donors stay, at a low one the richest do
		at := float32(-maxPoints)
		if w >= 0 {
			at = pool[w].points
		}
		p.order = p.order[:0]
		for _, s := range pool {
			if !s.alone {
				p.order = append(p.order, s)
			}
		}
		value := func(s *seat) float32 { return (s.points - at) * float32(s.room) }
		slices.SortStableFunc(p.order, func(a, b seat) int { return cmp.Compare(value(&b), value(&a)) })
		if worth := p.seat(n, each, pair); worth > best {
			best = worth
			p.team = append(p.team[:0], p.trial...)
		}
		if len(pool) > 16 {
			w += len(pool) / 16
		}
	}
	for _, s := range pool { // those who fund a need alone
		if worth := float64(each+s.points)*float64(n.amount) - pair; s.alone && worth > best {
			s.x, best = n.amount, worth
			p.team = append(p.team[:0], s)
		}
	}
	return p.team, best
}

// seat lets the first of the order that suffice give, and says what that is worth.
func (p *picker) seat(n *need, each float32, pair float64) float64 {
	sum, k := int64(0), 0
	for k < len(p.order) && k < int(n.most) && sum < n.amount {
		sum += p.order[k].room
		k++
	}
	if sum < n.amount || n.amount < int64(k)*n.least {
		return 0
	}
	p.trial = append(p.trial[:0], p.order[:k]...)
	slices.SortStableFunc(p.trial, func(a, b seat) int { return cmp.Compare(b.points, a.points) })
	worth := 0.0
	left := n.amount
	for c := range p.trial {
		s := &p.trial[c]
		s.x = min(s.room, left-int64(k-c-1)*n.least)
		if rest := n.amount - s.x; p.random != nil && c < k-1 && p.random.IntN(3) == 0 && rest < n.amount {
			need := int64(0) // what the others can give at most
			for _, o := range p.trial[c+1:] {
				need += o.room
			}
			if low := max(n.least, left-need); low < s.x {
				s.x = low + p.random.Int64N(s.x-low+1)
			}
		}
		s.x -= s.x % n.unit
		if s.x < n.least {
			return 0
		}
		worth += float64(each+s.points)*float64(s.x) - pair
		left -= s.x
	}
	if left != 0 {
		return 0
	}
	return worth
}
