package journal

import (
	"context"
	"errors"
	"fmt"
	"io"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// A snapshot is one document `{_id: entry, parts: n}` of `snapshots`, written last, and its parts of 4 MB in `snapshot_parts`. Two processes that
// save the same entry write the same bytes.

const snapshotPart = 4 << 20

type snapshotHead struct {
	Seq   int64 `bson:"_id"`
	Parts int   `bson:"parts"`
}

func partID(seq int64, part int) string { return fmt.Sprintf("%012d-%06d", seq, part) }

type partWriter struct {
	ctx   context.Context
	parts *mongo.Collection
	seq   int64
	n     int
	buf   []byte
}

func (w *partWriter) Write(b []byte) (int, error) {
	w.buf = append(w.buf, b...)
	for len(w.buf) >= snapshotPart {
		if err := w.put(w.buf[:snapshotPart]); err != nil {
			return 0, err
		}
		w.buf = append(w.buf[:0], w.buf[snapshotPart:]...)
	}
	return len(b), nil
}

func (w *partWriter) put(b []byte) error {
	id := bson.D{{Key: "_id", Value: partID(w.seq, w.n)}}
	w.n++
	_, err := w.parts.ReplaceOne(w.ctx, id, bson.D{{Key: "data", Value: primitive.Binary{Data: b}}}, options.Replace().SetUpsert(true))
	return err
}

// SaveSnapshot implements Store.
func (m *Mongo) SaveSnapshot(ctx context.Context, seq int64, write func(io.Writer) error) error {
	heads, parts := m.db.Collection("snapshots"), m.db.Collection("snapshot_parts")
	w := &partWriter{ctx: ctx, parts: parts, seq: seq, buf: make([]byte, 0, 2*snapshotPart)}
	if err := write(w); err != nil {
		return err
	}
	if len(w.buf) > 0 {
		if err := w.put(w.buf); err != nil {
			return err
		}
	}
	if _, err := heads.ReplaceOne(ctx, bson.D{{Key: "_id", Value: seq}}, bson.D{{Key: "parts", Value: w.n}}, options.Replace().SetUpsert(true)); err != nil {
		return err
	}
	kept, err := m.snapshotHeads(ctx)
	if err != nil || len(kept) <= 2 {
		return err
	}
	oldest := kept[1].Seq
	if _, err := heads.DeleteMany(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$lt", Value: oldest}}}}); err != nil {
		return err
	}
	_, err = parts.DeleteMany(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$lt", Value: partID(oldest, 0)}}}})
	return err
}

func (m *Mongo) snapshotHeads(ctx context.Context) (heads []snapshotHead, err error) {
	cur, err := m.db.Collection("snapshots").Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}))
	if err != nil {
		return nil, err
	}
	return heads, cur.All(ctx, &heads)
}

type partReader struct {
	ctx   context.Context
	parts *mongo.Collection
	head  snapshotHead
	n     int
	buf   []byte
}

func (r *partReader) Read(b []byte) (int, error) {
	for len(r.buf) == 0 {
		if r.n == r.head.Parts {
			return 0, io.EOF
		}
		var part struct {
			Data primitive.Binary `bson:"data"`
		}
		err := r.parts.FindOne(r.ctx, bson.D{{Key: "_id", Value: partID(r.head.Seq, r.n)}}).Decode(&part)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return 0, io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
		r.n++
		r.buf = part.Data.Data
	}
	n := copy(b, r.buf)
	r.buf = r.buf[n:]
	return n, nil
}

// Snapshots implements Store.
func (m *Mongo) Snapshots(ctx context.Context, f func(int64, io.Reader) bool) error {
	heads, err := m.snapshotHeads(ctx)
	if err != nil {
		return err
	}
	for _, h := range heads {
		if f(h.Seq, &partReader{ctx: ctx, parts: m.db.Collection("snapshot_parts"), head: h}) {
			return nil
		}
	}
	return nil
}
