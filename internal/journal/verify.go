package journal

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"
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
		if t.Table.Len() == 0 && !firstTables[t.Name] {
			continue
		}
		put(t.Name)
		t.Table.Each(func(key string, value any) bool {
			put(key)
			put(value)
			return true
		})
	}
	return [32]byte(h.Sum(nil))
}

// firstTables are the tables of the first version. One that came later counts from its first row on, so that a journal written before it leads to the same
// digest as ever.
var firstTables = func() map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields(`counties programs needs objections enterprises users pledges bank_lines payments matches sponsorships disbursements
		receipts gifts disclosures purpose_changes notices facts accounts numbers x_program_slugs x_need_numbers x_needs_by_program x_usccs x_pledge_numbers
		x_pledges_by_enterprise x_pledges_open x_pledge_deadlines x_payments_by_pledge x_bank_line_ids x_bank_lines_suspense x_sponsorships_by_need
		x_sponsorships_by_pledge x_disbursements_open x_notices_by_audience x_documents x_fiscal_numbers`) {
		names[name] = true
	}
	return names
}()
