package handlers

// personRoutes are the addresses of natural persons: beneficiaries, their consents and their way through the chain.
var personRoutes = []Route{}
