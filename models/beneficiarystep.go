package models

import "slices"

// StepBeneficiary moves children through the chain: verify, review, accept, return, depart, reenter; one, or all of a list.
type StepBeneficiary struct {
	IDs       []string
	Verb      string
	Reason    string // of ReturnReasons or DepartReasons
	IfVersion int64  // for one only
}

// Permission implements Command.
func (c StepBeneficiary) Permission() Permission {
	switch c.Verb {
	case "review", "return":
		return CheckPersons
	case "accept":
		return AcceptPersons
	}
	return IntakePersons
}

// Decide refuses `out_of_range not_found stale wrong_status same_person consent_missing already_erased` and at the field `unknown_choice`. Who has looked at one step may not
// look at the next; nobody is accepted without a consent to be helped.
func (c StepBeneficiary) Decide(s *State, in Input) ([]Event, error) {
	if len(c.IDs) < 1 || len(c.IDs) > maxEntered {
		return nil, invalid("list", "out_of_range").With("low", 1).With("high", maxEntered)
	}
	if c.Verb == "return" && !slices.Contains(ReturnReasons, c.Reason) || c.Verb == "depart" && !slices.Contains(DepartReasons, c.Reason) {
		return nil, invalid("reason", "unknown_choice")
	}
	e := BeneficiaryStepped{Verb: c.Verb, By: in.Actor.ID, Day: in.Today()}
	if c.Verb == "return" || c.Verb == "depart" {
		e.Reason = c.Reason
	}
	seen := map[string]bool{}
	for _, id := range c.IDs {
		b, err := s.BeneficiaryFor(id, in.Actor)
		if err != nil {
			return nil, err
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		if len(c.IDs) == 1 {
			if err := fresh(b.Version, c.IfVersion); err != nil {
				return nil, err
			}
		}
		if e.Status, err = BeneficiaryFlow.Next(b.Status, c.Verb); err != nil {
			return nil, err
		}
		switch {
		case s.IsErased(id):
			return nil, Refuse(Conflict, "already_erased")
		case c.Verb == "review" && in.Actor.ID == b.VerifiedBy, c.Verb == "accept" && in.Actor.ID == b.ReviewedBy:
			return nil, Refuse(Forbidden, "same_person")
		case c.Verb == "accept" && !s.ConsentInForce(id, ConsentToAid, in.Today()):
			return nil, Refuse(Conflict, "consent_missing").With("number", b.Number)
		}
		e.IDs = append(e.IDs, id)
	}
	return []Event{e}, nil
}

// BeneficiaryStepped says where children stand now.
type BeneficiaryStepped struct {
	IDs    []string          `json:"ids"`
	Verb   string            `json:"verb"`
	Status BeneficiaryStatus `json:"status"`
	Reason string            `json:"reason,omitempty"`
	By     string            `json:"by"`
	Day    Day               `json:"day"`
}

// Apply implements Event.
func (e BeneficiaryStepped) Apply(s *State) {
	for _, id := range e.IDs {
		s.changeBeneficiary(id, func(b *Beneficiary) {
			b.Status, b.Reason = e.Status, e.Reason
			switch e.Verb {
			case "verify":
				b.VerifiedBy = e.By
			case "review":
				b.ReviewedBy = e.By
			case "accept":
				b.AcceptedBy, b.AcceptedOn, b.RecheckDue = e.By, e.Day, AddMonths(e.Day, 12)
			case "depart":
				b.RecheckDue = ""
			case "reenter":
				b.VerifiedBy, b.ReviewedBy, b.AcceptedBy, b.AcceptedOn = "", "", "", ""
			}
		})
		s.remember(id, Fact{Kind: "beneficiary_" + e.Verb, Note: e.Reason})
	}
}

func (s *State) changeBeneficiary(id string, change func(*Beneficiary)) {
	old, _ := s.Beneficiaries.Get(id)
	b := *old
	change(&b)
	b.Version++
	if placeKey(&b) != placeKey(old) {
		s.beneficiariesByPlace.del(placeKey(old))
		s.beneficiariesByPlace.Set(placeKey(&b), none{})
	}
	s.Beneficiaries.Set(id, &b)
}

// AmendBeneficiary changes what the journal knows of a child. What the vault knows is changed there.
type AmendBeneficiary struct {
	Beneficiary Beneficiary // ID, Category, County, Township, Stage, Risk, Source, Guardian, Account, MedicalCover
	IfVersion   int64
}

// Permission implements Command.
func (AmendBeneficiary) Permission() Permission { return IntakePersons }

// Decide refuses `not_found stale wrong_status forbidden`, and at the field `unknown_choice unknown_county`.
func (c AmendBeneficiary) Decide(s *State, in Input) ([]Event, error) {
	b, err := s.BeneficiaryFor(c.Beneficiary.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(b.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if b.Status == BeneficiaryDeparted {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(b.Status)).With("verb", "amend")
	}
	n := c.Beneficiary
	n.Source = b.Source
	if err := s.placed(in.Actor, n); err != nil {
		return nil, err
	}
	return []Event{BeneficiaryAmended{
		ID: b.ID, Category: n.Category, County: n.County, Township: n.Township, Stage: n.Stage, Risk: n.Risk, Guardian: n.Guardian, Account: n.Account,
		MedicalCover: n.MedicalCover, By: in.Actor.ID,
	}}, nil
}

// BeneficiaryAmended carries what is so now.
type BeneficiaryAmended struct {
	ID           string    `json:"id"`
	Category     Category  `json:"category"`
	County       string    `json:"county"`
	Township     string    `json:"township"`
	Stage        Stage     `json:"stage,omitempty"`
	Risk         RiskLevel `json:"risk"`
	Guardian     string    `json:"guardian,omitempty"`
	Account      string    `json:"account,omitempty"`
	MedicalCover bool      `json:"medical_cover,omitempty"`
	By           string    `json:"by"`
}

// Apply implements Event.
func (e BeneficiaryAmended) Apply(s *State) {
	s.changeBeneficiary(e.ID, func(b *Beneficiary) {
		b.Category, b.County, b.Township, b.Stage, b.Risk = e.Category, e.County, e.Township, e.Stage, e.Risk
		b.Guardian, b.Account, b.MedicalCover = e.Guardian, e.Account, e.MedicalCover
	})
	s.remember(e.ID, Fact{Kind: "beneficiary_amended"})
}

// RecheckBeneficiary tells that an accepted child was looked at again, and goes on being helped (年度复核).
type RecheckBeneficiary struct {
	ID        string
	Stage     Stage
	Risk      RiskLevel
	IfVersion int64
}

// Permission implements Command.
func (RecheckBeneficiary) Permission() Permission { return CheckPersons }

// Decide refuses `not_found stale wrong_status`, and at the field `unknown_choice`.
func (c RecheckBeneficiary) Decide(s *State, in Input) ([]Event, error) {
	b, err := s.BeneficiaryFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(b.Version, c.IfVersion); err != nil {
		return nil, err
	}
	switch {
	case b.Status != BeneficiaryAccepted:
		return nil, Refuse(Conflict, "wrong_status").With("status", string(b.Status)).With("verb", "recheck")
	case c.Stage != "" && !slices.Contains(Stages, c.Stage):
		return nil, invalid("stage", "unknown_choice")
	case !slices.Contains(RiskLevels, c.Risk):
		return nil, invalid("risk", "unknown_choice")
	}
	return []Event{BeneficiaryRechecked{ID: b.ID, Stage: c.Stage, Risk: c.Risk, NextDue: AddMonths(in.Today(), 12), By: in.Actor.ID}}, nil
}

// BeneficiaryRechecked says when the next look is due.
type BeneficiaryRechecked struct {
	ID      string    `json:"id"`
	Stage   Stage     `json:"stage,omitempty"`
	Risk    RiskLevel `json:"risk"`
	NextDue Day       `json:"next_due"`
	By      string    `json:"by"`
}

// Apply implements Event.
func (e BeneficiaryRechecked) Apply(s *State) {
	s.changeBeneficiary(e.ID, func(b *Beneficiary) { b.Stage, b.Risk, b.RecheckDue = e.Stage, e.Risk, e.NextDue })
	s.remember(e.ID, Fact{Kind: "beneficiary_rechecked"})
}
