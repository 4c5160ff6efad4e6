package models

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"shanpei/models/money"
)

// DutyKind is what the federation owes the public besides the accounts of its programmes (令81; domain.md, section 2).
type DutyKind string

// The kinds: the annual report and financial statements (31 May), what was done with what a programme left (3 months after its end), an event of weight (30 days).
const (
	AnnualReport   DutyKind = "annual"
	LeftoverReport DutyKind = "leftover"
	EventReport    DutyKind = "event"
)

// MajorEventKinds are the events that have to be published: a major asset, investment or transaction, and dealings with a related party.
var MajorEventKinds = []string{"asset", "investment", "transaction", "related_party"}

// MajorEvent is an event of weight (重大事项).
type MajorEvent struct {
	ID    string    `json:"id"`
	Kind  string    `json:"kind"` // of MajorEventKinds
	Title string    `json:"title"`
	Day   Day       `json:"day"`
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Seq   int64     `json:"seq,omitempty"`
}

// Filing is what was published for a duty. A later one stands in for an earlier one and says what was wrong (更正说明); the earlier stays to be read.
type Filing struct {
	Number     string    `json:"number"` // GS
	Text       string    `json:"text"`
	Document   string    `json:"document,omitempty"` // where the whole report is: the number of a file, or an address
	Why        string    `json:"why,omitempty"`
	PreparedBy string    `json:"prepared_by"`
	By         string    `json:"by"`
	At         time.Time `json:"at"`
	Seq        int64     `json:"seq,omitempty"`
}

