package handlers

// lookRoutes are the addresses of who looked at what of whom.
var lookRoutes = []Route{}
