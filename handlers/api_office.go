package handlers

import (
	"shanpei/models"
	"shanpei/models/money"
)

// courseView is a course with its attendance in person-times, never with names.
type courseView struct {
	Number string              `json:"number"`
	Title  string              `json:"title"`
	Day    models.Day          `json:"day"`
	Hours  int                 `json:"hours"`
	Status models.CourseStatus `json:"status"`
	Times  int                 `json:"times"` // person-times
	Until  models.Day          `json:"until,omitempty"`
}

// apiCourses lists courses. GET /courses
func apiCourses(r *Request) error {
	limit, after, err := r.query()
	if err != nil {
		return err
	}
	return r.reply(200, paged(after, limit, r.State.Courses.From, func(c *models.Course) (courseView, bool) {
		return courseView{Number: c.Number, Title: c.Title, Day: c.Day, Hours: c.Hours, Status: c.Status, Times: c.Times(), Until: c.Until}, true
	}))
}

// figureView is one figure of the briefing: fen, or a count in its own unit.
type figureView struct {
	Group   string     `json:"group"` // people brand deeds vigour whole faith
	Key     string     `json:"key"`
	Unit    string     `json:"unit"`
	Count   int        `json:"count"`
	Fen     *money.Fen `json:"fen,omitempty"`
	AtLeast bool       `json:"at_least"`
	Kind    string     `json:"kind"` // of the events that made it
}

// briefingRowView is what came in, went out and whom it helped, of a county or a programme; an empty key is money that has no place yet.
type briefingRowView struct {
	Key         string    `json:"key"`
	ReceivedFen money.Fen `json:"received_fen"`
	PaidFen     money.Fen `json:"paid_fen"`
	LeftFen     money.Fen `json:"left_fen"`
	Helped      int       `json:"helped"` // person-times
}

type briefingView struct {
	AsOf     models.Day        `json:"as_of"`
	Seq      int64             `json:"seq"`
	Figures  []figureView      `json:"figures"`
	Counties []briefingRowView `json:"counties"`
	Programs []briefingRowView `json:"programs"`
}

// apiBriefing is the report to the leaders. GET /briefing
func apiBriefing(r *Request) error {
	if _, _, err := r.query(); err != nil {
		return err
	}
	b := r.State.Briefing(r.today())
	out := briefingView{AsOf: b.AsOf, Seq: b.Seq, Figures: []figureView{}}
	for _, g := range b.Groups {
		for _, x := range g.Items {
			v := figureView{Group: g.Key, Key: x.Key, Unit: x.Unit, Count: x.N, AtLeast: x.AtLeast, Kind: x.Kind}
			if x.Unit == "fen" {
				v.Fen = &x.Fen
			}
			out.Figures = append(out.Figures, v)
		}
	}
	rows := func(list []models.BriefingRow) []briefingRowView {
		views := []briefingRowView{}
		for _, x := range list {
			views = append(views, briefingRowView{Key: x.Key, ReceivedFen: x.ReceivedFen, PaidFen: x.PaidFen, LeftFen: x.LeftFen(), Helped: x.Helped})
		}
		return views
	}
	out.Counties, out.Programs = rows(b.Counties), rows(b.Programs)
	return r.reply(200, out)
}

// dutyView is what the federation owes the public besides the accounts of its programmes, published or not.
type dutyView struct {
	ID          string          `json:"id"`
	Kind        models.DutyKind `json:"kind"`
	Due         models.Day      `json:"due"`
	Year        int             `json:"year,omitempty"`
	Program     string          `json:"program,omitempty"`
	Title       string          `json:"title,omitempty"` // of an event
	Late        bool            `json:"late"`
	Number      string          `json:"number,omitempty"` // of what holds
	Text        string          `json:"text,omitempty"`
	Document    string          `json:"document,omitempty"`
	Why         string          `json:"why,omitempty"` // of a correction
	PublishedOn models.Day      `json:"published_on,omitempty"`
}

// apiDuties lists them. GET /duties
func apiDuties(r *Request) error {
	if _, _, err := r.query(); err != nil {
		return err
	}
	out := listView[dutyView]{Items: []dutyView{}}
	for _, x := range r.State.Duties(r.today()) {
		v := dutyView{ID: x.ID, Kind: x.Kind, Due: x.Due, Year: x.Year, Late: x.Late(r.today())}
		if x.Program != nil {
			v.Program = x.Program.ID
		}
		if x.Event != nil {
			v.Title = x.Event.Title
		}
		if f, ok := x.Published(); ok {
			v.Number, v.Text, v.Document, v.Why, v.PublishedOn = f.Number, f.Text, f.Document, f.Why, models.DayOf(f.At)
		}
		out.Items = append(out.Items, v)
	}
	return r.reply(200, out)
}
