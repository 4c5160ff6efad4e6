package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestTheMainJobInABrowser walks the main job through the pages alone, in Chromium against the real binary: a need from its draft to the public page, an
// enterprise from its registration to a signed pledge, money from the bank's lines over the matching to a payout that comes back and is paid again. The
// journal is proven at the end.
func TestTheMainJobInABrowser(t *testing.T) {
	data := t.TempDir()
	p := start(t, data, nil, "-demo")
	people := demoPeople(t, data)
	b := newBrowser(t, p.url, 1280)
	j := &walker{browser: b, url: p.url}
	worker := personOf(t, people, "township_worker")

	j.enter(worker)
	b.run(chromedp.Navigate(p.url+"/staff/needs/new"), chromedp.WaitVisible("#need"))
	j.choose("program", "意达圆梦")
	b.run(chromedp.SetValue("#f-type", "study_aid"), chromedp.SetValue("#f-stage", "primary"), chromedp.SendKeys("#f-unit_price_fen", "1000"), chromedp.SendKeys("#f-places", "1000"))
	j.film("01-draft")
	b.run(chromedp.Click("#need .form-actions button"), chromedp.WaitVisible("#step-verify"))
	at := ask[string](b, "location.pathname")
	number := ask[string](b, `document.querySelector("main h1").textContent.trim()`)
	j.step("verify")

	j.enter(officerOf(t, people, worker.County))
	b.run(chromedp.Navigate(p.url+at), chromedp.WaitVisible("#step-review"))
	j.step("review")
	j.enter(personOf(t, people, "program_manager"))
	b.run(chromedp.Navigate(p.url+at), chromedp.WaitVisible("#step-approve"))
	j.step("approve")
	j.step("publish")
	j.step("open")
	j.film("02-open")

	j.leave()
	b.run(chromedp.Navigate(p.url+"/needs/"+number), chromedp.WaitVisible("footer.site"))
	if text := ask[string](b, `document.querySelector("main").textContent`); !strings.Contains(text, "意达圆梦") || !strings.Contains(text, "1,000") {
		t.Errorf("the public page of the need says %.400q", text)
	}
	j.film("03-public")
	b.quiet(at)
	before := j.figures()
	owner := j.register(people)
	pledge, reference := j.pledge(owner)
	j.bankLines(personOf(t, people, "finance_maker"), reference)
	j.match(personOf(t, people, "program_manager"), reference)
	j.payOut(people, pledge, owner)
	after := j.figures()
	if after[0] <= before[0] || after[1] <= before[1] || after[2] <= before[2] || after[3] <= before[3] {
		t.Errorf("the four figures were %v and are %v", before, after)
	}
	j.film("14-figures")
	b.quiet("/")
	if code := p.stop(); code != 0 {
		t.Errorf("the portal ended with %d", code)
	}
	if out, code := command(t, "verify", "-data", data); code != 0 {
		t.Errorf("verify: %s", out)
	}
}
