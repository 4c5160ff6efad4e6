package views

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
)

// SuspenseRow is a line in suspense with what is known of it.
type SuspenseRow struct {
	Line        *models.BankLine
	Payer       string // masked, unless it is an enterprise that is known
	Suggestions []models.Suggestion
	Sure        bool // the best suggestion may be confirmed together with others
}

// SuspenseProps is the desk of money that is nobody's yet. With Preview it shows what a batch would do.
type SuspenseProps struct {
	Rows    []SuspenseRow
	Pager   PagerProps
	Held    Fen
	Count   int
	Preview bool
}

func suspenseTable(d *StaffPage, v SuspenseProps) TableProps {
	t := TableProps{Caption: d.T("staff.money.suspense"), CaptionHidden: true, Empty: StaffEmpty(d, "suspense", false), Columns: []Column{
		{Label: d.F("line_id")}, {Label: d.F("day")}, {Label: d.F("held"), Num: true}, {Label: d.T("staff.matching.why")}, {Label: d.T("bank.suspense.owner")}, {Label: d.T("bank.suspense.best")},
	}}
	if d.May(models.RecordBankLines) {
		t.Columns = append(t.Columns, Column{Label: d.T("bank.suspense.choose")})
	}
	for _, r := range v.Rows {
		l := r.Line
		cells := []templ.Component{
			suspenseCell(d, r), lines(Text(d.DayOf(l.Day)), staffAge(d, l.Day.Time())), Money(d.Page, Fen(l.HeldFen)), Text(whyHeld(d, l)), Text(d.Person(l.Owner)), bestCell(d, r),
		}
		if d.May(models.RecordBankLines) {
			cells = append(cells, chooseCell(d, r, v.Preview))
		}
		t.Rows = append(t.Rows, R(cells...))
	}
	return t
}

// reasonsOf writes the reasons of a suggestion.
func reasonsOf(d *StaffPage, s models.Suggestion) string {
	var out []string
	for _, r := range s.Reasons {
		out = append(out, d.T("bank.reason."+r))
	}
	return strings.Join(out, d.T("bank.and"))
}

func suggestionTable(d *StaffPage, list []models.Suggestion) TableProps {
	t := TableProps{Caption: d.T("bank.suspense.suggestions"), CaptionHidden: true, Columns: []Column{{Label: d.F("pledge")}, {Label: d.F("amount"), Num: true}, {Label: d.T("bank.f.score"), Num: true}, {Label: d.T("staff.matching.why")}}}
	for _, s := range list {
		var pledges, amounts []templ.Component
		for _, p := range s.Parts {
			pledges = append(pledges, staffPledgeCell(d, p.Pledge.ID))
			amounts = append(amounts, Money(d.Page, Fen(p.Fen)))
		}
		t.Rows = append(t.Rows, R(lines(pledges...), lines(amounts...), Number(int64(s.Score)), Text(reasonsOf(d, s))))
	}
	return t
}

// DebitProps is one debit with the payments that it may have made.
type DebitProps struct {
	Debit  *models.BankDebit
	Sealed PersonProps // payer and memo, masked
	Moves  []*models.PayoutMove
}

// StaffDebitFilters are the choices above the list of debits.
func StaffDebitFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"outcome", d.F("outcome"), options(d, "bank_debit", []string{"open", "payout", "refund", "own"})}, {"account", d.F("account"), bankAccounts(d)}}
}

