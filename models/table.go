package models

import (
	"iter"

	"github.com/tidwall/btree"
)

// Table is one persistent map of the state, ordered by its key. Copy is O(1) and leaves both sides independent.
// A value that was Set is never changed in place: copy it, change the copy, Set it.
type Table[V any] struct{ m *btree.Map[string, V] }

func newTable[V any]() Table[V] { return Table[V]{m: btree.NewMap[string, V](8)} }

// Get returns the value under the key.
func (t Table[V]) Get(key string) (V, bool) { return t.m.Get(key) }

// Set stores a value that nobody will change any more.
func (t Table[V]) Set(key string, v V) { t.m.Set(key, v) }

func (t Table[V]) del(key string) { t.m.Delete(key) }

// Len counts the entries.
func (t Table[V]) Len() int { return t.m.Len() }

// All walks the table in the order of its keys.
func (t Table[V]) All() iter.Seq2[string, V] {
	return func(yield func(string, V) bool) { t.m.Scan(yield) }
}

// From walks the table from a key on, in order.
func (t Table[V]) From(key string) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) { t.m.Ascend(key, yield) }
}

// Back walks the table backwards from its end, or from a key downwards when one is given.
func (t Table[V]) Back(key string) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		if key == "" {
			t.m.Reverse(yield)
			return
		}
		t.m.Descend(key, yield)
	}
}

// Under walks the entries whose key begins with the prefix.
func (t Table[V]) Under(prefix string) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		t.m.Ascend(prefix, func(k string, v V) bool {
			if len(k) < len(prefix) || k[:len(prefix)] != prefix {
				return false
			}
			return yield(k, v)
		})
	}
}

func (t Table[V]) copy() Table[V] { return Table[V]{m: t.m.Copy()} }

// Stored is what a snapshot needs of a table, whatever its values are.
type Stored interface {
	Len() int
	// Lookup is Get for whoever does not know the type.
	Lookup(key string) (any, bool)
	// Each walks keys and values in order.
	Each(func(key string, value any) bool)
	// New returns a pointer to a zero value to decode into.
	New() any
	// Load appends what New returned and was decoded, in the order of keys.
	Load(key string, value any)
}

// Lookup implements Stored.
func (t Table[V]) Lookup(key string) (any, bool) { return t.m.Get(key) }

// Each implements Stored.
func (t Table[V]) Each(f func(string, any) bool) {
	t.m.Scan(func(k string, v V) bool { return f(k, v) })
}

// New implements Stored.
func (t Table[V]) New() any { return new(V) }

// Load implements Stored.
func (t Table[V]) Load(key string, value any) { t.m.Load(key, *value.(*V)) }

// key joins the parts of an index key; no id, code or slug holds a slash.
func key(a string, rest ...string) string {
	for _, r := range rest {
		a += "/" + r
	}
	return a
}
