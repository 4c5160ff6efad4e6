package handlers

import (
	"context"
	"errors"
	"time"

	"shanpei/internal/payments"
	"shanpei/models"
	"shanpei/views"
)

// payPage is step four: the account, the reference, the days; and cards and wallets, where the programme takes them.
func payPage(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	return r.showPay(200, p, views.FormState{})
}

func (r *Request) showPay(status int, p *models.Pledge, state views.FormState) error {
	fed := r.State.Federation
	e, _ := r.State.Enterprises.Get(p.Enterprise)
	v := views.PayProps{
		ID: p.ID, Number: p.Number, Reference: p.Reference(), Holder: fed.Name, Bank: fed.BankName, BankNo: fed.BankNo, Phone: fed.Phone,
		Status: string(p.Status), Amount: views.Fen(p.AmountFen), Received: views.Fen(p.ReceivedFen), Instalments: r.instalmentLines(p),
		NotSigned: !p.Binding(), Donor: e.Name,
	}
	if due := p.NextDue(); due != nil && p.Live() {
		line := v.Instalments[due.No-1]
		line.AmountUpper = (due.AmountFen - due.ReceivedFen).Upper()
		v.Next = &line
	}
	v.Cards = r.cardOffer(p, state)
	if v.Cards.On {
		r.mayLeaveFor(r.Portal.Cards.Gateway.PageOrigin())
	}
	return r.HTML(status, views.PledgePay(r.pledgePage(p, "enterprise.pay.title", "enterprise.step.payment"), v))
}

// mayLeaveFor lets the form of this page lead to the card company's own.
func (r *Request) mayLeaveFor(origin string) {
	if origin != "" {
		r.Set("Content-Security-Policy", withFormAction(contentPolicy, origin))
	}
}

// cardOffer is what can be paid by card or wallet, or why nothing can.
func (r *Request) cardOffer(p *models.Pledge, state views.FormState) views.CardOffer {
	v := views.CardOffer{Key: r.key(), State: state, MayPay: r.Actor.Can(models.PayPledges)}
	for _, c := range r.State.CheckoutsOf(p.ID) {
		v.Tries = append(v.Tries, r.cardLine(c))
	}
	desk := r.Portal.Cards
	switch {
	case desk == nil:
		v.Why = "off"
		return v
	case !p.Binding():
		v.Why = "unsigned"
		return v
	case !r.State.PaysOnline(p):
		v.Why = "programme"
		return v
	}
	v.Sandbox, v.Ways = desk.Sandbox, desk.Gateway.Ways()
	for _, i := range p.Instalments {
		if left := i.AmountFen - i.ReceivedFen; left >= models.MinCheckoutFen && left <= models.MaxCheckoutFen {
			v.Parts = append(v.Parts, views.CardPart{No: i.No, Due: string(i.Due), Left: views.Fen(left)})
		}
	}
	if v.On = len(v.Parts) > 0; !v.On {
		v.Why = "nothing"
	}
	return v
}

func (r *Request) cardLine(c *models.Checkout) views.CardLine {
	l := views.CardLine{
		ID: c.ID, Pledge: c.Pledge, Instalment: c.Instalment, Way: c.Way, Amount: views.Fen(c.Fen), Status: string(c.Status), Code: c.Code, At: c.At,
		Entry: c.Seq, EntryHref: entryHref(c.Seq), Fresh: c.Fresh(r.Portal.Clock()), Refunded: c.Refund != "",
	}
	if pay, ok := r.State.Payments.Get(c.Payment); ok {
		l.Payment = pay.Number
	}
	return l
}

// payByCard writes the checkout down and leads to the card company's page. When the company does not answer the donor reads that the payment is being
// processed, and the next try asks with the same key.
func payByCard(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	f := r.form("instalment", "way")
	no := f.Int("instalment")
	if len(f.Errors) == 0 {
		c, err := r.startCheckout(p, no, f.Text("way"))
		if err == nil {
			return r.toCheckout(c)
		}
		if refusedFor(err, "payment_pending") {
			return r.forward(checkoutHref(p.ID, pending(err)))
		}
		f.Failed(err)
	}
	r.State = r.Portal.Book.State()
	if p, err = r.ownPledge(); err != nil {
		return err
	}
	return r.showPay(f.Status(), p, f.State())
}

func checkoutHref(pledge, checkout string) string {
	return "/enterprise/pledges/" + pledge + "/checkout/" + checkout
}

// refusedFor tells whether an error is the refusal of a reason.
func refusedFor(err error, reason string) bool {
	var e *models.Error
	return errors.As(err, &e) && e.Reason == reason
}

// pending is the checkout that a refusal names.
func pending(err error) string {
	var e *models.Error
	if !errors.As(err, &e) {
		return ""
	}
	id, _ := e.Params["checkout"].(string)
	return id
}

// startCheckout gives a new checkout, or the one that can still be paid.
func (r *Request) startCheckout(p *models.Pledge, instalment int, way string) (*models.Checkout, error) {
	cmd := models.StartCheckout{Pledge: p.ID, Instalment: instalment, Way: way}
	if desk := r.Portal.Cards; desk != nil {
		cmd.Ways, cmd.Live = desk.Gateway.Ways(), desk.Gateway.Live()
	}
	out, err := r.Do(cmd)
	id := ""
	switch {
	case refusedFor(err, "checkout_open"):
		id = pending(err)
	case err != nil:
		return nil, err
	default:
		id = event[models.CheckoutStarted](out).Checkout.ID
	}
	r.State = r.Portal.Book.State()
	c, ok := r.State.Checkouts.Get(id)
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return c, nil
}

// supersedeTime is how long a donor waits for the closing of an earlier page.
const supersedeTime = 3 * time.Second

