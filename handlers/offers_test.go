package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shanpei/models"
	"shanpei/models/money"
)

// freedPlaces gives a portal in which the plain enterprise lost three of the need's places, and the member has a pledge with free money.
func freedPlaces(t *testing.T, fen money.Fen) (p *testPortal, pledge *models.Pledge) {
	p = newTestPortal(t)
	other := p.actor("donor_owner.2")
	named := event[models.PledgeMade](p.do(other, models.MakePledge{AmountFen: 1500_00, Purpose: models.Purpose{Needs: []string{p.need.ID}}})).Pledge.ID
	p.do(other, models.SignPledge{ID: named})
	p.do(p.actor("program_manager"), models.EndSponsorship{ID: p.Book.State().SponsorshipsOfPledge(named)[0].ID, Reason: "转学"})
	return p, p.signedPledge(fen, models.Purpose{})
}

func (p *testPortal) offer(need string) *models.Offer {
	list := p.Book.State().OffersOfNeed(need)
	if len(list) == 0 {
		p.t.Fatal("no offer")
	}
	return list[len(list)-1]
}

func TestAnOfferByAPIFromTheWaitlistToTheAnswer(t *testing.T) {
	p, pledge := freedPlaces(t, 2000_00)
	staff, owner, stranger := p.caller("program_manager"), p.caller("donor_owner"), p.caller("donor_owner.2")

	var list waitlistView
	staff.get("/waitlist?type=study_aid&county=" + daiyue).is(200).decode(&list)
	if len(list.Items) != 1 || list.Items[0].Places != 10 || list.Items[0].Needs[0].First != pledge.ID || list.Items[0].Pledges[0].Rank != 1 || list.Items[0].Pledges[0].Worth == 0 {
		t.Fatalf("the waitlist: %+v", list)
	}
	list = waitlistView{}
	owner.get("/waitlist").is(200).decode(&list)
	if len(list.Items) != 1 || len(list.Items[0].Needs) != 0 || len(list.Items[0].Pledges) != 1 || list.Items[0].Pledges[0].Of != 1 {
		t.Errorf("the donor's own turns: %+v", list)
	}
	list = waitlistView{}
	stranger.get("/waitlist").is(200).hasNot(pledge.ID, pledge.Number).decode(&list) // what it pledged, it named
	if len(list.Items) != 0 {
		t.Errorf("a donor without waiting money sees %+v", list)
	}
	staff.get("/waitlist?type=lunch").refused(422, "unknown_choice")
	staff.get("/waitlist?county=110101").refused(422, "unknown_county")
	staff.get("/waitlist?pledge=x").refused(422, "unknown_field")
	p.caller("").get("/waitlist").refused(401, "login_required")

	var made offerView
	staff.post("/offers", map[string]any{"need": p.need.Number}, "Idempotency-Key", "offer-1").is(201).decode(&made)
	if made.Pledge != pledge.ID || made.Places != 3 || made.AmountFen != 1500_00 || made.DaysLeft != 30 || made.OnSilence != "next" || len(made.Reasons) == 0 || made.Reasons[0].Text == "" {
		t.Fatalf("the offer: %+v", made)
	}
	staff.post("/offers", map[string]any{"need": p.need.Number}, "Idempotency-Key", "offer-1").is(201).has(made.ID)
	staff.post("/offers", map[string]any{"need": p.need.Number, "pledge": pledge.Number}).refused(409, "offer_standing")
	staff.post("/offers", map[string]any{"need": p.need.Number}).refused(409, "offer_nobody")
	staff.post("/offers", map[string]any{"need": "none"}).refused(422, "unknown_need")
	staff.post("/offers", map[string]any{"need": p.need.ID, "pledge": "none"}).refused(422, "unknown_pledge")
	staff.post("/offers", map[string]any{}).refused(422, "required")
	owner.post("/offers", map[string]any{"need": p.need.ID}).refused(403, "forbidden")

	owner.get("/offers?status=standing").is(200).has(made.ID)
	owner.get("/offers?pledge=" + pledge.Number + "&need=" + p.need.Number).is(200).has(made.ID)
	owner.get("/offers?status=declined").is(200).hasNot(made.ID)
	stranger.get("/offers").is(200).hasNot(made.ID)
	stranger.get("/offers?pledge="+pledge.ID).refused(404, "not_found")
	stranger.get("/offers/"+made.ID).refused(404, "not_found")
	owner.get("/offers/" + made.ID).is(200).has(`"places":3`)
	owner.get("/pledges/" + pledge.ID).is(200).has(`"offered_fen":150000`)

	answer := "/offers/" + made.ID + "/answer"
	stranger.post(answer, map[string]any{"accept": true}).refused(404, "not_found")
	p.caller("donor_finance").post(answer, map[string]any{"accept": true}).refused(403, "forbidden")
	owner.post(answer, map[string]any{}).refused(422, "required")
	owner.post(answer, map[string]any{"accept": true, "version": 9}).refused(409, "stale")
	owner.post(answer, map[string]any{"accept": true}, "If-Match", "x").refused(422, "malformed")
	var answered answeredView
	owner.post(answer, map[string]any{"accept": true}, "If-Match", `"1"`).is(200).decode(&answered)
	if answered.Status != "accepted" || len(answered.Sponsorships) != 1 || answered.Sponsorships[0].Places != 3 || answered.Sponsorships[0].Offer != made.ID {
		t.Errorf("answered: %+v", answered)
	}
	owner.post(answer, map[string]any{"accept": false}).refused(409, "wrong_status")
	staff.post("/offers/"+made.ID+"/withdraw", map[string]any{"reason": "误发"}).refused(409, "wrong_status")
	owner.get("/sponsorships?pledge=" + pledge.ID).is(200).has(`"offer":"` + made.ID)
	owner.get("/pledges/"+pledge.ID).is(200).has("offer_made", "offer_accepted")
}

