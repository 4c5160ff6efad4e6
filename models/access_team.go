package models

import "time"

// colleague gives a user of the actor's own enterprise who is not the actor. Others' people are as absent.
func (s *State) colleague(id string, a Actor) (*User, error) {
	u, ok := s.Users.Get(id)
	if !ok || !a.Role.Donor() || u.Enterprise == "" || u.Enterprise != a.Enterprise {
		return nil, notFound()
	}
	return u, nil
}

// ChangeColleague gives a colleague another role within the enterprise. Ownership is handed over, not given: an enterprise has one owner at any time.
type ChangeColleague struct {
	ID        string
	Role      Role
	IfVersion int64
}

// Permission implements Command.
func (ChangeColleague) Permission() Permission { return ManageTeam }

// Decide refuses `not_found` (also for a stranger's people), `stale`, `own_account`, `unknown_choice` and `same_value`.
func (c ChangeColleague) Decide(s *State, in Input) ([]Event, error) {
	u, err := s.colleague(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(u.Version, c.IfVersion); err != nil {
		return nil, err
	}
	switch {
	case u.ID == in.Actor.ID || u.Role == DonorOwner:
		return nil, Refuse(Conflict, "own_account")
	case c.Role != DonorFinance && c.Role != DonorViewer:
		return nil, invalid("role", "unknown_choice")
	case c.Role == u.Role:
		return nil, Refuse(Conflict, "same_value").At("role")
	}
	after := u.Standing()
	after.Role = c.Role
	return []Event{UserChanged{ID: u.ID, Before: u.Standing(), After: after, By: in.Actor.ID}}, nil
}

// Handover is that an owner would pass the enterprise on to a colleague. The table keeps the newest of each enterprise.
type Handover struct {
	Enterprise string    `json:"enterprise"`
	From       string    `json:"from"`
	To         string    `json:"to"`
	Status     string    `json:"status"` // offered, accepted, declined, withdrawn
	Until      time.Time `json:"until"`
	Version    int64     `json:"version"`
}

// handoverFlow is its state machine.
var handoverFlow = Flow[string, string]{"offered": {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}}

// OfferOwnership offers the enterprise to a colleague, who must agree.
type OfferOwnership struct{ To string }

// Permission implements Command.
func (OfferOwnership) Permission() Permission { return ManageTeam }

// Decide refuses `not_found` (also for a stranger's people), `own_account`, `account_disabled` and `ask_open`.
func (c OfferOwnership) Decide(s *State, in Input) ([]Event, error) {
	u, err := s.colleague(c.To, in.Actor)
	if err != nil {
		return nil, err
	}
	h, ok := s.Handovers.Get(u.Enterprise)
	switch {
	case u.ID == in.Actor.ID:
		return nil, Refuse(Conflict, "own_account")
	case u.Disabled:
		return nil, Refuse(Conflict, "account_disabled")
	case ok && h.Status == "offered" && in.At.Before(h.Until):
		return nil, Refuse(Conflict, "ask_open")
	}
	return []Event{OwnershipOffered{Handover: Handover{
		Enterprise: u.Enterprise, From: in.Actor.ID, To: u.ID, Status: "offered", Until: in.At.Add(AskFor),
	}}}, nil
}

// OwnershipOffered carries the offer.
type OwnershipOffered struct {
	Handover Handover `json:"handover"`
}

// Apply implements Event.
func (e OwnershipOffered) Apply(s *State) {
	h := e.Handover
	if old, ok := s.Handovers.Get(h.Enterprise); ok {
		h.Version = old.Version
	}
	h.Version++
	s.Handovers.Set(h.Enterprise, &h)
}

// StepOwnership accepts or declines the own enterprise, by who is to own it, or withdraws the offer, by who made it.
type StepOwnership struct {
	Verb      string
	IfVersion int64
}

// Permission implements Command. Decide looks closer.
func (StepOwnership) Permission() Permission { return ViewDonor }

// Decide refuses `not_found`, `stale`, `wrong_status`, `ask_expired`, `forbidden` and `ask_overtaken`: one of the two has another role now, or is shut out.
func (c StepOwnership) Decide(s *State, in Input) ([]Event, error) {
	h, ok := s.Handovers.Get(in.Actor.Enterprise)
	if !ok || !in.Actor.Role.Donor() {
		return nil, notFound()
	}
	if err := fresh(h.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := handoverFlow.Next(h.Status, c.Verb)
	who := h.To
	if c.Verb == "withdraw" {
		who = h.From
	}
	switch {
	case err != nil:
		return nil, err
	case in.Actor.ID != who:
		return nil, Refuse(Forbidden, "forbidden")
	case !in.At.Before(h.Until):
		return nil, Refuse(Conflict, "ask_expired")
	}
	events := []Event{OwnershipStepped{Enterprise: h.Enterprise, Status: next, By: in.Actor.ID}}
	if c.Verb != "accept" {
		return events, nil
	}
	from, _ := s.Users.Get(h.From)
	to, _ := s.Users.Get(h.To)
	if from.Role != DonorOwner || from.Enterprise != h.Enterprise || to.Enterprise != h.Enterprise || to.Disabled {
		return nil, Refuse(Conflict, "ask_overtaken")
	}
	for _, u := range []*User{to, from} {
		after := u.Standing()
		after.Role = DonorOwner
		if u == from {
			after.Role = DonorFinance
		}
		events = append(events, UserChanged{ID: u.ID, Before: u.Standing(), After: after, By: h.From, Second: h.To})
	}
	return events, nil
}

// OwnershipStepped says how the offer was answered.
type OwnershipStepped struct {
	Enterprise string `json:"enterprise"`
	Status     string `json:"status"`
	By         string `json:"by"`
}

// Apply implements Event.
func (e OwnershipStepped) Apply(s *State) {
	old, _ := s.Handovers.Get(e.Enterprise)
	h := *old
	h.Status = e.Status
	h.Version++
	s.Handovers.Set(h.Enterprise, &h)
}
