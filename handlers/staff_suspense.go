package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/views"
)

// suspended is a line in suspense with what the vault and the suggestions say of it.
type suspended struct {
	line  *models.BankLine
	payer string
	list  []models.Suggestion
}

// said looks for whose a line may be by what it says. Payer and memo are read for it and shown to nobody. Whoever may not book lines gets nothing.
func (r *Request) said(g *models.Suggester, l *models.BankLine) (suspended, error) {
	v := suspended{line: l}
	if !r.Actor.Can(models.RecordBankLines) {
		return v, nil
	}
	memo := ""
	if l.Sealed != "" {
		rec, err := r.Portal.Vault.Open(r.UserContext(), l.Sealed)
		if err != nil && !refusedAs(err, models.NotFound) {
			return v, err
		}
		if err == nil {
			v.payer, memo = rec.Field("payer"), rec.Field("memo")
		}
	}
	v.list = g.For(l, v.payer, memo)
	return v, nil
}

// batchScore is what a suggestion must score to be offered for a batch, and by how much it must be better than the next.
const (
	batchScore  = 70
	batchMargin = 15
)

// sure tells whether the best suggestion of a line may be confirmed together with others.
func (v suspended) sure() bool {
	return len(v.list) > 0 && v.list[0].Score >= batchScore && (len(v.list) == 1 || v.list[0].Score-v.list[1].Score >= batchMargin)
}

func staffSuspense(r *Request) error { return r.showSuspense(nil, false) }

// showSuspense is the desk of money that is nobody's yet, the oldest first: each with its age, its owner, whose it may be and why.
func (r *Request) showSuspense(f *form, preview bool) error {
	d := r.staff("staff.money.suspense", r.crumb("common.nav.money", "/staff/money"))
	var all []*models.BankLine
	for _, l := range r.State.Suspense() {
		if (r.Query("owner") == "" || r.Query("owner") == l.Owner) && fits(r.Query("why"), l.Why) {
			all = append(all, l)
		}
	}
	slices.SortStableFunc(all, func(a, b *models.BankLine) int { return cmp.Compare(a.Day, b.Day) })
	g := models.NewSuggester(r.State)
	v := views.SuspenseProps{Preview: preview}
	v.Rows, v.Pager = nil, views.PagerProps{}
	if preview {
		for _, item := range f.items(r) {
			l, _ := r.State.BankLines.Get(item.Line)
			said, err := r.said(g, l)
			if err != nil {
				return err
			}
			v.Rows = append(v.Rows, said.view(r))
		}
	} else {
		rows, pager := slicedPage(r, d, all, pageSize)
		v.Pager = pager
		for _, l := range rows {
			said, err := r.said(g, l)
			if err != nil {
				return err
			}
			v.Rows = append(v.Rows, said.view(r))
		}
	}
	for _, l := range all {
		v.Held += views.Fen(l.HeldFen)
	}
	v.Count = len(all)
	status := 200
	if f != nil {
		f.onto(d, "suspense")
		if len(f.Errors) > 0 {
			status = f.Status()
		}
	}
	return r.HTML(status, views.StaffSuspense(d, v))
}

func (v suspended) view(r *Request) views.SuspenseRow {
	row := views.SuspenseRow{Line: v.line, Payer: r.maskedPayer(v.payer), Sure: v.sure()}
	row.Suggestions = append(row.Suggestions, v.list...)
	return row
}

// maskedPayer is a payer as a list shows it: an enterprise that is known here by its name, anybody else masked.
func (r *Request) maskedPayer(payer string) string {
	for _, e := range r.State.Enterprises.All() {
		if e.Name == payer {
			return payer
		}
	}
	f, _ := models.PersonKinds["bank_line"].Field("payer")
	return f.Masked(payer)
}

// items reads the lines that were ticked; each gets its best suggestion as it is now.
func (f *form) items(r *Request) []models.AttributeSuspense {
	g := models.NewSuggester(r.State)
	var out []models.AttributeSuspense
	for _, id := range f.All("line") {
		l, ok := r.State.BankLines.Get(id)
		if !ok || l.HeldFen == 0 {
			continue
		}
		v, err := r.said(g, l)
		if err != nil || !v.sure() {
			continue
		}
		version, _ := strconv.ParseInt(f.Text("version."+id), 10, 64)
		for _, part := range v.list[0].Parts {
			out = append(out, models.AttributeSuspense{
				Line: id, Pledge: part.Pledge.ID, Fen: part.Fen, ThirdParty: v.list[0].ThirdParty, IfVersion: version, Reason: r.whyOf(v.list[0]),
			})
		}
	}
	return out
}

// whyOf writes the reasons of a suggestion down as the reason of an attribution.
func (r *Request) whyOf(s models.Suggestion) string {
	var words []string
	for _, reason := range s.Reasons {
		words = append(words, r.Lang.T("bank.reason."+reason))
	}
	return r.Lang.T("bank.suspense.reason", "score", s.Score, "reasons", strings.Join(words, "、"))
}

