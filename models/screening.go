package models

import (
	"slices"
	"strings"
	"time"
)

// ScreeningStatus is where a screening stands.
type ScreeningStatus string

// The statuses of a screening.
const (
	ScreeningPlanned   ScreeningStatus = "planned" // children are signed up
	ScreeningHeld      ScreeningStatus = "held"    // its attendance is told; findings follow, case by case
	ScreeningCancelled ScreeningStatus = "cancelled"
)

// ScreeningFlow says what may be asked of a screening.
var ScreeningFlow = Flow[ScreeningStatus, string]{
	ScreeningPlanned: {"hold": ScreeningHeld, "cancel": ScreeningCancelled},
}

// ScreeningDay is one time that doctors look which children an operation would help (筛查). It says how often somebody came (人次), never how many children
// there were: a child may come twice, and many come without a case.
type ScreeningDay struct {
	ID        string          `json:"id"`
	Number    string          `json:"number"` // SC
	Program   string          `json:"program"`
	County    string          `json:"county"`
	Day       Day             `json:"day"`
	Place     string          `json:"place"`    // a public one
	Hospital  string          `json:"hospital"` // whose doctors look
	Capacity  int             `json:"capacity"` // of sign-ups
	Status    ScreeningStatus `json:"status"`
	SignedUp  int             `json:"signed_up,omitempty"` // cases
	Looked    int             `json:"looked,omitempty"`    // of those, with a finding
	Attended  int             `json:"attended,omitempty"`  // person-times
	AtLeast   bool            `json:"at_least,omitempty"`  // 余: the count is a lower bound
	SignIn    string          `json:"sign_in,omitempty"`   // where the sign-in sheet and the doctors' opinions are kept
	Reason    string          `json:"reason,omitempty"`
	PlannedBy string          `json:"planned_by"`
	At        time.Time       `json:"at"`
	Seq       int64           `json:"seq,omitempty"`
	Version   int64           `json:"version"`
}

// ScreeningByNumber finds a screening by its number.
func (s *State) ScreeningByNumber(number string) (*ScreeningDay, bool) {
	id, ok := s.screeningNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.Screenings.Get(id)
}

const maxAttended = 100_000

// PlanScreening plans a screening.
type PlanScreening struct{ Screening ScreeningDay }

// Permission implements Command.
func (PlanScreening) Permission() Permission { return EnterCases }

// Decide refuses at the field: `required text_too_long unknown_program program_closed no_screenings unknown_county other_county day_form out_of_range`.
func (c PlanScreening) Decide(s *State, in Input) ([]Event, error) {
	n := c.Screening
	for _, t := range []text{{"place", n.Place, 0}, {"hospital", n.Hospital, 0}} {
		if strings.TrimSpace(t.words) == "" {
			return nil, invalid(t.field, "required")
		}
	}
	if err := bounded([]text{{"place", n.Place, 60}, {"hospital", n.Hospital, 60}}); err != nil {
		return nil, err
	}
	p, ok := s.ProgramBySlug(n.Program)
	if !ok {
		return nil, invalid("program", "unknown_program")
	}
	if p.Status != ProgramActive {
		return nil, invalid("program", "program_closed")
	}
	if len(p.Types) > 0 && !slices.Contains(p.Types, Screening) {
		return nil, invalid("program", "no_screenings")
	}
	if _, ok := s.Counties.Get(n.County); !ok {
		return nil, invalid("county", "unknown_county")
	}
	switch {
	case !in.Actor.InCounty(n.County, in.Actor.Township):
		return nil, invalid("county", "other_county")
	case !n.Day.valid():
		return nil, invalid("day", "day_form")
	case n.Capacity < 1 || n.Capacity > 1000:
		return nil, invalid("capacity", "out_of_range").With("low", 1).With("high", 1000)
	}
	return []Event{ScreeningPlannedDown{Screening: ScreeningDay{
		ID: in.NewID(), Number: s.nextNumber("SC", in.At, 0), Program: p.ID, County: n.County, Day: n.Day, Place: n.Place, Hospital: n.Hospital, Capacity: n.Capacity,
		Status: ScreeningPlanned, PlannedBy: in.Actor.ID, At: in.At,
	}}}, nil
}

// ScreeningPlannedDown carries the new screening.
type ScreeningPlannedDown struct {
	Screening ScreeningDay `json:"screening"`
}

// Apply implements Event.
func (e ScreeningPlannedDown) Apply(s *State) {
	x := e.Screening
	x.Seq = s.Seq
	x.Version++
	s.Screenings.Set(x.ID, &x)
	s.screeningNumbers.Set(x.Number, x.ID)
	s.countNumber(x.Number)
	s.public()
}

func (s *State) changeScreening(id string, f func(*ScreeningDay)) {
	old, _ := s.Screenings.Get(id)
	x := *old
	f(&x)
	x.Version++
	s.Screenings.Set(id, &x)
	s.public()
}

// StepScreening tells that a screening was held, with who came, or that it will not be.
type StepScreening struct {
	ID        string
	Verb      string // hold, cancel
	Attended  int
	AtLeast   bool
	SignIn    string
	Reason    string
	IfVersion int64
}

// Permission implements Command.
func (StepScreening) Permission() Permission { return EnterCases }

// Decide refuses `not_found stale wrong_status screening_has_cases`, and at the field `date_future out_of_range required text_too_long reason_required`.
func (c StepScreening) Decide(s *State, in Input) ([]Event, error) {
	old, ok := s.Screenings.Get(c.ID)
	if !ok || !in.Actor.InCounty(old.County, in.Actor.Township) {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := ScreeningFlow.Next(old.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	e := ScreeningStepped{ID: old.ID, Verb: c.Verb, Status: to, By: in.Actor.ID}
	if c.Verb == "cancel" {
		if old.SignedUp > 0 {
			return nil, Refuse(Conflict, "screening_has_cases").With("count", old.SignedUp)
		}
		e.Reason = strings.TrimSpace(c.Reason)
		if err := reason("reason", e.Reason, true); err != nil {
			return nil, err
		}
		return []Event{e}, nil
	}
	switch {
	case old.Day > in.Today():
		return nil, invalid("verb", "date_future")
	case c.Attended < 0 || c.Attended > maxAttended:
		return nil, invalid("attended", "out_of_range").With("low", 0).With("high", maxAttended)
	case strings.TrimSpace(c.SignIn) == "":
		return nil, invalid("sign_in", "required")
	}
	e.Attended, e.AtLeast, e.SignIn = c.Attended, c.AtLeast, strings.TrimSpace(c.SignIn)
	if err := bounded([]text{{"sign_in", e.SignIn, 80}}); err != nil {
		return nil, err
	}
	return []Event{e}, nil
}

// ScreeningStepped says where a screening stands now.
type ScreeningStepped struct {
	ID       string          `json:"id"`
	Verb     string          `json:"verb"`
	Status   ScreeningStatus `json:"status"`
	Attended int             `json:"attended,omitempty"`
	AtLeast  bool            `json:"at_least,omitempty"`
	SignIn   string          `json:"sign_in,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	By       string          `json:"by"`
}

// Apply implements Event.
func (e ScreeningStepped) Apply(s *State) {
	s.changeScreening(e.ID, func(x *ScreeningDay) {
		x.Status, x.Reason = e.Status, e.Reason
		x.Attended, x.AtLeast, x.SignIn = e.Attended, e.AtLeast, e.SignIn
	})
	s.remember(e.ID, Fact{Kind: "screening_" + e.Verb, Count: e.Attended, Note: e.Reason, By: e.By})
}
