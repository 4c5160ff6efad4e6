package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

func staffCourses(r *Request) error {
	var all []*models.Course
	for _, c := range r.State.Courses.All() {
		if fits(r.Query("status"), c.Status) && sought(r.Query("q"), c.Number, c.Title) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *models.Course) int {
		return cmp.Or(cmp.Compare(b.Day, a.Day), cmp.Compare(b.Number, a.Number))
	})
	d := r.staff("finding.training")
	rows, pager := arranged(r, d, all, map[string]order[*models.Course]{
		"number": func(a, b *models.Course) int { return cmp.Compare(a.Number, b.Number) },
	})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("finding.training_lead"), Search: d.T("finding.search_course"), Filters: views.CourseFilters(d), Table: views.StaffCourseTable(d, rows), Pager: pager,
		Actions: []views.ButtonProps{{Label: d.T("finding.new_course"), Href: "/staff/training/new", Kind: views.ButtonAction, Icon: "plus"}},
	}))
}

func staffCourseNew(r *Request) error { return r.showCourseForm(nil) }

func (r *Request) showCourseForm(f *form) error {
	d := r.staff("finding.new_course", r.crumb("finding.training", "/staff/training"))
	status := 200
	if f != nil {
		f.onto(d, "course")
		status = f.Status()
	}
	return r.HTML(status, views.StaffCourseNew(d))
}

func staffCoursePlan(r *Request) error {
	f := r.form("title", "topics", "place", "day", "hours", "months")
	c := models.Course{Title: f.Text("title"), Topics: f.Text("topics"), Place: f.Text("place"), Day: f.Day("day"), Hours: f.Int("hours"), Months: f.Int("months")}
	out, again, err := f.ask(models.PlanCourse{Course: c})
	if again {
		return r.showCourseForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.CoursePlannedDown](out).Course
	return r.Done("/staff/training/"+made.ID, "finding.done.planned", "number", made.Number)
}

func staffCourse(r *Request) error { return r.showCourse(nil, "") }

func (r *Request) showCourse(f *form, name string) error {
	c, ok := r.State.Courses.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(c.Title, r.crumb("finding.training", "/staff/training"))
	status, chosen := 200, c.Attended
	if f != nil {
		f.onto(d, name)
		status, chosen = f.Status(), f.All("attended")
	}
	var people []views.Option
	for id, u := range r.State.Users.All() {
		if u.Role.Staff() && !u.Disabled {
			people = append(people, views.Option{Value: id, Label: d.Person(id), Selected: slices.Contains(chosen, id)})
		}
	}
	return r.HTML(status, views.StaffCourse(d, c, people))
}

func staffCourseStep(r *Request) error {
	f := r.form("verb", "attended", "others", "sign_in", "reason")
	c := models.StepCourse{ID: r.Params("id"), Verb: f.Text("verb"), Attended: f.All("attended"), Others: f.Int("others"), SignIn: f.Text("sign_in"), Reason: f.Text("reason"), IfVersion: f.Version()}
	if !slices.Contains([]string{"hold", "certify", "cancel"}, c.Verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	_, again, err := f.ask(c)
	if again {
		return r.showCourse(f, c.Verb)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/training/"+c.ID, "finding.done.step")
}
