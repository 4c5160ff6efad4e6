package handlers

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"shanpei/models"
	"shanpei/views"
)

// walked is a pledge that went the whole way in the test federation: signed, paid once by a stranger, matched, half paid out, proven, receipted.
func (p *testPortal) walked() *models.Pledge {
	p.t.Helper()
	pledge := p.signedPledge(10_000_00, models.Purpose{Programs: []string{p.study.Slug}})
	p.lines++
	p.do(p.actor("finance_maker"), models.RecordBankLine{
		Account: "main", LineID: "T1", Day: models.DayOf(p.now), AmountFen: 4_000_00, Payer: "旁人有限公司", Memo: pledge.Reference(),
	})
	run := event[models.MatchRun](p.do(p.actor("setup"), models.RecordMatch{Match: models.Match{Proposals: []models.Proposal{
		{ID: "1", Pledge: pledge.ID, Need: p.need.ID, Places: 8, AmountFen: 4_000_00},
	}}}))
	p.do(p.actor("setup"), models.AcceptMatch{ID: run.Match.ID, All: true})
	sp := p.Book.State().SponsorshipsOfPledge(pledge.ID)[0]
	made := event[models.PayoutMade](p.do(p.actor("finance_maker"), models.MakeDisbursement{Program: p.study.ID, Lines: []models.DisbursementLine{
		{Sponsorship: sp.ID, Places: 6, PayeeKind: "card", AmountFen: 3_000_00},
	}}))
	id := made.Disbursement.ID
	p.do(p.actor("finance_checker"), models.StepDisbursement{ID: id, Verb: "check"})
	p.do(p.actor("secretary_general"), models.StepDisbursement{ID: id, Verb: "approve"})
	p.do(p.actor("finance_maker"), models.PayDisbursement{ID: id})
	p.do(p.actor("program_manager"), models.StepDisbursement{ID: id, Verb: "prove", Evidence: "HD-1"})
	return p.fresh(pledge)
}

// fresh is the pledge as it is now.
func (p *testPortal) fresh(old *models.Pledge) *models.Pledge {
	now, _ := p.Book.State().Pledges.Get(old.ID)
	return now
}

func (p *testPortal) unsigned(fen int64) *models.Pledge {
	p.t.Helper()
	text := views.Plain(views.Fen(fen))
	amount := strings.ReplaceAll(text, ",", "")
	to := p.as("donor_finance").post("/enterprise/pledges/new", url.Values{"kind": {"free"}, "amount_fen": {amount}, "plan": {"once"}, "start": {"2026-12-31"}}).to()
	id := strings.Split(to, "/")[3]
	pledge, ok := p.Book.State().Pledges.Get(id)
	if !ok {
		p.t.Fatalf("no pledge behind %s", to)
	}
	return pledge
}

func TestTheDashboardSaysWhatWasPromisedWhatCameWhomItHelpedAndWhatWaits(t *testing.T) {
	p := newTestPortal(t)
	p.as("donor_viewer").get("/enterprise").is(200).has("还没有认捐", "看看目前的需求").hasNot("/enterprise/pledges/new")
	p.as("donor_owner").get("/enterprise").is(200).has("/enterprise/pledges/new")

	pledge := p.walked()
	waits := p.unsigned(2_000_00)
	owner := p.as("donor_owner").get("/enterprise").is(200)
	owner.has("10,000.00 元", "4,000.00 元", "3,000.00 元", "6 人次", "其中 6 人次凭证齐备", "尚待到账 6,000.00 元")
	owner.has("签署认捐 "+waits.Number, "支付 "+pledge.Number, "代付声明", "票据待总会开具", "拨付 BF-")
	owner.hasNot("（由企业负责人办理）")
	p.as("donor_finance").get("/enterprise").has("签署认捐 "+waits.Number, "（由企业负责人办理）")
	p.as("donor_viewer").get("/enterprise").has("支付 "+pledge.Number, "（由企业负责人办理）")
	p.as("donor_owner.2").get("/enterprise").hasNot(pledge.Number, waits.Number)

	p.now = p.now.Add(40 * 24 * time.Hour)
	p.do(models.System, models.ExpirePledge{ID: pledge.ID})
	p.as("donor_owner").get("/enterprise").has("补付 "+pledge.Number+" 的逾期款项", "第 1 期 6,000.00 元 已逾期")
}

