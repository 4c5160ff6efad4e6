package models

// mayAskInsurance says who may ask for what is about policies per head and year, their rosters and claims.
var mayAskInsurance = []asked{}
