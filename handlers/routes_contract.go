package handlers

import "shanpei/models"

// contractRoutes are the addresses of services that the federation buys: contracts, milestones, acceptance.
var contractRoutes = []Route{
	{"GET", "/contracts", models.Public, Page, ForPublic, true, publicContracts},
	{"GET", "/contracts/:number", models.Public, Page, ForPublic, true, publicContract},
	{"GET", "/staff/contracts", models.ViewMoney, Page, ForStaff, false, staffContracts},
	{"GET", "/staff/contracts/new", models.ManageContracts, Page, ForStaff, false, staffContractNew},
	{"POST", "/staff/contracts/new", models.ManageContracts, Page, ForStaff, false, staffContractDraft},
	{"GET", "/staff/contracts/:id", models.ViewMoney, Page, ForStaff, false, staffContract},
	{"POST", "/staff/contracts/:id/step", models.ManageContracts, Page, ForStaff, false, staffContractStep},
	{"POST", "/staff/contracts/:id/milestones/:no", models.ViewMoney, Page, ForStaff, false, staffMilestoneStep},
	{"GET", "/api/v1/contracts", models.Public, API, ForPublic, false, apiContracts},
}
