// Package vault keeps natural persons. It is the only place where a name, a number or an address of a person may be: the journal has the codes.
//
// One sealed record per person: the fields are encrypted with AES-256-GCM under a key of the record's own, and that key is wrapped by a key of the ring,
// which the master key wraps. Code and kind are associated data of both, so a record cannot be passed off as another one. Deleting a record erases the
// person: nothing else has the key. A backup that was taken before keeps its copy, sealed, until it is deleted (docs/decisions).
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"shanpei/models"
)

// Store is what the vault needs of the records beside the journal. Get of an absent key gives the error that New is told; Swap replaces a value only
// while it is still old.
type Store interface {
	Get(ctx context.Context, bucket, key string) ([]byte, error)
	Create(ctx context.Context, bucket, key string, value []byte) error
	Swap(ctx context.Context, bucket, key string, old, new []byte) (bool, error)
	Delete(ctx context.Context, bucket, key string) error
	Each(ctx context.Context, bucket, prefix string, f func(key string, value []byte) error) error
}

// The buckets of the vault.
const (
	bucket     = "vault"
	ringBucket = "vault.keys"

	// What an earlier version checked its key by.
	checkBucket = "vault.check"
	checkKey    = "master"
)

// KeySize is the length of the master key in bytes.
const KeySize = 32

// What one record may hold.
const (
	maxFields = 64
	maxBytes  = 64 << 10
)

// ErrMasterKey says that the master key is not the one that the records of this store were sealed with.
var ErrMasterKey = errors.New("vault: the master key is not the one that this data was sealed with; give the right SHANPEI_MASTER_KEY or key file")

// Vault seals and opens records. Its methods may be called at once from everywhere.
type Vault struct {
	kv     Store
	none   error
	master master
	keys   atomic.Pointer[keys]
	erased atomic.Bool // something was, and the store may still have it on its pages
}

