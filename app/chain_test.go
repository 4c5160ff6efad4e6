package main

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAVisitorsBrowserRecomputesTheChain presses the button of the public record, then does it again with one digit of the journal turned on its way.
func TestAVisitorsBrowserRecomputesTheChain(t *testing.T) {
	s := demoPortal(t)
	b := newBrowser(t, s.url, 1280)
	b.signIn(s.url, "", "zh-CN")
	_, head := s.parts.book.Head()
	press := func() string {
		b.run(chromedp.Click("[data-chain]"), chromedp.WaitVisible(".chain-said .notice"))
		return ask[string](b, `document.querySelector(".chain-said .notice").className + " " + document.querySelector(".chain-said").textContent`)
	}
	b.run(chromedp.Navigate(s.url+"/transparency"), chromedp.WaitVisible("[data-chain]"))
	if said := press(); !strings.HasPrefix(said, "notice done") || !strings.Contains(said, hex.EncodeToString(head[:])) {
		t.Errorf("the chain is whole, but the page says %q", said)
	}
	for name, twist := range map[string]string{
		"a body":      `i.items[3].body = (i.items[3].body[0] === "0" ? "1" : "0") + i.items[3].body.slice(1)`,
		"a kind":      `i.items[3].kinds = ["user.added"]`,
		"an instant":  `i.items[3].at = "2020-01-01T00:00:00.000Z"`,
		"a lost one":  `i.items.splice(3, 1)`,
		"a put in":    `i.items.splice(3, 0, i.items[2])`,
		"a cut short": `i.items = i.items.slice(0, 3)`,
	} {
		b.run(chromedp.Navigate(s.url+"/transparency"), chromedp.WaitVisible("[data-chain]"))
		ask[int](b, `(() => {
			const ask = window.fetch;
			window.fetch = async (...a) => {
				const i = await (await ask(...a)).json();
				if (i.items[0]?.seq === 1) { `+twist+` }
				return new Response(JSON.stringify(i), { status: 200 });
			};
			return 0;
		})()`)
		if said := press(); !strings.HasPrefix(said, "notice bad") || !strings.Contains(said, "第 4 条") {
			t.Errorf("%s: the page says %q", name, said)
		}
	}
	b.quiet("/transparency")
}

// TestAStoppedCheckOfTheChainGoesOnAndComparesANotedHead stops a run while an answer is held back, goes on with it, and compares heads: one of this journal,
// one that never was, one of an entry that is gone.
func TestAStoppedCheckOfTheChainGoesOnAndComparesANotedHead(t *testing.T) {
	s := demoPortal(t)
	b := newBrowser(t, s.url, 360)
	b.signIn(s.url, "", "zh-CN")
	seq, head := s.parts.book.Head()
	if seq < 250 {
		t.Fatalf("the demonstration has %d entries, the test needs two answers", seq)
	}
	open := func() { b.run(chromedp.Navigate(s.url+"/transparency"), chromedp.WaitVisible("[data-chain]")) }
	said := func() string {
		b.run(chromedp.WaitVisible(".chain-said .notice"))
		return ask[string](b, `document.querySelector(".chain-said .notice").className + " " + document.querySelector(".chain-said").textContent`)
	}
	open()
	ask[int](b, `(() => {
		const ask = window.fetch;
		window.fetch = (url, o) => url.includes("from=1&") ? ask(url, o) : new Promise((_, no) => o.signal.addEventListener("abort", () => no(new Error("stopped"))));
		window.released = () => { window.fetch = ask; };
		return 0;
	})()`)
	b.run(chromedp.Click("[data-chain]"), chromedp.Poll[chromedp.Void](`document.querySelector(".chain-said").textContent.includes("200")`), chromedp.Click("[data-chain-stop]"), chromedp.WaitVisible("[data-chain-on]"))
	if text := ask[string](b, `document.querySelector(".chain-said").textContent + document.querySelector("[data-chain-on]").textContent`); !strings.Contains(text, "前 200 条") || !strings.Contains(text, "从第 201 条继续") {
		t.Errorf("after the stop the page says %q", text)
	}
	ask[int](b, `(window.released(), 0)`)
	b.run(chromedp.Click("[data-chain-on]"))
	if text := said(); !strings.HasPrefix(text, "notice done") || !strings.Contains(text, hex.EncodeToString(head[:])) || !strings.Contains(text, "没有与以前记下的哈希比较") {
		t.Errorf("gone on with, the page says %q", text)
	}
	early, err := s.parts.book.Entries(t.Context(), 7, 1)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ seq, hash, tone, want string }{
		"a head of this journal":    {"7", hex.EncodeToString(early[0].Hash[:]), "notice done", "您记下的第 7 条仍在这条链上"},
		"a head of another journal": {"7", strings.Repeat("ab", 32), "notice bad", "另一本账册"},
		"a head of what is gone":    {"999999", strings.Repeat("ab", 32), "notice bad", "后来的记录被拿走了"},
		"half a head":               {"7", "ab", "notice warning", "完整的 64 位哈希"},
	} {
		open()
		b.run(chromedp.SetValue(`[name="noted_seq"]`, c.seq), chromedp.SetValue(`[name="noted_hash"]`, c.hash), chromedp.Click("[data-chain]"))
		if text := said(); !strings.HasPrefix(text, c.tone) || !strings.Contains(text, c.want) {
			t.Errorf("%s: the page says %q", name, text)
		}
	}
	b.quiet("/transparency")
}

// TestTheCommandOfThePublicRecordChecksTheChain runs the program that the page offers, against the portal and against one that lies.
func TestTheCommandOfThePublicRecordChecksTheChain(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 to run the command with")
	}
	s := demoPortal(t)
	seq, head := s.parts.book.Head()
	check := func(args ...string) (string, error) {
		out, err := exec.CommandContext(t.Context(), python, append([]string{"../static/verify-chain.py"}, args...)...).CombinedOutput()
		return string(out), err
	}
	out, err := check(s.url, strconv.FormatInt(seq, 10), hex.EncodeToString(head[:]))
	if err != nil || !strings.Contains(out, hex.EncodeToString(head[:])) {
		t.Errorf("%v: %s", err, out)
	}
	if out, err := check(s.url, "3", strings.Repeat("0", 64)); err == nil || !strings.Contains(out, "another journal") {
		t.Errorf("a wrong head: %v: %s", err, out)
	}
	liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get(s.url + r.URL.String())
		if err != nil {
			t.Error(err)
			return
		}
		defer answer.Body.Close()
		body, _ := io.ReadAll(answer.Body)
		_, _ = w.Write(bytes.Replace(body, []byte(`"county.put"`), []byte(`"county.cut"`), 1))
	}))
	defer liar.Close()
	if out, err := check(liar.URL); err == nil || !strings.Contains(out, "does not fit") {
		t.Errorf("a changed kind: %v: %s", err, out)
	}
}
