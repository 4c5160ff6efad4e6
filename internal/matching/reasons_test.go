package matching

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"shanpei/models"
	"shanpei/views"
)

// noSentence finds a parameter that was not filled in, a key, or a slug; ofAChild words that nobody is told of a child.
var (
	noSentence = regexp.MustCompile(`…|%!|[{}]|[a-z]+_[a-z]+|matching\.|reason\.`)
	ofAChild   = map[views.Lang]*regexp.Regexp{
		views.ZhCN: regexp.MustCompile(`男|女|岁|出生|病情|残疾|孤儿`), views.ZhTW: regexp.MustCompile(`男|女|歲|出生|病情|殘疾|孤兒`),
		views.En: regexp.MustCompile(`(?i)\b(boys?|girls?|male|female|aged?|years? old|born|illness|orphans?|lowincome|disab\w*)\b`),
	}
)

// told collects the kinds of reasons that were given, and fails on one that is not a sentence in each language.
type told struct {
	t     *testing.T
	page  map[views.Lang]*views.StaffPage
	texts map[string]string // the first English sentence of each kind
}

func newTold(t *testing.T) *told {
	o := &told{t: t, page: map[views.Lang]*views.StaffPage{}, texts: map[string]string{}}
	for _, lang := range views.Langs {
		o.page[lang] = &views.StaffPage{Page: &views.Page{Lang: lang}, S: models.NewState()}
	}
	return o
}

func (o *told) all(what string, list []Reason) {
	o.t.Helper()
	if len(list) == 0 {
		o.t.Errorf("%s: no reason", what)
	}
	for _, r := range list {
		m := models.Reason{Kind: r.Kind}
		for _, p := range r.Params {
			m.Params = append(m.Params, models.Param{Name: p.Name, Value: p.Value})
		}
		for lang, page := range o.page {
			if !lang.Has("matching.reason." + r.Kind) {
				o.t.Fatalf("%s has no sentence", r.Kind)
			}
			text := page.ReasonText(m)
			if bad := noSentence.FindString(text); bad != "" || text == "" {
				o.t.Errorf("%s, %s in %s is no sentence for %q: %s", what, r.Kind, lang, bad, text)
			}
			if word := ofAChild[lang].FindString(text); word != "" {
				o.t.Errorf("%s, %s in %s tells of a child, %q: %s", what, r.Kind, lang, word, text)
			}
			if lang == views.En && o.texts[r.Kind] == "" {
				o.texts[r.Kind] = text
			}
		}
	}
}

func (o *told) result(what string, r Result) {
	o.t.Helper()
	for _, s := range r.Shares {
		o.all(fmt.Sprintf("%s: %s for %s", what, s.Pledge, s.Need), s.Reasons)
	}
	for _, l := range slices.Concat(r.Unmet, r.Unspent) {
		o.all(what+": "+l.ID, l.Reasons)
	}
}

// Every kind of reason is given for a real problem, and is a sentence in every language that tells nothing of a child.
func TestEveryKindOfReasonIsGivenAndIsASentence(t *testing.T) {
	o := newTold(t)
	for seed := range 70 {
		p := tiny(seed)
		for i := range p.Needs {
			p.Needs[i].Why = Terms{Base: 100, Urgency: 200, Category: 50, Waiting: 20, Deadline: 30}
			p.Needs[i].Score = p.Needs[i].Why.Score()
		}
		p.Settings.Effort = 20
		o.result(fmt.Sprintf("problem %d", seed), Run(context.Background(), p, nil))
	}
	k := twoNeeds(t, 15_000_00)
	o.all("a pledge too many", []Reason{k.Add(typed(3000_00), nil).Why})
	for _, kind := range append(slices.Clone(Reasons), ReasonEnough) {
		if o.texts[kind] == "" {
			t.Errorf("%s is never given", kind)
		}
		t.Logf("%-16s %s", kind, o.texts[kind])
	}
}

// Where every share costs more than it is worth nothing is given, and both sides say so.
func TestAShareThatCostsMoreThanItIsWorthIsNotGiven(t *testing.T) {
	p := Problem{Settings: DefaultSettings()}
	p.Settings.PairCost = 1 << 50
	for k := range 30 {
		p.Needs = append(p.Needs, need1(fmt.Sprintf("n%02d", k), 5000, 1000))
		p.Pledges = append(p.Pledges, pledge1(fmt.Sprintf("p%02d", k), 3000))
	}
	r := Run(context.Background(), p, nil)
	judged(t, p, r)
	if len(r.Shares) != 0 || len(r.Unmet) != 30 || len(r.Unspent) != 30 {
		t.Fatalf("%d shares, %d unmet, %d unspent", len(r.Shares), len(r.Unmet), len(r.Unspent))
	}
	for _, l := range r.Unmet {
		if len(l.Reasons) != 1 || l.Reasons[0].Kind != ReasonSmallShare || l.Reasons[0].word("amount_fen") != "3000" {
			t.Errorf("need %s: %+v", l.ID, l.Reasons)
		}
	}
	for _, l := range r.Unspent {
		if len(l.Reasons) != 1 || l.Reasons[0].Kind != ReasonSmallLeft || l.Reasons[0].word("needs") != "30" {
			t.Errorf("pledge %s: %+v", l.ID, l.Reasons)
		}
	}
}
