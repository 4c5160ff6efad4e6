package handlers

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"shanpei/models"

	"github.com/PuerkitoBio/goquery"
)

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	p := newTestPortal(t)
	for _, path := range []string{"/login", "/nowhere", "/healthz", "/static/app.css"} {
		r := p.visitor().get(path)
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"} {
			if r.header.Get(name) == "" {
				t.Errorf("%s has no %s", path, name)
			}
		}
		if csp := r.header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") {
			t.Errorf("%s: %s", path, csp)
		}
	}
}

func TestLoginTellsNothingAboutWhoHasAnAccount(t *testing.T) {
	p := newTestPortal(t)
	wrong := p.visitor().form("/login", "/login", url.Values{"email": {"auditor@example.org"}, "password": {"not this one 1"}}).is(401)
	unknown := p.visitor().form("/login", "/login", url.Values{"email": {"nobody@example.org"}, "password": {"not this one 1"}}).is(401)
	say := func(r *reply) string { return strings.TrimSpace(r.doc().Find(".summary").Text()) }
	if say(wrong) == "" || say(wrong) != say(unknown) {
		t.Errorf("%q, %q", say(wrong), say(unknown))
	}
	wrong.hasNot("not this one 1")
}

func TestALoginBeginsANewSessionAndGoesOnlyToThisPortal(t *testing.T) {
	p := newTestPortal(t)
	for next, want := range map[string]string{
		"": "/staff", "/staff/needs?q=1": "/staff/needs?q=1", "//evil.example": "/staff", `/\evil.example`: "/staff", "https://evil.example": "/staff",
		"/a\r\nSet-Cookie: x=1": "/staff",
	} {
		c := p.visitor()
		c.cookies["sp_session"] = "fixed-before-the-login"
		r := c.form("/login", "/login", url.Values{"email": {"auditor@example.org"}, "password": {password}, "next": {next}})
		if strings.ContainsAny(next, "\r\n") {
			want = "/staff"
		}
		if to := r.to(); to != want {
			t.Errorf("next %q leads to %q, want %q", next, to, want)
		}
		if s := c.cookies["sp_session"]; s == "" || s == "fixed-before-the-login" {
			t.Errorf("next %q: session %q", next, s)
		}
	}
}

func TestAFormWithoutItsTokenIsRefused(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("auditor")
	for name, token := range map[string]string{"missing": "", "foreign": p.as("admin").csrf} {
		if r := c.post("/logout", url.Values{"_csrf": {token}}); r.status != 403 {
			t.Errorf("%s token: status %d", name, r.status)
		}
	}
	c.header.Set("Sec-Fetch-Site", "cross-site")
	c.post("/logout", nil).is(403)
	c.header.Del("Sec-Fetch-Site")
	secret := c.cookies["sp_session"]
	c.post("/logout", nil).is(303)
	c.cookies["sp_session"] = secret
	if to := c.get("/account").to(); !strings.HasPrefix(to, "/login") {
		t.Errorf("a session that was ended leads to %s", to)
	}
}

func TestADisabledUserIsOutAtTheNextRequest(t *testing.T) {
	p := newTestPortal(t)
	page, program := p.as("program_manager"), p.api("program_manager")
	page.get("/staff").is(200)
	p.do(p.actor("admin"), models.SetUserDisabled{ID: "program_manager", Disabled: true, Reason: "left"})
	page.get("/staff").is(401).has("该账号已停用")
	program.json("GET", "/api/v1/pledges", nil).refused(401, "account_disabled")
}

