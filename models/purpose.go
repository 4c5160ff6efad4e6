package models

import "slices"

// Purpose restricts a pledge: each list that is not empty must hold the need's own value. An empty purpose is an unrestricted gift (非定向).
type Purpose struct {
	Programs []string   `json:"programs,omitempty"`
	Counties []string   `json:"counties,omitempty"`
	Types    []NeedType `json:"types,omitempty"`
	Stages   []Stage    `json:"stages,omitempty"`
	Needs    []string   `json:"needs,omitempty"`
}

// Allows tells whether money of this purpose may go to the need. A restriction on something that the need has not excludes it.
func (p Purpose) Allows(n *Need) bool {
	return allows(p.Programs, n.Program) && allows(p.Counties, n.County) && allows(p.Types, n.Type) && allows(p.Stages, n.Stage) && allows(p.Needs, n.ID)
}

func allows[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }

// Open tells whether the purpose leaves the choice of needs to the matching.
func (p Purpose) Open() bool { return len(p.Needs) == 0 }
func (p *Pledge) everAllows(n *Need) bool {
	return p.Purpose.Allows(n) || slices.ContainsFunc(p.Past, func(q Purpose) bool { return q.Allows(n) })
}

// resolve turns slugs and numbers into ids and checks every part: `unknown_program unknown_county unknown_choice unknown_need program_closed members_only
// needs_outside_purpose out_of_range`. Lists are sorted, so that equal purposes are equal values.
func (p Purpose) resolve(s *State, e *Enterprise, field string) (Purpose, error) {
	var out Purpose
	for _, id := range p.Programs {
		pr, ok := s.ProgramBySlug(id)
		if !ok {
			return out, invalid(field+".programs", "unknown_program")
		}
		if err := pr.takes(e, field+".programs"); err != nil {
			return out, err
		}
		out.Programs = append(out.Programs, pr.ID)
	}
	for _, code := range p.Counties {
		if _, ok := s.Counties.Get(code); !ok {
			return out, invalid(field+".counties", "unknown_county")
		}
	}
	for _, t := range p.Types {
		if _, ok := NeedTypes[t]; !ok {
			return out, invalid(field+".types", "unknown_choice")
		}
	}
	for _, st := range p.Stages {
		if !slices.Contains(Stages, st) {
			return out, invalid(field+".stages", "unknown_choice")
		}
	}
	out.Counties, out.Types, out.Stages = distinct(p.Counties), distinct(p.Types), distinct(p.Stages)
	out.Programs = distinct(out.Programs)
	if len(p.Needs) > 200 {
		return out, invalid(field+".needs", "out_of_range").With("low", 0).With("high", 200)
	}
	var needs []string // apart from out until all are checked: Allows would take the first for the only one
	for _, id := range p.Needs {
		n, ok := s.NeedByNumber(id)
		if !ok || !n.Seen() {
			return out, invalid(field+".needs", "unknown_need")
		}
		if !out.Allows(n) {
			return out, invalid(field+".needs", "needs_outside_purpose").With("need", n.Number)
		}
		pr, _ := s.Programs.Get(n.Program)
		if err := pr.takes(e, field+".needs"); err != nil {
			return out, err
		}
		if !slices.Contains(needs, n.ID) { // the donor's order is kept: it is the order in which places are taken
			needs = append(needs, n.ID)
		}
	}
	out.Needs = needs
	return out, nil
}

func distinct[T ~string](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	out := slices.Clone(list)
	slices.Sort(out)
	return slices.Compact(out)
}
