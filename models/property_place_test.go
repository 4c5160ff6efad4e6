package models

import "pgregory.net/rapid"

// placeActions give places to children and take them back, with aid from elsewhere, consents that end and letters in between.
func (c *chance) placeActions() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){"bind": c.bindSome, "bind more": c.bindSome, "unbind": c.unbind, "aid": c.aid, "letter": c.letter, "a whole place": c.wholePlace}
}

// wholePlace binds a place of a fresh sponsorship and brings it to an end.
func (c *chance) wholePlace(rt *rapid.T) {
	sp := c.sponsored(2, nil)
	b := c.bindOne(sp, 2, c.town.child(Hardship, nil))
	switch pick(rt, "end", "pay", "unbind", "end") {
	case "pay":
		c.payoutSteps(c.payOut(sp, 1), "check", "approve", "pay")
	case "unbind":
		c.must(manager, UnbindPlace{ID: b.ID, Reason: "wrong_child"})
	case "end":
		c.must(manager, EndSponsorship{ID: sp, Reason: "协议终止"})
	}
}

// bindSome gives a place of a sponsorship to a child who fits, or to somebody.
func (c *chance) bindSome(rt *rapid.T) {
	sp, ok := one(rt, "sponsorship", c.s.Sponsorships)
	if !ok || len(sp.Slots) == 0 {
		return
	}
	n, _ := c.s.Needs.Get(sp.Need)
	child, known := one(rt, "child", c.s.Beneficiaries)
	id := ""
	if !known || pick(rt, "new", true, true, false) {
		id = c.town.child(pick(rt, "category", Hardship, Hardship, Unattended), func(b *Beneficiary) {
			b.County, b.Stage, b.Township = n.County, n.Stage, map[string]string{"370911": "山口镇", "370982": "羊流镇"}[n.County]
		})
	} else {
		id = child.ID
	}
	c.ask(rt, manager, BindPlace{Sponsorship: sp.ID, Places: []ChildPlace{{Slot: sp.Slots[0].From, Beneficiary: id}}, Random: "r"})
	if b := c.s.BindingsOf(sp.ID); len(b) > 0 && b[0].Money == "" && c.s.Stopped(b[0], c.today()) == "" && pick(rt, "pay", true, false) {
		l := DisbursementLine{Sponsorship: sp.ID, Places: 1, PayeeKind: "card", AmountFen: sp.UnitPriceFen}
		if e := c.ask(rt, maker, MakeDisbursement{Program: sp.Program, Lines: []DisbursementLine{l}}); len(e) > 0 {
			c.payoutSteps(e[0].(PayoutMade).Disbursement.ID, "check", "approve", "pay")
		}
	}
	if o := c.ask(rt, officer, AskOverride{Beneficiary: id, Need: n.ID, Reason: "emergency", Note: "note"}); len(o) > 0 {
		c.ask(rt, pick(rt, "second", general, manager), AnswerOverride{ID: o[0].(OverrideAsked).Override.ID, Verb: pick(rt, "answer", "confirm", "confirm", "refuse")})
		c.ask(rt, manager, BindPlace{Sponsorship: sp.ID, Places: []ChildPlace{{Slot: sp.Slots[0].From, Beneficiary: id}}, Random: "r"})
	}
}

func (c *chance) unbind(rt *rapid.T) {
	b, ok := one(rt, "binding", c.s.Bindings)
	if !ok {
		return
	}
	switch pick(rt, "how", "unbind", "replace", "withdraw", "depart", "end") {
	case "unbind":
		c.ask(rt, manager, UnbindPlace{ID: b.ID, Reason: pick(rt, "reason", UnbindReasons...)})
	case "replace":
		if next, ok := one(rt, "next", c.s.Beneficiaries); ok {
			c.ask(rt, manager, UnbindPlace{ID: b.ID, Reason: "not_eligible", Replace: next.Number, Random: "r"})
		}
	case "withdraw":
		for _, x := range c.s.ConsentsOf(b.Beneficiary) {
			c.ask(rt, System, EndConsent{ID: x.ID, Why: "withdrawn"})
		}
	case "end":
		c.ask(rt, manager, EndSponsorship{ID: b.Sponsorship, Reason: "协议终止"})
	case "depart":
		c.ask(rt, manager, StepBeneficiary{IDs: []string{b.Beneficiary}, Verb: "depart", Reason: "moved"})
	}
}

func (c *chance) aid(rt *rapid.T) {
	child, ok := one(rt, "child", c.s.Beneficiaries)
	if !ok {
		return
	}
	from := Day(pick(rt, "from", "2026-01-01", "2026-09-01", "2027-02-01"))
	e := c.ask(rt, manager, RecordAid{
		Beneficiary: child.ID, Kind: pick(rt, "kind", AidStudy, AidStudy, AidMedical), Source: pick(rt, "source", AidSources...), From: from, To: from.AddDays(pick(rt, "days", 30, 365)),
		Document: "泰民函〔2026〕12号", Known: pick(rt, "known", true, false),
	})
	if len(e) > 0 && pick(rt, "void", true, false) {
		c.ask(rt, manager, VoidAid{ID: e[0].(AidRecorded).Aid.ID, Reason: "entered_wrongly"})
	}
}

func (c *chance) letter(rt *rapid.T) {
	b, ok := one(rt, "binding", c.s.Bindings)
	if !ok {
		return
	}
	c.ask(rt, System, RecordConsent{Consent: Consent{Beneficiary: b.Beneficiary, Purpose: ConsentToLetter, By: "guardian", Evidence: "档案1", Given: c.today()}, Under14: true})
	if e := c.ask(rt, manager, AddLetter{Binding: b.ID, Text: "letter"}); len(e) > 0 && pick(rt, "remove", true, false) {
		c.ask(rt, manager, RemoveLetter{ID: e[0].(LetterAdded).Letter.ID, Reason: "not_redacted"})
	}
}

func (c *chance) notePlaces(reached map[string]bool) {
	for _, b := range c.s.Bindings.All() {
		reached["place "+b.Ended] = true
		reached["place money "+b.Money] = true
	}
	for _, o := range c.s.AidOverrides.All() {
		reached["override "+string(o.Status)] = true
	}
}
