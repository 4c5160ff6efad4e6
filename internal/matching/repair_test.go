package matching

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestARepairAfterALapse takes a twentieth of the pledges of M away and lets the others' money step in: nothing that stays is changed, and what is added is
// about as good as what a full run finds for it.
func TestARepairAfterALapse(t *testing.T) {
	needsShared(t)
	p, err := ReadInstance(filepath.Join(shared, "data", "M"))
	if err != nil {
		t.Fatal(err)
	}
	p.Settings.Quiet, p.Settings.Effort = true, 50
	first := Run(context.Background(), p, nil)
	lapsed := map[string]bool{}
	left := p
	left.Pledges = nil
	for j, q := range p.Pledges {
		if lapsed[q.ID] = j%20 == 7; !lapsed[q.ID] {
			left.Pledges = append(left.Pledges, q)
		}
	}
	kept := slices.DeleteFunc(slices.Clone(first.Shares), func(s Share) bool { return lapsed[s.Pledge] })
	var times []time.Duration
	var r Result
	for range 5 {
		start := time.Now()
		r = Repair(context.Background(), left, kept)
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	added := slices.Clone(r.Shares)
	for _, k := range kept {
		n := slices.IndexFunc(added, func(s Share) bool { return s.Pledge == k.Pledge && s.Need == k.Need && s.Fen == k.Fen })
		if n < 0 {
			t.Fatalf("%v is not kept", k)
		}
		added = slices.Delete(added, n, n+1)
	}
	free, _ := beside(left, kept)
	value := judged(t, free, Result{Shares: added, Value: r.Value, Bound: r.Value})
	free.Settings.Effort = 0
	full := Run(context.Background(), free, nil)
	base := newJudge(left).value(kept).Int64()
	part, whole := float64(value)/float64(full.Value), float64(base+value)/float64(base+full.Value)
	t.Logf("%d of %d pledges lapsed; repaired in %v (median of 5); what it adds is %.4f of what a full run of what is free adds, and the whole %.4f",
		len(p.Pledges)-len(left.Pledges), len(p.Pledges), times[2], part, whole)
	if whole < 0.99 || part < 0.85 { // the first alone would let a repair pass that adds nothing
		t.Errorf("a repair adds %d, a full run %d, beside %d that are kept", value, full.Value, base)
	}
}
