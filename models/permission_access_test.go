package models

// mayAskAccess says who may ask for what is about users, their roles, and what waits for a second person.
var mayAskAccess = []asked{
	{"change a user", ChangeUser{}, []Role{Admin}},
	{"confirm a strong role", StepRoleAsk{Verb: "confirm"}, []Role{Admin, SecretaryGeneral}},
	{"refuse a strong role", StepRoleAsk{Verb: "refuse"}, []Role{Admin, SecretaryGeneral}},
	{"withdraw the ask for a strong role", StepRoleAsk{Verb: "withdraw"}, []Role{Admin}},
	{"record a training", RecordTraining{}, []Role{ProgramManager, Admin}},
	{"invite somebody, closer looked at by its decision", InviteUser{}, Roles},
	{"confirm an invitation", StepInvitation{Verb: "confirm"}, []Role{Admin, SecretaryGeneral}},
	{"revoke an invitation, closer looked at by its decision", StepInvitation{Verb: "revoke"}, Roles},
	{"take an invitation by its link", AcceptInvitation{}, append([]Role{RoleNobody}, Roles...)},
	{"change a colleague", ChangeColleague{}, []Role{DonorOwner}},
	{"offer an enterprise to a colleague", OfferOwnership{}, []Role{DonorOwner}},
	{"take an enterprise over, closer looked at by its decision", StepOwnership{Verb: "accept"}, []Role{DonorOwner, DonorFinance, DonorViewer}},
}
