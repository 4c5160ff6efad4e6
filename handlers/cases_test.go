package handlers

import (
	"net/url"
	"testing"

	"shanpei/models"
)

// operations opens a programme of operations and funds places of it for a donor.
func (p *testPortal) operations(donor string, places int) (*models.Program, *models.Sponsorship) {
	p.t.Helper()
	g := p.program("慈佑童年（测试）", "ciyou", models.Announce, models.Screening, models.Surgery)
	n := p.openNeed(models.Need{Program: g.ID, County: p.need.County, Type: models.Surgery, Title: "手术资助", UnitPriceFen: 15_000_00, Places: places, Urgency: 5})
	old := p.need
	p.need = n
	defer func() { p.need = old }()
	return g, p.sponsoredPlaces(donor, places)
}

func TestACaseGoesFromSignUpToClosedAndItsSponsorSeesStagesOnly(t *testing.T) {
	p := newTestPortal(t)
	g, sp := p.operations("donor_owner.2", 2)
	child := p.acceptedChild("演示童甲")
	officer, manager, general, maker := p.as("county_officer"), p.as("program_manager"), p.as("secretary_general"), p.as("finance_maker")
	day := officer.post("/staff/screenings/new", url.Values{"program": {g.ID}, "county": {p.need.County}, "day": {"2026-11-24"}, "place": {"满庄镇卫生院"}, "hospital": {"演示定点医院"}, "capacity": {"30"}}).to()
	officer.post("/staff/screenings/new", url.Values{"program": {g.ID}, "county": {xintai}, "day": {"2026-11-24"}, "place": {"x"}, "hospital": {"x"}, "capacity": {"30"}}).is(422)
	officer.submit(day, "sign_up", url.Values{"beneficiary": {"SZ-2026-999999-1"}}).is(422)
	officer.submit(day, "sign_up", url.Values{"beneficiary": {child.Number}}).is(303)
	officer.submit(day, "sign_up", url.Values{"beneficiary": {child.Number}}).is(409).has("还有未结束的个案")
	officer.submit(day, "hold", url.Values{"attended": {"x"}, "sign_in": {"签到1"}}).is(422).has("整数")
	officer.submit(day, "hold", url.Values{"attended": {"17"}, "at_least": {"1"}, "sign_in": {"签到1"}}).is(303)
	p.visitor().get("/screenings").is(200).has("慈佑童年（测试）", "17 人次", "满庄镇卫生院").hasNot(child.Number, "签到1", "演示童")
	var c *models.Case
	for _, x := range p.State().Cases.All() {
		c = x
	}
	page := "/staff/cases/" + c.ID
	manager.get("/staff/cases").is(200).has(c.Number)
	p.as("auditor").get("/staff/cases").is(403)
	officer.get(page).is(200).hasNot(`form id="indicate"`)
	manager.submit(page, "indicate", nil).is(303)
	manager.submit(page, "settle", url.Values{"total_fen": {"42000"}, "insured_fen": {"43000"}}).is(422).has("不能超过总费用")
	manager.submit(page, "settle", url.Values{"total_fen": {"42000"}, "insured_fen": {"27000"}}).is(303)
	manager.submit(page, "propose", url.Values{"fen": {"15000.01"}, "place": {sp.ID + "/1"}}).is(409).has("15,000.00")
	manager.submit(page, "propose", url.Values{"fen": {"15000"}}).is(422)
	manager.submit(page, "propose", url.Values{"fen": {"15000"}, "place": {sp.ID + "/1"}}).is(303)
	general.get("/staff").is(200).has(c.Number)
	general.submit(page, "refuse", url.Values{"reason": {""}}).is(422)
	general.submit(page, "approve", nil).is(303)
	b := p.State().BindingsOf(sp.ID)[0]
	sponsor := p.as("donor_owner.2")
	sponsor.get("/enterprise/sponsorships/"+sp.ID).is(200).has(b.Alias, "已批准").hasNot(child.Number, c.Number, "满庄镇", "适应证")
	manager.submit(page, "operate", url.Values{"day": {"2026-11-24"}, "hospital": {"演示定点医院"}}).is(303)
	manager.submit(page, "bill", url.Values{"total_fen": {"45000"}, "insured_fen": {"28600"}, "settlement": {"结算1"}}).is(422).has("1,400.00")
	manager.submit(page, "bill", url.Values{"total_fen": {"45000"}, "insured_fen": {"31800"}, "settlement": {"结算1"}}).is(303)
	manager.get(page).is(200).has("13,200.00", "1,800.00", "结余")
	line := url.Values{"program": {g.ID}, "places." + sp.ID: {"1"}, "payee_kind." + sp.ID: {"hospital"}, "amount_fen." + sp.ID: {"15000"}}
	maker.post("/staff/disbursements", line).is(409).has("13,200.00")
	line.Del("amount_fen." + sp.ID)
	maker.post("/staff/disbursements", line).is(303)
	manager.submit(page, "follow", url.Values{"day": {""}, "outcome": {"improved"}}).is(303)
	manager.submit(page, "close", nil).is(409).has("13,200.00")
	var id string
	for k := range p.State().Disbursements.All() {
		id = k
	}
	p.do(p.actor("finance_checker"), models.StepDisbursement{ID: id, Verb: "check"})
	p.do(p.actor("secretary_general"), models.StepDisbursement{ID: id, Verb: "approve"})
	p.do(p.actor("finance_maker"), models.PayDisbursement{ID: id})
	manager.submit(page, "close", nil).is(303)
	sponsor.get("/enterprise/sponsorships/"+sp.ID).is(200).has("13,200.00", "已结案")
	p.visitor().get("/screenings?lang=en").is(200)
	p.caller("donor_owner.2").get("/sponsorships").is(200).has(`"case":"closed"`).hasNot(child.Number)
	p.caller("program_manager").get("/cases").is(200).has(c.Number, `"surplus_fen":180000`).hasNot(child.Number, child.ID)
	p.caller("donor_owner").get("/cases").is(403)
}
