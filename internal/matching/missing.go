package matching

import "math"

// reach is what the pledges that may give to the needs of a class have, by quarter: those that fund a need alone, and the others.
type reach struct {
	able        int
	most, alone [Quarters]int64 // the most that one of them can give
	free, whole [Quarters]int64 // the most that one of them has left
	single      []int32         // those whose bounds depend on the need are looked at one by one
}

func (r *reach) join(o *reach) {
	r.able += o.able
	for d := range Quarters {
		r.most[d], r.alone[d] = max(r.most[d], o.most[d]), max(r.alone[d], o.alone[d])
		r.free[d], r.whole[d] = max(r.free[d], o.free[d]), max(r.whole[d], o.whole[d])
	}
	r.single = append(r.single, o.single...)
}

// reachAll finds what reaches every class: first by purpose, then by the classes of the purposes.
func (e *explainer) reachAll() {
	w := e.w
	held := make([]bool, len(w.pledges))
	for k := range w.held {
		held[k.pledge] = true
	}
	of := make([]reach, len(w.filters))
	for j := range w.pledges {
		p := &w.pledges[j]
		if p.names || p.cum[Quarters-1] == 0 {
			continue
		}
		r := &of[p.filter]
		if held[j] || len(p.except) > 0 || p.units < math.MaxInt64 {
			r.single = append(r.single, int32(j))
			continue
		}
		r.able++
		for d := range uint8(Quarters) {
			most, free := w.most(int32(j), d), min(e.a.slack(int32(j), d), p.most)
			if p.wholeOnly {
				r.alone[d], r.whole[d] = max(r.alone[d], most), max(r.whole[d], free)
			} else {
				r.most[d], r.free[d] = max(r.most[d], most), max(r.free[d], free)
			}
		}
	}
	e.reach = make([]reach, len(w.classes))
	for f := range of {
		if of[f].able+len(of[f].single) > 0 {
			for _, c := range w.filters[f].classes {
				e.reach[c].join(&of[f])
			}
		}
	}
}

// fund is what could go to one need.
type fund struct {
	able, excepted   int
	most, late, free int64 // the most that one pledge can give in time, can give at all, and has left; those that fund a need alone only when it suffices
}

func (f *fund) add(e *explainer, i int32, j int32) {
	w, n := e.w, &e.w.needs[i]
	limit := w.limit(j, i)
	if _, ok := w.pref(j, i); !ok || limit < n.asksOne(false) && limit < n.amount-e.a.got[i] {
		f.excepted++
		return
	}
	f.able++
	f.give(e, i, w.pledges[j].wholeOnly, min(limit, w.most(j, n.due)), min(limit, w.most(j, Quarters-1)), min(limit, e.a.slack(j, n.due)))
}

func (f *fund) give(e *explainer, i int32, alone bool, most, late, free int64) {
	amount := e.w.needs[i].amount
	ok := func(x int64) int64 {
		if alone && x < amount {
			return 0
		}
		return x
	}
	if alone && e.a.got[i] > 0 {
		free = 0
	}
	f.most, f.late, f.free = max(f.most, ok(most)), max(f.late, ok(late)), max(f.free, ok(free))
}

// fundOf is what could go to a need from those that reach it.
func (e *explainer) fundOf(i int32) fund {
	n := &e.w.needs[i]
	r := &e.reach[n.class]
	f := fund{able: r.able}
	f.give(e, i, false, r.most[n.due], r.most[Quarters-1], r.free[n.due])
	f.give(e, i, true, r.alone[n.due], r.alone[Quarters-1], r.whole[n.due])
	for _, j := range r.single {
		f.add(e, i, j)
	}
	for _, j := range e.m.extra[i] {
		f.add(e, i, j)
	}
	return f
}

