package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

// town is a small federation whose state is made at random.
type town struct {
	s   *models.State
	now time.Time
	n   int
}

func newTown() *town {
	t := &town{s: models.NewState(), now: time.Date(2026, 9, 1, 2, 0, 0, 0, time.UTC)}
	t.apply(models.FederationSetUp{Federation: models.Federation{Name: "示范市慈善总会", Settings: models.DefaultSettings()}})
	for k, name := range []string{"东区", "西区", "南县"} {
		t.apply(models.CountyPut{County: models.County{Code: fmt.Sprintf("37091%d", k+1), Name: name}})
	}
	for _, p := range []models.Program{
		{ID: "study", Slug: "study", Name: "助学成长", Fundraising: models.Announce, Status: models.ProgramActive},
		{ID: "care", Slug: "care", Name: "慈佑童年", Fundraising: models.Targeted, Status: models.ProgramActive},
	} {
		t.apply(models.ProgramCreated{Program: p})
	}
	for k := range 4 {
		t.apply(models.EnterpriseRegistered{Enterprise: models.Enterprise{
			ID: fmt.Sprintf("e%d", k), Name: fmt.Sprintf("企业%d", k), USCC: fmt.Sprintf("code%d", k), Status: models.EnterpriseVerified, Member: k%2 == 0,
		}})
	}
	return t
}

func (t *town) apply(events ...models.Event) {
	next := t.s.Fork()
	next.Begin(t.s.Seq+1, t.now)
	for _, e := range events {
		e.Apply(next)
	}
	t.s = next
}

func (t *town) input(a models.Actor) models.Input {
	return models.Input{Actor: a, At: t.now, NewID: func() string { t.n++; return fmt.Sprintf("id%06d", t.n) }}
}

func (t *town) do(cmd models.Command) ([]models.Event, error) {
	events, err := cmd.Decide(t.s, t.input(models.System))
	if err == nil {
		t.apply(events...)
	}
	return events, err
}

func (t *town) need(n models.Need) {
	t.n++
	n.ID, n.Number = fmt.Sprintf("n%06d", t.n), models.Number("XQ", 2026, t.s.Needs.Len()+1)
	n.Status, n.OpenedAt, n.Unit = models.NeedOpen, t.now.AddDate(0, -2, 0), "人"
	n.Free = models.Spans{{From: 1, To: n.Places}}
	t.apply(models.NeedDrafted{Need: n})
}

var counties = []string{"370911", "370912", "370913"}

// randomTown draws needs, pledges, signatures and payments.
func randomTown(r *rapid.T) *town {
	t := newTown()
	today := models.DayOf(t.now)
	for range rapid.IntRange(0, 8).Draw(r, "needs") {
		n := models.Need{
			Program: rapid.SampledFrom([]string{"study", "care"}).Draw(r, "program"), County: rapid.SampledFrom(counties).Draw(r, "county"),
			Type: rapid.SampledFrom([]models.NeedType{models.StudyAid, models.Surgery, models.Activity}).Draw(r, "type"), Urgency: rapid.IntRange(1, 5).Draw(r, "urgency"),
			UnitPriceFen: money.Fen(rapid.SampledFrom([]int{500_00, 1200_50, 15000_00}).Draw(r, "price")), Places: rapid.IntRange(1, 40).Draw(r, "places"),
			Indivisible: rapid.IntRange(0, 3).Draw(r, "whole") == 0, MaxDonors: rapid.IntRange(0, 2).Draw(r, "donors"),
		}
		if n.Type == models.StudyAid {
			n.Stage = rapid.SampledFrom(models.Stages).Draw(r, "stage")
		}
		if d := rapid.IntRange(-1, 120).Draw(r, "deadline"); d >= 0 {
			n.Deadline = today.AddDays(d)
		}
		n.MaxDonors = min(n.MaxDonors, n.Places)
		t.need(n)
	}
	for range rapid.IntRange(0, 6).Draw(r, "pledges") {
		t.randomPledge(r, today)
	}
	return t
}

