package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"shanpei/handlers"
	"shanpei/models"
)

// chromium is where the browser is, by SHANPEI_CHROMIUM or the path.
func chromium(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SHANPEI_CHROMIUM")
	if path == "" {
		path, _ = exec.LookPath("chromium") // empty when it is not there
	}
	if path == "" {
		t.Skip("NOT RUN: Chromium is not installed (make test installs it)")
	}
	return path
}

// browser is a headless Chromium whose pages are watched: no console message, no request to another origin.
type browser struct {
	t     *testing.T
	ctx   context.Context
	mu    sync.Mutex
	wrong []string
}

// newBrowser starts Chromium with an empty profile at a width in pixels.
func newBrowser(t *testing.T, origin string, width int64) *browser {
	t.Helper()
	alloc, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "zh-CN"))
	ctx, cancel := chromedp.NewContext(alloc)
	b := &browser{t: t, ctx: ctx}
	t.Cleanup(func() { cancel(); stop() })
	if err := chromedp.Listen(ctx, func(ev any) { b.watch(origin, ev) }); err != nil {
		t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, runtime.Enable, cdp.Empty{})
	call(b, cdplog.Enable, cdp.Empty{})
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 500})
	return b
}

// watch notes what a page must not do.
func (b *browser) watch(origin string, ev any) {
	switch e := ev.(type) {
	case *runtime.EventExceptionThrown:
		b.note("exception: " + e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.note("console: " + string(e.Type))
	case *cdplog.EventEntryAdded:
		// A refused form answers 4xx, which Chromium writes down as an error of the network; it is what the journey wants to see.
		if e.Entry.Source != cdplog.EntrySourceNetwork {
			b.note("log: " + e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, origin+"/") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "about:") {
			b.note("request leaves the origin: " + u)
		}
	}
}

// call sends one command of the protocol.
func call[P, R any](b *browser, cmd cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, cmd, params); err != nil {
		b.t.Fatalf("browser: %s: %v", cmd.Method, err)
	}
}

func (b *browser) note(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrong = append(b.wrong, what)
}

// patience is how long a browser may take for a few actions on a machine that does much else.
const patience = 90 * time.Second

// run does browser actions.
func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

// ask gives the value of a JavaScript expression, or of the promise that it is.
func ask[T any](b *browser, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("browser: %v", err)
	}
	return v
}

// quiet fails the test for what went wrong on the pages since the last call, and names where.
func (b *browser) quiet(where string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range b.wrong {
		b.t.Errorf("%s: %s", where, w)
	}
	b.wrong = nil
}

// signIn gives the browser the session of a demonstration user, or takes it away.
func (b *browser) signIn(origin, session, lang string) {
	b.t.Helper()
	u, err := url.Parse(origin)
	if err != nil {
		b.t.Fatal(err)
	}
	call(b, network.ClearBrowserCookies, cdp.Empty{})
	call(b, network.SetCookie, network.SetCookieParams{Name: "lang", Value: lang, Domain: u.Hostname(), Path: "/"})
	if session != "" {
		call(b, network.SetCookie, network.SetCookieParams{Name: "sp_session", Value: session, Domain: u.Hostname(), Path: "/"})
	}
}

// axe is the accessibility checker's source, installed by `make test`.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("SHANPEI_AXE")
	if path == "" {
		t.Skip("NOT RUN: axe-core is not installed (make test installs it)")
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// samples gives one address for every page route that the visitor can reach: the first that a walk found.
func samples(v *visitor, role models.Role) []string {
	found := walk(v, starts(role)...)
	var all []string
	for at, p := range found {
		if p.status == 200 && strings.HasPrefix(p.header.Get("Content-Type"), "text/html") {
			all = append(all, at)
		}
	}
	sort.Slice(all, func(i, j int) bool { return len(all[i]) < len(all[j]) || len(all[i]) == len(all[j]) && all[i] < all[j] })
	taken := map[string]bool{}
	var out []string
	for _, at := range all {
		path, _, _ := strings.Cut(at, "?")
		if r := routeOf(path); r != "" && !taken[r] {
			taken[r] = true
			out = append(out, at)
		}
	}
	return out
}

// routeOf is the line of the table that an address belongs to, an exact one before one with a parameter.
func routeOf(path string) string {
	best := ""
	parts := strings.Split(path, "/")
	for _, r := range handlers.Routes {
		pattern := strings.Split(r.Path, "/")
		if r.Kind != handlers.Page || r.Method != "GET" || len(pattern) != len(parts) {
			continue
		}
		fits := true
		for i := range parts {
			fits = fits && (pattern[i] == parts[i] || strings.HasPrefix(pattern[i], ":"))
		}
		if fits && (best == "" || !strings.Contains(r.Path, ":")) {
			best = r.Path
		}
	}
	return best
}

// axeRun asks axe for its findings at WCAG 2.2 AA and the best practices, as a short text each.
const axeRun = `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.help + " — " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(" | "))))`

// TestPagesAreAccessibleAndKeepToThemselves opens a page of every route as the roles that reach it, at 1280 and 360 px, in Chinese and English.
func TestPagesAreAccessibleAndKeepToThemselves(t *testing.T) {
	s := demoPortal(t)
	source := axe(t)
	roles := []models.Role{models.RoleNobody, models.DonorOwner, models.ProgramManager, models.FinanceMaker, models.SecretaryGeneral, models.Admin, models.TownshipWorker}
	seen := map[string]bool{}
	wide, narrow := newBrowser(t, s.url, 1280), newBrowser(t, s.url, 360)
	for _, role := range roles {
		v := s.visitor(t)
		if role != models.RoleNobody {
			v = s.as(t, role)
		}
		for _, at := range samples(v, role) {
			path, _, _ := strings.Cut(at, "?")
			if where := routeOf(path); seen[where] && where != "/staff" {
				continue
			}
			seen[routeOf(path)] = true
			for _, lang := range []string{"zh-CN", "en"} {
				checkPage(t, wide, s.url, v.cookie, at, lang, source)
				checkPage(t, narrow, s.url, v.cookie, at, lang, source)
			}
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d kinds of pages were found", len(seen))
	}
	t.Logf("%d kinds of pages", len(seen))
}

func checkPage(t *testing.T, b *browser, origin, session, at, lang, source string) {
	t.Helper()
	b.signIn(origin, session, lang)
	b.run(chromedp.Navigate(origin+at), chromedp.WaitReady("footer.site"))
	width, inner := ask[int64](b, "document.documentElement.scrollWidth"), ask[int64](b, "window.innerWidth")
	ask[int](b, source+";0")
	findings := ask[string](b, axeRun)
	where := fmt.Sprintf("%s %s %d px", at, lang, inner)
	var list []string
	if err := json.Unmarshal([]byte(findings), &list); err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		t.Errorf("%s: %s", where, f)
	}
	if width > inner {
		t.Errorf("%s: the page is %d px wide", where, width)
	}
	b.quiet(where)
}
