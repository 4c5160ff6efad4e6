package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shanpei/internal/journal"
	"shanpei/models"
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

// fill types into the field of a name, instead of what is there.
func (j *walker) fill(name, text string) {
	j.t.Helper()
	field := `[name="` + name + `"]`
	j.run(chromedp.WaitReady(field))
	ask[string](j.browser, `document.querySelector('`+field+`').value = ""`)
	j.run(chromedp.SendKeys(field, text))
}

// press sends a form and waits for the page that answers.
func (j *walker) press(button string) {
	j.t.Helper()
	// A click goes to a point: the page must have come to rest, or it may move away from under it.
	ask[bool](j.browser, `document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))`)
	ask[string](j.browser, `document.body.dataset.asked = "yes"`)
	j.run(chromedp.WaitReady(button), chromedp.Click(button), chromedp.WaitReady("body:not([data-asked]) footer.site"))
	j.quiet(button)
}

func (j *walker) open(path string) {
	j.t.Helper()
	j.run(chromedp.Navigate(j.url+path), chromedp.WaitReady("footer.site"))
}

// shows expects a text on the page.
func (j *walker) shows(texts ...string) {
	j.t.Helper()
	page := ask[string](j.browser, `document.querySelector("main").innerText`)
	for _, text := range texts {
		if !strings.Contains(page, text) {
			j.t.Errorf("%s does not show %q: %.1500s", ask[string](j.browser, "location.pathname"), text, page)
		}
	}
}

// figures are the four of the home page: pledged, received and paid out in fen, helped in 人次.
func (j *walker) figures() [4]int64 {
	j.t.Helper()
	j.leave()
	j.open("/")
	list := ask[[]int64](j.browser, `[...document.querySelectorAll(".figures .figure")].map(f => Number(f.querySelector("data")?.value ?? f.textContent.replace(/[^0-9]/g, "")))`)
	if len(list) != 4 {
		j.t.Fatalf("the home page has %d figures", len(list))
	}
	return [4]int64(list)
}

// register brings a new enterprise in and lets the manager verify it.
func (j *walker) register(people []demoPerson) demoPerson {
	j.t.Helper()
	owner := demoPerson{Name: "林远舟（演示）", Email: "owner@yunfan.example", Password: "qing-shan-lv-shui-88", Enterprise: "云帆精工（演示）"}
	j.leave()
	j.open("/register")
	j.fill("name", owner.Enterprise)
	j.fill("uscc", journal.SampleUSCC(4711))
	j.fill("contact", owner.Name)
	j.fill("phone", "13800004711")
	j.fill("email", owner.Email)
	j.fill("password", owner.Password)
	j.run(chromedp.Click("#f-consent"))
	j.film("04-register")
	j.press("#register .btn.act")
	j.shows(owner.Enterprise)
	j.enter(personOf(j.t, people, "program_manager"))
	j.open("/staff/enterprises")
	j.open(ask[string](j.browser, `[...document.querySelectorAll("main a")].find(a => a.textContent.includes("`+owner.Enterprise+`")).pathname`))
	j.film("05-verify")
	j.press("#verify .btn.act")
	j.shows("已核验")
	return owner
}

// pledge promises 300,000.00 元 for 意达圆梦 in two instalments and signs; it gives the pledge's page and its reference.
func (j *walker) pledge(owner demoPerson) (path, reference string) {
	j.t.Helper()
	j.enter(owner)
	j.open("/enterprise/pledges/new")
	j.run(chromedp.Click(`input[name="kind"][value="restricted"]`))
	ask[bool](j.browser, `[...document.querySelectorAll('input[name="purpose.programs"]')].find(i => i.closest("label").textContent.includes("意达圆梦")).click() === undefined`)
	j.press("#purpose-form .btn.act")
	j.fill("amount_fen", "300000")
	j.run(chromedp.Click(`input[name="plan"][value="halves"]`))
	j.film("06-pledge")
	j.press("#pledge-form .btn.act")
	j.shows("叁拾万元整")
	j.film("07-agreement")
	j.run(chromedp.Click("#f-agree"))
	j.press("#sign .btn.act")
	reference = ask[string](j.browser, `document.querySelector(".reference code").textContent.trim()`)
	return strings.TrimSuffix(ask[string](j.browser, "location.pathname"), "/pay"), reference
}

