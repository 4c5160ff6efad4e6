package models

import "shanpei/models/money"

// The people of the test federation. A township worker and an officer belong to 岱岳区, another officer to 新泰市.
var (
	worker   = Actor{ID: "worker", Role: TownshipWorker, County: "370911", Township: "山口镇"}
	officer  = Actor{ID: "officer", Role: CountyOfficer, County: "370911"}
	stranger = Actor{ID: "stranger", Role: CountyOfficer, County: "370982"}
	manager  = Actor{ID: "manager", Role: ProgramManager}
	maker    = Actor{ID: "maker", Role: FinanceMaker}
	checker  = Actor{ID: "checker", Role: FinanceChecker}
	general  = Actor{ID: "general", Role: SecretaryGeneral}
	auditor  = Actor{ID: "auditor", Role: Auditor}
	admin    = Actor{ID: "admin", Role: Admin}
)

// town is a federation at work. Its things are found by a word: needs by status or peculiarity, pledges and sponsorships by status.
type town struct {
	*world
	program, need, ent, pledge, sp, payout, line, payment, match, change, objection map[string]string
	a, b, finance, viewer, submitted                                                Actor // owner of A, of B, other people of A, owner of one not verified yet
}

const yuan = money.Fen(100)

func newTown(t proof) *town {
	m := func() map[string]string { return map[string]string{} }
	w := &town{world: newWorld(t), program: m(), need: m(), ent: m(), pledge: m(), sp: m(), payout: m(), line: m(), payment: m(), match: m(), change: m(), objection: m()}
	set := DefaultSettings()
	w.must(admin, SetUpFederation{Federation{Name: "泰安市慈善总会（演示）", USCC: "51370900PDY00001XU", Settings: set}})
	w.must(admin, PutCounty{County{Code: "370911", Name: "岱岳区", SubBrand: "助梦飞翔 护未岱岳", Townships: []string{"山口镇", "祝阳镇"}}})
	w.must(admin, PutCounty{County{Code: "370982", Name: "新泰市", SubBrand: "心连心 未爱童行", Townships: []string{"羊流镇"}}})
	for slug, how := range map[string]Fundraising{"yida": Announce, "member": Targeted, "invited": Targeted, "paused": Announce, "over": Announce} {
		w.program[slug] = first[ProgramCreated](w.world, w.must(manager, CreateProgram{aProgram(slug, how)})).Program.ID
	}
	fee := aProgram("fee", Announce)
	fee.FeePermille = 37
	w.program["fee"] = first[ProgramCreated](w.world, w.must(manager, CreateProgram{fee})).Program.ID
	w.must(manager, StepProgram{ID: w.program["paused"], Verb: "suspend", Reason: "核查"})
	w.must(manager, StepProgram{ID: w.program["over"], Verb: "close", Reason: "期满"})
	w.enterprises()
	return w
}

func aProgram(slug string, how Fundraising) Program {
	return Program{Slug: slug, Name: "项目 " + slug, Starts: "2026-09-01", Ends: "2027-08-31", BudgetFen: 1_398_400 * yuan, Fundraising: how}
}

func (w *town) enterprises() {
	register := func(name, code string, stateOwned bool) Actor {
		e := first[EnterpriseRegistered](w.world, w.must(Nobody, RegisterEnterprise{Name: name, USCC: code, StateOwned: stateOwned, Owner: "owner-" + name}))
		w.ent[name] = e.Enterprise.ID
		return Actor{ID: "owner-" + name, Role: DonorOwner, Enterprise: e.Enterprise.ID}
	}
	w.a = register("A", "91370902PDY0002207", false)
	w.b = register("B", "91370923PDY000183E", false)
	w.submitted = register("C", "91370983PDY000204U", false)
	register("D", "91370921PDY000247F", false)
	register("E", "91370982PDY000263G", true)
	w.must(manager, VerifyEnterprise{ID: w.ent["A"]})
	w.must(manager, VerifyEnterprise{ID: w.ent["B"], Member: true})
	w.must(manager, RejectEnterprise{ID: w.ent["D"], Reason: "执照与代码不符"})
	w.must(manager, VerifyEnterprise{ID: w.ent["E"]})
	w.finance = Actor{ID: "finance-A", Role: DonorFinance, Enterprise: w.ent["A"]}
	w.viewer = Actor{ID: "viewer-A", Role: DonorViewer, Enterprise: w.ent["A"]}
	for _, a := range []Actor{w.finance, w.viewer} {
		w.must(System, AddUser{User{ID: a.ID, Role: a.Role, Enterprise: a.Enterprise}})
	}
	for _, a := range []Actor{officer, maker, checker} {
		w.must(System, AddUser{User{ID: a.ID, Role: a.Role, County: a.County}})
	}
}

