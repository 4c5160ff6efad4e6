package matching

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// search improves a plan: again and again it takes the money of a few pledges back, gives it out anew, and keeps what is better.
type search struct {
	m      *market
	a      *plan
	random *rand.Rand
	log    []change
	multi  []int32 // whole needs that may have several donors
	walk   *offers
	shelf  *shelf
	stroll *stroll
	less   []float32       // by need: points per fen that are taken off its worth; nil when nothing is
	least  [Quarters]int64 // by quarter: the least that a need takes
	bag    bag
	pick   picker
	crew   []int32 // pledges whose money is given out anew
	inCrew []bool
	redo   []int32 // needs that lost their team
	grain  int64   // fen: the step in which sizes are counted when a pledge is packed
	steps  int64
	allow  int64 // how much worse a plan may be and still be kept for a while
}

// change is one put or take, so that it can be undone.
type change struct {
	pledge, need int32
	x, pref      int64
	put          bool
}

func newSearch(m *market, a *plan, try uint64) *search {
	w := m.w
	s := &search{m: m, a: a, random: rand.New(rand.NewPCG(w.set.Seed, 0x5eed+try)), inCrew: make([]bool, len(w.pledges))}
	s.walk = newOffers(m)
	s.useShelf(newShelf(m, m.keys(nil), w.open))
	for d := range s.least {
		s.least[d] = math.MaxInt64
	}
	for i := range w.needs {
		if n := &w.needs[i]; n.open {
			s.least[n.due] = min(s.least[n.due], n.least)
		}
	}
	s.grain = w.grain()
	for i := range w.needs {
		if n := &w.needs[i]; n.open && n.whole && n.most != 1 && n.unit < n.amount {
			s.multi = append(s.multi, int32(i))
		}
	}
	return s
}

// useShelf lets the search walk a shelf.
func (s *search) useShelf(shelf *shelf) {
	s.shelf, s.stroll = shelf, newStroll(shelf)
	for i := range s.m.w.needs {
		if n := &s.m.w.needs[i]; n.open && s.a.got[i] == n.amount {
			shelf.set(int32(i), false)
		}
	}
}

// grain is a hundred yuan where every need is at least that, and otherwise what divides them all.
func (w *work) grain() int64 {
	least, common := int64(usualGrain), int64(0)
	for i := range w.needs {
		if n := &w.needs[i]; n.open {
			least = min(least, n.amount)
			for a, b := n.unit, common; ; a, b = b, a%b {
				if b == 0 {
					common = a
					break
				}
			}
		}
	}
	if least < usualGrain {
		return common
	}
	return usualGrain
}

// budget is how many steps the search may take: as many as a problem of some ten thousand needs takes in a few seconds, and in a larger one at least some for
// each need and pledge. XL in 90 seconds of two cores is the bound at the other end.
func (w *work) budget() int64 {
	size := int64(len(w.needs) + 4*len(w.pledges))
	usual := min(550_000*size, 4_500_000_000_000/max(size, 1))
	if w.thick() {
		usual = min(2_000*size, 2_100_000_000)
	}
	if effort := int64(w.set.Effort); effort > 0 {
		return usual * effort / 1000
	}
	return usual
}

func (s *search) put(j, i int32, x, pref int64) {
	s.give(j, i, x, pref)
	s.log = append(s.log, change{j, i, x, pref, true})
}

func (s *search) take(i int32, k int) {
	p := s.a.parts[i][k]
	pref, _ := s.m.w.pref(p.pledge, i)
	s.back(i, k)
	s.log = append(s.log, change{p.pledge, i, p.x, pref, false})
}

// give and back change the plan, and the shelf with it.
func (s *search) give(j, i int32, x, pref int64) {
	s.a.put(j, i, x, pref)
	if s.a.got[i] == s.m.w.needs[i].amount {
		s.shelf.set(i, false)
	}
}

