package models

import (
	"slices"
	"strings"

	"shanpei/models/money"
)

// StepActivity moves an activity on: approve, cancel, account, accept, return.
type StepActivity struct {
	ID        string
	Verb      string
	Reason    string
	IfVersion int64
}

// Permission implements Command: what is approved or accepted is so by a second person.
func (c StepActivity) Permission() Permission {
	switch c.Verb {
	case "approve", "accept", "return":
		return AcceptActivities
	}
	return PlanActivities
}

// Decide refuses `not_found stale wrong_status same_person reason_required text_too_long no_session over_budget`.
func (c StepActivity) Decide(s *State, in Input) ([]Event, error) {
	a, err := s.ActivityFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(a.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := activityFlow.Next(a.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	sums := a.Sums()
	switch {
	case c.Verb == "approve" && in.Actor.ID == a.PlannedBy, c.Verb == "accept" && in.Actor.ID == a.AccountBy:
		return nil, Refuse(Forbidden, "same_person")
	case c.Verb == "cancel" && sums.Sessions > 0:
		return nil, Refuse(Conflict, "wrong_status").With("status", "held").With("verb", c.Verb)
	case c.Verb == "account" && sums.Sessions == 0:
		return nil, Refuse(Conflict, "no_session")
	case c.Verb == "account" && sums.SpentFen > a.BudgetFen && strings.TrimSpace(c.Reason) == "":
		return nil, invalid("reason", "over_budget").With("over", sums.SpentFen-a.BudgetFen)
	}
	if err := reason("reason", strings.TrimSpace(c.Reason), c.Verb == "cancel" || c.Verb == "return"); err != nil {
		return nil, err
	}
	return []Event{ActivityStepped{ID: a.ID, Verb: c.Verb, Status: to, Reason: strings.TrimSpace(c.Reason), By: in.Actor.ID}}, nil
}

// ActivityStepped says where an activity stands now.
type ActivityStepped struct {
	ID     string         `json:"id"`
	Verb   string         `json:"verb"`
	Status ActivityStatus `json:"status"`
	Reason string         `json:"reason,omitempty"`
	By     string         `json:"by"`
}

// Apply implements Event.
func (e ActivityStepped) Apply(s *State) {
	s.changeActivity(e.ID, func(a *ActivityPlan) {
		a.Status, a.Reason = e.Status, e.Reason
		switch e.Verb {
		case "approve":
			a.ApprovedBy = e.By
		case "account":
			a.AccountBy = e.By
		case "accept":
			a.AcceptedBy = e.By
		}
	})
	s.remember(e.ID, Fact{Kind: "activity_" + e.Verb})
}

// changeActivity puts a changed copy in an activity's place; what is seen of it is public.
func (s *State) changeActivity(id string, change func(*ActivityPlan)) {
	old, _ := s.Activities.Get(id)
	a := *old
	change(&a)
	a.Version++
	s.Activities.Set(a.ID, &a)
	if a.Seen() || old.Seen() {
		s.public()
	}
}

// RecordSession tells that an approved activity was held.
type RecordSession struct {
	ID      string
	Session Session
}

// Permission implements Command.
func (RecordSession) Permission() Permission { return PlanActivities }

// Decide refuses `not_found wrong_status`, and at the field `day_form date_future before_activity out_of_range required text_too_long`.
func (c RecordSession) Decide(s *State, in Input) ([]Event, error) {
	a, err := s.ActivityFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	x := c.Session
	if err := a.open(in, x.Day); err != nil {
		return nil, err
	}
	if x.Count < 1 || x.Count > maxSessions {
		return nil, invalid("count", "out_of_range").With("low", 1).With("high", maxSessions)
	}
	for _, n := range []struct {
		field string
		value int
	}{{"children", x.Children}, {"parents", x.Parents}, {"volunteers", x.Volunteers}, {"hours", x.Hours}} {
		if n.value < 0 || n.value > maxVisitors {
			return nil, invalid(n.field, "out_of_range").With("low", 0).With("high", maxVisitors)
		}
	}
	if strings.TrimSpace(x.SignIn) == "" {
		return nil, invalid("sign_in", "required")
	}
	if err := bounded([]text{{"place", x.Place, 80}, {"sign_in", x.SignIn, 80}}); err != nil {
		return nil, err
	}
	x.Void, x.By, x.Seq = "", in.Actor.ID, 0
	return []Event{SessionRecorded{ID: a.ID, Session: x}}, nil
}

// open refuses to tell of a day on which the activity cannot have been.
func (a *ActivityPlan) open(in Input, day Day) error {
	switch {
	case a.Status != ActivityApproved:
		return Refuse(Conflict, "wrong_status").With("status", string(a.Status)).With("verb", "record")
	case !day.valid():
		return invalid("day", "day_form")
	case day > in.Today():
		return invalid("day", "date_future")
	case day < a.From:
		return invalid("day", "before_activity").With("from", string(a.From))
	}
	return nil
}

// SessionRecorded carries one session, or several that were counted together.
type SessionRecorded struct {
	ID      string  `json:"id"`
	Session Session `json:"session"`
}

// Apply implements Event.
func (e SessionRecorded) Apply(s *State) {
	x := e.Session
	x.Seq = s.Seq
	s.changeActivity(e.ID, func(a *ActivityPlan) { a.Sessions = append(slices.Clone(a.Sessions), x) })
}

// RecordCost tells what an activity took.
type RecordCost struct {
	ID   string
	Cost ActivityCost
}

// Permission implements Command.
func (RecordCost) Permission() Permission { return PlanActivities }

// Decide refuses `not_found wrong_status`, and at the field `day_form date_future before_activity required text_too_long amount_positive amount_too_large`.
// What is paid before the first day is told with that day.
func (c RecordCost) Decide(s *State, in Input) ([]Event, error) {
	a, err := s.ActivityFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	x := c.Cost
	if err := a.open(in, x.Day); err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(x.What) == "":
		return nil, invalid("what", "required")
	case strings.TrimSpace(x.Voucher) == "":
		return nil, invalid("voucher", "required")
	case x.Fen <= 0:
		return nil, invalid("fen", "amount_positive")
	case x.Fen > money.MaxFen:
		return nil, invalid("fen", "amount_too_large").With("limit", money.MaxFen)
	}
	if err := bounded([]text{{"what", x.What, 80}, {"voucher", x.Voucher, 80}}); err != nil {
		return nil, err
	}
	x.Void, x.By, x.Seq = "", in.Actor.ID, 0
	return []Event{ActivityCostRecorded{ID: a.ID, Cost: x}}, nil
}

// ActivityCostRecorded carries one cost.
type ActivityCostRecorded struct {
	ID   string       `json:"id"`
	Cost ActivityCost `json:"cost"`
}

// Apply implements Event.
func (e ActivityCostRecorded) Apply(s *State) {
	x := e.Cost
	x.Seq = s.Seq
	s.changeActivity(e.ID, func(a *ActivityPlan) { a.Costs = append(slices.Clone(a.Costs), x) })
}

// VoidActivityLine takes a session or a cost back that was told wrongly. The line stays, with the reason.
type VoidActivityLine struct {
	ID     string
	Kind   string // session or cost
	No     int    // from 1
	Reason string
}

// Permission implements Command.
func (VoidActivityLine) Permission() Permission { return PlanActivities }

// Decide refuses `not_found wrong_status unknown_line reason_required text_too_long`.
func (c VoidActivityLine) Decide(s *State, in Input) ([]Event, error) {
	a, err := s.ActivityFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if a.Status != ActivityApproved {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(a.Status)).With("verb", "void")
	}
	live := c.Kind == "session" && c.No >= 1 && c.No <= len(a.Sessions) && a.Sessions[c.No-1].Void == "" ||
		c.Kind == "cost" && c.No >= 1 && c.No <= len(a.Costs) && a.Costs[c.No-1].Void == ""
	if !live {
		return nil, invalid("no", "unknown_line").With("line", c.No)
	}
	if err := reason("reason", strings.TrimSpace(c.Reason), true); err != nil {
		return nil, err
	}
	return []Event{ActivityLineVoided{ID: a.ID, Kind: c.Kind, No: c.No, Reason: strings.TrimSpace(c.Reason), By: in.Actor.ID}}, nil
}

// ActivityLineVoided says which line does not count, and why.
type ActivityLineVoided struct {
	ID     string `json:"id"`
	Kind   string `json:"kind"`
	No     int    `json:"no"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e ActivityLineVoided) Apply(s *State) {
	s.changeActivity(e.ID, func(a *ActivityPlan) {
		if e.Kind == "session" {
			a.Sessions = slices.Clone(a.Sessions)
			a.Sessions[e.No-1].Void = e.Reason
		} else {
			a.Costs = slices.Clone(a.Costs)
			a.Costs[e.No-1].Void = e.Reason
		}
	})
}
