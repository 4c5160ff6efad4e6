package handlers

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/models/cnid"
	"shanpei/views"
)

// bindShown is how many children the page that binds offers at once, the longest waiting first.
const bindShown = 100

// nameShown is what may be shown of a child's name without a look; nothing when the record is erased.
func (r *Request) nameShown(code string) string {
	name, err := r.maskedName(code)
	if err != nil {
		return ""
	}
	return name
}

// minor tells whether the vault knows that a child is not 18 yet; only the rule about vocational schools asks.
func (r *Request) minor(b *models.Beneficiary) bool {
	if b.Category != models.Orphan || b.Stage != models.Vocational {
		return false
	}
	rec, err := r.Portal.Vault.Open(r.UserContext(), b.ID)
	if err != nil {
		return false
	}
	id, err := cnid.ParseResidentID(rec.Field("id_number"), r.Portal.Clock())
	return err == nil && models.AddMonths(models.DayOf(id.Birth()), 18*12) > r.today()
}

// bounds shows places with their children, who are known by number and masked name.
func (r *Request) bounds(list []*models.Binding) []views.StaffBound {
	var out []views.StaffBound
	for _, b := range list {
		v := views.StaffBound{Binding: b, Name: r.nameShown(b.Beneficiary)}
		if c, ok := r.State.Beneficiaries.Get(b.Beneficiary); ok {
			v.Number, v.Township = c.Number, c.Township
		}
		if b.Live() && !b.Paid() {
			v.Stopped = r.State.Stopped(b, r.today())
		}
		out = append(out, v)
	}
	return out
}

// placesOf are the places of a sponsorship for its page; a county's officer sees those of the own county.
func (r *Request) placesOf(sp *models.Sponsorship) views.StaffPlaces {
	n, _ := r.State.Needs.Get(sp.Need)
	v := views.StaffPlaces{Bindable: models.Bindable(n.Type)}
	if !v.Bindable || !r.Actor.Can(models.ViewPersons) {
		return v
	}
	all := r.State.BindingsOf(sp.ID)
	v.Free = max(0, sp.FundedPlaces-len(all))
	v.Bound = r.bounds(slices.DeleteFunc(all, func(b *models.Binding) bool { _, err := r.State.BindingFor(b.ID, r.Actor); return err != nil }))
	return v
}

func staffBind(r *Request) error {
	sp, err := r.ownSponsorship()
	if err != nil {
		return err
	}
	return r.showBind(sp.ID, nil)
}

func (r *Request) showBind(id string, f *form) error {
	sp, _ := r.State.Sponsorships.Get(id)
	n, _ := r.State.Needs.Get(sp.Need)
	d := r.staff("place.bind.title", r.crumb("staff.sponsorships.title", "/staff/sponsorships"), views.Crumb{Label: n.Number, Href: "/staff/sponsorships/" + id})
	v := views.StaffBindProps{Sponsorship: sp, Need: n, Free: max(0, sp.FundedPlaces-len(r.State.BindingsOf(id)))}
	towns := map[string]bool{}
	for _, b := range r.State.ChildrenWaiting(n.County) {
		if !r.Actor.InCounty(b.County, b.Township) {
			continue
		}
		towns[b.Township] = true
		if !fits(r.Query("township"), b.Township) || !sought(r.Query("q"), b.Number) {
			continue
		}
		why := r.State.Eligible(b, sp, r.minor(b), r.today())
		c := views.StaffWaitingChild{ID: b.ID, Number: b.Number, Township: b.Township, Category: string(b.Category)}
		var e *models.Error
		switch {
		case why == nil && len(v.Children) < bindShown:
			c.Name, c.Chosen = r.nameShown(b.ID), r.Query("all") != "" && len(v.Children) < v.Free
			v.Children = append(v.Children, c)
		case why == nil:
			v.More++
		case errors.As(why, &e) && e.Reason != "other_stage" && e.Reason != "bound_already" && len(v.Refused) < bindShown:
			c.Name, c.Why, c.Doubled = r.nameShown(b.ID), r.sentence(e), e.Reason == "double_aid"
			v.Refused = append(v.Refused, c)
		}
	}
	var options []views.Option
	for t := range towns {
		options = append(options, views.Option{Value: t, Label: t})
	}
	slices.SortFunc(options, func(a, b views.Option) int { return strings.Compare(a.Value, b.Value) })
	v.Filters = []views.StaffFilter{{Name: "township", Label: d.F("township"), Options: options}}
	status := 200
	if f != nil {
		f.onto(d, "bind")
		status = f.Status()
	}
	return r.HTML(status, views.StaffBind(d, v))
}

