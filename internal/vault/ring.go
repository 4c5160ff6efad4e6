package vault

import (
	"bytes"
	"context"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"
)

// The ring is one record with the keys of the store: those that wrap the records' own keys, and the one of the index. Each is wrapped by a master key,
// and while the master key is being changed by both; a key that takes over is also wrapped by the one before it, so that a process that serves gets it
// without being told the new master key. What wraps what is told by names: a master key's is derived from it, a key's is random.
type ring struct {
	Current string                       `json:"current"`          // wraps what is sealed now
	Before  string                       `json:"before,omitempty"` // wrapped it before: for what a process that stood still sealed late
	Next    string                       `json:"next,omitempty"`   // the master key that is on its way in
	Keys    map[string]map[string][]byte `json:"keys"`             // key → what wraps it → the key, wrapped
}

// The place of the ring, and the name of the index's key in it. That key outlives every change of the master key: papers with its tokens are out in the
// world, and addresses of accounts are found by it.
const (
	ringKey  = "ring"
	indexKey = "blind"
	keyMark  = "key:" // before the name of a key that wraps another one
)

// fresh is how old the ring may be that a record is sealed by.
const fresh = time.Second

// keys are those of a ring that this process could open. They are never changed: a newer ring is another value.
type keys struct {
	ring  ring
	raw   []byte
	at    time.Time
	plain map[string][]byte
	wrap  map[string]cipher.AEAD
}

// master is a master key as one that wraps.
type master struct {
	id  string
	box cipher.AEAD
}

// derive gives the key of one purpose from a master key.
func derive(key []byte, purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, key, nil, "shanpei vault 1 "+purpose, KeySize)
}

func masterOf(key []byte) (m master, err error) {
	if len(key) != KeySize {
		return m, fmt.Errorf("vault: the master key has %d bytes, it needs %d", len(key), KeySize)
	}
	id, err := derive(key, "id")
	if err != nil {
		return m, err
	}
	wrap, err := derive(key, "ring")
	if err != nil {
		return m, err
	}
	m.id = hex.EncodeToString(id[:4])
	m.box, err = aead(wrap)
	return m, err
}

// tied is the associated data of a wrapped key.
func tied(by, name string) []byte { return []byte(by + "\x00" + name) }

func (m master) seal(name string, key []byte) []byte {
	return m.box.Seal(nil, nil, key, tied(m.id, name))
}

func randomKey() []byte {
	key := make([]byte, KeySize)
	_, _ = rand.Read(key) // it never fails
	return key
}

// learn opens what can be opened of a ring, with the master key and with the keys that are known from before. known may be nil.
func (m master) learn(raw []byte, known *keys) (*keys, error) {
	k := &keys{raw: raw, at: time.Now(), plain: map[string][]byte{}, wrap: map[string]cipher.AEAD{}}
	if err := json.Unmarshal(raw, &k.ring); err != nil {
		return nil, errors.New("vault: the ring of keys cannot be read")
	}
	if known != nil {
		maps.Copy(k.plain, known.plain)
		maps.Copy(k.wrap, known.wrap)
	}
	for again := true; again; {
		again = false
		for name, slots := range k.ring.Keys {
			if k.plain[name] != nil {
				continue
			}
			for by, wrapped := range slots {
				box := k.wrap[by]
				if by == m.id {
					box = m.box
				}
				if box == nil {
					continue
				}
				plain, err := box.Open(nil, nil, wrapped, tied(by, name))
				if err != nil {
					continue
				}
				if k.wrap[keyMark+name], err = aead(plain); err != nil {
					return nil, err
				}
				k.plain[name], again = plain, true
				break
			}
		}
	}
	if k.plain[k.ring.Current] == nil || k.plain[indexKey] == nil {
		return nil, ErrMasterKey
	}
	return k, nil
}

// read takes the ring from the store, and makes it when the store has none. A store that is sealed already and has none is one of an earlier version:
// its keys were derived from the master key.
func (v *Vault) read(ctx context.Context, key []byte) error {
	for range 3 { // another process may make the ring between our look and our own
		raw, err := v.kv.Get(ctx, ringBucket, ringKey)
		if err == nil {
			k, err := v.master.learn(raw, nil)
			if err != nil {
				return err
			}
			v.keys.Store(k)
			return nil
		}
		if !errors.Is(err, v.none) {
			return fmt.Errorf("vault: cannot read the ring of keys: %w", err)
		}
		made, err := v.first(ctx, key)
		if err != nil {
			return err
		}
		if raw, err = json.Marshal(made); err != nil {
			return err
		}
		if v.kv.Create(ctx, ringBucket, ringKey, raw) != nil {
			continue
		}
		if err := v.kv.Delete(ctx, checkBucket, checkKey); err != nil && !errors.Is(err, v.none) {
			return fmt.Errorf("vault: cannot write the ring of keys: %w", err)
		}
	}
	return errors.New("vault: cannot write the ring of keys")
}

// first is a ring of new keys, or of those that an earlier version derived. That version left a record to check its key by.
func (v *Vault) first(ctx context.Context, key []byte) (ring, error) {
	wrap, index := randomKey(), randomKey()
	name := hex.EncodeToString(randomKey()[:4])
	check, err := v.kv.Get(ctx, checkBucket, checkKey)
	switch {
	case err == nil:
		name = v.master.id
		if wrap, err = derive(key, "wrap"); err != nil {
			return ring{}, err
		}
		if index, err = derive(key, "blind"); err != nil {
			return ring{}, err
		}
		box, err := aead(wrap)
		if err != nil {
			return ring{}, err
		}
		old := &keys{ring: ring{Current: name}, wrap: map[string]cipher.AEAD{keyMark + name: box}}
		if _, err := old.open(checkKey, check); err != nil {
			return ring{}, ErrMasterKey
		}
	case !errors.Is(err, v.none):
		return ring{}, fmt.Errorf("vault: cannot read the check record: %w", err)
	}
	return ring{Current: name, Keys: map[string]map[string][]byte{
		name: {v.master.id: v.master.seal(name, wrap)}, indexKey: {v.master.id: v.master.seal(indexKey, index)},
	}}, nil
}

// Sealed tells whether a store has records that a master key is needed for.
func Sealed(ctx context.Context, kv Store, none error) (bool, error) {
	for _, at := range [][2]string{{ringBucket, ringKey}, {checkBucket, checkKey}} {
		if _, err := kv.Get(ctx, at[0], at[1]); err == nil || !errors.Is(err, none) {
			return err == nil, err
		}
	}
	return false, nil
}

// refresh takes the ring anew when it is older than an age. Keys that were known stay known.
func (v *Vault) refresh(ctx context.Context, age time.Duration) (*keys, error) {
	k := v.keys.Load()
	if time.Since(k.at) < age {
		return k, nil
	}
	raw, err := v.kv.Get(ctx, ringBucket, ringKey)
	if err != nil {
		return nil, fmt.Errorf("vault: cannot read the ring of keys: %w", err)
	}
	if bytes.Equal(raw, k.raw) {
		same := *k
		same.at = time.Now()
		v.keys.CompareAndSwap(k, &same)
		return &same, nil
	}
	next, err := v.master.learn(raw, k)
	if err != nil {
		return nil, err
	}
	v.keys.Store(next)
	return next, nil
}

// Watch keeps the ring of a process that serves up to date until ctx ends, so that it has the key that takes over before the way to it is closed.
func (v *Vault) Watch(ctx context.Context, failed func(error)) {
	t := time.NewTicker(fresh)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if _, err := v.refresh(ctx, 0); err != nil && ctx.Err() == nil {
				failed(err)
			}
		}
	}
}
