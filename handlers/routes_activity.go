package handlers

// activityRoutes are the addresses of events: their plan, sign-in, spending and volunteers.
var activityRoutes = []Route{}
