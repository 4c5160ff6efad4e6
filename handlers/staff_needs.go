package handlers

import (
	"cmp"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// staffNeeds lists the needs that the actor may see: officers and workers only those of their own place.
func staffNeeds(r *Request) error {
	var all []*models.Need
	for _, n := range r.State.Needs.All() {
		if r.Actor.InCounty(n.County, n.Township) && fits(r.Query("status"), n.Status) && fits(r.Query("program"), n.Program) && fits(r.Query("county"), n.County) &&
			fits(r.Query("type"), n.Type) && (r.Query("q") == "" || r.needSought(n)) && (r.Query("free") == "" || n.Takes()) {
			all = append(all, n)
		}
	}
	d := r.staff("staff.needs.title")
	newestFirst(all)
	rows, pager := arranged(r, d, all, map[string]order[*models.Need]{
		"number":   func(a, b *models.Need) int { return cmp.Compare(a.Number, b.Number) },
		"county":   func(a, b *models.Need) int { return cmp.Compare(a.County+a.Township, b.County+b.Township) },
		"price":    func(a, b *models.Need) int { return cmp.Compare(a.UnitPriceFen, b.UnitPriceFen) },
		"left":     func(a, b *models.Need) int { return cmp.Compare(a.Left(), b.Left()) },
		"urgency":  func(a, b *models.Need) int { return cmp.Compare(a.Urgency, b.Urgency) },
		"status":   func(a, b *models.Need) int { return cmp.Compare(needRank(a.Status), needRank(b.Status)) },
		"deadline": func(a, b *models.Need) int { return cmp.Compare(late(a.Deadline), late(b.Deadline)) },
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.needs.lead"), Search: d.T("staff.needs.search"), Filters: views.StaffNeedFilters(d),
		Table: views.StaffNeedsTable(d, rows, r.filtered("status", "program", "county", "type", "free")), Pager: pager,
	}
	if r.Actor.Can(models.DraftNeeds) {
		l.Actions = []views.ButtonProps{{Label: d.T("staff.need.new"), Href: "/staff/needs/new", Kind: views.ButtonAction, Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

// newestFirst turns around a list that is in the order of its making.
func newestFirst[T any](list []T) {
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
}

func (r *Request) needSought(n *models.Need) bool {
	name := ""
	if p, ok := r.State.Programs.Get(n.Program); ok {
		name = p.Name
	}
	return sought(r.Query("q"), n.Number, n.Title, n.Township, name)
}

func needRank(s models.NeedStatus) int {
	for i, have := range views.StaffNeedStatuses {
		if have == s {
			return i
		}
	}
	return len(views.StaffNeedStatuses)
}

// late puts what has no day after everything that has one.
func late(d models.Day) string {
	if d == "" {
		return "9999"
	}
	return string(d)
}

// ownNeed is the need of the address, refused to whoever is responsible for another place.
func (r *Request) ownNeed() (*models.Need, error) {
	n, ok := r.State.NeedByNumber(r.Params("id"))
	switch {
	case !ok:
		return nil, models.Refuse(models.NotFound, "not_found")
	case !r.Actor.InCounty(n.County, n.Township):
		return nil, models.Refuse(models.Forbidden, "outside_county")
	}
	return n, nil
}

func staffNeed(r *Request) error {
	n, err := r.ownNeed()
	if err != nil {
		return err
	}
	return r.showNeed(n.ID, "", nil)
}

// showNeed shows a need; with a refused form, that form again.
func (r *Request) showNeed(id, formName string, f *form) error {
	n, _ := r.State.Needs.Get(id)
	d := r.staff(n.Number, r.crumb("staff.needs.title", "/staff/needs"))
	v := views.StaffNeedProps{Need: n}
	for _, o := range r.State.ObjectionsOn(n.ID) {
		words, err := r.person(o.Sealed)
		if err != nil {
			return err
		}
		v.Objections = append(v.Objections, views.StaffObjection{Objection: o, Words: words})
	}
	status := 200
	if f != nil {
		f.onto(d, formName)
		status = f.Status()
		if len(d.Stale) > 0 {
			d.Stale = append(d.Stale, views.StaleValue{Label: d.F("status"), Current: d.Lang.Term("need", string(n.Status)), Yours: d.Lang.Term("verb", f.Text("verb"))})
		}
	}
	return r.HTML(status, views.StaffNeed(d, v))
}

var needFields = []string{"program", "type", "county", "township", "stage", "period", "title", "unit", "unit_price_fen", "places", "urgency", "deadline", "max_donors", "indivisible"}

// need reads the fields of a need. A number that is left out is refused by the models where it must be there.
func (f *form) need() models.Need {
	n := models.Need{
		Program: f.Text("program"), Type: models.NeedType(f.Text("type")), County: f.Text("county"), Township: f.Text("township"), Stage: models.Stage(f.Text("stage")),
		Period: f.Text("period"), Title: f.Text("title"), Unit: f.Text("unit"), Places: f.Int("places"), Urgency: f.Int("urgency"), Deadline: f.Day("deadline"),
		MaxDonors: f.Int("max_donors"), Indivisible: f.Yes("indivisible"),
	}
	n.UnitPriceFen = f.Yuan("unit_price_fen")
	return n
}

func staffNeedNew(r *Request) error { return r.needForm(nil) }

func (r *Request) needForm(f *form) error {
	d := r.staff("staff.need.new", r.crumb("staff.needs.title", "/staff/needs"))
	v := views.StaffNeedFormProps{
		Action: "/staff/needs", Cancel: "/staff/needs", Urgency: "3", Need: models.Need{Program: r.Query("program"), County: r.Actor.County, Township: r.Actor.Township},
	}
	status := 200
	if f != nil {
		f.onto(d, "need")
		status = f.Status()
	}
	return r.HTML(status, views.StaffNeedForm(d, v))
}

func staffNeedCreate(r *Request) error {
	f := r.form(needFields...)
	n := f.need()
	out, again, err := f.ask(models.DraftNeed{Need: n})
	if again {
		return r.needForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.NeedDrafted](out).Need
	return r.Done("/staff/needs/"+made.ID, "staff.need.done.create", "number", made.Number)
}

func staffNeedEdit(r *Request) error {
	n, err := r.ownNeed()
	if err != nil {
		return err
	}
	return r.amendForm(n.ID, nil)
}

func (r *Request) amendForm(id string, f *form) error {
	n, _ := r.State.Needs.Get(id)
	d := r.staff("", r.crumb("staff.needs.title", "/staff/needs"), views.Crumb{Label: n.Number, Href: "/staff/needs/" + n.ID})
	r.titled(d, "staff.need.edit", "number", n.Number)
	v := views.StaffNeedFormProps{
		Need: *n, Action: "/staff/needs/" + n.ID + "/edit", Cancel: "/staff/needs/" + n.ID, Amend: true, Price: plainYuan(n.UnitPriceFen), Places: strconv.Itoa(n.Places),
		Urgency: strconv.Itoa(n.Urgency),
	}
	status := 200
	if f != nil {
		f.onto(d, "need")
		status = f.Status()
		for _, field := range [][2]string{
			{"type", string(n.Type)}, {"township", n.Township}, {"stage", string(n.Stage)}, {"period", n.Period}, {"title", n.Title}, {"unit", n.Unit},
			{"places", v.Places}, {"urgency", v.Urgency}, {"deadline", string(n.Deadline)}, {"max_donors", strings.TrimPrefix(strconv.Itoa(n.MaxDonors), "0")},
		} {
			f.differs(d, field[0], d.F(field[0]), field[1], field[1])
		}
		if fen, err := money.ParseYuan(f.Text("unit_price_fen")); err == nil && fen != n.UnitPriceFen {
			f.differs(d, "unit_price_fen", d.F("unit_price"), "", v.Price)
		}
	}
	return r.HTML(status, views.StaffNeedForm(d, v))
}

// titled gives a page a title with figures in it.
func (r *Request) titled(d *views.StaffPage, key string, args ...any) {
	d.Page.Title = r.Lang.T(key, args...)
	if n := len(d.Crumbs); n > 0 {
		d.Crumbs[n-1].Label = d.Page.Title
	}
}

func staffNeedAmend(r *Request) error {
	n, err := r.ownNeed()
	if err != nil {
		return err
	}
	f := r.form(needFields...)
	changed := f.need()
	_, again, err := f.ask(models.AmendNeed{ID: n.ID, IfVersion: f.Version(), Need: changed})
	if again {
		return r.amendForm(n.ID, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/needs/"+n.ID, "staff.need.done.amend", "number", n.Number)
}

func staffNeedStep(r *Request) error {
	n, err := r.ownNeed()
	if err != nil {
		return err
	}
	f := r.form("verb", "reason")
	verb := models.NeedVerb(f.Text("verb"))
	_, again, err := f.ask(models.StepNeed{ID: n.ID, Verb: verb, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showNeed(n.ID, "step-"+string(verb), f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/needs/"+n.ID, "staff.need.done.step", "number", n.Number, "verb", r.Lang.Term("verb", string(verb)))
}

func staffObjection(r *Request) error {
	n, err := r.ownNeed()
	if err != nil {
		return err
	}
	f := r.form("objection", "finding", "decision")
	id := f.Text("objection")
	if o, ok := r.State.Objections.Get(id); !ok || o.Need != n.ID {
		return models.Refuse(models.NotFound, "not_found")
	}
	if v := f.Text("decision"); v != "uphold" && v != "dismiss" {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice"))
	}
	_, again, err := f.ask(models.ResolveObjection{ID: id, Upheld: f.Text("decision") == "uphold", Finding: f.Text("finding")})
	if again {
		return r.showNeed(n.ID, "objection-"+id[strings.LastIndexByte(id, '/')+1:], f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/needs/"+n.ID+"#objections", "staff.objections.done")
}
