package main

import (
	"encoding/hex"
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
