package models

import "shanpei/models/money"

// checkOffers proves that places and money are kept for exactly the offers that stand, within what is free, and that the indexes hold them.
func (s *State) checkOffers(c *checks) {
	places, fen, standing := map[string]int{}, map[string]money.Fen{}, 0
	for id, o := range s.Offers.All() {
		_, listed := s.offersStanding.Get(key(string(o.Until), id))
		_, byNeed := s.offersByNeed.Get(key(o.Need, id))
		_, byPledge := s.offersByPledge.Get(key(o.Pledge, id))
		c.that(byNeed && byPledge, "offer_is_listed", id, "by need %v, by pledge %v", byNeed, byPledge)
		c.that(listed == (o.Status == OfferStanding), "standing_offer_is_listed", id, "%s, listed %v", o.Status, listed)
		sp, took := s.Sponsorships.Get(o.Sponsorship)
		c.that(took == (o.Status == OfferAccepted), "accepted_offer_is_a_sponsorship", id, "%s, sponsorship %q", o.Status, o.Sponsorship)
		c.that(!took || sp.Offer == id && sp.Pledge == o.Pledge && sp.Need == o.Need, "accepted_offer_is_a_sponsorship", id, "sponsorship %s is of another", o.Sponsorship)
		if o.Status != OfferStanding {
			continue
		}
		standing++
		places[o.Need] += o.Places
		fen[o.Pledge] += o.AmountFen()
		n, okN := s.Needs.Get(o.Need)
		p, okP := s.Pledges.Get(o.Pledge)
		c.that(okN && okP && p.Purpose.Allows(n) && (n.Status == NeedOpen || n.Status == NeedPartial), "offer_can_be_taken", id, "need %s, pledge %s", o.Need, o.Pledge)
	}
	for id, n := range s.Needs.All() {
		_, listed := s.needsFreed.Get(id)
		c.that(n.Offered == places[id], "offered_is_the_sum", id, "%d, offers say %d", n.Offered, places[id])
		c.that(n.Freed >= 0 && n.Freed <= n.Left(), "freed_is_free", id, "%d freed, %d left", n.Freed, n.Left())
		c.that(listed == (n.Freed > 0), "freed_need_is_listed", id, "%d freed, listed %v", n.Freed, listed)
	}
	for id, p := range s.Pledges.All() {
		c.that(p.OfferedFen == fen[id], "offered_money_is_the_sum", id, "%s, offers say %s", p.OfferedFen, fen[id])
	}
	c.that(s.offersStanding.Len() == standing, "standing_offer_is_listed", "x_offers_standing", "%d, offers say %d", s.offersStanding.Len(), standing)
}
