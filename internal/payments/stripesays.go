package payments

import (
	"time"

	"github.com/stripe/stripe-go/v76"

	"shanpei/models"
	"shanpei/models/money"
)

// sessionSays is what a Checkout Session means for the journal. An event knows a little more than the object: that an asynchronous payment failed.
func (s *Stripe) sessionSays(c *stripe.CheckoutSession, event string) []models.Command {
	say := models.SettleCheckout{
		Checkout: c.ClientReferenceID, Session: c.ID, Fen: money.Fen(c.AmountTotal), Currency: string(c.Currency), Live: c.Livemode, OurLive: s.live,
	}
	if say.Checkout == "" {
		say.Checkout = c.Metadata["checkout"]
	}
	if c.PaymentIntent != nil {
		say.Intent = c.PaymentIntent.ID
	}
	switch {
	case c.PaymentStatus != stripe.CheckoutSessionPaymentStatusUnpaid && c.Status == stripe.CheckoutSessionStatusComplete:
		say.Status = models.CheckoutPaid
	case event == "checkout.session.async_payment_failed":
		say.Status = models.CheckoutFailed
	case c.Status == stripe.CheckoutSessionStatusExpired:
		say.Status = models.CheckoutExpired
	case c.Status == stripe.CheckoutSessionStatusComplete:
		say.Status = models.CheckoutProcessing
	default: // open: nothing to say but its name
		if say.Checkout != "" {
			return []models.Command{models.OpenCheckout{ID: say.Checkout, Session: c.ID}}
		}
		return nil
	}
	return []models.Command{say}
}

func (s *Stripe) intentSays(p *stripe.PaymentIntent, event string) []models.Command {
	say := models.SettleCheckout{
		Checkout: p.Metadata["checkout"], Intent: p.ID, Fen: money.Fen(p.AmountReceived), Currency: string(p.Currency), Live: p.Livemode, OurLive: s.live,
	}
	switch {
	case p.Status == stripe.PaymentIntentStatusSucceeded:
		say.Status = models.CheckoutPaid
	case p.Status == stripe.PaymentIntentStatusCanceled:
		say.Status = models.CheckoutExpired
	case event == "payment_intent.payment_failed":
		say.Status = models.CheckoutDeclined
		if e := p.LastPaymentError; e != nil {
			if say.Code = string(e.DeclineCode); say.Code == "" {
				say.Code = string(e.Code)
			}
		}
	default:
		return nil
	}
	return []models.Command{say}
}

// chargeSays is what a failed charge means. A charge that succeeded is told of by its intent.
func (s *Stripe) chargeSays(c *stripe.Charge) []models.Command {
	if c.Status != stripe.ChargeStatusFailed || c.PaymentIntent == nil {
		return nil
	}
	return []models.Command{models.SettleCheckout{
		Checkout: c.Metadata["checkout"], Intent: c.PaymentIntent.ID, Status: models.CheckoutDeclined, Fen: money.Fen(c.Amount), Currency: string(c.Currency),
		Live: c.Livemode, OurLive: s.live, Code: c.FailureCode,
	}}
}

// refundSays is what a refund means. The object does not tell its mode; whoever brings it does.
func (s *Stripe) refundSays(r *stripe.Refund, live bool) []models.Command {
	say := models.SettleRefund{
		Refund: r.Metadata["refund"], Stripe: r.ID, Status: "pending", Fen: money.Fen(r.Amount), Currency: string(r.Currency), Live: live, OurLive: s.live,
		Code: string(r.FailureReason),
	}
	if r.PaymentIntent == nil {
		return nil // of a charge without an intent: never one of ours
	}
	say.Intent = r.PaymentIntent.ID
	switch r.Status {
	case stripe.RefundStatusSucceeded:
		say.Status = "succeeded"
	case stripe.RefundStatusFailed, stripe.RefundStatusCanceled:
		say.Status = "failed"
	}
	return []models.Command{say}
}

func (s *Stripe) disputeSays(x *stripe.Dispute) []models.Command {
	if x.PaymentIntent == nil {
		return nil
	}
	status := "open"
	switch x.Status {
	case stripe.DisputeStatusWon, stripe.DisputeStatusWarningClosed:
		status = "won"
	case stripe.DisputeStatusLost:
		status = "lost"
	}
	return []models.Command{models.SettleDispute{
		ID: x.ID, Intent: x.PaymentIntent.ID, Status: status, Reason: string(x.Reason), Fen: money.Fen(x.Amount), Currency: string(x.Currency), Live: x.Livemode,
		OurLive: s.live,
	}}
}

// payoutSays is what a payout means; one that is still on its way means nothing yet.
func (s *Stripe) payoutSays(p *stripe.Payout) (models.SettlePayout, bool) {
	say := models.SettlePayout{
		ID: p.ID, Fen: money.Fen(p.Amount), Currency: string(p.Currency), Arrival: models.DayOf(time.Unix(p.ArrivalDate, 0)), Live: p.Livemode, OurLive: s.live,
	}
	switch p.Status {
	case stripe.PayoutStatusPaid:
		say.Status = "paid"
	case stripe.PayoutStatusFailed, stripe.PayoutStatusCanceled:
		say.Status = "failed"
	default:
		return say, false
	}
	return say, true
}
