package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

const activitiesPerPage = 30

func activityLine(a *models.ActivityPlan) views.ActivityLine {
	return views.ActivityLine{ActivityPlan: a, Sums: a.Sums()}
}

// seenActivities are those that the public may see, of a county or of all, the newest first, with their sums.
func seenActivities(s *models.State, county string) (list []views.ActivityLine, sums models.ActivitySums) {
	for _, a := range s.Activities.All() {
		if a.Seen() && fits(county, a.County) {
			list = append(list, activityLine(a))
			sums.Add(a.Sums())
		}
	}
	slices.SortFunc(list, func(a, b views.ActivityLine) int {
		return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(b.Number, a.Number))
	})
	return list, sums
}

func publicActivities(r *Request) error {
	p := r.page(views.Public, "activity.title")
	p.Description = r.Lang.T("activity.brand_text")
	list, sums := seenActivities(r.State, r.Query("county"))
	rows, pager := pageOf(r, p, list, activitiesPerPage)
	var counties []views.Option
	for _, c := range r.State.Counties.All() {
		counties = append(counties, views.Option{Value: c.Code, Label: views.CountyName(r.Lang, c.Code, c.Name)})
	}
	return r.HTML(200, views.PublicActivities(p, sums, rows, pager, counties))
}

func publicActivity(r *Request) error {
	a, ok := r.State.ActivityByNumber(r.Params("number"))
	if !ok || !a.Seen() {
		return models.Refuse(models.NotFound, "not_found")
	}
	p := r.page(views.Public, a.Title)
	p.Crumbs = []views.Crumb{{Label: r.Lang.T("activity.title"), Href: "/activities"}, {Label: a.Number}}
	return r.HTML(200, views.PublicActivity(p, activityLine(a), views.ActivityProgram(r.State, a)))
}

// brands are the counties that have a sub-brand, with what their activities came to.
func brands(s *models.State) (list []views.BrandLine, sums models.ActivitySums) {
	for _, c := range s.Counties.All() {
		if c.SubBrand != "" {
			held, of := seenActivities(s, c.Code)
			list = append(list, views.BrandLine{County: c, Count: len(held), Sums: of})
			sums.Add(of)
		}
	}
	return list, sums
}

func publicBrands(r *Request) error {
	p := r.page(views.Public, views.BrandName)
	p.Description = r.Lang.T("activity.brand_text")
	list, sums := brands(r.State)
	return r.HTML(200, views.PublicBrands(p, sums, list))
}

func publicBrand(r *Request) error {
	list, _ := brands(r.State)
	i := slices.IndexFunc(list, func(b views.BrandLine) bool { return b.County.Code == r.Params("code") })
	if i < 0 {
		return models.Refuse(models.NotFound, "not_found")
	}
	p := r.page(views.Public, list[i].County.SubBrand)
	p.Crumbs = []views.Crumb{{Label: views.BrandName, Href: "/brands"}, {Label: list[i].County.SubBrand}}
	held, _ := seenActivities(r.State, list[i].County.Code)
	return r.HTML(200, views.PublicBrand(p, list[i], held))
}

