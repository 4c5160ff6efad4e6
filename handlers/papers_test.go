package handlers

import (
	"mime/multipart"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"shanpei/models"
	"shanpei/views"
)

// pdf expects a paper that nothing keeps, under its name, and gives its text without spaces and lines; empty where pdftotext is not installed.
func (r *reply) pdf(name string) string {
	r.t.Helper()
	r.is(200)
	disposition := r.header.Get("Content-Disposition")
	if r.header.Get("Content-Type") != "application/pdf" || r.header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(r.body, "%PDF-") {
		r.t.Fatalf("no paper: %v %.80q", r.header, r.body)
	}
	if !strings.HasPrefix(disposition, "attachment; ") || !strings.HasSuffix(disposition, "filename*=UTF-8''"+url.PathEscape(name)+".pdf") {
		r.t.Errorf("its name is %s, want %s", disposition, name)
	}
	bin, err := exec.LookPath("pdftotext")
	if err != nil {
		return ""
	}
	file := filepath.Join(r.t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, []byte(r.body), 0o600); err != nil {
		r.t.Fatal(err)
	}
	out, err := exec.Command(bin, "-raw", "-enc", "UTF-8", file, "-").Output()
	if err != nil {
		r.t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), "")
}

// says expects texts in a paper; hides expects none.
func (p *testPortal) says(text string, want ...string) {
	p.t.Helper()
	for _, w := range want {
		if text != "" && !strings.Contains(text, strings.Join(strings.Fields(w), "")) {
			p.t.Errorf("the paper has not %q: %.1500s", w, text)
		}
	}
}

func (p *testPortal) hides(text string, never ...string) {
	p.t.Helper()
	for _, w := range never {
		if strings.Contains(text, w) {
			p.t.Errorf("the paper has %q", w)
		}
	}
}

// certified issues a certificate for what arrived for a pledge.
func (p *testPortal) certified(pledge *models.Pledge) models.Certificate {
	return event[models.CertificateIssued](p.do(p.actor("finance_checker"), models.IssueCertificate{Pledge: pledge.ID})).Certificate
}

func TestEveryPaperIsForItsDonorAndForStaffAndAbsentForStrangers(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(10_000_00, models.Purpose{Programs: []string{p.study.Slug}})
	p.arrived(pledge, 4_000_00)
	cert := p.certified(pledge)
	rc := p.Book.State().PaymentsOf(pledge.ID)[0]
	pledge = p.fresh(pledge)
	for _, c := range []struct{ donor, staff, name, says string }{
		{"/enterprise/pledges/" + pledge.ID + "/agreement.pdf", "/staff/pledges/" + pledge.ID + "/agreement.pdf", "捐赠协议-" + pledge.Agreement + "-1", "大写：人民币壹万元整"},
		{"/enterprise/receipts/" + rc.ID + "/request.pdf", "/staff/money/receipts/" + rc.ID + "/request.pdf", "票据申请-" + rc.Request, "人民币肆仟元整"},
		{"/enterprise/certificates/" + cert.Number + "/certificate.pdf", "/staff/money/certificates/" + cert.Number + "/certificate.pdf", "捐赠证书-" + cert.Number, "人民币肆仟元整"},
		{"/enterprise/documents/2026/statement.pdf", "/staff/enterprises/" + p.member.ID + "/2026/statement.pdf", "年度捐赠明细-2026-" + memberUSCC, "4,000.00元（大写：人民币肆仟元整）"},
	} {
		first := p.as("donor_viewer").get(c.donor)
		text := first.pdf(c.name)
		p.says(text, c.says, p.member.Name, "泰安市慈善总会（测试）")
		p.hides(text, canary)
		if again := p.as("donor_owner").get(c.donor); again.body != first.body {
			t.Errorf("%s is not the same twice", c.donor)
		}
		p.as("auditor").get(c.staff).pdf(c.name)
		if !strings.Contains(c.donor, "/documents/") {
			p.as("donor_owner.2").get(c.donor).is(404)
		}
		p.as("donor_owner").get(c.staff).is(403)
		p.as("county_officer").get(c.staff).is(403)
		if to := p.visitor().get(c.donor).to(); !strings.HasPrefix(to, "/login") {
			t.Errorf("a visitor is led to %s", to)
		}
	}
	p.hides(p.as("donor_owner.2").get("/enterprise/documents/2026/statement.pdf").pdf("年度捐赠明细-2026-"+plainUSCC), pledge.Number, "4,000.00")
	p.as("donor_owner").get("/enterprise/documents/2019/statement.pdf").is(404)
	p.as("donor_owner").get("/enterprise/documents/x/statement.pdf").is(404)
	page := p.as("donor_viewer").get("/enterprise/documents").is(200)
	page.has(cert.Number, "/enterprise/certificates/"+cert.Number+"/certificate.pdf", "/enterprise/receipts/"+rc.ID+"/request.pdf", "/enterprise/documents/2026/statement.pdf", "agreement.pdf", "/enterprise/tax")
}