func TestAPledgeIsShownAsAChainWithTheEntriesThatProveIt(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.walked()
	page := p.as("donor_viewer").get("/enterprise/pledges/" + pledge.ID).is(200)
	facts := page.doc().Find(".chain li")
	if facts.Length() != 5 {
		t.Fatalf("%d facts, want 5", facts.Length())
	}
	for i, want := range []string{"认捐", "到账", "匹配", "拨付", "凭证"} {
		if text := facts.Eq(i).Text(); !strings.Contains(text, want) || !strings.Contains(text, "账册第") {
			t.Errorf("fact %d: %q", i, text)
		}
	}
	page.has(fmt.Sprintf("/transparency?from=%d#e%d", pledge.SignedSeq, pledge.SignedSeq), "壹万元整", "岱岳区", "小学", "8 人次", p.need.Number, "缺代付声明", "到位 8 · 拨付 6 · 凭证 6")
	page.hasNot("满庄镇", "旁人有限公司", "HD-1", "撤回这笔认捐")

	pay := p.Book.State().PaymentsOf(pledge.ID)[0]
	p.as("donor_owner").get("/enterprise/documents").is(200).has(pledge.Agreement, "等待开具", "待开")
	p.do(p.actor("finance_maker"), models.RecordReceipt{ID: pay.ID, Code: "37060126", Fiscal: "0000012345", Check: "a1b2c3"})
	p.as("donor_owner").get("/enterprise/documents").has("37060126 / 0000012345", "a1b2c3", "已开")
	p.as("donor_owner").get("/enterprise/notices").is(200).has("已开具", "到账 4,000.00 元", "凭证齐备")
}

func TestAStrangersPledgeIsAsIfAbsent(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.unsigned(1_000_00)
	stranger := p.as("donor_owner.2")
	for _, path := range []string{"", "/agreement", "/sign", "/pay"} {
		theirs := stranger.get("/enterprise/pledges/" + pledge.ID + path).is(404)
		absent := stranger.get("/enterprise/pledges/none" + path).is(404)
		if theirs.doc().Find("main .lead").Text() != absent.doc().Find("main .lead").Text() {
			t.Errorf("%q tells that the pledge exists", path)
		}
		theirs.hasNot(pledge.Number)
	}
	for _, path := range []string{"/sign", "/cancel", "/change"} {
		stranger.post("/enterprise/pledges/"+pledge.ID+path, url.Values{"agree": {"true"}, "reason": {"x"}, "answer": {"agree"}}).is(404)
	}
	if got := p.fresh(pledge); got.Version != pledge.Version {
		t.Errorf("the pledge changed: %+v", got)
	}
}

func TestOnlyTheOwnerSignsAndOnlyThoseWhoPayPledge(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.unsigned(1_000_00)
	at := "/enterprise/pledges/" + pledge.ID
	for _, c := range []struct {
		user        string
		has, hasNot []string
		wizard      int
	}{
		{"donor_owner", []string{`action="` + at + `/sign"`, "我已阅读全文"}, nil, 200},
		{"donor_finance", []string{"等待企业负责人签署"}, []string{`action="` + at + `/sign"`}, 200},
		{"donor_viewer", []string{"等待企业负责人签署"}, []string{`action="` + at + `/sign"`}, 403},
		{"program_manager", nil, nil, 403},
	} {
		b := p.as(c.user)
		if c.user != "program_manager" {
			b.get(at + "/sign").is(200).has(c.has...).hasNot(c.hasNot...)
		}
		b.get("/enterprise/pledges/new").is(c.wizard)
		if c.user != "donor_owner" {
			b.post(at+"/sign", url.Values{"agree": {"true"}}).is(403)
			b.post(at+"/cancel", url.Values{"reason": {"x"}}).is(403)
			b.post("/enterprise/team", url.Values{"name": {"x"}}).is(403)
		}
	}
	if p.fresh(pledge).Status != models.PledgeIntended {
		t.Error("somebody else signed")
	}
}

func TestAnAgreementIsSignedOnTheVersionThatWasRead(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.unsigned(36_800_50)
	at := "/enterprise/pledges/" + pledge.ID
	owner := p.as("donor_owner")
	owner.get(at+"/sign").is(200).has("叁万陆仟捌佰元零伍角整", "慈善法", "第 1 条", pledge.Reference(), p.member.Name, p.member.USCC)
	owner.get(at + "/pay").is(200).has("协议尚未签署")
	owner.post(at+"/sign", url.Values{"_version": {"1"}}).is(422).has("请先确认已阅读全文并有权签署")
	owner.post(at+"/sign", url.Values{"_version": {"99"}, "agree": {"true"}}).is(409).has("已有他人修改")
	owner.post(at+"/sign", url.Values{"_csrf": {"forged"}, "agree": {"true"}}).is(403)
	if p.fresh(pledge).Status != models.PledgeIntended {
		t.Fatal("signed in spite of a refusal")
	}
	form := url.Values{"_version": {"1"}, "agree": {"true"}, "_key": {"sign-once"}}
	if to := owner.post(at+"/sign", form).to(); to != at+"/pay" {
		t.Fatalf("leads to %s", to)
	}
	if to := owner.post(at+"/sign", form).to(); to != at+"/pay" {
		t.Fatalf("the second submit leads to %s", to)
	}
	signed := p.fresh(pledge)
	if signed.Status != models.PledgeSigned || signed.Version != pledge.Version+1 {
		t.Fatalf("signed: %+v", signed)
	}
	owner.get(at+"/pay").is(200).has(signed.Reference(), "不支持银行卡和扫码支付", "第 1 期", "由他人代付时", p.Book.State().Federation.Name)
	owner.get(at+"/agreement").is(200).has(signed.Agreement, "以电子方式签署")
	if to := owner.get(at + "/sign").to(); to != at+"/pay" {
		t.Errorf("a signed pledge's sign page leads to %s", to)
	}
}

