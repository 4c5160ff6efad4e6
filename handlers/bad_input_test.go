package handlers

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// listened is the portal behind a real listener, for faults below a request.
func (p *testPortal) listened(timeout time.Duration) string {
	p.t.Helper()
	p.app.Server().ReadTimeout = timeout
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.t.Fatal(err)
	}
	go func() { _ = p.app.Listener(ln) }()
	p.t.Cleanup(func() { _ = p.app.Shutdown() })
	return ln.Addr().String()
}

// raw sends bytes and gives what comes back until the portal closes.
func raw(t *testing.T, addr, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	out, _ := io.ReadAll(c) // a reset after the answer is an end too
	return string(out)
}

func TestAHeaderThatIsTooLongAndARequestThatNeverEndsAreAnswered(t *testing.T) {
	addr := newTestPortal(t).listened(300 * time.Millisecond)
	long := raw(t, addr, "GET /login HTTP/1.1\r\nHost: portal.example\r\nX-Long: "+strings.Repeat("a", 20<<10)+"\r\n\r\n")
	if !strings.HasPrefix(long, "HTTP/1.1 431 ") {
		t.Errorf("a header of 20 KB: %.200q", long)
	}
	slow := raw(t, addr, "POST /login HTTP/1.1\r\nHost: portal.example\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=a")
	if !strings.HasPrefix(slow, "HTTP/1.1 408 ") {
		t.Errorf("a body that never comes: %.200q", slow)
	}
}

func TestAPanicIsAPageWithItsNumberAndThePortalLives(t *testing.T) {
	p := newTestPortal(t)
	var log bytes.Buffer
	p.Log = slog.New(slog.NewTextHandler(&log, nil))
	p.app.Get("/panics", p.serve(&Route{Method: "GET", Path: "/panics", Handle: func(*Request) error { panic("the cause " + canary) }}))
	r := p.visitor().get("/panics").is(500).hasNot("the cause", canary, "goroutine", ".go:")
	id := r.header.Get("X-Request-Id")
	if id == "" || !strings.Contains(r.body, id) || !strings.Contains(log.String(), id) {
		t.Errorf("the number %q of the request is not on the page and in the log", id)
	}
	p.visitor().get("/login").is(200)
}

func TestADonorOnAStaffPageIsRefusedAndRecorded(t *testing.T) {
	p := newTestPortal(t)
	var log bytes.Buffer
	p.Log = slog.New(slog.NewTextHandler(&log, nil))
	p.as("donor_owner").get("/staff/money").is(403)
	if text := log.String(); !strings.Contains(text, "actor=donor_owner") || !strings.Contains(text, "/staff/money") {
		t.Errorf("it is not recorded: %.300q", text)
	}
}

func TestWhatAFormDoesNotAskForIsRefused(t *testing.T) {
	p := newTestPortal(t)
	before := p.State().Seq
	for _, field := range []string{"role", "verified", "enterprise", "a[$gt]", "items.999999999.n"} {
		typed := url.Values{"current": {password}, "password": {"another horse battery 8"}, field: {"admin"}}
		r := p.as("auditor").post("/account/password", typed)
		if r.status != 422 {
			t.Errorf("%s: status %d", field, r.status)
		}
		r = p.as("donor_owner").post("/enterprise/team", url.Values{"name": {"某某"}, "email": {"new@example.org"}, "role": {"donor_viewer"}, field: {"admin", "x"}})
		if r.status != 422 {
			t.Errorf("team, %s: status %d", field, r.status)
		}
		p.api("donor_owner").json("POST", "/api/v1/pledges", `{"amount":"500.00","`+field+`":"admin"}`).refused(422, "unknown_field")
	}
	if now := p.State().Seq; now != before {
		t.Errorf("%d entries were written", now-before)
	}
}

func TestABodyOverTheLimitIsAPage(t *testing.T) {
	p := newTestPortal(t)
	addr := p.listened(5 * time.Second)
	r := raw(t, addr, "POST /login HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000000\r\n\r\n")
	if !strings.HasPrefix(r, "HTTP/1.1 413 ") || !strings.Contains(r, "<html") {
		t.Errorf("%.300q", r)
	}
}

func TestWhatIsPrivateIsKeptByNoCacheAndLeaksByNoReferrer(t *testing.T) {
	p := newTestPortal(t)
	pages := map[string]*client{"auditor": p.as("auditor"), "donor_owner": p.as("donor_owner"), "county_officer": p.as("county_officer"), "admin": p.as("admin")}
	for user, c := range pages {
		for _, route := range Routes {
			if route.Kind != Page || route.Method != "GET" || route.Data == ForPublic || strings.Contains(route.Path, ":") || !p.actor(user).Can(route.Permission) {
				continue
			}
			r := c.get(route.Path)
			if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
				continue // a form to fill in, or the way elsewhere
			}
			if r.header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s as %s: Cache-Control %q", route.Path, user, r.header.Get("Cache-Control"))
			}
			if ref := r.header.Get("Referrer-Policy"); ref != "same-origin" && ref != "no-referrer" {
				t.Errorf("%s: Referrer-Policy %q", route.Path, ref)
			}
		}
	}
}

// TestEveryLineOfTheListOfBadInputHasItsTest reads docs/bad-input.md: each line names tests, and each of them exists.
func TestEveryLineOfTheListOfBadInputHasItsTest(t *testing.T) {
	have := map[string]bool{}
	for _, pattern := range []string{"*_test.go", "../app/*_test.go", "../internal/*/*_test.go", "../models/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`).FindAllStringSubmatch(string(text), -1) {
				have[m[1]] = true
			}
		}
	}
	doc, err := os.ReadFile("../docs/bad-input.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for line := range strings.Lines(string(doc)) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| What") {
			continue
		}
		lines++
		named := regexp.MustCompile(`Test\w+`).FindAllString(line, -1)
		if len(named) == 0 && !strings.Contains(line, "no such door") {
			t.Errorf("no test: %s", line)
		}
		for _, name := range named {
			if !have[name] {
				t.Errorf("there is no %s", name)
			}
		}
	}
	if lines < 30 {
		t.Errorf("%d lines", lines)
	}
}
