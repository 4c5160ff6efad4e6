package journal

import (
	"math/rand/v2"
	"testing"
	"time"

	"shanpei/models"
)

func TestTheStateOfAnEarlierEntryIsTheStateThatWas(t *testing.T) {
	s := NewMemory()
	g := &story{t: t, now: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}
	g.b = openBook(t, s, Options{SnapshotEvery: -1, Clock: func() time.Time { return g.now }, Rand: rand.NewChaCha8([32]byte{7})})
	g.weights()
	half := g.b.State()
	g.must(maker, models.RecordBankLine{Account: "main", LineID: "later", Day: models.DayOf(g.now), AmountFen: 1, Payer: "-", Memo: "-"})
	for _, want := range []int64{half.Seq, half.Seq + 1} {
		got, err := g.b.StateAt(t.Context(), want)
		if err != nil {
			t.Fatal(err)
		}
		if got.Seq != want {
			t.Errorf("the state of %d, want %d", got.Seq, want)
		}
	}
	got, err := StateAt(t.Context(), s, half.Seq)
	if err != nil || Digest(got) != Digest(half) {
		t.Errorf("another state: %v", err)
	}
	if _, err := StateAt(t.Context(), s, half.Seq+2); err == nil {
		t.Error("an entry that is not there has a state")
	}
}
