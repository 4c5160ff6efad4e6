package handlers

// contractRoutes are the addresses of services that the federation buys: contracts, milestones, acceptance.
var contractRoutes = []Route{}
