package desk

import (
	"context"
	"testing"

	"pgregory.net/rapid"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

// whatIf asks a preview that is made for the question.
func (t *town) whatIf(a models.Actor, cmd models.MakePledge) ([]models.Proposal, []models.Unmet, error) {
	v, err := NewPreview(context.Background(), t.s, models.DayOf(t.now))
	if err != nil {
		return nil, nil, err
	}
	return v.WhatIf(t.s, a, t.now, cmd)
}

var asker = models.Actor{ID: "u1", Role: models.DonorOwner, Enterprise: "e0"}

// What a preview promises can be proposed and accepted, once the pledge is made and signed.
func TestEveryPlaceOfAPreviewCanBeAccepted(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		town := randomTown(r)
		before := town.s
		cmd := models.MakePledge{AmountFen: money.Fen(rapid.IntRange(1, 60_000_00).Draw(r, "asked")), MaxPlacesPerNeed: rapid.SampledFrom([]int{0, 0, 3}).Draw(r, "bound")}
		if rapid.Bool().Draw(r, "county") {
			cmd.Purpose.Counties = []string{rapid.SampledFrom(counties).Draw(r, "of")}
		}
		if rapid.Bool().Draw(r, "wish") {
			cmd.Prefer.Types = []models.NeedType{models.StudyAid}
		}
		got, left, err := town.whatIf(asker, cmd)
		if err != nil {
			r.Fatal(err)
		}
		if town.s != before {
			r.Fatal("a preview changed the state")
		}
		sum := money.Fen(0)
		for _, p := range got {
			sum += p.AmountFen
			for _, why := range p.Reasons {
				for _, x := range why.Params {
					if x.Name == "pledge" || x.Name == "other_pledge" {
						r.Fatalf("a donor is told of another's pledge: %v", why)
					}
				}
			}
		}
		for _, u := range left {
			sum += u.Fen
		}
		if sum != cmd.AmountFen {
			r.Fatalf("%s of %s are told of: %v %v", sum, cmd.AmountFen, got, left)
		}
		events, err := cmd.Decide(town.s, town.input(asker))
		if err != nil {
			r.Fatal(err)
		}
		town.apply(events...)
		id := events[0].(models.PledgeMade).Pledge.ID
		if _, err := town.do(models.SignPledge{ID: id}); err != nil {
			r.Fatal(err)
		}
		if len(got) == 0 {
			return
		}
		for k := range got {
			got[k].Pledge = id
		}
		run, err := town.do(models.RecordMatch{Match: models.Match{Proposals: got}})
		if err != nil {
			r.Fatal(err)
		}
		accept := models.AcceptMatch{ID: run[0].(models.MatchRun).Match.ID}
		for _, p := range run[0].(models.MatchRun).Match.Proposals {
			accept.Proposals = append(accept.Proposals, p.ID)
		}
		if _, err := town.do(accept); err != nil {
			r.Fatalf("%v: %+v", err, got)
		}
		if _, faults := town.s.Check(); len(faults) > 0 {
			r.Fatalf("%v", faults)
		}
	})
}

// Money that may go anywhere makes room for a pledge that may not; money that is enough for everything leaves it nothing to add.
func TestAPreviewCountsWithTheMoneyThatWaits(t *testing.T) {
	town := newTown()
	for _, county := range counties[:2] {
		town.need(models.Need{Program: "study", County: county, Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: 10})
	}
	here := models.MakePledge{AmountFen: 3000_00, Purpose: models.Purpose{Counties: counties[:1]}}
	town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 5000_00})
	got, left, err := town.whatIf(asker, here)
	if err != nil || len(got) != 1 || got[0].Places != 6 || len(left) != 0 {
		t.Fatalf("half of the money is there: %+v %+v %v", got, left, err)
	}
	kinds := map[string]bool{}
	for _, r := range got[0].Reasons {
		kinds[r.Kind] = true
	}
	if !kinds[matching.ReasonUrgency] || !kinds[ReasonEqualRival] || !kinds[matching.ReasonNoNeed] {
		t.Errorf("the reasons: %+v", got[0].Reasons)
	}
	town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 9000_00})
	got, left, err = town.whatIf(asker, here)
	if err != nil || len(got) != 0 || len(left) != 1 || left[0].Reasons[0].Kind != matching.ReasonEnough {
		t.Errorf("all of the money is there: %+v %+v %v", got, left, err)
	}
	here.Prefer.Counties = counties[:1]
	if got, _, _ = town.whatIf(asker, here); len(got) != 1 {
		t.Errorf("a wish is met all the same: %+v", got)
	}
}

