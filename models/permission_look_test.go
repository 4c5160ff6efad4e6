package models

// mayAskLook says who may ask for what is about who looked at what of whom.
var mayAskLook = []asked{
	{"look at a field: each group of fields has its own permission", RevealField{}, staffRoles},
	{"explain looks that raised an alarm", ExplainLooks{}, []Role{SecretaryGeneral, Auditor, Admin}},
}
