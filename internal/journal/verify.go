package journal

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"time"

	"shanpei/models"
	"shanpei/models/money"
)

// Balance is what one account of the ledger holds.
type Balance struct {
	Account string
	Fen     money.Fen
}

// Report says what Verify found.
type Report struct {
	Entries int64
	At      time.Time // of the last entry
	Hash    [32]byte  // of the last entry
	Digest  [32]byte  // of the state
	Trial   []Balance // every account
	Sum     money.Fen // of them all: zero
	Checked int
	Broken  []models.Fault
	Took    time.Duration
}

// Verify replays the journal from its first entry, without any snapshot, and proves: no gap, every body and hash, every invariant of the state.
// An error means that it could not read to the end; what is wrong with the journal is in the report.
func Verify(ctx context.Context, s Store) (Report, error) {
	start := time.Now()
	c := newCore(s, Options{SnapshotEvery: -1}.withDefaults(false))
	var r Report
	err := c.replay(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return r, err
		}
		r.Broken = append(r.Broken, models.Fault{Rule: "chain_whole", Where: "journal", What: err.Error()})
	}
	v := c.now.Load()
	r.Entries, r.At, r.Hash, r.Digest = v.seq, v.state.At, v.hash, Digest(v.state)
	for account, fen := range v.state.Accounts.All() {
		r.Trial = append(r.Trial, Balance{account, fen})
		r.Sum += fen
	}
	checked, faults := v.state.Check()
	r.Checked = checked + 3*int(v.seq) // number, body and hash of each entry
	r.Broken = append(r.Broken, faults...)
	r.Took = time.Since(start)
	return r, nil
}

// Digest is one hash over everything that a state holds, indexes included: two states with the same digest are the same.
func Digest(s *models.State) [32]byte {
	h := sha256.New()
	enc := json.NewEncoder(h)
	put := func(v any) {
		if err := enc.Encode(v); err != nil {
			panic(err) // a state holds only what JSON can say; a test proves it for every table
		}
	}
	put(s.Seq)
	put(s.At)
	put(s.Federation)
	put(s.Totals)
	for _, t := range s.Stored() {
		put(t.Name)
		t.Table.Each(func(key string, value any) bool {
			put(key)
			put(value)
			return true
		})
	}
	return [32]byte(h.Sum(nil))
}
