package handlers

import (
	"net/url"
	"testing"

	"shanpei/models"
)

func TestANamedFundIsOpenedJoinedShownAndEnded(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("program_manager")
	form := url.Values{"name": {"青云基金会"}, "enterprise": {p.member.ID}, "target_fen": {"100000"}, "mode": {"spend"}, "purpose": {"资助困境儿童助学"}, "use": {"按学期使用"}, "end_rule": {"用完为止"}, "remainder": {"转入同类项目"}}
	c.post("/staff/funds", form).is(422).has("不是独立的基金会")
	form.Set("name", "青云助学冠名基金")
	page := c.post("/staff/funds", form).to()
	c.post("/staff/funds", form).is(409).has("同名")
	p.as("finance_maker").post("/staff/funds", form).is(403)
	pledge := p.signedPledge(5_000_00, models.Purpose{})
	c.submit(page, "join", url.Values{"pledge": {"YX-2026-999999-9"}}).is(422)
	c.submit(page, "join", url.Values{"pledge": {pledge.Number}}).is(303)
	c.submit(page, "join", url.Values{"pledge": {pledge.Number}}).is(409)
	c.submit(page, "end", url.Values{"reason": {"期满"}}).is(409).has("未到账")
	p.arrived(pledge, 5_000_00)
	list := p.visitor().get("/funds").is(200).has("青云助学冠名基金", "5,000.00", "100,000.00")
	one := list.doc().Find(`a[href^="/funds/"]`).AttrOr("href", "")
	p.visitor().get(one).is(200).has("转入同类项目", "按学期使用", p.member.Name)
	p.visitor().get("/funds/JJ-2026-999999-9").is(404)
	c.submit(page, "end", url.Values{"reason": {""}}).is(422)
	c.submit(page, "end", url.Values{"reason": {"期满"}}).is(303)
	p.visitor().get(one).is(200).has("已终止", "期满")
	c.get("/staff/pledges/" + pledge.ID).is(200).has("青云助学冠名基金")
}

func TestAPromiseIsWrittenOffWithItsReportAndExplained(t *testing.T) {
	p := newTestPortal(t)
	general := p.as("secretary_general")
	pledge := p.signedPledge(5_000_00, models.Purpose{Needs: []string{p.need.ID}})
	p.arrived(pledge, 1_000_00)
	page := "/staff/pledges/" + pledge.ID
	p.as("program_manager").post(page+"/write-off", nil).is(403)
	fields := url.Values{"reason": {"订单骤减，经营困难"}, "report": {"泰民函〔2026〕12号"}, "reported": {"2026-11-20"}}
	general.submit(page, "write-off", fields).is(422)
	fields.Set("public", "捐赠人经营发生困难，经报告后免除未履行部分。")
	general.submit(page, "write-off", fields).is(303)
	got, _ := p.Book.State().Pledges.Get(pledge.ID)
	if got.Status != models.PledgeWrittenOff || got.ReceivedFen != 1_000_00 || p.Book.State().Totals.PledgedFen != 1_000_00 {
		t.Errorf("%s, received %s, pledged %s", got.Status, got.ReceivedFen, p.Book.State().Totals.PledgedFen)
	}
	if n, _ := p.Book.State().Needs.Get(p.need.ID); n.Taken != 2 {
		t.Errorf("%d places are taken, want the two that have money", n.Taken)
	}
	p.visitor().get("/write-offs").is(200).has("经报告后免除", "4,000.00", "泰民函").hasNot("订单骤减")
	general.post(page+"/write-off", fields).is(409)
}

func TestNothingMovesBeforeTheDonorAgreesToAnotherPurpose(t *testing.T) {
	p := newTestPortal(t)
	manager, owner := p.as("program_manager"), p.as("donor_owner")
	pledge := p.signedPledge(5_000_00, models.Purpose{Programs: []string{p.palsy.ID}})
	p.arrived(pledge, 5_000_00)
	page := "/staff/pledges/" + pledge.ID
	manager.post(page+"/purpose", url.Values{"programs": {p.study.ID}, "reason": {"项目结项"}, "letter": {"尊敬的捐赠人：拟将余款用于助学。"}}).is(303)
	before, _ := p.Book.State().Pledges.Get(pledge.ID)
	if before.Purpose.Programs[0] != p.palsy.ID || before.PurposeVersion != 1 {
		t.Fatal("the purpose changed without consent")
	}
	manager.get(page).is(200).has("拟将余款用于助学", "协议第 2 版")
	owner.get("/enterprise/pledges/"+pledge.ID).is(200).has("拟将余款用于助学", "协议第 2 版")
	change := p.Book.State().PurposeChangesOf(pledge.ID)[0]
	p.do(p.actor("donor_owner"), models.AnswerPurposeChange{ID: change.ID, Agree: true})
	after, _ := p.Book.State().Pledges.Get(pledge.ID)
	if after.Purpose.Programs[0] != p.study.ID || after.PurposeVersion != 2 || after.AgreementVersion != 2 {
		t.Errorf("%+v", after)
	}
}

func TestTheManagementFeeIsChargedOnReceiptAsTheAgreementSays(t *testing.T) {
	p := newTestPortal(t)
	study := *p.study
	study.FeePermille = 50
	p.do(p.actor("setup"), models.ReviseProgram{ID: study.ID, Program: study})
	pledge := p.signedPledge(5_000_00, models.Purpose{Programs: []string{p.study.ID}})
	p.arrived(pledge, 1_000_01)
	got, _ := p.Book.State().Pledges.Get(pledge.ID)
	if got.FeePermille != 50 || got.FeeFen != 50_00 || p.Book.State().Balance("fee:management") != 50_00 {
		t.Errorf("fee %s at %d per mille", got.FeeFen, got.FeePermille)
	}
	p.arrived(pledge, 3_999_99)
	if fee := p.Book.State().Balance("fee:management"); fee != 250_00 {
		t.Errorf("on the whole gift %s, want 250.00", fee)
	}
	p.as("donor_owner").get("/enterprise/pledges/" + pledge.ID + "/agreement").is(200).has("5%")
}
