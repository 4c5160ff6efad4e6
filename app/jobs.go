package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"shanpei/handlers"
	"shanpei/internal/desk"
	"shanpei/models"
)

// How often the portal's own timers look.
const (
	expireEvery  = time.Minute
	offerEvery   = time.Minute
	checkEvery   = 10 * time.Minute
	sweepEvery   = time.Hour
	retainEvery  = 24 * time.Hour
	scrubEvery   = time.Minute
	consentEvery = time.Hour
	expireAtOnce = 500

	reconcileEvery = 3 * time.Minute
)

// startJobs starts the timers that submit commands and prove the ledger; they end with ctx.
func startJobs(ctx context.Context, p *parts, portal *handlers.Portal) *sync.WaitGroup {
	var all sync.WaitGroup
	every(ctx, &all, expireEvery, func() { expireHolds(ctx, p) })
	every(ctx, &all, offerEvery, func() { lapseOffers(ctx, p); offerPlaces(ctx, p) })
	every(ctx, &all, checkEvery, func() { checkLedger(p) })
	every(ctx, &all, retainEvery, func() { proposeErasures(ctx, p) })
	every(ctx, &all, sweepEvery, func() { sweepAccounts(ctx, p) })
	all.Go(func() { p.mail.Run(ctx) })
	every(ctx, &all, scrubEvery, func() { finishErasures(ctx, p, portal); scrub(ctx, p) })
	every(ctx, &all, consentEvery, func() { endConsents(ctx, p, models.DayOf(time.Now())) })
	all.Go(func() {
		p.vault.Watch(ctx, func(err error) { p.log.Error("keys of the vault", "cause", err.Error()) })
	})
	if p.cards != nil {
		every(ctx, &all, reconcileEvery, func() { reconcileCards(ctx, p) })
		all.Go(func() { sendRefunds(ctx, p) })
	}
	return &all
}

func every(ctx context.Context, all *sync.WaitGroup, d time.Duration, do func()) {
	all.Go(func() {
		do()
		t := time.NewTicker(d)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				do()
			}
		}
	})
}

// expireHolds lets unsigned pledges lapse, marks unpaid instalments overdue and lets overdue ones lapse when their time has come.
func expireHolds(ctx context.Context, p *parts) {
	for {
		due := p.book.State().Due(models.DayOf(time.Now()), expireAtOnce)
		moved := false
		for _, id := range due {
			_, err := p.book.Do(ctx, models.System, models.ExpirePledge{ID: id})
			var refused *models.Error
			switch {
			case err == nil:
				moved = true
			case errors.As(err, &refused) && refused.Reason == "not_due": // another process was first
			default:
				p.log.Error("expire", "pledge", id, "cause", err.Error())
				return
			}
		}
		if !moved {
			return
		}
	}
}

// lapseOffers does what the agreements say of offers that were not answered in time.
func lapseOffers(ctx context.Context, p *parts) {
	for _, id := range p.book.State().OffersDue(models.DayOf(time.Now()), expireAtOnce) {
		_, err := p.book.Do(ctx, models.System, models.LapseOffer{ID: id})
		var refused *models.Error
		if err != nil && !(errors.As(err, &refused) && refused.Reason == "not_due") {
			p.log.Error("lapse an offer", "offer", id, "cause", err.Error())
			return
		}
	}
}

// offerPlaces offers the places that came free to the pledges that fit best. A refusal says that the state moved on meanwhile: the next look is soon.
func offerPlaces(ctx context.Context, p *parts) {
	offers, err := desk.Offers(ctx, p.book.State(), models.DayOf(time.Now()))
	if err != nil {
		return // the process ends
	}
	for _, cmd := range offers {
		_, err := p.book.Do(ctx, models.System, cmd)
		var refused *models.Error
		if err != nil && !errors.As(err, &refused) {
			p.log.Error("offer places", "need", cmd.Need, "cause", err.Error())
			return
		}
	}
}

// checkLedger proves every invariant on the state of the moment and raises an alarm in the log when one is broken.
func checkLedger(p *parts) {
	checked, faults := p.book.State().Check()
	for _, f := range faults {
		p.log.Error("invariant broken", "rule", f.Rule, "where", f.Where, "what", f.What)
	}
	if len(faults) == 0 {
		p.log.Debug("ledger proven", "checks", checked)
	}
}

// sweepAccounts deletes sessions, tokens and counts of failed logins that are over; nothing but the size of the store depends on it.
func sweepAccounts(ctx context.Context, p *parts) {
	n, err := p.accounts.Sweep(ctx)
	switch {
	case err != nil && ctx.Err() == nil:
		p.log.Error("sweep accounts", "cause", err.Error())
	case n > 0:
		p.log.Debug("accounts swept", "records", n)
	}
}

// scrub overwrites what the file still has of the persons that were erased or changed.
func scrub(ctx context.Context, p *parts) {
	if err := p.vault.Scrub(ctx); err != nil && ctx.Err() == nil {
		p.log.Error("scrub", "cause", err.Error())
	}
}

// proposeErasures proposes whom the rules of retention would have forgotten by now. It erases nobody: two persons do.
func proposeErasures(ctx context.Context, p *parts) {
	for _, due := range p.book.State().RetentionDue(models.DayOf(time.Now()), expireAtOnce) {
		if _, err := p.book.Do(ctx, models.System, models.AskErasure{Code: due.Code, Rule: due.Rule}); err != nil {
			p.log.Error("retention", "rule", due.Rule, "cause", err.Error())
			return
		}
	}
}

// finishErasures goes on with the erasures that were approved and interrupted.
func finishErasures(ctx context.Context, p *parts, portal *handlers.Portal) {
	if err := portal.FinishErasures(ctx); err != nil && ctx.Err() == nil {
		p.log.Error("finish an erasure", "cause", err.Error())
	}
}
