package handlers

// medicalRoutes are the addresses of screenings and the cases that follow from them.
var medicalRoutes = []Route{}
