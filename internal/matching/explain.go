package matching

import (
	"cmp"
	"slices"
	"strconv"

	"shanpei/models/money"
)

// The kinds of reasons. The message catalogue has a sentence for each, under `matching.reason.`.
const (
	ReasonUrgency    = "urgency"     // points, of: the need's urgency in its score
	ReasonWaiting    = "waiting"     // points, of
	ReasonDeadline   = "deadline"    // points, of
	ReasonCategory   = "category"    // points, of: the kind of help comes first in the federation's policy
	ReasonWish       = "wish"        // points: the donor wished for it
	ReasonCompletes  = "completes"   // the need is met in full with it
	ReasonCounty     = "county"      // county, points: little has been funded there so far
	ReasonNamed      = "named"       // the donor named this need
	ReasonNextNeed   = "next_need"   // other_need, percent: the pledge's next best need, and by how much it is worth less
	ReasonNoNeed     = "no_other"    // the pledge could meet no other need now
	ReasonNextPledge = "next_pledge" // other_pledge, percent: the next best pledge for the need
	ReasonOnlyPledge = "only_pledge" // no other pledge has free money for the need

	ReasonNoMoney    = "no_money"     // unmet: no pledge's purpose allows the need
	ReasonTooLate    = "too_late"     // unmet: money that may go there arrives after it is spent
	ReasonTooLarge   = "too_large"    // unmet: least_fen, most_fen: no pledge can give the least that the need asks
	ReasonOthers     = "others_first" // unmet: the money that may go there met other needs
	ReasonDonorsFull = "donors_full"  // unmet: donors: no further donor may join
	ReasonTooSmall   = "left_small"   // unmet: least_fen, most_fen: what pledges have left is less than the need asks
	ReasonWouldMeet  = "would_meet"   // unmet: amount_fen, program, county: the pledge that would meet it

	ReasonNoPurpose  = "no_need"     // unspent: no open need is within the purpose
	ReasonAllMet     = "all_met"     // unspent: every need within the purpose is met
	ReasonBelowPlace = "below_place" // unspent: left_fen, least_fen: less than the least that any need asks
	ReasonNotDue     = "not_due"     // unspent: left_fen: it arrives after the needs that are left are spent
	ReasonPerNeed    = "per_need"    // unspent: the donor's most per need is reached
	ReasonNoFit      = "no_fit"      // unspent: what is left does not fit the needs that are left: they want one donor for the whole, or fewer donors
)

// Reasons lists every kind, for the catalogue's test.
var Reasons = []string{
	ReasonUrgency, ReasonWaiting, ReasonDeadline, ReasonCategory, ReasonWish, ReasonCompletes, ReasonCounty, ReasonNamed, ReasonNextNeed, ReasonNoNeed,
	ReasonNextPledge, ReasonOnlyPledge, ReasonNoMoney, ReasonTooLate, ReasonTooLarge, ReasonOthers, ReasonDonorsFull, ReasonTooSmall, ReasonWouldMeet,
	ReasonNoPurpose, ReasonAllMet, ReasonBelowPlace, ReasonNotDue, ReasonPerNeed, ReasonNoFit,
}

func reason(kind string, params ...any) Reason {
	r := Reason{Kind: kind}
	for k := 0; k+1 < len(params); k += 2 {
		p := Param{Name: params[k].(string)}
		switch v := params[k+1].(type) {
		case string:
			p.Value = v
		case int64:
			p.Value = strconv.FormatInt(v, 10)
		case int32:
			p.Value = strconv.FormatInt(int64(v), 10)
		}
		r.Params = append(r.Params, p)
	}
	return r
}

// explainer finds the reasons of a finished plan.
type explainer struct {
	m    *market
	a    *plan
	walk *offers
	home []int32
	next []alternative // by pledge
}

// alternative is the best that a pledge could do with its money besides what it does.
type alternative struct {
	need  int32
	worth float64
}

// looks bounds how many pledges are looked at for one need.
const looks = 256

