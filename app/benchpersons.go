package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"shanpei/handlers"
	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
	"shanpei/models"
)

// benchPersons seeks one child after the other among the 3,097 of the demonstration, by whole names and by ID numbers, on the page on which the city does.
func benchPersons(ctx context.Context, b *benchmark) error {
	dir, err := b.folder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := journal.OpenBolt(filepath.Join(dir, journalFile))
	if err != nil {
		return err
	}
	v, err := vault.New(ctx, s.KV(), make([]byte, vault.KeySize), journal.ErrNone)
	if err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	acc := accounts.New(s.KV(), v, accounts.Options{Clock: time.Now, None: journal.ErrNone, Exists: journal.ErrExists})
	book, err := journal.Open(ctx, s, journal.Options{Log: log, SnapshotEvery: -1})
	if err != nil {
		return err
	}
	people, err := fillDemo(ctx, book, acc, v, time.Now())
	if err != nil {
		return err
	}
	addr, stop, err := listen(handlers.New(book, acc, v, log, handlers.Config{PublicURL: "http://portal.example", Secret: []byte("bench"), Demo: true, Stale: stale}).App())
	if err != nil {
		return err
	}
	err = searchPersons(ctx, b, acc, v, people, addr)
	return errors.Join(err, stop(), book.Close(ctx), s.Close())
}

func searchPersons(ctx context.Context, b *benchmark, acc *accounts.Accounts, v *vault.Vault, people []DemoAccount, addr string) error {
	var words []string
	err := v.Each(ctx, "beneficiary", func(r vault.Record) error {
		words = append(words, url.QueryEscape(r.Field("name")), r.Field("id_number"))
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Role != models.ProgramManager {
			continue
		}
		a, err := acc.ByEmail(ctx, p.Email)
		if err != nil {
			return err
		}
		secret, _, err := acc.NewSession(ctx, a.ID)
		if err != nil {
			return err
		}
		got, err := load{addr: addr, clients: 1, status: "200", request: func(_, n int) []byte {
			return fmt.Appendf(nil, "GET /staff/persons?q=%s HTTP/1.1\r\nHost: portal.example\r\nAccept-Language: zh-CN\r\nCookie: sp_session=%s\r\n\r\n", words[n%len(words)], secret)
		}}.run(ctx, time.Second, time.Duration(benchSeconds)*time.Second/2)
		if err != nil {
			return err
		}
		b.add(atMost("persons_search", float64(got.p99.Microseconds())/1000, "ms", 50, fmt.Sprintf("99 of 100 searches among %d children, one after the other; %.0f/s", len(words)/2, got.perSecond())))
		return nil
	}
	return errors.New("nobody of the demonstration is program_manager")
}
