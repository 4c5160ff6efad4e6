package vault_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"shanpei/internal/vault"
	"shanpei/models"
)

var errNone, errExists = errors.New("none"), errors.New("exists")

// records is a store as the journal has one, in a map.
type records struct {
	mu   sync.Mutex
	m    map[string][]byte
	fail error // what every call answers, when set
}

func newRecords() *records { return &records{m: map[string][]byte{}} }

func (r *records) Get(_ context.Context, bucket, key string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.m[bucket+"/"+key]
	if !ok {
		return nil, cmp.Or(r.fail, errNone)
	}
	return bytes.Clone(v), r.fail
}

func (r *records) Create(_ context.Context, bucket, key string, value []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.m[bucket+"/"+key]; ok {
		return errExists
	}
	r.m[bucket+"/"+key] = bytes.Clone(value)
	return r.fail
}

func (r *records) Swap(_ context.Context, bucket, key string, old, new []byte) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	have, ok := r.m[bucket+"/"+key]
	if !ok || !bytes.Equal(have, old) {
		return false, r.fail
	}
	r.m[bucket+"/"+key] = bytes.Clone(new)
	return true, r.fail
}

func (r *records) Delete(_ context.Context, bucket, key string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.m, bucket+"/"+key)
	return r.fail
}

func (r *records) Each(_ context.Context, bucket, prefix string, f func(string, []byte) error) error {
	r.mu.Lock()
	keys := slices.Sorted(maps.Keys(r.m))
	r.mu.Unlock()
	for _, k := range keys {
		if key, ok := strings.CutPrefix(k, bucket+"/"); ok && strings.HasPrefix(key, prefix) {
			if err := f(key, r.m[k]); err != nil {
				return err
			}
		}
	}
	return r.fail
}

func master(b byte) []byte { return bytes.Repeat([]byte{b}, vault.KeySize) }