// staffActivities lists the activities that the actor may see: county officers those of their county.
func staffActivities(r *Request) error {
	var all []views.ActivityLine
	for _, a := range r.State.Activities.All() {
		if r.Actor.InCounty(a.County, "") && fits(r.Query("status"), a.Status) && fits(r.Query("county"), a.County) && sought(r.Query("q"), a.Number, a.Title, a.Series) {
			all = append(all, activityLine(a))
		}
	}
	newestFirst(all)
	d := r.staff("activity.title")
	rows, pager := arranged(r, d, all, map[string]order[views.ActivityLine]{
		"number":   func(a, b views.ActivityLine) int { return cmp.Compare(a.Number, b.Number) },
		"county":   func(a, b views.ActivityLine) int { return cmp.Compare(a.County, b.County) },
		"from":     func(a, b views.ActivityLine) int { return cmp.Compare(a.From, b.From) },
		"sessions": func(a, b views.ActivityLine) int { return cmp.Compare(a.Sums.Sessions, b.Sums.Sessions) },
		"status": func(a, b views.ActivityLine) int {
			return cmp.Compare(slices.Index(views.ActivityStatuses, a.Status), slices.Index(views.ActivityStatuses, b.Status))
		},
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("activity.staff_lead"), Search: d.T("activity.search"), Filters: views.StaffActivityFilters(d),
		Table: views.StaffActivityTable(d, rows, r.filtered("status", "county")), Pager: pager,
	}
	if r.Actor.Can(models.PlanActivities) {
		l.Actions = []views.ButtonProps{{Label: d.T("activity.new"), Href: "/staff/activities/new", Kind: views.ButtonAction, Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

func staffActivityNew(r *Request) error { return r.showActivityForm(nil) }

func (r *Request) showActivityForm(f *form) error {
	d := r.staff("activity.new", r.crumb("activity.title", "/staff/activities"))
	status := 200
	if f != nil {
		f.onto(d, "activity")
		status = f.Status()
	}
	return r.HTML(status, views.StaffActivityNew(d))
}

func staffActivityPlan(r *Request) error {
	f := r.form("title", "series", "county", "program", "plan", "from", "to", "planned", "budget_fen", "agreement")
	out, again, err := f.ask(models.PlanActivity{Activity: models.ActivityPlan{
		Title: f.Text("title"), Series: f.Text("series"), County: f.Text("county"), Program: f.Text("program"), Plan: f.Text("plan"), From: f.Day("from"), To: f.Day("to"),
		Planned: f.Int("planned"), BudgetFen: f.Yuan("budget_fen"), Agreement: f.Text("agreement"),
	}})
	if again {
		return r.showActivityForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.ActivityPlannedDown](out).Activity
	return r.Done("/staff/activities/"+made.ID, "activity.done.planned", "number", made.Number)
}

func staffActivity(r *Request) error { return r.showActivity(nil, "") }

func (r *Request) showActivity(f *form, name string) error {
	a, err := r.State.ActivityFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	d := r.staff(a.Title, r.crumb("activity.title", "/staff/activities"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffActivity(d, activityLine(a)))
}

// tell asks for a change of the activity of the address and comes back to its page.
func (r *Request) tellActivity(f *form, name string, cmd models.Command, done string) error {
	_, again, err := f.ask(cmd)
	if again {
		return r.showActivity(f, name)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/activities/"+r.Params("id"), done)
}

func staffActivityStep(r *Request) error {
	f := r.form("verb", "reason")
	name, verb := "step-"+f.Text("verb"), f.Text("verb")
	if !slices.Contains(models.ActivityVerbs, verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	if f.Values["reason"] != "" || verb == "return" || verb == "cancel" {
		name = "back-" + verb
	}
	return r.tellActivity(f, name, models.StepActivity{ID: r.Params("id"), Verb: verb, Reason: f.Text("reason"), IfVersion: f.Version()}, "activity.done.step")
}

func staffActivitySession(r *Request) error {
	f := r.form("day", "count", "children", "parents", "at_least", "volunteers", "hours", "place", "sign_in")
	return r.tellActivity(f, "session", models.RecordSession{ID: r.Params("id"), Session: models.Session{
		Day: f.Day("day"), Count: f.Int("count"), Children: f.Int("children"), Parents: f.Int("parents"), AtLeast: f.Yes("at_least"), Volunteers: f.Int("volunteers"),
		Hours: f.Int("hours"), Place: f.Text("place"), SignIn: f.Text("sign_in"),
	}}, "activity.done.session")
}

func staffActivityCost(r *Request) error {
	f := r.form("day", "what", "fen", "voucher")
	return r.tellActivity(f, "cost", models.RecordCost{ID: r.Params("id"), Cost: models.ActivityCost{
		Day: f.Day("day"), What: f.Text("what"), Fen: f.Yuan("fen"), Voucher: f.Text("voucher"),
	}}, "activity.done.cost")
}

func staffActivityProceeds(r *Request) error {
	f := r.form("day", "fen", "purpose", "paper")
	return r.tellActivity(f, "proceeds", models.RecordProceeds{ID: r.Params("id"), Proceeds: models.ActivityProceeds{
		Day: f.Day("day"), Fen: f.Yuan("fen"), Purpose: f.Text("purpose"), Paper: f.Text("paper"),
	}}, "activity.done.proceeds")
}

func staffActivityVoid(r *Request) error {
	f := r.form("kind", "no", "reason")
	return r.tellActivity(f, "void-"+f.Text("kind"), models.VoidActivityLine{ID: r.Params("id"), Kind: f.Text("kind"), No: f.Int("no"), Reason: f.Text("reason")}, "activity.done.void")
}
