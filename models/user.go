package models

// User is somebody who can log in. The journal knows a code, a role and a scope; name, address and password are in the store of accounts.
type User struct {
	ID         string `json:"id"`
	Role       Role   `json:"role"`
	Also       []Role `json:"also,omitempty"` // further roles, see WhyApart for those that exclude each other
	County     string `json:"county,omitempty"`
	Township   string `json:"township,omitempty"`
	Enterprise string `json:"enterprise,omitempty"`
	Disabled   bool   `json:"disabled,omitempty"`

	TrainedUntil Day   `json:"trained_until,omitempty"` // the last day of a valid training
	Version      int64 `json:"version"`
}

// Standing is what the user is.
func (u *User) Standing() Standing {
	return Standing{Role: u.Role, Also: u.Also, County: u.County, Township: u.Township, Enterprise: u.Enterprise}
}

func (u *User) set(t Standing) {
	u.Role, u.Also, u.County, u.Township, u.Enterprise = t.Role, t.Also, t.County, t.Township, t.Enterprise
}

// Actor is the user as one who asks.
func (u *User) Actor() Actor {
	return Actor{ID: u.ID, Role: u.Role, Also: u.Also, County: u.County, Township: u.Township, Enterprise: u.Enterprise}
}

// AddUser gives somebody a role when the portal is set up. Later people are invited: see InviteUser. An enterprise's first owner comes with its
// registration.
type AddUser struct{ User User }

// Permission implements Command.
func (AddUser) Permission() Permission { return Jobs }

// Decide refuses `unknown_role`, `unknown_county`, `county_required`, `unknown_choice` (a township that the county has not), `roles_incompatible`,
// `unknown_enterprise` and `user_exists`.
func (c AddUser) Decide(s *State, in Input) ([]Event, error) {
	u := c.User
	if u.Role.Donor() {
		if _, ok := s.Enterprises.Get(u.Enterprise); !ok {
			return nil, invalid("enterprise", "unknown_enterprise")
		}
		u.set(Standing{Role: u.Role, Enterprise: u.Enterprise})
	} else {
		u.set(u.Standing().tidy())
		if err := u.Standing().checkStaff(s); err != nil {
			return nil, err
		}
		u.Enterprise = ""
	}
	if u.ID == "" {
		u.ID = in.NewID()
	}
	if _, ok := s.Users.Get(u.ID); ok {
		return nil, Refuse(Conflict, "user_exists")
	}
	u.Disabled, u.Version = false, 0
	return []Event{UserAdded{User: u}}, nil
}

// UserAdded carries the new user.
type UserAdded struct {
	User User `json:"user"`
}

// Apply implements Event.
func (e UserAdded) Apply(s *State) {
	u := e.User
	u.Version++
	s.Users.Set(u.ID, &u)
}

// SetUserDisabled shuts a user out, or lets one in again: an admin anybody, an owner the colleagues. It takes effect at the next request.
type SetUserDisabled struct {
	ID        string
	Disabled  bool
	Reason    string // a slug
	IfVersion int64
}

// Permission implements Command. Decide looks closer.
func (SetUserDisabled) Permission() Permission { return SignedIn }

// Decide refuses `not_found` (to an owner also for a stranger's people), `forbidden`, `stale`, `own_account`, `reason_required unknown_choice` and
// `sole_owner`: an enterprise is not left without anybody who can act for it.
func (c SetUserDisabled) Decide(s *State, in Input) ([]Event, error) {
	if !in.Actor.Can(AdminUsers) && !in.Actor.Can(ManageTeam) {
		return nil, Refuse(Forbidden, "forbidden")
	}
	u, ok := s.Users.Get(c.ID)
	if !ok || !in.Actor.Can(AdminUsers) && !in.Actor.OfEnterprise(u.Enterprise) {
		return nil, notFound()
	}
	if err := fresh(u.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if u.ID == in.Actor.ID {
		return nil, Refuse(Conflict, "own_account")
	}
	if err := accessReason(c.Reason); err != nil {
		return nil, err
	}
	if c.Disabled && s.soleOwner(u) {
		return nil, Refuse(Conflict, "sole_owner")
	}
	return []Event{UserDisabledSet{ID: u.ID, Disabled: c.Disabled, Before: u.Disabled, Reason: c.Reason, By: in.Actor.ID}}, nil
}

// soleOwner tells whether nobody else who may log in owns the user's enterprise.
func (s *State) soleOwner(u *User) bool {
	if u.Role != DonorOwner || u.Disabled {
		return false
	}
	for id, other := range s.Users.All() {
		if id != u.ID && other.Role == DonorOwner && other.Enterprise == u.Enterprise && !other.Disabled {
			return false
		}
	}
	return true
}

// UserDisabledSet says whether a user may log in.
type UserDisabledSet struct {
	ID       string `json:"id"`
	Disabled bool   `json:"disabled"`
	Before   bool   `json:"before,omitempty"`
	Reason   string `json:"reason,omitempty"`
	By       string `json:"by"`
}

// Apply implements Event.
func (e UserDisabledSet) Apply(s *State) {
	s.changeUser(e.ID, func(u *User) { u.Disabled = e.Disabled })
}
