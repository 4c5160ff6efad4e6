package handlers

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
	"shanpei/models"
)

// newProofPortal is a test portal whose accounts are its own, on the portal's clock: a donor, a programme manager, an administrator.
func newProofPortal(t *testing.T) *testPortal {
	t.Helper()
	p := newTestPortal(t)
	kv := journal.NewMemory().KV()
	v, err := vault.New(t.Context(), kv, bytes.Repeat([]byte{7}, vault.KeySize), journal.ErrNone)
	if err != nil {
		t.Fatal(err)
	}
	p.Accounts = accounts.New(kv, v, accounts.Options{None: journal.ErrNone, Exists: journal.ErrExists, Clock: func() time.Time { return p.now }})
	for _, id := range []string{"donor_owner", "program_manager", "admin"} {
		if _, err := p.Accounts.Create(t.Context(), accounts.NewAccount{ID: id, Name: canary + id, Email: id + "@example.org", Password: password}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

const freshPassword = "青云直上九万里 2026"

// login types an address and a password into the form.
func (c *client) login(email, password string) *reply {
	c.p.t.Helper()
	return c.form("/login", "/login", url.Values{"email": {email}, "password": {password}})
}

// letters are what waits in the outbox, the newest first.
func (p *testPortal) letters() []string {
	p.t.Helper()
	w, err := p.Mail.Waiting(context.Background(), 100)
	if err != nil {
		p.t.Fatal(err)
	}
	var out []string
	for _, l := range w {
		out = append(out, l.Kind+" "+l.Letter().To+"\n"+l.Letter().Text+l.Letter().HTML)
	}
	return out
}

var resetLink = regexp.MustCompile(`(\S+)/login/reset/(\S+)`)

// resetLink asks for a link and takes it from the letter.
func (p *testPortal) resetLink(email string) (host, path string) {
	p.t.Helper()
	p.now = p.now.Add(time.Second)
	p.visitor().form("/login/forgot", "/login/forgot", url.Values{"email": {email}}).to()
	found := resetLink.FindStringSubmatch(p.letters()[0])
	if found == nil {
		p.t.Fatalf("no link in %v", p.letters())
	}
	return found[1], "/login/reset/" + found[2]
}

func TestAForgottenPasswordIsRenewedByALinkOnce(t *testing.T) {
	p := newProofPortal(t)
	old := p.as("donor_owner")
	host, path := p.resetLink("Donor_Owner@example.org")
	if host != "http://portal.example" || len(path) < len("/login/reset/")+26 {
		t.Errorf("the link is %s%s", host, path)
	}
	page := p.visitor().get(path).is(200).has("设置新密码")
	if page.header.Get("Cache-Control") != "no-store" || page.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("headers %v", page.header)
	}
	c := p.visitor()
	c.form(path, path, url.Values{"password": {"1234567890"}}).is(422).hasNot(`value="1234567890"`)
	p.now = p.now.Add(time.Second)
	if to := c.form(path, path, url.Values{"password": {freshPassword}}).to(); to != "/login" {
		t.Errorf("leads to %s", to)
	}
	if to := old.get("/account").to(); !strings.HasPrefix(to, "/login") {
		t.Error("an old session still holds")
	}
	p.visitor().login("donor_owner@example.org", password).is(401)
	p.visitor().login("donor_owner@example.org", freshPassword).to()
	for range 2 {
		p.visitor().get(path).is(410)
		p.visitor().form("/login", path, url.Values{"password": {freshPassword}}).is(410)
	}
	if told := p.letters()[0]; !strings.HasPrefix(told, "password_changed donor_owner@example.org\n") || strings.Contains(told, "/reset/") {
		t.Errorf("the owner is told: %.200s", told)
	}
	_, late := p.resetLink("donor_owner@example.org")
	p.now = p.now.Add(resetMinutes*time.Minute - time.Second)
	p.visitor().get(late).is(200)
	p.now = p.now.Add(time.Second)
	p.visitor().get(late).is(410)
	if accounts.ResetFor != resetMinutes*time.Minute {
		t.Error("the letter says another time than the link has")
	}
}

func TestNobodyLearnsWhichAddressesHaveAccounts(t *testing.T) {
	p := newProofPortal(t)
	p.do(p.actor("admin"), models.SetUserDisabled{ID: "program_manager", Disabled: true, Reason: "left"})
	hide := regexp.MustCompile(`value="[^"]*"|content="[^"]*"|[a-z_]+@example\.org`)
	seen := map[string]string{}
	for _, email := range []string{"donor_owner@example.org", "nobody@example.org", "program_manager@example.org"} {
		c := p.visitor()
		first := c.form("/login/forgot", "/login/forgot", url.Values{"email": {email}})
		after := c.get(first.to()).is(200).has("如果该邮箱有账号，链接已寄出")
		wrong := p.visitor().login(email, "not the password").is(401).has("账号或密码不正确")
		for what, r := range map[string]*reply{"forgot": first, "sent": after, "login": wrong} {
			text := hide.ReplaceAllString(strings.ReplaceAll(r.body, r.header.Get("X-Request-Id"), "ID"), "")
			if was, ok := seen[what]; ok && was != text {
				t.Errorf("%s says something else for %s", what, email)
			}
			seen[what] = text
		}
	}
	if got := p.letters(); len(got) != 1 || !strings.HasPrefix(got[0], "password_reset donor_owner@") {
		t.Errorf("letters: %d", len(got))
	}
}

func TestAForgedHostIsInNoLetter(t *testing.T) {
	p := newProofPortal(t)
	c := p.visitor()
	token := c.get("/login").doc().Find(`input[name="_csrf"]`).AttrOr("value", "")
	req := httptest.NewRequest("POST", "/login/forgot", strings.NewReader(url.Values{"email": {"donor_owner@example.org"}, "_csrf": {token}}.Encode()))
	req.Host = "evil.example"
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Forwarded-Host", "evil.example")
	req.Header.Set("X-Forwarded-Proto", "https")
	req.AddCookie(&http.Cookie{Name: "sp_visit", Value: c.cookies["sp_visit"]})
	res, err := p.app.Test(req, -1)
	if err != nil || res.StatusCode != 303 || strings.Contains(res.Header.Get("Location"), "evil") {
		t.Fatalf("%v, %v", res, err)
	}
	if len(p.letters()) != 1 {
		t.Fatal("no letter")
	}
	for _, l := range p.letters() {
		if strings.Contains(l, "evil") || !strings.Contains(l, "http://portal.example/login/reset/") {
			t.Errorf("a letter: %s", l)
		}
	}
	p.visitor().form("/login/forgot", "/login/forgot", url.Values{"email": {"donor_owner@example.org\r\nBcc: all@example.org"}}).is(422)
}

func TestStuffingIsSlowedAndItsVictimIsNot(t *testing.T) {
	p := newProofPortal(t)
	thief := p.visitor()
	held := false
	for i := range 40 {
		thief.header.Set("X-Forwarded-For", "203.0.113."+string(rune('0'+i%10)))
		r := thief.login("donor_owner@example.org", "guess number "+string(rune('a'+i%26)))
		if r.status == http.StatusTooManyRequests {
			held = r.header.Get("Retry-After") != ""
			break
		}
		r.is(401)
		if i > 6 {
			t.Fatal("a forged address gives new tries")
		}
	}
	if !held {
		t.Fatal("nothing held it up, or not until when")
	}
	if _, err := p.Accounts.Authenticate(t.Context(), "donor_owner@example.org", password, "198.51.100.9"); err != nil {
		t.Errorf("the owner from elsewhere: %v", err)
	}
	p.now = p.now.Add(16 * time.Minute)
	p.visitor().login("donor_owner@example.org", password).to()
	asked := p.visitor()
	for range 4 {
		r := asked.form("/login/forgot", "/login/forgot", url.Values{"email": {"nobody@example.org"}})
		if r.status == http.StatusTooManyRequests && r.header.Get("Retry-After") != "" {
			return
		}
	}
	t.Error("links are asked for without end")
}

func TestASessionThatWasThereBeforeTheLoginIsNotTheOneAfterIt(t *testing.T) {
	p := newProofPortal(t)
	c := p.as("donor_owner")
	before := c.cookies["sp_session"]
	c.post("/logout", nil).to()
	c.cookies["sp_session"] = before
	c.login("donor_owner@example.org", password).to()
	if c.cookies["sp_session"] == before {
		t.Error("the session is the one from before")
	}
	c.cookies["sp_session"], before = "planted", c.cookies["sp_session"]
	if to := c.get("/account").to(); !strings.HasPrefix(to, "/login") {
		t.Error("a planted session opens something")
	}
	c.cookies["sp_session"] = before
	c.get("/account").is(200)
}

// phone enrols the account of a signed-in browser and gives its app and its recovery codes.
func (c *client) phone() (code func() string, recovery []string) {
	c.p.t.Helper()
	c.post("/account/totp", nil).to()
	page := c.get("/account/totp").is(200)
	secret := strings.ReplaceAll(page.doc().Find("#totp-secret").Text(), " ", "")
	if picture := c.get("/account/totp/picture.png").is(200); !strings.HasPrefix(picture.body, "\x89PNG") || picture.header.Get("Cache-Control") != "no-store" {
		c.p.t.Error("no picture, or one that is kept")
	}
	code = func() string {
		out, err := totp.GenerateCode(secret, c.p.now)
		if err != nil {
			c.p.t.Fatal(err)
		}
		return out
	}
	c.post("/account/totp/confirm", url.Values{"code": {"000000"}}).is(422).hasNot(`value="000000"`)
	done := c.post("/account/totp/confirm", url.Values{"code": {code()}}).is(200)
	for _, s := range done.doc().Find(".recovery-codes code").EachIter() {
		recovery = append(recovery, s.Text())
	}
	if len(recovery) != 10 {
		c.p.t.Fatalf("%d recovery codes", len(recovery))
	}
	c.csrf = done.doc().Find(`input[name="_csrf"]`).First().AttrOr("value", "")
	c.get("/account/totp").is(200).hasNot(secret, recovery[0])
	c.get("/account/totp/picture.png").is(404)
	return code, recovery
}

func TestWithCodesOnAPasswordIsHalfALogin(t *testing.T) {
	p := newProofPortal(t)
	here, there := p.as("donor_owner"), p.as("donor_owner")
	before := here.cookies["sp_session"]
	code, recovery := here.phone()
	if here.cookies["sp_session"] == before || there.get("/account").status == 200 {
		t.Error("a session from before goes on")
	}
	p.now = p.now.Add(time.Minute)
	c := p.visitor()
	if to := c.login("donor_owner@example.org", password).to(); to != "/login/code" {
		t.Fatalf("leads to %s", to)
	}
	half := c.cookies["sp_half"]
	if half == "" || c.cookies["sp_session"] != "" {
		t.Fatal("no half login, or a whole one")
	}
	c.cookies["sp_session"] = half
	if to := c.get("/account").to(); !strings.HasPrefix(to, "/login") {
		t.Error("half a login opens something")
	}
	delete(c.cookies, "sp_session")
	enter := func(c *client, code string) *reply {
		return c.form("/login/code", "/login/code", url.Values{"code": {code}, "next": {"//evil.example"}})
	}
	used := code()
	enter(c, "123456").is(401).has("验证码不正确").hasNot(`value="123456"`)
	if to := enter(c, used).to(); to != "/enterprise" {
		t.Errorf("leads to %s", to)
	}
	if c.cookies["sp_session"] == half || c.cookies["sp_half"] != "" {
		t.Error("half and whole are one")
	}
	c.get("/account").is(200).has("登录验证码已启用")
	again := p.visitor()
	again.login("donor_owner@example.org", password).to()
	enter(again, used).is(401)
	if to := enter(again, recovery[0]).to(); to != "/enterprise" {
		t.Errorf("the recovery code leads to %s", to)
	}
	again.cookies["sp_half"] = half
	again.get("/login/code").is(409)
	lost := p.visitor()
	lost.login("donor_owner@example.org", password).to()
	enter(lost, recovery[0]).is(401)
	p.do(models.System, models.AddUser{User: models.User{ID: "donor_owner.3", Role: models.DonorOwner, Enterprise: p.actor("donor_owner").Enterprise}})
	p.do(p.actor("admin"), models.SetUserDisabled{ID: "donor_owner", Disabled: true, Reason: "left"})
	lost.post("/login/code", url.Values{"code": {recovery[1]}}).is(409)
}

func TestRecoveryCodesAreRenewedAndCodesTurnedOff(t *testing.T) {
	p := newProofPortal(t)
	c := p.as("donor_owner")
	c.post("/account/totp/end", url.Values{"password": {password}, "code": {"1"}}).is(404)
	_, recovery := c.phone()
	c.post("/account/totp/recovery", url.Values{"code": {"nonsense"}}).is(422)
	fresh := c.post("/account/totp/recovery", url.Values{"code": {recovery[0]}}).is(200).doc().Find(".recovery-codes code").First().Text()
	c.post("/account/totp/end", url.Values{"password": {"wrong one here"}, "code": {fresh}}).is(422).hasNot("wrong one here")
	c.post("/account/totp/end", url.Values{"password": {password}, "code": {recovery[1]}}).is(422)
	c.post("/account/totp/end", url.Values{"password": {password}, "code": {fresh}}).to()
	p.visitor().login("donor_owner@example.org", password).to()
	c.get("/account").is(200).has("未启用")
}

func TestWhoMovesMoneyOrSeesPersonsNeedsCodes(t *testing.T) {
	p := newProofPortal(t)
	p.RequireTOTP = true
	for role, want := range map[models.Role]bool{
		models.FinanceMaker: true, models.FinanceChecker: true, models.SecretaryGeneral: true, models.Admin: true, models.TownshipWorker: true, models.CountyOfficer: true,
		models.ProgramManager: true, models.Auditor: false, models.DonorOwner: false, models.DonorViewer: false,
	} {
		if needsCodes(models.Actor{ID: "x", Role: role}) != want {
			t.Errorf("%s: %v", role, !want)
		}
	}
	if !needsCodes(models.Actor{ID: "x", Role: models.Auditor, Also: []models.Role{models.FinanceMaker}}) {
		t.Error("a further role that moves money needs none")
	}
	p.as("donor_owner").get("/enterprise").is(200)
	c := p.as("program_manager")
	for _, path := range []string{"/staff", "/account", "/staff/needs"} {
		if to := c.get(path).to(); to != "/account/totp" {
			t.Errorf("%s leads to %s", path, to)
		}
	}
	c.post("/staff/needs", url.Values{}).is(403)
	c.post("/account/tokens", url.Values{"label": {"x"}, "scopes": {"read"}}).is(403)
	program := p.api("program_manager") // a token from before
	if r := program.get("/api/v1/pledges").is(403); !strings.Contains(r.body, "totp_required") {
		t.Errorf("a token of somebody without codes is told %s", r.body)
	}
	p.api("donor_owner").get("/api/v1/pledges").is(200)
	c.get("/").is(200)
	c.get("/account/totp").is(200).has("请先启用登录验证码")
	c.phone()
	c.get("/staff").is(200)
	c.get("/account").is(200)
	program.get("/api/v1/pledges").is(200)
	p.RequireTOTP = false
	p.as("program_manager").get("/staff").is(200)
}

func TestWaitingLettersAreListedMaskedForTheAdministrator(t *testing.T) {
	p := newProofPortal(t)
	_, path := p.resetLink("donor_owner@example.org")
	p.as("program_manager").get("/staff/mail").is(403)
	p.as("admin").get("/staff/mail").is(200).has("d•••@example.org", "重设密码", "尚未配置邮件服务器").hasNot("donor_owner@", path)
	p.Demo = true
	p.as("admin").get("/staff/mail").is(200).has("d•••@example.org", path)
}

func TestDevicesAndNetworksAreShortened(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0":                   "Edge · Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1":         "Safari · iPhone",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0.49.2600": "WeChat · Android",
		"curl/8": "", "": "",
	} {
		if got := deviceOf(agent); got != want {
			t.Errorf("%q: %q", agent, got)
		}
	}
	for address, want := range map[string]string{"203.0.113.7": "203.0.0.0/16", "::ffff:203.0.113.7": "203.0.0.0/16", "2001:db8:1:2::3": "2001:db8::/32", "": ""} {
		if got := networkOf(address); got != want {
			t.Errorf("%q: %q", address, got)
		}
	}
}
