package handlers

import "shanpei/models"

// studyRoutes are the addresses of the terms that study aid is paid for.
var studyRoutes = []Route{
	{"GET", "/terms", models.Public, Page, ForPublic, true, publicTerms},
	{"GET", "/staff/terms", models.ViewPersons, Page, ForStaff, false, staffTerms},
	{"GET", "/staff/terms/new", models.ManagePrograms, Page, ForStaff, false, staffTermNew},
	{"POST", "/staff/terms/new", models.ManagePrograms, Page, ForStaff, false, staffTermSet},
	{"GET", "/staff/terms/:id", models.ViewPersons, Page, ForStaff, false, staffTerm},
	{"POST", "/staff/terms/:id/enrolment", models.IntakePersons, Page, ForStaff, false, staffTermProve},
	{"POST", "/staff/terms/:id/remove", models.IntakePersons, Page, ForStaff, false, staffTermRemove},
	{"GET", "/api/v1/terms", models.Public, API, ForPublic, false, apiTerms},
}
