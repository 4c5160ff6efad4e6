package main

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shanpei/handlers"
	"shanpei/models"
)

// until waits for a JavaScript expression to be true, also while the page goes on to another, and says what was waited for when it never is.
func (b *browser) until(expression string) {
	b.t.Helper()
	for range 250 {
		ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`(() => { try { return !!(`+expression+`); } catch { return false; } })()`))
		if err == nil && ok {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.t.Fatalf("waited in vain for %s", expression)
}

// TestTheDeskInABrowser moves a slider, sees the effect, and watches a run in the background to its end.
func TestTheDeskInABrowser(t *testing.T) {
	ctx := context.Background()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	p, err := open(ctx, &config{data: t.TempDir()}, log)
	if err != nil {
		t.Fatal(err)
	}
	people, err := fillDemo(ctx, p.book, p.accounts, p.vault, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	portal := handlers.New(p.book, p.accounts, p.vault, log, handlers.Config{PublicURL: "http://127.0.0.1", Secret: p.secret, Demo: true, MatchWait: -1})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	app := portal.App()
	go func() { _ = app.Listener(ln) }() // ends with Shutdown
	t.Cleanup(func() {
		portal.Close()
		if err := app.ShutdownWithTimeout(grace); err != nil {
			t.Error(err)
		}
		if err := p.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	s := &demoServer{url: "http://" + ln.Addr().String(), parts: p, people: people}
	manager := s.as(t, models.ProgramManager)
	runs := p.book.State().Matches.Len()

	b := newBrowser(t, s.url, 1280)
	b.signIn(s.url, manager.cookie, "zh-CN")
	b.run(chromedp.Navigate(s.url+"/staff/matching/new"), chromedp.WaitReady("footer.site"))
	b.until(`document.querySelector("#preview").textContent.includes("落实名额")`)
	before := ask[string](b, `document.querySelector("#preview table").textContent`)
	if ask[bool](b, `document.querySelector('[data-slide="f-urgency"]').hidden`) {
		t.Error("the slider does not appear")
	}
	ask[int](b, `(() => { const s = document.querySelector('[data-slide="f-urgency"]'); s.value = "0"; s.dispatchEvent(new Event("input", {bubbles: true})); return 1; })()`)
	if got := ask[string](b, `document.querySelector("#f-urgency").value`); got != "0" {
		t.Errorf("the number beside the slider is %q", got)
	}
	b.until(`document.querySelector("#preview table").textContent !== ` + quoted(before))
	ask[int](b, `(() => { document.querySelector("#desk .btn.act").click(); return 1; })()`)
	b.until(`location.pathname.startsWith("/staff/matching/") && !location.pathname.includes("/runs/") && document.querySelector("#proposals")`)
	b.quiet("the desk")
	if got := p.book.State().Matches.Len(); got != runs+1 {
		t.Errorf("%d runs were recorded", got-runs)
	}
	if text := ask[string](b, `document.querySelector("#record").textContent`); !strings.Contains(text, "仅用于本次的权重") {
		t.Errorf("the run does not say which weights it tried: %s", text)
	}
}

// quoted is a text as a JavaScript literal.
func quoted(s string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`", "$", "\\$").Replace(s) + "`"
}
