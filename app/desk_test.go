package main

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shanpei/internal/desk"
	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

func TestTheRunsOfTheDemonstrationComeOutTheSameAgain(t *testing.T) {
	dir := t.TempDir()
	store, err := journal.OpenBolt(filepath.Join(dir, journalFile))
	if err != nil {
		t.Fatal(err)
	}
	f := fill(t, store, time.Now())
	runs := 0
	for _, m := range f.book.State().Matches.All() {
		runs++
		var out bytes.Buffer
		if err := repeatOf(t.Context(), &out, store, m.Number); err != nil || !strings.Contains(out.String(), "equal      byte for byte") {
			t.Errorf("%s: %v\n%s", m.Number, err, out.String())
		}
	}
	if runs < 2 {
		t.Errorf("the demonstration has %d runs", runs)
	}
	if err := repeatOf(t.Context(), &bytes.Buffer{}, store, "PD-2000-000001-1"); exitCode(err) != 2 {
		t.Errorf("a run that is none: %v", err)
	}
	forged := *runByNumber(f.book.State(), firstRun(f.book.State()).ID)
	forged.Proposals = forged.Proposals[1:]
	if _, err := f.book.Do(t.Context(), models.System, models.RecordMatch{Match: forged}); err != nil {
		t.Fatal(err)
	}
	var last *models.Match
	for _, m := range f.book.State().Matches.All() {
		if last == nil || m.Seq > last.Seq {
			last = m
		}
	}
	var out bytes.Buffer
	if err := repeatOf(t.Context(), &out, store, last.Number); exitCode(err) != 1 || !strings.Contains(out.String(), "pair ") {
		t.Errorf("a run that lost a proposal passes: %v\n%s", err, out.String())
	}
}

func firstRun(s *models.State) *models.Match {
	for _, m := range s.Matches.All() {
		return m
	}
	return nil
}

// crowd adds needs of every kind and county, and pledges with and without purposes and wishes, so that there is more to propose and to leave.
func (f *filled) crowd(t *testing.T) {
	t.Helper()
	do := func(cmd models.Command) journal.Result {
		t.Helper()
		out, err := f.book.Do(t.Context(), models.System, cmd)
		if err != nil {
			t.Fatalf("%T: %v", cmd, err)
		}
		return out
	}
	s := f.book.State()
	var counties []string
	for code := range s.Counties.All() {
		counties = append(counties, code)
	}
	k := 0
	for id, p := range s.Programs.All() {
		for _, typ := range p.Types {
			for range 6 {
				k++
				n := models.Need{Program: id, County: counties[k%len(counties)], Type: typ, Urgency: 1 + k%5, UnitPriceFen: money.Fen(200_00 * (1 + k%40)), Places: 1 + k%9, MaxDonors: 0, Indivisible: k%7 == 0}
				if models.NeedTypes[typ].Staged {
					n.Stage = models.Stages[k%len(models.Stages)]
				}
				if k%3 == 0 {
					n.Deadline = models.DayOf(f.now).AddDays(5 + k%50)
				}
				need := made[models.NeedDrafted](do(models.DraftNeed{Need: n})).Need.ID
				for _, verb := range []models.NeedVerb{models.VerifyNeed, models.ReviewNeed, models.ApproveNeed, models.PublishNeed, models.OpenNeed} {
					do(models.StepNeed{ID: need, Verb: verb})
				}
			}
		}
	}
	for id, e := range s.Enterprises.All() {
		if e.Status != models.EnterpriseVerified || e.StateOwned {
			continue
		}
		for range 4 {
			k++
			cmd := models.MakePledge{Enterprise: id, AmountFen: money.Fen(3_000_00 * (1 + k%5))}
			switch k % 3 {
			case 0:
				cmd.Purpose.Counties = []string{counties[k%len(counties)]}
			case 1:
				cmd.Prefer.Types = []models.NeedType{models.StudyAid}
			}
			if k%4 == 0 {
				cmd.MaxPlacesPerNeed = 2
			}
			do(models.SignPledge{ID: made[models.PledgeMade](do(cmd)).Pledge.ID})
		}
	}
}

// aspects are what the reasons of a proposal and of an unmet need must say.
var (
	whyKinds     = []string{"urgency", "waiting", "deadline", "category", "wish", "completes", "county", "named"}
	nextNeed     = []string{"next_need", "equal_need", "smaller_need", "no_other"}
	nextPledge   = []string{"next_pledge", "swap_pledge", "busy_pledge", "equal_pledge", "only_pledge"}
	missingKinds = []string{"no_money", "too_late", "too_large", "others_first", "others_together", "donors_full", "left_small", "used_up", "small_share", "team_short", "excepted"}
	wouldKinds   = []string{"would_meet"}
)

