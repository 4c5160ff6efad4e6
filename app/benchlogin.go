package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
)

// loginTries is how many logins with a wrong password are timed of each kind, each from a network and at an account of its own: none is slowed.
const loginTries = 200

// benchLogin compares how long a login takes to be refused for an address that has an account and for one that has none.
func benchLogin(ctx context.Context, b *benchmark) error {
	dir, err := b.folder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := journal.OpenBolt(filepath.Join(dir, journalFile))
	if err != nil {
		return err
	}
	err = timeLogins(ctx, b, s)
	return errors.Join(err, s.Close())
}

func timeLogins(ctx context.Context, b *benchmark, s journal.Store) error {
	v, err := vault.New(ctx, s.KV(), make([]byte, vault.KeySize), journal.ErrNone)
	if err != nil {
		return err
	}
	a := accounts.New(s.KV(), v, accounts.Options{Clock: time.Now, None: journal.ErrNone, Exists: journal.ErrExists})
	for i := range loginTries {
		n := accounts.NewAccount{ID: fmt.Sprintf("login%06d", i), Name: "演示用户", Email: fmt.Sprintf("known%d@bench.example", i), Password: "qing-shan-lv-shui-88"}
		if _, err := a.Create(ctx, n); err != nil {
			return err
		}
	}
	var known, unknown []float64
	for i := range loginTries {
		for k, times := range []*[]float64{&known, &unknown} { // by turns, so that what else runs slows both
			email := fmt.Sprintf([]string{"known%d@bench.example", "nobody%d@bench.example"}[k], i)
			start := time.Now()
			if _, err := a.Authenticate(ctx, email, "not-the-password-1", fmt.Sprintf("2001:db8:%x:%x::1", i, k)); err == nil {
				return fmt.Errorf("a wrong password was taken")
			}
			*times = append(*times, time.Since(start).Seconds()*1000)
		}
	}
	slices.Sort(known)
	slices.Sort(unknown)
	apart := math.Abs(known[loginTries/2] - unknown[loginTries/2])
	b.add(atMost("login_timing", apart, "ms", 5, fmt.Sprintf("medians of %d: %.1f ms with an account, %.1f ms without", loginTries, known[loginTries/2], unknown[loginTries/2])))
	return nil
}
