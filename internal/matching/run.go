package matching

import (
	"cmp"
	"context"
	"slices"

	"shanpei/models/money"
)

// Run finds the best use of the pledges. It tells progress to the function, when there is one, and ends early when the context does.
func Run(ctx context.Context, p Problem, tell func(Progress)) Result {
	w := compile(&p)
	a := newPlan(w)
	a.greedy(ctx)
	return a.result(ctx)
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
