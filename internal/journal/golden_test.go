package journal

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shanpei/models"
	"shanpei/models/money"
)

// The golden journals hold every kind of event, each those that came with a version. They were written once and are never written again: every later version
// must read them and come to the same states. New kinds get a golden journal of their own, told by one more story here. GOLDEN_WRITE=1 writes the files of
// those that are not there.
var goldenJournals = map[string]func(*story){
	"journal-v1": (*story).tell, "journal-match-weights": (*story).weights,
	"offers-v1":      (*story).tellOffers,
	"journal-papers": (*story).papers, "journal-receipt-file": (*story).receiptFile,
	"journal-cards": (*story).cards,
	"journal-bank":  (*story).tellOfTheBank,
	"looks-v1":      (*story).tellLooks,
	"access-v1":     (*story).tellAccess,
	"places-v1":     (*story).tellPlaces,
	"standards-v1":  (*story).tellStandards, "activities-v1": (*story).tellActivities, "contracts-v1": (*story).tellContracts, "medical-v1": (*story).tellMedical, "insurance-v1": (*story).tellInsurance, "finding-v1": (*story).tellFinding, "assets-v1": (*story).tellAssets, "study-v1": (*story).tellStudy, "lists-v1": (*story).tellLists, "duties-v1": (*story).tellDuties, "children-v1": (*story).tellChildren,
}

func TestTheGoldenJournalsReplayToTheSameStates(t *testing.T) {
	kinds := map[string]bool{}
	for name, tell := range goldenJournals {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name)
			if _, err := os.Stat(file + ".bson"); err != nil && os.Getenv("GOLDEN_WRITE") == "1" {
				writeGolden(t, file, tell)
			}
			replayGolden(t, file, kinds)
		})
	}
	for k := range models.EventKinds() {
		if !kinds[k] {
			t.Errorf("no golden journal holds an event of the kind %s", k)
		}
	}
}

func replayGolden(t *testing.T, file string, kinds map[string]bool) {
	data, err := os.ReadFile(file + ".bson")
	if err != nil {
		t.Fatal(err)
	}
	s := NewMemory()
	for len(data) > 4 {
		n := binary.LittleEndian.Uint32(data)
		d := Doc(data[:n])
		data = data[n:]
		e, err := d.decode()
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range e.Kinds() {
			kinds[k] = true
		}
		s.docs = append(s.docs, d)
	}
	report, err := Verify(t.Context(), s)
	if err != nil || len(report.Broken) > 0 {
		t.Fatalf("verify: %v, %v", report.Broken, err)
	}
	want, err := os.ReadFile(file + ".digest")
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(report.Digest[:]); got != strings.TrimSpace(string(want)) {
		t.Errorf("the old journal leads to another state: %s", got)
	}
}

