package handlers

import (
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// dutyRoutes are the addresses of what the federation owes the public besides the accounts of its programmes.
var dutyRoutes = []Route{
	{"GET", "/disclosures/other/:number", models.Public, Page, ForPublic, true, publicFiling},
	{"GET", "/staff/duties", models.ViewStaff, Page, ForStaff, false, staffDuties},
	{"POST", "/staff/duties", models.PublishDisclosures, Page, ForStaff, false, staffEventRecord},
	{"GET", "/staff/duties/:id", models.ViewStaff, Page, ForStaff, false, staffDuty},
	{"POST", "/staff/duties/:id/prepare", models.PublishDisclosures, Page, ForStaff, false, staffFilingPrepare},
	{"POST", "/staff/duties/:id/publish", models.PublishDisclosures, Page, ForStaff, false, staffFilingPublish},
	{"GET", "/api/v1/duties", models.Public, API, ForPublic, false, apiDuties},
}

func staffDuties(r *Request) error { return r.showDuties(nil) }

func (r *Request) showDuties(f *form) error {
	d := r.staff("duty.title", r.crumb("staff.disclosures.title", "/staff/disclosures"))
	status := 200
	if f != nil {
		f.onto(d, "event")
		status = f.Status()
	}
	return r.HTML(status, views.StaffDuties(d, r.State.Duties(r.today())))
}

func staffEventRecord(r *Request) error {
	f := r.form("kind", "title", "day")
	out, again, err := f.ask(models.RecordMajorEvent{Kind: f.Text("kind"), Title: f.Text("title"), Day: f.Day("day")})
	if again {
		return r.showDuties(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/duties/event-"+event[models.MajorEventRecorded](out).Event.ID, "duty.done.recorded")
}

// duty is the duty of the address.
func (r *Request) duty() (models.Duty, error) {
	x, ok := r.State.DutyByID(r.Params("id"), r.today())
	if !ok {
		return x, models.Refuse(models.NotFound, "not_found")
	}
	return x, nil
}

func staffDuty(r *Request) error { return r.showDuty(nil, "") }

func (r *Request) showDuty(f *form, name string) error {
	x, err := r.duty()
	if err != nil {
		return err
	}
	d := r.staff("duty.kind."+string(x.Kind), r.crumb("staff.disclosures.title", "/staff/disclosures"), r.crumb("duty.title", "/staff/duties"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffDuty(d, x))
}

func staffFilingPrepare(r *Request) error {
	f := r.form("text", "document", "why", "version")
	_, again, err := f.ask(models.PrepareFiling{Duty: r.Params("id"), Text: f.Text("text"), Document: f.Text("document"), Why: f.Text("why"), IfVersion: f.Version()})
	if again {
		return r.showDuty(f, "prepare")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/duties/"+r.Params("id"), "duty.done.prepared")
}

func staffFilingPublish(r *Request) error {
	f := r.form("version")
	_, again, err := f.ask(models.PublishFiling{Duty: r.Params("id"), IfVersion: f.Version()})
	if again {
		return r.showDuty(f, "publish")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/duties/"+r.Params("id"), "duty.done.published")
}

// publicFiling is what was published for a duty, by the number of any of its versions.
func publicFiling(r *Request) error {
	for _, x := range r.State.Duties(r.today()) {
		if x.Filed == nil || !slices.ContainsFunc(x.Filed.Filings, func(f models.Filing) bool { return f.Number == r.Params("number") }) {
			continue
		}
		p := r.page(views.Public, "duty.kind."+string(x.Kind))
		p.Description = p.Title
		p.Crumbs = []views.Crumb{{Label: r.Lang.T("public.disclosures.title"), Href: "/disclosures"}, {Label: r.Params("number")}}
		return r.HTML(200, views.PublicFiling(p, x))
	}
	return models.Refuse(models.NotFound, "not_found")
}
