package desk

import (
	"context"
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

var (
	noSentence = regexp.MustCompile(`…|%!|[{}]|[a-z]+_[a-z]+|matching\.|reason\.`)
	ofAChild   = map[views.Lang]*regexp.Regexp{
		views.ZhCN: regexp.MustCompile(`男|女|岁|出生|病情|残疾|孤儿`), views.ZhTW: regexp.MustCompile(`男|女|歲|出生|病情|殘疾|孤兒`),
		views.En: regexp.MustCompile(`(?i)\b(boys?|girls?|male|female|aged?|years? old|born|illness|orphans?|disab\w*)\b`),
	}
)

// reads fails on a reason that is no sentence in some language, or tells of a child, and gives those of a kind.
func reads(t *testing.T, s *models.State, list []models.Reason, kind string) (found []models.Reason) {
	t.Helper()
	for _, r := range list {
		for _, lang := range views.Langs {
			text := (&views.StaffPage{Page: &views.Page{Lang: lang}, S: s}).ReasonText(r)
			if !lang.Has("matching.reason."+r.Kind) || noSentence.MatchString(text) || ofAChild[lang].MatchString(text) {
				t.Errorf("%s in %s: %s", r.Kind, lang, text)
			}
			if r.Kind == kind {
				t.Logf("%s %s", kind, text)
			}
		}
		if r.Kind == kind {
			found = append(found, r)
		}
	}
	return found
}

// lot is a need of so many places at 500 yuan.
func lot(county string, places, donors int) models.Need {
	return models.Need{
		Program: "study", County: county, Type: models.StudyAid, Stage: models.Primary, Urgency: 3, UnitPriceFen: 500_00, Places: places, MaxDonors: donors,
	}
}

func unmetOf(t *testing.T, m models.Match, need string) models.Unmet {
	t.Helper()
	for _, u := range m.Unmet {
		if u.ID == need {
			return u
		}
	}
	t.Fatalf("%s is not among what is unmet: %+v", need, m.Unmet)
	return models.Unmet{}
}

// What donors have of a need, and what was offered to them, is told where the rest of it is unmet; a pin of the run itself is not.
func TestAnUnmetNeedTellsWhatOfItIsTaken(t *testing.T) {
	town := freed(t, nil) // a need of four places whose donor lost them
	need := town.s.FreedNeeds()[0]
	town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 500_00, Purpose: models.Purpose{Needs: []string{need.Number}}})
	other := town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 500_00})
	m := town.propose(t, Options{Pinned: []Pin{{Pledge: other, Need: need.ID, Places: 1}}})
	u := unmetOf(t, m, need.ID)
	held := reads(t, town.s, u.Reasons, ReasonHeld)
	if len(held) != 1 || held[0].Params[0].Value != "1" || held[0].Params[1].Value != "0" || u.Places != 2 {
		t.Errorf("one place is held and one is pinned: %+v", u)
	}
	if last := u.Reasons[len(u.Reasons)-1]; last.Kind != matching.ReasonWouldMeet {
		t.Errorf("what would meet it comes last: %+v", u.Reasons)
	}
	if pin := reads(t, town.s, m.Proposals[0].Reasons, ReasonPinned); len(pin) != 1 {
		t.Errorf("the pin: %+v", m.Proposals)
	}
	offer := town.must(t, models.MakeOffer{Need: need.ID, Pledge: other, Places: 1})[0].(models.OfferMade).Offer
	now, _ := town.s.Needs.Get(need.ID)
	u = unmetOf(t, town.propose(t, Options{}), need.ID)
	if got := reads(t, town.s, u.Reasons, ReasonOffered); len(got) != 1 || got[0].Params[0].Value != "1" || got[0].Params[1].Value != string(offer.Until) || u.Places != now.Left() {
		t.Errorf("an offer stands: %+v", u.Reasons)
	}
	u = unmetOf(t, town.propose(t, Options{Excluded: []Pair{{Need: need.ID}}}), need.ID)
	if len(reads(t, town.s, u.Reasons, ReasonHeld)) != 1 || len(reads(t, town.s, u.Reasons, ReasonExcluded)) != 1 {
		t.Errorf("staff left it out: %+v", u.Reasons)
	}
}

