package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// walker is a browser in which one person after the other signs in and works.
type walker struct {
	*browser
	url string
}

// leave forgets who was signed in; the pages stay in Chinese.
func (j *walker) leave() {
	j.t.Helper()
	j.signIn(j.url, "", "zh-CN")
}

// enter signs a person in by the form.
func (j *walker) enter(who demoPerson) {
	j.t.Helper()
	j.leave()
	j.run(chromedp.Navigate(j.url+"/login"), chromedp.WaitVisible("#f-password"), chromedp.SendKeys("#f-email", who.Email), chromedp.SendKeys("#f-password", who.Password),
		chromedp.Click("#login .btn.act"), chromedp.WaitNotPresent("#f-password"))
	j.quiet("/login")
}

// choose takes the option of a list whose words contain the text.
func (j *walker) choose(field, text string) {
	j.t.Helper()
	value := ask[string](j.browser, `[...document.getElementById("f-`+field+`").options].find(o => o.text.includes("`+text+`"))?.value ?? ""`)
	if value == "" {
		j.t.Fatalf("no %s is called %s", field, text)
	}
	j.run(chromedp.SetValue("#f-"+field, value))
}

// step takes one step of a need; its form is gone afterwards.
func (j *walker) step(verb string) {
	j.t.Helper()
	form := "#step-" + verb
	j.run(chromedp.WaitVisible(form), chromedp.Click(form+" button[type=submit]"), chromedp.WaitNotPresent(form), chromedp.WaitVisible("footer.site"))
	j.quiet(verb)
}

// film keeps a picture of the page in the folder of SHANPEI_FILM, when that is set.
func (j *walker) film(name string) {
	j.t.Helper()
	dir := os.Getenv("SHANPEI_FILM")
	if dir == "" {
		return
	}
	raw, err := chromedp.Run(j.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		j.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), raw, 0o644); err != nil {
		j.t.Fatal(err)
	}
}

// officerOf is the officer of a county.
func officerOf(t *testing.T, people []demoPerson, county string) demoPerson {
	t.Helper()
	for _, p := range people {
		if p.Role == "county_officer" && p.County == county {
			return p
		}
	}
	t.Fatalf("no officer of %s", county)
	return demoPerson{}
}
