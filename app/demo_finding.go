package main

import (
	"cmp"
	"slices"

	"shanpei/models"
)

// training is the course of the year's beginning: it opens personal data to everybody who works with them.
func (d *demo) training() {
	d.to(298)
	course := models.Course{
		Title: "儿童福利和收养登记业务培训", Topics: "《中国公民收养子女登记办法》《山东省未成年人保护条例》、困境儿童个人信息保护，鲁法护苗竞赛动员。", Place: "市民政局会议室（演示）", Day: d.daysAgo(298), Hours: 12, Months: 24,
	}
	id := made[models.CoursePlannedDown](d.do("manager", models.PlanCourse{Course: course})).Course.ID
	var staff []string
	for _, p := range demoUsers {
		if p.role.Staff() && p.role != models.Admin {
			staff = append(staff, d.people[p.key].ID)
		}
	}
	d.do("manager", models.StepCourse{ID: id, Verb: "hold", Attended: staff, Others: 86, SignIn: "演示签到〔" + d.year() + "〕培训01"})
	d.do("admin", models.StepCourse{ID: id, Verb: "certify"})
}

// demoCampaigns are those of the article.
var demoCampaigns = []struct {
	kind, title, plan string
	from, to          int // days ago
	households, times int
	summary           string
}{
	{"survey", "孤困儿童入户走访、摸底排查", "乡镇儿童督导员和村（居）儿童主任逐户走访，符合条件的及时纳入保障。", 287, 200, 5_860, 11_420, "六个县（市、区）完成逐户走访，符合条件的儿童已建档纳入保障。"},
	{"publicity_month", "儿童福利保障和困境未成年人保护宣传月", "政策进村居、进校园。", 180, 150, 0, 9_300, "政策宣讲进村居、进校园，发放明白纸。"},
	{"summer_care", "暑期农村留守儿童关爱服务", "暑期看护、防溺水和心理陪伴。", 125, 85, 1_240, 4_180, "暑期看护和防溺水宣传完成。"},
	{"survey", "年终走访和信息核对", "核对在册儿童信息，发现新增及时建档。", 15, -20, 0, 0, ""},
}

// visits are made by the counties: to nearly every child of their register in the last weeks, and to households that were not known.
func (d *demo) visits() {
	var counties []string
	for _, c := range demoCounties {
		counties = append(counties, c.Code)
	}
	last := ""
	for _, c := range demoCampaigns {
		plan := models.Campaign{Kind: c.kind, Title: c.title, Plan: c.plan, Counties: counties, From: d.daysAgo(c.from), To: d.daysAgo(c.to)}
		last = made[models.CampaignPlannedDown](d.do("manager", models.PlanCampaign{Campaign: plan})).Campaign.ID
		if c.summary != "" {
			d.do("manager", models.StepCampaign{ID: last, Verb: "close", Households: c.households, Times: c.times, Summary: c.summary})
		}
	}
	var children []*models.Beneficiary
	for _, b := range d.state().Beneficiaries.All() {
		if b.Status == models.BeneficiaryAccepted {
			children = append(children, b)
		}
	}
	slices.SortFunc(children, func(a, b *models.Beneficiary) int { return cmp.Compare(a.Number, b.Number) })
	lists := map[string][]models.Visit{}
	for i, b := range children {
		if i%40 == 0 {
			continue // not visited in time
		}
		finding := models.VisitFindings[0]
		if i%9 == 0 {
			finding = models.VisitFindings[i/9%8]
		}
		lists[b.County] = append(lists[b.County], models.Visit{Beneficiary: b.ID, Day: d.daysAgo(1 + i%14), Findings: []string{finding}, Campaign: last})
	}
	for _, c := range demoCounties {
		d.do("county-"+c.Code, models.RecordVisit{List: lists[c.Code]})
	}
	var found []string
	for _, c := range demoCounties[:2] {
		v := models.Visit{County: c.Code, Township: c.Townships[0], Day: d.daysAgo(5), Findings: []string{"new_hardship"}, Campaign: last}
		found = append(found, made[models.VisitRecorded](d.do("county-"+c.Code, models.RecordVisit{List: []models.Visit{v}})).Visit.ID)
	}
	if len(d.intakes) > 0 {
		d.do("county-"+d.intakes[0].County, models.LinkVisit{ID: found[0], Beneficiary: d.intakes[0].ID}) // the other waits for its child
	}
}
