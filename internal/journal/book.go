// Package journal keeps the portal's one truth: an append-only list of entries, each with the facts that one decision led to. A Book decides
// commands one after the other, appends what they lead to in groups, and only then publishes the new state and answers; so nothing that a reader
// sees can be lost, and two donors can never take the same last place.
package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"shanpei/models"
)

// Options of a book. The zero value is what the portal runs with.
type Options struct {
	Clock         func() time.Time // time.Now
	Log           *slog.Logger
	SnapshotEvery int           // entries between two snapshots; 10,000; below zero: none
	Queue         int           // commands that may wait; 8,192
	Poll          time.Duration // how often an idle book looks for others' entries; 25 ms
	Patience      time.Duration // how long a caller waits for its answer; 1.8 s, 10 s on a file
	AppendTimeout time.Duration // of one append to the store; 5 s, 1 min on a file
	ReadTimeout   time.Duration // of one read when the book catches up; 1.5 s
	Rand          io.Reader     // of nonces; crypto/rand
	Sleep         func(time.Duration)
}

func (o Options) withDefaults(shared bool) Options {
	patience, appendTimeout := 10*time.Second, time.Minute
	if shared {
		patience, appendTimeout = 1800*time.Millisecond, 5*time.Second
	}
	o.SnapshotEvery = or(o.SnapshotEvery, 10_000)
	o.Queue = or(o.Queue, 8192)
	o.Poll = or(o.Poll, 25*time.Millisecond)
	o.Patience = or(o.Patience, patience)
	o.AppendTimeout = or(o.AppendTimeout, appendTimeout)
	o.ReadTimeout = or(o.ReadTimeout, 1500*time.Millisecond)
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Sleep == nil {
		o.Sleep = time.Sleep
	}
	return o
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// batchEntries is the most commands that one append carries.
const batchEntries = 1024

// Book is a journal with the state it leads to.
type Book struct {
	core  *core
	queue chan *pending

	closing sync.RWMutex
	closed  bool
	stop    chan struct{}
	writer  sync.WaitGroup

	followers  sync.WaitGroup
	stopFollow context.CancelFunc
	saver      saver
	followCtx  context.Context
}

// Open reads the journal and begins to write. It fails when the journal is damaged: a gap, a hash that does not check, an event of an unknown kind.
// The store stays the caller's to close, after the book.
func Open(ctx context.Context, s Store, o Options) (*Book, error) {
	o = o.withDefaults(s.Shared())
	if _, err := s.KV().Get(ctx, restoreBucket, restoreKey); !errors.Is(err, ErrNone) {
		if err == nil {
			err = ErrUnfinished
		}
		return nil, err
	}
	c := newCore(s, o)
	from, err := c.load(ctx)
	if err != nil {
		return nil, err
	}
	b := &Book{core: c, queue: make(chan *pending, o.Queue), stop: make(chan struct{})}
	b.saver.core, b.saver.last = c, from
	b.followCtx, b.stopFollow = context.WithCancel(context.Background())
	b.writer.Go(b.write)
	return b, nil
}

// State is the newest published state. It never changes; take it once per request.
func (b *Book) State() *models.State { return b.core.now.Load().state }

// Head is the newest entry's number and hash.
func (b *Book) Head() (seq int64, hash [32]byte) {
	v := b.core.now.Load()
	return v.seq, v.hash
}

// Changed is closed when the state is no longer the newest. Take it before State, or a change may pass unseen.
func (b *Book) Changed() <-chan struct{} { return b.core.now.Load().changed }

// KV is the store's key-value side.
func (b *Book) KV() KV { return b.core.store.KV() }

// Health is nil when a command can be written, and a models.Unavailable otherwise. Reads go on in either case.
func (b *Book) Health() error {
	b.closing.RLock()
	defer b.closing.RUnlock()
	since := b.core.since.Load()
	if b.closed || b.core.refuses() || since != 0 && time.Since(time.Unix(0, since)) > b.core.opt.Patience {
		return unavailable()
	}
	return nil
}

// Stats are the figures of a running book, for metrics and the page of the operator.
type Stats struct {
	Seq          int64
	Queue        int
	Keys         int
	SnapshotTook time.Duration
	Fault        string        // why nothing can be written now; empty when it can
	ClockBehind  time.Duration // an alarm: the clock is behind the last entry
	ClockStepped bool          // an alarm: the clock was set while the portal ran
	WritingFor   time.Duration // the append under way
}

// Stats reads them.
func (b *Book) Stats() Stats {
	c := b.core
	s := Stats{
		Seq: c.now.Load().seq, Queue: len(b.queue), Keys: int(c.keyed.Load()), SnapshotTook: time.Duration(b.saver.took.Load()), ClockBehind: time.Duration(c.clock.behind.Load()), ClockStepped: c.clock.stepped.Load(),
	}
	if f := c.fault.Load(); f != nil {
		s.Fault = (*f).Error()
	}
	if since := c.since.Load(); since != 0 {
		s.WritingFor = time.Since(time.Unix(0, since))
	}
	return s
}

// write is the one goroutine that decides and publishes. Another one appends meanwhile.
func (b *Book) write() {
	tick := time.NewTicker(b.core.opt.Poll)
	defer tick.Stop()
	line := pipeline{core: b.core}
	done := make(chan error, 1)
	stop := b.stop
	for stop != nil || len(b.queue) > 0 || line.flying != nil {
		queue := b.queue
		if !line.wants() {
			queue = nil
		}
		select {
		case p := <-queue:
			line.offer(p)
			b.offerMore(&line)
		case err := <-done:
			line.landed(err)
			b.saver.due()
		case <-tick.C:
			if line.flying == nil {
				b.core.follow()
			}
		case <-stop:
			stop = nil
		}
		if pl := line.launch(); pl != nil {
			go func() { done <- b.core.append(pl) }()
		}
	}
}

// offerMore takes what waits, without waiting for more.
func (b *Book) offerMore(line *pipeline) {
	for line.wants() {
		select {
		case p := <-b.queue:
			line.offer(p)
		default:
			return
		}
	}
}

// Entries reads at most limit entries (at most 1,000) from a number on, of those that are published.
func (b *Book) Entries(ctx context.Context, from int64, limit int) ([]*Entry, error) {
	head, _ := b.Head()
	from, limit = max(from, 1), min(limit, 1000)
	limit = int(min(int64(limit), head-from+1))
	if limit <= 0 {
		return nil, nil
	}
	if out := b.core.recent.from(from, limit); len(out) > 0 {
		return out, nil
	}
	docs, err := b.core.store.Read(ctx, from, limit)
	if err != nil {
		return nil, unavailableBecause(b.core.opt.Log, err)
	}
	out := make([]*Entry, 0, len(docs))
	for _, d := range docs {
		e, err := d.decode()
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func unavailableBecause(log *slog.Logger, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	log.Error("journal: cannot read", "error", err)
	return unavailable()
}

func (b *Book) entry(ctx context.Context, seq int64) (*Entry, error) {
	list, err := b.Entries(ctx, seq, 1)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || list[0].Seq != seq {
		return nil, fmt.Errorf("journal: entry %d cannot be read", seq)
	}
	return list[0], nil
}

// Close takes no more commands, writes those that wait, stops the followers and saves a snapshot. The store stays open.
func (b *Book) Close(ctx context.Context) error {
	b.closing.Lock()
	already := b.closed
	b.closed = true
	b.closing.Unlock()
	if already {
		return nil
	}
	done := make(chan error, 1)
	go func() {
		close(b.stop)
		b.writer.Wait()
		b.stopFollow()
		b.followers.Wait()
		done <- b.saver.finish(ctx)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
