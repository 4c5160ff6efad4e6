package matching

// rival is a way for another pledge to pay for a share: from what it has left, by changing places, or by giving up something.
type rival struct {
	kind   string
	pledge int32
	need   int32 // that it changes places with or gives up; −1: none
	loss   int64 // by how much the plan would be worth less
	of     int64 // what the shares in question are worth now
}

// otherPledge adds the pledge that would be the next best donor of a share, how it could be, and by how much it lost.
func (e *explainer) otherPledge(j, i int32, x, mine int64) {
	best := rival{pledge: -1}
	found := 0
	list, all := e.donorsOf(e.home[i])
	e.rivals(list, &best, &found, j, i, x, mine)
	e.rivals(e.m.extra[i], &best, &found, j, i, x, mine)
	if best.pledge < 0 && !all { // the best of them have too little: look at all the others
		e.walk.begin(&e.m.groups[e.home[i]], i, 0)
		for best.pledge < 0 {
			r, ok := e.walk.next()
			if !ok {
				break
			}
			e.rivals([]int32{r.pledge}, &best, &found, j, i, x, mine)
		}
	}
	if best.pledge < 0 {
		e.add(ReasonOnlyPledge)
		return
	}
	id := Param{"other_pledge", e.w.pledge(best.pledge).ID}
	less := percentLess(float64(best.of), float64(best.of-best.loss))
	switch {
	case less == 0:
		e.add(ReasonEqualPledge, id)
	case best.need < 0:
		e.add(best.kind, id, e.figure("percent", less))
	default:
		e.add(best.kind, id, Param{"other_need", e.w.need(best.need).ID}, e.figure("percent", less))
	}
}

// donorsOf are the first pledges that may give to the needs of a group, and whether these are all.
func (e *explainer) donorsOf(g int32) ([]int32, bool) {
	if e.first[g] == nil {
		group := &e.m.groups[g]
		e.walk.begin(group, group.needs[0], 0)
		e.first[g] = []int32{}
		for len(e.first[g]) < looksPledges {
			r, ok := e.walk.next()
			if !ok {
				break
			}
			if !e.w.pledges[r.pledge].names {
				e.first[g] = append(e.first[g], r.pledge)
			}
		}
	}
	return e.first[g], len(e.first[g]) < looksPledges
}

// rivals looks for the best way among the pledges of a list.
func (e *explainer) rivals(list []int32, best *rival, found *int, j, i int32, x, mine int64) {
	w, a := e.w, e.a
	n := &w.needs[i]
	mineToo, _ := w.pref(j, i)
	for _, o := range list {
		if *found >= looksRivals {
			return
		}
		if o == j || w.most(o, n.due) < x {
			continue
		}
		pref, ok := w.pref(o, i)
		if !ok || w.limit(o, i) < x || w.pledges[o].wholeOnly && x < n.amount || donates(a, o, i) || !e.mayReplace(o, j, i) {
			continue
		}
		way := e.way(o, j, i, x)
		if way.pledge < 0 {
			continue
		}
		*found++
		way.loss += w.worth(x, mineToo-pref)
		way.of += mine
		if best.pledge < 0 || float64(way.loss)*float64(max(1, best.of)) < float64(best.loss)*float64(max(1, way.of)) {
			*best = way
		}
	}
}

// mayReplace tells whether pledge o may be a donor of need i in the place of j.
func (e *explainer) mayReplace(o, j, i int32) bool {
	before := e.w.already[i]
	return before[o] || !before[j] || e.a.donor(o, i)
}

// way is the cheapest way for pledge o to have x fen for need i when j does not give them.
func (e *explainer) way(o, j, i int32, x int64) rival {
	w, a := e.w, e.a
	if a.slack(o, w.needs[i].due) >= x {
		return rival{kind: ReasonNextPledge, pledge: o, need: -1}
	}
	best := rival{pledge: -1}
	for _, g := range a.gives[o][:min(len(a.gives[o]), looksGifts)] {
		n := &w.needs[g.need]
		y := a.parts[g.need][g.at].x
		if g.need == i || !e.afford(o, x, w.needs[i].due, y, n.due) {
			continue
		}
		worth := e.gives(o, g.need, y)
		way := rival{ReasonBusyPledge, o, g.need, worth, worth}
		if pref, ok := w.pref(j, g.need); ok && w.limit(j, g.need) >= y && !donates(a, j, g.need) && e.mayReplace(j, o, g.need) &&
			(!w.pledges[j].wholeOnly || y == n.amount) && e.afford(j, y, n.due, x, w.needs[i].due) {
			was, _ := w.pref(o, g.need)
			way.kind, way.loss = ReasonSwapPledge, w.worth(y, was-pref)
		} else if n.whole && len(a.parts[g.need]) > 1 {
			continue // the others of its team would lose it too
		}
		if best.pledge < 0 || way.loss < best.loss {
			best = way
		}
	}
	return best
}

// afford tells whether a pledge could give x by one quarter when it does not give y by another.
func (e *explainer) afford(j int32, x int64, due uint8, y int64, instead uint8) bool {
	p, used := &e.w.pledges[j], &e.a.used[j]
	for t := uint8(0); t < Quarters; t++ {
		sum := used[t]
		if t >= due {
			sum += x
		}
		if t >= instead {
			sum -= y
		}
		if sum > p.cum[t] {
			return false
		}
	}
	return true
}
