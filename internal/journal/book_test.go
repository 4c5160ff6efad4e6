package journal

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"

	"shanpei/models"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func openBook(t testing.TB, s Store, o Options) *Book {
	t.Helper()
	if o.Log == nil {
		o.Log = quiet
	}
	b, err := Open(context.Background(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if _, faults := b.State().Check(); len(faults) > 0 {
			t.Errorf("invariants broken: %v", faults)
		}
	})
	return b
}

func sampleOn(t testing.TB, b *Book, enterprises int, places ...int) Sample {
	t.Helper()
	s, err := SetUpSample(context.Background(), b.AsDo, enterprises, places...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func refusal(err error) string {
	if e, ok := errors.AsType[*models.Error](err); ok {
		return e.Reason
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
