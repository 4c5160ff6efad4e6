package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"shanpei/models"
)

// TestThePlaceAPledgeWouldMeetIsShownWhileItIsTyped types into step two as a donor would, under the real Content-Security-Policy.
func TestThePlaceAPledgeWouldMeetIsShownWhileItIsTyped(t *testing.T) {
	s := demoPortal(t)
	b := newBrowser(t, s.url, 1280)
	b.signIn(s.url, s.as(t, models.DonorOwner).cookie, "zh-CN")
	told := func(want string) string {
		b.t.Helper()
		return ask[string](b, `new Promise((tell) => {
			const look = () => document.getElementById("whatif").textContent.includes("`+want+`");
			const end = setTimeout(() => { seen.disconnect(); tell("instead: " + document.getElementById("whatif").textContent); }, 10000);
			const seen = new MutationObserver(() => { if (look()) { clearTimeout(end); seen.disconnect(); tell("yes"); } });
			seen.observe(document.getElementById("whatif"), { childList: true, subtree: true, characterData: true });
			if (look()) { clearTimeout(end); seen.disconnect(); tell("yes"); }
		})`)
	}
	b.run(chromedp.Navigate(s.url+"/enterprise/pledges/new?step=2&kind=free"), chromedp.WaitVisible("#f-amount_fen"))
	b.run(chromedp.SendKeys("#f-amount_fen", "12abc"))
	if said := told("请填写金额数字"); said != "yes" {
		t.Errorf("for 12abc, %s", said)
	}
	ask[bool](b, `document.getElementById("f-amount_fen").select() === undefined`)
	b.run(chromedp.SendKeys("#f-amount_fen", "20000"))
	if said := told("贰万元整"); said != "yes" {
		t.Errorf("for 20000, %s", said)
	}
	b.run(chromedp.Click(`input[name="plan"][value="quarters"]`))
	if said := told("5,000.00 元"); said != "yes" {
		t.Errorf("in four quarters, %s", said)
	}
	b.run(chromedp.Click(`input[name="plan"][value="custom"]`), chromedp.WaitVisible(`input[name="instalment_amount"]`))
	if ask[bool](b, `document.getElementById("f-start").checkVisibility()`) {
		t.Error("the first day is still asked for beside an own plan")
	}
	b.run(chromedp.Click(`input[name="plan"][value="once"]`), chromedp.Click(`#pledge-form .btn.act`), chromedp.WaitVisible("#f-agree"))
	b.run(chromedp.Click("#f-agree"), chromedp.Click("#sign .btn.act"), chromedp.WaitVisible(".reference code"))
	if ref := ask[string](b, `document.querySelector(".reference code").textContent`); !strings.HasPrefix(ref, "YX-") {
		t.Errorf("the reference is %q", ref)
	}
	b.quiet("/enterprise/pledges/new")
}