// FilingDraft is what one person wrote for another to publish.
type FilingDraft struct {
	Text     string    `json:"text"`
	Document string    `json:"document,omitempty"`
	Why      string    `json:"why,omitempty"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// Filed is what there is of a duty: a draft, what was published.
type Filed struct {
	ID      string       `json:"id"` // of the duty
	Draft   *FilingDraft `json:"draft,omitempty"`
	Filings []Filing     `json:"filings,omitempty"` // the last one holds
	Version int64        `json:"version"`
}

// Duty is something that has to be published, published or not.
type Duty struct {
	ID      string // kind-year, kind-programme, kind-event
	Kind    DutyKind
	Year    int
	Program *Program    // of a leftover
	LeftFen money.Fen   // of a leftover
	Event   *MajorEvent // of an event
	Due     Day
	Filed   *Filed // nil: nothing yet
}

// Published gives what holds.
func (d Duty) Published() (Filing, bool) {
	if d.Filed == nil || len(d.Filed.Filings) == 0 {
		return Filing{}, false
	}
	return d.Filed.Filings[len(d.Filed.Filings)-1], true
}

// Late tells whether it was first published after its day, or is not yet although its day is over.
func (d Duty) Late(today Day) bool {
	if d.Filed != nil && len(d.Filed.Filings) > 0 {
		return DayOf(d.Filed.Filings[0].At) > d.Due
	}
	return d.Due < today
}

// annualDue is when the report of a year is due.
func annualDue(year int) Day { return Day(strconv.Itoa(year+1) + "-05-31") }

// Duties lists what has to be published on a day, the earliest first: the reports of every year that is over and that the federation worked in, what ended programmes
// left, and events.
func (s *State) Duties(today Day) []Duty {
	var out []Duty
	add := func(d Duty) {
		if x, ok := s.FiledDuties.Get(d.ID); ok {
			d.Filed = x
		}
		out = append(out, d)
	}
	first := today
	for _, p := range s.Programs.All() {
		first = min(first, p.Starts)
		if ended := s.endedOn(p); ended != "" && ended <= today {
			received, paid := s.ProgramLedger(p.ID)
			id := string(LeftoverReport) + "-" + p.ID
			if _, done := s.FiledDuties.Get(id); done || received > paid {
				add(Duty{ID: id, Kind: LeftoverReport, Program: p, LeftFen: received - paid, Due: AddMonths(ended, 3)})
			}
		}
	}
	from, _ := strconv.Atoi(string(first)[:4])
	now, _ := strconv.Atoi(string(today)[:4])
	for y := from; y < now; y++ {
		add(Duty{ID: string(AnnualReport) + "-" + strconv.Itoa(y), Kind: AnnualReport, Year: y, Due: annualDue(y)})
	}
	for id, e := range s.MajorEvents.All() {
		add(Duty{ID: string(EventReport) + "-" + id, Kind: EventReport, Event: e, Due: e.Day.AddDays(30)})
	}
	slices.SortFunc(out, func(a, b Duty) int { return strings.Compare(string(a.Due)+a.ID, string(b.Due)+b.ID) })
	return out
}

// endedOn is when a programme ended: as planned, or when it was closed before.
func (s *State) endedOn(p *Program) Day {
	if p.Status == ProgramClosed {
		for _, f := range s.Chain(p.ID) {
			if f.Kind == "program_close" {
				return min(p.Ends, DayOf(f.At))
			}
		}
	}
	return p.Ends
}

// DutyByID finds a duty.
func (s *State) DutyByID(id string, today Day) (Duty, bool) {
	for _, d := range s.Duties(today) {
		if d.ID == id {
			return d, true
		}
	}
	return Duty{}, false
}

// RecordMajorEvent writes down an event that has to be published within 30 days.
type RecordMajorEvent struct {
	Kind, Title string
	Day         Day
}

// Permission implements Command.
func (RecordMajorEvent) Permission() Permission { return PublishDisclosures }

// Decide refuses at the field: `unknown_choice required text_too_long day_form date_future`.
func (c RecordMajorEvent) Decide(_ *State, in Input) ([]Event, error) {
	title := strings.TrimSpace(c.Title)
	switch {
	case !slices.Contains(MajorEventKinds, c.Kind):
		return nil, invalid("kind", "unknown_choice")
	case title == "":
		return nil, invalid("title", "required")
	case !c.Day.valid():
		return nil, invalid("day", "day_form")
	case c.Day > in.Today():
		return nil, invalid("day", "date_future")
	}
	if err := bounded([]text{{"title", title, 80}}); err != nil {
		return nil, err
	}
	return []Event{MajorEventRecorded{Event: MajorEvent{ID: in.NewID(), Kind: c.Kind, Title: title, Day: c.Day, By: in.Actor.ID, At: in.At}}}, nil
}

// MajorEventRecorded carries the event.
type MajorEventRecorded struct {
	Event MajorEvent `json:"event"`
}

// Apply implements Event.
func (e MajorEventRecorded) Apply(s *State) {
	x := e.Event
	x.Seq = s.Seq
	s.MajorEvents.Set(x.ID, &x)
	s.public()
}

// PrepareFiling writes what is to be published for a duty; a second person publishes it. What was prepared before is replaced.
type PrepareFiling struct {
	Duty, Text, Document string
	Why                  string // of a correction
	IfVersion            int64
}

// Permission implements Command.
func (PrepareFiling) Permission() Permission { return PublishDisclosures }

// Decide refuses `not_found stale` and at the field: `required reason_required text_too_long`.
func (c PrepareFiling) Decide(s *State, in Input) ([]Event, error) {
	d, ok := s.DutyByID(c.Duty, in.Today())
	if !ok {
		return nil, notFound()
	}
	if d.Filed != nil {
		if err := fresh(d.Filed.Version, c.IfVersion); err != nil {
			return nil, err
		}
	}
	body, why := strings.TrimSpace(c.Text), strings.TrimSpace(c.Why)
	_, again := d.Published()
	switch {
	case body == "":
		return nil, invalid("text", "required")
	case again && why == "":
		return nil, invalid("why", "reason_required")
	case !again:
		why = ""
	}
	if err := bounded([]text{{"text", body, 4000}, {"document", c.Document, 200}, {"why", why, 2000}}); err != nil {
		return nil, err
	}
	return []Event{FilingPrepared{Duty: d.ID, Draft: FilingDraft{Text: body, Document: strings.TrimSpace(c.Document), Why: why, By: in.Actor.ID, At: in.At}}}, nil
}

// FilingPrepared carries the draft.
type FilingPrepared struct {
	Duty  string      `json:"duty"`
	Draft FilingDraft `json:"draft"`
}

// Apply implements Event.
func (e FilingPrepared) Apply(s *State) {
	x := s.filed(e.Duty)
	x.Draft = &e.Draft
	s.FiledDuties.Set(x.ID, x)
}

// filed is a copy of what there is of a duty, a version on.
func (s *State) filed(duty string) *Filed {
	x := Filed{ID: duty}
	if old, ok := s.FiledDuties.Get(duty); ok {
		x = *old
	}
	x.Version++
	return &x
}

// PublishFiling publishes what another person prepared.
type PublishFiling struct {
	Duty      string
	IfVersion int64
}

// Permission implements Command.
func (PublishFiling) Permission() Permission { return PublishDisclosures }

// Decide refuses `not_found stale not_prepared same_person`.
func (c PublishFiling) Decide(s *State, in Input) ([]Event, error) {
	d, ok := s.DutyByID(c.Duty, in.Today())
	switch {
	case !ok:
		return nil, notFound()
	case d.Filed == nil || d.Filed.Draft == nil:
		return nil, Refuse(Conflict, "not_prepared")
	case d.Filed.Draft.By == in.Actor.ID:
		return nil, Refuse(Forbidden, "same_person")
	}
	if err := fresh(d.Filed.Version, c.IfVersion); err != nil {
		return nil, err
	}
	x := d.Filed.Draft
	return []Event{FilingPublished{Duty: d.ID, Filing: Filing{
		Number: s.nextNumber("GS", in.At, 0), Text: x.Text, Document: x.Document, Why: x.Why, PreparedBy: x.By, By: in.Actor.ID, At: in.At,
	}}}, nil
}

// FilingPublished carries what was published.
type FilingPublished struct {
	Duty   string `json:"duty"`
	Filing Filing `json:"filing"`
}

// Apply implements Event.
func (e FilingPublished) Apply(s *State) {
	x, f := s.filed(e.Duty), e.Filing
	f.Seq = s.Seq
	x.Draft = nil
	x.Filings = append(slices.Clone(x.Filings), f)
	s.FiledDuties.Set(x.ID, x)
	s.countNumber(f.Number)
	s.public()
}