// explain adds the reasons to a result that was written from the plan.
func (m *market) explain(a *plan, r *Result, home []int32) {
	e := explainer{m: m, a: a, walk: newOffers(m), home: home, next: make([]alternative, len(m.w.pledges))}
	needAt, pledgeAt := map[string]int32{}, map[string]int32{}
	for i := range m.w.needs {
		if m.w.needs[i].open {
			needAt[m.w.need(int32(i)).ID] = int32(i)
		}
	}
	for j := range m.w.pledges {
		if id := m.w.pledge(int32(j)).ID; j == 0 || m.w.pledge(int32(j-1)).ID != id {
			pledgeAt[id] = int32(j)
			e.next[j] = e.otherNeed(int32(j))
		}
	}
	for k := range r.Shares {
		s := &r.Shares[k]
		s.Reasons = e.share(pledgeAt[s.Pledge], needAt[s.Need], int64(s.Fen))
	}
	for i := range m.w.needs {
		if n := &m.w.needs[i]; n.open && a.got[i] < n.amount {
			r.Unmet = append(r.Unmet, Left{ID: m.w.need(int32(i)).ID, Fen: money.Fen(n.amount - a.got[i]), Reasons: e.unmet(int32(i))})
		}
	}
	for j := range m.w.pledges {
		if left := m.w.pledges[j].cum[Quarters-1] - a.used[j][Quarters-1]; left > 0 {
			r.Unspent = append(r.Unspent, Left{ID: m.w.pledge(int32(j)).ID, Fen: money.Fen(left), Reasons: e.unspent(int32(j), left)})
		}
	}
}

// worth is what a fen of a pledge is worth at a need, in points, wishes and fairness included.
func (e *explainer) worth(i int32, pref int64) float64 {
	n := &e.m.w.needs[i]
	return e.m.each(i) + float64(pref) + float64(e.a.countyBonus(n.county))
}

// countyBonus is what the next fen in a county earns.
func (a *plan) countyBonus(c int32) int64 {
	x := a.funds[c]
	t := &a.w.counties[c]
	for k, size := range t.cap {
		if x < size {
			return t.bonus[k]
		}
		x -= size
	}
	return 0
}

// otherNeed is the best need that still waits and that the pledge could give to instead of what it does.
func (e *explainer) otherNeed(j int32) alternative {
	best := alternative{need: -1}
	w, a := e.m.w, e.a
	w.each(j, func(i int32, pref int64) {
		n := &w.needs[i]
		if a.got[i] == n.amount || w.most(j, n.due) < n.least || w.limit(j, i) < n.least || n.whole && n.most == 1 && w.most(j, n.due) < n.amount {
			return
		}
		if slices.ContainsFunc(a.parts[i], func(p part) bool { return p.pledge == j }) {
			return
		}
		if v := e.worth(i, pref); best.need < 0 || v > best.worth {
			best = alternative{i, v}
		}
	})
	return best
}

// share says why a pledge and a need belong together: the terms of the need's score, the largest first, what else counts, and the next best on both sides.
func (e *explainer) share(j, i int32, x int64) []Reason {
	w := e.m.w
	n, src := &w.needs[i], w.need(i)
	pref, _ := w.pref(j, i)
	var out []Reason
	terms := []struct {
		kind   string
		points int32
	}{{ReasonUrgency, src.Why.Urgency}, {ReasonDeadline, src.Why.Deadline}, {ReasonWaiting, src.Why.Waiting}, {ReasonCategory, src.Why.Category}}
	slices.SortStableFunc(terms, func(a, b struct {
		kind   string
		points int32
	}) int {
		return cmp.Compare(b.points, a.points)
	})
	for _, t := range terms {
		if t.points > 0 {
			out = append(out, reason(t.kind, "points", t.points, "of", src.Score))
		}
	}
	if w.pledges[j].names {
		out = append(out, reason(ReasonNamed))
	}
	if pref > 0 {
		out = append(out, reason(ReasonWish, "points", pref))
	}
	if e.a.got[i] == n.amount {
		out = append(out, reason(ReasonCompletes))
	}
	if b := e.a.countyBonus(n.county); b > 0 {
		out = append(out, reason(ReasonCounty, "county", src.County, "points", b))
	}
	mine := e.worth(i, pref)
	if alt := e.next[j]; alt.need < 0 {
		out = append(out, reason(ReasonNoNeed))
	} else {
		out = append(out, reason(ReasonNextNeed, "other_need", w.need(alt.need).ID, "percent", percentLess(mine, alt.worth)))
	}
	if other, points, ok := e.otherPledge(j, i, x); ok {
		out = append(out, reason(ReasonNextPledge, "other_pledge", w.pledge(other).ID, "percent", percentLess(mine, mine-float64(pref)+points)))
	} else {
		out = append(out, reason(ReasonOnlyPledge))
	}
	return out
}

