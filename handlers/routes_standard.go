package handlers

// standardRoutes are the addresses of the statutory amounts per category, and which source covers whom.
var standardRoutes = []Route{}
