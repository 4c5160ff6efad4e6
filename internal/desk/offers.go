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
			out = append(out, models.MakeOffer{Need: n.ID, Pledge: best.Pledge, Places: places, Reasons: t.forDonor(n, best, places)})
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

// forDonor are the reasons of an offer of so many places, fit for the donor's eyes.
func (t *table) forDonor(n *models.Need, r matching.Ranked, places int) []models.Reason {
	list := append(termsOf(t.weights[n.Program], n, t.opt.Today).Reasons(), r.Reasons...)
	if places < n.Left() {
		list = slices.DeleteFunc(list, func(x matching.Reason) bool { return x.Kind == matching.ReasonCompletes })
	}
	return ofNobodyElse(t.reasons(list))
}

// OfferOf is the offer that staff would make of a need's free places: to a pledge, or without one to the first of the ranking that had no turn with the need;
// of so many places, or with zero of as many as it can take of those that were freed, or that are free when none was. Without a pledge it refuses
// `need_not_open`, `need_full` and, when nobody fits, `offer_nobody`; what speaks against a pledge that is named, models.MakeOffer says.
func OfferOf(s *models.State, n *models.Need, pledge string, places int, today models.Day) (models.MakeOffer, error) {
	cmd := models.MakeOffer{Need: n.ID, Pledge: pledge, Places: max(1, places)}
	if pledge == "" {
		switch {
		case n.Status == models.NeedFull || n.Status == models.NeedExecuting || n.Left() == 0:
			return cmd, models.Refuse(models.Exhausted, "need_full").At("need").With("need", n.Number).With("left", n.Left())
		case !n.Takes():
			return cmd, models.Refuse(models.Conflict, "need_not_open").At("need").With("need", n.Number)
		}
	}
	t := newTable(s, Options{Today: today})
	for _, x := range matching.NewRanking(t.problem).Rank(n.ID) {
		if pledge != x.Pledge && (pledge != "" || hadTurn(s, x.Pledge, n.ID)) {
			continue
		}
		cmd.Pledge = x.Pledge
		if places == 0 {
			cmd.Places = min(cmp.Or(n.Freed, n.Left()), int(x.Fen/n.UnitPriceFen))
		}
		if n.Indivisible && places == 0 {
			cmd.Places = n.Places
		}
		cmd.Reasons = t.forDonor(n, x, cmd.Places)
		return cmd, nil
	}
	if pledge == "" {
		return cmd, models.Refuse(models.Conflict, "offer_nobody").At("need")
	}
	return cmd, nil
}
