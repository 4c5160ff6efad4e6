package models

import "time"

// AskFor is how long a role, an invitation or the hand-over of an enterprise waits for whoever must agree.
const AskFor = 7 * 24 * time.Hour

// ChangeUser gives a staff user other roles or another scope. What needs a second person waits for one; everything else takes effect at once.
type ChangeUser struct {
	ID        string
	To        Standing
	Reason    string // a slug
	IfVersion int64
}

// Permission implements Command.
func (ChangeUser) Permission() Permission { return AskRoles }

// Decide refuses `not_found` (also for an enterprise's people), `stale`, `own_account`, `unknown_role unknown_county county_required unknown_choice
// roles_incompatible`, `reason_required`, `same_value` and `ask_open`.
func (c ChangeUser) Decide(s *State, in Input) ([]Event, error) {
	u, ok := s.Users.Get(c.ID)
	if !ok || !u.Role.Staff() {
		return nil, notFound()
	}
	if err := fresh(u.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if u.ID == in.Actor.ID {
		return nil, Refuse(Conflict, "own_account")
	}
	to := c.To.tidy()
	to.Enterprise = ""
	if err := to.checkStaff(s); err != nil {
		return nil, err
	}
	if err := accessReason(c.Reason); err != nil {
		return nil, err
	}
	before := u.Standing()
	if to.equal(before) {
		return nil, Refuse(Conflict, "same_value").At("role")
	}
	if _, open := s.OpenRoleAsk(u.ID, in.At); open {
		return nil, Refuse(Conflict, "ask_open")
	}
	if NeedsSecond(before, to) {
		return []Event{RoleAsked{Ask: RoleAsk{
			ID: in.NewID(), User: u.ID, Before: before, After: to, Status: RoleAskWaits, Reason: c.Reason, By: in.Actor.ID, At: in.At, Until: in.At.Add(AskFor),
		}}}, nil
	}
	return []Event{UserChanged{ID: u.ID, Before: before, After: to, Reason: c.Reason, By: in.Actor.ID}}, nil
}

// UserChanged says what a user was and what it is now.
type UserChanged struct {
	ID     string   `json:"id"`
	Before Standing `json:"before"`
	After  Standing `json:"after"`
	Reason string   `json:"reason,omitempty"`
	By     string   `json:"by"`
	Second string   `json:"second,omitempty"` // who confirmed it
}

// Apply implements Event.
func (e UserChanged) Apply(s *State) { s.changeUser(e.ID, func(u *User) { u.set(e.After) }) }

func (s *State) changeUser(id string, change func(*User)) {
	old, _ := s.Users.Get(id)
	u := *old
	change(&u)
	u.Version++
	s.Users.Set(id, &u)
}

// RoleAskStatus is where an ask for a strong role stands.
type RoleAskStatus string

// The statuses of an ask. One that nobody answered in time counts as over, see Over.
const (
	RoleAskWaits     RoleAskStatus = "asked"
	RoleAskConfirmed RoleAskStatus = "confirmed"
	RoleAskRefused   RoleAskStatus = "refused"
	RoleAskWithdrawn RoleAskStatus = "withdrawn"
)

// RoleAskFlow is the state machine of an ask.
var RoleAskFlow = Flow[RoleAskStatus, string]{
	RoleAskWaits: {"confirm": RoleAskConfirmed, "refuse": RoleAskRefused, "withdraw": RoleAskWithdrawn},
}

// RoleAsk is that somebody is to get roles that take a second person.
type RoleAsk struct {
	ID       string        `json:"id"`
	User     string        `json:"user"`
	Before   Standing      `json:"before"`
	After    Standing      `json:"after"`
	Status   RoleAskStatus `json:"status"`
	Reason   string        `json:"reason"`
	By       string        `json:"by"`
	At       time.Time     `json:"at"`
	Until    time.Time     `json:"until"`
	Answered string        `json:"answered,omitempty"`
	Version  int64         `json:"version"`
}

// Over tells whether nobody answered in time.
func (a *RoleAsk) Over(at time.Time) bool { return a.Status == RoleAskWaits && !at.Before(a.Until) }

// OpenRoleAsk is the ask about a user that waits.
func (s *State) OpenRoleAsk(user string, at time.Time) (*RoleAsk, bool) {
	for _, a := range s.RoleAsks.All() {
		if a.User == user && a.Status == RoleAskWaits && !a.Over(at) {
			return a, true
		}
	}
	return nil, false
}

// RoleAsked carries the ask.
type RoleAsked struct {
	Ask RoleAsk `json:"ask"`
}

// Apply implements Event.
func (e RoleAsked) Apply(s *State) {
	a := e.Ask
	a.Version++
	s.RoleAsks.Set(a.ID, &a)
}

// StepRoleAsk confirms, refuses or withdraws an ask. Only a confirmation gives the roles.
type StepRoleAsk struct {
	ID        string
	Verb      string
	IfVersion int64
}

// Permission implements Command.
func (c StepRoleAsk) Permission() Permission {
	if c.Verb == "withdraw" {
		return AskRoles
	}
	return ConfirmRoles
}

// Decide refuses `not_found`, `stale`, `wrong_status`, `ask_expired`, `same_person` (who asked cannot answer), `own_account` (nor can who gets the roles),
// `forbidden` (only who asked withdraws) and `ask_overtaken`: the user is another than when it was asked, or shut out.
func (c StepRoleAsk) Decide(s *State, in Input) ([]Event, error) {
	a, ok := s.RoleAsks.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(a.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := RoleAskFlow.Next(a.Status, c.Verb)
	switch {
	case err != nil:
		return nil, err
	case a.Over(in.At):
		return nil, Refuse(Conflict, "ask_expired")
	case c.Verb == "withdraw" && a.By != in.Actor.ID:
		return nil, Refuse(Forbidden, "forbidden")
	case c.Verb != "withdraw" && a.By == in.Actor.ID:
		return nil, Refuse(Forbidden, "same_person")
	case a.User == in.Actor.ID:
		return nil, Refuse(Conflict, "own_account")
	}
	events := []Event{RoleAskStepped{ID: a.ID, Status: next, By: in.Actor.ID}}
	if next != RoleAskConfirmed {
		return events, nil
	}
	if u, ok := s.Users.Get(a.User); !ok || u.Disabled || !u.Standing().equal(a.Before) {
		return nil, Refuse(Conflict, "ask_overtaken")
	}
	return append(events, UserChanged{ID: a.User, Before: a.Before, After: a.After, Reason: a.Reason, By: a.By, Second: in.Actor.ID}), nil
}

// RoleAskStepped says how an ask was answered.
type RoleAskStepped struct {
	ID     string        `json:"id"`
	Status RoleAskStatus `json:"status"`
	By     string        `json:"by"`
}

// Apply implements Event.
func (e RoleAskStepped) Apply(s *State) {
	old, _ := s.RoleAsks.Get(e.ID)
	a := *old
	a.Status, a.Answered = e.Status, e.By
	a.Version++
	s.RoleAsks.Set(a.ID, &a)
}
