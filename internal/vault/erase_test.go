package vault_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

// wrappedKeys gives the bytes of the wrapped keys of a stored record, as they stand in the file, and what else must be gone.
func wrappedKeys(t *testing.T, kv vault.Store, bucket, key string) []string {
	t.Helper()
	raw, err := kv.Get(t.Context(), bucket, key)
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Key, Data []byte
		Keys      map[string]map[string][]byte
		Index     []string
	}
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	out := s.Index
	for _, b := range [][]byte{s.Key, s.Data} {
		if len(b) > 0 {
			out = append(out, base64.StdEncoding.EncodeToString(b)[:40])
		}
	}
	for _, slots := range s.Keys {
		for _, b := range slots {
			out = append(out, base64.StdEncoding.EncodeToString(b)[:40])
		}
	}
	return out
}

// TestNothingOfAnErasedPersonIsLeftInTheFile reads the file itself: what bbolt leaves on its free pages counts.
func TestNothingOfAnErasedPersonIsLeftInTheFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "journal.bolt")
	s, err := journal.OpenBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	v, err := reopen(t, s.KV(), master(1))
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for i := range 300 {
		code, err := v.Seal(t.Context(), "beneficiary", map[string]string{"name": fmt.Sprint("孩子", i), "id_number": fmt.Sprintf("37091120150101%04d", i), "note": strings.Repeat("长", i*7)})
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, code)
	}
	var gone []string
	for i := 0; i < len(codes); i += 7 {
		gone = append(gone, codes[i])
		gone = append(gone, wrappedKeys(t, s.KV(), "vault", codes[i])...)
		if i%2 == 0 { // changed before: the earlier record must be gone as well
			if err := v.Update(t.Context(), codes[i], map[string]string{"note": "改"}); err != nil {
				t.Fatal(err)
			}
			gone = append(gone, wrappedKeys(t, s.KV(), "vault", codes[i])...)
		}
	}
	for i := 0; i < len(codes); i += 7 {
		if err := v.Erase(t.Context(), codes[i]); err != nil {
			t.Fatal(err)
		}
	}
	left := func() (n int) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range gone {
			if bytes.Contains(raw, []byte(x)) {
				n++
			}
		}
		return n
	}
	if left() == 0 {
		t.Fatal("the file has nothing left before it is scrubbed: this proves nothing")
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 { // the file does not grow by it
		if err := v.Erase(t.Context(), codes[0]); err != nil {
			t.Fatal(err)
		}
		code, err := v.Seal(t.Context(), "contact", map[string]string{"name": "过客"})
		if err != nil {
			t.Fatal(err)
		}
		gone = append(gone, code)
		gone = append(gone, wrappedKeys(t, s.KV(), "vault", code)...)
		if err := v.Erase(t.Context(), code); err != nil {
			t.Fatal(err)
		}
		if err := v.Scrub(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := left(); n != 0 {
		t.Errorf("%d of %d traces of the erased are left in the file", n, len(gone))
	}
	after, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if after.Size() > before.Size()+4<<20 {
		t.Errorf("the file grew from %d to %d bytes", before.Size(), after.Size())
	}
	for i, code := range codes {
		if _, err := v.Open(t.Context(), code); (reasonOf(err) == "not_found") != (i%7 == 0) {
			t.Errorf("record %d: %v", i, err)
		}
	}
	var file bytes.Buffer
	if err := journal.Backup(t.Context(), s, &file); err != nil {
		t.Fatal(err)
	}
	other, err := journal.OpenBolt(filepath.Join(dir, "restored.bolt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = other.Close() })
	if err := journal.Restore(t.Context(), other, &file); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "restored.bolt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range gone {
		if bytes.Contains(raw, []byte(x)) {
			t.Fatalf("a backup made after the erasure has %.12s…", x)
		}
	}
}

func TestAfterAChangeOfTheMasterKeyTheFileHasNothingThatTheOldOneOpens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.bolt")
	s, err := journal.OpenBolt(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	v, err := reopen(t, s.KV(), master(1))
	if err != nil {
		t.Fatal(err)
	}
	code, err := v.Seal(t.Context(), "guardian", map[string]string{"name": "甲"})
	if err != nil {
		t.Fatal(err)
	}
	old := append(wrappedKeys(t, s.KV(), "vault.keys", "ring"), wrappedKeys(t, s.KV(), "vault", code)[1]) // after the index: the key
	_, err = v.Rekey(t.Context(), master(2), func() error {
		old = append(old, wrappedKeys(t, s.KV(), "vault.keys", "ring")...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range wrappedKeys(t, s.KV(), "vault.keys", "ring") {
		old = slices.DeleteFunc(old, func(x string) bool { return x == now })
	}
	if len(old) < 4 { // two keys under the old master key, the way over, the record's own
		t.Fatalf("only %d traces to look for", len(old))
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range old {
		if bytes.Contains(raw, []byte(x)) {
			t.Errorf("trace %d of the old master key is left in the file", i)
		}
	}
}
