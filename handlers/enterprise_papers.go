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

// showTeam shows the people of the enterprise, the owners first; t may bring a form that was refused, or a password to be handed over.
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
		t.People = append(t.People, views.PersonLine{Name: a.Name, Email: a.Email, Role: string(u.Role), Disabled: u.Disabled, Self: u.ID == r.Actor.ID})
	}
	order := func(p views.PersonLine) int { return slices.Index(models.Roles, models.Role(p.Role)) }
	slices.SortStableFunc(t.People, func(a, b views.PersonLine) int { return cmp.Compare(order(a), order(b)) })
	t.MayAdd, t.Key = r.Actor.Role == models.DonorOwner, r.key()
	return r.HTML(status, views.EnterpriseTeam(r.page(views.Enterprise, "enterprise.team.title"), t))
}

// addColleague makes an account with a first password that is shown once, and gives its user a role of the own enterprise. Account first: a user
// nobody can log in as would be worse than an account without a role, which is taken back here.
func addColleague(r *Request) error {
	f := r.form("name", "email", "phone", "role")
	role := models.Role(f.Text("role"))
	if role != models.DonorFinance && role != models.DonorViewer {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("role"))
	}
	if len(f.Errors) > 0 {
		return r.showTeam(f.Status(), views.TeamProps{State: f.State()})
	}
	secret := firstPassword()
	id := onceID("team "+r.Actor.ID, r.FormValue("_key"))
	a, err := r.Portal.Accounts.Create(r.UserContext(), accounts.NewAccount{
		ID: id, Name: f.Text("name"), Email: f.Text("email"), Phone: f.Text("phone"), Password: secret,
	})
	if err == nil {
		_, err = r.Do(models.AddUser{User: models.User{ID: a.ID, Role: role, Enterprise: r.Actor.Enterprise}})
		if err != nil {
			err = r.takeBack(a.ID, err)
		}
	}
	if err != nil && r.addedBefore(id) {
		return r.forward("/enterprise/team") // the same form, sent twice: the password was shown on the first answer
	}
	if f.Failed(err) {
		return r.showTeam(f.Status(), views.TeamProps{State: f.State()})
	}
	return r.showTeam(200, views.TeamProps{Secret: secret, ForName: a.Name, ForEmail: a.Email})
}

// addedBefore tells whether the same form has made its user already.
func (r *Request) addedBefore(id string) bool {
	u, ok := r.Portal.Book.State().Users.Get(id)
	return ok && u.Enterprise == r.Actor.Enterprise
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
