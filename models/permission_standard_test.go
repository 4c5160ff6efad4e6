package models

// mayAskStandard says who may ask for what is about the statutory amounts per category, and which source covers whom.
var mayAskStandard = []asked{}
