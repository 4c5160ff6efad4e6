package matching

import (
	"cmp"
	"context"
	"math"
	"slices"

	"shanpei/models/money"
)

// Run finds the best use of the pledges. It tells progress to the function, when there is one, and ends early when the context does.
func Run(ctx context.Context, p Problem, tell func(Progress)) Result {
	if tell == nil {
		tell = func(Progress) {}
	}
	w := compile(&p)
	m := newMarket(w)
	m.anneal(ctx, priceRounds, func(done, total int64) { tell(Progress{Phase: "prices", Done: done, Total: total}) })
	bound := m.polish(ctx, polishRounds(len(w.needs)))
	s := m.search(ctx, tell)
	a := s.a
	r := a.result(ctx)
	r.Steps = s.steps
	r.Bound = int64(min(bound, math.MaxInt64/2))
	if !w.set.Quiet {
		tell(Progress{Phase: "explain", Value: r.Value, Bound: r.Bound})
		m.explain(a, &r, s.home)
	}
	return r
}

// result writes the plan down.
func (a *plan) result(ctx context.Context) Result {
	w := a.w
	r := Result{Value: a.value, Stopped: ctx.Err() != nil}
	for i := range w.needs {
		if a.got[i] == w.needs[i].amount && w.needs[i].open {
			r.Met++
		}
		for _, s := range a.parts[i] {
			r.Shares = append(r.Shares, Share{Pledge: w.pledge(s.pledge).ID, Need: w.need(int32(i)).ID, Fen: money.Fen(s.x)})
		}
	}
	slices.SortFunc(r.Shares, func(a, b Share) int {
		return cmp.Or(cmp.Compare(a.Pledge, b.Pledge), cmp.Compare(a.Need, b.Need))
	})
	return r
}

// search builds and improves a plan; a small problem, where one search may be caught, is searched several times and the best is kept.
func (m *market) search(ctx context.Context, tell func(Progress)) *search {
	tries := 1
	if len(m.w.needs) <= smallProblem {
		tries = 4
	}
	var best *search
	steps := int64(0)
	for k := range tries {
		s := newSearch(m, m.build(ctx), uint64(k))
		s.run(ctx, s.budget()/int64(tries), tell)
		steps += s.steps
		if best == nil || s.a.value > best.a.value {
			best = s
		}
		if ctx.Err() != nil {
			break
		}
	}
	if len(m.w.needs) <= exactNeeds && len(m.w.pledges) <= exactPledges {
		best.a = m.tryAll(ctx, best.a)
	}
	best.steps = steps
	return best
}

const smallProblem = 500

// polishRounds is how often the prices are proved and moved: each round costs as much as the needs are many.
func polishRounds(needs int) int {
	return min(max(600_000/max(needs, 1), 6), 60)
}
