package handlers

import (
	"cmp"
	"strconv"

	"shanpei/models"
	"shanpei/views"
)

func staffPrograms(r *Request) error {
	var all []*models.Program
	for _, p := range r.State.Programs.All() {
		if fits(r.Query("status"), p.Status) && fits(r.Query("fundraising"), p.Fundraising) && sought(r.Query("q"), p.Name, p.Brand, p.Slug) {
			all = append(all, p)
		}
	}
	d := r.staff("staff.programs.title")
	rows, pager := arranged(r, d, all, map[string]order[*models.Program]{
		"name":   func(a, b *models.Program) int { return cmp.Compare(a.Name, b.Name) },
		"starts": func(a, b *models.Program) int { return cmp.Compare(a.Starts, b.Starts) },
		"budget": func(a, b *models.Program) int { return cmp.Compare(a.BudgetFen, b.BudgetFen) },
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.programs.lead"), Search: d.T("staff.programs.search"), Filters: views.StaffProgramFilters(d),
		Table: views.StaffProgramsTable(d, rows, r.filtered("status", "fundraising")), Pager: pager,
	}
	if r.Actor.Can(models.ManagePrograms) {
		l.Actions = []views.ButtonProps{{Label: d.T("staff.program.new"), Href: "/staff/programs/new", Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

func (r *Request) program() (*models.Program, error) {
	p, ok := r.State.ProgramBySlug(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return p, nil
}

func staffProgram(r *Request) error {
	p, err := r.program()
	if err != nil {
		return err
	}
	return r.showProgram(p.ID, "", nil)
}

func (r *Request) showProgram(id, formName string, f *form) error {
	p, _ := r.State.Programs.Get(id)
	d := r.staff(p.Name, r.crumb("staff.programs.title", "/staff/programs"))
	status := 200
	if f != nil {
		f.onto(d, formName)
		status = f.Status()
	}
	return r.HTML(status, views.StaffProgram(d, p, r.clockOf(p)))
}

func (r *Request) clockOf(p *models.Program) []views.StaffClockRow {
	var rows []views.StaffClockRow
	for _, due := range r.State.DisclosureClock(p) {
		rows = append(rows, views.StaffClockRow{DueDisclosure: due})
	}
	return rows
}

var programFields = []string{"name", "slug", "brand", "starts", "ends", "budget_fen", "fee_permille", "fundraising", "filing", "platform", "purpose", "rules", "types"}

// program reads the fields of a programme.
func (f *form) program() models.Program {
	p := models.Program{
		Name: f.Text("name"), Slug: f.Text("slug"), Brand: f.Text("brand"), Starts: f.Day("starts"), Ends: f.Day("ends"), BudgetFen: f.Yuan("budget_fen"),
		FeePermille: f.Int("fee_permille"), Fundraising: models.Fundraising(f.Text("fundraising")), Filing: f.Text("filing"), Platform: f.Text("platform"),
		Purpose: f.Text("purpose"), Rules: f.Text("rules"),
	}
	for _, t := range f.All("types") {
		p.Types = append(p.Types, models.NeedType(t))
	}
	return p
}

func staffProgramNew(r *Request) error { return r.programForm(nil) }

func (r *Request) programForm(f *form) error {
	d := r.staff("staff.program.new", r.crumb("staff.programs.title", "/staff/programs"))
	status := 200
	if f != nil {
		f.onto(d, "program")
		status = f.Status()
	}
	return r.HTML(status, views.StaffProgramForm(d, views.StaffProgramFormProps{
		Program: models.Program{Fundraising: models.Announce}, Action: "/staff/programs", Cancel: "/staff/programs",
	}))
}

func staffProgramCreate(r *Request) error {
	f := r.form(programFields...)
	p := f.program()
	out, again, err := f.ask(models.CreateProgram{Program: p})
	if again {
		return r.programForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.ProgramCreated](out).Program
	return r.Done("/staff/programs/"+made.ID, "staff.program.done.create", "name", made.Name)
}

func staffProgramEdit(r *Request) error {
	p, err := r.program()
	if err != nil {
		return err
	}
	return r.reviseForm(p.ID, nil)
}

func (r *Request) reviseForm(id string, f *form) error {
	p, _ := r.State.Programs.Get(id)
	d := r.staff("staff.program.edit", r.crumb("staff.programs.title", "/staff/programs"), views.Crumb{Label: p.Name, Href: "/staff/programs/" + p.ID})
	status := 200
	if f != nil {
		f.onto(d, "program")
		status = f.Status()
		for _, field := range [][2]string{
			{"name", p.Name}, {"brand", p.Brand}, {"starts", string(p.Starts)}, {"ends", string(p.Ends)}, {"fundraising", string(p.Fundraising)}, {"filing", p.Filing},
			{"platform", p.Platform}, {"purpose", p.Purpose}, {"rules", p.Rules}, {"budget_fen", plainYuan(p.BudgetFen)}, {"fee_permille", zeroEmpty(p.FeePermille)},
		} {
			f.differs(d, field[0], programLabel(d, field[0]), field[1], field[1])
		}
	}
	return r.HTML(status, views.StaffProgramForm(d, views.StaffProgramFormProps{
		Program: *p, Action: "/staff/programs/" + p.ID + "/edit", Cancel: "/staff/programs/" + p.ID, Budget: plainYuan(p.BudgetFen), Revise: true,
	}))
}

func programLabel(d *views.StaffPage, field string) string {
	if field == "budget_fen" {
		field = "budget"
	}
	return d.F(field)
}

func zeroEmpty(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func staffProgramRevise(r *Request) error {
	p, err := r.program()
	if err != nil {
		return err
	}
	f := r.form(programFields...)
	next := f.program()
	next.LeftoverFen = p.LeftoverFen
	_, again, err := f.ask(models.ReviseProgram{ID: p.ID, IfVersion: f.Version(), Program: next})
	if again {
		return r.reviseForm(p.ID, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/programs/"+p.ID, "staff.program.done.revise", "name", next.Name)
}

func staffProgramStep(r *Request) error {
	p, err := r.program()
	if err != nil {
		return err
	}
	f := r.form("verb", "reason")
	verb := f.Text("verb")
	_, again, err := f.ask(models.StepProgram{ID: p.ID, Verb: verb, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showProgram(p.ID, "step-"+verb, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/programs/"+p.ID, "staff.program.done.step", "name", p.Name, "verb", r.Lang.Term("verb", verb))
}
