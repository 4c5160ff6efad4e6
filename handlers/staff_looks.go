package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// staffLooks lists who looked at what of whom, what for and when, the newest first.
func staffLooks(r *Request) error {
	d := r.staff("look.title")
	var all []*models.Look
	people, days := map[string]bool{}, map[models.Day]bool{}
	for _, l := range r.State.Looks.Back("") {
		day := models.DayOf(l.At)
		people[l.By], days[day] = true, true
		if fits(r.Query("by"), l.By) && fits(r.Query("county"), l.County) && fits(r.Query("day"), day) && fits(r.Query("group"), l.Group) &&
			fits(r.Query("purpose"), l.Purpose) && fits(r.Query("of"), l.Of) && sought(r.Query("q"), d.LookSubject(l)) {
			all = append(all, l)
		}
	}
	rows, pager := arranged(r, d, all, map[string]order[*models.Look]{
		"at": func(a, b *models.Look) int { return a.At.Compare(b.At) },
		"by": func(a, b *models.Look) int { return cmp.Compare(r.nameOf(a.By), r.nameOf(b.By)) },
	})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("look.lead"), Tabs: r.lookTabs(d, "/staff/looks"), Search: d.T("look.search"), Filters: views.LookFilters(d, sortedKeys(people), sortedKeys(days)),
		Table: views.LooksTable(d, rows, r.filtered("by", "county", "day", "group", "purpose", "of")), Pager: pager,
	}))
}

func sortedKeys[K cmp.Ordered](set map[K]bool) []K {
	out := make([]K, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (r *Request) lookTabs(d *views.StaffPage, at string) []views.TabItem {
	open := 0
	for _, a := range r.State.LookAlarms.All() {
		if a.Status == models.LookAlarmOpen {
			open++
		}
	}
	return views.LookTabs(d, at, open)
}

// staffLookAlarms lists looks that are out of the ordinary, the open ones first.
func staffLookAlarms(r *Request) error {
	d := r.staff("look.alarms", r.crumb("look.title", "/staff/looks"))
	var all []*models.LookAlarm
	for _, a := range r.State.AlarmsOfLooks() {
		if fits(r.Query("status"), a.Status) && fits(r.Query("rule"), a.Rule) {
			all = append(all, a)
		}
	}
	rows, pager := slicedPage(r, d, all, pageSize)
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: r.Lang.T("look.title"), Lead: d.T("look.alarms.lead", "n", r.State.Federation.Settings.LooksAnHour()), Tabs: r.lookTabs(d, "/staff/looks/alarms"),
		Filters: views.LookAlarmFilters(d), Table: views.LookAlarmsTable(d, rows, r.filtered("status", "rule")), Pager: pager,
	}))
}

func staffLookAlarm(r *Request) error {
	a, ok := r.State.LookAlarms.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.showLookAlarm(a.ID, nil)
}

func (r *Request) showLookAlarm(id string, f *form) error {
	a, _ := r.State.LookAlarms.Get(id)
	d := r.staff("", r.crumb("look.title", "/staff/looks"), r.crumb("look.alarms", "/staff/looks/alarms"))
	r.titled(d, "look.rule."+string(a.Rule))
	status := 200
	if f != nil {
		f.onto(d, "explain")
		status = f.Status()
		if len(d.Stale) > 0 {
			f.differs(d, "reason", d.T("look.reason"), a.Reason, a.Reason)
		}
	}
	return r.HTML(status, views.StaffLookAlarm(d, a, views.LooksTable(d, r.State.LooksOfAlarm(a), false)))
}

func staffExplainLooks(r *Request) error {
	a, ok := r.State.LookAlarms.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	f := r.form("reason")
	_, again, err := f.ask(models.ExplainLooks{ID: a.ID, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showLookAlarm(a.ID, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/looks/alarms", "look.done.explained")
}
