package models

// mayAskPerson says who may ask for what is about natural persons: beneficiaries, their consents and their way through the chain.
var mayAskPerson = []asked{}