func TestAnOfferIsWithdrawnByAPI(t *testing.T) {
	p, pledge := freedPlaces(t, 2000_00)
	staff := p.caller("program_manager")
	var made offerView
	staff.post("/offers", map[string]any{"need": p.need.ID, "pledge": pledge.Number, "places": 2}).is(201).decode(&made)
	path := "/offers/" + made.ID + "/withdraw"
	staff.post(path, map[string]any{}).refused(422, "reason_required")
	p.caller("donor_owner").post(path, map[string]any{"reason": "x"}).refused(403, "forbidden")
	staff.post("/offers/none/withdraw", map[string]any{"reason": "x"}).refused(404, "not_found")
	staff.post(path, map[string]any{"reason": "误发", "version": 1}).is(200).has("withdrawn")
	staff.get("/offers/"+made.ID).is(200).has("误发", `"days_left":0`)
	if n, _ := p.Book.State().Needs.Get(p.need.ID); n.Freed != 3 || n.Offered != 0 {
		t.Errorf("%+v", n)
	}
}

func TestAnAgreementSaysWhatSilenceMeansByAPI(t *testing.T) {
	p := newTestPortal(t)
	owner := p.caller("donor_owner")
	owner.post("/pledges", map[string]any{"amount_fen": 100000, "on_silence": "maybe"}).refused(422, "unknown_choice")
	var made pledgedView
	owner.post("/pledges", map[string]any{"amount_fen": 100000, "on_silence": "accept"}).is(201).decode(&made)
	owner.get("/pledges/" + made.ID).is(200).has(`"on_silence":"accept"`)
}

func TestADonorAcceptsAnOfferOnItsPages(t *testing.T) {
	p, pledge := freedPlaces(t, 2000_00)
	p.do(models.System, models.MakeOffer{Need: p.need.ID, Pledge: pledge.ID, Places: 3, Reasons: []models.Reason{{Kind: "completes"}}})
	o := p.offer(p.need.ID)
	owner := p.as("donor_owner")
	owner.get("/enterprise").is(200).has("答复空出名额的邀约：需求 "+p.need.Number, "/enterprise/offers/"+o.ID)
	owner.get("/enterprise/offers").is(200).has("需求 "+p.need.Number+" 的 3 个名额", "还有 30 天可以答复", "意达圆梦 助学成长", "岱岳区", "小学", "第 1 位，共 1 位")
	page := owner.get("/enterprise/offers/"+o.ID).is(200).has("1,500.00 元", "每个名额", "为什么邀约这笔认捐", "转给下一笔合适的认捐", "接受名额", "婉拒", "有了这笔款，该需求即全部落实")
	if page.doc().Find("form#answer-form button[data-confirm]").Length() != 2 {
		t.Error("an answer is not asked about before it is sent")
	}
	finance := p.as("donor_finance").get("/enterprise/offers/" + o.ID).is(200).has("由贵单位负责人答复")
	if finance.doc().Find("form#answer-form").Length() != 0 {
		t.Error("a clerk is offered the owner's choice")
	}
	p.as("donor_owner.2").get("/enterprise/offers/" + o.ID).is(404)
	p.as("donor_owner.2").post("/enterprise/offers/"+o.ID, url.Values{"answer": {"accept"}}).is(404)
	p.as("donor_finance").post("/enterprise/offers/"+o.ID, url.Values{"answer": {"accept"}}).is(403)

	owner.post("/enterprise/offers/"+o.ID, url.Values{"answer": {"perhaps"}, "reason": {"再想想"}}).is(422).has("再想想")
	owner.post("/enterprise/offers/"+o.ID, url.Values{"answer": {"decline"}, "reason": {strings.Repeat("长", 501)}}).is(422).has("500")
	to := owner.submit("/enterprise/offers/"+o.ID, "answer-form", url.Values{"answer": {"accept"}}).to()
	owner.get(to).is(200).has("已接受需求 "+p.need.Number+" 的 3 个名额", "接受邀约名额")
	owner.submit2(o.ID, url.Values{"answer": {"decline"}}).is(409).has("已接受")
	owner.get("/enterprise/offers").is(200).has("以往邀约", "已接受", "没有等待答复的邀约")
	p.as("auditor").get("/enterprise/offers").is(403)
}

