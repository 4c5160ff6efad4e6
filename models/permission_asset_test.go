package models

// mayAskAsset says who may ask for what is about equipment.
var mayAskAsset = []asked{
	{"order equipment", OrderAsset{}, []Role{ProgramManager}},
	{"deliver equipment", StepAsset{Verb: "deliver"}, []Role{ProgramManager}},
	{"accept equipment", StepAsset{Verb: "accept"}, []Role{SecretaryGeneral}},
	{"refuse equipment", StepAsset{Verb: "refuse"}, []Role{SecretaryGeneral}},
	{"count the use of equipment", StepAsset{Verb: "use"}, []Role{ProgramManager}},
}
