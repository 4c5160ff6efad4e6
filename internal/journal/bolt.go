package journal

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

var (
	entriesBucket = []byte("entries")
	pingBucket    = []byte("ping")
	kvPrefix      = []byte("kv:")
)

// Bolt keeps a journal and its KV in one file of one process.
type Bolt struct {
	db   *bbolt.DB
	path string
}

// OpenBolt opens the file, made with mode 0600 when it is not there. A file that another process holds is ErrInUse. Snapshots are files beside it.
func OpenBolt(path string) (*Bolt, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: 300 * time.Millisecond, FreelistType: bbolt.FreelistMapType})
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("%s: %w", path, ErrInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("journal: %s: %w", path, err)
	}
	b := &Bolt{db: db, path: path}
	err = db.Update(func(tx *bbolt.Tx) error {
		_, err := tx.CreateBucketIfNotExists(entriesBucket)
		if err == nil {
			_, err = tx.CreateBucketIfNotExists(pingBucket)
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("journal: %s: %w", path, err), db.Close())
	}
	return b, nil
}

func seqKey(seq int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(seq)) }

// Append implements Store: one transaction, one fsync.
func (b *Bolt) Append(ctx context.Context, first int64, docs []Doc) error {
	if err := ctx.Err(); err != nil {
		return errors.Join(ErrNotWritten, err)
	}
	tx, err := b.db.Begin(true)
	if err != nil {
		return errors.Join(ErrNotWritten, err)
	}
	if err := putDocs(tx, first, docs); err != nil {
		_ = tx.Rollback() // nothing reached the file
		return err
	}
	if err := tx.Commit(); err != nil {
		// The file may hold the new root all the same, perhaps only in the kernel's memory. What is read back must be on the disk.
		if serr := b.db.Sync(); serr != nil {
			return errors.Join(err, serr)
		}
		return err
	}
	return nil
}

func putDocs(tx *bbolt.Tx, first int64, docs []Doc) error {
	bucket := tx.Bucket(entriesBucket)
	bucket.FillPercent = 1 // entries are only ever appended
	last := int64(0)
	if k, _ := bucket.Cursor().Last(); k != nil {
		last = int64(binary.BigEndian.Uint64(k))
	}
	if last >= first {
		return ErrTaken
	}
	if last != first-1 {
		return fmt.Errorf("%w: entry %d would follow entry %d", ErrNotWritten, first, last)
	}
	keys := make([]byte, 8*len(docs))
	for i, d := range docs {
		key := keys[8*i : 8*i+8]
		binary.BigEndian.PutUint64(key, uint64(first+int64(i)))
		if err := bucket.Put(key, d); err != nil {
			return errors.Join(ErrNotWritten, err)
		}
	}
	return nil
}

// Read implements Store.
func (b *Bolt) Read(_ context.Context, from int64, limit int) (docs []Doc, err error) {
	err = b.db.View(func(tx *bbolt.Tx) error {
		size := 0
		c := tx.Bucket(entriesBucket).Cursor()
		for k, v := c.Seek(seqKey(max(from, 1))); k != nil && len(docs) < limit && size < pageBytes; k, v = c.Next() {
			docs = append(docs, bytes.Clone(v))
			size += len(v)
		}
		return nil
	})
	return docs, err
}

// Last implements Store.
func (b *Bolt) Last(context.Context) (last int64, err error) {
	err = b.db.View(func(tx *bbolt.Tx) error {
		if k, _ := tx.Bucket(entriesBucket).Cursor().Last(); k != nil {
			last = int64(binary.BigEndian.Uint64(k))
		}
		return nil
	})
	return last, err
}

// Ping implements Store: a small write proves that there is room.
func (b *Bolt) Ping(context.Context) error {
	return b.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(pingBucket).Put([]byte("at"), binary.BigEndian.AppendUint64(nil, uint64(time.Now().UnixMilli())))
	})
}

// Shared implements Store: the file is locked.
func (b *Bolt) Shared() bool { return false }

// Close implements Store.
func (b *Bolt) Close() error { return b.db.Close() }

// KV implements Store.
func (b *Bolt) KV() KV { return boltKV{b.db} }
