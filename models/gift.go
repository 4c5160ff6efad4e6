package models

import (
	"slices"

	"shanpei/models/money"
)

// Gift is a donation of goods (实物捐赠) at fair value. Until it is accepted it is neither income nor receiptable (domain.md, section 4).
type Gift struct {
	ID         string    `json:"id"`
	Enterprise string    `json:"enterprise"`
	Program    string    `json:"program"`
	Goods      string    `json:"goods"`
	Quantity   int       `json:"quantity"`
	Unit       string    `json:"unit"`
	ValueFen   money.Fen `json:"value_fen"`
	Basis      string    `json:"basis"` // what the value rests on: an invoice, an appraisal
	At         Day       `json:"at"`
	Version    int64     `json:"version"`
}

// AcceptGift books goods that were received and checked.
type AcceptGift struct{ Gift Gift }

// Permission implements Command.
func (AcceptGift) Permission() Permission { return ManagePrograms }

// Decide refuses `unknown_enterprise enterprise_not_verified approval_document_missing unknown_program required out_of_range amount_positive amount_too_large
// day_form date_future month_closed text_too_long`.
func (c AcceptGift) Decide(s *State, in Input) ([]Event, error) {
	g := c.Gift
	e, ok := s.Enterprises.Get(g.Enterprise)
	if !ok {
		return nil, invalid("enterprise", "unknown_enterprise")
	}
	if err := e.mayPledge(); err != nil {
		return nil, err
	}
	p, ok := s.ProgramBySlug(g.Program)
	switch {
	case !ok:
		return nil, invalid("program", "unknown_program")
	case g.Goods == "":
		return nil, invalid("goods", "required")
	case g.Basis == "":
		return nil, invalid("basis", "required")
	case g.Quantity < 1 || g.Quantity > 1_000_000:
		return nil, invalid("quantity", "out_of_range").With("low", 1).With("high", 1_000_000)
	case g.ValueFen <= 0:
		return nil, invalid("value_fen", "amount_positive")
	case g.ValueFen > money.MaxFen:
		return nil, invalid("value_fen", "amount_too_large").With("limit", money.MaxFen)
	case !g.At.valid():
		return nil, invalid("at", "day_form")
	case g.At > in.Today():
		return nil, invalid("at", "date_future")
	}
	if err := bounded([]text{{"goods", g.Goods, 200}, {"unit", g.Unit, 20}, {"basis", g.Basis, 200}}); err != nil {
		return nil, err
	}
	if err := s.monthOpen(g.At, "at"); err != nil {
		return nil, err
	}
	g.ID, g.Program, g.Version = in.NewID(), p.ID, 0
	return []Event{GiftAccepted{Gift: g}}, nil
}

// GiftAccepted carries the goods.
type GiftAccepted struct {
	Gift Gift `json:"gift"`
}

// Apply implements Event.
func (e GiftAccepted) Apply(s *State) {
	g := e.Gift
	g.Version++
	s.Gifts.Set(g.ID, &g)
	s.remember(g.Enterprise, Fact{Kind: "gift_accepted", Fen: g.ValueFen, Count: g.Quantity, Ref: g.Program})
	s.public()
}

// PurposeChange asks a donor to agree that a pledge may serve another purpose (用途变更; 慈善法 art. 56). Nothing moves before consent.
type PurposeChange struct {
	ID      string  `json:"id"` // pledge/id
	Number  string  `json:"number"`
	Pledge  string  `json:"pledge"`
	Purpose Purpose `json:"purpose"`
	Reason  string  `json:"reason"`
	Status  string  `json:"status"` // asked agreed refused
	Version int64   `json:"version"`

	From      Purpose `json:"from,omitzero"`       // what held when it was asked
	Letter    string  `json:"letter,omitempty"`    // what the federation writes to the donor, besides the reason
	Agreement int     `json:"agreement,omitempty"` // the version of the agreement that consent makes
}

// AskPurposeChange proposes another purpose to the donor.
type AskPurposeChange struct {
	Pledge, Reason string
	Purpose        Purpose
	Letter         string // what the letter to the donor says besides the reason
}

// Permission implements Command.
func (AskPurposeChange) Permission() Permission { return ManagePrograms }

