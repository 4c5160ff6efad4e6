package journal

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/readpref"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"
)

// Mongo keeps a journal, its snapshots and its KV in a database of a MongoDB-compatible server. It needs no transactions and no change streams:
// only that an insert under a taken `_id` is refused, that an ordered insert stops there, and that what a majority journaled stays.
type Mongo struct {
	client  *mongo.Client
	db      *mongo.Database
	entries *mongo.Collection
}

// OpenMongo connects. It fails when the server does not answer within ctx (at most ten seconds).
func OpenMongo(ctx context.Context, uri, database string) (*Mongo, error) {
	journaled := true
	o := options.Client().ApplyURI(uri).
		SetServerSelectionTimeout(time.Second).SetConnectTimeout(time.Second).SetHeartbeatInterval(2 * time.Second).
		SetRetryWrites(false). // an open outcome is resolved by the entry's nonce
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journaled}).
		SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary()).
		SetMaxPoolSize(32).SetAppName("shanpei")
	client, err := mongo.Connect(ctx, o)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		if err = client.Ping(ctx, nil); err == nil {
			break
		}
		if ctx.Err() != nil {
			return nil, errors.Join(err, client.Disconnect(context.WithoutCancel(ctx)))
		}
	}
	db := client.Database(database)
	return &Mongo{client: client, db: db, entries: db.Collection("journal")}, nil
}

// Database is the database itself, for the projection, which keeps its collections beside the journal's.
func (m *Mongo) Database() *mongo.Database { return m.db }

// Append implements Store: one ordered insert, on a majority and journaled.
func (m *Mongo) Append(ctx context.Context, _ int64, docs []Doc) error {
	list := make([]any, len(docs))
	for i, d := range docs {
		list[i] = bson.Raw(d)
	}
	_, err := m.entries.InsertMany(ctx, list, options.InsertMany().SetOrdered(true))
	if bulk, ok := errors.AsType[mongo.BulkWriteException](err); ok && bulk.WriteConcernError == nil && mongo.IsDuplicateKeyError(bulk) {
		return ErrTaken
	}
	return err
}

// Read implements Store.
func (m *Mongo) Read(ctx context.Context, from int64, limit int) ([]Doc, error) {
	cur, err := m.entries.Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$gte", Value: from}}}},
		options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetLimit(int64(limit)).SetBatchSize(int32(limit)))
	if err != nil {
		return nil, err
	}
	defer cur.Close(context.WithoutCancel(ctx))
	var docs []Doc
	for size := 0; size < pageBytes && cur.Next(ctx); size += len(cur.Current) {
		docs = append(docs, append(Doc{}, cur.Current...))
	}
	return docs, cur.Err()
}

// Last implements Store.
func (m *Mongo) Last(ctx context.Context) (int64, error) {
	d, err := m.entries.FindOne(ctx, bson.D{}, options.FindOne().SetSort(bson.D{{Key: "_id", Value: -1}}).SetProjection(bson.D{{Key: "_id", Value: 1}})).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return Doc(d).seq(), nil
}

// Ping implements Store.
func (m *Mongo) Ping(ctx context.Context) error { return m.client.Ping(ctx, nil) }

// Shared implements Store: any number of processes may append.
func (m *Mongo) Shared() bool { return true }

// Close implements Store.
func (m *Mongo) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	return m.client.Disconnect(ctx)
}

// KV implements Store.
func (m *Mongo) KV() KV { return mongoKV{m.db} }
