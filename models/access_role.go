package models

import (
	"slices"
	"time"
)

// strongRoles move money, accept persons, open more than one county's persons, or give roles: nobody gets one of them from one person alone.
var strongRoles = []Role{ProgramManager, FinanceMaker, FinanceChecker, SecretaryGeneral, Admin}

// Strong tells whether the role takes two persons to give.
func (r Role) Strong() bool { return slices.Contains(strongRoles, r) }

// apart lists the roles that one person must not hold together, with the reason as a slug of the message catalogue; it is the only such list. Donor roles
// and staff roles, and two donor roles, are never held together either.
var apart = []struct {
	a, b Role
	why  string
}{
	{FinanceMaker, FinanceChecker, "four_eyes"},
	{FinanceMaker, SecretaryGeneral, "four_eyes"},
	{FinanceChecker, SecretaryGeneral, "four_eyes"},
	{ProgramManager, FinanceMaker, "spends_own"},
	{ProgramManager, FinanceChecker, "spends_own"},
	{ProgramManager, SecretaryGeneral, "spends_own"},
	{TownshipWorker, FinanceMaker, "enters_and_pays"},
	{TownshipWorker, FinanceChecker, "enters_and_pays"},
	{TownshipWorker, SecretaryGeneral, "enters_and_pays"},
	{CountyOfficer, FinanceMaker, "enters_and_pays"},
	{CountyOfficer, FinanceChecker, "enters_and_pays"},
	{CountyOfficer, SecretaryGeneral, "enters_and_pays"},
	{Admin, TownshipWorker, "grants_itself"},
	{Admin, CountyOfficer, "grants_itself"},
	{Admin, ProgramManager, "grants_itself"},
	{Admin, FinanceMaker, "grants_itself"},
	{Admin, FinanceChecker, "grants_itself"},
	{Admin, SecretaryGeneral, "grants_itself"},
	{Auditor, TownshipWorker, "audits_itself"},
	{Auditor, CountyOfficer, "audits_itself"},
	{Auditor, ProgramManager, "audits_itself"},
	{Auditor, FinanceMaker, "audits_itself"},
	{Auditor, FinanceChecker, "audits_itself"},
	{Auditor, SecretaryGeneral, "audits_itself"},
	{Auditor, Admin, "audits_itself"},
}

// WhyApart says why one person must not hold both roles; empty when they may.
func WhyApart(a, b Role) string {
	switch {
	case a.Donor() != b.Donor():
		return "donor_and_staff"
	case a.Donor():
		return "one_in_enterprise"
	}
	for _, p := range apart {
		if p.a == a && p.b == b || p.a == b && p.b == a {
			return p.why
		}
	}
	return ""
}

// Standing is what a user is: its roles, and the county, township or enterprise that bounds them.
type Standing struct {
	Role       Role   `json:"role"`
	Also       []Role `json:"also,omitempty"` // further roles, in the order of Roles
	County     string `json:"county,omitempty"`
	Township   string `json:"township,omitempty"`
	Enterprise string `json:"enterprise,omitempty"`
}

// All lists every role of it.
func (t Standing) All() []Role { return append([]Role{t.Role}, t.Also...) }

func (t Standing) equal(o Standing) bool {
	return t.Role == o.Role && slices.Equal(t.Also, o.Also) && t.County == o.County && t.Township == o.Township && t.Enterprise == o.Enterprise
}

// tidy puts the further roles into their one order, each once and none that is the first role.
func (t Standing) tidy() Standing {
	var also []Role
	for _, r := range Roles {
		if r != t.Role && slices.Contains(t.Also, r) {
			also = append(also, r)
		}
	}
	if !slices.ContainsFunc(t.Also, func(r Role) bool { return !slices.Contains(Roles, r) }) {
		t.Also = also
	}
	return t
}

// checkStaff refuses what a staff user cannot be: `unknown_role unknown_county county_required unknown_choice roles_incompatible`.
func (t Standing) checkStaff(s *State) error {
	if !t.Role.Staff() {
		return invalid("role", "unknown_role")
	}
	bound := false
	for i, r := range t.All() {
		if !slices.Contains(Roles, r) {
			return invalid("also", "unknown_role")
		}
		for _, o := range t.All()[:i] {
			if why := WhyApart(o, r); why != "" {
				return invalid("also", "roles_incompatible").With("a", string(o)).With("b", string(r)).With("why", why)
			}
		}
		bound = bound || r == TownshipWorker || r == CountyOfficer
	}
	county, ok := s.Counties.Get(t.County)
	switch {
	case t.County != "" && !ok:
		return invalid("county", "unknown_county")
	case t.County == "" && (bound || t.Township != ""):
		return invalid("county", "county_required")
	case t.Township != "" && len(county.Townships) > 0 && !slices.Contains(county.Townships, t.Township):
		return invalid("township", "unknown_choice")
	}
	return nil
}

// NeedsSecond tells whether the way from one standing to another takes a second person: a strong role is new, or one reaches further than before.
func NeedsSecond(before, after Standing) bool {
	wider := before.County != "" && after.County != before.County || before.Township != "" && after.Township != before.Township
	return slices.ContainsFunc(after.All(), func(r Role) bool { return r.Strong() && (wider || !slices.Contains(before.All(), r)) })
}

// AccessReasons are why a user's roles change, or why a user is shut out or let in again. They are slugs, because what is written in the journal stays.
var AccessReasons = []string{"moved", "cover", "left", "leave", "security", "correction", "returned"}

func accessReason(slug string) error {
	switch {
	case slug == "":
		return invalid("reason", "reason_required")
	case !slices.Contains(AccessReasons, slug):
		return invalid("reason", "unknown_choice")
	}
	return nil
}

// Is tells whether the role is one of the actor's.
func (a Actor) Is(r Role) bool { return a.Role == r || slices.Contains(a.Also, r) }

// MayReveal refuses `training_required` to a staff user without a valid training (培训) while the federation asks for one.
func MayReveal(s *State, a Actor, at time.Time) error {
	if !s.Federation.Settings.RequireTraining || a.Role == RoleSystem {
		return nil
	}
	if u, ok := s.Users.Get(a.ID); ok && DayOf(at) <= u.TrainedUntil {
		return nil
	}
	return Refuse(Forbidden, "training_required")
}

// RecordTraining records until when somebody's training on the protection of minors and of personal data is valid.
type RecordTraining struct {
	ID        string
	Until     Day
	IfVersion int64
}

// Permission implements Command.
func (RecordTraining) Permission() Permission { return ManageTraining }

// trainingYears is for how long a training can be valid at most.
const trainingYears = 3

// Decide refuses `not_found` (also for an enterprise's people), `stale`, `own_account`, `day_form` and `out_of_range`.
func (c RecordTraining) Decide(s *State, in Input) ([]Event, error) {
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
	if !c.Until.valid() {
		return nil, invalid("until", "day_form")
	}
	if low, high := in.Today(), AddMonths(in.Today(), 12*trainingYears); c.Until < low || c.Until > high {
		return nil, invalid("until", "out_of_range").With("low", string(low)).With("high", string(high))
	}
	return []Event{UserTrained{ID: u.ID, Before: u.TrainedUntil, Until: c.Until, By: in.Actor.ID}}, nil
}

// UserTrained says until when a training is valid.
type UserTrained struct {
	ID     string `json:"id"`
	Before Day    `json:"before,omitempty"`
	Until  Day    `json:"until"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e UserTrained) Apply(s *State) { s.changeUser(e.ID, func(u *User) { u.TrainedUntil = e.Until }) }
