package accounts

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"shanpei/models"
)

const home, elsewhere = "203.0.113.7", "198.51.100.9"

func (r *rig) login(email, password, address string) error {
	_, err := r.Authenticate(r.t.Context(), email, password, address)
	return err
}

func TestTheRightPasswordLogsInHoweverItIsTyped(t *testing.T) {
	r := newRig(t)
	acc, err := r.Create(t.Context(), NewAccount{Name: "甲", Email: "a@example.org", Password: "Ａé-long-enough"})
	if err != nil {
		t.Fatal(err)
	}
	for _, password := range []string{"Ａé-long-enough", "Aé-long-enough", "Ae\u0301-long-enough"} {
		got, err := r.Authenticate(t.Context(), " A@Example.org", password, home)
		if err != nil || got != acc {
			t.Errorf("%q: %v", password, err)
		}
	}
	for _, password := range []string{"", "aé-long-enough", "Aé-long-enough ", strings.Repeat("x", 1<<20)} {
		if e := refusal(r.login("a@example.org", password, home)); e.Reason != "login_failed" || e.Code != models.Unauthenticated || e.Field != "" {
			t.Errorf("a wrong password gives %v", e)
		}
	}
}

func TestAnUnknownAddressIsRefusedInTheSameWordsAfterTheSameWork(t *testing.T) {
	r := newRig(t)
	r.create("known@example.org")
	ask := func(email, from string) (map[string]int, int, error) {
		r.kv.mu.Lock()
		clear(r.kv.calls)
		r.kv.mu.Unlock()
		r.hashes = 0
		err := r.login(email, "wrong password", from)
		return maps.Clone(r.kv.calls), r.hashes, err
	}
	for i := range 8 { // through the free attempts into the throttled ones
		knownCalls, knownHashes, knownErr := ask("known@example.org", "192.0.2.1")
		unknownCalls, unknownHashes, unknownErr := ask("unknown@example.org", "192.0.2.2")
		if fmt.Sprint(knownErr) != fmt.Sprint(unknownErr) || fmt.Sprint(refusal(knownErr).Params) != fmt.Sprint(refusal(unknownErr).Params) {
			t.Errorf("attempt %d: %v for a known address, %v for an unknown one", i, knownErr, unknownErr)
		}
		if !maps.Equal(knownCalls, unknownCalls) || knownHashes != unknownHashes {
			t.Errorf("attempt %d: the work differs: %v and %d hashes, %v and %d hashes", i, knownCalls, knownHashes, unknownCalls, unknownHashes)
		}
		if throttled := refusal(knownErr).Reason == "rate_limited"; throttled != (i >= 5) || throttled != (knownHashes == 0) {
			t.Errorf("attempt %d gives %v after %d hashes", i, knownErr, knownHashes)
		}
	}
}

func TestStuffingIsSlowedAndTheOwnerIsNotShutOut(t *testing.T) {
	r := newRig(t)
	r.create("victim@example.org")
	var failed, refused int
	for range 500 {
		switch e := refusal(r.login("victim@example.org", "guess guess guess", elsewhere)); e.Reason {
		case "login_failed":
			failed++
		case "rate_limited":
			refused++
			if s, ok := e.Params["seconds"].(int); !ok || s < 1 || s > 30 || e.Code != models.TooMany {
				t.Fatalf("the refusal says %v", e.Params)
			}
		}
	}
	if failed != 5 || refused != 495 {
		t.Errorf("%d guesses were looked at, %d refused", failed, refused)
	}
	if err := r.login("victim@example.org", goodPassword, home); err != nil {
		t.Errorf("the owner, from elsewhere, is told %v", err)
	}
	if err := r.login("victim@example.org", goodPassword, elsewhere); refusal(err).Reason != "rate_limited" {
		t.Errorf("the right guess within the pause gives %v", err)
	}
	r.pass(30 * time.Second)
	if err := r.login("victim@example.org", goodPassword, elsewhere); err != nil {
		t.Errorf("the owner, after the pause, is told %v", err)
	}
}

