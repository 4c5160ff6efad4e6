package payments

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"shanpei/models"
)

// stripeMock starts Stripe's own mock, which checks every request against the published description of the API and keeps no state.
func stripeMock(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SHANPEI_STRIPE_MOCK")
	if path == "" {
		path, _ = filepath.Abs("../../.cache/bin/stripe-mock")
	}
	if _, err := os.Stat(path); err != nil {
		t.Skip("NOT RUN: stripe-mock is not installed (make test installs it)")
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := ln.Addr().String()
	_ = ln.Close() // stripe-mock takes the port
	cmd := exec.Command(path, "-http-addr", at, "-https-addr", "127.0.0.1:0")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	for range 200 {
		if c, err := net.Dial("tcp", at); err == nil {
			_ = c.Close()
			return "http://" + at
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("stripe-mock does not answer")
	return ""
}

func TestEveryRequestHasTheShapeThatStripePublishes(t *testing.T) {
	s, err := NewStripe(StripeConfig{Key: "sk_test_123", Secret: secret, Base: stripeMock(t)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, since := t.Context(), time.Now().Add(-time.Hour)
	var checks = map[string]func() error{
		"find":   func() error { _, err := s.Find(ctx, "cs_test_1"); return err },
		"expire": func() error { return s.Expire(ctx, "cs_test_1") },
		"refund": func() error {
			_, err := s.Refund(ctx, RefundOrder{Key: "k", Refund: "r", Intent: "pi_1", Fen: 100})
			return err
		},
		"refunds": func() error { _, err := s.RefundSays(ctx, "re_1"); return err },
		"charge":  func() error { _, err := s.refundsOf("ch_1", ctx, false); return err },
		"balance": func() error { _, err := s.Balance(ctx); return err },
		"events":  func() error { return s.Events(ctx, since, func(Event) error { return nil }) },
		"pages":   func() error { return s.Pages(ctx, since, func(Page) error { return nil }) },
		"fees":    func() error { return s.Fees(ctx, since, func(models.RecordCardFee) error { return nil }) },
		"payouts": func() error { return s.Payouts(ctx, since, func(models.SettlePayout) error { return nil }) },
	}
	for _, way := range models.CardWays {
		checks["create "+way] = func() error {
			_, err := s.Create(ctx, Order{
				Checkout: models.Checkout{ID: "c-" + way, Pledge: "p", Way: way, Fen: 1000_00, At: time.Now()}, Title: "认捐", Language: "zh-TW",
				Success: "https://portal.example/paid", Cancel: "https://portal.example/pay",
			})
			return err
		}
	}
	for name, f := range checks {
		if err := f(); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
