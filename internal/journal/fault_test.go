package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"shanpei/models"
)

// gate is a store whose appends wait for a word, which is the error they answer with; open lets them pass.
type gate struct {
	Store
	arrived chan struct{}
	word    chan error
	open    atomic.Bool
	lands   bool // the append lands before the word
}

func newGate(s Store) *gate {
	g := &gate{Store: s, arrived: make(chan struct{}, 1000), word: make(chan error)}
	g.open.Store(true)
	return g
}

func (g *gate) Append(ctx context.Context, first int64, docs []Doc) error {
	if g.open.Load() {
		return g.Store.Append(ctx, first, docs)
	}
	if g.lands {
		if err := g.Store.Append(ctx, first, docs); err != nil {
			return err
		}
	}
	g.arrived <- struct{}{}
	if err := <-g.word; err != nil {
		return err
	}
	if g.lands {
		return nil
	}
	return g.Store.Append(ctx, first, docs)
}

func TestASecondBookOnTheFileIsToldInOneSentence(t *testing.T) {
	s := openBolt(t)
	_, err := OpenBolt(s.path)
	if !errors.Is(err, ErrInUse) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), s.path) {
		t.Errorf("told: %v", err)
	}
}

func TestACallerWhoLeavesDuringTheAppendFindsTheEntryByTheKey(t *testing.T) {
	g := newGate(NewMemory())
	b := openBook(t, g, Options{})
	w := sampleOn(t, b, 1, 1)
	g.open.Store(false)
	cmd := models.MakePledge{AmountFen: SamplePlaceFen, Purpose: models.Purpose{Needs: w.Needs}}
	ctx, leave := context.WithCancel(t.Context())
	told := make(chan error, 1)
	go func() {
		_, err := b.Do(ctx, w.Donors[0], cmd, Key("k", [32]byte{1}))
		told <- err
	}()
	<-g.arrived
	leave()
	if err := <-told; !errors.Is(err, context.Canceled) {
		t.Errorf("told: %v", err)
	}
	g.open.Store(true)
	g.word <- nil
	r, err := b.Do(t.Context(), w.Donors[0], cmd, Key("k", [32]byte{1}))
	if err != nil || !r.Repeated || b.State().Pledges.Len() != 1 {
		t.Errorf("asked again: %+v, %v", r, err)
	}
}

func TestACommandWhoseCallerLeftBeforeItsTurnIsNotDone(t *testing.T) {
	g := newGate(NewMemory())
	b := openBook(t, g, Options{Queue: 1})
	w := sampleOn(t, b, 1, 1)
	g.open.Store(false)
	first := make(chan error, 1)
	go func() {
		_, err := b.Do(t.Context(), w.Donors[0], models.MakePledge{AmountFen: 100})
		first <- err
	}()
	<-g.arrived
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := b.Do(gone, w.Donors[0], models.MakePledge{AmountFen: 200}); err == nil {
		t.Error("a caller who was gone is told that it was done")
	}
	g.open.Store(true)
	g.word <- nil
	if err := <-first; err != nil {
		t.Error(err)
	}
	if _, err := b.Do(t.Context(), w.Donors[0], models.MakePledge{AmountFen: 300}); err != nil || b.State().Pledges.Len() != 2 {
		t.Errorf("%d pledges, %v", b.State().Pledges.Len(), err)
	}
}

