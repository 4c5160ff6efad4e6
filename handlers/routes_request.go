package handlers

// requestRoutes are the addresses of requests of those whose data are held.
var requestRoutes = []Route{}
