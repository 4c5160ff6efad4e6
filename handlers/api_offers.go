package handlers

import (
	"cmp"

	"shanpei/internal/desk"
	"shanpei/models"
	"shanpei/models/money"
)

// offerView is places that are kept for a pledge until its donor has chosen, as the donor and the staff see it.
type offerView struct {
	ID           string       `json:"id"`
	Pledge       string       `json:"pledge"`
	Enterprise   string       `json:"enterprise"`
	Need         string       `json:"need"`
	Places       int          `json:"places"`
	UnitPriceFen money.Fen    `json:"unit_price_fen"`
	AmountFen    money.Fen    `json:"amount_fen"`
	Reasons      []reasonView `json:"reasons"`
	Until        models.Day   `json:"until"`     // the last day of an answer
	DaysLeft     int          `json:"days_left"` // until that day; 0 when it no longer stands
	OnSilence    string       `json:"on_silence"`
	Status       string       `json:"status"`
	Silent       bool         `json:"silent,omitempty"` // accepted by the agreement, not by an answer
	Why          string       `json:"why,omitempty"`    // what withdrew it by itself
	Answer       string       `json:"answer,omitempty"` // the words of whoever declined or withdrew it
	Sponsorship  string       `json:"sponsorship,omitempty"`
	MadeAt       string       `json:"made_at"`
	AnsweredAt   string       `json:"answered_at,omitempty"`
	Entry        int64        `json:"entry"`
	Version      int64        `json:"version"`
}

func (r *Request) viewOffer(o *models.Offer) offerView {
	v := offerView{
		ID: o.ID, Pledge: o.Pledge, Enterprise: o.Enterprise, Need: o.Need, Places: o.Places, UnitPriceFen: o.UnitPriceFen, AmountFen: o.AmountFen(),
		Reasons: reasonViews(r.Lang, o.Reasons), Until: o.Until, OnSilence: o.OnSilence, Status: string(o.Status), Silent: o.Silent, Why: o.Why, Answer: o.Answer,
		Sponsorship: o.Sponsorship, MadeAt: instant(o.MadeAt), AnsweredAt: instant(o.AnsweredAt), Entry: o.MadeSeq, Version: o.Version,
	}
	if o.Status == models.OfferStanding {
		v.DaysLeft = o.DaysLeft(r.today())
	}
	return v
}

// apiOffers lists offers: an enterprise's own, or all of them to staff. GET /offers
func apiOffers(r *Request) error {
	limit, after, err := r.query("pledge", "need", "status")
	if err != nil {
		return err
	}
	need, status := r.Query("need"), r.Query("status")
	from := r.State.Offers.From
	id := func(o *models.Offer) string { return o.ID }
	if pledge := r.Query("pledge"); pledge != "" {
		p, err := r.State.PledgeFor(pledge, r.Actor)
		if err != nil {
			return err
		}
		from = listed(r.State.OffersOfPledge(p.ID), id)
	}
	if n, ok := r.State.NeedByNumber(need); ok {
		need = n.ID
	}
	return r.reply(200, paged(after, limit, from, func(o *models.Offer) (offerView, bool) {
		return r.viewOffer(o), r.Actor.OfEnterprise(o.Enterprise) && (need == "" || o.Need == need) && (status == "" || string(o.Status) == status)
	}))
}

// apiOffer shows one offer. GET /offers/{id}
func apiOffer(r *Request) error {
	o, err := r.State.OfferFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	return r.versioned(o.Version, r.viewOffer(o))
}

// newOfferIn names a need; without a pledge the offer goes to the one that fits best, without places it is of as many as were freed and it can take.
type newOfferIn struct {
	Need   string `json:"need"`
	Pledge string `json:"pledge"`
	Places int    `json:"places"`
}

// offerCommand fills in what was left open by the matching's objective. When nobody fits, the command is one that will be refused.
func (r *Request) offerCommand(need, pledge string, places int) (models.MakeOffer, error) {
	n, ok := r.State.NeedByNumber(need)
	if !ok {
		return models.MakeOffer{Need: need, Pledge: pledge, Places: places}, nil // the command says so
	}
	if p, ok := r.State.PledgeByNumber(pledge); ok {
		pledge = p.ID
	}
	return desk.OfferOf(r.State, n, pledge, places, r.today())
}

// apiMakeOffer keeps places for a pledge. POST /offers
func apiMakeOffer(r *Request) error {
	in, err := input[newOfferIn](r)
	if err != nil {
		return err
	}
	if in.Need == "" {
		return models.Refuse(models.Invalid, "required").At("need")
	}
	cmd, nobody := r.offerCommand(in.Need, in.Pledge, in.Places)
	out, err := r.Do(cmd) // also when nobody fits now: a repeated request gets its first answer
	if err != nil {
		return cmp.Or(nobody, err)
	}
	o := event[models.OfferMade](out).Offer
	o.MadeSeq, o.Version = out.Entry.Seq, 1
	return r.reply(201, r.viewOffer(&o))
}

type answerIn struct {
	Accept *bool  `json:"accept"`
	Reason string `json:"reason"`
	onVersion
}

// answeredView is how an offer ended, and what it became.
type answeredView struct {
	Status       string            `json:"status"`
	Sponsorships []sponsorshipView `json:"sponsorships,omitempty"`
}

// apiAnswerOffer takes the donor's choice. POST /offers/{id}/answer
func apiAnswerOffer(r *Request) error {
	in, err := input[answerIn](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in.onVersion)
	if err != nil {
		return err
	}
	if in.Accept == nil {
		return models.Refuse(models.Invalid, "required").At("accept")
	}
	out, err := r.Do(models.AnswerOffer{ID: r.Params("id"), Accept: *in.Accept, Reason: in.Reason, IfVersion: version})
	if err != nil {
		return err
	}
	return r.reply(200, answeredView{Status: string(event[models.OfferAnswered](out).Status), Sponsorships: madeIn(out)})
}

// apiWithdrawOffer takes an offer back. POST /offers/{id}/withdraw
func apiWithdrawOffer(r *Request) error {
	in, err := input[stepIn](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in.onVersion)
	if err != nil {
		return err
	}
	out, err := r.Do(models.WithdrawOffer{ID: r.Params("id"), Reason: in.Reason, IfVersion: version})
	if err != nil {
		return err
	}
	return r.reply(200, statusView{string(event[models.OfferAnswered](out).Status)})
}
