package handlers

import (
	"encoding/hex"
	"encoding/xml"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"shanpei/models"
)

func TestADocumentNumberIsChecked(t *testing.T) {
	w := sample(t)
	c := w.portal(t).visitor()
	need := w.number("370982junior")
	agreement := ""
	for _, p := range w.state().Pledges.All() {
		agreement = p.Agreement
	}
	full := strings.NewReplacer("X", "Ｘ", "Q", "Ｑ", "-", "－", "2", "２").Replace(need)
	for asked, want := range map[string]string{
		need: "编号属实", " " + strings.ToLower(need) + " ": "编号属实", full: "编号属实", strings.ReplaceAll(need, "-", "—"): "编号属实", agreement: "捐赠协议",
		"XQ-2026-000001-9": "校验位", "ZZ-2026-000001-1": "前缀", "XQ20260000011": "格式", "<script>alert(1)</script>": "格式", strings.Repeat("9", 500): "格式",
		models.Number("XY", 2026, 999_999): "没有这个编号", models.Number("XY", 1999, 1): "没有这个编号",
	} {
		c.get("/certificates?number="+url.QueryEscape(asked)).is(200).has(want).hasNot("<script>alert", canaryAnonymous, "152,000")
	}
	c.get("/certificates").is(200).hasNot("编号属实", "没有这个编号", "不是有效")
}

func TestTheFeedHoldsWhatWasPublished(t *testing.T) {
	w := sample(t)
	r := w.portal(t).visitor().get("/disclosures.atom").is(200)
	if kind := r.header.Get("Content-Type"); kind != "application/atom+xml; charset=utf-8" {
		t.Errorf("it is a %s", kind)
	}
	var feed atomFeed
	if err := xml.Unmarshal([]byte(r.body), &feed); err != nil {
		t.Fatal(err)
	}
	published := publishedDisclosures(w.state())
	if len(feed.Entries) != len(published) || feed.Updated == "" || feed.Author.Name != "泰安市慈善总会" {
		t.Fatalf("%d entries of %d, updated %q", len(feed.Entries), len(published), feed.Updated)
	}
	for i, e := range feed.Entries {
		want := "https://portal.example/disclosures/" + published[i].Disclosure.Number
		if e.ID != want || e.Links[0].Href != want || !strings.Contains(e.Title, published[i].Program.Name) || !strings.Contains(e.Summary, "认捐") {
			t.Errorf("entry %d: %+v", i, e)
		}
	}
}

func TestThePublicRecordShowsTheHeadsThatTheChainIsMadeOf(t *testing.T) {
	w := sample(t)
	c := w.portal(t).visitor()
	seq, hash := w.book.Head()
	first := c.get("/transparency").is(200)
	first.has(hex.EncodeToString(hash[:]), strconv.FormatInt(seq, 10)+" 条", "chain.", "/api/v1/journal")
	if n := first.doc().Find("tbody tr").Length(); n != headsPerPage {
		t.Errorf("%d rows", n)
	}
	old := c.get("/transparency?from=60").is(200)
	if top := old.doc().Find("tbody tr").First().AttrOr("id", ""); top != "e60" {
		t.Errorf("the first row is %s", top)
	}
	old.has(`href="/transparency?from=10#entries"`, `href="/transparency?from=110#entries"`)
	for _, odd := range []string{"?from=0", "?from=-5", "?from=x", "?from=99999999999999999999", "?from=" + strconv.FormatInt(seq+9, 10)} {
		if top := c.get("/transparency"+odd).is(200).doc().Find("tbody tr").First().AttrOr("id", ""); top != "e"+strconv.FormatInt(seq, 10) {
			t.Errorf("%s begins at %s", odd, top)
		}
	}
}

// objectTo sends an objection to a need as a visitor.
func objectTo(c *client, number string, fields url.Values) *reply {
	at := "/needs/" + number + "/objection"
	return c.form(at, at, fields)
}

func TestAnObjectionIsSealedAndItsFactRecorded(t *testing.T) {
	w := sample(t)
	p := w.portal(t)
	c := p.visitor()
	number := w.number("notice")
	before := len(w.state().ObjectionsOn(w.ids["notice"]))
	objectTo(c, number, url.Values{"text": {""}, "contact": {"王女士 13900000000"}}).is(422).has("请填写此项", "王女士 13900000000")
	objectTo(c, number, url.Values{"text": {strings.Repeat("字", 2001)}}).is(422).has("2,000")
	objectTo(c, number, url.Values{"text": {"理由"}, "status": {"upheld"}}).is(422)
	said := "该需求与福彩圆梦重复资助，请核对。"
	objectTo(c, number, url.Values{"text": {said}, "contact": {"13900000000"}, "_key": {"once"}}).is(200).has("已收到您的异议").hasNot(said, "13900000000")
	objectTo(c, number, url.Values{"text": {said}, "contact": {"13900000000"}, "_key": {"once"}}).is(200)
	list := w.state().ObjectionsOn(w.ids["notice"])
	if len(list) != before+1 {
		t.Fatalf("%d objections, want %d", len(list), before+1)
	}
	record, err := p.Vault.Open(t.Context(), list[len(list)-1].Sealed)
	if err != nil {
		t.Fatal(err)
	}
	if record.Field("text") != said || record.Field("contact") != "13900000000" {
		t.Error("the vault holds something else")
	}
	c.get("/needs/"+number).is(200).has("收到异议").hasNot(said, "13900000000")
	c.csrf = c.get("/login").doc().Find(`input[name="_csrf"]`).AttrOr("value", "")
	c.post("/needs/"+w.number("370982junior")+"/objection", url.Values{"text": {said}}).is(409).has("不在公示期")
}

func TestTwentyObjectionsAtMostWaitForAnAnswer(t *testing.T) {
	w := sample(t)
	c := w.portal(t).visitor()
	for n := len(w.state().ObjectionsOn(w.ids["notice"])) - 1; n < 20; n++ {
		w.do(models.RaiseObjection{Need: w.ids["notice"], Sealed: canaryObjection})
	}
	at := "/needs/" + w.number("notice")
	c.get(at).is(200).has("异议数量已达上限").hasNot(at + "/objection")
	c.get(at + "/objection").is(200).hasNot("<textarea")
	c.csrf = c.get("/login").doc().Find(`input[name="_csrf"]`).AttrOr("value", "")
	c.post(at+"/objection", url.Values{"text": {"再提一次"}}).is(429)
	if got := len(w.state().ObjectionsOn(w.ids["notice"])); got != 21 { // one of them was answered
		t.Errorf("%d objections", got)
	}
}