func (t *town) randomPledge(r *rapid.T, today models.Day) {
	cmd := models.MakePledge{
		Enterprise: fmt.Sprintf("e%d", rapid.IntRange(0, 3).Draw(r, "enterprise")), MaxPlacesPerNeed: rapid.SampledFrom([]int{0, 0, 1, 7}).Draw(r, "most"),
		AmountFen: money.Fen(rapid.IntRange(1, 60_000_00).Draw(r, "amount")),
	}
	if rapid.Bool().Draw(r, "restricted") {
		cmd.Purpose.Counties = []string{rapid.SampledFrom(counties).Draw(r, "where")}
	}
	if rapid.Bool().Draw(r, "wishes") {
		cmd.Prefer.Types = []models.NeedType{models.Surgery}
	}
	if half := cmd.AmountFen / 2; half > 0 && rapid.Bool().Draw(r, "instalments") {
		cmd.Instalments = []models.Instalment{{Due: today.AddDays(10), AmountFen: half}, {Due: today.AddDays(200), AmountFen: cmd.AmountFen - half}}
	}
	events, err := t.do(cmd)
	if err != nil {
		r.Fatalf("pledge: %v", err)
	}
	p := events[0].(models.PledgeMade).Pledge
	if rapid.IntRange(0, 4).Draw(r, "sign") == 0 {
		return
	}
	if _, err := t.do(models.SignPledge{ID: p.ID}); err != nil {
		r.Fatalf("sign: %v", err)
	}
	if rapid.Bool().Draw(r, "pay") {
		paid := money.Fen(rapid.IntRange(1, int(p.AmountFen)).Draw(r, "paid"))
		if _, err := t.do(models.RecordBankLine{Account: "main", LineID: p.ID, Day: today, AmountFen: paid, Memo: p.Reference()}); err != nil {
			r.Fatalf("pay: %v", err)
		}
	}
}

func TestEveryProposalCanBeAcceptedAndTheStateStaysSound(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		town := randomTown(r)
		for round := range 2 {
			set := matching.DefaultSettings()
			set.Effort = 50
			m, err := Propose(context.Background(), town.s, Options{Today: models.DayOf(town.now), Settings: &set})
			if err != nil {
				r.Fatal(err)
			}
			again, _ := Propose(context.Background(), town.s, Options{Today: models.DayOf(town.now), Settings: &set})
			if !reflect.DeepEqual(m, again) {
				r.Fatal("the same state gives two different runs")
			}
			if m.Value > m.Bound {
				r.Fatalf("value %d is above the bound %d", m.Value, m.Bound)
			}
			events, err := town.do(models.RecordMatch{Match: m})
			if err != nil {
				r.Fatalf("record: %v", err)
			}
			run := events[0].(models.MatchRun).Match
			if len(run.Proposals) == 0 {
				break
			}
			accept := models.AcceptMatch{ID: run.ID}
			for k, p := range run.Proposals {
				if round > 0 || k%2 == 0 { // some are left, so that the next run finds needs and pledges that have something already
					accept.Proposals = append(accept.Proposals, p.ID)
				}
			}
			if _, err := town.do(accept); err != nil {
				r.Fatalf("round %d: a proposal was refused: %v\n%+v", round, err, run.Proposals)
			}
		}
		if _, faults := town.s.Check(); len(faults) > 0 {
			r.Fatalf("faults: %v", faults)
		}
	})
}

