package models

// mayAskRequest says who may ask for what is about requests of those whose data are held, and for the journal.
var mayAskRequest = []asked{
	{"take the journal out", RecordExport{What: AuditExport}, []Role{ProgramManager, FinanceMaker, FinanceChecker, SecretaryGeneral, Auditor, Admin}},
	{"receive a person's request", ReceiveRequest{}, []Role{ProgramManager}},
	{"step a person's request", StepRequest{}, []Role{ProgramManager}},
	{"correct a person's record", CorrectPerson{}, []Role{ProgramManager}},
	{"take out what is held on a person", RecordExport{What: PersonExport}, []Role{ProgramManager}},
	{"ask for an erasure", AskErasure{}, []Role{ProgramManager}},
	{"take up an erasure that was proposed", StepErasure{}, []Role{ProgramManager}},
	{"answer an erasure", AnswerErasure{}, []Role{SecretaryGeneral}},
	{"finish an erasure", FinishErasure{}, nil},
	{"set how long something is kept", SetRetention{}, []Role{Admin}},
}
