package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"shanpei/internal/matching"
)

// sharedMatching is where the instances are, beside the repository.
const sharedMatching = "../shared/matching"

// matchingGoal is what the engine is to reach on an instance: a part of the best bound that is known, and the seconds in which it should be there.
type matchingGoal struct {
	name    string
	part    float64
	seconds float64
	runs    int
}

var (
	matchingGoals  = []matchingGoal{{"S", 0.995, 1, 5}, {"T", 0.990, 3, 5}, {"M", 0.987, 3, 5}, {"L", 0.984, 8, 5}}
	matchingLarger = []matchingGoal{{"XL", 0.975, 90, 1}}
)

func benchMatching(ctx context.Context, b *benchmark) error {
	return benchInstances(ctx, b, matchingGoals)
}

// benchMatchingXL is apart: one run of it takes minutes.
func benchMatchingXL(ctx context.Context, b *benchmark) error {
	return benchInstances(ctx, b, matchingLarger)
}

// benchInstances runs the engine on the shared instances. The value is told as a part of the best bound that is proven of the instance, against its goal; the
// seconds are medians of the runs.
func benchInstances(ctx context.Context, b *benchmark, goals []matchingGoal) error {
	raw, err := os.ReadFile(filepath.Join(sharedMatching, "bounds.json"))
	if err != nil {
		b.say("%s is not there: left out", sharedMatching)
		return nil
	}
	bounds := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &bounds); err != nil {
		return err
	}
	for _, goal := range goals {
		var known struct {
			Gen      string  `json:"gen"`
			Optimum  float64 `json:"optimum"`
			MIPBound float64 `json:"mip_bound"`
			LP       float64 `json:"lp"`
			Flow     float64 `json:"flow"`
		}
		if err := json.Unmarshal(bounds[goal.name], &known); err != nil {
			return err
		}
		dir, err := instanceFolder(ctx, b, goal.name, known.Gen)
		if err != nil {
			b.say("%s is left out: %v", goal.name, err)
			continue
		}
		problem, err := matching.ReadInstance(dir)
		if err != nil {
			return err
		}
		problem.Settings.Quiet = true
		var took []float64
		var r matching.Result
		for range goal.runs {
			start := time.Now()
			r = matching.Run(ctx, problem, nil)
			took = append(took, time.Since(start).Seconds())
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		slices.Sort(took)
		bound := known.Flow
		for _, better := range []float64{known.LP, known.MIPBound, known.Optimum} {
			if better > 0 {
				bound = better
			}
		}
		value := float64(r.Value) / 1e5
		b.add(atMost("matching_"+goal.name+"_seconds", took[len(took)/2], "s", goal.seconds,
			fmt.Sprintf("%d needs, %d pledges, %d runs, own bound %.4f of the best known", len(problem.Needs), len(problem.Pledges), goal.runs, float64(r.Bound)/1e5/bound)))
		b.add(atLeast("matching_"+goal.name, value/bound, "of bound", goal.part, fmt.Sprintf("value %.0f", value)))
	}
	return nil
}

// instanceFolder is where an instance is; those that are too large to be kept are made by the shared generator.
func instanceFolder(ctx context.Context, b *benchmark, name, arguments string) (string, error) {
	dir := filepath.Join(sharedMatching, "data", name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	dir, err := b.folder()
	if err != nil {
		return "", err
	}
	if dir, err = filepath.Abs(dir); err != nil { // the generator runs in its own folder
		return "", err
	}
	generate := exec.CommandContext(ctx, "go", append([]string{"run", ".", "-out", dir}, strings.Fields(arguments)...)...)
	generate.Dir, generate.Env = filepath.Join(sharedMatching, "gen"), append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	if said, err := generate.CombinedOutput(); err != nil {
		return "", fmt.Errorf("the generator: %w: %s", err, said)
	}
	return dir, nil
}
