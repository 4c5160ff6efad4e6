package views

import (
	"strconv"
	"strings"

	"shanpei/models"
	"shanpei/models/money"
)

// StaffMoneyTabs are the views of the money desk with what waits in each.
func StaffMoneyTabs(d *StaffPage, current string) []TabItem {
	declarations, pending := 0, 0
	for _, p := range d.S.Payments.All() {
		if p.ThirdParty && !p.Declared && !p.Undone {
			declarations++
		}
	}
	for _, r := range d.S.Receipts.All() {
		if r.Status == models.ReceiptPending {
			pending++
		}
	}
	tabs := []TabItem{
		{Label: d.T("staff.money.lines"), Href: "/staff/money"},
		{Label: d.T("staff.money.suspense"), Href: "/staff/money/suspense", Count: len(d.S.Suspense())},
		{Label: d.T("staff.money.declarations"), Href: "/staff/money/declarations", Count: declarations},
		{Label: d.T("staff.money.receipts"), Href: "/staff/money/receipts", Count: pending},
	}
	tabs = append(tabs, TabItem{Label: d.T("papers.certificates"), Href: "/staff/money/certificates"}, TabItem{Label: d.T("papers.exports.title"), Href: "/staff/money/exports"})
	tabs = append(tabs,
		TabItem{Label: d.T("card.staff.title"), Href: "/staff/money/cards", Count: len(d.S.OpenKept()) + len(d.S.OpenDisputes())},
		TabItem{Label: d.T("card.refunds.title"), Href: "/staff/money/refunds", Count: len(d.S.OpenRefunds())})
	tabs = append(tabs, bankTabs(d)...)
	if d.May(models.ViewLedger) {
		tabs = append(tabs, TabItem{Label: d.T("staff.money.ledger"), Href: "/staff/money/ledger"})
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == current
	}
	return tabs
}

// StaffLineRow is one bank line as it is typed.
type StaffLineRow struct{ Day, Amount, Payer, Memo, LineID string }

// StaffLineRows is how many lines the form takes at once.
const StaffLineRows = 8

func lineRows(d *StaffPage) TableProps {
	s := d.StateOf("lines")
	t := TableProps{Caption: d.T("staff.money.enter"), CaptionHidden: true, Columns: []Column{
		{Label: d.F("line_id")}, {Label: d.F("day")}, {Label: d.F("amount")}, {Label: d.F("payer")}, {Label: d.F("memo")},
	}}
	for i := range StaffLineRows {
		n := "." + strconv.Itoa(i)
		t.Rows = append(t.Rows, R(
			staffInput(d, "text", "line_id"+n, d.F("line_id"), i, s, nil),
			staffInput(d, "date", "date"+n, d.F("day"), i, s, nil),
			staffInput(d, "text", "amount_fen"+n, d.F("amount"), i, s, numericMoney()),
			staffInput(d, "text", "payer"+n, d.F("payer"), i, s, nil),
			staffInput(d, "text", "memo"+n, d.F("memo"), i, s, nil),
		))
	}
	return t
}

func bankAccounts(d *StaffPage) []Option {
	var out []Option
	for _, a := range d.S.Federation.Settings.BankAccounts {
		out = append(out, Option{Value: a, Label: a})
	}
	return out
}

// StaffLinesTable lists bank lines with what became of each.
func StaffLinesTable(d *StaffPage, list []*models.BankLine, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.money.lines"), CaptionHidden: true, Empty: StaffEmpty(d, "lines", filtered), Columns: []Column{
		{Label: d.F("line_id")}, {Label: d.F("day"), Sort: "day"}, {Label: d.F("amount"), Num: true, Sort: "amount"}, {Label: d.F("outcome")}, {Label: d.F("pledge")},
		{Label: d.F("held"), Num: true}, {Label: d.F("entry")},
	}}
	for _, l := range list {
		t.Rows = append(t.Rows, R(lineCell(d, l), Text(d.DayOf(l.Day)), Money(d.Page, Fen(l.AmountFen)), lineOutcome(d, l), linePledge(d, l), heldCell(d, l), lineEntries(d, l)))
	}
	return t
}

