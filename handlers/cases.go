package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

// casesSeen are the cases that the actor may see and asks for, the longest in their state first.
func (r *Request) casesSeen() (out []views.CaseLine) {
	for _, c := range r.State.Cases.All() {
		if r.Actor.InCounty(c.County, c.Township) && fits(r.Query("county"), c.County) && fits(r.Query("status"), c.Status) {
			if l := views.CaseOf(r.State, c); sought(r.Query("q"), c.Number, l.Child) {
				out = append(out, l)
			}
		}
	}
	slices.SortFunc(out, func(a, b views.CaseLine) int {
		return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Number, b.Number))
	})
	return out
}

func staffCases(r *Request) error {
	d := r.staff("medical.cases", r.crumb("medical.screenings", "/staff/screenings"))
	return r.HTML(200, views.StaffCases(d, r.casesSeen()))
}

func staffCaseNew(r *Request) error { return r.showCaseForm(nil) }

func (r *Request) showCaseForm(f *form) error {
	d := r.staff("medical.new_case", r.crumb("medical.cases", "/staff/cases"))
	status := 200
	if f != nil {
		f.onto(d, "case")
		status = f.Status()
	}
	var programs []views.Option
	for _, p := range screeningPrograms(r.State) {
		programs = append(programs, views.Option{Value: p.ID, Label: p.Name})
	}
	return r.HTML(status, views.StaffCaseNew(d, programs))
}

func staffCaseOpen(r *Request) error {
	f := r.form("beneficiary", "program")
	out, again, err := f.ask(models.SignUpCase{Beneficiary: f.Text("beneficiary"), Program: f.Text("program")})
	if again {
		return r.showCaseForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.CaseSignedUpDown](out).Case
	return r.Done("/staff/cases/"+made.ID, "medical.done.signed_up", "number", made.Number)
}

func staffCase(r *Request) error { return r.showCase(nil, "") }

func (r *Request) showCase(f *form, name string) error {
	c, err := r.State.CaseFor(r.Params("id"), r.Actor)
	if err != nil {
		return err
	}
	d := r.staff(c.Number, r.crumb("medical.cases", "/staff/cases"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffCase(d, views.CaseOf(r.State, c), r.casePlaces(c)))
}

// casePlaces are the places of operations in the case's county whose money is here and that no child has.
func (r *Request) casePlaces(c *models.Case) (out []views.Option) {
	for _, sp := range r.State.Sponsorships.All() {
		n, _ := r.State.Needs.Get(sp.Need)
		if n.Type != models.Surgery || sp.Program != c.Program || sp.County != c.County || !sp.Live() {
			continue
		}
		bound := r.State.BindingsOf(sp.ID)
		if len(bound) >= sp.FundedPlaces-max(0, sp.PaidPlaces+sp.ReservedPlaces-len(bound)) {
			continue
		}
		for _, span := range sp.Slots {
			for slot := span.From; slot <= span.To; slot++ {
				if !slices.ContainsFunc(bound, func(b *models.Binding) bool { return b.Slot == slot }) {
					out = append(out, views.CasePlace(r.Lang, n, sp, slot))
				}
			}
		}
	}
	return out
}

// caseFields are the fields of the form of each step.
var caseFields = map[string][]string{
	"settle": {"total_fen", "insured_fen", "other_fen"}, "propose": {"fen", "place", "document"}, "operate": {"day", "hospital"},
	"bill": {"total_fen", "insured_fen", "other_fen", "settlement", "shortfall"}, "month": {"month", "sessions", "hospital"}, "follow": {"day", "outcome"},
	"refuse": {"reason"}, "withdraw": {"reason"},
}

func staffCaseStep(r *Request) error {
	verb := r.FormValue("verb")
	if !slices.Contains(models.CaseVerbs, verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	f := r.form(append([]string{"verb"}, caseFields[verb]...)...)
	c := models.StepCase{ID: r.Params("id"), Verb: verb, Reason: f.Text("reason"), Random: randomText(), IfVersion: f.Version()}
	switch verb {
	case "settle", "bill":
		c.Bill = models.CaseBill{TotalFen: f.Yuan("total_fen"), InsuredFen: f.Yuan("insured_fen")}
		if f.Text("other_fen") != "" {
			c.Bill.OtherFen = f.Yuan("other_fen")
		}
		c.Settlement, c.Shortfall = f.Text("settlement"), f.Text("shortfall")
	case "propose":
		c.Fen, c.Document = f.Yuan("fen"), f.Text("document")
		c.Sponsorship, c.Slot = views.CasePlaceOf(f.Text("place"))
	case "operate":
		c.Day, c.Hospital = f.Day("day"), f.Text("hospital")
	case "month":
		c.Month, c.Sessions, c.Hospital = f.Text("month"), f.Int("sessions"), f.Text("hospital")
	case "follow":
		c.Day, c.Outcome = f.Day("day"), f.Text("outcome")
	}
	_, again, err := f.ask(c)
	if again {
		return r.showCase(f, verb)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/cases/"+c.ID, "medical.done.step")
}

// caseQueue lists the cases of some statuses; without one, those whose next step is the manager's.
func (r *Request) caseQueue(d *views.StaffPage, key string, statuses ...models.CaseStatus) views.StaffQueue {
	q := views.StaffQueue{Key: key, Href: "/staff/cases"}
	for _, c := range r.State.Cases.All() {
		if len(statuses) == 0 && slices.Contains([]models.CaseStatus{models.CaseIndicated, models.CaseSettled, models.CaseOperated}, c.Status) || slices.Contains(statuses, c.Status) {
			q.Items = append(q.Items, views.StaffQueueItem{Number: c.Number, What: d.T("medical.turn_case." + string(c.Status)), Href: "/staff/cases/" + c.ID, Since: c.Since.Time()})
		}
	}
	return q
}
