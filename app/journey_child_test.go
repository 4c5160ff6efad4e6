package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shanpei/internal/journal/journaltest"
	"shanpei/models"
)

// TestAChildFromIntakeToErasureInABrowser: township, county and city take a child in; it is given a place, a field of it is looked at, the sponsor reads its letter
// until the consent is withdrawn, it leaves and is erased by two. Afterwards nothing of it can be read anywhere, and no public figure has changed.
func TestAChildFromIntakeToErasureInABrowser(t *testing.T) {
	for _, store := range []string{"file", "server"} {
		t.Run(store, func(t *testing.T) {
			x := &story{data: t.TempDir()}
			if store == "server" {
				x.env = journaltest.MongoDatabase(t)
			}
			x.portal = start(t, x.data, x.env, "-demo")
			x.people = demoPeople(t, x.data)
			x.walker = &walker{browser: newBrowser(t, x.portal.url, 1280), url: x.portal.url}
			x.tell()
		})
	}
}

// story is the portal in which a child comes and goes.
type story struct {
	*walker
	data               string
	env                []string
	portal             *process
	people             []demoPerson
	typed              map[string]string // what is typed of the child: every text is unmistakable
	worker             demoPerson        // of its township
	number             string
	page               string // of the child
	sponsorship, place string // pages
	donor              demoPerson
}

func (x *story) tell() {
	x.intake()
	x.accept()
	x.bind()
	x.reveal()
	x.readLetter()
	x.depart()
	sealed := x.sealed()
	before := x.figures()
	x.erase()
	if after := x.figures(); after != before {
		x.t.Errorf("the figures of the home page were %v and are %v", before, after)
	}
	x.nothingLeft(sealed)
}

// by lets a person of a role go on.
func (x *story) by(role string) { x.enter(personOf(x.t, x.people, role)) }

// set chooses in a form, and opens what the form is folded into.
func (x *story) set(form string, values map[string]string) {
	x.t.Helper()
	x.run(chromedp.WaitReady("#" + form))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		ask[bool](x.browser, `(() => { const f = document.getElementById("`+form+`"); for (let d = f.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
			const e = f.querySelector('[name="`+name+`"]'); if (e.type == "radio") { f.querySelector('[name="`+name+`"][value="`+values[name]+`"]').checked = true } else e.value = "`+values[name]+`"; return true })()`)
	}
}

func (x *story) intake() {
	x.worker = personOf(x.t, x.people, "township_worker")
	x.typed = map[string]string{
		"name": "演示童新来", "id_number": demoResidentID(time.Now().AddDate(-9, 0, 0), 997), "phone": "19900009991", "village": "演示槐树庄村", "address": "演示槐树庄村三组七号",
		"school": "演示槐树庄小学", "class": "三年级七班之演示", "guardian_name": "演示监护人新来", "guardian_id": demoResidentID(time.Now().AddDate(-61, 0, 0), 995),
		"guardian_phone": "19900009999", "bank": "演示农商行槐树庄支行", "holder": "演示户主新来", "account": "6230000000099191",
	}
	x.enter(x.worker)
	x.open("/staff/persons/new")
	for _, name := range slices.Sorted(maps.Keys(x.typed)) {
		x.fill(name, x.typed[name])
	}
	place := ask[string](x.browser, `[...document.getElementById("f-place").options].find(o => o.value.startsWith("`+x.worker.County+`/")).value`)
	x.set("intake", map[string]string{"place": place, "category": "hardship", "risk": "low", "source": "visit", "stage": "primary"})
	x.press("#intake .form-actions button")
	x.page = ask[string](x.browser, "location.pathname")
	x.number = ask[string](x.browser, `document.querySelector("h1").textContent.trim()`)
	x.film("1-entered")
}

func (x *story) accept() {
	x.press("#verify button[type=submit]")
	for _, purpose := range []string{models.ConsentToAid, models.ConsentToLetter} {
		x.set("consent", map[string]string{"purpose": purpose, "by": "guardian", "evidence": "演示同意书", "given": string(models.DayOf(time.Now()))})
		x.press("#consent button[type=submit]")
	}
	x.enter(officerOf(x.t, x.people, x.worker.County))
	x.open(x.page)
	x.press("#review button[type=submit]")
	x.by("program_manager")
	x.open(x.page)
	x.press("#accept button[type=submit]")
	x.hidden("")
	x.film("2-accepted")
}

// hidden expects nothing of what was typed on the page, but one text.
func (x *story) hidden(shown string) {
	x.t.Helper()
	page := ask[string](x.browser, "document.documentElement.outerHTML")
	for name, text := range x.typed {
		if text != shown && strings.Contains(page, text) {
			x.t.Errorf("%s shows the %s", ask[string](x.browser, "location.pathname"), name)
		}
	}
}

