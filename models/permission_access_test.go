package models

// mayAskAccess says who may ask for what is about users, their roles, and what waits for a second person.
var mayAskAccess = []asked{}