// submit2 sends an answer as a second window would that was opened before the first answer.
func (c *client) submit2(offer string, fields url.Values) *reply {
	c.p.t.Helper()
	return c.post("/enterprise/offers/"+offer, fields)
}

func TestADonorDeclinesAndTheNextPledgeIsOffered(t *testing.T) {
	p, pledge := freedPlaces(t, 2000_00)
	other := p.actor("donor_owner.2")
	second := event[models.PledgeMade](p.do(other, models.MakePledge{AmountFen: 1600_00})).Pledge.ID
	p.do(other, models.SignPledge{ID: second})
	staff := p.as("program_manager")
	list := staff.get("/staff/waitlist?type=study_aid").is(200).has("候补名单", p.need.Number, "其中空出 3 个", pledge.Number, "首选认捐", "每元价值")
	if list.doc().Find(`form[action="/staff/offers"] input[name="need"][value="`+p.need.ID+`"]`).Length() != 1 {
		t.Fatal("the waitlist has no step that offers the places")
	}
	staff.get(staff.post("/staff/offers", url.Values{"need": {p.need.ID}}).to()).is(200).has("已向认捐 "+pledge.Number+" 邀约 3 个名额", "待答复")
	first := p.offer(p.need.ID)

	owner := p.as("donor_owner")
	owner.submit("/enterprise/offers/"+first.ID, "answer-form", url.Values{"answer": {"decline"}, "reason": {"本年度预算已定"}}).to()
	staff.get("/staff/offers?status=declined").is(200).has(p.need.Number, "已婉拒", "本年度预算已定")
	staff.post("/staff/offers", url.Values{"need": {p.need.Number}}).to()
	next := p.offer(p.need.ID)
	if next.Pledge != second || next.Places != 3 {
		t.Fatalf("the next is %+v", next)
	}
	p.as("donor_owner.2").get("/enterprise/offers/"+next.ID).is(200).hasNot(pledge.Number, "本年度预算已定")

	staff.post("/staff/offers", url.Values{"need": {p.need.Number}}).is(409).has("没有合适的认捐")
	staff.post("/staff/offers", url.Values{}).is(422).has("请填写此项")
	staff.post("/staff/offers", url.Values{"need": {"none"}}).is(422).has("没有")
	staff.post("/staff/offers", url.Values{"need": {p.need.ID}, "pledge": {second}, "places": {"x"}}).is(422)
	p.as("finance_maker").post("/staff/offers", url.Values{"need": {p.need.ID}}).is(403)
	p.as("county_officer").get("/staff/waitlist").is(403)
	staff.get("/staff/waitlist?type=lunch").is(422)
	staff.get("/staff").is(200).has("邀约待答复", "/staff/offers/"+next.ID)

	staff.get("/staff/offers/"+next.ID).is(200).has("汶畔禾丰食品（演示）", "收回邀约")
	staff.submit("/staff/offers/"+next.ID, "withdraw", url.Values{"reason": {""}}).is(422)
	staff.get(staff.submit("/staff/offers/"+next.ID, "withdraw", url.Values{"reason": {"误发"}}).to()).is(200).has("已收回", "误发", "邀约已经结束")
	staff.post("/staff/offers/"+next.ID+"/withdraw", url.Values{"reason": {"误发"}}).is(409)
	staff.get("/staff/offers/none").is(404)
	p.as("auditor").get("/staff/offers?q=" + p.need.Number).is(200).has("已收回")
}

