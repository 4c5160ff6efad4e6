package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// NeedStatus is where a need stands on its way.
type NeedStatus string

// The statuses of a need: 草稿→乡镇核实→县级审核→市级审核→公示中→可认捐→部分认捐→足额→执行→结项→已公开 (+退回/暂停/终止).
const (
	NeedDraft      NeedStatus = "draft"
	NeedVerified   NeedStatus = "verified"
	NeedReviewed   NeedStatus = "reviewed"
	NeedApproved   NeedStatus = "approved"
	NeedPublicity  NeedStatus = "publicity"
	NeedOpen       NeedStatus = "open"
	NeedPartial    NeedStatus = "partial"
	NeedFull       NeedStatus = "full"
	NeedExecuting  NeedStatus = "executing"
	NeedClosed     NeedStatus = "closed"
	NeedDisclosed  NeedStatus = "disclosed"
	NeedReturned   NeedStatus = "returned"
	NeedSuspended  NeedStatus = "suspended"
	NeedTerminated NeedStatus = "terminated"
)

// NeedVerb is a step of a need's way.
type NeedVerb string

// The steps of interface.md, and what the portal adds: resubmit after a return, terminate, disclose.
const (
	VerifyNeed    NeedVerb = "verify"
	ReviewNeed    NeedVerb = "review"
	ApproveNeed   NeedVerb = "approve"
	PublishNeed   NeedVerb = "publish"
	OpenNeed      NeedVerb = "open"
	ReturnNeed    NeedVerb = "return"
	SuspendNeed   NeedVerb = "suspend"
	ResumeNeed    NeedVerb = "resume"
	CloseNeed     NeedVerb = "close"
	TerminateNeed NeedVerb = "terminate"
	DiscloseNeed  NeedVerb = "disclose"
)

// NeedFlow is the state machine of a need. Open, partial, full and executing follow from its places: see Need.settle.
var NeedFlow = Flow[NeedStatus, NeedVerb]{
	NeedDraft:     {VerifyNeed: NeedVerified, ReturnNeed: NeedReturned, TerminateNeed: NeedTerminated},
	NeedReturned:  {VerifyNeed: NeedVerified, TerminateNeed: NeedTerminated},
	NeedVerified:  {ReviewNeed: NeedReviewed, ReturnNeed: NeedReturned, TerminateNeed: NeedTerminated},
	NeedReviewed:  {ApproveNeed: NeedApproved, ReturnNeed: NeedReturned, TerminateNeed: NeedTerminated},
	NeedApproved:  {PublishNeed: NeedPublicity, ReturnNeed: NeedReturned, TerminateNeed: NeedTerminated},
	NeedPublicity: {OpenNeed: NeedOpen, ReturnNeed: NeedReturned, TerminateNeed: NeedTerminated},
	NeedOpen:      {SuspendNeed: NeedSuspended, CloseNeed: NeedClosed, TerminateNeed: NeedTerminated},
	NeedPartial:   {SuspendNeed: NeedSuspended, CloseNeed: NeedClosed},
	NeedFull:      {SuspendNeed: NeedSuspended, CloseNeed: NeedClosed},
	NeedExecuting: {SuspendNeed: NeedSuspended, CloseNeed: NeedClosed},
	NeedSuspended: {ResumeNeed: NeedOpen, CloseNeed: NeedClosed, TerminateNeed: NeedTerminated},
	NeedClosed:    {DiscloseNeed: NeedDisclosed},
}

var needStepPermission = map[NeedVerb]Permission{
	VerifyNeed: VerifyNeeds, ReviewNeed: ReviewNeeds, ApproveNeed: ApproveNeeds, PublishNeed: ManageNeeds, OpenNeed: ManageNeeds,
	ReturnNeed: ReturnNeeds, SuspendNeed: ManageNeeds, ResumeNeed: ManageNeeds, CloseNeed: ManageNeeds, TerminateNeed: ManageNeeds,
	DiscloseNeed: ManageNeeds,
}

