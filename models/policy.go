package models

import (
	"slices"
	"strings"
	"time"
)

// MatchWeights say how much each circumstance counts when the matching weighs one use of a yuan against another (匹配权重). Points are points per fen.
type MatchWeights struct {
	Base       int          `json:"base"`            // points that every need has
	Urgency    int          `json:"urgency"`         // points for each step of urgency, 1 to 5
	Waiting    int          `json:"waiting"`         // points for a year of waiting or more, less for less
	Deadline   int          `json:"deadline"`        // points for a deadline of today, nothing from 60 days on
	Types      []TypeWeight `json:"types,omitempty"` // points by kind of help, sorted by type; a type that is not listed has none
	Wish       int          `json:"wish"`            // points for each wish of the donor that a need meets
	PairCost   int64        `json:"pair_cost"`       // 元 × points, charged once for each pledge and need: few donors per need
	Completion int          `json:"completion"`      // ‰ of a need's worth, added when it is met in full
	Tiers      []CountyTier `json:"tiers,omitempty"` // points more for a county's first yuan, the first tier first
}

// TypeWeight is what a kind of help counts.
type TypeWeight struct {
	Type   NeedType `json:"type"`
	Points int      `json:"points"`
}

// CountyTier gives Points more to the next Permille of a county's fair share.
type CountyTier struct {
	Permille int `json:"permille"`
	Points   int `json:"points"`
}

// maxTiers is how many tiers of fairness there may be.
const maxTiers = 3

// DefaultMatchWeights are those that a federation begins with.
func DefaultMatchWeights() MatchWeights {
	return MatchWeights{
		Base: 200, Urgency: 100, Waiting: 150, Deadline: 150, Wish: 60, PairCost: 50_000, Completion: 100,
		Types: []TypeWeight{{Insurance, 80}, {Rehabilitation, 160}, {Screening, 80}, {StudyAid, 120}, {Surgery, 200}},
		Tiers: []CountyTier{{600, 150}, {300, 75}},
	}
}

// Type is what a kind of help counts, in points.
func (w MatchWeights) Type(t NeedType) int {
	for _, x := range w.Types {
		if x.Type == t {
			return x.Points
		}
	}
	return 0
}

// Weight is one of the weights by its lasting name, with the bounds within which it may be set.
type Weight struct {
	Name             string // base, urgency, …, types.surgery, tiers.1.permille
	Value, Low, High int64
}

// List gives every weight by its name, in the order of the page: what a need is worth, kinds of help, the donor's wishes, fairness.
func (w MatchWeights) List() []Weight {
	out := []Weight{
		{"base", int64(w.Base), 1, 1000}, {"urgency", int64(w.Urgency), 0, 500}, {"waiting", int64(w.Waiting), 0, 1000}, {"deadline", int64(w.Deadline), 0, 1000},
	}
	for _, t := range NeedTypeOrder {
		out = append(out, Weight{"types." + string(t), int64(w.Type(t)), 0, 1000})
	}
	out = append(out, Weight{"wish", int64(w.Wish), 0, 200}, Weight{"pair_cost", w.PairCost, 0, 10_000_000}, Weight{"completion", int64(w.Completion), 0, 1000})
	left, most := 1000, 1000 // the tiers share out the whole of a fair share, and the first yuan counts at least as much as the next
	for k := range maxTiers {
		var t CountyTier
		if k < len(w.Tiers) {
			t = w.Tiers[k]
		}
		tier := "tiers." + itoa(k+1)
		out = append(out, Weight{tier + ".permille", int64(t.Permille), 0, int64(left)}, Weight{tier + ".points", int64(t.Points), 0, int64(most)})
		left, most = max(0, left-t.Permille), t.Points
	}
	return out
}

// With sets one weight by its name; a name that is none changes nothing.
func (w MatchWeights) With(name string, value int64) MatchWeights {
	n := int(value)
	switch name {
	case "base":
		w.Base = n
	case "urgency":
		w.Urgency = n
	case "waiting":
		w.Waiting = n
	case "deadline":
		w.Deadline = n
	case "wish":
		w.Wish = n
	case "pair_cost":
		w.PairCost = value
	case "completion":
		w.Completion = n
	}
	if t, ok := strings.CutPrefix(name, "types."); ok && NeedTypes[NeedType(t)].Unit != "" {
		w.Types = slices.DeleteFunc(slices.Clone(w.Types), func(x TypeWeight) bool { return x.Type == NeedType(t) })
		w.Types = append(w.Types, TypeWeight{NeedType(t), n})
	}
	for k := range maxTiers {
		tier := "tiers." + itoa(k+1)
		if name != tier+".permille" && name != tier+".points" {
			continue
		}
		w.Tiers = slices.Clone(w.Tiers)
		for len(w.Tiers) <= k {
			w.Tiers = append(w.Tiers, CountyTier{})
		}
		if name == tier+".permille" {
			w.Tiers[k].Permille = n
		} else {
			w.Tiers[k].Points = n
		}
	}
	return w
}

