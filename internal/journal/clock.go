package journal

import (
	"sync/atomic"
	"time"
)

// clockTolerance is how far two processes' clocks may be apart, or a clock be corrected, without an alarm.
const clockTolerance = 2 * time.Second

// clock gives the instants of entries: never before the last one, in whole milliseconds.
type clock struct {
	now     func() time.Time
	start   time.Time
	behind  atomic.Int64 // nanoseconds by which the clock is behind the last entry, when that is too much
	stepped atomic.Bool  // the wall clock was set since the start
}

func newClock(now func() time.Time) *clock { return &clock{now: now, start: now()} }

// next is the instant of the entry after one at last. A wanted instant takes the place of the clock's.
func (c *clock) next(last, wanted time.Time) time.Time {
	t := wanted
	if t.IsZero() {
		t = c.now()
		c.watch(t, last)
	}
	t = t.UTC().Truncate(time.Millisecond)
	if t.Before(last) {
		return last
	}
	return t
}

// watch keeps the alarms. A wall clock that was set shows in a time that also carries the monotonic reading.
func (c *clock) watch(t, last time.Time) {
	if behind := last.Sub(t); behind > clockTolerance {
		c.behind.Store(int64(behind))
	} else {
		c.behind.Store(0)
	}
	step := t.Round(0).Sub(c.start.Round(0)) - t.Sub(c.start)
	if step.Abs() > 5*clockTolerance {
		c.stepped.Store(true)
	}
}
