package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

func publicPolicies(r *Request) error {
	p := r.page(views.Public, "insurance.title")
	p.Description = r.Lang.T("insurance.lead")
	var list []views.PolicyLine
	for _, x := range r.State.InsurancePolicies.All() {
		if x.Seen() {
			list = append(list, views.PolicyOf(r.State, x))
		}
	}
	newestFirst(list)
	return r.HTML(200, views.PublicPolicies(p, list))
}

func publicPolicy(r *Request) error {
	x, ok := r.State.PolicyByNumber(r.Params("number"))
	if !ok || !x.Seen() {
		return models.Refuse(models.NotFound, "not_found")
	}
	p := r.page(views.Public, x.Title)
	p.Crumbs = []views.Crumb{{Label: r.Lang.T("insurance.title"), Href: "/insurance"}, {Label: x.Number}}
	return r.HTML(200, views.PublicPolicy(p, views.PolicyOf(r.State, x)))
}

func staffPolicies(r *Request) error {
	var all []views.PolicyLine
	for _, x := range r.State.InsurancePolicies.All() {
		if fits(r.Query("status"), x.Status) && sought(r.Query("q"), x.Number, x.Title, x.Insurer) {
			all = append(all, views.PolicyOf(r.State, x))
		}
	}
	newestFirst(all)
	d := r.staff("insurance.title")
	rows, pager := arranged(r, d, all, map[string]order[views.PolicyLine]{
		"number":  func(a, b views.PolicyLine) int { return cmp.Compare(a.Number, b.Number) },
		"premium": func(a, b views.PolicyLine) int { return cmp.Compare(a.PremiumFen, b.PremiumFen) },
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("insurance.staff_lead"), Search: d.T("insurance.search"), Filters: views.PolicyFilters(d), Table: views.StaffPolicyTable(d, rows), Pager: pager,
	}
	if r.Actor.Can(models.ManagePolicies) {
		l.Actions = []views.ButtonProps{{Label: d.T("insurance.new"), Href: "/staff/insurance/new", Kind: views.ButtonAction, Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

func staffPolicyNew(r *Request) error { return r.showPolicyForm(nil) }

func (r *Request) showPolicyForm(f *form) error {
	d := r.staff("insurance.new", r.crumb("insurance.title", "/staff/insurance"))
	status := 200
	var chosen []string
	if f != nil {
		f.onto(d, "policy")
		status, chosen = f.Status(), f.All("covers")
	}
	return r.HTML(status, views.StaffPolicyNew(d, chosen))
}

func staffPolicyDraft(r *Request) error {
	f := r.form("title", "program", "insurer", "from", "to", "cut_off", "head_fen", "covers", "limit")
	x := models.Policy{
		Title: f.Text("title"), Program: f.Text("program"), Insurer: f.Text("insurer"), From: f.Day("from"), To: f.Day("to"), CutOff: f.Day("cut_off"), HeadFen: f.Yuan("head_fen"),
		Covers: f.All("covers"), Limit: f.Text("limit"),
	}
	out, again, err := f.ask(models.DraftPolicy{Policy: x})
	if again {
		return r.showPolicyForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.PolicyDraftedDown](out).Policy
	return r.Done("/staff/insurance/"+made.ID, "insurance.done.drafted", "number", made.Number)
}

func staffPolicy(r *Request) error { return r.showPolicy(nil, "") }

func (r *Request) showPolicy(f *form, name string) error {
	x, ok := r.State.InsurancePolicies.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(x.Title, r.crumb("insurance.title", "/staff/insurance"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffPolicy(d, views.PolicyOf(r.State, x)))
}

// policyFields are the fields of the form of each step.
var policyFields = map[string][]string{
	"seal": {"paper"}, "endorse": {"paper", "fen"}, "pay": {"payout", "document", "fen"}, "claim": {"month", "count", "fen"}, "return": {"reason"}, "cancel": {"reason"},
}

func staffPolicyStep(r *Request) error {
	verb := r.FormValue("verb")
	if !slices.Contains(models.PolicyVerbs, verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	f := r.form(append([]string{"verb"}, policyFields[verb]...)...)
	c := models.StepPolicy{
		ID: r.Params("id"), Verb: verb, Paper: f.Text("paper"), Payout: f.Text("payout"), Document: f.Text("document"), Month: f.Text("month"), Count: f.Int("count"), Reason: f.Text("reason"), IfVersion: f.Version(),
	}
	if f.Text("fen") != "" {
		c.Fen = f.Yuan("fen")
	}
	_, again, err := f.ask(c)
	if again {
		return r.showPolicy(f, verb)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/insurance/"+c.ID, "insurance.done.step")
}
