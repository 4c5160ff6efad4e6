package desk

import (
	"context"
	"slices"
	"testing"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

func (t *town) must(tb testing.TB, cmd models.Command) []models.Event {
	tb.Helper()
	events, err := t.do(cmd)
	if err != nil {
		tb.Fatalf("%T: %v", cmd, err)
	}
	return events
}

func (t *town) pledge(tb testing.TB, cmd models.MakePledge) string {
	tb.Helper()
	id := t.must(tb, cmd)[0].(models.PledgeMade).Pledge.ID
	t.must(tb, models.SignPledge{ID: id})
	return id
}

func (t *town) needAt(number int) *models.Need {
	n, _ := t.s.NeedByNumber(models.Number("XQ", 2026, number))
	return n
}

// freed is a town in which three of four places of its first need came free again: e3 lost them.
func freed(tb testing.TB, change func(*models.Need)) *town {
	town := newTown()
	n := models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: 4}
	if change != nil {
		change(&n)
	}
	town.need(n)
	named := town.pledge(tb, models.MakePledge{Enterprise: "e3", AmountFen: 500_00 * money.Fen(n.Places), Purpose: models.Purpose{Needs: []string{models.Number("XQ", 2026, 1)}}})
	town.must(tb, models.EndSponsorship{ID: town.s.SponsorshipsOfPledge(named)[0].ID, Reason: "转学"})
	return town
}

func (t *town) offers(tb testing.TB) []models.MakeOffer {
	tb.Helper()
	out, err := Offers(context.Background(), t.s, models.DayOf(t.now))
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

func TestFreedPlacesAreOfferedToThePledgeThatFitsBest(t *testing.T) {
	town := freed(t, nil)
	if got := town.offers(t); len(got) != 0 {
		t.Fatalf("offered to whoever lost the places, or to nobody: %+v", got)
	}
	elsewhere := town.pledge(t, models.MakePledge{Enterprise: "e0", AmountFen: 9000_00, Purpose: models.Purpose{Counties: []string{counties[1]}}})
	plain := town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 9000_00})
	wished := town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 1700_00, Prefer: models.Purpose{Counties: []string{counties[0]}}})

	first := town.offers(t)
	if len(first) != 1 || first[0].Pledge != wished || first[0].Places != 3 {
		t.Fatalf("the first offer: %+v", first)
	}
	for _, r := range first[0].Reasons {
		for _, p := range r.Params {
			if p.Name == "pledge" || p.Name == "other_pledge" {
				t.Errorf("the donor is told of another's pledge: %v", r)
			}
		}
	}
	made := town.must(t, first[0])[0].(models.OfferMade).Offer
	second := town.offers(t)
	if len(second) != 1 || second[0].Pledge != plain || second[0].Places != 1 {
		t.Fatalf("the place that is left goes to the next: %+v", second)
	}
	town.must(t, second[0])
	if got := town.offers(t); len(got) != 0 {
		t.Fatalf("nothing is left to offer: %+v", got)
	}
	town.must(t, models.AnswerOffer{ID: made.ID})
	third := town.offers(t)
	if len(third) != 0 {
		t.Errorf("the second has a standing offer and %s does not allow it: %+v", elsewhere, third)
	}
}

func TestANeedThatIsTakenWholeIsOfferedWhole(t *testing.T) {
	town := freed(t, func(n *models.Need) { n.Indivisible = true })
	town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 1900_00, Prefer: models.Purpose{Counties: []string{counties[0]}}})
	able := town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 2000_00})
	got := town.offers(t)
	if len(got) != 1 || got[0].Pledge != able || got[0].Places != 4 {
		t.Fatalf("%+v", got)
	}
	town.must(t, got[0])
}

func TestOneRoundOffersTheSameMoneyOnce(t *testing.T) {
	town := freed(t, nil)
	town.need(models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 5, UnitPriceFen: 500_00, Places: 4})
	second := models.Number("XQ", 2026, 2)
	named := town.pledge(t, models.MakePledge{Enterprise: "e3", AmountFen: 2000_00, Purpose: models.Purpose{Needs: []string{second}}})
	town.must(t, models.EndSponsorship{ID: town.s.SponsorshipsOfPledge(named)[0].ID, Reason: "转学"})
	pledge := town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 2500_00})
	for round, places := range []int{4, 1} {
		got := town.offers(t)
		if len(got) != 1 || got[0].Places != places {
			t.Fatalf("round %d: %+v", round, got)
		}
		town.must(t, got[0])
	}
	if p, _ := town.s.Pledges.Get(pledge); p.FreeFen() != 0 || p.OfferedFen != 2500_00 {
		t.Errorf("%+v", p)
	}
	if _, faults := town.s.Check(); len(faults) > 0 {
		t.Errorf("%v", faults)
	}
}

