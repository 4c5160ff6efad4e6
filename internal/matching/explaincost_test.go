package matching

import (
	"context"
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"
)

// cpu is what the process has used so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestWhatExplainingCosts prints what the reasons of 100,000 needs and 10,000 pledges cost. SHANPEI_INSTANCE names another instance's folder.
func TestWhatExplainingCosts(t *testing.T) {
	if !long() {
		t.Skip("not run: 100,000 needs are for make test-long (SHANPEI_LONG=1)")
	}
	dir := os.Getenv("SHANPEI_INSTANCE")
	if dir == "" {
		_, dir = buildGenerator(t).make(size{100_000, 10_000, 1, 0.65})
	}
	p, err := ReadInstance(dir)
	if err != nil {
		t.Fatal(err)
	}
	p.Settings.Effort = 1
	var before runtime.MemStats
	var began time.Duration
	r := Run(context.Background(), p, func(g Progress) {
		if g.Phase == "explain" {
			runtime.GC()
			runtime.ReadMemStats(&before)
			began = cpu()
		}
	})
	used := cpu() - began
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	reasons := 0
	for _, s := range r.Shares {
		reasons += len(s.Reasons)
	}
	for _, l := range r.Unmet {
		reasons += len(l.Reasons)
	}
	for _, l := range r.Unspent {
		reasons += len(l.Reasons)
	}
	t.Logf("%d shares, %d unmet, %d unspent: %d reasons in %v of CPU, %d MB allocated, heap from %d to %d MB", len(r.Shares), len(r.Unmet), len(r.Unspent), reasons,
		used.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, before.HeapAlloc>>20, after.HeapAlloc>>20)
}
