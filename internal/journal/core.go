package journal

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"shanpei/models"
)

// view is one published state with the head of the chain it stands at. It is never changed.
type view struct {
	state   *models.State
	seq     int64
	hash    [32]byte
	changed chan struct{} // closed when the next view is published
}

// core is the writer of a book: what decides, appends and publishes. One goroutine runs it (or, in the simulation, nobody but the test); the
// atomic fields are read by others.
type core struct {
	store Store
	opt   Options
	clock *clock
	keys  keyIndex
	recent

	now    atomic.Pointer[view]
	fault  atomic.Pointer[error] // why the journal cannot be written now
	broken bool                  // the chain does not continue ours: for ever
	since  atomic.Int64          // when the append under way began, unix nanoseconds; 0: none
	keyed  atomic.Int64          // idempotency keys remembered
	width  int                   // most commands of one append: shrinks when others are faster, so that nobody starves, and grows again
}

func newCore(s Store, o Options) *core {
	c := &core{store: s, opt: o, clock: newClock(o.Clock), width: batchEntries}
	c.now.Store(&view{state: models.NewState(), changed: make(chan struct{})})
	return c
}

// refuses tells whether a command would be refused at once.
func (c *core) refuses() bool { return c.fault.Load() != nil }

func (c *core) fail(err error) {
	if c.fault.Swap(&err) == nil {
		c.opt.Log.Error("journal: cannot write; commands are refused until it can", "error", err)
	}
}

func (c *core) recovered() {
	if c.fault.Swap(nil) != nil {
		c.opt.Log.Info("journal: can write again", "seq", c.now.Load().seq)
	}
}

// round decides commands, appends what they lead to, publishes, answers. Every one is answered when it returns. It is the way after a failure and in
// the face of other writers; pipeline is the same with two batches on their way.
func (c *core) round(batch []*pending) {
	for open := 0; len(batch) > 0; {
		if open > 3 {
			c.fail(errors.New("journal: the outcome of several appends in a row was open"))
		}
		if c.refuses() {
			refuseAll(batch)
			return
		}
		pl := c.newPlan(nil)
		for _, p := range batch {
			if pl.full(c.width) {
				break
			}
			c.extend(pl, p)
		}
		if len(pl.docs) > 0 {
			if err := c.append(pl); err != nil {
				if !errors.Is(err, ErrTaken) {
					open++
				}
				batch = c.resolve(batch, err)
				continue
			}
		}
		c.commit(pl)
		batch, open = batch[len(pl.batch):], 0
	}
}

func refuseAll(batch []*pending) {
	for _, p := range batch {
		p.reply(answer{err: unavailable()})
	}
}

func (c *core) append(pl *plan) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.opt.AppendTimeout)
	defer cancel()
	c.since.Store(time.Now().UnixNano())
	defer c.since.Store(0)
	return c.store.Append(ctx, pl.base.seq+1, pl.docs)
}

// resolve finds out what became of an append that did not succeed: it reads what is in the journal now, answers the commands whose entries
// landed, and returns the others, to be decided again. When the journal cannot be read, everybody is told that it is unavailable.
func (c *core) resolve(batch []*pending, cause error) []*pending {
	mine := make(map[[16]byte]*pending, len(batch))
	for _, p := range batch {
		mine[p.nonce] = p
	}
	c.width = max(8, c.width/4)
	landed, err := c.catchUp(mine)
	rest := batch[:0:0]
	for _, p := range batch {
		if _, waits := mine[p.nonce]; waits {
			rest = append(rest, p)
		}
	}
	switch {
	case err != nil:
		c.fail(fmt.Errorf("%w; then: %w", cause, err))
	case errors.Is(cause, ErrTaken) && landed == 0:
		c.opt.Sleep(2 * time.Millisecond) // taken, but not yet to be read: the other's write is not on a majority
	case errors.Is(cause, ErrTaken):
	case errors.Is(cause, ErrNotWritten):
		c.fail(cause)
	}
	return rest
}

// catchUp applies the entries that others appended, or an attempt of ours whose outcome was open. Commands that find their own entry are answered
// and taken out of mine.
func (c *core) catchUp(mine map[[16]byte]*pending) (landed int, err error) {
	for {
		v := c.now.Load()
		ctx, cancel := context.WithTimeout(context.Background(), c.opt.ReadTimeout)
		docs, err := c.store.Read(ctx, v.seq+1, pageEntries)
		cancel()
		if err != nil || len(docs) == 0 {
			return landed, err
		}
		next := &view{state: v.state.Fork(), seq: v.seq, hash: v.hash, changed: make(chan struct{})}
		var entries []*Entry
		for _, d := range docs {
			if d.seq() != next.seq+1 {
				break // not to be seen yet
			}
			e, err := d.decode()
			if err == nil {
				err = next.follow(e)
			}
			if err != nil {
				c.broken = true
				return landed, err
			}
			entries = append(entries, e)
		}
		if len(entries) == 0 {
			return landed, nil
		}
		c.publish(next, entries)
		landed += len(entries)
		for _, e := range entries {
			if p := mine[e.Nonce]; p != nil {
				delete(mine, e.Nonce)
				p.reply(answer{entry: e, state: next.state})
			}
		}
	}
}

// follow applies the next entry to a view that is not published yet.
func (v *view) follow(e *Entry) error {
	if e.Seq != v.seq+1 || e.Prev != v.hash {
		return fmt.Errorf("journal: entry %d does not follow entry %d: the chain is broken", e.Seq, v.seq)
	}
	if cause := applyEntry(v.state, e); cause != nil {
		return fmt.Errorf("journal: entry %d cannot be applied: %v", e.Seq, cause)
	}
	v.seq, v.hash = e.Seq, e.Hash
	return nil
}

// follow keeps an idle book up to date, and brings one back whose journal was away.
func (c *core) follow() {
	if c.broken {
		return
	}
	away := c.refuses()
	if away {
		ctx, cancel := context.WithTimeout(context.Background(), c.opt.ReadTimeout)
		err := c.store.Ping(ctx)
		cancel()
		if err != nil {
			return
		}
	}
	if !away && !c.store.Shared() {
		return
	}
	if _, err := c.catchUp(nil); err != nil {
		c.fail(err)
		return
	}
	c.recovered()
}