// Need is an anonymous lot of a programme: county × stage × unit price × places. It never describes a child (domain.md, section 0.1).
type Need struct {
	ID           string     `json:"id"`
	Number       string     `json:"number"`
	Program      string     `json:"program"`
	County       string     `json:"county"`
	Township     string     `json:"township,omitempty"`
	Type         NeedType   `json:"type"`
	Stage        Stage      `json:"stage,omitempty"`
	Title        string     `json:"title,omitempty"`
	Period       string     `json:"period,omitempty"` // the term or year it is for, as the trade says it
	Unit         string     `json:"unit"`
	UnitPriceFen money.Fen  `json:"unit_price_fen"`
	Places       int        `json:"places"`
	Urgency      int        `json:"urgency"` // 1 (can wait) to 5 (at once)
	Deadline     Day        `json:"deadline,omitempty"`
	Indivisible  bool       `json:"indivisible,omitempty"` // all places or none
	MaxDonors    int        `json:"max_donors,omitempty"`  // 0: no bound
	Status       NeedStatus `json:"status"`
	Drafter      string     `json:"drafter"`
	PublicUntil  Day        `json:"public_until,omitempty"`
	OpenedAt     time.Time  `json:"opened_at,omitempty"`
	DraftedAt    time.Time  `json:"drafted_at"`
	Version      int64      `json:"version"`

	Free   Spans `json:"free"`             // place numbers that nobody has
	Taken  int   `json:"taken,omitempty"`  // places held or sponsored
	Funded int   `json:"funded,omitempty"` // of those, with their money received
	Paid   int   `json:"paid,omitempty"`   // of those, paid out
	Proven int   `json:"proven,omitempty"` // of those, proven

	Offered int `json:"offered,omitempty"` // free places that are kept for pledges they were offered to
	Freed   int `json:"freed,omitempty"`   // places that somebody had, and that were not offered to anybody yet
}

// AmountFen is what the whole need costs.
func (n *Need) AmountFen() money.Fen { return n.UnitPriceFen * money.Fen(n.Places) }

// Left counts the places that anybody can still take: those of standing offers are kept.
func (n *Need) Left() int { return n.Places - n.Taken - n.Offered }

// Takes tells whether places of the need can be taken now.
func (n *Need) Takes() bool { return (n.Status == NeedOpen || n.Status == NeedPartial) && n.Left() > 0 }

// Seen tells whether the public may see the need: from its publicity on.
func (n *Need) Seen() bool {
	return slices.Contains([]NeedStatus{NeedPublicity, NeedOpen, NeedPartial, NeedFull, NeedExecuting, NeedClosed, NeedDisclosed}, n.Status)
}

// settle lets an open need's status follow its places.
func (n *Need) settle() {
	switch n.Status {
	case NeedOpen, NeedPartial, NeedFull, NeedExecuting:
	default:
		return
	}
	switch {
	case n.Taken == 0:
		n.Status = NeedOpen
	case n.Taken < n.Places:
		n.Status = NeedPartial
	case n.Paid > 0:
		n.Status = NeedExecuting
	default:
		n.Status = NeedFull
	}
}

// DraftNeed writes down a need.
type DraftNeed struct{ Need Need }

// Permission implements Command.
func (DraftNeed) Permission() Permission { return DraftNeeds }

// Decide refuses `outside_county` and, at the field: `unknown_program program_closed unknown_county unknown_choice stage_required
// amount_positive amount_too_large out_of_range text_too_long day_form deadline_past off_standard`.
func (c DraftNeed) Decide(s *State, in Input) ([]Event, error) {
	n := c.Need
	if p, ok := s.ProgramBySlug(n.Program); ok {
		n.Program = p.ID
	}
	if n.Township == "" {
		n.Township = in.Actor.Township
	}
	if err := n.check(s, in); err != nil {
		return nil, err
	}
	if n.Unit == "" {
		n.Unit = NeedTypes[n.Type].Unit
	}
	n.ID, n.Number, n.Status = in.NewID(), s.nextNumber("XQ", in.At, 0), NeedDraft
	n.Drafter, n.DraftedAt = in.Actor.ID, in.At
	n.Free, n.Taken, n.Funded, n.Paid, n.Proven, n.Version = Spans{{1, n.Places}}, 0, 0, 0, 0, 0
	n.Offered, n.Freed = 0, 0
	n.PublicUntil, n.OpenedAt = "", time.Time{}
	return []Event{NeedDrafted{Need: n}}, nil
}

