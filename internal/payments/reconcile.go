package payments

import (
	"context"
	"errors"
	"time"

	"shanpei/models"
	"shanpei/models/money"
)

// Report is what one round of the reconciler saw.
type Report struct {
	Since, At time.Time
	Events    int       // told by the card company since then
	Open      int       // checkouts of ours that could still become money
	News      int       // of all that, what the journal had not
	Balance   money.Fen // what the card company says it holds for us
	Ledger    money.Fen // what the ledger says it holds
}

// How far the reconciler looks back: over its own cursor, because the company's clock and ours differ and a list may lag; and at the first time, as long as
// the company keeps its events.
const (
	overlap   = 15 * time.Minute
	firstLook = 30 * 24 * time.Hour
)

// Reconcile asks the card company for everything since the cursor, and for every checkout and refund of ours that is still open; it sends the refunds that
// wait. What is known changes nothing, so it may run at any time and in several processes at once. The cursor moves only when all was read.
func (d *Desk) Reconcile(ctx context.Context) (Report, error) {
	start := d.Clock().UTC()
	since, err := d.Cursor.Load(ctx)
	if err != nil {
		return Report{}, err
	}
	if since.IsZero() {
		since = start.Add(-firstLook)
	}
	r := Report{Since: since, At: start}
	from := since.Add(-overlap)
	before := d.Book.State().Seq
	err = errors.Join(
		d.Gateway.Events(ctx, from, func(e Event) error { r.Events++; return d.Settle(ctx, e.Says) }),
		d.Gateway.Pages(ctx, from, func(p Page) error { return d.Settle(ctx, p.Says) }),
		d.openCheckouts(ctx, start, &r),
		d.sentRefunds(ctx),
		d.Gateway.Fees(ctx, from, func(f models.RecordCardFee) error { return d.ask(ctx, f) }),
		d.Gateway.Payouts(ctx, from, func(p models.SettlePayout) error { return d.ask(ctx, p) }),
		d.SendRefunds(ctx),
	)
	r.News = int(d.Book.State().Seq - before)
	if err != nil {
		return r, err
	}
	if r.Balance, err = d.Gateway.Balance(ctx); err != nil {
		return r, err
	}
	r.Ledger = -d.Book.State().Balance("stripe")
	return r, d.Cursor.Save(ctx, start)
}

// openCheckouts asks for every checkout of ours whose end is not known. One that the company never heard of is over when its time is.
func (d *Desk) openCheckouts(ctx context.Context, now time.Time, r *Report) error {
	var errs []error
	for _, c := range d.Book.State().OpenCheckouts() {
		r.Open++
		if c.Session == "" {
			// Pages, asked before this, would have told of it.
			if now.After(c.At.Add(models.CheckoutLife + time.Hour)) {
				errs = append(errs, d.over(ctx, c, "gone"))
			}
			continue
		}
		page, err := d.Gateway.Find(ctx, c.Session)
		if errors.Is(err, ErrGone) {
			err = d.over(ctx, c, "gone")
		} else if err == nil {
			err = d.Settle(ctx, page.Says)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// sentRefunds asks for the refunds that are on their way.
func (d *Desk) sentRefunds(ctx context.Context) error {
	var errs []error
	for _, r := range d.Book.State().OpenRefunds() {
		if r.Status != models.RefundSent || r.Stripe == "" {
			continue
		}
		says, err := d.Gateway.RefundSays(ctx, r.Stripe)
		if err == nil {
			err = d.Settle(ctx, says)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
