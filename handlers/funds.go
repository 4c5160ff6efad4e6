package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// funds lists the named funds, those that are active first, then the newest.
func (r *Request) funds() []views.FundLine {
	var out []views.FundLine
	for _, f := range r.State.Funds.All() {
		out = append(out, r.fundLine(f))
	}
	slices.SortFunc(out, func(a, b views.FundLine) int {
		return cmp.Or(cmp.Compare(a.Fund.Status, b.Fund.Status), cmp.Compare(b.Fund.Number, a.Fund.Number))
	})
	return out
}

func (r *Request) fundLine(f *models.Fund) views.FundLine {
	e, _ := r.State.Enterprises.Get(f.Enterprise)
	return views.FundLine{Fund: f, Sums: r.State.SumsOfFund(f.ID), Donor: e.Name, Pledges: len(r.State.PledgesOfFund(f.ID))}
}

func publicFunds(r *Request) error {
	p := r.page(views.Public, "fund.public.title")
	p.Description = r.Lang.T("fund.public.lead")
	return r.HTML(200, views.PublicFunds(p, r.funds()))
}

func publicFund(r *Request) error {
	f, ok := r.State.FundByNumber(r.Params("number"))
	if !ok || f.Number != r.Params("number") {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.HTML(200, views.PublicFund(r.page(views.Public, f.Name), r.fundLine(f)))
}

// publicWriteOffs are the promises that donors were released of, with the explanation that the law asks for.
func publicWriteOffs(r *Request) error {
	p := r.page(views.Public, "fund.write_offs.title")
	p.Description = r.Lang.T("fund.write_offs.lead")
	var out []views.WriteOffLine
	for _, w := range r.State.WriteOffs.All() {
		l := views.WriteOffLine{WriteOff: w}
		if e, ok := r.State.Enterprises.Get(w.Enterprise); ok && !w.Anonymously {
			l.Donor = e.Name
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b views.WriteOffLine) int { return cmp.Compare(b.WriteOff.Number, a.WriteOff.Number) })
	return r.HTML(200, views.PublicWriteOffs(p, out))
}

func staffFunds(r *Request) error { return r.showFunds(nil) }

func (r *Request) showFunds(f *form) error {
	d := r.staff("fund.staff.title")
	status := 200
	if f != nil {
		f.onto(d, "fund")
		status = f.Status()
	}
	return r.HTML(status, views.StaffFunds(d, r.funds()))
}

func staffFundOpen(r *Request) error {
	f := r.form("name", "enterprise", "target_fen", "mode", "purpose", "use", "end_rule", "remainder", "ends")
	out, again, err := f.ask(models.OpenFund{Fund: models.Fund{
		Name: f.Text("name"), Enterprise: f.Text("enterprise"), TargetFen: f.Yuan("target_fen"), Mode: f.Text("mode"), Purpose: f.Text("purpose"), Use: f.Text("use"),
		EndRule: f.Text("end_rule"), Remainder: f.Text("remainder"), Ends: f.Day("ends"),
	}})
	if again {
		return r.showFunds(f)
	}
	if err != nil {
		return err
	}
	made := event[models.FundOpened](out).Fund
	return r.Done("/staff/funds/"+made.ID, "fund.done.open", "number", made.Number)
}

func (r *Request) fund() (*models.Fund, error) {
	f, ok := r.State.Funds.Get(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return f, nil
}

func staffFund(r *Request) error {
	f, err := r.fund()
	if err != nil {
		return err
	}
	return r.showFund(f.ID, nil, "")
}

func (r *Request) showFund(id string, f *form, name string) error {
	fund, _ := r.State.Funds.Get(id)
	d := r.staff(fund.Name, r.crumb("fund.staff.title", "/staff/funds"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffFund(d, r.fundLine(fund)))
}

func staffFundJoin(r *Request) error {
	fund, err := r.fund()
	if err != nil {
		return err
	}
	f := r.form("pledge")
	_, again, err := f.ask(models.JoinFund{Pledge: f.Text("pledge"), Fund: fund.ID})
	if refusedAs(err, models.NotFound) {
		f.refuse(models.Refuse(models.Invalid, "unknown_pledge").At("pledge"))
		again = true
	}
	if again {
		return r.showFund(fund.ID, f, "join")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/funds/"+fund.ID, "fund.done.join", "number", f.Text("pledge"))
}

func staffFundEnd(r *Request) error {
	fund, err := r.fund()
	if err != nil {
		return err
	}
	f := r.form("reason")
	_, again, err := f.ask(models.EndFund{ID: fund.ID, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showFund(fund.ID, f, "end")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/funds/"+fund.ID, "fund.done.end", "number", fund.Number)
}

func staffWriteOff(r *Request) error {
	p, err := r.State.PledgeFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	f := r.form("reason", "report", "reported", "public")
	_, again, err := f.ask(models.WriteOffPledge{
		ID: p.ID, Reason: f.Text("reason"), Report: f.Text("report"), Reported: f.Day("reported"), Public: f.Text("public"), IfVersion: f.Version(),
	})
	if again {
		return r.showStaffPledge(p.ID, "write-off", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/pledges/"+p.ID, "fund.done.write_off", "number", p.Number)
}