// A donor whose money is all given counts among those that a need has.
func TestAFullNeedTellsHowManyDonorsItTakes(t *testing.T) {
	town := newTown()
	town.need(lot(counties[0], 4, 1))
	need := models.Number("XQ", 2026, 1)
	town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 500_00, Purpose: models.Purpose{Needs: []string{need}}})
	town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 5000_00})
	m := town.propose(t, Options{})
	full := reads(t, town.s, m.Unmet[0].Reasons, matching.ReasonDonorsFull)
	if len(m.Proposals) != 0 || len(full) != 1 || full[0].Params[0].Value != "1" {
		t.Errorf("%+v", m)
	}
}

func TestTheDesksOwnReasonsAreSentences(t *testing.T) {
	town := newTown()
	with, _ := town.s.Programs.Get("study")
	dear := *with
	dear.FeePermille = 50
	town.apply(models.ProgramRevised{Program: dear})
	town.need(lot(counties[0], 4, 0))
	town.need(lot(counties[1], 4, 0))
	fee := models.MakePledge{AmountFen: 2000_00, Purpose: models.Purpose{Programs: []string{"study"}}}
	got, left, err := town.whatIf(asker, fee)
	if err != nil || len(got) == 0 || len(left) == 0 {
		t.Fatalf("%+v %+v %v", got, left, err)
	}
	if last := left[len(left)-1]; len(reads(t, town.s, last.Reasons, ReasonFee)) != 1 {
		t.Errorf("the fee: %+v", left)
	}
	rivals := func(kind string) {
		t.Helper()
		got, _, err := town.whatIf(asker, models.MakePledge{AmountFen: 1000_00, Purpose: models.Purpose{Counties: counties[:1]}, Prefer: models.Purpose{Counties: counties[:1]}})
		if err != nil || len(got) != 1 || len(reads(t, town.s, got[0].Reasons, kind)) != 1 {
			t.Errorf("%s: %+v %v", kind, got, err)
		}
	}
	town.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 1000_00})
	rivals(ReasonRival)
	town.pledge(t, models.MakePledge{Enterprise: "e2", AmountFen: 1000_00, Prefer: models.Purpose{Counties: counties[:1]}})
	rivals(ReasonEqualRival)

	late := newTown()
	p := late.pledge(t, models.MakePledge{Enterprise: "e1", AmountFen: 1000_00, Instalments: []models.Instalment{{Due: models.DayOf(late.now), AmountFen: 1000_00}}})
	late.now = late.now.AddDate(0, 0, 3)
	late.apply(models.PledgeFellOverdue{ID: p, Since: models.DayOf(late.now).AddDays(-3)})
	m := late.propose(t, Options{})
	if len(m.Unspent) != 1 || m.Unspent[0].ID != p || m.Unspent[0].Fen != money.Fen(1000_00) || len(reads(t, late.s, m.Unspent[0].Reasons, ReasonOverdue)) != 1 {
		t.Errorf("overdue: %+v", m.Unspent)
	}
}

// What a need gets and what it misses are the places that are free; what a pledge gives and what it keeps are no more than it has free.
func TestWhatIsProposedAndWhatIsLeftAddUp(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		town := randomTown(r)
		set := matching.DefaultSettings()
		set.Effort = 50
		m, err := Propose(context.Background(), town.s, Options{Settings: &set})
		if err != nil {
			r.Fatal(err)
		}
		needs, pledges := map[string]money.Fen{}, map[string]money.Fen{}
		for _, p := range m.Proposals {
			needs[p.Need] += p.AmountFen
			pledges[p.Pledge] += p.AmountFen
		}
		for _, u := range m.Unmet {
			n, _ := town.s.Needs.Get(u.ID)
			if u.Fen != n.UnitPriceFen*money.Fen(u.Places) || u.Places <= 0 {
				r.Fatalf("%s: %d places of %s are %s", n.Number, u.Places, n.UnitPriceFen, u.Fen)
			}
			needs[u.ID] += u.Fen
		}
		for _, u := range m.Unspent {
			pledges[u.ID] += u.Fen
		}
		for id, n := range town.s.Needs.All() {
			if want := n.UnitPriceFen * money.Fen(n.Left()); n.Takes() && needs[id] != want {
				r.Fatalf("%s: %s of %s are told of", n.Number, needs[id], want)
			}
		}
		for id, fen := range pledges {
			if p, _ := town.s.Pledges.Get(id); fen > p.FreeFen() {
				r.Fatalf("%s: %s are told of, %s are free", p.Number, fen, p.FreeFen())
			}
		}
	})
}
