package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"reflect"
	"testing"

	"shanpei/models"
)

// busyBook makes a book whose state holds something of the usual kinds.
func busyBook(t *testing.T, s Store, o Options) (*Book, Sample) {
	t.Helper()
	b := openBook(t, s, o)
	w := sampleOn(t, b, 5, 40, 1)
	for i := range 60 {
		donor := w.Donors[i%len(w.Donors)]
		cmd := models.MakePledge{AmountFen: 100_00, Purpose: models.Purpose{Programs: []string{w.Program}}, Anonymous: i%2 == 0}
		if i%3 == 0 {
			cmd.Purpose = models.Purpose{Needs: w.Needs[:1]}
		}
		r, err := b.Do(t.Context(), donor, cmd, Key(fmt.Sprint(donor.ID, i), sha256.Sum256([]byte{byte(i)})))
		if err != nil {
			t.Fatal(err)
		}
		if i%4 == 0 {
			id := r.Entry.Events[0].(models.PledgeMade).Pledge.ID
			if _, err := b.Do(t.Context(), donor, models.SignPledge{ID: id}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b, w
}

func TestASnapshotGivesTheSameStateAsAReplay(t *testing.T) {
	s := NewMemory()
	b, _ := busyBook(t, s, Options{SnapshotEvery: -1})
	var buf bytes.Buffer
	v := b.core.now.Load()
	if err := writeSnapshot(&buf, v, b.core.keys.log.prefix()); err != nil {
		t.Fatal(err)
	}
	got, keys, err := readSnapshot(bytes.NewReader(buf.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	report, err := Verify(t.Context(), s)
	if err != nil || len(report.Broken) > 0 {
		t.Fatal(err, report.Broken)
	}
	if d := Digest(got.state); d != report.Digest || d != Digest(v.state) {
		t.Error("the digests of live, replayed and loaded state differ")
	}
	if got.seq != v.seq || got.hash != v.hash {
		t.Errorf("loaded at %d, want %d", got.seq, v.seq)
	}
	if keys.log.n != 60 {
		t.Errorf("%d keys, want 60", keys.log.n)
	}
	for i := range keys.log.n {
		r := keys.log.at(i)
		if seq, ok := b.core.keys.find(r.hash); !ok || seq != r.seq {
			t.Errorf("key %d is lost", i)
		}
	}
}

func TestADamagedSnapshotDoesNotCheck(t *testing.T) {
	b, _ := busyBook(t, NewMemory(), Options{SnapshotEvery: -1})
	var buf bytes.Buffer
	if err := writeSnapshot(&buf, b.core.now.Load(), b.core.keys.log.prefix()); err != nil {
		t.Fatal(err)
	}
	whole := buf.Bytes()
	for at := 0; at < len(whole); at += max(1, len(whole)/300) {
		bad := bytes.Clone(whole)
		bad[at] ^= 0x20
		if v, _, err := readSnapshot(bytes.NewReader(bad)); err == nil && Digest(v.state) != Digest(b.State()) {
			t.Errorf("a snapshot with byte %d changed was taken for whole", at)
		}
		if _, _, err := readSnapshot(bytes.NewReader(whole[:at])); err == nil {
			t.Errorf("a snapshot cut at byte %d was taken for whole", at)
		}
	}
}

func TestASnapshotThatDoesNotCheckIsIgnored(t *testing.T) {
	s := NewMemory()
	b, w := busyBook(t, s, Options{SnapshotEvery: 20})
	if err := b.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	if len(s.snaps) == 0 {
		t.Fatal("no snapshot was saved")
	}
	for i := range s.snaps {
		s.snaps[i].data[len(s.snaps[i].data)/2] ^= 1
	}
	s.mu.Unlock()
	again := openBook(t, s, Options{})
	if Digest(again.State()) != Digest(b.State()) {
		t.Error("the state after a damaged snapshot is another one")
	}
	cmd := models.MakePledge{AmountFen: 100_00, Purpose: models.Purpose{Needs: w.Needs[:1]}}
	r, err := again.Do(t.Context(), w.Donors[0], cmd, Key(fmt.Sprint(w.Donors[0].ID, 0), sha256.Sum256([]byte{0})))
	if err != nil || !r.Repeated {
		t.Errorf("a key from before is not remembered: %v %v", r.Repeated, err)
	}
}

// TestEveryTableAndEventCanBeSaved fails when a type of the state or an event holds something that the codecs would lose.
func TestEveryTableAndEventCanBeSaved(t *testing.T) {
	wireOf(reflect.TypeFor[stateHead]())
	for _, table := range models.NewState().Stored() {
		wireOf(reflect.TypeOf(table.Table.New()).Elem())
	}
	if first, again := stateLayout(), stateLayout(); first == "" || first != again {
		t.Error("the layout is not steady")
	}
}
