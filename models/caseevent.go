package models

import (
	"slices"
	"strings"
)

// approveCase holds the money that was proposed: a place is given to the child, and no other aid for the operation is doubled by it.
func (d *draft) approveCase(c *Case, random string, e *CaseStepped) error {
	m := c.Proposed
	if d.in.Actor.ID == m.By {
		return Refuse(Forbidden, "same_person")
	}
	m.ApprovedBy = d.in.Actor.ID
	if m.Sponsorship != "" {
		sp, _ := d.s.Sponsorships.Get(m.Sponsorship)
		n, _ := d.s.Needs.Get(sp.Need)
		if err := d.bind(sp, n, ChildPlace{Slot: m.Slot, Beneficiary: c.Beneficiary, Minor: true}, random); err != nil {
			return err
		}
		m.Binding = d.events[len(d.events)-1].(PlaceBound).Binding.ID
	}
	e.Money = m
	if e.Status = c.standing(); e.Status == CaseSettled {
		e.Status = CaseApproved
	}
	return nil
}

func (c StepCase) operate(in Input, e *CaseStepped) error {
	if err := pastDay(c.Day, "", in, e); err != nil {
		return err
	}
	if e.Hospital = strings.TrimSpace(c.Hospital); e.Hospital == "" {
		return invalid("hospital", "required")
	}
	return bounded([]text{{"hospital", e.Hospital, 60}})
}

// pastDay takes a day that was, today when none is given, and not before another.
func pastDay(day, least Day, in Input, e *CaseStepped) error {
	if day == "" {
		return nil
	}
	switch {
	case !day.valid():
		return invalid("day", "day_form")
	case day > in.Today():
		return invalid("day", "date_future")
	case day < least:
		return invalid("day", "before_operation").With("day", string(least))
	}
	e.Day = day
	return nil
}

// bill takes the hospital's settlement. What it is less than the money held goes back; for what it is more somebody must stand.
func (c StepCase) bill(s *State, old *Case, e *CaseStepped) error {
	for _, x := range s.CaseShares(old) {
		if x.Status != "" {
			return Refuse(Conflict, "bill_in_payout")
		}
	}
	if err := c.Bill.check(); err != nil {
		return err
	}
	if e.Settlement = strings.TrimSpace(c.Settlement); e.Settlement == "" {
		return invalid("settlement", "required")
	}
	if !documentForm.MatchString(e.Settlement) || manyDigits.MatchString(e.Settlement) {
		return invalid("settlement", "document_form")
	}
	e.Bill = c.Bill
	if c.Bill.OwnFen() > s.SumsOf(old).HeldFen {
		if c.Shortfall == "" {
			return invalid("shortfall", "shortfall_required").With("fen", c.Bill.OwnFen()-s.SumsOf(old).HeldFen)
		}
		if e.Shortfall = c.Shortfall; !slices.Contains(CaseShortfalls, c.Shortfall) {
			return invalid("shortfall", "unknown_choice")
		}
	}
	return bounded([]text{{"settlement", e.Settlement, 40}})
}

func (c StepCase) month(old *Case, e *CaseStepped) error {
	switch {
	case !monthForm.MatchString(c.Month):
		return invalid("month", "month_form")
	case c.Month > string(e.Day)[:7]:
		return invalid("month", "date_future")
	case c.Month < string(old.OperatedOn)[:7]:
		return invalid("month", "before_operation").With("day", string(old.OperatedOn))
	case slices.ContainsFunc(old.Months, func(m RehabMonth) bool { return m.Month == c.Month }):
		return invalid("month", "month_twice")
	case c.Sessions < 1 || c.Sessions > maxCaseSessions:
		return invalid("sessions", "out_of_range").With("low", 1).With("high", maxCaseSessions)
	}
	if e.Hospital = strings.TrimSpace(c.Hospital); e.Hospital == "" {
		return invalid("hospital", "required")
	}
	e.Month, e.Count = c.Month, c.Sessions
	return bounded([]text{{"hospital", e.Hospital, 60}})
}

func (c StepCase) follow(old *Case, in Input, e *CaseStepped) error {
	if err := pastDay(c.Day, old.OperatedOn, in, e); err != nil {
		return err
	}
	if e.Outcome = c.Outcome; !slices.Contains(CaseOutcomes, c.Outcome) {
		return invalid("outcome", "unknown_choice")
	}
	return nil
}

