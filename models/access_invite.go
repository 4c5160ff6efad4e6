package models

import (
	"slices"
	"time"
)

// InvitationStatus is where an invitation stands.
type InvitationStatus string

// The statuses of an invitation. One that was not taken in time counts as over, see Over.
const (
	InvitationWaits    InvitationStatus = "asked" // for the second person
	InvitationOpen     InvitationStatus = "open"
	InvitationAccepted InvitationStatus = "accepted"
	InvitationRefused  InvitationStatus = "refused"
	InvitationRevoked  InvitationStatus = "revoked"
)

// InvitationFlow is the state machine of an invitation.
var InvitationFlow = Flow[InvitationStatus, string]{
	InvitationWaits: {"confirm": InvitationOpen, "refuse": InvitationRefused, "revoke": InvitationRevoked},
	InvitationOpen:  {"accept": InvitationAccepted, "revoke": InvitationRevoked, "resend": InvitationOpen},
}

// Invitation is that somebody may become a user. Who that is, only its link knows; the link's secret is not here.
type Invitation struct {
	ID      string           `json:"id"`
	To      Standing         `json:"to"`
	Status  InvitationStatus `json:"status"`
	By      string           `json:"by"`
	Second  string           `json:"second,omitempty"`
	User    string           `json:"user,omitempty"` // who took it
	At      time.Time        `json:"at"`
	Until   time.Time        `json:"until"`
	Version int64            `json:"version"`
}

// Over tells whether nobody took the invitation, or confirmed it, in time.
func (i *Invitation) Over(at time.Time) bool {
	return (i.Status == InvitationWaits || i.Status == InvitationOpen) && !at.Before(i.Until)
}

// mayInvite tells whether the actor is one who invites to, and takes back, what has this standing.
func (t Standing) mayInvite(a Actor) bool {
	if t.Role.Donor() {
		return a.Is(DonorOwner) && a.Enterprise != "" && a.Enterprise == t.Enterprise
	}
	return a.Can(AskRoles)
}

// InvitationFor gives an invitation to who may see it: its own enterprise's people, or who asks for and confirms roles. For anybody else there is none.
func (s *State) InvitationFor(id string, a Actor) (*Invitation, error) {
	i, ok := s.Invitations.Get(id)
	if ok && i.To.Role.Donor() {
		ok = a.Role.Donor() && a.OfEnterprise(i.To.Enterprise)
	} else if ok {
		ok = a.Can(AskRoles) || a.Can(ConfirmRoles)
	}
	if !ok {
		return nil, notFound()
	}
	return i, nil
}

// InviteUser invites somebody to become a user: staff by an admin, an enterprise's finance clerk or viewer by its owner. A strong role waits for the second
// person before the link opens.
type InviteUser struct{ To Standing }

// Permission implements Command. Decide looks closer.
func (InviteUser) Permission() Permission { return SignedIn }

// Decide refuses `forbidden`, `unknown_role unknown_county county_required unknown_choice roles_incompatible`.
func (c InviteUser) Decide(s *State, in Input) ([]Event, error) {
	to := c.To.tidy()
	i := Invitation{ID: in.NewID(), Status: InvitationOpen, By: in.Actor.ID, At: in.At, Until: in.At.Add(AskFor)}
	if in.Actor.Role.Donor() {
		to.Enterprise, to.County, to.Township = in.Actor.Enterprise, "", ""
		if !in.Actor.Is(DonorOwner) || in.Actor.Enterprise == "" {
			return nil, Refuse(Forbidden, "forbidden")
		}
		if to.Role != DonorFinance && to.Role != DonorViewer || len(to.Also) > 0 {
			return nil, invalid("role", "unknown_role")
		}
	} else {
		if err := in.Actor.Allow(AskRoles); err != nil {
			return nil, err
		}
		to.Enterprise = ""
		if err := to.checkStaff(s); err != nil {
			return nil, err
		}
		if NeedsSecond(Standing{}, to) {
			i.Status = InvitationWaits
		}
	}
	i.To = to
	return []Event{UserInvited{Invitation: i}}, nil
}

// UserInvited carries the invitation.
type UserInvited struct {
	Invitation Invitation `json:"invitation"`
}

// Apply implements Event.
func (e UserInvited) Apply(s *State) {
	i := e.Invitation
	i.Version++
	s.Invitations.Set(i.ID, &i)
}

