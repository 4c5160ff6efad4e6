package handlers

import (
	"slices"

	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/views"
)

// enterpriseOffers shows what is offered to the enterprise, what was, and its own turns where its money waits.
func enterpriseOffers(r *Request) error {
	if _, err := r.ownEnterprise(); err != nil {
		return err
	}
	var v views.EnterpriseOffersProps
	pledges := r.State.PledgesOf(r.Actor.Enterprise)
	waits := false
	for _, p := range pledges {
		for _, o := range r.State.OffersOfPledge(p.ID) {
			l := r.offerLine(o)
			if o.Status == models.OfferStanding {
				v.Standing = append(v.Standing, l)
			} else {
				v.Past = append(v.Past, l)
			}
		}
		waits = waits || p.Matchable()
	}
	slices.SortStableFunc(v.Standing, func(a, b views.OfferLine) int { return compareDays(a.Until, b.Until) })
	slices.SortStableFunc(v.Past, func(a, b views.OfferLine) int { return b.Answered.Compare(a.Answered) })
	if waits {
		w, err := desk.NewWaitlist(r.UserContext(), r.State, r.today(), "", "")
		if err != nil {
			return err
		}
		for _, p := range pledges {
			if p.Matchable() {
				v.Waiting = append(v.Waiting, r.waitingLine(w, p))
			}
		}
	}
	return r.HTML(200, views.EnterpriseOffers(r.page(views.Enterprise, "offers.title"), v))
}

// waitingLine is a pledge whose money waits: its turns, and nobody else's name.
func (r *Request) waitingLine(w *desk.Waitlist, p *models.Pledge) views.WaitingLine {
	l := views.WaitingLine{ID: p.ID, Number: p.Number, Free: views.Fen(p.FreeFen()), Overdue: slices.Contains(w.Overdue, p)}
	for _, t := range w.TurnsOf(p.ID) {
		l.Turns = append(l.Turns, views.TurnLine{Type: string(t.Type), County: t.County, Rank: t.Rank, Of: t.Of, Places: t.Places})
	}
	return l
}

func (r *Request) offerLine(o *models.Offer) views.OfferLine {
	n, _ := r.State.Needs.Get(o.Need)
	p, _ := r.State.Pledges.Get(o.Pledge)
	l := views.OfferLine{
		ID: o.ID, NeedChoice: r.needChoice(n), PledgeID: p.ID, Pledge: p.Number, Places: o.Places, Amount: views.Fen(o.AmountFen()), Until: string(o.Until),
		Days: o.DaysLeft(r.today()), Status: string(o.Status), OnSilence: o.OnSilence, Silent: o.Silent, Why: o.Why, Answer: o.Answer, Reasons: r.reasonTexts(o.Reasons),
		Made: o.MadeAt, Answered: o.AnsweredAt, Entry: o.MadeSeq, EntryHref: entryHref(o.MadeSeq), Version: o.Version, Period: n.Period,
	}
	l.Answerable = o.Answerable(r.today())
	l.Mine = l.Answerable && r.Actor.Can(models.AnswerOffers)
	return l
}

// enterpriseOffer shows one offer with the donor's choice.
func enterpriseOffer(r *Request) error {
	o, err := r.State.OfferFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	return r.showOffer(200, o, views.FormState{})
}

func (r *Request) showOffer(status int, o *models.Offer, form views.FormState) error {
	l := r.offerLine(o)
	page := r.page(views.Enterprise, "offers.one", "n", l.Places, "number", l.Number)
	page.Crumbs = []views.Crumb{{Label: r.Lang.T("offers.title"), Href: "/enterprise/offers"}, {Label: page.Title}}
	return r.HTML(status, views.EnterpriseOffer(page, l, r.key(), form))
}

// enterpriseAnswer takes the donor's choice.
func enterpriseAnswer(r *Request) error {
	o, err := r.State.OfferFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	f := r.form("answer", "reason")
	accept := f.Text("answer") == "accept"
	if !accept && f.Text("answer") != "decline" {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("answer"))
	}
	if len(f.Errors) == 0 {
		_, err = r.Do(models.AnswerOffer{ID: o.ID, Accept: accept, Reason: f.Text("reason"), IfVersion: f.Version()})
	}
	if f.Failed(err) {
		r.State = r.Portal.Book.State()
		o, _ = r.State.Offers.Get(o.ID)
		return r.showOffer(f.Status(), o, f.State())
	}
	n, _ := r.State.Needs.Get(o.Need)
	if accept {
		return r.Done("/enterprise/pledges/"+o.Pledge, "offers.done.accepted", "n", o.Places, "number", n.Number)
	}
	return r.Done("/enterprise/offers", "offers.done.declined", "n", o.Places, "number", n.Number)
}