func TestTheAgreementIsKeptInEveryVersionOfItsPurpose(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.unsigned(5_000_00)
	text := p.as("donor_owner").get("/enterprise/pledges/" + pledge.ID + "/agreement.pdf").pdf("捐赠协议-" + pledge.Number + "-1")
	p.says(text, "待签署文本", "尚未签署", "附件一", "附件二")
	p.as("donor_owner").post("/enterprise/pledges/"+pledge.ID+"/sign", url.Values{"agree": {"1"}}).is(303)
	if got := p.fresh(pledge).AgreementText; got != views.AgreementVersion {
		t.Errorf("the text that was signed is %q", got)
	}
	ask := event[models.PurposeChangeAsked](p.do(p.actor("program_manager"), models.AskPurposeChange{Pledge: pledge.ID, Reason: "结余", Purpose: models.Purpose{Counties: []string{xintai}}})).Change
	p.do(p.actor("donor_owner"), models.AnswerPurposeChange{ID: ask.ID, Agree: true})
	pledge = p.fresh(pledge)
	at := "/enterprise/pledges/" + pledge.ID + "/agreement.pdf"
	now := p.as("donor_owner").get(at).pdf("捐赠协议-" + pledge.Agreement + "-2")
	p.says(now, "本捐赠用于：新泰市", "协议第2版", ask.Number)
	old := p.as("donor_owner").get(at + "?version=1").pdf("捐赠协议-" + pledge.Agreement + "-1")
	p.says(old, "本版由第2版代替", "协议第1版")
	p.hides(old, "本捐赠用于：新泰市")
	for _, v := range []string{"0", "3", "x", "-1"} {
		p.as("donor_owner").get(at + "?version=" + v).is(404)
	}
	p.as("program_manager").get("/staff/pledges/" + pledge.ID).has("agreement.pdf?version=1")
}

// address is where a paper's code leads to, in the test portal.
func (p *testPortal) address(number string) string {
	return strings.TrimPrefix(p.verifyAddress(number), "http://portal.example")
}

