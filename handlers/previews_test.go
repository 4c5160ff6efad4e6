package handlers

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"shanpei/models"
)

// manyNeeds is a state of so many open needs.
func manyNeeds(n int) *models.State {
	s := models.NewState()
	at := time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)
	apply := func(e models.Event) { s.Begin(s.Seq+1, at); e.Apply(s) }
	apply(models.FederationSetUp{Federation: models.Federation{Name: "示范市慈善总会", Settings: models.DefaultSettings()}})
	apply(models.ProgramCreated{Program: models.Program{ID: "a", Slug: "a", Status: models.ProgramActive, Fundraising: models.Announce}})
	for k := range n {
		apply(models.NeedDrafted{Need: models.Need{
			ID: fmt.Sprintf("n%05d", k), Number: models.Number("XQ", 2026, k+1), Program: "a", County: daiyue, Type: models.Activity, UnitPriceFen: 100_00, Places: 1, Urgency: 3,
			Status: models.NeedOpen, Free: models.Spans{{From: 1, To: 1}},
		}})
	}
	return s
}

func TestALargeFederationIsAnsweredFromTheLastPreviewWhileTheNextIsMade(t *testing.T) {
	const day models.Day = "2026-11-24"
	ctx := context.Background()
	s := manyNeeds(smallState + 1)
	v := &previews{}
	var wait sync.WaitGroup
	for range 4 { // the first who ask wait, all for the same
		wait.Go(func() {
			if got, err := v.of(ctx, s, day); err != nil || !got.Of(s, day) {
				t.Errorf("the first: %v", err)
			}
		})
	}
	wait.Wait()
	first := v.have
	next := s.Fork()
	next.Begin(s.Seq+1, s.At)
	if got, err := v.of(ctx, next, day); err != nil || got != first {
		t.Errorf("whoever types waits for the next: %v", err)
	}
	v.mu.Lock()
	making := v.making
	v.mu.Unlock()
	if making != nil {
		<-making
	}
	if got, err := v.of(ctx, next, day); err != nil || !got.Of(next, day) {
		t.Errorf("the next never comes: %v", err)
	}
}

func TestASmallFederationWaitsForThePreviewOfTheMoment(t *testing.T) {
	const day models.Day = "2026-11-24"
	s := manyNeeds(3)
	v := &previews{}
	if _, err := v.of(context.Background(), s, day); err != nil {
		t.Fatal(err)
	}
	next := s.Fork()
	next.Begin(s.Seq+1, s.At)
	if got, err := v.of(context.Background(), next, day); err != nil || !got.Of(next, day) {
		t.Errorf("an old one answers: %v", err)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := v.of(ended, s.Fork(), day.AddDays(1)); err == nil {
		t.Error("a request that is over is answered")
	}
}
