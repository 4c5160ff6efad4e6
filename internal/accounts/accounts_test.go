package accounts

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"shanpei/internal/vault"
	"shanpei/models"
)

var errNone, errExists = errors.New("none"), errors.New("exists")

// records is a store as the journal has one, in a map. It counts what is asked of it.
type records struct {
	mu    sync.Mutex
	m     map[string][]byte
	calls map[string]int
	hook  func(call, bucket, key string) error // may make a call fail, or do something in the middle of it
}

func newRecords() *records { return &records{m: map[string][]byte{}, calls: map[string]int{}} }

func (r *records) called(call, bucket, key string) error {
	r.mu.Lock()
	r.calls[call+" "+bucket]++
	hook := r.hook
	r.mu.Unlock()
	if hook != nil {
		return hook(call, bucket, key)
	}
	return nil
}

func (r *records) Get(_ context.Context, bucket, key string) ([]byte, error) {
	r.mu.Lock()
	v, ok := r.m[bucket+"\n"+key]
	r.mu.Unlock()
	if err := r.called("get", bucket, key); err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNone
	}
	return bytes.Clone(v), nil
}

func (r *records) Create(_ context.Context, bucket, key string, value []byte) error {
	if err := r.called("create", bucket, key); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.m[bucket+"\n"+key]; ok {
		return errExists
	}
	r.m[bucket+"\n"+key] = bytes.Clone(value)
	return nil
}

func (r *records) Swap(_ context.Context, bucket, key string, old, new []byte) (bool, error) {
	if err := r.called("swap", bucket, key); err != nil {
		return false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	v, ok := r.m[bucket+"\n"+key]
	if !ok || !bytes.Equal(v, old) {
		return false, nil
	}
	r.m[bucket+"\n"+key] = bytes.Clone(new)
	return true, nil
}

func (r *records) Delete(_ context.Context, bucket, key string) error {
	if err := r.called("delete", bucket, key); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.m, bucket+"\n"+key)
	return nil
}

