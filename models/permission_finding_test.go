package models

// mayAskFinding says who may ask for what is about how children are found: visits, campaigns, and the training of those who go.
var mayAskFinding = []asked{}
