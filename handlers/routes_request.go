package handlers

import "shanpei/models"

// requestRoutes are the addresses of requests of those whose data are held, and of the journal as staff read it: it is only ever read.
var requestRoutes = []Route{
	{"GET", "/staff/audit", models.ViewAudit, Page, ForStaff, false, staffAudit},
	{"POST", "/staff/audit/export", models.ViewAudit, Page, ForStaff, false, exportAudit},
	{"GET", "/staff/audit/:seq", models.ViewAudit, Page, ForStaff, false, staffAuditEntry},
}