func (r *records) Each(_ context.Context, bucket, prefix string, f func(string, []byte) error) error {
	if err := r.called("each", bucket, prefix); err != nil {
		return err
	}
	r.mu.Lock()
	m := maps.Clone(r.m)
	r.mu.Unlock()
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if key, ok := strings.CutPrefix(k, bucket+"\n"); ok && strings.HasPrefix(key, prefix) {
			if err := f(key, m[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

// bucket lists the keys of a bucket.
func (r *records) bucket(bucket string) []string {
	var out []string
	_ = r.Each(context.Background(), bucket, "", func(key string, _ []byte) error { out = append(out, key); return nil })
	return out
}

// rig is accounts over a fake store, with a clock that is set by hand and hashes that cost nothing.
type rig struct {
	*Accounts
	t      *testing.T
	kv     *records
	mu     sync.Mutex
	at     time.Time
	hashes int
}

func newRig(t *testing.T) *rig { return rigOver(t, newRecords()) }

// rigOver is another process over the same store.
func rigOver(t *testing.T, kv *records) *rig {
	t.Helper()
	v, err := vault.New(t.Context(), kv, bytes.Repeat([]byte{7}, vault.KeySize), errNone)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, kv: kv, at: time.Date(2026, 9, 1, 1, 0, 0, 0, time.UTC)}
	r.Accounts = New(kv, v, Options{None: errNone, Exists: errExists, Clock: r.clock})
	r.hasher.key = func(password, salt []byte, _ *argon2id.Params) []byte {
		r.mu.Lock()
		r.hashes++
		r.mu.Unlock()
		sum := sha256.Sum256(slices.Concat(salt, password))
		return sum[:]
	}
	return r
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = r.at.Add(d)
}

const goodPassword = "泰山石敢当-护佑成长"

func (r *rig) create(email string) Account {
	r.t.Helper()
	acc, err := r.Create(r.t.Context(), NewAccount{Name: "金丝雀·石敢当", Email: email, Phone: "138 0000 0000", Password: goodPassword})
	if err != nil {
		r.t.Fatal(err)
	}
	return acc
}

func refusal(err error) *models.Error {
	var e *models.Error
	if errors.As(err, &e) {
		return e
	}
	return &models.Error{Reason: fmt.Sprint(err)}
}

func TestAnAccountIsFoundByIdAndByAddressAndTheStoreHoldsNoneOfItInClear(t *testing.T) {
	r := newRig(t)
	made := r.create(" Worker@Example.ORG ")
	for what, find := range map[string]func() (Account, error){
		"by id":            func() (Account, error) { return r.Get(t.Context(), made.ID) },
		"by address":       func() (Account, error) { return r.ByEmail(t.Context(), "worker@example.org") },
		"by other letters": func() (Account, error) { return r.ByEmail(t.Context(), "ＷＯＲＫＥＲ@example.org") },
	} {
		acc, err := find()
		if err != nil || acc != made || acc.Name != "金丝雀·石敢当" || acc.Email != "worker@example.org" || acc.Phone != "13800000000" {
			t.Errorf("%s: %v", what, err)
		}
	}
	for key, raw := range r.kv.m {
		for _, secret := range []string{"金丝雀", "worker@", "13800000000", goodPassword} {
			if bytes.Contains(raw, []byte(secret)) || strings.Contains(key, secret) {
				t.Errorf("%q holds %q in clear", key, secret)
			}
		}
	}
	for _, id := range []string{"", "-", "nobody"} {
		if _, err := r.Get(t.Context(), id); refusal(err).Reason != "not_found" {
			t.Errorf("%q gives %v", id, err)
		}
	}
	if _, err := r.ByEmail(t.Context(), "no address"); refusal(err).Reason != "not_found" {
		t.Errorf("no address gives %v", err)
	}
}

func TestCreateRefusesAtTheField(t *testing.T) {
	good := NewAccount{ID: "u1", Name: "某人", Email: "a@example.org", Password: goodPassword}
	with := func(f func(*NewAccount)) NewAccount { n := good; f(&n); return n }
	password := func(p string) NewAccount { return with(func(n *NewAccount) { n.Password = p }) }
	email := func(e string) NewAccount { return with(func(n *NewAccount) { n.Email = e }) }
	cases := []struct {
		name, field, reason string
		n                   NewAccount
	}{
		{"no name", "name", "required", with(func(n *NewAccount) { n.Name = "  " })},
		{"a long name", "name", "text_too_long", with(func(n *NewAccount) { n.Name = strings.Repeat("长", 51) })},
		{"a control character", "name", "text_control", with(func(n *NewAccount) { n.Name = "a\nb" })},
		{"a direction character", "name", "text_control", with(func(n *NewAccount) { n.Name = "a\u202eb" })},
		{"bytes that are no text", "name", "text_control", with(func(n *NewAccount) { n.Name = "a\xff" })},
		{"no address", "email", "required", email("")},
		{"an address without a host", "email", "email_format", email("a@")},
		{"an address without a dot", "email", "email_format", email("a@localhost")},
		{"two addresses", "email", "email_format", email("a@b.org,c@d.org")},
		{"a name with the address", "email", "email_format", email("A <a@example.org>")},
		{"a line break in the address", "email", "email_format", email("a@example.org\r\nBcc: x@y.org")},
		{"a long address", "email", "email_format", email(strings.Repeat("a", 64) + "@" + strings.Repeat("b.", 100) + "org")},
		{"an endless address", "email", "email_format", email(strings.Repeat("a", 1<<20))},
		{"a wrong number", "phone", "phone_format", with(func(n *NewAccount) { n.Phone = "12800000000" })},
		{"a short password", "password", "password_short", password("九个字符的密码啊啊")},
		{"no password", "password", "password_short", password("")},
		{"a long password", "password", "text_too_long", password(strings.Repeat("长密码", 67))},
		{"an endless password", "password", "text_too_long", password(strings.Repeat("x", 1<<20))},
		{"a stolen password", "password", "password_common", password("1QAZ2wsx3edc")},
		{"a word with digits", "password", "password_common", password("Password2026!")},
		{"full-width letters", "password", "password_common", password("ｐａｓｓｗｏｒｄ２０２６")},
		{"a birthday", "password", "password_common", password("1998-05-20-01")},
		{"one character", "password", "password_common", password("zzzzzzzzzzzz")},
		{"a run", "password", "password_common", password("bcdefghijklmn")},
		{"a run backwards", "password", "password_common", password("nmlkjihgfedcb")},
		{"the address", "password", "password_common", with(func(n *NewAccount) { n.Email, n.Password = "worker@example.org", "Worker@example.org" })},
		{"the address's name with digits", "password", "password_common", with(func(n *NewAccount) { n.Email, n.Password = "workerli@example.org", "WorkerLi2026" })},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			before := len(r.kv.m)
			_, err := r.Create(t.Context(), c.n)
			if e := refusal(err); e.Field != c.field || e.Reason != c.reason {
				t.Errorf("it gives %v", err)
			}
			if len(r.kv.m) != before {
				t.Error("something was left in the store")
			}
		})
	}
	r := newRig(t)
	for i, p := range []string{goodPassword, "correct horse battery", "Tr0ub4dor&3xy", "七零八落九霄云外天", "mQ7#kfWz2p"} {
		n := NewAccount{Name: "某人", Email: fmt.Sprintf("a%d@example.org", i), Password: p + "丨"}
		if _, err := r.Create(t.Context(), n); err != nil {
			t.Errorf("a good password is refused: %v", err)
		}
	}
}

func TestAnAddressAndAnIdBelongToOneAccount(t *testing.T) {
	r := newRig(t)
	n := NewAccount{ID: "u1", Name: "甲", Email: "a@example.org", Password: goodPassword}
	if _, err := r.Create(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	size := len(r.kv.m)
	n.Name, n.ID, n.Email = "乙", "u2", "A@EXAMPLE.org"
	if _, err := r.Create(t.Context(), n); refusal(err).Reason != "email_taken" || refusal(err).Field != "email" {
		t.Errorf("the same address gives %v", err)
	}
	n.ID, n.Email = "u1", "b@example.org"
	if _, err := r.Create(t.Context(), n); refusal(err).Reason != "user_exists" {
		t.Errorf("the same id gives %v", err)
	}
	if len(r.kv.m) != size {
		t.Error("a refused account left something in the store")
	}
	if acc, err := r.Get(t.Context(), "u1"); err != nil || acc.Name != "甲" {
		t.Errorf("the first account was changed: %v", err)
	}
}

func TestOneOfManyAtOnceGetsTheAddress(t *testing.T) {
	r := newRig(t)
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = r.Create(context.Background(), NewAccount{ID: fmt.Sprint("u", i), Name: "甲", Email: "a@example.org", Password: goodPassword})
		})
	}
	wg.Wait()
	won := 0
	for i, err := range errs {
		if err == nil {
			won++
			if acc, err := r.ByEmail(t.Context(), "a@example.org"); err != nil || acc.ID != fmt.Sprint("u", i) {
				t.Errorf("the winner is not found: %v", err)
			}
		} else if refusal(err).Reason != "email_taken" {
			t.Errorf("a loser is told %v", err)
		}
	}
	if persons := len(r.kv.bucket("vault")); won != 1 || persons != 1 {
		t.Errorf("%d won, %d persons are kept", won, persons)
	}
}