func writeGolden(t *testing.T, file string, tell func(*story)) {
	s := NewMemory()
	g := &story{t: t, now: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}
	g.b = openBook(t, s, Options{SnapshotEvery: -1, Clock: func() time.Time { return g.now }, Rand: rand.NewChaCha8([32]byte{7})})
	tell(g)
	var data []byte
	for _, d := range s.docs {
		data = append(data, d...)
	}
	digest := Digest(g.b.State())
	for name, b := range map[string][]byte{".bson": data, ".digest": []byte(hex.EncodeToString(digest[:]) + "\n")} {
		if err := os.WriteFile(file+name, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// story walks through everything that can happen.
type story struct {
	t       *testing.T
	b       *Book
	now     time.Time
	sample  Sample
	program string
}

var (
	maker   = models.Actor{ID: "maker", Role: models.FinanceMaker}
	checker = models.Actor{ID: "checker", Role: models.FinanceChecker}
	general = models.Actor{ID: "general", Role: models.SecretaryGeneral}
)

func (g *story) must(a models.Actor, cmd models.Command) *Entry {
	g.t.Helper()
	g.now = g.now.Add(time.Minute)
	r, err := g.b.Do(g.t.Context(), a, cmd)
	if err != nil {
		g.t.Fatalf("%s: %v", commandName(cmd), err)
	}
	return r.Entry
}

func found[E models.Event](g *story, e *Entry) E {
	g.t.Helper()
	for _, ev := range e.Events {
		if v, ok := ev.(E); ok {
			return v
		}
	}
	g.t.Fatalf("entry %d has no %T, it has %v", e.Seq, *new(E), e.Kinds())
	return *new(E)
}

func (g *story) pledge(donor int, fen money.Fen, p models.Purpose) string {
	id := found[models.PledgeMade](g, g.must(g.sample.Donors[donor], models.MakePledge{AmountFen: fen, Purpose: p})).Pledge.ID
	g.must(g.sample.Donors[donor], models.SignPledge{ID: id})
	return id
}

func (g *story) line(no string, fen money.Fen, payer, memo string) *Entry {
	return g.must(maker, models.RecordBankLine{Account: "main", LineID: no, Day: models.DayOf(g.now), AmountFen: fen, Payer: payer, Memo: memo, Sealed: "sealed"})
}

func (g *story) memo(pledge string) string {
	p, _ := g.b.State().Pledges.Get(pledge)
	return "捐款 " + p.Reference()
}

func (g *story) tell() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 3, 2, 4, 6)
	if err != nil {
		g.t.Fatal(err)
	}
	g.sample, g.program = s, s.Program
	g.federation()
	g.needs()
	g.money()
	g.endings()
}

func (g *story) federation() {
	set := g.b.State().Federation.Settings
	set.OverdueHoldDays = 20
	g.must(models.System, models.ChangeSettings{Settings: set})
	p, _ := g.b.State().Programs.Get(g.program)
	next := *p
	next.Purpose = "助学 𠮷 <b>&amp;</b>"
	g.must(models.System, models.ReviseProgram{ID: g.program, Program: next})
	g.must(models.System, models.StepProgram{ID: g.program, Verb: "suspend", Reason: "核查"})
	g.must(models.System, models.StepProgram{ID: g.program, Verb: "resume"})
	u := found[models.UserAdded](g, g.must(models.System, models.AddUser{User: models.User{Role: models.Auditor}})).User.ID
	g.must(models.System, models.SetUserDisabled{ID: u, Disabled: true, Reason: "left"})
	g.must(models.System, models.AcceptGift{Gift: models.Gift{
		Enterprise: g.sample.Donors[2].Enterprise, Program: g.program, Goods: "冷冻水产品", Quantity: 100, Unit: "箱", ValueFen: 52_000_00, Basis: "发票", At: models.DayOf(g.now),
	}})
}

func (g *story) needs() {
	n := models.Need{Program: g.program, County: "370911", Type: "study_aid", Stage: "senior", UnitPriceFen: 1_000_00, Places: 9, Urgency: 2}
	id := found[models.NeedDrafted](g, g.must(models.System, models.DraftNeed{Need: n})).Need.ID
	n.Places = 8
	g.must(models.System, models.AmendNeed{ID: id, Need: n})
	for _, verb := range []models.NeedVerb{models.VerifyNeed, models.ReviewNeed, models.ApproveNeed, models.PublishNeed} {
		g.must(models.System, models.StepNeed{ID: id, Verb: verb})
	}
	o := found[models.ObjectionRaised](g, g.must(models.Nobody, models.RaiseObjection{Need: id, Sealed: "sealed"})).Objection.ID
	g.must(models.System, models.ResolveObjection{ID: o, Finding: "查无此事"})
}

// money follows a pledge from the bank to the proof.
func (g *story) money() {
	id := g.pledge(0, 600_00, models.Purpose{Programs: []string{g.program}})
	e := g.line("1", 200_00, "另一家公司", g.memo(id))
	g.must(maker, models.DeclareThirdParty{Payment: found[models.PaymentReceived](g, e).Payment.ID})
	lost := found[models.BankLineRecorded](g, g.line("2", 400_00, "泰麓松风1号（演示）", "善款")).Line.ID
	e = g.must(maker, models.AttributeSuspense{Line: lost, Pledge: id, Reason: "来电确认"})
	payment := found[models.PaymentReceived](g, e).Payment.ID
	g.must(maker, models.RecordReceipt{ID: payment, Code: "37010126", Fiscal: "0000000001", Check: "a1b2c3"})
	run := found[models.MatchRun](g, g.must(models.System, models.RecordMatch{Match: models.Match{Proposals: []models.Proposal{
		{Pledge: id, Need: g.sample.Needs[1], Places: 4, AmountFen: 400_00, Reasons: []models.Reason{{Kind: "urgent", Params: []models.Param{{Name: "urgency", Value: "3"}}}}},
	}}})).Match.ID
	g.must(models.System, models.AcceptMatch{ID: run, All: true})
	sp := g.b.State().SponsorshipsOfPledge(id)[0].ID
	lines := []models.DisbursementLine{{Sponsorship: sp, Places: 4, PayeeKind: "school", AmountFen: 390_00}}
	d := found[models.PayoutMade](g, g.must(maker, models.MakeDisbursement{Program: g.program, Lines: lines})).Disbursement.ID
	g.must(checker, models.StepDisbursement{ID: d, Verb: "check"})
	g.must(general, models.StepDisbursement{ID: d, Verb: "approve"})
	g.must(maker, models.PayDisbursement{ID: d})
	g.must(maker, models.ReturnLines{ID: d, Reason: "账号有误"})
	g.must(maker, models.PayDisbursement{ID: d})
	g.must(models.System, models.StepDisbursement{ID: d, Verb: "prove", Evidence: "sha256"})
	ask := found[models.PurposeChangeAsked](g, g.must(models.System, models.AskPurposeChange{Pledge: id, Reason: "结余"})).Change.ID
	g.must(g.sample.Donors[0], models.AnswerPurposeChange{ID: ask, Agree: true})
}

// endings are the pledges and sponsorships that come to nothing.
func (g *story) endings() {
	id := g.pledge(1, 300_00, models.Purpose{Needs: g.sample.Needs[2:]})
	g.line("3", 300_00, "泰麓松风2号（演示）", g.memo(id))
	g.must(models.System, models.EndSponsorship{ID: g.b.State().SponsorshipsOfPledge(id)[0].ID, Reason: "转学"})
	late := g.pledge(1, 200_00, models.Purpose{Needs: g.sample.Needs[:1]})
	cancelled := found[models.PledgeMade](g, g.must(g.sample.Donors[2], models.MakePledge{AmountFen: 100_00, Purpose: models.Purpose{Needs: g.sample.Needs[2:]}})).Pledge.ID
	g.must(g.sample.Donors[2], models.CancelPledge{ID: cancelled})
	g.now = g.now.AddDate(0, 0, 40)
	g.must(models.System, models.ExpirePledge{ID: late})
	g.now = g.now.AddDate(0, 0, 40)
	g.must(models.System, models.ExpirePledge{ID: late})
	p, _ := g.b.State().Programs.Get(g.program)
	due := g.b.State().DisclosureClock(p)
	g.must(models.System, models.PrepareDisclosure{Program: g.program, Due: due[0].Due, Note: "第一期"})
	g.must(general, models.PublishDisclosure{Program: g.program, Due: due[0].Due})
}

// weights are set for the federation and for one programme, which then has the federation's again.
func (g *story) weights() {
	s, err := SetUpSample(g.t.Context(), g.b.AsDo, 1, 1, 1, 1)
	if err != nil {
		g.t.Fatal(err)
	}
	manager := models.Actor{ID: "manager", Role: models.ProgramManager}
	w := models.DefaultMatchWeights()
	g.must(manager, models.SetMatchPolicy{Weights: w.With("urgency", 120), Note: "理事会决议 𠮷"})
	g.must(manager, models.SetMatchPolicy{Program: s.Program, Weights: w.With("types.surgery", 300).With("tiers.3.permille", 100).With("tiers.3.points", 10)})
	g.must(manager, models.SetMatchPolicy{Program: s.Program, Inherit: true, IfVersion: 1})
}
