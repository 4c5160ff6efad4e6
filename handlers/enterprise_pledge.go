package handlers

import (
	"slices"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// ownPledge is the pledge of the address, if it is the enterprise's own; a stranger's is as if absent.
func (r *Request) ownPledge() (*models.Pledge, error) {
	return r.State.PledgeFor(r.Params("id"), r.Actor)
}

func enterprisePledge(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	return r.showPledge(200, p, views.FormState{}, views.FormState{})
}

// showPledge shows a pledge, with the forms of its page as they were sent when one was refused.
func (r *Request) showPledge(status int, p *models.Pledge, cancel, change views.FormState) error {
	v := views.PledgeProps{
		PledgeLine: r.pledgeLine(p), Key: r.key(), Reference: p.Reference(), Agreement: p.Agreement, Version: p.Version, Upper: p.AmountFen.Upper(),
		Amounts: views.PledgeAmounts{
			Pledged: views.Fen(p.AmountFen), Received: views.Fen(p.ReceivedFen), Committed: views.Fen(p.CommittedFen), Allocated: views.Fen(p.AllocatedFen),
			PaidOut: views.Fen(p.PaidFen), Free: views.Fen(max(0, p.FreeFen())),
		},
		Prefer: r.purposeText(p.Prefer), Anonymous: p.Anonymous, Naming: p.Naming, HoldUntil: string(p.HoldUntil), SignUntil: string(p.HoldUntil),
		MaxPlaces: p.MaxPlacesPerNeed, Signed: p.SignedAt, SignedSeq: p.SignedSeq, CancelForm: cancel, ChangeForm: change,
	}
	unsigned := p.Status == models.PledgeIntended
	v.MaySign, v.WaitsForOwner = unsigned && r.Actor.Can(models.SignPledges), unsigned && !r.Actor.Can(models.SignPledges)
	v.MayPay = r.Actor.Can(models.PayPledges) && p.Binding() && p.NextDue() != nil
	v.MayCancel = r.Actor.Can(models.SignPledges) && p.ReceivedFen == 0 && (unsigned || p.Status == models.PledgeSigned)
	facts := r.State.Chain(p.ID)
	v.Instalments, v.Payments, v.Sponsorships = r.instalmentLines(p), r.paymentLines(p), r.sponsorshipLines(p)
	v.Facts, v.Chain = r.factLines(facts), r.pledgeChain(p, facts)
	for _, c := range r.State.PurposeChangesOf(p.ID) {
		from := p.Purpose
		if c.Agreement > 0 { // what held when it was asked; a change of an older version did not keep it
			from = c.From
		}
		v.Changes = append(v.Changes, views.ChangeLine{
			ID: c.ID, Number: c.Number, Status: c.Status, Reason: c.Reason, Letter: c.Letter, Agreement: c.Agreement, From: r.purposeText(from), To: r.purposeText(c.Purpose), Key: randomText(),
			MayAnswer: r.Actor.Can(models.SignPledges),
		})
	}
	page := r.page(views.Enterprise, "enterprise.pledge.title", "number", p.Number)
	page.Crumbs = []views.Crumb{{Label: r.Lang.T("enterprise.pledges.title"), Href: "/enterprise/pledges"}, {Label: p.Number}}
	return r.HTML(status, views.EnterprisePledge(page, v))
}

// pledgeChain is the five facts that a donor asks for, each with the newest entry that says so.
func (r *Request) pledgeChain(p *models.Pledge, facts []*models.Fact) []views.Fact {
	last := func(kinds ...string) *models.Fact {
		for _, f := range slices.Backward(facts) {
			if slices.Contains(kinds, f.Kind) {
				return f
			}
		}
		return nil
	}
	link := func(label string, have, whole money.Fen, by *models.Fact) views.Fact {
		f := views.Fact{Label: r.Lang.T("common.fact." + label), State: views.FactAhead}
		if have > 0 {
			amount := views.Fen(have)
			f.Amount, f.State = &amount, views.FactPart
		}
		if have > 0 && have >= whole {
			f.State = views.FactDone
		}
		if have > 0 && by != nil {
			f.At, f.Entry, f.EntryHref = by.At, by.Seq, entryHref(by.Seq)
		}
		return f
	}
	amount := views.Fen(p.AmountFen)
	pledged := views.Fact{Label: r.Lang.T("common.fact.pledged"), State: views.FactPart, Amount: &amount, At: p.MadeAt, Entry: p.MadeSeq, EntryHref: entryHref(p.MadeSeq)}
	switch {
	case !p.Live():
		pledged.State, pledged.Note = views.FactFailed, r.Lang.Term("pledge", string(p.Status))
	case p.Binding():
		pledged.State, pledged.At, pledged.Entry, pledged.EntryHref = views.FactDone, p.SignedAt, p.SignedSeq, entryHref(p.SignedSeq)
	default:
		pledged.Note = r.Lang.Term("pledge", string(p.Status))
	}
	received := link("received", p.ReceivedFen, p.AmountFen, last("payment_received"))
	if due := p.NextDue(); due != nil && p.Live() && p.Binding() {
		received.Note = r.Lang.T("enterprise.pledge.chain.next", "day", r.Lang.Date(string(due.Due)))
		if p.Status == models.PledgeOverdue {
			received.State, received.Note = views.FactFailed, r.Lang.Term("pledge", string(p.Status))
		}
	}
	matched := link("matched", p.AllocatedFen, p.AmountFen, last("places_funded"))
	if held := p.CommittedFen - p.AllocatedFen; held > 0 {
		matched.Note = r.Lang.T("enterprise.pledge.chain.held", "amount", views.Fen(held))
	} else if p.AllocatedFen == 0 && p.Binding() {
		matched.Note = r.Lang.T("enterprise.pledge.chain.waiting")
	}
	out := []views.Fact{pledged, received, matched, link("paid_out", p.PaidFen, p.AmountFen, last("lines_paid"))}
	return append(out, r.provenFact(p, last("places_proven")))
}

// provenFact counts places, not money: proof is of places.
func (r *Request) provenFact(p *models.Pledge, by *models.Fact) views.Fact {
	f := views.Fact{Label: r.Lang.T("common.fact.proven"), State: views.FactAhead}
	places, proven := 0, 0
	for _, sp := range r.State.SponsorshipsOfPledge(p.ID) {
		places += sp.Places
		proven += sp.ProvenPlaces
	}
	if proven == 0 {
		return f
	}
	f.State, f.Note = views.FactPart, r.Lang.T("enterprise.pledge.chain.proven", "n", places, "proven", proven)
	if proven == places && p.PaidFen >= p.AmountFen {
		f.State = views.FactDone
	}
	if by != nil {
		f.At, f.Entry, f.EntryHref = by.At, by.Seq, entryHref(by.Seq)
	}
	return f
}

func (r *Request) instalmentLines(p *models.Pledge) []views.InstalmentLine {
	var out []views.InstalmentLine
	today := models.DayOf(r.Portal.Clock())
	for _, i := range p.Instalments {
		l := views.InstalmentLine{
			No: i.No, Due: string(i.Due), Status: "due", Amount: views.Fen(i.AmountFen), Received: views.Fen(i.ReceivedFen), AmountUpper: i.AmountFen.Upper(),
		}
		switch {
		case i.ReceivedFen == i.AmountFen:
			l.Status = "received"
		case i.Due < today && p.Binding():
			l.Status = "overdue"
		case i.ReceivedFen > 0:
			l.Status = "partial"
		}
		out = append(out, l)
	}
	return out
}

func (r *Request) paymentLines(p *models.Pledge) []views.PaymentLine {
	var out []views.PaymentLine
	for _, m := range r.State.PaymentsOf(p.ID) {
		l := views.PaymentLine{
			Number: m.Number, Day: string(m.Day), Amount: views.Fen(m.Fen), ThirdParty: m.ThirdParty, Missing: m.ThirdParty && !m.Declared, Request: m.Request,
			Entry: m.Seq, EntryHref: entryHref(m.Seq), Back: views.Fen(m.RefundedFen), Frozen: views.Fen(m.FrozenFen),
		}
		if rc, ok := r.State.ReceiptOf(m.ID); ok {
			l.Receipt, l.Fiscal = string(rc.Status), rc.Fiscal
		}
		out = append(out, l)
	}
	return out
}

func (r *Request) sponsorshipLines(p *models.Pledge) []views.SponsorshipLine {
	var out []views.SponsorshipLine
	for _, sp := range r.State.SponsorshipsOfPledge(p.ID) {
		n, _ := r.State.Needs.Get(sp.Need)
		pr, _ := r.State.Programs.Get(sp.Program)
		out = append(out, views.SponsorshipLine{
			ID: sp.ID, Need: n.Number, Program: pr.Name, County: sp.County, Type: string(n.Type), Stage: string(n.Stage), Status: string(sp.Status), Reason: sp.Reason,
			Unit: n.Unit, Places: sp.Places, Funded: sp.FundedPlaces, Paid: sp.PaidPlaces, Proven: sp.ProvenPlaces, Persons: models.NeedTypes[n.Type].Persons,
			Amount: views.Fen(sp.UnitPriceFen * money.Fen(sp.Places)), PaidOut: views.Fen(sp.PaidFen), Entry: sp.MadeSeq, EntryHref: entryHref(sp.MadeSeq),
		})
	}
	return out
}

// factLines is the pledge's own account, from its making on.
func (r *Request) factLines(facts []*models.Fact) []views.FactLine {
	var out []views.FactLine
	for _, f := range facts {
		l := views.FactLine{Kind: f.Kind, Note: f.Note, Fen: views.Fen(f.Fen), Count: f.Count, Ref: f.Ref, At: f.At, Entry: f.Seq, EntryHref: entryHref(f.Seq)}
		if n, ok := r.State.Needs.Get(f.Ref); ok {
			l.Ref, l.RefHref = n.Number, "/needs/"+n.Number
		}
		out = append(out, l)
	}
	return out
}

// enterpriseCancel withdraws a pledge before any money came.
func enterpriseCancel(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	f := r.form("reason")
	if len(f.Errors) == 0 {
		_, err = r.Do(models.CancelPledge{ID: p.ID, Reason: f.Text("reason"), IfVersion: f.Version()})
	}
	if f.Failed(err) {
		return r.showPledge(f.Status(), p, f.State(), views.FormState{})
	}
	return r.Done("/enterprise/pledges/"+p.ID, "enterprise.cancel.done", "number", p.Number)
}

// enterpriseChange answers a change of purpose that the federation asked for.
func enterpriseChange(r *Request) error {
	p, err := r.ownPledge()
	if err != nil {
		return err
	}
	f := r.form("change", "answer")
	agree := f.Text("answer") == "agree"
	if !agree && f.Text("answer") != "refuse" {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("answer"))
	}
	id := ""
	for _, c := range r.State.PurposeChangesOf(p.ID) {
		if c.Number == f.Text("change") {
			id = c.ID
		}
	}
	if len(f.Errors) == 0 {
		_, err = r.Do(models.AnswerPurposeChange{ID: id, Agree: agree})
	}
	if f.Failed(err) {
		return r.showPledge(f.Status(), p, views.FormState{}, f.State())
	}
	if agree {
		return r.Done("/enterprise/pledges/"+p.ID, "enterprise.change.agreed")
	}
	return r.Done("/enterprise/pledges/"+p.ID, "enterprise.change.refused")
}
