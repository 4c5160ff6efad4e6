package matching

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"testing"
)

// examples are problems of several sizes: small ones, and S and T where they are at hand.
func examples(t *testing.T) map[string]Problem {
	t.Helper()
	out := map[string]Problem{}
	for _, name := range []string{"S", "T"} {
		p, err := ReadInstance(filepath.Join(shared, "data", name))
		if err != nil {
			t.Logf("without %s: %v", name, err)
			continue
		}
		p.Settings.Effort = 30
		out[name] = p
	}
	for k := range 20 {
		p := tiny(1000 + k)
		p.Settings.Effort, p.Settings.Seed = 100, uint64(k)
		out[fmt.Sprintf("tiny %d", 1000+k)] = p
	}
	return out
}

// bytesOf is all that a run says, reasons included.
func bytesOf(t *testing.T, r Result) string {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Shares { // the files have no room for these
		why, err := json.Marshal(s.Reasons)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, why...)
	}
	return string(text)
}

func TestARunSaysTheSameOnAnyNumberOfCoresAgainAndInAnyOrderOfTheInput(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, p := range examples(t) {
		first := ""
		for k, cores := range []int{1, 2, 8, 2} {
			runtime.GOMAXPROCS(cores)
			if k == 3 {
				random := rand.New(rand.NewPCG(1, 2))
				random.Shuffle(len(p.Needs), func(a, b int) { p.Needs[a], p.Needs[b] = p.Needs[b], p.Needs[a] })
				random.Shuffle(len(p.Pledges), func(a, b int) { p.Pledges[a], p.Pledges[b] = p.Pledges[b], p.Pledges[a] })
			}
			said := bytesOf(t, Run(context.Background(), p, nil))
			if first == "" {
				first = said
			} else if said != first {
				t.Errorf("%s: run %d on %d cores says something else", name, k, cores)
				break
			}
		}
	}
}

func TestARunThatIsStoppedAnywhereAnswersWithAPlanThatBreaksNoRule(t *testing.T) {
	for name, p := range examples(t) {
		for _, phase := range []string{"", "prices", "improve", "explain"} {
			for _, after := range []int{1, 30} {
				ctx, stop := context.WithCancel(context.Background())
				seen := 0
				if phase == "" {
					stop()
				}
				r := Run(ctx, p, func(g Progress) {
					if g.Phase == phase {
						if seen++; seen == after {
							stop()
						}
					}
				})
				stopped := ctx.Err() != nil
				stop()
				judged(t, p, r)
				accounts(t, p, r)
				if phase != "explain" && r.Stopped != stopped {
					t.Errorf("%s, stopped in %q: Stopped is %v", name, phase, r.Stopped)
				}
			}
		}
	}
}