func TestThePauseGrowsAndIsForgotten(t *testing.T) {
	r := newRig(t)
	r.create("a@example.org")
	for range 5 {
		if err := r.login("a@example.org", "wrong password", home); refusal(err).Reason != "login_failed" {
			t.Fatal(err)
		}
	}
	for _, seconds := range []int{30, 60, 120, 240, 480, 900, 900} {
		if e := refusal(r.login("a@example.org", "wrong password", home)); e.Params["seconds"] != seconds {
			t.Fatalf("the pause is %v, not %d", e.Params, seconds)
		}
		r.pass(time.Duration(seconds) * time.Second)
		if e := refusal(r.login("a@example.org", "wrong password", home)); e.Reason != "login_failed" {
			t.Fatalf("after the pause: %v", e)
		}
	}
	r.pass(15*time.Minute + throttleWindow)
	for range 5 {
		if err := r.login("a@example.org", "wrong password", home); refusal(err).Reason != "login_failed" {
			t.Errorf("long after: %v", err)
		}
	}
}

func TestOneAddressCannotTryAListOfAccounts(t *testing.T) {
	r := newRig(t)
	r.create("a@example.org")
	looked := 0
	for i := range 200 {
		// Another host of the same IPv6 network each time.
		if refusal(r.login(fmt.Sprintf("u%d@example.org", i), "wrong password", fmt.Sprintf("2001:db8:1:2::%x", i+1))).Reason == "login_failed" {
			looked++
		}
	}
	if looked != addressLimit.free {
		t.Errorf("%d accounts were tried", looked)
	}
	if err := r.login("a@example.org", goodPassword, "2001:db8:1:3::1"); err != nil {
		t.Errorf("the network beside it is told %v", err)
	}
}

func TestManyMachinesAtOneAccountAreSlowedButNotItsOwner(t *testing.T) {
	r := newRig(t)
	r.create("a@example.org")
	if err := r.login("a@example.org", goodPassword, home); err != nil {
		t.Fatal(err)
	}
	looked := 0
	for i := range 200 {
		if refusal(r.login("a@example.org", "wrong password", fmt.Sprintf("198.51.100.%d", i))).Reason == "login_failed" {
			looked++
		}
	}
	if looked != accountLimit.free {
		t.Errorf("%d guesses were looked at", looked)
	}
	e := refusal(r.login("a@example.org", goodPassword, "192.0.2.200"))
	if seconds, ok := e.Params["seconds"].(int); e.Reason != "rate_limited" || !ok || seconds > 60 {
		t.Fatalf("the owner on a new machine is told %v %v", e, e.Params)
	}
	if err := r.login("a@example.org", goodPassword, home); err != nil {
		t.Errorf("the owner, from where they were before, is told %v", err)
	}
	if e := refusal(r.login("a@example.org", "wrong password", "192.0.2.100")); e.Reason != "login_failed" {
		t.Errorf("one more guess gives %v", e)
	}
	r.pass(time.Minute)
	if err := r.login("a@example.org", goodPassword, "192.0.2.200"); err != nil {
		t.Errorf("and a minute later %v", err)
	}
}

func TestAThousandAttemptsAtOnceAreCountedOneByOneAcrossProcesses(t *testing.T) {
	one := newRig(t)
	one.create("a@example.org")
	two := rigOver(t, one.kv)
	var wg sync.WaitGroup
	var mu sync.Mutex
	got := map[string]int{}
	for i := range 60 {
		wg.Go(func() {
			r := []*rig{one, two}[i%2]
			_, err := r.Authenticate(context.Background(), "a@example.org", "wrong password", home)
			mu.Lock()
			got[refusal(err).Reason]++
			mu.Unlock()
		})
	}
	wg.Wait()
	if got["login_failed"] > 5 || got["login_failed"]+got["rate_limited"] != 60 {
		t.Errorf("the answers were %v", got)
	}
	if n := one.hashes + two.hashes; n > 6 {
		t.Errorf("%d hashes were computed", n)
	}
}

func TestAStoreThatFailsIsNoFailedLogin(t *testing.T) {
	r := newRig(t)
	r.create("a@example.org")
	gone := errors.New("store gone")
	for _, bucket := range []string{accountBucket, emailBucket, throttleBucket} {
		r.kv.hook = func(_, b, _ string) error {
			if b == bucket {
				return gone
			}
			return nil
		}
		if err := r.login("a@example.org", goodPassword, home); !errors.Is(err, gone) {
			t.Errorf("%s fails: %v", bucket, err)
		}
	}
	r.kv.hook = nil
	for range 6 {
		if err := r.login("a@example.org", goodPassword, home); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	}
}

