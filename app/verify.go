package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"shanpei/internal/journal"
	"shanpei/models/money"
)

// verify replays the journal from its first entry and proves it; it ends with 1 when anything is broken.
func verify(ctx context.Context, args []string) error {
	c := &config{}
	if err := c.parse(c.flags("verify"), args); err != nil {
		return err
	}
	s, done, err := readable(ctx, c)
	if err != nil {
		return err
	}
	r, err := journal.Verify(ctx, s)
	if err = errors.Join(err, done()); err != nil {
		return err
	}
	return report(os.Stdout, r)
}

// report prints what was found, and gives an error when something is broken.
func report(w io.Writer, r journal.Report) error {
	p := &printer{w: w}
	p.line("entries    %d", r.Entries)
	if r.Entries > 0 {
		p.line("last       %s", r.At.UTC().Format(time.RFC3339Nano))
	}
	p.line("head       %x", r.Hash)
	p.line("state      %x", r.Digest)
	p.line("replayed   in %.2f s, %.0f entries/s", r.Took.Seconds(), float64(r.Entries)/max(r.Took.Seconds(), 1e-9))
	p.line("")
	p.line("trial balance (元), %d accounts", len(r.Trial))
	zero := 0
	groups := map[string]money.Fen{}
	for _, b := range r.Trial {
		kind := kindOfAccount(b.Account)
		groups[kind] += b.Fen
		if b.Fen == 0 {
			zero++
			continue
		}
		if len(r.Trial) <= 200 {
			p.line("  %-32s %20s", b.Account, b.Fen)
		}
	}
	if zero > 0 {
		p.line("  %d accounts that are empty again", zero)
	}
	for _, kind := range slices.Sorted(maps.Keys(groups)) {
		p.line("  %-32s %20s", "Σ "+kind, groups[kind])
	}
	p.line("  %-32s %20s", "Σ", r.Sum)
	p.line("")
	p.line("checked    %d", r.Checked)
	p.line("broken     %d", len(r.Broken))
	for _, f := range r.Broken {
		p.line("  %s at %s: %s", f.Rule, f.Where, f.What)
	}
	if p.err == nil && len(r.Broken) > 0 {
		return fmt.Errorf("%d of %d checks failed", len(r.Broken), r.Checked)
	}
	return p.err
}

// kindOfAccount is what an account is one of: its name up to the colon.
func kindOfAccount(name string) string {
	kind, _, _ := strings.Cut(name, ":")
	return kind
}

// printer writes lines and remembers the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if _, err := fmt.Fprintf(p.w, format+"\n", args...); p.err == nil {
		p.err = err
	}
}
