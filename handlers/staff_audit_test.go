package handlers

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"

	"shanpei/internal/journal"
	"shanpei/models"
)

func TestTheAuditLogSaysInWordsWhoDidWhatAndFindsIt(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.walked()
	for i := range 5 {
		p.do(p.actor("setup"), models.PutCounty{County: models.County{Code: xintai, Name: "新泰市", SubBrand: "心连心 " + strconv.Itoa(i), Townships: []string{"羊流镇"}}})
	}
	c := p.as("auditor")
	all := c.get("/staff/audit").is(200).has("登记了区县 新泰市")
	c.get("/staff/audit?kind=pledge.signed").is(200).has("签署了认捐", pledge.Number, `href="/staff/pledges/`+pledge.ID)
	head, _ := p.Book.Head()
	if n := all.doc().Find("tbody tr").Length(); n != 40 || !strings.Contains(all.body, strconv.FormatInt(head, 10)) {
		t.Errorf("%d entries on the first page", n)
	}
	for query, want := range map[string]struct {
		has, hasNot string
	}{
		"kind=pledge.signed":             {"签署了认捐", "认捐 " + pledge.Number + "："},
		"actor=finance_checker":          {canary + "finance_checker", "签署了认捐"},
		"role=finance_checker":           {canary + "finance_checker", "签署了认捐"},
		"object=" + pledge.Number:        {"签署了认捐", "登记了区县"},
		"object=" + pledge.ID:            {"签署了认捐", "登记了区县"},
		"county=" + xintai:               {"新泰市", "签署了认捐"},
		"from=2027-01-01":                {"没有符合条件的条目", "签署了认捐"},
		"to=2026-01-01":                  {"没有符合条件的条目", "签署了认捐"},
		"kind=pledge.signed&actor=admin": {"没有符合条件的条目", "签署了认捐"},
		"object=PERSON-NOBODY-KNOWS-1":   {"没有符合条件的条目", "签署了认捐"},
	} {
		page := c.get("/staff/audit?" + query).is(200)
		body := page.doc().Find("main table, main .empty").Text()
		if !strings.Contains(body, want.has) || strings.Contains(body, want.hasNot) {
			t.Errorf("%s shows %.600s", query, body)
		}
	}
	c.get("/staff/audit?from=soon").is(422)
	older := c.get(all.doc().Find(`.pager a[rel="next"]`).AttrOr("href", "")).is(200)
	if first := older.doc().Find("tbody tr").First().Text(); !strings.Contains(first, strconv.FormatInt(head-40, 10)) {
		t.Errorf("the second page begins with %s", first)
	}
}

func TestAnEntryShowsWhatWasBeforeAndAfter(t *testing.T) {
	p := newTestPortal(t)
	p.do(p.actor("setup"), models.PutCounty{County: models.County{Code: daiyue, Name: "岱岳新区", SubBrand: "助梦飞翔 护未岱岳", Townships: []string{"满庄镇", "夏张镇"}, Version: 0}})
	head, _ := p.Book.Head()
	c := p.as("auditor")
	page := c.get("/staff/audit/" + strconv.FormatInt(head, 10)).is(200)
	row := page.doc().Find("#things tr, section tr").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), "岱岳新区") }).First().Text()
	if !strings.Contains(row, "岱岳区") || !strings.Contains(row, "岱岳新区") {
		t.Errorf("the change of a name is %q", row)
	}
	c.get("/staff/audit/1").is(200).has("建立了总会资料")
	for _, seq := range []string{"0", "-1", "x", strconv.FormatInt(head+1, 10)} {
		c.get("/staff/audit/" + seq).is(404)
	}
	p.as("county_officer").get("/staff/audit/1").is(403)
	p.as("township_worker").get("/staff/audit").is(403)
	p.as("donor_owner").get("/staff/audit").is(403)
}

