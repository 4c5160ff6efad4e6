package handlers

import (
	"cmp"
	"slices"

	"shanpei/models"
	"shanpei/views"
)

func staffMonths(r *Request) error {
	d := r.staff("bank.months.title", r.crumb("common.nav.money", "/staff/money"))
	return r.HTML(200, views.StaffMonths(d, r.months()))
}

// monthsShown bounds the list of months: three years.
const monthsShown = 36

// months are those with anything in them, the newest first, without the one that runs.
func (r *Request) months() []string {
	seen := map[string]bool{}
	for _, l := range r.State.BankLines.All() {
		seen[string(l.Day[:7])] = true
	}
	for _, b := range r.State.BankDebits.All() {
		seen[string(b.Day[:7])] = true
	}
	for _, m := range r.State.PayoutMoves.All() {
		seen[string(m.Day[:7])] = true
	}
	for m := range r.State.Months.All() {
		seen[m] = true
	}
	var out []string
	for m := range seen {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Compare(b, a) })
	return out[:min(len(out), monthsShown)]
}

func staffMonth(r *Request) error {
	if !models.ValidMonth(r.Params("month")) {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.showMonth(nil, "")
}

// showMonth is the closing of a month on one screen. A month that is closed shows what it was closed with.
func (r *Request) showMonth(f *form, name string) error {
	month := r.Params("month")
	d := r.staff("", r.crumb("common.nav.money", "/staff/money"), r.crumb("bank.months.title", "/staff/money/months"))
	r.titled(d, "bank.month.title", "month", month)
	v := views.MonthProps{Month: month, Report: r.State.MonthReport(month), Status: models.MonthOpen}
	if m, ok := r.State.Months.Get(month); ok {
		v.Close, v.Status = m, m.Status
		if m.Status == models.MonthClosed {
			v.Report = m.Report
		}
	}
	v.Owners = r.moneyPeople()
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffMonth(d, v))
}

func staffMonthBalance(r *Request) error {
	if !models.ValidMonth(r.Params("month")) {
		return models.Refuse(models.NotFound, "not_found")
	}
	f := r.form("account", "month", "balance_fen")
	month := f.Text("month")
	if f.Text("balance_fen") == "" {
		f.refuse(models.Refuse(models.Invalid, "required").At("balance_fen"))
	}
	_, again, err := f.ask(models.SetMonthBalance{Account: f.Text("account"), Month: month, Fen: f.signedYuan("balance_fen")})
	if again {
		return r.showMonth(f, "balance-"+f.Text("account")+"-"+month)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/months/"+r.Params("month"), "bank.done.balance")
}

func staffMonthExplain(r *Request) error {
	if !models.ValidMonth(r.Params("month")) {
		return models.Refuse(models.NotFound, "not_found")
	}
	f := r.form("key", "owner", "explanation")
	_, again, err := f.ask(models.ExplainDifference{Month: r.Params("month"), Key: f.Text("key"), Owner: f.Text("owner"), Explanation: f.Text("explanation")})
	if again {
		return r.showMonth(f, views.DifferenceForm(f.Text("key")))
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/months/"+r.Params("month"), "bank.done.explained")
}

// staffMonthStep takes the closing of a month a step further.
func staffMonthStep(verb string) func(*Request) error {
	return func(r *Request) error {
		f := r.form("reason")
		month := r.Params("month")
		_, again, err := f.ask(models.StepMonth{Month: month, Verb: verb, Reason: f.Text("reason"), IfVersion: f.Version()})
		if again && models.ValidMonth(month) {
			return r.showMonth(f, "step-"+verb)
		}
		if again {
			return f.first()
		}
		if err != nil {
			return err
		}
		return r.Done("/staff/money/months/"+month, "bank.done."+verb, "month", month)
	}
}