func (n *Need) check(s *State, in Input) error {
	p, ok := s.Programs.Get(n.Program)
	if !ok {
		return invalid("program", "unknown_program")
	}
	if p.Status == ProgramClosed {
		return invalid("program", "program_closed")
	}
	county, ok := s.Counties.Get(n.County)
	if !ok {
		return invalid("county", "unknown_county")
	}
	if !in.Actor.InCounty(n.County, n.Township) {
		return Refuse(Forbidden, "outside_county").At("county")
	}
	if n.Township != "" && len(county.Townships) > 0 && !slices.Contains(county.Townships, n.Township) {
		return invalid("township", "unknown_choice")
	}
	info, ok := NeedTypes[n.Type]
	if !ok {
		return invalid("type", "unknown_choice")
	}
	switch {
	case n.Stage != "" && !slices.Contains(Stages, n.Stage):
		return invalid("stage", "unknown_choice")
	case info.Staged && n.Stage == "":
		return invalid("stage", "stage_required")
	case n.UnitPriceFen <= 0:
		return invalid("unit_price_fen", "amount_positive")
	case n.Places < 1 || n.Places > 1_000_000:
		return invalid("places", "out_of_range").With("low", 1).With("high", 1_000_000)
	case n.UnitPriceFen > money.MaxFen/money.Fen(n.Places):
		return invalid("unit_price_fen", "amount_too_large").With("limit", money.MaxFen)
	case n.Urgency < 1 || n.Urgency > 5:
		return invalid("urgency", "out_of_range").With("low", 1).With("high", 5)
	case n.Deadline != "" && !n.Deadline.valid():
		return invalid("deadline", "day_form")
	case n.Deadline != "" && n.Deadline < in.Today():
		return invalid("deadline", "deadline_past")
	case n.MaxDonors < 0 || n.MaxDonors > n.Places:
		return invalid("max_donors", "out_of_range").With("low", 0).With("high", n.Places)
	}
	if t, ok := s.TermOf(n); ok {
		if rate, ok := t.Rate(n.Stage); ok && rate != n.UnitPriceFen {
			return invalid("unit_price_fen", "off_standard").With("rate", rate).With("document", t.DocNo)
		}
	}
	return bounded([]text{{"title", n.Title, 120}, {"unit", n.Unit, 20}, {"period", n.Period, 40}})
}

// NeedDrafted carries the new need.
type NeedDrafted struct {
	Need Need `json:"need"`
}

// Apply implements Event.
func (e NeedDrafted) Apply(s *State) {
	n := e.Need
	n.Version++
	s.Needs.Set(n.ID, &n)
	s.needNumbers.Set(n.Number, n.ID)
	s.needsByProgram.Set(key(n.Program, n.ID), none{})
	s.countNumber(n.Number)
	s.remember(n.ID, Fact{Kind: "need_drafted", Count: n.Places, Fen: n.AmountFen(), By: n.Drafter})
}

// AmendNeed corrects a need that is a draft or was returned.
type AmendNeed struct {
	ID        string
	IfVersion int64
	Need      Need
}

// Permission implements Command.
func (AmendNeed) Permission() Permission { return DraftNeeds }

// Decide refuses `not_found`, `outside_county`, `stale`, `wrong_status` and what DraftNeed refuses.
func (c AmendNeed) Decide(s *State, in Input) ([]Event, error) {
	old, err := s.needFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if old.Status != NeedDraft && old.Status != NeedReturned {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(old.Status)).With("verb", "amend")
	}
	n := c.Need
	n.Program, n.County = old.Program, old.County
	if n.Township == "" {
		n.Township = in.Actor.Township
	}
	if err := n.check(s, in); err != nil {
		return nil, err
	}
	if n.Unit == "" {
		n.Unit = NeedTypes[n.Type].Unit
	}
	n.ID, n.Number, n.Status, n.Drafter, n.DraftedAt, n.Version = old.ID, old.Number, old.Status, old.Drafter, old.DraftedAt, old.Version
	n.Free, n.Taken, n.Funded, n.Paid, n.Proven, n.Offered, n.Freed = Spans{{1, n.Places}}, 0, 0, 0, 0, 0, 0
	n.PublicUntil, n.OpenedAt = old.PublicUntil, old.OpenedAt
	return []Event{NeedAmended{Need: n, By: in.Actor.ID}}, nil
}

// NeedAmended carries the need as it is from now on.
type NeedAmended struct {
	Need Need   `json:"need"`
	By   string `json:"by"`
}

// Apply implements Event.
func (e NeedAmended) Apply(s *State) {
	n := e.Need
	n.Version++
	s.Needs.Set(n.ID, &n)
	s.remember(n.ID, Fact{Kind: "need_amended", Count: n.Places, Fen: n.AmountFen(), By: e.By})
}

// needFor finds a need that the actor may touch; a need of another county is refused as such to staff.
func (s *State) needFor(id string, a Actor) (*Need, error) {
	n, ok := s.Needs.Get(id)
	if !ok {
		return nil, notFound()
	}
	if !a.InCounty(n.County, n.Township) {
		return nil, Refuse(Forbidden, "outside_county")
	}
	return n, nil
}

// NeedsOf lists the needs of a programme.
func (s *State) NeedsOf(program string) []*Need {
	var out []*Need
	for k := range s.needsByProgram.Under(program + "/") {
		n, _ := s.Needs.Get(k[len(program)+1:])
		out = append(out, n)
	}
	return out
}

// NeedByNumber finds a need by its number or its id.
func (s *State) NeedByNumber(number string) (*Need, bool) {
	if id, ok := s.needNumbers.Get(number); ok {
		return s.Needs.Get(id)
	}
	return s.Needs.Get(number)
}
