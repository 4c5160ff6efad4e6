package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shanpei/models"
)

// TestAChildIsTakenFromIntakeToAcceptanceInABrowser: the township enters and verifies, the county reviews, the city accepts once a consent is there. No page
// shows the name.
func TestAChildIsTakenFromIntakeToAcceptanceInABrowser(t *testing.T) {
	data := t.TempDir()
	p := start(t, data, nil, "-demo")
	people := demoPeople(t, data)
	b := newBrowser(t, p.url, 1280)
	j := &walker{browser: b, url: p.url}
	step := func(verb string) {
		b.run(chromedp.Click("#"+verb+" button[type=submit]"), chromedp.WaitNotPresent("#"+verb), chromedp.WaitVisible("footer.site"))
		b.quiet(verb)
	}
	worker := personOf(t, people, "township_worker")
	j.enter(worker)
	b.run(chromedp.Navigate(p.url+"/staff/persons/new"), chromedp.WaitVisible("#intake"))
	for field, text := range map[string]string{
		"name": "演示童新来", "id_number": demoResidentID(time.Now().AddDate(-9, 0, 0), 997), "guardian_name": "演示监护人新来", "guardian_phone": "13800009999",
	} {
		b.run(chromedp.SendKeys("#f-"+field, text))
	}
	place := ask[string](b, `[...document.getElementById("f-place").options].find(o => o.value.startsWith("`+worker.County+`/")).value`)
	b.run(chromedp.SetValue("#f-place", place), chromedp.SetValue("#f-category", "hardship"), chromedp.SetValue("#f-risk", "low"), chromedp.SetValue("#f-source", "visit"),
		chromedp.SetValue("#f-stage", "primary"), chromedp.Click("#intake .form-actions button"), chromedp.WaitVisible("#verify"))
	at := ask[string](b, "location.pathname")
	step("verify")
	b.run(chromedp.Click("#consents details summary"), chromedp.WaitVisible("#consent"), chromedp.SetValue("#f-purpose", models.ConsentToAid),
		chromedp.Click(`#consent input[name="by"][value="guardian"]`), chromedp.SendKeys("#f-evidence", "演示同意书"),
		chromedp.SetValue("#f-given", string(models.DayOf(time.Now()))), chromedp.Click("#consent button[type=submit]"), chromedp.WaitReady("#withdraw-aid"))
	j.enter(officerOf(t, people, worker.County))
	b.run(chromedp.Navigate(p.url+at), chromedp.WaitVisible("#review"))
	step("review")
	j.enter(personOf(t, people, "program_manager"))
	b.run(chromedp.Navigate(p.url+at), chromedp.WaitVisible("#accept"))
	step("accept")
	text := ask[string](b, `document.querySelector("main").textContent`)
	if !strings.Contains(text, "演****") || strings.Contains(text, "新来") || strings.Contains(text, "13800009999") {
		t.Errorf("the page of the child says %.600q", text)
	}
	b.quiet(at)
}