func TestAPreviewOfAnOlderStatePromisesNoPlaceThatIsGone(t *testing.T) {
	town := newTown()
	town.need(models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: 10})
	today := models.DayOf(town.now)
	v, err := NewPreview(context.Background(), town.s, today)
	if err != nil || !v.Of(town.s, today) || v.Of(town.s, today.AddDays(1)) {
		t.Fatal(err)
	}
	named := models.Number("XQ", 2026, 1)
	town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 3500_00, Purpose: models.Purpose{Needs: []string{named}}})
	if v.Of(town.s, today) {
		t.Error("it claims to be that of a newer state")
	}
	got, left, err := v.WhatIf(town.s, asker, town.now, models.MakePledge{AmountFen: 5000_00})
	if err != nil || len(got) != 1 || got[0].Places != 3 || left[0].Fen != 3500_00 {
		t.Errorf("%+v %+v %v", got, left, err)
	}
	town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 1500_00, Purpose: models.Purpose{Needs: []string{named}}})
	if got, _, _ = v.WhatIf(town.s, asker, town.now, models.MakePledge{AmountFen: 5000_00}); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestAPreviewTellsOfTheFee(t *testing.T) {
	town := newTown()
	p, _ := town.s.Programs.Get("study")
	with := *p
	with.FeePermille = 50
	town.apply(models.ProgramRevised{Program: with})
	town.need(models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: 40})
	got, left, err := town.whatIf(asker, models.MakePledge{AmountFen: 10_000_00, Purpose: models.Purpose{Programs: []string{"study"}}})
	if err != nil || len(got) != 1 || got[0].AmountFen != 9_500_00 || len(left) != 1 || left[0].Fen != 500_00 || left[0].Reasons[0].Kind != ReasonFee {
		t.Errorf("%+v %+v %v", got, left, err)
	}
}

func TestAPreviewSaysWhyMoneyIsLeft(t *testing.T) {
	town := newTown()
	today := models.DayOf(town.now)
	town.need(models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: 2})
	town.need(models.Need{Program: "study", County: counties[1], Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: 2, Deadline: today.AddDays(5)})
	later := []models.Instalment{{Due: today.AddDays(40), AmountFen: 1000_00}}
	for why, cmd := range map[string]models.MakePledge{
		matching.ReasonAllMet:     {AmountFen: 5000_00, Instalments: []models.Instalment{{Due: today, AmountFen: 5000_00}}},
		matching.ReasonBelowPlace: {AmountFen: 1200_00},
		matching.ReasonNoPurpose:  {AmountFen: 1000_00, Purpose: models.Purpose{Counties: counties[2:]}},
		matching.ReasonPerNeed:    {AmountFen: 1500_00, MaxPlacesPerNeed: 1, Instalments: []models.Instalment{{Due: today, AmountFen: 1500_00}}},
		matching.ReasonNotDue:     {AmountFen: 1000_00, Purpose: models.Purpose{Counties: counties[1:2]}, Instalments: later},
	} {
		_, left, err := town.whatIf(asker, cmd)
		if err != nil || len(left) != 1 || left[0].Reasons[0].Kind != why {
			t.Errorf("%s: %+v %v", why, left, err)
		}
	}
}
