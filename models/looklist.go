package models

import (
	"slices"
	"time"
)

// MaxListed bounds the children of one list that is taken out: a county has some hundreds.
const MaxListed = 2000

// RevealList asks to take children out of the portal as a list, with their names. It is a look at each of them, at everything that the list tells; the
// accounts only to those who may look at accounts. So many looks at once always raise an alarm, which somebody else has to see to.
type RevealList struct {
	Children []string
	Purpose  string
}

// Permission implements Command. Decide looks closer: a list needs that for schools too.
func (RevealList) Permission() Permission { return RevealIdentity }

// Decide refuses `lines_required too_many_lines forbidden not_found training_required`, and at the field: `required unknown_choice` (purpose).
func (c RevealList) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case len(c.Children) == 0:
		return nil, invalid("county", "lines_required")
	case len(c.Children) > MaxListed:
		return nil, Refuse(TooLarge, "too_many_lines").With("limit", MaxListed)
	case c.Purpose == "":
		return nil, invalid("purpose", "required")
	case !slices.Contains(childPurposes, c.Purpose):
		return nil, invalid("purpose", "unknown_choice")
	}
	if err := in.Actor.Allow(childMay[SchoolFields]); err != nil {
		return nil, err
	}
	if err := MayReveal(s, in.Actor, in.At); err != nil {
		return nil, err
	}
	e := PersonsListed{Purpose: c.Purpose, By: in.Actor.ID, Role: in.Actor.Role, Bound: in.Actor.County, Until: in.At.Add(LookFor)}
	for _, id := range c.Children {
		b, err := s.BeneficiaryFor(id, in.Actor)
		if err != nil {
			return nil, err
		}
		e.Looks = append(e.Looks, ListedLook{in.NewID(), b.ID, "beneficiary", IdentityFields.Whole(), b.ID}, ListedLook{in.NewID(), b.ID, "beneficiary", SchoolFields.Whole(), b.ID})
		if b.Guardian != "" {
			e.Looks = append(e.Looks, ListedLook{in.NewID(), b.Guardian, "guardian", IdentityFields.Whole(), b.ID})
		}
		if b.Account != "" && in.Actor.MayReveal("payee", AccountFields.Whole()) {
			e.Looks = append(e.Looks, ListedLook{in.NewID(), b.Account, "payee", AccountFields.Whole(), b.ID})
		}
	}
	return []Event{e}, nil
}

// ListedLook is a look that is one of a list.
type ListedLook struct {
	ID    string `json:"id"`
	Code  string `json:"code"`
	Kind  string `json:"kind"`
	Field string `json:"field"`
	Of    string `json:"of"` // the child
}

// PersonsListed says that somebody took children out as a list. The values are not in it.
type PersonsListed struct {
	Looks   []ListedLook `json:"looks"`
	Purpose string       `json:"purpose"`
	By      string       `json:"by"`
	Role    Role         `json:"role"`
	Bound   string       `json:"bound,omitempty"` // the county that the actor is bound to
	Until   time.Time    `json:"until"`
}

// Apply implements Event. The alarm is one for the list, not one for each of its lines.
func (e PersonsListed) Apply(s *State) {
	var last *Look
	for _, x := range e.Looks {
		b, _ := s.Beneficiaries.Get(x.Of)
		group, _ := PersonKinds[x.Kind].fieldOf(x.Field)
		last = &Look{
			ID: x.ID, Code: x.Code, Kind: x.Kind, Field: x.Field, Group: group, Purpose: e.Purpose, Of: x.Of, County: b.County, Township: b.Township,
			By: e.By, Role: e.Role, At: s.At, Until: e.Until, Seq: s.Seq,
		}
		s.writeLook(last)
	}
	s.alarmLook(ManyLooks, last)
	for _, rule := range UnusualLook(last, e.Bound, []*Look{last}, len(e.Looks)+1) {
		s.alarmLook(rule, last)
	}
	s.remember(exportsChain, Fact{Kind: "export_persons", Count: len(e.Looks), Note: e.Purpose, By: e.By})
}

// ListedChildren lists the children of a county, or of all, that an actor's list would have: those on the register, in the order of their numbers.
func (s *State) ListedChildren(a Actor, county string) []*Beneficiary {
	var out []*Beneficiary
	for _, b := range s.Beneficiaries.All() {
		if b.Status != BeneficiaryDeparted && (county == "" || b.County == county) && a.InCounty(b.County, b.Township) {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b *Beneficiary) int {
		if a.Number < b.Number {
			return -1
		}
		return 1
	})
	return out
}
