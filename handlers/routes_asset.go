package handlers

// assetRoutes are the addresses of equipment that was given, its acceptance and its use.
var assetRoutes = []Route{}
