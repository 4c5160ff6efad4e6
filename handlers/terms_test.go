package handlers

import (
	"net/url"
	"testing"

	"shanpei/models"
	"shanpei/models/money"
)

func TestATermGoesFromItsRatesToProofAndPayment(t *testing.T) {
	p := newTestPortal(t)
	manager, officer, maker := p.as("program_manager"), p.as("county_officer"), p.as("finance_maker")
	g := p.program("意达圆梦（测试）", "yida-test", models.Announce, models.StudyAid)
	manager.post("/staff/terms/new", url.Values{"program": {g.ID}, "period": {"秋季学期"}, "rate.primary": {"500"}, "doc_no": {"会字8号"}}).is(422).has("2026-2027学年第一学期")
	manager.post("/staff/terms/new", url.Values{"program": {g.ID}, "period": {"2026-2027学年第一学期"}, "doc_no": {"会字8号"}}).is(422)
	page := manager.post("/staff/terms/new", url.Values{"program": {g.ID}, "period": {"2026-2027学年第一学期"}, "rate.primary": {"500"}, "rate.junior": {"600"}, "doc_no": {"会字8号"}, "proof": {"true"}, "proof_by": {"2026-12-15"}}).to()
	p.as("auditor").get("/staff/terms").is(403)
	need := models.Need{Program: g.ID, County: p.need.County, Type: models.StudyAid, Stage: models.Primary, Period: "2026-2027学年第一学期", Title: "本学期", UnitPriceFen: 400_00, Places: 6, Urgency: 4}
	if _, err := p.Book.Do(t.Context(), p.actor("setup"), models.DraftNeed{Need: need}); err == nil {
		t.Fatal("a need off the standard was drafted")
	}
	need.UnitPriceFen = 500_00
	p.need = p.openNeed(need)
	sp := p.sponsoredPlaces("donor_owner.2", 6)
	one, two := p.acceptedChild("演示童甲"), p.acceptedChild("演示童乙")
	for i, c := range []*models.Beneficiary{one, two} {
		p.do(p.actor("setup"), models.BindPlace{Sponsorship: sp.ID, Places: []models.ChildPlace{{Slot: i + 1, Beneficiary: c.ID, Minor: true}}, Random: "r"})
	}
	bound := p.State().BindingsOf(sp.ID)
	officer.get(page).is(200).has(one.Number, two.Number).hasNot("演示童")
	if _, err := p.Book.Do(t.Context(), p.actor("finance_maker"), models.MakeDisbursement{Program: g.ID, Lines: []models.DisbursementLine{{Sponsorship: sp.ID, Places: 1, PayeeKind: "card", AmountFen: money.Fen(500_00), Bindings: []string{bound[0].ID}}}}); err == nil {
		t.Fatal("paid without a proof of enrolment")
	}
	officer.submit(page, "enrolment", url.Values{"bindings": {bound[0].ID}, "document": {""}, "day": {""}}).is(422)
	officer.submit(page, "enrolment", url.Values{"bindings": {bound[0].ID, bound[1].ID}, "document": {"在读名单1"}, "day": {"2026-11-24"}}).is(303)
	officer.submit(page, "remove", url.Values{"binding": {bound[1].ID}, "reason": {"名单有误"}}).is(303)
	line := url.Values{"program": {g.ID}, "places." + sp.ID: {"1"}, "payee_kind." + sp.ID: {"school"}}
	maker.post("/staff/disbursements", line).is(303)
	officer.get(page).is(200).has("在读名单1", two.Number)
	p.visitor().get("/terms").is(200).has("意达圆梦（测试）", "500.00", "6 个名额").hasNot(one.Number, "在读名单1")
	p.caller("auditor").get("/terms").is(200).has(`"places":6`, `"fen":60000`)
}