func TestAPledgeIsWithdrawnWithAReasonUntilMoneyCame(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(1_000_00, models.Purpose{Needs: []string{p.need.Number}})
	at := "/enterprise/pledges/" + pledge.ID
	owner := p.as("donor_owner")
	owner.get(at).has("撤回这笔认捐", "签署", "2 人次")
	owner.post(at+"/cancel", url.Values{"reason": {""}}).is(422).has("请说明理由")
	owner.post(at+"/cancel", url.Values{"reason": {"预算调整"}, "_version": {"1"}}).is(409).has("已有他人修改", "预算调整")
	if to := owner.post(at+"/cancel", url.Values{"reason": {"预算调整"}}).to(); to != at {
		t.Errorf("leads to %s", to)
	}
	if n, _ := p.Book.State().Needs.Get(p.need.ID); n.Left() != n.Places {
		t.Errorf("%d places left, want all", n.Left())
	}
	owner.get(at).is(200).has("预算调整", "认捐撤回", "已撤回").hasNot(at+"/cancel", at+"/sign\"")

	paid := p.signedPledge(1_000_00, models.Purpose{})
	p.arrived(paid, 500_00)
	owner.post("/enterprise/pledges/"+paid.ID+"/cancel", url.Values{"reason": {"x"}}).is(409).has("500.00 元 到账")
}

func TestAChangeOfPurposeIsTheOwnersToAnswer(t *testing.T) {
	p := newTestPortal(t)
	owner := p.as("donor_owner")
	for _, answer := range []string{"agree", "refuse"} {
		pledge := p.signedPledge(1_000_00, models.Purpose{Counties: []string{daiyue}})
		at := "/enterprise/pledges/" + pledge.ID
		asked := event[models.PurposeChangeAsked](p.do(p.actor("program_manager"), models.AskPurposeChange{
			Pledge: pledge.ID, Reason: "名额已落实", Purpose: models.Purpose{Counties: []string{xintai}},
		})).Change
		p.as("donor_finance").get(at).has("名额已落实", "由企业负责人答复").hasNot(at + "/change")
		owner.get(at).has("名额已落实", "岱岳区", "新泰市", at+"/change")
		owner.post(at+"/change", url.Values{"change": {asked.Number}, "answer": {"perhaps"}}).is(422)
		owner.post(at+"/change", url.Values{"change": {asked.Number}, "answer": {answer}}).to()
		want := map[string]string{"agree": xintai, "refuse": daiyue}[answer]
		if got := p.fresh(pledge).Purpose.Counties[0]; got != want {
			t.Errorf("%s: the purpose is %s, want %s", answer, got, want)
		}
		owner.post(at+"/change", url.Values{"change": {asked.Number}, "answer": {answer}}).is(409)
	}
}

func TestThePagesSpeakEveryLanguage(t *testing.T) {
	p := newTestPortal(t)
	pledge, waits := p.walked(), p.unsigned(1_000_00)
	paths := []string{
		"/enterprise", "/enterprise/pledges", "/enterprise/pledges?show=over", "/enterprise/pledges?page=9", "/enterprise/documents", "/enterprise/team",
		"/enterprise/notices", "/enterprise/pledges/new", "/enterprise/pledges/new?need=" + p.need.Number, "/enterprise/pledges/new?step=2&kind=free&amount_fen=5000",
		"/enterprise/pledges/" + waits.ID + "/sign", "/enterprise/pledges/" + waits.ID + "/agreement", "/account", "/logout",
	}
	for _, part := range []string{"", "/agreement", "/pay"} {
		paths = append(paths, "/enterprise/pledges/"+pledge.ID+part)
	}
	for _, lang := range views.Langs { // newTestPortal fails on a message that is missing
		owner := p.as("donor_owner")
		owner.header.Set("Accept-Language", string(lang))
		for _, path := range paths {
			r := owner.get(path).is(200).hasNot("…<")
			if r.doc().Find("h1").Length() != 1 {
				t.Errorf("%s in %s has %d headings of the first rank", path, lang, r.doc().Find("h1").Length())
			}
		}
	}
}
