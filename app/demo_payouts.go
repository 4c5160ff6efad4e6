package main

import (
	"cmp"
	"fmt"
	"slices"

	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/models/money"
)

// sponsorship finds the places that a pledge has of a need.
func (d *demo) sponsorship(pledge, need string) *models.Sponsorship {
	for _, sp := range d.state().SponsorshipsOfPledge(d.pledges[pledge]) {
		if sp.Need == d.needs[need] {
			return sp
		}
	}
	if d.err == nil {
		d.err = fmt.Errorf("pledge %s has no place of need %s", pledge, need)
	}
	return &models.Sponsorship{}
}

// pay is places of a sponsorship that one line of a payout pays; payees of cards are persons, and sealed.
type pay struct {
	sp     *models.Sponsorship
	places int
	kind   string
	payee  string
	fen    money.Fen // zero: the places at their price
}

// payout makes a payout. Its lines are whole places.
func (d *demo) payout(program string, list ...pay) string {
	var lines []models.DisbursementLine
	for _, p := range list {
		l := models.DisbursementLine{Sponsorship: p.sp.ID, Places: p.places, PayeeKind: p.kind, AmountFen: cmp.Or(p.fen, p.sp.UnitPriceFen*money.Fen(p.places))}
		if p.payee != "" {
			l.Payee = d.seal("payee", map[string]string{"name": p.payee, "account": "6200000000000000000"})
		}
		lines = append(lines, l)
	}
	return made[models.PayoutMade](d.do("maker", models.MakeDisbursement{Program: program, Lines: lines})).Disbursement.ID
}

// carry takes a payout through check, approval and payment, a day each, as far as the steps say.
func (d *demo) carry(id string, day int, steps ...string) {
	for i, s := range steps {
		d.to(day - i)
		switch s {
		case "check":
			d.do("checker", models.StepDisbursement{ID: id, Verb: "check"})
		case "approve":
			d.do("secretary", models.StepDisbursement{ID: id, Verb: "approve"})
		case "pay":
			d.do("maker", models.PayDisbursement{ID: id})
		}
	}
}

func (d *demo) prove(id, evidence string) {
	d.do("manager", models.StepDisbursement{ID: id, Verb: "prove", Evidence: evidence})
}

// springPayouts pay and prove policies and screenings; the first need is closed and published.
func (d *demo) springPayouts() {
	d.to(190)
	var policies []pay
	for _, need := range []string{"insurance-370983", "insurance-370902", "insurance-370921"} {
		sp := d.sponsorship("songfeng/1", need)
		policies = append(policies, pay{sp, sp.Places, "insurer", "演示保险公司泰安分公司", 0})
	}
	insured := d.payout("huyou-jiankang", policies...)
	d.carry(insured, 189, "check", "approve", "pay")
	d.to(180)
	one, two := d.sponsorship("kangyang/1", "screening-370902"), d.sponsorship("kangyang/1", "screening-370911")
	screened := d.payout("ciyou-tongnian", pay{one, 3, "hospital", "演示定点医院", 0}, pay{two, 3, "hospital", "演示定点医院", 0})
	d.carry(screened, 179, "check", "approve", "pay")
	d.to(165)
	d.prove(insured, "演示保单汇总-001")
	d.to(160)
	d.prove(screened, "演示筛查签到及专家意见-001")
	d.to(158)
	d.do("manager", models.StepNeed{ID: d.needs["screening-370902"], Verb: models.CloseNeed})
	d.do("manager", models.StepNeed{ID: d.needs["screening-370911"], Verb: models.CloseNeed})
	d.to(150)
	d.do("manager", models.StepNeed{ID: d.needs["screening-370902"], Verb: models.DiscloseNeed})
}

// match runs the engine on the term's programme and accepts what it proposes, except for one county, whose needs stay open. Only its restricted gifts are
// there yet: each county has needs that none but the story's donor can meet, so the story goes on whatever the engine prefers.
func (d *demo) match() {
	d.to(60)
	run := d.runMatch("yida-yuanmeng")
	var accept []string
	for _, p := range run.Proposals {
		if n, ok := d.state().Needs.Get(p.Need); ok && n.County != "370923" {
			accept = append(accept, p.ID)
		}
	}
	d.do("manager", models.AcceptMatch{ID: run.ID, Proposals: accept})
}

