package models

import "shanpei/models/money"

// nextDeadline is the day after which the pledge's next hold runs out, if nothing comes first.
func (p *Pledge) nextDeadline(set Settings) Day {
	switch p.Status {
	case PledgeIntended:
		return p.HoldUntil
	case PledgeSigned, PledgePartReceived:
		if due := p.NextDue(); due != nil {
			return Grace(due.Due)
		}
	case PledgeOverdue:
		return p.OverdueSince.AddDays(set.OverdueHoldDays)
	}
	return ""
}

// NextDue is the first instalment that is not fully paid, or nil.
func (p *Pledge) NextDue() *Instalment {
	for i := range p.Instalments {
		if p.Instalments[i].ReceivedFen < p.Instalments[i].AmountFen {
			return &p.Instalments[i]
		}
	}
	return nil
}

// SignPledge binds the enterprise: the agreement gets its number and version.
type SignPledge struct {
	ID        string
	Text      string // version of the articles that was read
	IfVersion int64
}

// Permission implements Command.
func (SignPledge) Permission() Permission { return SignPledges }

// Decide refuses `not_found`, `stale`, `wrong_status`, `enterprise_not_verified`, `text_too_long`.
func (c SignPledge) Decide(s *State, in Input) ([]Event, error) {
	p, err := s.PledgeFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(p.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if _, err := PledgeFlow.Next(p.Status, "sign"); err != nil {
		return nil, err
	}
	e, _ := s.Enterprises.Get(p.Enterprise)
	if err := e.mayPledge(); err != nil {
		return nil, err
	}
	if err := bounded([]text{{"text", c.Text, 20}}); err != nil {
		return nil, err
	}
	return []Event{AgreementSigned{ID: p.ID, Agreement: s.nextNumber("XY", in.At, 0), Version: p.AgreementVersion + 1, Text: c.Text, By: in.Actor.ID}}, nil
}

// AgreementSigned says that the agreement of a pledge was signed.
type AgreementSigned struct {
	ID        string `json:"id"`
	Agreement string `json:"agreement"`
	Version   int    `json:"version"`
	Text      string `json:"text,omitempty"` // version of the articles; empty: the first
	By        string `json:"by"`
}

// Apply implements Event.
func (e AgreementSigned) Apply(s *State) {
	s.changePledge(e.ID, func(p *Pledge) {
		p.Status, p.Agreement, p.AgreementVersion, p.AgreementText = PledgeSigned, e.Agreement, e.Version, e.Text
		p.SignedAt, p.SignedSeq = s.At, s.Seq
	})
	p, _ := s.Pledges.Get(e.ID)
	s.countNumber(e.Agreement)
	s.Totals.PledgedFen += p.AmountFen
	s.remember(p.ID, Fact{Kind: "pledge_signed", Fen: p.AmountFen, Ref: e.Agreement, By: e.By})
	s.public()
}

// CancelPledge withdraws a promise before any money came.
type CancelPledge struct {
	ID, Reason string
	IfVersion  int64
}

// Permission implements Command.
func (CancelPledge) Permission() Permission { return SignPledges }

// Decide refuses `not_found`, `stale`, `money_received`, `wrong_status`, `reason_required` (for a signed one: 慈善法 art. 41), `text_too_long`.
func (c CancelPledge) Decide(s *State, in Input) ([]Event, error) {
	p, err := s.PledgeFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(p.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if p.ReceivedFen > 0 {
		return nil, Refuse(Conflict, "money_received").With("received", p.ReceivedFen)
	}
	next, err := PledgeFlow.Next(p.Status, "cancel")
	if err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, p.Status == PledgeSigned); err != nil {
		return nil, err
	}
	d := s.draft(in)
	d.withdrawOffers(d.s.OffersOfPledge(p.ID), "pledge_cancelled")
	d.releaseUnfunded(p.ID, "pledge_cancelled")
	d.add(PledgeEnded{ID: p.ID, Status: next, Reason: c.Reason, By: in.Actor.ID})
	return d.events, nil
}

// PledgeEnded says that a promise no longer stands, cancelled or lapsed, or that it was fulfilled to the last proof. What was received stays with the
// pledge.
type PledgeEnded struct {
	ID     string       `json:"id"`
	Status PledgeStatus `json:"status"`
	Reason string       `json:"reason,omitempty"`
	By     string       `json:"by,omitempty"`
}

// Apply implements Event.
func (e PledgeEnded) Apply(s *State) {
	old, _ := s.Pledges.Get(e.ID)
	s.changePledge(e.ID, func(p *Pledge) { p.Status = e.Status })
	if old.Binding() {
		s.Totals.PledgedFen -= old.AmountFen - old.ReceivedFen
		s.public()
	}
	fen := old.AmountFen - old.ReceivedFen
	if e.Status == PledgeClosed {
		fen = old.AmountFen
	}
	s.remember(e.ID, Fact{Kind: "pledge_" + string(e.Status), Fen: fen, Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "pledge_" + string(e.Status), Ref: e.ID, Number: old.Number, Fen: fen},
		ToEnterprise(old.Enterprise), ToRole(ProgramManager, ""), ToRole(FinanceMaker, ""))
}

// ExpirePledge does what time has made due on one pledge: an unsigned one lapses, an unpaid instalment becomes overdue, an overdue one lapses.
type ExpirePledge struct{ ID string }

// Permission implements Command.
func (ExpirePledge) Permission() Permission { return Jobs }

// Decide refuses `not_found` and `not_due`.
func (c ExpirePledge) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.Pledges.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if p.HoldUntil == "" || in.Today() <= p.HoldUntil {
		return nil, Refuse(Conflict, "not_due")
	}
	if p.Status == PledgeSigned || p.Status == PledgePartReceived {
		due := p.NextDue()
		return []Event{PledgeFellOverdue{ID: p.ID, Instalment: due.No, Since: due.Due, Fen: due.AmountFen - due.ReceivedFen}}, nil
	}
	next, err := PledgeFlow.Next(p.Status, "lapse")
	if err != nil {
		return nil, err
	}
	d := s.draft(in)
	d.withdrawOffers(d.s.OffersOfPledge(p.ID), "pledge_lapsed")
	d.releaseUnfunded(p.ID, "pledge_lapsed")
	d.add(PledgeEnded{ID: p.ID, Status: next})
	return d.events, nil
}

// PledgeFellOverdue says that an instalment was not paid in time.
type PledgeFellOverdue struct {
	ID         string    `json:"id"`
	Instalment int       `json:"instalment"`
	Since      Day       `json:"since"`
	Fen        money.Fen `json:"fen"`
}

// Due lists the pledges on which time has made something due, at most limit of them.
func (s *State) Due(today Day, limit int) []string {
	var out []string
	for k := range s.pledgeDeadlines.All() {
		if len(out) == limit || k[:10] >= string(today) {
			break
		}
		out = append(out, k[11:])
	}
	return out
}

// Apply implements Event.
func (e PledgeFellOverdue) Apply(s *State) {
	s.changePledge(e.ID, func(p *Pledge) { p.Status, p.OverdueSince = PledgeOverdue, e.Since })
	p, _ := s.Pledges.Get(e.ID)
	s.remember(e.ID, Fact{Kind: "pledge_overdue", Fen: e.Fen, Count: e.Instalment})
	s.tell(Notice{Kind: "pledge_overdue", Ref: e.ID, Number: p.Number, Fen: e.Fen, Count: e.Instalment}, ToEnterprise(p.Enterprise), ToRole(FinanceMaker, ""))
}
