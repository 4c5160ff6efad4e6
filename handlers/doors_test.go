package handlers

import (
	"archive/zip"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shanpei/models"
)

// shownTo is the visibility table of natural persons (domain.md, section 2): who may ever see a group of fields of a child in clear. Everybody else, and these
// too before they looked for a purpose, see masks or nothing. Aid, stage and code are not secret to staff; the sponsor knows the alias of a place only.
var shownTo = map[models.FieldGroup][]models.Role{
	models.IdentityFields: {models.TownshipWorker, models.CountyOfficer, models.ProgramManager},
	models.SchoolFields:   {models.TownshipWorker, models.CountyOfficer, models.ProgramManager},
	models.AccountFields:  {models.FinanceMaker, models.FinanceChecker},
	models.MedicalFields:  {models.ProgramManager},
}

// absentID is the id of nothing.
const absentID = "zzzzzzzzzzzzzzzzzzzzzz"

// door fills the parameters of an address: the first with an id, the others with something that reads well.
func door(path, id string) string {
	first := true
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if !strings.HasPrefix(part, ":") {
			continue
		}
		if parts[i] = map[string]string{":due": "2027-02-24", ":checkout": "yyyyyyyyyyyyyyyyyyyyyy", ":year": "2026", ":from": "2026-01-01", ":token": "yyyyyyyyyyyyyyyyyyyyyy", ":consent": "yyyyyyyyyyyyyyyyyyyyyy"}[part]; first || parts[i] == "" {
			parts[i], first = id, false
		}
	}
	return strings.Join(parts, "/")
}

// open makes an answer readable: the text of a paper, the sheets of a workbook.
func open(t *testing.T, r *reply) string {
	t.Helper()
	switch {
	case strings.HasPrefix(r.body, "%PDF-"):
		cmd := exec.Command("pdftotext", "-raw", "-enc", "UTF-8", "-", "-")
		cmd.Stdin = strings.NewReader(r.body)
		out, err := cmd.Output()
		if err != nil && cmd.ProcessState != nil {
			t.Error(err)
		}
		return strings.Join(strings.Fields(string(out)), "")
	case strings.HasPrefix(r.body, "PK"):
		z, err := zip.NewReader(strings.NewReader(r.body), int64(len(r.body)))
		if err != nil {
			t.Error(err)
			return ""
		}
		var all strings.Builder
		for _, f := range z.File {
			in, err := f.Open()
			if err != nil {
				t.Error(err)
				continue
			}
			if _, err := io.Copy(&all, in); err != nil {
				t.Error(err)
			}
		}
		return all.String()
	}
	return r.body
}

// holds tells whether a text has one of the secrets, plain or as an address writes it.
func holds(text string, secrets []string) bool {
	return slices.ContainsFunc(secrets, func(secret string) bool {
		return strings.Contains(text, secret) || strings.Contains(text, url.QueryEscape(secret))
	})
}

// leaks names the group of fields of which a text has a secret: of a child, or, without a group, of a contact or a payer.
func (h *houses) leaks(text string) (models.FieldGroup, bool) {
	for g, list := range h.secrets {
		if holds(text, list) {
			return g, true
		}
	}
	return "", holds(text, h.others) || strings.Contains(text, nightingale)
}

// visitors are nobody and every user, as browsers and as programs.
func (h *houses) visitors() (pages, programs map[string]*client) {
	pages, programs = map[string]*client{"": h.visitor()}, map[string]*client{"": h.api("")}
	for _, u := range testUsers {
		pages[u.ID], programs[u.ID] = h.as(u.ID), h.api(u.ID)
	}
	return pages, programs
}

// plain is an answer without what may differ between two of the same: the id of the request and the id that was asked for.
func plain(r *reply, id string) string {
	text := r.body
	if rid := r.header.Get("X-Request-Id"); rid != "" {
		text = strings.ReplaceAll(text, rid, "REQUEST")
	}
	return http.StatusText(r.status) + " " + r.header.Get("Location") + " " + strings.ReplaceAll(text, id, "ID")
}

// led are doors that other tests are led to by a page, and the test.
var led = map[string]string{
	"/staff/funds/:id":                     "TestANamedFundIsOpenedJoinedShownAndEnded",
	"/staff/money/statements/import/:code": "TestAStatementIsTriedThenBookedAndASecondTimeChangesNothing",
	"/staff/disclosures/:id/:due":          "TestEveryLinkOfEveryRoleLeadsSomewhere, of the demonstration",
	"/api/v1/openapi.json":                 "TestTheDocumentIsServedAsJSON",
	"/api/v1/offers/:id":                   "TestAnOfferByAPIFromTheWaitlistToTheAnswer",
	"/staff/persons/import/:code":          "TestAListOf3097IsEnteredWholeOrNotAtAll",
	"/staff/lists/:list/import/:code":      "TestEveryListGoesOutAndComesInAgain",
}

// elsewhere tells whether another test of the package asks at an address: up to its first parameter, it stands in it.
func elsewhere(t *testing.T, path string) bool {
	t.Helper()
	path, _, _ = strings.Cut(path, ":")
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(name, "doors") && strings.Contains(string(text), path) {
			return true
		}
	}
	return false
}

