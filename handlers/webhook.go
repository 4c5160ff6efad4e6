package handlers

import (
	"errors"

	"shanpei/internal/payments"
	"shanpei/models"
)

// stripeWebhook takes what the card company tells. It answers 200 only once the fact is in the journal, or was there before; anything else makes the company
// tell again. POST /stripe/webhook
func stripeWebhook(r *Request) error {
	desk := r.Portal.Cards
	if desk == nil {
		return models.Refuse(models.NotFound, "not_found")
	}
	e, err := desk.Gateway.Read(r.UserContext(), r.BodyRaw(), r.Get("Stripe-Signature"), r.Portal.Clock())
	switch {
	case errors.Is(err, payments.ErrForged):
		r.Portal.metrics.stripe("forged")
		r.Portal.Log.Warn("webhook without a good signature", "request", r.ID, "from", r.IP())
		return models.Refuse(models.Invalid, "signature_invalid")
	case errors.Is(err, payments.ErrStale):
		r.Portal.metrics.stripe("stale")
		r.Portal.Log.Warn("webhook of another moment", "request", r.ID, "from", r.IP())
		return models.Refuse(models.Invalid, "signature_stale")
	case err != nil:
		r.Portal.metrics.stripe("failed")
		return r.tellAgain(e, err)
	}
	if err := desk.Settle(r.UserContext(), e.Says); err != nil {
		r.Portal.metrics.stripe("failed")
		return r.tellAgain(e, err)
	}
	switch {
	case e.Live != desk.Gateway.Live():
		r.Portal.metrics.stripe("wrong_mode")
		r.Portal.Log.Error("ALARM: webhook of the wrong mode", "request", r.ID, "event", e.ID, "kind", e.Kind, "live", e.Live)
		return models.Refuse(models.Invalid, "wrong_mode")
	case !e.Known:
		r.Portal.metrics.stripe("unknown")
		r.Portal.Log.Info("webhook of a kind that nothing depends on", "event", e.ID, "kind", e.Kind)
	default:
		r.Portal.metrics.stripe("taken")
	}
	return r.SendString("ok\n")
}

// tellAgain asks the company to tell the event once more; the cause goes to the log.
func (r *Request) tellAgain(e payments.Event, err error) error {
	r.Portal.Log.Error("webhook not taken", "request", r.ID, "event", e.ID, "kind", e.Kind, "cause", err.Error())
	return models.Refuse(models.Unavailable, "unavailable")
}
