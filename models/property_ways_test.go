package models

import "pgregory.net/rapid"

// otherActions are those of cards, and short ways from their beginning to their end: chance alone would seldom walk them.
func (c *chance) otherActions() map[string]func(*rapid.T) {
	actions := c.cardActions()
	actions["an offer to its end"], actions["a fee"] = c.wholeOffer, c.wholeFee
	actions["a standard"] = c.standard
	return actions
}

// wholeOffer offers a place and lets the donor, the portal's timer or staff end it.
func (c *chance) wholeOffer(rt *rapid.T) {
	need, pledge := c.openNeed(2, nil), c.signed(c.a, 1000*yuan, Purpose{})
	id := first[OfferMade](c.world, c.must(System, MakeOffer{Need: need, Pledge: pledge, Places: 1})).Offer.ID
	switch pick(rt, "end", "accept", "decline", "lapse", "withdraw") {
	case "accept":
		c.must(c.a, AnswerOffer{ID: id, Accept: true})
	case "decline":
		c.must(c.a, AnswerOffer{ID: id, Reason: "本年度预算已定"})
	case "withdraw":
		c.must(manager, WithdrawOffer{ID: id, Reason: "误发"})
	case "lapse":
		c.pass(c.s.Federation.Settings.DaysOfOffers() + 1)
		c.must(System, LapseOffer{ID: id})
	}
}

// wholeFee pays for a programme that bears a management fee.
func (c *chance) wholeFee(rt *rapid.T) {
	pledge := c.signed(c.a, 1000*yuan, Purpose{Programs: []string{c.program["fee"]}})
	c.receive(pledge, pick(rt, "received", 1000*yuan, 333*yuan))
}

// standard enters a statutory amount, or takes one back.
func (c *chance) standard(rt *rapid.T) {
	class, from := pick(rt, "class", StandardClasses...), pick(rt, "from", Day("2024-01-01"), "2025-01-01")
	c.ask(rt, manager, SetStandard{Class: class, From: from, Fen: 1452 * yuan, DocNo: "演示〔2024〕1号"})
	if pick(rt, "back", true, false) {
		c.ask(rt, manager, WithdrawStandard{Class: class, From: from, Reason: "录错"})
	}
}