// TestNoDoorShowsASecretAndAStrangersThingIsAsIfAbsent walks every route as everybody, with the id of every kind of thing, own and foreign, and with rubbish.
func TestNoDoorShowsASecretAndAStrangersThingIsAsIfAbsent(t *testing.T) {
	h := newHouses(t)
	pages, programs := h.visitors()
	opened := map[string]bool{}
	for _, route := range Routes {
		if route.Path == "/logout" || route.Method == "GET" && strings.HasPrefix(route.Path, "/api/v1/openapi") {
			continue // ends the walk's own sessions; is a file
		}
		for user := range pages {
			actor, c := models.Nobody, pages[user]
			if user != "" {
				actor = h.actor(user)
			}
			if route.Kind == API {
				c = programs[user]
			}
			ask := func(method, id string) *reply {
				path := door(route.Path, id)
				r := c.ask(method, path, route.Kind)
				where := method + " " + path + " as " + user
				opened[route.Path] = opened[route.Path] || r.status < 300
				if r.status >= 500 && r.status != 503 {
					t.Errorf("%s: status %d", where, r.status)
				}
				text := open(t, r)
				for name, values := range r.header {
					text += "\n" + name + ": " + strings.Join(values, " ")
				}
				if g, found := h.leaks(text); found {
					t.Errorf("%s shows %s of a person", where, g)
				}
				if method == "HEAD" && r.body != "" {
					t.Errorf("%s has a body", where)
				}
				return r
			}
			absent := ask(route.Method, absentID)
			if route.Method == "GET" {
				ask("HEAD", h.child.ID)
			}
			for _, method := range []string{"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} {
				if r := ask(method, h.child.ID); r.status < 400 {
					t.Errorf("%s %s as %s: status %d for a method that the table has not", method, route.Path, user, r.status)
				}
			}
			if !strings.Contains(route.Path, ":") {
				continue
			}
			for _, x := range h.things {
				foreign := x.foreignTo(actor)
				if route.Method != "GET" && !foreign {
					continue // would change the world that the walk looks at
				}
				r := ask(route.Method, x.id)
				if foreign && plain(r, x.id) != plain(absent, absentID) && !public(route, x) {
					t.Errorf("%s %s as %s: a stranger's %s is told from an absent one: %d, %d", route.Method, route.Path, user, x.kind, r.status, absent.status)
				}
			}
		}
	}
	for _, route := range Routes {
		if route.Method == "GET" && !opened[route.Path] && led[route.Path] == "" && !elsewhere(t, route.Path) {
			t.Errorf("GET %s: neither this walk nor another test of the package gets through the door", route.Path)
		}
	}
	h.noSecretKept()
}

// public tells whether a route shows things of the kind to everybody, by a number that is public.
func public(route Route, x thing) bool {
	return route.Permission == models.Public && x.kind == "certificate" && strings.HasPrefix(route.Path, "/verify/")
}

// ask sends a request as a browser or a program would.
func (c *client) ask(method, path string, kind Kind) *reply {
	switch {
	case kind == API && method != "GET" && method != "HEAD":
		return c.json(method, path, "{}")
	case method == "POST" && kind == Page:
		return c.post(path, url.Values{})
	}
	return c.do(method, path, "", "")
}

// noSecretKept looks where nobody opens a door: the journal, the log, the figures, and what is stored.
func (h *houses) noSecretKept() {
	h.t.Helper()
	if g, found := h.leaks(h.log.String()); found {
		h.t.Errorf("the log holds %s of a child", g)
	}
	if g, found := h.leaks(h.visitor().get("/metrics").body); found {
		h.t.Errorf("the figures hold %s of a person", g)
	}
	letters, err := h.Mail.Waiting(h.t.Context(), 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, w := range letters {
		l := w.Letter()
		if g, found := h.leaks(l.Subject + l.Text + l.HTML); found {
			h.t.Errorf("a letter of the kind %s holds %s of a person", l.Kind, g)
		}
	}
	for from := int64(1); ; {
		entries, err := h.Book.Entries(context.Background(), from, 500)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(entries) == 0 {
			break
		}
		for _, e := range entries {
			raw, err := json.Marshal(e)
			if err != nil {
				h.t.Fatal(err)
			}
			if g, found := h.leaks(string(raw)); found {
				h.t.Errorf("entry %d (%s) holds %s of a child", e.Seq, e.Command, g)
			}
			from = e.Seq + 1
		}
	}
}

// TestAGroupOfFieldsIsRevealedToItsRolesAndToNobodyElse holds the visibility table against the one door that shows a field.
func TestAGroupOfFieldsIsRevealedToItsRolesAndToNobodyElse(t *testing.T) {
	h := newHouses(t)
	for _, role := range models.Roles {
		for g, secrets := range h.secrets {
			may := slices.Contains(shownTo[g], role)
			code := h.child.ID
			if g == models.AccountFields {
				code = h.child.Account
			}
			r := h.as(string(role)).post("/staff/reveal", url.Values{"code": {code}, "field": {g.Whole()}, "purpose": {"correction"}, "back": {"/staff/persons/" + h.child.ID}})
			_, found := h.leaks(r.body)
			if may != (r.status == 200) || may != found {
				t.Errorf("%s as %s: status %d, shown %v, want %v", g, role, r.status, found, may)
			}
			for other, list := range h.secrets {
				for _, secret := range list {
					if other != g && !slices.Contains(secrets, secret) && strings.Contains(r.body, secret) {
						t.Errorf("a look at %s as %s shows %s", g, role, other)
					}
				}
			}
		}
	}
	h.noSecretKept()
}
