package journal

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"
)

// boltKV keeps each bucket as a bucket of the journal's file.
type boltKV struct{ db *bbolt.DB }

func kvBucket(name string) []byte { return append(bytes.Clone(kvPrefix), name...) }

func (kv boltKV) Get(_ context.Context, bucket, key string) (value []byte, err error) {
	err = kv.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(kvBucket(bucket))
		if b == nil {
			return ErrNone
		}
		v := b.Get([]byte(key))
		if v == nil {
			return ErrNone
		}
		value = append([]byte{}, v...)
		return nil
	})
	return value, err
}

func (kv boltKV) update(bucket string, f func(b *bbolt.Bucket) error) error {
	return kv.db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(kvBucket(bucket))
		if err != nil {
			return err
		}
		return f(b)
	})
}

func (kv boltKV) Put(_ context.Context, bucket, key string, value []byte) error {
	return kv.update(bucket, func(b *bbolt.Bucket) error { return b.Put([]byte(key), value) })
}

func (kv boltKV) Create(_ context.Context, bucket, key string, value []byte) error {
	return kv.update(bucket, func(b *bbolt.Bucket) error {
		if b.Get([]byte(key)) != nil {
			return ErrExists
		}
		return b.Put([]byte(key), value)
	})
}

// CreateAll creates several records in one transaction: all or none.
func (kv boltKV) CreateAll(_ context.Context, bucket string, keys []string, values [][]byte) error {
	return kv.update(bucket, func(b *bbolt.Bucket) error {
		for i, key := range keys {
			if b.Get([]byte(key)) != nil {
				return ErrExists
			}
			if err := b.Put([]byte(key), values[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (kv boltKV) Swap(_ context.Context, bucket, key string, old, new []byte) (swapped bool, err error) {
	err = kv.update(bucket, func(b *bbolt.Bucket) error {
		have := b.Get([]byte(key))
		if swapped = have != nil && bytes.Equal(have, old); !swapped {
			return nil
		}
		return b.Put([]byte(key), new)
	})
	return swapped && err == nil, err
}

func (kv boltKV) Delete(_ context.Context, bucket, key string) error {
	return kv.update(bucket, func(b *bbolt.Bucket) error { return b.Delete([]byte(key)) })
}

// eachPage bounds what one read transaction gathers, so that f may take its time and call the KV.
const eachPage = 500

func (kv boltKV) Each(ctx context.Context, bucket, prefix string, f func(string, []byte) error) error {
	type record struct {
		key   string
		value []byte
	}
	from := []byte(prefix)
	for {
		page := make([]record, 0, eachPage)
		err := kv.db.View(func(tx *bbolt.Tx) error {
			b := tx.Bucket(kvBucket(bucket))
			if b == nil {
				return nil
			}
			c := b.Cursor()
			for k, v := c.Seek(from); k != nil && bytes.HasPrefix(k, []byte(prefix)) && len(page) < eachPage; k, v = c.Next() {
				page = append(page, record{string(k), append([]byte{}, v...)})
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := f(r.key, r.value); err != nil {
				return err
			}
		}
		if len(page) < eachPage {
			return ctx.Err()
		}
		from = append([]byte(page[len(page)-1].key), 0)
	}
}

func (kv boltKV) Buckets(context.Context) (names []string, err error) {
	err = kv.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			if k, _ := b.Cursor().First(); k != nil && bytes.HasPrefix(name, kvPrefix) {
				names = append(names, string(name[len(kvPrefix):]))
			}
			return nil
		})
	})
	return names, err
}
