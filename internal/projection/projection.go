// Package projection keeps Mongo collections beside the journal, one document per entity, so that a federation's own tools can query what the
// portal knows. They are copies: the portal never reads them, and they can be made anew at any time.
//
// The collections are programs, needs, enterprises, pledges, payments, sponsorships, disbursements and receipts. A document has the fields of the
// entity under the names of the JSON API, its id as `_id`, its version, and `seq`, the entry of the journal that it is at least as new as.
package projection

import (
	"bytes"
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/bson/bsonrw"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"shanpei/internal/journal"
	"shanpei/models"
)

// follower is the name under which the projection's cursor is kept.
const follower = "projection"

// batch bounds how many documents one write carries.
const batch = 500

// duplicateKey is the server's code for an `_id` that is there already.
const duplicateKey = 11000

// Follow keeps the collections up to date with the book until it is closed. Several processes may do so at once: a document is only replaced by
// a newer version.
func Follow(b *journal.Book, db *mongo.Database) {
	b.FollowBatches(follower, journal.FromStart, func(ctx context.Context, entries []*journal.Entry, s *models.State) (int, error) {
		refs := map[ref]bool{}
		for _, e := range entries {
			for _, event := range e.Events {
				for _, r := range touched(event, s) {
					refs[r] = true
				}
			}
		}
		return len(entries), write(ctx, db, s, refs)
	})
}

// Rebuild drops the collections and writes every entity of the state anew. It returns how many documents it wrote.
func Rebuild(ctx context.Context, s *models.State, db *mongo.Database) (int, error) {
	for name := range collections {
		if err := db.Collection(name).Drop(ctx); err != nil {
			return 0, err
		}
	}
	refs := map[ref]bool{}
	for name, c := range collections {
		for id := range c.all(s) {
			refs[ref{name, id}] = true
		}
	}
	return len(refs), write(ctx, db, s, refs)
}

// write stores the entities as they are in the state, batch by batch.
func write(ctx context.Context, db *mongo.Database, s *models.State, refs map[ref]bool) error {
	writes := map[string][]mongo.WriteModel{}
	for r := range refs {
		entity, version, ok := collections[r.collection].get(s, r.id)
		if !ok {
			return errors.New("projection: an event names a " + r.collection + " that the state has not: " + r.id)
		}
		doc, err := document(r.id, s.Seq, entity)
		if err != nil {
			return err
		}
		// An upsert that meets the same or a newer version tries to insert and is refused as a duplicate: exactly what is wanted.
		writes[r.collection] = append(writes[r.collection], mongo.NewReplaceOneModel().SetUpsert(true).
			SetFilter(bson.D{{Key: "_id", Value: r.id}, {Key: "version", Value: bson.D{{Key: "$lt", Value: version}}}}).SetReplacement(doc))
	}
	for name, list := range writes {
		for len(list) > 0 {
			n := min(batch, len(list))
			if _, err := db.Collection(name).BulkWrite(ctx, list[:n], options.BulkWrite().SetOrdered(false)); err != nil && !onlyOlder(err) {
				return err
			}
			list = list[n:]
		}
	}
	return nil
}

// onlyOlder tells whether a write failed for nothing but documents that were there in the same or a newer version.
func onlyOlder(err error) bool {
	var bulk mongo.BulkWriteException
	if !errors.As(err, &bulk) || bulk.WriteConcernError != nil {
		return false
	}
	for _, w := range bulk.WriteErrors {
		if w.Code != duplicateKey {
			return false
		}
	}
	return true
}

// document is an entity with its id and the entry it is as new as.
func document(id string, seq int64, entity any) (bson.D, error) {
	var b bytes.Buffer
	w, err := bsonrw.NewBSONValueWriter(&b)
	if err != nil {
		return nil, err
	}
	enc, err := bson.NewEncoder(w)
	if err != nil {
		return nil, err
	}
	enc.UseJSONStructTags()
	if err := enc.Encode(entity); err != nil {
		return nil, err
	}
	var fields bson.D
	if err := bson.Unmarshal(b.Bytes(), &fields); err != nil {
		return nil, err
	}
	doc := bson.D{{Key: "_id", Value: id}, {Key: "seq", Value: seq}}
	for _, f := range fields {
		if f.Key != "id" {
			doc = append(doc, f)
		}
	}
	return doc, nil
}
