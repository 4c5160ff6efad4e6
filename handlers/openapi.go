package handlers

import _ "embed"

// apiText is the description of the JSON API (OpenAPI 3.1). A test holds it against the routes and against every struct that goes in or out.
//
//go:embed openapi.json
var apiText []byte

// apiDocument sends it. GET /openapi.json
func apiDocument(r *Request) error {
	r.Set("Content-Type", "application/json")
	r.Set("Cache-Control", "public, max-age=300")
	return r.Send(apiText)
}
