package handlers

import (
	"net/url"
	"testing"
)

func TestAContractIsDraftedSignedDeliveredRefusedAndAccepted(t *testing.T) {
	p := newTestPortal(t)
	manager, general := p.as("program_manager"), p.as("secretary_general")
	form := url.Values{"title": {"东原同行 滩区陪伴"}, "program": {p.study.ID}, "provider": {"演示社会工作服务中心"}, "area": {"黄河滩区"}, "from": {"2026-09-01"}, "to": {"2027-08-31"},
		"indicator_1": {"陪伴服务"}, "target_1": {"800"}, "unit_1": {"人次"}, "milestone_1": {"期中"}, "due_1": {"2027-02-28"}, "fen_1": {"60000"}}
	page := manager.post("/staff/contracts/new", form).to()
	bad := url.Values{"title": {"x"}, "program": {p.study.ID}, "provider": {"y"}, "from": {"2026-09-01"}, "to": {"2027-08-31"}}
	manager.post("/staff/contracts/new", bad).is(422)
	general.post("/staff/contracts/new", bad).is(403)
	p.visitor().get("/contracts").is(200).hasNot("滩区陪伴")
	manager.submit(page, "sign", url.Values{"paper": {""}}).is(422)
	manager.submit(page, "sign", url.Values{"paper": {"合同2026-7"}}).is(303)
	deliver := url.Values{"reached_1": {"410"}, "evidence": {"验收1"}}
	manager.submit(page, "deliver-1", deliver).is(303)
	manager.post(page+"/milestones/1", url.Values{"verb": {"accept"}}).is(403)
	general.submit(page, "refuse-1", url.Values{"reason": {""}}).is(422)
	general.submit(page, "refuse-1", url.Values{"reason": {"缺服务记录"}}).is(303)
	deliver.Set("reached_1", "812")
	manager.submit(page, "deliver-1", deliver).is(303)
	general.submit(page, "accept-1", nil).is(303)
	manager.submit(page, "pay-1", url.Values{"payout": {"BF-2026-000001-1"}}).is(422)
	manager.post(page+"/milestones/2", url.Values{"verb": {"deliver"}}).is(404)
	list := p.visitor().get("/contracts").is(200).has("滩区陪伴", "60,000.00")
	one := list.doc().Find(`a[href^="/contracts/HT"]`).AttrOr("href", "")
	p.visitor().get(one).is(200).has("812 人次", "101%", "待付款").hasNot("合同2026-7", "验收1")
	p.caller("auditor").get("/contracts").is(200).has(`"reached":812`, `"status":"accepted"`).hasNot("合同2026-7", "验收1")
	manager.submit(page, "end", url.Values{"reason": {"机构注销"}}).is(303)
	p.visitor().get(one).is(200).has("已终止", "机构注销")
	p.as("county_officer").get("/staff/contracts").is(403)
}