func (s *search) back(i int32, k int) {
	if s.a.got[i] == s.m.w.needs[i].amount {
		s.shelf.set(i, true)
	}
	s.a.take(i, k)
}

// undo goes back to where the log began.
func (s *search) undo(to int) {
	for len(s.log) > to {
		c := s.log[len(s.log)-1]
		s.log = s.log[:len(s.log)-1]
		if !c.put {
			s.give(c.pledge, c.need, c.x, c.pref)
			continue
		}
		k := slices.IndexFunc(s.a.parts[c.need], func(p part) bool { return p.pledge == c.pledge })
		s.back(c.need, k)
	}
}

// run searches until the budget is used or the context ends.
func (s *search) run(ctx context.Context, budget int64, tell func(done, value int64)) {
	if len(s.m.w.pledges) == 0 || len(s.m.w.needs) == 0 {
		return
	}
	if s.m.w.thick() {
		s.fillByPrice()
	}
	s.fillAll()
	shares := int64(1)
	for _, list := range s.a.gives {
		shares += int64(len(list))
	}
	start := max(0, int64(float64(s.a.value/shares)*heatFactor)) // where a share costs much, the first plan may be worth less than none
	for round := 0; s.steps < budget; round++ {
		if round%256 == 0 { // a stop or a step of the heat now and then is enough
			if ctx.Err() != nil {
				return
			}
			tell(s.steps, s.a.value)
			left := 1 - float64(s.steps)/(0.9*float64(budget))
			s.allow = int64(float64(start) * max(0, left) * max(0, left))
		}
		s.round()
	}
}

// fillAll lets every pledge use what it has left.
func (s *search) fillAll() {
	for j := range s.m.w.pledges {
		s.refill(int32(j), 0)
	}
	s.log = s.log[:0]
}

// fillByPrice lets every pledge use its money where no other pledge's money would be better used: what a need is worth beyond the price of money is taken off.
// Who has few needs to choose from chooses first. A second time, because a pledge looks at no more than maxLooks needs at once.
func (s *search) fillByPrice() {
	m, w := s.m, s.m.w
	s.less = m.surpluses(cold)
	plain := s.shelf
	s.useShelf(newShelf(m, m.keys(s.less), w.open))
	for range 2 {
		for _, j := range w.fewestFirst() {
			s.refill(j, 0)
		}
	}
	s.less = nil
	s.useShelf(plain)
}

// fewestFirst lists the pledges, those first whose purpose has the fewest classes of needs.
func (w *work) fewestFirst() []int32 {
	return order(len(w.pledges), func(x, y int) int {
		return cmp.Compare(len(w.filters[w.pledges[x].filter].classes), len(w.filters[w.pledges[y].filter].classes))
	})
}

// heatFactor is how much worse than a share's usual worth a plan may become at first.
const heatFactor = 0.03

// round tries one change of the plan.
func (s *search) round() {
	before := s.a.value
	s.log = s.log[:0]
	s.redo = s.redo[:0]
	s.steps += 200
	if len(s.multi) > 0 && s.random.IntN(2) == 0 {
		i := s.multi[s.random.IntN(len(s.multi))]
		if k := s.multi[s.random.IntN(len(s.multi))]; s.m.w.needs[k].amount > s.m.w.needs[i].amount {
			i = k // the larger of two: more is lost when it is not met
		}
		s.insert(i)
	} else {
		s.gather()
		for _, j := range s.crew {
			s.release(j)
		}
		s.reteam()
	}
	s.shuffle()
	noise := 0
	if s.random.IntN(2) == 0 {
		noise = 1 << s.random.IntN(7)
	}
	for k := 0; k < len(s.crew); k++ {
		s.refill(s.crew[k], noise)
	}
	for _, j := range s.crew {
		s.inCrew[j] = false
	}
	s.crew = s.crew[:0]
	if s.a.value < before && (s.allow == 0 || before-s.a.value > s.random.Int64N(s.allow+1)) {
		s.undo(0)
	}
}

