package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shanpei/models"
)

// TestTheProgrammesInABrowser: a visit leads to a new child, the child's operation is paid over its budget, a term's proofs come in, a contract has a milestone refused, an activity is
// held, goods are accepted, a disclosure is corrected, and 3,097 heads are insured.
func TestTheProgrammesInABrowser(t *testing.T) {
	x := &story{data: t.TempDir()}
	x.portal = start(t, x.data, nil, "-demo")
	x.people = demoPeople(t, x.data)
	x.walker = &walker{browser: newBrowser(t, x.portal.url, 1280), url: x.portal.url}
	x.visit()
	x.operation()
	x.proofs()
	x.contract()
	x.activity()
	x.goods()
	x.correction()
	x.by("secretary_general")
	x.open("/staff/insurance")
	x.follow(`main table a`)
	x.shows("3,097 人", "309,700.00")
	x.open("/staff/briefing")
	x.shows("3,097 人", "1,842 人", "615 人", "20 场次", "312 人次以上", "23 例") // the table's 22, and the one of this journey
	x.film("9-briefing")
}

func todayText() string { return string(models.DayOf(time.Now())) }

// do unfolds a form, fills it in and sends it.
func (x *story) do(form string, values map[string]string) {
	x.t.Helper()
	x.run(chromedp.WaitReady("#" + form))
	ask[bool](x.browser, `(() => { for (let d = document.getElementById("`+form+`").closest("details"); d; d = d.parentElement.closest("details")) d.open = true; return true })()`)
	x.set(form, values)
	x.press("#" + form + " button[type=submit]")
}

// follow opens the first link that a selector finds.
func (x *story) follow(selector string) {
	x.t.Helper()
	path := ask[string](x.browser, `document.querySelector('`+selector+`')?.getAttribute("href") ?? ""`)
	if path == "" {
		x.t.Fatalf("no link %s on %s", selector, x.path())
	}
	x.open(path)
}

func (x *story) path() string { return ask[string](x.browser, "location.pathname") }

// tick ticks the box of a group with a value; an empty value means the first.
func (x *story) tick(name, value string) {
	x.t.Helper()
	selector := `input[name="` + name + `"]`
	if value != "" {
		selector += `[value="` + value + `"]`
	}
	if !ask[bool](x.browser, `(() => { const e = document.querySelector('`+selector+`'); if (e) e.checked = true; return !!e })()`) {
		x.t.Fatalf("no box %s on %s", selector, x.path())
	}
}

func (x *story) visit() {
	worker := personOf(x.t, x.people, "township_worker")
	x.enter(worker)
	x.open("/staff/visits/new")
	place := ask[string](x.browser, `[...document.getElementById("f-place").options].find(o => o.value.startsWith("`+worker.County+`/")).value`)
	x.tick("findings", "new_hardship")
	x.do("visit", map[string]string{"place": place, "day": todayText()})
	page := x.path()
	x.shows("新发现困境", "未建档家庭")
	x.intake()
	x.open(page)
	x.do("link", map[string]string{"beneficiary": x.number})
	x.shows(x.number)
	x.film("1-visit")
	x.open(x.page)
	x.accept()
}

func (x *story) operation() {
	x.by("program_manager")
	x.open("/staff/cases/new")
	x.choose("program", "慈佑童年")
	x.do("case", map[string]string{"beneficiary": x.number})
	page := x.path()
	x.do("indicate", nil)
	x.do("settle", map[string]string{"total_fen": "42000", "insured_fen": "27000"})
	x.do("propose", map[string]string{"fen": "15000", "document": "演示民政〔2026〕88号"})
	x.by("secretary_general")
	x.open(page)
	x.do("approve", nil)
	x.by("program_manager")
	x.open(page)
	x.do("operate", map[string]string{"day": todayText(), "hospital": "演示定点医院"})
	x.do("bill", map[string]string{"total_fen": "47000", "insured_fen": "28000", "settlement": "演示结算88"})
	x.shows("4,000.00") // who bears it must be said
	x.do("bill", map[string]string{"shortfall": "family"})
	x.shows("已结算", "家庭自付", "4,000.00")
	x.film("2-case")
}

