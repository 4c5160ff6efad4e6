package accounts

import (
	"context"
	"sync"
	"testing"
	"time"
)

func (r *rig) begin(account string) (string, Session) {
	r.t.Helper()
	secret, s, err := r.NewSession(r.t.Context(), account)
	if err != nil {
		r.t.Fatal(err)
	}
	return secret, s
}

func (r *rig) alive(secret string) bool {
	r.t.Helper()
	_, err := r.Session(r.t.Context(), secret)
	if err != nil && refusal(err).Reason != "session_expired" {
		r.t.Fatal(err)
	}
	return err == nil
}

func TestASessionIsKnownByItsSecretAndStoredWithoutIt(t *testing.T) {
	r := newRig(t)
	secret, s := r.begin("u1")
	again, other := r.begin("u1")
	if secret == again || s.CSRF == other.CSRF || s.CSRF == secret || len(secret) < 32 || len(s.CSRF) < 32 {
		t.Error("secrets are short or the same")
	}
	got, err := r.Session(t.Context(), secret)
	if err != nil || got != s || got.Account != "u1" {
		t.Errorf("the session came back changed: %v", err)
	}
	for key, raw := range r.kv.m {
		if key == sessionBucket+"\n"+secret || string(raw) == secret {
			t.Error("the store holds the secret")
		}
	}
	for _, wrong := range []string{"", "x", s.ID, secret + "x", string(make([]byte, 1<<16))} {
		if r.alive(wrong) {
			t.Errorf("%.40q is taken for a session", wrong)
		}
	}
}

func TestASessionEndsWhenItIsIdleAndAtTheLatestAfterItsTime(t *testing.T) {
	r := newRig(t)
	secret, _ := r.begin("u1")
	r.pass(2*time.Hour - time.Second)
	if !r.alive(secret) {
		t.Fatal("it ended early")
	}
	r.pass(2*time.Hour - time.Second)
	if !r.alive(secret) {
		t.Fatal("a request did not prolong it")
	}
	r.pass(2 * time.Hour)
	if r.alive(secret) {
		t.Error("an idle session lives on")
	}
	secret, _ = r.begin("u1")
	for range 11 {
		r.pass(time.Hour)
		if !r.alive(secret) {
			t.Fatal("it ended early")
		}
	}
	r.pass(time.Hour)
	if r.alive(secret) {
		t.Error("a busy session outlives its 12 hours")
	}
}

func TestManyRequestsAskTheStoreOnce(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	secret, _ := r.begin(acc.ID)
	token, err := r.IssueToken(t.Context(), acc.ID, "程序", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	clear(r.kv.calls)
	for range 1000 {
		if !r.alive(secret) {
			t.Fatal("it ended")
		}
		if got, err := r.ByToken(t.Context(), token); err != nil || got.Account != acc.ID {
			t.Fatal(err)
		}
		if got, err := r.Get(t.Context(), acc.ID); err != nil || got != acc {
			t.Fatal(err)
		}
	}
	for call, n := range r.kv.calls {
		if n != 1 {
			t.Errorf("%s: %d times", call, n)
		}
	}
}

func TestAnEndIsSeenAtOnceHereAndSoonElsewhere(t *testing.T) {
	one := newRig(t)
	two := rigOver(t, one.kv)
	secret, s := one.begin("u1")
	if !one.alive(secret) || !two.alive(secret) {
		t.Fatal("the processes do not share sessions")
	}
	if err := one.EndSession(t.Context(), "u1", s.ID); err != nil {
		t.Fatal(err)
	}
	if one.alive(secret) {
		t.Error("it lives on where it was ended")
	}
	two.pass(cacheTTL)
	if two.alive(secret) {
		t.Error("it lives on in the other process")
	}
	if err := one.EndSession(t.Context(), "u1", s.ID); err != nil {
		t.Errorf("ending it again gives %v", err)
	}
}

func TestAReadThatIsUnderWayDoesNotBringAnEndedSessionBack(t *testing.T) {
	r := newRig(t)
	secret, s := r.begin("u1")
	r.pass(time.Hour) // so that the request also writes its sign of life
	for _, call := range []string{"get", "swap"} {
		ended := false
		r.kv.hook = func(c, bucket, _ string) error {
			if c == call && bucket == sessionBucket && !ended {
				ended = true
				return r.EndSession(context.Background(), "u1", s.ID)
			}
			return nil
		}
		_, _ = r.Session(t.Context(), secret)
		r.kv.hook = nil
		if !ended || r.alive(secret) {
			t.Errorf("ended in the middle of %s, it lives on", call)
		}
		secret, s = r.begin("u1")
		r.pass(time.Hour)
	}
}

func TestSessionsAreListedAndEndedByTheirAccountOnly(t *testing.T) {
	r := newRig(t)
	var secrets []string
	for range 3 {
		secret, _ := r.begin("u1")
		secrets = append(secrets, secret)
		r.pass(time.Minute)
	}
	foreign, theirs := r.begin("u10")
	list, err := r.SessionsOf(t.Context(), "u1")
	if err != nil || len(list) != 3 || !list[0].Created.After(list[2].Created) {
		t.Fatalf("the list has %d: %v", len(list), err)
	}
	if err := r.EndSession(t.Context(), "u1", theirs.ID); refusal(err).Reason != "not_found" || !r.alive(foreign) {
		t.Errorf("somebody else's session: %v", err)
	}
	if err := r.EndSession(t.Context(), "u1", list[0].ID); err != nil || r.alive(secrets[2]) || !r.alive(secrets[1]) {
		t.Errorf("one of three: %v", err)
	}
	if err := r.EndSessionsOf(t.Context(), "u1"); err != nil {
		t.Fatal(err)
	}
	list, err = r.SessionsOf(t.Context(), "u1")
	if err != nil || len(list) != 0 || r.alive(secrets[0]) || r.alive(secrets[1]) || !r.alive(foreign) {
		t.Errorf("after the end of all, %d are listed: %v", len(list), err)
	}
}

func TestSweepDeletesWhatIsOverAndNothingElse(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	r.begin(acc.ID)
	if _, err := r.IssueToken(t.Context(), acc.ID, "短期", r.clock().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	lasting, err := r.IssueToken(t.Context(), acc.ID, "长期", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.login("a@example.org", "wrong password", home); refusal(err).Reason != "login_failed" {
		t.Fatal(err)
	}
	r.pass(3 * time.Hour)
	secret, _ := r.begin(acc.ID)
	n, err := r.Sweep(t.Context())
	if err != nil || n != 1+1+3 {
		t.Errorf("%d were deleted: %v", n, err)
	}
	if _, err := r.ByToken(t.Context(), lasting); err != nil || !r.alive(secret) {
		t.Errorf("what lives was deleted: %v", err)
	}
	for bucket, want := range map[string]int{sessionBucket: 1, sessionOfBucket: 1, tokenBucket: 1, tokenOfBucket: 1, throttleBucket: 0, accountBucket: 1} {
		if got := len(r.kv.bucket(bucket)); got != want {
			t.Errorf("%s has %d records, not %d", bucket, got, want)
		}
	}
}

func TestSessionsCanBeBegunAskedForAndEndedFromEverywhereAtOnce(t *testing.T) {
	r := newRig(t)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			ctx := context.Background()
			for range 50 {
				secret, s, err := r.NewSession(ctx, "u1")
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := r.Session(ctx, secret); err != nil {
					t.Error(err)
				}
				r.pass(time.Second)
				if err := r.EndSession(ctx, "u1", s.ID); err != nil {
					t.Error(err)
				}
				if _, err := r.Session(ctx, secret); err == nil {
					t.Error("an ended session is alive")
				}
			}
		})
	}
	wg.Wait()
	if left := len(r.kv.bucket(sessionBucket)) + len(r.kv.bucket(sessionOfBucket)); left != 0 {
		t.Errorf("%d records are left", left)
	}
}

