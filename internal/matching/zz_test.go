package matching

import ("syscall";"slices";"cmp";"testing";"context";"os";"fmt";"time")

func cpu() time.Duration { var u syscall.Rusage; syscall.Getrusage(0, &u); return time.Duration(u.Utime.Nano()+u.Stime.Nano()) }


func TestZZ(t *testing.T) {
	dir := os.Getenv("INST")
	p, err := ReadInstance(dir)
	if err != nil { t.Fatal(err) }
	p.Settings.Quiet = true
	for k, v := range map[string]*float64{"IS": &insertShare, "BP": &buildPart, "DP": &donPart, "LD": &lessDelta, "HF": &heatFactor, "CO": &cold, "PH": &polishHot, "PC": &polishCold, "PP": &polishPace, "PK": &polishKeep} { if e := os.Getenv(k); e != "" { fmt.Sscan(e, v) } }
	if e := os.Getenv("BL"); e != "" { fmt.Sscan(e, &buildLooks) }
	if e := os.Getenv("IT"); e != "" { fmt.Sscan(e, &insertTries) }
	oldBuild, oldRoom = os.Getenv("OB") != "", os.Getenv("OR") != ""
	w := compile(&p)
	t0 := cpu()
	m := newMarket(w)
	fmt.Println("market", cpu()-t0, "classes", len(w.classes), "groups", len(m.groups), "nodes", len(m.nodes))
	t0 = cpu()
	ar := priceRounds; if v := os.Getenv("AR"); v != "" { fmt.Sscan(v, &ar) }; m.anneal(context.Background(), ar, func(done, total int64) {})
	fmt.Println("anneal", cpu()-t0); t0 = cpu()
	pr := polishRounds(len(w.needs)); if v := os.Getenv("PR"); v != "" { fmt.Sscan(v, &pr) }; m.rank(); fmt.Println("after anneal", m.proveAsking(nil,1,0)/1e5); keep := slices.Clone(m.price); b := m.polish(context.Background(), pr); if os.Getenv("KEEP") == "" { copy(m.price, keep); m.rank() }
	links := 0; for g := range m.groups { links += len(m.groups[g].needs) * len(m.groups[g].nodes) }; tt := 0; for j := range m.ties { tt += len(m.ties[j]) }; fmt.Println("links", links, links/len(w.needs), "ties", float64(tt)/float64(len(w.pledges)))
	fmt.Println("polish", cpu()-t0, b/1e5); t0 = cpu()
	residual(m); a := m.build(context.Background())
	 { kinds := map[string][4]int64{}; for i := range w.needs { k := w.need(int32(i)).Kind; x := kinds[k]; x[0]++; x[1] += w.needs[i].amount/1000000; x[2] += a.got[i]/1000000; if a.got[i] == w.needs[i].amount { x[3]++ }; kinds[k] = x }; fmt.Println(kinds, "shift", w.shift) }; fmt.Println("build", cpu()-t0, float64(a.value)/1e5); t0 = cpu()
	seed := uint64(0); if v := os.Getenv("SEED"); v != "" { fmt.Sscan(v, &seed) }
	s := newSearch(m, a, seed)
	reb := 0
	if v := os.Getenv("REB"); v != "" { fmt.Sscan(v, &reb) }
	cut := 0.9
	if v := os.Getenv("CUT"); v != "" { fmt.Sscan(v, &cut) }
	for k := range reb {
		s.fillByPrice()
		v1 := s.a.value
		s.fillAll()
		idle, n := int64(0), 0
		for j := range w.pledges {
			x := s.a.slack(int32(j), 3)
			if x * 20 > w.pledges[j].cum[3] && m.price[j][3] > 0 {
				idle += x; n++
				for t := range m.price[j] { m.price[j][t] *= cut }
			}
		}
		fmt.Println(" rebuild", k, float64(v1)/1e5, float64(s.a.value)/1e5, "idle", idle, n, cpu()-t0)
		a = m.build(context.Background())
		s = newSearch(m, a, 0)
	}
	n := 0
	next := int64(0)
	if os.Getenv("NOFP") != "" { noFill = true }; bud := s.budget(); if v := os.Getenv("BUD"); v != "" { fmt.Sscan(v, &bud); bud *= 1000000 }; s.run(context.Background(), bud, func(p Progress) { n++; if p.Done >= next { next += bud/10; fmt.Println("  ", n*256, p.Done, float64(p.Value)/1e5, cpu()-t0) } })
	fmt.Println("search", cpu()-t0, float64(s.a.value)/1e5, "rounds", n*256)
	idle, tot := int64(0), int64(0)
	hist := map[string]int64{}
	for j := range w.pledges {
		tot += w.pledges[j].cum[3]
		x := s.a.slack(int32(j), 3)
		idle += x
		c := "small"
		if w.pledges[j].cum[3] > 500_000 { c = "mid" }
		if w.pledges[j].cum[3] > 3_000_000 { c = "large" }
		hist[c] += x
		hist[c+"-sum"] += w.pledges[j].cum[3]
		if m.price[j][3] > 300 { hist[c+"-dear"] += x }
	}
	fmt.Println("idle", idle, "of", tot, hist); decompose(m, s.a); _ = 0
}