func TestAStrangerChecksACertificateByItsCodeAndByItsNumber(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(10_000_00, models.Purpose{Programs: []string{p.study.Slug}})
	p.as("donor_owner").post("/enterprise/pledges/"+pledge.ID+"/certificate", nil).is(409)
	p.arrived(pledge, 4_000_00)
	p.as("donor_viewer").get("/enterprise/documents").hasNot("开具证书</")
	p.as("donor_finance").get("/enterprise/documents").has("4,000.00 元 到账尚未开具证书")
	if to := p.as("donor_finance").post("/enterprise/pledges/"+pledge.ID+"/certificate", nil).to(); to != "/enterprise/documents#certificates" {
		t.Errorf("led to %s", to)
	}
	p.as("donor_viewer").post("/enterprise/pledges/"+pledge.ID+"/certificate", nil).is(403)
	p.as("donor_owner.2").post("/enterprise/pledges/"+pledge.ID+"/certificate", nil).is(404)
	cert := p.Book.State().CertificatesOf(pledge.ID)[0]
	at := p.address(cert.Number)
	if token := at[strings.LastIndex(at, "/")+1:]; len(token) < 26 || !regexp.MustCompile(`^[a-z2-7]+$`).MatchString(token) {
		t.Errorf("the token is %q", token)
	}
	for lang, title := range map[string]string{"zh-CN": "这是本会出具的文件", "zh-TW": "這是", "en": "This is a document of the federation"} {
		page := p.visitor().get(at + "?lang=" + lang).is(200)
		page.has(title, cert.Number, p.member.Name, "人民币肆仟元整").hasNot(canary)
		if page.header.Get("Cache-Control") != "no-store" || page.header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("the answer may be kept: %v", page.header)
		}
	}
	wrong := []byte(at)
	if wrong[len(wrong)-1]++; wrong[len(wrong)-1] > 'z' {
		wrong[len(wrong)-1] = 'a'
	}
	for _, guess := range []string{string(wrong), at[:len(at)-1], "/verify/" + cert.Number + "/", "/verify/" + cert.Number + "/x", strings.Replace(at, cert.Number, "ZS-2026-000002-9", 1)} {
		p.visitor().get(guess).is(404).hasNot(p.member.Name)
	}
	p.visitor().get("/certificates?number="+cert.Number).has("捐赠证书", p.member.Name, "4,000.00 元")
	p.visitor().get("/certificates?number=" + cert.Number + "&lang=en").has(p.member.Name)

	void := p.as("program_manager")
	void.post("/staff/money/certificates/"+cert.Number+"/void", url.Values{}).is(422).has("请")
	void.post("/staff/money/certificates/"+cert.Number+"/void", url.Values{"reason": {"名称有误"}}).is(303)
	p.visitor().get(at).is(200).has("本文件已作废", "名称有误")
	p.visitor().get("/certificates?number=" + cert.Number).has("本文件已作废")
	p.says(p.as("donor_owner").get("/enterprise/certificates/"+cert.Number+"/certificate.pdf").pdf("捐赠证书-"+cert.Number), "已作废")
	void.post("/staff/money/certificates/"+cert.Number+"/void", url.Values{"reason": {"再"}}).is(409)
	p.as("program_manager").get("/staff/money/certificates").has(cert.Number, "已作废")
	if to := p.as("program_manager").post("/staff/pledges/"+pledge.ID+"/certificate", nil).to(); !strings.HasPrefix(to, "/staff/money/certificates/ZS-2026-000002-") {
		t.Errorf("led to %s", to)
	}
}

func TestACertificateOfADonorWhoIsNotNamedTellsAStrangerNoName(t *testing.T) {
	p := newTestPortal(t)
	owner := p.actor("donor_owner")
	id := event[models.PledgeMade](p.do(owner, models.MakePledge{AmountFen: 1_000_00, Anonymous: true})).Pledge.ID
	p.do(owner, models.SignPledge{ID: id})
	pledge, _ := p.Book.State().Pledges.Get(id)
	p.arrived(pledge, 1_000_00)
	cert := p.certified(pledge)
	p.visitor().get("/certificates?number="+cert.Number).has("捐赠人选择不公开").hasNot(p.member.Name, "1,000.00")
	p.visitor().get(p.address(cert.Number)).has(p.member.Name, "1,000.00 元") // whoever holds the paper has read it there
}

