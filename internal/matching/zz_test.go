package matching

import ("testing";"context";"os";"fmt";"time")

func TestZZ(t *testing.T) {
	dir := os.Getenv("INST")
	p, err := ReadInstance(dir)
	if err != nil { t.Fatal(err) }
	p.Settings.Quiet = true
	for k, v := range map[string]*float64{"IS": &insertShare, "HF": &heatFactor, "CO": &cold, "PH": &polishHot, "PC": &polishCold, "PP": &polishPace, "PK": &polishKeep} { if e := os.Getenv(k); e != "" { fmt.Sscan(e, v) } }
	if e := os.Getenv("IT"); e != "" { fmt.Sscan(e, &insertTries) }
	if e := os.Getenv("CAP"); e != "" { fmt.Sscan(e, &capParts) }
	w := compile(&p)
	t0 := time.Now()
	m := newMarket(w)
	fmt.Println("market", time.Since(t0), "classes", len(w.classes), "groups", len(m.groups), "nodes", len(m.nodes))
	t0 = time.Now()
	ar := priceRounds; if v := os.Getenv("AR"); v != "" { fmt.Sscan(v, &ar) }; m.anneal(context.Background(), ar, func(done, total int64) {})
	fmt.Println("anneal", time.Since(t0)); t0 = time.Now()
	pr := polishRounds(len(w.needs)); if v := os.Getenv("PR"); v != "" { fmt.Sscan(v, &pr) }; m.rank(); fmt.Println("after anneal", m.proveAsking(nil,1,0)/1e5); b := m.polish(context.Background(), pr)
	fmt.Println("polish", time.Since(t0), b/1e5); t0 = time.Now()
	residual(m); a := m.build(context.Background())
	fmt.Println("build", time.Since(t0), float64(a.value)/1e5); t0 = time.Now()
	s := newSearch(m, a, 0)
	n := 0
	next := int64(0)
	bud := s.budget(); if v := os.Getenv("BUD"); v != "" { fmt.Sscan(v, &bud); bud *= 1000000 }; s.run(context.Background(), bud, func(p Progress) { n++; if p.Done >= next { next += s.budget()/10; fmt.Println("  ", n*256, p.Done, float64(p.Value)/1e5, time.Since(t0)) } })
	fmt.Println("search", time.Since(t0), float64(s.a.value)/1e5, "rounds", n*256)
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
	fmt.Println("idle", idle, "of", tot, hist); decompose(m, s.a)
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
