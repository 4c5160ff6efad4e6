package accounts

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

const otherPassword = "汶水西流去-岱青常在心"

func (r *rig) link(email string) ResetLink {
	r.t.Helper()
	l, err := r.AskReset(r.t.Context(), email, home)
	if err != nil {
		r.t.Fatal(err)
	}
	return l
}

func TestALinkGivesANewPasswordOnce(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	open, _, err := r.NewSession(t.Context(), acc.ID)
	if err != nil {
		t.Fatal(err)
	}
	l := r.link(" A@example.org")
	if l.Account != acc.ID || l.Email != "a@example.org" || len(l.Secret) < 26 {
		t.Fatalf("link for %q at %q", l.Account, l.Email)
	}
	for key, raw := range r.kv.m {
		if strings.Contains(key, l.Secret) || bytes.Contains(raw, []byte(l.Secret)) {
			t.Fatal("the secret of the link is stored")
		}
	}
	if _, err := r.Reset(t.Context(), l.Secret, "short"); refusal(err).Reason != "password_short" {
		t.Fatal(err)
	}
	if _, err := r.Reset(t.Context(), l.Secret, "a@example.org1"); refusal(err).Reason != "password_common" {
		t.Fatal(err)
	}
	if got, err := r.Reset(t.Context(), l.Secret, otherPassword); err != nil || got != acc {
		t.Fatal(err)
	}
	if r.login(acc.Email, goodPassword, home) == nil || r.login(acc.Email, otherPassword, home) != nil || r.alive(open) {
		t.Error("the old password or an old session still holds")
	}
	if _, err := r.Reset(t.Context(), l.Secret, goodPassword); refusal(err).Reason != "link_expired" {
		t.Errorf("twice: %v", err)
	}
}

