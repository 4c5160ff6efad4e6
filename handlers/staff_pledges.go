package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/views"
)

func staffPledges(r *Request) error {
	var all []*models.Pledge
	for _, p := range r.State.Pledges.All() {
		e, _ := r.State.Enterprises.Get(p.Enterprise)
		program := r.Query("program")
		if fits(r.Query("status"), p.Status) && (program == "" || slices.Contains(p.Purpose.Programs, program)) && (r.Query("free") == "" || p.Matchable()) &&
			fits(r.Query("enterprise"), p.Enterprise) && sought(r.Query("q"), p.Number, p.Agreement, e.Name) {
			all = append(all, p)
		}
	}
	newestFirst(all)
	d := r.staff("staff.pledges.title")
	rows, pager := arranged(r, d, all, map[string]order[*models.Pledge]{
		"number":   func(a, b *models.Pledge) int { return cmp.Compare(a.Number, b.Number) },
		"amount":   func(a, b *models.Pledge) int { return cmp.Compare(a.AmountFen, b.AmountFen) },
		"received": func(a, b *models.Pledge) int { return cmp.Compare(a.ReceivedFen, b.ReceivedFen) },
		"status":   func(a, b *models.Pledge) int { return cmp.Compare(pledgeRank(a), pledgeRank(b)) },
		"due":      func(a, b *models.Pledge) int { return cmp.Compare(dueOf(a), dueOf(b)) },
	})
	var sum views.Fen
	for _, p := range all {
		sum += views.Fen(p.AmountFen)
	}
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.pledges.lead"), Search: d.T("staff.pledges.search"), Filters: views.StaffPledgeFilters(d),
		Table: views.StaffPledgesTable(d, rows, r.filtered("status", "program", "free")), Pager: pager, Total: &sum,
	}
	if r.Actor.Can(models.MakePledges) {
		l.Actions = []views.ButtonProps{{Label: d.T("staff.pledge.new"), Href: "/staff/pledges/new", Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

func pledgeRank(p *models.Pledge) int { return slices.Index(views.StaffPledgeStatuses, p.Status) }

func dueOf(p *models.Pledge) string {
	if due := p.NextDue(); due != nil && p.Live() {
		return string(due.Due)
	}
	return late("")
}

func staffPledge(r *Request) error {
	p, err := r.State.PledgeFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	return r.showStaffPledge(p.ID, "", nil)
}

func (r *Request) showStaffPledge(id, formName string, f *form) error {
	p, _ := r.State.Pledges.Get(id)
	d := r.staff(p.Number, r.crumb("staff.pledges.title", "/staff/pledges"))
	status := 200
	if f != nil {
		f.onto(d, formName)
		status = f.Status()
	}
	return r.HTML(status, views.StaffPledge(d, p))
}

// purpose reads what money may be used for.
func (f *form) purpose() models.Purpose {
	p := models.Purpose{Programs: f.All("programs"), Counties: f.All("counties")}
	for _, t := range f.All("types") {
		p.Types = append(p.Types, models.NeedType(t))
	}
	for _, s := range f.All("stages") {
		p.Stages = append(p.Stages, models.Stage(s))
	}
	p.Needs = strings.FieldsFunc(f.Text("needs"), func(c rune) bool { return strings.ContainsRune(",，、; \t\n", c) })
	return p
}

// instalments reads the plan of payments; rows that are empty are left out.
func (f *form) instalments() (list []models.Instalment, rows []views.InstalmentRow) {
	days, amounts := f.r.Context().PostArgs().PeekMulti("instalment_due"), f.r.Context().PostArgs().PeekMulti("instalment_amount")
	for i := range min(len(days), len(amounts)) {
		day, amount := strings.TrimSpace(string(days[i])), strings.TrimSpace(string(amounts[i]))
		if day == "" && amount == "" {
			continue
		}
		at := "instalments." + strconv.Itoa(len(list))
		f.Values[at+".due"], f.Values[at+".amount_fen"] = day, amount
		list = append(list, models.Instalment{Due: f.Day(at + ".due"), AmountFen: f.Yuan(at + ".amount_fen")})
		rows = append(rows, views.InstalmentRow{Due: day, Amount: amount})
	}
	return list, rows
}

func staffPledgeNew(r *Request) error { return r.pledgeForm(nil, nil) }

func (r *Request) pledgeForm(f *form, rows []views.InstalmentRow) error {
	d := r.staff("staff.pledge.new", r.crumb("staff.pledges.title", "/staff/pledges"))
	status := 200
	if f != nil {
		f.onto(d, "pledge")
		if len(f.Errors) > 0 {
			status = f.Status()
		}
		for i := range rows {
			at := "instalments." + strconv.Itoa(i)
			rows[i].DueError, rows[i].AmountError = d.State.Error(at+".due"), d.State.Error(at+".amount_fen")
		}
	}
	if len(rows) == 0 {
		rows = []views.InstalmentRow{{}}
	}
	return r.HTML(status, views.StaffPledgeForm(d, views.StaffPledgeFormProps{Rows: rows}))
}

func staffPledgeMake(r *Request) error {
	f := r.form("enterprise", "amount_fen", "instalment_due", "instalment_amount", "programs", "counties", "types", "stages", "needs", "max_places_per_need", "naming", "anonymous", "_action")
	if f.Text("_action") == "add_row" {
		_, rows := f.instalments()
		f.Errors = nil
		return r.pledgeForm(f, append(rows, views.InstalmentRow{}))
	}
	cmd := models.MakePledge{
		Enterprise: f.Text("enterprise"), AmountFen: f.Yuan("amount_fen"), Purpose: f.purpose(), Anonymous: f.Yes("anonymous"), Naming: f.Text("naming"),
		MaxPlacesPerNeed: f.Int("max_places_per_need"),
	}
	list, rows := f.instalments()
	cmd.Instalments = list
	out, again, err := f.ask(cmd)
	if again {
		return r.pledgeForm(f, rows)
	}
	if err != nil {
		return err
	}
	p := event[models.PledgeMade](out).Pledge
	return r.Done("/staff/pledges/"+p.ID, "staff.pledge.done.make", "number", p.Number)
}

func staffPledgePurpose(r *Request) error {
	p, err := r.State.PledgeFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	f := r.form("programs", "counties", "types", "stages", "reason", "letter")
	out, again, err := f.ask(models.AskPurposeChange{Pledge: p.ID, Reason: f.Text("reason"), Letter: f.Text("letter"), Purpose: f.purpose()})
	if again {
		return r.showStaffPledge(p.ID, "purpose", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/pledges/"+p.ID+"#purpose-changes", "staff.purpose.done", "number", event[models.PurposeChangeAsked](out).Change.Number)
}
