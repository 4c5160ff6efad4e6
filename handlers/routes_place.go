package handlers

// placeRoutes are the addresses of which child has which place, and what aid somebody has already.
var placeRoutes = []Route{}