func TestTheCodesOfTheOtherPapersLeadToWhatIsSoNow(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.walked()
	rc := p.Book.State().PaymentsOf(pledge.ID)[0]
	p.visitor().get(p.address(pledge.Agreement)).is(200).has("捐赠协议", "10,000.00 元", "人民币壹万元整")
	p.visitor().get(p.address(rc.Request)).is(200).has("票据申请", "不是捐赠票据", "待开")
	for _, d := range p.Book.State().Disbursements.All() {
		p.visitor().get(p.address(d.Number)).is(200).has("3,000.00 元", "意达圆梦 助学成长")
	}
	key := statementKey(p.member.ID, 2026, p.Book.State().Seq, 4_000_00)
	p.visitor().get(p.address(key)).is(200).has("这是本会出具的文件", "4,000.00 元")
	p.arrived(pledge, 1_000_00)
	p.visitor().get(p.address(key)).is(200).has("其后金额有变动", "5,000.00 元")
	for _, number := range []string{"XY-2026-999999-9", "PJ-2026-999999-9", "BF-2026-999999-9", "ZS-2026-999999-9", "MX-2026-none-1-1", "MX-x", "XQ-2026-000001-1", "X"} {
		p.visitor().get(p.address(number)).is(404) // a good token of nothing
	}
}

func TestAReceiptIsAskedForAgainOnThePageOfTheVoidedOne(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(10_000_00, models.Purpose{})
	p.arrived(pledge, 4_000_00)
	id := p.Book.State().PaymentsOf(pledge.ID)[0].ID
	maker := p.as("finance_maker")
	at := "/staff/money/receipts/" + id
	maker.post(at, url.Values{"code": {"37010126"}, "fiscal": {"0000000001"}, "check": {"a1B2c3"}}).is(303)
	maker.post(at+"/reissue", nil).is(409)
	maker.post(at+"/void", url.Values{"reason": {"抬头有误"}}).is(303)
	maker.get(at).is(200).has(at + "/reissue")
	p.as("auditor").get(at).hasNot("/reissue")
	to := maker.post(at+"/reissue", nil).to()
	if to != at+"-2" {
		t.Fatalf("led to %s", to)
	}
	maker.get(at).has("PJ-2026-000002-").hasNot("/reissue")
	maker.get(to).is(200).has("PJ-2026-000001-", "登记票据")
	for _, page := range []string{"/staff", "/staff/money/receipts", "/staff/money"} { // the new request waits in every queue
		maker.get(page).is(200)
	}
	maker.get("/staff").has("待开的捐赠票据", "PJ-2026-000002-")
	maker.post(to, url.Values{"code": {"37010126"}, "fiscal": {"0000000001"}, "check": {"a1B2c3"}}).is(409).has("该票据号码已登记")
	maker.post(to, url.Values{"code": {"37010126"}, "fiscal": {"0000000002"}, "check": {"a1B2c3"}}).is(303)
	again, _ := p.Book.State().ReceiptOf(id)
	p.says(maker.get(to+"/request.pdf").pdf("票据申请-"+again.Number), "0000000002", "代替已作废的申请", "已开")
	p.says(p.as("donor_owner").get("/enterprise/receipts/"+id+"/request.pdf").pdf("票据申请-"+p.Book.State().PaymentsOf(pledge.ID)[0].Request), "已作废", again.Number)
	p.as("donor_owner").get("/enterprise/documents").has(again.Number, "抬头有误", "0000000002")
	p.as("donor_owner").get("/enterprise/pledges/" + pledge.ID).has("0000000002")
}

func TestTheTaxSheetReckonsWhatWasTypedAndKeepsNothing(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(500_000_00, models.Purpose{})
	p.arrived(pledge, 500_000_00)
	p.as("donor_finance").get("/enterprise/tax").is(200).has("profit.2026", "500,000.00 元", "仅供参考")
	before, _ := p.Book.Head()
	r := p.as("donor_finance").post("/enterprise/tax", url.Values{"profit.2026": {"1000000"}})
	text := r.pdf("税前扣除测算-" + memberUSCC + "-2026")
	p.says(text, "仅供参考", "1,000,000.00", "120,000.00（2026）", "380,000.00（2026）", "人民币壹拾贰万元整", "尚缺500,000.00元")
	p.says(p.as("donor_viewer").post("/enterprise/tax", url.Values{"profit.2026": {"-12.50"}}).pdf("税前扣除测算-"+memberUSCC+"-2026"), "-12.50", "人民币零元整")
	p.as("donor_finance").post("/enterprise/tax", url.Values{}).pdf("税前扣除测算-" + memberUSCC + "-2026")
	for _, bad := range []string{"1e3", "abc", "0.001", "--5", "-", "99999999999999999999"} {
		p.as("donor_finance").post("/enterprise/tax", url.Values{"profit.2026": {bad}}).is(422).has(`value="`+bad+`"`, "profit.2026-error")
	}
	p.as("donor_finance").post("/enterprise/tax", url.Values{"salary": {"1"}}).is(422)
	p.as("auditor").post("/enterprise/tax", url.Values{}).is(403)
	if after, _ := p.Book.Head(); after != before {
		t.Errorf("%d entries were written", after-before)
	}
}

