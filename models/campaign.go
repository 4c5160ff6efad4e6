package models

import (
	"slices"
	"strings"
	"time"
)

// CampaignStatus is where a campaign stands.
type CampaignStatus string

// The statuses of a campaign.
const (
	CampaignPlanned   CampaignStatus = "planned" // runs from its first day on
	CampaignClosed    CampaignStatus = "closed"  // what it came to is told
	CampaignCancelled CampaignStatus = "cancelled"
)

// CampaignFlow says what may be asked of a campaign.
var CampaignFlow = Flow[CampaignStatus, string]{
	CampaignPlanned: {"close": CampaignClosed, "cancel": CampaignCancelled},
}

// CampaignKinds: a survey from house to house (摸底排查), the month of child welfare (宣传月), care in the summer (暑期关爱).
var CampaignKinds = []string{"survey", "publicity_month", "summer_care"}

// Campaign is work of several counties for some weeks.
type Campaign struct {
	ID         string         `json:"id"`
	Number     string         `json:"number"` // ZX
	Kind       string         `json:"kind"`
	Title      string         `json:"title"`
	Plan       string         `json:"plan"`
	Counties   []string       `json:"counties"`
	From       Day            `json:"from"`
	To         Day            `json:"to"`
	Status     CampaignStatus `json:"status"`
	Households int            `json:"households,omitempty"` // visited, told at the end
	Times      int            `json:"times,omitempty"`      // person-times reached, told at the end
	Found      int            `json:"found,omitempty"`      // children on the register whom its visits found
	Summary    string         `json:"summary,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	By         string         `json:"by"`
	At         time.Time      `json:"at"`
	Seq        int64          `json:"seq,omitempty"`
	Version    int64          `json:"version"`
}

// CampaignByNumber finds a campaign by its number.
func (s *State) CampaignByNumber(number string) (*Campaign, bool) {
	id, ok := s.campaignNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.Campaigns.Get(id)
}

// PlanCampaign plans a campaign.
type PlanCampaign struct{ Campaign Campaign }

// Permission implements Command.
func (PlanCampaign) Permission() Permission { return PlanActivities }

// Decide refuses at the field: `unknown_choice required text_too_long unknown_county other_county day_form period`.
func (c PlanCampaign) Decide(s *State, in Input) ([]Event, error) {
	n := c.Campaign
	switch {
	case !slices.Contains(CampaignKinds, n.Kind):
		return nil, invalid("kind", "unknown_choice")
	case strings.TrimSpace(n.Title) == "":
		return nil, invalid("title", "required")
	case len(n.Counties) == 0:
		return nil, invalid("counties", "required")
	case !n.From.valid():
		return nil, invalid("from", "day_form")
	case !n.To.valid():
		return nil, invalid("to", "day_form")
	case n.To < n.From:
		return nil, invalid("to", "period")
	}
	for _, code := range n.Counties {
		if _, ok := s.Counties.Get(code); !ok {
			return nil, invalid("counties", "unknown_county")
		}
		if !in.Actor.InCounty(code, in.Actor.Township) {
			return nil, invalid("counties", "other_county")
		}
	}
	if err := bounded([]text{{"title", n.Title, 60}, {"plan", n.Plan, 2000}}); err != nil {
		return nil, err
	}
	return []Event{CampaignPlannedDown{Campaign: Campaign{
		ID: in.NewID(), Number: s.nextNumber("ZX", in.At, 0), Kind: n.Kind, Title: n.Title, Plan: n.Plan, Counties: slices.Compact(slices.Sorted(slices.Values(n.Counties))), From: n.From, To: n.To,
		Status: CampaignPlanned, By: in.Actor.ID, At: in.At,
	}}}, nil
}

// CampaignPlannedDown carries the new campaign.
type CampaignPlannedDown struct {
	Campaign Campaign `json:"campaign"`
}

// Apply implements Event.
func (e CampaignPlannedDown) Apply(s *State) {
	c := e.Campaign
	c.Seq = s.Seq
	c.Version++
	s.Campaigns.Set(c.ID, &c)
	s.campaignNumbers.Set(c.Number, c.ID)
	s.countNumber(c.Number)
	s.public()
}

// StepCampaign closes a campaign with what it came to, or calls it off.
type StepCampaign struct {
	ID         string
	Verb       string // close, cancel
	Households int
	Times      int
	Summary    string
	Reason     string
	IfVersion  int64
}

// Permission implements Command.
func (StepCampaign) Permission() Permission { return PlanActivities }

// Decide refuses `not_found stale wrong_status` and, at the field, `date_future out_of_range required text_too_long reason_required`.
func (c StepCampaign) Decide(s *State, in Input) ([]Event, error) {
	old, ok := s.Campaigns.Get(c.ID)
	if !ok || !slices.ContainsFunc(old.Counties, func(code string) bool { return in.Actor.InCounty(code, in.Actor.Township) }) {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := CampaignFlow.Next(old.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	e := CampaignStepped{ID: old.ID, Verb: c.Verb, Status: to, By: in.Actor.ID}
	if c.Verb == "cancel" {
		e.Reason = strings.TrimSpace(c.Reason)
		if err := reason("reason", e.Reason, true); err != nil {
			return nil, err
		}
		return []Event{e}, nil
	}
	e.Summary = strings.TrimSpace(c.Summary)
	switch {
	case old.From > in.Today():
		return nil, invalid("verb", "date_future")
	case c.Households < 0 || c.Households > maxReached:
		return nil, invalid("households", "out_of_range").With("low", 0).With("high", maxReached)
	case c.Times < 0 || c.Times > maxReached:
		return nil, invalid("times", "out_of_range").With("low", 0).With("high", maxReached)
	case e.Summary == "":
		return nil, invalid("summary", "required")
	}
	e.Households, e.Times = c.Households, c.Times
	return []Event{e}, bounded([]text{{"summary", e.Summary, 2000}})
}

// CampaignStepped says where a campaign stands now.
type CampaignStepped struct {
	ID         string         `json:"id"`
	Verb       string         `json:"verb"`
	Status     CampaignStatus `json:"status"`
	Households int            `json:"households,omitempty"`
	Times      int            `json:"times,omitempty"`
	Summary    string         `json:"summary,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	By         string         `json:"by"`
}

// Apply implements Event.
func (e CampaignStepped) Apply(s *State) {
	old, _ := s.Campaigns.Get(e.ID)
	c := *old
	c.Status, c.Households, c.Times, c.Summary, c.Reason = e.Status, e.Households, e.Times, e.Summary, e.Reason
	c.Version++
	s.Campaigns.Set(c.ID, &c)
	s.remember(c.ID, Fact{Kind: "campaign_" + e.Verb, Count: e.Times, Note: e.Reason, By: e.By})
	s.public()
}