// mayClose refuses `shortfall_open hospital_unpaid`: a case is over when the hospital has its money.
func mayClose(s *State, c *Case) error {
	if c.Shortfall == "more" && s.SumsOf(c).ShortfallFen > 0 {
		return Refuse(Conflict, "shortfall_open").With("fen", s.SumsOf(c).ShortfallFen)
	}
	for _, x := range s.CaseShares(c) {
		if x.Binding != "" && x.PaidFen == 0 {
			return Refuse(Conflict, "hospital_unpaid").With("fen", x.DueFen)
		}
	}
	return nil
}

// letGo gives back the places that a case needs no more: all when it was withdrawn, those that the bill leaves nothing for when it came.
func (d *draft) letGo(id, by string) {
	c, _ := d.s.Cases.Get(id)
	why := map[bool]string{true: "case_withdrawn", false: "bill_covered"}[c.Status == CaseWithdrawn]
	for _, x := range d.s.CaseShares(c) {
		if x.Binding != "" && x.Status == "" && (c.Status == CaseWithdrawn || x.DueFen == 0) {
			d.add(PlaceUnbound{ID: x.Binding, Reason: why, By: by})
		}
	}
}

// CaseStepped says where a case stands now.
type CaseStepped struct {
	ID         string     `json:"id"`
	Verb       string     `json:"verb"`
	Status     CaseStatus `json:"status"`
	Day        Day        `json:"day"`
	Bill       CaseBill   `json:"bill"`
	Money      CaseMoney  `json:"money"`
	Hospital   string     `json:"hospital,omitempty"`
	Settlement string     `json:"settlement,omitempty"`
	Shortfall  string     `json:"shortfall,omitempty"`
	Month      string     `json:"month,omitempty"`
	Count      int        `json:"count,omitempty"`
	Outcome    string     `json:"outcome,omitempty"`
	Reason     string     `json:"reason,omitempty"`
	By         string     `json:"by"`
}

// Apply implements Event.
func (e CaseStepped) Apply(s *State) {
	old, _ := s.Cases.Get(e.ID)
	c := *old
	if c.Status != e.Status {
		c.Since = DayOf(s.At)
	}
	c.Status = e.Status
	c.Version++
	f := Fact{Kind: "case_" + e.Verb, Count: e.Count, By: e.By}
	switch e.Verb {
	case "indicate", "rule_out":
		c.ScreenedOn, c.Indicated = e.Day, e.Verb == "indicate"
		if x, ok := s.Screenings.Get(c.Screening); ok {
			c.ScreenedOn = x.Day
			s.changeScreening(x.ID, func(x *ScreeningDay) { x.Looked++ })
		}
	case "settle":
		c.Estimate, f.Fen = e.Bill, e.Bill.OwnFen()
	case "propose":
		c.Proposed, f.Fen = e.Money, e.Money.Fen
		s.tell(Notice{Kind: "case_proposed", Ref: c.ID, Number: c.Number, Fen: e.Money.Fen}, ToRole(SecretaryGeneral, ""))
	case "approve":
		c.Proposed, c.Money, f.Fen = CaseMoney{}, append(slices.Clone(c.Money), e.Money), e.Money.Fen
		if e.Money.Binding != "" {
			s.casesOfBindings.Set(e.Money.Binding, c.ID)
		}
		s.tell(Notice{Kind: "case_approved", Ref: c.ID, Number: c.Number, Fen: e.Money.Fen}, ToRole(ProgramManager, ""))
	case "refuse":
		c.Proposed, c.Reason, f.Note = CaseMoney{}, e.Reason, e.Reason
		s.tell(Notice{Kind: "case_refused", Ref: c.ID, Number: c.Number}, ToRole(ProgramManager, ""))
	case "operate":
		c.OperatedOn, c.Hospital = e.Day, e.Hospital
	case "bill":
		c.Bill, c.Settlement, c.Shortfall, f.Fen, f.Ref = e.Bill, e.Settlement, e.Shortfall, e.Bill.OwnFen(), e.Settlement
	case "month":
		c.Months = append(slices.Clone(c.Months), RehabMonth{Month: e.Month, Sessions: e.Count, Hospital: e.Hospital})
	case "follow":
		c.FollowUps = append(slices.Clone(c.FollowUps), FollowUp{Day: e.Day, Outcome: e.Outcome})
	case "withdraw":
		c.Reason = e.Reason
		if x, ok := s.Screenings.Get(c.Screening); ok && x.Status == ScreeningPlanned {
			s.changeScreening(x.ID, func(x *ScreeningDay) { x.SignedUp-- })
		}
	}
	s.Cases.Set(c.ID, &c)
	s.remember(c.ID, f)
	s.public()
}
