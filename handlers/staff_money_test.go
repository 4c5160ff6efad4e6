package handlers

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"shanpei/models"
)

// lines types rows of bank id, amount, payer and memo into the money desk.
func lines(p *testPortal, rows ...[4]string) url.Values {
	v := url.Values{"account": {"main"}}
	for i, r := range rows {
		at := "." + string(rune('0'+i))
		v.Set("line_id"+at, r[0])
		v.Set("date"+at, string(models.DayOf(p.now)))
		v.Set("amount_fen"+at, r[1])
		v.Set("payer"+at, r[2])
		v.Set("memo"+at, r[3])
	}
	return v
}

// TestTheMoneyOfAPledgeGoesItsWholeWayThroughThePages is the main job of the finance people: in parts and by a third party, matched, accepted, paid, sent
// back, paid again, proven.
func TestTheMoneyOfAPledgeGoesItsWholeWayThroughThePages(t *testing.T) {
	p := newTestPortal(t)
	maker, checker, general, manager := p.as("finance_maker"), p.as("finance_checker"), p.as("secretary_general"), p.as("program_manager")
	pledge := p.signedPledge(5_000_00, models.Purpose{Programs: []string{p.study.ID}})

	maker.post("/staff/money/lines", lines(p,
		[4]string{"A1", "2000", "某某个人", "捐款 " + pledge.Reference()}, [4]string{"A2", "3000.00", p.member.Name, pledge.Reference()}, [4]string{"A3", "88", "过路人", "捐款"},
	)).is(303)
	desk := maker.get("/staff/money").is(200).has("A1", "A2", "A3", "他人代付", "附言中没有认捐编号")
	desk.hasNot("过路人", "某某个人") // sealed
	got, _ := p.Book.State().Pledges.Get(pledge.ID)
	if got.ReceivedFen != 5_000_00 || got.Status != models.PledgeReceived {
		t.Fatalf("received %s, %s", got.ReceivedFen, got.Status)
	}
	declare := maker.get("/staff/money/declarations").is(200).doc().Find(`form[action^="/staff/money/declarations/"]`)
	if declare.Length() != 1 {
		t.Fatalf("%d declarations are missing, want 1", declare.Length())
	}
	maker.post(declare.AttrOr("action", ""), nil).is(303)
	maker.post(declare.AttrOr("action", ""), nil).is(409)

	run := manager.submit("/staff/matching", "run", url.Values{"programs": {p.study.ID}}).to()
	page := manager.get(run).is(200).has(pledge.Number, p.need.Number)
	id := page.doc().Find("input[name=proposals]").First().AttrOr("value", "")
	manager.post(run+"/accept", nil).is(409)
	manager.post(run+"/accept", url.Values{"accept": {"chosen"}, "proposals": {id}}).is(303)
	manager.post(run+"/accept", url.Values{"accept": {"chosen"}, "proposals": {id}}).is(409)
	sponsorships := p.Book.State().SponsorshipsOfPledge(pledge.ID)
	if len(sponsorships) != 1 || sponsorships[0].FundedPlaces != 10 {
		t.Fatalf("sponsorships: %+v", sponsorships)
	}
	sp := sponsorships[0].ID

	over := url.Values{"program": {p.study.ID}, "places." + sp: {"4"}, "payee_kind." + sp: {"card"}, "amount_fen." + sp: {"99999"}}
	maker.post("/staff/disbursements", over).is(409).has("超过每个名额的标准")
	over.Set("places."+sp, "11")
	over.Set("amount_fen."+sp, "")
	maker.post("/staff/disbursements", over).is(409)
	over.Set("places."+sp, "4")
	payout := maker.post("/staff/disbursements", over).to()
	over.Set("places."+sp, "7")
	r := maker.post("/staff/disbursements", over).is(409).has("目前可用 3,000.00 元")
	if text := r.doc().Find("tbody tr").First().Text(); !strings.Contains(text, "6 个名额") || !strings.Contains(text, "3,000.00") {
		t.Errorf("the refused form does not show the balance: %s", text)
	}

	maker.post(payout+"/step", url.Values{"verb": {"check"}}).is(403)
	general.post(payout+"/step", url.Values{"verb": {"approve"}}).is(409)
	checker.submit(payout, "step-check", nil).is(303)
	checker.post(payout+"/step", url.Values{"verb": {"approve"}}).is(403)
	maker.post(payout+"/pay", nil).is(409)
	general.submit(payout, "step-approve", nil).is(303)
	maker.submit(payout, "pay", nil).is(303)
	maker.submit(payout, "return", url.Values{"reason": {"账号有误"}}).is(422)
	maker.submit(payout, "return", url.Values{"lines": {"1"}, "reason": {""}}).is(422).has("请说明理由")
	maker.submit(payout, "return", url.Values{"lines": {"1"}, "reason": {"账号有误"}}).is(303)
	maker.get(payout).has("有退票", "账号有误", "退票 1 次")
	maker.submit(payout, "pay", nil).is(303)
	manager.submit(payout, "step-prove", nil).is(422)
	manager.submit(payout, "step-prove", url.Values{"evidence": {"回单 20261124-01"}}).is(303)

	now, _ := p.Book.State().Sponsorships.Get(sp)
	if now.ProvenPlaces != 4 || now.PaidFen != 2_000_00 {
		t.Errorf("proven %d, paid %s", now.ProvenPlaces, now.PaidFen)
	}
	chain := manager.get("/staff/pledges/" + pledge.ID).is(200)
	for _, label := range []string{"认捐", "到账", "匹配", "拨付", "凭证"} {
		if !strings.Contains(chain.doc().Find(".chain").Text(), label) {
			t.Errorf("the chain has no %s", label)
		}
	}
	entries := chain.doc().Find(`.chain a[href^="/staff/audit/"]`)
	if entries.Length() != 5 {
		t.Errorf("the chain proves %d links, want 5", entries.Length())
	}
	entries.Each(func(_ int, s *goquery.Selection) { manager.get(s.AttrOr("href", "")).is(200) })
	p.as("auditor").get("/staff/money/ledger").is(200).has("应为 0")
}

