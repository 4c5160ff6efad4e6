package handlers

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/views"
)

func staffMoney(r *Request) error { return r.showMoney(nil) }

func (r *Request) showMoney(f *form) error {
	var all []*models.BankLine
	for _, l := range r.State.BankLines.All() {
		pledge := ""
		if p, ok := r.State.Pledges.Get(l.Pledge); ok {
			pledge = p.Number
		}
		if fits(r.Query("outcome"), l.Outcome) && fits(r.Query("account"), l.Account) && (r.Query("third") == "" || l.ThirdParty) && sought(r.Query("q"), l.LineID, pledge) {
			all = append(all, l)
		}
	}
	newestFirst(all)
	d := r.staff("common.nav.money")
	rows, pager := arranged(r, d, all, map[string]order[*models.BankLine]{
		"day":    func(a, b *models.BankLine) int { return cmp.Compare(a.Day, b.Day) },
		"amount": func(a, b *models.BankLine) int { return cmp.Compare(a.AmountFen, b.AmountFen) },
	})
	var sum views.Fen
	for _, l := range all {
		sum += views.Fen(l.AmountFen)
	}
	status := 200
	if f != nil {
		f.onto(d, "lines")
		status = f.Status()
	}
	return r.HTML(status, views.StaffMoney(d, views.StaffListProps{
		Tabs: views.StaffMoneyTabs(d, "/staff/money"), Search: d.T("staff.money.search"), Filters: views.StaffLineFilters(d),
		Table: views.StaffLinesTable(d, rows, r.filtered("outcome", "account", "third")), Pager: pager, Total: &sum,
	}))
}

var lineFields = []string{"line_id", "date", "amount_fen", "payer", "memo"}

// lines reads the rows of the form that are not empty, each with its number.
func (f *form) lines() (cmds []models.RecordBankLine, rows []int) {
	for i := range views.StaffLineRows {
		at := "." + strconv.Itoa(i)
		empty := true
		for _, name := range lineFields {
			empty = empty && f.Text(name+at) == ""
		}
		if empty {
			continue
		}
		rows = append(rows, i)
		cmds = append(cmds, models.RecordBankLine{
			Account: f.Text("account"), LineID: f.Text("line_id" + at), Day: f.Day("date" + at), AmountFen: f.Yuan("amount_fen" + at), Payer: f.Text("payer" + at), Memo: f.Text("memo" + at),
		})
	}
	return cmds, rows
}

// atRow moves a refusal to the row of the form that it belongs to.
func atRow(err error, row int) error {
	var e *models.Error
	if errors.As(err, &e) {
		moved := *e
		moved.Code = models.Invalid
		if moved.Field == "" {
			moved.Field = "line_id"
		}
		if moved.Field != "account" {
			moved.Field += "." + strconv.Itoa(row)
		}
		return &moved
	}
	return err
}

// staffMoneyLines books several lines of a statement: every row is looked at first, and when one is refused none is booked.
func staffMoneyLines(r *Request) error {
	f := r.form(append([]string{"account"}, lineFields...)...)
	cmds, rows := f.lines()
	if len(cmds) == 0 && len(f.Errors) == 0 {
		f.refuse(models.Refuse(models.Invalid, "lines_required").At("line_id.0"))
	}
	key, err := r.idempotencyKey()
	if err != nil {
		return err
	}
	if len(f.Errors) > 0 {
		return r.showMoney(f)
	}
	seen := map[string]bool{}
	for i, cmd := range cmds {
		err := r.wouldDo(cmd)
		if err == nil && seen[cmd.LineID] {
			err = models.Refuse(models.Conflict, "duplicate_line").At("line_id")
		}
		seen[cmd.LineID] = true
		if err != nil {
			f.refuse(atRow(err, rows[i]))
		}
	}
	if len(f.Errors) > 0 {
		return r.showMoney(f)
	}
	matched, suspense := 0, 0
	for i, cmd := range cmds {
		l, err := r.bookLine(cmd, journal.Key(key+"#"+strconv.Itoa(rows[i]), r.fingerprint()))
		if err != nil && f.shows(atRow(err, rows[i])) {
			return r.showMoney(f)
		}
		if err != nil {
			return err
		}
		if l.HeldFen > 0 {
			suspense++
		} else {
			matched++
		}
	}
	return r.Done("/staff/money", "staff.money.done.lines", "n", len(cmds), "matched", matched, "suspense", suspense)
}

// bookLine seals payer and memo and books the line; a line that was not booked leaves nothing sealed behind.
func (r *Request) bookLine(cmd models.RecordBankLine, key journal.DoOption) (models.BankLine, error) {
	var err error
	if cmd.Payer+cmd.Memo != "" {
		if cmd.Sealed, err = r.Portal.Vault.Seal(r.UserContext(), "bank_line", map[string]string{"payer": cmd.Payer, "memo": cmd.Memo}); err != nil {
			return models.BankLine{}, err
		}
	}
	out, err := r.Do(cmd, key)
	if cmd.Sealed != "" && (out.Repeated || certain(err)) {
		err = errors.Join(err, r.Portal.Vault.Erase(r.UserContext(), cmd.Sealed))
	}
	if err != nil {
		return models.BankLine{}, err
	}
	return event[models.BankLineRecorded](out).Line, nil
}

