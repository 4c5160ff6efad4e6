package vault

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrRekeying says that the master key is being changed to another one than the one that was given.
var ErrRekeying = errors.New("vault: the master key is being changed to another one already; go on with that one first")

// settle is how long a change of the master key waits for processes that serve to see it: several times what they may lag behind.
var settle = 4 * fresh

// Rekeyed is what a change of the master key did.
type Rekeyed struct {
	Records int // whose keys were wrapped again
	Done    bool
}

// Turning tells whether the master key that the vault was opened with is one that a change is on its way to.
func (v *Vault) Turning() bool { return v.keys.Load().ring.Next == v.master.id }

// Rekey changes the master key while the portal serves. A new key that wraps takes over, every record's own key is wrapped by it anew, and at last nothing
// in the store is wrapped by the old master key. Until then both master keys open everything. It may be stopped at any moment: called again with the same
// key, or with none by whoever opened the vault with it already, it goes on. before is called when all is wrapped and the old master key still opens: the new one can be put in its place then. It refuses
// ErrRekeying.
func (v *Vault) Rekey(ctx context.Context, next []byte, before func() error) (Rekeyed, error) {
	var done Rekeyed
	to := v.master
	if next != nil {
		var err error
		if to, err = masterOf(next); err != nil {
			return done, err
		}
	}
	over, err := v.change(ctx, func(k *keys) (bool, error) { return v.begin(k, to) })
	if err != nil || over {
		done.Done = over
		return done, err
	}
	if err := pause(ctx, settle); err != nil {
		return done, err
	}
	for {
		n, err := v.rewrap(ctx)
		done.Records += n
		if err != nil {
			return done, err
		}
		if n == 0 {
			break
		}
	}
	if before != nil {
		if err := before(); err != nil {
			return done, err
		}
	}
	if _, err := v.change(ctx, func(k *keys) (bool, error) { return false, end(k, to) }); err != nil {
		return done, err
	}
	done.Done = true
	v.erased.Store(true) // the keys as they were wrapped before
	return done, v.Scrub(ctx)
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// change writes another ring in place of the one that is there, again and again until nobody was first. f changes its own copy of it; true says that
// nothing is to be changed.
func (v *Vault) change(ctx context.Context, f func(k *keys) (bool, error)) (bool, error) {
	for range changes {
		if _, err := v.refresh(ctx, 0); err != nil {
			return false, err
		}
		have := v.keys.Load()
		k, err := v.master.learn(have.raw, have) // a copy, with a ring of its own
		if err != nil {
			return false, err
		}
		if over, err := f(k); err != nil || over {
			return over, err
		}
		raw, err := json.Marshal(k.ring)
		if err != nil {
			return false, err
		}
		if bytes.Equal(raw, have.raw) {
			return false, nil
		}
		swapped, err := v.kv.Swap(ctx, ringBucket, ringKey, have.raw, raw)
		if err != nil {
			return false, fmt.Errorf("vault: cannot write the ring of keys: %w", err)
		}
		if swapped {
			k.raw, k.at = raw, time.Now()
			v.keys.Store(k)
			return false, nil
		}
	}
	return false, errors.New("vault: the ring of keys changes too often")
}

// begin puts a new key that wraps into the ring and lets both master keys open everything. Over: the master key is the new one already.
func (v *Vault) begin(k *keys, to master) (over bool, err error) {
	r := &k.ring
	switch {
	case r.Next == to.id:
		return false, nil
	case r.Next != "":
		return false, ErrRekeying
	case r.Keys[r.Current][to.id] != nil:
		return true, nil
	}
	for name, slots := range r.Keys {
		if k.plain[name] == nil {
			return false, ErrMasterKey
		}
		slots[to.id] = to.seal(name, k.plain[name])
	}
	key, name := randomKey(), hex.EncodeToString(randomKey()[:4])
	by := keyMark + r.Current
	r.Keys[name] = map[string][]byte{to.id: to.seal(name, key), by: k.wrap[by].Seal(nil, nil, key, tied(by, name))}
	if k.wrap[keyMark+name], err = aead(key); err != nil {
		return false, err
	}
	k.plain[name] = key
	r.Before, r.Current, r.Next = r.Current, name, to.id
	return false, nil
}

// end leaves in the ring only what the new master key wraps: the key of now, the one before it, the one of the index.
func end(k *keys, to master) error {
	r := &k.ring
	if r.Next != to.id {
		return ErrRekeying
	}
	for name, slots := range r.Keys {
		if name != r.Current && name != r.Before && name != indexKey {
			delete(r.Keys, name)
			continue
		}
		r.Keys[name] = map[string][]byte{to.id: slots[to.id]}
	}
	r.Next = ""
	return nil
}

// rewrap wraps the keys of the records by the key of now, and tells how many it found that were not.
func (v *Vault) rewrap(ctx context.Context) (n int, err error) {
	k := v.keys.Load()
	err = v.kv.Each(ctx, bucket, "", func(code string, raw []byte) error {
		next, err := k.rewrapped(code, raw)
		if err != nil || next == nil {
			return err
		}
		n++
		// A record that was changed or erased meanwhile stays as it is; the next round looks at it again.
		if _, err := v.kv.Swap(ctx, bucket, code, raw, next); err != nil {
			return fmt.Errorf("vault: cannot keep record %s: %w", code, err)
		}
		return ctx.Err()
	})
	return n, err
}

// rewrapped is a record with its key wrapped by the key of now; nil when it is already.
func (k *keys) rewrapped(code string, raw []byte) ([]byte, error) {
	var s sealed
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, fmt.Errorf("vault: record %s cannot be read", code)
	}
	if s.KeyID == k.ring.Current {
		return nil, nil
	}
	own, err := k.unwrap(code, s)
	if err != nil {
		return nil, err
	}
	s.DataID, s.KeyID = s.dataID(), k.ring.Current
	s.Key = k.wrap[keyMark+s.KeyID].Seal(nil, nil, own, bound(s.KeyID, s.Kind, code))
	return json.Marshal(s)
}

// scrubber is a store that keeps what was erased on its pages until it is told not to.
type scrubber interface {
	Scrub(ctx context.Context) error
}

// Scrub overwrites what the store's file still has of what was erased since the last time. A store that leaves that to its server has nothing to do.
func (v *Vault) Scrub(ctx context.Context) error {
	s, ok := v.kv.(scrubber)
	if !ok || !v.erased.Swap(false) {
		return nil
	}
	if err := s.Scrub(ctx); err != nil {
		v.erased.Store(true)
		return fmt.Errorf("vault: cannot overwrite what was erased: %w", err)
	}
	return nil
}
