package models

import "shanpei/models/cnid"

// EnterpriseStatus is where an enterprise's verification stands.
type EnterpriseStatus string

// The statuses of an enterprise.
const (
	EnterpriseSubmitted EnterpriseStatus = "submitted"
	EnterpriseVerified  EnterpriseStatus = "verified"
	EnterpriseRejected  EnterpriseStatus = "rejected"
)

// EnterpriseFlow is the state machine of an enterprise.
var EnterpriseFlow = Flow[EnterpriseStatus, string]{
	EnterpriseSubmitted: {"verify": EnterpriseVerified, "reject": EnterpriseRejected},
	EnterpriseRejected:  {"resubmit": EnterpriseSubmitted},
}

// Enterprise is a donor organisation (爱心企业), identified by its 统一社会信用代码. Its contact is in the vault.
type Enterprise struct {
	ID         string           `json:"id"`
	Name       string           `json:"name"`
	USCC       string           `json:"uscc"`
	Warnings   []string         `json:"warnings,omitempty"` // soft findings on the code, for the staff who verify
	Contact    string           `json:"contact,omitempty"`  // vault code
	Status     EnterpriseStatus `json:"status"`
	Member     bool             `json:"member,omitempty"` // 会员单位/理事单位: may be asked by 定向募捐
	StateOwned bool             `json:"state_owned,omitempty"`
	Approval   string           `json:"approval,omitempty"` // number of the approval document that a state-owned donor needs (慈善法 art. 43)
	Reason     string           `json:"reason,omitempty"`   // of the rejection
	Version    int64            `json:"version"`
}

// RegisterEnterprise is open to everybody. The owner of a rejected enterprise registers it again under its old id, with a corrected code if need be.
type RegisterEnterprise struct {
	Name, USCC, Contact string
	StateOwned          bool
	Approval            string
	Owner               string // user id of the first donor_owner; empty when the account is made later
}

// Permission implements Command.
func (RegisterEnterprise) Permission() Permission { return Public }

// Decide refuses at the field: `required text_too_long`, the reasons of cnid.ParseUSCC with the prefix `uscc_`, and `uscc_taken`.
func (c RegisterEnterprise) Decide(s *State, in Input) ([]Event, error) {
	if c.Name == "" {
		return nil, invalid("name", "required")
	}
	if err := bounded([]text{{"name", c.Name, 100}, {"approval", c.Approval, 100}}); err != nil {
		return nil, err
	}
	code, err := cnid.ParseUSCC(c.USCC)
	if err != nil {
		return nil, invalid("uscc", "uscc_"+slugOf(err))
	}
	e := Enterprise{
		ID: in.NewID(), Name: c.Name, USCC: code.String(), Warnings: code.Warnings(), Contact: c.Contact, Status: EnterpriseSubmitted,
		StateOwned: c.StateOwned, Approval: c.Approval,
	}
	own, again := s.Enterprises.Get(in.Actor.Enterprise)
	again = again && in.Actor.Role == DonorOwner && own.Status == EnterpriseRejected
	if again {
		e.ID, e.Version = own.ID, own.Version
	}
	if id, taken := s.usccs.Get(e.USCC); taken && !(again && id == own.ID) {
		// Whoever was rejected under somebody else's code must not become that enterprise: a stranger's second try is a new one.
		if old, _ := s.Enterprises.Get(id); old.Status != EnterpriseRejected {
			return nil, Refuse(Conflict, "uscc_taken").At("uscc")
		}
	}
	events := []Event{EnterpriseRegistered{Enterprise: e}}
	if c.Owner != "" {
		if _, ok := s.Users.Get(c.Owner); ok {
			return nil, Refuse(Conflict, "user_exists")
		}
		events = append(events, UserAdded{User: User{ID: c.Owner, Role: DonorOwner, Enterprise: e.ID}})
	}
	return events, nil
}

// slugOf gives the reason of a cnid or money error in the form that slugs have here.
func slugOf(err error) string {
	type reasoned interface{ Slug() string }
	if r, ok := err.(reasoned); ok {
		return r.Slug()
	}
	return "format"
}

// EnterpriseRegistered carries the enterprise as it was submitted.
type EnterpriseRegistered struct {
	Enterprise Enterprise `json:"enterprise"`
}

