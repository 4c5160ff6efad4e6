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
	a := m.build(ctx)
	s := newSearch(m, a)
	s.run(ctx, s.budget(), tell)
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

// polishRounds is how often the prices are proved and moved: each round costs as much as the needs are many.
func polishRounds(needs int) int {
	return min(max(600_000/max(needs, 1), 6), 60)
}
