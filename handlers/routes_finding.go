package handlers

import "shanpei/models"

// findingRoutes are the addresses of how children are found: visits, campaigns, and the training of those who go.
var findingRoutes = []Route{
	{"GET", "/campaigns", models.Public, Page, ForPublic, true, publicCampaigns},
	{"GET", "/campaigns/:number", models.Public, Page, ForPublic, true, publicCampaign},
	{"GET", "/staff/visits", models.ViewPersons, Page, ForStaff, false, staffVisits},
	{"GET", "/staff/visits/due", models.ViewPersons, Page, ForStaff, false, staffVisitsDue},
	{"GET", "/staff/visits/new", models.RecordVisits, Page, ForStaff, false, staffVisitNew},
	{"POST", "/staff/visits/new", models.RecordVisits, Page, ForStaff, false, staffVisitRecord},
	{"GET", "/staff/visits/:id", models.ViewPersons, Page, ForStaff, false, staffVisit},
	{"POST", "/staff/visits/:id/link", models.RecordVisits, Page, ForStaff, false, staffVisitLink},
	{"GET", "/staff/campaigns", models.ViewStaff, Page, ForStaff, false, staffCampaigns},
	{"GET", "/staff/campaigns/new", models.PlanActivities, Page, ForStaff, false, staffCampaignNew},
	{"POST", "/staff/campaigns/new", models.PlanActivities, Page, ForStaff, false, staffCampaignPlan},
	{"GET", "/staff/campaigns/:id", models.ViewStaff, Page, ForStaff, false, staffCampaign},
	{"POST", "/staff/campaigns/:id/step", models.PlanActivities, Page, ForStaff, false, staffCampaignStep},
	{"GET", "/staff/training", models.ManageTraining, Page, ForStaff, false, staffCourses},
	{"GET", "/staff/training/new", models.ManageTraining, Page, ForStaff, false, staffCourseNew},
	{"POST", "/staff/training/new", models.ManageTraining, Page, ForStaff, false, staffCoursePlan},
	{"GET", "/staff/training/:id", models.ManageTraining, Page, ForStaff, false, staffCourse},
	{"POST", "/staff/training/:id/step", models.ManageTraining, Page, ForStaff, false, staffCourseStep},
	{"GET", "/api/v1/campaigns", models.Public, API, ForPublic, false, apiCampaigns},
	{"GET", "/api/v1/courses", models.ViewStaff, API, ForStaff, false, apiCourses},
	{"GET", "/api/v1/briefing", models.ViewMoney, API, ForStaff, false, apiBriefing},
	{"GET", "/api/v1/net-additions", models.Public, API, ForPublic, false, apiNetAdditions},
}