// study is a need of 500.00 a place in 岱岳区, of the running programme.
func (w *town) study(places int, change func(n *Need)) string {
	n := Need{Program: "yida", County: "370911", Township: "山口镇", Type: StudyAid, Stage: Primary, UnitPriceFen: 500 * yuan, Places: places, Urgency: 3}
	if change != nil {
		change(&n)
	}
	return first[NeedDrafted](w.world, w.must(manager, DraftNeed{n})).Need.ID
}

func (w *town) steps(need string, verbs ...NeedVerb) string {
	for _, v := range verbs {
		w.must(manager, StepNeed{ID: need, Verb: v, Reason: "理由"})
	}
	return need
}

// open takes needs of 500.00 a place through their chain and the publicity period.
func (w *town) openNeed(places int, change func(n *Need)) string {
	id := w.steps(w.study(places, change), VerifyNeed, ReviewNeed, ApproveNeed, PublishNeed)
	w.pass(w.s.Federation.Settings.PublicityDays)
	return w.steps(id, OpenNeed)
}

func (w *town) give(a Actor, fen money.Fen, p Purpose, instalments ...Instalment) string {
	return first[PledgeMade](w.world, w.must(a, MakePledge{AmountFen: fen, Purpose: p, Instalments: instalments})).Pledge.ID
}

func (w *town) signed(a Actor, fen money.Fen, p Purpose, instalments ...Instalment) string {
	id := w.give(a, fen, p, instalments...)
	w.must(a, SignPledge{ID: id})
	return id
}

// receive books a bank line with the pledge's reference.
func (w *town) receive(pledge string, fen money.Fen) []Event {
	p := get(w.world, w.s.Pledges, pledge)
	w.n++
	return w.must(maker, RecordBankLine{Account: "main", LineID: "L" + itoa(w.n), Day: w.today(), AmountFen: fen, Memo: "捐款 " + p.Reference()})
}

func (w *town) funded(a Actor, need string, places int) (pledge, sponsorship string) {
	n := get(w.world, w.s.Needs, need)
	pledge = w.signed(a, n.UnitPriceFen*money.Fen(places), Purpose{Needs: []string{need}})
	w.receive(pledge, n.UnitPriceFen*money.Fen(places))
	return pledge, w.s.SponsorshipsOfPledge(pledge)[0].ID
}

func (w *town) payOut(sponsorship string, places int) string {
	sp := get(w.world, w.s.Sponsorships, sponsorship)
	l := DisbursementLine{Sponsorship: sponsorship, Places: places, PayeeKind: "card", AmountFen: sp.UnitPriceFen * money.Fen(places)}
	return first[PayoutMade](w.world, w.must(maker, MakeDisbursement{Program: sp.Program, Lines: []DisbursementLine{l}})).Disbursement.ID
}

func (w *town) payoutSteps(id string, verbs ...string) string {
	for _, v := range verbs {
		switch v {
		case "check":
			w.must(checker, StepDisbursement{ID: id, Verb: v})
		case "approve":
			w.must(general, StepDisbursement{ID: id, Verb: v})
		case "pay":
			w.must(maker, PayDisbursement{ID: id})
		case "return":
			w.must(maker, ReturnLines{ID: id, Reason: "户名不符"})
		case "prove":
			w.must(manager, StepDisbursement{ID: id, Verb: v, Evidence: "回单 1"})
		case "reject":
			w.must(checker, StepDisbursement{ID: id, Verb: v, Reason: "金额有误"})
		}
	}
	return id
}
