package handlers

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"shanpei/internal/accounts"
	"shanpei/models"
)

// somebody adds a viewer of the member enterprise whose account no other test touches.
func (p *testPortal) somebody(name string) *client {
	p.t.Helper()
	id := name + " of " + p.t.Name()
	_, err := p.Accounts.Create(context.Background(), accounts.NewAccount{ID: id, Name: name, Email: name + "@account.example", Password: password})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = p.Accounts.Remove(context.Background(), id) })
	p.do(models.System, models.AddUser{User: models.User{ID: id, Role: models.DonorViewer, Enterprise: p.member.ID}})
	return p.as(id)
}

func TestOneEndsOtherSessionsAndNotOnesOwn(t *testing.T) {
	p := newTestPortal(t)
	here := p.somebody("sessions")
	there, third := p.as("sessions of "+t.Name()), p.as("sessions of "+t.Name())
	page := here.get("/account").is(200).has("sessions@account.example", "企业成员（只读）", p.member.Name, "当前登录")
	if n := page.doc().Find(`#sessions input[name="session"]`).Length(); n != 3 {
		t.Fatalf("%d sessions can be ended, want two and all others", n)
	}
	id := page.doc().Find(`#sessions td input[name="session"]`).First().AttrOr("value", "")
	p.as("donor_owner").post("/account/sessions", url.Values{"session": {id}}).is(404)
	here.post("/account/sessions", url.Values{"session": {id}}).to()
	here.get("/account").has("已结束该登录")
	ended := 0
	for _, c := range []*client{there, third} {
		if c.get("/account").status == 303 {
			ended++
		}
	}
	if ended != 1 {
		t.Errorf("%d of two sessions ended, want 1", ended)
	}
	here.post("/account/sessions", url.Values{"session": {"others"}}).to()
	if p.as("donor_owner").get("/account").status != 200 || here.get("/account").status != 200 || there.get("/account").status == 200 || third.get("/account").status == 200 {
		t.Error("all others, and only they, should be over")
	}
	here.post("/account/sessions", url.Values{"session": {""}}).is(422)
}

func TestAPasswordIsChangedByWhoeverKnowsTheOldOne(t *testing.T) {
	p := newTestPortal(t)
	here := p.somebody("password")
	there := p.as("password of " + t.Name())
	for name, c := range map[string]struct{ old, fresh, at, says string }{
		"no old one":      {"", "青云直上九万里 2026", "old", "请填写此项"},
		"a wrong one":     {"not the old one", "青云直上九万里 2026", "old", "不正确"},
		"too short":       {password, "short", "password", "至少 10 个字符"},
		"guessed at once": {password, "1234567890", "password", "密码"},
	} {
		r := here.post("/account/password", url.Values{"old": {c.old}, "password": {c.fresh}, "username": {"x"}}).is(422)
		if text := r.doc().Find("#f-" + c.at + "-error").Text(); !strings.Contains(text, c.says) {
			t.Errorf("%s: %q", name, text)
		}
		r.hasNot(c.fresh + `"`)
	}
	before := here.cookies["sp_session"]
	here.post("/account/password", url.Values{"old": {password}, "password": {"青云直上九万里 2026"}}).to()
	if here.cookies["sp_session"] == before {
		t.Error("the session was not begun anew")
	}
	here.get("/account").is(200).has("密码已修改")
	if there.get("/account").status == 200 {
		t.Error("another session outlived the change")
	}
}

func TestATokenIsShownOnceAndEndedForGood(t *testing.T) {
	p := newTestPortal(t)
	c := p.somebody("token")
	c.post("/account/tokens", url.Values{"label": {""}, "scopes": {"read"}}).is(422).has("请填写此项")
	c.post("/account/tokens", url.Values{"label": {"对账"}}).is(422).has("请填写此项")
	c.post("/account/tokens", url.Values{"label": {"对账"}, "scopes": {"all"}}).is(422).has("请从所列选项中选择")
	c.post("/account/tokens", url.Values{"label": {"对账"}, "scopes": {"read"}, "expires": {"2027-11-25"}}).is(422).has("最长 365 天")
	c.post("/account/tokens", url.Values{"label": {"对账"}, "scopes": {"read"}, "expires": {"2020-01-01"}}).is(422).has(`value="对账"`)
	made := c.post("/account/tokens", url.Values{"label": {"<b>对账</b>"}, "scopes": {"read", "bank"}}).is(200).has("已生成令牌", "&lt;b&gt;对账").hasNot("<b>对账")
	secret := made.doc().Find(".notice code").Text()
	program := p.visitor()
	program.token = secret
	if who, err := p.Accounts.ByToken(context.Background(), secret); err != nil || who.Account != "token of "+t.Name() {
		t.Fatalf("the token speaks for %q: %v", who.Account, err)
	}
	list := c.get("/account").is(200).has("银行流水与退款", "2027").hasNot(secret, "长期有效")
	id := list.doc().Find(`#tokens input[name="token"]`).AttrOr("value", "")
	p.as("donor_owner").post("/account/tokens/end", url.Values{"token": {id}})
	if _, err := p.Accounts.ByToken(context.Background(), secret); err != nil {
		t.Fatal("somebody else ended the token")
	}
	c.post("/account/tokens/end", url.Values{"token": {id}}).to()
	c.get("/account").has("令牌已停用", "目前没有令牌")
	if _, err := p.Accounts.ByToken(context.Background(), secret); err == nil {
		t.Error("an ended token still speaks")
	}
}

func TestTheLoginPageSaysTheSameForEveryCause(t *testing.T) {
	p := newTestPortal(t)
	p.visitor().get("/login?next=/enterprise/pledges").is(200).has("之后会回到您要去的页面", "企业登记", `value="/enterprise/pledges"`)
	p.visitor().get("/login?next=//evil.example").is(200).hasNot(`name="next"`, "之后会回到")
	for _, email := range []string{"nobody@login.example", "donor_owner@example.org"} {
		p.visitor().form("/login", "/login", url.Values{"email": {email}, "password": {"not this one"}}).is(401).has("账号或密码不正确", email).hasNot("not this one")
	}
	p.as("donor_owner").get("/logout").is(200).has("退出后")
}
