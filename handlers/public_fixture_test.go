package handlers

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/cnid"
	"shanpei/models/money"
	"shanpei/views"
)

// world is a small federation made by commands, with everything that a public page has to show and to keep to itself.
type world struct {
	t    testing.TB
	book *journal.Book
	now  time.Time
	ids  map[string]string // names of the test → ids
}

// The words that must never be on a public page.
const (
	canaryContact   = "KAN-contact-13800000000"
	canaryAnonymous = "隐名松风文旅（演示）"
	canaryReason    = "KAN-reason-of-staff"
	canaryFinding   = "KAN-finding-of-objection"
	canaryDraft     = "KAN-title-of-a-draft"
	canaryObjection = "KAN-text-of-objection"
	canaryStaff     = "u-KAN-staff"
	canaryEvidence  = "KAN-evidence"
	canaryApproval  = "KAN-approval-document"
)

func newWorld(t testing.TB) *world {
	w := &world{t: t, now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC), ids: map[string]string{}}
	book, err := journal.Open(context.Background(), journal.NewMemory(), journal.Options{Clock: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	w.book = book
	t.Cleanup(func() {
		if _, faults := w.state().Check(); len(faults) > 0 {
			t.Errorf("the ledger is broken: %v", faults)
		}
		if err := book.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) state() *models.State { return w.book.State() }

// do asks for something as one of the portal's own, under an id that no public page may show.
func (w *world) do(cmd models.Command) journal.Result { return w.doAs(canaryStaff, cmd) }

func (w *world) doAs(id string, cmd models.Command) journal.Result {
	w.t.Helper()
	w.now = w.now.Add(time.Minute)
	out, err := w.book.Do(context.Background(), models.Actor{ID: id, Role: models.RoleSystem}, cmd)
	if err != nil {
		w.t.Fatalf("%T: %v", cmd, err)
	}
	return out
}

func (w *world) days(n int) { w.now = w.now.AddDate(0, 0, n) }

// testUSCC is the nth code of the zone that the standard leaves to its users, with its check character.
func testUSCC(t testing.TB, n int) string {
	body := fmt.Sprintf("91370900PDY%05d", n)
	for _, inner := range "0123456789X" {
		for _, last := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
			if c, err := cnid.ParseUSCC(body + string(inner) + string(last)); err == nil && len(c.Warnings()) == 0 {
				return c.String()
			}
		}
	}
	t.Fatal("no code with a right check character")
	return ""
}

func (w *world) setUp() {
	w.do(models.SetUpFederation{Federation: models.Federation{
		Name: "泰安市慈善总会", USCC: "51370900PDY00001XU", Office: "泰安市泰山区示例路 1 号", Phone: "0538-0000000", Licence: "JGZ370900001",
		Settings: models.DefaultSettings(),
	}})
	for _, c := range []models.County{
		{Code: "370902", Name: "泰山区", SubBrand: "泰关爱 护童行"}, {Code: "370911", Name: "岱岳区", SubBrand: "助梦飞翔 护未岱岳"},
		{Code: "370921", Name: "宁阳县", SubBrand: "宁阳红 心陪伴"}, {Code: "370923", Name: "东平县", SubBrand: "东原汇爱 护航未来", Townships: []string{"银山镇"}},
		{Code: "370982", Name: "新泰市", SubBrand: "心连心 未爱童行"}, {Code: "370983", Name: "肥城市", SubBrand: "桃都暖阳"},
	} {
		w.do(models.PutCounty{County: c})
	}
}

func (w *world) program(slug, name string, budget money.Fen, starts, ends models.Day, types ...models.NeedType) {
	out := w.do(models.CreateProgram{Program: models.Program{
		Slug: slug, Name: name, Starts: starts, Ends: ends, BudgetFen: budget, Fundraising: models.Announce, FeePermille: 50, Types: types,
		Purpose: name + "：面向全市重点困境儿童，填补助学与医疗救助的空白。由市民政局与市慈善总会共同实施，善款专款专用。",
		Rules:   "对象：经乡镇核实、县级审核、市级审批的困境儿童。\n标准：按学段或按例定额，不重复资助。",
	}})
	w.ids[slug] = event[models.ProgramCreated](out).Program.ID
}

// publicNeed drafts a need and takes it as far as the verbs say; it is known to the test as name.
func (w *world) need(name string, n models.Need, verbs ...models.NeedVerb) *models.Need {
	w.t.Helper()
	if n.Urgency == 0 {
		n.Urgency = 3
	}
	out := w.do(models.DraftNeed{Need: n})
	id := event[models.NeedDrafted](out).Need.ID
	w.ids[name] = id
	for _, v := range verbs {
		if v == models.OpenNeed {
			w.days(8)
		}
		w.do(models.StepNeed{ID: id, Verb: v, Reason: canaryReason})
	}
	got, _ := w.state().Needs.Get(id)
	return got
}

var toPublicity = []models.NeedVerb{models.VerifyNeed, models.ReviewNeed, models.ApproveNeed, models.PublishNeed}

// openNeeds takes many needs through their publicity at once, so that it takes one week and not one each.
func (w *world) openNeeds(needs map[string]models.Need, order []string) {
	for _, name := range order {
		w.need(name, needs[name], toPublicity...)
	}
	w.days(8)
	for _, name := range order {
		w.do(models.StepNeed{ID: w.ids[name], Verb: models.OpenNeed})
	}
}

func (w *world) enterprise(name, title string) {
	out := w.do(models.RegisterEnterprise{Name: title, USCC: testUSCC(w.t, len(w.ids)+10), Contact: canaryContact, StateOwned: true, Approval: canaryApproval})
	id := event[models.EnterpriseRegistered](out).Enterprise.ID
	w.ids[name] = id
	w.do(models.VerifyEnterprise{ID: id})
}

// pledge makes and signs a pledge, and receives some of it.
func (w *world) pledge(name string, c models.MakePledge, received money.Fen) *models.Pledge {
	w.t.Helper()
	c.Enterprise = w.ids[c.Enterprise]
	for i, n := range c.Purpose.Needs {
		c.Purpose.Needs[i] = w.ids[n]
	}
	p := event[models.PledgeMade](w.do(c)).Pledge
	w.ids[name] = p.ID
	w.do(models.SignPledge{ID: p.ID})
	if received > 0 {
		w.do(models.RecordBankLine{
			Account: "main", LineID: "L-" + name, Day: models.DayOf(w.now), AmountFen: received, Memo: p.Reference(), Sealed: canaryContact,
		})
	}
	got, _ := w.state().Pledges.Get(p.ID)
	return got
}

// payOut pays every funded place of a need and, when proven, settles it.
func (w *world) payOut(program, need string, proven bool) {
	w.t.Helper()
	var lines []models.DisbursementLine
	for _, sp := range w.state().SponsorshipsOfNeed(w.ids[need]) {
		if k := sp.FundedPlaces - sp.PaidPlaces; k > 0 {
			lines = append(lines, models.DisbursementLine{
				Sponsorship: sp.ID, Places: k, PayeeKind: "card", Payee: canaryContact, AmountFen: sp.UnitPriceFen * money.Fen(k),
			})
		}
	}
	id := event[models.PayoutMade](w.doAs("maker", models.MakeDisbursement{Program: w.ids[program], Lines: lines})).Disbursement.ID
	w.doAs("checker", models.StepDisbursement{ID: id, Verb: "check"})
	w.doAs("approver", models.StepDisbursement{ID: id, Verb: "approve"})
	w.doAs("maker", models.PayDisbursement{ID: id})
	if proven {
		w.doAs("prover", models.StepDisbursement{ID: id, Verb: "prove", Evidence: canaryEvidence})
	}
}

// sample is the federation of the tests and of the pictures.
func sample(t testing.TB) *world {
	w := newWorld(t)
	w.setUp()
	w.program("yida", "意达圆梦 助学成长", 1_398_400_00, "2026-01-01", "2026-12-31", models.StudyAid)
	w.program("ciyou", "慈佑童年", 549_000_00, "2026-01-01", "2026-12-31", models.Screening, models.Surgery, models.Rehabilitation)
	w.program("huyou", "护佑健康", 309_700_00, "2026-03-01", "2027-02-28", models.Insurance)
	needs, order := map[string]models.Need{}, []string{}
	add := func(name string, n models.Need) { needs[name], order = n, append(order, name) }
	places := map[string][]int{"370902": {34, 28, 14, 4}, "370911": {66, 55, 28, 7}, "370921": {62, 52, 26, 6}, "370923": {69, 58, 29, 7}, "370982": {120, 102, 57, 14}, "370983": {69, 57, 32, 8}}
	stages := []models.Stage{models.Primary, models.Junior, models.Senior, models.College}
	prices := []money.Fen{500_00, 600_00, 1000_00, 2000_00}
	for _, code := range []string{"370902", "370911", "370921", "370923", "370982", "370983"} {
		for i, st := range stages {
			add(code+string(st), models.Need{Program: "yida", County: code, Type: models.StudyAid, Stage: st, Period: "2026 春季学期", UnitPriceFen: prices[i],
				Places: places[code][i], Urgency: 4 - i%2, Deadline: "2026-12-15"})
		}
	}
	surgery := map[string]int{"370902": 2, "370911": 4, "370921": 3, "370923": 4, "370982": 6, "370983": 3}
	for _, code := range []string{"370902", "370911", "370921", "370923", "370982", "370983"} {
		add(code+"surgery", models.Need{Program: "ciyou", County: code, Type: models.Surgery, UnitPriceFen: 15_000_00, Places: surgery[code], Urgency: 5})
		add(code+"screening", models.Need{Program: "ciyou", County: code, Type: models.Screening, UnitPriceFen: 6_000_00, Places: 3 + len(code)%2, Urgency: 2})
		add(code+"insurance", models.Need{Program: "huyou", County: code, Type: models.Insurance, UnitPriceFen: 100_00, Places: 480, Urgency: 3})
	}
	add("yinshan", models.Need{Program: "yida", County: "370923", Township: "银山镇", Type: models.StudyAid, Stage: models.Vocational, UnitPriceFen: 1000_00, Places: 9})
	w.openNeeds(needs, order)
	w.need("draft", models.Need{Program: "yida", County: "370902", Type: models.StudyAid, Stage: models.Primary, Title: canaryDraft, UnitPriceFen: 500_00, Places: 77}, models.VerifyNeed)
	w.need("returned", models.Need{Program: "yida", County: "370902", Type: models.StudyAid, Stage: models.Primary, Title: canaryDraft, UnitPriceFen: 500_00, Places: 78},
		models.VerifyNeed, models.ReturnNeed)
	w.sampleMoney()
	w.sampleNotices()
	return w
}

func (w *world) sampleMoney() {
	for _, e := range []struct{ name, title string }{
		{"yunqiao", "岱青云桥精密制造有限公司（演示）"}, {"songfeng", canaryAnonymous}, {"shiwu", "桃源石屋建材有限公司（演示）"},
		{"hefeng", "汶畔禾丰食品有限公司（演示）"}, {"culai", "徂徕康养医疗有限公司（演示）"},
	} {
		w.enterprise(e.name, e.title)
	}
	purpose := func(needs ...string) models.Purpose { return models.Purpose{Needs: needs} }
	w.pledge("p1", models.MakePledge{Enterprise: "yunqiao", AmountFen: 152_000_00, Purpose: purpose("370982primary", "370982junior", "370923primary")}, 120_000_00)
	w.pledge("p2", models.MakePledge{Enterprise: "songfeng", AmountFen: 31_500_00, Anonymous: true, Naming: "KAN-naming", Purpose: purpose("370911primary")}, 31_500_00)
	w.pledge("p3", models.MakePledge{Enterprise: "shiwu", AmountFen: 60_000_00, Naming: "石屋助学金", Purpose: purpose("370983junior", "370983senior")}, 60_000_00)
	w.pledge("p4", models.MakePledge{Enterprise: "hefeng", AmountFen: 120_000_00, Purpose: models.Purpose{Programs: []string{"yida"}}}, 58_000_00)
	w.pledge("p5", models.MakePledge{Enterprise: "culai", AmountFen: 183_000_00, Purpose: purpose("370982surgery", "370911surgery", "370982screening", "370911screening")}, 183_000_00)
	w.pledge("p6", models.MakePledge{Enterprise: "yunqiao", AmountFen: 1500_00, Purpose: purpose("yinshan"), MaxPlacesPerNeed: 1}, 1500_00)
	w.days(5)
	w.payOut("yida", "370982primary", true)
	w.payOut("yida", "370911primary", true)
	w.payOut("yida", "370983junior", false)
	w.payOut("ciyou", "370982surgery", true)
	w.payOut("ciyou", "370911screening", false)
	w.payOut("yida", "yinshan", false)
	w.do(models.AcceptGift{Gift: models.Gift{
		Enterprise: w.ids["songfeng"], Program: "yida", Goods: "书包", Quantity: 200, Unit: "个", ValueFen: 52_000_00, Basis: "发票", At: models.DayOf(w.now),
	}})
}

func (w *world) sampleNotices() {
	w.now = time.Date(2026, 7, 20, 2, 0, 0, 0, time.UTC)
	for _, g := range []string{"yida", "ciyou"} {
		program, _ := w.state().ProgramBySlug(g)
		clock := w.state().DisclosureClock(program)
		w.do(models.PrepareDisclosure{Program: g, Due: clock[0].Due, Note: "本期拨付均已取得回单。"})
		w.doAs("second", models.PublishDisclosure{Program: g, Due: clock[0].Due})
		if g == "yida" {
			w.do(models.PrepareDisclosure{Program: g, Due: clock[1].Due})
			w.doAs("second", models.PublishDisclosure{Program: g, Due: clock[1].Due})
		}
	}
	w.need("notice", models.Need{Program: "yida", County: "370921", Type: models.StudyAid, Stage: models.Preschool, Period: "2026 秋季学期", UnitPriceFen: 400_00, Places: 24}, toPublicity...)
	out := w.do(models.RaiseObjection{Need: w.ids["notice"], Sealed: canaryObjection})
	w.do(models.ResolveObjection{ID: event[models.ObjectionRaised](out).Objection.ID, Finding: canaryFinding})
	w.do(models.RaiseObjection{Need: w.ids["notice"], Sealed: canaryObjection})
}

// portal serves the world over HTTP.
func (w *world) portal(t *testing.T) *testPortal {
	t.Helper()
	views.OnMissing = func(l views.Lang, key string) { t.Errorf("message %s is missing in %s", key, l) }
	acc, v := people()
	p := &testPortal{t: t}
	p.Portal = New(w.book, acc, v, slog.New(slog.DiscardHandler), Config{
		PublicURL: "https://portal.example", Secret: []byte("test"), Clock: func() time.Time { return w.now },
	})
	p.app = p.App()
	return p
}

// number is the number of a need that the test knows by name.
func (w *world) number(name string) string {
	n, ok := w.state().Needs.Get(w.ids[name])
	if !ok {
		w.t.Fatalf("no need %s", name)
	}
	return n.Number
}
