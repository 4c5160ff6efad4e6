package models

// mayAskActivity says who may ask for what is about activities.
var mayAskActivity = []asked{
	{"plan an activity", PlanActivity{}, []Role{CountyOfficer, ProgramManager}},
	{"approve an activity", StepActivity{Verb: "approve"}, []Role{ProgramManager, SecretaryGeneral}},
	{"cancel an activity", StepActivity{Verb: "cancel"}, []Role{CountyOfficer, ProgramManager}},
	{"account for an activity", StepActivity{Verb: "account"}, []Role{CountyOfficer, ProgramManager}},
	{"accept an account", StepActivity{Verb: "accept"}, []Role{ProgramManager, SecretaryGeneral}},
	{"return an account", StepActivity{Verb: "return"}, []Role{ProgramManager, SecretaryGeneral}},
	{"tell of a session", RecordSession{}, []Role{CountyOfficer, ProgramManager}},
	{"tell of a cost", RecordCost{}, []Role{CountyOfficer, ProgramManager}},
	{"tell of proceeds", RecordProceeds{}, []Role{CountyOfficer, ProgramManager}},
	{"take a line back", VoidActivityLine{}, []Role{CountyOfficer, ProgramManager}},
}
