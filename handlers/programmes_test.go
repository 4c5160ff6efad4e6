package handlers

import (
	"net/url"
	"testing"

	"shanpei/models"
)

func TestADisclosureIsPublishedAndCorrected(t *testing.T) {
	p := newTestPortal(t)
	manager := p.as("program_manager")
	due := p.State().DisclosureClock(p.study)[2].Due
	page := "/staff/disclosures/" + p.study.ID + "/" + string(due)
	general := p.as("secretary_general")
	manager.post(page, url.Values{}).is(409) // nobody has prepared it
	manager.submit(page, "prepare", url.Values{"note": {"第一期"}}).is(303)
	manager.post(page, url.Values{}).is(403)
	general.get(page).is(200).has("第一期")
	general.submit(page, "publish", nil).is(303)
	p.sponsoredPlaces("donor_owner.2", 2)
	manager.submit(page, "correct", url.Values{"why": {""}}).is(422)
	manager.submit(page, "correct", url.Values{"why": {"漏计一笔到账"}}).is(303)
	var d *models.Disclosure
	for _, x := range p.State().Disclosures.All() {
		d = x
	}
	for _, number := range []string{d.Number, d.Now().Number} {
		p.visitor().get("/disclosures/"+number).is(200).has("漏计一笔到账", "1,000.00", d.Number, d.Now().Number, "0.00")
	}
	p.as("auditor").post(page+"/correct", url.Values{"why": {"x"}}).is(403)
}

// Each of the four sources of aid for school keeps a place of another from its child, over HTTP, with the source in words and the way to ask for an exception.
func TestDoubleAidIsRefusedWithItsSourceAndTheWayToOverride(t *testing.T) {
	for _, c := range []struct {
		name, source, says string
		slug               string // of the programme whose place is refused
	}{
		{"福彩圆梦 beside 意达圆梦", string(models.WelfareLottery), "福彩圆梦", "yida-x"}, {"财政公益金 beside 意达圆梦", string(models.FiscalFund), "财政公益金", "yida-x"},
		{"微爱助学 beside 意达圆梦", string(models.Weiai), "微爱助学", "yida-x"}, {"意达圆梦 beside 微爱助学", string(models.Yida), "意达圆梦", "weiai-x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newTestPortal(t)
			g := p.program("助学（测试）", c.slug, models.Announce, models.StudyAid)
			p.need = p.openNeed(models.Need{Program: g.ID, County: p.need.County, Type: models.StudyAid, Stage: models.Primary, Period: "2026-2027学年第一学期", Title: "本学期", UnitPriceFen: 500_00, Places: 2, Urgency: 4})
			sp, child := p.sponsoredPlaces("donor_owner.2", 2), p.acceptedChild("演示童甲")
			officer, manager, general := p.as("county_officer"), p.as("program_manager"), p.as("secretary_general")
			officer.post("/staff/persons/"+child.ID+"/aids", url.Values{"kind": {"study"}, "source": {c.source}, "from": {"2026-09-01"}, "to": {"2027-01-31"}, "document": {"演示〔2026〕1号"}}).is(303)
			bind := map[string]any{"places": []map[string]any{{"place": 1, "child": child.Number}}}
			p.caller("program_manager").post("/sponsorships/"+sp.ID+"/bind", bind).refused(409, "double_aid")
			form := url.Values{"place.1": {child.ID}, "confirm": {"1"}}
			manager.post("/staff/sponsorships/"+sp.ID+"/bind", form).is(409).has(c.says, "2026")
			officer.post("/staff/persons/"+child.ID+"/overrides", url.Values{"need": {p.need.Number}, "reason": {"emergency"}, "note": {"家中突发火灾"}}).is(303)
			one := "/staff/aids/" + p.State().OverridesOf(child.ID)[0].ID
			general.get("/staff/aids").is(200).has(child.Number, one)
			general.post(one, url.Values{"verb": {"confirm"}}).is(303)
			p.caller("program_manager").post("/sponsorships/"+sp.ID+"/bind", bind).is(200)
		})
	}
}

func TestNeedsAreListedByTheWayOfHelp(t *testing.T) {
	p := newTestPortal(t)
	p.visitor().get("/needs?lane=money").is(200).has(p.need.Number)
	for _, lane := range []string{"service", "goods"} {
		p.visitor().get("/needs?lane=" + lane).is(200).hasNot(p.need.Number)
	}
}
