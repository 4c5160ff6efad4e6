package handlers

// accessRoutes are the addresses of users, their roles, and what waits for a second person.
var accessRoutes = []Route{}
