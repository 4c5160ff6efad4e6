package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/views"
)

// The desk: what a run is to look at and by which weights, what it would do, and then the run.

// deskFields are the fields of the desk's form; those of rows and of grouped weights have a number or a name behind a dot.
var deskFields = []string{"programs", "weights_of", "base", "urgency", "waiting", "deadline", "types", "wish", "pair_cost", "completion", "tiers", "rule", "pledge", "need", "places"}

// maxRules is how many rows of pins and exclusions a run may have.
const maxRules = 20

// deskForm reads the form of a run into what the engine is to do.
func (r *Request) deskForm() (*form, desk.Options) {
	f := r.form(deskFields...)
	o := desk.Options{Programs: f.All("programs"), Today: r.today()}
	for _, id := range o.Programs {
		if _, ok := r.State.Programs.Get(id); !ok {
			f.refuse(models.Refuse(models.Invalid, "unknown_program").At("programs"))
		}
	}
	if of, ok := f.Values["weights_of"]; ok {
		shown, _ := r.State.MatchWeights(of)
		if typed := f.weights(shown); len(f.Errors) == 0 && !typed.Equal(shown) {
			typed = typed.Tidy()
			o.Weights = &typed
		}
	}
	for k := range maxRules {
		f.rule(k, &o)
	}
	return f, o
}

// weights reads the weights that were typed; a field that is not there stays what it was.
func (f *form) weights(have models.MatchWeights) models.MatchWeights {
	faults := len(f.Errors)
	for _, x := range have.List() {
		text, ok := f.Values[x.Name]
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.ReplaceAll(text, ",", ""), 10, 64)
		if err != nil {
			f.refuse(models.Refuse(models.Invalid, "whole_number").At(x.Name))
			continue
		}
		have = have.With(x.Name, n)
	}
	if len(f.Errors) == faults {
		if err := have.Check(); err != nil {
			f.refuse(err)
		}
	}
	return have
}

// rule reads one row: places of a need for a pledge, or a pledge, a need or a pair that is left out.
func (f *form) rule(k int, o *desk.Options) {
	at := func(name string) string { return name + "." + strconv.Itoa(k) }
	pledge, need := f.Text(at("pledge")), f.Text(at("need"))
	if pledge == "" && need == "" {
		return
	}
	faults := len(f.Errors)
	pair := desk.Pair{Pledge: f.find(at("pledge"), pledge), Need: f.find(at("need"), need)}
	places := f.Int(at("places"))
	if places < 0 {
		f.refuse(models.Refuse(models.Invalid, "whole_number").At(at("places")))
	}
	pin := f.Text(at("rule")) != "exclude"
	if pin && (pledge == "" || need == "") {
		missing := "pledge"
		if need == "" {
			missing = "need"
		}
		f.refuse(models.Refuse(models.Invalid, "rule_row").At(at(missing)))
	}
	switch {
	case len(f.Errors) > faults:
	case pin:
		o.Pinned = append(o.Pinned, desk.Pin{Pledge: pair.Pledge, Need: pair.Need, Places: places})
	default:
		o.Excluded = append(o.Excluded, pair)
	}
}

// find gives the id of a pledge or a need by its number or its id.
func (f *form) find(field, text string) string {
	if text == "" {
		return ""
	}
	s := f.r.State
	if strings.HasPrefix(field, "pledge") {
		if p, ok := s.PledgeByNumber(strings.ToUpper(text)); ok {
			return p.ID
		}
		if p, ok := s.Pledges.Get(text); ok {
			return p.ID
		}
		f.refuse(models.Refuse(models.Invalid, "no_pledge_number").At(field).With("number", text))
		return ""
	}
	if n, ok := s.NeedByNumber(strings.ToUpper(text)); ok {
		return n.ID
	}
	if n, ok := s.Needs.Get(text); ok {
		return n.ID
	}
	f.refuse(models.Refuse(models.Invalid, "no_need_number").At(field).With("number", text))
	return ""
}

// pinRefused moves a refusal of a pin to the row that it was typed in.
func (f *form) pinRefused(err error) bool {
	if !f.shows(err) {
		return false
	}
	e := f.Errors[len(f.Errors)-1]
	k, ok := strings.CutPrefix(e.Field, "pins.")
	if !ok {
		return true
	}
	nth, _ := strconv.Atoi(k)
	for row := range maxRules {
		at := strconv.Itoa(row)
		if f.Text("pledge."+at) == "" || f.Text("need."+at) == "" || f.Text("rule."+at) == "exclude" {
			continue
		}
		if nth == 0 {
			moved := *e
			f.Errors[len(f.Errors)-1] = moved.At("pledge." + at)
			moved.Code = models.Invalid
			break
		}
		nth--
	}
	return true
}

// staffDesk is the form of a run, empty or filled in with what an earlier run did: ?like=, and from its proposals ?pin= or ?exclude=.
func staffDesk(r *Request) error {
	values := url.Values{}
	for _, id := range strings.Split(r.Query("program"), ",") {
		if p, ok := r.State.ProgramBySlug(id); ok {
			values.Add("programs", p.ID)
		}
	}
	if m, ok := r.State.Matches.Get(r.Query("like")); ok {
		r.likeRun(m, values)
	}
	return r.showDesk(nil, values, nil)
}

