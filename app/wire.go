package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/notify"
	"shanpei/internal/payments"
	"shanpei/internal/projection"
	"shanpei/internal/vault"
)

// parts are what a running portal is made of; Close ends them in the opposite order.
type parts struct {
	store    journal.Store
	book     *journal.Book
	vault    *vault.Vault
	accounts *accounts.Accounts
	secret   []byte         // signs visitors' forms: derived from a key of the vault, so equal in every process
	cards    *payments.Desk // nil: bank transfer only
	mail     *notify.Outbox
	log      *slog.Logger
}

// journalFile is the embedded journal, in the data folder.
const journalFile = "journal.bolt"

// openStore opens the place where the journal lives.
func openStore(ctx context.Context, c *config) (journal.Store, error) {
	if err := os.MkdirAll(c.data, 0o700); err != nil {
		return nil, err
	}
	if c.mongoURI != "" {
		m, err := journal.OpenMongo(ctx, c.mongoURI, c.mongoDB)
		if err != nil {
			return nil, err
		}
		return m, nil
	}
	b, err := journal.OpenBolt(filepath.Join(c.data, journalFile))
	if err != nil {
		return nil, err
	}
	return b, nil
}

// open makes everything that serving needs.
func open(ctx context.Context, c *config, log *slog.Logger) (p *parts, err error) {
	p = &parts{log: log}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close(ctx))
		}
	}()
	if p.store, err = openStore(ctx, c); err != nil {
		return p, err
	}
	if p.vault, err = c.vault(ctx, p.store.KV()); err != nil {
		return p, err
	}
	p.secret = []byte(p.vault.Blind("secret", "forms"))
	p.accounts = accounts.New(p.store.KV(), p.vault, accounts.Options{None: journal.ErrNone, Exists: journal.ErrExists})
	p.mail = notify.New(p.store.KV(), p.vault, notify.Options{None: journal.ErrNone, Sender: c.mail, Log: log})
	if p.book, err = journal.Open(ctx, p.store, journal.Options{Log: log}); err != nil {
		return p, err
	}
	if m, ok := p.store.(*journal.Mongo); ok {
		projection.Follow(p.book, m.Database())
	}
	return p, nil
}

// Close writes the last snapshot and lets the store go.
func (p *parts) Close(ctx context.Context) error {
	var errs []error
	if p.book != nil {
		errs = append(errs, p.book.Close(ctx))
	}
	if p.store != nil {
		errs = append(errs, p.store.Close())
	}
	return errors.Join(errs...)
}
