package views

import (
	"strconv"

	"shanpei/models"
)

// StatementTally counts what becomes of the lines of a statement.
type StatementTally struct {
	In, Out, Matched, Suspense, Returns, Payouts int
	Given                                        Fen
}

// StatementFault is why a row of a file cannot be booked, in the reader's words.
type StatementFault struct {
	Row                  int
	Column, Reason, Cell string
}

// StatementTwin is a line that looks like one that was typed in by hand.
type StatementTwin struct {
	ID  string
	Row int
	Day models.Day
	Fen Fen
}

// StatementTry is what the import of a file would do, or what keeps it from doing anything.
type StatementTry struct {
	Code, Account, Name, Format string
	Headers                     []string
	Columns                     models.Columns
	Lines, Known, Gap           int
	InFen, OutFen               Fen
	Opening, Closing            Fen
	Balances                    bool
	From, To                    models.Day
	Tally                       StatementTally
	Faults                      []StatementFault
	Twins                       []StatementTwin
}

// New counts the lines that would be booked.
func (v StatementTry) New() int { return v.Tally.In + v.Tally.Out }

// columnChoices are the fields of the mapping, in the order of the form, with what is chosen.
func (v StatementTry) columnChoices() [][2]string {
	c := v.Columns
	return [][2]string{
		{"day", c.Day}, {"amount", c.Amount}, {"direction", c.Direction}, {"credit", c.Credit}, {"debit", c.Debit}, {"balance", c.Balance}, {"payer", c.Payer},
		{"payer_account", c.PayerAccount}, {"serial", c.Serial},
	}
}

func (v StatementTry) headerOptions() []Option {
	out := make([]Option, 0, len(v.Headers))
	for _, h := range v.Headers {
		out = append(out, Option{Value: h, Label: h})
	}
	return out
}

func tryFacts(d *StaffPage, v StatementTry) []KV {
	items := []KV{
		{Key: d.F("account"), Value: v.Account}, {Key: d.T("bank.f.file"), Value: v.Name}, {Key: d.T("bank.f.format"), Value: d.T("bank.format." + v.Format)},
	}
	if v.Lines > 0 {
		items = append(items, KV{Key: d.T("bank.f.period"), Value: d.DayOf(v.From) + " – " + d.DayOf(v.To)}, KV{Key: d.T("bank.f.lines"), Value: strconv.Itoa(v.Lines)},
			Amount(d.T("bank.f.in"), v.InFen), Amount(d.T("bank.f.out"), v.OutFen))
	}
	if v.Balances {
		items = append(items, Amount(d.T("bank.f.opening"), v.Opening), Amount(d.T("bank.f.closing"), v.Closing))
	}
	return items
}

func tallyTable(d *StaffPage, v StatementTry) TableProps {
	t := TableProps{Caption: d.T("bank.try.would"), CaptionHidden: true, Columns: []Column{{Label: d.T("bank.f.outcome")}, {Label: d.T("bank.f.lines"), Num: true}}}
	row := func(key string, n int) {
		if n > 0 {
			t.Rows = append(t.Rows, R(Text(d.T("bank.tally."+key)), Number(int64(n))))
		}
	}
	row("matched", v.Tally.Matched)
	row("suspense", v.Tally.Suspense)
	row("returns", v.Tally.Returns)
	row("payouts", v.Tally.Payouts)
	row("debits", v.Tally.Out-v.Tally.Payouts)
	row("twins", len(v.Twins))
	row("known", v.Known)
	t.Rows = append(t.Rows, Sum(Text(d.T("bank.tally.new")), Number(int64(v.New()))))
	return t
}

func faultTable(d *StaffPage, list []StatementFault) TableProps {
	t := TableProps{Caption: d.T("bank.try.faults"), CaptionHidden: true, Columns: []Column{{Label: d.T("bank.f.row"), Num: true}, {Label: d.T("bank.f.column")}, {Label: d.T("bank.f.cell")}, {Label: d.T("bank.f.fault")}}}
	for _, f := range list {
		no := d.T("common.none")
		if f.Row > 0 {
			no = strconv.Itoa(f.Row)
		}
		t.Rows = append(t.Rows, R(Text(no), Text(f.Column), quiet(f.Cell), Text(f.Reason)))
	}
	return t
}

func twinTable(d *StaffPage, list []StatementTwin) TableProps {
	t := TableProps{Caption: d.T("bank.try.twins"), CaptionHidden: true, Columns: []Column{{Label: d.T("bank.f.row"), Num: true}, {Label: d.F("day")}, {Label: d.F("amount"), Num: true}, {Label: d.T("bank.try.another")}}}
	for _, l := range list {
		t.Rows = append(t.Rows, R(Number(int64(l.Row)), Text(d.DayOf(l.Day)), Money(d.Page, l.Fen), twinBox(d, l)))
	}
	return t
}

func statementsTable(d *StaffPage, list []*models.Statement) TableProps {
	t := TableProps{Caption: d.T("bank.statements.title"), CaptionHidden: true,
		Empty:   EmptyProps{Title: d.T("bank.statements.none"), Text: d.T("bank.statements.none_text")},
		Columns: []Column{{Label: d.F("account")}, {Label: d.T("bank.f.period")}, {Label: d.T("bank.f.format")}, {Label: d.T("bank.f.lines"), Num: true}, {Label: d.T("bank.f.in"), Num: true}, {Label: d.T("bank.f.out"), Num: true}, {Label: d.T("bank.f.closing"), Num: true}, {Label: d.T("bank.f.by")}}}
	for _, st := range list {
		closing := Text(d.T("common.none"))
		if st.Balances {
			closing = Money(d.Page, Fen(st.ClosingFen))
		}
		t.Rows = append(t.Rows, R(Link("/staff/money?account="+st.Account, st.Account), Text(d.DayOf(st.From)+" – "+d.DayOf(st.To)), Text(d.T("bank.format."+st.Format)), Number(int64(st.Lines)),
			Money(d.Page, Fen(st.InFen)), Money(d.Page, Fen(st.OutFen)), closing, Text(d.Who(st.By))))
	}
	return t
}

// bankTabs are the further views of the money desk: statements, debits, months.
func bankTabs(d *StaffPage) []TabItem {
	return []TabItem{
		{Label: d.T("bank.statements.tab"), Href: "/staff/money/statements"},
		{Label: d.T("bank.debits.tab"), Href: "/staff/money/debits", Count: len(d.S.OpenDebits())},
		{Label: d.T("bank.months.tab"), Href: "/staff/money/months"},
	}
}
