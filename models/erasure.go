package models

import (
	"slices"
	"time"
)

// ErasureStatus is where an erasure stands.
type ErasureStatus string

// The statuses of an erasure: proposed by a rule, asked by one person, approved or rejected by another, done when the records are gone.
const (
	ErasureProposed ErasureStatus = "proposed"
	ErasureWaits    ErasureStatus = "asked"
	ErasureApproved ErasureStatus = "approved"
	ErasureRejected ErasureStatus = "rejected"
	ErasureDone     ErasureStatus = "done"
)

// ErasureFlow is the state machine of an erasure.
var ErasureFlow = Flow[ErasureStatus, string]{
	ErasureProposed: {"ask": ErasureWaits, "reject": ErasureRejected},
	ErasureWaits:    {"approve": ErasureApproved, "reject": ErasureRejected},
	ErasureApproved: {"finish": ErasureDone},
}

// ErasureRejections are why an erasure is not made.
var ErasureRejections = []string{"law_keeps", "still_needed", "wrong_person", "others_rights"}

// Erasure is that a person's sealed records are to go for good (删除个人信息). The codes stay, and stand for nobody.
type Erasure struct {
	ID       string        `json:"id"`
	Code     string        `json:"code"`
	Kind     string        `json:"kind"`
	Records  []string      `json:"records"`           // the codes whose records go
	Request  string        `json:"request,omitempty"` // the request that asked for it
	Rule     string        `json:"rule,omitempty"`    // the rule of retention whose time is over
	Status   ErasureStatus `json:"status"`
	AskedBy  string        `json:"asked_by,omitempty"`
	Answered string        `json:"answered_by,omitempty"`
	Reason   string        `json:"reason,omitempty"` // slug: why not
	At       time.Time     `json:"at"`
	Done     time.Time     `json:"done,omitempty"`
	Seq      int64         `json:"seq,omitempty"`
	Version  int64         `json:"version"`
}

// Erased is a code that stands for nobody any more.
type Erased struct {
	Erasure string    `json:"erasure"`
	At      time.Time `json:"at"`
	Seq     int64     `json:"seq"`
}

// IsErased tells whether the record of a code is gone for good: pages show 已删除 for it.
func (s *State) IsErased(code string) bool { _, ok := s.Erased.Get(code); return ok }

// OpenErasure is the erasure of a person that is under way.
func (s *State) OpenErasure(code string) (*Erasure, bool) {
	for k := range s.erasuresByCode.Under(code + "/") {
		if e, _ := s.Erasures.Get(k[len(code)+1:]); e.Status != ErasureRejected && e.Status != ErasureDone {
			return e, true
		}
	}
	return nil, false
}

// ErasuresOpen lists the erasures that are under way, oldest first.
func (s *State) ErasuresOpen() (out []*Erasure) {
	for id := range s.erasuresOpen.All() {
		e, _ := s.Erasures.Get(id)
		out = append(out, e)
	}
	return out
}

// mayErase refuses `unknown_person already_erased` and what blocks it.
func (s *State) mayErase(code string) (HeldPerson, error) {
	if s.IsErased(code) {
		return HeldPerson{}, Refuse(Conflict, "already_erased")
	}
	p, ok := s.PersonByCode(code)
	if !ok {
		return p, invalid("code", "unknown_person")
	}
	if why := s.blocksErasure(p); why != "" {
		return p, Refuse(Conflict, why)
	}
	return p, nil
}

// AskErasure asks that a person be erased: on the person's request, or because the time of a rule is over.
type AskErasure struct {
	Code    string
	Request string // of the person; empty: a rule's
	Rule    string
}

// Permission implements Command.
func (AskErasure) Permission() Permission { return HandleRequests }

// Decide refuses `unknown_person already_erased erasure_open`, what blocks it (`money_on_the_way not_departed child_held pledges_live objection_open
// account_kept`), of a request `not_found wrong_status`, and of a rule `not_due`. The portal's own timer only proposes.
func (c AskErasure) Decide(s *State, in Input) ([]Event, error) {
	p, err := s.mayErase(c.Code)
	if err != nil {
		return nil, err
	}
	if _, open := s.OpenErasure(c.Code); open {
		return nil, Refuse(Conflict, "erasure_open")
	}
	if c.Request != "" {
		q, ok := s.DataRequests.Get(c.Request)
		if !ok || q.Code != c.Code {
			return nil, notFound()
		}
		if q.Kind != RequestErase || q.Status != RequestChecked {
			return nil, Refuse(Conflict, "wrong_status").With("status", string(q.Status)).With("verb", "erase")
		}
	} else if d, due := s.dueOf(p, in.Today()); !due || d.Rule != c.Rule {
		return nil, Refuse(Conflict, "not_due")
	}
	e := Erasure{ID: in.NewID(), Code: c.Code, Kind: p.Kind, Records: s.RecordsOf(c.Code), Request: c.Request, Rule: c.Rule, Status: ErasureWaits, AskedBy: in.Actor.ID, At: in.At}
	if in.Actor.Role == RoleSystem {
		e.Status, e.AskedBy = ErasureProposed, ""
	}
	return []Event{ErasureAsked{Erasure: e}}, nil
}

// ErasureAsked carries the new erasure.
type ErasureAsked struct {
	Erasure Erasure `json:"erasure"`
}

// Apply implements Event.
func (e ErasureAsked) Apply(s *State) {
	x := e.Erasure
	x.Seq = s.Seq
	x.Version++
	s.Erasures.Set(x.ID, &x)
	s.erasuresOpen.Set(x.ID, none{})
	s.erasuresByCode.Set(key(x.Code, x.ID), none{})
	s.tellErasure(&x)
}

