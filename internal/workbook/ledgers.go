package workbook

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"shanpei/models"
	"shanpei/models/money"
)

// Source is what the ledgers are written from.
type Source struct {
	State *models.State
	// Entry gives who asked for an entry of the journal, and its events: a ledger names the clerk, and the day on which each line was paid.
	Entry func(seq int64) (actor string, events []models.Event, err error)
	// Name is what a user is called.
	Name func(user string) string
	// Word is the Chinese of a status or a type.
	Word func(kind, value string) string
}

// Filter narrows a ledger: days inclusive, empty for no bound; a programme's id, empty for all.
type Filter struct {
	From, To models.Day
	Program  string
}

func (f Filter) day(d models.Day) bool {
	return (f.From == "" || d >= f.From) && (f.To == "" || d != "" && d <= f.To)
}

// Ledger is one of the federation's, in its own columns (domain.md, section 4). ByDay tells whether a period narrows it; the others are as of now.
type Ledger struct {
	ID, Name string
	ByDay    bool
	columns  []Column
	rows     func(s Source, f Filter, put func(...any) error) error
}

func text(title string) Column                { return Column{Title: title} }
func roomy(title string, wide float64) Column { return Column{Title: title, Wide: wide} }
func amount(title string) Column              { return Column{Title: title, Kind: Money, Wide: 16} }

// Ledgers are the ledgers in the order in which federations keep them. None holds a beneficiary.
var Ledgers = []Ledger{
	{"gifts", "捐赠台账", true, []Column{{Title: "序号", Kind: Count, Wide: 7}, text("日期"), roomy("捐赠方", 34), roomy("信用代码", 22), text("方式"), amount("金额"), text("定向/非定向"), roomy("项目", 26), roomy("协议号", 20), roomy("票据号", 16), text("经办人"), roomy("备注", 34)}, Source.gifts},
	{"spending", "支出台账", true, []Column{text("日期"), roomy("凭证号", 22), roomy("项目", 24), roomy("受助编号/单位", 36), amount("金额"), roomy("资金来源(捐赠号)", 22), roomy("审批单", 20), roomy("回单", 22)}, Source.spending},
	{"places", "名额台账", false, []Column{roomy("编号", 20), text("县"), text("乡镇"), text("类别"), text("学段"), amount("标准"), {Title: "名额", Kind: Count}, roomy("资助企业", 34), roomy("捐赠号", 20), roomy("批次", 40), text("签收")}, Source.places},
	{"programs", "项目台账", false, []Column{roomy("项目", 28), text("起"), text("止"), amount("预算"), amount("到账"), amount("支出"), amount("结余"), {Title: "执行率", Kind: Share}}, Source.programs},
	{"receipts", "票据登记簿", true, []Column{{Title: "序号", Kind: Count, Wide: 7}, roomy("申请号", 20), roomy("交款人", 34), roomy("统一社会信用代码", 22), amount("金额"), roomy("金额大写", 34), text("票据代码"), text("票据号码"), text("校验码"), text("状态"), roomy("备注", 34)}, Source.receipts},
}

// LedgerByID finds a ledger.
func LedgerByID(id string) (Ledger, bool) {
	i := slices.IndexFunc(Ledgers, func(l Ledger) bool { return l.ID == id })
	if i < 0 {
		return Ledger{}, false
	}
	return Ledgers[i], true
}

// Columns are the columns of the ledger, in their order.
func (l Ledger) Columns() []Column { return l.columns }

// Table is the ledger over a source, narrowed by a filter: the lines of earlier ledgers first, then those of these books.
func (l Ledger) Table(s Source, f Filter) Table {
	return Table{Name: l.Name, Columns: l.columns, Rows: func(put func(...any) error) error {
		before, err := l.carried(s, f, put)
		if err != nil {
			return err
		}
		return l.rows(s, f, func(cells ...any) error {
			if l.columns[0].Title == Running {
				cells[0] = before + cells[0].(int)
			}
			return put(cells...)
		})
	}}
}

func (s Source) enterprise(id string) *models.Enterprise {
	if e, ok := s.State.Enterprises.Get(id); ok {
		return e
	}
	return &models.Enterprise{}
}

func (s Source) program(id string) string {
	if p, ok := s.State.Programs.Get(id); ok {
		return p.Name
	}
	return ""
}

// purposeOf tells what a pledge is for: the programmes it names, or those of the needs it names.
func (s Source) purposeOf(p *models.Pledge) (kind string, programs []string) {
	kind = "非定向"
	if u := p.Purpose; len(u.Programs)+len(u.Counties)+len(u.Types)+len(u.Stages)+len(u.Needs) > 0 {
		kind = "定向"
	}
	add := func(id string) {
		if !slices.Contains(programs, id) {
			programs = append(programs, id)
		}
	}
	for _, id := range p.Purpose.Programs {
		add(id)
	}
	for _, id := range p.Purpose.Needs {
		if n, ok := s.State.Needs.Get(id); ok {
			add(n.Program)
		}
	}
	return kind, programs
}

