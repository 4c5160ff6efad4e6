package models

import (
	"slices"
	"testing"
)

// WinterRelief is the type of docs/need-types.md: in the tests it is declared by this file alone, as a federation would declare it.
const WinterRelief NeedType = "winter_relief"

func init() {
	declareNeedType(WinterRelief, NeedTypeInfo{Catalogue: "N10", Unit: "人", Count: "places", Persons: true, Payee: "card", Aid: AidLiving})
}

func TestAFurtherNeedTypeIsOneFile(t *testing.T) {
	w := newTown(t)
	sp := w.sponsored(2, func(n *Need) { n.Type, n.Stage, n.UnitPriceFen = WinterRelief, "", 300*yuan })
	if n := get(w.world, w.s.Needs, get(w.world, w.s.Sponsorships, sp).Need); n.Unit != "人" {
		t.Errorf("%+v", n)
	}
	child := w.child(Hardship, nil)
	w.bindOne(sp, 1, child)
	if slug, p := refusedWith(second(w.do(officer, RecordAid{Beneficiary: child, Kind: AidLiving, Source: OtherSource, From: "2026-09-01", To: "2026-12-31", Document: "1"}))); slug != "double_aid" {
		t.Errorf("%q %v", slug, p)
	}
	w.payoutSteps(w.payOut(sp, 1), "check", "approve", "pay", "prove")
	if w.s.Totals.Helped != 1 {
		t.Errorf("%d helped", w.s.Totals.Helped)
	}
	if slices.Index(NeedTypeOrder, WinterRelief) < slices.Index(NeedTypeOrder, InKind) || NeedTypeOrder[0] != StudyAid || !slices.ContainsFunc(DefaultMatchWeights().List(), func(x Weight) bool { return x.Name == "types.winter_relief" }) {
		t.Errorf("%v", NeedTypeOrder)
	}
}