// unmet says what is missing for a need, which needs came first, and the pledge that would meet it.
func (e *explainer) unmet(i int32) []Reason {
	w, a := e.w, e.a
	n, src := &w.needs[i], w.need(i)
	e.begin()
	rest, least := n.amount-a.got[i], n.asksOne(false)
	f := e.fundOf(i)
	full := n.most == 0 || n.most < math.MaxInt32 && e.joined(i) >= n.most
	could := int64(0)
	if !full && f.free >= least {
		could = e.could(i)
	}
	switch {
	case full:
		e.add(ReasonDonorsFull, e.figure("donors", int64(e.joined(i))+int64(len(w.already[i]))))
	case f.able == 0 && f.excepted > 0:
		e.add(ReasonExcepted)
	case f.able == 0:
		e.add(ReasonNoMoney)
	case f.most < least && f.late >= least:
		e.add(ReasonTooLate)
	case f.most < least:
		e.add(ReasonTooLarge, e.figure("least_fen", least), e.figure("most_fen", f.most))
	case could > 0: // it would gain nothing, or fill had given it
		e.add(ReasonSmallShare, e.figure("amount_fen", could))
	case n.whole && f.free >= least:
		e.add(ReasonTeamShort, e.figure("amount_fen", n.amount))
		e.cameFirst(i)
	case rest < least:
		e.add(ReasonRestSmall, e.figure("amount_fen", rest), e.figure("least_fen", least))
	default:
		if f.free > 0 && f.free < least {
			e.add(ReasonTooSmall, e.figure("least_fen", least), e.figure("most_fen", f.free))
		}
		e.cameFirst(i)
	}
	if x := e.missing(i); !full && rest%n.unit == 0 && a.gain(i, 0, rest, true) > 0 {
		e.add(ReasonWouldMeet, e.figure("amount_fen", x), Param{"program", src.Program}, Param{"county", src.County})
	}
	return e.done()
}

// missing is the pledge that would meet a need while the other needs keep what they have (a new run may still move money: what a county gets changes what the next yuan there is worth): its rest. When that is less than a donor may give, another donor has to give so much less; when none can, the whole.
func (e *explainer) missing(i int32) int64 {
	n := &e.w.needs[i]
	rest := n.amount - e.a.got[i]
	if rest >= n.least {
		return rest
	}
	for _, s := range e.a.parts[i] {
		if s.x-(n.least-rest) >= n.least {
			return n.least
		}
	}
	return n.amount
}

// could is the most that any pledge could add to a need now.
func (e *explainer) could(i int32) (x int64) {
	look := func(j int32) {
		if _, ok := e.w.pref(j, i); ok {
			y, _ := e.a.more(j, i)
			x = max(x, y)
		}
	}
	list, all := e.donorsOf(e.home[i])
	for _, j := range list {
		look(j)
	}
	for _, j := range e.m.extra[i] {
		look(j)
	}
	if !all && x == 0 {
		e.beyond(i, func(j int32) bool {
			look(j)
			return x == 0
		})
	}
	return x
}

// beyond calls f with every pledge that may give to the need of a group, the likeliest first, until it says no.
func (e *explainer) beyond(i int32, f func(j int32) bool) {
	e.walk.begin(&e.m.groups[e.home[i]], i, 0)
	for {
		if r, ok := e.walk.next(); !ok || !f(r.pledge) {
			return
		}
	}
}

// joined counts the donors of a need that were not donors of it before.
func (e *explainer) joined(i int32) int32 {
	k := int32(0)
	for _, s := range e.a.parts[i] {
		if !e.w.already[i][s.pledge] {
			k++
		}
	}
	return k
}

// cameFirst adds which needs have the money that could have gone to a need: the last of those where a yuan does more.
func (e *explainer) cameFirst(i int32) {
	w, a := e.w, e.a
	n := &w.needs[i]
	last, any := int32(-1), int32(-1)
	lastWorth, less := 0.0, 0.0
	look := func(j int32) {
		pref, ok := w.pref(j, i)
		if !ok || w.most(j, n.due) < n.least {
			return
		}
		rest := n.amount - a.got[i]
		here := float64(a.gain(i, pref, rest, true)) / float64(rest)
		for _, g := range a.gives[j][:min(len(a.gives[j]), looksGifts)] {
			if g.need == i {
				continue
			}
			y := a.parts[g.need][g.at].x
			v := float64(e.gives(j, g.need, y)) / float64(y)
			if any < 0 {
				any = g.need
			}
			if v > here && (last < 0 || v < lastWorth) {
				last, lastWorth, less = g.need, v, here
			}
		}
	}
	list, all := e.donorsOf(e.home[i])
	for _, j := range list {
		look(j)
	}
	for _, j := range e.m.extra[i] {
		look(j)
	}
	if !all && any < 0 {
		e.beyond(i, func(j int32) bool {
			look(j)
			return any < 0
		})
	}
	switch {
	case last >= 0:
		e.add(ReasonOthers, Param{"other_need", w.need(last).ID}, e.figure("percent", max(1, percentLess(lastWorth, less))))
	case any >= 0:
		e.add(ReasonTogether, Param{"other_need", w.need(any).ID})
	default: // whoever may give to it gave it all
		e.add(ReasonUsedUp, e.figure("amount_fen", a.got[i]))
	}
}

