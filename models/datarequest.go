package models

import (
	"slices"
	"time"
)

// What a person may ask of those who hold data on them (个人信息保护法, chapter 4).
const (
	RequestAccess    = "access"    // 查阅、复制
	RequestCorrect   = "correct"   // 更正、补充
	RequestErase     = "erase"     // 删除
	RequestWithdraw  = "withdraw"  // 撤回同意
	RequestComplaint = "complaint" // 投诉
)

// Words of a request that are chosen, never written: a free text could hold what must not be in the journal.
var (
	RequestKinds    = []string{RequestAccess, RequestCorrect, RequestErase, RequestWithdraw, RequestComplaint}
	RequestFrom     = []string{"child", "guardian", "contact", "user", "objector"}
	IdentityChecks  = []string{"document_seen", "call_back", "known_in_person", "guardianship_seen"}
	RequestRefusals = []string{"identity_not_proved", "not_held", "law_keeps", "others_rights", "no_authority", "repeated"}
)

// DataRequestStatus is where a request stands.
type DataRequestStatus string

// The statuses of a request of a person.
const (
	RequestReceived DataRequestStatus = "received"
	RequestChecked  DataRequestStatus = "identity_checked"
	RequestAnswered DataRequestStatus = "answered"
	RequestRefused  DataRequestStatus = "refused"
	RequestClosed   DataRequestStatus = "closed"
)

// DataRequestFlow is the state machine of a request.
var DataRequestFlow = Flow[DataRequestStatus, string]{
	RequestReceived: {"check": RequestChecked, "refuse": RequestRefused},
	RequestChecked:  {"answer": RequestAnswered, "refuse": RequestRefused},
	RequestAnswered: {"close": RequestClosed},
	RequestRefused:  {"close": RequestClosed},
}

// DataRequest is what somebody asked about the data held on a person (个人信息请求). Who it is, only the vault knows.
type DataRequest struct {
	ID       string            `json:"id"`
	Kind     string            `json:"kind"`
	From     string            `json:"from"`
	Code     string            `json:"code"` // the vault's: whose data it is about
	County   string            `json:"county,omitempty"`
	Received Day               `json:"received"`
	Due      Day               `json:"due"` // the last day of an answer
	Status   DataRequestStatus `json:"status"`
	Check    string            `json:"check,omitempty"`  // how the identity was checked
	Reason   string            `json:"reason,omitempty"` // slug: why it was refused
	By       string            `json:"by"`
	At       time.Time         `json:"at"`
	Answered time.Time         `json:"answered,omitempty"`
	Seq      int64             `json:"seq,omitempty"`
	Version  int64             `json:"version"`
}

// Open tells whether an answer is still owed.
func (q *DataRequest) Open() bool { return q.Status == RequestReceived || q.Status == RequestChecked }

// Overdue tells whether the answer is late.
func (q *DataRequest) Overdue(today Day) bool { return q.Open() && today > q.Due }

// ReceiveRequest writes down what a person asked.
type ReceiveRequest struct {
	Kind, From, Code string
	Received         Day
}

// Permission implements Command.
func (ReceiveRequest) Permission() Permission { return HandleRequests }

// Decide refuses `unknown_choice` (kind, from), `unknown_person` (also one who was erased), `day_form day_future day_past`.
func (c ReceiveRequest) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case !slices.Contains(RequestKinds, c.Kind):
		return nil, invalid("kind", "unknown_choice")
	case !slices.Contains(RequestFrom, c.From):
		return nil, invalid("from", "unknown_choice")
	}
	p, ok := s.PersonByCode(c.Code)
	if !ok || s.IsErased(c.Code) {
		return nil, invalid("code", "unknown_person")
	}
	switch {
	case !c.Received.valid():
		return nil, invalid("received", "day_form")
	case c.Received > in.Today():
		return nil, invalid("received", "day_future")
	case c.Received < in.Today().AddDays(-365):
		return nil, invalid("received", "day_past")
	}
	return []Event{DataRequestReceived{Request: DataRequest{
		ID: in.NewID(), Kind: c.Kind, From: c.From, Code: c.Code, County: p.County, Received: c.Received, Due: c.Received.AddDays(s.Keeps("request_days")),
		Status: RequestReceived, By: in.Actor.ID, At: in.At,
	}}}, nil
}

// DataRequestReceived carries the new request.
type DataRequestReceived struct {
	Request DataRequest `json:"request"`
}

// Apply implements Event.
func (e DataRequestReceived) Apply(s *State) {
	q := e.Request
	q.Seq = s.Seq
	q.Version++
	s.DataRequests.Set(q.ID, &q)
	s.requestsOpen.Set(key(string(q.Due), q.ID), none{})
	s.requestsOf.Set(key(q.Code, q.ID), none{})
	s.remember(q.ID, Fact{Kind: "request_received", By: q.By})
	s.tell(Notice{Kind: "request_received", Ref: q.ID}, ToRole(ProgramManager, ""))
}

