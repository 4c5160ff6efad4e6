package payments

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"

	"shanpei/models"
	"shanpei/models/money"
)

// Timeout bounds one request to the card company: the library's own is 80 seconds, and two retries.
const Timeout = 10 * time.Second

// StripeConfig is how Stripe is reached.
type StripeConfig struct {
	Key    string // sk_live_… takes real money
	Secret string // signs webhooks; without it anybody could
	Base   string // another server than Stripe's, for tests
	Ways   []string
	Client *http.Client // nil: one with the time-out of this package
}

// Stripe is the gateway to Stripe: hosted Checkout only, so that no card number ever reaches this portal.
type Stripe struct {
	api    *client.API
	secret string
	live   bool
	ways   []string
	page   string
}

// NewStripe makes the gateway. It refuses an empty key and an empty secret.
func NewStripe(c StripeConfig) (*Stripe, error) {
	if c.Key == "" || c.Secret == "" {
		return nil, errors.New("payments: Stripe needs a secret key and a webhook secret")
	}
	h := c.Client
	if h == nil {
		h = &http.Client{Timeout: Timeout}
	}
	b := &stripe.BackendConfig{
		HTTPClient: h, MaxNetworkRetries: stripe.Int64(0), LeveledLogger: &stripe.LeveledLogger{Level: stripe.LevelNull}, EnableTelemetry: stripe.Bool(false),
	}
	page := "https://checkout.stripe.com"
	if c.Base != "" {
		b.URL = stripe.String(strings.TrimSuffix(c.Base, "/"))
		if u, err := url.Parse(c.Base); err == nil {
			page = u.Scheme + "://" + u.Host
		}
	}
	ways := c.Ways
	if len(ways) == 0 {
		ways = models.CardWays
	}
	api := client.New(c.Key, &stripe.Backends{API: stripe.GetBackendWithConfig(stripe.APIBackend, b)})
	return &Stripe{api: api, secret: c.Secret, live: strings.Contains(c.Key, "_live_"), ways: ways, page: page}, nil
}

// Live implements Gateway.
func (s *Stripe) Live() bool { return s.live }

// Ways implements Gateway.
func (s *Stripe) Ways() []string { return s.ways }

// PageOrigin implements Gateway.
func (s *Stripe) PageOrigin() string { return s.page }

// PagesAt says that the hosted pages are on another origin than the API.
func (s *Stripe) PagesAt(origin string) { s.page = origin }

// Create implements Gateway.
func (s *Stripe) Create(ctx context.Context, o Order) (Page, error) {
	c := o.Checkout
	tags := map[string]string{"checkout": c.ID, "pledge": c.Pledge}
	p := &stripe.CheckoutSessionParams{
		Mode: stripe.String("payment"), SubmitType: stripe.String("donate"), PaymentMethodTypes: []*string{stripe.String(c.Way)},
		LineItems: []*stripe.CheckoutSessionLineItemParams{{
			Quantity: stripe.Int64(1),
			PriceData: &stripe.CheckoutSessionLineItemPriceDataParams{
				Currency: stripe.String(models.Currency), UnitAmount: stripe.Int64(int64(c.Fen)),
				ProductData: &stripe.CheckoutSessionLineItemPriceDataProductDataParams{Name: stripe.String(o.Title)},
			},
		}},
		ClientReferenceID: stripe.String(c.ID), Metadata: tags,
		PaymentIntentData: &stripe.CheckoutSessionPaymentIntentDataParams{Metadata: tags, Description: stripe.String(o.Title)},
		SuccessURL:        stripe.String(o.Success + "?session_id={CHECKOUT_SESSION_ID}"), CancelURL: stripe.String(o.Cancel),
		ExpiresAt: stripe.Int64(c.At.Add(models.CheckoutLife).Unix()), Locale: stripe.String(locale(o.Language)),
	}
	if c.Way == "wechat_pay" {
		p.PaymentMethodOptions = &stripe.CheckoutSessionPaymentMethodOptionsParams{
			WeChatPay: &stripe.CheckoutSessionPaymentMethodOptionsWeChatPayParams{Client: stripe.String("web")},
		}
	}
	p.Context = ctx
	p.SetIdempotencyKey(c.ID)
	made, err := s.api.CheckoutSessions.New(p)
	if err != nil {
		return Page{}, outcome(err)
	}
	return s.pageOf(made), nil
}

func locale(language string) string {
	switch language {
	case "en":
		return "en"
	case "zh-TW":
		return "zh-TW"
	}
	return "zh"
}

// pageOf reads a session, with what it means for the journal.
func (s *Stripe) pageOf(c *stripe.CheckoutSession) Page {
	p := Page{Session: c.ID, Says: s.sessionSays(c, "")}
	if c.Status == stripe.CheckoutSessionStatusOpen {
		p.URL = c.URL
	}
	return p
}

// Find implements Gateway.
func (s *Stripe) Find(ctx context.Context, session string) (Page, error) {
	p := &stripe.CheckoutSessionParams{}
	p.Context = ctx
	c, err := s.api.CheckoutSessions.Get(session, p)
	if err != nil {
		return Page{}, outcome(err)
	}
	return s.pageOf(c), nil
}

// Expire implements Gateway.
func (s *Stripe) Expire(ctx context.Context, session string) error {
	p := &stripe.CheckoutSessionExpireParams{}
	p.Context = ctx
	_, err := s.api.CheckoutSessions.Expire(session, p)
	return outcome(err)
}

// Refund implements Gateway.
func (s *Stripe) Refund(ctx context.Context, o RefundOrder) ([]models.Command, error) {
	p := &stripe.RefundParams{PaymentIntent: stripe.String(o.Intent), Amount: stripe.Int64(int64(o.Fen)), Metadata: map[string]string{"refund": o.Refund}}
	p.Context = ctx
	p.SetIdempotencyKey(o.Key)
	r, err := s.api.Refunds.New(p)
	if err != nil {
		return nil, outcome(err)
	}
	return s.refundSays(r, s.live), nil
}

// RefundSays implements Gateway.
func (s *Stripe) RefundSays(ctx context.Context, refund string) ([]models.Command, error) {
	p := &stripe.RefundParams{}
	p.Context = ctx
	r, err := s.api.Refunds.Get(refund, p)
	if err != nil {
		return nil, outcome(err)
	}
	return s.refundSays(r, s.live), nil
}

// Balance implements Gateway: what is available and what is pending, in our currency.
func (s *Stripe) Balance(ctx context.Context) (money.Fen, error) {
	p := &stripe.BalanceParams{}
	p.Context = ctx
	b, err := s.api.Balance.Get(p)
	if err != nil {
		return 0, outcome(err)
	}
	var sum money.Fen
	for _, list := range [][]*stripe.Amount{b.Available, b.Pending} {
		for _, a := range list {
			if string(a.Currency) == models.Currency {
				sum += money.Fen(a.Amount)
			}
		}
	}
	return sum, nil
}

// outcome sorts the errors of the library: a definite no, nothing there, or an open end.
func outcome(err error) error {
	if err == nil {
		return nil
	}
	var e *stripe.Error
	if !errors.As(err, &e) {
		return errors.Join(ErrPending, err)
	}
	switch {
	case e.HTTPStatusCode == http.StatusNotFound:
		return ErrGone
	case e.HTTPStatusCode == http.StatusConflict, e.HTTPStatusCode == http.StatusTooManyRequests, e.HTTPStatusCode >= 500:
		return errors.Join(ErrPending, err)
	}
	code := string(e.Code)
	if code == "" {
		code = string(e.Type)
	}
	return &Refused{Code: code, Text: e.Msg}
}
