package journal

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Errors of the stores. ErrNone and ErrExists belong to the KV; the others to a journal.
var (
	ErrNone       = errors.New("journal: no such record")
	ErrExists     = errors.New("journal: the record exists already")
	ErrInUse      = errors.New("journal: the file is in use by another process; stop it first, or give this one another data folder")
	ErrNotWritten = errors.New("journal: nothing was written") // the store is sure of it; any other error of Append leaves the outcome open
	ErrTaken      = errors.New("journal: another process was first at this number")
	ErrUnfinished = errors.New("journal: a restore into this store did not finish; empty the store and restore again")
	ErrNotEmpty   = errors.New("journal: the store is not empty; restore into an empty one")
)

// KV keeps small records beside the journal: accounts, sessions, sealed persons, cursors. Buckets are named, and come into being with their
// first record. Every write is durable when the call returns.
type KV interface {
	Get(ctx context.Context, bucket, key string) ([]byte, error)                                   // ErrNone when absent
	Put(ctx context.Context, bucket, key string, value []byte) error                               // overwrites
	Create(ctx context.Context, bucket, key string, value []byte) error                            // ErrExists
	Swap(ctx context.Context, bucket, key string, old, new []byte) (bool, error)                   // compare and swap; false: somebody else was first
	Delete(ctx context.Context, bucket, key string) error                                          // nil when absent
	Each(ctx context.Context, bucket, prefix string, f func(key string, value []byte) error) error // in key order; f may call the KV
	Buckets(ctx context.Context) ([]string, error)                                                 // sorted
}

// Doc is one entry as it is stored: a BSON document whose `_id` is its number.
type Doc []byte

// Store is where a journal lives. What it must keep is little: entries under unique numbers, whose append is atomic per entry, ordered, and
// durable when it returns.
type Store interface {
	// Append writes entries whose numbers follow one another. All are durable when it returns nil. ErrTaken says that a number was taken by
	// somebody else: the entries before it landed. ErrNotWritten says that nothing landed. After any other error any prefix may have landed, or
	// may still land.
	Append(ctx context.Context, first int64, docs []Doc) error
	// Read returns at most limit entries from a number on, without a gap, fewer at the end (or where a page is full).
	Read(ctx context.Context, from int64, limit int) ([]Doc, error)
	// Last is the highest number that is taken, 0 for an empty journal.
	Last(ctx context.Context) (int64, error)
	// Ping tells whether the store could take a write now.
	Ping(ctx context.Context) error
	// Shared tells whether other processes may append too.
	Shared() bool

	// SaveSnapshot keeps what write says beside the journal as the snapshot of an entry, and the one before it; older ones go. A snapshot that
	// was not written to its end is not kept. The bytes are opaque: only the book knows whether they check.
	SaveSnapshot(ctx context.Context, seq int64, write func(io.Writer) error) error
	// Snapshots calls f with the kept snapshots, newest first, until it answers true.
	Snapshots(ctx context.Context, f func(seq int64, r io.Reader) (done bool)) error

	KV() KV
	Close() error
}

// pageEntries bounds one Read, pageBytes what it holds in memory.
const (
	pageEntries = 1024
	pageBytes   = 8 << 20
)

// eachDoc walks the entries from a number on, page by page, and fails on a gap.
func eachDoc(ctx context.Context, s Store, from int64, f func(seq int64, d Doc) error) error {
	for {
		docs, err := s.Read(ctx, from, pageEntries)
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			last, err := s.Last(ctx)
			if err != nil || last < from {
				return err
			}
			// Perhaps it was appended between the two questions.
			if docs, err = s.Read(ctx, from, pageEntries); err != nil {
				return err
			}
			if len(docs) == 0 {
				return fmt.Errorf("journal: entry %d is missing, the last is %d", from, last)
			}
		}
		for _, d := range docs {
			if got := d.seq(); got != from {
				return fmt.Errorf("journal: entry %d is missing, %d follows", from, got)
			}
			if err := f(from, d); err != nil {
				return err
			}
			from++
		}
	}
}
