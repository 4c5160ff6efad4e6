package models

import "shanpei/models/money"

// spare is how many places of a sponsorship have money that no payout has reserved.
func (sp *Sponsorship) spare() int {
	if !sp.Live() || sp.Status == SponsorshipProven {
		return 0
	}
	return max(0, sp.FundedPlaces-sp.PaidPlaces-sp.ReservedPlaces)
}

// loose is what of a pledge's received money, less the fee, no place has and nothing has frozen: what the pledge's own account of the ledger holds.
func (p *Pledge) loose() money.Fen { return p.ReceivedFen - p.FeeFen - p.AllocatedFen - p.FrozenFen }

// Unspent is what of a pledge's money could still go back to its donor: what no place has, what places have that no payout has reserved, and the fee on it.
func (s *State) Unspent(pledge string) money.Fen {
	p, _ := s.Pledges.Get(pledge)
	own := p.loose()
	for _, sp := range s.SponsorshipsOfPledge(pledge) {
		own += sp.UnitPriceFen * money.Fen(sp.spare())
	}
	basis, fen := p.ReceivedFen-p.FrozenFen, own
	for { // the fee comes back with the money it was charged on, which makes room for a little more
		next := min(own+p.FeeFen-p.FeeOf(basis-fen), basis)
		if next <= fen {
			return fen
		}
		fen = next
	}
}

// makeLoose brings so much of a pledge's money together on its own account: the fee on it, what no place has, then funded places that no payout has reserved,
// those of the newest sponsorship first. The caller knows that there is so much.
func (d *draft) makeLoose(pledge string, fen money.Fen) {
	p, _ := d.s.Pledges.Get(pledge)
	d.setFee(p, p.ReceivedFen-p.FrozenFen-fen)
	p, _ = d.s.Pledges.Get(pledge)
	missing := fen - p.loose()
	list := d.s.SponsorshipsOfPledge(pledge)
	for i := len(list) - 1; i >= 0 && missing > 0; i-- {
		sp := list[i]
		if k := min(sp.spare(), int((missing+sp.UnitPriceFen-1)/sp.UnitPriceFen)); k > 0 {
			missing -= d.unfund(sp, k)
		}
	}
}

// freeze takes money of a payment out of reach, as far as there is any that is not spent, and gives it to an account of its own. First goes what no place
// has; then funded places that no payout has reserved lose their money, those of the newest sponsorship first. It tells how much was frozen.
func (d *draft) freeze(pledge, payment, holder, account string, fen money.Fen) money.Fen {
	pay, _ := d.s.Payments.Get(payment)
	fen = min(fen, pay.Fen-pay.RefundedFen-pay.FrozenFen, d.s.Unspent(pledge))
	if fen <= 0 {
		return 0
	}
	d.makeLoose(pledge, fen)
	d.offersWithin(pledge, fen)
	d.add(MoneyFrozen{Pledge: pledge, Payment: payment, Holder: holder, Fen: fen, Legs: move(pledgeAccount(pledge), account, fen)})
	d.fund(pledge)
	return fen
}

// unfund takes the money of places back to the pledge. While the promise stands the places are kept for money to come; otherwise they are free again.
func (d *draft) unfund(sp *Sponsorship, places int) money.Fen {
	p, _ := d.s.Pledges.Get(sp.Pledge)
	e := PlacesUnfunded{ID: sp.ID, Places: places, Fen: sp.UnitPriceFen * money.Fen(places), Free: !p.Live()}
	if rest := sp.Places - places; e.Free && sp.ProvenPlaces > 0 && sp.ProvenPlaces == rest {
		e.Fen = sp.FundedFen - sp.PaidFen // every place that stays is proven: what they did not need is not needed any more
	}
	e.Legs = move(sponsorshipAccount(sp.ID), pledgeAccount(sp.Pledge), e.Fen)
	d.add(e)
	return e.Fen
}

// PlacesUnfunded says that places lost their money, because it goes back to the donor or is disputed.
type PlacesUnfunded struct {
	ID     string    `json:"id"`
	Places int       `json:"places"`
	Fen    money.Fen `json:"fen"`
	Free   bool      `json:"free,omitempty"` // the places are the need's again
	Legs   []Leg     `json:"legs"`
}

