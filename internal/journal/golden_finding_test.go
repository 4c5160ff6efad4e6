package journal

import "shanpei/models"

// tellFinding: a survey finds a household, whose child comes onto the register; one is visited again; a campaign is called off; a course is held and certified.
func (g *story) tellFinding() {
	g.must(models.System, models.PutCounty{County: models.County{Code: "370911", Name: "岱岳区", Townships: []string{"山口镇"}}})
	g.must(models.System, models.AddUser{User: models.User{ID: "officer", Role: models.CountyOfficer, County: "370911"}})
	today := models.DayOf(g.now)
	plan := models.PlanCampaign{Campaign: models.Campaign{Kind: "survey", Title: "排查", Plan: "逐户", Counties: []string{"370911"}, From: today, To: today}}
	id := found[models.CampaignPlannedDown](g, g.must(models.System, plan)).Campaign.ID
	visit := models.RecordVisit{List: []models.Visit{{County: "370911", Township: "山口镇", Day: today, Findings: []string{"new_hardship"}, Campaign: id}}}
	v := found[models.VisitRecorded](g, g.must(models.System, visit)).Visit.ID
	g.must(models.System, models.EnterBeneficiaries{List: []models.Beneficiary{{ID: "kind-1", Category: models.Hardship, County: "370911", Township: "山口镇", Risk: "low", Source: "survey"}}})
	g.must(models.System, models.LinkVisit{ID: v, Beneficiary: "kind-1"})
	g.must(models.System, models.RecordVisit{List: []models.Visit{{Beneficiary: "kind-1", Day: today, Findings: []string{"illness"}, Next: today.AddDays(20)}}})
	g.must(models.System, models.StepCampaign{ID: id, Verb: "close", Households: 41, Times: 90, Summary: "完成"})
	g.must(models.System, models.StepCampaign{ID: found[models.CampaignPlannedDown](g, g.must(models.System, plan)).Campaign.ID, Verb: "cancel", Reason: "合并"})
	course := models.PlanCourse{Course: models.Course{Title: "培训", Topics: "条例", Place: "局", Day: today, Hours: 6, Months: 12}}
	c := found[models.CoursePlannedDown](g, g.must(models.System, course)).Course.ID
	g.must(models.System, models.StepCourse{ID: c, Verb: "hold", Attended: []string{"officer"}, Others: 3, SignIn: "1"})
	g.must(models.Actor{ID: "admin", Role: models.Admin}, models.StepCourse{ID: c, Verb: "certify"})
	g.must(models.System, models.StepCourse{ID: found[models.CoursePlannedDown](g, g.must(models.System, course)).Course.ID, Verb: "cancel", Reason: "缺席"})
}
