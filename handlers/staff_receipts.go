package handlers

import (
	"cmp"

	"shanpei/models"
	"shanpei/views"
)

func staffReceipts(r *Request) error {
	var all []*models.Receipt
	for _, rc := range r.State.Receipts.All() {
		e, _ := r.State.Enterprises.Get(rc.Enterprise)
		if fits(r.Query("status"), rc.Status) && sought(r.Query("q"), rc.Number, e.Name, rc.Fiscal, rc.Code) {
			all = append(all, rc)
		}
	}
	newestFirst(all)
	d := r.staff("staff.money.receipts", r.crumb("common.nav.money", "/staff/money"))
	rows, pager := arranged(r, d, all, map[string]order[*models.Receipt]{
		"number": func(a, b *models.Receipt) int { return cmp.Compare(a.Number, b.Number) },
		"amount": func(a, b *models.Receipt) int { return cmp.Compare(a.Fen, b.Fen) },
	})
	var sum views.Fen
	for _, rc := range all {
		sum += views.Fen(rc.Fen)
	}
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.T("common.nav.money"), Lead: d.T("staff.money.lead"), Tabs: views.StaffMoneyTabs(d, "/staff/money/receipts"), Search: d.T("staff.receipt.search"),
		Filters: views.StaffReceiptFilters(d), Table: views.StaffReceiptsTable(d, rows, r.filtered("status")), Pager: pager, Total: &sum,
	}))
}

func (r *Request) receipt() (*models.Receipt, error) {
	rc, ok := r.State.Receipts.Get(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return rc, nil
}

func staffReceipt(r *Request) error {
	rc, err := r.receipt()
	if err != nil {
		return err
	}
	return r.showReceipt(rc.ID, "", nil)
}

func (r *Request) showReceipt(id, formName string, f *form) error {
	rc, _ := r.State.Receipts.Get(id)
	d := r.staff(rc.Number, r.crumb("common.nav.money", "/staff/money"), r.crumb("staff.money.receipts", "/staff/money/receipts"))
	status := 200
	if f != nil {
		f.onto(d, formName)
		status = f.Status()
		f.differs(d, "code", d.F("fiscal_code"), rc.Code, rc.Code)
		f.differs(d, "fiscal", d.F("fiscal_number"), rc.Fiscal, rc.Fiscal)
	}
	return r.HTML(status, views.StaffReceipt(d, rc))
}

// fiscalField puts a refusal of a fiscal number at the field that it is about.
var fiscalField = map[string]string{"fiscal_code": "code", "fiscal_number": "fiscal", "fiscal_check": "check"}

func staffReceiptRecord(r *Request) error {
	rc, err := r.receipt()
	if err != nil {
		return err
	}
	f := r.form("code", "fiscal", "check")
	_, again, err := f.ask(models.RecordReceipt{ID: rc.ID, Code: f.Text("code"), Fiscal: f.Text("fiscal"), Check: f.Text("check"), IfVersion: f.Version()})
	if again {
		for _, e := range f.Errors {
			if field := fiscalField[e.Reason]; field != "" {
				e.Field = field
			}
		}
		return r.showReceipt(rc.ID, "record", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/receipts?status=pending", "staff.receipt.done.record", "number", rc.Number)
}

func staffReceiptVoid(r *Request) error {
	rc, err := r.receipt()
	if err != nil {
		return err
	}
	f := r.form("reason")
	_, again, err := f.ask(models.VoidReceipt{ID: rc.ID, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showReceipt(rc.ID, "void", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/receipts/"+rc.ID, "staff.receipt.done.void", "number", rc.Number)
}

// staffLedger shows what every account holds; all of them together are zero.
func staffLedger(r *Request) error {
	d := r.staff("staff.money.ledger", r.crumb("common.nav.money", "/staff/money"))
	kind := r.Query("kind")
	var all []string
	for account := range r.State.Accounts.All() {
		if fits(kind, views.LedgerKind(account)) && sought(r.Query("q"), account) {
			all = append(all, account)
		}
	}
	v := views.StaffLedgerProps{}
	v.Accounts, v.Pager = slicedPage(r, d, all, 2*pageSize)
	return r.HTML(200, views.StaffLedger(d, v, views.StaffMoneyTabs(d, "/staff/money/ledger")))
}