// StaffDebitsTable lists the lines by which money left the bank.
func StaffDebitsTable(d *StaffPage, list []*models.BankDebit) TableProps {
	t := TableProps{Caption: d.T("bank.debits.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("bank.debits.none"), Text: d.T("bank.debits.none_text")},
		Columns: []Column{{Label: d.F("line_id")}, {Label: d.F("day")}, {Label: d.F("amount"), Num: true}, {Label: d.F("outcome")}, {Label: d.T("bank.debits.payments")}}}
	for _, b := range list {
		t.Rows = append(t.Rows, R(lines(Link("/staff/money/debits/"+b.ID, b.LineID), quiet(b.Account)), Text(d.DayOf(b.Day)), Money(d.Page, Fen(b.AmountFen)), Chip(d.Page, "bank_debit", b.Outcome), movesCell(d, b.Moves)))
	}
	return t
}

func debitFacts(d *StaffPage, b *models.BankDebit) []KV {
	items := []KV{{Key: d.F("account"), Value: b.Account}, {Key: d.F("line_id"), Value: b.LineID}, {Key: d.F("day"), Value: d.DayOf(b.Day)}, Amount(d.F("amount"), Fen(b.AmountFen))}
	if b.Note != "" {
		items = append(items, KV{Key: d.F("note"), Value: b.Note})
	}
	return items
}

func movesTable(d *StaffPage, list []*models.PayoutMove, form string) TableProps {
	t := TableProps{Caption: d.T("bank.moves.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("bank.moves.none")}, Columns: []Column{
		{Label: d.T("bank.suspense.choose")}, {Label: d.T("bank.moves.payout")}, {Label: d.F("day")}, {Label: d.F("amount"), Num: true}}}
	for _, m := range list {
		t.Rows = append(t.Rows, R(moveBox(d, m, form), lines(Link("/staff/disbursements/"+m.Disbursement, m.Number), quiet(d.T("bank.moves.line", "n", m.Line))), Text(d.DayOf(m.Day)), Money(d.Page, Fen(m.Fen))))
	}
	return t
}

// MonthProps is the closing of a month.
type MonthProps struct {
	Month  string
	Status models.MonthStatus
	Report models.MonthReport
	Close  *models.MonthClose
	Owners []Option
}

// Version is that of the closing.
func (v MonthProps) Version() int64 {
	if v.Close == nil {
		return 0
	}
	return v.Close.Version
}

// Open counts the differences without an owner or an explanation.
func (v MonthProps) Open() int {
	n := 0
	for _, x := range v.Report.Differences {
		if x.Owner == "" || x.Explanation == "" {
			n++
		}
	}
	return n
}

func monthsTable(d *StaffPage, months []string) TableProps {
	t := TableProps{Caption: d.T("bank.months.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("bank.months.none"), Text: d.T("bank.months.none_text")},
		Columns: []Column{{Label: d.T("bank.f.month")}, {Label: d.F("status")}, {Label: d.T("bank.f.in"), Num: true}, {Label: d.T("bank.f.out"), Num: true}, {Label: d.T("bank.f.differences"), Num: true}}}
	for _, m := range months {
		r, status := d.S.MonthReport(m), models.MonthOpen
		if c, ok := d.S.Months.Get(m); ok {
			status = c.Status
			if status == models.MonthClosed {
				r = c.Report
			}
		} else if m <= d.S.ClosedThrough() {
			status = models.MonthClosed
		}
		t.Rows = append(t.Rows, R(Link("/staff/money/months/"+m, m), Chip(d.Page, "month", string(status)), Money(d.Page, Fen(r.InFen)), Money(d.Page, Fen(r.OutFen)), Number(int64(len(r.Differences)))))
	}
	return t
}

func accountsOfMonth(d *StaffPage, r models.MonthReport) TableProps {
	t := TableProps{Caption: d.T("bank.month.accounts"), CaptionHidden: true, Columns: []Column{{Label: d.F("account")}, {Label: d.T("bank.f.opening"), Num: true}, {Label: d.T("bank.f.in"), Num: true},
		{Label: d.T("bank.f.out"), Num: true}, {Label: d.T("bank.month.reckoned"), Num: true}, {Label: d.T("bank.f.closing"), Num: true}, {Label: d.T("bank.month.differs"), Num: true}}}
	told := func(known bool, f models.AccountMonth, fen Fen) templ.Component {
		if !known {
			return quiet(d.T("bank.month.unknown"))
		}
		return Money(d.Page, fen)
	}
	for _, a := range r.Accounts {
		t.Rows = append(t.Rows, R(Text(a.Account), told(a.OpeningKnow, a, Fen(a.OpeningFen)), Money(d.Page, Fen(a.InFen)), Money(d.Page, Fen(a.OutFen)),
			told(a.OpeningKnow, a, Fen(a.ReckonedFen())), told(a.ClosingKnow, a, Fen(a.ClosingFen)), told(a.OpeningKnow && a.ClosingKnow, a, Fen(a.ClosingFen-a.ReckonedFen()))))
	}
	return t
}

// tieTable holds the sums of the month against each other. What is zero and only sometimes there is left out.
func tieTable(d *StaffPage, r models.MonthReport) TableProps {
	t := TableProps{Caption: d.T("bank.month.ties"), CaptionHidden: true, Columns: []Column{{Label: d.T("bank.month.what")}, {Label: d.F("amount"), Num: true}}}
	row := func(key string, fen Fen, always bool) {
		if fen != 0 || always {
			t.Rows = append(t.Rows, R(Text(d.T("bank.tie."+key)), Money(d.Page, fen)))
		}
	}
	sum := func(key string, fen Fen) {
		t.Rows = append(t.Rows, Sum(Text(d.T("bank.tie."+key)), Money(d.Page, fen)))
	}
	row("given", Fen(r.GivenFen), true)
	row("held", Fen(r.HeldFen), true)
	row("returned", Fen(r.ReturnedFen), false)
	row("card_in", Fen(r.CardInFen), false)
	row("own_in", Fen(r.OwnInFen), false)
	sum("in", Fen(r.InFen))
	row("settled", Fen(r.SettledFen), true)
	row("refund", Fen(r.RefundFen), false)
	row("own_out", Fen(r.OwnOutFen), false)
	row("unknown", Fen(r.UnknownFen), false)
	sum("out", Fen(r.OutFen))
	sum("bank", Fen(r.BankFen))
	row("books", Fen(r.BooksFen), true)
	row("transit", Fen(r.TransitFen-r.EarlierFen), false)
	row("coming", Fen(r.CameFen-r.ComingFen), false)
	row("own", Fen(r.OwnInFen-r.OwnOutFen), false)
	row("cards", Fen(r.CardInFen), false)
	row("refunds", Fen(r.RefundedFen-r.RefundFen), false)
	row("unknown_out", -Fen(r.UnknownFen), false)
	sum("explained", Fen(r.BooksFen+r.TransitFen-r.EarlierFen+r.CameFen-r.ComingFen+r.OwnInFen-r.OwnOutFen+r.CardInFen+r.RefundedFen-r.RefundFen-r.UnknownFen))
	return t
}

func papersTable(d *StaffPage, r models.MonthReport) TableProps {
	t := TableProps{Caption: d.T("bank.month.papers"), CaptionHidden: true, Columns: []Column{{Label: d.T("bank.month.what")}, {Label: d.F("amount"), Num: true}}}
	row := func(key string, fen Fen) {
		t.Rows = append(t.Rows, R(Text(d.T("bank.paper."+key)), Money(d.Page, fen)))
	}
	row("payments", Fen(r.PaymentsFen))
	row("cards", Fen(r.OtherFen))
	t.Rows = append(t.Rows, Sum(Text(d.T("bank.paper.sum", "n", r.Payments)), Money(d.Page, Fen(r.PaymentsFen+r.OtherFen))))
	row("recorded", Fen(r.RecordedFen))
	row("pending", Fen(r.PendingFen))
	if r.VoidedFen > 0 {
		row("voided", Fen(r.VoidedFen))
	}
	t.Rows = append(t.Rows, Sum(Text(d.T("bank.paper.receipts")), Money(d.Page, Fen(r.RecordedFen+r.PendingFen+r.VoidedFen))))
	row("paid", Fen(r.PaidFen))
	row("sent_back", Fen(r.SentBackFen))
	row("stripe", Fen(r.StripeFen))
	row("ledger", Fen(r.LedgerFen))
	return t
}

// differenceHref leads to the thing of a difference.
func differenceHref(x models.Difference) string {
	switch x.Kind {
	case "suspense":
		return "/staff/money/lines/" + x.Ref
	case "debit":
		return "/staff/money/debits/" + x.Ref
	case "payout", "return":
		return "/staff/disbursements/" + x.Ref
	case "balance", "no_balance":
		return "/staff/money/statements"
	}
	return "/staff/money/ledger"
}

func differenceName(x models.Difference) string {
	if x.Line > 0 {
		return x.Number + " / " + strconv.Itoa(x.Line)
	}
	if x.Number != "" {
		return x.Number
	}
	return x.Ref
}

func carriedTable(d *StaffPage, list []models.Difference) TableProps {
	t := TableProps{Caption: d.T("bank.month.carried"), CaptionHidden: true, Columns: []Column{{Label: d.T("bank.month.what")}, {Label: d.F("day")}, {Label: d.F("amount"), Num: true}, {Label: d.T("bank.suspense.owner")}}}
	for _, x := range list {
		t.Rows = append(t.Rows, R(lines(Text(d.T("bank.diff."+x.Kind)), Link(differenceHref(x), differenceName(x))), Text(d.DayOf(x.Day)), Money(d.Page, Fen(x.Fen)), Text(d.Person(x.Owner))))
	}
	return t
}

// fieldID keeps the ids of many like forms apart; only the refused form's fields have the plain ids, so that the summary of errors finds them.
func fieldID(form, refused, name, key string) string {
	if form == refused {
		return "f-" + name
	}
	return "f-" + name + "-" + strings.NewReplacer("/", "-", " ", "-").Replace(key)
}

// DifferenceForm is the id of the form that explains a difference.
func DifferenceForm(key string) string {
	return "explain-" + strings.NewReplacer("/", "-", " ", "-").Replace(key)
}

func monthBefore(month string) string { return string(models.Day(month + "-01").AddDays(-1)[:7]) }

func monthStory(d *StaffPage, v MonthProps) string {
	c := v.Close
	switch c.Status {
	case models.MonthAsked:
		return d.T("bank.month.asked_by", "name", d.Person(c.AskedBy), "n", len(c.Report.Differences))
	case models.MonthClosed:
		return d.T("bank.month.closed_by", "name", d.Person(c.ClosedBy), "asked", d.Person(c.AskedBy), "n", len(c.Report.Differences))
	}
	return d.T("bank.month.open_again", "reason", c.Reason)
}

func monthFigures(d *StaffPage, v MonthProps) []Figure {
	in, out := Fen(v.Report.InFen), Fen(v.Report.OutFen)
	return []Figure{
		{Label: d.T("bank.f.in"), Money: &in, Note: d.T("bank.month.n_lines", "n", v.Report.Lines)}, {Label: d.T("bank.f.out"), Money: &out, Note: d.T("bank.month.n_lines", "n", v.Report.Debits)},
		{Label: d.T("bank.f.differences"), Count: int64(len(v.Report.Differences)), Unit: "items", Note: d.T("bank.month.n_open", "n", v.Open())},
	}
}
