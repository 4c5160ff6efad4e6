package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"reflect"
	"sync"
	"time"

	"github.com/klauspost/compress/s2"

	"shanpei/models"
)

// A snapshot is a compressed stream of chunks: one byte of what it is, four of length, the bytes. First the head (layout of the types, entry, hash,
// instant), then each table and the idempotency keys in chunks, then the end, with the SHA-256 of all before it.
const (
	chunkHead = 'H'
	chunkRows = 'T' // number of the table, number of rows, key and value of each
	chunkKeys = 'K'
	chunkEnd  = 'Z'

	chunkBytes = 512 << 10
	maxChunk   = 64 << 20
)

var errStopped = errors.New("journal: stopped")

// snapshotHead says where a snapshot stands and what the state has besides its tables.
type stateHead struct {
	Layout     string
	Seq        int64
	Hash       string
	At         time.Time
	Federation models.Federation
	Totals     models.Totals
}

// stateLayout is a hash over the layout of everything that a snapshot holds.
var stateLayout = sync.OnceValue(func() string {
	h := sha256.New()
	seen := map[reflect.Type]bool{}
	layout(h, reflect.TypeFor[stateHead](), seen)
	for _, t := range models.NewState().Stored() {
		_, _ = io.WriteString(h, t.Name+"\n") // a hash takes everything
		layout(h, reflect.TypeOf(t.Table.New()), seen)
	}
	return string(h.Sum(nil))
})

type chunkWriter struct {
	w   io.Writer
	sum hash.Hash
}

func (w chunkWriter) put(kind byte, data []byte) error {
	head := binary.LittleEndian.AppendUint32([]byte{kind}, uint32(len(data)))
	w.sum.Write(head)
	w.sum.Write(data)
	if _, err := w.w.Write(head); err != nil {
		return err
	}
	_, err := w.w.Write(data)
	return err
}

// writeSnapshot writes a published view and the keys of its entries. It takes its time beside the writer: neither changes.
func writeSnapshot(w io.Writer, v *view, keys keyLog) error {
	z := s2.NewWriter(w, s2.WriterConcurrency(1))
	out := chunkWriter{w: z, sum: sha256.New()}
	head := stateHead{stateLayout(), v.seq, string(v.hash[:]), v.state.At, v.state.Federation, v.state.Totals}
	if err := out.put(chunkHead, wireOf(reflect.TypeFor[stateHead]()).put(nil, reflect.ValueOf(head))); err != nil {
		return err
	}
	var buf []byte
	for i, t := range v.state.Stored() {
		var err error
		if buf, err = writeTable(out, i, t.Table, buf); err != nil {
			return err
		}
	}
	for i := 0; i < keys.n; {
		b := buf[:0]
		for ; i < keys.n && len(b) < 24*keyChunk; i++ {
			r := keys.at(i)
			b = binary.LittleEndian.AppendUint64(append(b, r.hash[:]...), uint64(r.seq))
		}
		if err := out.put(chunkKeys, b); err != nil {
			return err
		}
	}
	if err := out.put(chunkEnd, out.sum.Sum(nil)); err != nil {
		return err
	}
	return z.Close()
}

// writeTable writes a table in chunks, which it gathers in buf, and returns that for the next table.
func writeTable(out chunkWriter, number int, t models.Stored, buf []byte) (b []byte, err error) {
	wire := wireOf(reflect.TypeOf(t.New()).Elem())
	b = buf[:0]
	rows := 0
	flush := func() error {
		if rows == 0 {
			return nil
		}
		head := binary.AppendUvarint(binary.AppendUvarint(nil, uint64(number)), uint64(rows))
		err := out.put(chunkRows, append(head, b...))
		b, rows = b[:0], 0
		return err
	}
	t.Each(func(key string, value any) bool {
		b = wire.put(putString(b, key), reflect.ValueOf(value))
		rows++
		if len(b) >= chunkBytes {
			err = flush()
		}
		return err == nil
	})
	if err == nil {
		err = flush()
	}
	return b, err
}

type chunk struct {
	kind  byte
	data  []byte
	ended bool // an end whose sum is right
}