// openPage asks the card company for the page of a checkout.
func (r *Request) openPage(c *models.Checkout) (string, error) {
	desk := r.Portal.Cards
	p, _ := r.State.Pledges.Get(c.Pledge)
	title := r.Lang.T("card.page.title", "number", p.Number, "n", c.Instalment)
	url, err := desk.Open(r.UserContext(), c, title, string(r.Lang))
	if err == nil {
		ctx, cancel := context.WithTimeout(r.UserContext(), supersedeTime)
		defer cancel()
		desk.Supersede(ctx, c)
	}
	r.State = r.Portal.Book.State()
	return url, err
}

// toCheckout leads to the card company's page, or to ours that says how the matter stands.
func (r *Request) toCheckout(c *models.Checkout) error {
	url, err := r.openPage(c)
	if err == nil {
		return r.forward(url)
	}
	r.Portal.Log.Warn("card company", "request", r.ID, "checkout", c.ID, "cause", err.Error())
	return r.forward(checkoutHref(c.Pledge, c.ID))
}

// ownCheckout is the checkout of the address, of a pledge of the enterprise's own.
func (r *Request) ownCheckout() (*models.Pledge, *models.Checkout, error) {
	p, err := r.ownPledge()
	if err != nil {
		return nil, nil, err
	}
	c, ok := r.State.Checkouts.Get(r.Params("checkout"))
	if !ok || c.Pledge != p.ID {
		return nil, nil, models.Refuse(models.NotFound, "not_found")
	}
	return p, c, nil
}

// lookTime is how long a page waits for the card company's word before it shows what the journal knows.
const lookTime = 4 * time.Second

// cardStatus says how a payment stands; for one that is open the card company is asked first.
func cardStatus(r *Request) error {
	p, c, err := r.ownCheckout()
	if err != nil {
		return err
	}
	if desk := r.Portal.Cards; desk != nil && c.Waits() && c.Session != "" {
		ctx, cancel := context.WithTimeout(r.UserContext(), lookTime)
		defer cancel()
		if _, err := desk.Returned(ctx, p.ID, c.Session); err != nil {
			r.Portal.Log.Info("card company not asked", "request", r.ID, "checkout", c.ID, "cause", err.Error())
		}
		r.State = r.Portal.Book.State()
		c, _ = r.State.Checkouts.Get(c.ID)
		p, _ = r.State.Pledges.Get(p.ID)
	}
	l := r.cardLine(c)
	v := views.CardStatus{CardLine: l, Number: p.Number, Key: r.key(), Left: views.Fen(p.AmountFen - p.ReceivedFen), MayPay: r.Actor.Can(models.PayPledges)}
	if desk := r.Portal.Cards; desk != nil {
		v.Sandbox = desk.Sandbox
		r.mayLeaveFor(desk.Gateway.PageOrigin())
	}
	if c.Status == models.CheckoutAsked || c.Status == models.CheckoutProcessing {
		r.Set("Refresh", "10")
	}
	return r.HTML(200, views.CardStatusPage(r.pledgePage(p, "card.status.title", "enterprise.step.payment"), v))
}

// cardAgain goes on with a payment that can still be made, with the same key.
func cardAgain(r *Request) error {
	_, c, err := r.ownCheckout()
	if err != nil {
		return err
	}
	if f := r.form(); len(f.Errors) > 0 {
		return f.first()
	}
	if r.Portal.Cards == nil {
		return models.Refuse(models.Unavailable, "payments_off")
	}
	if !c.Fresh(r.Portal.Clock()) {
		return r.forward(checkoutHref(c.Pledge, c.ID))
	}
	return r.toCheckout(c)
}

// cardReturn is where the card company sends the donor back to, with the session. Another's session is as if absent.
func cardReturn(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	session := r.Query("session_id")
	if r.Portal.Cards == nil || session == "" || len(session) > 200 {
		return models.Refuse(models.NotFound, "not_found")
	}
	c, err := r.Portal.Cards.Returned(r.UserContext(), p.ID, session)
	switch {
	case err == nil:
		return r.Redirect(checkoutHref(p.ID, c.ID), 303)
	case errors.Is(err, payments.ErrPending):
		if c, ok := r.Portal.Book.State().CheckoutAt(session); ok && c.Pledge == p.ID {
			return r.Redirect(checkoutHref(p.ID, c.ID), 303)
		}
		return models.Refuse(models.Unavailable, "payment_pending")
	case errors.Is(err, payments.ErrGone):
		return models.Refuse(models.NotFound, "not_found")
	}
	return err
}

type checkoutIn struct {
	Instalment int    `json:"instalment"`
	Way        string `json:"way"`
}

type checkoutView struct {
	ID  string `json:"id"`
	URL string `json:"url"`
}

// apiCheckout leads to the card company's page. POST /pledges/{id}/checkout
func apiCheckout(r *Request) error {
	in, err := input[checkoutIn](r)
	if err != nil {
		return err
	}
	p, err := r.State.PledgeFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	if in.Way == "" && r.Portal.Cards != nil {
		in.Way = r.Portal.Cards.Gateway.Ways()[0]
	}
	c, err := r.startCheckout(p, in.Instalment, in.Way)
	if err != nil {
		return err
	}
	url, err := r.openPage(c)
	var no *payments.Refused
	switch {
	case errors.As(err, &no):
		return models.Refuse(models.Conflict, "card_refused")
	case errors.Is(err, payments.ErrGone):
		return models.Refuse(models.Conflict, "checkout_over")
	case err != nil:
		return models.Refuse(models.Unavailable, "payment_pending")
	}
	return r.reply(200, checkoutView{c.ID, url})
}
