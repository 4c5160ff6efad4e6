package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

func campaignLines(s *models.State) (out []*models.Campaign) {
	for _, c := range s.Campaigns.All() {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *models.Campaign) int {
		return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(b.Number, a.Number))
	})
	return out
}

func publicCampaigns(r *Request) error {
	p := r.page(views.Public, "finding.campaigns")
	p.Description = r.Lang.T("finding.campaigns_lead")
	return r.HTML(200, views.PublicCampaigns(p, campaignLines(r.State), r.State.NetAdditions()))
}

func publicCampaign(r *Request) error {
	c, ok := r.State.CampaignByNumber(r.Params("number"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	p := r.page(views.Public, c.Title)
	p.Crumbs = []views.Crumb{{Label: r.Lang.T("finding.campaigns"), Href: "/campaigns"}, {Label: c.Number}}
	return r.HTML(200, views.PublicCampaign(p, c))
}

func staffCampaigns(r *Request) error {
	var all []*models.Campaign
	for _, c := range campaignLines(r.State) {
		if fits(r.Query("status"), c.Status) && fits(r.Query("kind"), c.Kind) && sought(r.Query("q"), c.Number, c.Title) {
			all = append(all, c)
		}
	}
	d := r.staff("finding.campaigns")
	rows, pager := arranged(r, d, all, map[string]order[*models.Campaign]{
		"number": func(a, b *models.Campaign) int { return cmp.Compare(a.Number, b.Number) },
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("finding.campaigns_lead"), Search: d.T("finding.search_campaign"), Filters: views.CampaignFilters(d), Table: views.StaffCampaignTable(d, rows), Pager: pager,
	}
	if r.Actor.Can(models.PlanActivities) {
		l.Actions = []views.ButtonProps{{Label: d.T("finding.new_campaign"), Href: "/staff/campaigns/new", Kind: views.ButtonAction, Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

func staffCampaignNew(r *Request) error { return r.showCampaignForm(nil) }

func (r *Request) showCampaignForm(f *form) error {
	d := r.staff("finding.new_campaign", r.crumb("finding.campaigns", "/staff/campaigns"))
	status := 200
	var chosen []string
	if f != nil {
		f.onto(d, "campaign")
		status, chosen = f.Status(), f.All("counties")
	}
	var counties []views.Option
	for _, c := range r.State.Counties.All() {
		if r.Actor.InCounty(c.Code, r.Actor.Township) {
			counties = append(counties, views.Option{Value: c.Code, Label: views.CountyName(r.Lang, c.Code, c.Name), Selected: slices.Contains(chosen, c.Code)})
		}
	}
	return r.HTML(status, views.StaffCampaignNew(d, counties))
}

func staffCampaignPlan(r *Request) error {
	f := r.form("kind", "title", "plan", "counties", "from", "to")
	c := models.Campaign{Kind: f.Text("kind"), Title: f.Text("title"), Plan: f.Text("plan"), Counties: f.All("counties"), From: f.Day("from"), To: f.Day("to")}
	out, again, err := f.ask(models.PlanCampaign{Campaign: c})
	if again {
		return r.showCampaignForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.CampaignPlannedDown](out).Campaign
	return r.Done("/staff/campaigns/"+made.ID, "finding.done.planned", "number", made.Number)
}

func staffCampaign(r *Request) error { return r.showCampaign(nil, "") }

func (r *Request) showCampaign(f *form, name string) error {
	c, ok := r.State.Campaigns.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(c.Title, r.crumb("finding.campaigns", "/staff/campaigns"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	visits := 0
	for _, v := range r.State.Visits.All() {
		if v.Campaign == c.ID {
			visits++
		}
	}
	return r.HTML(status, views.StaffCampaign(d, c, visits))
}

func staffCampaignStep(r *Request) error {
	f := r.form("verb", "households", "times", "summary", "reason")
	c := models.StepCampaign{ID: r.Params("id"), Verb: f.Text("verb"), Households: f.Int("households"), Times: f.Int("times"), Summary: f.Text("summary"), Reason: f.Text("reason"), IfVersion: f.Version()}
	if !slices.Contains([]string{"close", "cancel"}, c.Verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	_, again, err := f.ask(c)
	if again {
		return r.showCampaign(f, c.Verb)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/campaigns/"+c.ID, "finding.done.step")
}