func (s Source) programNames(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = s.program(id)
	}
	return strings.Join(names, "、")
}

// ways names how money came.
var ways = map[string]string{"card": "银行卡（线上）", "alipay": "支付宝", "wechat_pay": "微信支付"}

// WayOf says how a payment came.
func (s Source) WayOf(pay *models.Payment) string {
	if c, ok := s.State.Checkouts.Get(pay.Source); ok {
		return ways[c.Way]
	}
	return "银行转账"
}

// back is money of a payment that went back to its payer.
type back struct {
	day  models.Day
	fen  money.Fen
	note string
}

// returns lists, by payment, what went back: by refunds that were approved, by disputes that were lost, and what was taken
// back as given to the wrong pledge.
func (s Source) returns() map[string][]back {
	out := map[string][]back{}
	since := func(pledge, kind, ref string, otherwise time.Time) models.Day {
		at := otherwise
		for _, f := range s.State.Chain(pledge) {
			if f.Kind == kind && (ref == "" || f.Ref == ref) {
				at = f.At
			}
		}
		return models.DayOf(at)
	}
	for _, r := range s.State.Refunds.All() {
		if fen := r.Fen - r.ShortFen; r.Payment != "" && fen > 0 && r.Status != models.RefundAsked && r.Status != models.RefundRejected {
			out[r.Payment] = append(out[r.Payment], back{since(r.Pledge, "payment_refunded", r.Number, r.At), fen, "冲红：退款 " + r.Number})
		}
	}
	for id, pay := range s.State.Payments.All() {
		if pay.Undone {
			out[id] = append(out[id], back{since(pay.Pledge, "payment_undone", pay.Number, pay.At), pay.Fen, "冲红：撤销归属，转回待查"})
		}
	}
	for _, x := range s.State.Disputes.All() {
		if fen := x.Fen - x.ShortFen; x.Payment != "" && fen > 0 && x.Status == "lost" {
			out[x.Payment] = append(out[x.Payment], back{since(x.Pledge, "dispute_lost", "", x.At), fen, "冲红：拒付"})
		}
	}
	return out
}

// gifts lists every payment that arrived, what of it went back (冲红, with a minus, on its own day), and every gift of goods.
func (s Source) gifts(f Filter, put func(...any) error) error {
	n := 0
	returned := s.returns()
	for _, pay := range s.State.Payments.All() {
		p, ok := s.State.Pledges.Get(pay.Pledge)
		if !ok {
			continue
		}
		kind, programs := s.purposeOf(p)
		if f.Program != "" && !slices.Contains(programs, f.Program) {
			continue
		}
		e := s.enterprise(pay.Enterprise)
		row := func(day models.Day, fen money.Fen, fiscal, clerk, note string) error {
			n++
			return put(n, string(day), e.Name, e.USCC, s.WayOf(pay), fen, kind, s.programNames(programs), p.Agreement, fiscal, clerk, note)
		}
		if f.day(pay.Day) {
			actor, _, err := s.Entry(pay.Seq)
			if err != nil {
				return err
			}
			fiscal, note := "", ""
			if r, ok := s.State.ReceiptOf(pay.ID); ok && r.Status == models.ReceiptRecorded {
				fiscal = r.Fiscal
			}
			if pay.ThirdParty {
				note = "第三方代付"
			}
			if err := row(pay.Day, pay.Fen, fiscal, s.Name(actor), note); err != nil {
				return err
			}
		}
		for _, b := range returned[pay.ID] {
			if !f.day(b.day) {
				continue
			}
			if err := row(b.day, -b.fen, "", "", b.note+"（到账 "+pay.Number+"）"); err != nil {
				return err
			}
		}
	}
	for _, g := range s.State.Gifts.All() {
		if !f.day(g.At) || f.Program != "" && g.Program != f.Program {
			continue
		}
		e := s.enterprise(g.Enterprise)
		n++
		if err := put(n, string(g.At), e.Name, e.USCC, "实物", g.ValueFen, "定向", s.program(g.Program), "", "", "",
			fmt.Sprintf("%s %d%s，价值依据：%s", g.Goods, g.Quantity, g.Unit, g.Basis)); err != nil {
			return err
		}
	}
	return nil
}

// Payees names whom a line of a payout goes to.
var Payees = map[string]string{"card": "银行卡", "school": "学校", "hospital": "医院", "insurer": "保险公司", "provider": "服务机构"}