// tellErasure tells whose turn it is.
func (s *State) tellErasure(x *Erasure) {
	switch x.Status {
	case ErasureProposed:
		s.tell(Notice{Kind: "erasure_proposed", Ref: x.ID}, ToRole(ProgramManager, ""))
	case ErasureWaits:
		s.tell(Notice{Kind: "erasure_asked", Ref: x.ID}, ToRole(SecretaryGeneral, ""))
	default:
		s.tell(Notice{Kind: "erasure_" + string(x.Status), Ref: x.ID}, ToRole(ProgramManager, ""))
	}
}

// StepErasure takes a proposed erasure up (ask), or leaves it (reject).
type StepErasure struct {
	ID, Verb  string
	Reason    string // of reject: a slug
	IfVersion int64
}

// Permission implements Command.
func (StepErasure) Permission() Permission { return HandleRequests }

// Decide refuses `not_found stale wrong_status unknown_choice` and what AskErasure refuses.
func (c StepErasure) Decide(s *State, in Input) ([]Event, error) {
	x, ok := s.Erasures.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(x.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if x.Status != ErasureProposed || c.Verb != "ask" && c.Verb != "reject" {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(x.Status)).With("verb", c.Verb)
	}
	return s.stepErasure(x, c.Verb, c.Reason, in)
}

// AnswerErasure is the second person's word: approve, and the records go; or reject.
type AnswerErasure struct {
	ID        string
	Approve   bool
	Reason    string // of a rejection: a slug
	IfVersion int64
}

// Permission implements Command.
func (AnswerErasure) Permission() Permission { return ApproveErasure }

// Decide refuses `not_found stale wrong_status same_person unknown_choice` and what AskErasure refuses, as it is at that moment.
func (c AnswerErasure) Decide(s *State, in Input) ([]Event, error) {
	x, ok := s.Erasures.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(x.Version, c.IfVersion); err != nil {
		return nil, err
	}
	verb := "reject"
	if c.Approve {
		verb = "approve"
	}
	switch {
	case x.Status != ErasureWaits:
		return nil, Refuse(Conflict, "wrong_status").With("status", string(x.Status)).With("verb", verb)
	case x.AskedBy == in.Actor.ID:
		return nil, Refuse(Forbidden, "same_person")
	}
	return s.stepErasure(x, verb, c.Reason, in)
}

func (s *State) stepErasure(x *Erasure, verb, why string, in Input) ([]Event, error) {
	to, err := ErasureFlow.Next(x.Status, verb)
	if err != nil {
		return nil, err
	}
	e := ErasureAnswered{ID: x.ID, Status: to, By: in.Actor.ID}
	if verb == "reject" {
		if e.Reason = why; !slices.Contains(ErasureRejections, why) {
			return nil, invalid("reason", "unknown_choice")
		}
		return []Event{e}, nil
	}
	if _, err := s.mayErase(x.Code); err != nil {
		return nil, err
	}
	e.Records = s.RecordsOf(x.Code)
	return []Event{e}, nil
}

// ErasureAnswered says who took an erasure further, and which records it will take.
type ErasureAnswered struct {
	ID      string        `json:"id"`
	Status  ErasureStatus `json:"status"`
	Records []string      `json:"records,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	By      string        `json:"by"`
}

// Apply implements Event.
func (e ErasureAnswered) Apply(s *State) {
	old, _ := s.Erasures.Get(e.ID)
	x := *old
	x.Status, x.Reason = e.Status, e.Reason
	if len(e.Records) > 0 {
		x.Records = e.Records
	}
	if e.Status == ErasureWaits {
		x.AskedBy = e.By
	} else {
		x.Answered = e.By
	}
	x.Version++
	s.Erasures.Set(x.ID, &x)
	if x.Status == ErasureRejected {
		s.erasuresOpen.del(x.ID)
	}
	s.tellErasure(&x)
}

// FinishErasure says that the records of an approved erasure are gone from the vault. Only the portal itself says so, when they are.
type FinishErasure struct{ ID string }

// Permission implements Command.
func (FinishErasure) Permission() Permission { return Jobs }

// Decide refuses `not_found` and `wrong_status`.
func (c FinishErasure) Decide(s *State, _ Input) ([]Event, error) {
	x, ok := s.Erasures.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if _, err := ErasureFlow.Next(x.Status, "finish"); err != nil {
		return nil, err
	}
	return []Event{PersonErased{ID: x.ID, Code: x.Code, Kind: x.Kind, Records: x.Records, By: x.Answered}}, nil
}

// PersonErased says that the records of some codes are gone for good.
type PersonErased struct {
	ID      string   `json:"id"`
	Code    string   `json:"code"`
	Kind    string   `json:"kind"`
	Records []string `json:"records"`
	By      string   `json:"by"`
}

// Apply implements Event.
func (e PersonErased) Apply(s *State) {
	old, _ := s.Erasures.Get(e.ID)
	x := *old
	x.Status, x.Done = ErasureDone, s.At
	x.Version++
	s.Erasures.Set(x.ID, &x)
	s.erasuresOpen.del(x.ID)
	for _, code := range e.Records {
		s.Erased.Set(code, &Erased{Erasure: x.ID, At: s.At, Seq: s.Seq})
	}
	if _, ok := s.Beneficiaries.Get(e.Code); ok {
		s.changeBeneficiary(e.Code, func(b *Beneficiary) { b.Guardian, b.Account = "", "" })
		s.remember(e.Code, Fact{Kind: "person_erased", By: e.By})
	}
	if x.Request != "" {
		s.remember(x.Request, Fact{Kind: "request_erased", By: e.By})
	}
	s.tellErasure(&x)
}