// StepRequest takes a request further: check (the identity), answer, refuse, close.
type StepRequest struct {
	ID, Verb  string
	Check     string // of check: how
	Reason    string // of refuse: why
	IfVersion int64
}

// Permission implements Command.
func (StepRequest) Permission() Permission { return HandleRequests }

// Decide refuses `not_found stale wrong_status`, `unknown_choice` (check, reason) and, of the answer to a request to erase, `erasure_not_done`.
func (c StepRequest) Decide(s *State, in Input) ([]Event, error) {
	q, ok := s.DataRequests.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(q.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := DataRequestFlow.Next(q.Status, c.Verb)
	switch {
	case err != nil:
		return nil, err
	case c.Verb == "check" && !slices.Contains(IdentityChecks, c.Check):
		return nil, invalid("check", "unknown_choice")
	case c.Verb == "refuse" && !slices.Contains(RequestRefusals, c.Reason):
		return nil, invalid("reason", "unknown_choice")
	case c.Verb == "answer" && q.Kind == RequestErase && !s.IsErased(q.Code):
		return nil, Refuse(Conflict, "erasure_not_done")
	}
	e := DataRequestStepped{ID: q.ID, Verb: c.Verb, Status: to, By: in.Actor.ID}
	if c.Verb == "check" {
		e.Check = c.Check
	}
	if c.Verb == "refuse" {
		e.Reason = c.Reason
	}
	return []Event{e}, nil
}

// DataRequestStepped says where a request stands now.
type DataRequestStepped struct {
	ID     string            `json:"id"`
	Verb   string            `json:"verb"`
	Status DataRequestStatus `json:"status"`
	Check  string            `json:"check,omitempty"`
	Reason string            `json:"reason,omitempty"`
	By     string            `json:"by"`
}

// Apply implements Event.
func (e DataRequestStepped) Apply(s *State) {
	old, _ := s.DataRequests.Get(e.ID)
	q := *old
	q.Status = e.Status
	if e.Check != "" {
		q.Check = e.Check
	}
	if e.Reason != "" {
		q.Reason = e.Reason
	}
	if q.Open() != old.Open() {
		q.Answered = s.At
		s.requestsOpen.del(key(string(q.Due), q.ID))
	}
	q.Version++
	s.DataRequests.Set(q.ID, &q)
	s.remember(q.ID, Fact{Kind: "request_" + e.Verb, Note: e.Reason, By: e.By})
}

// RequestsOpen lists the requests that wait for an answer, the most urgent first.
func (s *State) RequestsOpen() (out []*DataRequest) {
	for k := range s.requestsOpen.All() {
		q, _ := s.DataRequests.Get(k[len("2026-09-01/"):])
		out = append(out, q)
	}
	return out
}

// RequestsAbout lists what was asked about a person, oldest first.
func (s *State) RequestsAbout(code string) (out []*DataRequest) {
	for k := range s.requestsOf.Under(code + "/") {
		q, _ := s.DataRequests.Get(k[len(code)+1:])
		out = append(out, q)
	}
	return out
}

// CorrectPerson writes down that a field of a person's record is changed on request, before it is. Neither value is in it.
type CorrectPerson struct {
	Request, Code, Kind, Field string
}

// Permission implements Command.
func (CorrectPerson) Permission() Permission { return HandleRequests }

// Decide refuses `not_found`, `wrong_status` (before the identity is checked, after the answer), `unknown_person` and `unknown_choice` (field).
func (c CorrectPerson) Decide(s *State, in Input) ([]Event, error) {
	q, ok := s.DataRequests.Get(c.Request)
	if !ok {
		return nil, notFound()
	}
	if q.Status != RequestChecked || q.Kind != RequestCorrect {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(q.Status)).With("verb", "correct")
	}
	if !slices.Contains(s.RecordsOf(q.Code), c.Code) || s.IsErased(c.Code) {
		return nil, invalid("code", "unknown_person")
	}
	if _, ok := PersonKinds[c.Kind].Field(c.Field); !ok {
		return nil, invalid("field", "unknown_choice")
	}
	return []Event{PersonCorrected{Request: q.ID, Code: c.Code, Kind: c.Kind, Field: c.Field, By: in.Actor.ID}}, nil
}

// PersonCorrected says which field of a person's record was changed, on which request.
type PersonCorrected struct {
	Request string `json:"request"`
	Code    string `json:"code"`
	Kind    string `json:"kind"`
	Field   string `json:"field"`
	By      string `json:"by"`
}

// Apply implements Event.
func (e PersonCorrected) Apply(s *State) {
	s.remember(e.Request, Fact{Kind: "request_correct", Note: e.Field, By: e.By})
	s.tell(Notice{Kind: "person_corrected", Ref: e.Request}, ToRole(ProgramManager, ""))
	q, _ := s.DataRequests.Get(e.Request)
	if q.County != "" {
		s.tell(Notice{Kind: "person_corrected", Ref: e.Request}, ToRole(CountyOfficer, q.County))
	}
}
