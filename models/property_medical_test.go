package models

import (
	"shanpei/models/money"

	"pgregory.net/rapid"
)

// operation takes a child some way from a screening to an operation and its bill.
func (c *chance) operation(rt *rapid.T) {
	day := c.screening(func(x *ScreeningDay) { x.Capacity = upTo(rt, "capacity", 2) })
	child := c.patient(rt)
	events := c.ask(rt, worker, SignUpCase{Beneficiary: child, Screening: pick(rt, "screening", day, ""), Program: "yida"})
	c.ask(rt, officer, StepScreening{ID: day, Verb: pick(rt, "screening goes", "hold", "hold", "cancel"), Attended: upTo(rt, "attended", 3), SignIn: "x", Reason: "雨"})
	if len(events) == 0 {
		return
	}
	id := events[0].(CaseSignedUpDown).Case.ID
	sp, slot := "", 0
	if x, ok := one(rt, "sponsorship", c.s.Sponsorships); ok && len(x.Slots) > 0 {
		sp, slot = x.ID, x.Slots[0].From
	}
	verbs := []string{"indicate", "settle", "propose", "approve", "operate", "bill", "month", "follow", "close"}
	for i := range upTo(rt, "steps", len(verbs)+3) {
		verb := verbs[min(i, len(verbs)-1)]
		if pick(rt, "as it goes", true, true, true, false) == false {
			verb = pick(rt, "verb", CaseVerbs...)
		}
		own := money.Fen(upTo(rt, "own", 40_000))
		c.ask(rt, pick(rt, "by", manager, manager, general), StepCase{
			ID: id, Verb: verb, Bill: CaseBill{TotalFen: 90_000 + own, InsuredFen: 90_000}, Fen: own, Sponsorship: pick(rt, "money of", sp, sp, ""), Slot: slot, Document: "文1", Hospital: "x", Settlement: "结算1",
			Shortfall: pick(rt, "shortfall", CaseShortfalls...), Month: "2026-" + pick(rt, "month", "09", "10"), Sessions: 4, Outcome: "improved", Reason: "not_fit", Random: "r",
		})
	}
}

// patient is a child of the county of the screenings who may be helped.
func (c *chance) patient(rt *rapid.T) string {
	c.n++
	b := Beneficiary{ID: "case" + itoa(c.n), Category: Hardship, County: "370911", Township: "山口镇", Stage: pick(rt, "stage", Primary, Junior), Risk: "low", Source: "visit"}
	c.must(System, EnterBeneficiaries{List: []Beneficiary{b}})
	c.consents(b.ID, ConsentToAid)
	return b.ID
}
