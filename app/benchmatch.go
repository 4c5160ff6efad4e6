package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"shanpei/internal/matching"
)

// sharedMatching is where the instances are, beside the repository.
const sharedMatching = "../shared/matching"

// benchMatching runs the engine on the shared instances. Its value must be above what a plain greedy reaches; how near it comes to the proven bound is told.
func benchMatching(ctx context.Context, b *benchmark) error {
	raw, err := os.ReadFile(filepath.Join(sharedMatching, "bounds.json"))
	if err != nil {
		b.say("%s is not there: left out", sharedMatching)
		return nil
	}
	bounds := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &bounds); err != nil {
		return err
	}
	for _, name := range []string{"S", "T", "M", "L"} {
		dir := filepath.Join(sharedMatching, "data", name)
		if _, err := os.Stat(dir); err != nil {
			b.say("%s: no such instance here, left out", dir)
			continue
		}
		var known struct {
			Optimum  float64 `json:"optimum"`
			MIPBound float64 `json:"mip_bound"`
			LP       float64 `json:"lp"`
			Flow     float64 `json:"flow"`
			Greedy   float64 `json:"greedy"`
		}
		if err := json.Unmarshal(bounds[name], &known); err != nil {
			return err
		}
		problem, err := matching.ReadInstance(dir)
		if err != nil {
			return err
		}
		problem.Settings.Quiet = true
		start := time.Now()
		r := matching.Run(ctx, problem, nil)
		took := time.Since(start)
		if err := ctx.Err(); err != nil {
			return err
		}
		bound := known.Flow
		for _, better := range []float64{known.LP, known.MIPBound, known.Optimum} {
			if better > 0 {
				bound = better
			}
		}
		value := float64(r.Value) / 1e5
		b.add(informs("matching_"+name+"_seconds", took.Seconds(), "s", fmt.Sprintf("%d needs, %d pledges", len(problem.Needs), len(problem.Pledges))))
		b.add(atLeast("matching_"+name, value/bound, "of bound", known.Greedy/bound, fmt.Sprintf("value %.0f; the limit is what a plain greedy reaches", value)))
	}
	return nil
}
