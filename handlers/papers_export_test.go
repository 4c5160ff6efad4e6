package handlers

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shanpei/internal/workbook"
	"shanpei/models"
	"shanpei/models/money"
)

// sheet reads the first sheet of a workbook that was sent.
func (r *reply) sheet() [][]string {
	r.t.Helper()
	r.is(200)
	if r.header.Get("Content-Type") != xlsxType || r.header.Get("Cache-Control") != "no-store" {
		r.t.Fatalf("no workbook: %v", r.header)
	}
	f, err := excelize.OpenReader(strings.NewReader(r.body), excelize.Options{UnzipSizeLimit: 1 << 26, RawCellValue: true})
	if err != nil {
		r.t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetList()[0])
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

func (r *reply) csv() [][]string {
	r.t.Helper()
	r.is(200)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(r.body, "\ufeff"))).ReadAll()
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

func (p *testPortal) exported(what, format string, more ...string) *reply {
	p.t.Helper()
	fields := url.Values{"what": {what}, "format": {format}}
	for i := 0; i+1 < len(more); i += 2 {
		fields.Set(more[i], more[i+1])
	}
	return p.as("auditor").post("/staff/money/exports", fields)
}

// total adds up a column of a ledger that was exported as CSV.
func (p *testPortal) total(rows [][]string, title string) (sum money.Fen) {
	p.t.Helper()
	for i, name := range rows[0] {
		if name != title {
			continue
		}
		for _, row := range rows[1:] {
			text, below := strings.CutPrefix(row[i], "-")
			fen, err := money.ParseYuan(text)
			if err != nil {
				p.t.Fatal(err)
			}
			if below {
				fen = -fen
			}
			sum += fen
		}
	}
	return sum
}

func TestTheLedgersThatAreExportedAddUpToTheBooksAndAreRecorded(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.walked()
	p.arrived(pledge, 1_500_00)
	p.do(p.actor("program_manager"), models.AcceptGift{Gift: models.Gift{Enterprise: p.member.ID, Program: p.study.ID, Goods: "=棉衣", Quantity: 2, Unit: "件", ValueFen: 300_00, Basis: "发票", At: models.DayOf(p.now)}})
	pay := p.Book.State().PaymentsOf(pledge.ID)[1]
	refund := event[models.RefundMade](p.do(p.actor("finance_maker"), models.AskRefund{Payment: pay.ID, Fen: 200_00, Reason: "多付"})).Refund
	p.do(p.actor("finance_checker"), models.StepRefund{ID: refund.ID, Verb: "approve"})

	p.arrived(pledge, 700_00)
	wrong := p.Book.State().PaymentsOf(pledge.ID)[2]
	p.do(p.actor("finance_maker"), models.UndoPayment{ID: wrong.ID, Reason: "归属错误"})

	gifts := p.exported("gifts", "csv").csv()
	if got, want := p.total(gifts, "金额"), p.Book.State().Totals.ReceivedFen+300_00; got != want {
		t.Errorf("捐赠台账 adds up to %s, the books say %s", got, want)
	}
	if len(gifts) != 7 || gifts[3][5] != "-200.00" || !strings.Contains(gifts[3][11], refund.Number) {
		t.Errorf("%d rows, the refund is written as %v of %v", len(gifts), gifts[3], gifts)
	}
	if got, want := p.total(p.exported("spending", "csv").csv(), "金额"), p.Book.State().Totals.PaidFen; got != want || want == 0 {
		t.Errorf("支出台账 adds up to %s, the books say %s", got, want)
	}
	if got := p.total(p.exported("programs", "csv", "program", p.study.ID).csv(), "支出"); got != p.Book.State().ProgramTotals(p.study.ID).PaidFen {
		t.Errorf("项目台账 says %s", got)
	}
	if rows := p.exported("receipts", "csv").csv(); len(rows) != 4 || rows[3][9] != "已作废" || p.total(rows, "金额") != 6_200_00 {
		t.Errorf("票据登记簿: %v", rows)
	}
	before := len(p.Book.State().ExportsMade(100))
	for _, l := range workbook.Ledgers {
		rows, plain := p.exported(l.ID, "xlsx").sheet(), p.exported(l.ID, "csv").csv()
		if len(rows) != len(plain)+1 || strings.Join(rows[0], "|") != strings.Join(plain[0], "|") || rows[len(rows)-1][0] != "合计" {
			t.Errorf("%s: %d rows in the workbook, %d in the text, heads %v", l.Name, len(rows), len(plain), rows[0])
		}
	}
	made := p.Book.State().ExportsMade(100)
	if len(made) != before+2*len(workbook.Ledgers) || made[0].By != "auditor" || made[len(made)-1].Count != 6 {
		t.Errorf("%d exports are recorded: %+v", len(made), made[0])
	}
	p.as("auditor").get("/staff/money/exports").is(200).has("捐赠台账", "票据登记簿", canary+"auditor")
}

