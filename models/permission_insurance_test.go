package models

// mayAskInsurance says who may ask for what is about insurance policies.
var mayAskInsurance = []asked{
	{"draft a policy", DraftPolicy{}, []Role{ProgramManager}},
	{"fix a roster", StepPolicy{Verb: "fix"}, []Role{ProgramManager}},
	{"seal a roster", StepPolicy{Verb: "seal"}, []Role{SecretaryGeneral}},
	{"return a roster", StepPolicy{Verb: "return"}, []Role{SecretaryGeneral}},
	{"pay a premium", StepPolicy{Verb: "pay"}, []Role{ProgramManager}},
	{"count claims", StepPolicy{Verb: "claim"}, []Role{ProgramManager}},
}
