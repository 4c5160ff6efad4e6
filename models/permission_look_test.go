package models

// mayAskLook says who may ask for what is about who looked at what of whom.
var mayAskLook = []asked{}
