package handlers

import (
	"shanpei/models"
	"shanpei/models/money"
)

// policyView is an insurance policy as everybody may see it. Counts of persons and claims below views.SmallCell are not told.
type policyView struct {
	Number     string              `json:"number"`
	Title      string              `json:"title"`
	Insurer    string              `json:"insurer"`
	From       models.Day          `json:"from"`
	To         models.Day          `json:"to"`
	CutOff     models.Day          `json:"cut_off"`
	Status     models.PolicyStatus `json:"status"`
	Covers     []string            `json:"covers"`
	HeadFen    money.Fen           `json:"head_fen"`
	Heads      *int                `json:"heads"`   // persons
	Covered    *int                `json:"covered"` // of those, with the medical cover of the state
	PremiumFen money.Fen           `json:"premium_fen"`
	PaidFen    money.Fen           `json:"paid_fen"`
	Claims     *int                `json:"claims"`
	ClaimedFen *money.Fen          `json:"claimed_fen"` // null beside a count that is not told
	Counties   []policyHeadsView   `json:"counties"`
}

type policyHeadsView struct {
	County string `json:"county"`
	Heads  *int   `json:"heads"`
}

// apiPolicies lists the policies in force and those that ended. GET /policies
func apiPolicies(r *Request) error {
	limit, after, err := r.query()
	if err != nil {
		return err
	}
	return r.reply(200, paged(after, limit, r.State.InsurancePolicies.From, func(p *models.Policy) (policyView, bool) {
		s := p.Sums()
		v := policyView{
			Number: p.Number, Title: p.Title, Insurer: p.Insurer, From: p.From, To: p.To, CutOff: p.CutOff, Status: p.Status, Covers: p.Covers, HeadFen: p.HeadFen, Heads: told(s.Heads), Covered: told(s.Covered),
			PremiumFen: s.PremiumFen, PaidFen: s.PaidFen, Claims: told(s.Claims), Counties: []policyHeadsView{},
		}
		if v.Claims != nil {
			v.ClaimedFen = &s.ClaimedFen
		}
		for _, h := range p.Heads {
			v.Counties = append(v.Counties, policyHeadsView{County: h.County, Heads: told(h.Heads)})
		}
		return v, p.Seen()
	}))
}
