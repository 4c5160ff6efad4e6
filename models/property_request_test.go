package models

import "pgregory.net/rapid"

// personsRequest is a request of somebody who is known by a code, with whatever is done about it.
func (c *chance) personsRequest(rt *rapid.T) {
	const code = "contactcode0000000000000p1"
	if _, ok := c.s.PersonByCode(code); !ok {
		c.must(Nobody, RegisterEnterprise{Name: "过路企业（演示）", USCC: "91370900PDY0007735", Contact: code})
	}
	kind := pick(rt, "kind", RequestKinds...)
	events := c.ask(rt, manager, ReceiveRequest{Kind: kind, From: pick(rt, "from", RequestFrom...), Code: code, Received: c.today()})
	if events == nil {
		return
	}
	id := first[DataRequestReceived](c.world, events).Request.ID
	for range upTo(rt, "steps", 6) {
		switch pick(rt, "step", "check", "answer", "refuse", "close", "correct", "erase", "approve", "reject", "finish", "keep") {
		case "check":
			c.ask(rt, manager, StepRequest{ID: id, Verb: "check", Check: pick(rt, "how", IdentityChecks...)})
		case "correct":
			c.ask(rt, manager, CorrectPerson{Request: id, Code: code, Kind: "contact", Field: pick(rt, "field", "name", "phone")})
		case "erase":
			c.ask(rt, manager, AskErasure{Code: code, Request: id})
		case "approve", "reject":
			if x, ok := c.s.OpenErasure(code); ok {
				c.ask(rt, general, AnswerErasure{ID: x.ID, Approve: pick(rt, "approve", true, false), Reason: "still_needed"})
			}
		case "finish":
			if x, ok := c.s.OpenErasure(code); ok {
				c.ask(rt, System, FinishErasure{ID: x.ID})
			}
		case "keep":
			c.ask(rt, admin, SetRetention{Rule: "contact", Number: upTo(rt, "years", 5)})
		default:
			c.ask(rt, manager, StepRequest{ID: id, Verb: pick(rt, "verb", "answer", "refuse", "close"), Reason: "not_held"})
		}
	}
}
