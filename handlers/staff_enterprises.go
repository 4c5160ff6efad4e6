package handlers

import (
	"cmp"

	"shanpei/models"
	"shanpei/views"
)

func staffEnterprises(r *Request) error {
	var all []*models.Enterprise
	for _, e := range r.State.Enterprises.All() {
		if fits(r.Query("status"), e.Status) && marked(e, r.Query("mark")) && sought(r.Query("q"), e.Name, e.USCC) {
			all = append(all, e)
		}
	}
	newestFirst(all)
	d := r.staff("staff.enterprises.title")
	rows, pager := arranged(r, d, all, map[string]order[*models.Enterprise]{
		"name":   func(a, b *models.Enterprise) int { return cmp.Compare(a.Name, b.Name) },
		"status": func(a, b *models.Enterprise) int { return cmp.Compare(a.Status, b.Status) },
	})
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.enterprises.lead"), Search: d.T("staff.enterprises.search"), Filters: views.StaffEnterpriseFilters(d),
		Table: views.StaffEnterprisesTable(d, rows, r.filtered("status", "mark")), Pager: pager,
	}))
}

func marked(e *models.Enterprise, mark string) bool {
	switch mark {
	case "member":
		return e.Member
	case "state":
		return e.StateOwned
	case "warned":
		return len(e.Warnings) > 0
	}
	return true
}

func (r *Request) enterprise() (*models.Enterprise, error) {
	e, ok := r.State.Enterprises.Get(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return e, nil
}

func staffEnterprise(r *Request) error {
	e, err := r.enterprise()
	if err != nil {
		return err
	}
	return r.showEnterprise(e.ID, "", nil)
}

func (r *Request) showEnterprise(id, formName string, f *form) error {
	e, _ := r.State.Enterprises.Get(id)
	d := r.staff(e.Name, r.crumb("staff.enterprises.title", "/staff/enterprises"))
	status := 200
	if f != nil {
		f.onto(d, formName)
		status = f.Status()
		if len(d.Stale) > 0 {
			d.Stale = append(d.Stale, views.StaleValue{Label: d.F("status"), Current: d.Lang.Term("enterprise", string(e.Status)), Yours: d.T("staff.enterprise." + formName)})
			f.differs(d, "approval", d.F("approval"), e.Approval, e.Approval)
		}
	}
	contact, err := r.person(e.Contact)
	if err != nil {
		return err
	}
	return r.HTML(status, views.StaffEnterprise(d, views.StaffEnterpriseProps{Enterprise: e, Contact: contact}))
}

func staffEnterpriseVerify(r *Request) error {
	e, err := r.enterprise()
	if err != nil {
		return err
	}
	f := r.form("member", "state_owned", "approval")
	if len([]rune(f.Text("approval"))) > 60 {
		f.refuse(models.Refuse(models.Invalid, "text_too_long").At("approval").With("limit", 60))
	}
	stateOwned := f.Yes("state_owned")
	_, again, err := f.ask(models.VerifyEnterprise{ID: e.ID, IfVersion: f.Version(), Member: f.Yes("member"), StateOwned: &stateOwned, Approval: f.Text("approval")})
	if again {
		return r.showEnterprise(e.ID, "verify", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/enterprises/"+e.ID, "staff.enterprise.done.verify", "name", e.Name)
}

func staffEnterpriseReject(r *Request) error {
	e, err := r.enterprise()
	if err != nil {
		return err
	}
	f := r.form("reason")
	_, again, err := f.ask(models.RejectEnterprise{ID: e.ID, IfVersion: f.Version(), Reason: f.Text("reason")})
	if again {
		return r.showEnterprise(e.ID, "reject", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/enterprises/"+e.ID, "staff.enterprise.done.reject", "name", e.Name)
}
