package journal

import (
	"errors"
	"time"

	"shanpei/models"
)

// batchBytes bounds what one append carries.
const batchBytes = 8 << 20

// plan is what was decided and is not durable yet: commands in their order, each decided on what those before it led to. Nobody sees it before it
// is durable. It stands on a published view, or on the plan that is on its way to the store.
type plan struct {
	before  *plan // in flight
	base    *view
	state   *models.State
	hash    [32]byte
	at      time.Time
	batch   []*pending
	docs    []Doc
	entries []*Entry
	keys    map[keyHash]int64
	bytes   int
	next    *view
}

func (c *core) newPlan(before *plan) *plan {
	base := c.now.Load()
	if before != nil {
		base = before.view()
	}
	return &plan{before: before, base: base, state: base.state, hash: base.hash, at: base.state.At, keys: map[keyHash]int64{}}
}

// view is what the plan becomes when it is durable.
func (pl *plan) view() *view {
	if len(pl.docs) == 0 {
		return pl.base
	}
	if pl.next == nil || pl.next.state != pl.state {
		pl.next = &view{state: pl.state, seq: pl.base.seq + int64(len(pl.docs)), hash: pl.hash, changed: make(chan struct{})}
	}
	return pl.next
}

func (pl *plan) full(width int) bool { return len(pl.batch) >= width || pl.bytes >= batchBytes }

// extend decides one more command.
func (c *core) extend(pl *plan, p *pending) {
	pl.batch = append(pl.batch, p)
	p.entry, p.after, p.repeat, p.err = nil, nil, 0, nil
	if p.broke != nil {
		p.err = p.broke
		return
	}
	if p.repeat = c.repeats(pl, p); p.repeat != 0 {
		return
	}
	seq := pl.base.seq + int64(len(pl.docs)) + 1
	at := c.clock.next(pl.at, p.at)
	doc := c.decideOne(p, pl.state, seq, at)
	if p.err != nil || p.entry.Seq == 0 || !c.happen(pl, p) {
		return
	}
	doc = p.entry.seal(doc, pl.hash)
	pl.at, pl.hash = at, p.entry.Hash
	pl.docs, pl.entries, pl.bytes = append(pl.docs, doc), append(pl.entries, p.entry), pl.bytes+len(doc)
	if p.key != "" {
		pl.keys[p.keyHash] = seq
	}
}

// repeats finds the entry that bears the command's key already: in the journal, in flight, or in this plan.
func (c *core) repeats(pl *plan, p *pending) int64 {
	if p.key == "" {
		return 0
	}
	for ; pl != nil; pl = pl.before {
		if seq, ok := pl.keys[p.keyHash]; ok {
			return seq
		}
	}
	seq, _ := c.keys.find(p.keyHash)
	return seq
}

// decideOne asks the command and writes down its entry; p.entry.Seq is 0 when nothing has to happen.
func (c *core) decideOne(p *pending, s *models.State, seq int64, at time.Time) Doc {
	var after *models.State
	var applied []models.Event
	in := models.Input{Actor: p.actor, At: at, NewID: idSource(seq), Applied: func(s *models.State, events []models.Event) { after, applied = s, events }}
	events, cause, err := decide(p.cmd, s, in)
	if cause != nil {
		c.opt.Log.Error("journal: a rule failed", "command", commandName(p.cmd), "panic", cause)
	}
	if err != nil {
		p.err = err
		return nil
	}
	p.entry = &Entry{At: at, Actor: p.actor.ID, Role: p.actor.Role, Command: commandName(p.cmd), Key: p.key, Events: events, Nonce: p.nonce, kinds: kindsOf(events)}
	if p.key != "" {
		p.entry.Input = p.input
	}
	if len(events) == 0 {
		return nil
	}
	p.entry.Seq = seq
	if len(events) == len(applied) && &events[0] == &applied[0] {
		p.after = after // the decision has applied just these events already
	}
	doc, err := p.entry.encode()
	if err == nil {
		return doc
	}
	if _, ok := errors.AsType[*models.Error](err); !ok {
		c.opt.Log.Error("journal: an entry could not be written down", "command", p.entry.Command, "kinds", p.entry.kinds, "error", err)
		err = models.Refuse(models.Internal, "internal")
	}
	p.err, p.entry = err, nil
	return nil
}

// happen lets the entry's events happen to the plan's state, which is a fork of its own.
func (c *core) happen(pl *plan, p *pending) bool {
	if p.after != nil {
		pl.state = p.after
		return true
	}
	if pl.state == pl.base.state {
		pl.state = pl.base.state.Fork()
	}
	cause := applyEntry(pl.state, p.entry)
	if cause == nil {
		return true
	}
	c.opt.Log.Error("journal: an event could not be applied", "command", p.entry.Command, "kinds", p.entry.kinds, "panic", cause)
	p.broke = models.Refuse(models.Internal, "internal")
	p.err, p.entry = p.broke, nil
	pl.state = pl.base.state.Fork() // the fork is half changed: make it again from the entries that stand
	for _, e := range pl.entries {
		applyEntry(pl.state, e)
	}
	return false
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

// commit publishes a plan that became durable and answers those who asked.
func (c *core) commit(pl *plan) {
	next := pl.view()
	c.publish(next, pl.entries)
	c.width = min(batchEntries, 2*c.width)
	for _, p := range pl.batch {
		p.reply(answer{entry: p.entry, repeat: p.repeat, state: next.state, err: p.err})
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
	c.keyed.Store(int64(c.keys.log.n))
	c.recent.add(entries)
	c.now.Store(next)
	close(old.changed)
}
