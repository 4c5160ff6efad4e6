package models

// mayAskPlace says who may ask for what is about which child has which place, and what aid somebody has already.
var mayAskPlace = []asked{
	{"record an aid", RecordAid{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"void an aid", VoidAid{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"ask for aid beside other aid", AskOverride{}, []Role{CountyOfficer, ProgramManager}},
	{"confirm it", AnswerOverride{}, []Role{ProgramManager, SecretaryGeneral}},
	{"POST /sponsorships/{id}/bind", BindPlace{}, []Role{ProgramManager}},
	{"unbind a place", UnbindPlace{}, []Role{ProgramManager}},
	{"put a letter to a place", AddLetter{}, []Role{ProgramManager}},
	{"take a letter back", RemoveLetter{}, []Role{ProgramManager}},
}
