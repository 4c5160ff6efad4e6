package models

// mayAskMedical says who may ask for what is about screenings and the cases that follow from them.
var mayAskMedical = []asked{
	{"plan a screening", PlanScreening{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"hold a screening", StepScreening{Verb: "hold"}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"sign a child up", SignUpCase{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"write what was found", StepCase{Verb: "indicate"}, []Role{ProgramManager}},
	{"propose money for a case", StepCase{Verb: "propose"}, []Role{ProgramManager}},
	{"approve money for a case", StepCase{Verb: "approve"}, []Role{SecretaryGeneral}},
	{"refuse money for a case", StepCase{Verb: "refuse"}, []Role{SecretaryGeneral}},
	{"take a hospital's bill", StepCase{Verb: "bill"}, []Role{ProgramManager}},
	{"close a case", StepCase{Verb: "close"}, []Role{ProgramManager}},
}
