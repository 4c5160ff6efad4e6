package journal

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"shanpei/models"
)

// Cursor is where a follower begins the first time: after an entry's number. Later it goes on where it was.
type Cursor int64

// FromStart gives a new follower every entry, FromNow only those to come.
const (
	FromStart Cursor = 0
	FromNow   Cursor = -1
)

const cursorBucket = "cursors"

// followPage bounds how many entries a follower gets at once.
const followPage = 500

// Follow gives every entry, in order and at least once, to f, with a state that holds it. f runs on a goroutine of its own and holds nobody up;
// when it fails it is asked again, later and later. Its cursor is kept under its name; a follower without a name has none and begins at `from`
// every time. It ends with the book.
func (b *Book) Follow(name string, from Cursor, f func(context.Context, *Entry, *models.State) error) {
	b.FollowBatches(name, from, func(ctx context.Context, entries []*Entry, s *models.State) (int, error) {
		for i, e := range entries {
			if err := f(ctx, e, s); err != nil {
				return i, err
			}
		}
		return len(entries), nil
	})
}

// FollowBatches is Follow for a follower that is faster with many entries at once. f says how many of them it has dealt with.
func (b *Book) FollowBatches(name string, from Cursor, f func(context.Context, []*Entry, *models.State) (int, error)) {
	b.closing.RLock()
	defer b.closing.RUnlock()
	if b.closed {
		return
	}
	head, _ := b.Head()
	if from == FromNow {
		from = Cursor(head)
	}
	w := &follower{book: b, name: name, at: int64(from), f: f}
	b.followers.Go(w.run)
}

type follower struct {
	book  *Book
	name  string
	at    int64 // the last entry dealt with
	saved int64 // what the kept cursor says
	f     func(context.Context, []*Entry, *models.State) (int, error)
}

func (w *follower) run() {
	ctx := w.book.followCtx
	if !w.insist("read its cursor", w.load) {
		return
	}
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if err := w.save(last); err != nil {
			w.book.core.opt.Log.Warn("journal: a follower's cursor was not kept; it will see entries again", "follower", w.name, "error", err)
		}
	}()
	nextSave := time.Now()
	for ctx.Err() == nil {
		changed := w.book.Changed()
		head, _ := w.book.Head()
		if w.at >= head {
			w.insist("keep its cursor", w.save)
			select {
			case <-changed:
			case <-ctx.Done():
			}
			continue
		}
		if !w.insist("go on", w.step) {
			return
		}
		if now := time.Now(); now.After(nextSave) {
			w.insist("keep its cursor", w.save)
			nextSave = now.Add(time.Second)
		}
	}
}

// insist tries until it succeeds; false when the book ends first.
func (w *follower) insist(what string, f func(context.Context) error) bool {
	ctx := w.book.followCtx
	for pause := 20 * time.Millisecond; ; pause = min(2*pause, 30*time.Second) {
		err := f(ctx)
		if err == nil {
			return true
		}
		if ctx.Err() != nil {
			return false
		}
		w.book.core.opt.Log.Warn("journal: a follower cannot "+what, "follower", w.name, "after", w.at, "error", err)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return false
		}
	}
}

func (w *follower) step(ctx context.Context) error {
	entries, err := w.book.Entries(ctx, w.at+1, followPage)
	if err != nil {
		return err
	}
	done, err := w.f(ctx, entries, w.book.State())
	w.at += int64(done)
	return err
}

func (w *follower) load(ctx context.Context) error {
	if w.name == "" {
		return nil
	}
	v, err := w.book.KV().Get(ctx, cursorBucket, w.name)
	if errors.Is(err, ErrNone) {
		w.saved = -1
		return nil
	}
	if err != nil {
		return err
	}
	if len(v) == 8 {
		w.at = int64(binary.BigEndian.Uint64(v))
		w.saved = w.at
	}
	return nil
}

func (w *follower) save(ctx context.Context) error {
	if w.name == "" || w.at == w.saved {
		return nil
	}
	if err := w.book.KV().Put(ctx, cursorBucket, w.name, binary.BigEndian.AppendUint64(nil, uint64(w.at))); err != nil {
		return err
	}
	w.saved = w.at
	return nil
}
