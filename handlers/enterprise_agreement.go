package handlers

import (
	"shanpei/models"
	"shanpei/views"
)

// agreement puts the pledge into the words of its agreement.
func (r *Request) agreement(p *models.Pledge) views.AgreementProps {
	fed := r.State.Federation
	e, _ := r.State.Enterprises.Get(p.Enterprise)
	unsigned := p.Status == models.PledgeIntended
	a := views.AgreementProps{
		ID: p.ID, Number: p.Agreement, Pledge: p.Number, Donor: e.Name, DonorUSCC: e.USCC, Federation: fed.Name, FederationUSCC: fed.USCC, Office: fed.Office,
		Phone: fed.Phone, Amount: views.Fen(p.AmountFen), Upper: p.AmountFen.Upper(), Purpose: r.purposeText(p.Purpose), Instalments: r.instalmentLines(p),
		FeePermille: p.FeePermille, Anonymous: p.Anonymous, StateOwned: e.StateOwned, Approval: e.Approval, Naming: p.Naming, Reference: p.Reference(),
		OverdueDays: fed.Settings.OverdueHoldDays, OnSilence: p.OnSilence, OfferDays: fed.Settings.DaysOfOffers(), PurposeVersion: max(1, p.PurposeVersion), Signed: p.SignedAt, SignedSeq: p.SignedSeq,
		EntryHref: entryHref(p.SignedSeq), Cancelled: !p.Live(), Version: p.Version, Unsigned: unsigned, MaySign: unsigned && r.Actor.Can(models.SignPledges),
		Text: p.AgreementText, WaitOwner: unsigned && !r.Actor.Can(models.SignPledges), SignUntil: string(p.HoldUntil),
	}
	return a
}

func (r *Request) pledgePage(p *models.Pledge, title, step string) *views.Page {
	page := r.page(views.Enterprise, title, "number", p.Number)
	page.Crumbs = []views.Crumb{
		{Label: r.Lang.T("enterprise.pledges.title"), Href: "/enterprise/pledges"}, {Label: p.Number, Href: "/enterprise/pledges/" + p.ID}, {Label: r.Lang.T(step)},
	}
	return page
}

func enterpriseAgreement(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	return r.HTML(200, views.PledgeAgreement(r.pledgePage(p, "enterprise.agreement.title", "enterprise.pledge.agreement"), r.agreement(p)))
}

// signPage is step three. A pledge that was signed already leads on to its payment.
func signPage(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	switch {
	case p.Binding():
		return r.Redirect("/enterprise/pledges/"+p.ID+"/pay", 303)
	case !p.Live():
		return r.Redirect("/enterprise/pledges/"+p.ID, 303)
	}
	return r.showSign(200, p, views.FormState{})
}

func (r *Request) showSign(status int, p *models.Pledge, state views.FormState) error {
	a := r.agreement(p)
	a.Key, a.State = r.key(), state
	return r.HTML(status, views.PledgeSign(r.pledgePage(p, "enterprise.sign.title", "enterprise.step.agreement"), a))
}

// signPledge binds the enterprise, on the version of the pledge that was read.
func signPledge(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	f := r.form("agree")
	if !f.Yes("agree") {
		state := f.State()
		return r.showSign(422, p, state.With("agree", r.Lang.T("enterprise.sign.agree.required")))
	}
	if len(f.Errors) == 0 {
		out, err := r.Do(models.SignPledge{ID: p.ID, Text: views.AgreementVersion, IfVersion: f.Version()})
		if !f.Failed(err) {
			return r.Done("/enterprise/pledges/"+p.ID+"/pay", "enterprise.sign.done", "number", event[models.AgreementSigned](out).Agreement)
		}
	}
	if p, err = r.ownPledge(); err != nil {
		return err
	}
	return r.showSign(f.Status(), p, f.State())
}