// Decide refuses `not_found wrong_status reason_required text_too_long change_pending needs_outside_purpose` and what a purpose is refused for. Money that
// a lapsed pledge left may be given another purpose too: else nobody could ever use it.
func (c AskPurposeChange) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.PledgeByNumber(c.Pledge)
	if !ok {
		return nil, notFound()
	}
	if p.Status == PledgeClosed || !p.Binding() && p.ReceivedFen == 0 {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(p.Status)).With("verb", "change_purpose")
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	if err := bounded([]text{{"letter", c.Letter, 4000}}); err != nil {
		return nil, err
	}
	for _, ch := range s.PurposeChangesOf(p.ID) {
		if ch.Status == "asked" {
			return nil, Refuse(Conflict, "change_pending")
		}
	}
	e, _ := s.Enterprises.Get(p.Enterprise)
	to, err := c.Purpose.resolve(s, e, "purpose")
	if err != nil {
		return nil, err
	}
	if !to.Open() {
		return nil, invalid("purpose.needs", "needs_outside_purpose")
	}
	return []Event{PurposeChangeAsked{Change: PurposeChange{
		ID: key(p.ID, in.NewID()), Number: s.nextNumber("BD", in.At, 0), Pledge: p.ID, Purpose: to, Reason: c.Reason, Status: "asked",
		From: p.Purpose, Letter: c.Letter, Agreement: p.AgreementVersion + 1,
	}}}, nil
}

// PurposeChangeAsked carries the proposal.
type PurposeChangeAsked struct {
	Change PurposeChange `json:"change"`
}

// Apply implements Event.
func (e PurposeChangeAsked) Apply(s *State) {
	c := e.Change
	c.Version++
	s.PurposeChanges.Set(c.ID, &c)
	s.countNumber(c.Number)
	p, _ := s.Pledges.Get(c.Pledge)
	s.remember(p.ID, Fact{Kind: "purpose_change_asked", Ref: c.Number, Note: c.Reason})
	s.tell(Notice{Kind: "purpose_change_asked", Ref: p.ID, Number: c.Number}, ToEnterprise(p.Enterprise))
}

// AnswerPurposeChange is the donor's word on it.
type AnswerPurposeChange struct {
	ID    string
	Agree bool
}

// Permission implements Command.
func (AnswerPurposeChange) Permission() Permission { return SignPledges }

// Decide refuses `not_found` and `wrong_status`.
func (c AnswerPurposeChange) Decide(s *State, in Input) ([]Event, error) {
	ch, ok := s.PurposeChanges.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if _, err := s.PledgeFor(ch.Pledge, in.Actor); err != nil {
		return nil, err
	}
	if ch.Status != "asked" {
		return nil, Refuse(Conflict, "wrong_status").With("status", ch.Status).With("verb", "answer")
	}
	status := "refused"
	if c.Agree {
		status = "agreed"
	}
	d := s.draft(in)
	d.add(PurposeChangeAnswered{ID: ch.ID, Status: status, By: in.Actor.ID})
	p, _ := d.s.Pledges.Get(ch.Pledge)
	d.withdrawOffers(slices.DeleteFunc(d.s.OffersOfPledge(p.ID), func(o *Offer) bool {
		n, _ := d.s.Needs.Get(o.Need)
		return p.Purpose.Allows(n)
	}), "purpose_changed")
	return d.events, nil
}

// PurposeChangeAnswered says whether the donor agreed; from then on the new purpose holds.
type PurposeChangeAnswered struct {
	ID     string `json:"id"`
	Status string `json:"status"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e PurposeChangeAnswered) Apply(s *State) {
	old, _ := s.PurposeChanges.Get(e.ID)
	c := *old
	c.Status = e.Status
	c.Version++
	s.PurposeChanges.Set(c.ID, &c)
	if e.Status == "agreed" {
		s.changePledge(c.Pledge, func(p *Pledge) {
			p.Past = append(p.Past[:len(p.Past):len(p.Past)], p.Purpose)
			p.Purpose = c.Purpose
			p.PurposeVersion++
			p.AgreementVersion++
		})
	}
	s.remember(c.Pledge, Fact{Kind: "purpose_change_" + e.Status, Ref: c.Number, By: e.By})
	s.tell(Notice{Kind: "purpose_change_" + e.Status, Ref: c.Pledge, Number: c.Number}, ToRole(ProgramManager, ""))
}

// PurposeChangesOf lists what a donor was asked about a pledge.
func (s *State) PurposeChangesOf(pledge string) []*PurposeChange {
	var out []*PurposeChange
	for _, c := range s.PurposeChanges.Under(pledge + "/") {
		out = append(out, c)
	}
	return out
}