func TestAFullQueueIsUnavailable(t *testing.T) {
	s := NewMemory()
	b := &Book{core: newCore(s, Options{Log: quiet}.withDefaults(true)), queue: make(chan *pending, 1)} // nobody writes
	done := make(chan error, 1)
	ctx, leave := context.WithCancel(t.Context())
	go func() {
		_, err := b.Do(ctx, models.System, models.PutCounty{})
		done <- err
	}()
	for len(b.queue) == 0 { // until the first one waits
		select {
		case err := <-done:
			t.Fatal(err)
		default:
		}
	}
	if _, err := b.Do(t.Context(), models.System, models.PutCounty{}); refusal(err) != "unavailable" {
		t.Errorf("told: %v", err)
	}
	leave()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAnOpenOutcomeIsResolvedByReading(t *testing.T) {
	for _, landed := range []bool{false, true} {
		t.Run(fmt.Sprintf("landed=%v", landed), func(t *testing.T) {
			g := newGate(NewMemory())
			b := openBook(t, g, Options{})
			w := sampleOn(t, b, 1, 1)
			g.lands = landed
			g.open.Store(false)
			cmd := models.MakePledge{AmountFen: SamplePlaceFen, Purpose: models.Purpose{Needs: w.Needs}}
			told := make(chan error, 1)
			go func() {
				_, err := b.Do(t.Context(), w.Donors[0], cmd)
				told <- err
			}()
			<-g.arrived
			g.open.Store(true)
			g.word <- errLost
			if err := <-told; err != nil || b.State().Pledges.Len() != 1 {
				t.Errorf("told %v, %d pledges", err, b.State().Pledges.Len())
			}
		})
	}
}

func TestABrokenRuleIsInternalAndTheBookGoesOn(t *testing.T) {
	b := openBook(t, NewMemory(), Options{})
	w := sampleOn(t, b, 1, 1)
	for range 3 {
		if _, err := b.Do(t.Context(), w.Donors[0], failingCommand{}); refusal(err) != "internal" {
			t.Errorf("told: %v", err)
		}
		if _, err := b.Do(t.Context(), w.Donors[0], models.MakePledge{AmountFen: 100}); err != nil {
			t.Error(err)
		}
	}
}

func TestAClockThatGoesBackNeverTakesTheEntriesAlong(t *testing.T) {
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	var clock atomic.Pointer[time.Time]
	clock.Store(&now)
	b := openBook(t, NewMemory(), Options{Clock: func() time.Time { return *clock.Load() }})
	w := sampleOn(t, b, 1, 1)
	var at []time.Time
	for _, shift := range []time.Duration{0, time.Hour, -24 * time.Hour, -10 * time.Minute, 25 * time.Hour} {
		moved := now.Add(shift)
		clock.Store(&moved)
		r, err := b.Do(t.Context(), w.Donors[0], models.MakePledge{AmountFen: 100})
		if err != nil {
			t.Fatal(err)
		}
		at = append(at, r.Entry.At)
		if alarm, want := b.Stats().ClockBehind > 0, shift < 0; alarm != want {
			t.Errorf("clock %s off: alarm %v", shift, alarm)
		}
	}
	if !slices.IsSortedFunc(at, func(a, b time.Time) int { return a.Compare(b) }) {
		t.Errorf("instants %v", at)
	}
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	s := NewMemory()
	b, _ := busyBook(t, s, Options{SnapshotEvery: -1})
	if err := b.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	change := func(i int, old, new string) func([]Doc) []Doc {
		return func(docs []Doc) []Doc {
			docs[i] = bytes.Replace(docs[i], []byte(old), []byte(new), 1)
			return docs
		}
	}
	for _, c := range []struct {
		name string
		do   func([]Doc) []Doc
		want string
	}{
		{"nothing", func(d []Doc) []Doc { return d }, ""},
		{"an amount was changed", change(40, `"amount_fen":10000`, `"amount_fen":90000`), "entry 41"},
		{"an actor was changed", change(30, "owner-0000", "0wner-0000"), "entry 31"},
		{"an entry was taken out", func(d []Doc) []Doc { return slices.Delete(d, 20, 21) }, "entry 21"},
		{"two entries were swapped", func(d []Doc) []Doc { d[20], d[21] = d[21], d[20]; return d }, "entry 21"},
		{"the hash was made to fit", func(d []Doc) []Doc {
			e, _ := d[25].decode()
			e.Actor = "somebody"
			doc, _ := e.encode()
			d[25] = e.seal(doc, e.Prev)
			return d
		}, "entry 27 does not follow"},
	} {
		bad := NewMemory()
		bad.docs = c.do(slices.Clone(s.docs))
		r, err := Verify(t.Context(), bad)
		if err != nil {
			t.Fatal(err)
		}
		if c.want == "" {
			if len(r.Broken) > 0 || r.Sum != 0 || r.Digest != Digest(b.State()) {
				t.Errorf("%s: %+v", c.name, r)
			}
			continue
		}
		if len(r.Broken) == 0 || !strings.Contains(r.Broken[0].What, c.want) {
			t.Errorf("%s: %+v", c.name, r.Broken)
		}
		if _, err := Open(t.Context(), bad, Options{Log: quiet}); err == nil {
			t.Errorf("%s: a book opens on it", c.name)
		}
	}
}

func TestAFullDiskIsUnavailableUntilThereIsRoom(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16m,mode=0700"); err != nil {
		fmt.Printf("NOT RUN: %s (cannot mount a small disk: %v)\n", t.Name(), err)
		return
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s, err := OpenBolt(filepath.Join(dir, "journal.bolt"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	b := openBook(t, s, Options{SnapshotEvery: -1})
	w := sampleOn(t, b, 1, 1)
	ballast := filepath.Join(dir, "ballast")
	if err := writeBallast(ballast); err != nil {
		t.Fatal(err)
	}
	var acked []*Entry
	long := strings.Repeat("名", 40)
	// The probe of every 25 ms may still find room for its few bytes where an entry found none: the disk counts as full when the health says so too.
	var health error
	for health == nil && len(acked) < 100_000 {
		r, err := b.Do(t.Context(), w.Donors[0], models.MakePledge{AmountFen: 100, Naming: long})
		if err == nil {
			acked = append(acked, r.Entry)
			continue
		}
		if refusal(err) != "unavailable" {
			t.Fatalf("a full disk: %v", err)
		}
		health = b.Health()
	}
	if refusal(health) != "unavailable" {
		t.Fatalf("a full disk: health %v after %d pledges", health, len(acked))
	}
	if b.State().Pledges.Len() != len(acked) {
		t.Errorf("%d pledges, %d acknowledged", b.State().Pledges.Len(), len(acked))
	}
	if err := removeBallast(ballast); err != nil {
		t.Fatal(err)
	}
	for err = unavailable(); refusal(err) == "unavailable" && t.Context().Err() == nil; {
		_, err = b.Do(t.Context(), w.Donors[0], models.MakePledge{AmountFen: 100})
	}
	if err != nil || b.Health() != nil {
		t.Errorf("with room again: %v, health %v", err, b.Health())
	}
	for _, e := range acked {
		docs, err := s.Read(t.Context(), e.Seq, 1)
		if err != nil || len(docs) != 1 {
			t.Fatalf("entry %d is lost: %v", e.Seq, err)
		}
	}
	if r, err := Verify(t.Context(), s); err != nil || len(r.Broken) > 0 {
		t.Errorf("verify: %v, %v", r.Broken, err)
	}
}
