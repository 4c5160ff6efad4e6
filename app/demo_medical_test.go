package main

import (
	"testing"

	"shanpei/models"
)

// cases are the table's: 20 screenings, more than 300 person-times, 22 operations, by county; one bill under the money held, one over it.
func (f *filled) cases(t *testing.T) {
	s := f.book.State()
	p, _ := s.ProgramBySlug("ciyou-tongnian")
	all := s.FunnelOf(p.ID, "")
	if all.Sessions != 20 || all.Attended != 312 || !all.AtLeast || all.Operated != 22 {
		t.Errorf("%+v", all)
	}
	for county, want := range map[string][3]int{"370902": {3, 28, 2}, "370911": {3, 50, 4}, "370921": {3, 46, 3}, "370923": {3, 58, 4}, "370982": {5, 84, 6}, "370983": {3, 46, 3}} {
		if f := s.FunnelOf(p.ID, county); [3]int{f.Sessions, f.Attended, f.Operated} != want {
			t.Errorf("%s: %+v, the table says %v", county, f, want)
		}
	}
	at, under, over, placed := map[models.CaseStatus]int{}, 0, 0, 0
	for _, c := range s.Cases.All() {
		at[c.Status]++
		if len(c.Money) > 0 && c.Money[0].Binding != "" {
			placed++
			sums := s.SumsOf(c)
			if sums.SurplusFen > 0 {
				under++
			}
			if sums.ShortfallFen > 0 {
				over++
			}
		}
	}
	if under != 1 || over != 1 || placed < 4 || len(at) < 11 {
		t.Errorf("%d bills under the money held, %d over; %d on places; %v", under, over, placed, at)
	}
}

// insured are the table's 3,097 heads at 100 yuan, of whom 1,842 have the cover of the state.
func (f *filled) insured(t *testing.T) {
	n := 0
	for _, p := range f.book.State().InsurancePolicies.All() {
		n++
		if s := p.Sums(); s.Heads != 3097 || s.Covered != 1842 || s.PremiumFen != 309_700*yuan || s.PaidFen != s.PremiumFen || s.Claims < 3 {
			t.Errorf("%+v", s)
		}
	}
	if n != 1 {
		t.Errorf("%d policies", n)
	}
}
