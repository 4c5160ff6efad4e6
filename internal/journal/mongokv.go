package journal

import (
	"context"
	"errors"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

// mongoKV keeps each bucket as a collection `kv_<bucket>` of documents `{_id: key, v: value}`.
type mongoKV struct{ db *mongo.Database }

const kvCollection = "kv_"

type mongoRecord struct {
	Key   string           `bson:"_id"`
	Value primitive.Binary `bson:"v"`
}

func (kv mongoKV) in(bucket string) *mongo.Collection { return kv.db.Collection(kvCollection + bucket) }

func byID(key string) bson.D { return bson.D{{Key: "_id", Value: key}} }

func record(key string, value []byte) mongoRecord {
	return mongoRecord{Key: key, Value: primitive.Binary{Data: value}}
}

func (kv mongoKV) Get(ctx context.Context, bucket, key string) ([]byte, error) {
	var r mongoRecord
	err := kv.in(bucket).FindOne(ctx, byID(key)).Decode(&r)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return nil, ErrNone
	}
	return r.Value.Data, err
}

func (kv mongoKV) Put(ctx context.Context, bucket, key string, value []byte) error {
	_, err := kv.in(bucket).ReplaceOne(ctx, byID(key), record(key, value), options.Replace().SetUpsert(true))
	if mongo.IsDuplicateKeyError(err) { // two upserts of a new key at once: one of them is told
		_, err = kv.in(bucket).ReplaceOne(ctx, byID(key), record(key, value))
	}
	return err
}

func (kv mongoKV) Create(ctx context.Context, bucket, key string, value []byte) error {
	_, err := kv.in(bucket).InsertOne(ctx, record(key, value))
	if mongo.IsDuplicateKeyError(err) {
		return ErrExists
	}
	return err
}

func (kv mongoKV) Swap(ctx context.Context, bucket, key string, old, new []byte) (bool, error) {
	res, err := kv.in(bucket).ReplaceOne(ctx, record(key, old), record(key, new))
	if err != nil {
		return false, err
	}
	return res.MatchedCount == 1, nil
}

func (kv mongoKV) Delete(ctx context.Context, bucket, key string) error {
	_, err := kv.in(bucket).DeleteOne(ctx, byID(key))
	return err
}

func (kv mongoKV) Each(ctx context.Context, bucket, prefix string, f func(string, []byte) error) error {
	from, op := prefix, "$gte"
	for {
		cur, err := kv.in(bucket).Find(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: op, Value: from}}}},
			options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetLimit(eachPage))
		if err != nil {
			return err
		}
		var page []mongoRecord
		if err := cur.All(ctx, &page); err != nil {
			return err
		}
		for _, r := range page {
			if !strings.HasPrefix(r.Key, prefix) {
				return nil
			}
			if err := f(r.Key, r.Value.Data); err != nil {
				return err
			}
			from, op = r.Key, "$gt"
		}
		if len(page) < eachPage {
			return nil
		}
	}
}

func (kv mongoKV) Buckets(ctx context.Context) ([]string, error) {
	all, err := kv.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range all {
		name, ok := strings.CutPrefix(c, kvCollection)
		if !ok {
			continue
		}
		switch err := kv.in(name).FindOne(ctx, bson.D{}).Err(); {
		case err == nil:
			names = append(names, name)
		case !errors.Is(err, mongo.ErrNoDocuments):
			return nil, err
		}
	}
	slices.Sort(names)
	return names, nil
}
