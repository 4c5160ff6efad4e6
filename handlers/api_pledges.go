package handlers

import (
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

type purposeIn struct {
	Programs []string          `json:"programs"`
	Counties []string          `json:"counties"`
	Types    []models.NeedType `json:"types"`
	Stages   []models.Stage    `json:"stages"`
	Needs    []string          `json:"needs"`
}

func (in purposeIn) purpose() models.Purpose { return models.Purpose(in) }

type preferIn struct {
	Programs []string          `json:"programs"`
	Counties []string          `json:"counties"`
	Types    []models.NeedType `json:"types"`
	Stages   []models.Stage    `json:"stages"`
}

type instalmentIn struct {
	Due       dayIn `json:"due"`
	AmountFen fenIn `json:"amount_fen"`
}

type pledgeIn struct {
	Enterprise       string         `json:"enterprise"`
	AmountFen        fenIn          `json:"amount_fen"`
	Purpose          purposeIn      `json:"purpose"`
	Prefer           preferIn       `json:"prefer"`
	Instalments      []instalmentIn `json:"instalments"`
	Anonymous        bool           `json:"anonymous"`
	Naming           string         `json:"naming"`
	MaxPlacesPerNeed int            `json:"max_places_per_need"`
	OnSilence        string         `json:"on_silence"`
}

func (in pledgeIn) command() models.MakePledge {
	c := models.MakePledge{
		Enterprise: in.Enterprise, AmountFen: in.AmountFen.fen, Purpose: in.Purpose.purpose(),
		Prefer:    models.Purpose{Programs: in.Prefer.Programs, Counties: in.Prefer.Counties, Types: in.Prefer.Types, Stages: in.Prefer.Stages},
		Anonymous: in.Anonymous, Naming: in.Naming, MaxPlacesPerNeed: in.MaxPlacesPerNeed,
		OnSilence: in.OnSilence,
	}
	for _, i := range in.Instalments {
		c.Instalments = append(c.Instalments, models.Instalment{Due: i.Due.day, AmountFen: i.AmountFen.fen})
	}
	return c
}

type purposeView struct {
	Programs []string          `json:"programs,omitempty"`
	Counties []string          `json:"counties,omitempty"`
	Types    []models.NeedType `json:"types,omitempty"`
	Stages   []models.Stage    `json:"stages,omitempty"`
	Needs    []string          `json:"needs,omitempty"`
}

type instalmentView struct {
	No          int        `json:"no"`
	Due         models.Day `json:"due"`
	AmountFen   money.Fen  `json:"amount_fen"`
	ReceivedFen money.Fen  `json:"received_fen"`
}

func viewInstalments(list []models.Instalment) []instalmentView {
	out := make([]instalmentView, len(list))
	for i, in := range list {
		out[i] = instalmentView(in)
	}
	return out
}

// pledgedView is the answer to a new pledge; reference is what the payer writes into the bank's memo field.
type pledgedView struct {
	ID           string            `json:"id"`
	Number       string            `json:"number"`
	Status       string            `json:"status"`
	Reference    string            `json:"reference"`
	Instalments  []instalmentView  `json:"instalments"`
	Sponsorships []sponsorshipView `json:"sponsorships,omitempty"` // the places a pledge that names needs took at once
}

// apiMakePledge promises a gift. POST /pledges
func apiMakePledge(r *Request) error {
	in, err := input[pledgeIn](r)
	if err != nil {
		return err
	}
	out, err := r.Do(in.command())
	if err != nil {
		return err
	}
	p := event[models.PledgeMade](out).Pledge
	return r.reply(201, pledgedView{
		ID: p.ID, Number: p.Number, Status: string(p.Status), Reference: p.Reference(), Instalments: viewInstalments(p.Instalments),
		Sponsorships: madeIn(out),
	})
}

// pledgeView is a pledge as its enterprise and the staff see it.
type pledgeView struct {
	ID               string           `json:"id"`
	Number           string           `json:"number"`
	Enterprise       string           `json:"enterprise"`
	Status           string           `json:"status"`
	Reference        string           `json:"reference"`
	PledgedFen       money.Fen        `json:"pledged_fen"`
	ReceivedFen      money.Fen        `json:"received_fen"`
	CommittedFen     money.Fen        `json:"committed_fen"` // promised to places, with money or ahead of it
	AllocatedFen     money.Fen        `json:"allocated_fen"`
	PaidFen          money.Fen        `json:"paid_fen"`
	OfferedFen       money.Fen        `json:"offered_fen,omitempty"` // kept for places that were offered to it
	OnSilence        string           `json:"on_silence,omitempty"`
	Purpose          purposeView      `json:"purpose"`
	Prefer           purposeView      `json:"prefer"`
	Instalments      []instalmentView `json:"instalments"`
	Anonymous        bool             `json:"anonymous"`
	Naming           string           `json:"naming,omitempty"`
	MaxPlacesPerNeed int              `json:"max_places_per_need,omitempty"`
	Agreement        string           `json:"agreement,omitempty"`
	AgreementVersion int              `json:"agreement_version,omitempty"`
	MadeAt           string           `json:"made_at"`
	SignedAt         string           `json:"signed_at,omitempty"`
	HoldUntil        models.Day       `json:"hold_until,omitempty"`
	Version          int64            `json:"version"`
	Chain            []factView       `json:"chain,omitempty"` // of one pledge only
}

// factView is one link of the chain, with the entry of the journal that proves it.
type factView struct {
	Kind      string    `json:"kind"`
	Entry     int64     `json:"entry"`
	At        string    `json:"at"`
	AmountFen money.Fen `json:"amount_fen,omitempty"`
	Count     int       `json:"count,omitempty"`
	Ref       string    `json:"ref,omitempty"`
	Note      string    `json:"note,omitempty"`
}

func viewPledge(p *models.Pledge) pledgeView {
	return pledgeView{
		ID: p.ID, Number: p.Number, Enterprise: p.Enterprise, Status: string(p.Status), Reference: p.Reference(), PledgedFen: p.AmountFen,
		ReceivedFen: p.ReceivedFen, CommittedFen: p.CommittedFen, AllocatedFen: p.AllocatedFen, PaidFen: p.PaidFen,
		OfferedFen: p.OfferedFen, OnSilence: p.OnSilence,
		Purpose: purposeView(p.Purpose), Prefer: purposeView(p.Prefer), Instalments: viewInstalments(p.Instalments), Anonymous: p.Anonymous,
		Naming: p.Naming, MaxPlacesPerNeed: p.MaxPlacesPerNeed, Agreement: p.Agreement, AgreementVersion: p.AgreementVersion,
		MadeAt: instant(p.MadeAt), SignedAt: instant(p.SignedAt), HoldUntil: p.HoldUntil, Version: p.Version,
	}
}

// chainOf tells the whole way of a pledge, from the promise on, oldest first.
func chainOf(s *models.State, p *models.Pledge) []factView {
	var out []factView
	for _, f := range s.Chain(p.ID) {
		out = append(out, factView{Kind: f.Kind, Entry: f.Seq, At: instant(f.At), AmountFen: f.Fen, Count: f.Count, Ref: f.Ref, Note: f.Note})
	}
	return out
}

// apiPledges lists pledges: an enterprise's own, or all of them to staff. GET /pledges
func apiPledges(r *Request) error {
	limit, after, err := r.query("enterprise", "status")
	if err != nil {
		return err
	}
	enterprise, status := r.Query("enterprise"), r.Query("status")
	if r.Actor.Role.Donor() && enterprise == "" {
		enterprise = r.Actor.Enterprise
	}
	from := r.State.Pledges.From
	if enterprise != "" {
		if !r.Actor.OfEnterprise(enterprise) {
			return models.Refuse(models.NotFound, "not_found")
		}
		own := r.State.PledgesOf(enterprise)
		for i, j := 0, len(own)-1; i < j; i, j = i+1, j-1 {
			own[i], own[j] = own[j], own[i]
		}
		from = listed(own, func(p *models.Pledge) string { return p.ID })
	}
	return r.reply(200, paged(after, limit, from, func(p *models.Pledge) (pledgeView, bool) {
		return viewPledge(p), status == "" || string(p.Status) == status
	}))
}

// apiPledge shows one pledge, by its id or number, with its chain. GET /pledges/{id}
func apiPledge(r *Request) error {
	p, err := r.State.PledgeFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	v := viewPledge(p)
	v.Chain = chainOf(r.State, p)
	return r.versioned(p.Version, v)
}

type signedView struct {
	Status    string `json:"status"`
	Agreement string `json:"agreement"`
}

// apiSignPledge binds the enterprise to its promise. POST /pledges/{id}/sign
func apiSignPledge(r *Request) error {
	in, err := input[onVersion](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in)
	if err != nil {
		return err
	}
	p, err := r.State.PledgeFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	out, err := r.Do(models.SignPledge{ID: p.ID, Text: views.AgreementVersion, IfVersion: version})
	if err != nil {
		return err
	}
	return r.reply(200, signedView{Status: string(models.PledgeSigned), Agreement: event[models.AgreementSigned](out).Agreement})
}

// apiCancelPledge withdraws a promise before money came. POST /pledges/{id}/cancel
func apiCancelPledge(r *Request) error {
	in, err := input[stepIn](r)
	if err != nil {
		return err
	}
	version, err := r.ifVersion(in.onVersion)
	if err != nil {
		return err
	}
	p, err := r.State.PledgeFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	out, err := r.Do(models.CancelPledge{ID: p.ID, Reason: in.Reason, IfVersion: version})
	if err != nil {
		return err
	}
	return r.reply(200, statusView{string(event[models.PledgeEnded](out).Status)})
}