// runMatch runs the engine on the state of the moment and records what it proposes.
func (d *demo) runMatch(programs ...string) models.Match {
	if d.err != nil {
		return models.Match{}
	}
	m, err := desk.Propose(d.ctx, d.state(), desk.Options{Programs: programs, Today: models.DayOf(d.at)})
	if err != nil {
		d.err = err
		return m
	}
	return made[models.MatchRun](d.do("manager", models.RecordMatch{Match: m})).Match
}

// payable lists the sponsorships of a pledge that money can be paid for, in a lasting order.
func (d *demo) payable(pledge string, atLeast int) []*models.Sponsorship {
	var out []*models.Sponsorship
	for _, sp := range d.state().SponsorshipsOfPledge(d.pledges[pledge]) {
		if sp.Live() && sp.FundedPlaces-sp.PaidPlaces-sp.ReservedPlaces > 0 {
			out = append(out, sp)
		}
	}
	if len(out) < atLeast && d.err == nil {
		d.err = fmt.Errorf("pledge %s has %d payable sponsorships, the story needs %d", pledge, len(out), atLeast)
	}
	for len(out) < atLeast {
		out = append(out, &models.Sponsorship{})
	}
	return out
}

// autumnPayouts pay the term's first money: one line comes back and is paid again; one payout comes back whole.
func (d *demo) autumnPayouts() {
	d.to(57)
	primary, junior := d.sponsorship("hefeng/1", "study-370911-primary"), d.sponsorship("hefeng/1", "study-370911-junior")
	senior, college := d.sponsorship("hefeng/1", "study-370911-senior"), d.sponsorship("hefeng/1", "study-370911-college")
	list := []pay{
		{primary, 25, "school", "演示小学甲", 0}, {primary, 24, "school", "演示小学乙", 0}, {primary, 20, "school", "演示小学丙", 0},
		{junior, 30, "school", "演示中学甲", 0}, {junior, 28, "school", "演示中学乙", 0}, {senior, 23, "school", "演示高中", 0},
	}
	for i := range 8 {
		list = append(list, pay{senior, 1, "card", fmt.Sprintf("金丝雀·收款人%02d", i+1), 0}, pay{college, 1, "card", fmt.Sprintf("金丝雀·收款人%02d", i+9), 0})
	}
	first := d.payout("yida-yuanmeng", list...)
	d.carry(first, 56, "check", "approve", "pay")
	d.to(51)
	d.do("maker", models.ReturnLines{ID: first, Lines: []int{7}, Reason: "户名与账号不符，银行退回。"})
	d.to(49)
	d.do("maker", models.PayDisbursement{ID: first})
	d.endOne()
	d.receiveLate()
	d.to(36)
	d.prove(first, "演示在读证明和银行回单-001")
	second := d.payout("yida-yuanmeng", d.whole("ximing/1", "school", 1)...)
	d.carry(second, 35, "check", "approve", "pay")
	d.to(28)
	surgery := d.sponsorship("kangyang/1", "surgery-370902")
	operated := d.payout("ciyou-tongnian", d.byTheBill(surgery))
	d.carry(operated, 27, "check", "approve", "pay")
	d.to(20)
	third := d.payout("yida-yuanmeng", d.whole("shiwu/1", "school", 1)[:1]...)
	d.carry(third, 19, "check", "approve", "pay")
	d.to(14)
	d.prove(operated, "演示医院结算单和出院小结-001")
	d.do("maker", models.ReturnLines{ID: third, Reason: "收款学校账户已变更，银行退回，待更正后重付。"})
}

// whole pays what is funded of each sponsorship of a pledge.
func (d *demo) whole(pledge, kind string, atLeast int) []pay {
	var list []pay
	for _, sp := range d.payable(pledge, atLeast) {
		list = append(list, pay{sp, sp.FundedPlaces - sp.PaidPlaces - sp.ReservedPlaces, kind, "演示学校", 0})
	}
	return list
}

// endOne ends the smallest sponsorship of the first gift: its places are free again, its money is back.
func (d *demo) endOne() {
	d.to(45)
	if d.err != nil {
		return
	}
	list := slices.Clone(d.state().SponsorshipsOfPledge(d.pledges["yunqiao/1"]))
	if len(list) == 0 {
		d.err = fmt.Errorf("the matching gave the first gift nothing")
		return
	}
	smallest := slices.MinFunc(list, func(a, b *models.Sponsorship) int { return a.Places - b.Places })
	d.do("manager", models.EndSponsorship{ID: smallest.ID, Reason: "本批对象转学至外市，名额收回，重新匹配。"})
}

