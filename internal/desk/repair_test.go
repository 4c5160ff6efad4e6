package desk

import (
	"context"
	"testing"

	"shanpei/models"
)

func TestARepairFillsOnlyWhatIsFree(t *testing.T) {
	town := newTown()
	ctx, today := context.Background(), models.DayOf(town.now)
	for _, county := range counties[:2] {
		town.need(models.Need{Program: "study", County: county, Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: 4})
	}
	first := town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 2000_00, Purpose: models.Purpose{Counties: counties[:1]}})
	if m, err := CanMeet(ctx, town.s, today); err != nil || m.Places != 4 || m.Fen != 2000_00 || m.Kept != 0 {
		t.Fatalf("at first: %+v %v", m, err)
	}
	run, err := Repair(ctx, town.s, Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	town.must(t, models.RecordMatch{Match: run})
	if m, _ := CanMeet(ctx, town.s, today); m.Places != 0 || m.Kept != 1 {
		t.Errorf("what is proposed already is no news: %+v", m)
	}
	// A second pledge that could take the first one's places as well: they stay where they were proposed.
	second := town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 2000_00, Prefer: models.Purpose{Counties: counties[:1]}})
	if m, _ := CanMeet(ctx, town.s, today); m.Places != 4 || m.Kept != 1 {
		t.Errorf("after a new pledge: %+v", m)
	}
	run, err = Repair(ctx, town.s, Options{Today: today})
	if err != nil || len(run.Proposals) != 2 || run.Proposals[0].Pledge != first || run.Proposals[0].Reasons[0].Kind != ReasonPinned || run.Proposals[1].Pledge != second {
		t.Fatalf("%+v %v", run.Proposals, err)
	}
	if n, _ := town.s.Needs.Get(run.Proposals[1].Need); n.County != counties[1] {
		t.Errorf("the second goes to %s", n.County)
	}
	id := town.must(t, models.RecordMatch{Match: run})[0].(models.MatchRun).Match.ID
	town.must(t, models.AcceptMatch{ID: id, All: true})
	if m, _ := CanMeet(ctx, town.s, today); m != (Meetable{}) {
		t.Errorf("all is met: %+v", m)
	}
	// What does not hold any more is not kept.
	town.must(t, models.EndSponsorship{ID: town.s.SponsorshipsOfPledge(first)[0].ID, Reason: "转学"})
	if m, _ := CanMeet(ctx, town.s, today); m.Places != 4 || m.Kept != 0 {
		t.Errorf("after an end: %+v", m)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := CanMeet(ended, town.s, today); err == nil {
		t.Error("a request that is over is answered")
	}
}
