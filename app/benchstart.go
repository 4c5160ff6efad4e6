package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"shanpei/internal/journal"
	"shanpei/models"
)

// tailEntries is how many entries follow the snapshot that a start finds: most that can be, less one.
const tailEntries = 9_999

// benchStart makes a large journal, then starts from it twice, each time in a process of its own: with its snapshot, and without.
func benchStart(ctx context.Context, b *benchmark) error {
	dir, err := b.folder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b.say("making %d entries", benchEntries)
	if err := manyEntries(ctx, dir, benchEntries-tailEntries, 10_000); err != nil {
		return err
	}
	if err := manyEntries(ctx, dir, tailEntries, -1); err != nil {
		return err
	}
	tail, err := startedIn(ctx, dir)
	if err != nil {
		return err
	}
	note := fmt.Sprintf("%d entries", tail.Entries)
	b.add(atMost("start_snapshot", tail.Seconds, "s", 5, note+", the last 9,999 after the snapshot"))
	b.add(atMost("start_snapshot_memory", float64(tail.Memory>>20), "MB", 1536, "at most, in a process of its own"))
	snapshots, err := filepath.Glob(filepath.Join(dir, journalFile+".snapshot-*"))
	if err != nil {
		return err
	}
	for _, path := range snapshots {
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	full, err := startedIn(ctx, dir)
	if err != nil {
		return err
	}
	b.add(atLeast("start_replay", float64(full.Entries)/full.Seconds, "/s", 150_000, note+", no snapshot"))
	b.add(atMost("start_replay_memory", float64(full.Memory>>20), "MB", 1536, "at most, in a process of its own"))
	if full.Head != tail.Head {
		return errors.New("the two starts do not end at the same head")
	}
	return nil
}

// started is what a process found that opened a journal.
type started struct {
	Entries int64
	Head    string
	Seconds float64
	Memory  int64
}

// startedIn opens the journal of a folder in a process of its own.
func startedIn(ctx context.Context, dir string) (s started, err error) {
	self, err := os.Executable()
	if err != nil {
		return s, err
	}
	out, err := exec.CommandContext(ctx, self, "bench", "-role", "start", "-data", dir).Output()
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(out, &s)
}

// benchChild is the part of a measurement that runs in a process of its own.
func benchChild(ctx context.Context, role, data string) error {
	if role != "start" {
		return badConfig{[]string{fmt.Sprintf("-role %q: no such part", role)}}
	}
	begin := time.Now()
	s, err := journal.OpenBolt(filepath.Join(data, journalFile))
	if err != nil {
		return err
	}
	book, err := journal.Open(ctx, s, journal.Options{SnapshotEvery: -1, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return errors.Join(err, s.Close())
	}
	took := time.Since(begin)
	seq, head := book.Head()
	found := started{Entries: seq, Head: fmt.Sprintf("%x", head), Seconds: took.Seconds(), Memory: peakMemory()}
	if err := errors.Join(book.Close(ctx), s.Close()); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

// manyEntries adds entries to the journal of a folder: enterprises that pledge, sign, and pay one after the other.
func manyEntries(ctx context.Context, dir string, n, snapshotEvery int) error {
	s, err := journal.OpenBolt(filepath.Join(dir, journalFile))
	if err != nil {
		return err
	}
	book, err := journal.Open(ctx, s, journal.Options{SnapshotEvery: snapshotEvery, Log: slog.New(slog.DiscardHandler), Patience: time.Minute})
	if err != nil {
		return errors.Join(err, s.Close())
	}
	err = fillEntries(ctx, book, n)
	return errors.Join(err, book.Close(ctx), s.Close())
}

func fillEntries(ctx context.Context, book *journal.Book, n int) error {
	if seq, _ := book.Head(); seq == 0 {
		if _, err := journal.SetUpSample(ctx, book.AsDo, 50, 1000); err != nil {
			return err
		}
	}
	before, _ := book.Head()
	end := before + int64(n)
	if before < 1000 {
		end = int64(n)
	}
	left := atomic.Int64{}
	left.Store(end - before)
	today := models.DayOf(time.Now())
	var donors []models.Actor
	for _, u := range book.State().Users.All() {
		donors = append(donors, u.Actor())
	}
	errs := make([]error, 512)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			donor := donors[i%len(donors)]
			errs[i] = giveUntil(ctx, book, donor, today, fmt.Sprintf("%d-%d", before, i), &left)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// giveUntil pledges, signs and pays until no entry is left to make.
func giveUntil(ctx context.Context, book *journal.Book, donor models.Actor, today models.Day, name string, left *atomic.Int64) error {
	for k := 0; ; k++ {
		var pledge models.Pledge
		for _, step := range []func() models.Command{
			func() models.Command { return models.MakePledge{AmountFen: 1_000_00} },
			func() models.Command { return models.SignPledge{ID: pledge.ID} },
			func() models.Command {
				return models.RecordBankLine{Account: "main", LineID: fmt.Sprintf("%s-%d", name, k), Day: today, AmountFen: 1_000_00, Memo: pledge.Reference()}
			},
		} {
			if left.Add(-1) < 0 {
				return nil
			}
			cmd := step()
			by := donor
			if _, bank := cmd.(models.RecordBankLine); bank {
				by = models.System
			}
			out, err := book.Do(ctx, by, cmd)
			if err != nil {
				return err
			}
			if made, ok := out.Entry.Events[0].(models.PledgeMade); ok {
				pledge = made.Pledge
			}
		}
	}
}
