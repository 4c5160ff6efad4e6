package models

// mayAskRequest says who may ask for what is about requests of those whose data are held.
var mayAskRequest = []asked{}