// StaffLineFilters are the choices above the list of bank lines.
func StaffLineFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"outcome", d.F("outcome"), options(d, "bank_line", []string{"matched", "partial", "suspense", "returned", "own"})},
		{"account", d.F("account"), bankAccounts(d)},
		{"third", d.T("staff.money.third_party"), []Option{{Value: "yes", Label: d.T("common.yes")}}},
	}
}

// paymentsOfLine are the payments that a bank line became.
func paymentsOfLine(d *StaffPage, l *models.BankLine) []*models.Payment {
	return d.S.PaymentsOfLine(l)
}

func whyHeld(d *StaffPage, l *models.BankLine) string {
	if l.Why == "" {
		return ""
	}
	return d.T("staff.why." + l.Why)
}

// StaffDeclarationsTable lists payments by third parties whose declaration is missing.
func StaffDeclarationsTable(d *StaffPage, list []*models.Payment) TableProps {
	t := TableProps{Caption: d.T("staff.money.declarations"), CaptionHidden: true, Empty: StaffEmpty(d, "declarations", false), Columns: []Column{
		{Label: d.F("number")}, {Label: d.F("day")}, {Label: d.F("age")}, {Label: d.F("pledge")}, {Label: d.F("amount"), Num: true}, {Label: d.F("source")}, {Label: d.T("staff.f.step")},
	}}
	for _, p := range list {
		t.Rows = append(t.Rows, R(Text(p.Number), Text(d.DayOf(p.Day)), staffAge(d, p.At), staffPledgeCell(d, p.Pledge), Money(d.Page, Fen(p.Fen)), paymentSource(d, p), declareCell(d, p)))
	}
	return t
}

// StaffReceiptsTable lists receipts: to be issued, issued, voided.
func StaffReceiptsTable(d *StaffPage, list []*models.Receipt, filtered bool) TableProps {
	t := TableProps{Caption: d.T("staff.money.receipts"), CaptionHidden: true, Empty: StaffEmpty(d, "receipts", filtered), Columns: []Column{
		{Label: d.F("number"), Sort: "number"}, {Label: d.F("enterprise")}, {Label: d.F("amount"), Num: true, Sort: "amount"}, {Label: d.F("day")}, {Label: d.F("fiscal")}, {Label: d.F("status")},
	}}
	for _, r := range list {
		pay, _ := d.S.Payments.Get(r.PaymentID())
		t.Rows = append(t.Rows, R(Link("/staff/money/receipts/"+r.ID, r.Number), lines(staffEnterpriseCell(d, r.Enterprise), quiet(enterpriseCode(d, r.Enterprise))), Money(d.Page, Fen(r.Fen)),
			Text(d.DayOf(pay.Day)), fiscalCell(d, r), Chip(d.Page, "receipt", string(r.Status))))
	}
	return t
}

func enterpriseCode(d *StaffPage, id string) string {
	if e, ok := d.S.Enterprises.Get(id); ok {
		return e.USCC
	}
	return ""
}

// StaffReceiptFilters are the choices above the list of receipts.
func StaffReceiptFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"status", d.F("status"), options(d, "receipt", []models.ReceiptStatus{models.ReceiptPending, models.ReceiptRecorded, models.ReceiptVoided})}}
}

// ledgerKinds are the groups of accounts, in the order in which money passes through them.
var ledgerKinds = []string{"bank", "stripe", "suspense", "kept", "pledge", "sponsorship", "paid", "disputed", "refund", "fee", "loss"}

// LedgerKind is the group that an account belongs to.
func LedgerKind(account string) string {
	kind, _, _ := strings.Cut(account, ":")
	return kind
}

// StaffLedgerProps is the ledger: the accounts of the chosen group, as far as the page shows them.
type StaffLedgerProps struct {
	Accounts []string
	Pager    PagerProps
}

