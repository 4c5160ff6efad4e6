package handlers

import (
	"encoding/json"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/money"
)

// sponsorshipView is places of a need given to a pledge, as its enterprise and the staff see it.
type sponsorshipView struct {
	ID           string    `json:"id"`
	Pledge       string    `json:"pledge"`
	Enterprise   string    `json:"enterprise"`
	Need         string    `json:"need"`
	Program      string    `json:"program"`
	County       string    `json:"county"`
	Places       int       `json:"places"`
	UnitPriceFen money.Fen `json:"unit_price_fen"`
	AmountFen    money.Fen `json:"amount_fen"`
	FundedPlaces int       `json:"funded_places"`
	PaidPlaces   int       `json:"paid_places"`
	ProvenPlaces int       `json:"proven_places"`
	FundedFen    money.Fen `json:"funded_fen"`
	PaidFen      money.Fen `json:"paid_fen"`
	Status       string    `json:"status"`
	Reason       string    `json:"reason,omitempty"`
	Match        string    `json:"match,omitempty"`
	Offer        string    `json:"offer,omitempty"` // the offer that it was taken from
	Replaces     string    `json:"replaces,omitempty"`
	ReplacedBy   string    `json:"replaced_by,omitempty"`
	MadeAt       string    `json:"made_at"`
	Entry        int64     `json:"entry"`
	Version      int64     `json:"version"`

	Bound []placeView `json:"bound,omitempty"` // the places that children have
}

func viewSponsorship(sp *models.Sponsorship) sponsorshipView {
	return sponsorshipView{
		ID: sp.ID, Pledge: sp.Pledge, Enterprise: sp.Enterprise, Need: sp.Need, Program: sp.Program, County: sp.County, Places: sp.Places,
		UnitPriceFen: sp.UnitPriceFen, AmountFen: sp.UnitPriceFen * money.Fen(sp.Places), FundedPlaces: sp.FundedPlaces, PaidPlaces: sp.PaidPlaces,
		ProvenPlaces: sp.ProvenPlaces, FundedFen: sp.FundedFen, PaidFen: sp.PaidFen, Status: string(sp.Status), Reason: sp.Reason, Match: sp.Match,
		Offer: sp.Offer, Replaces: sp.Replaces, ReplacedBy: sp.ReplacedBy, MadeAt: instant(sp.MadeAt), Entry: sp.MadeSeq, Version: sp.Version,
	}
}

// madeIn shows the sponsorships that one entry made, as they stood at its end: the same at every repetition of the request.
func madeIn(out journal.Result) []sponsorshipView {
	var list []models.Sponsorship
	at := map[string]int{}
	for _, e := range out.Entry.Events {
		switch e := e.(type) {
		case models.PlacesHeld:
			at[e.Sponsorship.ID] = len(list)
			sp := e.Sponsorship
			sp.MadeSeq = out.Entry.Seq
			list = append(list, sp)
		case models.PlacesFunded:
			if i, ok := at[e.ID]; ok {
				list[i].FundedPlaces += e.Places
				list[i].FundedFen += e.Fen
				if list[i].FundedPlaces == list[i].Places {
					list[i].Status = models.SponsorshipFunded
				}
			}
		}
	}
	var views []sponsorshipView
	for i := range list {
		list[i].Version = 1
		views = append(views, viewSponsorship(&list[i]))
	}
	return views
}

// apiSponsorships lists sponsorships: an enterprise's own, or all of them to staff. GET /sponsorships
func apiSponsorships(r *Request) error {
	limit, after, err := r.query("pledge", "need", "status")
	if err != nil {
		return err
	}
	need, status := r.Query("need"), r.Query("status")
	if n, ok := r.State.NeedByNumber(need); ok {
		need = n.ID
	}
	from := r.State.Sponsorships.From
	id := func(sp *models.Sponsorship) string { return sp.ID }
	if pledge := r.Query("pledge"); pledge != "" {
		p, err := r.State.PledgeFor(pledge, r.Actor)
		if err != nil {
			return err
		}
		from = listed(r.State.SponsorshipsOfPledge(p.ID), id)
	} else if need != "" {
		from = listed(r.State.SponsorshipsOfNeed(need), id)
	}
	return r.reply(200, paged(after, limit, from, func(sp *models.Sponsorship) (sponsorshipView, bool) {
		ok := r.Actor.OfEnterprise(sp.Enterprise) && (need == "" || sp.Need == need) && (status == "" || string(sp.Status) == status)
		v := viewSponsorship(sp)
		if ok {
			v.Bound = r.placeViews(sp.ID)
		}
		return v, ok
	}))
}

// replaceIn is `true` for any open need that the pledge allows, or the id or number of one.
type replaceIn struct {
	need  string
	fault *models.Error
}

func (in replaceIn) refused() *models.Error { return in.fault }

// UnmarshalJSON takes a boolean or a text.
func (in *replaceIn) UnmarshalJSON(b []byte) error {
	var yes bool
	if json.Unmarshal(b, &yes) == nil {
		if yes {
			in.need = "auto"
		}
		return nil
	}
	if json.Unmarshal(b, &in.need) != nil {
		in.fault = models.Refuse(models.Invalid, "wrong_type")
	}
	return nil
}

type endIn struct {
	Reason  string    `json:"reason"`
	Replace replaceIn `json:"replace"`
	onVersion
}

type endedView struct {
	Status      string            `json:"status"`
	Places      int               `json:"places"`   // freed
	BackFen     money.Fen         `json:"back_fen"` // money that went back to the pledge
	Replacement []sponsorshipView `json:"replacement,omitempty"`
}

// apiEndSponsorship frees the places that were not paid yet. POST /sponsorships/{id}/end
func apiEndSponsorship(r *Request) error {
	in, err := input[endIn](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in.onVersion)
	if err != nil {
		return err
	}
	out, err := r.Do(models.EndSponsorship{ID: r.Params("id"), Reason: in.Reason, Replace: in.Replace.need, IfVersion: version})
	if err != nil {
		return err
	}
	over := event[models.SponsorshipOver](out)
	return r.reply(200, endedView{Status: string(over.Status), Places: over.Places, BackFen: over.Back, Replacement: madeIn(out)})
}
