package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shanpei/models"
)

// backend makes stores of one kind. again opens the same journal a second time: another process, or the same after a stop.
type backend struct {
	name string
	make func(t testing.TB) (s Store, again func() Store)
}

func memoryBackend(testing.TB) (Store, func() Store) {
	s := NewMemory()
	return s, func() Store { return s }
}

func boltBackend(t testing.TB) (Store, func() Store) {
	s := openBolt(t)
	return s, func() Store {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		next, err := OpenBolt(s.path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = next.Close() })
		return next
	}
}

var mongoDatabases atomic.Int64

// mongoBackend gives each test a database of its own, and drops it.
func mongoBackend(t testing.TB) (Store, func() Store) {
	t.Helper()
	name := fmt.Sprintf("journal_test_%d_%d", os.Getpid(), mongoDatabases.Add(1))
	open := func() *Mongo {
		m, err := OpenMongo(context.Background(), os.Getenv("MONGODB_URI"), name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = m.Close() })
		return m
	}
	first := open()
	t.Cleanup(func() {
		if err := first.db.Drop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return first, func() Store { return open() }
}

// backends lists the kinds of stores that can be tested here.
func backends(t testing.TB) []backend {
	list := []backend{{"memory", memoryBackend}, {"bolt", boltBackend}}
	if os.Getenv("MONGODB_URI") == "" {
		fmt.Printf("NOT RUN: %s on mongo (MONGODB_URI unset)\n", t.Name())
		return list
	}
	return append(list, backend{"mongo", mongoBackend})
}

func onEach(t *testing.T, f func(t *testing.T, s Store, again func() Store)) {
	for _, b := range backends(t) {
		t.Run(b.name, func(t *testing.T) {
			s, again := b.make(t)
			f(t, s, again)
		})
	}
}

// docsOf makes a chain of entries without a book.
func docsOf(t testing.TB, n int) []Doc {
	t.Helper()
	var docs []Doc
	var prev [32]byte
	for i := range n {
		events := []models.Event{models.CountyPut{County: models.County{Code: "370911", Name: fmt.Sprint("岱岳区", i)}}}
		e := &Entry{Seq: int64(i + 1), At: time.UnixMilli(int64(i)).UTC(), Actor: "a", Command: "put_county", Events: events, kinds: kindsOf(events), Nonce: [16]byte{byte(i)}}
		d, err := e.encode()
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, e.seal(d, prev))
		prev = e.Hash
	}
	return docs
}

func TestAStoreKeepsEntriesUnderUniqueNumbers(t *testing.T) {
	onEach(t, func(t *testing.T, s Store, again func() Store) {
		ctx := t.Context()
		docs := docsOf(t, 7)
		if last, err := s.Last(ctx); last != 0 || err != nil {
			t.Fatalf("an empty journal ends at %d, %v", last, err)
		}
		if err := s.Append(ctx, 1, docs[:3]); err != nil {
			t.Fatal(err)
		}
		other := bytes.Clone(docs[2])
		other[len(other)-5] ^= 1
		if err := s.Append(ctx, 3, []Doc{other, docs[3]}); !errors.Is(err, ErrTaken) {
			t.Errorf("a taken number: %v", err)
		}
		if err := s.Append(ctx, 4, docs[3:]); err != nil {
			t.Fatal(err)
		}
		check := func(s Store) {
			for _, r := range []struct {
				from  int64
				limit int
				want  []Doc
			}{{1, 100, docs}, {0, 2, docs[:2]}, {4, 2, docs[3:5]}, {7, 9, docs[6:]}, {8, 9, nil}} {
				got, err := s.Read(ctx, r.from, r.limit)
				if err != nil || len(got) != len(r.want) {
					t.Fatalf("read %d from %d: %d entries, %v", r.limit, r.from, len(got), err)
				}
				for i := range got {
					if !bytes.Equal(got[i], r.want[i]) {
						t.Errorf("entry %d came back with other bytes", r.want[i].seq())
					}
				}
			}
			if last, err := s.Last(ctx); last != 7 || err != nil {
				t.Errorf("the journal ends at %d, %v", last, err)
			}
		}
		check(s)
		check(again())
	})
}