func TestALinkEnds(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	late := r.link(acc.Email)
	r.pass(ResetFor)
	earlier, later := r.link(acc.Email), r.link(acc.Email)
	if _, err := r.Reset(t.Context(), later.Secret, otherPassword); err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"after half an hour": late.Secret, "after another was used": earlier.Secret, "made up": "x", "empty": "", "long": strings.Repeat("x", 101), "of nobody": r.link("b@example.org").Secret} {
		if err := r.CheckReset(t.Context(), secret); refusal(err).Reason != "link_expired" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOfTwoThatUseOneLinkOneDoes(t *testing.T) {
	r := newRig(t)
	l := r.link(r.create("a@example.org").Email)
	var done atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := r.Reset(context.Background(), l.Secret, otherPassword); err == nil {
				done.Add(1)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 {
		t.Errorf("%d did", done.Load())
	}
}

// TestAnAddressWithoutAnAccountCostsTheSame: the same calls of the store, in number and kind, whether there is an account or not.
func TestAnAddressWithoutAnAccountCostsTheSame(t *testing.T) {
	r := newRig(t)
	r.create("a@example.org")
	cost := func(f func(email string), email string) map[string]int {
		for _, key := range r.kv.bucket(throttleBucket) {
			_ = r.kv.Delete(t.Context(), throttleBucket, key)
		}
		clear(r.kv.calls)
		r.hashes = 0
		f(email)
		out := map[string]int{"hash": r.hashes}
		for k, n := range r.kv.calls {
			out[k] = n
		}
		return out
	}
	for name, f := range map[string]func(string){
		"reset": func(email string) { r.link(email) },
		"login": func(email string) { _ = r.login(email, "not the password", home) },
	} {
		known, unknown := cost(f, "a@example.org"), cost(f, "nobody@example.org")
		if len(known) != len(unknown) {
			t.Errorf("%s: %v and %v", name, known, unknown)
		}
		for call, n := range known {
			if unknown[call] != n {
				t.Errorf("%s: %s %d times for one with an account, %d without", name, call, n, unknown[call])
			}
		}
	}
}

func TestLinksAreNotAskedForWithoutEnd(t *testing.T) {
	r := newRig(t)
	r.create("a@example.org")
	for _, email := range []string{"a@example.org", "nobody@example.org"} {
		asked := 0
		for range 10 {
			_, err := r.AskReset(t.Context(), email, home)
			if refusal(err).Reason == "rate_limited" {
				break
			}
			asked++
		}
		if asked != resetLimits[0].free {
			t.Errorf("%s: %d links", email, asked)
		}
	}
	if err := r.login("a@example.org", goodPassword, elsewhere); err != nil {
		t.Errorf("whoever knows the password is held up: %v", err)
	}
	r.pass(time.Hour)
	r.link("a@example.org")
}

// app is somebody's telephone.
func (r *rig) app(account string) func() string {
	r.t.Helper()
	if err := r.BeginTOTP(r.t.Context(), account); err != nil {
		r.t.Fatal(err)
	}
	secret, err := r.PendingTOTP(r.t.Context(), account)
	if err != nil {
		r.t.Fatal(err)
	}
	return func() string {
		code, err := totp.GenerateCode(secret, r.clock())
		if err != nil {
			r.t.Fatal(err)
		}
		return code
	}
}

func (r *rig) enrolled(account string) (code func() string, recovery []string) {
	r.t.Helper()
	code = r.app(account)
	recovery, err := r.ConfirmTOTP(r.t.Context(), account, code(), home)
	if err != nil || len(recovery) != recoveryCount {
		r.t.Fatal(recovery, err)
	}
	return code, recovery
}

func TestACodeIsTakenOnceAndInItsTime(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	prove := func(code string) string { return refusal(r.Prove(t.Context(), acc.ID, code, home)).Reason }
	code := r.app(acc.ID)
	if s, err := r.SecondOf(t.Context(), acc.ID); err != nil || s.On {
		t.Fatal("it is on before a first code", err)
	}
	if _, err := r.ConfirmTOTP(t.Context(), acc.ID, "000000", home); refusal(err).Reason != "code_failed" {
		t.Fatal(err)
	}
	if _, err := r.ConfirmTOTP(t.Context(), acc.ID, code(), home); err != nil {
		t.Fatal(err)
	}
	if got := prove(code()); got != "code_failed" {
		t.Errorf("the code that turned it on, again: %s", got)
	}
	old := code()
	r.pass(30 * time.Second)
	next := code()
	if got := prove(next[:3] + " " + next[3:]); got != "<nil>" {
		t.Errorf("with a space in it: %s", got)
	}
	if prove(next) != "code_failed" || prove(old) != "code_failed" || prove("") != "code_failed" {
		t.Error("a code was taken twice, or one from before the last")
	}
	r.pass(30 * time.Second)
	late := code()
	r.pass(30 * time.Second)
	if got := prove(late); got != "<nil>" {
		t.Errorf("half a minute late: %s", got)
	}
	later := code()
	r.pass(90 * time.Second)
	if got := prove(later); got != "code_failed" {
		t.Errorf("a minute and a half late: %s", got)
	}
}

func TestOfTwoThatBringOneCodeOneGetsIn(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	code, recovery := r.enrolled(acc.ID)
	r.pass(time.Minute)
	for _, c := range []string{code(), recovery[0]} {
		var in atomic.Int32
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if r.Prove(context.Background(), acc.ID, c, home) == nil {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 {
			t.Errorf("%d got in", in.Load())
		}
		r.pass(time.Hour)
	}
}

func TestARecoveryCodeWorksOnceAndNewOnesEndTheOld(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	_, codes := r.enrolled(acc.ID)
	for key, raw := range r.kv.m {
		for _, c := range codes {
			if bytes.Contains(raw, []byte(c)) || bytes.Contains(raw, []byte(cleanRecovery(c))) || strings.Contains(key, c) {
				t.Fatal("a recovery code is stored")
			}
		}
	}
	prove := func(code string) string { return refusal(r.Prove(t.Context(), acc.ID, code, home)).Reason }
	if got := prove(strings.ToUpper(codes[0])); got != "<nil>" {
		t.Fatal(got)
	}
	if got := prove(codes[0]); got != "code_failed" {
		t.Errorf("twice: %s", got)
	}
	if s, _ := r.SecondOf(t.Context(), acc.ID); s.Recovery != recoveryCount-1 {
		t.Errorf("%d are left", s.Recovery)
	}
	fresh, err := r.RenewRecovery(t.Context(), acc.ID)
	if err != nil || slices.Contains(fresh, codes[1]) || prove(codes[1]) != "code_failed" || prove(fresh[0]) != "<nil>" {
		t.Errorf("renewed: %v", err)
	}
}

func TestGuessesAtCodesAreHeldUp(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	code, _ := r.enrolled(acc.ID)
	for range pairLimit.free + 1 {
		_ = r.Prove(t.Context(), acc.ID, "000000", home)
	}
	r.pass(30 * time.Second)
	r.pass(-time.Second)
	if e := refusal(r.Prove(t.Context(), acc.ID, code(), home)); e.Reason != "rate_limited" || e.Params["seconds"] == nil {
		t.Errorf("the right one at once: %v", e)
	}
	if err := r.login(acc.Email, goodPassword, elsewhere); err != nil {
		t.Errorf("the password from elsewhere: %v", err)
	}
	r.pass(time.Hour)
	if err := r.Prove(t.Context(), acc.ID, code(), home); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestCodesAreTurnedOffByWhoeverHasBoth(t *testing.T) {
	r := newRig(t)
	acc := r.create("a@example.org")
	before := len(r.kv.m)
	code, recovery := r.enrolled(acc.ID)
	if err := r.BeginTOTP(t.Context(), acc.ID); refusal(err).Reason != "totp_on" {
		t.Errorf("begun again: %v", err)
	}
	if _, err := r.PendingTOTP(t.Context(), acc.ID); refusal(err).Reason != "not_found" {
		t.Errorf("the secret is shown again: %v", err)
	}
	r.pass(time.Minute)
	if e := refusal(r.EndTOTP(t.Context(), acc.ID, "not it", code(), home)); e.Reason != "login_failed" || e.Field != "password" {
		t.Errorf("without the password: %v", e)
	}
	if e := refusal(r.EndTOTP(t.Context(), acc.ID, goodPassword, "123", home)); e.Reason != "code_failed" {
		t.Errorf("without a code: %v", e)
	}
	if err := r.EndTOTP(t.Context(), acc.ID, goodPassword, recovery[3], home); err != nil {
		t.Fatal(err)
	}
	for _, key := range r.kv.bucket(throttleBucket) {
		_ = r.kv.Delete(t.Context(), throttleBucket, key)
	}
	if s, err := r.SecondOf(t.Context(), acc.ID); err != nil || s.On || len(r.kv.m) != before {
		t.Errorf("%v, %v, %d records more", s, err, len(r.kv.m)-before)
	}
}

func TestAHalfLoginEnds(t *testing.T) {
	r := newRig(t)
	secret, err := r.BeginHalf(t.Context(), "u1")
	if err != nil {
		t.Fatal(err)
	}
	if id, err := r.Half(t.Context(), secret); err != nil || id != "u1" {
		t.Fatal(id, err)
	}
	if r.alive(secret) {
		t.Error("it is a session")
	}
	r.pass(halfFor)
	if _, err := r.Half(t.Context(), secret); refusal(err).Reason != "session_expired" {
		t.Error(err)
	}
	if n, err := r.Sweep(t.Context()); err != nil || n != 1 || len(r.kv.bucket(halfBucket)) != 0 {
		t.Errorf("%d swept: %v", n, err)
	}
	again, _ := r.BeginHalf(t.Context(), "u1")
	if err := r.EndHalf(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Half(t.Context(), again); err == nil {
		t.Error("an ended one holds")
	}
}