func (r *Request) line() (*models.BankLine, error) {
	l, ok := r.State.BankLines.Get(r.Params("id"))
	if !ok {
		return nil, models.Refuse(models.NotFound, "not_found")
	}
	return l, nil
}

func staffLine(r *Request) error {
	l, err := r.line()
	if err != nil {
		return err
	}
	return r.showLine(l.ID, nil)
}

// showLine shows a bank line. Payer and memo are masked; the suggestions are made from what they say.
func (r *Request) showLine(id string, f *form) error { return r.showLineForm(id, f, "attribute") }

// showLineForm shows a bank line with one of its forms refused.
func (r *Request) showLineForm(id string, f *form, name string) error {
	l, _ := r.State.BankLines.Get(id)
	d := r.staff("", r.crumb("common.nav.money", "/staff/money"), r.crumb("staff.money.suspense", "/staff/money/suspense"))
	r.titled(d, "staff.money.line_title", "id", l.LineID)
	v := views.StaffLineProps{Line: l, Candidates: r.candidates(l), Owners: r.moneyPeople()}
	var err error
	if v.Sealed, err = r.person(l.Sealed); err != nil {
		return err
	}
	if l.HeldFen > 0 && l.Sealed != "" {
		said, err := r.said(models.NewSuggester(r.State), l)
		if err != nil {
			return err
		}
		v.Suggestions = said.list
	}
	if l.HeldFen == l.AmountFen {
		v.Moves = r.movesFor("returned", int64(l.AmountFen), l.Day)
	}
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
		if len(d.Stale) > 0 {
			d.Stale = append(d.Stale, views.StaleValue{Label: d.F("held"), Current: d.Lang.Yuan(views.Fen(l.HeldFen)), Yours: f.Text("pledge")})
		}
	}
	return r.HTML(status, views.StaffLine(d, v))
}

// moneyPeople are those who may be given a task of the money desk.
func (r *Request) moneyPeople() []views.Option {
	var out []views.Option
	for id, u := range r.State.Users.All() {
		if !u.Disabled && u.Actor().Can(models.ViewMoney) {
			out = append(out, views.Option{Value: id, Label: r.nameOf(id) + " · " + r.Lang.Term("role", string(u.Role))})
		}
	}
	return out
}

// candidatesShown is how many pledges are offered for money in suspense.
const candidatesShown = 12

// candidates are signed pledges that still owe: first the one that the line names, then those whose next instalment or rest is just what is held.
func (r *Request) candidates(l *models.BankLine) []*models.Pledge {
	var out []*models.Pledge
	for _, p := range r.State.Pledges.All() {
		if l.HeldFen > 0 && p.Binding() && p.ReceivedFen < p.AmountFen {
			out = append(out, p)
		}
	}
	rank := func(p *models.Pledge) int {
		due := p.NextDue()
		switch {
		case p.ID == l.Pledge:
			return 0
		case p.AmountFen-p.ReceivedFen == l.HeldFen || due != nil && due.AmountFen-due.ReceivedFen == l.HeldFen:
			return 1
		case p.Status == models.PledgeOverdue:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(out, func(a, b *models.Pledge) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(dueOf(a), dueOf(b)))
	})
	return out[:min(len(out), candidatesShown)]
}

func staffAttribute(r *Request) error {
	l, err := r.line()
	if err != nil {
		return err
	}
	f := r.form("pledge", "reason", "amount_fen", "third")
	cmd := models.AttributeSuspense{Line: l.ID, Pledge: f.Text("pledge"), Reason: f.Text("reason"), ThirdParty: f.Yes("third"), IfVersion: f.Version()}
	if f.Text("amount_fen") != "" {
		cmd.Fen = f.Yuan("amount_fen")
	}
	out, again, err := f.ask(cmd)
	if again {
		return r.showLine(l.ID, f)
	}
	if err != nil {
		return err
	}
	p, _ := r.State.Pledges.Get(event[models.SuspenseAttributed](out).Pledge)
	return r.Done("/staff/money/lines/"+l.ID, "staff.money.done.attribute", "number", p.Number)
}

func staffDeclarations(r *Request) error { return r.showDeclarations(nil) }

func (r *Request) showDeclarations(f *form) error {
	d := r.staff("staff.money.declarations", r.crumb("common.nav.money", "/staff/money"))
	var all []*models.Payment
	for _, p := range r.State.Payments.All() {
		if p.ThirdParty && !p.Declared && !p.Undone {
			all = append(all, p)
		}
	}
	rows, pager := slicedPage(r, d, all, pageSize)
	status := 200
	if f != nil {
		f.onto(d, "declare")
		status = f.Status()
	}
	return r.HTML(status, views.StaffList(d, views.StaffListProps{
		Title: d.T("common.nav.money"), Lead: d.T("staff.money.lead"), Tabs: views.StaffMoneyTabs(d, "/staff/money/declarations"), Table: views.StaffDeclarationsTable(d, rows), Pager: pager,
	}))
}

func staffDeclare(r *Request) error {
	f := r.form()
	_, again, err := f.ask(models.DeclareThirdParty{Payment: r.Params("id")})
	if again {
		return r.showDeclarations(f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/declarations", "staff.money.done.declare")
}
