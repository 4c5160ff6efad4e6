package journal

import (
	"context"
	"encoding/binary"
	"errors"
	"time"

	"go.etcd.io/bbolt"
)

// What was deleted or overwritten stays on the pages of the file until they are used again. Scrub uses them: it fills every free page with nothing and lets
// it go again.

var scrubBucket = []byte("scrub")

const (
	scrubPages = 2048 // filled in one transaction, so that nobody waits long
	scrubSpare = 8    // filled more than are free, so that none of those is left
	scrubHead  = 64   // what page and element need besides the two values of a page
	scrubTries = 200  // to find a moment without readers from before the erasure
	scrubWait  = 20 * time.Millisecond
)

var errScrubReaders = errors.New("journal: somebody still reads what was erased")

// Scrub overwrites the free pages of the file, so that nothing of what was erased can be read from it.
func (kv boltKV) Scrub(ctx context.Context) error {
	if err := kv.release(ctx); err != nil {
		return err
	}
	value := make([]byte, kv.db.Info().PageSize/2-scrubHead)
	for next := uint64(0); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		free := kv.db.Stats().FreePageN
		pages := min(max(free-free/160-3, 0)+scrubSpare, scrubPages) // the tree above the filled pages takes some too
		err := kv.db.Update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists(scrubBucket)
			if err != nil {
				return err
			}
			b.FillPercent = 1
			for range 2 * pages { // two values to a page: a leaf has no fewer
				if err := b.Put(binary.BigEndian.AppendUint64(nil, next), value); err != nil {
					return err
				}
				next++
			}
			return nil
		})
		if err != nil {
			return err
		}
		if kv.db.Stats().FreePageN == 0 { // and so none that was free when it began
			return kv.db.Update(unscrub)
		}
	}
}

// release waits until the pages of what was erased are free: those of a transaction are only in the next one, and only when nobody reads them.
func (kv boltKV) release(ctx context.Context) error {
	for range scrubTries {
		for range 2 {
			if err := kv.db.Update(unscrub); err != nil {
				return err
			}
		}
		if kv.db.Stats().PendingPageN <= scrubSpare { // of the last transaction itself
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(scrubWait):
		}
	}
	return errScrubReaders
}

func unscrub(tx *bbolt.Tx) error {
	if tx.Bucket(scrubBucket) == nil {
		return nil
	}
	return tx.DeleteBucket(scrubBucket)
}
