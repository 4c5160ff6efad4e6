package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/payments"
	"shanpei/internal/payments/stripetest"
	"shanpei/models"
)

// sandboxPath is where the demonstration's card company is to be found.
const sandboxPath = "/sandbox"

// openCards makes the desk for cards and wallets: with Stripe's keys the real one, in the demonstration without keys a sandbox within this process, and
// otherwise none. The sandbox is also given, to be served.
func openCards(ctx context.Context, c *config, p *parts, addr string, log *slog.Logger) (*payments.Desk, *stripetest.Server, error) {
	set := payments.StripeConfig{Key: c.stripeKey, Secret: c.stripeSecret, Base: c.stripeBase, Ways: c.stripeWays}
	var sandbox *stripetest.Server
	if set.Key == "" {
		if !c.demo {
			return nil, nil, nil
		}
		var secret [16]byte
		_, _ = rand.Read(secret[:]) // crypto/rand.Read never fails
		set.Key, set.Secret = "sk_test_sandbox", "whsec_"+hex.EncodeToString(secret[:])
		sandbox = stripetest.New(set.Secret)
		sandbox.Prefix, sandbox.Base, sandbox.Later = sandboxPath, c.publicURL, 8*time.Second
		sandbox.Deliver = sandbox.Sender(ctx, "http://"+addr+"/stripe/webhook", time.Second, 5*time.Second, 30*time.Second)
		set.Base, set.Client = "http://sandbox.invalid", &http.Client{Transport: sandbox.Transport(), Timeout: payments.Timeout}
	}
	gateway, err := payments.NewStripe(set)
	if err != nil {
		return nil, nil, err
	}
	desk := payments.NewDesk(gateway, cardBook{p.book}, cardCursor{p.store.KV()}, log, c.publicURL)
	if sandbox != nil {
		desk.Sandbox = true
		gateway.PagesAt(c.publicURL)
	}
	return desk, sandbox, nil
}

// cardBook is the journal as the desk needs it.
type cardBook struct{ *journal.Book }

// Ask implements payments.Book.
func (b cardBook) Ask(ctx context.Context, a models.Actor, cmd models.Command) error {
	_, err := b.Do(ctx, a, cmd)
	return err
}

// cardCursor keeps the reconciler's cursor beside the journal.
type cardCursor struct{ kv journal.KV }

const cardBucket, cardKey = "stripe", "reconciled"

// Load implements payments.Cursor.
func (c cardCursor) Load(ctx context.Context) (t time.Time, err error) {
	raw, err := c.kv.Get(ctx, cardBucket, cardKey)
	if errors.Is(err, journal.ErrNone) {
		return t, nil
	}
	if err != nil {
		return t, err
	}
	return t, t.UnmarshalText(raw)
}

// Save implements payments.Cursor.
func (c cardCursor) Save(ctx context.Context, t time.Time) error {
	raw, err := t.MarshalText()
	if err != nil {
		return err
	}
	return c.kv.Put(ctx, cardBucket, cardKey, raw)
}

// reconcileCards asks the card company for what was missed.
func reconcileCards(ctx context.Context, p *parts) {
	ctx, cancel := context.WithTimeout(ctx, reconcileEvery)
	defer cancel()
	r, err := p.cards.Reconcile(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		p.log.Error("reconcile cards", "cause", err.Error())
	case err == nil && r.Balance != r.Ledger && !p.cards.Sandbox: // a sandbox forgets when it ends
		p.log.Warn("the card company's balance is not the ledger's", "balance", r.Balance.String(), "ledger", r.Ledger.String())
	case err == nil:
		p.log.Debug("cards reconciled", "events", r.Events, "news", r.News)
	}
}

// sendRefunds sends refunds as soon as they wait.
func sendRefunds(ctx context.Context, p *parts) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.cards.Wake():
			if err := p.cards.SendRefunds(ctx); err != nil && ctx.Err() == nil {
				p.log.Warn("refunds wait", "cause", err.Error())
			}
		}
	}
}
