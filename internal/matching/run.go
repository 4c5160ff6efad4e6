package matching

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"shanpei/models/money"
)

// Run finds the best use of the pledges. It tells progress to the function, when there is one, and ends early when the context does.
func Run(ctx context.Context, p Problem, tell func(Progress)) Result {
	if tell == nil {
		tell = func(Progress) {}
	}
	w := compile(&p)
	m := newMarket(w)
	m.anneal(ctx, w.priceRounds(), func(done, total int64) { tell(Progress{Phase: "prices", Done: done, Total: total}) })
	bound := m.polish(ctx, w.polishRounds())
	s := m.search(ctx, tell, bound)
	a := s.a
	m.fill(a)
	r := a.result(ctx)
	r.Steps = s.steps
	r.Bound = int64(min(bound, math.MaxInt64/2))
	if !w.set.Quiet {
		tell(Progress{Phase: "explain", Value: r.Value, Bound: r.Bound})
		m.explain(a, &r, s.shelf.home)
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
	slices.SortFunc(r.Shares, byPair)
	return r
}

func byPair(a, b Share) int {
	return cmp.Or(cmp.Compare(a.Pledge, b.Pledge), cmp.Compare(a.Need, b.Need))
}

// search builds and improves a plan. Where one search may be caught, several run side by side and the best is kept; how many does not depend on the machine.
func (m *market) search(ctx context.Context, tell func(Progress), bound float64) *search {
	w := m.w
	m.rank()
	tries := make([]*search, w.tries())
	budget := w.budget()
	told := teller{tell: tell, done: make([]int64, len(tries)), total: budget, bound: int64(min(bound, math.MaxInt64/2))}
	var wait sync.WaitGroup
	for k := range tries {
		wait.Go(func() {
			tries[k] = newSearch(m, m.build(ctx), uint64(k))
			tries[k].run(ctx, budget/int64(len(tries)), func(done, value int64) { told.say(k, done, value) })
		})
	}
	wait.Wait()
	best, steps := tries[0], int64(0)
	for _, s := range tries {
		steps += s.steps
		if s.a.value > best.a.value {
			best = s
		}
	}
	if len(w.needs) <= exactNeeds && len(w.pledges) <= exactPledges {
		best.a = m.tryAll(ctx, best.a)
	}
	best.steps = steps
	return best
}

// teller adds up what the searches that run side by side tell.
type teller struct {
	tell         func(Progress)
	mutex        sync.Mutex
	done         []int64
	total, bound int64
	value        int64
}

func (t *teller) say(try int, done, value int64) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.done[try] = done
	t.value = max(t.value, value)
	sum := int64(0)
	for _, x := range t.done {
		sum += x
	}
	t.tell(Progress{Phase: "improve", Done: sum, Total: t.total, Value: t.value, Bound: t.bound})
}

// tries is how many searches run side by side.
func (w *work) tries() int {
	switch {
	case len(w.needs) <= smallProblem:
		return 4
	case !w.thick():
		return 2
	}
	return 1
}

// thick tells whether there are so many needs for every pledge that it is better to let the pledges choose than the needs.
func (w *work) thick() bool { return len(w.needs) > 20_000 }

const smallProblem = 500