// bankLines enters what arrived: the first instalment from somebody else's account, the second in two parts.
func (j *walker) bankLines(maker demoPerson, reference string) {
	j.t.Helper()
	j.enter(maker)
	j.open("/staff/money?enter=1")
	today := models.DayOf(time.Now())
	for i, l := range [][3]string{{"150000", "某某个人（演示）", "代云帆精工捐款 "}, {"100000", "云帆精工（演示）", ""}, {"50000", "云帆精工（演示）", "补足 "}} {
		at := "." + strconv.Itoa(i)
		j.fill("line_id"+at, "BROWSER-"+strconv.Itoa(i))
		ask[string](j.browser, `document.querySelector('[name="date`+at+`"]').value = "`+string(today)+`"`)
		j.fill("amount_fen"+at, l[0])
		j.fill("payer"+at, l[1])
		j.fill("memo"+at, l[2]+reference)
	}
	j.film("08-bank-lines")
	j.press(`form[action="/staff/money/lines"] .btn.act`)
	j.shows("BROWSER-0", reference, "部分入账")
	j.film("09-received")
}

// match runs the matching, reads a reason and accepts what is proposed for the pledge.
func (j *walker) match(manager demoPerson, number string) {
	j.t.Helper()
	j.enter(manager)
	j.open("/staff/matching")
	j.press("#run .btn.act")
	j.shows(number, "分")
	chosen := ask[int](j.browser, `[...document.querySelectorAll('input[name="proposals"]')].filter(i => [...i.closest("tr").querySelectorAll("a")].some(a => a.textContent.includes("`+number+`"))).map(i => i.click()).length`)
	if chosen == 0 {
		j.t.Fatalf("nothing is proposed for %s", number)
	}
	j.film("10-matching")
	j.press(`button[name="accept"][value="chosen"]`)
	j.shows("已采纳")
}

// payOut takes two lines through maker, checker, approver and bank; one comes back and is paid again. The owner then reads the whole chain.
func (j *walker) payOut(people []demoPerson, pledge string, owner demoPerson) {
	j.t.Helper()
	maker := personOf(j.t, people, "finance_maker")
	j.enter(maker)
	j.open("/staff/disbursements/new")
	j.open(ask[string](j.browser, `(a => a.pathname + a.search)([...document.querySelectorAll("main a")].find(a => a.href.includes("program=") && a.textContent.includes("意达圆梦")))`))
	places := ask[[]string](j.browser, `[...document.querySelectorAll("main tr")].filter(r => r.textContent.includes("`+owner.Enterprise+`")).map(r => r.querySelector('input[name^="places."]').name)`)
	if len(places) < 2 {
		j.t.Fatalf("%d sponsorships of the new enterprise can be paid out, the walk needs two", len(places))
	}
	j.fill(places[0], "20")
	j.fill(places[1], "10")
	j.film("11-payout")
	j.press(`form[action="/staff/disbursements"] .btn.act`)
	at := ask[string](j.browser, "location.pathname")
	for _, who := range []string{"finance_checker", "secretary_general", "finance_maker"} {
		j.enter(personOf(j.t, people, who))
		j.open(at)
		j.press(".staff-steps .btn.act")
	}
	j.run(chromedp.Click(`#return input[name="lines"]`), chromedp.Click("#return details summary"))
	j.fill("reason", "户名与账号不符，银行退回。")
	j.film("12-returned")
	j.press("#return .confirm button[type=submit]")
	j.shows("退票")
	j.press(".staff-steps .btn.act")
	j.enter(owner)
	j.open(pledge)
	j.shows("账册第", "300,000.00", "拨付", "退票")
	j.film("13-chain")
}
