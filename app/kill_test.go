package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// killRounds is how often the portal is killed: 20 times, 200 in the long run.
func killRounds() int {
	if os.Getenv("SHANPEI_LONG") != "" {
		return 200
	}
	return 20
}

// answered remembers what the portal acknowledged: the pledge's number by the key of its request.
type answered struct {
	mu      sync.Mutex
	numbers map[string]string
}

func TestNothingAcknowledgedIsLostWhenThePortalIsKilledUnderLoad(t *testing.T) {
	data := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	acknowledged := &answered{numbers: map[string]string{}}
	p := start(t, data, nil, "-demo")
	donor := personOf(t, demoPeople(t, data), "donor_owner")
	for round := range killRounds() {
		stop := make(chan struct{})
		var load sync.WaitGroup
		for worker := range 8 {
			load.Go(func() { pledgeUntil(p, donor.Token, fmt.Sprintf("%d-%d", round, worker), acknowledged, stop) })
		}
		time.Sleep(time.Duration(20+random.IntN(300)) * time.Millisecond) // the moment of the power cut is what varies
		p.kill()
		close(stop)
		load.Wait()
		p = start(t, data, nil, "-demo")
	}
	if len(acknowledged.numbers) < 10*killRounds() {
		t.Errorf("only %d pledges were answered: too little load to prove anything", len(acknowledged.numbers))
	}
	// The same key again gives the first answer: it is there, and it is there once.
	var again sync.WaitGroup
	keys := make(chan string)
	for range 8 {
		again.Go(func() {
			for key := range keys {
				var made struct{ Number string }
				if status := p.call(donor.Token, "POST", "/api/v1/pledges", key, pledgeBody, &made); status != 201 || made.Number != acknowledged.numbers[key] {
					t.Errorf("key %s: status %d, number %s, first answer %s", key, status, made.Number, acknowledged.numbers[key])
				}
			}
		})
	}
	seen := map[string]string{}
	for key, number := range acknowledged.numbers {
		if other, twice := seen[number]; twice {
			t.Errorf("number %s was given to %s and to %s", number, key, other)
		}
		seen[number] = key
		keys <- key
	}
	close(keys)
	again.Wait()
	if code := p.stop(); code != 0 {
		t.Errorf("the portal ended with %d: %s", code, p.log.String())
	}
	out, code := command(t, "verify", "-data", data)
	if code != 0 {
		t.Errorf("verify ends with %d:\n%s", code, out)
	}
	t.Logf("%d pledges acknowledged over %d kills\n%s", len(acknowledged.numbers), killRounds(), out)
}

var pledgeBody = map[string]any{"amount_fen": 100_00, "purpose": map[string]any{}}

func pledgeUntil(p *process, token, name string, a *answered, stop chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		key := fmt.Sprintf("%s-%d", name, n)
		var made struct{ Number string }
		switch status := p.call(token, "POST", "/api/v1/pledges", key, pledgeBody, &made); status {
		case 201:
			a.mu.Lock()
			a.numbers[key] = made.Number
			a.mu.Unlock()
		case 0:
			return // the power was cut
		default:
			p.t.Errorf("status %d", status)
			return
		}
	}
}

func TestASecondProcessOnTheEmbeddedFileIsRefusedWithOneClearLine(t *testing.T) {
	data := t.TempDir()
	start(t, data, nil)
	out, code := command(t, "serve", "-addr", "127.0.0.1:0", "-data", data)
	if code != 1 || !strings.Contains(out, "in use by another process") || strings.Count(strings.TrimSpace(out), "\n") > 0 {
		t.Errorf("exit %d: %q", code, out)
	}
}

func TestEveryFaultOfTheConfigurationIsNamedAtOnce(t *testing.T) {
	t.Setenv("SHANPEI_MASTER_KEY", "short")
	t.Setenv("PUBLIC_URL", "ftp://example.org")
	t.Setenv("STRIPE_SECRET_KEY", "sk_test_x")
	data := filepath.Join(t.TempDir(), "untouched")
	out, code := command(t, "serve", "-addr", "nowhere", "-data", data)
	if code != 2 || strings.Count(out, "shanpei: ") != 4 {
		t.Errorf("exit %d: %s", code, out)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("the data folder was made in spite of a faulty configuration")
	}
}

func TestADemonstrationThatWasNotFilledToItsEndIsNamed(t *testing.T) {
	data := t.TempDir()
	start(t, data, nil, "-demo").stop()
	if err := os.Remove(filepath.Join(data, "demo-accounts.json")); err != nil {
		t.Fatal(err)
	}
	out, code := command(t, "serve", "-addr", "127.0.0.1:0", "-data", data, "-demo")
	if code != 1 || !strings.Contains(out, "was not filled to its end") {
		t.Errorf("exit %d: %q", code, out)
	}
}