func TestAStoreKeepsTheTwoNewestSnapshots(t *testing.T) {
	onEach(t, func(t *testing.T, s Store, again func() Store) {
		ctx := t.Context()
		data := func(seq int64) []byte { return bytes.Repeat([]byte{byte(seq)}, int(seq)*4<<20/3) } // one is larger than a part
		for _, seq := range []int64{1, 2, 4, 3} {
			if err := s.SaveSnapshot(ctx, seq, func(w io.Writer) error { _, err := w.Write(data(seq)); return err }); err != nil {
				t.Fatal(err)
			}
		}
		broken := errors.New("broken")
		if err := s.SaveSnapshot(ctx, 9, func(w io.Writer) error { _, _ = w.Write(data(1)); return broken }); !errors.Is(err, broken) {
			t.Errorf("a snapshot that was not written to its end: %v", err)
		}
		s = again()
		var seen []int64
		err := s.Snapshots(ctx, func(seq int64, r io.Reader) bool {
			got, err := io.ReadAll(r)
			if err != nil || !bytes.Equal(got, data(seq)) {
				t.Errorf("snapshot %d came back with %d bytes, %v", seq, len(got), err)
			}
			seen = append(seen, seq)
			return false
		})
		if err != nil || fmt.Sprint(seen) != "[4 3]" {
			t.Errorf("kept %v, %v", seen, err)
		}
	})
}

func TestTheKVKeepsSmallRecords(t *testing.T) {
	onEach(t, func(t *testing.T, s Store, again func() Store) {
		ctx, kv := t.Context(), s.KV()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := kv.Get(ctx, "people", "a"); !errors.Is(err, ErrNone) {
			t.Errorf("an absent record: %v", err)
		}
		must(kv.Delete(ctx, "people", "a"))
		must(kv.Create(ctx, "people", "a", []byte("1")))
		if err := kv.Create(ctx, "people", "a", []byte("2")); !errors.Is(err, ErrExists) {
			t.Errorf("made twice: %v", err)
		}
		must(kv.Put(ctx, "people", "b", []byte{}))
		must(kv.Put(ctx, "people", "b", []byte("3")))
		for _, c := range []struct {
			key, old, new string
			want          bool
		}{{"a", "0", "9", false}, {"a", "1", "4", true}, {"a", "1", "5", false}, {"none", "", "1", false}} {
			if got, err := kv.Swap(ctx, "people", c.key, []byte(c.old), []byte(c.new)); got != c.want || err != nil {
				t.Errorf("swap %v: %v, %v", c, got, err)
			}
		}
		for i := range 1203 {
			must(kv.Put(ctx, "many", fmt.Sprintf("k/%05d", i), []byte{byte(i)}))
		}
		must(kv.Put(ctx, "many", "l/1", []byte("x")))
		must(kv.Put(ctx, "gone", "x", []byte("x")))
		must(kv.Delete(ctx, "gone", "x"))
		kv = again().KV()
		n := 0
		must(kv.Each(ctx, "many", "k/", func(key string, value []byte) error {
			if key != fmt.Sprintf("k/%05d", n) || value[0] != byte(n) {
				t.Fatalf("record %d is %s", n, key)
			}
			n++
			_, err := kv.Get(ctx, "people", "a")
			return err
		}))
		if n != 1203 {
			t.Errorf("%d records under the prefix", n)
		}
		if v, err := kv.Get(ctx, "people", "a"); string(v) != "4" || err != nil {
			t.Errorf("a is %q, %v", v, err)
		}
		if b, err := kv.Buckets(ctx); fmt.Sprint(b) != "[many people]" || err != nil {
			t.Errorf("buckets %v, %v", b, err)
		}
	})
}

func TestOneOfManySwapsWins(t *testing.T) {
	onEach(t, func(t *testing.T, s Store, _ func() Store) {
		kv := s.KV()
		if err := kv.Put(t.Context(), "b", "k", []byte("0")); err != nil {
			t.Fatal(err)
		}
		var won, made atomic.Int64
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				if ok, err := kv.Swap(t.Context(), "b", "k", []byte("0"), fmt.Append(nil, i+1)); err != nil {
					t.Error(err)
				} else if ok {
					won.Add(1)
				}
				if err := kv.Create(t.Context(), "b", "new", fmt.Append(nil, i)); err == nil {
					made.Add(1)
				} else if !errors.Is(err, ErrExists) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || made.Load() != 1 {
			t.Errorf("%d swapped, %d made", won.Load(), made.Load())
		}
	})
}

