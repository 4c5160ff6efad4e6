package models

import (
	"slices"
	"strings"
	"time"
)

// VisitFindings are what a visit may find. A visit holds no other words: what is told of a child belongs into the child's sealed record.
var VisitFindings = []string{"no_change", "schooling_at_risk", "guardian_absent", "guardian_ill", "income_lost", "illness", "housing", "bullying", "new_hardship"}

// visitMonths is how long after a visit the next is due, by risk (分级分类).
var visitMonths = map[RiskLevel]int{"low": 6, "medium": 3, "high": 1}

// Visit is a visit to a home (入户走访): of a child on the register, or of a household that is not known yet.
type Visit struct {
	ID          string    `json:"id"`
	Number      string    `json:"number"`                // RH
	Beneficiary string    `json:"beneficiary,omitempty"` // none: a household that is not known yet
	County      string    `json:"county"`
	Township    string    `json:"township"`
	Day         Day       `json:"day"`
	Findings    []string  `json:"findings"`           // of VisitFindings
	Next        Day       `json:"next,omitempty"`     // when the next is due
	Campaign    string    `json:"campaign,omitempty"` // that it was part of
	LedTo       string    `json:"led_to,omitempty"`   // the child that it found
	By          string    `json:"by"`
	At          time.Time `json:"at"`
	Seq         int64     `json:"seq,omitempty"`
	Version     int64     `json:"version"`
}

// Waits tells whether the visit found somebody who is not on the register yet.
func (v *Visit) Waits() bool {
	return v.Beneficiary == "" && v.LedTo == "" && slices.Contains(v.Findings, "new_hardship")
}

// VisitFor finds a visit that the actor may see; a stranger's answers as an absent one does.
func (s *State) VisitFor(id string, a Actor) (*Visit, error) {
	v, ok := s.Visits.Get(id)
	if !ok || !a.InCounty(v.County, v.Township) {
		return nil, notFound()
	}
	return v, nil
}

// LastVisit finds the newest visit of a child.
func (s *State) LastVisit(beneficiary string) (*Visit, bool) {
	prefix := beneficiary + "/"
	for k := range s.visitsByChild.Back(prefix + "~") {
		if !strings.HasPrefix(k, prefix) {
			break
		}
		return s.Visits.Get(k[strings.LastIndexByte(k, '/')+1:])
	}
	return nil, false
}

// VisitDue is when a child is to be visited next: what the last visit says, or so long after its acceptance as its risk allows.
func (s *State) VisitDue(b *Beneficiary) Day {
	if v, ok := s.LastVisit(b.ID); ok {
		return v.Next
	}
	return AddMonths(b.AcceptedOn, visitMonths[b.Risk])
}

// RecordVisit writes down that somebody went: once, or all visits of a list.
type RecordVisit struct {
	List []Visit // Beneficiary as code or number, or County and Township; Day, Findings, Next (empty: by risk), Campaign
}

// Permission implements Command.
func (RecordVisit) Permission() Permission { return RecordVisits }

// Decide refuses, at the field (list.2.day when there are several): `lines_required too_many_lines unknown_beneficiary not_accepted unknown_county unknown_township other_county day_form
// date_future required unknown_choice period unknown_campaign campaign_over`.
func (c RecordVisit) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case len(c.List) == 0:
		return nil, invalid("list", "lines_required")
	case len(c.List) > maxEntered:
		return nil, invalid("list", "too_many_lines").With("limit", maxEntered)
	}
	events := make([]Event, 0, len(c.List))
	for i, v := range c.List {
		if err := s.mayVisit(&v, in); err != nil {
			if len(c.List) > 1 {
				err.Field = "list." + itoa(i) + "." + err.Field
			}
			return nil, err
		}
		events = append(events, VisitRecorded{Visit: Visit{
			ID: in.NewID(), Number: s.nextNumber("RH", in.At, i), Beneficiary: v.Beneficiary, County: v.County, Township: v.Township, Day: v.Day,
			Findings: slices.Compact(slices.Sorted(slices.Values(v.Findings))), Next: v.Next, Campaign: v.Campaign, By: in.Actor.ID, At: in.At,
		}})
	}
	return events, nil
}

// mayVisit completes a visit: its place, and when the next is due.
func (s *State) mayVisit(v *Visit, in Input) *Error {
	risk := RiskLevel("high")
	if v.Beneficiary != "" {
		b, ok := s.Child(v.Beneficiary)
		switch {
		case !ok || !in.Actor.InCounty(b.County, b.Township):
			return invalid("beneficiary", "unknown_beneficiary")
		case b.Status == BeneficiaryDeparted:
			return Refuse(Conflict, "not_accepted").At("beneficiary")
		}
		v.Beneficiary, v.County, v.Township, risk = b.ID, b.County, b.Township, b.Risk
	} else if err := s.placeOf(v.County, v.Township, in.Actor); err != nil {
		return err
	}
	switch {
	case !v.Day.valid():
		return invalid("day", "day_form")
	case v.Day > in.Today():
		return invalid("day", "date_future")
	case len(v.Findings) == 0:
		return invalid("findings", "required")
	case v.Next != "" && !v.Next.valid():
		return invalid("next", "day_form")
	case v.Next != "" && v.Next <= v.Day:
		return invalid("next", "period")
	}
	for _, f := range v.Findings {
		if !slices.Contains(VisitFindings, f) {
			return invalid("findings", "unknown_choice")
		}
	}
	if v.Campaign != "" {
		x, ok := s.Campaigns.Get(v.Campaign)
		if !ok || !slices.Contains(x.Counties, v.County) {
			return invalid("campaign", "unknown_campaign")
		}
		if x.Status != CampaignPlanned {
			return Refuse(Conflict, "campaign_over").At("campaign")
		}
	}
	if v.Next == "" {
		v.Next = AddMonths(v.Day, visitMonths[risk])
	}
	return nil
}

