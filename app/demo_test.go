package main

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

// filled is an embedded journal with the demonstration in it.
type filled struct {
	store  *journal.Bolt
	book   *journal.Book
	acc    *accounts.Accounts
	vault  *vault.Vault
	logins []DemoAccount
}

func fill(t *testing.T, now time.Time) *filled {
	t.Helper()
	ctx := t.Context()
	store, err := journal.OpenBolt(filepath.Join(t.TempDir(), "journal.bolt"))
	if err != nil {
		t.Fatal(err)
	}
	f := &filled{store: store}
	if f.vault, err = vault.New(ctx, store.KV(), bytes.Repeat([]byte{5}, vault.KeySize), journal.ErrNone); err != nil {
		t.Fatal(err)
	}
	f.acc = accounts.New(store.KV(), f.vault, accounts.Options{None: journal.ErrNone, Exists: journal.ErrExists})
	if f.book, err = journal.Open(ctx, store, journal.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.book.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	began := time.Now()
	if f.logins, err = fillDemo(ctx, f.book, f.acc, f.vault, now); err != nil {
		t.Fatal(err)
	}
	seq, _ := f.book.Head()
	t.Logf("%d entries in %s", seq, time.Since(began).Round(time.Millisecond))
	return f
}

func TestTheDemonstrationKeepsEveryInvariant(t *testing.T) {
	f := fill(t, time.Now())
	if checked, faults := f.book.State().Check(); checked == 0 || len(faults) > 0 {
		t.Errorf("%d checks, broken: %v", checked, faults)
	}
}