func TestAnOfferTakesPartInNoRun(t *testing.T) {
	town := freed(t, nil)
	town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 1500_00})
	town.must(t, town.offers(t)[0])
	town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 9000_00})
	p := Problem(town.s, nil, models.DayOf(town.now))
	if len(p.Needs) != 1 || p.Needs[0].Amount != 500_00 || len(p.Pledges) != 1 || p.Pledges[0].Amount != 9000_00 || p.Counties[0].Funded != 1500_00 {
		t.Errorf("needs %+v, pledges %+v, counties %+v", p.Needs, p.Pledges, p.Counties)
	}
}

func TestABestOfferSaysWhyThereIsNone(t *testing.T) {
	town := freed(t, nil)
	today := models.DayOf(town.now)
	if _, err := OfferOf(town.s, town.needAt(1), "", 0, today); err == nil || err.(*models.Error).Reason != "offer_nobody" {
		t.Errorf("nobody fits: %v", err)
	}
	id := town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 9000_00})
	completes := func(o models.MakeOffer) bool {
		return slices.ContainsFunc(o.Reasons, func(r models.Reason) bool { return r.Kind == matching.ReasonCompletes })
	}
	got, err := OfferOf(town.s, town.needAt(1), "", 0, today)
	if err != nil || got.Pledge != id || got.Places != 4 || !completes(got) {
		t.Errorf("%+v, %v", got, err)
	}
	if part, err := OfferOf(town.s, town.needAt(1), id, 2, today); err != nil || part.Places != 2 || completes(part) || len(part.Reasons) == 0 {
		t.Errorf("a part: %+v, %v", part, err)
	}
	if none, err := OfferOf(town.s, town.needAt(1), "none", 0, today); err != nil || none.Pledge != "none" || none.Places != 1 || none.Reasons != nil {
		t.Errorf("a pledge that is none: %+v, %v", none, err)
	}
	town.must(t, got)
	if _, err := OfferOf(town.s, town.needAt(1), "", 0, today); err == nil || err.(*models.Error).Reason != "need_full" {
		t.Errorf("all is offered: %v", err)
	}
}

func TestTheWaitlistHasTheOrderOfTheObjective(t *testing.T) {
	town := newTown()
	town.need(models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 2, UnitPriceFen: 500_00, Places: 4})
	town.need(models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 5, UnitPriceFen: 500_00, Places: 4})
	town.need(models.Need{Program: "care", County: counties[1], Type: models.Surgery, Urgency: 5, UnitPriceFen: 15000_00, Places: 1})
	plain := town.pledge(t, models.MakePledge{Enterprise: "e0", AmountFen: 20_000_00})
	wished := town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 2000_00, Prefer: models.Purpose{Types: []models.NeedType{models.StudyAid}}})
	small := town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 100_00})
	taken := town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 15_000_00, Purpose: models.Purpose{Needs: []string{models.Number("XQ", 2026, 3)}}})

	w, err := NewWaitlist(context.Background(), town.s, models.DayOf(town.now), "", "")
	if err != nil || len(w.Cells) != 2 || w.Places != 8 || len(w.Idle) != 1 || w.Idle[0].ID != small {
		t.Fatalf("%+v, %v", w, err)
	}
	study, surgery := w.Cells[0], w.Cells[1]
	if study.Type != models.StudyAid {
		study, surgery = surgery, study
	}
	if len(study.Needs) != 2 || study.Needs[0].Need.Urgency != 5 || study.Needs[0].First != wished || study.Needs[0].Able != 2 || study.Places != 8 {
		t.Errorf("the needs: %+v", study.Needs)
	}
	if len(study.Pledges) != 2 || study.Pledges[0].Pledge.ID != wished || study.Pledges[0].Rank != 1 || study.Pledges[0].Worth <= study.Pledges[1].Worth {
		t.Errorf("the pledges: %+v", study.Pledges)
	}
	if len(surgery.Needs) != 0 || len(surgery.Pledges) != 1 || surgery.Pledges[0].Pledge.ID != plain {
		t.Errorf("where no place is free, the pledges wait for the next: %+v (the place is %s's)", surgery, taken)
	}
	for _, r := range surgery.Pledges[0].Reasons {
		if r.Kind == matching.ReasonNextNeed && r.Params[0].Value[0] == '~' {
			t.Errorf("a place that is not there is told of: %v", r)
		}
	}
	turns := w.TurnsOf(plain)
	if len(turns) != 2 || turns[0].Of+turns[1].Of != 3 {
		t.Errorf("turns %+v", turns)
	}
	only, err := NewWaitlist(context.Background(), town.s, models.DayOf(town.now), models.Surgery, counties[1])
	if err != nil || len(only.Cells) != 1 || only.Cells[0].Type != models.Surgery {
		t.Errorf("%+v, %v", only, err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewWaitlist(ended, town.s, models.DayOf(town.now), "", ""); err == nil {
		t.Error("a request that is over is answered")
	}
}
