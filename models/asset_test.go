package models

import (
	"testing"

	"pgregory.net/rapid"

	"shanpei/models/money"
)

func orderedAsset() Asset {
	return Asset{Program: "yida", Institution: "泰安市儿童福利院（演示）", Kind: "telemedicine", Title: "远程诊疗系统", Supplier: "演示医疗设备", Fen: 80_000 * yuan, Document: "民政〔2026〕9号"}
}

func (w *town) asset(change func(*Asset), verbs ...string) string {
	a := orderedAsset()
	if change != nil {
		change(&a)
	}
	id := first[AssetOrderedDown](w.world, w.must(manager, OrderAsset{a})).Asset.ID
	for _, v := range verbs {
		who := manager
		if v == "accept" || v == "refuse" {
			who = general
		}
		w.n++
		w.must(who, StepAsset{ID: id, Verb: v, Protocol: "验收1", Tag: "FLY-" + itoa(w.n), Month: Month(w.now), Times: 40, Reason: "核对"})
	}
	return id
}

// equipment is a funded sponsorship of two places of equipment.
func (w *town) equipment() string {
	return w.sponsored(2, func(n *Need) { n.Type, n.Stage, n.UnitPriceFen = Equipment, "", 50_000*yuan })
}

func (w *town) giftInKind(fen money.Fen) string {
	g := Gift{Enterprise: w.ent["A"], Program: "yida", Goods: "康复训练系统", Quantity: 1, Unit: "套", ValueFen: fen, Basis: "发票", At: w.today()}
	return first[GiftAccepted](w.world, w.must(manager, AcceptGift{g})).Gift.ID
}

func TestEquipmentIsOrderedDeliveredRefusedAcceptedAndUsed(t *testing.T) {
	w := newTown(t)
	sp := w.equipment()
	id := w.asset(func(a *Asset) { a.Sponsorship, a.Document = sp, "" }, "deliver", "refuse", "deliver", "accept", "use")
	w.pass(40)
	w.must(manager, StepAsset{ID: id, Verb: "use", Month: Month(w.now), Times: 12})
	a := get(w.world, w.s.Assets, id)
	if a.Times() != 52 || a.Tag == "" || a.AcceptedBy != general.ID || !a.Seen() || a.Reason != "" {
		t.Errorf("%+v", a)
	}
	w.asset(func(a *Asset) { a.Sponsorship, a.Document, a.Fen = sp, "", 20_000*yuan }, "deliver", "accept", "retire")
	g := w.giftInKind(30_000 * yuan)
	w.asset(func(a *Asset) { a.Gift, a.Document, a.Fen = g, "", 30_000*yuan }, "cancel")
	w.asset(func(a *Asset) { a.Gift, a.Document, a.Fen = g, "", 30_000*yuan }) // what was called off holds nothing
}

