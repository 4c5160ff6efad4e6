package handlers

import "shanpei/models"

// Kind is what a route answers with, and so which protections stand before it.
type Kind int

// The kinds of routes.
const (
	Page Kind = iota // HTML for a person: session cookie, CSRF token on every POST
	API              // JSON for a program: bearer token, no cookie, no CSRF
	Ops              // for operations and callbacks: neither
)

// Data says what a route may show, for the tests that look for canaries (domain.md, section 2, visibility).
type Data int

// The classes of data.
const (
	ForPublic  Data = iota // what everybody may see
	ForSponsor             // an enterprise's own things
	ForStaff               // staff with the route's permission
)

// Route is one line of the table.
type Route struct {
	Method     string
	Path       string
	Permission models.Permission
	Kind       Kind
	Data       Data
	Kept       bool // a public page that depends on nothing but the state, the address, the language, the theme and the unit
	Handle     func(r *Request) error
}

// Routes is the one table of the portal: every address, who may ask, what it may show, who answers.
var Routes = []Route{
	// Operations.
	{"GET", "/healthz", models.Public, Ops, ForPublic, false, health},
	{"GET", "/readyz", models.Public, Ops, ForPublic, false, ready},
	{"GET", "/metrics", models.Public, Ops, ForPublic, false, metricsText},

	// Signing in and out.
	{"GET", "/login", models.Public, Page, ForPublic, false, loginPage},
	{"POST", "/login", models.Public, Page, ForPublic, false, loginForm},
	{"POST", "/logout", models.SignedIn, Page, ForPublic, false, logout},

	// Public pages.

	// Enterprise pages.

	// Staff pages.

	// JSON API.

}
