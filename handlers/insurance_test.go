package handlers

import (
	"net/url"
	"testing"
)

func TestAPolicyGoesFromItsDraftToItsClaims(t *testing.T) {
	p := newTestPortal(t)
	for _, name := range []string{"演示童甲", "演示童乙", "演示童丙", "演示童丁", "演示童戊"} {
		p.acceptedChild(name)
	}
	manager, general := p.as("program_manager"), p.as("secretary_general")
	form := url.Values{"title": {"护佑健康 2026"}, "program": {p.study.ID}, "insurer": {"演示保险公司"}, "from": {"2026-11-01"}, "to": {"2027-10-31"}, "cut_off": {"2026-11-24"}, "head_fen": {"100"}, "covers": {"critical_illness", "accident"}}
	manager.post("/staff/insurance/new", url.Values{"title": {"x"}, "program": {p.study.ID}, "insurer": {"y"}, "from": {"2026-11-01"}, "to": {"2027-10-31"}, "cut_off": {"2026-11-24"}, "head_fen": {"100"}}).is(422)
	general.post("/staff/insurance/new", url.Values{}).is(403)
	page := manager.post("/staff/insurance/new", form).to()
	manager.submit(page, "fix", nil).is(303)
	p.visitor().get("/insurance").is(200).hasNot("护佑健康 2026")
	manager.post(page+"/step", url.Values{"verb": {"seal"}, "paper": {"1"}}).is(403)
	general.submit(page, "seal", url.Values{"paper": {""}}).is(422)
	general.submit(page, "seal", url.Values{"paper": {"保单2026-1"}}).is(303)
	manager.submit(page, "pay", url.Values{"document": {"财政3号"}, "fen": {"501"}}).is(409).has("500.00")
	manager.submit(page, "pay", url.Values{"document": {"财政3号"}, "fen": {"500"}}).is(303)
	manager.submit(page, "pay", url.Values{"payout": {"BF-2026-000001-1"}}).is(422)
	manager.submit(page, "claim", url.Values{"month": {"2026-10"}, "count": {"1"}}).is(422)
	manager.submit(page, "claim", url.Values{"month": {"2026-11"}, "count": {"2"}, "fen": {"8600"}}).is(303)
	manager.submit(page, "endorse", url.Values{"paper": {"批单1"}}).is(409)
	p.acceptedChild("演示童己")
	manager.submit(page, "endorse", url.Values{"paper": {"批单1"}, "fen": {"90"}}).is(303)
	list := p.visitor().get("/insurance").is(200).has("护佑健康 2026", "6 人")
	one := list.doc().Find(`a[href^="/insurance/BX"]`).AttrOr("href", "")
	p.visitor().get(one).is(200).has("演示保险公司", "590.00", "少于 5 项").hasNot("8,600.00", "保单2026-1", "财政3号")
	manager.get(page).is(200).has("8,600.00", "保单2026-1", "财政3号")
	p.caller("auditor").get("/policies").is(200).has(`"heads":6`, `"claims":null`, `"claimed_fen":null`)
	p.as("county_officer").get("/staff/insurance").is(403)
}
