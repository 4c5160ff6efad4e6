package handlers

import "shanpei/models"

// listRoutes are the addresses of lists that go out and come in, and of the reports made of them. Which list somebody may see, or bring in, each list says.
var listRoutes = []Route{
	{"GET", "/staff/lists", models.ViewStaff, Page, ForStaff, false, staffLists},
	{"GET", "/staff/lists/:list", models.ViewStaff, Page, ForStaff, false, staffListOf},
	{"GET", "/staff/lists/:list/template.xlsx", models.ViewStaff, Page, ForStaff, false, listTemplate},
	{"POST", "/staff/lists/:list/export", models.ViewStaff, Page, ForStaff, false, listExport},
	{"POST", "/staff/lists/:list/import", models.ViewStaff, Page, ForStaff, false, listUpload},
	{"GET", "/staff/lists/:list/import/:code", models.ViewStaff, Page, ForStaff, false, listTry},
	{"POST", "/staff/lists/:list/import/:code", models.ViewStaff, Page, ForStaff, false, listTake},
	{"GET", "/staff/reports", models.ViewMoney, Page, ForStaff, false, staffReports},
	{"GET", "/staff/reports/:report", models.ViewMoney, Page, ForStaff, false, staffReport},
	{"POST", "/staff/reports/:report", models.ViewMoney, Page, ForStaff, false, reportExport},
}