func TestATokenSpeaksForItsAccountUntilItIsOver(t *testing.T) {
	r := newRig(t)
	token, err := r.IssueToken(t.Context(), "u1", " 对账程序 ", r.clock().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.ByToken(t.Context(), token); err != nil || got.Account != "u1" {
		t.Fatalf("it speaks for %q: %v", got.Account, err)
	}
	list, err := r.TokensOf(t.Context(), "u1")
	if err != nil || len(list) != 1 || list[0].Label != "对账程序" {
		t.Fatalf("the list is %v: %v", list, err)
	}
	for _, wrong := range []string{"", "x", list[0].ID, token + "x", "shanpei_", string(make([]byte, 1<<16))} {
		if _, err := r.ByToken(t.Context(), wrong); refusal(err).Reason != "token_invalid" {
			t.Errorf("%.40q gives %v", wrong, err)
		}
	}
	if err := r.RevokeToken(t.Context(), "u2", list[0].ID); refusal(err).Reason != "not_found" {
		t.Errorf("somebody else's token: %v", err)
	}
	r.pass(time.Hour)
	if _, err := r.ByToken(t.Context(), token); refusal(err).Reason != "token_invalid" {
		t.Errorf("after its time: %v", err)
	}
	lasting, err := r.IssueToken(t.Context(), "u1", "长期", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	r.pass(10 * 365 * 24 * time.Hour)
	if _, err := r.ByToken(t.Context(), lasting); err != nil {
		t.Errorf("one without an end: %v", err)
	}
	if list, err = r.TokensOf(t.Context(), "u1"); err != nil || len(list) != 1 {
		t.Fatalf("%d are listed: %v", len(list), err)
	}
	for range 2 {
		if err := r.RevokeToken(t.Context(), "u1", list[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.ByToken(t.Context(), lasting); refusal(err).Reason != "token_invalid" {
		t.Errorf("after it was revoked: %v", err)
	}
}

func TestTokensAreBoundedAndLabelled(t *testing.T) {
	r := newRig(t)
	for _, c := range []struct {
		label, field, reason string
		expires              time.Time
	}{
		{"", "label", "required", time.Time{}},
		{string(make([]rune, 61)), "label", "text_too_long", time.Time{}},
		{"x", "expires", "period", r.clock()},
	} {
		if _, err := r.IssueToken(t.Context(), "u1", c.label, c.expires); refusal(err).Field != c.field || refusal(err).Reason != c.reason {
			t.Errorf("%q: %v", c.label, err)
		}
	}
	for range maxTokens {
		if _, err := r.IssueToken(t.Context(), "u1", "x", time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.IssueToken(t.Context(), "u1", "x", time.Time{}); refusal(err).Reason != "too_many_tokens" {
		t.Errorf("one more gives %v", err)
	}
}
