package accounts

import (
	"sync"
	"time"
)

// How long something read is taken as true without asking the store, and how much is kept.
const (
	cacheTTL  = time.Second
	cacheSize = 20000
)

// cache keeps what was read for a moment. What this process changes it forgets at once, also when a read is under way at that moment.
type cache[V any] struct {
	mu      sync.RWMutex
	epoch   uint64 // grows with every forget: a read that began before must not be kept
	entries map[string]cached[V]
}

type cached[V any] struct {
	value V
	until time.Time
}

// get gives the kept value, or reads it and keeps it. Errors are not kept: what was just made must be found.
func (c *cache[V]) get(key string, now time.Time, read func() (V, error)) (V, error) {
	c.mu.RLock()
	e, ok := c.entries[key]
	epoch := c.epoch
	c.mu.RUnlock()
	if ok && now.Before(e.until) && e.until.Sub(now) <= cacheTTL { // the second half: a clock that went back must not stretch it
		return e.value, nil
	}
	v, err := read()
	if err != nil {
		return v, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch != epoch {
		return v, nil
	}
	if c.entries == nil || len(c.entries) >= cacheSize {
		c.entries = map[string]cached[V]{} // all of it is true for a second only: begin anew
	}
	c.entries[key] = cached[V]{value: v, until: now.Add(cacheTTL)}
	return v, nil
}

// forget drops keys, after the store was changed.
func (c *cache[V]) forget(keys ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch++
	for _, k := range keys {
		delete(c.entries, k)
	}
}
