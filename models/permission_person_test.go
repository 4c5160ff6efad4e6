package models

// mayAskPerson says who may ask for what is about beneficiaries.
var mayAskPerson = []asked{
	{"enter beneficiaries", EnterBeneficiaries{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"verify beneficiaries", StepBeneficiary{Verb: "verify"}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"review beneficiaries", StepBeneficiary{Verb: "review"}, []Role{CountyOfficer, ProgramManager}},
	{"return beneficiaries", StepBeneficiary{Verb: "return"}, []Role{CountyOfficer, ProgramManager}},
	{"accept beneficiaries", StepBeneficiary{Verb: "accept"}, []Role{ProgramManager}},
	{"let a beneficiary depart", StepBeneficiary{Verb: "depart"}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"amend a beneficiary", AmendBeneficiary{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"look at a beneficiary again", RecheckBeneficiary{}, []Role{CountyOfficer, ProgramManager}},
	{"record a consent", RecordConsent{}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"withdraw a consent", EndConsent{Why: "withdrawn"}, []Role{TownshipWorker, CountyOfficer, ProgramManager}},
	{"let a consent be outgrown", EndConsent{Why: "outgrown"}, nil},
}
