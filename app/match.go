package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"shanpei/internal/matching"
	"shanpei/models/money"
)

// match runs the engine on files (shared format: one pledge or need a line) and writes what it gives to whom; or it repeats a recorded run of a journal.
func match(ctx context.Context, args []string) error {
	c := &config{}
	f := c.flags("match")
	pledges, needs := f.String("pledges", "", "file of pledges"), f.String("needs", "", "file of needs; meta.json beside it holds the policy")
	out := f.String("out", "", "file to write the assignment to")
	effort := f.Int("effort", 0, "how hard to search, in ‰ of the usual")
	repeat := f.String("repeat", "", "number of a recorded run in the journal of -data, to be done again and compared")
	if err := c.parse(f, args); err != nil {
		return err
	}
	if *repeat != "" {
		return repeatRun(ctx, c, *repeat)
	}
	var faults []string
	for _, name := range []string{"pledges", "needs", "out"} {
		if f.Lookup(name).Value.String() == "" {
			faults = append(faults, "-"+name+": name the file")
		}
	}
	if len(faults) > 0 {
		return badConfig{faults}
	}
	problem, err := matching.ReadFiles(*pledges, *needs)
	if err != nil {
		return err
	}
	problem.Settings.Quiet = true // the file has room for shares, not for reasons
	if *effort > 0 {
		problem.Settings.Effort = *effort
	}
	start := time.Now()
	r := matching.Run(ctx, problem, nil)
	took := time.Since(start)
	if _, err := writeWhole(*out, func(w io.Writer) error { return matching.WriteAssign(w, r) }); err != nil {
		return err
	}
	var given money.Fen
	met := map[string]money.Fen{}
	for _, s := range r.Shares {
		given += s.Fen
		met[s.Need] += s.Fen
	}
	full := 0
	for _, n := range problem.Needs {
		if met[n.ID] == n.Amount {
			full++
		}
	}
	p := &printer{w: os.Stdout}
	p.line("needs      %d, pledges %d", len(problem.Needs), len(problem.Pledges))
	p.line("seconds    %.3f", took.Seconds())
	p.line("value      %.3f", float64(r.Value)/1e5)
	if r.Bound > 0 {
		p.line("bound      %.3f (%.2f %% of it reached)", float64(r.Bound)/1e5, 100*float64(r.Value)/float64(r.Bound))
	}
	p.line("met        %d needs with something, %d in full, %s 元 in %d shares", len(met), full, given, len(r.Shares))
	p.line("memory     %d MB at most", peakMemory()>>20)
	return p.err
}

// peakMemory is the most memory that the process held, in bytes; 0 where the system does not tell.
func peakMemory() int64 { return procStatus("VmHWM:") }

func procStatus(field string) int64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(raw), field)
	var kb int64
	if _, err := fmt.Sscan(after, &kb); err != nil {
		return 0
	}
	return kb << 10
}
