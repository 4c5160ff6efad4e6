package desk

import (
	"context"
	"slices"

	"shanpei/models"
	"shanpei/models/money"
)

// keptMost bounds how many proposals of an earlier run are kept in place one by one; a run that left more is proposed anew as a whole.
const keptMost = 200

// Repair proposes what can be met now beside what the newest run proposed and what of that still holds: those proposals stand first in it, as they were, and only
// free places and free money change. It fails when the context ends.
func Repair(ctx context.Context, s *models.State, o Options) (models.Match, error) {
	o.Pinned = kept(s)
	return Propose(ctx, s, o)
}

// kept are the proposals of the newest run that wait and can still be accepted, all together.
func kept(s *models.State) []Pin {
	var newest *models.Match
	for _, m := range s.Matches.All() {
		if newest == nil || m.Seq > newest.Seq {
			newest = m
		}
	}
	if newest == nil || newest.Waiting() > keptMost {
		return nil
	}
	var out []Pin
	for k, p := range newest.Proposals {
		if p.Sponsorship != "" {
			continue
		}
		if next, err := accepted(s, p, k); err == nil {
			s = next
			out = append(out, Pin{Pledge: p.Pledge, Need: p.Need, Places: p.Places})
		}
	}
	return out
}

// quickEffort, in ‰, is how hard a look is that somebody waits for.
const quickEffort = 50

// Meetable is what could be met now beside what the newest run proposed: places, and what they cost. Kept counts the proposals of that run that still wait.
type Meetable struct {
	Places int
	Fen    money.Fen
	Kept   int
}

// CanMeet tells what Repair would propose anew, without its reasons. It fails when the context ends.
func CanMeet(ctx context.Context, s *models.State, today models.Day) (Meetable, error) {
	m, err := Repair(ctx, s, Options{Today: today, Effort: quickEffort, Quick: true})
	if err != nil {
		return Meetable{}, err
	}
	v := Meetable{}
	for _, p := range m.Proposals {
		if slices.ContainsFunc(p.Reasons, func(r models.Reason) bool { return r.Kind == ReasonPinned }) {
			v.Kept++
			continue
		}
		v.Places += p.Places
		v.Fen += p.AmountFen
	}
	return v, nil
}