func TestABatchOfBankLinesIsBookedWholeOrNotAtAll(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("finance_maker")
	pledge := p.signedPledge(5_000_00, models.Purpose{})
	r := c.post("/staff/money/lines", lines(p, [4]string{"B1", "1000", p.member.Name, pledge.Reference()}, [4]string{"B2", "12abc", "", ""}, [4]string{"B1", "5", "", ""})).is(422)
	if got := r.doc().Find("#f-amount_fen\\.1").AttrOr("aria-invalid", ""); got != "true" {
		t.Error("the wrong amount is not marked in its row")
	}
	if v := r.doc().Find("#f-memo\\.0").AttrOr("value", ""); v != pledge.Reference() {
		t.Errorf("what was typed is lost: %q", v)
	}
	if n := p.Book.State().BankLines.Len(); n != 0 {
		t.Fatalf("%d lines were booked", n)
	}
	twice := lines(p, [4]string{"B1", "1000", p.member.Name, pledge.Reference()}, [4]string{"B1", "5", "", ""})
	c.post("/staff/money/lines", twice).is(422).has("这条银行流水已登记")
	once := lines(p, [4]string{"B1", "1000", p.member.Name, pledge.Reference()})
	once.Set("_key", "the-form")
	c.post("/staff/money/lines", once).is(303)
	c.post("/staff/money/lines", lines(p, [4]string{"B1", "1000", p.member.Name, pledge.Reference()})).is(422)
	if got, _ := p.Book.State().Pledges.Get(pledge.ID); got.ReceivedFen != 1_000_00 {
		t.Errorf("received %s", got.ReceivedFen)
	}
}

func TestMoneyInSuspenseIsAttributedWithAReason(t *testing.T) {
	p := newTestPortal(t)
	maker := p.as("finance_maker")
	pledge := p.signedPledge(5_000_00, models.Purpose{})
	maker.post("/staff/money/lines", lines(p, [4]string{"S1", "500", canary + "付款人", "学费"})).is(303)
	page := "/staff/money/lines/" + p.Book.State().Suspense()[0].ID
	p.as("auditor").get(page).is(200).hasNot(canary + "付款人").has("已封存")
	maker.get(page).is(200).has(pledge.Number).hasNot(canary + "付款人")
	maker.look(page, "payer", "bank_booking").is(200).has(canary + "付款人")
	maker.submit(page, "attribute", url.Values{"pledge": {pledge.Number}}).is(422).has("请说明理由")
	maker.submit(page, "attribute", url.Values{"pledge": {"YX-2026-999999-9"}, "reason": {"来函"}}).is(422).has("没有这笔认捐")
	maker.submit(page, "attribute", url.Values{"pledge": {pledge.Number}, "reason": {"企业来函说明"}}).is(303)
	maker.post(page, url.Values{"pledge": {pledge.Number}, "reason": {"再来"}}).is(409)
	p.as("program_manager").post(page, nil).is(403)
}