// Why a need cannot have what a pledge has left, in the order in which a donor is told.
const (
	notDue = iota
	below
	partner
	perNeed
	seats
	alone
	little
	obstacles
)

// unspent says why a pledge has money left: of how many needs within its purpose each obstacle is.
func (e *explainer) unspent(j int32, left int64) []Reason {
	var count [obstacles]int64
	p := &e.w.pledges[j]
	waiting, smallest, seen := e.count(), int64(0), int64(0)
	order := byAsk
	if p.wholeOnly {
		order = byAmount
	}
	tell := func(i int32) {
		count[e.obstacle(j, i, left)]++
		seen++
	}
	e.each(order, func(i int32) bool {
		smallest = e.w.needs[i].asksOne(p.wholeOnly)
		if smallest > left {
			return false
		}
		tell(i)
		return true
	})
	for _, g := range e.a.gives[j] { // what it gives to already it could give a little more
		if n := &e.w.needs[g.need]; e.a.got[g.need] < n.amount && n.asksOne(p.wholeOnly) > left {
			tell(g.need)
		}
	}
	count[below] += waiting - seen
	e.begin()
	if waiting == 0 {
		met := e.purpose(j)
		if met == 0 {
			e.add(ReasonNoPurpose)
		} else {
			e.add(ReasonAllMet, e.figure("needs", met))
		}
		return e.done()
	}
	for k, n := range count {
		if n == 0 {
			continue
		}
		needs, have := e.figure("needs", n), e.figure("left_fen", left)
		switch k {
		case notDue:
			e.add(ReasonNotDue, needs, have)
		case below:
			e.add(ReasonBelowPlace, needs, have, e.figure("least_fen", smallest))
		case partner:
			e.add(ReasonPartner, needs, have)
		case perNeed:
			e.add(ReasonPerNeed, needs)
		case seats:
			e.add(ReasonSeats, needs)
		case alone:
			e.add(ReasonAlone, needs)
		case little:
			e.add(ReasonSmallLeft, needs, have)
		}
	}
	return e.done()
}

// purpose counts the needs within a purpose.
func (e *explainer) purpose(j int32) int64 {
	p := &e.w.pledges[j]
	k := int64(0)
	if p.names || len(p.except) > 0 {
		e.w.each(j, func(int32, int64) { k++ })
		return k
	}
	for _, c := range e.w.filters[p.filter].classes {
		k += int64(len(e.w.members[c]))
	}
	return k
}

// obstacle is why a need that waits cannot have what a pledge has left.
func (e *explainer) obstacle(j, i int32, left int64) int {
	w, a := e.w, e.a
	n, p := &w.needs[i], &w.pledges[j]
	own, least := int64(0), n.asksOne(p.wholeOnly)
	for _, s := range a.parts[i] {
		if s.pledge == j {
			own, least = s.x, n.unit
		}
	}
	rest, limit, free := n.amount-a.got[i], w.limit(j, i)-own, a.slack(j, n.due)
	switch {
	case left < least:
		return below
	case p.wholeOnly && a.got[i] > 0:
		return alone
	case limit < least:
		return perNeed
	case own == 0 && !a.donor(j, i) || rest < least:
		return seats
	case free < least:
		return notDue
	case n.whole && min(free, limit) < n.amount:
		return partner
	}
	return little // it would gain nothing, or fill had given it
}
