package handlers

import "shanpei/models"

// standardRoutes are the addresses of the statutory amounts per class of children.
var standardRoutes = []Route{
	{"GET", "/standards", models.Public, Page, ForPublic, false, publicStandards},
	{"GET", "/staff/standards", models.ViewStaff, Page, ForStaff, false, staffStandards},
	{"POST", "/staff/standards", models.SetStandards, Page, ForStaff, false, staffStandardSet},
	{"GET", "/staff/standards/:class/:from", models.ViewStaff, Page, ForStaff, false, staffStandard},
	{"POST", "/staff/standards/:class/:from/withdraw", models.SetStandards, Page, ForStaff, false, staffStandardWithdraw},
	{"GET", "/api/v1/standards", models.Public, API, ForPublic, false, apiStandards},
}
