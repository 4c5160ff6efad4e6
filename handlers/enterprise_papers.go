package handlers

import (
	"cmp"
	"slices"

	"shanpei/internal/accounts"
	"shanpei/models"
	"shanpei/views"
)

// enterpriseDocuments lists what was signed, and the receipt of every payment, the newest first.
func enterpriseDocuments(r *Request) error {
	e, err := r.ownEnterprise()
	if err != nil {
		return err
	}
	var d views.DocumentsProps
	for _, p := range r.State.PledgesOf(e.ID) {
		if p.Agreement != "" {
			d.Agreements = append(d.Agreements, views.AgreementLine{
				ID: p.ID, Number: p.Agreement, Pledge: p.Number, Status: string(p.Status), Amount: views.Fen(p.AmountFen), Signed: p.SignedAt,
				Entry: p.SignedSeq, EntryHref: entryHref(p.SignedSeq),
			})
		}
		for _, m := range r.State.PaymentsOf(p.ID) {
			for _, rc := range r.State.ReceiptsOf(m.ID) {
				d.Receipts = append(d.Receipts, views.ReceiptLine{
					ID: rc.ID, Number: rc.Number, PledgeID: p.ID, Pledge: p.Number, Status: string(rc.Status), Code: rc.Code, Fiscal: rc.Fiscal, Check: rc.Check,
					Reason: rc.Reason, HasFile: rc.FileHash != "", Day: string(m.Day), Amount: views.Fen(rc.Fen),
				})
			}
		}
		r.certificateLines(&d, p)
	}
	d.Years = r.givingYears(e)
	slices.SortStableFunc(d.Agreements, func(a, b views.AgreementLine) int { return b.Signed.Compare(a.Signed) })
	slices.SortStableFunc(d.Receipts, func(a, b views.ReceiptLine) int { return cmp.Compare(b.Number, a.Number) })
	return r.HTML(200, views.EnterpriseDocuments(r.page(views.Enterprise, "enterprise.documents.title"), d))
}

func enterpriseTeam(r *Request) error { return r.showTeam(200, views.TeamProps{}) }

// showTeam shows the people of the enterprise, the owners first; t may bring a form that was refused, or a link to be handed over.
func (r *Request) showTeam(status int, t views.TeamProps) error {
	e, err := r.ownEnterprise()
	if err != nil {
		return err
	}
	for _, u := range r.State.Users.All() {
		if u.Enterprise != e.ID {
			continue
		}
		a, err := r.Portal.Accounts.Get(r.UserContext(), u.ID)
		if err != nil {
			a = accounts.Account{Name: r.Lang.T("common.none")} // the person was erased; the role in the journal stays
		}
		t.People = append(t.People, views.PersonLine{ID: u.ID, Version: u.Version, Name: a.Name, Email: a.Email, Role: string(u.Role), Disabled: u.Disabled, Self: u.ID == r.Actor.ID})
	}
	order := func(p views.PersonLine) int { return slices.Index(models.Roles, models.Role(p.Role)) }
	slices.SortStableFunc(t.People, func(a, b views.PersonLine) int { return cmp.Compare(order(a), order(b)) })
	t.MayAdd, t.Key = r.Actor.Can(models.ManageTeam), r.key()
	now := r.Portal.Clock()
	if h, ok := r.State.Handovers.Get(e.ID); ok && h.Status == "offered" && now.Before(h.Until) {
		t.Handover, t.HandoverTo, t.Mine = h, r.nameOf(h.To), h.To == r.Actor.ID
	}
	for _, i := range r.State.InvitationsOf(e.ID) {
		if i.Status == models.InvitationOpen && !i.Over(now) {
			t.Invitations = append(t.Invitations, i)
		}
	}
	return r.HTML(status, views.EnterpriseTeam(r.page(views.Enterprise, "enterprise.team.title"), t))
}

// certificateLines adds the certificates of a pledge, and what a certificate could be issued for.
func (r *Request) certificateLines(d *views.DocumentsProps, p *models.Pledge) {
	for _, c := range r.State.CertificatesOf(p.ID) {
		d.Certificates = append(d.Certificates, views.CertificateLine{
			Number: c.Number, PledgeID: p.ID, Pledge: p.Number, Status: string(c.Status), Reason: c.Reason, Amount: views.Fen(c.Fen), At: c.At,
		})
	}
	if fen := r.State.UncertifiedFen(p.ID); fen > 0 && r.Actor.Can(models.IssueCertificates) {
		d.Certifiable = append(d.Certifiable, views.CertifiableLine{PledgeID: p.ID, Pledge: p.Number, Key: r.key(), Amount: views.Fen(fen)})
	}
}
