package matching

import (
	"context"
	"slices"

	"shanpei/models/money"
)

// Repair keeps the shares that are given and uses only what is free beside them: after a lapse, with a new pledge, with a new need. It looks at nothing else, so it
// takes milliseconds where Run takes seconds. Shares that name what the problem does not have are left out.
//
// The result has the kept shares and the new ones; Value is what the new ones add, and Bound is not computed. Reasons are given for new shares only.
func Repair(ctx context.Context, p Problem, kept []Share) Result {
	free, kept := beside(p, kept)
	w := compile(&free)
	m := newMarket(w)
	m.rank()
	s := newSearch(m, m.build(ctx), 0)
	s.fillAll()
	s.run(ctx, repairSteps, func(int64, int64) {})
	m.fill(s.a)
	r := s.a.result(ctx)
	r.Steps = s.steps
	if !w.set.Quiet {
		m.explain(s.a, &r, s.shelf.home)
	}
	r.Shares = append(r.Shares, kept...)
	slices.SortFunc(r.Shares, byPair)
	return r
}

// repairSteps is how long a repair searches: a few milliseconds.
const repairSteps = 1_000_000

// beside is the problem that is left when shares are kept: needs and pledges that have nothing free are not in it.
func beside(p Problem, kept []Share) (Problem, []Share) {
	needs, pledges := make(map[string]int, len(p.Needs)), make(map[string]int, len(p.Pledges))
	for i := len(p.Needs) - 1; i >= 0; i-- {
		needs[p.Needs[i].ID] = i
	}
	for j := len(p.Pledges) - 1; j >= 0; j-- {
		pledges[p.Pledges[j].ID] = j
	}
	got, donors := make([]money.Fen, len(p.Needs)), make([]int, len(p.Needs))
	spent := make([][Quarters]money.Fen, len(p.Pledges))
	held := make([][]Holding, len(p.Pledges))
	counties := map[string]money.Fen{}
	known := kept[:0:0]
	for _, s := range kept {
		i, okN := needs[s.Need]
		j, okP := pledges[s.Pledge]
		if !okN || !okP {
			continue
		}
		known = append(known, s)
		got[i] += s.Fen
		if !slices.ContainsFunc(p.Pledges[j].Held, func(h Holding) bool { return h.Need == s.Need }) {
			donors[i]++
		}
		held[j] = append(held[j], Holding{Need: s.Need, Amount: s.Fen})
		for t := min(max(p.Needs[i].Due, 0), Quarters-1); t < Quarters; t++ {
			spent[j][t] += s.Fen
		}
		counties[p.Needs[i].County] += s.Fen
	}
	free := Problem{Counties: slices.Clone(p.Counties), Settings: p.Settings}
	for i, n := range p.Needs {
		if n.Amount -= got[i]; n.Amount < n.Unit || n.Amount <= 0 {
			continue
		}
		if n.MaxDonors > 0 && donors[i] > 0 {
			if n.MaxDonors -= donors[i]; n.MaxDonors <= 0 {
				n.MaxDonors = -1
			}
		}
		free.Needs = append(free.Needs, n)
	}
	for j, q := range p.Pledges {
		if held[j] != nil {
			var cum [Quarters]money.Fen
			sum := money.Fen(0)
			for t, x := range q.Tranches {
				sum += max(0, x)
				cum[t] = min(sum, q.Amount) - spent[j][t]
			}
			for t := Quarters - 2; t >= 0; t-- { // what is spent later was there before as well
				cum[t] = min(cum[t], cum[t+1])
			}
			before := money.Fen(0)
			for t := range cum {
				q.Tranches[t] = max(0, cum[t]-before)
				before = max(before, cum[t])
			}
			q.Amount = before
			q.Held = append(slices.Clone(q.Held), held[j]...)
		}
		if q.Amount > 0 {
			free.Pledges = append(free.Pledges, q)
		}
	}
	for k := range free.Counties {
		c := &free.Counties[k]
		c.Funded += counties[c.ID]
		c.Demand += counties[c.ID]
		delete(counties, c.ID)
	}
	for _, n := range p.Needs { // in the order of the needs
		if fen, ok := counties[n.County]; ok {
			free.Counties = append(free.Counties, County{ID: n.County, Demand: fen, Funded: fen})
			delete(counties, n.County)
		}
	}
	return free, known
}
