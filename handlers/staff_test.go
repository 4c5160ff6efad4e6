package handlers

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"shanpei/models"
	"shanpei/views"
)

// submit fills in a form of a page as a person would: the hidden fields as they stand, and what is typed.
func (c *client) submit(page, form string, typed url.Values) *reply {
	c.p.t.Helper()
	f := c.get(page).is(200).doc().Find("form#" + form)
	if f.Length() != 1 {
		c.p.t.Fatalf("%s has %d forms #%s", page, f.Length(), form)
	}
	fields := url.Values{}
	f.Find("input[type=hidden]").Each(func(_ int, s *goquery.Selection) {
		fields.Add(s.AttrOr("name", ""), s.AttrOr("value", ""))
	})
	for name, values := range typed {
		fields[name] = values
	}
	return c.post(f.AttrOr("action", ""), fields)
}

func at(path string) string { p, _, _ := strings.Cut(path, "#"); return p }

// idIn takes the last part of an address.
func idIn(path string) string {
	path = at(path)
	path, _, _ = strings.Cut(path, "?")
	return path[strings.LastIndexByte(path, '/')+1:]
}

func steps(r *reply) []string {
	var out []string
	r.doc().Find("form[id^=step-]").Each(func(_ int, s *goquery.Selection) { out = append(out, strings.TrimPrefix(s.AttrOr("id", ""), "step-")) })
	return out
}

func draftIn(t *testing.T, p *testPortal, county, township string) *models.Need {
	t.Helper()
	out := p.do(p.actor("setup"), models.DraftNeed{Need: models.Need{
		Program: p.study.ID, County: county, Township: township, Type: models.StudyAid, Stage: models.Junior, UnitPriceFen: 600_00, Places: 5, Urgency: 4,
	}})
	n, _ := p.Book.State().Needs.Get(event[models.NeedDrafted](out).Need.ID)
	return n
}

func TestEachRoleSeesItsOwnQueues(t *testing.T) {
	p := newTestPortal(t)
	draftIn(t, p, daiyue, "满庄镇")
	verified := draftIn(t, p, daiyue, "满庄镇")
	p.do(p.actor("setup"), models.StepNeed{ID: verified.ID, Verb: models.VerifyNeed})
	p.do(models.Nobody, models.RegisterEnterprise{Name: "青云演示文创", USCC: newUSCC})
	pledge := p.signedPledge(5_000_00, models.Purpose{})
	p.arrived(pledge, 5_000_00)
	for user, want := range map[string][]string{
		"township_worker": {"needs_draft"}, "township_worker.2": {}, "county_officer": {"needs_verified"}, "county_officer.2": {}, "program_manager": {"enterprises", "unmatched", "disclosures"},
		"finance_maker": {"receipts"}, "finance_checker": {"receipts"}, "secretary_general": {"disclosures"}, "auditor": {}, "admin": {},
	} {
		var have []string
		p.as(user).get("/staff").is(200).doc().Find(".staff-queue").Each(func(_ int, s *goquery.Selection) { have = append(have, s.AttrOr("id", "")) })
		if strings.Join(have, " ") != strings.Join(want, " ") {
			t.Errorf("%s sees %v, want %v", user, have, want)
		}
	}
}

func TestANeedOffersExactlyTheStepsOfTheRoleAndTheMoment(t *testing.T) {
	p := newTestPortal(t)
	n := draftIn(t, p, daiyue, "满庄镇")
	page := "/staff/needs/" + n.ID
	for _, c := range []struct {
		do   models.NeedVerb
		user string
		want string
	}{
		{"", "township_worker", "verify"}, {"", "county_officer", "verify return"}, {"", "auditor", ""}, {"", "program_manager", "verify return terminate"},
		{models.VerifyNeed, "township_worker", ""}, {"", "county_officer", "review return"},
		{models.ReviewNeed, "county_officer", "return"}, {"", "secretary_general", "approve return"}, {"", "program_manager", "approve return terminate"},
		{models.ApproveNeed, "program_manager", "publish return terminate"}, {models.PublishNeed, "program_manager", "open return terminate"},
		{models.OpenNeed, "program_manager", "close suspend terminate"}, {"", "finance_maker", ""},
	} {
		if c.do != "" {
			p.do(p.actor("setup"), models.StepNeed{ID: n.ID, Verb: c.do})
		}
		if have := strings.Join(steps(p.as(c.user).get(page).is(200)), " "); have != c.want {
			t.Errorf("after %q %s may %q, want %q", c.do, c.user, have, c.want)
		}
	}
	if edit := p.as("township_worker").get(page).doc().Find(`a[href$="/edit"]`).Length(); edit != 0 {
		t.Error("an open need offers to be amended")
	}
}

