package handlers

import "shanpei/models"

// activityRoutes are the addresses of activities: their plan, sign-in, spending and volunteers; and of the brands that they stand under.
var activityRoutes = []Route{
	{"GET", "/activities", models.Public, Page, ForPublic, true, publicActivities},
	{"GET", "/activities/:number", models.Public, Page, ForPublic, true, publicActivity},
	{"GET", "/brands", models.Public, Page, ForPublic, true, publicBrands},
	{"GET", "/brands/:code", models.Public, Page, ForPublic, true, publicBrand},
	{"GET", "/staff/activities", models.ViewStaff, Page, ForStaff, false, staffActivities},
	{"GET", "/staff/activities/new", models.PlanActivities, Page, ForStaff, false, staffActivityNew},
	{"POST", "/staff/activities/new", models.PlanActivities, Page, ForStaff, false, staffActivityPlan},
	{"GET", "/staff/activities/:id", models.ViewStaff, Page, ForStaff, false, staffActivity},
	{"POST", "/staff/activities/:id/step", models.ViewStaff, Page, ForStaff, false, staffActivityStep},
	{"POST", "/staff/activities/:id/sessions", models.PlanActivities, Page, ForStaff, false, staffActivitySession},
	{"POST", "/staff/activities/:id/costs", models.PlanActivities, Page, ForStaff, false, staffActivityCost},
	{"POST", "/staff/activities/:id/proceeds", models.PlanActivities, Page, ForStaff, false, staffActivityProceeds},
	{"POST", "/staff/activities/:id/void", models.PlanActivities, Page, ForStaff, false, staffActivityVoid},
	{"GET", "/api/v1/activities", models.Public, API, ForPublic, false, apiActivities},
}
