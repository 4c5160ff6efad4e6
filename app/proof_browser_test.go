package main

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"shanpei/models"
)

// TestSomebodyLosesThePhoneInABrowser turns codes on in Chromium, signs out, signs in with a code, and then without the phone by a recovery code.
func TestSomebodyLosesThePhoneInABrowser(t *testing.T) {
	data := t.TempDir()
	p := start(t, data, nil, "-demo")
	var who demoPerson
	for _, person := range demoPeople(t, data) {
		if person.Role == string(models.SecretaryGeneral) {
			who = person
		}
	}
	j := &walker{browser: newBrowser(t, p.url, 1280), url: p.url}
	j.enter(who)
	j.open("/account")
	j.shows("登录验证码", "您的岗位在正式使用时必须启用")
	j.film("codes-account")
	j.open("/account/totp")
	j.press(`form[action="/account/totp"] .btn`)
	if !ask[bool](j.browser, `(async () => { const i = document.querySelector("img.totp"); await i.decode(); return i.naturalWidth >= 200 })()`) {
		t.Error("the picture is not shown")
	}
	j.film("codes-picture")
	secret := strings.ReplaceAll(ask[string](j.browser, `document.querySelector("#totp-secret").textContent`), " ", "")
	code := func(ahead time.Duration) string {
		out, err := totp.GenerateCode(secret, time.Now().Add(ahead))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	j.fill("code", code(0))
	j.press("#confirm .btn.act")
	j.film("codes-recovery")
	recovery := strings.Fields(ask[string](j.browser, `[...document.querySelectorAll(".recovery-codes code")].map(c => c.textContent).join(" ")`))
	if len(recovery) != 10 {
		t.Fatalf("%d recovery codes", len(recovery))
	}
	signIn := func(code string) {
		j.enter(who)
		j.shows("密码正确")
		j.film("codes-second")
		if ask[bool](j.browser, `document.cookie.includes("half")`) {
			t.Error("a script can read the half login")
		}
		j.fill("code", code)
		j.press("#code .btn.act")
		if at := ask[string](j.browser, "location.pathname"); at != "/staff" {
			t.Fatalf("the code leads to %s", at)
		}
	}
	signIn(code(30 * time.Second)) // the next half minute's: this one's has been taken
	signIn(recovery[0])
	j.open("/account/totp")
	j.shows("还有 9 个恢复码可用")
	j.film("codes-on")
	j.open("/login/forgot")
	j.film("codes-forgot")
	j.quiet("signed in by a recovery code")
}
