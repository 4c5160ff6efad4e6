package journaltest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

const uriIs, databaseIs = "MONGODB_URI=", "MONGODB_DATABASE="

// MongoDatabase is the environment of a portal on a database of its own on the server of MONGODB_URI, dropped when the test ends. Without a server the test is
// skipped and says so.
func MongoDatabase(t *testing.T) (env []string) {
	t.Helper()
	uri := os.Getenv("MONGODB_URI")
	if uri == "" {
		t.Skip("NOT RUN: MONGODB_URI is not set (make test sets it)")
	}
	env = []string{uriIs + uri, databaseIs + fmt.Sprintf("journaltest_%d_%d", os.Getpid(), databases.Add(1))}
	t.Cleanup(func() {
		on(t, env, func(ctx context.Context, db *mongo.Database) error { return db.Drop(ctx) })
	})
	return env
}

// Documents are all documents of the database of an environment, as they are stored.
func Documents(t *testing.T, env []string) (out [][]byte) {
	t.Helper()
	on(t, env, func(ctx context.Context, db *mongo.Database) error {
		names, err := db.ListCollectionNames(ctx, bson.D{})
		if err != nil {
			return err
		}
		for _, name := range names {
			cursor, err := db.Collection(name).Find(ctx, bson.D{})
			if err != nil {
				return err
			}
			for cursor.Next(ctx) {
				out = append(out, slices.Clone(cursor.Current))
			}
			if err := errors.Join(cursor.Err(), cursor.Close(ctx)); err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

func on(t *testing.T, env []string, f func(ctx context.Context, db *mongo.Database) error) {
	t.Helper()
	ctx := context.Background() // a cleanup runs after the test's own has ended
	client, err := mongo.Connect(ctx, options.Client().ApplyURI(strings.TrimPrefix(env[0], uriIs)))
	if err != nil {
		t.Fatal(err)
	}
	err = f(ctx, client.Database(strings.TrimPrefix(env[1], databaseIs)))
	if err := errors.Join(err, client.Disconnect(ctx)); err != nil {
		t.Error(err)
	}
}
