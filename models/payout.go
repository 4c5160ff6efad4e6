package models

import (
	"slices"

	"shanpei/models/money"
)

// PayDisbursement says that the bank was told to pay: all lines of an approved payout, or again those that came back.
type PayDisbursement struct {
	ID        string
	Day       Day // empty: today
	IfVersion int64
}

// Permission implements Command.
func (PayDisbursement) Permission() Permission { return MakePayouts }

// Decide refuses `not_found stale wrong_status day_form date_future month_closed place_stopped enrolment_missing`.
func (c PayDisbursement) Decide(s *State, in Input) ([]Event, error) {
	d, ok := s.Disbursements.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(d.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := DisbursementFlow.Next(d.Status, "pay")
	if err != nil {
		return nil, err
	}
	day, err := s.moveDay(c.Day, in)
	if err != nil {
		return nil, err
	}
	if err := s.mayPay(d, in.Today()); err != nil {
		return nil, err
	}
	e := LinesPaid{ID: d.ID, Status: next, Day: day, By: in.Actor.ID}
	for _, l := range d.Lines {
		if l.Status == "planned" || l.Status == "returned" {
			e.Lines = append(e.Lines, l.No)
			e.Legs = append(e.Legs, move(sponsorshipAccount(l.Sponsorship), paidAccount(d.Program), l.AmountFen)...)
		}
	}
	return []Event{e}, nil
}

// LinesPaid says which lines of a payout were paid.
type LinesPaid struct {
	ID     string             `json:"id"`
	Status DisbursementStatus `json:"status"`
	Lines  []int              `json:"lines"`
	Day    Day                `json:"day,omitempty"`
	Legs   []Leg              `json:"legs"`
	By     string             `json:"by"`
}

// Apply implements Event.
func (e LinesPaid) Apply(s *State) {
	s.movePaid(e.ID, e.Status, e.Lines, e.Legs, 1, "paid", "", e.By)
	s.expectAtBank(e.ID, e.Lines, "paid", e.Day)
	s.movePlacesOf(e.ID, e.Lines, "paid", e.Day)
}

// ReturnLines says that the bank sent lines of a payout back (退票).
type ReturnLines struct {
	ID        string
	Lines     []int // numbers of lines; empty for all
	Reason    string
	Day       Day // empty: today
	IfVersion int64
}

// Permission implements Command.
func (ReturnLines) Permission() Permission { return MakePayouts }

// Decide refuses `not_found stale wrong_status reason_required text_too_long unknown_line line_not_paid day_form date_future month_closed`.
func (c ReturnLines) Decide(s *State, in Input) ([]Event, error) {
	d, ok := s.Disbursements.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(d.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := DisbursementFlow.Next(d.Status, "return")
	if err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	lines := c.Lines
	if len(lines) == 0 {
		for _, l := range d.Lines {
			if l.Status == "paid" {
				lines = append(lines, l.No)
			}
		}
	}
	lines = slices.Compact(slices.Sorted(slices.Values(lines)))
	day, err := s.moveDay(c.Day, in)
	if err != nil {
		return nil, err
	}
	e := LinesReturned{ID: d.ID, Status: next, Lines: lines, Reason: c.Reason, Day: day, By: in.Actor.ID}
	for _, no := range lines {
		if no < 1 || no > len(d.Lines) {
			return nil, invalid("lines", "unknown_line").With("line", no)
		}
		l := d.Lines[no-1]
		if l.Status != "paid" {
			return nil, Refuse(Conflict, "line_not_paid").At("lines").With("line", no)
		}
		e.Legs = append(e.Legs, move(paidAccount(d.Program), sponsorshipAccount(l.Sponsorship), l.AmountFen)...)
	}
	if len(lines) == 0 {
		return nil, Refuse(Conflict, "line_not_paid").At("lines").With("line", 0)
	}
	return []Event{e}, nil
}

// LinesReturned says which lines came back; they can be paid again.
type LinesReturned struct {
	ID     string             `json:"id"`
	Status DisbursementStatus `json:"status"`
	Lines  []int              `json:"lines"`
	Reason string             `json:"reason"`
	Day    Day                `json:"day,omitempty"`
	Legs   []Leg              `json:"legs"`
	By     string             `json:"by"`
}

// Apply implements Event.
func (e LinesReturned) Apply(s *State) {
	s.movePaid(e.ID, e.Status, e.Lines, e.Legs, -1, "returned", e.Reason, e.By)
	s.expectAtBank(e.ID, e.Lines, "returned", e.Day)
	s.movePlacesOf(e.ID, e.Lines, "returned", e.Day)
	d, _ := s.Disbursements.Get(e.ID)
	s.tell(Notice{Kind: "lines_returned", Ref: d.ID, Number: d.Number, Count: len(e.Lines)}, ToRole(FinanceMaker, ""), ToRole(ProgramManager, ""))
}

// movePaid books lines as paid (sign 1) or as come back (sign -1), everywhere that counts them.
func (s *State) movePaid(id string, status DisbursementStatus, lines []int, legs []Leg, sign int, to, reason, by string) {
	old, _ := s.Disbursements.Get(id)
	d := *old
	d.Lines = slices.Clone(old.Lines)
	d.Status = status
	d.Version++
	var total money.Fen
	per, perNeed := map[string]*Fact{}, map[string]*Fact{}
	var order, needs []string
	for _, no := range lines {
		l := &d.Lines[no-1]
		l.Status, l.Reason = to, reason
		if sign < 0 {
			l.Returns++
		}
		fen, places := l.AmountFen*money.Fen(sign), l.Places*sign
		total += fen
		sp := s.changeSponsorship(l.Sponsorship, func(sp *Sponsorship) {
			sp.PaidFen += fen
			sp.ReservedFen -= fen
			sp.PaidPlaces += places
			sp.ReservedPlaces -= places
		})
		s.changeNeed(sp.Need, func(n *Need) { n.Paid += places })
		s.changePledge(sp.Pledge, func(p *Pledge) { p.PaidFen += fen })
		if n, _ := s.Needs.Get(sp.Need); NeedTypes[n.Type].Persons {
			s.Totals.Helped += places
		}
		f := per[sp.Pledge]
		if f == nil {
			f = &Fact{Kind: "lines_" + to, Ref: d.Number, Note: reason, By: by}
			per[sp.Pledge] = f
			order = append(order, sp.Pledge)
		}
		f.Fen += l.AmountFen
		f.Count += l.Places
		if perNeed[sp.Need] == nil {
			perNeed[sp.Need] = &Fact{Kind: "lines_" + to}
			needs = append(needs, sp.Need)
		}
		perNeed[sp.Need].Fen += l.AmountFen
		perNeed[sp.Need].Count += l.Places
	}
	s.post(legs)
	s.putDisbursement(&d)
	s.Totals.PaidFen += total
	s.remember(d.ID, Fact{Kind: "lines_" + to, Fen: total * money.Fen(sign), Count: len(lines), Note: reason, By: by})
	for _, pledge := range order {
		s.remember(pledge, *per[pledge])
	}
	for _, need := range needs { // the public reads a need's facts: they name no pledge, no payout and nobody
		s.remember(need, *perNeed[need])
	}
	s.public()
}

// proveDisbursement closes a payout with its evidence. Money that a fully proven sponsorship did not need goes back to its pledge, and to the next places
// that wait for it; a pledge whose last yuan is proven is closed.
func proveDisbursement(s *State, in Input, d *Disbursement, e PayoutStepped) ([]Event, error) {
	w := s.draft(in)
	w.add(e)
	places := map[string]int{}
	var order, pledges []string
	for _, l := range d.Lines {
		if places[l.Sponsorship] == 0 {
			order = append(order, l.Sponsorship)
		}
		places[l.Sponsorship] += l.Places
	}
	for _, id := range order {
		sp, _ := w.s.Sponsorships.Get(id)
		ev := PlacesProven{ID: id, Places: places[id], Disbursement: d.Number, By: in.Actor.ID}
		if sp.ProvenPlaces+places[id] == sp.Places && sp.FundedFen > sp.PaidFen {
			ev.Back = sp.FundedFen - sp.PaidFen
			ev.Legs = move(sponsorshipAccount(id), pledgeAccount(sp.Pledge), ev.Back)
		}
		w.add(ev)
		if !slices.Contains(pledges, sp.Pledge) {
			pledges = append(pledges, sp.Pledge)
		}
	}
	for _, p := range pledges {
		w.fund(p)
		w.closeProven(p, in.Actor.ID)
	}
	return w.events, nil
}

// closeProven closes a pledge that came in whole, was paid out whole and is proven whole (结案).
func (d *draft) closeProven(pledge, by string) {
	p, _ := d.s.Pledges.Get(pledge)
	next, err := PledgeFlow.Next(p.Status, "close")
	if err != nil || p.PaidFen < p.AmountFen-p.FeeFen {
		return
	}
	for _, sp := range d.s.SponsorshipsOfPledge(pledge) {
		if sp.ProvenPlaces < sp.Places {
			return
		}
	}
	d.add(PledgeEnded{ID: pledge, Status: next, By: by})
}

// PlacesProven says that it was shown that the money of places reached whom it was for.
type PlacesProven struct {
	ID           string    `json:"id"`
	Places       int       `json:"places"`
	Disbursement string    `json:"disbursement"`
	Back         money.Fen `json:"back,omitempty"`
	Legs         []Leg     `json:"legs,omitempty"`
	By           string    `json:"by"`
}

// Apply implements Event.
func (e PlacesProven) Apply(s *State) {
	old, _ := s.Sponsorships.Get(e.ID)
	sp := s.changeSponsorship(e.ID, func(sp *Sponsorship) { sp.ProvenPlaces += e.Places; sp.FundedFen -= e.Back })
	s.changeNeed(sp.Need, func(n *Need) { n.Proven += e.Places })
	s.changePledge(sp.Pledge, func(p *Pledge) {
		p.AllocatedFen -= e.Back
		p.CommittedFen += sp.committed() - old.committed()
	})
	s.post(e.Legs)
	s.remember(sp.Pledge, Fact{Kind: "places_proven", Count: e.Places, Fen: e.Back, Ref: e.Disbursement, By: e.By})
	s.remember(sp.Need, Fact{Kind: "places_proven", Count: e.Places})
	s.tell(Notice{Kind: "places_proven", Ref: sp.Pledge, Number: e.Disbursement, Count: e.Places}, ToEnterprise(sp.Enterprise))
	s.public()
}
