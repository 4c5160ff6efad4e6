package journal

import (
	"math/rand/v2"
	"testing"
	"time"

	"shanpei/models"
)

// TestAroundGivesTheStatesOnBothSidesOfAnEntry asks for some entries, from the journal's beginning and from a snapshot, and compares each state with the one
// that a replay of its own gives.
func TestAroundGivesTheStatesOnBothSidesOfAnEntry(t *testing.T) {
	for name, every := range map[string]int{"from the beginning": -1, "from a snapshot": 5} {
		s := NewMemory()
		g := &story{t: t, now: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}
		g.b = openBook(t, s, Options{SnapshotEvery: every, Clock: func() time.Time { return g.now }, Rand: rand.NewChaCha8([32]byte{7})})
		g.weights()
		head, _ := g.b.Head()
		want := []int64{head, 1, head / 2, head}
		var seen []int64
		err := g.b.Around(t.Context(), want, func(before *models.State, e *Entry, after *models.State) error {
			seen = append(seen, e.Seq)
			for seq, got := range map[int64]*models.State{e.Seq - 1: before, e.Seq: after} {
				if seq == 0 {
					continue
				}
				was, err := StateAt(t.Context(), s, seq)
				if err != nil || Digest(was) != Digest(got) {
					t.Errorf("%s: the state of entry %d around entry %d is another: %v", name, seq, e.Seq, err)
				}
			}
			return nil
		})
		if err != nil || len(seen) != 3 || seen[0] != 1 || seen[1] != head/2 || seen[2] != head {
			t.Errorf("%s: %v %v", name, seen, err)
		}
	}
}
