package models

// mayAskRequest says who may ask for what is about requests of those whose data are held, and for the journal.
var mayAskRequest = []asked{
	{"take the journal out", RecordExport{What: AuditExport}, []Role{ProgramManager, FinanceMaker, FinanceChecker, SecretaryGeneral, Auditor, Admin}},
}
