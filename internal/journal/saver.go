package journal

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// load brings the core to the journal's last entry: the newest snapshot that checks, then the tail. It returns the entry of the snapshot.
func (c *core) load(ctx context.Context) (from int64, err error) {
	if err := c.fromSnapshot(ctx); err != nil {
		return 0, err
	}
	from = c.now.Load().seq
	if err := c.replay(ctx); err != nil {
		return 0, err
	}
	c.keyed.Store(int64(c.keys.log.n))
	return from, nil
}

// saver writes snapshots beside the writer. due and finish belong to the writer's goroutine, and to who closes the book after it has ended.
type saver struct {
	core *core
	last int64        // entry of the newest snapshot
	rest atomic.Int64 // none before, unix nanoseconds: snapshots of a large state must not take more than a tenth of the time
	busy atomic.Bool
	took atomic.Int64
	wg   sync.WaitGroup
}

// due begins a snapshot when enough entries came since the last one and none is being written.
func (s *saver) due() {
	v := s.core.now.Load()
	every := int64(s.core.opt.SnapshotEvery)
	if every < 0 || v.seq-s.last < every || s.busy.Load() || time.Now().UnixNano() < s.rest.Load() {
		return
	}
	s.last = v.seq
	keys := s.core.keys.log.prefix()
	s.busy.Store(true)
	s.wg.Go(func() {
		defer s.busy.Store(false)
		start := time.Now()
		if err := s.core.save(context.Background(), v, keys); err != nil {
			s.core.opt.Log.Warn("journal: no snapshot was saved", "seq", v.seq, "error", err)
		}
		s.took.Store(int64(time.Since(start)))
		s.rest.Store(time.Now().Add(10 * time.Since(start)).UnixNano())
	})
}

func (c *core) save(ctx context.Context, v *view, keys keyLog) error {
	return c.store.SaveSnapshot(ctx, v.seq, func(w io.Writer) error { return writeSnapshot(w, v, keys) })
}

// finish saves the last state. A failure loses nothing but time at the next start.
func (s *saver) finish(ctx context.Context) error {
	s.wg.Wait()
	v := s.core.now.Load()
	if s.core.opt.SnapshotEvery < 0 || v.seq == s.last || v.seq == 0 || s.core.refuses() {
		return nil
	}
	return s.core.save(ctx, v, s.core.keys.log.prefix())
}
