package accounts

import (
	"os"
	"slices"
	"testing"
	"time"
)

// TestTimeTellsNothingOfAnAddress measures logins and asked links with the real work, in turns, for an address with an account and for one without: the
// medians differ by less than 5 ms.
func TestTimeTellsNothingOfAnAddress(t *testing.T) {
	if os.Getenv("SHANPEI_LONG") == "" {
		t.Skip("not run: 200 real logins are for make test-long (SHANPEI_LONG=1)")
	}
	r := newRig(t)
	r.hasher.key = deriveKey
	r.create("a@example.org")
	for name, f := range map[string]func(string){
		"login": func(email string) { _ = r.login(email, "not the password", home) },
		"reset": func(email string) { r.link(email) },
	} {
		took := map[string][]time.Duration{}
		for range 200 {
			for _, email := range []string{"a@example.org", "nobody@example.org"} {
				for _, key := range r.kv.bucket(throttleBucket) {
					_ = r.kv.Delete(t.Context(), throttleBucket, key)
				}
				start := time.Now()
				f(email)
				took[email] = append(took[email], time.Since(start))
			}
		}
		median := func(email string) time.Duration { slices.Sort(took[email]); return took[email][100] }
		known, unknown := median("a@example.org"), median("nobody@example.org")
		t.Logf("%s: median %v with an account, %v without", name, known, unknown)
		if (known - unknown).Abs() > 5*time.Millisecond {
			t.Errorf("%s: the medians differ by %v", name, (known - unknown).Abs())
		}
	}
}