func TestAnExportOfTheJournalIsMarkedAndRecorded(t *testing.T) {
	p := newTestPortal(t)
	p.walked()
	c := p.as("auditor")
	take := func(format string) *reply {
		return c.post("/staff/audit/export", url.Values{"kind": {"pledge.signed"}, "from": {"2026-01-01"}, "format": {format}})
	}
	rows := take("xlsx").sheet()
	if len(rows) != 3 || !strings.Contains(strings.Join(rows[1], "|"), "签署了认捐") {
		t.Fatalf("the workbook has %v", rows)
	}
	file := take("xlsx")
	f, err := excelize.OpenReader(strings.NewReader(file.body))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	request := file.header.Get("X-Request-Id")
	marks, err := f.GetHeaderFooter("审计日志")
	if err != nil || marks == nil || !strings.Contains(marks.OddHeader, request) || !strings.Contains(marks.OddFooter, canary+"auditor") || request == "" {
		t.Errorf("the pages are marked %+v, the request is %s (%v)", marks, request, err)
	}
	about, _ := f.GetRows("说明")
	text := ""
	for _, line := range about {
		text += strings.Join(line, "=") + "\n"
	}
	for _, want := range []string{"kind=pledge.signed", request, canary + "auditor", "条数=1"} {
		if !strings.Contains(text, want) {
			t.Errorf("the cover lacks %s: %s", want, text)
		}
	}
	plain := take("csv").csv()
	if last := plain[1][len(plain[1])-1]; len(plain) != 2 || plain[0][len(plain[0])-1] != "水印" || !strings.Contains(last, "1 条") {
		t.Errorf("the text has %v", plain)
	}
	made := p.Book.State().ExportsMade(5)
	if len(made) != 3 || made[0].Kind != "export_audit" || made[0].By != "auditor" || made[0].Count != 1 || !strings.Contains(made[0].Note, "kind=pledge.signed") {
		t.Errorf("%d exports are recorded: %+v", len(made), made[0])
	}
	c.get("/staff/money/exports").is(200).has("审计日志", "kind=pledge.signed")
	c.post("/staff/audit/export", url.Values{"format": {"doc"}}).is(422)
	c.post("/staff/audit/export", url.Values{"format": {"csv"}, "entry": {"1"}}).is(422)
}

// TestNoAddressAltersAnEntry asks every address of the portal, as everybody, with every method, and then wants each entry of before byte for byte as it was,
// and the whole chain to prove.
func TestNoAddressAltersAnEntry(t *testing.T) {
	p := newTestPortal(t)
	p.walked()
	before := map[int64]*journal.Entry{}
	head, _ := p.Book.Head()
	p.entries(1, head, func(e *journal.Entry) { before[e.Seq] = e })
	for _, role := range models.Roles {
		c := p.as(string(role))
		for _, route := range Routes {
			if route.Path == "/logout" || route.Kind != Page {
				continue
			}
			for _, path := range []string{filled(route.Path), strings.ReplaceAll(route.Path, ":seq", "1")} {
				if route.Method == "POST" {
					c.post(path, url.Values{"seq": {"1"}, "id": {"1"}, "reason": {"x"}})
				}
				for _, method := range []string{"PUT", "PATCH", "DELETE"} {
					if r := c.do(method, path, "", ""); r.status < 400 {
						t.Errorf("%s %s as %s: status %d", method, path, role, r.status)
					}
				}
			}
		}
	}
	p.entries(1, head, func(e *journal.Entry) {
		if was := before[e.Seq]; e.Hash != was.Hash || e.Body != was.Body {
			t.Errorf("entry %d is another", e.Seq)
		}
	})
	if _, err := journal.Verify(t.Context(), p.store); err != nil {
		t.Error(err)
	}
	for _, route := range Routes {
		if strings.HasPrefix(route.Path, "/staff/audit") && route.Method != "GET" && route.Path != "/staff/audit/export" {
			t.Errorf("%s %s can only be there to alter the journal", route.Method, route.Path)
		}
	}
}

// entries reads a stretch of the journal from its store.
func (p *testPortal) entries(from, to int64, f func(*journal.Entry)) {
	p.t.Helper()
	for from <= to {
		list, err := p.Book.Entries(p.t.Context(), from, 500)
		if err != nil || len(list) == 0 {
			p.t.Fatal(err)
		}
		for _, e := range list {
			if e.Seq <= to {
				f(e)
			}
		}
		from += int64(len(list))
	}
}
