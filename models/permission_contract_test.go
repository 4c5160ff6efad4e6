package models

// mayAskContract says who may ask for what is about contracts for services.
var mayAskContract = []asked{
	{"draft a contract", DraftContract{}, []Role{ProgramManager}},
	{"sign a contract", StepContract{Verb: "sign"}, []Role{ProgramManager}},
	{"close a contract", StepContract{Verb: "close"}, []Role{ProgramManager}},
	{"deliver a milestone", StepMilestone{Verb: "deliver"}, []Role{ProgramManager}},
	{"accept a milestone", StepMilestone{Verb: "accept"}, []Role{SecretaryGeneral}},
	{"refuse a milestone", StepMilestone{Verb: "refuse"}, []Role{SecretaryGeneral}},
	{"pay for a milestone", StepMilestone{Verb: "pay"}, []Role{ProgramManager}},
}
