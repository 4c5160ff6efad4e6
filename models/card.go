package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// CheckoutStatus is where one attempt to pay by card or wallet stands.
type CheckoutStatus string

// The statuses of a checkout. Asked: written here, and the card company's answer not known yet. Declined: the card was refused, and the page is still open for
// another one. Processing: the donor has done what was asked of him and the money is on its way.
const (
	CheckoutAsked      CheckoutStatus = "asked"
	CheckoutOpen       CheckoutStatus = "open"
	CheckoutDeclined   CheckoutStatus = "declined"
	CheckoutProcessing CheckoutStatus = "processing"
	CheckoutExpired    CheckoutStatus = "expired"
	CheckoutFailed     CheckoutStatus = "failed"
	CheckoutHeld       CheckoutStatus = "held" // something differs from what was asked: it is kept for review
	CheckoutPaid       CheckoutStatus = "paid"
)

// checkoutRank orders the statuses so that news may come in any order: a status gives way only to a higher one. Money that was paid outranks all else.
var checkoutRank = map[CheckoutStatus]int{
	CheckoutAsked: 0, CheckoutOpen: 1, CheckoutDeclined: 2, CheckoutProcessing: 3, CheckoutExpired: 4, CheckoutFailed: 5, CheckoutHeld: 6, CheckoutPaid: 7,
}

// Currency is the only one that pledges are made in.
const Currency = "cny"

// CardWays are the ways of paying through the card company: cards and the two wallets, by its own names.
var CardWays = []string{"card", "alipay", "wechat_pay"}

// A checkout takes between 5.00 and 999,999.99 yuan: the card company's own bounds.
const (
	MinCheckoutFen money.Fen = 500
	MaxCheckoutFen money.Fen = 99_999_999
)

// CheckoutLife is how long a checkout can be paid.
const CheckoutLife = 2 * time.Hour

// Checkout is one attempt to pay an instalment by card or wallet. Its id is the idempotency key at the card company.
type Checkout struct {
	ID         string         `json:"id"`
	Pledge     string         `json:"pledge"`
	Enterprise string         `json:"enterprise"`
	Instalment int            `json:"instalment"`
	Way        string         `json:"way"` // card alipay wechat_pay
	Fen        money.Fen      `json:"fen"`
	Live       bool           `json:"live,omitempty"` // real money
	Status     CheckoutStatus `json:"status"`
	Session    string         `json:"session,omitempty"` // the card company's ids
	Intent     string         `json:"intent,omitempty"`
	Code       string         `json:"code,omitempty"`    // why it was declined or failed, as the card company calls it
	Payment    string         `json:"payment,omitempty"` // what it became
	Refund     string         `json:"refund,omitempty"`  // of what could not be credited
	By         string         `json:"by"`
	At         time.Time      `json:"at"`
	Seq        int64          `json:"seq,omitempty"`
	PaidSeq    int64          `json:"paid_seq,omitempty"`
	Version    int64          `json:"version"`
}

// Waits tells whether the checkout may still become money.
func (c *Checkout) Waits() bool { return checkoutRank[c.Status] < checkoutRank[CheckoutExpired] }

// Fresh tells whether somebody who comes back can still go on with the checkout.
func (c *Checkout) Fresh(now time.Time) bool {
	return checkoutRank[c.Status] <= checkoutRank[CheckoutDeclined] && now.Before(c.At.Add(CheckoutLife-30*time.Minute))
}

// StartCheckout writes down that an instalment is about to be paid by card or wallet, before the card company is asked. The amount is what is still open
// of the instalment. Ways are those that the account at the card company allows; none: payments are off.
type StartCheckout struct {
	Pledge     string
	Instalment int
	Way        string
	Ways       []string
	Live       bool
}

// Permission implements Command.
func (StartCheckout) Permission() Permission { return PayPledges }

// Decide refuses `not_found`, `payments_off`, `out_of_range` (the instalment), `pledge_not_signed`, `bank_transfer_only` (by the 募捐方式 of a programme that
// the pledge is for), `unknown_choice` (the way), `instalment_paid`, `card_amount`, `payment_pending` (money is on its way already) and `checkout_open`
// (with the one that can still be paid).
func (c StartCheckout) Decide(s *State, in Input) ([]Event, error) {
	p, err := s.PledgeFor(c.Pledge, in.Actor)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Instalment < 1 || c.Instalment > len(p.Instalments):
		return nil, invalid("instalment", "out_of_range").With("low", 1).With("high", len(p.Instalments))
	case len(c.Ways) == 0:
		return nil, Refuse(Unavailable, "payments_off")
	case !p.Binding():
		return nil, Refuse(Conflict, "pledge_not_signed")
	case !s.PaysOnline(p):
		return nil, Refuse(Conflict, "bank_transfer_only")
	case !slices.Contains(c.Ways, c.Way):
		return nil, invalid("way", "unknown_choice")
	}
	part := p.Instalments[c.Instalment-1]
	fen := part.AmountFen - part.ReceivedFen
	switch {
	case fen == 0:
		return nil, Refuse(Conflict, "instalment_paid").At("instalment")
	case fen < MinCheckoutFen || fen > MaxCheckoutFen:
		return nil, invalid("instalment", "card_amount").With("low", MinCheckoutFen).With("high", MaxCheckoutFen)
	}
	for _, have := range s.CheckoutsOf(p.ID) {
		if have.Instalment != c.Instalment {
			continue
		}
		if have.Status == CheckoutProcessing {
			return nil, Refuse(Conflict, "payment_pending").With("checkout", have.ID)
		}
		if have.Way == c.Way && have.Fen == fen && have.Live == c.Live && have.Fresh(in.At) {
			return nil, Refuse(Conflict, "checkout_open").With("checkout", have.ID)
		}
	}
	return []Event{CheckoutStarted{Checkout: Checkout{
		ID: in.NewID(), Pledge: p.ID, Enterprise: p.Enterprise, Instalment: c.Instalment, Way: c.Way, Fen: fen, Live: c.Live, Status: CheckoutAsked,
		By: in.Actor.ID, At: in.At,
	}}}, nil
}

