package handlers

import (
	"net/url"
	"testing"
	"time"

	"shanpei/models"
)

// TestTheAnnualReportAndAnEventArePublishedByTwoAndCorrected: written by one, published by another, late when it is late, corrected beside what it was.
func TestTheAnnualReportAndAnEventArePublishedByTwoAndCorrected(t *testing.T) {
	p := newTestPortal(t)
	manager, general := p.as("program_manager"), p.as("secretary_general")
	manager.post("/staff/duties", url.Values{"kind": {"party"}, "title": {""}, "day": {"2026-11-20"}}).is(422)
	at := manager.post("/staff/duties", url.Values{"kind": {"asset"}, "title": {"购置演示车辆"}, "day": {"2026-11-20"}}).to()
	manager.get(at).is(200).has("购置演示车辆", "2026年12月20日", "重大资产变动")
	manager.post(at+"/publish", nil).is(409)
	manager.post(at+"/prepare", url.Values{"text": {""}}).is(422).has("f-text")
	manager.post(at+"/prepare", url.Values{"text": {"购置车辆一台，\n用于入户走访。"}, "document": {"档案2026-8"}, "version": {"0"}}).is(303)
	p.visitor().get("/disclosures").is(200).has("购置演示车辆").hasNot("用于入户走访")
	manager.post(at+"/publish", nil).is(403)
	general.get(at).is(200).has("用于入户走访")
	general.post(at+"/publish", nil).is(303)
	duty := func(id string) models.Duty { d, _ := p.State().DutyByID(id, models.DayOf(p.now)); return d }
	first, _ := duty(at[len("/staff/duties/"):]).Published()
	p.visitor().get("/disclosures/other/"+first.Number).is(200).has("用于入户走访", "档案2026-8", first.Number)
	manager.post(at+"/prepare", url.Values{"text": {"购置车辆两台。"}}).is(422).has("f-why")
	manager.post(at+"/prepare", url.Values{"text": {"购置车辆两台。"}, "why": {"数量有误"}}).is(303)
	general.post(at+"/publish", nil).is(303)
	p.visitor().get("/disclosures/other/"+first.Number).is(200).has("购置车辆两台", "用于入户走访", "数量有误", "更正前")
	p.visitor().get("/disclosures/other/GS-2026-000099-1").is(404)

	p.now = time.Date(2027, 6, 2, 2, 0, 0, 0, time.UTC)
	at = "/staff/duties/annual-2026"
	manager.get("/staff/duties").is(200).has("2026 年度工作报告", "逾期")
	manager.get(at).is(200).has("年度报告附表")
	general.post(at+"/prepare", url.Values{"text": {"二〇二六年度摘要"}, "document": {"https://cszg.mca.gov.cn/演示"}}).is(303)
	manager.post(at+"/publish", nil).is(303)
	p.visitor().get("/disclosures").is(200).has("2026 年度工作报告")
	if d := duty("annual-2026"); !d.Late(models.DayOf(p.now)) {
		t.Error("what was published late is not late")
	}
	p.as("auditor").get(at).is(200)
	p.as("auditor").post(at+"/prepare", url.Values{"text": {"x"}}).is(403)
	manager.get("/staff/duties/annual-1999").is(404)
}

func TestTheBriefingTheCoursesAndTheDutiesByAPI(t *testing.T) {
	p := newTestPortal(t)
	p.walked()
	p.do(p.actor("program_manager"), models.PlanCourse{Course: models.Course{Title: "演示培训", Topics: "未成年人保护", Place: "演示会议室", Day: "2026-12-01", Hours: 8, Months: 12}})
	p.now = time.Date(2027, 6, 2, 2, 0, 0, 0, time.UTC)
	var b briefingView
	general := p.caller("secretary_general")
	general.json("GET", "/api/v1/briefing", "").is(200).decode(&b)
	var received, paid int64
	for _, c := range b.Counties {
		received, paid = received+int64(c.ReceivedFen), paid+int64(c.PaidFen)
	}
	if received != int64(p.State().Totals.ReceivedFen) || paid != int64(p.State().Totals.PaidFen) || len(b.Figures) < 20 {
		t.Errorf("received %d, paid %d, %d figures", received, paid, len(b.Figures))
	}
	var courses listView[courseView]
	p.caller("program_manager").json("GET", "/api/v1/courses", "").is(200).decode(&courses)
	if len(courses.Items) != 1 || courses.Items[0].Title != "演示培训" {
		t.Errorf("%+v", courses)
	}
	var duties listView[dutyView]
	p.visitor().json("GET", "/api/v1/duties", "").is(200).decode(&duties)
	if len(duties.Items) == 0 || duties.Items[0].Kind == "" {
		t.Errorf("%+v", duties)
	}
	p.caller("county_officer").json("GET", "/api/v1/briefing", "").refused(403, "forbidden")
	p.caller("donor_owner").json("GET", "/api/v1/courses", "").refused(403, "forbidden")
}
