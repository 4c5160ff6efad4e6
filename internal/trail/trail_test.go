package trail

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"shanpei/internal/journal"
	"shanpei/models"
)

// office is a small federation with a journal of some length.
type office struct {
	book   *journal.Book
	sample journal.Sample
}

func newOffice(t testing.TB, pledges int) *office {
	t.Helper()
	now := time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)
	book, err := journal.Open(context.Background(), journal.NewMemory(), journal.Options{SnapshotEvery: -1, Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close(context.Background()) })
	o := &office{book: book}
	if o.sample, err = journal.SetUpSample(t.Context(), book.AsDo, 3, 500, 500); err != nil {
		t.Fatal(err)
	}
	for i := range pledges {
		donor := o.sample.Donors[i%len(o.sample.Donors)]
		if i == pledges/2 {
			now = now.Add(48 * time.Hour)
		}
		_, err := book.Do(t.Context(), donor, models.MakePledge{Enterprise: donor.Enterprise, AmountFen: 100_00, Purpose: models.Purpose{}}, journal.Key(fmt.Sprint("key-", i), [32]byte{}))
		if err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func (o *office) all(t testing.TB) []*journal.Entry {
	t.Helper()
	var out []*journal.Entry
	for {
		list, err := o.book.Entries(t.Context(), int64(len(out))+1, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			return out
		}
		out = append(out, list...)
	}
}

// TestTheIndexFindsWhatAWalkThroughTheJournalFinds asks the index, and looks at every entry, and wants the same.
func TestTheIndexFindsWhatAWalkThroughTheJournalFinds(t *testing.T) {
	o := newOffice(t, 40)
	all := o.all(t)
	x := New(o.book)
	donor := o.sample.Donors[1]
	var pledge *models.Pledge
	for _, p := range o.book.State().Pledges.All() {
		pledge = p
	}
	holds := func(e *journal.Entry, kind string) bool { return slices.Contains(e.Kinds(), kind) }
	for name, c := range map[string]struct {
		q    Query
		want func(*journal.Entry) bool
	}{
		"everything":  {Query{}, func(*journal.Entry) bool { return true }},
		"by a person": {Query{Actor: donor.ID}, func(e *journal.Entry) bool { return e.Actor == donor.ID }},
		"by a role":   {Query{Role: models.DonorOwner}, func(e *journal.Entry) bool { return e.Role == models.DonorOwner }},
		"of a kind":   {Query{Kind: "pledge.made"}, func(e *journal.Entry) bool { return holds(e, "pledge.made") }},
		"by and of":   {Query{Actor: donor.ID, Kind: "pledge.made"}, func(e *journal.Entry) bool { return e.Actor == donor.ID && holds(e, "pledge.made") }},
		"of a county": {Query{County: "370911"}, func(e *journal.Entry) bool {
			return holds(e, "need.drafted") || holds(e, "need.stepped") || holds(e, "county.put")
		}},
		"from a day": {Query{From: "2026-09-03"}, func(e *journal.Entry) bool { return models.DayOf(e.At) >= "2026-09-03" }},
		"to a day":   {Query{To: "2026-09-02"}, func(e *journal.Entry) bool { return models.DayOf(e.At) <= "2026-09-02" }},
		"by its key": {Query{Key: "key-7"}, func(e *journal.Entry) bool { return e.Key == "key-7" }},
		"of a thing": {Query{Object: pledge.ID}, func(e *journal.Entry) bool {
			made, ok := e.Events[0].(models.PledgeMade)
			return ok && made.Pledge.ID == pledge.ID
		}},
		"of nobody":  {Query{Actor: "nobody-at-all"}, func(*journal.Entry) bool { return false }},
		"of nothing": {Query{Object: "BF-2026-999999"}, func(*journal.Entry) bool { return false }},
	} {
		var want []int64
		for _, e := range slices.Backward(all) {
			if c.want(e) {
				want = append(want, e.Seq)
			}
		}
		got := x.Find(t.Context(), c.q, 0, 1000)
		if !slices.Equal(got.Seqs, want) || got.Total != len(want) || got.UpTo != int64(len(all)) {
			t.Errorf("%s: %v (%d of %d), want %v", name, got.Seqs, got.Total, got.UpTo, want)
		}
		if len(want) > 4 {
			if rest := x.Find(t.Context(), c.q, 3, 2); !slices.Equal(rest.Seqs, want[3:5]) || rest.Total != len(want) {
				t.Errorf("%s: the page after three is %v of %d, want %v", name, rest.Seqs, rest.Total, want[3:5])
			}
		}
	}
	byID, byNumber := x.Find(t.Context(), Query{Object: pledge.ID}, 0, 10), x.Find(t.Context(), Query{Object: pledge.Number}, 0, 10)
	if byID.Total == 0 || !slices.Equal(byID.Seqs, byNumber.Seqs) {
		t.Errorf("by its number %v, by its id %v", byNumber.Seqs, byID.Seqs)
	}
}

func TestTheIndexKeepsUpWithTheBook(t *testing.T) {
	o := newOffice(t, 1)
	x := New(o.book)
	first := x.Find(t.Context(), Query{Kind: "county.put"}, 0, 10)
	if _, err := o.book.Do(t.Context(), models.System, models.PutCounty{County: models.County{Code: "370982", Name: "新泰市", SubBrand: "心连心 未爱童行"}}); err != nil {
		t.Fatal(err)
	}
	if after := x.Find(t.Context(), Query{Kind: "county.put"}, 0, 10); after.Total != first.Total+1 || after.UpTo != first.UpTo+1 {
		t.Errorf("%+v after %+v", after, first)
	}
}

// BenchmarkFind measures a filter that no list narrows, over as many entries as `go test -bench` is given by the size.
func BenchmarkFind(b *testing.B) {
	o := newOffice(b, 100_000)
	x := New(o.book)
	start := time.Now()
	x.Find(b.Context(), Query{}, 0, 50)
	build := time.Since(start)
	donor := o.sample.Donors[1].ID
	for b.Loop() {
		x.Find(b.Context(), Query{Actor: donor, Kind: "pledge.made", From: "2026-09-02"}, 0, 50)
	}
	b.ReportMetric(float64(build.Milliseconds()), "ms-to-build")
}