// PaysOnline tells whether the pledge may be paid by card or wallet: only when every programme that it names, itself or by its needs, is one for members
// or one with a filed public plan. A gift that names none is paid by bank transfer (domain.md, section 0.2).
func (s *State) PaysOnline(p *Pledge) bool {
	programs := slices.Clone(p.Purpose.Programs)
	for _, id := range p.Purpose.Needs {
		if n, ok := s.Needs.Get(id); ok {
			programs = append(programs, n.Program)
		}
	}
	for _, id := range programs {
		if pr, ok := s.ProgramBySlug(id); !ok || pr.Fundraising == Announce {
			return false
		}
	}
	return len(programs) > 0
}

// CheckoutStarted carries a new checkout.
type CheckoutStarted struct {
	Checkout Checkout `json:"checkout"`
}

// Apply implements Event.
func (e CheckoutStarted) Apply(s *State) {
	c := e.Checkout
	c.Seq = s.Seq
	c.Version++
	s.putCheckout(nil, &c)
	s.checkoutsByPledge.Set(key(c.Pledge, c.ID), none{})
}

// putCheckout stores a checkout and keeps the indexes that follow its state.
func (s *State) putCheckout(old, c *Checkout) {
	s.Checkouts.Set(c.ID, c)
	if c.Session != "" {
		s.stripeIDs.Set(c.Session, c.ID)
	}
	if c.Intent != "" {
		s.stripeIDs.Set(c.Intent, c.ID)
	}
	if c.Waits() {
		s.checkoutsOpen.Set(c.ID, none{})
	} else if old != nil && old.Waits() {
		s.checkoutsOpen.del(c.ID)
	}
}

func (s *State) changeCheckout(id string, f func(c *Checkout)) *Checkout {
	old, _ := s.Checkouts.Get(id)
	c := *old
	f(&c)
	c.Version++
	s.putCheckout(old, &c)
	return &c
}

// OpenCheckout says under which session the card company keeps a checkout.
type OpenCheckout struct{ ID, Session string }

// Permission implements Command.
func (OpenCheckout) Permission() Permission { return Jobs }

// Decide refuses `not_found`, `required` and `already_known`.
func (c OpenCheckout) Decide(s *State, _ Input) ([]Event, error) {
	have, ok := s.Checkouts.Get(c.ID)
	switch {
	case !ok:
		return nil, notFound()
	case c.Session == "":
		return nil, invalid("session", "required")
	case have.Session != "":
		return nil, Refuse(Conflict, "already_known")
	}
	return []Event{CheckoutMoved{ID: have.ID, Status: higher(have.Status, CheckoutOpen), Session: c.Session, Code: have.Code}}, nil
}

func higher(a, b CheckoutStatus) CheckoutStatus {
	if checkoutRank[b] > checkoutRank[a] {
		return b
	}
	return a
}

// CheckoutMoved says what became of a checkout, short of money.
type CheckoutMoved struct {
	ID      string         `json:"id"`
	Status  CheckoutStatus `json:"status"`
	Session string         `json:"session,omitempty"`
	Intent  string         `json:"intent,omitempty"`
	Code    string         `json:"code,omitempty"`
}

// Apply implements Event.
func (e CheckoutMoved) Apply(s *State) {
	old, _ := s.Checkouts.Get(e.ID)
	c := s.changeCheckout(e.ID, func(c *Checkout) {
		c.Status, c.Code = e.Status, e.Code
		c.learn(e.Session, e.Intent)
	})
	if c.Status == old.Status {
		return
	}
	if c.Status == CheckoutDeclined || c.Status == CheckoutFailed {
		p, _ := s.Pledges.Get(c.Pledge)
		s.tell(Notice{Kind: "checkout_" + string(c.Status), Ref: p.ID, Number: p.Number, Fen: c.Fen}, ToEnterprise(c.Enterprise))
	}
}

// learn keeps the card company's ids, once.
func (c *Checkout) learn(session, intent string) {
	if c.Session == "" {
		c.Session = session
	}
	if c.Intent == "" {
		c.Intent = intent
	}
}

// CheckoutsOf lists the attempts to pay a pledge by card or wallet, oldest first.
func (s *State) CheckoutsOf(pledge string) []*Checkout {
	var out []*Checkout
	for k := range s.checkoutsByPledge.Under(pledge + "/") {
		c, _ := s.Checkouts.Get(k[len(pledge)+1:])
		out = append(out, c)
	}
	return out
}

// OpenCheckouts lists the attempts that may still become money.
func (s *State) OpenCheckouts() []*Checkout {
	var out []*Checkout
	for id := range s.checkoutsOpen.All() {
		c, _ := s.Checkouts.Get(id)
		out = append(out, c)
	}
	return out
}

// CheckoutAt finds a checkout by its own id or by one of the card company's.
func (s *State) CheckoutAt(id string) (*Checkout, bool) {
	if c, ok := s.Checkouts.Get(id); ok {
		return c, true
	}
	own, ok := s.stripeIDs.Get(id)
	if !ok {
		return nil, false
	}
	return s.Checkouts.Get(own)
}