// placeOf refuses a place that is none, or not the actor's: `unknown_county unknown_township other_county`.
func (s *State) placeOf(county, township string, a Actor) *Error {
	c, ok := s.Counties.Get(county)
	switch {
	case !ok:
		return invalid("county", "unknown_county")
	case !slices.Contains(c.Townships, township):
		return invalid("township", "unknown_township")
	case !a.InCounty(county, township):
		return invalid("county", "other_county")
	}
	return nil
}

// VisitRecorded carries the visit.
type VisitRecorded struct {
	Visit Visit `json:"visit"`
}

// Apply implements Event.
func (e VisitRecorded) Apply(s *State) {
	v := e.Visit
	v.Seq = s.Seq
	v.Version++
	s.Visits.Set(v.ID, &v)
	s.countNumber(v.Number)
	if v.Beneficiary != "" {
		s.visitsByChild.Set(key(v.Beneficiary, string(v.Day), v.ID), none{})
		s.remember(v.Beneficiary, Fact{Kind: "visited", Ref: v.Number, By: v.By})
	}
}

// LinkVisit names the child that a visit found, once it is on the register.
type LinkVisit struct {
	ID          string
	Beneficiary string // code or number
	IfVersion   int64
}

// Permission implements Command.
func (LinkVisit) Permission() Permission { return RecordVisits }

// Decide refuses `not_found stale wrong_status` and, at the field, `unknown_beneficiary other_county`.
func (c LinkVisit) Decide(s *State, in Input) ([]Event, error) {
	v, err := s.VisitFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	if err := fresh(v.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if !v.Waits() {
		return nil, Refuse(Conflict, "wrong_status").With("status", "linked").With("verb", "link")
	}
	b, ok := s.Child(c.Beneficiary)
	switch {
	case !ok || !in.Actor.InCounty(b.County, b.Township):
		return nil, invalid("beneficiary", "unknown_beneficiary")
	case b.County != v.County:
		return nil, invalid("beneficiary", "other_county")
	}
	return []Event{VisitLinked{ID: v.ID, Beneficiary: b.ID, By: in.Actor.ID}}, nil
}

// VisitLinked says which child a visit found.
type VisitLinked struct {
	ID          string `json:"id"`
	Beneficiary string `json:"beneficiary"`
	By          string `json:"by"`
}

// Apply implements Event.
func (e VisitLinked) Apply(s *State) {
	old, _ := s.Visits.Get(e.ID)
	v := *old
	v.LedTo = e.Beneficiary
	v.Version++
	s.Visits.Set(v.ID, &v)
	s.visitsByChild.Set(key(e.Beneficiary, string(v.Day), v.ID), none{})
	s.remember(e.Beneficiary, Fact{Kind: "found_by_visit", Ref: v.Number, By: e.By})
	if x, ok := s.Campaigns.Get(v.Campaign); ok {
		next := *x
		next.Found++
		next.Version++
		s.Campaigns.Set(x.ID, &next)
		s.public()
	}
}

// NetAdditions counts who came to a county's register in a quarter and who left it.
type NetAdditions struct {
	County  string
	Quarter string // 2026Q3
	Added   int    // accepted
	Survey  int    // of those, found by a survey (摸底排查)
	Left    int
}

// Net is what the register grew by.
func (n NetAdditions) Net() int { return n.Added - n.Left }

// NetAdditions counts, county by county and quarter by quarter, the oldest first, who came to the register and who left it.
func (s *State) NetAdditions() []NetAdditions {
	at := map[[2]string]*NetAdditions{}
	of := func(county string, t time.Time) *NetAdditions {
		k := [2]string{county, Quarter(t)}
		if at[k] == nil {
			at[k] = &NetAdditions{County: county, Quarter: k[1]}
		}
		return at[k]
	}
	for _, b := range s.Beneficiaries.All() {
		if b.AcceptedOn == "" {
			continue
		}
		n := of(b.County, b.AcceptedOn.Time())
		n.Added++
		if b.Source == "survey" {
			n.Survey++
		}
		if b.Status == BeneficiaryDeparted {
			for _, f := range s.Chain(b.ID) {
				if f.Kind == "beneficiary_depart" {
					of(b.County, f.At).Left++
				}
			}
		}
	}
	out := make([]NetAdditions, 0, len(at))
	for _, n := range at {
		out = append(out, *n)
	}
	slices.SortFunc(out, func(a, b NetAdditions) int {
		return strings.Compare(a.Quarter+a.County, b.Quarter+b.County)
	})
	return out
}
