// Package payments takes cards and wallets: the port to a card company, Stripe behind it, the desk that writes what the company says into the journal, and
// the reconciler that asks for what was missed.
package payments

import (
	"context"
	"errors"
	"time"

	"shanpei/models"
	"shanpei/models/money"
)

// Errors of a gateway. Everything else that it returns leaves the outcome open: the same request with the same key tells.
var (
	ErrOff     = errors.New("payments: no card company is set up")
	ErrGone    = errors.New("payments: the card company knows of no such thing")
	ErrForged  = errors.New("payments: the signature does not check")
	ErrStale   = errors.New("payments: the signature is not of this moment")
	ErrPending = errors.New("payments: the card company has not answered; the outcome is open")
)

// Refused is a definite no of the card company, with its own code.
type Refused struct{ Code, Text string }

func (e *Refused) Error() string { return "payments: refused: " + e.Code + ": " + e.Text }

// Order is what a hosted payment page is asked for. Its key is the checkout's id: the same order gives the same page.
type Order struct {
	Checkout models.Checkout
	Title    string // what the page calls it
	Success  string // where the donor comes back to; the gateway adds the session
	Cancel   string
	Language string // zh-CN zh-TW en
}

// Page is a hosted payment page as the card company keeps it.
type Page struct {
	Session string
	URL     string           // empty when it can no longer be paid
	Says    []models.Command // what its state means for the journal
}

// Event is something that the card company tells: what it means for the journal, in the journal's own words.
type Event struct {
	ID, Kind string
	Live     bool
	Created  time.Time
	Says     []models.Command
	Known    bool // of a kind that we act upon
}

// RefundOrder is money to send back. Its key is another one after every failure.
type RefundOrder struct {
	Key, Refund, Intent string
	Fen                 money.Fen
}

// Gateway is the card company. Every call ends within ten seconds.
type Gateway interface {
	Live() bool     // real money
	Ways() []string // card alipay wechat_pay, as the account has them
	PageOrigin() string

	Create(ctx context.Context, o Order) (Page, error)
	Find(ctx context.Context, session string) (Page, error)
	Expire(ctx context.Context, session string) error
	Refund(ctx context.Context, o RefundOrder) ([]models.Command, error)
	RefundSays(ctx context.Context, refund string) ([]models.Command, error)

	// Read checks the signature of a webhook and reads it: ErrForged, ErrStale.
	Read(ctx context.Context, payload []byte, signature string, now time.Time) (Event, error)

	// What the company tells when it is asked, oldest first.
	Events(ctx context.Context, since time.Time, f func(Event) error) error
	Pages(ctx context.Context, since time.Time, f func(Page) error) error
	Fees(ctx context.Context, since time.Time, f func(models.RecordCardFee) error) error
	Payouts(ctx context.Context, since time.Time, f func(models.SettlePayout) error) error
	Balance(ctx context.Context) (money.Fen, error)
}

// Book is what the desk needs of the journal.
type Book interface {
	State() *models.State
	Ask(ctx context.Context, a models.Actor, cmd models.Command) error
}

// Cursor keeps how far the reconciler has asked; the zero time when it never has.
type Cursor interface {
	Load(ctx context.Context) (time.Time, error)
	Save(ctx context.Context, t time.Time) error
}
