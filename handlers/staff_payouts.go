package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/views"
)

func staffPayouts(r *Request) error {
	var all []*models.Disbursement
	for _, p := range r.State.Disbursements.All() {
		if fits(r.Query("status"), p.Status) && fits(r.Query("program"), p.Program) && sought(r.Query("q"), p.Number) {
			all = append(all, p)
		}
	}
	newestFirst(all)
	d := r.staff("staff.payouts.title")
	rows, pager := arranged(r, d, all, map[string]order[*models.Disbursement]{
		"number": func(a, b *models.Disbursement) int { return cmp.Compare(a.Number, b.Number) },
		"amount": func(a, b *models.Disbursement) int { return cmp.Compare(a.TotalFen, b.TotalFen) },
		"status": func(a, b *models.Disbursement) int {
			return cmp.Compare(slices.Index(views.StaffPayoutStatuses, a.Status), slices.Index(views.StaffPayoutStatuses, b.Status))
		},
	})
	var sum views.Fen
	for _, p := range all {
		sum += views.Fen(p.TotalFen)
	}
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("staff.payouts.lead"), Search: d.T("staff.payouts.search"), Filters: views.StaffPayoutFilters(d),
		Table: views.StaffPayoutsTable(d, rows, r.filtered("status", "program")), Pager: pager, Total: &sum,
	}
	if r.Actor.Can(models.MakePayouts) {
		l.Actions = []views.ButtonProps{{Label: d.T("staff.payout.new"), Href: "/staff/disbursements/new", Kind: views.ButtonAction, Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

// payableShown is how many sponsorships the form of a payout offers at once, the oldest first.
const payableShown = 100

// payable tells what of a sponsorship no payout has yet, although its money came.
func payable(sp *models.Sponsorship) (views.StaffPayable, bool) {
	v := views.StaffPayable{Sponsorship: sp, Free: sp.FundedPlaces - sp.PaidPlaces - sp.ReservedPlaces, FreeFen: sp.FundedFen - sp.PaidFen - sp.ReservedFen}
	_, err := models.SponsorshipFlow.Next(sp.Status, "disburse")
	return v, err == nil && v.Free > 0
}

func staffPayoutNew(r *Request) error { return r.payoutForm(r.Query("program"), nil) }

func (r *Request) payoutForm(program string, f *form) error {
	d := r.staff("staff.payout.new", r.crumb("staff.payouts.title", "/staff/disbursements"))
	v := views.StaffPayoutFormProps{}
	if _, ok := r.State.Programs.Get(program); ok {
		v.Program = program
	}
	sums := map[string]*views.StaffPayableProgram{}
	for _, sp := range r.State.Sponsorships.All() {
		free, ok := payable(sp)
		switch {
		case !ok:
		case sp.Program == v.Program && len(v.Payable) < payableShown:
			v.Payable = append(v.Payable, free)
		case sp.Program == v.Program:
			v.More++
		case v.Program == "":
			s := sums[sp.Program]
			if s == nil {
				s = &views.StaffPayableProgram{ID: sp.Program}
				sums[sp.Program] = s
			}
			s.Lines++
			s.Places += free.Free
			s.Fen += free.FreeFen
		}
	}
	for id := range r.State.Programs.All() {
		if s := sums[id]; s != nil {
			v.Programs = append(v.Programs, *s)
		}
	}
	status := 200
	if f != nil {
		f.onto(d, "payout")
		status = f.Status()
	}
	return r.HTML(status, views.StaffPayoutForm(d, v))
}

// payoutLines reads the rows of the form that name places. An amount that is left out is what the places come to.
func (f *form) payoutLines() (lines []models.DisbursementLine) {
	var ids []string
	for name, value := range f.Values {
		if id, ok := strings.CutPrefix(name, "places."); ok && value != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids) // the order of their making
	for _, id := range ids {
		l := models.DisbursementLine{Sponsorship: id, Places: f.Int("places." + id), PayeeKind: f.Text("payee_kind." + id)}
		sp, ok := f.r.State.Sponsorships.Get(id)
		switch amount := "amount_fen." + id; {
		case f.Text(amount) != "":
			l.AmountFen = f.Yuan(amount)
		case ok && l.Places > 0 && l.Places <= sp.Places:
			l.AmountFen = f.r.State.PriceOf(sp, l.Places, f.r.today())
		case ok:
			l.AmountFen = sp.UnitPriceFen
		}
		lines = append(lines, l)
	}
	return lines
}

func staffPayoutMake(r *Request) error {
	f := r.form("program", "places", "payee_kind", "amount_fen")
	lines := f.payoutLines()
	out, again, err := f.ask(models.MakeDisbursement{Program: f.Text("program"), Lines: lines})
	if again {
		for _, e := range f.Errors {
			e.Field = rowOf(e.Field, lines)
		}
		return r.payoutForm(f.Text("program"), f)
	}
	if err != nil {
		return err
	}
	p := event[models.PayoutMade](out).Disbursement
	return r.Done("/staff/disbursements/"+p.ID, "staff.payout.done.make", "number", p.Number)
}

// rowOf turns the models' name of a fault, lines.2.places, into the form's, places.ID.
func rowOf(field string, lines []models.DisbursementLine) string {
	parts := strings.Split(field, ".")
	if len(parts) != 3 || parts[0] != "lines" {
		return field
	}
	i, err := strconv.Atoi(parts[1])
	if err != nil || i >= len(lines) {
		return field
	}
	if parts[2] == "sponsorship" {
		parts[2] = "places"
	}
	return parts[2] + "." + lines[i].Sponsorship
}

func (r *Request) payout() (*models.Disbursement, error) {
	p, ok := r.State.Disbursements.Get(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return p, nil
}

func staffPayout(r *Request) error {
	p, err := r.payout()
	if err != nil {
		return err
	}
	return r.showPayout(p.ID, "", nil)
}

func (r *Request) showPayout(id, formName string, f *form) error {
	p, _ := r.State.Disbursements.Get(id)
	d := r.staff(p.Number, r.crumb("staff.payouts.title", "/staff/disbursements"))
	status := 200
	if f != nil {
		f.onto(d, formName)
		status = f.Status()
		if len(d.Stale) > 0 {
			d.Stale = append(d.Stale, views.StaleValue{Label: d.F("status"), Current: d.Lang.Term("disbursement", string(p.Status)), Yours: d.T("staff.payout.verb." + formName)})
		}
	}
	return r.HTML(status, views.StaffPayout(d, p))
}

var payoutVerbs = []string{"check", "approve", "reject", "prove"}

func staffPayoutStep(r *Request) error {
	p, err := r.payout()
	if err != nil {
		return err
	}
	f := r.form("verb", "reason", "evidence")
	verb := f.Text("verb")
	if !slices.Contains(payoutVerbs, verb) {
		f.refuse(models.Refuse(models.Invalid, "unknown_choice").At("verb"))
	}
	if len([]rune(f.Text("evidence"))) > 200 {
		f.refuse(models.Refuse(models.Invalid, "text_too_long").At("evidence").With("limit", 200))
	}
	_, again, err := f.ask(models.StepDisbursement{ID: p.ID, Verb: verb, Reason: f.Text("reason"), Evidence: f.Text("evidence"), IfVersion: f.Version()})
	if again {
		return r.showPayout(p.ID, "step-"+verb, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/disbursements/"+p.ID, "staff.payout.done.step", "number", p.Number, "verb", r.Lang.T("staff.payout.verb.step-"+verb))
}

func staffPayoutPay(r *Request) error {
	p, err := r.payout()
	if err != nil {
		return err
	}
	f := r.form()
	_, again, err := f.ask(models.PayDisbursement{ID: p.ID, IfVersion: f.Version()})
	if again {
		return r.showPayout(p.ID, "pay", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/disbursements/"+p.ID, "staff.payout.done.pay", "number", p.Number)
}

func staffPayoutReturn(r *Request) error {
	p, err := r.payout()
	if err != nil {
		return err
	}
	f := r.form("lines", "reason")
	var lines []int
	for _, no := range f.All("lines") {
		n, err := strconv.Atoi(no)
		if err != nil {
			f.refuse(models.Refuse(models.Invalid, "whole_number").At("lines"))
		}
		lines = append(lines, n)
	}
	if len(lines) == 0 { // the models take none for all; a person who ticks nothing has forgotten to
		f.refuse(models.Refuse(models.Invalid, "lines_required").At("lines"))
	}
	_, again, err := f.ask(models.ReturnLines{ID: p.ID, Lines: lines, Reason: f.Text("reason"), IfVersion: f.Version()})
	if again {
		return r.showPayout(p.ID, "return", f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/disbursements/"+p.ID, "staff.payout.done.return", "number", p.Number, "n", len(lines))
}
