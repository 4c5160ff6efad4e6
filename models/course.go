package models

import (
	"slices"
	"strings"
	"time"
)

// CourseStatus is where a course stands.
type CourseStatus string

// The statuses of a course.
const (
	CoursePlanned   CourseStatus = "planned"
	CourseHeld      CourseStatus = "held"      // who was there is told
	CourseCertified CourseStatus = "certified" // those who were there may see personal data until their certificate ends
	CourseCancelled CourseStatus = "cancelled"
)

// CourseFlow says what may be asked of a course.
var CourseFlow = Flow[CourseStatus, string]{
	CoursePlanned: {"hold": CourseHeld, "cancel": CourseCancelled},
	CourseHeld:    {"certify": CourseCertified, "hold": CourseHeld},
}

// Course is a training of those who work with children's data (培训). Its certificates are the gate to personal data.
type Course struct {
	ID          string       `json:"id"`
	Number      string       `json:"number"` // PX
	Title       string       `json:"title"`
	Topics      string       `json:"topics"`
	Place       string       `json:"place"`
	Day         Day          `json:"day"`
	Hours       int          `json:"hours"`
	Months      int          `json:"months"` // how long a certificate is valid
	Status      CourseStatus `json:"status"`
	Attended    []string     `json:"attended,omitempty"` // users
	Others      int          `json:"others,omitempty"`   // person-times of people without an account
	SignIn      string       `json:"sign_in,omitempty"`
	HeldBy      string       `json:"held_by,omitempty"`
	CertifiedBy string       `json:"certified_by,omitempty"`
	Until       Day          `json:"until,omitempty"` // of the certificates
	Reason      string       `json:"reason,omitempty"`
	By          string       `json:"by"`
	At          time.Time    `json:"at"`
	Seq         int64        `json:"seq,omitempty"`
	Version     int64        `json:"version"`
}

// Times are the person-times of a course.
func (c *Course) Times() int { return len(c.Attended) + c.Others }

// PlanCourse plans a course.
type PlanCourse struct{ Course Course }

// Permission implements Command.
func (PlanCourse) Permission() Permission { return ManageTraining }

// Decide refuses at the field: `required text_too_long day_form out_of_range`.
func (c PlanCourse) Decide(s *State, in Input) ([]Event, error) {
	n := c.Course
	for _, t := range []text{{"title", n.Title, 0}, {"topics", n.Topics, 0}, {"place", n.Place, 0}} {
		if strings.TrimSpace(t.words) == "" {
			return nil, invalid(t.field, "required")
		}
	}
	if err := bounded([]text{{"title", n.Title, 60}, {"topics", n.Topics, 500}, {"place", n.Place, 60}}); err != nil {
		return nil, err
	}
	switch {
	case !n.Day.valid():
		return nil, invalid("day", "day_form")
	case n.Hours < 1 || n.Hours > 80:
		return nil, invalid("hours", "out_of_range").With("low", 1).With("high", 80)
	case n.Months < 1 || n.Months > 36:
		return nil, invalid("months", "out_of_range").With("low", 1).With("high", 36)
	}
	return []Event{CoursePlannedDown{Course: Course{
		ID: in.NewID(), Number: s.nextNumber("PX", in.At, 0), Title: n.Title, Topics: n.Topics, Place: n.Place, Day: n.Day, Hours: n.Hours, Months: n.Months, Status: CoursePlanned, By: in.Actor.ID, At: in.At,
	}}}, nil
}

// CoursePlannedDown carries the new course.
type CoursePlannedDown struct {
	Course Course `json:"course"`
}

// Apply implements Event.
func (e CoursePlannedDown) Apply(s *State) {
	c := e.Course
	c.Seq = s.Seq
	c.Version++
	s.Courses.Set(c.ID, &c)
	s.countNumber(c.Number)
}

// StepCourse tells who was there, gives the certificates, or calls a course off.
type StepCourse struct {
	ID        string
	Verb      string // hold, certify, cancel
	Attended  []string
	Others    int
	SignIn    string
	Reason    string
	IfVersion int64
}

// Permission implements Command.
func (StepCourse) Permission() Permission { return ManageTraining }

// Decide refuses `not_found stale wrong_status same_person certificate_over`, and at the field `date_future required unknown_user out_of_range text_too_long reason_required`. Who told who was
// there gives no certificates.
func (c StepCourse) Decide(s *State, in Input) ([]Event, error) {
	old, ok := s.Courses.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := CourseFlow.Next(old.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	e := CourseStepped{ID: old.ID, Verb: c.Verb, Status: to, By: in.Actor.ID}
	events := []Event{}
	switch c.Verb {
	case "cancel":
		e.Reason = strings.TrimSpace(c.Reason)
		err = reason("reason", e.Reason, true)
	case "hold":
		err = c.hold(s, old, in, &e)
	case "certify":
		e.Until = AddMonths(old.Day, old.Months)
		switch {
		case in.Actor.ID == old.HeldBy:
			return nil, Refuse(Forbidden, "same_person")
		case e.Until < in.Today():
			return nil, Refuse(Conflict, "certificate_over").With("day", string(e.Until))
		}
		for _, id := range old.Attended {
			if u, ok := s.Users.Get(id); ok && u.TrainedUntil < e.Until {
				events = append(events, UserTrained{ID: id, Before: u.TrainedUntil, Until: e.Until, By: in.Actor.ID})
			}
		}
	}
	if err != nil {
		return nil, err
	}
	return append([]Event{e}, events...), nil
}

func (c StepCourse) hold(s *State, old *Course, in Input, e *CourseStepped) error {
	e.SignIn = strings.TrimSpace(c.SignIn)
	switch {
	case old.Day > in.Today():
		return invalid("verb", "date_future")
	case len(c.Attended) == 0 && c.Others == 0:
		return invalid("attended", "required")
	case c.Others < 0 || c.Others > maxAttended:
		return invalid("others", "out_of_range").With("low", 0).With("high", maxAttended)
	case e.SignIn == "":
		return invalid("sign_in", "required")
	}
	for _, id := range c.Attended {
		if u, ok := s.Users.Get(id); !ok || !u.Role.Staff() {
			return invalid("attended", "unknown_user")
		}
	}
	e.Attended, e.Others = slices.Compact(slices.Sorted(slices.Values(c.Attended))), c.Others
	return bounded([]text{{"sign_in", e.SignIn, 80}})
}

// CourseStepped says where a course stands now.
type CourseStepped struct {
	ID       string       `json:"id"`
	Verb     string       `json:"verb"`
	Status   CourseStatus `json:"status"`
	Attended []string     `json:"attended,omitempty"`
	Others   int          `json:"others,omitempty"`
	SignIn   string       `json:"sign_in,omitempty"`
	Until    Day          `json:"until,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	By       string       `json:"by"`
}

// Apply implements Event.
func (e CourseStepped) Apply(s *State) {
	old, _ := s.Courses.Get(e.ID)
	c := *old
	c.Status = e.Status
	c.Version++
	switch e.Verb {
	case "hold":
		c.Attended, c.Others, c.SignIn, c.HeldBy = e.Attended, e.Others, e.SignIn, e.By
	case "certify":
		c.CertifiedBy, c.Until = e.By, e.Until
	case "cancel":
		c.Reason = e.Reason
	}
	s.Courses.Set(c.ID, &c)
	s.remember(c.ID, Fact{Kind: "course_" + e.Verb, Count: c.Times(), Note: e.Reason, By: e.By})
}