func decompose(m *market, a *plan) {
	w := m.w
	idle := map[string]float64{}
	for j := range w.pledges {
		p := &w.pledges[j]
		before := int64(0); usedBefore := int64(0)
		k := "open"
		if p.names { k = "named" } else if len(w.filters[p.filter].values[0]) > 0 { k = fmt.Sprint(w.pledge(int32(j)).Programs) }
		if p.wholeOnly { k = "wholeonly" }
		for t, cum := range p.cum {
			idle[k] += m.price[j][t] * float64((cum-before)-(a.used[j][t]-usedBefore))
			before = cum; usedBefore = a.used[j][t]
		}
	}
	loss := map[string]float64{}
	p := prover{m: m, walk: newOffers(m)}
	for g := range m.groups {
		for _, i := range m.groups[g].needs {
			n := &w.needs[i]
			s := p.surplus(&m.groups[g], i)
			act := m.county[n.county] * float64(a.got[i])
			if a.got[i] == n.amount { act += float64(w.bonus(i)) }
			for _, q := range a.parts[i] {
				pref, _ := w.pref(q.pledge, i)
				act += float64(q.x)*(float64(n.dens+pref)-m.price[q.pledge][n.due]) - float64(w.set.PairCost)
			}
			k := w.need(i).Kind
			st := "full"
			if a.got[i] == 0 { st = "none" } else if a.got[i] < n.amount { st = "part" }
			loss[k+" "+st] += s - act
		}
	}
	tot := 0.0
	for k, v := range idle { fmt.Printf("  idle %s %.0f\n", k, v/1e5); tot += v }
	for k, v := range loss { fmt.Printf("  need %s %.0f\n", k, v/1e5); tot += v }
	cty := 0.0
	for c := range w.counties {
		for k, b := range w.counties[c].bonus { cty += max(0, float64(b)-m.county[c]) * float64(w.counties[c].cap[k]) }
		cty -= float64(w.fair(int32(c), a.funds[c])) - m.county[c]*float64(a.funds[c])
	}
	fmt.Printf("  county %.0f total %.0f\n", cty/1e5, (tot+cty)/1e5)
}

func residual(m *market) {
	w := m.w
	asked := make([][Quarters]float64, len(m.price))
	v := m.proveAsking(asked, 0.3, 0)
	res := 0.0
	abs := 0.0
	by := map[string]float64{}
	for j := range w.pledges {
		sum := 0.0
		for t := range Quarters {
			sum += asked[j][t]
			own := m.price[j][t]
			if t+1 < Quarters { own -= m.price[j][t+1] }
			d := own * (float64(w.pledges[j].cum[t]) - sum)
			res += d
			abs += max(d, -d)
			by[fmt.Sprint("q", t, d > 0, w.pledges[j].cum[3] > 3_000_000)] += d / 1e5
		}
	}
	fmt.Println("  bound", v/1e5, "residual", res/1e5, "abs", abs/1e5, by)
}

func unmetSurgeries(m *market, a *plan) {
	w := m.w
	p := prover{m: m, walk: newOffers(m)}
	type u struct{ i int32; s float64; str string }
	var list []u
	for g := range m.groups {
		for _, i := range m.groups[g].needs {
			n := &w.needs[i]
			if w.need(i).Kind != "surgery" || a.got[i] > 0 { continue }
			s := p.surplus(&m.groups[g], i)
			if s <= 0 { continue }
			cap, k, idle := int64(0), 0, int64(0)
			var big [5]int64
			for j := range w.pledges {
				if _, ok := w.pref(int32(j), i); ok {
					x := min(w.most(int32(j), n.due), n.amount)
					if w.pledges[j].wholeOnly && x < n.amount { continue }
					cap += x; k++; idle += a.slack(int32(j), n.due)
					for b := range big { if x > big[b] { copy(big[b+1:], big[b:4]); big[b] = x; break } }
				}
			}
			list = append(list, u{i, s, fmt.Sprintf("amount %d most %d dens %d due %d surplus %.0f (%.0f/fen) eligible %d with %d, biggest %v idle %d parts %d price %.0f", n.amount/10000, n.most, n.dens, n.due, s/1e5, s/float64(n.amount), k, cap/10000, big, idle/10000, len(p.parts), p.price)})
		}
	}
	slices.SortFunc(list, func(a, b u) int { return cmp.Compare(b.s, a.s) })
	for k, x := range list { if k < 25 { fmt.Println(x.str) } }
	fmt.Println(len(list))
}

func tryInsert(s *search) {
	m, w := s.m, s.m.w
	p := prover{m: m, walk: newOffers(m)}
	type u struct{ i int32; s float64 }
	var list []u
	for g := range m.groups {
		for _, i := range m.groups[g].needs {
			if w.need(i).Kind != "surgery" || s.a.got[i] > 0 { continue }
			if v := p.surplus(&m.groups[g], i); v > 0 { list = append(list, u{i, v}) }
		}
	}
	slices.SortFunc(list, func(a, b u) int { return cmp.Compare(b.s, a.s) })
	for _, x := range list[:min(6, len(list))] {
		best := int64(-1 << 62); formed := 0
		base := s.a.value
		var mid int64
		for range 300 {
			s.log = s.log[:0]; s.redo = s.redo[:0]
			s.insert(x.i)
			if s.a.got[x.i] > 0 { formed++ }
			v := s.a.value
			s.shuffle()
			for k := 0; k < len(s.crew); k++ { s.refill(s.crew[k], 0) }
			for _, j := range s.crew { s.inCrew[j] = false }
			s.crew = s.crew[:0]
			if s.a.value - base > best { best = s.a.value - base; mid = v - base }
			s.undo(0)
		}
		fmt.Println("need", x.i, w.needs[x.i].amount/10000, "surplus", x.s/1e5, "formed", formed, "best", best/100000, "before refill", mid/100000)
	}
}