func TestAStoredHashThatAsksForTooMuchIsNotComputed(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	b64 := base64.RawStdEncoding.EncodeToString
	salt, key := b64(make([]byte, 16)), b64(make([]byte, 32))
	for _, hash := range []string{
		"$argon2id$v=19$m=4194304,t=2,p=1$" + salt + "$" + key, "$argon2id$v=19$m=19456,t=4000000000,p=1$" + salt + "$" + key, "$argon2id$v=19$m=19456,t=2,p=255$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + key, "$argon2id$v=19$m=0,t=2,p=1$" + salt + "$" + key, "$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + b64(make([]byte, 1<<16)), "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$", "$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + key, "x",
	} {
		r.hashes = 0
		if ok, err := r.hasher.check(goodPassword, hash); ok || err == nil || r.hashes != 0 {
			t.Errorf("%.60s: %v, %v, %d hashes", hash, ok, err, r.hashes)
		}
	}
	if got, err := r.Authenticate(t.Context(), "a@example.org", goodPassword, home); err != nil || got != acc {
		t.Errorf("the account: %v", err)
	}
}

func TestAtMostTwoHashesRunAtOnceAndTheRestWaitForABoundedTime(t *testing.T) {
	r := newRig(t)
	r.create("a@example.org")
	var leave []func()
	for range hashSlots {
		f, err := r.hasher.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, f)
	}
	r.hasher.wait = time.Millisecond
	if e := refusal(r.login("a@example.org", goodPassword, home)); e.Reason != "rate_limited" || e.Params["seconds"] == nil {
		t.Errorf("a login that waits too long gives %v", e)
	}
	r.hasher.wait = time.Hour
	r.hasher.waiting.Store(hashWaiting)
	if e := refusal(r.login("a@example.org", goodPassword, home)); e.Reason != "rate_limited" {
		t.Errorf("one too many gives %v", e)
	}
	r.hasher.waiting.Store(0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Authenticate(ctx, "a@example.org", goodPassword, home); !errors.Is(err, context.Canceled) {
		t.Errorf("a visitor who left gives %v", err)
	}
	for _, f := range leave {
		f()
	}
	for range 6 { // none of these counted as a failure
		if err := r.login("a@example.org", goodPassword, home); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	}
}

func TestTheRealHashIsArgon2idAndDiffersEachTime(t *testing.T) {
	h := newHasher(time.Hour)
	one, err := h.make(t.Context(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	two, err := h.make(t.Context(), goodPassword)
	if err != nil || one == two || !strings.HasPrefix(one, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hashes %.40s and %.40s: %v", one, two, err)
	}
	for password, want := range map[string]bool{goodPassword: true, goodPassword + " ": false, "": false} {
		if ok, err := h.check(password, one); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	if ok, err := h.check(goodPassword, ""); ok || err != nil {
		t.Errorf("no account: %v, %v", ok, err)
	}
}

func TestANewPasswordReplacesTheOldOneAndEndsEverySession(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	secret, _, err := r.NewSession(t.Context(), acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	const next = "另一个足够长的口令-2026"
	for _, c := range []struct{ name, id, old, next, field, reason string }{
		{"a wrong old one", acc.ID, "wrong password", next, "old", "login_failed"},
		{"a short new one", acc.ID, goodPassword, "short", "password", "password_short"},
		{"a common new one", acc.ID, goodPassword, "password2026", "password", "password_common"},
		{"nobody", "nobody", goodPassword, next, "", "not_found"},
	} {
		if e := refusal(r.ChangePassword(t.Context(), c.id, c.old, c.next)); e.Field != c.field || e.Reason != c.reason {
			t.Errorf("%s: %v", c.name, e)
		}
		if _, err := r.Session(t.Context(), secret); err != nil {
			t.Errorf("%s: the session is over", c.name)
		}
	}
	if err := r.ChangePassword(t.Context(), acc.ID, goodPassword, next); err != nil {
		t.Fatal(err)
	}
	_, err = r.Session(t.Context(), secret)
	old, fresh := r.login("a@example.org", goodPassword, home), r.login("a@example.org", next, home)
	if refusal(err).Reason != "session_expired" || refusal(old).Reason != "login_failed" || fresh != nil {
		t.Errorf("afterwards: session %v, old %v, new %v", err, old, fresh)
	}
	for range 20 {
		err = r.ChangePassword(t.Context(), acc.ID, "wrong password", goodPassword)
	}
	if refusal(err).Reason != "rate_limited" {
		t.Errorf("guessing the old password gives %v", err)
	}
}
