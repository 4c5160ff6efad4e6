package models

import (
	"regexp"
	"slices"
	"strings"

	"shanpei/models/money"
)

// StepCase takes a case on its way.
type StepCase struct {
	ID          string
	Verb        string    // one of CaseVerbs
	Day         Day       // operate, follow; empty: today
	Bill        CaseBill  // settle: as expected; bill: as it came
	Fen         money.Fen // propose
	Sponsorship string    // propose: whose place; with Slot
	Slot        int       // propose
	Document    string    // propose: the paper of who else pays, when it is no place
	Hospital    string    // operate, month
	Settlement  string    // bill: number of the hospital's settlement
	Shortfall   string    // bill: who bears what is over the money held
	Month       string    // month: 2026-09
	Sessions    int       // month
	Outcome     string    // follow
	Reason      string    // refuse: words; withdraw: one of CaseWithdrawals
	Random      string    // approve: of which the alias of the place is drawn
	IfVersion   int64
}

// Permission implements Command: money is approved by a second person.
func (c StepCase) Permission() Permission {
	if c.Verb == "approve" || c.Verb == "refuse" {
		return ApproveCases
	}
	return ManageCases
}

// Bounds of a case.
const (
	maxCaseFen      = 10_000_000_00
	maxCaseSessions = 400
)

var monthForm = regexp.MustCompile(`^\d{4}-(0[1-9]|1[0-2])$`)

// Decide refuses `not_found stale wrong_status screening_not_held over_attendance same_person bill_in_payout shortfall_open hospital_unpaid`, and at the field
// `amount_positive amount_negative amount_too_large over_bill has_money over_own required document_form text_too_long unknown_sponsorship other_program other_county
// unknown_place place_bound over_place reason_required day_form date_future before_operation shortfall_required unknown_choice month_form month_twice
// out_of_range`; a place that is approved also what BindPlace refuses: `consent_missing place_not_funded`.
func (c StepCase) Decide(s *State, in Input) ([]Event, error) {
	old, err := s.CaseFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := CaseFlow.Next(old.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	w := s.draft(in)
	e := CaseStepped{ID: old.ID, Verb: c.Verb, Status: to, Day: in.Today(), By: in.Actor.ID}
	switch c.Verb {
	case "absent", "indicate", "rule_out":
		err = c.find(s, old, in)
	case "settle":
		e.Bill, err = c.Bill, c.Bill.check()
	case "propose":
		e.Money, err = c.propose(s, old, in)
	case "approve":
		err = w.approveCase(old, c.Random, &e)
	case "refuse":
		e.Status = old.standing()
		e.Reason = strings.TrimSpace(c.Reason)
		err = reason("reason", e.Reason, true)
	case "operate":
		err = c.operate(in, &e)
	case "bill":
		err = c.bill(s, old, &e)
	case "month":
		err = c.month(old, &e)
	case "follow":
		err = c.follow(old, in, &e)
	case "close":
		err = mayClose(s, old)
	case "withdraw":
		if e.Reason = c.Reason; !slices.Contains(CaseWithdrawals, c.Reason) {
			err = invalid("reason", "unknown_choice")
		}
	}
	if err != nil {
		return nil, err
	}
	w.add(e)
	if c.Verb == "bill" || c.Verb == "withdraw" {
		w.letGo(old.ID, in.Actor.ID)
	}
	return w.events, nil
}

// standing is where a case is without the money that is asked for.
func (c *Case) standing() CaseStatus {
	switch {
	case c.Billed():
		return CaseBilled
	case c.OperatedOn != "":
		return CaseOperated
	case len(c.Money) > 0:
		return CaseApproved
	}
	return CaseSettled
}

// find: what the doctors found is told after the screening was held, and for no more children than came.
func (c StepCase) find(s *State, old *Case, in Input) error {
	if old.Screening == "" {
		return nil
	}
	x, _ := s.Screenings.Get(old.Screening)
	switch {
	case x.Status != ScreeningHeld:
		return Refuse(Conflict, "screening_not_held").With("day", string(x.Day))
	case c.Verb != "absent" && x.Looked >= x.Attended:
		return Refuse(Conflict, "over_attendance").With("limit", x.Attended)
	}
	return nil
}

// check refuses, at the field, a bill that cannot be: `amount_negative amount_too_large over_bill`.
func (b CaseBill) check() error {
	switch {
	case b.TotalFen <= 0:
		return invalid("total_fen", "amount_positive")
	case b.TotalFen > maxCaseFen:
		return invalid("total_fen", "amount_too_large").With("limit", money.Fen(maxCaseFen))
	case b.InsuredFen < 0:
		return invalid("insured_fen", "amount_negative")
	case b.OtherFen < 0:
		return invalid("other_fen", "amount_negative")
	case b.OwnFen() < 0:
		return invalid("insured_fen", "over_bill").With("limit", b.TotalFen)
	}
	return nil
}

func (c StepCase) propose(s *State, old *Case, in Input) (CaseMoney, error) {
	none, sums := CaseMoney{}, s.SumsOf(old)
	want := old.Estimate.OwnFen() - sums.HeldFen
	if old.Billed() {
		want = sums.ShortfallFen
	}
	switch {
	case want <= 0:
		return none, Refuse(Conflict, "has_money").At("fen")
	case c.Fen <= 0:
		return none, invalid("fen", "amount_positive")
	case c.Fen > want:
		return none, Refuse(Conflict, "over_own").At("fen").With("limit", want)
	}
	m := CaseMoney{Fen: c.Fen, By: in.Actor.ID}
	if c.Sponsorship == "" {
		if m.Document = strings.TrimSpace(c.Document); m.Document == "" {
			return none, invalid("document", "required")
		}
		if !documentForm.MatchString(m.Document) || manyDigits.MatchString(m.Document) {
			return none, invalid("document", "document_form")
		}
		return m, bounded([]text{{"document", m.Document, 40}})
	}
	sp, ok := s.Sponsorships.Get(c.Sponsorship)
	if !ok {
		return none, invalid("sponsorship", "unknown_sponsorship")
	}
	n, _ := s.Needs.Get(sp.Need)
	switch {
	case n.Type != Surgery || sp.Program != old.Program:
		return none, Refuse(Conflict, "other_program").At("sponsorship")
	case sp.County != old.County:
		return none, Refuse(Conflict, "other_county").At("sponsorship")
	case !sp.Slots.has(c.Slot):
		return none, invalid("slot", "unknown_place")
	case slices.ContainsFunc(s.BindingsOf(sp.ID), func(b *Binding) bool { return b.Slot == c.Slot }):
		return none, Refuse(Conflict, "place_bound").At("slot")
	case c.Fen > sp.UnitPriceFen:
		return none, Refuse(Conflict, "over_place").At("fen").With("limit", sp.UnitPriceFen)
	}
	m.Sponsorship, m.Slot = sp.ID, c.Slot
	return m, nil
}
