package main

import (
	"context"
	"errors"

	"shanpei/models"
)

// endConsents ends the consents whose last day is over, and a guardian's on the day after the child's 14th birthday: from then on the child is asked itself. The
// day of birth is read in the vault and stays there.
func endConsents(ctx context.Context, p *parts, today models.Day) {
	s := p.book.State()
	for _, c := range s.Consents.All() {
		if c.Ended != "" || ctx.Err() != nil {
			continue
		}
		why := ""
		if c.Expires < today {
			why = "expired"
		} else if c.By == "guardian" {
			child, err := p.vault.Open(ctx, c.Beneficiary)
			var refused *models.Error
			switch {
			case errors.As(err, &refused): // who was erased has no age
			case err != nil:
				p.log.Error("end consents", "cause", err.Error())
				return
			case child.Field("birth") != "" && today > models.AddMonths(models.Day(child.Field("birth")), 14*12):
				why = "outgrown"
			}
		}
		if why == "" {
			continue
		}
		var refused *models.Error
		if _, err := p.book.Do(ctx, models.System, models.EndConsent{ID: c.ID, Why: why}); err != nil && !errors.As(err, &refused) { // a refusal: another process was first
			p.log.Error("end consents", "consent", c.ID, "cause", err.Error())
			return
		}
	}
}