// Tidy puts equal weights into one form: types sorted, without those that count nothing; no empty tier.
func (w MatchWeights) Tidy() MatchWeights {
	w.Types = slices.DeleteFunc(slices.Clone(w.Types), func(t TypeWeight) bool { return t.Points == 0 })
	slices.SortFunc(w.Types, func(a, b TypeWeight) int { return strings.Compare(string(a.Type), string(b.Type)) })
	w.Tiers = slices.DeleteFunc(slices.Clone(w.Tiers), func(t CountyTier) bool { return t.Permille == 0 })
	if len(w.Types) == 0 {
		w.Types = nil
	}
	if len(w.Tiers) == 0 {
		w.Tiers = nil
	}
	return w
}

// Equal tells whether two sets of weights weigh everything the same.
func (w MatchWeights) Equal(v MatchWeights) bool {
	return slices.Equal(w.Tidy().List(), v.Tidy().List())
}

// Check refuses, at the weight concerned, `weight_out_of_bounds` with its bounds.
func (w MatchWeights) Check() error {
	if len(w.Tiers) > maxTiers {
		return invalid("tiers", "weight_out_of_bounds").With("low", 0).With("high", maxTiers)
	}
	for _, t := range w.Types {
		if NeedTypes[t.Type].Unit == "" {
			return invalid("types."+string(t.Type), "unknown_choice")
		}
	}
	for _, x := range w.List() {
		if x.Value < x.Low || x.Value > x.High {
			return invalid(x.Name, "weight_out_of_bounds").With("low", x.Low).With("high", x.High)
		}
	}
	return nil
}

// MatchPolicy is one version of the weights of the federation, or of one programme that has its own. Every version is kept.
type MatchPolicy struct {
	Program string       `json:"program,omitempty"` // empty: the federation's, for every programme that has none of its own
	Version int          `json:"version"`           // 1 is the first change of the portal's usual weights
	Weights MatchWeights `json:"weights"`
	Inherit bool         `json:"inherit,omitempty"` // from here on the programme has none of its own again
	Note    string       `json:"note,omitempty"`    // why
	By      string       `json:"by"`
	At      time.Time    `json:"at"`
	Seq     int64        `json:"seq,omitempty"`
}

func policyKey(program string, version int) string { return key(program, pad(version, 6)) }

// MatchPolicies lists the versions of the weights of a programme, or with no programme of the federation, newest first.
func (s *State) MatchPolicies(program string) []*MatchPolicy {
	var out []*MatchPolicy
	for _, p := range s.Policies.Under(key(program, "")) {
		out = append(out, p)
	}
	slices.Reverse(out)
	return out
}

// MatchWeights are the weights in force for a programme (with no programme: the federation's) and the version that says so; nil when they are the portal's
// usual ones.
func (s *State) MatchWeights(program string) (MatchWeights, *MatchPolicy) {
	for _, of := range []string{program, ""} {
		if list := s.MatchPolicies(of); len(list) > 0 && !list[0].Inherit {
			return list[0].Weights, list[0]
		}
	}
	return DefaultMatchWeights(), nil
}

// SetMatchPolicy changes the weights of the federation or of one programme, or with Inherit gives a programme the federation's again. Program is an id or
// a slug; IfVersion guards against a form that was opened before somebody else's change.
type SetMatchPolicy struct {
	Program   string
	IfVersion int64
	Weights   MatchWeights
	Inherit   bool
	Note      string
}

// Permission implements Command.
func (SetMatchPolicy) Permission() Permission { return RunMatches }

// Decide refuses `unknown_program`, `stale`, `no_own_weights` (a programme that already has the federation's), `unknown_choice` (a type that is none),
// `weight_out_of_bounds` with the bounds at the weight concerned, `weights_unchanged` and `text_too_long` (the note).
func (c SetMatchPolicy) Decide(s *State, in Input) ([]Event, error) {
	p := MatchPolicy{Weights: c.Weights.Tidy(), Inherit: c.Inherit, Note: c.Note, By: in.Actor.ID, At: in.At}
	if c.Program != "" {
		program, ok := s.ProgramBySlug(c.Program)
		if !ok {
			return nil, invalid("program", "unknown_program")
		}
		p.Program = program.ID
	}
	own := s.MatchPolicies(p.Program)
	if len(own) > 0 {
		p.Version = own[0].Version
	}
	if err := fresh(int64(p.Version), c.IfVersion); err != nil {
		return nil, err
	}
	p.Version++
	has := len(own) > 0 && !own[0].Inherit
	if c.Inherit {
		if !has || p.Program == "" {
			return nil, Refuse(Conflict, "no_own_weights")
		}
		p.Weights = MatchWeights{}
	} else {
		if err := c.Weights.Check(); err != nil {
			return nil, err
		}
		if now, _ := s.MatchWeights(p.Program); now.Equal(p.Weights) && (has || p.Program == "") {
			return nil, Refuse(Conflict, "weights_unchanged")
		}
	}
	if err := reason("note", c.Note, false); err != nil {
		return nil, err
	}
	return []Event{MatchPolicySet{Policy: p}}, nil
}

// MatchPolicySet carries a version of the weights.
type MatchPolicySet struct {
	Policy MatchPolicy `json:"policy"`
}

// Apply implements Event.
func (e MatchPolicySet) Apply(s *State) {
	p := e.Policy
	p.Seq = s.Seq
	s.Policies.Set(policyKey(p.Program, p.Version), &p)
}
