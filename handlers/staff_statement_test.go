package handlers

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"shanpei/internal/statement"
	"shanpei/internal/statement/statementsample"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// send posts a form with a file.
func (c *client) send(path, name string, data []byte, fields map[string]string) *reply {
	c.p.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fields["_csrf"] = c.csrf
	for k, v := range fields {
		if err := w.WriteField(k, v); err != nil {
			c.p.t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		c.p.t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		c.p.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		c.p.t.Fatal(err)
	}
	return c.do("POST", path, w.FormDataContentType(), body.String())
}

// upload sends a statement and gives the page that tries it.
func (c *client) upload(data []byte) string {
	c.p.t.Helper()
	return c.send("/staff/money/statements", "流水.csv", data, map[string]string{"account": "main"}).to()
}

const statementHead = "交易日期,流水号,收入金额,支出金额,余额,对方户名,对方账号,摘要\n"

func TestAStatementIsTriedThenBookedAndASecondTimeChangesNothing(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("finance_maker")
	pledge := p.signedPledge(5_000_00, models.Purpose{})
	file := []byte("\xEF\xBB\xBF" + statementHead +
		"2026-11-02,A1,\"2,000.00\",,\"12,000.00\"," + p.member.Name + ",622200001,捐款 " + pledge.Reference() + "\n" +
		"2026-11-03,A2,88,,12088.00," + canary + "过路人,622200002,捐款\n" +
		"2026-11-04,A3,,5.00,12083.00,银行,,手续费\n合计,3,2088.00,5.00\n")
	page := c.upload(file)
	try := c.get(page).is(200).has("自动归属认捐", "转入待查", "支出待核对", "12,083.00")
	if n := p.Book.State().BankLines.Len(); n != 0 {
		t.Fatalf("the trial booked %d lines", n)
	}
	p.as("finance_checker").get(page).is(403)
	try.hasNot(canary + "过路人")
	c.submit(page, "import", nil).is(303)
	c.get("/staff/money/statements").is(200).has("2,088.00", "12,083.00")
	s := p.Book.State()
	if got, _ := s.Pledges.Get(pledge.ID); got.ReceivedFen != 2_000_00 || s.BankDebits.Len() != 1 || len(s.Suspense()) != 1 {
		t.Fatalf("received %s, %d debits, %d in suspense", got.ReceivedFen, s.BankDebits.Len(), len(s.Suspense()))
	}
	if m, _ := s.Mappings.Get("main"); m == nil || m.Columns.Credit != "收入金额" {
		t.Errorf("the columns are not remembered: %+v", m)
	}
	c.get(page).is(404) // it is gone from the vault
	seq := s.Seq
	again := c.upload(bytes.ReplaceAll(file, []byte("\xEF\xBB\xBF"), nil))
	c.get(again).is(200).has("已登记，跳过")
	c.submit(again, "import", nil).is(303)
	if now := p.Book.State(); now.BankLines.Len() != 2 || now.BankDebits.Len() != 1 || now.Seq > seq+1 {
		t.Errorf("the second import made %d lines and %d entries", now.BankLines.Len(), now.Seq-seq)
	}
}

func TestAStatementWithFaultsBooksNothing(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("finance_maker")
	for name, file := range map[string]string{
		"请选择一个文件":    "",
		"旧版 .xls":    "\xD0\xCF\x11\xE0xxxxxxxx",
		"网页格式":       "<html><table></table>",
		"找不到表头":      "a,b\n1,2\n",
		"打不开":        "PK\x03\x04nothing",
		"不合规范":       "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Document>&a;</Document>",
		"不是能读取的":     "a\x00b",
		"看不懂文件的文字编码": "\xFF\xFF\xFF交易日期",
	} {
		c.send("/staff/money/statements", "x.csv", []byte(file), map[string]string{"account": "main"}).is(422).has(name)
	}
	c.send("/staff/money/statements", "x.csv", []byte(statementHead), map[string]string{"account": "side"}).is(422).has("银行账户")
	page := c.upload([]byte(statementHead + "2026-13-02,A1,abc,,,甲,,\n2026-11-02,A2,5,6,,甲,,\n2026-11-02,A3,0.001,,,甲,,\n,,9,,,甲,,捐款\n"))
	c.get(page).is(200).has("需要先改正的行", "收入和支出不能同时有金额", "请填写金额数字", "最多两位小数")
	c.post(page, url.Values{"chosen": {"yes"}, "day": {"交易日期"}, "credit": {"收入金额"}, "debit": {"支出金额"}}).is(422)
	future := c.upload([]byte(statementHead + "2027-01-02,A1,5,,,甲,,\n"))
	c.get(future).is(200).has("需要先改正的行")
	if p.Book.State().BankLines.Len() != 0 {
		t.Error("something was booked")
	}
	c.post(page, url.Values{"drop": {"yes"}}).is(303)
	c.get(page).is(404)
}

func TestTheColumnsOfABankCanBeChosen(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("finance_maker")
	pledge := p.signedPledge(5_000_00, models.Purpose{})
	page := c.upload([]byte("日期,发生额,标记,谁,说明\n20261102,500,贷," + p.member.Name + "," + pledge.Reference() + "\n20261103,3,借,银行,手续费\n"))
	chosen := page + "?" + url.Values{"chosen": {"yes"}, "day": {"日期"}, "amount": {"发生额"}, "direction": {"标记"}, "payer": {"谁"}, "memo": {"说明"}}.Encode()
	c.get(chosen).is(200).has("自动归属认捐", "支出待核对")
	c.submit(chosen, "import", nil).is(303)
	got, _ := p.Book.State().Pledges.Get(pledge.ID)
	if got.ReceivedFen != 500_00 || p.Book.State().BankDebits.Len() != 1 {
		t.Errorf("received %s, %d debits", got.ReceivedFen, p.Book.State().BankDebits.Len())
	}
	next := c.upload([]byte("日期,发生额,标记,谁,说明\n20261104,1,借,银行,手续费\n"))
	c.get(next).is(200).has("支出待核对") // the columns are those of the last time
}

func TestALineThatWasTypedInIsNotImportedAgain(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("finance_maker")
	c.post("/staff/money/lines", lines(p, [4]string{"手工1", "500", "甲", "捐款"})).is(303)
	day := string(models.DayOf(p.now))
	page := c.upload([]byte("日期,金额,对方户名,摘要\n" + day + ",500.00,甲,捐款\n" + day + ",500.00,乙,捐款\n"))
	c.get(page).is(200).has("可能与手工登记重复")
	c.submit(page, "import", nil).is(303)
	if n := p.Book.State().BankLines.Len(); n != 2 {
		t.Errorf("%d lines, want the typed one and the other", n)
	}
}

// A statement of 5,000 lines: 70 % with clean references, 10 % mistyped, 10 % by third parties, 5 % in parts, 5 % of strangers. Every clean line is matched,
// no line is ever given to a wrong pledge, and importing the same again, in another format, changes nothing.
func TestAStatementOfFiveThousandLines(t *testing.T) {
	const n, seed = 5000, 20261124
	p := newTestPortal(t)
	p.now = time.Date(2026, 11, 1, 2, 0, 0, 0, time.UTC)
	owners := make([]models.Actor, 400)
	names := make([]string, len(owners))
	for i := range owners {
		names[i] = fmt.Sprintf("%s%d实业有限公司（演示）", []string{"岱岳", "汶水", "徂徕", "泮河", "奈河"}[i%5], i)
		out := p.do(models.Nobody, models.RegisterEnterprise{Name: names[i], USCC: sampleUSCC(600 + i)})
		id := event[models.EnterpriseRegistered](out).Enterprise.ID
		p.do(p.actor("setup"), models.VerifyEnterprise{ID: id})
		owners[i] = models.Actor{ID: "o" + id, Role: models.DonorOwner, Enterprise: id}
	}
	gifts, ids := make([]statementsample.Gift, n), make([]string, n)
	for i := range gifts {
		k := i % len(owners)
		fen := money.Fen(100_00 + (i*7919)%900_00*10)
		made := event[models.PledgeMade](p.do(owners[k], models.MakePledge{AmountFen: fen})).Pledge
		p.do(owners[k], models.SignPledge{ID: made.ID})
		gifts[i], ids[i] = statementsample.Gift{Number: made.Number, Donor: names[k], DueFen: fen}, made.ID
	}
	p.now = time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	rows := statementsample.Statement(seed, gifts, n, "2026-11")
	gbk, err := statementsample.CSV(rows)
	if err != nil {
		t.Fatal(err)
	}
	book, err := statementsample.XLSX(rows)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"GBK CSV": gbk, "XLSX": book} {
		began := time.Now()
		f, err := statement.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		res := f.Lines(f.Detect())
		if len(res.Lines) != n || len(res.Faults) > 0 || res.Gap != 0 || !res.Balances {
			t.Fatalf("%s: %d lines, %d faults, gap %d", name, len(res.Lines), len(res.Faults), res.Gap)
		}
		t.Logf("%s of %d bytes read in %s", name, len(data), time.Since(began).Round(time.Millisecond))
	}
	c := p.as("finance_maker")
	began := time.Now()
	page := c.upload(gbk)
	c.get(page).is(200)
	t.Logf("uploaded and tried in %s", time.Since(began).Round(time.Millisecond))
	began = time.Now()
	c.submit(page, "import", nil).is(303)
	t.Logf("booked in %s", time.Since(began).Round(time.Millisecond))
	s := p.Book.State()
	right, suggested, good, asked := 0, 0, 0, 0
	g := models.NewSuggester(s)
	byLine := map[string]*models.BankLine{}
	for _, l := range s.BankLines.All() {
		byLine[l.LineID] = l
	}
	for _, r := range rows {
		l := byLine[r.Serial]
		if l == nil {
			t.Fatalf("line %s was not booked", r.Serial)
		}
		given := l.HeldFen < l.AmountFen
		if given && (r.Gift < 0 || l.Pledge != ids[r.Gift]) {
			t.Errorf("seed %d: line %s (%s) went to a wrong pledge: %s", seed, r.Serial, r.Kind, r.Memo)
		}
		if r.Kind == statementsample.Clean {
			if !given {
				t.Errorf("seed %d: clean line %s is in suspense: %s %s", seed, r.Serial, r.Memo, l.Why)
			}
			right++
		}
		if given {
			continue
		}
		if r.Gift >= 0 {
			asked++
		}
		v := suspended{line: l, list: g.For(l, r.Payer, r.Memo)}
		if v.sure() {
			suggested++
			if r.Gift >= 0 && v.list[0].Parts[0].Pledge.ID == ids[r.Gift] {
				good++
			}
		}
	}
	if asked == 0 || suggested == 0 {
		t.Fatal("nothing is in suspense")
	}
	t.Logf("%d clean lines matched; of %d lines in suspense that are somebody's, %d are suggested for a batch: precision %.4f, recall %.4f", right, asked, suggested,
		float64(good)/float64(suggested), float64(good)/float64(asked))
	if good < suggested*98/100 || good < asked*7/10 {
		t.Errorf("suggestions: %d of %d right, %d asked for", good, suggested, asked)
	}
	again := c.upload(book)
	c.get(again).is(200).has("已登记，跳过").hasNot("自动归属认捐")
	c.submit(again, "import", nil).is(303)
	now := p.Book.State()
	if now.BankLines.Len() != n || now.Totals != s.Totals {
		t.Errorf("the same as a workbook made %d lines", now.BankLines.Len()-n)
	}
}

