package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"shanpei/internal/desk"
	"shanpei/internal/journal"
	"shanpei/models"
)

// repeatRun does a recorded matching run again on the state that it saw, and ends with 1 when not the same comes out, byte for byte.
func repeatRun(ctx context.Context, c *config, number string) error {
	s, done, err := readable(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(repeatOf(ctx, os.Stdout, s, number), done())
}

func repeatOf(ctx context.Context, w io.Writer, s journal.Store, number string) error {
	last, err := s.Last(ctx)
	if err != nil {
		return err
	}
	now, err := journal.StateAt(ctx, s, last)
	if err != nil {
		return err
	}
	m := runByNumber(now, number)
	if m == nil {
		return badConfig{[]string{fmt.Sprintf("-repeat: there is no run %q", number)}}
	}
	then, err := journal.StateAt(ctx, s, m.InputSeq)
	if err != nil {
		return err
	}
	again, err := desk.Repeat(ctx, then, m, nil)
	if err != nil {
		return err
	}
	p := &printer{w: w}
	sum := desk.Sum(m)
	p.line("run        %s of entry %d, on the state of entry %d", m.Number, m.Seq, m.InputSeq)
	p.line("recorded   %d proposals, %d places, %s 元, value %.3f, %x", sum.Proposals, sum.Places, sum.Fen, float64(m.Value)/1e5, sha256.Sum256(desk.Bytes(m)))
	sum = desk.Sum(&again.Match)
	p.line("repeated   %d proposals, %d places, %s 元, value %.3f, %x", sum.Proposals, sum.Places, sum.Fen, float64(again.Match.Value)/1e5, sha256.Sum256(desk.Bytes(&again.Match)))
	if again.Equal {
		p.line("equal      byte for byte")
		return p.err
	}
	if rec, err := desk.ReadRecord(m); err == nil && rec.Stopped {
		p.line("stopped    the recorded run was stopped early: how far it came is not repeatable")
	}
	for _, x := range again.Diff.Settings {
		p.line("setting    %s %s: %s, now %s", x.Scope, x.Name, x.A, x.B)
	}
	for _, x := range again.Diff.Pairs {
		p.line("pair       %s %s: %d places, now %d", x.Pledge, x.Need, x.PlacesA, x.PlacesB)
	}
	return errors.Join(p.err, errors.New("not the same comes out"))
}

// runByNumber finds a recorded run by its number or its id; nil when there is none.
func runByNumber(s *models.State, number string) *models.Match {
	if m, ok := s.Matches.Get(number); ok {
		return m
	}
	for _, m := range s.Matches.All() {
		if m.Number == number {
			return m
		}
	}
	return nil
}
