package handlers

import (
	"net/url"
	"testing"

	"shanpei/models"
)

func TestAnActivityGoesFromPlanToAcceptedAccount(t *testing.T) {
	p := newTestPortal(t)
	officer, manager := p.as("county_officer"), p.as("program_manager")
	plan := url.Values{"title": {"亲子课堂"}, "series": {"同心护未来"}, "county": {"370911"}, "plan": {"每月一场"}, "from": {"2026-01-01"}, "to": {"2026-12-31"}, "planned": {"4"}, "budget_fen": {"800"}}
	bad := url.Values{"title": {"<script>alert(1)</script>"}, "county": {"370982"}, "plan": {"x"}, "from": {"2026-01-01"}, "to": {"2025-01-01"}, "planned": {"0"}, "budget_fen": {"1e3"}}
	officer.post("/staff/activities/new", bad).is(422).has("&lt;script&gt;").hasNot("<script>alert(1)")
	page := officer.post("/staff/activities/new", plan).to()
	p.as("finance_maker").post("/staff/activities/new", plan).is(403)
	officer.post(page+"/step", url.Values{"verb": {"approve"}}).is(403)
	officer.post(page+"/step", url.Values{"verb": {"burn"}}).is(422)
	p.visitor().get("/activities").is(200).hasNot("亲子课堂")
	manager.submit(page, "step-approve", nil).is(303)
	session := url.Values{"day": {"2026-05-01"}, "count": {"2"}, "children": {"41"}, "parents": {"3"}, "volunteers": {"6"}, "hours": {"18"}, "place": {"镇文化站"}, "sign_in": {"档案3"}}
	officer.submit(page, "session", session).is(303)
	session.Set("sign_in", "")
	officer.submit(page, "session", session).is(422).has("镇文化站")
	session.Set("sign_in", "档案4")
	officer.submit(page, "session", session).is(303)
	officer.submit(page, "void-session", url.Values{"no": {"2"}, "reason": {"重复登记"}}).is(303)
	officer.submit(page, "cost", url.Values{"day": {"2026-05-01"}, "what": {"场地"}, "fen": {"900"}, "voucher": {"记-1"}}).is(303)
	officer.submit(page, "back-account", url.Values{"reason": {" "}}).is(422)
	officer.submit(page, "back-account", url.Values{"reason": {"场地涨价"}}).is(303)
	manager.submit(page, "step-accept", nil).is(303)

	list := p.visitor().get("/activities?county=370911").is(200).has("亲子课堂", "41 人次", "少于 5").hasNot("82 人次")
	one := list.doc().Find(`a[href^="/activities/HD"]`).AttrOr("href", "")
	p.visitor().get(one).is(200).has("镇文化站", "900.00", "已验收").hasNot("重复登记", "档案3")
	p.visitor().get("/activities/HD-2026-999999-9").is(404)
	p.visitor().get("/brands").is(200).has("筑梦阳光 护未泰安")
	p.visitor().get("/api/v1/activities").is(200).has(`"children":41`, `"parents":null`, `"sessions":2`)
	p.visitor().get("/api/v1/activities?county=1").is(422)
}

func TestACountySeesAndTouchesItsOwnActivitiesOnly(t *testing.T) {
	p := newTestPortal(t)
	out, err := p.Book.Do(t.Context(), models.System, models.PlanActivity{Activity: models.ActivityPlan{
		Title: "别县的活动", County: "370982", Plan: "x", From: "2026-01-01", To: "2026-12-31", Planned: 1,
	}})
	if err != nil {
		t.Fatal(err)
	}
	id := event[models.ActivityPlannedDown](out).Activity.ID
	c := p.as("county_officer")
	c.get("/staff/activities").is(200).hasNot("别县的活动")
	c.get("/staff/activities/" + id).is(404)
	c.post("/staff/activities/"+id+"/step", url.Values{"verb": {"cancel"}, "reason": {"x"}}).is(404)
	p.as("program_manager").get("/staff/activities/" + id).is(200).has("别县的活动")
}