// sampleUSCC is the n-th code of the zone that everybody may use.
func sampleUSCC(n int) string {
	const chars = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := "91370900PDY" + fmt.Sprintf("%05d", n)
	w, sum := []int{3, 7, 9, 10, 5, 8, 4, 2}, 0
	org := body[8:16]
	for i := range w {
		sum += strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", org[i]) * w[i]
	}
	body += string("0123456789X0"[(11-sum%11)%11])
	if (11-sum%11)%11 == 0 {
		body = body[:16] + "0"
	}
	sum, f := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(chars, body[i]) * f
		f = f * 3 % 31
	}
	return body + string(chars[(31-sum%31)%31])
}

var hidden = regexp.MustCompile(`name="version\.[^"]+" value="\d+"`)

func TestMoneyInSuspenseIsConfirmedTogetherAndUndone(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("finance_maker")
	one, two := p.signedPledge(1_234_00, models.Purpose{}), p.signedPledge(4_321_00, models.Purpose{})
	mistyped := []byte(one.Reference())
	mistyped[len(mistyped)-1] = '0' + (mistyped[len(mistyped)-1]-'0'+1)%10
	day := string(models.DayOf(p.now))
	page := c.upload([]byte("日期,流水号,金额,对方户名,对方账号,摘要\n" + day + ",Z1,1234.00," + p.member.Name + ",6222001,捐款 " + string(mistyped) + "\n" + day + ",Z2,50," + canary + "路人,6222002,捐款\n"))
	c.submit(page, "import", nil).is(303)
	desk := c.get("/staff/money/suspense").is(200).has("附言编号只差一处", one.Number, "没有建议")
	p.as("auditor").get("/staff/money/suspense").is(200).hasNot(canary+"路人", p.member.Name+"</span>")
	ids := desk.doc().Find(`input[name=line]`)
	if ids.Length() != 1 || len(hidden.FindAllString(desk.body, -1)) != 1 {
		t.Fatalf("%d lines can be chosen, want the mistyped one", ids.Length())
	}
	c.post("/staff/money/suspense", nil).is(422)
	id := ids.AttrOr("value", "")
	c.post("/staff/money/suspense", url.Values{"line": {id}}).is(200).has("确认前请核对")
	if got, _ := p.Book.State().Pledges.Get(one.ID); got.ReceivedFen != 0 {
		t.Fatal("the preview moved money")
	}
	c.post("/staff/money/suspense", url.Values{"line": {id}, "step": {"confirm"}, "version." + id: {"9"}}).is(409)
	c.post("/staff/money/suspense", url.Values{"line": {id}, "step": {"confirm"}}).is(303)
	if got, _ := p.Book.State().Pledges.Get(one.ID); got.ReceivedFen != 1_234_00 || got.Status != models.PledgeReceived {
		t.Fatalf("received %s", got.ReceivedFen)
	}
	linePage := "/staff/money/lines/" + id
	pay := p.Book.State().PaymentsOf(one.ID)[0]
	c.submit(linePage, "undo-"+pay.ID, url.Values{"reason": {""}}).is(422)
	c.submit(linePage, "undo-"+pay.ID, url.Values{"reason": {"归属有误"}}).is(303)
	c.post("/staff/money/payments/"+pay.ID+"/undo", url.Values{"reason": {"再来"}}).is(409)
	p.as("program_manager").post("/staff/money/payments/"+pay.ID+"/undo", nil).is(403)
	// split over two pledges, with an owner in between
	c.submit(linePage, "owner", url.Values{"owner": {"finance_checker"}}).is(303)
	c.submit(linePage, "owner", url.Values{"owner": {"donor_owner"}}).is(422)
	c.submit(linePage, "attribute", url.Values{"pledge": {one.Number}, "amount_fen": {"99999"}, "reason": {"x"}}).is(409)
	c.submit(linePage, "attribute", url.Values{"pledge": {one.Number}, "amount_fen": {"1000"}, "reason": {"分摊"}}).is(303)
	c.submit(linePage, "attribute", url.Values{"pledge": {two.Number}, "reason": {"分摊"}}).is(303)
	a, _ := p.Book.State().Pledges.Get(one.ID)
	b, _ := p.Book.State().Pledges.Get(two.ID)
	if a.ReceivedFen != 1_000_00 || b.ReceivedFen != 234_00 {
		t.Errorf("split into %s and %s", a.ReceivedFen, b.ReceivedFen)
	}
}