// paidDays gives, for each line of a payout, the last day on which it was paid: the entries of the journal say which lines each payment had.
func (s Source) paidDays(d *models.Disbursement) (map[int]models.Day, error) {
	days := map[int]models.Day{}
	for _, fact := range s.State.Chain(d.ID) {
		if fact.Kind != "lines_paid" {
			continue
		}
		_, events, err := s.Entry(fact.Seq)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if paid, ok := e.(models.LinesPaid); ok && paid.ID == d.ID {
				for _, no := range paid.Lines {
					days[no] = models.DayOf(fact.At)
				}
			}
		}
	}
	return days, nil
}

// spending lists every line that is paid out now; what came back and was not paid again is not spent.
func (s Source) spending(f Filter, put func(...any) error) error {
	for _, d := range s.State.Disbursements.All() {
		if f.Program != "" && d.Program != f.Program {
			continue
		}
		days, err := s.paidDays(d)
		if err != nil {
			return err
		}
		for _, l := range d.Lines {
			sp, ok := s.State.Sponsorships.Get(l.Sponsorship)
			if !ok || l.Status != "paid" && l.Status != "proven" || !f.day(days[l.No]) {
				continue
			}
			need, _ := s.State.Needs.Get(sp.Need)
			pledge, _ := s.State.Pledges.Get(sp.Pledge)
			if err := put(string(days[l.No]), fmt.Sprintf("%s-%d", d.Number, l.No), s.program(d.Program), fmt.Sprintf("%s（%d名额，%s）", need.Number, l.Places, Payees[l.PayeeKind]),
				l.AmountFen, pledge.Number, d.Number, d.Evidence); err != nil {
				return err
			}
		}
	}
	return nil
}

// places lists the places that are sponsored, need by need.
func (s Source) places(f Filter, put func(...any) error) error {
	batches := map[string][]string{}
	for _, d := range s.State.Disbursements.All() {
		for _, l := range d.Lines {
			if d.Status != models.DisbursementRejected && !slices.Contains(batches[l.Sponsorship], d.Number) {
				batches[l.Sponsorship] = append(batches[l.Sponsorship], d.Number)
			}
		}
	}
	for _, n := range s.State.Needs.All() {
		if f.Program != "" && n.Program != f.Program {
			continue
		}
		county := n.County
		if c, ok := s.State.Counties.Get(n.County); ok {
			county = c.Name
		}
		stage := ""
		if n.Stage != "" {
			stage = s.Word("stage", string(n.Stage))
		}
		for _, sp := range s.State.SponsorshipsOfNeed(n.ID) {
			if sp.Places == 0 {
				continue
			}
			pledge, _ := s.State.Pledges.Get(sp.Pledge)
			if err := put(n.Number, county, n.Township, s.Word("need_type", string(n.Type)), stage, n.UnitPriceFen, sp.Places, s.enterprise(sp.Enterprise).Name,
				pledge.Number, strings.Join(batches[sp.ID], "、"), s.Word("sponsorship", string(sp.Status))); err != nil {
				return err
			}
		}
	}
	return nil
}

// programs lists what each programme was to cost, received and spent.
func (s Source) programs(f Filter, put func(...any) error) error {
	var all []*models.Program
	for id, p := range s.State.Programs.All() {
		if f.Program == "" || id == f.Program {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *models.Program) int { return strings.Compare(a.Slug, b.Slug) })
	for _, p := range all {
		received, paid := s.State.ProgramLedger(p.ID)
		rate := Permille(0)
		if p.BudgetFen > 0 {
			rate = Permille((paid*1000 + p.BudgetFen/2) / p.BudgetFen)
		}
		if err := put(p.Name, string(p.Starts), string(p.Ends), p.BudgetFen, received, paid, received-paid, rate); err != nil {
			return err
		}
	}
	return nil
}

// receipts lists every receipt that was asked for, by its own number; a voided one stays. The period is that of the payment.
func (s Source) receipts(f Filter, put func(...any) error) error {
	var all []*models.Receipt
	for _, r := range s.State.Receipts.All() {
		pay, _ := s.State.Payments.Get(r.PaymentID())
		p, ok := s.State.Pledges.Get(r.Pledge)
		if !ok || pay == nil || !f.day(pay.Day) {
			continue
		}
		if _, programs := s.purposeOf(p); f.Program != "" && !slices.Contains(programs, f.Program) {
			continue
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b *models.Receipt) int { return strings.Compare(a.Number, b.Number) })
	for i, r := range all {
		e := s.enterprise(r.Enterprise)
		note := r.Reason
		if next, ok := s.State.Receipts.Get(r.ReplacedBy); ok {
			note += "（由 " + next.Number + " 代替）"
		}
		if r.ToVoid() {
			note += "（款项已退还 " + r.RefundedFen.String() + " 元，须作废重开）"
		}
		if err := put(i+1, r.Number, e.Name, e.USCC, r.Fen, r.Fen.Upper(), r.Code, r.Fiscal, r.Check, s.Word("receipt", string(r.Status)), note); err != nil {
			return err
		}
	}
	return nil
}