// bind gives the child a place of a sponsorship in its county and stage.
func (x *story) bind() {
	x.open("/staff/sponsorships?county=" + x.worker.County + "&size=100")
	x.sponsorship = ask[string](x.browser, `(async () => {
		for (const a of document.querySelectorAll('main a[href^="/staff/sponsorships/"]')) {
			const page = new DOMParser().parseFromString(await (await fetch(a.pathname)).text(), "text/html");
			if (!page.querySelector('a[href$="/bind"]')) continue;
			const bind = new DOMParser().parseFromString(await (await fetch(a.pathname + "/bind?q=`+x.number+`")).text(), "text/html");
			if (bind.querySelector('#bind input[name="child"]')) return a.pathname;
		}
		return "" })()`)
	if x.sponsorship == "" {
		x.t.Fatalf("no sponsorship of %s has a place for %s", x.worker.County, x.number)
	}
	x.open(x.sponsorship)
	x.open(ask[string](x.browser, `document.querySelector('main a[href^="/staff/pledges/"]').pathname`))
	enterprise := ask[string](x.browser, `document.querySelector('main a[href^="/staff/enterprises/"]').pathname.split("/").pop()`)
	for _, p := range x.people {
		if p.Role == "donor_owner" && p.Enterprise == enterprise {
			x.donor = p
		}
	}
	x.open(x.sponsorship + "/bind?q=" + x.number)
	ask[bool](x.browser, `document.querySelector('#bind input[name="child"]').checked = true`)
	x.press("#bind .form-actions button")
	x.film("3-preview")
	x.press("#bind-confirm .form-actions button")
	x.place = ask[string](x.browser, `[...document.querySelectorAll("#places tr")].find(r => r.textContent.includes("`+x.number+`")).querySelector('a[href^="/staff/places/"]').pathname`)
	x.hidden("")
}

// reveal looks at one field, for a purpose; the look is on record.
func (x *story) reveal() {
	x.open(x.page)
	ask[bool](x.browser, `(() => { const s = document.querySelector('#sealed select[id$="-phone"]'); s.closest("details").open = true; s.closest("form").id = "look"; return true })()`)
	x.set("look", map[string]string{"purpose": "visit"})
	x.press("#look button[type=submit]")
	x.shows(x.typed["phone"], "入户走访")
	x.hidden(x.typed["phone"])
	x.film("4-look")
	x.by("auditor")
	x.open("/staff/looks")
	x.shows("入户走访")
	x.hidden("")
	x.film("5-looks")
}

// readLetter lets the sponsor read a letter, until the guardian withdraws the consent while its page is open.
func (x *story) readLetter() {
	const letter = "谢谢你们，我会好好读书。（演示来信）"
	x.by("program_manager")
	x.open(x.place)
	x.set("letter", map[string]string{"text": letter})
	x.press("#letter button[type=submit]")
	sponsor := &walker{browser: newBrowser(x.t, x.url, 360), url: x.url}
	sponsor.enter(x.donor)
	at := strings.Replace(x.sponsorship, "/staff/", "/enterprise/", 1)
	sponsor.open(at)
	sponsor.shows(letter)
	sponsor.film("6-sponsor-360")
	page := ask[string](sponsor.browser, "document.documentElement.outerHTML")
	for name, text := range x.typed {
		if strings.Contains(page, text) {
			x.t.Errorf("the sponsor sees the %s", name)
		}
	}
	x.enter(x.worker)
	x.open(x.page)
	x.set("withdraw-"+models.ConsentToLetter, nil)
	ask[bool](x.browser, `document.getElementById("withdraw-`+models.ConsentToLetter+`").closest("details").open = true`)
	x.press("#withdraw-" + models.ConsentToLetter + " button[type=submit]")
	sponsor.open(at)
	if text := ask[string](sponsor.browser, "document.body.textContent"); strings.Contains(text, letter) {
		x.t.Error("the sponsor still reads the letter")
	}
	sponsor.quiet(at)
}

// depart lets the child leave, and its place be free.
func (x *story) depart() {
	x.enter(x.worker)
	x.open(x.page)
	x.set("depart", map[string]string{"reason": "moved"})
	x.press("#depart button[type=submit]")
	x.by("program_manager")
	x.open(x.place)
	x.set("unbind", map[string]string{"reason": "departed"})
	x.press("#unbind button[type=submit]")
}

// erase is asked for by the guardian, checked by one and approved by another.
func (x *story) erase() {
	x.by("program_manager")
	x.open("/staff/requests")
	x.set("receive", map[string]string{"kind": models.RequestErase, "from": "guardian", "code": x.number})
	x.press("#receive .form-actions button")
	request := ask[string](x.browser, "location.pathname")
	x.set("check-form", map[string]string{"check": "document_seen"})
	x.press("#check-form button[type=submit]")
	x.film("7-request")
	x.press("#erase form button[type=submit]")
	erasure := ask[string](x.browser, `document.querySelector('main a[href^="/staff/erasures/"]').pathname`)
	x.by("secretary_general")
	x.open(erasure)
	x.film("8-erasure")
	ask[string](x.browser, `document.body.dataset.asked = "yes"`)
	x.run(chromedp.Click(`#answer button[value="approve"]`), chromedp.WaitVisible("dialog"), chromedp.Click("dialog .danger"), chromedp.WaitReady("body:not([data-asked]) footer.site"))
	x.by("program_manager")
	for _, at := range []string{x.page, request} {
		x.open(at)
		x.shows("已删除")
		x.hidden("")
	}
	x.film("9-erased")
	x.quiet("erasure")
}