func percentLess(best, other float64) int64 {
	if best <= 0 {
		return 0
	}
	return int64(max(0, 100*(best-other)/best+0.5))
}

// otherPledge is the pledge with free money that would be the next best donor of the same share.
func (e *explainer) otherPledge(j, i int32, x int64) (int32, float64, bool) {
	w := e.m.w
	e.walk.begin(&e.m.groups[e.home[i]], i)
	found, best := int32(-1), 0.0
	for range looks {
		r, ok := e.walk.next()
		if !ok {
			break
		}
		if r.pledge == j || e.a.slack(r.pledge, w.needs[i].due) < x || w.limit(r.pledge, i) < x {
			continue
		}
		pref, ok := w.pref(r.pledge, i)
		if ok && (found < 0 || float64(pref) > best) {
			found, best = r.pledge, float64(pref)
		}
	}
	return found, best, found >= 0
}

// unmet says what is missing for a need, and the pledge that would meet it.
func (e *explainer) unmet(i int32) []Reason {
	w, a := e.m.w, e.a
	n, src := &w.needs[i], w.need(i)
	least := n.least
	if n.whole && n.most == 1 {
		least = n.amount
	}
	var able, late, given, most, left int64
	e.walk.begin(&e.m.groups[e.home[i]], i)
	for range looks {
		r, ok := e.walk.next()
		if !ok {
			break
		}
		if _, ok := w.pref(r.pledge, i); !ok {
			continue
		}
		can := w.limit(r.pledge, i)
		able++
		if min(can, w.pledges[r.pledge].cum[Quarters-1]) >= least && w.pledges[r.pledge].cum[n.due] < least {
			late++
		}
		if x := min(can, w.most(r.pledge, n.due)); x >= least {
			given++
			left = max(left, min(can, a.slack(r.pledge, n.due)))
		}
		most = max(most, min(can, w.most(r.pledge, n.due)))
	}
	if able == 0 { // the walk passes over those that have nothing yet when the need is spent
		for j := range min(len(w.pledges), 8*looks) {
			if _, ok := w.pref(int32(j), i); ok && w.pledges[j].cum[Quarters-1] >= least {
				able, late = able+1, late+1
			}
		}
	}
	var why Reason
	switch {
	case n.most == 0 || int32(len(a.parts[i])) >= n.most:
		why = reason(ReasonDonorsFull, "donors", int64(len(a.parts[i]))+int64(len(w.already[i])))
	case able == 0:
		why = reason(ReasonNoMoney)
	case given == 0 && late > 0:
		why = reason(ReasonTooLate)
	case given == 0:
		why = reason(ReasonTooLarge, "least_fen", least, "most_fen", most)
	case left > 0:
		why = reason(ReasonTooSmall, "least_fen", least, "most_fen", left)
	default:
		why = reason(ReasonOthers)
	}
	return []Reason{why, reason(ReasonWouldMeet, "amount_fen", n.amount-a.got[i], "program", src.Program, "county", src.County)}
}

// unspent says why a pledge has money left.
func (e *explainer) unspent(j int32, left int64) []Reason {
	w, a := e.m.w, e.a
	open, waiting, perNeed := 0, 0, 0
	smallest, early := int64(maxAmount), false
	w.each(j, func(i int32, _ int64) {
		n := &w.needs[i]
		open++
		if a.got[i] == n.amount {
			return
		}
		waiting++
		if w.limit(j, i) < n.least || slices.ContainsFunc(a.parts[i], func(p part) bool { return p.pledge == j }) {
			perNeed++
			return
		}
		least := n.least
		if n.whole && n.most == 1 || w.pledges[j].wholeOnly {
			least = n.amount
		}
		smallest = min(smallest, least)
		early = early || least <= left && a.slack(j, n.due) < least
	})
	switch {
	case open == 0:
		return []Reason{reason(ReasonNoPurpose)}
	case waiting == 0:
		return []Reason{reason(ReasonAllMet)}
	case perNeed == waiting:
		return []Reason{reason(ReasonPerNeed)}
	case smallest > left:
		return []Reason{reason(ReasonBelowPlace, "left_fen", left, "least_fen", smallest)}
	case early:
		return []Reason{reason(ReasonNotDue, "left_fen", left)}
	}
	return []Reason{reason(ReasonNoFit)}
}
