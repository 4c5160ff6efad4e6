package models

import "slices"

// User is somebody who can log in. The journal knows a code, a role and a scope; name, address and password are in the store of accounts.
type User struct {
	ID         string `json:"id"`
	Role       Role   `json:"role"`
	County     string `json:"county,omitempty"`
	Township   string `json:"township,omitempty"`
	Enterprise string `json:"enterprise,omitempty"`
	Disabled   bool   `json:"disabled,omitempty"`
	Version    int64  `json:"version"`
}

// Actor is the user as one who asks.
func (u *User) Actor() Actor {
	return Actor{ID: u.ID, Role: u.Role, County: u.County, Township: u.Township, Enterprise: u.Enterprise}
}

// AddUser gives somebody a role. An enterprise's first owner comes with its registration; later people are added by the owner, staff by an admin.
type AddUser struct{ User User }

// Permission implements Command. Decide looks closer: an owner may add people of the own enterprise.
func (AddUser) Permission() Permission { return Public }

// Decide refuses `forbidden`, `unknown_role`, `unknown_county`, `county_required`, `unknown_choice` (a township that the county has not),
// `unknown_enterprise` and `user_exists`.
func (c AddUser) Decide(s *State, in Input) ([]Event, error) {
	u := c.User
	switch {
	case u.Role.Donor():
		own := in.Actor.Role == DonorOwner && in.Actor.Enterprise == u.Enterprise
		if !own && !in.Actor.Can(AdminUsers) {
			return nil, Refuse(Forbidden, "forbidden")
		}
		if _, ok := s.Enterprises.Get(u.Enterprise); !ok {
			return nil, invalid("enterprise", "unknown_enterprise")
		}
		u.County, u.Township = "", ""
	case u.Role.Staff():
		if !in.Actor.Can(AdminUsers) {
			return nil, Refuse(Forbidden, "forbidden")
		}
		county, ok := s.Counties.Get(u.County)
		switch {
		case u.County != "" && !ok:
			return nil, invalid("county", "unknown_county")
		case u.County == "" && (u.Role == TownshipWorker || u.Role == CountyOfficer || u.Township != ""):
			return nil, invalid("county", "county_required")
		case u.Township != "" && len(county.Townships) > 0 && !slices.Contains(county.Townships, u.Township):
			return nil, invalid("township", "unknown_choice")
		}
		u.Enterprise = ""
	default:
		return nil, invalid("role", "unknown_role")
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

// SetUserDisabled shuts a user out, or lets one in again. It takes effect at the next request.
type SetUserDisabled struct {
	ID        string
	Disabled  bool
	IfVersion int64
}

// Permission implements Command.
func (SetUserDisabled) Permission() Permission { return AdminUsers }

// Decide refuses `not_found`, `stale` and `own_account`.
func (c SetUserDisabled) Decide(s *State, in Input) ([]Event, error) {
	u, ok := s.Users.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(u.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if u.ID == in.Actor.ID {
		return nil, Refuse(Conflict, "own_account")
	}
	return []Event{UserDisabledSet{ID: u.ID, Disabled: c.Disabled, By: in.Actor.ID}}, nil
}

// UserDisabledSet says whether a user may log in.
type UserDisabledSet struct {
	ID       string `json:"id"`
	Disabled bool   `json:"disabled"`
	By       string `json:"by"`
}

// Apply implements Event.
func (e UserDisabledSet) Apply(s *State) {
	old, _ := s.Users.Get(e.ID)
	u := *old
	u.Disabled = e.Disabled
	u.Version++
	s.Users.Set(u.ID, &u)
}
