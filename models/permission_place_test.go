package models

// mayAskPlace says who may ask for what is about which child has which place, and what aid somebody has already.
var mayAskPlace = []asked{}