func TestTheSameKeyTwentyTimesAtOnceIsOnePledge(t *testing.T) {
	onEach(t, func(t *testing.T, s Store, again func() Store) {
		b := openBook(t, s, Options{})
		w := sampleOn(t, b, 2, 5)
		pledge := models.MakePledge{AmountFen: SamplePlaceFen, Purpose: models.Purpose{Needs: w.Needs}}
		var wg sync.WaitGroup
		var first atomic.Int64
		seqs := make([]int64, 20)
		for i := range seqs {
			wg.Go(func() {
				r, err := b.Do(t.Context(), w.Donors[0], pledge, Key("d:1", sha256.Sum256([]byte("body"))))
				if err != nil {
					t.Error(err)
					return
				}
				if !r.Repeated {
					first.Add(1)
				}
				seqs[i] = r.Entry.Seq
				if _, ok := r.State.Pledges.Get(r.Entry.Events[0].(models.PledgeMade).Pledge.ID); !ok {
					t.Error("the state of an answer does not hold its pledge")
				}
			})
		}
		wg.Wait()
		if first.Load() != 1 || b.State().Pledges.Len() != 1 {
			t.Errorf("%d first answers, %d pledges", first.Load(), b.State().Pledges.Len())
		}
		for _, seq := range seqs {
			if seq != seqs[0] {
				t.Errorf("answers name entries %d and %d", seq, seqs[0])
			}
		}
		if _, err := b.Do(t.Context(), w.Donors[0], pledge, Key("d:1", sha256.Sum256([]byte("other")))); refusal(err) != "idempotency_conflict" {
			t.Errorf("another body: %v", err)
		}
		if err := b.Close(context.Background()); err != nil {
			t.Fatal(err)
		}
		later := openBook(t, again(), Options{})
		r, err := later.Do(t.Context(), w.Donors[0], pledge, Key("d:1", sha256.Sum256([]byte("body"))))
		if err != nil || !r.Repeated || r.Entry.Seq != seqs[0] || Digest(later.State()) != Digest(b.State()) {
			t.Errorf("after a stop: %+v, %v", r, err)
		}
	})
}

func TestABackupRestoresToTheSameHead(t *testing.T) {
	onEach(t, func(t *testing.T, s Store, _ func() Store) {
		b, w := busyBook(t, s, Options{})
		if err := s.KV().Put(t.Context(), "people", "p", []byte("sealed")); err != nil {
			t.Fatal(err)
		}
		stop := make(chan struct{})
		var wg sync.WaitGroup
		for i := range 4 { // under load
			wg.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
					}
					if _, err := b.Do(t.Context(), w.Donors[i], models.MakePledge{AmountFen: 100}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		before, _ := b.Head()
		var buf bytes.Buffer
		err := Backup(t.Context(), s, &buf)
		close(stop)
		wg.Wait()
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range backends(t) {
			restored, _ := to.make(t)
			if err := Restore(t.Context(), restored, bytes.NewReader(buf.Bytes())); err != nil {
				t.Fatalf("to %s: %v", to.name, err)
			}
			report, err := Verify(t.Context(), restored)
			if err != nil || len(report.Broken) > 0 || report.Entries < before || report.Sum != 0 {
				t.Fatalf("to %s: %+v, %v", to.name, report, err)
			}
			e, err := b.entry(t.Context(), report.Entries)
			if err != nil || e.Hash != report.Hash {
				t.Errorf("to %s: another hash at entry %d, %v", to.name, report.Entries, err)
			}
			if v, err := restored.KV().Get(t.Context(), "people", "p"); string(v) != "sealed" || err != nil {
				t.Errorf("to %s: the KV has %q, %v", to.name, v, err)
			}
			if err := Restore(t.Context(), restored, bytes.NewReader(buf.Bytes())); !errors.Is(err, ErrNotEmpty) {
				t.Errorf("to %s, not empty: %v", to.name, err)
			}
		}
		half, _ := memoryBackend(t)
		if err := Restore(t.Context(), half, bytes.NewReader(buf.Bytes()[:buf.Len()*2/3])); err == nil {
			t.Error("half a backup was taken for whole")
		}
		if _, err := Open(t.Context(), half, Options{Log: quiet}); !errors.Is(err, ErrUnfinished) {
			t.Errorf("a store that was half restored opens: %v", err)
		}
	})
}

// growing is a store to which somebody appends whenever its end has just been read.
type growing struct {
	*Memory
	more []Doc
}

func (g *growing) Read(ctx context.Context, from int64, limit int) ([]Doc, error) {
	docs, err := g.Memory.Read(ctx, from, limit)
	if len(docs) == 0 && len(g.more) > 0 {
		g.docs, g.more = append(g.docs, g.more[0]), g.more[1:]
	}
	return docs, err
}

func TestAJournalThatGrowsWhileItIsReadHasNoGap(t *testing.T) {
	g := &growing{Memory: NewMemory(), more: docsOf(t, 9)}
	n := int64(0)
	err := eachDoc(t.Context(), g, 1, func(seq int64, _ Doc) error { n = seq; return nil })
	if err != nil || n != 9 {
		t.Errorf("read to %d, %v", n, err)
	}
}
