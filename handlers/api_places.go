package handlers

import (
	"slices"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
)

// placeView is a place that a child has: by an alias for the sponsor, by the child's number for staff.
type placeView struct {
	Alias   string    `json:"alias"`
	Stage   string    `json:"stage,omitempty"`
	Case    string    `json:"case,omitempty"` // of an operation: the stage of its case
	Money   string    `json:"money,omitempty"`
	Month   string    `json:"month,omitempty"`
	PaidFen money.Fen `json:"paid_fen,omitempty"`
	ID      string    `json:"id,omitempty"`     // of the binding, for staff
	Place   int       `json:"place,omitempty"`  // its number in the need, for staff
	Number  string    `json:"number,omitempty"` // of the child, for staff of its place
}

// placeViews lists who has the places of a sponsorship, as the one who asks may know it.
func (r *Request) placeViews(sponsorship string) []placeView {
	var out []placeView
	for _, b := range r.State.BindingsOf(sponsorship) {
		v := placeView{Alias: b.Alias, Stage: string(b.Stage), Money: b.Money}
		if c, ok := r.State.CaseOfBinding(b.ID); ok {
			v.Case = string(c.Status)
		}
		if b.Paid() {
			v.Month, v.PaidFen = models.Month(b.PaidOn.Time()), b.PaidFen
		}
		if _, err := r.State.BindingFor(b.ID, r.Actor); err == nil && r.Actor.Can(models.ViewPersons) {
			c, _ := r.State.Beneficiaries.Get(b.Beneficiary)
			v.ID, v.Place, v.Number = b.ID, b.Slot, c.Number
		}
		out = append(out, v)
	}
	if r.Actor.Role.Donor() {
		slices.SortFunc(out, func(a, b placeView) int { return strings.Compare(a.Alias, b.Alias) })
	}
	return out
}

// boundPlaces are the places of a sponsorship that children have.
type boundPlaces struct {
	Places []placeView `json:"places"`
}

type bindIn struct {
	Places []placeIn `json:"places"`
	onVersion
}

type placeIn struct {
	Place int    `json:"place"`
	Child string `json:"child"` // number or code
}

// apiBind gives places of a sponsorship to children. POST /sponsorships/{id}/bind
func apiBind(r *Request) error {
	in, err := input[bindIn](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in.onVersion)
	if err != nil {
		return err
	}
	cmd := models.BindPlace{Sponsorship: r.Params("id"), Random: randomText(), IfVersion: version}
	for _, p := range in.Places {
		cmd.Places = append(cmd.Places, r.childPlace(p.Place, p.Child))
	}
	if _, err := r.Do(cmd); err != nil {
		return err
	}
	return r.reply(200, boundPlaces{Places: r.placeViews(r.Params("id"))})
}