func assetRefusals(w *town) []refusal {
	sp, other, g := w.equipment(), w.sponsored(1, nil), w.giftInKind(30_000*yuan)
	order := func(f func(*Asset)) OrderAsset {
		a := orderedAsset()
		f(&a)
		return OrderAsset{a}
	}
	id := w.asset(nil)
	both := Actor{ID: "both", Role: RoleSystem}
	there := w.asset(nil)
	w.must(both, StepAsset{ID: there, Verb: "deliver"})
	used := w.asset(nil, "deliver", "accept", "use")
	tag := get(w.world, w.s.Assets, used).Tag
	step := func(id, verb string, f func(*StepAsset)) StepAsset {
		c := StepAsset{ID: id, Verb: verb, Protocol: "1", Tag: "T1"}
		if f != nil {
			f(&c)
		}
		return c
	}
	return []refusal{
		{"no title", manager, order(func(a *Asset) { a.Title = "" }), Invalid, "required", "title"},
		{"a supplier too long", manager, order(func(a *Asset) { a.Supplier = long() }), Invalid, "text_too_long", "supplier"},
		{"of no kind", manager, order(func(a *Asset) { a.Kind = "x" }), Invalid, "unknown_choice", "kind"},
		{"of no programme", manager, order(func(a *Asset) { a.Program = "none" }), Invalid, "unknown_program", "program"},
		{"of one that is over", manager, order(func(a *Asset) { a.Program = "over" }), Invalid, "program_closed", "program"},
		{"for nothing", manager, order(func(a *Asset) { a.Fen = 0 }), Invalid, "amount_positive", "fen"},
		{"too dear", manager, order(func(a *Asset) { a.Fen = money.MaxFen }), Invalid, "amount_too_large", "fen"},
		{"paid by nobody's places", manager, order(func(a *Asset) { a.Sponsorship = "none" }), Invalid, "unknown_sponsorship", "sponsorship"},
		{"paid by other places", manager, order(func(a *Asset) { a.Sponsorship = other }), Conflict, "other_program", "sponsorship"},
		{"more than the places hold", manager, order(func(a *Asset) { a.Sponsorship, a.Fen = sp, 100_001*yuan }), Conflict, "over_places", "fen"},
		{"of no gift", manager, order(func(a *Asset) { a.Gift = "none" }), Invalid, "unknown_gift", "gift"},
		{"more than the gift", manager, order(func(a *Asset) { a.Gift = g }), Conflict, "over_gift", "fen"},
		{"a paper with a person's number", manager, order(func(a *Asset) { a.Document = "110105194912310021" }), Invalid, "document_form", "document"},
		{"nothing", manager, step("none", "deliver", nil), NotFound, "not_found", ""},
		{"an old version", manager, step(id, "deliver", func(c *StepAsset) { c.IfVersion = 9 }), Conflict, "stale", ""},
		{"a step that cannot be", manager, step(id, "use", nil), Conflict, "wrong_status", ""},
		{"delivered on no day", manager, step(id, "deliver", func(c *StepAsset) { c.Day = "x" }), Invalid, "day_form", "day"},
		{"delivered to come", manager, step(id, "deliver", func(c *StepAsset) { c.Day = w.today().AddDays(1) }), Invalid, "date_future", "day"},
		{"accepting the own delivery", both, step(there, "accept", nil), Forbidden, "same_person", ""},
		{"refusing the own delivery", both, step(there, "refuse", func(c *StepAsset) { c.Reason = "x" }), Forbidden, "same_person", ""},
		{"accepted without a protocol", general, step(there, "accept", func(c *StepAsset) { c.Protocol = "" }), Invalid, "required", "protocol"},
		{"a protocol that is a person's number", general, step(there, "accept", func(c *StepAsset) { c.Protocol = "110105194912310021" }), Invalid, "document_form", "protocol"},
		{"a protocol too long", general, step(there, "accept", func(c *StepAsset) { c.Protocol = long() }), Invalid, "text_too_long", "protocol"},
		{"a number that something has", general, step(there, "accept", func(c *StepAsset) { c.Tag = tag }), Conflict, "tag_taken", "tag"},
		{"refused without a reason", general, step(there, "refuse", nil), Invalid, "reason_required", "reason"},
		{"used in no month", manager, step(used, "use", func(c *StepAsset) { c.Month = "9" }), Invalid, "month_form", "month"},
		{"used in a month to come", manager, step(used, "use", func(c *StepAsset) { c.Month = "2099-01" }), Invalid, "date_future", "month"},
		{"used before it came", manager, step(used, "use", func(c *StepAsset) { c.Month = "2020-01" }), Invalid, "before_delivery", "month"},
		{"a month twice", manager, step(used, "use", func(c *StepAsset) { c.Month = Month(w.now) }), Invalid, "month_twice", "month"},
		{"used less than never", manager, step(w.asset(nil, "deliver", "accept"), "use", func(c *StepAsset) { c.Month, c.Times = Month(w.now), -1 }), Invalid, "out_of_range", "times"},
	}
}

func TestTheGridOfEquipment(t *testing.T) {
	whole(t, AssetFlow, AssetStatuses, AssetVerbs)
	expect(t, grid(t, AssetFlow, AssetStatuses, AssetVerbs), `
		ordered deliver delivered
		ordered cancel cancelled
		delivered accept in_use
		delivered refuse ordered
		in_use use in_use
		in_use retire retired`)
}

// equip orders equipment and takes it some way.
func (c *chance) equip(rt *rapid.T) {
	id := c.asset(nil)
	for range upTo(rt, "steps", 5) {
		c.ask(rt, pick(rt, "by", manager, general), StepAsset{
			ID: id, Verb: pick(rt, "verb", append([]string{"deliver", "accept"}, AssetVerbs...)...), Protocol: "1", Tag: pick(rt, "tag", "T1", "T2"), Month: Month(c.now), Times: 3, Reason: "x",
		})
	}
}
