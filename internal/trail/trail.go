// Package trail finds entries of the journal: who did what, when, to which thing. Its index lives in memory; it is built from the journal's first entry
// when somebody asks for the first time, and follows the book from then on. It holds no text of an entry, only numbers of entries.
package trail

import (
	"context"
	"hash/maphash"
	"slices"
	"sort"
	"strings"
	"sync"

	"shanpei/internal/journal"
	"shanpei/models"
)

// Query says which entries are looked for; what is empty is not asked for.
type Query struct {
	Actor  string
	Role   models.Role
	Kind   string // of one of the entry's events
	Object string // id, document number or code of a thing that it names
	County string
	Key    string // the idempotency key that the caller gave
	From   models.Day
	To     models.Day
	Last   int64 // no entry after this one; 0: all
}

// Answer is what was found: how many, and of them those that were asked for, newest first.
type Answer struct {
	Total int
	Seqs  []int64
	UpTo  int64 // the last entry that the index knows
}

// Index finds entries. Its methods may be called at once from everywhere.
type Index struct {
	book    *journal.Book
	start   sync.Once
	replays chan struct{} // holds one while a replay is under way
	seed    maphash.Seed

	mu       sync.RWMutex
	rows     []row // of entry 1, 2, …
	kinds    []uint16
	kindIDs  map[string]uint16
	actors   map[string]uint32
	roles    map[models.Role]uint8
	objects  map[uint64][]uint32
	counties map[string][]uint32
	keys     map[uint64][]uint32
	numbers  map[string]string // document number → id
	moved    chan struct{}     // closed when more entries are known
}

type row struct {
	at     int64 // Unix milliseconds
	actor  uint32
	kinds  uint32 // where its kinds begin
	kindsN uint8
	role   uint8
}

// New makes an index that knows nothing yet.
func New(book *journal.Book) *Index {
	return &Index{
		book: book, replays: make(chan struct{}, 1), seed: maphash.MakeSeed(), kindIDs: map[string]uint16{}, actors: map[string]uint32{}, roles: map[models.Role]uint8{},
		objects: map[uint64][]uint32{}, counties: map[string][]uint32{}, keys: map[uint64][]uint32{}, numbers: map[string]string{}, moved: make(chan struct{}),
	}
}

// add takes what a follower brings.
func (x *Index) add(_ context.Context, entries []*journal.Entry, s *models.State) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, e := range entries {
		if e.Seq != int64(len(x.rows))+1 {
			continue // seen already
		}
		r := row{at: e.At.UnixMilli(), actor: number(x.actors, e.Actor), role: number(x.roles, e.Role), kinds: uint32(len(x.kinds))}
		for _, k := range e.Kinds() {
			id := number(x.kindIDs, k)
			if !slices.Contains(x.kinds[r.kinds:], id) {
				x.kinds = append(x.kinds, id)
			}
		}
		r.kindsN = uint8(min(255, len(x.kinds)-int(r.kinds)))
		x.rows = append(x.rows, r)
		at := uint32(e.Seq)
		if e.Key != "" {
			post(x.keys, maphash.String(x.seed, e.Key), at)
			if own, ok := strings.CutPrefix(e.Key, e.Actor+":"); ok { // as the caller gave it, without whose it is
				post(x.keys, maphash.String(x.seed, own), at)
			}
		}
		for _, ev := range e.Events {
			m := mentions(ev)
			for _, id := range m.names {
				post(x.objects, maphash.String(x.seed, id), at)
				counties, programs := belongs(s, id)
				for _, county := range counties {
					post(x.counties, county, at)
				}
				for _, program := range programs {
					post(x.objects, maphash.String(x.seed, program), at)
				}
			}
			for _, county := range m.counties {
				post(x.counties, county, at)
			}
			for no, id := range m.numbers {
				x.numbers[no] = id
			}
		}
	}
	close(x.moved)
	x.moved = make(chan struct{})
	return len(entries), nil
}

// number gives each value a small number, the first time the next one.
func number[K comparable, N uint8 | uint16 | uint32](ids map[K]N, v K) N {
	id, ok := ids[v]
	if !ok {
		id = N(len(ids))
		ids[v] = id
	}
	return id
}

// post notes an entry under a key, once.
func post[K comparable](lists map[K][]uint32, key K, at uint32) {
	if l := lists[key]; len(l) == 0 || l[len(l)-1] != at {
		lists[key] = append(l, at)
	}
}

