package models

// mayAskMedical says who may ask for what is about screenings and the cases that follow from them.
var mayAskMedical = []asked{}
