package journal

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"shanpei/models"
)

// Rate is what a measurement found.
type Rate struct {
	N    int
	Took time.Duration
	P99  time.Duration // of one call, where calls were timed
}

// PerSecond is how many there were in a second.
func (r Rate) PerSecond() float64 { return float64(r.N) / r.Took.Seconds() }

// recorder keeps what goes through a store, so that it can be appended again without deciding anything.
type recorder struct {
	Store
	mu      sync.Mutex
	batches [][]Doc
}

func (r *recorder) Append(ctx context.Context, first int64, docs []Doc) error {
	err := r.Store.Append(ctx, first, docs)
	if err == nil {
		r.mu.Lock()
		r.batches = append(r.batches, slices.Clone(docs))
		r.mu.Unlock()
	}
	return err
}

// MeasureDo lets so many callers make so many pledges, each with an idempotency key, through a book on an empty store. A named pledge takes a
// place of a need; the other kind leaves the choice to the matching. It returns the batches that the store was given.
func MeasureDo(ctx context.Context, s Store, callers, pledges int, named bool) (Rate, [][]Doc, error) {
	rec := &recorder{Store: s}
	b, err := Open(ctx, rec, Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Patience: time.Minute})
	if err != nil {
		return Rate{}, nil, err
	}
	w, err := SetUpSample(ctx, b.AsDo, 50, pledges)
	if err != nil {
		return Rate{}, nil, err
	}
	cmd := models.MakePledge{AmountFen: SamplePlaceFen, Purpose: models.Purpose{Programs: []string{w.Program}}}
	if named {
		cmd.Purpose = models.Purpose{Needs: w.Needs}
	}
	rate, err := measureCalls(callers, pledges, func(i int) error {
		donor := w.Donors[i%len(w.Donors)]
		key := fmt.Sprintf("%s:%d", donor.ID, i)
		_, err := b.Do(ctx, donor, cmd, Key(key, sha256.Sum256([]byte(key))))
		return err
	})
	if err != nil {
		return rate, nil, err
	}
	return rate, rec.batches, b.Close(ctx)
}

func measureCalls(callers, n int, call func(i int) error) (Rate, error) {
	took := make([]time.Duration, n)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	start := time.Now()
	for range callers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && failed.Load() == nil; i = int(next.Add(1)) - 1 {
				begin := time.Now()
				if err := call(i); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
				took[i] = time.Since(begin)
			}
		})
	}
	wg.Wait()
	r := Rate{N: n, Took: time.Since(start)}
	if err := failed.Load(); err != nil {
		return r, *err
	}
	slices.Sort(took)
	r.P99 = took[n*99/100]
	return r, nil
}

// MeasureAppend appends batches to an empty store and nothing else: what Book.Do is compared with.
func MeasureAppend(ctx context.Context, s Store, batches [][]Doc) (Rate, error) {
	n := 0
	start := time.Now()
	for _, docs := range batches {
		if err := s.Append(ctx, int64(n)+1, docs); err != nil {
			return Rate{}, err
		}
		n += len(docs)
	}
	return Rate{N: n, Took: time.Since(start)}, nil
}

// Start is what opening a journal costs.
type Start struct {
	Entries  int64
	Replay   Rate // every entry, without a snapshot
	Snapshot time.Duration
	Bytes    int64 // of the heap when the snapshot's state stands
}

// MeasureStart opens the journal of a store twice: by replay and from its newest snapshot, which it saves first.
func MeasureStart(ctx context.Context, s Store) (Start, error) {
	o := Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))}.withDefaults(s.Shared())
	var m Start
	begin := time.Now()
	c := newCore(s, o)
	if err := c.replay(ctx); err != nil {
		return m, err
	}
	v := c.now.Load()
	m.Entries, m.Replay = v.seq, Rate{N: int(v.seq), Took: time.Since(begin)}
	if err := c.save(ctx, v, c.keys.log.prefix()); err != nil {
		return m, err
	}
	c, v = nil, nil
	runtime.GC()
	begin = time.Now()
	c = newCore(s, o)
	if _, err := c.load(ctx); err != nil {
		return m, err
	}
	m.Snapshot = time.Since(begin)
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	m.Bytes = int64(mem.Sys)
	runtime.KeepAlive(c)
	return m, nil
}
