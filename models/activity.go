package models

import (
	"strings"
	"time"

	"shanpei/models/money"
)

// ActivityStatus is where an activity stands.
type ActivityStatus string

// The statuses of an activity.
const (
	ActivityPlanned   ActivityStatus = "planned"   // written down, with its budget
	ActivityApproved  ActivityStatus = "approved"  // may be held
	ActivityAccounted ActivityStatus = "accounted" // over: its sessions and its costs are told
	ActivityClosed    ActivityStatus = "closed"    // a second person has accepted the account
	ActivityCancelled ActivityStatus = "cancelled"
)

// activityFlow says what may be asked of an activity.
var activityFlow = Flow[ActivityStatus, string]{
	ActivityPlanned:   {"approve": ActivityApproved, "cancel": ActivityCancelled},
	ActivityApproved:  {"account": ActivityAccounted, "cancel": ActivityCancelled},
	ActivityAccounted: {"accept": ActivityClosed, "return": ActivityApproved},
}

// ActivityVerbs are what may be asked of an activity.
var ActivityVerbs = []string{"approve", "account", "accept", "return", "cancel"}

// ActivityPlan is an event, or a series of them under one plan (活动): a tour, a visit, a course for parents. It says how often it was held (场次) and how often
// somebody came (人次), children and parents apart; neither says how many people there were.
type ActivityPlan struct {
	ID         string             `json:"id"`
	Number     string             `json:"number"` // HD
	Title      string             `json:"title"`
	Series     string             `json:"series,omitempty"` // the name that several bear: 奋进新征程 同心护未来
	Program    string             `json:"program,omitempty"`
	County     string             `json:"county"`
	Plan       string             `json:"plan"`
	From       Day                `json:"from"`
	To         Day                `json:"to"`
	Planned    int                `json:"planned"` // sessions
	BudgetFen  money.Fen          `json:"budget_fen"`
	Agreement  string             `json:"agreement,omitempty"` // where proceeds go, agreed beforehand (慈善法 art. 37)
	Status     ActivityStatus     `json:"status"`
	Reason     string             `json:"reason,omitempty"` // of the last step that asked for one
	Sessions   []Session          `json:"sessions,omitempty"`
	Costs      []ActivityCost     `json:"costs,omitempty"`
	Proceeds   []ActivityProceeds `json:"proceeds,omitempty"`
	PlannedBy  string             `json:"planned_by"`
	ApprovedBy string             `json:"approved_by,omitempty"`
	AccountBy  string             `json:"account_by,omitempty"`
	AcceptedBy string             `json:"accepted_by,omitempty"`
	At         time.Time          `json:"at"`
	Seq        int64              `json:"seq,omitempty"`
	Version    int64              `json:"version"`
}

// Session is one time that an activity was held, or several of one kind that were counted together.
type Session struct {
	Day        Day    `json:"day"`   // the first, when several were counted together
	Count      int    `json:"count"` // 场次
	Children   int    `json:"children"`
	Parents    int    `json:"parents"`
	AtLeast    bool   `json:"at_least,omitempty"` // 余: the counts are lower bounds
	Volunteers int    `json:"volunteers,omitempty"`
	Hours      int    `json:"hours,omitempty"` // of all volunteers together
	Place      string `json:"place,omitempty"` // a public one; never a home or a school's class
	SignIn     string `json:"sign_in"`         // where the sign-in sheet is kept
	Void       string `json:"void,omitempty"`  // why it does not count
	By         string `json:"by"`
	Seq        int64  `json:"seq,omitempty"`
}

// ActivityCost is money that an activity took.
type ActivityCost struct {
	Day     Day       `json:"day"`
	What    string    `json:"what"`
	Fen     money.Fen `json:"fen"`
	Voucher string    `json:"voucher"`
	Void    string    `json:"void,omitempty"`
	By      string    `json:"by"`
	Seq     int64     `json:"seq,omitempty"`
}

// ActivitySums are what activities come to.
type ActivitySums struct {
	Sessions, Children, Parents, Volunteers, Hours int
	AtLeast                                        bool // a count among them is a lower bound
	SpentFen                                       money.Fen
}

// Sums adds up what an activity was: what is void does not count.
func (a *ActivityPlan) Sums() (t ActivitySums) {
	for _, x := range a.Sessions {
		if x.Void == "" {
			t.Sessions, t.Children, t.Parents = t.Sessions+x.Count, t.Children+x.Children, t.Parents+x.Parents
			t.Volunteers, t.Hours, t.AtLeast = t.Volunteers+x.Volunteers, t.Hours+x.Hours, t.AtLeast || x.AtLeast
		}
	}
	for _, x := range a.Costs {
		if x.Void == "" {
			t.SpentFen += x.Fen
		}
	}
	return t
}