func open(t *testing.T, kv vault.Store, key []byte) *vault.Vault {
	t.Helper()
	v, err := vault.New(t.Context(), kv, key, errNone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func seal(t *testing.T, v *vault.Vault, kind, name string) string {
	t.Helper()
	code, err := v.Seal(t.Context(), kind, map[string]string{"name": name, "phone": "13800000000"})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func reasonOf(err error) string {
	var e *models.Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return fmt.Sprint(err)
}

func TestWhatIsSealedOpensAgainAndTheStoreHoldsNoneOfIt(t *testing.T) {
	kv := newRecords()
	v := open(t, kv, master(1))
	code := seal(t, v, "contact", "金丝雀·石敢当𠮷")
	r, err := open(t, kv, master(1)).Open(t.Context(), code)
	if err != nil {
		t.Fatal(err)
	}
	if r.Field("name") != "金丝雀·石敢当𠮷" || r.Field("phone") != "13800000000" || r.Field("absent") != "" || r.Kind != "contact" || r.Code != code {
		t.Error("the record came back changed")
	}
	if !slices.Equal(r.Names(), []string{"name", "phone"}) {
		t.Errorf("names are %v", r.Names())
	}
	for key, raw := range kv.m {
		if bytes.Contains(raw, []byte("金丝雀")) || bytes.Contains(raw, []byte("13800000000")) {
			t.Errorf("%s holds the person in clear", key)
		}
	}
}

func TestCodesAreLongAndNeverTheSame(t *testing.T) {
	v := open(t, newRecords(), master(1))
	seen := map[string]bool{}
	for range 200 {
		code := seal(t, v, "contact", "同一人")
		if len(code) < 26 || seen[code] {
			t.Fatalf("code %q is short or was given before", code)
		}
		seen[code] = true
	}
}

func TestAnErasedPersonIsGone(t *testing.T) {
	kv := newRecords()
	v := open(t, kv, master(1))
	code := seal(t, v, "contact", "某人")
	for range 2 {
		if err := v.Erase(t.Context(), code); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Open(t.Context(), code); reasonOf(err) != "not_found" {
			t.Errorf("opening an erased record gives %v", err)
		}
	}
	if len(kv.m) != 1 {
		t.Errorf("%d records are left besides the check record", len(kv.m)-1)
	}
}

func TestAWrongMasterKeyIsRefusedWhenTheVaultIsOpened(t *testing.T) {
	kv := newRecords()
	open(t, kv, master(1))
	_, err := vault.New(t.Context(), kv, master(2), errNone)
	if !errors.Is(err, vault.ErrMasterKey) || strings.Contains(err.Error(), "\n") {
		t.Errorf("another key gives %v", err)
	}
	for _, n := range []int{0, 16, 31, 33} {
		if _, err := vault.New(t.Context(), newRecords(), make([]byte, n), errNone); err == nil {
			t.Errorf("a key of %d bytes is taken", n)
		}
	}
	kv.fail = errors.New("disk gone")
	if _, err := vault.New(t.Context(), kv, master(1), errNone); err == nil || errors.Is(err, vault.ErrMasterKey) {
		t.Errorf("a store that fails is taken for a wrong key: %v", err)
	}
}

func TestManyProcessesOpeningAnEmptyStoreAgreeOnOneKey(t *testing.T) {
	kv := newRecords()
	var wg sync.WaitGroup
	won := make([]error, 16)
	for i := range won {
		wg.Go(func() { _, won[i] = vault.New(context.Background(), kv, master(byte(i%2)), errNone) })
	}
	wg.Wait()
	if (won[0] == nil) == (won[1] == nil) {
		t.Fatalf("keys 0 and 1: %v, %v", won[0], won[1])
	}
	for i, err := range won {
		if (err == nil) != (won[i%2] == nil) {
			t.Errorf("process %d: %v", i, err)
		}
	}
}

func TestARecordThatWasChangedOrMovedDoesNotOpen(t *testing.T) {
	cases := map[string]func(kv *records, a, b string){
		"another's record under its code": func(kv *records, a, b string) { kv.m["vault/"+a] = kv.m["vault/"+b] },
		"another kind": func(kv *records, a, _ string) {
			kv.m["vault/"+a] = bytes.Replace(kv.m["vault/"+a], []byte(`"contact"`), []byte(`"account"`), 1)
		},
		"another's data": func(kv *records, a, b string) { kv.m["vault/"+a] = mix(kv.m["vault/"+a], kv.m["vault/"+b], "data") },
		"another's key":  func(kv *records, a, b string) { kv.m["vault/"+a] = mix(kv.m["vault/"+a], kv.m["vault/"+b], "key") },
		"another master": func(kv *records, a, _ string) {
			kv.m["vault/"+a] = mix(kv.m["vault/"+a], []byte(`{"key_id":"00000000"}`), "key_id")
		},
		"no JSON": func(kv *records, a, _ string) { kv.m["vault/"+a] = []byte("x") },
		"cut off": func(kv *records, a, _ string) {
			kv.m["vault/"+a] = mix(kv.m["vault/"+a], []byte(`{"data":"AAAA"}`), "data")
		},
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			kv := newRecords()
			v := open(t, kv, master(1))
			a, b := seal(t, v, "contact", "甲"), seal(t, v, "contact", "乙")
			change(kv, a, b)
			if r, err := v.Open(t.Context(), a); err == nil || strings.Contains(err.Error(), "甲") {
				t.Errorf("it opens as %q, %v", r.Field("name"), err)
			}
			if r, err := v.Open(t.Context(), b); err != nil || r.Field("name") != "乙" {
				t.Errorf("the other record is gone: %v", err)
			}
		})
	}
}

// mix gives a with one field of b.
func mix(a, b []byte, field string) []byte {
	var x, y map[string]json.RawMessage
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		panic("not a record")
	}
	x[field] = y[field]
	out, err := json.Marshal(x)
	if err != nil {
		panic(err)
	}
	return out
}

func TestEachGivesTheRecordsOfOneKind(t *testing.T) {
	v := open(t, newRecords(), master(1))
	want := map[string]string{}
	for i := range 5 {
		name := fmt.Sprint("联系人", i)
		want[seal(t, v, "contact", name)] = name
		seal(t, v, "account", "账户")
	}
	got := map[string]string{}
	err := v.Each(t.Context(), "contact", func(r vault.Record) error { got[r.Code] = r.Field("name"); return nil })
	if err != nil || !maps.Equal(got, want) {
		t.Errorf("got %d of %d records: %v", len(got), len(want), err)
	}
	stop := errors.New("stop")
	if err := v.Each(t.Context(), "contact", func(vault.Record) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the callback's error comes back as %v", err)
	}
}

