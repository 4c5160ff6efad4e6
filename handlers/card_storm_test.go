package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/journal/journaltest"
	"shanpei/internal/payments/stripetest"
	"shanpei/models"
	"shanpei/models/money"
)

// shelf is what a journal can be in.
type shelf interface {
	journal.Store
	KV() journal.KV
}

func newCardPortalIn(t *testing.T, store shelf) *cardPortal {
	t.Helper()
	return withCards(t, newTestPortalIn(t, store), stripetest.New(whsec), "sk_test_1")
}

// second is another process of the same portal: a book of its own over the same store.
func (p *cardPortal) second() *testPortal {
	p.t.Helper()
	book, err := journal.Open(context.Background(), p.store, journal.Options{Clock: func() time.Time { return p.now }, Log: p.Log, SnapshotEvery: -1})
	if err != nil {
		p.t.Fatal(err)
	}
	q := &testPortal{t: p.t, now: p.now, store: p.store}
	q.Portal = New(book, p.Accounts, p.Vault, p.Log, p.Config)
	withCards(p.t, q, p.stripe, "sk_test_1")
	q.Cards.Clock = func() time.Time { return p.now }
	p.stripe.Clock = func() time.Time { return p.now }
	q.app = q.App()
	p.t.Cleanup(func() { _ = book.Close(context.Background()) })
	return q
}