func TestMoneyIsNotPromisedBeforeItIsDue(t *testing.T) {
	town := newTown()
	today := models.DayOf(town.now)
	town.need(models.Need{Program: "study", County: counties[0], Type: models.Activity, Urgency: 5, UnitPriceFen: 1000_00, Places: 1, Deadline: today.AddDays(5)})
	made, err := town.do(models.MakePledge{Enterprise: "e0", AmountFen: 1000_00, Instalments: []models.Instalment{{Due: today.AddDays(20), AmountFen: 1000_00}}})
	if err != nil {
		t.Fatal(err)
	}
	pledge := made[0].(models.PledgeMade).Pledge
	if _, err := town.do(models.SignPledge{ID: pledge.ID}); err != nil {
		t.Fatal(err)
	}
	m, err := Propose(context.Background(), town.s, Options{Today: today})
	if err != nil || len(m.Proposals) != 0 {
		t.Fatalf("proposed %v, %v", m.Proposals, err)
	}
	if kind := m.Unmet[0].Reasons[0].Kind; kind != matching.ReasonTooLate {
		t.Errorf("the need is unmet because of %q", kind)
	}
	if _, err := town.do(models.RecordBankLine{Account: "main", LineID: "1", Day: today, AmountFen: 1000_00, Memo: pledge.Reference()}); err != nil {
		t.Fatal(err)
	}
	if m, _ = Propose(context.Background(), town.s, Options{Today: today}); len(m.Proposals) != 1 {
		t.Errorf("once it is received it is proposed: %v", m)
	}
	excluded := Options{Today: today, Excluded: []Pair{{pledge.ID, m.Proposals[0].Need}}}
	if m, _ = Propose(context.Background(), town.s, excluded); len(m.Proposals) != 0 {
		t.Errorf("an excluded pair was proposed: %v", m.Proposals)
	}
}

func TestAPreviewShowsThePlacesAndChangesNothing(t *testing.T) {
	town := newTown()
	town.need(models.Need{Program: "study", County: counties[0], Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: 40})
	town.need(models.Need{Program: "care", County: counties[1], Type: models.Surgery, Urgency: 5, UnitPriceFen: 15000_00, Places: 2})
	before := town.s.Pledges.Len()
	donor := models.Actor{ID: "u1", Role: models.DonorOwner, Enterprise: "e0"}
	got, unspent, err := town.whatIf(donor, models.MakePledge{AmountFen: 50_200_00})
	if err != nil {
		t.Fatal(err)
	}
	var sum money.Fen
	for _, p := range got {
		sum += p.AmountFen
		for _, r := range p.Reasons {
			if r.Kind == matching.ReasonNextPledge {
				t.Errorf("a donor is shown another donor's pledge: %v", r)
			}
		}
	}
	if sum != 50_000_00 || len(unspent) != 1 || unspent[0].Fen != 200_00 {
		t.Errorf("%v for places, %v left", sum, unspent)
	}
	if _, _, err := town.whatIf(donor, models.MakePledge{AmountFen: 0}); err == nil {
		t.Error("a preview of nothing is not refused")
	}
	named := models.MakePledge{AmountFen: 1000_00, Purpose: models.Purpose{Needs: []string{models.Number("XQ", 2026, 1)}}}
	if got, _, err = town.whatIf(donor, named); err != nil || len(got) != 1 || got[0].Places != 2 {
		t.Errorf("a named need: %v, %v", got, err)
	}
	if town.s.Pledges.Len() != before {
		t.Error("the preview left a pledge behind")
	}
}

func TestEveryReasonHasItsSentenceInChineseAndEnglish(t *testing.T) {
	raw, err := os.ReadFile("../../views/messages/matching.json")
	if err != nil {
		t.Fatal(err)
	}
	sentences := map[string]struct{ Zh, En string }{}
	if err := json.Unmarshal(raw, &sentences); err != nil {
		t.Fatal(err)
	}
	kinds := append(slices.Clone(matching.Reasons), matching.ReasonEnough, ReasonFee, ReasonOverdue, ReasonRival, ReasonEqualRival, ReasonPinned, ReasonExcluded, ReasonHeld, ReasonOffered)
	for _, kind := range kinds {
		if s := sentences["matching.reason."+kind]; s.Zh == "" || s.En == "" {
			t.Errorf("%s has no sentence: %+v", kind, s)
		}
	}
	for key := range sentences {
		if kind, ok := strings.CutPrefix(key, "matching.reason."); ok && !slices.Contains(kinds, kind) {
			t.Errorf("%s is the sentence of nothing", key)
		}
	}
}
