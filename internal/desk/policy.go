package desk

import (
	"encoding/json"
	"errors"
	"slices"

	"shanpei/internal/matching"
	"shanpei/models"
)

// Weights are the policy of a run.
type Weights = models.MatchWeights

// DefaultWeights are those that a federation begins with.
func DefaultWeights() Weights { return models.DefaultMatchWeights() }

// weigh takes the weights in force, or those that are tried instead: of each programme for what its needs are worth; for what concerns the whole run
// (wishes, cost of a pair, completion, fairness between counties) those of the programme when it is of one only, and otherwise the federation's.
func (t *table) weigh() {
	t.weights = map[string]Weights{}
	for id := range t.s.Programs.All() {
		if t.opt.Weights != nil {
			t.weights[id] = *t.opt.Weights
		} else if t.wants(id) {
			t.weights[id], _ = t.s.MatchWeights(id)
		}
	}
	if t.wide, _ = t.s.MatchWeights(t.only()); t.opt.Weights != nil {
		t.wide = *t.opt.Weights
	}
	t.problem.Settings = t.engine()
}

// only is the one programme of the run; empty when it is of several.
func (t *table) only() string {
	if len(t.in) == 1 && len(t.opt.Programs) == 1 {
		for id := range t.in {
			return id
		}
	}
	return ""
}

// engine gives the settings of the engine: an amount in 元 × points is a hundred times as many fen × points.
func (t *table) engine() matching.Settings {
	if t.opt.Settings != nil {
		return *t.opt.Settings
	}
	set := matching.DefaultSettings()
	set.PairCost, set.FullPermille, set.Effort, set.Fair = 100*t.wide.PairCost, int64(t.wide.Completion), t.opt.Effort, nil
	for _, tier := range t.wide.Tiers {
		set.Fair = append(set.Fair, [2]int64{int64(tier.Permille), int64(tier.Points)})
	}
	return set
}

// Record is everything besides the state and the programmes that a run depended on. It is kept as text in models.Match.Settings.
type Record struct {
	Today    models.Day        `json:"today"`
	Engine   matching.Settings `json:"engine"`
	Weights  []Scope           `json:"weights"` // of the whole run first, then those of programmes that weigh otherwise
	Tried    bool              `json:"tried,omitempty"`
	Pinned   []Pin             `json:"pinned,omitempty"`
	Excluded []Pair            `json:"excluded,omitempty"`
	Stopped  bool              `json:"stopped,omitempty"` // by hand, or by a limit of time: the best so far was kept
}

// Scope is what weighed the needs of a programme, or of the whole run.
type Scope struct {
	Program string  `json:"program,omitempty"`
	Version int     `json:"version,omitempty"` // of the programme's or the federation's weights; 0: the usual ones, or those that were tried
	Weights Weights `json:"weights"`
}

func (t *table) record(stopped bool) Record {
	r := Record{
		Today: t.opt.Today, Engine: t.problem.Settings, Tried: t.opt.Weights != nil, Pinned: t.opt.Pinned, Excluded: t.opt.Excluded, Stopped: stopped,
		Weights: []Scope{{Program: t.only(), Weights: t.wide}},
	}
	if r.Tried {
		r.Weights[0].Program = ""
		return r
	}
	if _, p := t.s.MatchWeights(t.only()); p != nil {
		r.Weights[0].Program, r.Weights[0].Version = p.Program, p.Version
	}
	for id := range t.s.Programs.All() {
		if _, p := t.s.MatchWeights(id); t.wants(id) && p != nil && p.Program == id && id != t.only() {
			r.Weights = append(r.Weights, Scope{Program: id, Version: p.Version, Weights: p.Weights})
		}
	}
	return r
}

func (r Record) text() string {
	text, _ := json.Marshal(r) // numbers, texts and lists: it always marshals
	return string(text)
}

// ErrNoRecord says that a run has no record that can be read: it was made by hand, or by an older portal.
var ErrNoRecord = errors.New("desk: the run has no record of its settings that can be read")

// ReadRecord reads what a run recorded of itself.
func ReadRecord(m *models.Match) (Record, error) {
	var r Record
	if err := json.Unmarshal([]byte(m.Settings), &r); err != nil || r.Today == "" || len(r.Weights) == 0 {
		return Record{}, ErrNoRecord
	}
	return r, nil
}

// Options are those with which a recorded run is done again.
func (r Record) Options(programs []string) Options {
	o := Options{Programs: programs, Today: r.Today, Settings: &r.Engine, Pinned: r.Pinned, Excluded: r.Excluded}
	if r.Tried {
		o.Weights = &r.Weights[0].Weights
	}
	return o
}

// Line is one setting of a run: its name, and whose it is where programmes differ.
type Line struct {
	Scope string // a programme's id; empty: the whole run's
	Name  string
	Value string
}

// Lines lists everything that was set, in a lasting order, so that two runs can be laid side by side.
func (r Record) Lines() []Line {
	out := []Line{{"", "today", string(r.Today)}, {"", "effort", number(int64(r.Engine.Effort))}, {"", "seed", number(int64(r.Engine.Seed))}}
	for k, s := range r.Weights {
		scope := s.Program
		if k == 0 {
			scope = ""
		}
		for _, w := range s.Weights.List() {
			out = append(out, Line{scope, w.Name, number(w.Value)})
		}
	}
	for _, p := range r.Pinned {
		out = append(out, Line{"", "pinned", p.Pledge + " " + p.Need + " " + number(int64(p.Places))})
	}
	for _, x := range r.Excluded {
		out = append(out, Line{"", "excluded", x.Pledge + " " + x.Need})
	}
	return slices.DeleteFunc(out, func(l Line) bool { return l.Scope == "" && l.Value == "0" && (l.Name == "effort" || l.Name == "seed") })
}