func TestAnotherPlaceIsRefused(t *testing.T) {
	p := newTestPortal(t)
	n := draftIn(t, p, daiyue, "满庄镇")
	for _, user := range []string{"township_worker.2", "county_officer.2"} {
		c := p.as(user)
		c.get("/staff/needs/" + n.ID).is(403)
		c.post("/staff/needs/"+n.ID+"/step", url.Values{"verb": {"verify"}}).is(403)
		c.get("/staff/needs").is(200).hasNot(n.Number)
		c.get("/staff/needs?county=" + daiyue).is(200).hasNot(n.Number)
	}
	p.as("county_officer").get("/staff/needs").is(200).has(n.Number)
	elsewhere := url.Values{"program": {p.study.ID}, "type": {"study_aid"}, "stage": {"primary"}, "county": {xintai}, "unit_price_fen": {"500"}, "places": {"3"}, "urgency": {"3"}}
	p.as("county_officer").post("/staff/needs", elsewhere).is(403)
}

func TestANeedIsWrittenAmendedAndWalkedThroughThePages(t *testing.T) {
	p := newTestPortal(t)
	township, county, manager := p.as("township_worker"), p.as("county_officer"), p.as("program_manager")
	fields := url.Values{"program": {p.study.ID}, "type": {"study_aid"}, "county": {daiyue}, "township": {"满庄镇"}, "unit_price_fen": {"0.001"}, "places": {"many"}, "urgency": {"3"}}
	township.submit("/staff/needs/new", "need", fields).is(422).has("最多两位小数", "请填写整数", `value="many"`)
	fields.Set("unit_price_fen", "500")
	fields.Set("places", "4")
	township.submit("/staff/needs/new", "need", fields).is(422).has("学段")
	fields.Set("stage", "primary")
	page := township.submit("/staff/needs/new", "need", fields).to()
	fields.Set("places", "6")
	township.submit(page+"/edit", "need", fields).is(303)
	for _, s := range []struct {
		who  *client
		verb string
	}{{township, "verify"}, {county, "review"}, {manager, "approve"}, {manager, "publish"}, {manager, "open"}} {
		s.who.submit(page, "step-"+s.verb, nil).is(303)
	}
	if n, _ := p.Book.State().Needs.Get(idIn(page)); n.Status != models.NeedOpen || n.Places != 6 {
		t.Errorf("the need is %s with %d places", n.Status, n.Places)
	}
	manager.submit(page, "step-suspend", url.Values{"reason": {""}}).is(422).has("请说明理由")
	manager.submit(page, "step-suspend", url.Values{"reason": {"等待核对"}}).is(303)
	manager.get(page).has("等待核对", "已暂停")
}

func TestAStaleFormShowsBothValues(t *testing.T) {
	p := newTestPortal(t)
	n := draftIn(t, p, daiyue, "满庄镇")
	c := p.as("township_worker")
	fields := url.Values{"type": {"study_aid"}, "township": {"满庄镇"}, "stage": {"junior"}, "unit_price_fen": {"600"}, "places": {"7"}, "urgency": {"4"}, "_version": {"1"}}
	changed := *n
	changed.Places = 9
	p.do(p.actor("setup"), models.AmendNeed{ID: n.ID, Need: changed})
	r := c.post("/staff/needs/"+n.ID+"/edit", fields).is(409)
	rows := r.doc().Find("main table tbody tr").Text()
	if !strings.Contains(rows, "名额") || !strings.Contains(rows, "9") || !strings.Contains(rows, "7") {
		t.Errorf("the stale form shows %q", rows)
	}
	p.as("county_officer").post("/staff/needs/"+n.ID+"/step", url.Values{"verb": {"verify"}, "_version": {"1"}}).is(409).has("已有他人修改")
	admin := p.as("admin")
	set := url.Values{"publicity_days": {"3"}, "unsigned_hold_days": {"7"}, "overdue_hold_days": {"30"}, "offer_days": {"45"}, "looks_per_hour": {"40"}, "fee_permille": {"100"}, "max_instalments": {"24"},
		"max_pledge_fen": {"1000000.00"}, "bank_accounts": {"main"}}
	asShown := admin.get("/staff/settings").doc().Find("#f-max_pledge_fen").AttrOr("value", "")
	admin.submit("/staff/settings", "settings", url.Values{"publicity_days": {"0"}, "unsigned_hold_days": {"7"}, "overdue_hold_days": {"30"}, "fee_permille": {"100"},
		"max_instalments": {"24"}, "max_pledge_fen": {asShown}, "bank_accounts": {"main"}}).is(303)
	admin.submit("/staff/settings", "settings", set).is(303)
	set.Set("_version", "2")
	set.Set("publicity_days", "5")
	if days := p.Book.State().Federation.Settings.OfferDays; days != 45 {
		t.Errorf("%d days for an offer", days)
	}
	admin.post("/staff/settings", set).is(409).has("第 3 版", "已有他人修改")
	set.Set("_version", "3")
	set.Set("publicity_days", "31")
	admin.post("/staff/settings", set).is(422).has("须在 0 到 30 之间")
}