// push sends a webhook without failing the test from another goroutine; it gives the status.
func push(q *testPortal, body []byte, now time.Time) int {
	req := httptest.NewRequest("POST", "/stripe/webhook", bytes.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Stripe-Signature", stripetest.Sign(body, whsec, now))
	res, err := q.app.Test(req, -1)
	if err != nil {
		return 0
	}
	_ = res.Body.Close()
	return res.StatusCode
}

// cardSums is what a state says of card money, without ids, numbers and instants.
func cardSums(s *models.State, pledges []string) string {
	var lines []string
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for i, id := range pledges {
		p, _ := s.Pledges.Get(id)
		say("pledge %d %s received %s frozen %s allocated %s", i, p.Status, p.ReceivedFen, p.FrozenFen, p.AllocatedFen)
		for _, c := range s.CheckoutsOf(id) {
			say("checkout of %d: %s, credited %v, refunded %v", i, c.Status, c.Payment != "", c.Refund != "")
		}
	}
	for _, r := range s.Refunds.All() {
		say("refund %d %s %s %s short %s", slices.Index(pledges, r.Pledge), r.Fen, r.From, r.Status, r.ShortFen)
	}
	for _, x := range s.Disputes.All() {
		say("dispute %d %s %s frozen %s short %s", slices.Index(pledges, x.Pledge), x.Fen, x.Status, x.FrozenFen, x.ShortFen)
	}
	for _, x := range s.Payouts.All() {
		say("payout %s %s", x.Fen, x.Status)
	}
	for _, k := range s.Kept.All() {
		say("kept %s %s", k.Why, k.HeldFen)
	}
	groups := map[string]money.Fen{}
	for account, fen := range s.Accounts.All() {
		group, _, _ := strings.Cut(account, ":")
		groups[group] += fen
	}
	for group, fen := range groups {
		if fen != 0 {
			say("account %s %s", group, fen)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// kindsOfAStorm is every kind that the portal acts upon.
var kindsOfAStorm = []string{
	"checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed", "checkout.session.expired",
	"payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.canceled", "charge.refunded", "charge.failed", "charge.refund.updated",
	"charge.dispute.created", "charge.dispute.closed", "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated", "refund.failed", "payout.paid",
	"payout.failed",
}

// storm lets everything happen at the card company and tells the portal nothing.
func (p *cardPortal) storm() (pledges []string) {
	p.t.Helper()
	donor := p.as("donor_owner")
	next := func(way string) (string, string) {
		pledge := p.owed(1)
		pledges = append(pledges, pledge.ID)
		return pledge.ID, p.goes(donor, pledge, "1", way)
	}
	intent := func(session string) string { v, _ := p.stripe.Get(session, "payment_intent"); return v }
	_, a := next("card")
	p.stripe.Pay(a, "decline")
	p.stripe.Pay(a, "card")
	_, b := next("wechat_pay")
	p.stripe.Pay(b, "later")
	p.stripe.Arrive(b, true)
	_, c := next("alipay")
	p.stripe.Pay(c, "later")
	p.stripe.Arrive(c, false)
	_, d := next("card")
	p.stripe.Pay(d, "decline")
	p.stripe.Expire(d)
	_, e := next("card")
	p.stripe.Pay(e, "card")
	p.stripe.Refund(intent(e), 300_00)
	p.stripe.FailRefund(p.stripe.Refund(intent(e), 200_00))
	_, won := next("card")
	p.stripe.Pay(won, "card")
	p.stripe.CloseDispute(p.stripe.Dispute(intent(won)), true)
	_, lost := next("card")
	p.stripe.Pay(lost, "card")
	p.stripe.CloseDispute(p.stripe.Dispute(intent(lost)), false)
	tabs, one := next("card")
	two := p.goes(donor, p.pledge(tabs), "1", "alipay")
	p.stripe.Change(one, "status", "open")
	p.stripe.Pay(one, "card")
	p.stripe.Pay(two, "card")
	p.stripe.Payout(500_00)
	p.stripe.FailPayout(p.stripe.Payout(1_00))
	return pledges
}

func TestWebhooksInAnyOrderToTwoProcessesEndInOneState(t *testing.T) {
	storms(t, 100, func(*testing.T) shelf { return journal.NewMemory() })
}

// The same on the MongoDB server, which the two books share as two processes would.
func TestWebhooksInAnyOrderToTwoProcessesOnMongo(t *testing.T) {
	if os.Getenv("MONGODB_URI") == "" {
		t.Skip("NOT RUN: MONGODB_URI is not set (make test sets it)")
	}
	storms(t, 100, func(t *testing.T) shelf { return journaltest.Mongo(t) })
}

// storms lets the same storm come over new portals, told in another order each time.
func storms(t *testing.T, rounds int, store func(*testing.T) shelf) {
	t.Helper()
	seed := rand.Uint64()
	if v, err := strconv.ParseUint(os.Getenv("STORM_SEED"), 10, 64); err == nil {
		seed = v
	}
	t.Logf("seed %d (STORM_SEED repeats it)", seed)
	rng := rand.New(rand.NewPCG(seed, 8))
	want := ""
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			p := newCardPortalIn(t, store(t))
			pledges := p.storm()
			q := p.second()
			seen := map[string]bool{}
			var told [2][][]byte
			for _, e := range p.stripe.Events() {
				seen[e.Kind] = true
				for range 1 + rng.IntN(5) {
					i := rng.IntN(2)
					told[i] = append(told[i], e.Body)
				}
			}
			for _, kind := range kindsOfAStorm {
				if !seen[kind] {
					t.Errorf("the storm has no %s", kind)
				}
			}
			var wg sync.WaitGroup
			var bad sync.Map
			for i, target := range []*testPortal{p.testPortal, q} {
				rng.Shuffle(len(told[i]), func(a, b int) { told[i][a], told[i][b] = told[i][b], told[i][a] })
				wg.Go(func() {
					for _, body := range told[i] {
						if status := push(target, body, p.now); status != 200 {
							bad.Store(status, true)
						}
					}
				})
			}
			wg.Wait()
			bad.Range(func(status, _ any) bool { t.Errorf("a webhook was answered with %v", status); return true })
			if _, err := p.desk.Reconcile(t.Context()); err != nil { // sends the refund of the second tab, books fees
				t.Fatal(err)
			}
			r, err := p.desk.Reconcile(t.Context())
			if err != nil || r.Balance != r.Ledger {
				t.Errorf("the card company has %s, the ledger %s: %v", r.Balance, r.Ledger, err)
			}
			got := cardSums(p.Book.State(), pledges)
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("round %d ends otherwise:\n%s\nagainst\n%s", round, got, want)
			}
		})
		if t.Failed() {
			return
		}
	}
	t.Log(want)
}

