package journal

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

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

func TestSmoke(t *testing.T) {
	dir := t.TempDir()
	s, err := OpenBolt(filepath.Join(dir, "j.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := openBook(t, s, Options{})
	w := sampleOn(t, b, 3, 1)
	pledge := models.MakePledge{AmountFen: 100_00, Purpose: models.Purpose{Needs: w.Needs[:1]}}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			r, err := b.Do(t.Context(), w.Donors[0], pledge, Key("a", [32]byte{1}))
			t.Log(i, err, r.Repeated)
		})
	}
	wg.Wait()
	_, err = b.Do(t.Context(), w.Donors[1], pledge)
	t.Log(refusal(err))
	_, err = b.Do(t.Context(), w.Donors[0], pledge, Key("a", [32]byte{2}))
	t.Log(refusal(err))
	start := time.Now()
	r, err := Verify(t.Context(), s)
	t.Log(r.Entries, r.Checked, r.Broken, err, time.Since(start), Digest(b.State()) == r.Digest)
}
