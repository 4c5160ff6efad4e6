package models

import "slices"

// SignUpCase signs a child up for a screening, or opens the case of one whom a hospital sent.
type SignUpCase struct {
	Beneficiary string // code or number
	Screening   string // id; empty: Program says for what
	Program     string
}

// Permission implements Command.
func (SignUpCase) Permission() Permission { return EnterCases }

// Decide refuses, at the field: `unknown_beneficiary not_accepted consent_missing case_open unknown_screening wrong_status screening_full other_county
// unknown_program program_closed`.
func (c SignUpCase) Decide(s *State, in Input) ([]Event, error) {
	b, ok := s.Child(c.Beneficiary)
	if !ok || !in.Actor.InCounty(b.County, b.Township) {
		return nil, invalid("beneficiary", "unknown_beneficiary")
	}
	refuse := func(field, slug string) *Error { return Refuse(Conflict, slug).At(field) }
	switch {
	case b.Status != BeneficiaryAccepted:
		return nil, refuse("beneficiary", "not_accepted")
	case !s.ConsentInForce(b.ID, ConsentToAid, in.Today()):
		return nil, refuse("beneficiary", "consent_missing")
	case slices.ContainsFunc(s.CasesOf(b.ID), func(o *Case) bool { return !o.Over() }):
		return nil, refuse("beneficiary", "case_open")
	}
	program := c.Program
	if c.Screening != "" {
		x, ok := s.Screenings.Get(c.Screening)
		switch {
		case !ok:
			return nil, invalid("screening", "unknown_screening")
		case x.Status != ScreeningPlanned:
			return nil, refuse("screening", "wrong_status").With("status", string(x.Status)).With("verb", "sign_up")
		case x.County != b.County:
			return nil, refuse("beneficiary", "other_county")
		case x.SignedUp >= x.Capacity:
			return nil, refuse("screening", "screening_full").With("limit", x.Capacity)
		}
		program = x.Program
	}
	p, ok := s.ProgramBySlug(program)
	switch {
	case !ok:
		return nil, invalid("program", "unknown_program")
	case p.Status != ProgramActive:
		return nil, refuse("program", "program_closed")
	}
	return []Event{CaseSignedUpDown{Case: Case{
		ID: in.NewID(), Number: s.nextNumber("GA", in.At, 0), Beneficiary: b.ID, Program: p.ID, County: b.County, Township: b.Township, Screening: c.Screening,
		Status: CaseSignedUp, Since: in.Today(), By: in.Actor.ID, At: in.At,
	}}}, nil
}

// CaseSignedUpDown carries the new case.
type CaseSignedUpDown struct {
	Case Case `json:"case"`
}

// Apply implements Event.
func (e CaseSignedUpDown) Apply(s *State) {
	c := e.Case
	c.Seq = s.Seq
	c.Version++
	s.Cases.Set(c.ID, &c)
	s.caseNumbers.Set(c.Number, c.ID)
	s.remember(c.ID, Fact{Kind: "case_sign_up", By: c.By})
	s.casesByChild.Set(key(c.Beneficiary, c.ID), none{})
	s.countNumber(c.Number)
	if c.Screening != "" {
		s.changeScreening(c.Screening, func(x *ScreeningDay) { x.SignedUp++ })
	}
	s.public()
}
