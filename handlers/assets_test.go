package handlers

import (
	"net/url"
	"testing"
)

func TestEquipmentGoesFromItsOrderToItsUse(t *testing.T) {
	p := newTestPortal(t)
	manager, general := p.as("program_manager"), p.as("secretary_general")
	form := url.Values{"program": {p.study.ID}, "institution": {"泰安市儿童福利院（演示）"}, "kind": {"telemedicine"}, "title": {"远程诊疗系统"}, "supplier": {"演示医疗设备"}, "fen": {"80000"}}
	manager.post("/staff/equipment/new", form).is(422)
	form.Set("document", "民政〔2026〕9号")
	page := manager.post("/staff/equipment/new", form).to()
	manager.submit(page, "deliver", url.Values{"day": {"2026-11-25"}}).is(422)
	manager.submit(page, "deliver", url.Values{"day": {"2026-11-20"}}).is(303)
	p.visitor().get("/equipment").is(200).hasNot("远程诊疗系统")
	general.submit(page, "refuse", url.Values{"reason": {""}}).is(422)
	general.submit(page, "refuse", url.Values{"reason": {"缺配件"}}).is(303)
	manager.submit(page, "deliver", url.Values{"day": {"2026-11-20"}}).is(303)
	general.submit(page, "accept", url.Values{"protocol": {"验收1"}, "tag": {"FLY-001"}}).is(303)
	manager.submit(page, "use", url.Values{"month": {"2026-11"}, "times": {"46"}}).is(303)
	manager.submit(page, "use", url.Values{"month": {"2026-11"}, "times": {"46"}}).is(422)
	list := p.visitor().get("/equipment").is(200).has("远程诊疗系统", "46 人次", "80,000.00")
	p.visitor().get(list.doc().Find(`a[href^="/equipment/SB"]`).AttrOr("href", "")).is(200).has("FLY-001", "验收1")
	p.caller("auditor").get("/equipment").is(200).has(`"times":46`)
	manager.submit(page, "retire", url.Values{"reason": {"报废"}}).is(303)
	p.as("county_officer").get("/staff/equipment").is(403)
}
