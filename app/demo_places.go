package main

import (
	"cmp"
	"slices"

	"shanpei/models"
)

// boundOfEach is how many places of a sponsorship have their child by now; the others wait, as they do in the weeks after the money came.
const boundOfEach = 6

// giveOutPlaces gives the first places of study aid whose money is here and has not gone out yet to children who may have them.
func (d *demo) giveOutPlaces() {
	s := d.book.State()
	var children []*models.Beneficiary
	for _, b := range s.Beneficiaries.All() {
		if b.Category == models.Hardship && b.Stage != "" {
			children = append(children, b)
		}
	}
	slices.SortFunc(children, func(a, b *models.Beneficiary) int { return cmp.Compare(a.Number, b.Number) })
	given := map[string]bool{}
	for id, sp := range s.Sponsorships.All() {
		if n, _ := s.Needs.Get(sp.Need); sp.Status != models.SponsorshipFunded || n.Type != models.StudyAid {
			continue
		}
		var places []models.ChildPlace
		for _, b := range children {
			if len(places) == min(boundOfEach, sp.FundedPlaces) {
				break
			}
			if !given[b.ID] && s.Eligible(b, sp, true, models.DayOf(d.at)) == nil {
				given[b.ID] = true
				places = append(places, models.ChildPlace{Slot: sp.Slots[0].From + len(places), Beneficiary: b.ID, Minor: true})
			}
		}
		if len(places) > 0 {
			d.do("manager", models.BindPlace{Sponsorship: id, Places: places, Random: "演示" + id})
		}
	}
}
