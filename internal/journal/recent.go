package journal

import "sync"

// recentEntries is how many entries are kept decoded for followers and repetitions; older ones are read from the store.
const recentEntries = 4096

type recent struct {
	mu    sync.RWMutex
	ring  [recentEntries]*Entry
	first int64 // 0: empty
	last  int64
}

func (r *recent) add(entries []*Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range entries {
		if r.first == 0 {
			r.first = e.Seq
		}
		r.ring[e.Seq%recentEntries] = e
		r.last = e.Seq
	}
	r.first = max(r.first, r.last-recentEntries+1)
}

// from returns what it has of the entries from a number on, at most limit; none when the first of them is gone.
func (r *recent) from(seq int64, limit int) []*Entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.first == 0 || seq < r.first || seq > r.last {
		return nil
	}
	out := make([]*Entry, 0, min(int64(limit), r.last-seq+1))
	for ; seq <= r.last && len(out) < limit; seq++ {
		out = append(out, r.ring[seq%recentEntries])
	}
	return out
}