// Apply implements Event.
func (e EnterpriseRegistered) Apply(s *State) {
	n := e.Enterprise
	n.Version++
	if old, ok := s.Enterprises.Get(n.ID); ok && old.USCC != n.USCC {
		if id, _ := s.usccs.Get(old.USCC); id == n.ID {
			s.usccs.del(old.USCC)
		}
	}
	s.Enterprises.Set(n.ID, &n)
	s.usccs.Set(n.USCC, n.ID)
	s.remember(n.ID, Fact{Kind: "enterprise_registered"})
	s.tell(Notice{Kind: "enterprise_registered", Ref: n.ID}, ToRole(ProgramManager, ""))
}

// VerifyEnterprise accepts an enterprise after its papers were checked.
type VerifyEnterprise struct {
	ID         string
	IfVersion  int64
	Member     bool
	StateOwned *bool  // nil leaves what the enterprise said
	Approval   string // document number, for a state-owned one
}

// Permission implements Command.
func (VerifyEnterprise) Permission() Permission { return VerifyEnterprises }

// Decide refuses `not_found`, `stale`, `wrong_status` (a second verification) and `text_too_long`.
func (c VerifyEnterprise) Decide(s *State, in Input) ([]Event, error) {
	e, ok := s.Enterprises.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(e.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := EnterpriseFlow.Next(e.Status, "verify")
	if err != nil {
		return nil, err
	}
	if err := bounded([]text{{"approval", c.Approval, 100}}); err != nil {
		return nil, err
	}
	stateOwned, approval := e.StateOwned, e.Approval
	if c.StateOwned != nil {
		stateOwned = *c.StateOwned
	}
	if c.Approval != "" {
		approval = c.Approval
	}
	return []Event{EnterpriseDecided{ID: e.ID, Status: next, Member: c.Member, StateOwned: stateOwned, Approval: approval, By: in.Actor.ID}}, nil
}

// RejectEnterprise refuses an enterprise, with the reason that it is told.
type RejectEnterprise struct {
	ID, Reason string
	IfVersion  int64
}

// Permission implements Command.
func (RejectEnterprise) Permission() Permission { return VerifyEnterprises }

// Decide refuses `not_found`, `stale`, `wrong_status`, `reason_required`, `text_too_long`.
func (c RejectEnterprise) Decide(s *State, in Input) ([]Event, error) {
	e, ok := s.Enterprises.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(e.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := EnterpriseFlow.Next(e.Status, "reject")
	if err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	return []Event{EnterpriseDecided{ID: e.ID, Status: next, StateOwned: e.StateOwned, Approval: e.Approval, Reason: c.Reason, By: in.Actor.ID}}, nil
}

// EnterpriseDecided says how the verification ended.
type EnterpriseDecided struct {
	ID         string           `json:"id"`
	Status     EnterpriseStatus `json:"status"`
	Member     bool             `json:"member,omitempty"`
	StateOwned bool             `json:"state_owned,omitempty"`
	Approval   string           `json:"approval,omitempty"`
	Reason     string           `json:"reason,omitempty"`
	By         string           `json:"by"`
}

// Apply implements Event.
func (e EnterpriseDecided) Apply(s *State) {
	old, _ := s.Enterprises.Get(e.ID)
	n := *old
	n.Status, n.Member, n.StateOwned, n.Approval, n.Reason = e.Status, e.Member, e.StateOwned, e.Approval, e.Reason
	n.Version++
	s.Enterprises.Set(n.ID, &n)
	s.remember(n.ID, Fact{Kind: "enterprise_" + string(e.Status), Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "enterprise_" + string(e.Status), Ref: n.ID}, ToEnterprise(n.ID))
}

// EnterpriseByUSCC finds an enterprise by its code.
func (s *State) EnterpriseByUSCC(uscc string) (*Enterprise, bool) {
	id, ok := s.usccs.Get(uscc)
	if !ok {
		return nil, false
	}
	return s.Enterprises.Get(id)
}

// mayPledge refuses an enterprise that may not give yet.
func (e *Enterprise) mayPledge() error {
	if e.Status != EnterpriseVerified {
		return Refuse(Forbidden, "enterprise_not_verified")
	}
	if e.StateOwned && e.Approval == "" {
		return Refuse(Forbidden, "approval_document_missing")
	}
	return nil
}
