package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"shanpei/internal/journal"
)

// TestABackupTakenUnderLoadRestoresToAnEntryOfTheJournal takes one while the portal writes, restores it elsewhere, and finds its head in the original.
func TestABackupTakenUnderLoadRestoresToAnEntryOfTheJournal(t *testing.T) {
	data, other := t.TempDir(), filepath.Join(t.TempDir(), "other")
	file := filepath.Join(t.TempDir(), "portal.backup")
	p := start(t, data, nil, "-demo")
	donor := personOf(t, demoPeople(t, data), "donor_owner")
	stop := make(chan struct{})
	var load sync.WaitGroup
	made := &answered{numbers: map[string]string{}}
	for worker := range 4 {
		load.Go(func() { pledgeUntil(p, donor.Token, fmt.Sprint("backup-", worker), made, stop) })
	}
	out, code := command(t, "backup", "-data", data, "-out", file)
	close(stop)
	load.Wait()
	if code != 0 {
		t.Fatalf("backup ends with %d: %s", code, out)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is not its owner's alone: %v %v", info, err)
	}
	if out, code := command(t, "verify", "-data", data); code != 0 {
		t.Errorf("verify beside the running portal ends with %d: %s", code, out)
	}
	if code := p.stop(); code != 0 {
		t.Errorf("the portal ended with %d: %s", code, p.log.String())
	}

	if out, code = command(t, "restore", "-data", other, "-in", file); code != 0 {
		t.Fatalf("restore ends with %d: %s", code, out)
	}
	entries, head := heads(t, other, 0)
	if _, original := heads(t, data, entries); entries == 0 || head != original {
		t.Errorf("entry %d has the head %s, in the original %s", entries, head, original)
	}
	if out, code := command(t, "restore", "-data", other, "-in", file); code != 1 || !strings.Contains(out, "not empty") {
		t.Errorf("a restore over a journal ends with %d: %s", code, out)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, raw[:len(raw)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := command(t, "restore", "-data", filepath.Join(t.TempDir(), "half"), "-in", file); code != 1 {
		t.Errorf("the restore of half a backup ends with %d: %s", code, out)
	}
}

// heads gives the head of an entry of a journal; of the last when seq is 0.
func heads(t *testing.T, data string, seq int64) (int64, string) {
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
	book, err := journal.Open(t.Context(), s, journal.Options{SnapshotEvery: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := book.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	if seq == 0 {
		seq, _ = book.Head()
	}
	entries, err := book.Entries(t.Context(), seq, 1)
	if err != nil || len(entries) != 1 {
		t.Fatalf("entry %d: %v", seq, err)
	}
	return entries[0].Seq, fmt.Sprintf("%x", entries[0].Hash)
}

func TestSubcommandsSayWhatTheyMiss(t *testing.T) {
	none := filepath.Join(t.TempDir(), "none")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"backup", "-data", none}, 2, "-out"},
		{[]string{"backup", "-data", none, "-out", filepath.Join(t.TempDir(), "x")}, 1, "no journal in"},
		{[]string{"verify", "-data", none}, 1, "no journal in"},
		{[]string{"restore", "-data", none}, 2, "-in"},
		{[]string{"export", "-data", none}, 2, "-out"},
		{[]string{"import", "-data", none}, 2, "-in"},
		{[]string{"match"}, 2, "-pledges"},
		{[]string{"bench", "-data", t.TempDir(), "-only", "luck"}, 2, "want one of pledges"},
	} {
		if out, code := command(t, c.args...); code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%v ends with %d: %s", c.args, code, out)
		}
	}
	if _, err := os.Stat(none); err == nil {
		t.Error("a folder was made for a journal that is not there")
	}
}

// TestVerifySaysWhatIsBroken changes one byte of the journal, as a hand from outside could.
func TestVerifySaysWhatIsBroken(t *testing.T) {
	data := t.TempDir()
	if err := manyEntries(t.Context(), data, 300, -1); err != nil {
		t.Fatal(err)
	}
	if out, code := command(t, "verify", "-data", data); code != 0 || !strings.Contains(out, "entries    300") || !strings.Contains(out, "broken     0") {
		t.Fatalf("verify ends with %d: %s", code, out)
	}
	path := filepath.Join(data, journalFile)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.ReplaceAll(string(raw), "泰麓松风7号", "泰麓松风8号")
	if changed == string(raw) {
		t.Fatal("the sample has no seventh enterprise")
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, code := command(t, "verify", "-data", data); code != 1 || !strings.Contains(out, "chain_whole") {
		t.Errorf("verify of a changed journal ends with %d: %s", code, out)
	}
}
