package handlers

import (
	"net/url"
	"testing"

	"shanpei/models"
)

func TestAVisitFindsAChildWhoIsEnteredAndNamed(t *testing.T) {
	p := newTestPortal(t)
	officer := p.as("county_officer")
	campaign := officer.post("/staff/campaigns/new", url.Values{"kind": {"survey"}, "title": {"摸底排查 2026"}, "counties": {daiyue}, "from": {"2026-11-01"}, "to": {"2026-12-31"}, "plan": {"逐户走访"}}).to()
	officer.post("/staff/campaigns/new", url.Values{"kind": {"survey"}, "title": {"别区"}, "counties": {xintai}, "from": {"2026-11-01"}, "to": {"2026-12-31"}}).is(422)
	officer.post("/staff/visits/new", url.Values{"day": {"2026-11-24"}, "findings": {"no_change"}}).is(422)
	officer.post("/staff/visits/new", url.Values{"place": {daiyue + "/满庄镇"}, "day": {"2026-11-25"}, "findings": {"new_hardship"}}).is(422)
	page := officer.post("/staff/visits/new", url.Values{"place": {daiyue + "/满庄镇"}, "day": {"2026-11-24"}, "findings": {"new_hardship", "income_lost"}, "campaign": {idIn(campaign)}}).to()
	officer.get("/staff/visits").is(200).has("待建档", "收入中断")
	officer.submit(page, "link", url.Values{"beneficiary": {"SZ-2026-999999-1"}}).is(422)
	child := p.acceptedChild("演示童甲")
	officer.submit(page, "link", url.Values{"beneficiary": {child.Number}}).is(303)
	officer.get(page).is(200).has(child.Number).hasNot("演示童")
	p.now = p.now.AddDate(0, 2, 0)
	officer = p.as("county_officer")
	officer.get("/staff/visits/due").is(200).has(child.Number)
	officer.get("/staff").is(200).has(child.Number)
	officer.post("/staff/visits/new", url.Values{"beneficiary": {child.Number}, "day": {string(models.DayOf(p.now))}, "findings": {"no_change"}, "next": {""}}).is(303)
	officer.get("/staff/visits/due").is(200).hasNot(child.Number)
	officer.submit(campaign, "close", url.Values{"households": {"410"}, "times": {"1200"}, "summary": {""}}).is(422)
	officer.submit(campaign, "close", url.Values{"households": {"410"}, "times": {"1200"}, "summary": {"全部走访"}}).is(303)
	list := p.visitor().get("/campaigns").is(200).has("摸底排查 2026", "410", "1,200 人次", "少于 5 人").hasNot(child.Number)
	p.visitor().get(list.doc().Find(`a[href^="/campaigns/ZX"]`).AttrOr("href", "")).is(200).has("全部走访")
	p.caller("auditor").get("/net-additions").is(200).has(`"added":null`)
	p.caller("auditor").get("/campaigns").is(200).has(`"times":1200`, `"found":null`)
	p.as("auditor").get("/staff/visits").is(403)
}

func TestACourseIsHeldAndCertifiedByAnother(t *testing.T) {
	p := newTestPortal(t)
	manager, admin := p.as("program_manager"), p.as("admin")
	page := manager.post("/staff/training/new", url.Values{"title": {"个人信息保护"}, "topics": {"山东省未成年人保护条例"}, "place": {"市民政局"}, "day": {"2026-11-24"}, "hours": {"6"}, "months": {"12"}}).to()
	officer := p.actor("county_officer").ID
	manager.submit(page, "hold", url.Values{"others": {"3"}, "sign_in": {""}}).is(422)
	manager.submit(page, "hold", url.Values{"attended": {officer}, "others": {"3"}, "sign_in": {"签到1"}}).is(303)
	manager.submit(page, "certify", nil).is(403)
	admin.submit(page, "certify", nil).is(303)
	u, _ := p.State().Users.Get(officer)
	if u.TrainedUntil != "2027-11-24" {
		t.Errorf("trained until %s", u.TrainedUntil)
	}
	admin.get(page).is(200).has("已颁证", "2027")
	p.as("county_officer").get("/staff/training").is(403)
}
