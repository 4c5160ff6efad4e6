package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shanpei/models"
)

// post asks the API in a person's name and decodes the answer.
func (j *walker) post(who demoPerson, path string, body, answer any) {
	j.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		j.t.Fatal(err)
	}
	req, err := http.NewRequest("POST", j.url+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		j.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+who.Token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		j.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode > 299 {
		j.t.Fatalf("%s: %s", path, res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(answer); err != nil {
		j.t.Fatal(err)
	}
}

// toPay chooses an instalment and a way and goes to the card company's page.
func (j *walker) toPay(pledge string, instalment int, way string) (session string) {
	j.t.Helper()
	j.open("/enterprise/pledges/" + pledge + "/pay")
	ask[bool](j.browser, `(document.querySelector('#card-form input[value="`+way+`"]').checked = true)`)
	j.run(chromedp.SetValue("#f-instalment", fmt.Sprint(instalment)), chromedp.Click("#card-form button[type=submit]"), chromedp.WaitVisible("button.pay"))
	j.quiet("to the card company")
	if text := ask[string](j.browser, `document.body.innerText`); !strings.Contains(text, "SANDBOX") {
		j.t.Errorf("the page is not marked: %.200s", text)
	}
	return ask[string](j.browser, "location.pathname")
}

// until looks at the page again and again until it shows a text.
func (j *walker) until(text string) {
	j.t.Helper()
	for range 60 {
		if strings.Contains(ask[string](j.browser, `document.querySelector("main").innerText`), text) {
			return
		}
		time.Sleep(500 * time.Millisecond)
		j.run(chromedp.Reload(), chromedp.WaitReady("footer.site"))
	}
	j.shows(text)
}

// TestADonorPaysByCardAndWalletInABrowser walks through the demonstration's sandbox in Chromium: declined, abandoned, paid by card; by WeChat, whose money
// comes later; and in two tabs. The journal is proven at the end.
func TestADonorPaysByCardAndWalletInABrowser(t *testing.T) {
	data := t.TempDir()
	p := start(t, data, nil, "-demo")
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(p.log.String())
		}
	})
	people := demoPeople(t, data)
	j := &walker{browser: newBrowser(t, p.url, 1280), url: p.url}
	owner := personOf(t, people, "donor_owner")
	today := models.DayOf(time.Now())
	var made struct{ ID string }
	var parts []map[string]any
	for i := range 3 {
		parts = append(parts, map[string]any{"due": today.AddDays(10 + i), "amount_fen": 1234_56})
	}
	j.post(owner, "/pledges", map[string]any{"amount_fen": 3 * 1234_56, "purpose": map[string]any{"programs": []string{"weiai-zhuxue"}}, "instalments": parts}, &made)
	var signed any
	j.post(owner, "/pledges/"+made.ID+"/sign", map[string]any{}, &signed)

	j.enter(owner)
	j.open("/enterprise/pledges/" + made.ID + "/pay")
	j.shows("沙箱", "微信支付")
	j.film("cards-1-pay")
	j.toPay(made.ID, 1, "card")
	j.film("cards-2-checkout")
	j.run(chromedp.Click(`button[value="decline"]`), chromedp.WaitVisible(`[role="alert"]`))
	if text := ask[string](j.browser, `document.body.innerText`); !strings.Contains(text, "付款被拒绝") {
		t.Errorf("%.300s", text)
	}
	j.run(chromedp.Click("a.back"), chromedp.WaitReady("footer.site")) // abandoned
	j.until("付款被拒绝")
	j.film("cards-3-declined")
	j.run(chromedp.Click("#again button"), chromedp.WaitVisible("button.pay"), chromedp.Click("button.pay"), chromedp.WaitReady("footer.site"))
	j.until("付款成功")
	j.film("cards-4-paid")

	j.toPay(made.ID, 2, "wechat_pay")
	j.run(chromedp.Click(`button[value="later"]`), chromedp.WaitReady("footer.site"))
	j.shows("正在处理，请勿重复付款")
	j.film("cards-5-processing")
	j.until("付款成功")

	first := j.toPay(made.ID, 3, "card")
	second := j.toPay(made.ID, 3, "alipay") // in another tab
	if first == second {
		t.Fatal("one page for two ways")
	}
	j.run(chromedp.Click("button.pay"), chromedp.WaitReady("footer.site"))
	j.until("付款成功")
	if status := ask[int](j.browser, `fetch("`+first+`", {method: "POST", body: new URLSearchParams({how: "pay"})}).then(r => r.status)`); status != http.StatusGone {
		t.Errorf("the first tab could still pay: %d", status)
	}
	j.open("/enterprise/pledges/" + made.ID + "/pay")
	j.shows("付款成功", "付款页已失效")
	j.open("/enterprise/pledges/" + made.ID)
	j.shows("3,703.68")
	j.open("/enterprise/documents")
	j.press(`form[action="/enterprise/pledges/` + made.ID + `/certificate"] button`)
	j.open("/enterprise/documents")
	number := ask[string](j.browser, `document.querySelector('#certificates table').innerText.match(/ZS-\d{4}-\d{6}-\d/)[0]`)
	stranger := &walker{browser: newBrowser(t, p.url, 1280), url: p.url}
	stranger.leave()
	stranger.open("/certificates?number=" + number)
	stranger.shows(number, "3,703.68")
	j.enter(personOf(t, people, "finance_maker"))
	j.open("/staff/money/cards")
	j.press(`form[action="/staff/money/cards/reconcile"] button`)
	j.shows("平台余额", "已付款")
	j.film("cards-6-desk")
	if code := p.stop(); code != 0 {
		t.Errorf("the portal ended with %d", code)
	}
	if out, code := command(t, "verify", "-data", data); code != 0 {
		t.Errorf("verify: %s", out)
	}
}

func TestPaymentsWithoutAWebhookSecretDoNotStart(t *testing.T) {
	t.Setenv("STRIPE_SECRET_KEY", "sk_test_x")
	t.Setenv("STRIPE_WEBHOOK_SECRET", "")
	out, code := command(t, "serve", "-addr", "127.0.0.1:0", "-data", t.TempDir())
	if code != 2 || strings.Count(strings.TrimSpace(out), "\n") != 0 || !strings.Contains(out, "STRIPE_WEBHOOK_SECRET must be set") {
		t.Errorf("exit %d: %q", code, out)
	}
}
