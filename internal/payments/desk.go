package payments

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"shanpei/models"
)

// Desk stands between the portal and the card company. Everything is written to the journal before the company is asked, and everything the company says
// may be said again.
type Desk struct {
	Gateway Gateway
	Book    Book
	Cursor  Cursor
	Log     *slog.Logger
	Clock   func() time.Time
	Public  string // scheme and host that the donor comes back to
	Sandbox bool   // no real company: every page says so

	wake chan struct{}
}

// NewDesk makes a desk.
func NewDesk(g Gateway, b Book, c Cursor, log *slog.Logger, public string) *Desk {
	return &Desk{Gateway: g, Book: b, Cursor: c, Log: log, Clock: time.Now, Public: public, wake: make(chan struct{}, 1)}
}

// Wake is told when a refund waits to be sent.
func (d *Desk) Wake() <-chan struct{} { return d.wake }

// Rouse says that a refund may wait to be sent.
func (d *Desk) Rouse() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Open gives the address of the hosted page of a checkout that is in the journal. It may be called as often as one likes: the page is the same. ErrPending
// says that the company has not answered, ErrGone that the page can no longer be paid; a Refused is noted in the journal.
func (d *Desk) Open(ctx context.Context, c *models.Checkout, title, language string) (string, error) {
	if c.Session != "" {
		page, err := d.Gateway.Find(ctx, c.Session)
		if errors.Is(err, ErrGone) {
			return "", errors.Join(d.over(ctx, c, "gone"), ErrGone)
		}
		if err != nil {
			return "", err
		}
		if err := d.Settle(ctx, page.Says); err != nil {
			return "", err
		}
		if page.URL == "" {
			return "", ErrGone
		}
		return page.URL, nil
	}
	page, err := d.Gateway.Create(ctx, Order{
		Checkout: *c, Title: title, Language: language,
		Success: d.Public + "/enterprise/pledges/" + c.Pledge + "/paid", Cancel: d.Public + "/enterprise/pledges/" + c.Pledge + "/checkout/" + c.ID,
	})
	var no *Refused
	if errors.As(err, &no) {
		d.Log.Error("checkout refused by the card company", "checkout", c.ID, "code", no.Code, "text", no.Text)
		return "", errors.Join(d.over(ctx, c, no.Code), err)
	}
	if err != nil {
		return "", err
	}
	// The donor's way to the page must not depend on this: the reconciler finds the session by our id.
	if err := d.ask(context.WithoutCancel(ctx), models.OpenCheckout{ID: c.ID, Session: page.Session}); err != nil {
		d.Log.Error("session not noted", "checkout", c.ID, "cause", err.Error())
	}
	return page.URL, nil
}

// over notes that a checkout will never be paid.
func (d *Desk) over(ctx context.Context, c *models.Checkout, code string) error {
	status := models.CheckoutFailed
	if code == "gone" {
		status = models.CheckoutExpired
	}
	return d.Settle(ctx, []models.Command{models.SettleCheckout{
		Checkout: c.ID, Session: c.Session, Intent: c.Intent, Status: status, Code: code, Live: c.Live, OurLive: d.Gateway.Live(),
	}})
}

// Supersede closes the other pages on which the same instalment could still be paid. One that is being paid at this moment stays, and its money comes back
// by itself.
func (d *Desk) Supersede(ctx context.Context, c *models.Checkout) {
	for _, other := range d.Book.State().CheckoutsOf(c.Pledge) {
		if other.ID == c.ID || other.Instalment != c.Instalment || !other.Waits() || other.Session == "" || other.Status == models.CheckoutProcessing {
			continue
		}
		if err := d.Gateway.Expire(ctx, other.Session); err != nil {
			d.Log.Info("earlier page stays open", "checkout", other.ID, "cause", err.Error())
		}
	}
}

// Returned is the donor's coming back with the session that the company gave him: what the company says of it is settled, whoever was first. It answers
// ErrGone when the session is not one of this pledge.
func (d *Desk) Returned(ctx context.Context, pledge, session string) (*models.Checkout, error) {
	if c, ok := d.Book.State().CheckoutAt(session); ok && c.Session == session {
		if c.Pledge != pledge {
			return nil, ErrGone
		}
		if !c.Waits() {
			return c, nil
		}
	}
	page, err := d.Gateway.Find(ctx, session)
	if err != nil {
		return nil, err
	}
	for _, s := range page.Says {
		say, ok := s.(models.SettleCheckout)
		if !ok {
			continue
		}
		if c, known := d.Book.State().Checkouts.Get(say.Checkout); !known || c.Pledge != pledge {
			return nil, ErrGone
		}
	}
	if err := d.Settle(ctx, page.Says); err != nil {
		return nil, err
	}
	if c, ok := d.Book.State().CheckoutAt(session); ok && c.Pledge == pledge {
		return c, nil
	}
	return nil, ErrGone
}

// Settle writes what the company says into the journal, once. The first fact that cannot be written is the error; told again, the others change nothing.
func (d *Desk) Settle(ctx context.Context, says []models.Command) error {
	for _, cmd := range says {
		if err := d.ask(ctx, cmd); err != nil {
			return err
		}
	}
	for _, r := range d.Book.State().OpenRefunds() {
		if waits(r) {
			d.Rouse()
			break
		}
	}
	return nil
}

// ask writes one fact; what is known already, or is none of ours, is no error.
func (d *Desk) ask(ctx context.Context, cmd models.Command) error {
	err := d.Book.Ask(ctx, models.System, cmd)
	var refused *models.Error
	if errors.As(err, &refused) && (refused.Reason == "already_known" || refused.Reason == "not_found") {
		return nil
	}
	return err
}

// waits tells whether a refund is to be sent to the card company.
func waits(r *models.Refund) bool {
	return r.Via == "stripe" && r.Status == models.RefundApproved && r.Stripe == "" && r.Intent != ""
}

// SendRefunds sends every approved refund that goes by card. A definite no makes it failed, which is a task for a person; anything else is tried again with
// the same key.
func (d *Desk) SendRefunds(ctx context.Context) error {
	var errs []error
	for _, r := range d.Book.State().OpenRefunds() {
		if !waits(r) {
			continue
		}
		says, err := d.Gateway.Refund(ctx, RefundOrder{Key: r.Key(), Refund: r.ID, Intent: r.Intent, Fen: r.Fen})
		var no *Refused
		if errors.As(err, &no) {
			says, err = []models.Command{models.SettleRefund{
				Refund: r.ID, Stripe: "refused-" + r.Key(), Intent: r.Intent, Status: "failed", Fen: r.Fen, Currency: models.Currency, Code: no.Code,
				Live: d.Gateway.Live(), OurLive: d.Gateway.Live(),
			}}, nil
		}
		if err == nil {
			for _, s := range says {
				err = errors.Join(err, d.ask(ctx, s))
			}
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
