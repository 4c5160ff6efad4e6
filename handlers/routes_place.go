package handlers

import "shanpei/models"

// placeRoutes are the addresses of which child has which place, and what aid somebody has already.
var placeRoutes = []Route{
	{"GET", "/staff/sponsorships/:id/bind", models.BindPlaces, Page, ForStaff, false, staffBind},
	{"POST", "/staff/sponsorships/:id/bind", models.BindPlaces, Page, ForStaff, false, staffBindPost},
	{"GET", "/staff/places", models.BindPlaces, Page, ForStaff, false, staffPlacesStopped},
	{"GET", "/staff/places/:id", models.ViewPersons, Page, ForStaff, false, staffPlace},
	{"POST", "/staff/places/:id/unbind", models.BindPlaces, Page, ForStaff, false, staffUnbind},
	{"POST", "/staff/places/:id/letters", models.BindPlaces, Page, ForStaff, false, staffLetterAdd},
	{"POST", "/staff/places/:id/letters/remove", models.BindPlaces, Page, ForStaff, false, staffLetterRemove},
	{"GET", "/staff/persons/:id/aids", models.ViewPersons, Page, ForStaff, false, staffAids},
	{"POST", "/staff/persons/:id/aids", models.IntakePersons, Page, ForStaff, false, staffAidRecord},
	{"POST", "/staff/persons/:id/aids/void", models.IntakePersons, Page, ForStaff, false, staffAidVoid},
	{"POST", "/staff/persons/:id/overrides", models.OverrideAid, Page, ForStaff, false, staffOverrideAsk},
	{"GET", "/staff/aids", models.ViewPersons, Page, ForStaff, false, staffOverrides},
	{"GET", "/staff/aids/duplicates", models.ViewPersons, Page, ForStaff, false, staffDoubles},
	{"GET", "/staff/aids/:id", models.ViewPersons, Page, ForStaff, false, staffOverride},
	{"POST", "/staff/aids/:id", models.ConfirmAid, Page, ForStaff, false, staffOverrideAnswer},
	{"GET", "/enterprise/sponsorships/:id", models.ViewDonor, Page, ForSponsor, false, enterpriseSponsorship},
	{"POST", "/api/v1/sponsorships/:id/bind", models.BindPlaces, API, ForStaff, false, apiBind},
}
