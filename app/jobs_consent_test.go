package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"shanpei/internal/journal"
	"shanpei/models"
)

func TestAGuardiansConsentHoldsThroughTheFourteenthBirthday(t *testing.T) {
	f := fill(t, journal.NewMemory(), time.Now())
	p := &parts{book: f.book, vault: f.vault, log: slog.New(slog.DiscardHandler)}
	s, today := f.book.State(), models.DayOf(f.now)
	var held *models.Consent
	var birthday models.Day
	for _, c := range s.Consents.All() {
		if c.By != "guardian" {
			continue
		}
		child, err := f.vault.Open(t.Context(), c.Beneficiary)
		if err != nil {
			t.Fatal(err)
		}
		if day := models.AddMonths(models.Day(child.Field("birth")), 14*12); held == nil || day < birthday {
			held, birthday = c, day
		}
	}
	endConsents(t.Context(), p, today)
	if f.book.State().Seq != s.Seq {
		t.Fatal("a consent was ended before its time")
	}
	again, err := f.book.Do(t.Context(), models.System, models.EndConsent{ID: held.ID, Why: "expired"})
	if err != nil || again.Entry == nil {
		t.Fatal(err)
	}
	// A consent that holds over the birthday: given today, for a child who is 14 within the year.
	out, err := f.book.Do(t.Context(), models.System, models.RecordConsent{Under14: true, Consent: models.Consent{
		Beneficiary: held.Beneficiary, Purpose: models.ConsentToAid, By: "guardian", Evidence: "演示同意书", Given: today,
	}})
	if err != nil {
		t.Fatal(err)
	}
	id := made[models.ConsentGiven](out).List[0].ID
	why := func() string {
		c, _ := f.book.State().Consents.Get(id)
		return c.EndedWhy
	}
	endConsents(context.Background(), p, birthday)
	if got := why(); got != "" {
		t.Errorf("on the birthday the consent is %s", got)
	}
	endConsents(context.Background(), p, birthday.AddDays(1))
	if got := why(); got != "outgrown" {
		t.Errorf("on the day after, the consent is %q", got)
	}
	for _, c := range f.book.State().Consents.All() {
		if c.Ended == "" && c.Expires <= birthday {
			t.Errorf("%s ended on %s and stands as if it held", c.ID, c.Expires)
		}
	}
}