func TestAnExportIsNarrowedByPeriodAndProgrammeAndRefusesWhatIsNone(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(10_000_00, models.Purpose{Programs: []string{p.study.Slug}})
	p.arrived(pledge, 1_000_00)
	p.now = p.now.AddDate(0, 0, 10)
	p.arrived(pledge, 2_000_00)
	for _, c := range []struct {
		from, to, program string
		want              money.Fen
	}{
		{"", "", "", 3_000_00}, {"2026-11-24", "2026-11-24", "", 1_000_00}, {"2026-11-25", "", "", 2_000_00}, {"", "2026-11-23", "", 0}, {"2026-12-04", "2026-12-04", p.study.ID, 2_000_00}, {"", "", p.palsy.ID, 0},
	} {
		if got := p.total(p.exported("gifts", "csv", "from", c.from, "to", c.to, "program", c.program).csv(), "金额"); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	before, _ := p.Book.Head()
	p.exported("gifts", "csv", "from", "2026-13-01").is(422).has("f-from-error")
	p.exported("gifts", "csv", "from", "2026-02-02", "to", "2026-02-01").is(422).has("结束日期早于开始日期")
	p.exported("gifts", "csv", "program", "none").is(422)
	p.exported("children", "csv").is(422)
	p.exported("gifts", "pdf").is(422)
	p.exported("gifts", "csv", "where", "1=1").is(422)
	if after, _ := p.Book.Head(); after != before {
		t.Error("a refused export was recorded")
	}
	for _, user := range []string{"county_officer", "township_worker", "donor_owner", "admin"} {
		p.as(user).post("/staff/money/exports", url.Values{"what": {"gifts"}, "format": {"csv"}}).is(403)
	}
}

func TestAPayoutsListHasTheAccountsOnlyForWhoeverPays(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(2_000_00, models.Purpose{Needs: []string{p.need.Number}})
	p.arrived(pledge, 2_000_00)
	sp := p.Book.State().SponsorshipsOfPledge(pledge.ID)[0]
	d := event[models.PayoutMade](p.do(p.actor("finance_maker"), models.MakeDisbursement{Program: p.study.ID, Lines: []models.DisbursementLine{
		{Sponsorship: sp.ID, Places: 1, PayeeKind: "card", AmountFen: 500_00}, {Sponsorship: sp.ID, Places: 1, PayeeKind: "school", AmountFen: 500_00},
	}})).Disbursement
	at, maker := "/staff/disbursements/"+d.ID, p.as("finance_maker")
	maker.get(at + "/payees").is(200).has("未登记")
	for _, user := range []string{"finance_checker", "auditor", "secretary_general", "donor_owner"} {
		p.as(user).get(at + "/payees").is(403)
		p.as(user).post(at+"/list", url.Values{"format": {"csv"}}).is(403)
	}
	const card, account = "6200000000000005", "37090000000123456"
	maker.post(at+"/payees", url.Values{}).is(422)
	maker.post(at+"/payees", url.Values{"holder.1": {canary}, "account.1": {"6200000000000006"}}).is(422).has("校验位不符").has(canary)
	maker.post(at+"/payees", url.Values{"holder.2": {"学校"}, "account.2": {"12"}}).is(422).has("6 至 32 位")
	maker.post(at+"/payees", url.Values{"account.2": {account}}).is(422).has("holder.2-error")
	maker.post(at+"/payees", url.Values{"holder.1": {canary + "·艾力"}, "account.1": {"6200 0000 0000 0005"}, "holder.2": {"=某小学"}, "account.2": {account}, "bank.2": {"农商银行"}}).is(303)

	masked := p.as("auditor").get(at + "/list.pdf")
	text := masked.pdf("拨付清单-" + d.Number)
	p.says(text, "账号已遮盖", "6200********0005", "=某小学")
	p.hides(text, card, account, canary+"·")
	p.as("finance_maker").get(at+"/payees").hasNot(card, account, canary+"·").has("6200********0005")
	if len(p.Book.State().ExportsMade(10)) != 0 {
		t.Error("a masked list counts as an export")
	}
	rows := maker.post(at+"/list", url.Values{"format": {"csv"}}).csv()
	if len(rows) != 3 || rows[1][1] != canary+"·艾力" || rows[1][2] != card || rows[2][1] != "'=某小学" || rows[2][2] != account || rows[2][4] != "500.00" {
		t.Errorf("%v", rows)
	}
	if rows := maker.post(at+"/list", url.Values{"format": {"xlsx"}}).sheet(); len(rows) != 4 || rows[1][2] != card || rows[2][1] != "=某小学" {
		t.Errorf("%v", rows)
	}
	p.says(maker.post(at+"/list", url.Values{"format": {"pdf"}}).pdf("拨付清单-"+d.Number), card, account, canary+"·艾力", "人民币壹仟元整")
	made := p.Book.State().ExportsMade(10)
	if len(made) != 3 || made[0].Kind != "export_payout" || made[0].By != "finance_maker" || made[0].Count != 2 {
		t.Errorf("%+v", made)
	}
	p.do(p.actor("finance_checker"), models.StepDisbursement{ID: d.ID, Verb: "check"})
	maker.post(at+"/payees", url.Values{"holder.2": {"别的学校"}, "account.2": {account}}).is(409)
	maker.get(at + "/payees").has("复核之后不再更改收款人").hasNot(`name="holder.1"`)
	p.as("auditor").get(at).is(200).has("导出拨付清单", "登记收款人")
}