func TestMakerCheckerAndApproverAreThreePeople(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(5_000_00, models.Purpose{Needs: []string{p.need.ID}})
	p.arrived(pledge, 5_000_00)
	sp := p.Book.State().SponsorshipsOfPledge(pledge.ID)[0]
	make := func(by string) string {
		out := p.do(models.Actor{ID: by, Role: models.FinanceMaker}, models.MakeDisbursement{Program: p.study.ID, Lines: []models.DisbursementLine{
			{Sponsorship: sp.ID, Places: 2, PayeeKind: "school", AmountFen: 1_000_00},
		}})
		return "/staff/disbursements/" + event[models.PayoutMade](out).Disbursement.ID
	}
	own := make("finance_checker") // somebody whose role changed since
	p.as("finance_checker").get(own).is(200).has("必须由不同的人完成")
	p.as("finance_checker").post(own+"/step", url.Values{"verb": {"check"}}).is(403).has("必须由不同的人完成")
	approvers := make("secretary_general")
	p.as("finance_checker").submit(approvers, "step-check", nil).is(303)
	p.as("secretary_general").post(approvers+"/step", url.Values{"verb": {"approve"}}).is(403).has("必须由不同的人完成")
	p.as("secretary_general").submit(approvers, "step-reject", url.Values{"reason": {"请他人制单"}}).is(303)
}

func TestAReceiptIsRecordedAndVoidedNeverMadeUp(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(5_000_00, models.Purpose{})
	p.arrived(pledge, 5_000_00)
	c := p.as("finance_checker")
	page := ""
	for id := range p.Book.State().Receipts.All() {
		page = "/staff/money/receipts/" + id
	}
	r := c.submit(page, "record", url.Values{"code": {"37010126"}, "fiscal": {"12"}, "check": {"a1b2c3"}}).is(422)
	if r.doc().Find("#f-fiscal").AttrOr("aria-invalid", "") != "true" {
		t.Error("the wrong number is not marked")
	}
	c.submit(page, "record", url.Values{"code": {"37010126"}, "fiscal": {"0000012345"}, "check": {"a1b2c3"}}).is(303)
	c.post(page, url.Values{"code": {"37010126"}, "fiscal": {"0000012346"}, "check": {"a1b2c3"}}).is(409)
	c.submit(page, "void", url.Values{"reason": {""}}).is(422)
	c.submit(page, "void", url.Values{"reason": {"抬头有误"}}).is(303)
	c.get(page).has("已作废", "抬头有误", "0000012345")
}

func TestASponsorshipIsEndedOrReplacedWithAReason(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(2_500_00, models.Purpose{Programs: []string{p.study.ID}})
	p.arrived(pledge, 2_500_00)
	other := p.openNeed(models.Need{Program: p.study.ID, County: xintai, Type: models.StudyAid, Stage: models.Primary, UnitPriceFen: 500_00, Places: 8, Urgency: 5})
	manager := p.as("program_manager")
	run := manager.submit("/staff/matching", "run", nil).to()
	manager.post(run+"/accept", url.Values{"accept": {"all"}}).is(303)
	first := p.Book.State().SponsorshipsOfPledge(pledge.ID)[0]
	to := p.need.Number
	if first.Need == p.need.ID {
		to = other.Number
	}
	page := "/staff/sponsorships/" + first.ID
	manager.submit(page, "end", nil).is(422).has("请说明理由")
	next := manager.submit(page, "replace", url.Values{"reason": {"学生转学"}, "replace": {to}}).to()
	manager.get(next).is(200).has(to)
	manager.submit(next, "end", url.Values{"reason": {"企业要求"}}).is(303)
	if got, _ := p.Book.State().Pledges.Get(pledge.ID); got.CommittedFen != 0 && len(p.Book.State().SponsorshipsOfPledge(pledge.ID)) == 2 {
		t.Errorf("still committed: %s", got.CommittedFen)
	}
}