// likeRun fills in the form with what a run did.
func (r *Request) likeRun(m *models.Match, values url.Values) {
	for _, id := range m.Programs {
		if p, ok := r.State.ProgramBySlug(id); ok {
			values.Add("programs", p.ID)
		}
	}
	row := 0
	rule := func(kind, pledge, need string, places int) {
		at := "." + strconv.Itoa(row)
		row++
		values.Set("rule"+at, kind)
		if p, ok := r.State.Pledges.Get(pledge); ok {
			values.Set("pledge"+at, p.Number)
		}
		if n, ok := r.State.Needs.Get(need); ok {
			values.Set("need"+at, n.Number)
		}
		if places > 0 {
			values.Set("places"+at, strconv.Itoa(places))
		}
	}
	if rec, err := desk.ReadRecord(m); err == nil {
		for _, p := range rec.Pinned {
			rule("pin", p.Pledge, p.Need, p.Places)
		}
		for _, x := range rec.Excluded {
			rule("exclude", x.Pledge, x.Need, 0)
		}
		if rec.Tried {
			for _, w := range rec.Weights[0].Weights.List() {
				values.Set(w.Name, strconv.FormatInt(w.Value, 10))
			}
		}
	}
	for _, p := range m.Proposals {
		if p.ID == r.Query("pin") {
			rule("pin", p.Pledge, p.Need, p.Places)
		}
		if p.ID == r.Query("exclude") {
			rule("exclude", p.Pledge, p.Need, 0)
		}
	}
}

// showDesk shows the form with what was typed, what was wrong with it, and what it would do.
func (r *Request) showDesk(f *form, values url.Values, preview *views.DeskSides) error {
	d := r.staff("desk.new.title", r.crumb("staff.matching.title", "/staff/matching"))
	status := 200
	if f != nil {
		f.onto(d, "desk")
		values = d.State.Values
		if len(f.Errors) > 0 {
			status = f.Status()
		}
	}
	v := views.DeskProps{Preview: preview, Running: r.runShown(r.running())}
	if chosen := values["programs"]; len(chosen) == 1 && !values.Has("weights_of") {
		v.WeightsOf = chosen[0]
	}
	if of := values.Get("weights_of"); of != "" {
		v.WeightsOf = of
	}
	if v.WeightsOf != "" {
		if _, own := r.State.MatchWeights(v.WeightsOf); own == nil || own.Program == "" {
			v.WeightsOf = ""
		}
	}
	var p *models.MatchPolicy
	if v.Weights, p = r.State.MatchWeights(v.WeightsOf); p != nil {
		v.Version = p.Version
	}
	values = fillWeights(values, v.Weights)
	v.Rules = r.rulesShown(values)
	v.Pledges, v.Needs = r.deskChoices(d)
	d.Form, d.State.Values = "desk", values
	return r.HTML(status, views.StaffDesk(d, v))
}

// fillWeights gives every weight that was not typed its value in force.
func fillWeights(values url.Values, have models.MatchWeights) url.Values {
	if values == nil {
		values = url.Values{}
	}
	for _, x := range have.List() {
		if !values.Has(x.Name) {
			values.Set(x.Name, strconv.FormatInt(x.Value, 10))
		}
	}
	return values
}

// rulesShown are the rows that are filled in, with what they name in words, and two more.
func (r *Request) rulesShown(values url.Values) []views.DeskRule {
	var out []views.DeskRule
	d := r.staff("")
	last := -1
	for k := range maxRules {
		at := "." + strconv.Itoa(k)
		if values.Get("pledge"+at)+values.Get("need"+at) != "" {
			last = k
		}
	}
	for k := range min(last+3, maxRules) {
		at := "." + strconv.Itoa(k)
		rule := views.DeskRule{No: k}
		if p, ok := r.State.PledgeByNumber(strings.ToUpper(values.Get("pledge" + at))); ok {
			rule.Pledge = d.PledgeLine(p)
		}
		if n, ok := r.State.NeedByNumber(strings.ToUpper(values.Get("need" + at))); ok {
			rule.Need = d.NeedLine(n)
		}
		out = append(out, rule)
	}
	return out
}

// deskShown is how many pledges and needs the fields of a row offer: those with the most money, and the most urgent.
const deskShown = 300

func (r *Request) deskChoices(d *views.StaffPage) (pledges, needs []views.Option) {
	open := r.State.OpenPledges()
	slices.SortStableFunc(open, func(a, b *models.Pledge) int { return int(min(max(b.FreeFen()-a.FreeFen(), -1), 1)) })
	for _, p := range open[:min(len(open), deskShown)] {
		pledges = append(pledges, views.Option{Value: p.Number, Label: d.PledgeLine(p)})
	}
	var waiting []*models.Need
	for _, n := range r.State.Needs.All() {
		if n.Takes() {
			waiting = append(waiting, n)
		}
	}
	slices.SortStableFunc(waiting, func(a, b *models.Need) int { return b.Urgency - a.Urgency })
	for _, n := range waiting[:min(len(waiting), deskShown)] {
		needs = append(needs, views.Option{Value: n.Number, Label: d.NeedLine(n)})
	}
	return pledges, needs
}
