package vault_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

func reopen(t *testing.T, kv vault.Store, key []byte) (*vault.Vault, error) {
	t.Helper()
	return vault.New(t.Context(), kv, key, journal.ErrNone)
}

// TestTheMasterKeyIsChangedUnderLoad lets other processes read, write, change, find and erase while the key changes twice, none of them told a new key.
func TestTheMasterKeyIsChangedUnderLoad(t *testing.T) {
	onStores(t, func(t *testing.T, s journal.Store, v *vault.Vault) {
		ctx := t.Context()
		token := v.Blind("paper", "ZS-2026-000001-1")
		var mu sync.Mutex
		kept := map[string]string{}
		stop := make(chan struct{})
		var all sync.WaitGroup
		for worker := range 3 {
			other, err := reopen(t, s.KV(), master(1))
			if err != nil {
				t.Fatal(err)
			}
			go other.Watch(ctx, func(err error) { t.Error(err) })
			all.Go(func() {
				for n := 0; ; n++ {
					select {
					case <-stop:
						return
					case <-time.After(3 * time.Millisecond):
					}
					name := fmt.Sprint("人", worker, "-", n)
					code, err := other.Seal(context.Background(), "beneficiary", map[string]string{"name": name})
					if err != nil {
						t.Error(err)
						return
					}
					switch n % 3 {
					case 1:
						name += "改"
						err = other.Update(context.Background(), code, map[string]string{"name": name})
					case 2:
						err = other.Erase(context.Background(), code)
					}
					if r, oerr := other.Open(context.Background(), code); n%3 != 2 && (oerr != nil || r.Field("name") != name) {
						t.Error("what was sealed does not open:", oerr)
					}
					if err != nil {
						t.Error(err)
					}
					if n%3 != 2 {
						mu.Lock()
						kept[code] = name
						mu.Unlock()
					}
				}
			})
		}
		for i := byte(2); i <= 3; i++ {
			turner, err := reopen(t, s.KV(), master(i-1))
			if err != nil {
				t.Fatal(err)
			}
			var before atomic.Bool
			done, err := turner.Rekey(ctx, master(i), func() error {
				before.Store(true)
				for _, key := range [][]byte{master(i - 1), master(i)} {
					if _, err := reopen(t, s.KV(), key); err != nil {
						t.Error("while it is under way, a master key does not open:", err)
					}
				}
				return nil
			})
			if err != nil || !done.Done || !before.Load() {
				t.Fatalf("%+v, %v", done, err)
			}
		}
		close(stop)
		all.Wait()
		for i := byte(1); i <= 2; i++ {
			if _, err := reopen(t, s.KV(), master(i)); !errors.Is(err, vault.ErrMasterKey) {
				t.Errorf("the old master key %d opens still: %v", i, err)
			}
		}
		last, err := reopen(t, s.KV(), master(3))
		if err != nil {
			t.Fatal(err)
		}
		if last.Blind("paper", "ZS-2026-000001-1") != token {
			t.Error("the token of a paper is another one")
		}
		for code, name := range kept {
			r, err := last.Open(ctx, code)
			if err != nil || r.Field("name") != name {
				t.Fatalf("a record was lost: %v", err)
			}
			if found, err := last.Find(ctx, "name", name); err != nil || len(found) != 1 {
				t.Fatalf("a record is not found any more: %v", err)
			}
		}
		if len(kept) < 20 {
			t.Errorf("only %d records: too little load to prove anything", len(kept))
		}
		if done, err := last.Rekey(ctx, master(3), nil); err != nil || !done.Done || done.Records != 0 {
			t.Errorf("once more with the same key: %+v, %v", done, err)
		}
	})
}

func TestAChangeOfTheMasterKeyIsGoneOnWithAfterAnyStop(t *testing.T) {
	onStores(t, func(t *testing.T, s journal.Store, v *vault.Vault) {
		codes, err := v.SealAll(t.Context(), "guardian", []map[string]string{{"name": "甲"}, {"name": "乙"}, {"name": "丙"}})
		if err != nil {
			t.Fatal(err)
		}
		stop := errors.New("power cut")
		if _, err := v.Rekey(t.Context(), master(2), func() error { return stop }); !errors.Is(err, stop) {
			t.Fatal(err)
		}
		if _, err := v.Rekey(t.Context(), master(3), nil); !errors.Is(err, vault.ErrRekeying) {
			t.Errorf("two changes at once: %v", err)
		}
		for i := byte(1); i <= 2; i++ {
			half, err := reopen(t, s.KV(), master(i))
			if err != nil {
				t.Fatal(err)
			}
			if half.Turning() != (i == 2) {
				t.Errorf("key %d says turning %v", i, half.Turning())
			}
			for _, code := range codes {
				if _, err := half.Open(t.Context(), code); err != nil {
					t.Errorf("half-way, key %d does not open: %v", i, err)
				}
			}
			more, err := half.Seal(t.Context(), "guardian", map[string]string{"name": "丁"})
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, more)
		}
		half, _ := reopen(t, s.KV(), master(2))
		if done, err := half.Rekey(t.Context(), master(2), nil); err != nil || !done.Done {
			t.Fatalf("%+v, %v", done, err)
		}
		whole, err := reopen(t, s.KV(), master(2))
		if err != nil || whole.Turning() {
			t.Fatal("it is not over:", err)
		}
		for _, code := range codes {
			if _, err := whole.Open(t.Context(), code); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestAStoreOfAnEarlierVersionOpens makes one as that version did: keys derived from the master key, a check record, no ring.
func TestAStoreOfAnEarlierVersionOpens(t *testing.T) {
	key := master(7)
	derived := func(purpose string) []byte {
		out, err := hkdf.Key(sha256.New, key, nil, "shanpei vault 1 "+purpose, 32)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	box := func(k []byte) cipher.AEAD {
		block, err := aes.NewCipher(k)
		if err != nil {
			t.Fatal(err)
		}
		a, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	id := hex.EncodeToString(derived("id")[:4])
	sealed := func(code, kind, fields string) []byte {
		own, ad := bytes.Repeat([]byte{9}, 32), []byte(id+"\x00"+kind+"\x00"+code)
		raw, err := json.Marshal(map[string]any{"kind": kind, "key_id": id, "key": box(derived("wrap")).Seal(nil, nil, own, ad), "data": box(own).Seal(nil, nil, []byte(fields), ad)})
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	kv := newRecords()
	kv.m["vault.check/master"] = sealed("master", "check", "null")
	kv.m["vault/oldcode"] = sealed("oldcode", "contact", `{"name":"老记录"}`)
	if _, err := vault.New(t.Context(), kv, master(8), errNone); !errors.Is(err, vault.ErrMasterKey) || len(kv.m) != 2 {
		t.Fatalf("a wrong key: %v, %d records", err, len(kv.m))
	}
	v := open(t, kv, key)
	r, err := v.Open(t.Context(), "oldcode")
	if err != nil || r.Field("name") != "老记录" {
		t.Fatal("the old record does not open:", err)
	}
	if done, err := v.Rekey(t.Context(), master(8), nil); err != nil || done.Records != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	if r, err := open(t, kv, master(8)).Open(t.Context(), "oldcode"); err != nil || r.Field("name") != "老记录" {
		t.Error("after a change of the master key the old record does not open:", err)
	}
}
