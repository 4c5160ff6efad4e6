package views

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"shanpei/models"
)

// DeskProps is the form of a run: the weights in force, the rows of pins and exclusions, what the fields offer, and what the run would do.
type DeskProps struct {
	WeightsOf      string // the programme whose weights are shown; empty: the federation's
	Version        int
	Weights        models.MatchWeights
	Rules          []DeskRule
	Pledges, Needs []Option
	Preview        *DeskSides
	Running        *DeskRun
}

// DeskRule is a row of the form, with what its numbers name.
type DeskRule struct {
	No           int
	Pledge, Need string
}

// DeskSum are the figures of a run. Value and Bound are in fen × points.
type DeskSum struct {
	Proposals, Places, Needs, Pledges, UnmetPlaces int
	Fen, UnspentFen                                Fen
	Value, Bound, Gap                              int64 // Gap in ‰ of the bound
}

// DeskCounty is what two runs give to a county.
type DeskCounty struct {
	County           string
	PlacesA, PlacesB int
	FenA, FenB       Fen
}

// DeskPair is a pledge and a need to which two runs give differently.
type DeskPair struct {
	Pledge, Need     string
	PlacesA, PlacesB int
	FenA, FenB       Fen
}

// DeskSetting is a setting that differs between two runs.
type DeskSetting struct{ Scope, Name, A, B string }

// DeskSides are two runs side by side; without a name of A only B is shown.
type DeskSides struct {
	NameA, NameB string // what they are called in a sentence
	HeadA, HeadB string // and above a column
	SumA, SumB   DeskSum
	Counties     []DeskCounty
	Pairs        []DeskPair
	Same         int
	Settings     []DeskSetting
	NoRecord     bool // one of them has no record of its settings
}

// DeskRun is a run in the background.
type DeskRun struct {
	ID, Status, Kind, By, Phase, Why, Of string
	Started                              time.Time
	Percent                              int
	Value, Bound, Gap                    int64 // Gap in ‰ of the bound
	Stop, Equal                          bool
	Programs                             []string
	Sides                                *DeskSides
}

// DeskCompareProps are two runs to be compared, and the runs that can be chosen.
type DeskCompareProps struct {
	Runs  []Option
	Sides *DeskSides
}

// DeskRecord is what a run recorded of itself.
type DeskRecord struct {
	Today            models.Day
	Tried, Stopped   bool
	Scopes           []DeskScope
	Pinned, Excluded []DeskPair
}

// DeskScope is what weighed the needs of a programme, or the whole run.
type DeskScope struct {
	Program string
	Version int
	Whole   bool
	Weights models.MatchWeights
}

// DeskWeightsProps are the weights of the federation or a programme, with their history, newest first.
type DeskWeightsProps struct {
	Program string
	Weights models.MatchWeights
	Now     *models.MatchPolicy // nil: the portal's usual ones
	Before  models.MatchWeights // what the first version changed
	History []*models.MatchPolicy
}

// own tells whether the weights are those of the programme itself.
func (v DeskWeightsProps) own() bool { return v.Now != nil && v.Now.Program == v.Program }

// version is the newest version of the scope, for the guard of the form.
func (v DeskWeightsProps) version() int64 {
	if len(v.History) == 0 {
		return 0
	}
	return int64(v.History[0].Version)
}

// WeightLabel is what a weight is called.
func (d *StaffPage) WeightLabel(name string) string {
	if t, ok := strings.CutPrefix(name, "types."); ok {
		return d.Lang.Term("need_type", t)
	}
	if rest, ok := strings.CutPrefix(name, "tiers."); ok {
		no, what, _ := strings.Cut(rest, ".")
		n, _ := strconv.Atoi(no)
		return d.T("desk.weight.tier_"+what, "n", n)
	}
	return d.T("desk.weight." + name)
}

// weightGroups puts the weights under the headings of the page.
func weightGroups(w models.MatchWeights) (groups []string, of map[string][]models.Weight) {
	groups, of = []string{"need", "types", "donors", "fairness"}, map[string][]models.Weight{}
	for _, x := range w.List() {
		group := "need"
		switch base, _, _ := strings.Cut(x.Name, "."); base {
		case "types":
			group = "types"
		case "wish", "pair_cost", "completion":
			group = "donors"
		case "tiers":
			group = "fairness"
		}
		of[group] = append(of[group], x)
	}
	return groups, of
}

// rangeStep is how far a slider moves at once.
func rangeStep(w models.Weight) string { return strconv.FormatInt(max(1, (w.High-w.Low)/200), 10) }

func digits(n int64) string { return strconv.FormatInt(n, 10) }

// PledgeLine is a pledge in a line: whose it is and what it has free.
func (d *StaffPage) PledgeLine(p *models.Pledge) string {
	return d.T("desk.pledge_line", "who", d.EnterpriseName(p.Enterprise), "free", Fen(p.FreeFen()), "purpose", d.PurposeText(p.Purpose))
}

// NeedLine is a need in a line: where, what, how many places at what price.
func (d *StaffPage) NeedLine(n *models.Need) string {
	return d.T("desk.need_line", "place", d.Place(n.County, n.Township), "what", d.NeedName(n), "left", n.Left(), "price", Fen(n.UnitPriceFen))
}

// weightLines lists weights as facts.
func weightLines(d *StaffPage, w models.MatchWeights) []KV {
	var out []KV
	for _, x := range w.List() {
		out = append(out, KV{Key: d.WeightLabel(x.Name), Value: Count(x.Value)})
	}
	return out
}

