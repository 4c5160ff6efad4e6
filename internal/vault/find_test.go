package vault_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"shanpei/internal/journal"
	"shanpei/internal/journal/journaltest"
	"shanpei/internal/vault"
	"shanpei/models"
)

// onStores runs a test over the embedded file and over Mongo, with the store's own error for what is not there.
func onStores(t *testing.T, f func(t *testing.T, s journal.Store, v *vault.Vault)) {
	run := func(name string, open func(t *testing.T) journal.Store) {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			v, err := vault.New(t.Context(), s.KV(), master(1), journal.ErrNone)
			if err != nil {
				t.Fatal(err)
			}
			f(t, s, v)
		})
	}
	run("bolt", func(t *testing.T) journal.Store {
		s, err := journal.OpenBolt(filepath.Join(t.TempDir(), "journal.bolt"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	})
	run("mongo", func(t *testing.T) journal.Store { return journaltest.Mongo(t) })
}

var child = map[string]string{
	"name": "王·小明", "id_number": "11010119900307109x", "phone": "+86 138 0013 8000", "village": "某村", "diagnosis": "某病", "account": "6200000000000005", "hobby": "下棋",
}

func TestAPersonIsFoundByNumberNameAndPhoneHoweverTheyWereTyped(t *testing.T) {
	onStores(t, func(t *testing.T, _ journal.Store, v *vault.Vault) {
		ctx := t.Context()
		code, err := v.Seal(ctx, "beneficiary", child)
		if err != nil {
			t.Fatal(err)
		}
		other, err := v.SealAll(ctx, "guardian", []map[string]string{{"name": "王小明"}, {"name": "李四", "id_number": "370911198001011234"}})
		if err != nil {
			t.Fatal(err)
		}
		finds := func(field, value string, want ...string) {
			t.Helper()
			got, err := v.Find(ctx, field, value)
			slices.Sort(got)
			slices.Sort(want)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s finds %d records, want %d: %v", field, len(got), len(want), err)
			}
		}
		finds("id_number", "１１０１０１ 19900307 109X", code)
		finds("name", "王 小明", code, other[0])
		finds("phone", "13800138000", code)
		finds("phone", "0086-138-0013-8000", code)
		finds("id_number", "13800138000")
		finds("village", "某村")
		finds("name", " ")

		if err := v.Update(ctx, code, map[string]string{"name": "王大明", "phone": "", "village": "他村"}); err != nil {
			t.Fatal(err)
		}
		r, err := v.Open(ctx, code)
		if err != nil || r.Field("name") != "王大明" || r.Field("phone") != "" || r.Field("village") != "他村" || r.Field("diagnosis") != "某病" || slices.Contains(r.Names(), "phone") {
			t.Errorf("the change was not kept whole: %v", err)
		}
		finds("name", "王小明", other[0])
		finds("name", "王大明", code)
		finds("phone", "13800138000")

		if err := v.Erase(ctx, code); err != nil {
			t.Fatal(err)
		}
		finds("name", "王大明")
		finds("id_number", "11010119900307109X")
		if err := v.Update(ctx, code, map[string]string{"name": "某"}); reasonOf(err) != "not_found" {
			t.Errorf("an erased record is changed: %v", err)
		}
	})
}