func ledgerSums(d *StaffPage) TableProps {
	sums, counts := map[string]money.Fen{}, map[string]int{}
	var all money.Fen
	for account, fen := range d.S.Accounts.All() {
		kind := LedgerKind(account)
		sums[kind] += fen
		counts[kind]++
		all += fen
	}
	t := TableProps{Caption: d.T("staff.ledger.sums"), CaptionHidden: true, Columns: []Column{{Label: d.F("group")}, {Label: d.T("staff.ledger.meaning")}, {Label: d.F("accounts"), Num: true}, {Label: d.F("balance"), Num: true}}}
	total := 0
	for _, kind := range ledgerKinds {
		total += counts[kind]
		t.Rows = append(t.Rows, R(Link(d.With("kind", kind, "page", ""), d.T("staff.ledger.kind."+kind)), quiet(d.T("staff.ledger.what."+kind)), Number(int64(counts[kind])), Money(d.Page, Fen(sums[kind]))))
	}
	t.Rows = append(t.Rows, Sum(Text(d.T("common.total")), Text(d.T("staff.ledger.zero")), Number(int64(total)), Money(d.Page, Fen(all))))
	return t
}

func ledgerAccounts(d *StaffPage, accounts []string) TableProps {
	t := TableProps{Caption: d.T("staff.ledger.accounts"), CaptionHidden: true, Empty: StaffEmpty(d, "accounts", false), Columns: []Column{{Label: d.F("account")}, {Label: d.T("staff.ledger.of")}, {Label: d.F("balance"), Num: true}}}
	for _, a := range accounts {
		t.Rows = append(t.Rows, R(codeText(a), ledgerOf(d, a), Money(d.Page, Fen(d.S.Balance(a)))))
	}
	return t
}

func accountID(account string) string {
	_, id, _ := strings.Cut(account, ":")
	return id
}

func lineFacts(d *StaffPage, v StaffLineProps) []KV {
	l := v.Line
	items := []KV{
		{Key: d.F("account"), Value: l.Account},
		{Key: d.F("line_id"), Value: l.LineID},
		Amount(d.F("amount"), Fen(l.AmountFen)),
		Amount(d.F("held"), Fen(l.HeldFen)),
	}
	if l.Why != "" {
		items = append(items, KV{Key: d.T("staff.matching.why"), Value: whyHeld(d, l)})
	}
	if l.Pledge != "" {
		items = append(items, KV{Key: d.F("pledge"), Value: d.PledgeNumber(l.Pledge), Href: "/staff/pledges/" + l.Pledge})
	}
	return append(items, KV{Key: d.T("staff.money.third_party"), Value: yesNo(d, l.ThirdParty)})
}

func receiptFacts(d *StaffPage, r *models.Receipt) []KV {
	items := []KV{
		{Key: d.F("enterprise"), Value: d.EnterpriseName(r.Enterprise), Href: "/staff/enterprises/" + r.Enterprise},
		{Key: d.F("uscc"), Value: enterpriseCode(d, r.Enterprise)},
		{Key: d.F("pledge"), Value: d.PledgeNumber(r.Pledge), Href: "/staff/pledges/" + r.Pledge},
	}
	if p, ok := d.S.Payments.Get(r.PaymentID()); ok {
		items = append(items, KV{Key: d.F("payment"), Value: p.Number}, KV{Key: d.F("day"), Value: d.DayOf(p.Day)})
		if p.Seq > 0 {
			items = append(items, KV{Key: d.F("entry"), Value: d.T("common.entry", "n", strconv.FormatInt(p.Seq, 10)), Href: auditHref(p.Seq)})
		}
	}
	if r.Fiscal != "" {
		items = append(items, KV{Key: d.F("fiscal_code"), Value: r.Code}, KV{Key: d.F("fiscal_number"), Value: r.Fiscal}, KV{Key: d.F("fiscal_check"), Value: r.Check})
	}
	if r.Reason != "" {
		items = append(items, KV{Key: d.T("common.form.reason"), Value: r.Reason})
	}
	return items
}

// ledgerShown is the kind of an account as far as the actor may go on from it: who may not see money is led to sponsorships only.
func ledgerShown(d *StaffPage, account string) string {
	kind := LedgerKind(account)
	if !d.May(models.ViewMoney) && kind != "sponsorship" {
		return ""
	}
	return kind
}