func TestARequestThatIsNotWellFormedIsRefusedClearly(t *testing.T) {
	p := newTestPortal(t)
	api := p.api("program_manager")
	deep := strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)
	for name, c := range map[string]struct {
		body   string
		status int
		reason string
	}{
		"deep":          {`{"program":` + deep + `}`, 422, "body_json"},
		"not JSON":      {`{"program"`, 422, "body_json"},
		"two values":    {`{} {}`, 422, "body_json"},
		"twice":         {`{"program":"a","program":"b"}`, 422, "duplicate_field"},
		"unknown":       {`{"role":"admin"}`, 422, "unknown_field"},
		"operator":      {`{"program":{"$ne":null}}`, 422, "wrong_type"},
		"wrong type":    {`{"places":"many"}`, 422, "wrong_type"},
		"control":       {`{"program":"a\u0000b"}`, 422, "text_control"},
		"bidi override": {`{"program":"a\u202eb"}`, 422, "text_control"},
	} {
		t.Run(name, func(t *testing.T) { api.json("POST", "/api/v1/needs", c.body).refused(c.status, c.reason) })
	}
	api.json("POST", "/api/v1/needs", `{}`, "Content-Encoding", "gzip").refused(415, "encoding_not_supported")
	api.do("POST", "/api/v1/needs", "application/xml", "<a/>").refused(415, "media_type")
	api.json("GET", "/api/v1/nowhere", nil).refused(404, "not_found")
	api.json("DELETE", "/api/v1/needs", nil).refused(405, "method_not_allowed")
	api.json("POST", "/api/v1/needs", `{}`, "Idempotency-Key", "with space").refused(422, "idempotency_key_form")
	p.visitor().json("GET", "/api/v1/pledges", nil).refused(401, "login_required")
	api.token = "wrong"
	api.json("GET", "/api/v1/needs", nil).refused(401, "token_invalid")
}

func TestAVisitorWhoFloodsIsAskedToWaitAndAHeaderDoesNotHelp(t *testing.T) {
	p := newTestPortal(t)
	p.forms = newLimiter(3)
	c := p.visitor()
	for range 3 {
		c.json("POST", "/api/v1/enterprises", `{}`).is(422)
	}
	for range 2 {
		r := c.json("POST", "/api/v1/enterprises", `{}`, "X-Forwarded-For", "192.0.2.77")
		r.refused(429, "rate_limited")
		if r.header.Get("Retry-After") == "" {
			t.Error("no Retry-After")
		}
	}
	p.now = p.now.Add(time.Minute)
	c.json("POST", "/api/v1/enterprises", `{}`).is(422)
}

func TestAKeptPageIsSentUntilThePublicCouldSeeAChange(t *testing.T) {
	p := newTestPortal(t)
	c := p.visitor()
	first := c.get("/needs").is(200)
	if again := c.get("/needs"); again.body != first.body || again.header.Get("ETag") == "" {
		t.Error("the page changed although nothing did")
	}
	c.header.Set("If-None-Match", first.header.Get("ETag"))
	c.get("/needs").is(304)
	p.signedPledge(500_00, models.Purpose{Needs: []string{p.need.ID}})
	if changed := c.get("/needs").is(200); changed.body == first.body {
		t.Error("the page did not follow the state")
	}
	c.header.Del("If-None-Match")
	c.cookies["lang"] = "en"
	c.get("/needs").is(200).has(`lang="en"`)
	if p.as("auditor").get("/needs").is(200).header.Get("Cache-Control") != "no-store" {
		t.Error("the page of somebody who is signed in may be kept")
	}
}

func TestReadinessFollowsTheJournal(t *testing.T) {
	p := newTestPortal(t)
	p.visitor().get("/healthz").is(200)
	p.visitor().get("/readyz").is(200)
	p.visitor().get("/metrics").is(200).has("shanpei_requests_total", "shanpei_journal_writable 1").hasNot(canary, "example.org")
	if err := p.Book.Health(); err != nil {
		t.Error(err)
	}
}

// doc is the page as a document.
func (r *reply) doc() *goquery.Document {
	r.t.Helper()
	d, err := goquery.NewDocumentFromReader(strings.NewReader(r.body))
	if err != nil {
		r.t.Fatal(err)
	}
	return d
}