// indexed counts what the index holds of a code.
func indexed(t *testing.T, kv vault.Store, code string) (n int) {
	t.Helper()
	err := kv.Each(t.Context(), "vault.blind", "", func(_ string, of []byte) error {
		if string(of) == code {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheIndexGoesWithItsRecordAndIntoItsBackup(t *testing.T) {
	onStores(t, func(t *testing.T, s journal.Store, v *vault.Vault) {
		ctx := t.Context()
		kept, err := v.Seal(ctx, "beneficiary", child)
		if err != nil {
			t.Fatal(err)
		}
		gone, err := v.Seal(ctx, "beneficiary", child)
		if err != nil {
			t.Fatal(err)
		}
		if n := indexed(t, s.KV(), gone); n != 3 {
			t.Fatalf("%d entries of a record with number, name and phone", n)
		}
		if err := v.Erase(ctx, gone); err != nil {
			t.Fatal(err)
		}
		if n := indexed(t, s.KV(), gone); n != 0 {
			t.Errorf("%d entries are left of an erased person", n)
		}
		var file bytes.Buffer
		if err := journal.Backup(ctx, s, &file); err != nil {
			t.Fatal(err)
		}
		raw := bytes.Clone(file.Bytes())
		other := journal.NewMemory()
		if err := journal.Restore(ctx, other, &file); err != nil {
			t.Fatal(err)
		}
		back, err := vault.New(ctx, other.KV(), master(1), journal.ErrNone)
		if err != nil {
			t.Fatal(err)
		}
		got, err := back.Find(ctx, "name", "王小明")
		if err != nil || !slices.Equal(got, []string{kept}) {
			t.Errorf("a restored index finds %v: %v", got, err)
		}
		if r, err := back.Open(ctx, kept); err != nil || r.Field("name") != child["name"] {
			t.Errorf("a restored record does not open: %v", err)
		}
		if _, err := back.Open(ctx, gone); reasonOf(err) != "not_found" {
			t.Errorf("an erased record is in a backup that was made after: %v", err)
		}
		wrong := journal.NewMemory()
		if err := journal.Restore(ctx, wrong, bytes.NewReader(raw)); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.New(ctx, wrong.KV(), master(2), journal.ErrNone); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("a restored vault opens with another key: %v", err)
		}
	})
}

func TestChangesAtOnceAreAllKeptAndFound(t *testing.T) {
	onStores(t, func(t *testing.T, s journal.Store, v *vault.Vault) {
		code, err := v.Seal(t.Context(), "beneficiary", map[string]string{"name": "甲", "phone": "13800000000"})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"phone": "13800000000"}
		var all sync.WaitGroup
		for i := range 6 {
			field := fmt.Sprint("field", i)
			want[field] = "x"
			all.Go(func() {
				if err := v.Update(context.Background(), code, map[string]string{field: "x", "name": fmt.Sprint("乙", i%2)}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		r, err := v.Open(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, name := range r.Names() {
			got[name] = r.Field(name)
		}
		name := got["name"]
		delete(got, "name")
		if !maps.Equal(got, want) {
			t.Errorf("a change was lost: %d of %d fields", len(got), len(want))
		}
		if found, err := v.Find(t.Context(), "name", name); err != nil || !slices.Equal(found, []string{code}) {
			t.Errorf("after changes at once the record is not found: %v", err)
		}
		if n := indexed(t, s.KV(), code); n != 2 {
			t.Errorf("%d entries for two values", n)
		}
	})
}

func TestAMaskShowsWhatMayBeShownAndNoMore(t *testing.T) {
	onStores(t, func(t *testing.T, _ journal.Store, v *vault.Vault) {
		code, err := v.Seal(t.Context(), "beneficiary", child)
		if err != nil {
			t.Fatal(err)
		}
		m, err := v.Mask(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		for field, want := range map[string]string{
			"name": "王***", "id_number": "1101************9x", "phone": "+86**********8000", "village": models.Hidden, "diagnosis": models.Hidden,
			"account": "6200********0005", "hobby": models.Hidden, "absent": "",
		} {
			if got := m.Field(field); got != want {
				t.Errorf("%s is masked as %q, want %q", field, got, want)
			}
		}
		for _, name := range m.Names() {
			if m.Field(name) == child[name] {
				t.Errorf("%s is not masked", name)
			}
		}
		if out := fmt.Sprintf("%v %+v %#v %s", m, m, &m, []vault.Masked{m}); strings.Contains(out, "1101") || !strings.Contains(out, vault.Hidden) {
			t.Errorf("a masked record prints as %s", out)
		}
		if _, err := v.Mask(t.Context(), "absent"); reasonOf(err) != "not_found" {
			t.Errorf("what is not there is masked: %v", err)
		}
	})
}
