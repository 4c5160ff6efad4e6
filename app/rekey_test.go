package main

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

func keyOf(b byte) string {
	return base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{b}, vault.KeySize))
}

// whole lists the sealed records of a data folder, and fails on one that does not open.
func whole(t *testing.T, data string) map[string]bool {
	t.Helper()
	s, err := journal.OpenBolt(filepath.Join(data, journalFile))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	v, err := (&config{data: data}).vault(t.Context(), s.KV())
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	err = s.KV().Each(t.Context(), "vault", "", func(code string, _ []byte) error {
		codes[code] = true
		_, err := v.Open(t.Context(), code)
		return err
	})
	if err != nil {
		t.Fatal("a record does not open:", err)
	}
	return codes
}

// TestTheMasterKeyIsChangedWhileThePortalServesAndIsKilled kills portal and command at any moment of the change, and begins again, until it is done.
func TestTheMasterKeyIsChangedWhileThePortalServesAndIsKilled(t *testing.T) {
	data := t.TempDir()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	p := start(t, data, nil, "-demo")
	donor := personOf(t, demoPeople(t, data), "donor_owner")
	made := &answered{numbers: map[string]string{}}
	p.stop()
	before := whole(t, data)
	first, err := os.ReadFile(filepath.Join(data, keyFile))
	if err != nil {
		t.Fatal(err)
	}
	for round := range 4 {
		p = start(t, data, nil, "-demo")
		stop := make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() { pledgeUntil(p, donor.Token, "rekey-"+string(rune('a'+round)), made, stop) })
		all.Go(func() { command(t, "rekey", "-data", data) })
		time.Sleep(time.Duration(3500+random.IntN(1200)) * time.Millisecond) // about when keys are wrapped and files change places
		p.kill()
		close(stop)
		all.Wait()
		whole(t, data)
	}
	p = start(t, data, nil, "-demo")
	if out, code := command(t, "rekey", "-data", data); code != 0 || !strings.Contains(out, "under the new master key") {
		t.Fatalf("the change ends with %d: %s", code, out)
	}
	var list struct{ Items []struct{ Number string } }
	if status := p.call(donor.Token, "GET", "/api/v1/pledges", "", nil, &list); status != 200 {
		t.Errorf("after the change the portal that serves answers with %d", status)
	}
	if code := p.stop(); code != 0 {
		t.Errorf("the portal ended with %d: %s", code, p.log.String())
	}
	after := whole(t, data)
	for code := range before {
		if !after[code] {
			t.Fatal("a record was lost")
		}
	}
	now, err := os.ReadFile(filepath.Join(data, keyFile))
	if err != nil || bytes.Equal(now, first) {
		t.Fatalf("the key file is the old one: %v", err)
	}
	if out, code := command(t, "verify", "-data", data); code != 0 {
		t.Errorf("verify ends with %d: %s", code, out)
	}
	out, code := commandWith(t, []string{"SHANPEI_MASTER_KEY=" + strings.TrimSpace(string(first))}, "serve", "-addr", "127.0.0.1:0", "-data", data)
	if code != 2 || strings.Count(strings.TrimSpace(out), "\n") > 0 || !strings.Contains(out, "master key") {
		t.Errorf("the first key is answered with %d: %q", code, out)
	}
}

func TestAWrongOrMissingMasterKeyIsOneLineAndNothingIsWritten(t *testing.T) {
	data := t.TempDir()
	right := []string{"SHANPEI_MASTER_KEY=" + keyOf(1)}
	start(t, data, right, "-demo").stop()
	file := filepath.Join(t.TempDir(), "portal.backup")
	if out, code := command(t, "backup", "-data", data, "-out", file); code != 0 {
		t.Fatalf("backup ends with %d: %s", code, out)
	}
	entries, head := heads(t, data, 0)
	other := filepath.Join(t.TempDir(), "restored")
	if out, code := command(t, "restore", "-data", other, "-in", file); code != 0 {
		t.Fatalf("restore ends with %d: %s", code, out)
	}
	for what, env := range map[string][]string{"another key": {"SHANPEI_MASTER_KEY=" + keyOf(2)}, "no key": nil} {
		for _, dir := range []string{data, other} {
			for _, args := range [][]string{{"serve", "-addr", "127.0.0.1:0", "-data", dir}, {"rekey", "-data", dir}, {"export", "-data", dir, "-out", filepath.Join(dir, "out")}} {
				out, code := commandWith(t, env, args...)
				if code != 2 || strings.Count(strings.TrimSpace(out), "\n") > 0 || !strings.Contains(out, "master key") {
					t.Errorf("%s: %s ends with %d: %q", what, args[0], code, out)
				}
			}
			if _, err := os.Stat(filepath.Join(dir, keyFile)); err == nil {
				t.Errorf("%s: a key file was written", what)
			}
		}
	}
	if now, same := heads(t, data, 0); now != entries || same != head {
		t.Errorf("the journal went on from entry %d to %d", entries, now)
	}
	if out, code := commandWith(t, append(right, "SHANPEI_NEW_MASTER_KEY="+keyOf(3)), "rekey", "-data", other); code != 0 {
		t.Fatalf("a restored store: rekey ends with %d: %s", code, out)
	}
	if out, code := commandWith(t, []string{"SHANPEI_MASTER_KEY=" + keyOf(3)}, "export", "-data", other, "-out", filepath.Join(other, "out")); code != 0 {
		t.Errorf("the restored store does not open with its new key: %d: %s", code, out)
	}
	if out, code := commandWith(t, []string{"SHANPEI_NEW_MASTER_KEY=short"}, "rekey", "-data", other); code != 2 || !strings.Contains(out, "32 bytes") {
		t.Errorf("a short key ends with %d: %s", code, out)
	}
}
