package matching

// insert makes room for a need that is not met with a team, or dissolves it when it is.
func (s *search) insert(i int32) {
	w, a := s.m.w, s.a
	n := &w.needs[i]
	if a.got[i] > 0 {
		s.dissolve(i)
		if s.random.IntN(2) == 0 {
			return
		}
	}
	s.walk.begin(&s.m.groups[s.shelf.home[i]], i, n.asks())
	var pool, idle [32]int32 // by price; and of those the ones that have money left
	count, free := 0, 0
	for looks := 0; looks < 2*len(pool) && count < len(pool); looks++ {
		r, ok := s.walk.next()
		if !ok {
			break
		}
		s.steps += 4
		most := w.most(r.pledge, n.due)
		if most >= n.least && (!w.pledges[r.pledge].wholeOnly || most >= n.amount) && most*int64(n.most)*2 >= n.amount {
			pool[count] = r.pledge
			count++
			if a.room(r.pledge, i) > 0 {
				idle[free] = r.pledge
				free++
			}
		}
	}
	if count == 0 {
		return
	}
	size := 1 + s.random.IntN(int(min(n.most, 4)))
	for k := range size {
		if free > 0 && (k > 0 || s.random.IntN(2) == 0) {
			s.join(idle[s.random.IntN(free)])
		} else {
			s.join(pool[s.random.IntN(count)])
		}
	}
	for k := 0; k < len(s.crew) && k < 6; k++ {
		j := s.crew[k]
		want := n.amount/int64(size) + n.unit
		for tries := 0; tries < 10 && a.room(j, i) < want && len(a.gives[j]) > 0; tries++ {
			e := a.gives[j][s.random.IntN(len(a.gives[j]))]
			if w.needs[e.need].whole && len(a.parts[e.need]) > 1 {
				if s.random.IntN(3) == 0 {
					s.dissolve(e.need)
				}
				continue
			}
			s.take(e.need, int(e.at))
		}
	}
	s.form(i)
	s.reteam()
}
