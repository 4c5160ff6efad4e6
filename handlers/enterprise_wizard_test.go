package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shanpei/models"
)

// plan is the form of step two for an unrestricted pledge, with some fields replaced.
func planForm(pairs ...string) url.Values {
	f := url.Values{"kind": {"free"}, "amount_fen": {"1000"}, "plan": {"once"}, "start": {"2026-12-31"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

func TestStepOneAsksForAPurposeAndKeepsWhatWasChosen(t *testing.T) {
	p := newTestPortal(t)
	owner := p.as("donor_owner")
	owner.get("/enterprise/pledges/new").is(200).has("意达圆梦 助学成长", "可认捐名额尚缺 5,000.00 元", "慈佑童年", "岱岳区", "小学", p.need.Number)
	owner.get("/enterprise/pledges/new?step=2&kind=restricted").is(422).has("请至少选择一个项目")
	owner.get("/enterprise/pledges/new?step=2&kind=needs").is(422).has("请至少选择一项需求")
	owner.get("/enterprise/pledges/new?step=2&need=XQ-2026-999999-0").is(422).has("没有找到需求 XQ-2026-999999-0")

	kept := owner.get("/enterprise/pledges/new?kind=restricted&purpose.counties=" + daiyue + "&anonymous=true&naming=青云&amount_fen=77").doc()
	if kept.Find(`input[name="purpose.counties"][value="`+daiyue+`"]`).AttrOr("checked", "no") == "no" {
		t.Error("the county is no longer chosen")
	}
	if kept.Find(`input[name="amount_fen"][type="hidden"]`).AttrOr("value", "") != "77" {
		t.Error("the amount of step two is lost in step one")
	}
	two := owner.get("/enterprise/pledges/new?step=2&need=" + p.need.Number).is(200)
	two.has("每个名额 500.00 元；余下 10 个名额共 5,000.00 元")
	if two.doc().Find(`input[name="need"][type="hidden"]`).AttrOr("value", "") != p.need.Number {
		t.Error("the named need is lost in step two")
	}

	plain := p.as("donor_owner.2").get("/enterprise/pledges/new").is(200).doc() // not a member: 慈佑童年 is closed to it
	if plain.Find(`input[value="`+p.palsy.Slug+`"]`).AttrOr("disabled", "no") == "no" {
		t.Error("a programme for members is offered to others")
	}
}

func TestTheWayBackKeepsEverythingAndNoSecret(t *testing.T) {
	p := newTestPortal(t)
	to := p.as("donor_owner").post("/enterprise/pledges/new", url.Values{
		"_action": {"back"}, "_key": {"k"}, "kind": {"restricted"}, "purpose.programs": {p.study.Slug}, "amount_fen": {"12abc"}, "plan": {"custom"},
		"instalment_due": {"2027-01-31", ""}, "instalment_amount": {"5", "7"},
	}).to()
	for _, want := range []string{"amount_fen=12abc", "instalment_due=2027-01-31&instalment_due=", "instalment_amount=5&instalment_amount=7", "purpose.programs=" + p.study.Slug} {
		if !strings.Contains(to, want) {
			t.Errorf("%s is missing in %s", want, to)
		}
	}
	if strings.Contains(to, "_csrf") || strings.Contains(to, "_key") {
		t.Errorf("a secret stands in the address: %s", to)
	}
}

func TestWhatAPledgeWouldDoIsToldBeforeItIsMade(t *testing.T) {
	p := newTestPortal(t)
	owner := p.as("donor_owner")
	for name, c := range map[string]struct {
		form url.Values
		has  []string
	}{
		"nothing typed":        {planForm("amount_fen", ""), []string{"填写金额后"}},
		"not an amount":        {planForm("amount_fen", "1e3"), []string{"请填写金额数字"}},
		"for the matching":     {planForm("amount_fen", "3000"), []string{"可满足 1 项需求的 6 个名额，合计 3,000.00 元", "叁仟元整"}},
		"more than is needed":  {planForm("amount_fen", "8000"), []string{"10 个名额", "尚未用到 3,000.00 元"}},
		"a need that is named": {planForm("kind", "needs", "need", p.need.Number, "amount_fen", "1500"), []string{"3 个名额", "您指定了这项需求", "正式占用名额"}},
		"more than it has":     {planForm("kind", "needs", "need", p.need.Number, "amount_fen", "5300"), []string{"10 个名额", "尚未用到 300.00 元"}},
		"by the quarter":       {planForm("plan", "quarters", "start", "2026-11-30"), []string{"2026年11月30日", "2027年2月28日", "2027年5月30日", "2027年8月30日", "250.00 元"}},
		"by halves of a fen":   {planForm("plan", "halves", "amount_fen", "10.01", "start", "2026-12-31"), []string{"5.01 元", "5.00 元", "2027年6月30日"}},
	} {
		owner.header.Set("HX-Request", "true")
		live := owner.post("/enterprise/pledges/preview", c.form).is(200).has(c.has...)
		live.hasNot("<html")
		owner.header.Del("HX-Request")
		c.form.Set("_action", "preview")
		page := owner.post("/enterprise/pledges/new", c.form).is(200).has(c.has...)
		if !strings.Contains(page.body, "<html") {
			t.Errorf("%s: without JavaScript the answer is no page", name)
		}
	}
	if len(p.Book.State().PledgesOf(p.member.ID)) != 0 {
		t.Error("a trial made a pledge")
	}
	p.as("donor_viewer").post("/enterprise/pledges/preview", planForm()).is(403)
}

func TestWhatIsWrongStandsBesideItsFieldAndNothingTypedIsLost(t *testing.T) {
	p := newTestPortal(t)
	owner := p.as("donor_owner")
	for name, c := range map[string]struct {
		form     url.Values
		status   int
		at, says string
	}{
		"no amount":             {planForm("amount_fen", ""), 422, "f-amount_fen", "请填写此项"},
		"zero":                  {planForm("amount_fen", "0"), 422, "f-amount_fen", "金额必须大于 0"},
		"below zero":            {planForm("amount_fen", "-5"), 422, "f-amount_fen", "金额不能为负数"},
		"too fine":              {planForm("amount_fen", "0.001"), 422, "f-amount_fen", "最多两位小数"},
		"full-width digits":     {planForm("amount_fen", "１００"), 422, "f-amount_fen", "请填写金额数字"},
		"over the limit":        {planForm("amount_fen", "100000000.01"), 422, "f-amount_fen", "100,000,000.00 元"},
		"a day that is over":    {planForm("start", "2026-11-23"), 422, "f-start", "不能早于今天"},
		"not a day":             {planForm("start", "31.12.2026"), 422, "f-start", "2026-09-01"},
		"no day":                {planForm("start", ""), 422, "f-start", "请填写此项"},
		"too little for a need": {planForm("kind", "needs", "need", p.need.Number, "amount_fen", "499"), 422, "f-amount_fen", "不足一个名额"},
		"a long name":           {planForm("naming", strings.Repeat("名", 41)), 422, "f-purpose", "最多 40 个字"},
		"an unknown programme":  {planForm("kind", "restricted", "purpose.programs", "none"), 422, "f-purpose", "没有这个项目"},
		"an unknown field":      {planForm("verified", "true"), 422, "f-verified", "verified"},
		"an own plan that is short": {
			planForm("plan", "custom", "instalment_due", "2027-01-31", "instalment_amount", "999.99"), 422, "f-instalments", "999.99 元",
		},
	} {
		r := owner.post("/enterprise/pledges/new", c.form).is(c.status)
		link := r.doc().Find(`.summary a[href="#` + c.at + `"]`)
		if link.Length() == 0 || !strings.Contains(link.Text(), c.says) {
			t.Errorf("%s: no %q at %s in %q", name, c.says, c.at, r.doc().Find(".summary").Text())
		}
		for field, values := range c.form {
			if strings.HasPrefix(field, "_") || field == "verified" || field == "kind" || field == "plan" {
				continue
			}
			if r.doc().Find(`input[name="`+field+`"][value="`+values[0]+`"]`).Length() == 0 && values[0] != "" {
				t.Errorf("%s: %s=%s was lost", name, field, values[0])
			}
		}
	}
	rows := owner.post("/enterprise/pledges/new", url.Values{
		"kind": {"free"}, "amount_fen": {"1000"}, "plan": {"custom"}, "instalment_due": {"2027-01-31", "", "2026-12-31"}, "instalment_amount": {"500", "", "x"},
	}).is(422).doc().Find("[data-row]")
	if text := rows.Eq(2).Text(); !strings.Contains(text, "请填写金额数字") {
		t.Errorf("the third row says %q", text)
	}
	more := planForm("plan", "custom", "_action", "add_row", "instalment_due", "2027-01-31", "instalment_amount", "500")
	if n := owner.post("/enterprise/pledges/new", more).is(200).doc().Find(".rows > .row").Length(); n != 2 {
		t.Errorf("%d rows after one more, want 2", n)
	}
	if len(p.Book.State().PledgesOf(p.member.ID)) != 0 {
		t.Error("a refused form made a pledge")
	}
}

func TestASecondSubmitOfTheSameFormMakesOnePledge(t *testing.T) {
	p := newTestPortal(t)
	owner := p.as("donor_owner")
	form := planForm("_key", "once", "plan", "halves", "amount_fen", "300000")
	first, second := owner.post("/enterprise/pledges/new", form).to(), owner.post("/enterprise/pledges/new", form).to()
	pledges := p.Book.State().PledgesOf(p.member.ID)
	if first != second || len(pledges) != 1 || len(pledges[0].Instalments) != 2 || pledges[0].Instalments[1].Due != "2027-06-30" {
		t.Fatalf("%s and %s, pledges %+v", first, second, pledges)
	}
	owner.post("/enterprise/pledges/new", planForm("_key", "once", "amount_fen", "5")).is(409).has("同一提交编号", `value="5"`)
	owner.post("/enterprise/pledges/new", planForm("_csrf", "forged")).is(403)
	p.visitor().form("/login", "/enterprise/pledges/new", planForm()).is(401)
	if n := len(p.Book.State().PledgesOf(p.member.ID)); n != 1 {
		t.Errorf("%d pledges, want 1", n)
	}
}

func TestANeedThatFilledUpMeanwhileIsRefusedWithWhatIsLeft(t *testing.T) {
	p := newTestPortal(t)
	form := planForm("kind", "needs", "need", p.need.Number, "amount_fen", "2500", "_key", "mine")
	p.as("donor_owner").get("/enterprise/pledges/new?step=2&amount_fen=2500&need="+p.need.Number).has("还剩 10 个", "5 个名额")
	p.as("donor_owner.2").post("/enterprise/pledges/new", planForm("kind", "needs", "need", p.need.Number, "amount_fen", "3500")).to()

	r := p.as("donor_owner").post("/enterprise/pledges/new", form).is(409)
	r.has("需求 "+p.need.Number+" 名额不足，目前只剩 3 个", `value="2500"`, "还剩 3 个", "1,500.00 元")
	if n, _ := p.Book.State().Needs.Get(p.need.ID); n.Left() != 3 || len(p.Book.State().PledgesOf(p.member.ID)) != 0 {
		t.Fatalf("%d left", n.Left())
	}
	form.Del("_csrf")
	form.Set("amount_fen", "1500") // the form that was shown again keeps its key
	p.as("donor_owner").post("/enterprise/pledges/new", form).to()
	if n, _ := p.Book.State().Needs.Get(p.need.ID); n.Left() != 0 || n.Status != models.NeedFull {
		t.Errorf("%d left, %s", n.Left(), n.Status)
	}
}

func TestWhatIsChosenInTheStepsIsWhatIsPledged(t *testing.T) {
	p := newTestPortal(t)
	p.as("donor_finance").post("/enterprise/pledges/new", url.Values{
		"kind": {"restricted"}, "purpose.programs": {p.study.Slug}, "purpose.counties": {daiyue, xintai}, "purpose.types": {"study_aid"}, "purpose.stages": {"primary", "junior"},
		"prefer.counties": {xintai}, "anonymous": {"true"}, "naming": {"青云助学"}, "max_places_per_need": {"5"}, "need": {p.need.Number}, "amount_fen": {"3000.50"},
		"plan": {"custom"}, "start": {"2026-12-31"}, "instalment_due": {"2026-12-31", "2027-02-28"}, "instalment_amount": {"1000", "2000.50"},
	}).to()
	got := p.Book.State().PledgesOf(p.member.ID)[0]
	q := got.Purpose
	if len(q.Programs) != 1 || len(q.Counties) != 2 || len(q.Types) != 1 || len(q.Stages) != 2 || len(q.Needs) != 0 || got.Prefer.Counties[0] != xintai {
		t.Errorf("purpose %+v, preferred %+v", q, got.Prefer)
	}
	if !got.Anonymous || got.Naming != "青云助学" || got.MaxPlacesPerNeed != 5 || got.AmountFen != 3000_50 || got.Instalments[1].AmountFen != 2000_50 {
		t.Errorf("pledge %+v", got)
	}
}
