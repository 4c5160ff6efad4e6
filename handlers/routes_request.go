package handlers

import "shanpei/models"

// requestRoutes are the addresses of requests of those whose data are held, and of the journal as staff read it: it is only ever read.
var requestRoutes = []Route{
	{"GET", "/staff/audit", models.ViewAudit, Page, ForStaff, false, staffAudit},
	{"POST", "/staff/audit/export", models.ViewAudit, Page, ForStaff, false, exportAudit},
	{"GET", "/staff/audit/:seq", models.ViewAudit, Page, ForStaff, false, staffAuditEntry},

	{"GET", "/staff/requests", models.HandleRequests, Page, ForStaff, false, staffRequests},
	{"POST", "/staff/requests", models.HandleRequests, Page, ForStaff, false, receiveRequest},
	{"POST", "/staff/requests/due", models.HandleRequests, Page, ForStaff, false, proposeErasures},
	{"GET", "/staff/requests/:id", models.HandleRequests, Page, ForStaff, false, staffRequest},
	{"POST", "/staff/requests/:id/step", models.HandleRequests, Page, ForStaff, false, stepRequest},
	{"POST", "/staff/requests/:id/correct", models.HandleRequests, Page, ForStaff, false, correctPerson},
	{"POST", "/staff/requests/:id/export", models.HandleRequests, Page, ForStaff, false, exportPerson},
	{"POST", "/staff/requests/:id/erase", models.HandleRequests, Page, ForStaff, false, askErasure},
	{"GET", "/staff/erasures/:id", models.ViewErasures, Page, ForStaff, false, staffErasure},
	{"POST", "/staff/erasures/:id", models.ApproveErasure, Page, ForStaff, false, answerErasure},
}
