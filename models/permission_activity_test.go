package models

// mayAskActivity says who may ask for what is about events: their plan, sign-in, spending and volunteers.
var mayAskActivity = []asked{}