// StepInvitation confirms, refuses, revokes an invitation, or sends it again with a new link and a new week.
type StepInvitation struct {
	ID        string
	Verb      string
	IfVersion int64
}

// Permission implements Command. Decide looks closer.
func (c StepInvitation) Permission() Permission {
	if c.Verb == "confirm" || c.Verb == "refuse" {
		return ConfirmRoles
	}
	return SignedIn
}

// Decide refuses `not_found` (also what is another enterprise's), `stale`, `wrong_status`, `forbidden`, `same_person` (who invited cannot answer) and
// `ask_expired`.
func (c StepInvitation) Decide(s *State, in Input) ([]Event, error) {
	i, err := s.InvitationFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(i.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := InvitationFlow.Next(i.Status, c.Verb)
	answer := c.Verb == "confirm" || c.Verb == "refuse"
	switch {
	case err != nil:
		return nil, err
	case next == InvitationAccepted:
		return nil, Refuse(Forbidden, "forbidden") // taken by its link only
	case answer && i.By == in.Actor.ID:
		return nil, Refuse(Forbidden, "same_person")
	case !answer && !i.To.mayInvite(in.Actor):
		return nil, Refuse(Forbidden, "forbidden")
	case i.Status == InvitationWaits && i.Over(in.At):
		return nil, Refuse(Conflict, "ask_expired")
	}
	e := InvitationStepped{ID: i.ID, Status: next, By: in.Actor.ID, Until: i.Until}
	switch c.Verb {
	case "confirm":
		e.Second = in.Actor.ID
	case "resend":
		e.Until = in.At.Add(AskFor)
	}
	return []Event{e}, nil
}

// InvitationStepped says where an invitation stands now.
type InvitationStepped struct {
	ID     string           `json:"id"`
	Status InvitationStatus `json:"status"`
	By     string           `json:"by,omitempty"`
	Second string           `json:"second,omitempty"`
	User   string           `json:"user,omitempty"`
	Until  time.Time        `json:"until"`
}

// Apply implements Event.
func (e InvitationStepped) Apply(s *State) {
	old, _ := s.Invitations.Get(e.ID)
	i := *old
	i.Status, i.User, i.Until = e.Status, e.User, e.Until
	if e.Second != "" {
		i.Second = e.Second
	}
	i.Version++
	s.Invitations.Set(i.ID, &i)
}

// AcceptInvitation makes the user. Whoever asks has shown the link's secret, which the accounts have checked.
type AcceptInvitation struct {
	ID   string
	User string // the id of the account
}

// Permission implements Command: who is invited has no login yet.
func (AcceptInvitation) Permission() Permission { return Public }

// Decide refuses `invitation_over` (also when there is none), `invitation_waits`, `required` (user) and `user_exists`.
func (c AcceptInvitation) Decide(s *State, in Input) ([]Event, error) {
	i, ok := s.Invitations.Get(c.ID)
	switch {
	case !ok || i.Over(in.At) || i.Status != InvitationWaits && i.Status != InvitationOpen || !i.standsFor(s):
		return nil, Refuse(Conflict, "invitation_over")
	case i.Status == InvitationWaits:
		return nil, Refuse(Conflict, "invitation_waits")
	case c.User == "":
		return nil, invalid("user", "required")
	}
	if _, ok := s.Users.Get(c.User); ok {
		return nil, Refuse(Conflict, "user_exists")
	}
	u := User{ID: c.User}
	u.set(i.To)
	return []Event{InvitationStepped{ID: i.ID, Status: InvitationAccepted, User: u.ID, Until: i.Until}, UserAdded{User: u}}, nil
}

// standsFor tells whether who invited may still do so: an invitation of somebody who was shut out, or has another role now, is over.
func (i *Invitation) standsFor(s *State) bool {
	u, ok := s.Users.Get(i.By)
	return !ok || !u.Disabled && i.To.mayInvite(u.Actor())
}

// InvitationsOf lists the invitations of an enterprise, or with none those of staff, the newest first.
func (s *State) InvitationsOf(enterprise string) (out []*Invitation) {
	for _, i := range s.Invitations.All() {
		if i.To.Enterprise == enterprise {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b *Invitation) int { return b.At.Compare(a.At) })
	return out
}
