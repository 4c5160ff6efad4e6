package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shanpei/models"
	"shanpei/models/money"
)

// sponsoredPlaces funds places of the portal's need for a donor.
func (p *testPortal) sponsoredPlaces(donor string, places int) *models.Sponsorship {
	p.t.Helper()
	owner, fen := p.actor(donor), p.need.UnitPriceFen*money.Fen(places)
	id := event[models.PledgeMade](p.do(owner, models.MakePledge{AmountFen: fen, Purpose: models.Purpose{Needs: []string{p.need.ID}}})).Pledge.ID
	p.do(owner, models.SignPledge{ID: id})
	pledge, _ := p.Book.State().Pledges.Get(id)
	p.do(p.actor("finance_maker"), models.RecordBankLine{Account: "main", LineID: "bind-" + id, Day: models.DayOf(p.Clock()), AmountFen: fen, Memo: pledge.Reference()})
	return p.Book.State().SponsorshipsOfPledge(id)[0]
}

// acceptedChild is a child of the need's county and stage whose record is in the vault, with consent for aid.
func (p *testPortal) acceptedChild(name string) *models.Beneficiary {
	p.t.Helper()
	code, err := p.Vault.Seal(p.t.Context(), "beneficiary", map[string]string{"name": name, "id_number": residentID("20150301", len(p.Book.State().ConsentsOf(""))+31), "school": "演示小学", "village": "演示村"})
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(models.System, models.EnterBeneficiaries{List: []models.Beneficiary{{ID: code, Category: models.Hardship, County: p.need.County, Township: "满庄镇", Stage: p.need.Stage, Risk: "low", Source: "visit"}}})
	p.consent(code, models.ConsentToAid)
	b, _ := p.Book.State().Beneficiaries.Get(code)
	return b
}

func (p *testPortal) consent(child, purpose string) string {
	p.t.Helper()
	c := models.Consent{Beneficiary: child, Purpose: purpose, By: "guardian", Evidence: "档案1", Given: models.DayOf(p.Clock())}
	return event[models.ConsentGiven](p.do(models.System, models.RecordConsent{Consent: c, Under14: true})).List[0].ID
}

func TestAPlaceIsBoundAfterAPreviewAndItsSponsorSeesAnAliasOnly(t *testing.T) {
	p := newTestPortal(t)
	sp, child := p.sponsoredPlaces("donor_owner.2", 2), p.acceptedChild("演示童甲")
	manager, sponsor := p.as("program_manager"), p.as("donor_owner.2")
	page := "/staff/sponsorships/" + sp.ID
	manager.get(page).is(200).has("名额与受助儿童", page+"/bind")
	manager.get(page+"/bind").is(200).has(child.Number, "演***").hasNot("演示童甲", "演示小学", "演示村")
	manager.get(page + "/bind?q=SZ-1999").is(200).has("没有符合条件的儿童")
	manager.post(page+"/bind", url.Values{}).is(422)
	manager.post(page+"/bind", url.Values{"child": {child.ID}}).is(200).has("绑定预览", child.Number)
	if len(p.Book.State().BindingsOf(sp.ID)) != 0 {
		t.Fatal("the preview bound")
	}
	manager.post(page+"/bind", url.Values{"place.1": {child.ID}, "confirm": {"1"}}).is(303)
	b := p.Book.State().BindingsOf(sp.ID)[0]
	manager.get(page).is(200).has(child.Number, b.Alias).hasNot("演示童甲")

	seen := sponsor.get("/enterprise/sponsorships/"+sp.ID).is(200).has(b.Alias, "待拨付")
	seen.hasNot(child.ID, child.Number, "满庄镇", "演***", "演示童", "hardship", "重点困境", b.ID)
	p.as("donor_owner").get("/enterprise/sponsorships/" + sp.ID).is(404)
	p.as("donor_owner").get("/enterprise/sponsorships/none").is(404)
	manager.get("/enterprise/sponsorships/" + sp.ID).is(403)
	p.caller("donor_owner.2").get("/sponsorships").is(200).has(b.Alias).hasNot(child.Number, child.ID, b.ID)
	p.caller("program_manager").get("/sponsorships").is(200).has(b.Alias, child.Number)

	// A letter is there while there is consent, and on the next look no more.
	letters := "/staff/places/" + b.ID + "/letters"
	manager.post(letters, url.Values{"text": {"谢谢叔叔阿姨"}}).is(409)
	consent := p.consent(child.ID, models.ConsentToLetter)
	manager.post(letters, url.Values{"text": {"我是演示童甲，谢谢"}}).is(422).has("仍有可识别")
	manager.post(letters, url.Values{"text": {"电话13800138000"}}).is(422)
	manager.post(letters, url.Values{"text": {"谢谢叔叔阿姨"}}).is(303)
	sponsor.get("/enterprise/sponsorships/" + sp.ID).is(200).has("谢谢叔叔阿姨")
	p.do(models.System, models.EndConsent{ID: consent, Why: "withdrawn"})
	sponsor.get("/enterprise/sponsorships/" + sp.ID).is(200).hasNot("谢谢叔叔阿姨")
	manager.get("/staff/places/" + b.ID).is(200).hasNot("谢谢叔叔阿姨")

	manager.post("/staff/places/"+b.ID+"/unbind", url.Values{"reason": {""}}).is(422)
	manager.post("/staff/places/"+b.ID+"/unbind", url.Values{"reason": {"wrong_child"}}).is(303)
	sponsor.get("/enterprise/sponsorships/" + sp.ID).is(200).hasNot(b.Alias)
}