// staffSuspenseBatch shows what a batch of suggestions would do, and on the second step does it, all or none.
func staffSuspenseBatch(r *Request) error {
	f := r.form("line", "version", "step")
	items := f.items(r)
	if len(items) == 0 && len(f.Errors) == 0 {
		f.refuse(models.Refuse(models.Invalid, "lines_required").At("line"))
	}
	if len(f.Errors) > 0 {
		return r.showSuspense(f, false)
	}
	if f.Text("step") != "confirm" {
		return r.showSuspense(f, true)
	}
	_, again, err := f.ask(models.AttributeLines{Items: items})
	if again {
		return r.showSuspense(f, false)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/suspense", "bank.done.batch", "n", len(items))
}

func staffSuspenseOwner(r *Request) error {
	l, err := r.line()
	if err != nil {
		return err
	}
	f := r.form("owner")
	_, again, err := f.ask(models.AssignSuspense{Line: l.ID, Owner: f.Text("owner"), IfVersion: f.Version()})
	if again {
		return r.showLine(l.ID, f)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/lines/"+l.ID, "bank.done.owner", "name", r.nameOf(f.Text("owner")))
}

// staffPaymentUndo takes a payment back into suspense.
func staffPaymentUndo(r *Request) error {
	pay, ok := r.State.Payments.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	f := r.form("reason")
	_, again, err := f.ask(models.UndoPayment{ID: pay.ID, Reason: f.Text("reason"), IfVersion: f.Version()})
	if _, bank := r.State.BankLines.Get(pay.Source); again && bank {
		return r.showLineForm(pay.Source, f, "undo-"+pay.ID)
	}
	if again {
		return f.first()
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/money/lines/"+pay.Source, "bank.done.undone", "number", pay.Number)
}

func staffDebits(r *Request) error {
	d := r.staff("bank.debits.title", r.crumb("common.nav.money", "/staff/money"))
	var all []*models.BankDebit
	for _, b := range r.State.BankDebits.All() {
		if fits(r.Query("outcome"), b.Outcome) && fits(r.Query("account"), b.Account) && sought(r.Query("q"), b.LineID) {
			all = append(all, b)
		}
	}
	slices.SortStableFunc(all, func(a, b *models.BankDebit) int { return cmp.Compare(b.Day, a.Day) })
	rows, pager := slicedPage(r, d, all, pageSize)
	var sum views.Fen
	for _, b := range all {
		sum += views.Fen(b.AmountFen)
	}
	return r.HTML(200, views.StaffList(d, views.StaffListProps{
		Title: d.T("common.nav.money"), Lead: d.T("bank.debits.lead"), Tabs: views.StaffMoneyTabs(d, "/staff/money/debits"), Search: d.T("bank.debits.search"),
		Filters: views.StaffDebitFilters(d), Table: views.StaffDebitsTable(d, rows), Pager: pager, Total: &sum,
	}))
}

func staffDebit(r *Request) error {
	b, ok := r.State.BankDebits.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.showDebit(b.ID, nil)
}

func (r *Request) showDebit(id string, f *form) error {
	b, _ := r.State.BankDebits.Get(id)
	d := r.staff("", r.crumb("common.nav.money", "/staff/money"), r.crumb("bank.debits.title", "/staff/money/debits"))
	r.titled(d, "bank.debits.one", "id", b.LineID)
	v := views.DebitProps{Debit: b, Moves: r.movesFor("paid", int64(b.AmountFen), b.Day)}
	var err error
	if v.Sealed, err = r.person(b.Sealed); err != nil {
		return err
	}
	status := 200
	if f != nil {
		f.onto(d, "match")
		status = f.Status()
	}
	return r.HTML(status, views.StaffDebit(d, v))
}

// movesShown is how many open payments of payouts are offered for a line of the bank.
const movesShown = 60

// movesFor lists the open payments or returns of payouts: those of the line's amount first, then the nearest in time.
func (r *Request) movesFor(kind string, fen int64, day models.Day) []*models.PayoutMove {
	list := r.State.OpenMoves(kind)
	far := func(m *models.PayoutMove) int {
		n := int(m.Day.Time().Sub(day.Time()).Hours() / 24)
		return max(n, -n)
	}
	slices.SortStableFunc(list, func(a, b *models.PayoutMove) int {
		return cmp.Or(cmp.Compare(b2i(int64(a.Fen) != fen), b2i(int64(b.Fen) != fen)), cmp.Compare(far(a), far(b)), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(len(list), movesShown)]
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// staffBankMatch says what a line of the bank is: payments of payouts, returns of them, or the federation's own money.
func staffBankMatch(r *Request) error {
	f := r.form("move", "own", "reason")
	_, again, err := f.ask(models.MatchBankLine{ID: r.Params("id"), Moves: f.All("move"), Own: f.Yes("own"), Reason: f.Text("reason"), IfVersion: f.Version()})
	return r.afterMatch(f, again, err, "bank.done.matched")
}

func staffBankUnmatch(r *Request) error {
	f := r.form("reason")
	_, again, err := f.ask(models.UnmatchBankLine{ID: r.Params("id"), Reason: f.Text("reason"), IfVersion: f.Version()})
	return r.afterMatch(f, again, err, "bank.done.unmatched")
}

func (r *Request) afterMatch(f *form, again bool, err error, done string) error {
	id := r.Params("id")
	_, debit := r.State.BankDebits.Get(id)
	_, credit := r.State.BankLines.Get(id)
	switch {
	case again && debit:
		return r.showDebit(id, f)
	case again && credit:
		return r.showLineForm(id, f, "match")
	case again:
		return f.first()
	case err != nil:
		return err
	case debit:
		return r.Done("/staff/money/debits/"+id, done)
	}
	return r.Done("/staff/money/lines/"+id, done)
}
