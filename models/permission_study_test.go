package models

// mayAskStudy says who may ask for what is about terms and enrolment.
var mayAskStudy = []asked{
	{"set a term", SetTerm{}, []Role{ProgramManager}},
	{"show that a child is at school", ProveEnrolment{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"take a proof back", RemoveEnrolment{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
}
