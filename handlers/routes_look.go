package handlers

import "shanpei/models"

// lookRoutes are the addresses of who looked at what of whom.
var lookRoutes = []Route{
	{"POST", "/staff/reveal", models.ViewStaff, Page, ForStaff, false, staffReveal},
	{"GET", "/staff/looks", models.ViewLooks, Page, ForStaff, false, staffLooks},
	{"GET", "/staff/looks/alarms", models.ViewLooks, Page, ForStaff, false, staffLookAlarms},
	{"GET", "/staff/looks/alarms/:id", models.ViewLooks, Page, ForStaff, false, staffLookAlarm},
	{"POST", "/staff/looks/alarms/:id/explain", models.ViewLooks, Page, ForStaff, false, staffExplainLooks},
}