func (x *story) proofs() {
	x.enter(officerOf(x.t, x.people, "370983"))
	x.open("/staff/terms")
	x.run(chromedp.WaitReady("main table"))
	path := ask[string](x.browser, `[...document.querySelectorAll("main table tr")].find(r => r.innerText.includes("意达圆梦"))?.querySelector("a")?.getAttribute("href") ?? ""`)
	x.open(path)
	x.tick("bindings", "")
	x.do("enrolment", map[string]string{"document": "演示在读名单370983-1"})
	x.shows("演示在读名单370983-1")
	x.film("3-term")
}

func (x *story) contract() {
	x.by("program_manager")
	x.open("/staff/contracts/new")
	x.choose("program", "东原同行")
	x.set("contract", map[string]string{
		"title": "滩区陪伴二期", "provider": "演示社会工作服务中心", "area": "黄河滩区", "from": todayText(), "to": string(models.DayOf(time.Now()).AddDays(300)),
		"indicator_1": "陪伴", "target_1": "800", "unit_1": "人次", "milestone_1": "期中", "due_1": string(models.DayOf(time.Now()).AddDays(120)), "fen_1": "60000",
	})
	x.press("#contract .form-actions button")
	page := x.path()
	x.do("sign", map[string]string{"paper": "演示合同〔2026〕88号"})
	for _, answer := range []string{"refuse-1", "accept-1"} {
		x.by("program_manager")
		x.open(page)
		x.do("deliver-1", map[string]string{"reached_1": "410", "evidence": "演示验收88"})
		x.by("secretary_general")
		x.open(page)
		values := map[string]string{}
		if strings.HasPrefix(answer, "refuse") {
			values["reason"] = "缺服务记录"
		}
		x.do(answer, values)
	}
	x.shows("410 人次", "待付款")
	x.film("4-contract")
}

func (x *story) activity() {
	x.by("program_manager")
	x.open("/staff/activities/new")
	county := ask[string](x.browser, `document.querySelector('#activity [name="county"]').options[1].value`)
	x.set("activity", map[string]string{
		"title": "同心同行 爱不孤单 冬日陪伴", "series": "同心同行 爱不孤单", "county": county, "plan": "亲子陪伴和政策宣讲。", "from": todayText(), "to": todayText(), "planned": "2", "budget_fen": "3000",
	})
	x.press("#activity .form-actions button")
	page := x.path()
	x.by("secretary_general")
	x.open(page)
	x.do("step-approve", nil)
	x.by("program_manager")
	x.open(page)
	x.do("session", map[string]string{"day": todayText(), "count": "2", "children": "61", "parents": "48", "sign_in": "演示签到88"})
	x.do("cost", map[string]string{"day": todayText(), "what": "场地", "fen": "1200", "voucher": "记-88"})
	x.do("step-account", nil)
	x.by("secretary_general")
	x.open(page)
	x.do("step-accept", nil)
	x.shows("61 人次", "48 人次", "1,200.00")
	x.film("5-activity")
}

func (x *story) goods() {
	x.by("program_manager")
	x.open("/staff/gifts")
	x.run(chromedp.WaitReady("#gift"))
	donor := ask[string](x.browser, `document.querySelector('#gift [name="enterprise"]').options[1].value`)
	program := ask[string](x.browser, `document.querySelector('#gift [name="program"]').options[1].value`)
	x.do("gift", map[string]string{"enterprise": donor, "program": program, "goods": "冬季棉服", "at": todayText(), "quantity": "120", "unit": "件", "value_fen": "21600", "basis": "演示发票88"})
	x.shows("冬季棉服", "21,600.00")
	x.film("6-goods")
}

func (x *story) correction() {
	x.open("/staff/disclosures")
	path := ask[string](x.browser, `[...document.querySelectorAll("main table tr")].find(r => r.innerText.includes("已公开"))?.querySelector('a[href^="/staff/disclosures/"]')?.getAttribute("href") ?? ""`)
	x.open(path)
	x.do("correct", map[string]string{"why": "漏计一笔实物捐赠的说明"})
	x.open(path)
	x.shows("漏计一笔实物捐赠的说明")
	x.leave()
	x.open("/disclosures")
	x.film("7-disclosures")
}