func TestAnEnterpriseIsVerifiedOnce(t *testing.T) {
	p := newTestPortal(t)
	id := event[models.EnterpriseRegistered](p.do(models.Nobody, models.RegisterEnterprise{Name: "青云演示文创", USCC: newUSCC})).Enterprise.ID
	c := p.as("program_manager")
	page := "/staff/enterprises/" + id
	c.submit(page, "reject", url.Values{"reason": {""}}).is(422).has("请说明理由")
	c.submit(page, "verify", url.Values{"member": {"true"}, "state_owned": {"true"}, "approval": {"泰国资〔2026〕1号"}}).is(303)
	e, _ := p.Book.State().Enterprises.Get(id)
	if e.Status != models.EnterpriseVerified || !e.Member || !e.StateOwned || e.Approval != "泰国资〔2026〕1号" {
		t.Errorf("verified: %+v", e)
	}
	c.post(page+"/verify", url.Values{"_version": {"2"}}).is(409).has("可能已被他人处理")
	for _, user := range []string{"township_worker", "county_officer", "auditor", "donor_owner"} {
		p.as(user).post(page+"/verify", nil).is(403)
	}
}

func TestEveryKindThatAPageNamesHasItsWords(t *testing.T) {
	p := newTestPortal(t)
	r := &Request{Portal: p.Portal, State: p.Book.State()}
	d := &views.StaffPage{Page: &views.Page{Lang: views.ZhCN}, S: r.State}
	for kind := range models.EventKinds() {
		d.EventTitle(kind)
	}
	for _, k := range models.PayeeKinds {
		d.Payee(k)
	}
	for _, key := range []string{"needs_returned", "needs_draft", "needs_verified", "needs_reviewed", "needs_approved", "needs_open", "objections", "enterprises", "unmatched", "freed", "offers",
		"disclosures", "suspense", "declarations", "receipts", "payouts_pay", "payouts_returned", "payouts_check", "payouts_approve", "payouts_prove", "overdue", "ledger", "users"} {
		d.T("staff.queue." + key)
	}
	for _, k := range models.PersonKinds {
		for _, f := range k.Fields {
			d.T("look.field." + f.Name)
		}
	}
	for _, why := range []string{"no_reference", "bad_reference", "unknown_pledge", "several_references", "pledge_not_signed", "over_payment"} {
		d.T("staff.why." + why)
	}
	for _, s := range views.StaffPayoutStatuses {
		d.T("staff.payout.turn." + string(s))
	}
	for _, f := range views.StaffSettingFields {
		d.T("staff.setting." + f)
	}
	for _, kind := range []string{"need_returned", "objection_raised", "enterprise_registered", "pledge_overdue", "pledge_lapsed", "pledge_cancelled", "places_freed", "line_in_suspense",
		"disbursement_made", "disbursement_checked", "disbursement_approved", "disbursement_rejected", "lines_returned", "purpose_change_agreed", "purpose_change_refused",
		"offer_accepted", "offer_accepted_silently", "offer_declined", "offer_lapsed", "offer_withdrawn"} {
		if text := d.NoticeText(&models.Notice{Kind: kind, Number: "N"}); strings.Contains(text, "…") {
			t.Errorf("notice %s: %s", kind, text)
		}
	}
}
