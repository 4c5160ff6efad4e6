package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// staffDisclosures is the clock: what must be published by when, what is open first.
func staffDisclosures(r *Request) error {
	d := r.staff("staff.disclosures.title")
	var all []views.StaffClockRow
	state := r.Query("state")
	for _, p := range r.State.Programs.All() {
		for _, row := range r.clockOf(p) {
			if fits(r.Query("program"), p.ID) && (state == "" || (state == "open") == (row.Published == nil)) {
				all = append(all, row)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b views.StaffClockRow) int {
		return cmp.Or(cmp.Compare(published(a), published(b)), cmp.Compare(a.Due, b.Due))
	})
	rows, pager := slicedPage(r, d, all, pageSize)
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.disclosures.lead"), Filters: views.StaffDisclosureFilters(d), Table: views.StaffClockTable(d, rows, r.filtered("program", "state")), Pager: pager,
		Actions: []views.ButtonProps{{Label: d.T("duty.title"), Href: "/staff/duties"}},
	}))
}

func published(r views.StaffClockRow) int {
	if r.Published != nil {
		return 1
	}
	return 0
}

// clockRow is the disclosure of the address: a programme and one of its days.
func (r *Request) clockRow() (views.StaffClockRow, error) {
	p, err := r.program()
	if err != nil {
		return views.StaffClockRow{}, err
	}
	for _, row := range r.clockOf(p) {
		if string(row.Due) == r.Params("due") {
			return row, nil
		}
	}
	return views.StaffClockRow{}, models.Refuse(models.NotFound, "not_found")
}

func staffDisclosure(r *Request) error { return r.showDisclosure(nil, "") }

func (r *Request) showDisclosure(f *form, name string) error {
	row, err := r.clockRow()
	if err != nil {
		return err
	}
	d := r.staff(row.Program.Name, r.crumb("staff.disclosures.title", "/staff/disclosures"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffDisclosure(d, row))
}

// staffDisclosurePrepare writes the words of a disclosure for a second person to publish.
func staffDisclosurePrepare(r *Request) error {
	row, err := r.clockRow()
	if err != nil {
		return err
	}
	f := r.form("note")
	_, again, err := f.ask(models.PrepareDisclosure{Program: row.Program.ID, Due: row.Due, Note: f.Text("note")})
	if again {
		return r.showDisclosure(f, "prepare")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/disclosures/"+row.Program.ID+"/"+string(row.Due), "staff.disclosure.prepared")
}

// staffDisclose publishes what another person prepared.
func staffDisclose(r *Request) error {
	row, err := r.clockRow()
	if err != nil {
		return err
	}
	f := r.form()
	out, again, err := f.ask(models.PublishDisclosure{Program: row.Program.ID, Due: row.Due})
	if again {
		return r.showDisclosure(f, "publish")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/disclosures", "staff.disclosure.done", "number", event[models.DisclosurePublished](out).Disclosure.Number)
}

// staffDisclosureCorrect publishes a correction of what was published.
func staffDisclosureCorrect(r *Request) error {
	row, err := r.clockRow()
	if err != nil {
		return err
	}
	f := r.form("why")
	out, again, err := f.ask(models.CorrectDisclosure{Program: row.Program.ID, Due: row.Due, Why: f.Text("why"), IfVersion: f.Version()})
	if again {
		return r.showDisclosure(f, "correct")
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/disclosures", "staff.disclosure.corrected", "number", event[models.DisclosureCorrected](out).Correction.Number)
}

func staffGifts(r *Request) error { return r.showGifts(nil) }

func (r *Request) showGifts(f *form) error {
	var all []*models.Gift
	for _, g := range r.State.Gifts.All() {
		e, _ := r.State.Enterprises.Get(g.Enterprise)
		if sought(r.Query("q"), g.Goods, e.Name) {
			all = append(all, g)
		}
	}
	newestFirst(all)
	d := r.staff("staff.gifts.title")
	rows, pager := arranged(r, d, all, map[string]order[*models.Gift]{
		"day":   func(a, b *models.Gift) int { return cmp.Compare(a.At, b.At) },
		"value": func(a, b *models.Gift) int { return cmp.Compare(a.ValueFen, b.ValueFen) },
	})
	var sum views.Fen
	for _, g := range all {
		sum += views.Fen(g.ValueFen)
	}
	status := 200
	if f != nil {
		f.onto(d, "gift")
		status = f.Status()
	}
	return r.HTML(status, views.StaffGifts(d, views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.gifts.lead"), Search: d.T("staff.gifts.search"), Table: views.StaffGiftsTable(d, rows, r.filtered()), Pager: pager, Total: &sum,
	}))
}

func staffGiftAccept(r *Request) error {
	f := r.form("enterprise", "program", "goods", "at", "quantity", "unit", "value_fen", "basis")
	for _, t := range []struct {
		field string
		limit int
	}{{"goods", 120}, {"unit", 20}, {"basis", 120}} {
		if len([]rune(f.Text(t.field))) > t.limit {
			f.refuse(models.Refuse(models.Invalid, "text_too_long").At(t.field).With("limit", t.limit))
		}
	}
	g := models.Gift{
		Enterprise: f.Text("enterprise"), Program: f.Text("program"), Goods: f.Text("goods"), Quantity: f.Int("quantity"), Unit: f.Text("unit"), Basis: f.Text("basis"), At: f.Day("at"),
	}
	g.ValueFen = f.Yuan("value_fen")
	_, again, err := f.ask(models.AcceptGift{Gift: g})
	if again {
		return r.showGifts(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/gifts", "staff.gifts.done", "goods", g.Goods)
}