func TestTwoSponsorsOfOneChildHaveNothingToCompare(t *testing.T) {
	p := newTestPortal(t)
	one, two, child := p.sponsoredPlaces("donor_owner.2", 1), p.sponsoredPlaces("donor_owner", 1), p.acceptedChild("演示童甲")
	api := p.caller("program_manager")
	bind := func(sp *models.Sponsorship) map[string]any {
		return map[string]any{"places": []map[string]any{{"place": sp.Slots[0].From, "child": child.Number}}}
	}
	api.post("/sponsorships/"+one.ID+"/bind", bind(one)).is(200).has(child.Number)
	api.post("/sponsorships/"+two.ID+"/bind", bind(two)).refused(409, "double_aid")
	p.caller("donor_owner").post("/sponsorships/"+two.ID+"/bind", bind(two)).refused(403, "forbidden")

	officer, manager, general := p.as("county_officer"), p.as("program_manager"), p.as("secretary_general")
	ask := "/staff/persons/" + child.ID
	note := url.Values{"need": {p.need.Number}, "reason": {"emergency"}, "note": {"家中突发火灾"}}
	officer.post(ask+"/overrides", url.Values{"need": {p.need.Number}, "reason": {"emergency"}}).is(422)
	officer.post(ask+"/overrides", note).is(303)
	p.as("county_officer.2").post(ask+"/overrides", url.Values{"need": {p.need.Number}, "reason": {"emergency"}, "note": {"x"}}).is(404)
	general.get("/staff/aids").is(200).has(child.Number, "待第二人确认")
	id := p.Book.State().OverridesOf(child.ID)[0].ID
	general.get("/staff/aids/" + id).is(200).has("家中突发火灾")
	p.as("township_worker").get("/staff/aids/" + id).is(200).hasNot("家中突发火灾")
	p.as("county_officer.2").get("/staff/aids/" + id).is(404)
	general.post("/staff/aids/"+id, url.Values{"verb": {"confirm"}}).is(303)
	api.post("/sponsorships/"+two.ID+"/bind", bind(two)).is(200)
	manager.get("/staff/aids/duplicates").is(200)
	a, b := p.Book.State().BindingsOf(one.ID)[0], p.Book.State().BindingsOf(two.ID)[0]
	first, other := p.as("donor_owner.2").get("/enterprise/sponsorships/"+one.ID).is(200).has(a.Alias), p.as("donor_owner").get("/enterprise/sponsorships/"+two.ID).is(200).has(b.Alias)
	if a.Alias == b.Alias || strings.Contains(first.body, b.Alias) || strings.Contains(other.body, a.Alias) {
		t.Error("the two may compare")
	}
}

func TestAidFromElsewhereIsRecordedByThePlaceOfTheChild(t *testing.T) {
	p := newTestPortal(t)
	child := p.acceptedChild("演示童甲")
	officer, page := p.as("county_officer"), "/staff/persons/"+child.ID+"/aids"
	aid := url.Values{"kind": {"study"}, "source": {"welfare_lottery"}, "from": {"2026-09-01"}, "to": {"2027-08-31"}, "document": {"泰民函〔2026〕12号"}}
	officer.post(page, aid).is(303)
	officer.get(page).is(200).has("福彩圆梦", "泰民函〔2026〕12号").hasNot("演示童甲")
	aid.Set("source", "weiai")
	officer.post(page, aid).is(409).has("重复资助", "福彩圆梦", "已核实")
	aid.Set("known", "true")
	officer.post(page, aid).is(303)
	officer.get("/staff/aids/duplicates").is(200).has(child.Number, "微爱助学")
	stranger := p.as("county_officer.2")
	stranger.get(page).is(404)
	stranger.post(page, url.Values{"kind": {"study"}}).is(404)
	stranger.get("/staff/aids/duplicates").is(200).hasNot(child.Number)
	id := p.Book.State().AidsOf(child.ID)[1].ID
	officer.post(page+"/void", url.Values{"aid": {id}, "reason": {"entered_wrongly"}}).is(303)
	officer.get("/staff/aids/duplicates").is(200).hasNot(child.Number)
}
