package handlers

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"shanpei/internal/journal"
	"shanpei/internal/payments"
	"shanpei/internal/payments/stripetest"
	"shanpei/models"
	"shanpei/models/money"
)

// cardPortal is a test portal with a Stripe of its own. Nothing is delivered by itself: a test tells the portal what it wants to tell.
type cardPortal struct {
	*testPortal
	stripe *stripetest.Server
	desk   *payments.Desk
}

const whsec = "whsec_test"

type bookOf struct{ b *journal.Book }

func (b bookOf) State() *models.State { return b.b.State() }
func (b bookOf) Ask(ctx context.Context, a models.Actor, cmd models.Command) error {
	_, err := b.b.Do(ctx, a, cmd)
	return err
}

type cursorOf struct{ at time.Time }

func (c *cursorOf) Load(context.Context) (time.Time, error)    { return c.at, nil }
func (c *cursorOf) Save(_ context.Context, at time.Time) error { c.at = at; return nil }

// withCards gives a portal a desk at a Stripe. The key tells the mode.
func withCards(t *testing.T, p *testPortal, s *stripetest.Server, key string) *cardPortal {
	t.Helper()
	s.Clock = func() time.Time { return p.now }
	s.Base = "http://stripe.test"
	gateway, err := payments.NewStripe(payments.StripeConfig{Key: key, Secret: whsec, Base: s.Base, Client: &http.Client{Transport: s.Transport(), Timeout: 10 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	desk := payments.NewDesk(gateway, bookOf{p.Book}, &cursorOf{}, p.Log, "http://portal.example")
	desk.Clock = s.Clock
	p.Cards = desk
	return &cardPortal{p, s, desk}
}

func newCardPortal(t *testing.T) *cardPortal {
	t.Helper()
	return newCardPortalIn(t, journal.NewMemory())
}

// owed is a signed pledge of the member enterprise for the members' programme, in instalments of 1,000.00.
func (p *cardPortal) owed(parts int) *models.Pledge {
	p.t.Helper()
	cmd := models.MakePledge{AmountFen: 1000_00 * money.Fen(parts), Purpose: models.Purpose{Programs: []string{p.palsy.ID}}}
	for i := range parts {
		cmd.Instalments = append(cmd.Instalments, models.Instalment{Due: models.DayOf(p.now).AddDays(5 + i), AmountFen: 1000_00})
	}
	owner := p.actor("donor_owner")
	id := event[models.PledgeMade](p.do(owner, cmd)).Pledge.ID
	p.do(owner, models.SignPledge{ID: id})
	return p.pledge(id)
}

func (p *cardPortal) pledge(id string) *models.Pledge {
	v, _ := p.Book.State().Pledges.Get(id)
	return v
}

// goes starts a payment on the page and gives the session that the browser is led to.
func (p *cardPortal) goes(c *client, pledge *models.Pledge, instalment, way string) string {
	p.t.Helper()
	to := c.post("/enterprise/pledges/"+pledge.ID+"/pay", url.Values{"instalment": {instalment}, "way": {way}}).to()
	if !strings.HasPrefix(to, "http://stripe.test/c/pay/") {
		p.t.Fatalf("led to %s", to)
	}
	return strings.TrimPrefix(to, "http://stripe.test/c/pay/")
}

// tell sends events by webhook and expects a status.
func (p *cardPortal) tell(status int, events ...stripetest.Event) {
	p.t.Helper()
	for _, e := range events {
		p.hook(string(e.Body), stripetest.Sign(e.Body, whsec, p.now)).is(status)
	}
}

func (p *cardPortal) hook(body, signature string) *reply {
	p.t.Helper()
	c := p.visitor()
	c.header.Set("Stripe-Signature", signature)
	return c.do("POST", "/stripe/webhook", "application/json", body)
}

// news are the events since the last call.
func (p *cardPortal) news(kinds ...string) []stripetest.Event {
	var out []stripetest.Event
	for _, e := range p.stripe.Events() {
		for _, k := range kinds {
			if e.Kind == k {
				out = append(out, e)
			}
		}
	}
	return out
}

func (p *cardPortal) counts(outcome string) string {
	for line := range strings.SplitSeq(p.visitor().get("/metrics").is(200).body, "\n") {
		if v, ok := strings.CutPrefix(line, `shanpei_stripe_webhooks_total{outcome="`+outcome+`"} `); ok {
			return v
		}
	}
	return ""
}

func TestADonorPaysByCardAndByWeChatAndReturnPageAndWebhookCreditOnce(t *testing.T) {
	p := newCardPortal(t)
	donor := p.as("donor_owner")
	pledge := p.owed(2)
	page := donor.get("/enterprise/pledges/"+pledge.ID+"/pay").is(200).has("微信支付", "第 1 期")
	if csp := page.header.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self' http://stripe.test") {
		t.Errorf("the form may not lead to the card company: %s", csp)
	}
	session := p.goes(donor, pledge, "1", "card")
	if !p.stripe.Pay(session, "card") {
		t.Fatal("it cannot be paid")
	}
	status := donor.get("/enterprise/pledges/" + pledge.ID + "/paid?session_id=" + session).to()
	donor.get(status).is(200).has("付款成功")
	p.tell(200, p.stripe.Events()...)
	p.tell(200, p.stripe.Events()...)
	if got := p.pledge(pledge.ID); got.ReceivedFen != 1000_00 || len(p.Book.State().PaymentsOf(pledge.ID)) != 1 {
		t.Fatalf("received %s", got.ReceivedFen)
	}
	wallet := p.goes(donor, pledge, "2", "wechat_pay")
	p.stripe.Pay(wallet, "later")
	donor.get(donor.get("/enterprise/pledges/" + pledge.ID + "/paid?session_id=" + wallet).to()).has("正在处理，请勿重复付款")
	donor.post("/enterprise/pledges/"+pledge.ID+"/pay", url.Values{"instalment": {"2"}, "way": {"card"}}).is(303)
	p.tell(200, p.news("checkout.session.completed")...) // completed and unpaid: it stays pending
	if got := p.pledge(pledge.ID); got.ReceivedFen != 1000_00 {
		t.Errorf("credited before it was paid: %s", got.ReceivedFen)
	}
	p.stripe.Arrive(wallet, true)
	p.tell(200, p.stripe.Events()...)
	if got := p.pledge(pledge.ID); got.Status != models.PledgeReceived {
		t.Errorf("%s, received %s", got.Status, got.ReceivedFen)
	}
	donor.get("/enterprise/pledges/" + pledge.ID).is(200)
}

func TestADeclinedAnAbandonedAndAnExpiredPaymentCostNothing(t *testing.T) {
	p := newCardPortal(t)
	donor := p.as("donor_owner")
	pledge := p.owed(1)
	session := p.goes(donor, pledge, "1", "card")
	p.stripe.Pay(session, "decline")
	p.tell(200, p.stripe.Events()...)
	c, _ := p.Book.State().CheckoutAt(session)
	at := "/enterprise/pledges/" + pledge.ID + "/checkout/" + c.ID
	donor.get(at).is(200).has("付款被拒绝", "insufficient_funds", "再试一次")
	if again := p.goes(donor, pledge, "1", "card"); again != session {
		t.Errorf("another page %s for the same payment", again)
	}
	if to := donor.post(at, nil).to(); !strings.HasSuffix(to, session) {
		t.Errorf("the way back leads to %s", to)
	}
	p.stripe.Expire(session)
	p.tell(200, p.stripe.Events()...)
	donor.get(at).is(200).has("付款页已失效").hasNot("再试一次")
	other := p.goes(donor, pledge, "1", "alipay")
	if other == session {
		t.Error("an expired page was offered again")
	}
	if got := p.pledge(pledge.ID); got.ReceivedFen != 0 {
		t.Errorf("received %s", got.ReceivedFen)
	}
}

func TestWhatDoesNotAgreeIsKeptAndCreditsNothing(t *testing.T) {
	p := newCardPortal(t)
	donor := p.as("donor_owner")
	pledge := p.owed(3)
	differs, dollars := p.goes(donor, pledge, "1", "card"), p.goes(donor, pledge, "2", "card")
	for session, field := range map[string]string{differs: "amount_total", dollars: "currency"} {
		p.stripe.Pay(session, "card")
		if field == "currency" {
			p.stripe.Change(session, field, "usd")
		} else {
			p.stripe.Change(session, field, int64(999_99))
		}
		donor.get(donor.get("/enterprise/pledges/"+pledge.ID+"/paid?session_id="+session).to()).is(200).has("待核查", "请勿重复付款")
	}
	if got := p.pledge(pledge.ID); got.ReceivedFen != 0 {
		t.Errorf("credited %s", got.ReceivedFen)
	}
	var whys []string
	for _, k := range p.Book.State().OpenKept() {
		whys = append(whys, k.Why)
	}
	if len(whys) != 2 || p.Book.State().Balance("stripe") != -999_99 {
		t.Errorf("kept %v, stripe %s", whys, p.Book.State().Balance("stripe"))
	}
	told := 0
	for _, n := range p.Book.State().NoticesFor(p.actor("finance_maker"), 10) {
		if n.Kind == "stripe_kept" {
			told++
		}
	}
	if told != 2 {
		t.Errorf("staff was told %d times", told)
	}
	stranger := []byte(`{"id":"evt_x","object":"event","api_version":"2023-10-16","created":1,"livemode":false,"type":"payment_intent.succeeded","data":{"object":{"id":"pi_x","object":"payment_intent","amount":5000,"amount_received":5000,"currency":"cny","livemode":false,"metadata":{"checkout":"nobody"},"status":"succeeded"}}}`)
	p.tell(200, stripetest.Event{Body: stranger})
	p.tell(200, stripetest.Event{Body: stranger})
	if k, ok := p.Book.State().Kept.Get("pi_x"); !ok || k.Why != "unknown_pledge" || k.HeldFen != 50_00 {
		t.Errorf("%+v", k)
	}
}

func TestForgedUnsignedOldAndForeignWebhooksAreRefusedAndCounted(t *testing.T) {
	p := newCardPortal(t)
	pledge := p.owed(1)
	p.stripe.Pay(p.goes(p.as("donor_owner"), pledge, "1", "card"), "card")
	e := p.news("checkout.session.completed")[0]
	p.hook(string(e.Body), "").refused(400, "signature_invalid")
	p.hook(string(e.Body), stripetest.Sign(e.Body, "", p.now)).refused(400, "signature_invalid")
	p.hook(strings.Replace(string(e.Body), "100000", "1", 1), stripetest.Sign(e.Body, whsec, p.now)).refused(400, "signature_invalid")
	p.hook(string(e.Body), stripetest.Sign(e.Body, whsec, p.now.Add(-5*time.Minute-time.Second))).refused(400, "signature_stale")
	live := []byte(strings.Replace(string(e.Body), `"livemode":false,"object":"event"`, `"livemode":true,"object":"event"`, 1))
	p.hook(string(live), stripetest.Sign(live, whsec, p.now)).refused(400, "wrong_mode")
	odd := []byte(`{"id":"evt_y","object":"event","api_version":"2023-10-16","created":1,"livemode":false,"type":"customer.created","data":{"object":{"id":"cus_1"}}}`)
	p.hook(string(odd), stripetest.Sign(odd, whsec, p.now)).is(200)
	for outcome, want := range map[string]string{"forged": "3", "stale": "1", "wrong_mode": "1", "unknown": "1"} {
		if got := p.counts(outcome); got != want {
			t.Errorf("%s counted %s times, want %s", outcome, got, want)
		}
	}
	off := newTestPortal(t)
	off.visitor().do("POST", "/stripe/webhook", "application/json", "{}").is(404)
}

func TestATestPaymentIsWorthNothingInLiveMode(t *testing.T) {
	p := withCards(t, newTestPortal(t), stripetest.New(whsec), "sk_live_1")
	pledge := p.owed(1)
	p.stripe.Live = true
	session := p.goes(p.as("donor_owner"), pledge, "1", "card")
	p.stripe.Live = false
	p.stripe.Change(session, "livemode", false)
	p.stripe.Pay(session, "card")
	p.tell(400, p.news("payment_intent.succeeded", "checkout.session.completed")...)
	if got := p.pledge(pledge.ID); got.ReceivedFen != 0 || p.Book.State().Balance("stripe") != 0 {
		t.Errorf("received %s", got.ReceivedFen)
	}
	if k := p.Book.State().OpenKept(); len(k) != 1 || k[0].Why != "mode_differs" {
		t.Errorf("the alarm is not on the list: %v", k)
	}
}

func TestTheReturnPageShowsNobodyElsesSession(t *testing.T) {
	p := newCardPortal(t)
	pledge, other := p.owed(1), p.owed(1)
	donor := p.as("donor_owner")
	session := p.goes(donor, pledge, "1", "card")
	p.stripe.Pay(session, "card")
	donor.get("/enterprise/pledges/" + other.ID + "/paid?session_id=" + session).is(404)
	donor.get("/enterprise/pledges/" + other.ID + "/paid?session_id=cs_test_none").is(404)
	donor.get("/enterprise/pledges/" + other.ID + "/paid").is(404)
	stranger := p.as("donor_owner.2")
	stranger.get("/enterprise/pledges/" + pledge.ID + "/paid?session_id=" + session).is(404)
	c, _ := p.Book.State().CheckoutAt(session)
	stranger.get("/enterprise/pledges/" + pledge.ID + "/checkout/" + c.ID).is(404)
	donor.get("/enterprise/pledges/" + other.ID + "/checkout/" + c.ID).is(404)
	stranger.post("/enterprise/pledges/"+pledge.ID+"/checkout/"+c.ID, nil).is(404)
	p.as("donor_viewer").post("/enterprise/pledges/"+pledge.ID+"/pay", url.Values{"instalment": {"1"}, "way": {"card"}}).is(403)
}

func TestTwoTabsOneCreditTheOtherGoesBack(t *testing.T) {
	p := newCardPortal(t)
	pledge := p.owed(2)
	one, two := p.as("donor_owner"), p.as("donor_finance")
	first := p.goes(one, pledge, "1", "card")
	if same := p.goes(two, pledge, "1", "card"); same != first {
		t.Errorf("two pages for one payment: %s %s", first, same)
	}
	p.stripe.Down(true) // the earlier page cannot be closed at this moment
	at := two.post("/enterprise/pledges/"+pledge.ID+"/pay", url.Values{"instalment": {"1"}, "way": {"alipay"}}).to()
	two.get(at).has("正在处理，请勿重复付款")
	p.stripe.Down(false)
	second := strings.TrimPrefix(two.post(at, nil).to(), "http://stripe.test/c/pay/")
	if p.stripe.Pay(first, "card") {
		t.Error("the earlier page was not closed")
	}
	p.stripe.Change(first, "status", "open") // it was being paid at the very moment
	p.stripe.Pay(first, "card")
	p.stripe.Pay(second, "card")
	p.tell(200, p.stripe.Events()...)
	if got := p.pledge(pledge.ID); got.ReceivedFen != 1000_00 {
		t.Errorf("received %s", got.ReceivedFen)
	}
	if err := p.desk.SendRefunds(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(p.stripe.IDs("refund")); n != 1 {
		t.Errorf("%d refunds", n)
	}
	texts := one.get("/enterprise/pledges/" + pledge.ID + "/pay").is(200)
	texts.has("重复付款，将原路退还", "付款成功")
	one.post("/enterprise/pledges/"+pledge.ID+"/pay", url.Values{"instalment": {"1"}, "way": {"card"}}).is(409).has("这一期已经付清")
}

func TestWhichWaysOfPayingFollowsTheProgramme(t *testing.T) {
	p := newCardPortal(t)
	donor := p.as("donor_owner")
	announced := p.signedPledge(1000_00, models.Purpose{Programs: []string{p.study.ID}})
	donor.get("/enterprise/pledges/" + announced.ID + "/pay").is(200).has("只接受对公转账").hasNot(`id="card-form"`)
	donor.post("/enterprise/pledges/"+announced.ID+"/pay", url.Values{"instalment": {"1"}, "way": {"card"}}).is(409).has("募捐方式只接受对公转账")
	api := p.api("donor_owner")
	api.json("POST", "/api/v1/pledges/"+announced.ID+"/checkout", map[string]any{"instalment": 1}).refused(409, "bank_transfer_only")
	pledge := p.owed(1)
	var out struct{ ID, URL string }
	api.json("POST", "/api/v1/pledges/"+pledge.ID+"/checkout", map[string]any{"instalment": 1}).is(200).decode(&out)
	if !strings.HasPrefix(out.URL, "http://stripe.test/c/pay/") {
		t.Errorf("%+v", out)
	}
	api.json("POST", "/api/v1/pledges/"+pledge.ID+"/checkout", map[string]any{"instalment": 1, "amount_fen": 1}).refused(422, "unknown_field")
	api.json("POST", "/api/v1/pledges/"+pledge.ID+"/checkout", map[string]any{"instalment": 1, "way": "cheque"}).refused(422, "unknown_choice")
	off := newTestPortal(t)
	mine := off.signedPledge(1000_00, models.Purpose{Programs: []string{off.palsy.ID}})
	off.as("donor_owner").get("/enterprise/pledges/" + mine.ID + "/pay").is(200).has("尚未开通在线支付").hasNot(`id="card-form"`)
}

// Goal 10: the company accepts and never answers; the request ends with its own time, which is short here.
func TestTheCompanyHangsAfterAcceptingAndNothingIsChargedTwice(t *testing.T) {
	p := newCardPortal(t)
	short := 300 * time.Millisecond
	if os.Getenv("SHANPEI_LONG") != "" {
		short = payments.Timeout // as long as the portal itself waits
	}
	patience := p.withPatience(short)
	donor := p.as("donor_owner")
	pledge := p.owed(1)
	p.stripe.HangAfter(1)
	at := donor.post("/enterprise/pledges/"+pledge.ID+"/pay", url.Values{"instalment": {"1"}, "way": {"card"}}).to()
	donor.get(at).is(200).has("正在处理，请勿重复付款", "不会重复扣款")
	session := strings.TrimPrefix(donor.post(at, nil).to(), "http://stripe.test/c/pay/")
	p.stripe.Pay(session, "card")
	p.tell(200, p.stripe.Events()...)
	if n := len(p.stripe.IDs("checkout.session")); n != 1 || p.pledge(pledge.ID).ReceivedFen != 1000_00 {
		t.Errorf("%d sessions, received %s", n, p.pledge(pledge.ID).ReceivedFen)
	}
	c, _ := p.Book.State().CheckoutAt(session)
	for _, r := range p.stripe.Requests() {
		if r.Method == "POST" && r.Key != c.ID {
			t.Errorf("asked with the key %q, not %q", r.Key, c.ID)
		}
	}
	if patience > 10*time.Second {
		t.Errorf("the portal's own patience is %s", patience)
	}
}

// withPatience makes the gateway wait less; it tells how long it waits otherwise.
func (p *cardPortal) withPatience(d time.Duration) time.Duration {
	gateway, err := payments.NewStripe(payments.StripeConfig{Key: "sk_test_1", Secret: whsec, Base: p.stripe.Base, Client: &http.Client{Transport: p.stripe.Transport(), Timeout: d}})
	if err != nil {
		p.t.Fatal(err)
	}
	p.desk.Gateway = gateway
	return payments.Timeout
}

func TestTheCompanyIsDown(t *testing.T) {
	p := newCardPortal(t)
	donor := p.as("donor_owner")
	pledge := p.owed(1)
	p.stripe.Down(true)
	at := donor.post("/enterprise/pledges/"+pledge.ID+"/pay", url.Values{"instalment": {"1"}, "way": {"card"}}).to()
	donor.get(at).is(200).has("正在处理，请勿重复付款", "不会重复扣款")
	p.api("donor_owner").json("POST", "/api/v1/pledges/"+pledge.ID+"/checkout", map[string]any{"instalment": 1}).refused(503, "payment_pending")
	p.stripe.Down(false)
	session := strings.TrimPrefix(donor.post(at, nil).to(), "http://stripe.test/c/pay/")
	p.stripe.Pay(session, "card")
	p.tell(200, p.stripe.Events()...)
	if n := len(p.stripe.IDs("checkout.session")); n != 1 || p.pledge(pledge.ID).ReceivedFen != 1000_00 {
		t.Errorf("%d sessions, received %s", n, p.pledge(pledge.ID).ReceivedFen)
	}
}
