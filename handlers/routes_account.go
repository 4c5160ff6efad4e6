package handlers

import "shanpei/models"

// accountRoutes are the addresses at which one proves who one is, and what belongs to it.
var accountRoutes = []Route{
	{"GET", "/login/code", models.Public, Page, ForPublic, false, loginCodePage},
	{"POST", "/login/code", models.Public, Page, ForPublic, false, loginCode},
	{"GET", "/login/forgot", models.Public, Page, ForPublic, false, forgotPage},
	{"POST", "/login/forgot", models.Public, Page, ForPublic, false, forgot},
	{"GET", "/login/reset/:token", models.Public, Page, ForPublic, false, resetPage},
	{"POST", "/login/reset/:token", models.Public, Page, ForPublic, false, resetPassword},
	{"GET", "/account/totp", models.SignedIn, Page, ForSponsor, false, totpPage},
	{"POST", "/account/totp", models.SignedIn, Page, ForSponsor, false, beginTOTP},
	{"GET", "/account/totp/picture.png", models.SignedIn, Page, ForSponsor, false, totpPicture},
	{"POST", "/account/totp/confirm", models.SignedIn, Page, ForSponsor, false, confirmTOTP},
	{"POST", "/account/totp/recovery", models.SignedIn, Page, ForSponsor, false, renewCodes},
	{"POST", "/account/totp/end", models.SignedIn, Page, ForSponsor, false, endTOTP},
	{"GET", "/staff/mail", models.AdminUsers, Page, ForStaff, false, staffMail},
}