func readChunks(r io.Reader, emit func(chunk) error) error {
	in, sum := s2.NewReader(r), sha256.New()
	for {
		var head [5]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return errors.Join(errWire, err)
		}
		n := binary.LittleEndian.Uint32(head[1:])
		if n > maxChunk {
			return errWire
		}
		c := chunk{kind: head[0], data: make([]byte, n)}
		if _, err := io.ReadFull(in, c.data); err != nil {
			return errors.Join(errWire, err)
		}
		if c.kind == chunkEnd {
			if !bytes.Equal(c.data, sum.Sum(nil)) {
				return errWire
			}
			c.ended = true
			return emit(c)
		}
		sum.Write(head[:])
		sum.Write(c.data)
		if err := emit(c); err != nil {
			return err
		}
	}
}

// rows are a decoded chunk.
type rows struct {
	chunk
	head   stateHead
	table  int
	keys   []string
	values []any
}

// newRowDecoder makes a worker that decodes chunks.
func newRowDecoder() func(chunk) (rows, error) {
	tables := models.NewState().Stored()
	intern := newInterner()
	return func(c chunk) (out rows, err error) {
		out.chunk = c
		r := &wireReader{b: c.data, intern: intern}
		switch c.kind {
		case chunkHead:
			wireOf(reflect.TypeFor[stateHead]()).get(r, reflect.ValueOf(&out.head).Elem())
		case chunkRows:
			out.table = int(r.uint())
			n := r.size()
			if out.table >= len(tables) || r.err != nil {
				return out, errWire
			}
			t := tables[out.table].Table
			wire := wireOf(reflect.TypeOf(t.New()).Elem())
			out.keys, out.values = make([]string, n), make([]any, n)
			for i := range n {
				out.keys[i] = r.text()
				out.values[i] = t.New()
				wire.get(r, reflect.ValueOf(out.values[i]).Elem())
			}
		case chunkKeys:
			if len(c.data)%24 != 0 {
				return out, errWire
			}
			return out, nil
		case chunkEnd:
			return out, nil
		}
		if r.err != nil || len(r.b) > 0 {
			return out, errWire
		}
		return out, nil
	}
}

// readSnapshot makes the view that a snapshot stands for. It is errWire when anything of it does not check.
func readSnapshot(r io.Reader) (*view, *keyIndex, error) {
	s := models.NewState()
	tables := s.Stored()
	v := &view{state: s, changed: make(chan struct{})}
	keys := &keyIndex{}
	started, ended := false, false
	err := ordered(func(emit func(chunk) error) error { return readChunks(r, emit) }, newRowDecoder, func(c rows) error {
		if started != (c.kind != chunkHead) {
			return errWire
		}
		switch c.kind {
		case chunkHead:
			started = true
			if c.head.Layout != stateLayout() || len(c.head.Hash) != 32 {
				return errWire
			}
			v.seq, v.hash = c.head.Seq, [32]byte([]byte(c.head.Hash))
			s.Federation, s.Totals = c.head.Federation, c.head.Totals
			s.Begin(c.head.Seq, c.head.At)
		case chunkRows:
			for i, key := range c.keys {
				tables[c.table].Table.Load(key, c.values[i])
			}
		case chunkKeys:
			for b := c.data; len(b) > 0; b = b[24:] {
				keys.add(keyHash(b[:16]), int64(binary.LittleEndian.Uint64(b[16:])))
			}
		case chunkEnd:
			ended = c.ended
		default:
			return errWire
		}
		return nil
	})
	if err == nil && !ended {
		err = errWire
	}
	return v, keys, err
}

// fromSnapshot starts the core at the newest snapshot that checks and stands in this very journal: its hash is that of the entry it names.
func (c *core) fromSnapshot(ctx context.Context) error {
	return c.store.Snapshots(ctx, func(seq int64, r io.Reader) bool {
		v, keys, err := readSnapshot(r)
		if err == nil {
			err = c.standsAt(ctx, v)
		}
		if err != nil {
			c.opt.Log.Warn("journal: a snapshot is ignored", "seq", seq, "error", err)
			return false
		}
		c.keys = *keys
		c.now.Store(v)
		return true
	})
}

func (c *core) standsAt(ctx context.Context, v *view) error {
	docs, err := c.store.Read(ctx, v.seq, 1)
	if err != nil {
		return err
	}
	if len(docs) == 0 || docs[0].seq() != v.seq {
		return errWire
	}
	e, _, err := docs[0].open()
	if err != nil {
		return err
	}
	if e.Hash != v.hash {
		return errWire
	}
	return nil
}
