package journal

import (
	"context"
	"errors"
	"fmt"

	"shanpei/models"
)

// StateAt gives the state as it was after an entry, by replaying the journal from its first one: whatever was decided on that state can be decided again.
func StateAt(ctx context.Context, s Store, seq int64) (*models.State, error) {
	v := &view{state: models.NewState()}
	err := eachDoc(ctx, s, 1, func(at int64, d Doc) error {
		if at > seq {
			return errStopped
		}
		e, err := d.decode()
		if err == nil {
			err = v.follow(e)
		}
		return errors.Join(err, ctx.Err())
	})
	if err != nil && !errors.Is(err, errStopped) {
		return nil, err
	}
	if v.seq != seq {
		return nil, fmt.Errorf("journal: entry %d is not there, the last is %d", seq, v.seq)
	}
	return v.state, nil
}

// StateAt is StateAt of the book's journal.
func (b *Book) StateAt(ctx context.Context, seq int64) (*models.State, error) {
	if now := b.State(); now.Seq == seq {
		return now, nil
	}
	return StateAt(ctx, b.core.store, seq)
}
