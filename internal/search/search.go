// Package search finds things by what people remember of them: a part of a name in simplified or traditional characters, the initials or the whole of its
// pinyin, a number, an amount. Its index lives in memory: it is built from the state when somebody searches for the first time, and follows the book from then
// on. It holds nothing of a sealed record.
package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"shanpei/internal/journal"
	"shanpei/internal/trail"
	"shanpei/models"
	"shanpei/models/money"
)

// Doc is a thing that can be found. See says who of the staff may, beside their county; Public and Enterprise who else.
type Doc struct {
	ID, Kind   string
	Number     string
	Title      string
	Fen        money.Fen
	See        models.Permission
	County     string
	Township   string
	Public     string // its public address; empty: none
	Staff      string // its address for staff
	Enterprise string // whose it is
	Donor      string // its address for them

	text string
}

// VisibleTo gives the address at which an actor may see the thing.
func (d *Doc) VisibleTo(a models.Actor) (href string, ok bool) {
	switch {
	case a.Role.Staff() && d.Staff != "" && a.Can(d.See) && (d.County == "" || a.InCounty(d.County, d.township(a))):
		return d.Staff, true
	case d.Donor != "" && a.Role.Donor() && a.Enterprise == d.Enterprise && a.Enterprise != "":
		return d.Donor, true
	}
	return d.Public, d.Public != ""
}

// township is the thing's, or the actor's own where the thing is its whole county's.
func (d *Doc) township(a models.Actor) string {
	if d.Township == "" {
		return a.Township
	}
	return d.Township
}

// Hit is a thing that was found, and where it is.
type Hit struct {
	*Doc
	Href string
}

// Index finds things. Its methods may be called at once from everywhere.
type Index struct {
	book  *journal.Book
	start sync.Once

	mu    sync.RWMutex
	seq   int64
	docs  []*Doc
	at    map[string]int // id → place in docs
	moved chan struct{}  // closed when the index knows more
}

// New makes an index that knows nothing yet.
func New(book *journal.Book) *Index {
	return &Index{book: book, at: map[string]int{}, moved: make(chan struct{})}
}

// build takes the state as it is, and follows the book from there.
func (x *Index) build() {
	s := x.book.State()
	x.mu.Lock()
	for d := range all(s) {
		x.put(d)
	}
	x.seq = s.Seq
	x.mu.Unlock()
	x.book.FollowBatches("", journal.Cursor(s.Seq), x.add)
}

func (x *Index) put(d *Doc) {
	d.text = text(d.Number, d.Title)
	if i, ok := x.at[d.ID]; ok {
		x.docs[i] = d
		return
	}
	x.at[d.ID] = len(x.docs)
	x.docs = append(x.docs, d)
}

// add takes what a follower brings: the things that the events name are read anew.
func (x *Index) add(_ context.Context, entries []*journal.Entry, s *models.State) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, e := range entries {
		if slices.ContainsFunc(e.Events, renames) {
			for d := range all(s) {
				x.put(d)
			}
		}
		for _, id := range trail.Mentions(e.Events) {
			if d, ok := document(s, id); ok {
				x.put(d)
			}
		}
		x.seq = e.Seq
	}
	close(x.moved)
	x.moved = make(chan struct{})
	return len(entries), nil
}

// renames tells whether things besides the one that an event names may be called otherwise after it: those of a programme, of a county.
func renames(e models.Event) bool {
	switch e.(type) {
	case models.ProgramRevised, models.CountyPut:
		return true
	}
	return false
}

// reach waits until the index knows an entry, or the context ends.
func (x *Index) reach(ctx context.Context, seq int64) {
	x.start.Do(x.build)
	for {
		x.mu.RLock()
		known, moved := x.seq, x.moved
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

// Find gives at most limit things that have every word of the query and that the actor may see, the best first, and how many there are in all. A word is found in a
// number, a name, or the pinyin of a name; an amount in 元 also finds the things of just that amount. It waits for entries that are not indexed yet until the
// context ends.
func (x *Index) Find(ctx context.Context, a models.Actor, query string, limit int) (hits []Hit, total int) {
	words := wordsOf(query)
	if len(words) == 0 {
		return nil, 0
	}
	head, _ := x.book.Head()
	x.reach(ctx, head)
	x.mu.RLock()
	defer x.mu.RUnlock()
	type ranked struct {
		hit  Hit
		rank int
		at   int
	}
	var found []ranked
	for i, d := range x.docs {
		rank, ok := d.match(words)
		if !ok {
			continue
		}
		if href, ok := d.VisibleTo(a); ok {
			found = append(found, ranked{Hit{d, href}, rank, i})
		}
	}
	slices.SortFunc(found, func(p, q ranked) int { return cmp.Or(cmp.Compare(p.rank, q.rank), cmp.Compare(q.at, p.at)) })
	for _, f := range found[:min(limit, len(found))] {
		hits = append(hits, f.hit)
	}
	return hits, len(found)
}

// match tells whether a thing has every word, and how well: by its number, by the beginning of its name, within it, by its pinyin or its amount.
func (d *Doc) match(words []word) (rank int, ok bool) {
	for _, w := range words {
		at := strings.Index(d.text, w.text)
		switch {
		case at == 0 && strings.HasPrefix(d.text[len(w.text):], stop): // the whole number
		case at == 0:
			rank = max(rank, 1)
		case at > 0 && d.text[at-1] == stop[0]:
			rank = max(rank, 2)
		case at > 0:
			rank = max(rank, 3)
		case w.fen != 0 && w.fen == d.Fen:
			rank = max(rank, 1)
		default:
			return 0, false
		}
	}
	return rank, true
}
