package models

import (
	"slices"
	"strings"
)

// The purposes of consent: each is asked for by itself, and may be withdrawn by itself.
const (
	ConsentToAid    = "aid"    // the data may be used to help
	ConsentToLetter = "letter" // a letter may be shown to the sponsor
	ConsentToVisit  = "visit"  // a sponsor's visit may be arranged
)

// ConsentPurposes lists them.
var ConsentPurposes = []string{ConsentToAid, ConsentToLetter, ConsentToVisit}

// maxConsentMonths is how long a consent may hold before it is asked for again.
const maxConsentMonths = 12

// Consent is a consent to one purpose (单独同意): by the guardian for a child under 14, through the 14th birthday; by the child itself from then on, with the
// guardian told (《困境儿童个人信息保护工作办法》 art. 12).
type Consent struct {
	ID           string `json:"id"`
	Beneficiary  string `json:"beneficiary"`
	Purpose      string `json:"purpose"`
	By           string `json:"by"` // guardian or child
	GuardianTold bool   `json:"guardian_told,omitempty"`
	Evidence     string `json:"evidence"` // where the signed form is kept
	Given        Day    `json:"given"`
	Expires      Day    `json:"expires"` // the last day on which it holds
	Ended        Day    `json:"ended,omitempty"`
	EndedWhy     string `json:"ended_why,omitempty"` // withdrawn, replaced, expired, outgrown
	RecordedBy   string `json:"recorded_by"`
	Seq          int64  `json:"seq,omitempty"`
}

// Holds tells whether the consent is in force on a day.
func (c *Consent) Holds(today Day) bool {
	return c.Ended == "" && c.Given <= today && today <= c.Expires
}

// ConsentsOf are a beneficiary's consents in the order of their recording.
func (s *State) ConsentsOf(beneficiary string) []*Consent {
	var out []*Consent
	for key := range s.consentsByBeneficiary.Under(beneficiary + "/") {
		if c, ok := s.Consents.Get(key[len(beneficiary)+1:]); ok {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b *Consent) int { return int(a.Seq - b.Seq) })
	return out
}

// ConsentInForce tells whether somebody has consented to a purpose on a day.
func (s *State) ConsentInForce(beneficiary, purpose string, today Day) bool {
	_, ok := s.consentFor(beneficiary, purpose, today)
	return ok
}

func (s *State) consentFor(beneficiary, purpose string, today Day) (*Consent, bool) {
	for _, c := range s.ConsentsOf(beneficiary) {
		if c.Purpose == purpose && c.Holds(today) {
			return c, true
		}
	}
	return nil, false
}

// RecordConsent records a consent that was given on paper. Under14 is what the vault says of the child's age today: the day of birth stays there.
type RecordConsent struct {
	Consent Consent // Beneficiary, Purpose, By, GuardianTold, Evidence, Given, Expires (empty: twelve months)
	Under14 bool
}

// Permission implements Command.
func (RecordConsent) Permission() Permission { return IntakePersons }

// Decide refuses `not_found wrong_status`, and at the field `unknown_choice consent_by_guardian consent_by_child guardian_not_told required text_too_long day_form
// date_future period`.
func (c RecordConsent) Decide(s *State, in Input) ([]Event, error) {
	n := c.Consent
	b, err := s.BeneficiaryFor(n.Beneficiary, in.Actor)
	if err != nil {
		return nil, err
	}
	switch {
	case b.Status == BeneficiaryDeparted:
		return nil, Refuse(Conflict, "wrong_status").With("status", string(b.Status)).With("verb", "consent")
	case c.Under14 && n.By == "child":
		return nil, invalid("by", "consent_by_guardian")
	case !c.Under14 && n.By == "guardian":
		return nil, invalid("by", "consent_by_child")
	}
	if n, err = n.asGiven(in); err != nil {
		return nil, err
	}
	var events []Event
	if old, ok := s.consentFor(n.Beneficiary, n.Purpose, in.Today()); ok {
		events = append(events, ConsentEnded{ID: old.ID, Day: in.Today(), Why: "replaced", By: in.Actor.ID})
	}
	return append(events, ConsentGiven{List: []Consent{n}}), nil
}

// asGiven is the consent as it is recorded; without a last day it holds for twelve months. It refuses, at the field, `unknown_choice guardian_not_told required
// text_too_long day_form date_future period`.
func (c Consent) asGiven(in Input) (Consent, error) {
	if c.Expires == "" && c.Given.valid() {
		c.Expires = AddMonths(c.Given, maxConsentMonths)
	}
	switch {
	case !slices.Contains(ConsentPurposes, c.Purpose):
		return c, invalid("purpose", "unknown_choice")
	case c.By != "guardian" && c.By != "child":
		return c, invalid("by", "unknown_choice")
	case c.By == "child" && !c.GuardianTold:
		return c, invalid("guardian_told", "guardian_not_told")
	case strings.TrimSpace(c.Evidence) == "":
		return c, invalid("evidence", "required")
	case !c.Given.valid():
		return c, invalid("given", "day_form")
	case c.Given > in.Today():
		return c, invalid("given", "date_future")
	case !c.Expires.valid():
		return c, invalid("expires", "day_form")
	case c.Expires < c.Given || c.Expires > AddMonths(c.Given, maxConsentMonths):
		return c, invalid("expires", "period")
	}
	if err := bounded([]text{{"evidence", c.Evidence, 80}}); err != nil {
		return c, err
	}
	c.ID, c.Ended, c.EndedWhy, c.RecordedBy, c.Seq = in.NewID(), "", "", in.Actor.ID, 0
	return c, nil
}

// ConsentGiven carries consents.
type ConsentGiven struct {
	List []Consent `json:"list"`
}

// Apply implements Event.
func (e ConsentGiven) Apply(s *State) {
	for _, c := range e.List {
		c.Seq = s.Seq
		s.Consents.Set(c.ID, &c)
		s.consentsByBeneficiary.Set(c.Beneficiary+"/"+c.ID, none{})
	}
}

// EndConsent ends a consent: its giver withdraws it, which takes effect at once; or the portal's job finds that the child has outgrown the guardian's.
type EndConsent struct {
	ID  string
	Why string // withdrawn; outgrown and expired by the portal itself
}

// Permission implements Command.
func (c EndConsent) Permission() Permission {
	if c.Why == "withdrawn" {
		return IntakePersons
	}
	return Jobs
}

// Decide refuses `not_found wrong_status unknown_choice`.
func (c EndConsent) Decide(s *State, in Input) ([]Event, error) {
	old, ok := s.Consents.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if _, err := s.BeneficiaryFor(old.Beneficiary, in.Actor); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains([]string{"withdrawn", "outgrown", "expired"}, c.Why):
		return nil, invalid("why", "unknown_choice")
	case old.Ended != "":
		return nil, Refuse(Conflict, "wrong_status").With("status", old.EndedWhy).With("verb", c.Why)
	}
	return []Event{ConsentEnded{ID: old.ID, Day: in.Today(), Why: c.Why, By: in.Actor.ID}}, nil
}

// ConsentEnded says that a consent does not hold any more.
type ConsentEnded struct {
	ID  string `json:"id"`
	Day Day    `json:"day"`
	Why string `json:"why"`
	By  string `json:"by"`
}

// Apply implements Event.
func (e ConsentEnded) Apply(s *State) {
	old, _ := s.Consents.Get(e.ID)
	c := *old
	c.Ended, c.EndedWhy = e.Day, e.Why
	s.Consents.Set(c.ID, &c)
	s.remember(c.Beneficiary, Fact{Kind: "consent_" + e.Why, Note: c.Purpose})
}
