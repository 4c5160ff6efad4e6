package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shanpei/models"
)

// placeholders stand for the parameters of an address; what they name does not exist.
func filled(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, ":") {
			parts[i] = "absent"
		}
	}
	return strings.Join(parts, "/")
}

// TestEveryRouteLetsInExactlyTheRolesOfItsPermission walks the whole table with a user of every role, and with nobody.
func TestEveryRouteLetsInExactlyTheRolesOfItsPermission(t *testing.T) {
	p := newTestPortal(t)
	pages, programs := map[string]*client{"": p.visitor()}, map[string]*client{"": p.api("")}
	for _, role := range models.Roles {
		pages[string(role)], programs[string(role)] = p.as(string(role)), p.api(string(role))
	}
	pages[""].csrf = pages[""].get("/login").doc().Find(`input[name="_csrf"]`).AttrOr("value", "")
	for _, route := range Routes {
		if route.Path == "/logout" {
			continue // would end the walk's own sessions; edge_test.go has it
		}
		for user := range pages {
			actor := models.Nobody
			if user != "" {
				actor = p.actor(user)
			}
			var r *reply
			switch {
			case route.Kind == API:
				r = programs[user].json(route.Method, filled(route.Path), "{}")
			case route.Method == "POST":
				r = pages[user].post(filled(route.Path), url.Values{})
			default:
				r = pages[user].get(filled(route.Path))
			}
			where := route.Method + " " + route.Path + " as " + user
			toLogin := r.status == 303 && strings.HasPrefix(r.header.Get("Location"), "/login") && route.Path != "/login"
			out := r.status == 401 || toLogin || r.status == 403
			if may := actor.Can(route.Permission); may && out && route.Path != "/login" {
				t.Errorf("%s: status %d although the role has %q: %.300s", where, r.status, route.Permission, r.body)
			} else if !may && !out {
				t.Errorf("%s: status %d although the role has not %q", where, r.status, route.Permission)
			} else if !may && user != "" && r.status != 403 {
				t.Errorf("%s: status %d, want 403", where, r.status)
			}
			if r.status >= 500 && r.status != 503 {
				t.Errorf("%s: status %d", where, r.status)
			}
		}
	}
}

func TestEveryRouteIsClassedByWhatItMayShow(t *testing.T) {
	seen := map[string]bool{}
	for _, route := range Routes {
		where := route.Method + " " + route.Path
		if seen[where] {
			t.Errorf("%s stands twice", where)
		}
		seen[where] = true
		open := route.Permission == models.Public
		switch {
		case route.Data < ForPublic || route.Data > ForStaff:
			t.Errorf("%s is not classed", where)
		case route.Data != ForPublic && open && route.Method == "GET":
			t.Errorf("%s shows what is not public to everybody", where)
		case route.Kept && (!open || route.Data != ForPublic || route.Method != "GET"):
			t.Errorf("%s must not be kept", where)
		case strings.HasPrefix(route.Path, "/staff") && (route.Data != ForStaff || open || models.Actor{ID: "x", Role: models.DonorOwner}.Can(route.Permission)):
			t.Errorf("%s is a staff page that is not closed to donors", where)
		case strings.HasPrefix(route.Path, "/enterprise") && (open || models.Actor{ID: "x", Role: models.Auditor}.Can(route.Permission) && route.Permission != models.SignedIn && route.Method != "GET"):
			t.Errorf("%s is an enterprise page that is open to everybody", where)
		}
	}
}

// TestAMethodThatNoRouteHasIsRefused: a page has no other method than the table says.
func TestAMethodThatNoRouteHasIsRefused(t *testing.T) {
	p := newTestPortal(t)
	c := p.api("admin")
	for _, route := range Routes {
		for _, method := range []string{"PUT", "DELETE", "PATCH", "TRACE"} {
			if r := c.do(method, filled(route.Path), "", ""); r.status != 405 && r.status != 404 {
				t.Errorf("%s %s: status %d", method, route.Path, r.status)
			}
		}
	}
}