func TestAnAddressWhoseAccountNeverCameIsGivenAwayAfterAMinute(t *testing.T) {
	r := newRig(t)
	crash := errors.New("power cut")
	r.kv.hook = func(call, bucket, _ string) error {
		if bucket == accountBucket && call == "create" || call == "delete" {
			return crash
		}
		return nil
	}
	n := NewAccount{ID: "u1", Name: "甲", Email: "a@example.org", Password: goodPassword}
	if _, err := r.Create(t.Context(), n); !errors.Is(err, crash) {
		t.Fatalf("the crash comes back as %v", err)
	}
	r.kv.hook = nil
	n.ID = "u2"
	if _, err := r.Create(t.Context(), n); refusal(err).Reason != "email_taken" {
		t.Errorf("an address that is being taken gives %v", err)
	}
	r.pass(takeover)
	if _, err := r.Create(t.Context(), n); err != nil {
		t.Errorf("an address that was left behind gives %v", err)
	}
	if acc, err := r.ByEmail(t.Context(), "a@example.org"); err != nil || acc.ID != "u2" {
		t.Errorf("the address leads to %q, %v", acc.ID, err)
	}
}

func TestARemovedAccountLeavesNothing(t *testing.T) {
	r := newRig(t)
	before := len(r.kv.m)
	acc := r.create("a@example.org")
	secret, _, err := r.NewSession(t.Context(), acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	token, err := r.IssueToken(t.Context(), acc.ID, "对账程序", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := r.Remove(t.Context(), acc.ID); err != nil {
			t.Fatal(err)
		}
	}
	_, byID := r.Get(t.Context(), acc.ID)
	_, bySession := r.Session(t.Context(), secret)
	_, byToken := r.ByToken(t.Context(), token)
	if refusal(byID).Reason != "not_found" || refusal(bySession).Reason != "session_expired" || refusal(byToken).Reason != "token_invalid" {
		t.Errorf("after it: %v, %v, %v", byID, bySession, byToken)
	}
	if len(r.kv.m) != before {
		t.Errorf("%d records are left", len(r.kv.m)-before)
	}
}