// ofAChild are words that no reason may hold: nobody is told a child's sex, age or state of health.
var ofAChild = map[views.Lang]*regexp.Regexp{
	views.ZhCN: regexp.MustCompile(`男|女|岁|出生|病情|残疾`),
	views.ZhTW: regexp.MustCompile(`男|女|歲|出生|病情|殘疾`),
	views.En:   regexp.MustCompile(`(?i)\b(boys?|girls?|male|female|aged?|years? old|born|illness|disab\w*)\b`),
}

// rawKey finds what is no sentence: a key or a slug, a parameter that was not filled in, a message that is missing.
var (
	rawKey  = regexp.MustCompile(`…|%!|[{}]|[a-z]+_[a-z]+|matching\.|reason\.`)
	english = regexp.MustCompile(`[a-z]{3,}`)
)

func TestTheDeskExplainsWhatItProposesAndWhatItLeaves(t *testing.T) {
	f := fill(t, journal.NewMemory(), time.Now())
	fresh, err := desk.Propose(t.Context(), f.book.State(), desk.Options{Today: models.DayOf(f.now)})
	if err != nil {
		t.Fatal(err)
	}
	x := explained{t: t, s: f.book.State(), kinds: map[string]bool{}}
	x.all(fresh) // every one of the demonstration itself
	f.crowd(t)
	m, err := desk.Propose(context.Background(), f.book.State(), desk.Options{Today: models.DayOf(f.now)})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Proposals) < 50 || len(m.Unmet) < 20 {
		t.Fatalf("only %d proposals and %d unmet needs", len(m.Proposals), len(m.Unmet))
	}
	x.s = f.book.State()
	x.all(models.Match{Proposals: sampled(m.Proposals, 50), Unmet: sampled(m.Unmet, 20), Unspent: m.Unspent})
	t.Logf("%d of %d proposals, %d of %d unmet needs, %d unspent; kinds of reasons: %d", 50, len(m.Proposals), 20, len(m.Unmet), len(m.Unspent), len(x.kinds))
}

// sampled takes n of a list, evenly.
func sampled[T any](list []T, n int) (out []T) {
	for k := range n {
		out = append(out, list[k*len(list)/n])
	}
	return out
}

type explained struct {
	t     *testing.T
	s     *models.State
	kinds map[string]bool
}

func (x *explained) all(m models.Match) {
	x.t.Helper()
	for _, p := range m.Proposals {
		x.must("proposal "+p.Pledge+" "+p.Need, p.Reasons, whyKinds, nextNeed, nextPledge)
	}
	for _, u := range m.Unmet {
		x.must("unmet "+u.ID, u.Reasons, missingKinds, wouldKinds)
	}
	for _, u := range m.Unspent {
		if len(u.Reasons) == 0 {
			x.t.Errorf("unspent %s: no reason", u.ID)
		}
		x.must("unspent "+u.ID, u.Reasons)
	}
}

// must checks that there is a reason for every aspect, and that each is a sentence in the three languages.
func (x *explained) must(what string, reasons []models.Reason, aspects ...[]string) {
	x.t.Helper()
	for _, kinds := range aspects {
		if !slices.ContainsFunc(reasons, func(r models.Reason) bool { return slices.Contains(kinds, r.Kind) }) {
			x.t.Errorf("%s: none of %v among %+v", what, kinds, reasons)
		}
	}
	before := views.OnMissing
	views.OnMissing = func(l views.Lang, key string) { x.t.Errorf("%s: %s is missing in %s", what, key, l) }
	defer func() { views.OnMissing = before }()
	for _, r := range reasons {
		x.kinds[r.Kind] = true
		for _, lang := range views.Langs {
			d := &views.StaffPage{Page: &views.Page{Lang: lang}, S: x.s}
			text := d.ReasonText(r)
			raw := rawKey.FindString(text)
			if raw == "" && lang.Chinese() && english.MatchString(text) {
				raw = text
			}
			if raw != "" || len(strings.Fields(text)) == 0 {
				x.t.Errorf("%s, %s in %s: %q is no sentence", what, r.Kind, lang, text)
			}
			if word := ofAChild[lang].FindString(text); word != "" {
				x.t.Errorf("%s, %s in %s tells of a child, %q: %s", what, r.Kind, lang, word, text)
			}
		}
	}
}