// Add adds the sums of another.
func (t *ActivitySums) Add(o ActivitySums) {
	t.Sessions, t.Children, t.Parents = t.Sessions+o.Sessions, t.Children+o.Children, t.Parents+o.Parents
	t.Volunteers, t.Hours, t.AtLeast, t.SpentFen = t.Volunteers+o.Volunteers, t.Hours+o.Hours, t.AtLeast || o.AtLeast, t.SpentFen+o.SpentFen
}

// Seen tells whether the public may see the activity: once it may be held.
func (a *ActivityPlan) Seen() bool {
	return a.Status != ActivityPlanned && a.Status != ActivityCancelled
}

// ActivityFor finds an activity that the actor may touch; a stranger's answers as an absent one does.
func (s *State) ActivityFor(id string, a Actor) (*ActivityPlan, error) {
	x, ok := s.Activities.Get(id)
	if !ok || !a.InCounty(x.County, "") {
		return nil, notFound()
	}
	return x, nil
}

// ActivityByNumber finds an activity by its number.
func (s *State) ActivityByNumber(number string) (*ActivityPlan, bool) {
	id, ok := s.activityNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.Activities.Get(id)
}

// PlanActivity writes an activity down.
type PlanActivity struct{ Activity ActivityPlan }

// Permission implements Command.
func (PlanActivity) Permission() Permission { return PlanActivities }

// Decide refuses at the field: `required text_too_long unknown_county forbidden unknown_program program_closed day_form period out_of_range amount_negative
// amount_too_large`.
func (c PlanActivity) Decide(s *State, in Input) ([]Event, error) {
	a := c.Activity
	for _, t := range []text{{"title", a.Title, 0}, {"plan", a.Plan, 0}} {
		if strings.TrimSpace(t.words) == "" {
			return nil, invalid(t.field, "required")
		}
	}
	if err := bounded([]text{{"title", a.Title, 60}, {"series", a.Series, 40}, {"plan", a.Plan, 4000}, {"agreement", a.Agreement, 200}}); err != nil {
		return nil, err
	}
	if _, ok := s.Counties.Get(a.County); !ok {
		return nil, invalid("county", "unknown_county")
	}
	if !in.Actor.InCounty(a.County, "") {
		return nil, Refuse(Forbidden, "forbidden").At("county")
	}
	if a.Program != "" {
		p, ok := s.ProgramBySlug(a.Program)
		if !ok {
			return nil, invalid("program", "unknown_program")
		}
		if p.Status != ProgramActive {
			return nil, invalid("program", "program_closed")
		}
		a.Program = p.ID
	}
	switch {
	case !a.From.valid():
		return nil, invalid("from", "day_form")
	case !a.To.valid():
		return nil, invalid("to", "day_form")
	case a.To < a.From:
		return nil, invalid("to", "period")
	case a.Planned < 1 || a.Planned > maxSessions:
		return nil, invalid("planned", "out_of_range").With("low", 1).With("high", maxSessions)
	case a.BudgetFen < 0:
		return nil, invalid("budget_fen", "amount_negative")
	case a.BudgetFen > money.MaxFen:
		return nil, invalid("budget_fen", "amount_too_large").With("limit", money.MaxFen)
	}
	return []Event{ActivityPlannedDown{Activity: ActivityPlan{
		ID: in.NewID(), Number: s.nextNumber("HD", in.At, 0), Title: a.Title, Series: a.Series, Program: a.Program, County: a.County, Plan: a.Plan, From: a.From, To: a.To,
		Planned: a.Planned, BudgetFen: a.BudgetFen, Agreement: a.Agreement, Status: ActivityPlanned, PlannedBy: in.Actor.ID, At: in.At,
	}}}, nil
}

// Bounds of what is told of an activity.
const (
	maxSessions = 1000
	maxVisitors = 100_000
)

// ActivityPlannedDown carries the new activity.
type ActivityPlannedDown struct {
	Activity ActivityPlan `json:"activity"`
}

// Apply implements Event.
func (e ActivityPlannedDown) Apply(s *State) {
	a := e.Activity
	a.Seq = s.Seq
	a.Version++
	s.Activities.Set(a.ID, &a)
	s.activityNumbers.Set(a.Number, a.ID)
	s.countNumber(a.Number)
}
