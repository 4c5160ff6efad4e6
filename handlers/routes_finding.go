package handlers

// findingRoutes are the addresses of how children are found: visits, campaigns, and the training of those who go.
var findingRoutes = []Route{}
