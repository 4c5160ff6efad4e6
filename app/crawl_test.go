package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"shanpei/handlers"
	"shanpei/models"
)

// mostPages bounds a walk; pages that differ only in their query are walked a few times each.
const (
	mostPages   = 1500
	mostPerPath = 4
)

// walk follows every link of a visitor's pages and gives what was found, by address.
func walk(v *visitor, from ...string) map[string]page {
	v.t.Helper()
	found, perPath := map[string]page{}, map[string]int{}
	queue := from
	for len(queue) > 0 && len(found) < mostPages {
		at := queue[0]
		queue = queue[1:]
		if _, done := found[at]; done {
			continue
		}
		p := v.get(at)
		found[at] = p
		if p.status == 303 {
			queue = append(queue, p.header.Get("Location"))
		}
		if !strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, link := range links(v.t, at, p.body) {
			path, _, _ := strings.Cut(link, "?")
			if _, done := found[link]; !done && perPath[path] < mostPerPath {
				perPath[path]++
				queue = append(queue, link)
			}
		}
	}
	return found
}

// links are the addresses of this portal that a page leads to, without switches of language and look.
func links(t *testing.T, at, body string) []string {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	doc.Find("a[href], link[href], script[src], use[href]").Each(func(_ int, s *goquery.Selection) {
		href := s.AttrOr("href", s.AttrOr("src", ""))
		u, err := base.Parse(href)
		if err != nil || u.Host != "" || u.Scheme != "" && u.Scheme != "http" {
			if err != nil || u.Scheme != "mailto" && u.Scheme != "tel" && u.Scheme != "https" {
				t.Errorf("%s: link %q", at, href)
			}
			return
		}
		for _, q := range []string{"lang", "theme", "unit"} {
			if u.Query().Has(q) {
				return
			}
		}
		u.Fragment = ""
		if u.Path != "" {
			out = append(out, u.String())
		}
	})
	return out
}

// starts is where a role's walk begins: its home, and every address of the table that needs no parameter and that the role may ask for.
func starts(role models.Role) []string {
	actor := models.Actor{ID: "walker", Role: role}
	if role == models.RoleNobody {
		actor = models.Nobody
	}
	out := []string{"/"}
	for _, r := range handlers.Routes {
		if r.Path == "/login/code" || r.Path == "/account/totp/picture.png" {
			continue // there for a moment only: a login that waits for its code, an app that is being set up
		}
		if r.Method == "GET" && !strings.Contains(r.Path, ":") && !strings.Contains(r.Path, "*") && actor.Can(r.Permission) {
			out = append(out, r.Path)
		}
	}
	return out
}

// walkers are nobody and one user of every role.
func walkers(t *testing.T) map[models.Role]*visitor {
	s := demoPortal(t)
	out := map[models.Role]*visitor{models.RoleNobody: s.visitor(t)}
	for _, role := range models.Roles {
		out[role] = s.as(t, role)
	}
	return out
}

// TestEveryLinkOfEveryRoleLeadsSomewhere walks every address with every role and nobody; and no page shows what the vault holds to whom it is not for.
func TestEveryLinkOfEveryRoleLeadsSomewhere(t *testing.T) {
	s := demoPortal(t)
	all := vaultSecrets(t, s)
	for role, v := range walkers(t) {
		found := walk(v, starts(role)...)
		checkSecrets(t, s, all, role, found)
		if len(found) < 10 {
			t.Errorf("%q found only %d pages", role, len(found))
		}
		for at, p := range found {
			if p.status != 200 && p.status != 303 {
				t.Errorf("%q: %s answers %d", role, at, p.status)
			}
			if strings.Contains(p.body, ">…<") {
				t.Errorf("%q: %s shows a sentence that the catalogue has not", role, at)
			}
			html := strings.HasPrefix(p.header.Get("Content-Type"), "text/html")
			if html && (strings.Contains(p.body, " style=") || strings.Contains(p.body, "<style") || strings.Contains(p.body, " onclick=")) {
				t.Errorf("%q: %s has an inline style or handler", role, at)
			}
			if len(p.body) > 1<<20 {
				t.Errorf("%q: %s has %d bytes", role, at, len(p.body))
			}
		}
		t.Logf("%q walked %d addresses", role, len(found))
	}
}
