package payments

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/webhook"

	"shanpei/models"
	"shanpei/models/money"
)

// tolerance is how far the instant of a signature may be from now, on either side.
const tolerance = 5 * time.Minute

// Read implements Gateway. The signature is the library's to check; the instant is checked here, because the library lets any future one pass. An event of
// another version of the API is read only for its kind and the id of its object, which is then asked for again.
func (s *Stripe) Read(ctx context.Context, payload []byte, signature string, now time.Time) (Event, error) {
	e, err := webhook.ConstructEventWithOptions(payload, signature, s.secret, webhook.ConstructEventOptions{IgnoreTolerance: true, IgnoreAPIVersionMismatch: true})
	if err != nil {
		return Event{}, errors.Join(ErrForged, err)
	}
	if d := now.Sub(signedAt(signature)); d > tolerance || d < -tolerance {
		return Event{}, ErrStale
	}
	return s.event(ctx, &e)
}

// signedAt is the instant in the header of a signature that checked.
func signedAt(signature string) time.Time {
	for part := range strings.SplitSeq(signature, ",") {
		if t, ok := strings.CutPrefix(strings.TrimSpace(part), "t="); ok {
			n, _ := strconv.ParseInt(t, 10, 64)
			return time.Unix(n, 0)
		}
	}
	return time.Time{}
}

// event reads what an event means.
func (s *Stripe) event(ctx context.Context, e *stripe.Event) (Event, error) {
	out := Event{ID: e.ID, Kind: string(e.Type), Live: e.Livemode, Created: time.Unix(e.Created, 0).UTC()}
	if e.Data == nil {
		return out, nil
	}
	read := reader{s: s, ctx: ctx, raw: e.Data.Raw, again: e.APIVersion != stripe.APIVersion}
	var err error
	switch kind := out.Kind; {
	case strings.HasPrefix(kind, "checkout.session."):
		var c *stripe.CheckoutSession
		if c, err = object(read, s.api.CheckoutSessions.Get, &stripe.CheckoutSessionParams{}); err == nil {
			out.Says, out.Known = s.sessionSays(c, kind), true
		}
	case kind == "payment_intent.succeeded" || kind == "payment_intent.payment_failed" || kind == "payment_intent.canceled":
		var p *stripe.PaymentIntent
		if p, err = object(read, s.api.PaymentIntents.Get, &stripe.PaymentIntentParams{}); err == nil {
			out.Says, out.Known = s.intentSays(p, kind), true
		}
	case strings.HasPrefix(kind, "charge.dispute."):
		var x *stripe.Dispute
		if x, err = object(read, s.api.Disputes.Get, &stripe.DisputeParams{}); err == nil {
			out.Says, out.Known = s.disputeSays(x), true
		}
	case strings.HasPrefix(kind, "refund.") || strings.HasPrefix(kind, "charge.refund."):
		var r *stripe.Refund
		if r, err = object(read, s.api.Refunds.Get, &stripe.RefundParams{}); err == nil {
			out.Says, out.Known = s.refundSays(r, e.Livemode), true
		}
	case kind == "charge.failed":
		var c *stripe.Charge
		if c, err = object(read, s.api.Charges.Get, &stripe.ChargeParams{}); err == nil {
			out.Says, out.Known = s.chargeSays(c), true
		}
	case kind == "charge.refunded":
		out.Known = true
		out.Says, err = s.refundsOf(read.id(), ctx, e.Livemode)
	case kind == "payout.paid" || kind == "payout.failed" || kind == "payout.canceled":
		var p *stripe.Payout
		if p, err = object(read, s.api.Payouts.Get, &stripe.PayoutParams{}); err == nil {
			out.Known = true
			if say, ok := s.payoutSays(p); ok {
				out.Says = []models.Command{say}
			}
		}
	}
	return out, err
}

// refundsOf lists the refunds of a charge, one by one: the charge itself tells only their sum.
func (s *Stripe) refundsOf(charge string, ctx context.Context, live bool) ([]models.Command, error) {
	p := &stripe.RefundListParams{Charge: stripe.String(charge)}
	p.Context = ctx
	var out []models.Command
	list := s.api.Refunds.List(p)
	for list.Next() {
		out = append(out, s.refundSays(list.Refund(), live)...)
	}
	return out, outcome(list.Err())
}