// freeSlots lists the numbers of the places that no child has.
func freeSlots(s *models.State, sp *models.Sponsorship) []int {
	taken := map[int]bool{}
	for _, b := range s.BindingsOf(sp.ID) {
		taken[b.Slot] = true
	}
	var out []int
	for _, run := range sp.Slots {
		for n := run.From; n <= run.To; n++ {
			if !taken[n] {
				out = append(out, n)
			}
		}
	}
	return out
}

// childPlace is a place and its child as a command wants them.
func (r *Request) childPlace(slot int, child string) models.ChildPlace {
	p := models.ChildPlace{Slot: slot, Beneficiary: child}
	if b, ok := r.State.Child(child); ok {
		p.Minor = r.minor(b)
	}
	return p
}

// staffBindPost shows what the chosen children would get, and binds them once that was seen.
func staffBindPost(r *Request) error {
	sp, err := r.ownSponsorship()
	if err != nil {
		return err
	}
	f := r.form("child", "place", "confirm")
	cmd := models.BindPlace{Sponsorship: sp.ID, Random: randomText(), IfVersion: f.Version()}
	if !f.Yes("confirm") {
		free := freeSlots(r.State, sp)
		for i, child := range f.All("child") {
			if i == len(free) {
				f.refuse(models.Refuse(models.Conflict, "place_not_funded").At("child").With("funded", sp.FundedPlaces))
				break
			}
			cmd.Places = append(cmd.Places, r.childPlace(free[i], child))
		}
		if len(f.Errors) == 0 {
			f.refuseChild(r.wouldDo(cmd))
		}
		if len(f.Errors) > 0 {
			return r.showBind(sp.ID, f)
		}
		return r.previewBind(sp, cmd)
	}
	for name, child := range f.Values {
		if no, ok := strings.CutPrefix(name, "place."); ok {
			slot, _ := strconv.Atoi(no)
			cmd.Places = append(cmd.Places, r.childPlace(slot, child))
		}
	}
	slices.SortFunc(cmd.Places, func(a, b models.ChildPlace) int { return a.Slot - b.Slot })
	_, again, err := f.ask(cmd)
	if again {
		for _, e := range f.Errors {
			toChild(e)
		}
		return r.showBind(sp.ID, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/sponsorships/"+sp.ID, "place.done.bound", "n", len(cmd.Places))
}

func (f *form) refuseChild(err error) {
	var e *models.Error
	if errors.As(err, &e) {
		toChild(e)
		f.refuse(e)
	}
}

// toChild names the form's field for a fault of one of its places.
func toChild(e *models.Error) {
	if strings.HasPrefix(e.Field, "places") {
		e.Field = "child"
	}
}

func (r *Request) previewBind(sp *models.Sponsorship, cmd models.BindPlace) error {
	n, _ := r.State.Needs.Get(sp.Need)
	d := r.staff("place.preview", r.crumb("staff.sponsorships.title", "/staff/sponsorships"), views.Crumb{Label: n.Number, Href: "/staff/sponsorships/" + sp.ID})
	var pairs []views.StaffBindPair
	for _, p := range cmd.Places {
		b, _ := r.State.Child(p.Beneficiary)
		pairs = append(pairs, views.StaffBindPair{Slot: p.Slot, Child: views.StaffWaitingChild{ID: b.ID, Number: b.Number, Name: r.nameShown(b.ID), Township: b.Township}})
	}
	return r.HTML(200, views.StaffBindPreview(d, sp, n, pairs))
}
