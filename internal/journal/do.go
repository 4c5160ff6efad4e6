package journal

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	"shanpei/models"
)

// DoOption says more about one command.
type DoOption func(*pending)

// Key makes a repetition give the first answer. The caller has scoped the key (actor id + ":" + key); fingerprint is the hash of the input:
// the same key with another one is refused with `idempotency_conflict`. Keys are remembered for ever.
func Key(key string, fingerprint [32]byte) DoOption {
	return func(p *pending) {
		p.key, p.input = key, fingerprint
		if key != "" {
			p.keyHash = hashKey(key)
		}
	}
}

// At gives the instant of the command, for a demonstration or an import. An instant before the last entry's becomes that one.
func At(t time.Time) DoOption { return func(p *pending) { p.at = t } }

// Result is what became of a command. Entry is the one that it led to, or the first time; its Seq is 0 when nothing had to happen.
type Result struct {
	Entry    *Entry
	State    *models.State // a state that holds the entry
	Repeated bool          // the first answer again, from the stored entry
}

// pending is a command on its way through the writer.
type pending struct {
	ctx     context.Context
	actor   models.Actor
	cmd     models.Command
	key     string
	keyHash keyHash
	input   [32]byte
	at      time.Time
	nonce   [16]byte // the same at every attempt: an entry that bears it is this command's, whichever attempt landed
	phase   atomic.Int32
	done    chan answer

	// what the last decision gave
	entry  *Entry
	after  *models.State // the state with the entry applied, when the decision made one
	repeat int64         // the entry that bears the key already
	err    error
	broke  error // stays, whatever the state: the command broke a rule of the program itself
}

// The phases of a command. Whoever moves it from queued decides whether it runs.
const (
	phaseQueued int32 = iota
	phaseTaken
	phaseAbandoned
)

type answer struct {
	entry  *Entry
	repeat int64
	state  *models.State
	err    error
}

func (p *pending) reply(a answer) { p.done <- a }

// taken tells whether the writer may run the command: its caller has not gone.
func (p *pending) taken() bool {
	if !p.phase.CompareAndSwap(phaseQueued, phaseTaken) {
		return false
	}
	if err := p.ctx.Err(); err != nil {
		p.reply(answer{err: err})
		return false
	}
	return true
}

func newPending(ctx context.Context, a models.Actor, cmd models.Command, random io.Reader, opts []DoOption) (*pending, error) {
	p := &pending{ctx: ctx, actor: a, cmd: cmd, done: make(chan answer, 1)}
	for _, o := range opts {
		o(p)
	}
	_, err := io.ReadFull(random, p.nonce[:])
	return p, err
}

func unavailable() error { return models.Refuse(models.Unavailable, "unavailable") }

// Do decides the command on the newest state and returns when its entry is durable. Besides the command's own refusals it returns:
// `login_required` and `forbidden` for an actor without the permission; `idempotency_conflict`; `too_large` for a decision that no entry can hold;
// `unavailable` when the journal cannot be written, the queue is full or the book is closed; `internal` when a rule failed; and the context's
// error. After the last two of these the outcome is open (the entry may have been on its way): asking again with the same key tells, and never doubles.
func (b *Book) Do(ctx context.Context, a models.Actor, cmd models.Command, opts ...DoOption) (Result, error) {
	if err := a.Allow(cmd.Permission()); err != nil {
		return Result{}, err
	}
	p, err := newPending(ctx, a, cmd, b.core.opt.Rand, opts)
	if err != nil {
		return Result{}, err
	}
	if err := b.enqueue(p); err != nil {
		return Result{}, err
	}
	patience := time.NewTimer(b.core.opt.Patience)
	defer patience.Stop()
	select {
	case ans := <-p.done:
		return b.result(ctx, p, ans)
	case <-ctx.Done():
		p.phase.CompareAndSwap(phaseQueued, phaseAbandoned)
		return Result{}, ctx.Err()
	case <-patience.C:
		p.phase.CompareAndSwap(phaseQueued, phaseAbandoned)
		return Result{}, unavailable()
	}
}

func (b *Book) enqueue(p *pending) error {
	b.closing.RLock()
	defer b.closing.RUnlock()
	if b.closed || b.core.refuses() {
		return unavailable()
	}
	select {
	case b.queue <- p:
		return nil
	default:
		return unavailable()
	}
}

// result turns the writer's answer into the caller's. The entry of a repetition is read here, so that it holds no writer up.
func (b *Book) result(ctx context.Context, p *pending, ans answer) (Result, error) {
	if ans.err != nil {
		return Result{}, ans.err
	}
	if ans.repeat == 0 {
		return Result{Entry: ans.entry, State: ans.state}, nil
	}
	first, err := b.entry(ctx, ans.repeat)
	if err != nil {
		b.core.opt.Log.Error("journal: cannot read the first answer of a key", "seq", ans.repeat, "error", err)
		return Result{}, unavailable()
	}
	if first.Input != p.input {
		return Result{}, models.Refuse(models.Conflict, "idempotency_conflict")
	}
	return Result{Entry: first, State: ans.state, Repeated: true}, nil
}
