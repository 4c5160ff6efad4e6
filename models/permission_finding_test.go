package models

// mayAskFinding says who may ask for what is about visits, campaigns and training.
var mayAskFinding = []asked{
	{"record a visit", RecordVisit{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"name whom a visit found", LinkVisit{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"plan a campaign", PlanCampaign{}, []Role{CountyOfficer, ProgramManager}},
	{"close a campaign", StepCampaign{Verb: "close"}, []Role{CountyOfficer, ProgramManager}},
	{"plan a course", PlanCourse{}, []Role{ProgramManager, Admin}},
	{"give certificates", StepCourse{Verb: "certify"}, []Role{ProgramManager, Admin}},
}