// receiveLate is money that came without a word, and whose it was.
func (d *demo) receiveLate() {
	id := d.receive(40, line{fen: 40_000 * yuan, payer: enterpriseByKey("shiwu").name, memo: "捐款"})
	d.to(38)
	d.do("maker", models.AttributeSuspense{Line: id, Pledge: d.pledges["shiwu/1"], Reason: "经与企业财务核对银行回单，系第二期部分款项。"})
}

// lastWeeks are what is under way when the story ends: needs at every step of the chain, a run with proposals that wait, payouts at every step.
func (d *demo) lastWeeks() {
	d.to(13)
	d.do("manager", models.AskPurposeChange{
		Pledge: d.pledges["shuzhi/1"], Purpose: models.Purpose{Programs: []string{"dongyuan-tongxing"}},
		Reason: "泰山区心理关爱服务因承接机构评估暂停，拟将本笔捐赠调整用于黄河滩区困境儿童关爱服务，请捐赠方确认。",
	})
	lots := []lot{
		d.weiaiLot("370982", "羊流镇", models.Primary, 30, "yangliu", draftOnly), d.weiaiLot("370983", "石横镇", models.Junior, 20, "shiheng", draftOnly),
		d.weiaiLot("370923", "银山镇", models.Primary, 25, "yinshan", models.VerifyNeed), d.weiaiLot("370921", "", models.Junior, 45, "", models.ReviewNeed),
		d.weiaiLot("370911", "", models.Primary, 50, "", models.ApproveNeed), d.weiaiLot("370982", "", models.Junior, 40, "", models.VerifyNeed),
	}
	for _, l := range d.studyLots() {
		if l.key == lateStudyLot {
			l.stop = models.PublishNeed
			lots = append(lots, l)
		}
	}
	d.wave(12, lots)
	d.do("county-370982", models.StepNeed{ID: d.needs["weiai-370982-junior"], Verb: models.ReturnNeed, Reason: "在读证明人数与名册不一致，请乡镇核对后重报。"})

	d.to(2)
	d.expire()
	words := d.seal("objection", map[string]string{"text": "金丝雀·异议人反映：名额中有学生已享受其他助学。", "contact": "金丝雀·异议人 13800009999"})
	d.do("visitor", models.RaiseObjection{Need: d.needs[lateStudyLot], Sealed: words})
	d.do("yunqiao", models.MakePledge{AmountFen: 50_000 * yuan, Purpose: models.Purpose{Programs: []string{"ciyou-tongnian"}}})
	run := d.runMatch()
	if len(run.Proposals) < 2 && d.err == nil {
		d.err = fmt.Errorf("the last run has %d proposals", len(run.Proposals))
	}
	if d.err == nil {
		d.do("manager", models.AcceptMatch{ID: run.ID, Proposals: []string{run.Proposals[0].ID}})
	}
	d.openPayouts()
}

// openPayouts are made, checked, approved and rejected.
func (d *demo) openPayouts() {
	d.to(2)
	surgery := d.sponsorship("kangyang/1", "surgery-370911")
	approved := d.payout("ciyou-tongnian", d.byTheBill(surgery))
	list := d.payable("yunqiao/1", 3)
	one := func(sp *models.Sponsorship) pay { return pay{sp, 1, "school", "演示学校", 0} }
	rejected := d.payout("yida-yuanmeng", one(list[2]))
	d.do("checker", models.StepDisbursement{ID: rejected, Verb: "reject", Reason: "收款学校名称与开户许可不一致，请核对后重新制单。"})
	d.to(1)
	checked := d.payout("yida-yuanmeng", one(list[0]))
	d.do("checker", models.StepDisbursement{ID: approved, Verb: "check"})
	d.do("secretary", models.StepDisbursement{ID: approved, Verb: "approve"})
	d.do("checker", models.StepDisbursement{ID: checked, Verb: "check"})
	d.payout("yida-yuanmeng", one(list[1]))
	d.do("visitor", models.RegisterEnterprise{
		Name: "青云演示文创有限公司（演示）", USCC: "91370982PDY000546Q",
		Contact: d.seal("contact", map[string]string{"name": "金丝雀·文创联系人", "phone": "13800000099", "email": "wenchuang@canary.example"}),
	})
}
