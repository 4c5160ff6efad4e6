package handlers

import "shanpei/models"

// accessRoutes are the addresses of users, their roles, and what waits for a second person.
var accessRoutes = []Route{
	{"GET", "/join/:token", models.Public, Page, ForPublic, false, joinPage},
	{"POST", "/join/:token", models.Public, Page, ForPublic, false, acceptInvitation},

	{"GET", "/enterprise/team", models.ViewDonor, Page, ForSponsor, false, enterpriseTeam},
	{"POST", "/enterprise/team", models.ManageTeam, Page, ForSponsor, false, inviteColleague},
	{"POST", "/enterprise/team/invitations/:id", models.ManageTeam, Page, ForSponsor, false, teamInvitationStep},
	{"POST", "/enterprise/team/:id/role", models.ManageTeam, Page, ForSponsor, false, changeColleague},
	{"POST", "/enterprise/team/:id/disabled", models.ManageTeam, Page, ForSponsor, false, disableColleague},
	{"POST", "/enterprise/team/:id/owner", models.ManageTeam, Page, ForSponsor, false, offerOwnership},
	{"POST", "/enterprise/ownership", models.ViewDonor, Page, ForSponsor, false, stepOwnership},

	{"GET", "/staff/users", models.AdminUsers, Page, ForStaff, false, staffUsers},
	{"POST", "/staff/users", models.AskRoles, Page, ForStaff, false, staffInvite},
	{"GET", "/staff/users/new", models.AskRoles, Page, ForStaff, false, staffUserNew},
	{"GET", "/staff/users/:id", models.AdminUsers, Page, ForStaff, false, staffUser},
	{"POST", "/staff/users/:id/roles", models.AskRoles, Page, ForStaff, false, staffUserChange},
	{"POST", "/staff/users/:id/disabled", models.AdminUsers, Page, ForStaff, false, staffUserDisable},
	{"POST", "/staff/users/:id/training", models.AdminUsers, Page, ForStaff, false, staffUserTraining},
	{"GET", "/staff/access", models.ConfirmRoles, Page, ForStaff, false, staffAccess},
	{"POST", "/staff/access/asks/:id", models.ConfirmRoles, Page, ForStaff, false, staffAskStep},
	{"POST", "/staff/access/invitations/:id", models.ConfirmRoles, Page, ForStaff, false, staffInvitationStep},
}