func (s *search) join(j int32) {
	if !s.inCrew[j] {
		s.inCrew[j] = true
		s.crew = append(s.crew, j)
	}
}

func (s *search) shuffle() {
	s.random.Shuffle(len(s.crew), func(a, b int) { s.crew[a], s.crew[b] = s.crew[b], s.crew[a] })
}

// gather picks a pledge and a few that compete with it for the same needs.
func (s *search) gather() {
	w := s.m.w
	j := int32(s.random.IntN(len(w.pledges)))
	s.join(j)
	size := 1 + s.random.IntN(4)
	for try := 0; len(s.crew) < size && try < 12; try++ {
		from := s.crew[s.random.IntN(len(s.crew))]
		i := s.someNeed(from)
		if i < 0 {
			continue
		}
		for _, p := range s.a.parts[i] {
			s.join(p.pledge)
		}
	}
}

// someNeed is any need that a pledge may go to; −1 when there is none.
func (s *search) someNeed(j int32) int32 {
	w := s.m.w
	p := &w.pledges[j]
	if p.names {
		if len(p.named) == 0 {
			return -1
		}
		return p.named[s.random.IntN(len(p.named))]
	}
	classes := w.filters[p.filter].classes
	if len(classes) == 0 {
		return -1
	}
	members := w.members[classes[s.random.IntN(len(classes))]]
	return members[s.random.IntN(len(members))]
}

// mostReleased bounds how many gifts of one pledge are taken back at once.
const mostReleased = 14

// release takes a pledge's gifts back: all of a small one's, some of a large one's. A whole need that loses a donor loses all of them.
func (s *search) release(j int32) {
	n := len(s.a.gives[j])
	from, count := 0, n
	if n > mostReleased {
		count = 4 + s.random.IntN(mostReleased-3)
		from = s.random.IntN(n)
	}
	keepTeams := s.random.IntN(3) > 0
	var list [mostReleased + 1]int32
	needs := list[:0]
	for k := range count {
		needs = append(needs, s.a.gives[j][(from+k)%n].need)
	}
	for _, i := range needs {
		if len(s.a.parts[i]) > 1 && s.m.w.needs[i].whole {
			if !keepTeams {
				s.dissolve(i)
			}
			continue
		}
		k := slices.IndexFunc(s.a.parts[i], func(p part) bool { return p.pledge == j })
		s.take(i, k)
	}
}

// dissolve takes a team's need from all of its donors, who join the crew with the money that is free then.
func (s *search) dissolve(i int32) {
	for len(s.a.parts[i]) > 0 {
		k := len(s.a.parts[i]) - 1
		s.join(s.a.parts[i][k].pledge)
		s.take(i, k)
	}
	s.redo = append(s.redo, i)
}

// reteam tries to give back what lost its team to a team of those who have money now.
func (s *search) reteam() {
	for _, i := range s.redo {
		if s.random.IntN(4) > 0 && s.a.got[i] == 0 {
			s.form(i)
		}
	}
}

// form gives a need to a team from the crew.
func (s *search) form(i int32) bool {
	w, a := s.m.w, s.a
	n := &w.needs[i]
	pool := s.bag.pool[:0]
	for _, j := range s.crew {
		if w.pledges[j].wholeOnly && a.room(j, i) < n.amount {
			continue
		}
		if pref, ok := w.pref(j, i); ok {
			if room := a.room(j, i); room > 0 {
				pool = append(pool, seat{pledge: j, points: float32(pref) - float32(s.m.price[j][n.due]), room: room, pref: pref, alone: w.pledges[j].wholeOnly})
			}
		}
	}
	s.bag.pool = pool
	s.steps += int64(8 * len(s.crew) * (1 + len(pool)))
	team, worth := s.pick.best(pool, n, maxPoints, float64(w.set.PairCost)) // at any price: the round as a whole is judged
	if worth <= 0 {
		return false
	}
	for _, t := range team {
		s.put(t.pledge, i, t.x, t.pref)
	}
	return true
}
