package journal

import (
	"context"
	"errors"
	"io"
	"slices"

	"shanpei/models"
)

// Around gives f, for each of the entries asked for in the order of their numbers, the entry with the state before it and the state after. The journal is
// replayed once, from the newest kept snapshot that is early enough. `after` is changed when f returns; `before` never is.
func (b *Book) Around(ctx context.Context, seqs []int64, f func(before *models.State, e *Entry, after *models.State) error) error {
	if len(seqs) == 0 {
		return nil
	}
	wanted := slices.Clone(seqs)
	slices.Sort(wanted)
	v, err := b.core.viewBefore(ctx, wanted[0])
	if err != nil {
		return err
	}
	last := wanted[len(wanted)-1]
	err = ordered(func(emit func([]Doc) error) error {
		var page []Doc
		err := eachDoc(ctx, b.core.store, v.seq+1, func(seq int64, d Doc) error {
			if seq > last {
				return errStopped
			}
			if page = append(page, d); len(page) < replayPage {
				return nil
			}
			full := page
			page = nil
			return emit(full)
		})
		if len(page) > 0 && (err == nil || errors.Is(err, errStopped)) {
			return errors.Join(emit(page), err)
		}
		return err
	}, func() func([]Doc) ([]*Entry, error) { return decodePage }, func(entries []*Entry) error {
		for _, e := range entries {
			_, shown := slices.BinarySearch(wanted, e.Seq)
			var before *models.State
			if shown {
				before = v.state.Fork()
			}
			if err := v.follow(e); err != nil {
				return err
			}
			if shown {
				if err := f(before, e, v.state); err != nil {
					return err
				}
			}
		}
		return ctx.Err()
	})
	if errors.Is(err, errStopped) {
		return nil
	}
	return err
}

// viewBefore is a view of its own of a time before an entry: the newest kept snapshot that is early enough and checks, or the journal's beginning.
func (c *core) viewBefore(ctx context.Context, seq int64) (*view, error) {
	found := &view{state: models.NewState()}
	err := c.store.Snapshots(ctx, func(at int64, r io.Reader) bool {
		if at >= seq {
			return false
		}
		v, _, err := readSnapshot(r)
		if err != nil || v.seq >= seq || c.standsAt(ctx, v) != nil {
			return false
		}
		found = v
		return true
	})
	return found, err
}
