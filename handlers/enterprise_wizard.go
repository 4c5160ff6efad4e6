package handlers

import (
	"cmp"
	"errors"
	"slices"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// entOffered is how many needs are offered to be named, besides those that are.
const entOffered = 8

// canPledge refuses whoever's pledge would be refused in the end, before anything is typed: `enterprise_not_verified approval_document_missing`.
func (r *Request) canPledge() error {
	e, err := r.ownEnterprise()
	switch {
	case err != nil:
		return err
	case e.Status != models.EnterpriseVerified:
		return models.Refuse(models.Forbidden, "enterprise_not_verified")
	case e.StateOwned && e.Approval == "":
		return models.Refuse(models.Forbidden, "approval_document_missing")
	}
	return nil
}

// newPledge shows step one, or with ?step=2 step two; both live in the address.
func newPledge(r *Request) error {
	d := r.pledgeDraft(r.Context().QueryArgs().PeekMulti)
	if err := r.canPledge(); err != nil {
		if e := new(models.Error); errors.As(err, &e) && e.Code == models.Forbidden {
			r.flash(views.Warning, "errors."+e.Reason)
			return r.forward("/enterprise")
		}
		return err
	}
	if r.Query("step") != "2" {
		return r.purposeStep(200, d)
	}
	if field, key, args := d.purposeFault(); field != "" {
		d.form = d.form.With(field, r.Lang.T(key, args...))
		return r.purposeStep(422, d)
	}
	return r.amountStep(200, d)
}

// makePledge takes the form of step two: the way back, one more row, a trial, or the pledge itself.
func makePledge(r *Request) error {
	if err := r.canPledge(); err != nil {
		return err
	}
	f := r.form(slices.Concat(purposeFields, amountFields, []string{"_action"})...)
	d := r.pledgeDraft(r.Context().PostArgs().PeekMulti)
	switch f.Text("_action") {
	case "back":
		return r.forward("/enterprise/pledges/new?" + d.values.Encode())
	case "add_row":
		d.rows = append(d.rows, views.InstalmentRow{})
		return r.amountStep(200, d)
	case "preview":
		return r.amountStep(200, d)
	}
	if field, key, args := d.purposeFault(); field != "" {
		d.form = d.form.With(field, r.Lang.T(key, args...))
		return r.purposeStep(422, d)
	}
	cmd, faults := d.command()
	f.Errors = append(f.Errors, faults...)
	if !f.Failed(nil) {
		out, err := r.Do(cmd)
		if !f.Failed(err) {
			made := event[models.PledgeMade](out).Pledge
			return r.Done("/enterprise/pledges/"+made.ID+"/sign", "enterprise.wizard.made", "number", made.Number)
		}
	}
	d.refused(f.Errors)
	return r.amountStep(f.Status(), d)
}

// previewPledge answers the part beside step two: what the pledge would do now.
func previewPledge(r *Request) error {
	r.form(slices.Concat(purposeFields, amountFields, []string{"_action"})...)
	d := r.pledgeDraft(r.Context().PostArgs().PeekMulti)
	return r.HTML(200, views.WhatIf(r.page(views.Enterprise, ""), r.whatIf(d)))
}

func (r *Request) purposeStep(status int, d *pledgeDraft) error {
	e, err := r.ownEnterprise()
	if err != nil {
		return err
	}
	w := views.PledgeWizardProps{
		State: d.form, Kind: d.kind(), Carry: d.carry(amountFields), Naming: d.values.Get("naming"), Anonymous: d.values.Get("anonymous") == "true",
		Needs: r.needChoices(e, d.values["need"]),
	}
	if d.form.Errors == nil && !d.values.Has("kind") {
		w.State.Values = nil
	}
	w.Programs = r.programOptions(e, d.values["purpose.programs"])
	var counties, types, stages []views.Option
	for code := range r.State.Counties.All() {
		counties = append(counties, views.Option{Value: code, Label: r.Lang.Term("county", code)})
	}
	for _, t := range r.wantedTypes() {
		types = append(types, views.Option{Value: string(t), Label: r.Lang.Term("need_type", string(t))})
	}
	for _, s := range models.Stages {
		stages = append(stages, views.Option{Value: string(s), Label: r.Lang.Term("stage", string(s))})
	}
	choose := func(name string, options []views.Option) []views.Option {
		return views.Choose(views.FormState{}, name, options, d.values[name]...)
	}
	w.Counties, w.PreferCounties = choose("purpose.counties", counties), choose("prefer.counties", counties)
	w.Types, w.PreferTypes = choose("purpose.types", types), choose("prefer.types", types)
	w.Stages, w.PreferStages = choose("purpose.stages", stages), choose("prefer.stages", stages)
	return r.HTML(status, views.PledgePurpose(r.wizardPage(), w))
}

func (r *Request) wizardPage() *views.Page {
	p := r.page(views.Enterprise, "enterprise.wizard.title")
	// The switches of the frame lead to the address; a form that was refused has none of its own, so they begin anew at step one.
	if r.Method() == "POST" {
		p.Path = r.Path()
	}
	return p
}

// programOptions offers the programmes that take gifts, with what their open needs still lack.
func (r *Request) programOptions(e *models.Enterprise, chosen []string) []views.Option {
	var out []views.Option
	for _, pr := range r.State.Programs.All() {
		if pr.Status != models.ProgramActive {
			continue
		}
		var open money.Fen
		for _, n := range r.State.NeedsOf(pr.ID) {
			if n.Takes() {
				open += n.UnitPriceFen * money.Fen(n.Left())
			}
		}
		o := views.Option{Value: pr.Slug, Label: pr.Name, Selected: slices.Contains(chosen, pr.Slug) || slices.Contains(chosen, pr.ID)}
		switch {
		case !pr.TakesFrom(e):
			o.Hint, o.Disabled, o.Selected = r.Lang.T("enterprise.wizard.program.members"), true, false
		case open == 0:
			o.Hint = r.Lang.T("enterprise.wizard.program.none")
		default:
			o.Hint = r.Lang.T("enterprise.wizard.program.open", "amount", views.Fen(open))
		}
		out = append(out, o)
	}
	return out
}

// wantedTypes are the kinds of need that the running programmes have.
func (r *Request) wantedTypes() []models.NeedType {
	seen := map[models.NeedType]bool{}
	for _, pr := range r.State.Programs.All() {
		if pr.Status != models.ProgramActive {
			continue
		}
		for _, t := range pr.Types {
			seen[t] = true
		}
	}
	var out []models.NeedType
	for _, t := range models.NeedTypeOrder {
		if seen[t] || len(seen) == 0 {
			out = append(out, t)
		}
	}
	return out
}

// needChoices are the needs that were named, in the donor's order, and after them the most urgent that could be.
func (r *Request) needChoices(e *models.Enterprise, named []string) []views.NeedChoice {
	var out []views.NeedChoice
	have := map[string]bool{}
	for _, number := range named {
		if n, ok := r.State.NeedByNumber(number); ok && n.Seen() && !have[n.ID] {
			have[n.ID] = true
			c := r.needChoice(n)
			c.Chosen = true
			out = append(out, c)
		}
	}
	var more []*models.Need
	for _, n := range r.State.Needs.All() {
		if pr, ok := r.State.Programs.Get(n.Program); ok && n.Takes() && !have[n.ID] && pr.TakesFrom(e) && !(n.Indivisible && n.Taken > 0) {
			more = append(more, n)
		}
	}
	slices.SortStableFunc(more, func(a, b *models.Need) int {
		return cmp.Or(cmp.Compare(b.Urgency, a.Urgency), compareDays(string(a.Deadline), string(b.Deadline)))
	})
	for _, n := range more[:min(entOffered, len(more))] {
		out = append(out, r.needChoice(n))
	}
	return out
}

func (r *Request) needChoice(n *models.Need) views.NeedChoice {
	pr, _ := r.State.Programs.Get(n.Program)
	return views.NeedChoice{
		Number: n.Number, Program: pr.Name, County: n.County, Type: string(n.Type), Stage: string(n.Stage), Unit: n.Unit,
		Price: views.Fen(n.UnitPriceFen), Left: n.Left(), Whole: n.Indivisible,
	}
}

func (r *Request) amountStep(status int, d *pledgeDraft) error {
	set := r.State.Federation.Settings
	w := views.PledgeWizardProps{
		Key: r.key(), State: d.form, Kind: d.kind(), Carry: d.carry(purposeFields), Summary: r.purposeText(d.purpose()), Prefer: r.purposeText(d.prefer()),
		Anonymous: d.values.Get("anonymous") == "true", Naming: d.values.Get("naming"), Plan: d.plan(), Start: d.start(),
		UnsignedDays: set.UnsignedHoldDays, MaxInstalments: set.MaxInstalments, WhatIf: r.whatIf(d),
	}
	w.Rows = d.rows
	if len(w.Rows) == 0 {
		w.Rows = []views.InstalmentRow{{Due: d.start()}, {}}
	}
	if d.kind() == "needs" {
		for _, number := range d.values["need"] {
			if n, ok := r.State.NeedByNumber(number); ok && n.Seen() {
				w.Places = append(w.Places, r.needChoice(n))
			}
		}
	}
	return r.HTML(status, views.PledgeAmount(r.wizardPage(), w))
}