// belongs tells to which counties and programmes a thing belongs: a payout to those of its lines.
func belongs(s *models.State, id string) (counties, programs []string) {
	if n, ok := s.Needs.Get(id); ok {
		return []string{n.County}, []string{n.Program}
	}
	if sp, ok := s.Sponsorships.Get(id); ok {
		return []string{sp.County}, []string{sp.Program}
	}
	if o, ok := s.Offers.Get(id); ok {
		return belongs(s, o.Need)
	}
	if d, ok := s.Disbursements.Get(id); ok {
		for _, l := range d.Lines {
			if sp, ok := s.Sponsorships.Get(l.Sponsorship); ok && !slices.Contains(counties, sp.County) {
				counties = append(counties, sp.County)
			}
		}
		return counties, []string{d.Program}
	}
	return nil, nil
}

// reach waits until the index knows an entry, or the context ends.
func (x *Index) reach(ctx context.Context, seq int64) {
	x.start.Do(func() { x.book.FollowBatches("", journal.FromStart, x.add) })
	for {
		x.mu.RLock()
		known, moved := int64(len(x.rows)), x.moved
		x.mu.RUnlock()
		if known >= seq {
			return
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return
		}
	}
}

// Find gives at most limit entries after the newest skip of them, newest first, and how many there are in all. It waits for an index that is still being
// built until the context ends; UpTo then says how far it is.
func (x *Index) Find(ctx context.Context, q Query, skip, limit int) Answer {
	head, _ := x.book.Head()
	if q.Last > 0 {
		head = min(head, q.Last)
	}
	x.reach(ctx, head)
	x.mu.RLock()
	defer x.mu.RUnlock()
	out := Answer{UpTo: int64(len(x.rows))}
	low, high := x.span(q)
	match, possible := x.matcher(q)
	if !possible {
		return out
	}
	see := func(seq int64) {
		if seq < low || seq > high || !match(&x.rows[seq-1]) {
			return
		}
		if out.Total++; out.Total > skip && len(out.Seqs) < limit {
			out.Seqs = append(out.Seqs, seq)
		}
	}
	list, narrowed := x.narrow(q)
	if narrowed {
		for _, seq := range slices.Backward(list) {
			see(int64(seq))
		}
		return out
	}
	for seq := high; seq >= low; seq-- {
		see(seq)
	}
	return out
}

// span gives the first and the last entry of the days asked for.
func (x *Index) span(q Query) (low, high int64) {
	low, high = 1, int64(len(x.rows))
	first := func(d models.Day) int64 {
		at := d.Time().UnixMilli()
		return int64(sort.Search(len(x.rows), func(i int) bool { return x.rows[i].at >= at })) + 1
	}
	if q.From != "" {
		low = first(q.From)
	}
	if q.To != "" {
		high = first(q.To.AddDays(1)) - 1
	}
	if q.Last > 0 {
		high = min(high, q.Last)
	}
	return low, high
}

// matcher tells of a row whether it is asked for; false when no row can be, because nobody of the name ever did anything.
func (x *Index) matcher(q Query) (match func(*row) bool, possible bool) {
	actor, known := x.actors[q.Actor]
	role, knownRole := x.roles[q.Role]
	kind, knownKind := x.kindIDs[q.Kind]
	if q.Actor != "" && !known || q.Role != "" && !knownRole || q.Kind != "" && !knownKind {
		return nil, false
	}
	return func(r *row) bool {
		return (q.Actor == "" || r.actor == actor) && (q.Role == "" || r.role == role) &&
			(q.Kind == "" || slices.Contains(x.kinds[r.kinds:r.kinds+uint32(r.kindsN)], kind))
	}, true
}

// narrow gives the entries that have what is asked for of things, county and key.
func (x *Index) narrow(q Query) (list []uint32, narrowed bool) {
	both := func(found []uint32) {
		if narrowed {
			found = common(list, found)
		}
		list, narrowed = found, true
	}
	if q.Object != "" {
		var found []uint32
		for _, o := range x.names(q.Object) {
			found = append(found, x.objects[maphash.String(x.seed, o)]...)
		}
		slices.Sort(found)
		both(slices.Compact(found))
	}
	if q.County != "" {
		both(x.counties[q.County])
	}
	if q.Key != "" {
		both(x.keys[maphash.String(x.seed, q.Key)])
	}
	return list, narrowed
}

// common gives the numbers of both sorted lists.
func common(a, b []uint32) []uint32 {
	out := []uint32{}
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			out = append(out, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return out
}

// names gives the ids under which a thing was written, by its id or its document number.
func (x *Index) names(text string) []string {
	if id, ok := x.numbers[text]; ok {
		return []string{text, id}
	}
	for no, id := range x.numbers {
		if id == text {
			return []string{text, no}
		}
	}
	return []string{text}
}

// Around gives the entries of the numbers with the states before and after each (journal.Book.Around); one replay at a time, because each takes the memory of
// a state.
func (x *Index) Around(ctx context.Context, seqs []int64, f func(before *models.State, e *journal.Entry, after *models.State) error) error {
	select {
	case x.replays <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-x.replays }()
	return x.book.Around(ctx, seqs, f)
}
