package models

import "pgregory.net/rapid"

// otherActions are those of cards, and short ways from their beginning to their end: chance alone would seldom walk them.
func (c *chance) otherActions() map[string]func(*rapid.T) {
	actions := c.cardActions()
	actions["an offer to its end"], actions["a fee"] = c.wholeOffer, c.wholeFee
	actions["a look"] = c.look
	actions["a standard"], actions["an activity"], actions["a child"] = c.standard, c.activity, c.child
	actions["a person's request"] = c.personsRequest
	actions["a contract"], actions["an operation"], actions["a policy"], actions["a visit"], actions["equipment"], actions["a term"] = c.contract, c.operation, c.insure, c.visit, c.equip, c.schooling
	actions["a user"] = c.access
	actions["a duty"], actions["earlier books"] = c.duty, c.earlier
	return actions
}

// look looks at an enterprise's contact by day or night, and explains what that raised.
func (c *chance) look(rt *rapid.T) {
	of := c.s.OwnerOf("contact", "codeofcontact")
	if of == "" {
		of = c.contactOf("L", "91370902PDY00036XT", "codeofcontact")
	}
	c.ask(rt, pick(rt, "who", manager, officer), RevealField{
		Kind: "contact", Of: of, Code: "codeofcontact", Field: pick(rt, "field", "name", "phone", "*identity"), Purpose: pick(rt, "purpose", LookPurposes...),
	})
	if a, ok := one(rt, "alarm", c.s.LookAlarms); ok {
		c.ask(rt, auditor, ExplainLooks{ID: a.ID, Reason: "核对资料"})
	}
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

// activity plans one, holds it, and takes it some way further.
func (c *chance) activity(rt *rapid.T) {
	a := plannedActivity()
	a.From, a.To = c.today(), c.today().AddDays(60)
	id := first[ActivityPlannedDown](c.world, c.must(officer, PlanActivity{a})).Activity.ID
	for range upTo(rt, "steps", 8) {
		switch pick(rt, "step", "session", "cost", "proceeds", "void", "on", "on", "on") {
		case "session":
			x := session()
			x.Day = c.today()
			c.ask(rt, officer, RecordSession{ID: id, Session: x})
		case "cost":
			c.ask(rt, officer, RecordCost{ID: id, Cost: ActivityCost{Day: c.today(), What: "场地", Fen: 100 * yuan, Voucher: "记-1"}})
		case "proceeds":
			c.ask(rt, officer, RecordProceeds{ID: id, Proceeds: ActivityProceeds{Day: c.today(), Fen: 100 * yuan, Purpose: "助学", Paper: "1"}})
		case "void":
			c.ask(rt, officer, VoidActivityLine{ID: id, Kind: pick(rt, "kind", "session", "cost"), No: 1, Reason: "录错"})
		default:
			verb := pick(rt, "verb", "approve", "approve", "account", "accept", "return", "cancel")
			c.ask(rt, pick(rt, "by", manager, officer, general), StepActivity{ID: id, Verb: verb, Reason: "核对"})
		}
	}
}

// child enters one, takes it some way through the chain, and asks this and that of it.
func (c *chance) child(rt *rapid.T) {
	id := "kind-" + itoa(c.s.Beneficiaries.Len())
	by := pick(rt, "by", worker, officer, manager, System)
	c.must(by, EnterBeneficiaries{List: []Beneficiary{child(id)}})
	for range upTo(rt, "steps", 6) {
		switch pick(rt, "step", "consent", "withdraw", "recheck", "on", "on", "on") {
		case "consent":
			ask := consent(id, pick(rt, "purpose", ConsentPurposes...))
			ask.Consent.Given = c.today()
			c.ask(rt, worker, ask)
		case "withdraw":
			for _, x := range c.s.ConsentsOf(id) {
				c.ask(rt, worker, EndConsent{ID: x.ID, Why: "withdrawn"})
			}
		case "recheck":
			c.ask(rt, officer, RecheckBeneficiary{ID: id, Stage: Junior, Risk: "high"})
		default:
			verb := pick(rt, "verb", "verify", "review", "accept", "return", "depart", "reenter")
			c.ask(rt, pick(rt, "by", worker, officer, manager), StepBeneficiary{IDs: []string{id}, Verb: verb, Reason: map[string]string{"return": "data_wrong", "depart": "moved"}[verb]})
		}
	}
}

// contract drafts one and takes it some way.
func (c *chance) contract(rt *rapid.T) {
	id := first[ContractDraftedDown](c.world, c.must(manager, DraftContract{draftedContract()})).Contract.ID
	c.ask(rt, manager, StepContract{ID: id, Verb: "sign", Paper: "合同1"})
	for range upTo(rt, "steps", 6) {
		no := upTo(rt, "milestone", 2)
		switch verb := pick(rt, "verb", "deliver", "deliver", "accept", "accept", "refuse", "pay", "close", "end"); verb {
		case "close", "end":
			c.ask(rt, manager, StepContract{ID: id, Verb: verb, Evaluation: "完成", Score: 90, Reason: "终止"})
		default:
			payout := ""
			if d, ok := one(rt, "payout", c.s.Disbursements); ok {
				payout = d.Number
			}
			c.ask(rt, pick(rt, "by", manager, general), StepMilestone{ID: id, No: no, Verb: verb, Reached: []int{upTo(rt, "reached", 900), 10}, Evidence: "x", Reason: "y", Payout: payout})
		}
	}
}

// access changes, invites, trains and shuts out users, and hands an enterprise over.
func (c *chance) access(rt *rapid.T) {
	to := Standing{Role: pick(rt, "role", staffRoles...), Also: []Role{pick(rt, "also", staffRoles...)}, County: "370911"}
	if pick(rt, "one role", true, false) {
		to.Also = nil
	}
	user := pick(rt, "user", officer.ID, maker.ID, checker.ID)
	c.ask(rt, admin, ChangeUser{ID: user, To: to, Reason: pick(rt, "reason", AccessReasons...)})
	if a, ok := one(rt, "ask", c.s.RoleAsks); ok {
		c.ask(rt, pick(rt, "who", general, admin), StepRoleAsk{ID: a.ID, Verb: pick(rt, "answer", "confirm", "refuse", "withdraw")})
	}
	c.ask(rt, pick(rt, "inviter", admin, c.a), InviteUser{To: Standing{Role: pick(rt, "invited", Roles...), County: to.County}})
	if i, ok := one(rt, "invitation", c.s.Invitations); ok {
		c.ask(rt, pick(rt, "who steps", general, admin, c.a), StepInvitation{ID: i.ID, Verb: pick(rt, "verb", "confirm", "refuse", "revoke", "resend")})
		c.ask(rt, Nobody, AcceptInvitation{ID: i.ID, User: "of " + i.ID})
	}
	c.ask(rt, manager, RecordTraining{ID: user, Until: c.today().AddDays(30)})
	c.ask(rt, pick(rt, "team", admin, c.a), SetUserDisabled{ID: pick(rt, "out", user, c.finance.ID), Disabled: pick(rt, "disabled", true, false), Reason: "leave"})
	c.ask(rt, c.a, ChangeColleague{ID: c.finance.ID, Role: pick(rt, "colleague", DonorFinance, DonorViewer)})
	c.ask(rt, c.a, OfferOwnership{To: c.finance.ID})
	c.ask(rt, pick(rt, "owner", c.a, c.finance), StepOwnership{Verb: pick(rt, "hand over", "decline", "withdraw")})
}

func (c *chance) settings(rt *rapid.T) {
	s := c.s.Federation.Settings
	s.UnsignedHoldDays, s.OverdueHoldDays, s.OfferDays = upTo(rt, "unsigned", 60), upTo(rt, "overdue", 180), upTo(rt, "offer", 30)
	c.ask(rt, admin, ChangeSettings{Settings: s})
	w := DefaultMatchWeights().With("urgency", int64(upTo(rt, "urgency", 600))).With("tiers.2.permille", int64(upTo(rt, "tier", 500)))
	c.ask(rt, manager, SetMatchPolicy{Program: pick(rt, "programme", "", "yida", "none"), Weights: w, Inherit: pick(rt, "inherit", false, true)})
}

func (c *chance) other(rt *rapid.T) {
	switch pick(rt, "what", "declare", "gift", "disclose", "programme") {
	case "declare":
		if p, ok := one(rt, "payment", c.s.Payments); ok {
			c.ask(rt, maker, DeclareThirdParty{Payment: p.ID})
		}
	case "gift":
		c.ask(rt, manager, AcceptGift{Gift{Enterprise: c.ent["A"], Program: "yida", Goods: "棉衣", Quantity: 1, ValueFen: 100, Basis: "发票", At: c.today()}})
	case "disclose":
		p := get(c.world, c.s.Programs, c.program["yida"])
		for _, d := range c.s.DisclosureClock(p) {
			c.ask(rt, manager, PrepareDisclosure{Program: p.Slug, Due: d.Due})
			c.ask(rt, pick(rt, "publisher", general, manager), PublishDisclosure{Program: p.Slug, Due: d.Due})
			c.ask(rt, general, CorrectDisclosure{Program: p.Slug, Due: d.Due, Why: "漏计一笔"})
		}
	case "programme":
		c.ask(rt, manager, StepProgram{ID: c.program["member"], Verb: pick(rt, "verb", "suspend", "resume"), Reason: "核查"})
	}
}

// duty records an event and publishes what was prepared for a duty, by one or by another.
func (c *chance) duty(rt *rapid.T) {
	c.ask(rt, pick(rt, "who", manager, officer), RecordMajorEvent{Kind: pick(rt, "kind", MajorEventKinds...), Title: "演示事项", Day: c.today()})
	if e, ok := one(rt, "event", c.s.MajorEvents); ok {
		id := "event-" + e.ID
		c.ask(rt, manager, PrepareFiling{Duty: id, Text: "演示", Why: pick(rt, "why", "", "有误")})
		c.ask(rt, pick(rt, "second", manager, general), PublishFiling{Duty: id})
	}
}

// earlier brings in lines of earlier ledgers, some of them refused, and the opening of a programme.
func (c *chance) earlier(rt *rapid.T) {
	line := carriedGift(func(l *CarriedLine) {
		l.Fen = pick(rt, "fen", 5*yuan, -5*yuan)
		l.Day = pick(rt, "day", Day("2026-01-05"), "2026-02-30")
	})
	c.ask(rt, maker, ImportRows{List: "ledger_gifts", Rows: []Command{line, line}, Hashes: []string{"a", "a"}})
	if p, ok := one(rt, "program", c.s.Programs); ok {
		c.ask(rt, maker, SetOpening{Program: p.ID, ReceivedFen: pick(rt, "received", 1, 900_000*yuan), PaidFen: 800_000 * yuan})
	}
}
