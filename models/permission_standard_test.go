package models

// mayAskStandard says who may ask for what is about the statutory amounts.
var mayAskStandard = []asked{
	{"set a standard", SetStandard{}, []Role{ProgramManager}},
	{"withdraw a standard", WithdrawStandard{}, []Role{ProgramManager}},
}