func TestAMonthIsClosedByTwoAndOpenedByAThird(t *testing.T) {
	p := newTestPortal(t)
	maker, checker, general := p.as("finance_maker"), p.as("finance_checker"), p.as("secretary_general")
	pledge := p.signedPledge(5_000_00, models.Purpose{Needs: []string{p.need.ID}})
	p.arrived(pledge, 5_000_00) // typed in, on the day
	sp := p.Book.State().SponsorshipsOfPledge(pledge.ID)[0]
	out := p.do(p.actor("finance_maker"), models.MakeDisbursement{Program: p.study.ID, Lines: []models.DisbursementLine{{Sponsorship: sp.ID, Places: 2, PayeeKind: "school", AmountFen: 1_000_00}, {Sponsorship: sp.ID, Places: 1, PayeeKind: "school", AmountFen: 500_00}}})
	d := event[models.PayoutMade](out).Disbursement
	p.do(p.actor("finance_checker"), models.StepDisbursement{ID: d.ID, Verb: "check"})
	p.do(p.actor("secretary_general"), models.StepDisbursement{ID: d.ID, Verb: "approve"})
	p.do(p.actor("finance_maker"), models.PayDisbursement{ID: d.ID})
	p.do(p.actor("finance_maker"), models.ReturnLines{ID: d.ID, Lines: []int{2}, Reason: "账号有误"})
	day := string(models.DayOf(p.now))
	page := maker.upload([]byte("日期,流水号,收入,支出,余额,对方户名,摘要\n" + day + ",L1,5000,,15000," + p.member.Name + "," + pledge.Reference() + "\n" + day + ",Q2,,1500,13500,学校,拨付 " + d.Number + "\n" +
		day + ",Q3,77,,13577,路人,捐款\n" + day + ",Q4,,3,13574,银行,手续费\n"))
	maker.submit(page, "import", nil).is(303)
	if open := p.Book.State().OpenMoves("paid"); len(open) != 0 {
		t.Errorf("the debit does not show the payout: %v", open)
	}
	fee := p.Book.State().OpenDebits()[0]
	maker.submit("/staff/money/debits/"+fee.ID, "match", url.Values{"own": {"true"}}).is(422)
	maker.submit("/staff/money/debits/"+fee.ID, "match", url.Values{"own": {"true"}, "reason": {"手续费"}}).is(303)
	month := "/staff/money/months/2026-11"
	maker.get("/staff/money/months").is(200).has("2026-11")
	screen := maker.get(month).is(200).has("在途退票", "待查收入", "5,077.00", "1,503.00")
	if n := screen.doc().Find(".staff-differences > li").Length(); n != 2 {
		t.Fatalf("%d differences, want the return on its way and the money in suspense", n)
	}
	maker.post(month+"/ask", nil).is(409).has("尚未结束")
	p.now = time.Date(2026, 12, 3, 2, 0, 0, 0, time.UTC)
	maker.post(month+"/ask", nil).is(409).has("没有责任人或说明")
	for _, x := range p.Book.State().MonthReport("2026-11").Differences {
		maker.submit(month, views.DifferenceForm(x.Key), url.Values{"owner": {"finance_maker"}, "explanation": {""}}).is(422)
		maker.submit(month, views.DifferenceForm(x.Key), url.Values{"owner": {"finance_maker"}, "explanation": {"已联系，等待银行入账"}}).is(303)
	}
	checker.post(month+"/close", nil).is(409)
	maker.submit(month, "step-ask", nil).is(303)
	maker.post(month+"/close", nil).is(403)
	checker.get(month).is(200).has("已联系，等待银行入账")
	checker.submit(month, "step-close", nil).is(303)
	checker.get(month).is(200).has("已结账")
	maker.post("/staff/money/lines", url.Values{"account": {"main"}, "line_id.0": {"late"}, "date.0": {"2026-11-30"}, "amount_fen.0": {"5"}}).is(422).has("已经结账")
	p.api("finance_maker").json("POST", "/api/v1/bank-lines", map[string]any{"account": "main", "line_id": "late", "date": "2026-11-30", "amount_fen": 5}).refused(409, "month_closed")
	checker.post(month+"/reopen", url.Values{"reason": {"漏记"}}).is(403)
	general.submit(month, "step-reopen", url.Values{"reason": {""}}).is(422)
	general.submit(month, "step-reopen", url.Values{"reason": {"漏记一笔"}}).is(303)
	maker.post("/staff/money/lines", url.Values{"account": {"main"}, "line_id.0": {"late"}, "date.0": {"2026-11-30"}, "amount_fen.0": {"5"}}).is(303)
}