// sendFile sends a file with a form, as a browser does.
func (c *client) sendFile(path, name, content string) *reply {
	c.p.t.Helper()
	var b strings.Builder
	w := multipart.NewWriter(&b)
	_ = w.WriteField("_csrf", c.csrf)
	if name != "" {
		part, err := w.CreateFormFile("file", name)
		if err != nil {
			c.p.t.Fatal(err)
		}
		_, _ = part.Write([]byte(content))
	}
	if err := w.Close(); err != nil {
		c.p.t.Fatal(err)
	}
	return c.do("POST", path, w.FormDataContentType(), b.String())
}

func TestTheElectronicReceiptIsPutToItsPaymentAndFetchedByItsDonor(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(10_000_00, models.Purpose{})
	p.arrived(pledge, 4_000_00)
	id := p.Book.State().PaymentsOf(pledge.ID)[0].ID
	at, maker := "/staff/money/receipts/"+id, p.as("finance_maker")
	const pdf, ofd = "%PDF-1.7 票据", "PK\x03\x04 .. OFD.xml .."
	maker.sendFile(at+"/file", "a.pdf", pdf).is(409)
	p.as("donor_owner").get("/enterprise/receipts/" + id + "/file").is(404)
	maker.post(at, url.Values{"code": {"37010126"}, "fiscal": {"0000000001"}, "check": {"a1B2c3"}}).is(303)
	maker.get(at).is(200).has(`enctype="multipart/form-data"`, at+"/file")
	maker.sendFile(at+"/file", "", "").is(422)
	maker.sendFile(at+"/file", "a.pdf", "<svg onload=alert(1)>").is(422).has("PDF 或 OFD")
	maker.sendFile(at+"/file", "a.pdf", "PK\x03\x04 something else").is(422)
	maker.sendFile(at+"/file", "a.pdf", "%PDF-"+strings.Repeat("x", models.MaxReceiptFile)).is(422).has("3 MB")
	p.as("auditor").sendFile(at+"/file", "a.pdf", pdf).is(403)
	maker.sendFile(at+"/file", "../../etc/passwd", pdf).is(303)
	maker.sendFile(at+"/file", "a.pdf", pdf).is(303) // the same again
	r := p.as("donor_viewer").get("/enterprise/receipts/" + id + "/file").is(200)
	if r.body != pdf || r.header.Get("Content-Type") != "application/pdf" || r.header.Get("Cache-Control") != "no-store" || r.header.Get("Content-Disposition") != `attachment; filename="37010126-0000000001.pdf"; filename*=UTF-8''`+url.PathEscape("捐赠票据-37010126-0000000001.pdf") {
		t.Errorf("%v %q", r.header, r.body)
	}
	p.as("donor_owner.2").get("/enterprise/receipts/" + id + "/file").is(404)
	p.as("donor_owner").get("/enterprise/documents").has("/enterprise/receipts/" + id + "/file")
	maker.sendFile(at+"/file", "a.ofd", ofd).is(303)
	if r := p.as("auditor").get(at + "/file").is(200); r.body != ofd || r.header.Get("Content-Type") != "application/ofd" {
		t.Errorf("%v %q", r.header, r.body)
	}
}