// scopeTitle says whose weights they are, and of which version.
func scopeTitle(d *StaffPage, r *DeskRecord, s DeskScope) string {
	switch {
	case r.Tried:
		return d.T("desk.record.tried")
	case s.Program != "":
		return d.T("desk.record.of_program", "program", d.ProgramName(s.Program), "version", s.Version)
	case s.Version == 0:
		return d.T("desk.record.usual")
	}
	return d.T("desk.record.of_federation", "version", s.Version)
}

// policyTable is the history of the weights: which version, when, who, and what it changed.
func policyTable(d *StaffPage, v DeskWeightsProps) TableProps {
	t := TableProps{Caption: d.T("desk.weights.history"), CaptionHidden: true, Columns: []Column{
		{Label: d.F("version"), Num: true}, {Label: d.F("at")}, {Label: d.F("by")}, {Label: d.T("desk.weights.changed")}, {Label: d.F("note")}, {Label: d.F("entry")},
	}}
	for k, p := range v.History {
		before := v.Before
		if k+1 < len(v.History) && !v.History[k+1].Inherit {
			before = v.History[k+1].Weights
		}
		t.Rows = append(t.Rows, R(Number(int64(p.Version)), InstantText(d.Page, p.At), Text(d.Person(p.By)), policyChanges(d, before, p), Text(p.Note), staffEntry(d, p.Seq)))
	}
	return t
}

// changed lists what a version made of each weight that it changed.
func changed(d *StaffPage, before models.MatchWeights, p *models.MatchPolicy) []string {
	if p.Inherit {
		return []string{d.T("desk.weights.inherited")}
	}
	old := before.List()
	var out []string
	for k, x := range p.Weights.List() {
		if x.Value != old[k].Value {
			out = append(out, d.T("desk.weights.from_to", "what", d.WeightLabel(x.Name), "from", old[k].Value, "to", x.Value))
		}
	}
	if len(out) == 0 {
		out = append(out, d.T("desk.weights.as_before"))
	}
	return out
}

// weightTabs are the federation and each programme.
func weightTabs(d *StaffPage, of string) []TabItem {
	tabs := []TabItem{{Label: d.T("desk.weights.federation"), Href: "/staff/matching/weights", Current: of == ""}}
	for id, p := range d.S.Programs.All() {
		if p.Status != models.ProgramClosed {
			tabs = append(tabs, TabItem{Label: p.Name, Href: "/staff/matching/weights?program=" + id, Current: of == id})
		}
	}
	return tabs
}

// whyAndNext parts a proposal's reasons: why this pledge and this need, and what would have been next best on both sides.
func whyAndNext(list []models.Reason) (why, next []models.Reason) {
	for _, r := range list {
		switch r.Kind {
		case "next_need", "equal_need", "smaller_need", "no_other", "next_pledge", "swap_pledge", "busy_pledge", "equal_pledge", "only_pledge":
			next = append(next, r)
		default:
			why = append(why, r)
		}
	}
	return why, next
}

// whyAndWould parts the reasons of what is unmet: what is missing, and what would meet it.
func whyAndWould(list []models.Reason) (why, would []models.Reason) {
	for _, r := range list {
		if r.Kind == "would_meet" {
			would = append(would, r)
		} else {
			why = append(why, r)
		}
	}
	return why, would
}

func itoa(n int) string { return strconv.Itoa(n) }

// weightsShown says whose weights the form begins with.
func weightsShown(d *StaffPage, v DeskProps) string {
	switch {
	case v.WeightsOf != "":
		return d.T("desk.new.weights_program", "program", d.ProgramName(v.WeightsOf), "version", v.Version)
	case v.Version == 0:
		return d.T("desk.new.weights_usual")
	}
	return d.T("desk.new.weights_federation", "version", v.Version)
}

// weightsNow says which weights are in force.
func weightsNow(d *StaffPage, v DeskWeightsProps) string {
	switch {
	case v.Now == nil:
		return d.T("desk.weights.now_usual")
	case v.own():
		return d.T("desk.weights.now", "version", v.Now.Version, "at", v.Now.At, "who", d.Person(v.Now.By))
	}
	return d.T("desk.weights.now_federation", "version", v.Now.Version)
}

// groupWrong tells whether a weight of the group was refused, so that it is not folded away.
func groupWrong(s FormState, of []models.Weight) bool {
	for _, x := range of {
		if s.Error(x.Name) != "" {
			return true
		}
	}
	return false
}

// listed lets a field offer the choices of a list.
func listed(id string) templ.Attributes {
	return templ.Attributes{"list": id, "autocomplete": "off", "spellcheck": "false"}
}

// phaseOf is the phase of a run that has a word; a run that has not told of any is at its beginning.
func phaseOf(v DeskRun) string {
	switch v.Phase {
	case "replay", "prices", "build", "improve", "explain":
		return v.Phase
	}
	return "begin"
}

// runFacts are the figures of a run under way.
func runFacts(d *StaffPage, v DeskRun) []KV {
	facts := []KV{{Key: d.T("desk.run.value"), Value: orNone(d, v.Value)}, {Key: d.T("desk.run.bound"), Value: orNone(d, v.Bound)}}
	if v.Value > 0 && v.Bound > v.Value {
		facts = append(facts, KV{Key: d.T("desk.sum.gap"), Value: d.T("desk.gap", "percent", tenths(v.Gap))})
	}
	return facts
}

func orNone(d *StaffPage, v int64) string {
	if v == 0 {
		return d.T("desk.run.not_yet")
	}
	return score(v)
}

func stopLabel(d *StaffPage, v DeskRun) string {
	if v.Kind == "repeat" {
		return d.T("desk.run.stop_repeat")
	}
	return d.T("desk.run.stop")
}
