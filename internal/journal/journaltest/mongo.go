// Package journaltest gives tests of other packages a journal on the MongoDB server, without their knowing its driver.
package journaltest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"shanpei/internal/journal"
)

var databases atomic.Int64

// Mongo is a store in a database of its own on the server of MONGODB_URI, dropped when the test ends. Without a server the test is skipped and says so.
func Mongo(t *testing.T) *journal.Mongo {
	t.Helper()
	uri := os.Getenv("MONGODB_URI")
	if uri == "" {
		t.Skip("NOT RUN: MONGODB_URI is not set (make test sets it)")
	}
	name := fmt.Sprintf("journaltest_%d_%d", os.Getpid(), databases.Add(1))
	m, err := journal.OpenMongo(t.Context(), uri, name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.Background()
		client, err := mongo.Connect(ctx, options.Client().ApplyURI(uri))
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(m.Close(), client.Database(name).Drop(ctx), client.Disconnect(ctx)); err != nil {
			t.Error(err)
		}
	})
	return m
}
