package payments

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/payments/stripetest"
	"shanpei/models"
	"shanpei/models/money"
)

const secret = "whsec_test"

// counter is a desk over a journal of its own and a Stripe of its own, with one member enterprise.
type counter struct {
	t      *testing.T
	*Desk  //
	book   *journal.Book
	stripe *stripetest.Server
	api    *Stripe
	donor  models.Actor
	now    time.Time
}

type asker struct{ b *journal.Book }

func (a asker) State() *models.State { return a.b.State() }
func (a asker) Ask(ctx context.Context, who models.Actor, cmd models.Command) error {
	_, err := a.b.Do(ctx, who, cmd)
	return err
}

type memory struct{ at time.Time }

func (m *memory) Load(context.Context) (time.Time, error)    { return m.at, nil }
func (m *memory) Save(_ context.Context, at time.Time) error { m.at = at; return nil }

func newCounter(t *testing.T) *counter {
	t.Helper()
	c := &counter{t: t, now: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC), stripe: stripetest.New(secret)}
	clock := func() time.Time { return c.now }
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	book, err := journal.Open(t.Context(), journal.NewMemory(), journal.Options{Clock: clock, Log: log, SnapshotEvery: -1})
	if err != nil {
		t.Fatal(err)
	}
	c.book, c.stripe.Clock = book, clock
	web := httptest.NewServer(c.stripe)
	c.stripe.Base = web.URL
	c.api, err = NewStripe(StripeConfig{Key: "sk_test_1", Secret: secret, Base: web.URL, Client: &http.Client{Timeout: 2 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	c.Desk = NewDesk(c.api, asker{book}, &memory{}, log, "http://portal.example")
	c.Clock = clock
	t.Cleanup(func() {
		web.CloseClientConnections()
		web.Close()
		if _, faults := book.State().Check(); len(faults) > 0 {
			t.Errorf("ledger: %v", faults)
		}
		if err := book.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	set := models.DefaultSettings()
	c.do(models.System, models.SetUpFederation{Federation: models.Federation{Name: "泰安市慈善总会（测试）", Settings: set}})
	c.do(models.System, models.CreateProgram{Program: models.Program{
		Name: "善行泰安", Slug: "member", Starts: "2026-01-01", Ends: "2026-12-31", BudgetFen: 1_000_000_00, Fundraising: models.Targeted,
	}})
	c.do(models.Nobody, models.RegisterEnterprise{Name: "会员（演示）", USCC: "91370902PDY0002207", Owner: "owner"})
	for id := range book.State().Enterprises.All() {
		c.do(models.System, models.VerifyEnterprise{ID: id, Member: true})
		c.donor = models.Actor{ID: "owner", Role: models.DonorOwner, Enterprise: id}
	}
	return c
}

func (c *counter) do(who models.Actor, cmd models.Command) []models.Event {
	c.t.Helper()
	r, err := c.book.Do(c.t.Context(), who, cmd)
	if err != nil {
		c.t.Fatalf("%T: %v", cmd, err)
	}
	return r.Entry.Events
}

// order is a signed pledge of 1,000.00 and a checkout for it.
func (c *counter) order(way string) *models.Checkout {
	c.t.Helper()
	id := c.do(c.donor, models.MakePledge{AmountFen: 1000_00, Purpose: models.Purpose{Programs: []string{"member"}}})[0].(models.PledgeMade).Pledge.ID
	c.do(c.donor, models.SignPledge{ID: id})
	return c.start(id, way)
}

func (c *counter) start(pledge, way string) *models.Checkout {
	c.t.Helper()
	e := c.do(c.donor, models.StartCheckout{Pledge: pledge, Instalment: 1, Way: way, Ways: models.CardWays})[0].(models.CheckoutStarted)
	return c.checkout(e.Checkout.ID)
}

func (c *counter) checkout(id string) *models.Checkout {
	v, _ := c.book.State().Checkouts.Get(id)
	return v
}

func (c *counter) open(k *models.Checkout) string {
	c.t.Helper()
	url, err := c.Open(c.t.Context(), c.checkout(k.ID), "认捐", "zh-CN")
	if err != nil {
		c.t.Fatal(err)
	}
	return url[strings.LastIndex(url, "/")+1:]
}

func (c *counter) reconcile() Report {
	c.t.Helper()
	r, err := c.Reconcile(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func TestEveryKindOfEventIsHealedByAskingAndTheLedgerAgreesWithTheBalance(t *testing.T) {
	c := newCounter(t)
	paid, refunded, disputed, lost, gone := c.order("card"), c.order("alipay"), c.order("card"), c.order("card"), c.order("wechat_pay")
	var sessions []string
	for _, k := range []*models.Checkout{paid, refunded, disputed, lost} {
		sessions = append(sessions, c.open(k))
	}
	later := c.open(gone)
	for _, s := range sessions {
		c.stripe.Pay(s, "card")
	}
	c.stripe.Pay(later, "later")
	intent := func(i int) string { v, _ := c.stripe.Get(sessions[i], "payment_intent"); return v }
	c.stripe.Refund(intent(1), 300_00)
	won, bad := c.stripe.Dispute(intent(2)), c.stripe.Dispute(intent(3))
	c.stripe.CloseDispute(won, true)
	c.stripe.CloseDispute(bad, false)
	po := c.stripe.Payout(500_00)
	c.stripe.FailPayout(c.stripe.Payout(1_00))
	// Not one webhook came.
	r := c.reconcile()
	if r.Open != 1 || r.Events == 0 {
		t.Errorf("%+v", r)
	}
	if r.Balance != r.Ledger {
		t.Errorf("Stripe says %s, the ledger %s", r.Balance, r.Ledger)
	}
	s := c.book.State()
	for i, k := range []*models.Checkout{paid, refunded, disputed, lost} {
		p, _ := s.Pledges.Get(k.Pledge)
		if want := []money.Fen{1000_00, 700_00, 1000_00, 0}[i]; p.ReceivedFen != want || p.FrozenFen != 0 {
			t.Errorf("%d received %s, want %s; %s frozen", i, p.ReceivedFen, want, p.FrozenFen)
		}
	}
	if got := c.checkout(gone.ID).Status; got != models.CheckoutProcessing {
		t.Errorf("the wallet is %s", got)
	}
	if p, ok := s.Payouts.Get(po); !ok || p.Status != "paid" {
		t.Errorf("payout %+v", p)
	}
	c.stripe.Arrive(later, true)
	c.now = c.now.Add(3 * time.Minute)
	if r := c.reconcile(); r.News == 0 || r.Balance != r.Ledger {
		t.Errorf("%+v", r)
	}
	if r := c.reconcile(); r.News != 0 || r.Open != 0 {
		t.Errorf("asked again, it found news: %+v", r)
	}
}

func TestARefundIsSentOnceAndADefiniteNoIsATask(t *testing.T) {
	c := newCounter(t)
	k := c.order("card")
	c.stripe.Pay(c.open(k), "card")
	c.reconcile()
	maker, checker := models.Actor{ID: "m", Role: models.FinanceMaker}, models.Actor{ID: "c", Role: models.FinanceChecker}
	ask := func(fen money.Fen) string {
		id := c.do(maker, models.AskRefund{Payment: c.checkout(k.ID).Payment, Fen: fen, Reason: "多付"})[0].(models.RefundMade).Refund.ID
		c.do(checker, models.StepRefund{ID: id, Verb: "approve"})
		return id
	}
	id := ask(400_00)
	c.stripe.ResetAfter(9) // accepted, and the answer lost, as often as the client tries
	if err := c.SendRefunds(t.Context()); !errors.Is(err, ErrPending) {
		t.Fatalf("the connection was cut: %v", err)
	}
	c.stripe.ResetAfter(0)
	if err := c.SendRefunds(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(c.stripe.IDs("refund")); n != 1 {
		t.Errorf("%d refunds at Stripe", n)
	}
	if r, _ := c.book.State().Refunds.Get(id); r.Status != models.RefundDone {
		t.Errorf("the refund is %s", r.Status)
	}
	c.stripe.Dispute(func() string { v, _ := c.stripe.Get(c.stripe.IDs("checkout.session")[0], "payment_intent"); return v }())
	second := ask(100_00)
	if err := c.SendRefunds(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r, _ := c.book.State().Refunds.Get(second); r.Status != models.RefundFailed || r.Code != "charge_disputed" {
		t.Errorf("the second is %s, %s", r.Status, r.Code)
	}
	c.do(maker, models.PayRefund{ID: second, Account: "main", LineID: "out-1", Day: models.DayOf(c.now)})
	c.reconcile()
}

func TestStripeHangsAfterAcceptingAndTheRetryUsesTheSameKey(t *testing.T) {
	for name, fault := range map[string]func(*stripetest.Server){"hangs": func(s *stripetest.Server) { s.HangAfter(1) }, "cuts": func(s *stripetest.Server) { s.ResetAfter(9) }} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t)
			k := c.order("card")
			fault(c.stripe)
			if _, err := c.Open(t.Context(), k, "认捐", "zh-CN"); !errors.Is(err, ErrPending) {
				t.Fatalf("%v", err)
			}
			c.stripe.ResetAfter(0)
			session := c.open(k)
			if all := c.stripe.IDs("checkout.session"); len(all) != 1 || all[0] != session {
				t.Errorf("sessions %v, got %s", all, session)
			}
			for _, r := range c.stripe.Requests() {
				if r.Method == "POST" && r.Key != k.ID {
					t.Errorf("key %q, want %q", r.Key, k.ID)
				}
			}
		})
	}
}

func TestTheReconcilerFindsASessionWhoseAnswerWasLost(t *testing.T) {
	c := newCounter(t)
	k := c.order("card")
	c.stripe.ResetAfter(9)
	if _, err := c.Open(t.Context(), k, "认捐", "zh-CN"); !errors.Is(err, ErrPending) {
		t.Fatalf("%v", err)
	}
	c.stripe.ResetAfter(0)
	c.reconcile()
	if got := c.checkout(k.ID); got.Session == "" || got.Status != models.CheckoutOpen {
		t.Errorf("%+v", got)
	}
	never := c.order("card")
	c.now = c.now.Add(4 * time.Hour)
	c.reconcile()
	if got := c.checkout(never.ID).Status; got != models.CheckoutExpired {
		t.Errorf("one that Stripe never heard of is %s", got)
	}
}

func TestASignatureThatDoesNotCheckIsRefused(t *testing.T) {
	c := newCounter(t)
	c.stripe.Pay(c.open(c.order("card")), "card")
	body := c.stripe.Events()[0].Body
	for name, v := range map[string]struct {
		body, signature string
		want            error
	}{
		"none":         {string(body), "", ErrForged},
		"another key":  {string(body), stripetest.Sign(body, "whsec_other", c.now), ErrForged},
		"no key":       {string(body), stripetest.Sign(body, "", c.now), ErrForged},
		"another body": {string(body) + " ", stripetest.Sign(body, secret, c.now), ErrForged},
		"old":          {string(body), stripetest.Sign(body, secret, c.now.Add(-5*time.Minute-time.Second)), ErrStale},
		"of tomorrow":  {string(body), stripetest.Sign(body, secret, c.now.Add(5*time.Minute+time.Second)), ErrStale},
		"right":        {string(body), stripetest.Sign(body, secret, c.now.Add(-4*time.Minute)), nil},
	} {
		if _, err := c.api.Read(t.Context(), []byte(v.body), v.signature, c.now); !errors.Is(err, v.want) {
			t.Errorf("%s: %v, want %v", name, err, v.want)
		}
	}
	if _, err := NewStripe(StripeConfig{Key: "sk_test_1"}); err == nil {
		t.Error("an empty secret was taken")
	}
}

func TestAnEventOfAnotherVersionIsAskedForAgain(t *testing.T) {
	c := newCounter(t)
	k := c.order("card")
	session := c.open(k)
	c.stripe.Pay(session, "card")
	for _, e := range c.stripe.Events() {
		if e.Kind != "checkout.session.completed" {
			continue
		}
		// In a later version the object is another one: here it has nothing but its id.
		body := []byte(`{"id":"evt_1","object":"event","api_version":"2029-01-01","created":1,"livemode":false,"type":"checkout.session.completed","data":{"object":{"id":"` + session + `","object":"checkout.session"}}}`)
		got, err := c.api.Read(t.Context(), body, stripetest.Sign(body, secret, c.now), c.now)
		if err != nil || len(got.Says) != 1 {
			t.Fatalf("%+v %v", got, err)
		}
		if say := got.Says[0].(models.SettleCheckout); say.Checkout != k.ID || say.Fen != 1000_00 || say.Status != models.CheckoutPaid {
			t.Errorf("%+v", say)
		}
	}
}

func TestTwoTabsAreOneCreditAndOneRefund(t *testing.T) {
	c := newCounter(t)
	first := c.order("card")
	a := c.open(first)
	second := c.start(first.Pledge, "alipay")
	b := c.open(second)
	c.stripe.Pay(a, "card")
	c.stripe.Pay(b, "card") // both pages were open at the same moment
	c.reconcile()
	p, _ := c.book.State().Pledges.Get(first.Pledge)
	if p.ReceivedFen != 1000_00 || len(c.book.State().PaymentsOf(p.ID)) != 1 {
		t.Errorf("received %s", p.ReceivedFen)
	}
	if n := len(c.stripe.IDs("refund")); n != 1 {
		t.Errorf("%d refunds", n)
	}
	if r := c.reconcile(); r.Balance != r.Ledger {
		t.Errorf("%+v", r)
	}
	third := c.order("card")
	old := c.open(third)
	newer := c.start(third.Pledge, "alipay")
	c.open(newer)
	c.Supersede(t.Context(), newer)
	if c.stripe.Pay(old, "card") {
		t.Error("the earlier page could still be paid")
	}
}
