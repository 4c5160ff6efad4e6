package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"shanpei/handlers"
	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/payments"
	"shanpei/internal/payments/stripetest"
	"shanpei/internal/vault"
	"shanpei/models"
)

// benchWebhookClients is how many deliveries are under way at once.
const benchWebhookClients = 64

// benchWebhooks tells a portal on the embedded journal of payments that it waits for, each once and then each again. An answer means that the credit is
// durable.
func benchWebhooks(ctx context.Context, b *benchmark) error {
	dir, err := b.folder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := journal.OpenBolt(filepath.Join(dir, journalFile))
	if err != nil {
		return err
	}
	return errors.Join(webhookLoad(ctx, b, s), s.Close())
}

func webhookLoad(ctx context.Context, b *benchmark, s journal.Store) error {
	log := slog.New(slog.DiscardHandler)
	v, err := vault.New(ctx, s.KV(), make([]byte, vault.KeySize), journal.ErrNone)
	if err != nil {
		return err
	}
	acc := accounts.New(s.KV(), v, accounts.Options{Clock: time.Now, None: journal.ErrNone, Exists: journal.ErrExists})
	book, err := journal.Open(ctx, s, journal.Options{Log: log})
	if err != nil {
		return err
	}
	n := 1000 * benchSeconds
	checkouts, err := waitingCheckouts(ctx, book, n)
	if err != nil {
		return err
	}
	gateway, err := payments.NewStripe(payments.StripeConfig{Key: "sk_test_bench", Secret: "whsec_bench", Base: "http://bench.invalid"})
	if err != nil {
		return err
	}
	desk := payments.NewDesk(gateway, cardBook{book}, cardCursor{s.KV()}, log, "http://portal.example")
	portal := handlers.New(book, acc, v, log, handlers.Config{PublicURL: "http://portal.example", Secret: []byte("bench"), Cards: desk})
	addr, stop, err := listen(portal.App())
	if err != nil {
		return err
	}
	first, err := tellAll(ctx, addr, checkouts)
	if err == nil {
		b.add(informs("webhooks", float64(n)/first.Seconds(), "/s", fmt.Sprintf("durable credits through HTTP, %d deliveries at once on the same %d cores", benchWebhookClients, runtime.GOMAXPROCS(0))))
		var again time.Duration
		if again, err = tellAll(ctx, addr, checkouts); err == nil {
			b.add(informs("webhooks_again", float64(n)/again.Seconds(), "/s", "the same ones told once more: no entry"))
		}
	}
	paid := book.State().Payments.Len()
	if err = errors.Join(err, stop(), book.Close(ctx)); err != nil {
		return err
	}
	report, err := journal.Verify(ctx, s)
	if err != nil {
		return err
	}
	if len(report.Broken) > 0 || paid != n {
		return fmt.Errorf("%d payments for %d webhooks, %d rules broken", paid, n, len(report.Broken))
	}
	return nil
}

// waitingCheckouts makes checkouts of 1,000.00 yuan, each for a pledge of its own.
func waitingCheckouts(ctx context.Context, book *journal.Book, n int) ([]string, error) {
	ask := func(a models.Actor, cmd models.Command) journal.Result {
		var out journal.Result
		var failed error
		if out, failed = book.Do(ctx, a, cmd); failed != nil {
			panic(fmt.Sprintf("%T: %v", cmd, failed)) // every one of them is right on an empty journal
		}
		return out
	}
	ask(models.System, models.SetUpFederation{Federation: models.Federation{Name: "bench", Settings: models.DefaultSettings()}})
	ask(models.System, models.CreateProgram{Program: models.Program{
		Name: "bench", Slug: "bench", Starts: "2026-01-01", Ends: "2036-12-31", BudgetFen: 1_000_000_000_00, Fundraising: models.Targeted,
	}})
	e := made[models.EnterpriseRegistered](ask(models.Nobody, models.RegisterEnterprise{Name: "bench", USCC: "91370902PDY0002207", Owner: "bench"})).Enterprise
	ask(models.System, models.VerifyEnterprise{ID: e.ID, Member: true})
	donor := models.Actor{ID: "bench", Role: models.DonorOwner, Enterprise: e.ID}
	out := make([]string, n)
	var wg sync.WaitGroup
	for w := range benchClients {
		wg.Go(func() {
			for i := w; i < n; i += benchClients {
				p := made[models.PledgeMade](ask(donor, models.MakePledge{AmountFen: 1000_00, Purpose: models.Purpose{Programs: []string{"bench"}}})).Pledge.ID
				ask(donor, models.SignPledge{ID: p})
				out[i] = made[models.CheckoutStarted](ask(donor, models.StartCheckout{Pledge: p, Instalment: 1, Way: "card", Ways: models.CardWays})).Checkout.ID
			}
		})
	}
	wg.Wait()
	return out, ctx.Err()
}

// tellAll sends one signed webhook for each checkout and tells how long all of them took. It fails at the first answer that is not 200.
func tellAll(ctx context.Context, addr string, checkouts []string) (time.Duration, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchWebhookClients}}
	var next atomic.Int64
	errs := make([]error, benchWebhookClients)
	start := time.Now()
	var wg sync.WaitGroup
	for w := range benchWebhookClients {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(checkouts) || errs[w] != nil {
					return
				}
				errs[w] = tellOne(ctx, client, addr, checkouts[i])
			}
		})
	}
	wg.Wait()
	return time.Since(start), errors.Join(errs...)
}

func tellOne(ctx context.Context, client *http.Client, addr, checkout string) error {
	body := fmt.Appendf(nil, `{"id":"evt_%[1]s","object":"event","api_version":"2023-10-16","created":1,"livemode":false,"type":"payment_intent.succeeded","data":{"object":`+
		`{"id":"pi_%[1]s","object":"payment_intent","amount":100000,"amount_received":100000,"currency":"cny","livemode":false,"metadata":{"checkout":"%[1]s"},"status":"succeeded"}}}`, checkout)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/stripe/webhook", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Stripe-Signature", stripetest.Sign(body, "whsec_bench", time.Now()))
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close() // nothing was written to it
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %s", res.Status)
	}
	return err
}
