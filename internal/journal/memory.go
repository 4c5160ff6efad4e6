package journal

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/tidwall/btree"
)

// Memory is a store for tests. It keeps what a real one keeps, and forgets it with the process.
type Memory struct {
	mu    sync.Mutex
	docs  []Doc
	snaps []snapshot // oldest first
	kv    memoryKV
}

// NewMemory makes an empty store.
func NewMemory() *Memory { return &Memory{} }

// Append implements Store.
func (m *Memory) Append(ctx context.Context, first int64, docs []Doc) error {
	if err := ctx.Err(); err != nil {
		return errors.Join(ErrNotWritten, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if first != int64(len(m.docs))+1 {
		return ErrTaken
	}
	for _, d := range docs {
		m.docs = append(m.docs, slices.Clone(d))
	}
	return nil
}

// Read implements Store.
func (m *Memory) Read(_ context.Context, from int64, limit int) ([]Doc, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	from = max(from, 1)
	if from > int64(len(m.docs)) {
		return nil, nil
	}
	return slices.Clone(m.docs[from-1 : min(int64(len(m.docs)), from-1+int64(limit))]), nil
}

// Last implements Store.
func (m *Memory) Last(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return int64(len(m.docs)), nil
}

// Ping implements Store.
func (m *Memory) Ping(context.Context) error { return nil }

// Shared implements Store: several books of one process may stand on one Memory.
func (m *Memory) Shared() bool { return true }

// snapshot is a saved state of a Memory.
type snapshot struct {
	seq  int64
	data []byte
}

// SaveSnapshot implements Store.
func (m *Memory) SaveSnapshot(_ context.Context, seq int64, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.snaps = append(slices.DeleteFunc(m.snaps, func(o snapshot) bool { return o.seq == seq }), snapshot{seq, b.Bytes()})
	slices.SortFunc(m.snaps, func(a, b snapshot) int { return int(a.seq - b.seq) })
	m.snaps = m.snaps[max(0, len(m.snaps)-2):]
	return nil
}

// Snapshots implements Store.
func (m *Memory) Snapshots(_ context.Context, f func(int64, io.Reader) bool) error {
	m.mu.Lock()
	snaps := slices.Clone(m.snaps)
	m.mu.Unlock()
	for _, s := range slices.Backward(snaps) {
		if f(s.seq, bytes.NewReader(s.data)) {
			return nil
		}
	}
	return nil
}

// KV implements Store.
func (m *Memory) KV() KV { return &m.kv }

// Close implements Store.
func (m *Memory) Close() error { return nil }

type memoryKV struct {
	mu      sync.Mutex
	buckets btree.Map[string, *btree.Map[string, []byte]]
}

func (m *memoryKV) bucket(name string, make bool) *btree.Map[string, []byte] {
	b, ok := m.buckets.Get(name)
	if !ok {
		b = &btree.Map[string, []byte]{}
		if make {
			m.buckets.Set(name, b)
		}
	}
	return b
}

func (m *memoryKV) Get(_ context.Context, bucket, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.bucket(bucket, false).Get(key)
	if !ok {
		return nil, ErrNone
	}
	return bytes.Clone(v), nil
}

func (m *memoryKV) Put(_ context.Context, bucket, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bucket(bucket, true).Set(key, append([]byte{}, value...))
	return nil
}

func (m *memoryKV) Create(_ context.Context, bucket, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.bucket(bucket, false).Get(key); ok {
		return ErrExists
	}
	m.bucket(bucket, true).Set(key, append([]byte{}, value...))
	return nil
}

func (m *memoryKV) Swap(_ context.Context, bucket, key string, old, new []byte) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.bucket(bucket, false).Get(key)
	if !ok || !bytes.Equal(v, old) {
		return false, nil
	}
	m.bucket(bucket, true).Set(key, append([]byte{}, new...))
	return true, nil
}

func (m *memoryKV) Delete(_ context.Context, bucket, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bucket(bucket, false).Delete(key)
	return nil
}

func (m *memoryKV) Each(_ context.Context, bucket, prefix string, f func(string, []byte) error) error {
	type record struct {
		key   string
		value []byte
	}
	var found []record
	m.mu.Lock()
	m.bucket(bucket, false).Ascend(prefix, func(k string, v []byte) bool {
		if !strings.HasPrefix(k, prefix) {
			return false
		}
		found = append(found, record{k, bytes.Clone(v)})
		return true
	})
	m.mu.Unlock()
	for _, r := range found {
		if err := f(r.key, r.value); err != nil {
			return err
		}
	}
	return nil
}

func (m *memoryKV) Buckets(context.Context) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	m.buckets.Scan(func(name string, b *btree.Map[string, []byte]) bool {
		if b.Len() > 0 {
			names = append(names, name)
		}
		return true
	})
	return names, nil
}
