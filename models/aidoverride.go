package models

import (
	"slices"
	"strings"
	"time"
)

// OverrideStatus is where a request for aid beside other aid stands.
type OverrideStatus string

// The statuses of an override: asked by one person, confirmed or refused by a second. Refused stays refused.
const (
	OverrideStands    OverrideStatus = "asked"
	OverrideConfirmed OverrideStatus = "confirmed"
	OverrideRefused   OverrideStatus = "refused"
)

// AidOverrideFlow is the state machine of an override.
var AidOverrideFlow = Flow[OverrideStatus, string]{
	OverrideStands: {"confirm": OverrideConfirmed, "refuse": OverrideRefused},
}

// OverrideReasons are why a child may have a place although it has other aid; what else there is to say goes to the vault.
var OverrideReasons = []string{"other_costs", "not_enough", "source_stopped", "emergency"}

// AidOverride is that a child may have a place of a need beside the aids that it names, and beside no other.
type AidOverride struct {
	ID          string         `json:"id"`
	Beneficiary string         `json:"beneficiary"`
	Need        string         `json:"need"`
	Over        []Aid          `json:"over"` // the aids as they were known when it was asked
	Reason      string         `json:"reason"`
	Note        string         `json:"note"` // vault code
	Status      OverrideStatus `json:"status"`
	Asker       string         `json:"asker"`
	AskedAt     time.Time      `json:"asked_at"`
	Answerer    string         `json:"answerer,omitempty"`
	AnsweredAt  time.Time      `json:"answered_at,omitempty"`
	Version     int64          `json:"version"`
}

// AskOverride asks that a child may have a place of a need although the guard refuses it.
type AskOverride struct {
	Beneficiary string
	Need        string // id or number
	Reason      string // one of OverrideReasons
	Note        string // vault code of what there is to say
}

// Permission implements Command.
func (AskOverride) Permission() Permission { return OverrideAid }

// Decide refuses `not_found unknown_need unknown_choice required override_stands override_refused no_double_aid`.
func (c AskOverride) Decide(s *State, in Input) ([]Event, error) {
	b, err := s.BeneficiaryFor(c.Beneficiary, in.Actor)
	if err != nil {
		return nil, err
	}
	n, ok := s.NeedByNumber(c.Need)
	kind := NeedTypes[n.typeOrNone()].Aid
	switch {
	case !ok || kind == "" || n.County != b.County:
		return nil, invalid("need", "unknown_need")
	case !slices.Contains(OverrideReasons, c.Reason):
		return nil, invalid("reason", "unknown_choice")
	case c.Note == "":
		return nil, invalid("note", "required")
	}
	for _, o := range s.overridesOf(b.ID, n.ID) {
		switch o.Status {
		case OverrideStands:
			return nil, Refuse(Conflict, "override_stands").At("need")
		case OverrideRefused:
			return nil, Refuse(Conflict, "override_refused").At("need")
		}
	}
	over := Overlap(s, b.ID, kind, s.PeriodOf(n))
	agreed := s.agreedAids(b.ID, n.ID)
	if !slices.ContainsFunc(over, func(a Aid) bool { return !slices.Contains(agreed, a.ID) }) {
		return nil, Refuse(Conflict, "no_double_aid").At("need")
	}
	return []Event{OverrideAsked{Override: AidOverride{
		ID: in.NewID(), Beneficiary: b.ID, Need: n.ID, Over: over, Reason: c.Reason, Note: c.Note, Status: OverrideStands, Asker: in.Actor.ID, AskedAt: in.At,
	}}}, nil
}

// typeOrNone is the type of a need that may be none.
func (n *Need) typeOrNone() NeedType {
	if n == nil {
		return ""
	}
	return n.Type
}

// OverrideAsked carries the request.
type OverrideAsked struct {
	Override AidOverride `json:"override"`
}

// Apply implements Event.
func (e OverrideAsked) Apply(s *State) {
	o := e.Override
	o.Version++
	s.AidOverrides.Set(o.ID, &o)
	s.overridesByChild.Set(key(o.Beneficiary, o.Need, o.ID), none{})
	s.overridesStanding.Set(o.ID, none{})
	n, _ := s.Needs.Get(o.Need)
	s.tell(Notice{Kind: "override_asked", Ref: o.ID, Number: n.Number}, ToRole(ProgramManager, ""), ToRole(SecretaryGeneral, ""))
}

// AnswerOverride confirms or refuses a request, by a second person.
type AnswerOverride struct {
	ID        string
	Verb      string // confirm refuse
	IfVersion int64
}

// Permission implements Command.
func (AnswerOverride) Permission() Permission { return ConfirmAid }

// Decide refuses `not_found stale wrong_status same_person`.
func (c AnswerOverride) Decide(s *State, in Input) ([]Event, error) {
	o, ok := s.AidOverrides.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(o.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := AidOverrideFlow.Next(o.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	if o.Asker == in.Actor.ID {
		return nil, Refuse(Forbidden, "same_person")
	}
	return []Event{OverrideAnswered{ID: o.ID, Status: next, By: in.Actor.ID, At: in.At}}, nil
}

// OverrideAnswered says what the second person said.
type OverrideAnswered struct {
	ID     string         `json:"id"`
	Status OverrideStatus `json:"status"`
	By     string         `json:"by"`
	At     time.Time      `json:"at"`
}

// Apply implements Event.
func (e OverrideAnswered) Apply(s *State) {
	old, _ := s.AidOverrides.Get(e.ID)
	o := *old
	o.Status, o.Answerer, o.AnsweredAt = e.Status, e.By, e.At
	o.Version++
	s.AidOverrides.Set(o.ID, &o)
	s.overridesStanding.del(o.ID)
}

func (s *State) overridesOf(beneficiary, need string) []*AidOverride {
	return gather(s.overridesByChild, s.AidOverrides, key(beneficiary, need)+"/")
}

// OverridesOf lists what was asked for a child, oldest first within a need.
func (s *State) OverridesOf(beneficiary string) []*AidOverride {
	return gather(s.overridesByChild, s.AidOverrides, beneficiary+"/")
}

// gather reads the things whose ids end the keys under a prefix.
func gather[V any](index Table[none], t Table[V], prefix string) []V {
	var out []V
	for k := range index.Under(prefix) {
		v, _ := t.Get(k[strings.LastIndexByte(k, '/')+1:])
		out = append(out, v)
	}
	return out
}

// agreedAids are the aids beside which two people agreed that a child may have a place of a need.
func (s *State) agreedAids(beneficiary, need string) []string {
	var out []string
	for _, o := range s.overridesOf(beneficiary, need) {
		if o.Status == OverrideConfirmed {
			for _, a := range o.Over {
				out = append(out, a.ID)
			}
		}
	}
	return out
}

// StandingOverrides lists the requests that wait for the second person.
func (s *State) StandingOverrides() []*AidOverride {
	return gather(s.overridesStanding, s.AidOverrides, "")
}
