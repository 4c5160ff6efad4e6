package models

// mayAskContract says who may ask for what is about services that the federation buys: contracts, milestones, acceptance.
var mayAskContract = []asked{}
