package handlers

import "shanpei/models"

// personRoutes are the addresses of natural persons: beneficiaries, their consents and their way through the chain.
var personRoutes = []Route{
	{"GET", "/staff/persons", models.ViewPersons, Page, ForStaff, false, staffPersons},
	{"GET", "/staff/persons/new", models.IntakePersons, Page, ForStaff, false, staffPersonNew},
	{"POST", "/staff/persons/new", models.IntakePersons, Page, ForStaff, false, staffPersonEnter},
	{"GET", "/staff/persons/template.xlsx", models.IntakePersons, Page, ForStaff, false, personTemplate},
	{"GET", "/staff/persons/export", models.RevealIdentity, Page, ForStaff, false, personExportPage},
	{"POST", "/staff/persons/export", models.RevealIdentity, Page, ForStaff, false, personExport},
	{"GET", "/staff/persons/import", models.IntakePersons, Page, ForStaff, false, staffPersonImport},
	{"POST", "/staff/persons/import", models.IntakePersons, Page, ForStaff, false, staffPersonUpload},
	{"GET", "/staff/persons/import/:code", models.IntakePersons, Page, ForStaff, false, staffPersonTry},
	{"POST", "/staff/persons/import/:code", models.IntakePersons, Page, ForStaff, false, staffPersonEnterAll},
	{"GET", "/staff/persons/:id", models.ViewPersons, Page, ForStaff, false, staffPerson},
	{"POST", "/staff/persons/:id/step", models.IntakePersons, Page, ForStaff, false, staffPersonStep},
	{"POST", "/staff/persons/:id/amend", models.IntakePersons, Page, ForStaff, false, staffPersonAmend},
	{"POST", "/staff/persons/:id/recheck", models.CheckPersons, Page, ForStaff, false, staffPersonRecheck},
	{"POST", "/staff/persons/:id/consents", models.IntakePersons, Page, ForStaff, false, staffPersonConsent},
	{"GET", "/api/v1/beneficiaries", models.ViewPersons, API, ForStaff, false, apiPersons},
	{"POST", "/api/v1/beneficiaries", models.IntakePersons, API, ForStaff, false, apiEnterPerson},
	{"POST", "/staff/persons/:id/consents/:consent/withdraw", models.IntakePersons, Page, ForStaff, false, staffPersonWithdraw},
}
