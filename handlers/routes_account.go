package handlers

import "shanpei/models"

// accountRoutes are the addresses at which one proves who one is, and what belongs to it.
var accountRoutes = []Route{
	{"GET", "/staff/mail", models.AdminUsers, Page, ForStaff, false, staffMail},
}
