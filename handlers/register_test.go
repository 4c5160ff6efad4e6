package handlers

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"shanpei/internal/accounts"
	"shanpei/models"
)

// registrationForm is a form that would be taken; pairs replace fields. Every test has an address of its own: accounts are shared by all tests.
func registrationForm(email string, pairs ...string) url.Values {
	f := url.Values{
		"name": {"泰麓松风文旅（演示）"}, "uscc": {newUSCC}, "contact": {"王经理"}, "phone": {"13800138000"}, "email": {email},
		"password": {"青云直上九万里 2026"}, "consent": {"true"}, "_key": {"register-" + email},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

// ownerOf is the account of an address, and its user in the journal.
func (p *testPortal) ownerOf(email string) (accounts.Account, *models.User) {
	p.t.Helper()
	a, err := p.Accounts.ByEmail(context.Background(), email)
	if err != nil {
		p.t.Fatalf("no account of %s: %v", email, err)
	}
	u, _ := p.Book.State().Users.Get(a.ID)
	return a, u
}

func TestAnEnterpriseRegistersAndItsOwnerIsSignedIn(t *testing.T) {
	p := newTestPortal(t)
	v := p.visitor()
	form := registrationForm("owner@register.example", "uscc", "91370902 pdy00022-07", "state_owned", "true", "approval", "鲁国资函〔2026〕1号")
	if to := v.form("/register", "/register", form).to(); to != "/enterprise" {
		t.Fatalf("leads to %s", to)
	}
	page := v.get("/enterprise").is(200).has("正在核验企业信息", "登记已提交", newUSCC, "泰麓松风文旅（演示）", "接下来")
	page.hasNot("/enterprise/pledges/new")
	_, u := p.ownerOf("owner@register.example")
	e, _ := p.Book.State().Enterprises.Get(u.Enterprise)
	if u.Role != models.DonorOwner || !e.StateOwned || e.Approval == "" || e.Contact == "" {
		t.Fatalf("user %+v, enterprise %+v", u, e)
	}
	contact, err := p.Vault.Open(context.Background(), e.Contact)
	if err != nil || contact.Field("name") != "王经理" || contact.Field("phone") == "" {
		t.Errorf("the contact is not in the vault: %v", err)
	}
	if to := v.get("/enterprise/pledges/new").to(); to != "/enterprise" {
		t.Errorf("an unverified enterprise's wizard leads to %s", to)
	}
	if to := v.get("/register").to(); to != "/enterprise" {
		t.Errorf("whoever is signed in registers again at %s", to)
	}
}

func TestARegistrationSentTwiceIsOneEnterprise(t *testing.T) {
	p := newTestPortal(t)
	v := p.visitor()
	form := registrationForm("twice@register.example")
	v.form("/register", "/register", form).to()
	seq := p.Book.State().Seq

	again := p.visitor()
	form.Del("_csrf")
	if to := again.form("/register", "/register", form).to(); to != "/enterprise" {
		t.Errorf("leads to %s", to)
	}
	if now := p.Book.State().Seq; now != seq {
		t.Errorf("the second submit wrote %d entries", now-seq)
	}
	form.Del("_csrf")
	form.Set("password", "ein anderes Kennwort 7")
	p.visitor().form("/register", "/register", form).is(409).has("该统一社会信用代码已登记")
}

func TestARefusedRegistrationSaysEverythingAtItsFieldAndLeavesNothingBehind(t *testing.T) {
	p := newTestPortal(t)
	seq := p.Book.State().Seq
	for name, c := range map[string]struct {
		form     url.Values
		status   int
		at, says string
	}{
		"no name":             {registrationForm("r1@register.example", "name", ""), 422, "name", "请填写此项"},
		"a short code":        {registrationForm("r2@register.example", "uscc", "9137"), 422, "uscc", "应为 18 位"},
		"a letter too many":   {registrationForm("r3@register.example", "uscc", "91370902PDY000220I"), 422, "uscc", "不含 I、O"},
		"a wrong check":       {registrationForm("r4@register.example", "uscc", "91370902PDY0002208"), 422, "uscc", "校验位不符"},
		"a code that has one": {registrationForm("r5@register.example", "uscc", memberUSCC), 409, "uscc", "已登记"},
		"no contact":          {registrationForm("r6@register.example", "contact", ""), 422, "contact", "请填写此项"},
		"no telephone":        {registrationForm("r7@register.example", "phone", ""), 422, "phone", "请填写此项"},
		"a wrong telephone":   {registrationForm("r8@register.example", "phone", "12"), 422, "phone", "有效的手机或座机"},
		"no address":          {registrationForm("nobody"), 422, "email", "有效的电子邮箱"},
		"a taken address":     {registrationForm("donor_owner@example.org"), 409, "email", "电子邮箱"},
		"a short password":    {registrationForm("r9@register.example", "password", "123456789"), 422, "password", "至少 10 个字符"},
		"no consent":          {registrationForm("r10@register.example", "consent", ""), 422, "consent", "知情并同意"},
	} {
		r := p.visitor().form("/register", "/register", c.form).is(c.status)
		if text := r.doc().Find("#f-" + c.at + "-error").Text(); !strings.Contains(text, c.says) {
			t.Errorf("%s: beside %s stands %q", name, c.at, text)
		}
		if c.form.Get("name") != "" {
			r.has(`value="` + c.form.Get("name") + `"`)
		}
		r.hasNot(c.form.Get("password"))
		if name != "a taken address" {
			if _, err := p.Accounts.ByEmail(context.Background(), c.form.Get("email")); err == nil {
				t.Errorf("%s: an account was left behind", name)
			}
		}
	}
	all := p.visitor().form("/register", "/register", url.Values{"uscc": {"1"}, "phone": {"1"}}).is(422)
	if n := all.doc().Find(".summary li").Length(); n != 6 {
		t.Errorf("%d faults are told at once, want 6: %s", n, all.doc().Find(".summary").Text())
	}
	p.visitor().post("/register", registrationForm("r11@register.example")).is(403)
	p.visitor().form("/register", "/register", registrationForm("r12@register.example", "role", "admin")).is(422)
	if now := p.Book.State().Seq; now != seq {
		t.Errorf("refused registrations wrote %d entries", now-seq)
	}
}

func TestTheHintOfAPasswordIsTheRuleOfAccounts(t *testing.T) {
	p := newTestPortal(t)
	for n, want := range map[int]bool{minPassword - 1: false, minPassword: true} {
		text := "a8Kq3Zr7Xw5Lt2"[:n]
		faults := p.Accounts.Faults(accounts.NewAccount{Name: "x", Email: "x@example.org", Password: text})
		if (len(faults) == 0) != want {
			t.Errorf("%d characters: %v", n, faults)
		}
	}
}

func TestARejectedEnterpriseSeesWhyAndRegistersAgain(t *testing.T) {
	p := newTestPortal(t)
	v := p.visitor()
	v.form("/register", "/register", registrationForm("again@register.example")).to()
	a, u := p.ownerOf("again@register.example")
	p.do(p.actor("program_manager"), models.RejectEnterprise{ID: u.Enterprise, Reason: "名称与执照不一致"})

	owner := p.as(a.ID)
	owner.get("/enterprise").is(200).has("登记未通过核验", "名称与执照不一致", "/enterprise/register")
	owner.get("/enterprise/register").is(200).has("名称与执照不一致", newUSCC).hasNot(`type="password"`)
	owner.post("/enterprise/register", url.Values{"name": {"泰麓松风文旅集团"}, "uscc": {"91370902PDY0002208"}}).is(422).has("校验位不符", "泰麓松风文旅集团")
	owner.post("/enterprise/register", url.Values{"name": {"泰麓松风文旅集团"}, "uscc": {newUSCC}}).to()
	e, _ := p.Book.State().Enterprises.Get(u.Enterprise)
	if e.Status != models.EnterpriseSubmitted || e.Name != "泰麓松风文旅集团" || e.Contact == "" {
		t.Errorf("registered again: %+v", e)
	}
	owner.get("/enterprise").has("正在核验企业信息")
	owner.post("/enterprise/register", url.Values{"name": {"x"}, "uscc": {newUSCC}}).is(409)
}