func TestAnOfferThatIsOverSaysSo(t *testing.T) {
	p, pledge := freedPlaces(t, 2000_00)
	p.do(models.System, models.MakeOffer{Need: p.need.ID, Pledge: pledge.ID, Places: 3})
	o := p.offer(p.need.ID)
	owner := p.as("donor_owner")
	p.now = p.now.AddDate(0, 0, 31)
	owner.get("/enterprise/offers/" + o.ID).is(200).has("答复期限已过")
	owner.post("/enterprise/offers/"+o.ID, url.Values{"answer": {"accept"}}).is(409).has("答复期限（2026-12-24）已过")
	p.do(models.System, models.LapseOffer{ID: o.ID})
	owner.get("/enterprise/offers/" + o.ID).is(200).has("逾期未答复")
	owner.get("/enterprise/notices").is(200).has("逾期未答复，已转给下一笔认捐")
}

func TestTheWizardAsksWhatSilenceMeansAndTheAgreementSaysIt(t *testing.T) {
	p := newTestPortal(t)
	owner := p.as("donor_owner")
	first := owner.get("/enterprise/pledges/new?kind=free").is(200).has("名额邀约逾期未答复时", "视为接受").doc()
	if first.Find(`input[name="on_silence"][value="next"]`).AttrOr("checked", "no") == "no" {
		t.Error("nothing is chosen at first")
	}
	back := owner.get("/enterprise/pledges/new?kind=free&on_silence=accept").is(200).doc()
	if back.Find(`input[name="on_silence"][value="accept"]`).AttrOr("checked", "no") == "no" {
		t.Error("what was chosen is lost")
	}
	owner.post("/enterprise/pledges/new", planForm("on_silence", "accept")).to()
	made := p.Book.State().PledgesOf(p.member.ID)[0]
	if made.OnSilence != models.SilenceAccepts {
		t.Fatalf("%+v", made)
	}
	owner.get("/enterprise/pledges/"+made.ID+"/agreement").is(200).has("空出名额", "（30 日）", "甲方逾期未答复的，视为接受")
	owner.post("/enterprise/pledges/new", planForm("on_silence", "maybe")).is(422).has("选项")
	owner.post("/enterprise/pledges/new", planForm("kind", "needs", "need", p.need.Number)).to()
	if named := p.Book.State().PledgesOf(p.member.ID)[0]; named.OnSilence != "" {
		t.Errorf("a pledge that names its needs has %q", named.OnSilence)
	}
}

func TestStaffProposeWhatCanBeMetNow(t *testing.T) {
	p, pledge := freedPlaces(t, 2000_00)
	staff := p.as("program_manager")
	staff.get("/staff").is(200).has("现在可以落实 4 个名额（2,000.00 元）")
	p.as("finance_maker").get("/staff").is(200).hasNot("现在可以落实")
	p.as("finance_maker").get("/staff/waitlist").is(200).hasNot("只为这些名额提出建议")
	p.as("finance_maker").post("/staff/waitlist", nil).is(403)
	staff.post("/staff/waitlist", url.Values{"x": {"1"}}).is(422)
	staff.get(staff.post("/staff/waitlist", nil).to()).is(200).has("1 条建议", pledge.Number)
	staff.get("/staff/waitlist").is(200).hasNot("现在可以落实")

	p.signedPledge(1000_00, models.Purpose{})
	staff.get("/staff/waitlist").is(200).has("现在可以落实 2 个名额（1,000.00 元）", "上次匹配还有 1 条建议待采纳")
}

// A preview is answered from a state that was prepared: anew when the state has moved on.
func TestAPreviewFollowsTheState(t *testing.T) {
	p := newTestPortal(t)
	owner := p.caller("donor_owner")
	ask := map[string]any{"amount_fen": 500000}
	var v previewView
	owner.post("/pledges/preview", ask).is(200).decode(&v)
	if v.Places != 10 || v.AmountFen != 5000_00 || len(v.Proposals[0].Reasons) == 0 {
		t.Fatalf("%+v", v)
	}
	other := p.actor("donor_owner.2")
	p.do(other, models.MakePledge{AmountFen: 3500_00, Purpose: models.Purpose{Needs: []string{p.need.ID}}})
	v = previewView{}
	owner.post("/pledges/preview", ask).is(200).decode(&v)
	if v.Places != 3 || len(v.Unspent) != 1 || v.Unspent[0].AmountFen != 3500_00 {
		t.Errorf("%+v", v)
	}
}
