package models

// StepNeed takes a need one step on its way: verify, review, approve, publish, open, return, suspend, resume, close, terminate, disclose.
type StepNeed struct {
	ID        string
	Verb      NeedVerb
	Reason    string
	IfVersion int64
}

// Permission implements Command: each step has its own.
func (c StepNeed) Permission() Permission {
	if p, ok := needStepPermission[c.Verb]; ok {
		return p
	}
	return ManageNeeds
}

// Decide refuses `not_found`, `outside_county`, `stale`, `wrong_status`, `reason_required` (return, suspend, terminate), `text_too_long`,
// `publicity_running`, `objection_open` (open) and `need_has_live_places` (close, terminate).
func (c StepNeed) Decide(s *State, in Input) ([]Event, error) {
	n, err := s.needFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(n.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := NeedFlow.Next(n.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, c.Verb == ReturnNeed || c.Verb == SuspendNeed || c.Verb == TerminateNeed); err != nil {
		return nil, err
	}
	e := NeedStepped{ID: n.ID, Verb: c.Verb, Status: next, Reason: c.Reason, By: in.Actor.ID}
	switch c.Verb {
	case PublishNeed:
		e.PublicUntil = in.Today().AddDays(s.Federation.Settings.PublicityDays)
	case OpenNeed:
		if in.Today() < n.PublicUntil {
			return nil, Refuse(Conflict, "publicity_running").With("until", string(n.PublicUntil))
		}
		if s.openObjections(n.ID) > 0 {
			return nil, Refuse(Conflict, "objection_open")
		}
	}
	if (c.Verb == CloseNeed || c.Verb == TerminateNeed) && n.Taken > n.Proven {
		return nil, Refuse(Conflict, "need_has_live_places").With("places", n.Taken-n.Proven)
	}
	d := s.draft(in)
	if c.Verb == SuspendNeed || c.Verb == CloseNeed || c.Verb == TerminateNeed {
		d.withdrawOffers(s.OffersOfNeed(n.ID), "need_"+string(c.Verb))
	}
	d.add(e)
	return d.events, nil
}

// NeedStepped says where a need stands now, who moved it and why.
type NeedStepped struct {
	ID          string     `json:"id"`
	Verb        NeedVerb   `json:"verb"`
	Status      NeedStatus `json:"status"`
	Reason      string     `json:"reason,omitempty"`
	By          string     `json:"by"`
	PublicUntil Day        `json:"public_until,omitempty"`
}

// Apply implements Event.
func (e NeedStepped) Apply(s *State) {
	old, _ := s.Needs.Get(e.ID)
	n := *old
	wasSeen := n.Seen()
	n.Status = e.Status
	if e.PublicUntil != "" {
		n.PublicUntil = e.PublicUntil
	}
	if e.Verb == OpenNeed {
		n.OpenedAt = s.At
	}
	n.settle()
	n.Version++
	s.Needs.Set(n.ID, &n)
	s.remember(n.ID, Fact{Kind: "need_" + string(e.Verb), Note: e.Reason, By: e.By})
	if wasSeen || n.Seen() {
		s.public()
	}
	if e.Verb == ReturnNeed {
		s.tell(Notice{Kind: "need_returned", Ref: n.ID, Number: n.Number}, ToRole(TownshipWorker, n.County), ToRole(CountyOfficer, n.County))
	}
}

// ObjectionStatus is where an objection stands.
type ObjectionStatus string

// The statuses of an objection.
const (
	ObjectionOpen      ObjectionStatus = "open"
	ObjectionUpheld    ObjectionStatus = "upheld"
	ObjectionDismissed ObjectionStatus = "dismissed"
)

// Objection is what somebody said against a need in its publicity period (公示异议). What they said and who they are is in the vault.
type Objection struct {
	ID      string          `json:"id"`
	Need    string          `json:"need"`
	Sealed  string          `json:"sealed,omitempty"` // vault code of text and contact
	Status  ObjectionStatus `json:"status"`
	Finding string          `json:"finding,omitempty"`
	Version int64           `json:"version"`
}

// RaiseObjection is open to everybody while a need is in its publicity period.
type RaiseObjection struct{ Need, Sealed string }

// Permission implements Command.
func (RaiseObjection) Permission() Permission { return Public }

// Decide refuses `not_found`, `not_in_publicity` and `too_many_objections` (20 open ones on one need).
func (c RaiseObjection) Decide(s *State, in Input) ([]Event, error) {
	n, ok := s.Needs.Get(c.Need)
	if !ok || !n.Seen() {
		return nil, notFound()
	}
	if n.Status != NeedPublicity {
		return nil, Refuse(Conflict, "not_in_publicity")
	}
	if s.openObjections(n.ID) >= 20 {
		return nil, Refuse(TooMany, "too_many_objections")
	}
	return []Event{ObjectionRaised{Objection: Objection{ID: key(n.ID, in.NewID()), Need: n.ID, Sealed: c.Sealed, Status: ObjectionOpen}}}, nil
}

// ObjectionRaised carries the new objection.
type ObjectionRaised struct {
	Objection Objection `json:"objection"`
}

// Apply implements Event.
func (e ObjectionRaised) Apply(s *State) {
	o := e.Objection
	o.Version++
	s.Objections.Set(o.ID, &o)
	n, _ := s.Needs.Get(o.Need)
	s.remember(o.Need, Fact{Kind: "objection_raised"})
	s.public()
	s.tell(Notice{Kind: "objection_raised", Ref: o.Need, Number: n.Number}, ToRole(ProgramManager, ""), ToRole(CountyOfficer, n.County))
}

// ResolveObjection answers an objection with a finding; an upheld one returns the need.
type ResolveObjection struct {
	ID      string
	Upheld  bool
	Finding string
}

// Permission implements Command.
func (ResolveObjection) Permission() Permission { return ManageNeeds }

// Decide refuses `not_found`, `wrong_status`, `reason_required` and `text_too_long`.
func (c ResolveObjection) Decide(s *State, in Input) ([]Event, error) {
	o, ok := s.Objections.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if o.Status != ObjectionOpen {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(o.Status)).With("verb", "resolve")
	}
	if err := reason("finding", c.Finding, true); err != nil {
		return nil, err
	}
	status := ObjectionDismissed
	if c.Upheld {
		status = ObjectionUpheld
	}
	events := []Event{ObjectionResolved{ID: o.ID, Status: status, Finding: c.Finding}}
	if n, _ := s.Needs.Get(o.Need); c.Upheld && n.Status == NeedPublicity {
		events = append(events, NeedStepped{ID: n.ID, Verb: ReturnNeed, Status: NeedReturned, Reason: c.Finding, By: in.Actor.ID})
	}
	return events, nil
}

// ObjectionResolved says how an objection ended.
type ObjectionResolved struct {
	ID      string          `json:"id"`
	Status  ObjectionStatus `json:"status"`
	Finding string          `json:"finding"`
}

// Apply implements Event.
func (e ObjectionResolved) Apply(s *State) {
	old, _ := s.Objections.Get(e.ID)
	o := *old
	o.Status, o.Finding = e.Status, e.Finding
	o.Version++
	s.Objections.Set(o.ID, &o)
	s.remember(o.Need, Fact{Kind: "objection_" + string(e.Status), Note: e.Finding})
	s.public()
}

func (s *State) openObjections(need string) int {
	n := 0
	for _, o := range s.Objections.Under(need + "/") {
		if o.Status == ObjectionOpen {
			n++
		}
	}
	return n
}

// ObjectionsOn lists the objections on a need.
func (s *State) ObjectionsOn(need string) []*Objection {
	var out []*Objection
	for _, o := range s.Objections.Under(need + "/") {
		out = append(out, o)
	}
	return out
}
