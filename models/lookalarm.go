package models

import (
	"slices"
	"time"
)

// LookRule is why a look is out of the ordinary.
type LookRule string

// The rules: many looks within an hour, a look at night, a look outside the own county (for who has none: at many counties within an hour).
const (
	ManyLooks    LookRule = "many"
	NightLook    LookRule = "night"
	OutsideLooks LookRule = "outside"
)

// LookRules lists them.
var LookRules = []LookRule{ManyLooks, NightLook, OutsideLooks}

// manyCounties is at how many counties somebody of the city may look within an hour.
const manyCounties = 3

// usualLooksAnHour is from how many looks within an hour on an alarm is raised, where the federation has not chosen.
const usualLooksAnHour = 30

// LooksAnHour are the looks within an hour from which on an alarm is raised.
func (t Settings) LooksAnHour() int {
	if t.LooksPerHour == 0 {
		return usualLooksAnHour
	}
	return t.LooksPerHour
}

// UnusualLook says what is out of the ordinary about a look. lately is what the same actor looked at within the hour, this look among it; bound is the
// county that the actor belongs to, empty for somebody of the city.
func UnusualLook(l *Look, bound string, lately []*Look, many int) (out []LookRule) {
	if len(lately) >= many {
		out = append(out, ManyLooks)
	}
	if h := l.At.In(shanghai).Hour(); h >= 22 || h < 6 {
		out = append(out, NightLook)
	}
	counties := map[string]bool{}
	for _, x := range lately {
		if x.County != "" {
			counties[x.County] = true
		}
	}
	if bound != "" && l.County != "" && l.County != bound || bound == "" && l.County != "" && len(counties) > manyCounties {
		out = append(out, OutsideLooks)
	}
	return out
}

// LookAlarmStatus is where an alarm stands.
type LookAlarmStatus string

// The statuses of an alarm.
const (
	LookAlarmOpen      LookAlarmStatus = "open"
	LookAlarmExplained LookAlarmStatus = "explained"
)

// LookAlarm is looks of one person that are out of the ordinary by one rule on one day, until somebody else has explained them.
type LookAlarm struct {
	ID       string          `json:"id"`
	Rule     LookRule        `json:"rule"`
	By       string          `json:"by"` // who looked
	Role     Role            `json:"role"`
	Day      Day             `json:"day"`
	Looks    int             `json:"looks"`
	First    string          `json:"first"` // looks
	Last     string          `json:"last"`
	At       time.Time       `json:"at"` // of the last
	Status   LookAlarmStatus `json:"status"`
	Reason   string          `json:"reason,omitempty"`
	AnswerBy string          `json:"answer_by,omitempty"`
	AnswerAt time.Time       `json:"answer_at,omitempty"`
	Version  int64           `json:"version"`
}

// alarmLook counts a look in the alarm of its day that is still open, or raises one.
func (s *State) alarmLook(rule LookRule, l *Look) {
	day := DayOf(l.At)
	at := key(string(rule), l.By, string(day))
	id, _ := s.lookAlarmsOpen.Get(at)
	if old, ok := s.LookAlarms.Get(id); ok && old.Status == LookAlarmOpen {
		a := *old
		a.Looks++
		a.Last, a.At = l.ID, l.At
		a.Version++
		s.LookAlarms.Set(a.ID, &a)
		return
	}
	a := &LookAlarm{ID: l.ID + "-" + string(rule), Rule: rule, By: l.By, Role: l.Role, Day: day, Looks: 1, First: l.ID, Last: l.ID, At: l.At, Status: LookAlarmOpen, Version: 1}
	s.LookAlarms.Set(a.ID, a)
	s.lookAlarmsOpen.Set(at, a.ID)
	s.tell(Notice{Kind: "look_alarm_" + string(rule), Ref: a.ID}, ToRole(SecretaryGeneral, ""), ToRole(Auditor, ""))
}

// ExplainLooks writes down why looks that raised an alarm were in order, or what was done about them. Whoever looked cannot.
type ExplainLooks struct {
	ID, Reason string
	IfVersion  int64
}

// Permission implements Command.
func (ExplainLooks) Permission() Permission { return ViewLooks }

// Decide refuses `not_found`, `stale`, `wrong_status`, `own_looks`, `reason_required` and `text_too_long`.
func (c ExplainLooks) Decide(s *State, in Input) ([]Event, error) {
	a, ok := s.LookAlarms.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(a.Version, c.IfVersion); err != nil {
		return nil, err
	}
	switch {
	case a.Status != LookAlarmOpen:
		return nil, Refuse(Conflict, "wrong_status").With("status", string(a.Status))
	case a.By == in.Actor.ID:
		return nil, Refuse(Forbidden, "own_looks")
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	return []Event{LookExplained{ID: a.ID, Reason: c.Reason, By: in.Actor.ID}}, nil
}

// LookExplained closes an alarm.
type LookExplained struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e LookExplained) Apply(s *State) {
	old, _ := s.LookAlarms.Get(e.ID)
	a := *old
	a.Status, a.Reason, a.AnswerBy, a.AnswerAt = LookAlarmExplained, e.Reason, e.By, s.At
	a.Version++
	s.LookAlarms.Set(a.ID, &a)
}

// AlarmsOfLooks lists the alarms, the open ones first, then the newest.
func (s *State) AlarmsOfLooks() (out []*LookAlarm) {
	for _, a := range s.LookAlarms.All() {
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b *LookAlarm) int {
		if a.Status != b.Status {
			if a.Status == LookAlarmOpen {
				return -1
			}
			return 1
		}
		return b.At.Compare(a.At)
	})
	return out
}

// LooksOfAlarm lists the looks of the alarm's actor from its first to its last, the newest first.
func (s *State) LooksOfAlarm(a *LookAlarm) (out []*Look) {
	for k := range s.looksBy.From(key(a.By, a.First)) {
		if k > key(a.By, a.Last) {
			break
		}
		if l, ok := s.Looks.Get(k[len(a.By)+1:]); ok {
			out = append(out, l)
		}
	}
	slices.Reverse(out)
	return out
}