// New opens the vault over a store. none is the store's error for an absent key. It refuses a master key of another length, and with ErrMasterKey one
// that is not the store's own; the first New of an empty store decides which that is.
func New(ctx context.Context, kv Store, key []byte, none error) (*Vault, error) {
	m, err := masterOf(key)
	if err != nil {
		return nil, err
	}
	v := &Vault{kv: kv, none: none, master: m}
	v.erased.Store(true) // by a process before this one, perhaps
	return v, v.read(ctx, key)
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// sealed is a record as it is stored.
type sealed struct {
	Kind  string   `json:"kind"`
	KeyID string   `json:"key_id"`          // the key of the ring that wraps
	Key   []byte   `json:"key"`             // the record's own key, wrapped
	Data  []byte   `json:"data"`            // the fields, encrypted under it
	Index []string `json:"index,omitempty"` // under what it is found
	// DataID is the key of the ring that wrapped when the record was sealed: the data are tied to it. Empty: it is KeyID.
	DataID string `json:"data_id,omitempty"`
}

func (s sealed) dataID() string {
	if s.DataID != "" {
		return s.DataID
	}
	return s.KeyID
}

// bound is the associated data: what the ciphertext belongs to.
func bound(keyID, kind, code string) []byte { return []byte(keyID + "\x00" + kind + "\x00" + code) }

func (v *Vault) seal(ctx context.Context, code, kind string, fields map[string]string) ([]byte, error) {
	k, err := v.refresh(ctx, fresh)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	own := randomKey()
	box, err := aead(own)
	if err != nil {
		return nil, err
	}
	by := k.ring.Current
	ad := bound(by, kind, code)
	return json.Marshal(sealed{
		Kind: kind, KeyID: by, Key: k.wrap[keyMark+by].Seal(nil, nil, own, ad), Data: box.Seal(nil, nil, plain, ad), Index: v.hashes(kind, fields),
	})
}

// unwrap opens a record's own key.
func (k *keys) unwrap(code string, s sealed) ([]byte, error) {
	box := k.wrap[keyMark+s.KeyID]
	if box == nil {
		return nil, errUnknownKey
	}
	own, err := box.Open(nil, nil, s.Key, bound(s.KeyID, s.Kind, code))
	if err != nil {
		return nil, fmt.Errorf("vault: the key of record %s does not check", code)
	}
	return own, nil
}

var errUnknownKey = errors.New("vault: a record was sealed under a key that is not known here")

func (k *keys) open(code string, raw []byte) (Record, error) {
	var s sealed
	if err := json.Unmarshal(raw, &s); err != nil {
		return Record{}, fmt.Errorf("vault: record %s cannot be read", code)
	}
	own, err := k.unwrap(code, s)
	if err != nil {
		return Record{}, err
	}
	box, err := aead(own)
	if err != nil {
		return Record{}, fmt.Errorf("vault: the key of record %s does not check", code)
	}
	plain, err := box.Open(nil, nil, s.Data, bound(s.dataID(), s.Kind, code))
	if err != nil {
		return Record{}, fmt.Errorf("vault: record %s does not check", code)
	}
	fields := map[string]string{}
	if err := json.Unmarshal(plain, &fields); err != nil {
		return Record{}, fmt.Errorf("vault: record %s cannot be read", code)
	}
	return Record{Code: code, Kind: s.Kind, fields: func() map[string]string { return fields }}, nil
}

// open opens a record, if need be with a key that another process put into the ring a moment ago.
func (v *Vault) open(ctx context.Context, code string, raw []byte) (Record, error) {
	r, err := v.keys.Load().open(code, raw)
	if !errors.Is(err, errUnknownKey) {
		return r, err
	}
	k, err := v.refresh(ctx, 0)
	if err != nil {
		return Record{}, err
	}
	return k.open(code, raw)
}

// Seal keeps the fields of a person and gives the code that stands for them everywhere else: random, 130 bits, without meaning.
func (v *Vault) Seal(ctx context.Context, kind string, fields map[string]string) (string, error) {
	if err := fits(kind, fields); err != nil {
		return "", err
	}
	code := newCode()
	raw, err := v.seal(ctx, code, kind, fields)
	if err != nil {
		return "", err
	}
	if err := v.addIndex(ctx, code, headOf(raw).Index); err != nil {
		return "", err
	}
	if err := v.kv.Create(ctx, bucket, code, raw); err != nil {
		return "", fmt.Errorf("vault: cannot keep a record: %w", err)
	}
	return code, nil
}

// fits refuses what one record cannot hold.
func fits(kind string, fields map[string]string) error {
	size := 0
	for name, value := range fields {
		size += len(name) + len(value)
	}
	if kind == "" || len(fields) == 0 || len(fields) > maxFields || size > maxBytes {
		return fmt.Errorf("vault: a record needs a kind and 1 to %d fields of at most %d bytes together", maxFields, maxBytes)
	}
	return nil
}

// batcher is a store that can create several records at once, which a disk does much faster than one by one.
type batcher interface {
	CreateAll(ctx context.Context, bucket string, keys []string, values [][]byte) error
}

// SealAll seals several records of a kind and gives their codes in the same order. After an error some may have been kept; nothing has their codes.
func (v *Vault) SealAll(ctx context.Context, kind string, list []map[string]string) ([]string, error) {
	many, ok := v.kv.(batcher)
	codes := make([]string, len(list))
	values := make([][]byte, len(list))
	var keys []string // of the index
	var of [][]byte
	for i, fields := range list {
		if !ok {
			code, err := v.Seal(ctx, kind, fields)
			if err != nil {
				return nil, err
			}
			codes[i] = code
			continue
		}
		if err := fits(kind, fields); err != nil {
			return nil, err
		}
		codes[i] = newCode()
		raw, err := v.seal(ctx, codes[i], kind, fields)
		if err != nil {
			return nil, err
		}
		values[i] = raw
		for _, h := range headOf(raw).Index {
			keys, of = append(keys, h+"/"+codes[i]), append(of, []byte(codes[i]))
		}
	}
	if ok && len(keys) > 0 {
		if err := many.CreateAll(ctx, indexBucket, keys, of); err != nil {
			return nil, fmt.Errorf("vault: cannot keep the index: %w", err)
		}
	}
	if ok && len(list) > 0 {
		if err := many.CreateAll(ctx, bucket, codes, values); err != nil {
			return nil, fmt.Errorf("vault: cannot keep records: %w", err)
		}
	}
	return codes, nil
}

// Open gives the record of a code. It refuses `not_found` when there is none, or none any more. A record that was altered is an error.
func (v *Vault) Open(ctx context.Context, code string) (Record, error) {
	raw, err := v.kv.Get(ctx, bucket, code)
	if errors.Is(err, v.none) {
		return Record{}, models.Refuse(models.NotFound, "not_found")
	}
	if err != nil {
		return Record{}, fmt.Errorf("vault: cannot read record %s: %w", code, err)
	}
	return v.open(ctx, code, raw)
}

// Erase forgets a person for good, in the index too. A code without a record is no error.
func (v *Vault) Erase(ctx context.Context, code string) error {
	raw, err := v.kv.Get(ctx, bucket, code)
	if errors.Is(err, v.none) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("vault: cannot erase record %s: %w", code, err)
	}
	if err := v.dropIndex(ctx, code, headOf(raw).Index); err != nil {
		return err
	}
	if err := v.kv.Delete(ctx, bucket, code); err != nil && !errors.Is(err, v.none) {
		return fmt.Errorf("vault: cannot erase record %s: %w", code, err)
	}
	v.erased.Store(true)
	return nil
}

// Each opens the records of a kind one after the other, in the order of their codes, until f gives an error. f must not use the vault's store.
func (v *Vault) Each(ctx context.Context, kind string, f func(Record) error) error {
	return v.kv.Each(ctx, bucket, "", func(code string, raw []byte) error {
		if h := headOf(raw); h.Kind != kind && h.Kind != "" {
			return nil
		}
		r, err := v.open(ctx, code, raw)
		if err != nil {
			return err
		}
		return f(r)
	})
}

// Blind gives a keyed hash of a value: it finds the same value again without opening a record, and tells nothing to whoever has not the master key.
// Values of different purposes do not match each other.
func (v *Vault) Blind(purpose, value string) string {
	mac := hmac.New(sha256.New, v.keys.Load().plain[indexKey])
	mac.Write([]byte(purpose + "\x00" + value))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)))
}