// reader gives the object of an event: as it came, or asked for again.
type reader struct {
	s     *Stripe
	ctx   context.Context
	raw   json.RawMessage
	again bool
}

func (r reader) id() string {
	var o struct {
		ID string `json:"id"`
	}
	_ = json.Unmarshal(r.raw, &o) // without an id nothing is found under it
	return o.ID
}

func object[T any, P interface{ GetParams() *stripe.Params }](r reader, get func(string, P) (*T, error), p P) (*T, error) {
	if r.again {
		p.GetParams().Context = r.ctx
		v, err := get(r.id(), p)
		return v, outcome(err)
	}
	v := new(T)
	return v, json.Unmarshal(r.raw, v)
}

func since(t time.Time) *stripe.RangeQueryParams {
	return &stripe.RangeQueryParams{GreaterThanOrEqual: t.Unix()}
}

// eventKinds are what the reconciler asks for.
var eventKinds = []string{
	"checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed", "checkout.session.expired",
	"payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled", "charge.refunded", "charge.failed", "charge.refund.updated",
	"charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed", "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
	"payout.paid", "payout.failed", "payout.canceled",
}

// Events implements Gateway.
func (s *Stripe) Events(ctx context.Context, from time.Time, f func(Event) error) error {
	p := &stripe.EventListParams{CreatedRange: since(from), Types: stripe.StringSlice(eventKinds)}
	p.Context, p.Limit = ctx, stripe.Int64(100)
	var all []*stripe.Event
	list := s.api.Events.List(p)
	for list.Next() {
		all = append(all, list.Event())
	}
	if err := outcome(list.Err()); err != nil {
		return err
	}
	for i := len(all) - 1; i >= 0; i-- { // the newest come first
		e, err := s.event(ctx, all[i])
		if err != nil {
			return err
		}
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}

// Pages implements Gateway.
func (s *Stripe) Pages(ctx context.Context, from time.Time, f func(Page) error) error {
	p := &stripe.CheckoutSessionListParams{CreatedRange: since(from)}
	p.Context, p.Limit = ctx, stripe.Int64(100)
	list := s.api.CheckoutSessions.List(p)
	for list.Next() {
		if err := f(s.pageOf(list.CheckoutSession())); err != nil {
			return err
		}
	}
	return outcome(list.Err())
}

// Fees implements Gateway.
func (s *Stripe) Fees(ctx context.Context, from time.Time, f func(models.RecordCardFee) error) error {
	p := &stripe.BalanceTransactionListParams{CreatedRange: since(from)}
	p.Context, p.Limit = ctx, stripe.Int64(100)
	list := s.api.BalanceTransactions.List(p)
	for list.Next() {
		t := list.BalanceTransaction()
		fee := t.Fee
		if t.Type == "stripe_fee" { // a fee that is a movement of its own
			fee = -t.Amount
		}
		if fee == 0 || string(t.Currency) != models.Currency {
			continue
		}
		source := ""
		if t.Source != nil {
			source = t.Source.ID
		}
		if err := f(models.RecordCardFee{ID: t.ID, Source: source, Fen: money.Fen(fee), Currency: string(t.Currency)}); err != nil {
			return err
		}
	}
	return outcome(list.Err())
}

// Payouts implements Gateway.
func (s *Stripe) Payouts(ctx context.Context, from time.Time, f func(models.SettlePayout) error) error {
	p := &stripe.PayoutListParams{CreatedRange: since(from.Add(-10 * 24 * time.Hour))} // one may take days to arrive, and to come back
	p.Context, p.Limit = ctx, stripe.Int64(100)
	list := s.api.Payouts.List(p)
	for list.Next() {
		if say, ok := s.payoutSays(list.Payout()); ok {
			if err := f(say); err != nil {
				return err
			}
		}
	}
	return outcome(list.Err())
}
