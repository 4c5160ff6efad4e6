package models

import (
	"cmp"
	"slices"
	"strings"
)

// Child finds a beneficiary by code or number.
func (s *State) Child(idOrNumber string) (*Beneficiary, bool) {
	if b, ok := s.Beneficiaries.Get(idOrNumber); ok {
		return b, true
	}
	return s.BeneficiaryByNumber(idOrNumber)
}

// BindingsOf lists who has the places of a sponsorship, by the number of the place.
func (s *State) BindingsOf(sponsorship string) []*Binding {
	var out []*Binding
	for _, id := range s.bindingsLive.Under(sponsorship + "/") {
		b, _ := s.Bindings.Get(id)
		out = append(out, b)
	}
	return out
}

// PlacesOf lists what a child has and had, oldest first.
func (s *State) PlacesOf(beneficiary string) []*Binding {
	return gather(s.bindingsByChild, s.Bindings, beneficiary+"/")
}

// BindingFor finds a binding that the actor may see: staff of the child's place, and the sponsor. A stranger's is as if absent.
func (s *State) BindingFor(id string, a Actor) (*Binding, error) {
	b, ok := s.Bindings.Get(id)
	if !ok {
		return nil, notFound()
	}
	sp, _ := s.Sponsorships.Get(b.Sponsorship)
	child, ok := s.Beneficiaries.Get(b.Beneficiary)
	if a.Role.Donor() && a.Enterprise == sp.Enterprise || !a.Role.Donor() && ok && a.InCounty(child.County, child.Township) {
		return b, nil
	}
	return nil, notFound()
}

// Stopped says why nothing may be paid for a place: its child `departed`, or nobody agrees any more that the child's data are used (`consent_missing`).
// Nothing has to be told to a binding for that: it follows from the child as it is.
func (s *State) Stopped(b *Binding, today Day) string {
	child, ok := s.Beneficiaries.Get(b.Beneficiary)
	switch {
	case !b.Live():
		return "ended"
	case !ok || child.Status == BeneficiaryDeparted:
		return "departed"
	case !s.ConsentInForce(b.Beneficiary, ConsentToAid, today):
		return "consent_missing"
	}
	return ""
}

// StoppedBindings lists the places whose child departed or whose consent is gone, as long as their money is not paid: somebody has to decide on them.
func (s *State) StoppedBindings(today Day) []*Binding {
	var out []*Binding
	for _, id := range s.bindingsLive.All() {
		if b, _ := s.Bindings.Get(id); !b.Paid() && s.Stopped(b, today) != "" {
			out = append(out, b)
		}
	}
	return out
}

// has tells whether a number is in the set.
func (s Spans) has(n int) bool {
	return slices.ContainsFunc(s, func(r Span) bool { return r.From <= n && n <= r.To })
}

// freeOf splits the places that a sponsorship gives back from those that it keeps: the last ones that no child has, then the last ones that a child has and
// no payment names. What a child was paid for is kept.
func (s *State) freeOf(sp *Sponsorship, places int) (freed, kept Spans) {
	bound := s.BindingsOf(sp.ID)
	if len(bound) == 0 {
		return sp.Slots.takeLast(places)
	}
	rank := map[int]int{}
	for _, b := range bound {
		rank[b.Slot] = 1
		if b.Money != "" {
			rank[b.Slot] = 2
		}
	}
	var order []int
	for _, r := range sp.Slots {
		for n := r.From; n <= r.To; n++ {
			order = append(order, n)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if rank[a] != rank[b] {
			return rank[b] - rank[a]
		}
		return a - b
	})
	return spansOf(order[len(order)-places:]), spansOf(order[:len(order)-places])
}

// spansOf makes a set of numbers in any order.
func spansOf(numbers []int) Spans {
	var out Spans
	for _, n := range slices.Sorted(slices.Values(numbers)) {
		if k := len(out) - 1; k >= 0 && out[k].To == n-1 {
			out[k].To = n
			continue
		}
		out = append(out, Span{n, n})
	}
	return out
}

// Bindable tells whether the places of a type of need are for single children.
func Bindable(t NeedType) bool { return NeedTypes[t].Aid != "" }

// HasLetters tells whether sponsors of a type of need may read letters at all.
func HasLetters(t NeedType) bool { return !NeedTypes[t].Delicate }

// MayLetter tells whether a letter may be put to a place and read now.
func (s *State) MayLetter(b *Binding, today Day) bool {
	n, _ := s.Needs.Get(b.Need)
	return HasLetters(n.Type) && s.Stopped(b, today) == "" && s.ConsentInForce(b.Beneficiary, ConsentToLetter, today)
}

// ChildrenWaiting lists the accepted children of a county, the longest waiting first.
func (s *State) ChildrenWaiting(county string) []*Beneficiary {
	var out []*Beneficiary
	for b := range s.BeneficiariesIn(county, "") {
		if b.Status == BeneficiaryAccepted {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b *Beneficiary) int {
		return cmp.Or(strings.Compare(string(a.AcceptedOn), string(b.AcceptedOn)), strings.Compare(a.Number, b.Number))
	})
	return out
}
