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
	keyLog atomic.Pointer[keyLog]
	width  int // most commands of one append: shrinks when others are faster, so that nobody starves, and grows again
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

// round decides a batch, appends it, publishes, answers. Every command of the batch is answered when it returns.
func (c *core) round(batch []*pending) {
	batch = taken(batch)
	for open := 0; len(batch) > 0; {
		if open > 3 {
			c.fail(errors.New("journal: the outcome of three appends in a row was open"))
		}
		if c.refuses() {
			for _, p := range batch {
				p.reply(answer{err: unavailable()})
			}
			return
		}
		d := c.decideAll(batch)
		if len(d.docs) > 0 {
			if err := c.append(d.first, d.docs); err != nil {
				if !errors.Is(err, ErrTaken) {
					open++
				}
				c.width = max(8, c.width/4)
				batch = c.resolve(batch, err)
				continue
			}
		}
		c.commit(d)
		c.width = min(batchEntries, 2*c.width)
		batch, open = batch[d.n:], 0
	}
}

// taken drops the commands whose callers have gone.
func taken(batch []*pending) []*pending {
	out := batch[:0]
	for _, p := range batch {
		if !p.phase.CompareAndSwap(phaseQueued, phaseTaken) {
			continue
		}
		if err := p.ctx.Err(); err != nil {
			p.reply(answer{err: err})
			continue
		}
		out = append(out, p)
	}
	return out
}

func (c *core) append(first int64, docs []Doc) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.opt.AppendTimeout)
	defer cancel()
	c.since.Store(time.Now().UnixNano())
	defer c.since.Store(0)
	return c.store.Append(ctx, first, docs)
}

// decided is what decideAll made of the first n commands of a batch.
type decided struct {
	batch   []*pending
	n       int
	first   int64
	docs    []Doc
	entries []*Entry
	next    *view
}

// batchBytes bounds what one append carries; a batch that is larger goes in several.
const batchBytes = 8 << 20

// decideAll decides the commands one after the other, each on what those before it led to. Nobody sees the result before it is durable.
func (c *core) decideAll(batch []*pending) decided {
	v := c.now.Load()
again:
	d := decided{batch: batch, first: v.seq + 1}
	work, hash, at := v.state, v.hash, v.state.At
	keys := map[keyHash]int64{}
	size := 0
	for d.n < min(len(batch), c.width) && size < batchBytes {
		p := batch[d.n]
		d.n++
		if p.dead || c.repeats(p, keys) {
			continue
		}
		seq := v.seq + int64(len(d.docs)) + 1
		at = c.clock.next(at, p.at)
		if c.decideOne(p, work, seq, at); p.err != nil || p.entry.Seq == 0 {
			continue
		}
		if work == v.state {
			work = v.state.Fork()
		}
		if cause := applyEntry(work, p.entry); cause != nil {
			c.opt.Log.Error("journal: an event could not be applied", "command", p.entry.Command, "kinds", p.entry.kinds, "panic", cause)
			p.err, p.dead, p.entry = models.Refuse(models.Internal, "internal"), true, nil
			goto again // the fork is half changed: decide again without this command
		}
		p.doc = p.entry.seal(p.doc, hash)
		hash = p.entry.Hash
		size += len(p.doc)
		d.docs, d.entries = append(d.docs, p.doc), append(d.entries, p.entry)
		if p.key != "" {
			keys[p.keyHash] = seq
		}
	}
	d.next = v
	if len(d.docs) > 0 {
		d.next = &view{state: work, seq: v.seq + int64(len(d.docs)), hash: hash, changed: make(chan struct{})}
	}
	return d
}

// repeats finds the entry that bears the command's key already, in the journal or in this batch.
func (c *core) repeats(p *pending, batch map[keyHash]int64) bool {
	p.repeat = 0
	if p.key == "" {
		return false
	}
	if seq, ok := batch[p.keyHash]; ok {
		p.repeat = seq
	} else if seq, ok := c.keys.find(p.keyHash); ok {
		p.repeat = seq
	}
	return p.repeat != 0
}

// decideOne asks the command and writes down its entry; p.entry.Seq is 0 when nothing has to happen.
func (c *core) decideOne(p *pending, s *models.State, seq int64, at time.Time) {
	p.entry, p.doc, p.err = nil, nil, nil
	events, err, cause := decide(p.cmd, s, models.Input{Actor: p.actor, At: at, NewID: idSource(seq)})
	if cause != nil {
		c.opt.Log.Error("journal: a rule failed", "command", commandName(p.cmd), "panic", cause)
	}
	if err != nil {
		p.err = err
		return
	}
	e := &Entry{At: at, Actor: p.actor.ID, Role: p.actor.Role, Command: commandName(p.cmd), Key: p.key, Events: events, Nonce: p.nonce, kinds: kindsOf(events)}
	if p.key != "" {
		e.Input = p.input
	}
	p.entry = e
	if len(events) == 0 {
		return
	}
	e.Seq = seq
	if p.doc, err = e.encode(); err != nil {
		if _, ok := errors.AsType[*models.Error](err); !ok {
			c.opt.Log.Error("journal: an entry could not be written down", "command", e.Command, "kinds", e.kinds, "error", err)
			err = models.Refuse(models.Internal, "internal")
		}
		p.err, p.entry = err, nil
	}
}

// applyEntry lets the entry's events happen to the state. An event that fails breaks its contract; the cause is returned and the state is spoilt.
func applyEntry(s *models.State, e *Entry) (cause any) {
	defer func() {
		if r := recover(); r != nil {
			cause = r
		}
	}()
	s.Begin(e.Seq, e.At)
	for _, ev := range e.Events {
		ev.Apply(s)
	}
	return nil
}

// commit publishes what became durable and answers those who asked.
func (c *core) commit(d decided) {
	c.publish(d.next, d.entries)
	for _, p := range d.batch[:d.n] {
		p.reply(answer{entry: p.entry, repeat: p.repeat, state: d.next.state, err: p.err})
	}
}

// publish makes a view the newest. Its entries are durable.
func (c *core) publish(next *view, entries []*Entry) {
	old := c.now.Load()
	if next == old {
		return
	}
	for _, e := range entries {
		if e.Key != "" {
			c.keys.add(hashKey(e.Key), e.Seq)
		}
	}
	log := c.keys.log.prefix()
	c.keyLog.Store(&log)
	c.recent.add(entries)
	c.now.Store(next)
	close(old.changed)
}

// resolve finds out what became of an append that did not succeed: it reads what is in the journal now, answers the commands whose entries
// landed, and returns the others, to be decided again. When the journal cannot be read, everybody is told that it is unavailable.
func (c *core) resolve(batch []*pending, cause error) []*pending {
	mine := make(map[[16]byte]*pending, len(batch))
	for _, p := range batch {
		mine[p.nonce] = p
	}
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
			e, err := next.take(d)
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

// take applies the next entry to a view that is not published yet.
func (v *view) take(d Doc) (*Entry, error) {
	e, err := d.decode()
	if err != nil {
		return nil, err
	}
	if e.Seq != v.seq+1 || e.Prev != v.hash {
		return nil, fmt.Errorf("journal: entry %d does not follow entry %d: the chain is broken", e.Seq, v.seq)
	}
	if cause := applyEntry(v.state, e); cause != nil {
		return nil, fmt.Errorf("journal: entry %d cannot be applied: %v", e.Seq, cause)
	}
	v.seq, v.hash = e.Seq, e.Hash
	return e, nil
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
