package desk

import (
	"cmp"
	"context"
	"slices"

	"shanpei/internal/matching"
	"shanpei/models"
)

// Offers are the offers to be made now: for each need with places that came free, to the pledge that fits best by the objective of the matching and had no
// turn with that need before. A place that fits nobody waits. It fails only when the context ends.
func Offers(ctx context.Context, s *models.State, today models.Day) ([]models.MakeOffer, error) {
	freed := slices.DeleteFunc(s.FreedNeeds(), func(n *models.Need) bool { return !n.Takes() })
	if len(freed) == 0 {
		return nil, nil
	}
	t := newTable(s, Options{Today: today})
	r := matching.NewRanking(t.problem)
	asked := map[string]bool{} // one offer a round: the next round sees what is left of a pledge, and when it arrives
	var out []models.MakeOffer
	for _, n := range freed {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, best := range r.Rank(n.ID) {
			if asked[best.Pledge] || hadTurn(s, best.Pledge, n.ID) {
				continue
			}
			places := min(n.Freed, int(best.Fen/n.UnitPriceFen))
			if n.Indivisible {
				places = n.Places
			}
			asked[best.Pledge] = true
			out = append(out, models.MakeOffer{Need: n.ID, Pledge: best.Pledge, Places: places, Reasons: t.forDonor(n.ID, best)})
			break
		}
	}
	return out, nil
}

// hadTurn tells whether a pledge had its turn with a need, or has it now.
func hadTurn(s *models.State, pledge, need string) bool {
	return s.Refused(pledge, need) || slices.ContainsFunc(s.OffersOfNeed(need), func(o *models.Offer) bool {
		return o.Pledge == pledge && o.Status == models.OfferStanding
	})
}

// forDonor are the reasons of an offer, fit for the donor's eyes.
func (t *table) forDonor(need string, r matching.Ranked) []models.Reason {
	n, _ := t.s.Needs.Get(need)
	terms := termsOf(t.weights[n.Program], n, t.opt.Today)
	return ofNobodyElse(t.reasons(append(terms.Reasons(), r.Reasons...)))
}

// Room is how many places of a need a pledge could be offered now, of the freed ones when there are some.
func Room(s *models.State, n *models.Need, p *models.Pledge, today models.Day) int {
	if n.Indivisible {
		return n.Places
	}
	t := newTable(s, Options{Today: today})
	return min(cmp.Or(n.Freed, n.Left()), t.most(n, p))
}