// Apply implements Event.
func (e PlacesUnfunded) Apply(s *State) {
	if e.Free {
		s.freePlaces(e.ID, e.Places, e.Places, e.Fen, "", "money_back", true)
	} else {
		sp := s.changeSponsorship(e.ID, func(sp *Sponsorship) { sp.FundedPlaces -= e.Places; sp.FundedFen -= e.Fen })
		s.changeNeed(sp.Need, func(n *Need) { n.Funded -= e.Places })
		s.changePledge(sp.Pledge, func(p *Pledge) { p.AllocatedFen -= e.Fen })
	}
	s.post(e.Legs)
	sp, _ := s.Sponsorships.Get(e.ID)
	n, _ := s.Needs.Get(sp.Need)
	s.remember(sp.Pledge, Fact{Kind: "places_unfunded", Fen: e.Fen, Count: e.Places, Ref: sp.Need})
	s.tell(Notice{Kind: "places_unfunded", Ref: n.ID, Number: n.Number, Count: e.Places}, ToRole(ProgramManager, ""), ToRole(CountyOfficer, n.County))
	s.public()
}

// MoneyFrozen says that money of a payment is out of reach for now, for a refund or a dispute.
type MoneyFrozen struct {
	Pledge  string    `json:"pledge"`
	Payment string    `json:"payment"`
	Holder  string    `json:"holder"` // the refund's or the dispute's id
	Fen     money.Fen `json:"fen"`
	Legs    []Leg     `json:"legs"`
}

// Apply implements Event.
func (e MoneyFrozen) Apply(s *State) {
	s.changePledge(e.Pledge, func(p *Pledge) { p.FrozenFen += e.Fen })
	s.changePayment(e.Payment, func(p *Payment) { p.FrozenFen += e.Fen })
	if _, ok := s.Refunds.Get(e.Holder); ok {
		s.changeRefund(e.Holder, func(r *Refund) { r.FrozenFen += e.Fen })
	} else {
		s.changeDispute(e.Holder, func(x *Dispute) { x.FrozenFen += e.Fen })
	}
	s.post(e.Legs)
}

// thaw lets the pledge have frozen money again; its legs were posted by the event.
func (s *State) thaw(pledge, payment string, fen money.Fen) {
	s.changePledge(pledge, func(p *Pledge) { p.FrozenFen -= fen })
	s.changePayment(payment, func(p *Payment) { p.FrozenFen -= fen })
}

func (s *State) changePayment(id string, f func(p *Payment)) *Payment {
	old, _ := s.Payments.Get(id)
	p := *old
	f(&p)
	p.Version++
	s.Payments.Set(id, &p)
	return &p
}

// giveBack takes frozen money of a payment off the pledge for good: it is the payer's again. The instalments are open again from the last one back.
func (s *State) giveBack(pledge, payment string, fen money.Fen) {
	if fen == 0 {
		return
	}
	old, _ := s.Pledges.Get(pledge)
	s.changePledge(pledge, func(p *Pledge) {
		p.FrozenFen -= fen
		p.uncredit(fen)
	})
	pay := s.changePayment(payment, func(p *Payment) { p.FrozenFen -= fen; p.RefundedFen += fen })
	s.Totals.ReceivedFen -= fen
	if !old.Binding() {
		s.Totals.PledgedFen -= fen
	}
	s.receiptAfterRefund(pay)
	s.public()
}

// uncredit is the opposite of credit.
func (p *Pledge) uncredit(fen money.Fen) {
	p.ReceivedFen -= fen
	list := make([]Instalment, len(p.Instalments))
	copy(list, p.Instalments)
	for i := len(list) - 1; i >= 0; i-- {
		part := min(fen, list[i].ReceivedFen)
		list[i].ReceivedFen -= part
		fen -= part
	}
	p.Instalments = list
	verb := "return_part"
	if p.ReceivedFen == 0 {
		verb = "return_all"
	}
	if next, err := PledgeFlow.Next(p.Status, verb); err == nil {
		p.Status = next
	}
}

// receiptAfterRefund keeps the queue of receipts right: nothing is issued for money that went back whole, and one that was issued must be voided, which is
// a task for a person.
func (s *State) receiptAfterRefund(pay *Payment) {
	old, ok := s.ReceiptOf(pay.ID)
	if !ok {
		return
	}
	r := *old
	r.RefundedFen = r.Fen - (pay.Fen - pay.RefundedFen) // one that was asked for again is for what was left then
	if r.Status == ReceiptPending && pay.RefundedFen == pay.Fen {
		r.Status, r.Reason = ReceiptVoided, "refunded"
	}
	r.Version++
	s.Receipts.Set(r.ID, &r)
	if r.ToVoid() {
		s.tell(Notice{Kind: "receipt_to_void", Ref: r.ID, Number: r.Number, Fen: r.RefundedFen}, ToRole(FinanceMaker, ""), ToRole(FinanceChecker, ""))
	}
}

// ToVoid tells whether the receipt was issued for money that went back, in whole or in part: it must be voided, and what is left receipted anew.
func (r *Receipt) ToVoid() bool { return r.Status == ReceiptRecorded && r.RefundedFen > 0 }
