package handlers

import (
	"slices"
	"strings"

	"shanpei/models"
	"shanpei/views"
)

// enterpriseSponsorship is what a sponsor may know of its places. Whether a letter may be shown is asked at every request: once consent is withdrawn, the page
// has it no more.
func enterpriseSponsorship(r *Request) error {
	sp, ok := r.State.Sponsorships.Get(r.Params("id"))
	if !ok || !r.Actor.Role.Donor() || !r.Actor.OfEnterprise(sp.Enterprise) {
		return models.Refuse(models.NotFound, "not_found")
	}
	p, _ := r.State.Pledges.Get(sp.Pledge)
	n, _ := r.State.Needs.Get(sp.Need)
	v := views.SponsorshipProps{Pledge: p.Number, PledgeID: p.ID, NoLetters: !models.HasLetters(n.Type)}
	for _, l := range r.sponsorshipLines(p) {
		if l.ID == sp.ID {
			v.SponsorshipLine = l
		}
	}
	bound := r.State.BindingsOf(sp.ID)
	for _, b := range bound {
		place := views.SponsorPlace{Alias: b.Alias, Stage: string(b.Stage), Money: b.Money}
		if c, ok := r.State.CaseOfBinding(b.ID); ok {
			place.Case = string(c.Status)
		}
		if b.Paid() {
			place.Month, place.Paid = models.Month(b.PaidOn.Time()), views.Fen(b.PaidFen)
		}
		for _, l := range r.State.ShownLetters(b, r.today()) {
			if rec, err := r.Portal.Vault.Open(r.UserContext(), l.Text); err == nil {
				place.Letters = append(place.Letters, views.SponsorLetter{Day: string(models.DayOf(l.AddedAt)), Text: rec.Field("text")})
			}
		}
		v.Places = append(v.Places, place)
	}
	// The order of the numbers would tell two sponsors of one need what their places have in common; that of the aliases tells nothing.
	slices.SortFunc(v.Places, func(a, b views.SponsorPlace) int { return strings.Compare(a.Alias, b.Alias) })
	v.Unbound = sp.Places - len(bound)
	page := r.page(views.Enterprise, "place.sponsor.title", "need", n.Number)
	page.Crumbs = []views.Crumb{{Label: r.Lang.T("enterprise.pledges.title"), Href: "/enterprise/pledges"}, {Label: p.Number, Href: "/enterprise/pledges/" + p.ID}, {Label: page.Title}}
	return r.HTML(200, views.EnterpriseSponsorship(page, v))
}
