package handlers

// insuranceRoutes are the addresses of policies per head and year, their rosters and claims.
var insuranceRoutes = []Route{}