func TestReturnPageAndWebhookAtTheSameMomentCreditOnce(t *testing.T) {
	p := newCardPortal(t)
	q := p.second()
	donor := p.as("donor_owner")
	for i := range 500 {
		pledge := p.owed(1)
		session := p.goes(donor, pledge, "1", "card")
		before := len(p.stripe.Events())
		p.stripe.Pay(session, "card")
		var wg sync.WaitGroup
		var status [3]int
		for k, e := range p.stripe.Events()[before:] {
			if e.Kind == "checkout.session.completed" || e.Kind == "payment_intent.succeeded" {
				wg.Go(func() { status[k%2] = push([]*testPortal{p.testPortal, q}[(i+k)%2], e.Body, p.now) })
			}
		}
		wg.Go(func() {
			req := httptest.NewRequest("GET", "/enterprise/pledges/"+pledge.ID+"/paid?session_id="+session, nil)
			req.Header.Set("Cookie", "sp_session="+donor.cookies["sp_session"])
			if res, err := p.app.Test(req, -1); err == nil {
				status[2] = res.StatusCode
				_ = res.Body.Close()
			}
		})
		wg.Wait()
		if status != [3]int{200, 200, 303} {
			t.Fatalf("answers %v", status)
		}
	}
	p.do(models.System, models.PutCounty{County: models.County{Code: "370983", Name: "肥城市"}}) // the book knows everything now
	if n := p.Book.State().Payments.Len(); n != 500 {
		t.Errorf("%d payments of 500", n)
	}
	if got := p.Book.State().Totals.ReceivedFen; got != 500*1000_00 {
		t.Errorf("received %s", got)
	}
}

func TestWebhooksLostForTenMinutesAreHealedWithoutAPerson(t *testing.T) {
	p := newCardPortal(t)
	if _, err := p.desk.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	pledges := p.storm()
	p.now = p.now.Add(10 * time.Minute)
	if _, err := p.desk.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, id := range pledges {
		want := []money.Fen{1000_00, 1000_00, 0, 0, 500_00, 1000_00, 0, 1000_00}[i]
		if got := p.pledge(id); got.ReceivedFen != want {
			t.Errorf("pledge %d received %s, want %s", i, got.ReceivedFen, want)
		}
	}
	p.tell(200, p.stripe.Events()...) // late, after all
	if _, err := p.desk.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// flaky fails now and then: before it asks, or after.
type flaky struct {
	bookOf
	before, after int
}

func (f *flaky) Ask(ctx context.Context, a models.Actor, cmd models.Command) error {
	if f.before--; f.before == 0 {
		return errors.New("the journal is away")
	}
	err := f.bookOf.Ask(ctx, a, cmd)
	if f.after--; f.after == 0 {
		return errors.New("the answer was lost")
	}
	return err
}

func TestAnEventWhoseFirstHandlingFailedHalfWayIsCreditedOnceOnItsRetry(t *testing.T) {
	for name, f := range map[string]*flaky{"before": {before: 1}, "after": {after: 1}, "between two facts": {before: 2}} {
		t.Run(name, func(t *testing.T) {
			p := newCardPortal(t)
			pledge := p.owed(1)
			session := p.goes(p.as("donor_owner"), pledge, "1", "card")
			p.stripe.Pay(session, "card")
			intent, _ := p.stripe.Get(session, "payment_intent")
			events := p.news("checkout.session.completed")
			want := money.Fen(1000_00)
			if name == "between two facts" {
				p.tell(200, events...)
				p.stripe.Refund(intent, 100_00)
				p.stripe.Refund(intent, 200_00)
				events, want = p.news("charge.refunded")[1:], 700_00 // tells of both
			}
			f.bookOf = bookOf{p.Book}
			p.desk.Book = f
			p.tell(503, events...)
			p.tell(200, events...)
			if got := p.pledge(pledge.ID); got.ReceivedFen != want {
				t.Errorf("received %s, want %s", got.ReceivedFen, want)
			}
		})
	}
}
