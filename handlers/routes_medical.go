package handlers

import "shanpei/models"

// medicalRoutes are the addresses of screenings and the cases that follow from them.
var medicalRoutes = []Route{
	{"GET", "/screenings", models.Public, Page, ForPublic, true, publicScreenings},
	{"GET", "/staff/screenings", models.ViewPersons, Page, ForStaff, false, staffScreenings},
	{"GET", "/staff/screenings/new", models.EnterCases, Page, ForStaff, false, staffScreeningNew},
	{"POST", "/staff/screenings/new", models.EnterCases, Page, ForStaff, false, staffScreeningPlan},
	{"GET", "/staff/screenings/:id", models.ViewPersons, Page, ForStaff, false, staffScreening},
	{"POST", "/staff/screenings/:id/step", models.EnterCases, Page, ForStaff, false, staffScreeningStep},
	{"POST", "/staff/screenings/:id/cases", models.EnterCases, Page, ForStaff, false, staffScreeningSignUp},
	{"GET", "/staff/cases", models.ViewPersons, Page, ForStaff, false, staffCases},
	{"GET", "/staff/cases/new", models.EnterCases, Page, ForStaff, false, staffCaseNew},
	{"POST", "/staff/cases/new", models.EnterCases, Page, ForStaff, false, staffCaseOpen},
	{"GET", "/staff/cases/:id", models.ViewPersons, Page, ForStaff, false, staffCase},
	{"POST", "/staff/cases/:id/step", models.ViewPersons, Page, ForStaff, false, staffCaseStep},
	{"GET", "/api/v1/screenings", models.Public, API, ForPublic, false, apiScreenings},
	{"GET", "/api/v1/cases", models.ViewPersons, API, ForStaff, false, apiCases},
}