func TestSealTakesOnlyWhatARecordMayHold(t *testing.T) {
	many := map[string]string{}
	for i := range 65 {
		many[fmt.Sprint(i)] = "x"
	}
	cases := map[string]struct {
		kind   string
		fields map[string]string
	}{
		"no kind":         {"", map[string]string{"name": "甲"}},
		"no field":        {"contact", nil},
		"too many fields": {"contact", many},
		"too long":        {"contact", map[string]string{"name": strings.Repeat("x", 64<<10)}},
	}
	kv := newRecords()
	v := open(t, kv, master(1))
	for name, c := range cases {
		if _, err := v.Seal(t.Context(), c.kind, c.fields); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	kv.fail = errors.New("disk gone")
	if code, err := v.Seal(t.Context(), "contact", map[string]string{"name": "甲"}); err == nil || code != "" {
		t.Error("a code is given for a record that was not kept")
	}
}

func TestBlindFindsTheSameValueForOneStoreAndPurposeOnly(t *testing.T) {
	kv := newRecords()
	v, other := open(t, kv, master(1)), open(t, newRecords(), master(1))
	hash := v.Blind("email", "a@example.org")
	if hash != open(t, kv, master(1)).Blind("email", "a@example.org") {
		t.Error("the same value gives another hash")
	}
	for what, same := range map[string]string{
		"another value": v.Blind("email", "b@example.org"), "another purpose": v.Blind("id", "a@example.org"), "another store": other.Blind("email", "a@example.org"),
		"a moved border": v.Blind("emai", "la@example.org"),
	} {
		if same == hash {
			t.Errorf("%s gives the same hash", what)
		}
	}
}

func TestARecordNeverPrintsThePerson(t *testing.T) {
	v := open(t, newRecords(), master(1))
	r, err := v.Open(t.Context(), seal(t, v, "contact", "金丝雀·石敢当"))
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		Public  vault.Record
		private vault.Record
		pointer *vault.Record
	}
	h := holder{r, r, &r}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+"\n", r)
		fmt.Fprintf(&out, verb+"\n", &r)
		fmt.Fprintf(&out, verb+"\n", h)
		fmt.Fprintf(&out, verb+"\n", []vault.Record{r})
		fmt.Fprintf(&out, verb+"\n", map[string]vault.Record{"a": r})
	}
	for _, x := range []any{r, &r, h, []vault.Record{r}, map[string]any{"r": r}} {
		raw, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(raw)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "r", r, "p", &r, "h", h)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "r", r, "p", &r, "h", h)
	for _, secret := range []string{"金丝雀", "石敢当", "13800000000", fmt.Sprintf("%x", "金丝雀")} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("the output holds %q", secret)
		}
	}
	if !strings.Contains(out.String(), vault.Hidden) {
		t.Error("nothing says that something is hidden")
	}
}

// batch is a store that can create several records at once.
type batch struct{ *records }

func (b batch) CreateAll(ctx context.Context, bucket string, keys []string, values [][]byte) error {
	for i := range keys {
		if err := b.Create(ctx, bucket, keys[i], values[i]); err != nil {
			return err
		}
	}
	return nil
}

func TestSeveralRecordsAreSealedAtOnceOrOneByOne(t *testing.T) {
	for name, store := range map[string]vault.Store{"one by one": newRecords(), "at once": batch{newRecords()}} {
		v, err := vault.New(t.Context(), store, bytes.Repeat([]byte{3}, vault.KeySize), errNone)
		if err != nil {
			t.Fatal(err)
		}
		codes, err := v.SealAll(t.Context(), "bank_line", []map[string]string{{"payer": "甲"}, {"payer": "乙"}})
		if err != nil || len(codes) != 2 || codes[0] == codes[1] {
			t.Fatalf("%s: %v %v", name, codes, err)
		}
		for i, want := range []string{"甲", "乙"} {
			if r, err := v.Open(t.Context(), codes[i]); err != nil || r.Field("payer") != want {
				t.Errorf("%s: %v %s", name, err, r.Field("payer"))
			}
		}
		if _, err := v.SealAll(t.Context(), "bank_line", []map[string]string{{}}); err == nil {
			t.Errorf("%s: an empty record was sealed", name)
		}
	}
}
