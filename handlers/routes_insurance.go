package handlers

import "shanpei/models"

// insuranceRoutes are the addresses of policies per head and year, their rosters and claims.
var insuranceRoutes = []Route{
	{"GET", "/insurance", models.Public, Page, ForPublic, true, publicPolicies},
	{"GET", "/insurance/:number", models.Public, Page, ForPublic, true, publicPolicy},
	{"GET", "/staff/insurance", models.ViewMoney, Page, ForStaff, false, staffPolicies},
	{"GET", "/staff/insurance/new", models.ManagePolicies, Page, ForStaff, false, staffPolicyNew},
	{"POST", "/staff/insurance/new", models.ManagePolicies, Page, ForStaff, false, staffPolicyDraft},
	{"GET", "/staff/insurance/:id", models.ViewMoney, Page, ForStaff, false, staffPolicy},
	{"POST", "/staff/insurance/:id/step", models.ViewMoney, Page, ForStaff, false, staffPolicyStep},
	{"GET", "/api/v1/policies", models.Public, API, ForPublic, false, apiPolicies},
}
