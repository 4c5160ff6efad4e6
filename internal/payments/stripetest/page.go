package stripetest

import (
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const style = `body{margin:0;font:16px/1.6 "Noto Sans SC",sans-serif;background:#f5f5f2;color:#222}
main{max-width:26rem;margin:2rem auto;padding:1.5rem;background:#fff;border-radius:8px;box-shadow:0 1px 3px #0003}
.mark{background:#7a1f1f;color:#fff;text-align:center;padding:.5rem;font-weight:600}
.amount{font-size:2rem;font-weight:600;margin:.25rem 0}
button,a.back{display:block;width:100%;box-sizing:border-box;margin:.5rem 0;padding:.75rem;border:1px solid #888;border-radius:6px;background:#fff;color:#222;font:inherit;text-align:center;text-decoration:none;cursor:pointer}
button.pay{background:#1d4d3a;border-color:#1d4d3a;color:#fff}
.bad{border-left:4px solid #a22;padding-left:.75rem;color:#822}
small{color:#555}
`

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>{{.Mark}} · {{.Title}}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="{{.Prefix}}/style.css"></head><body>
<p class="mark" role="note">{{.Mark}}</p><main>
<h1>{{.Title}}</h1><p class="amount">¥{{.Amount}}</p><p>{{.Way}}</p>
{{if .Declined}}<p class="bad" role="alert">{{.Declined}}</p>{{end}}
{{if .Open}}<form method="post" action="{{.Action}}">
<button class="pay" name="how" value="pay">{{.Pay}}</button>
{{if .Wallet}}<button name="how" value="later">{{.Later}}</button>{{end}}
<button name="how" value="decline">{{.Decline}}</button></form>
<a class="back" href="{{.Cancel}}">{{.Back}}</a>{{else}}<p class="bad" role="alert">{{.Over}}</p><a class="back" href="{{.Cancel}}">{{.Back}}</a>{{end}}
<p><small>{{.Note}}</small></p></main></body></html>
`))

// words are the few texts of the page, Chinese and English.
var words = map[string][2]string{
	"Mark":    {"沙箱 SANDBOX：演示付款页，不会扣款", "SANDBOX: a demonstration page, nothing is charged"},
	"Pay":     {"付款（模拟成功）", "Pay"},
	"Later":   {"扫码后稍后到账", "Scan the code, money comes later"},
	"Decline": {"模拟被拒绝", "Let it be declined"},
	"Back":    {"返回，不付款", "Go back without paying"},
	"Over":    {"此付款页已失效：已付款、已过期或已被新的付款页取代。", "This page is over: it was paid, it expired, or a newer one took its place."},
	"Failed":  {"付款被拒绝，没有扣款。可以再试一次。", "The payment was declined and nothing was charged. You may try again."},
	"Note":    {"这里没有真实的卡或钱包，也没有任何款项流动。", "There is no real card or wallet here, and no money moves."},
	"card":    {"银行卡", "Card"}, "alipay": {"支付宝", "Alipay"}, "wechat_pay": {"微信支付", "WeChat Pay"},
}

func (s *Server) pages(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if path == "/style.css" {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write([]byte(style))
		return
	}
	id, isPage := strings.CutPrefix(path, "/c/pay/")
	id = strings.Clone(id) // behind fasthttp the text of a request is overwritten by the next one
	s.mu.Lock()
	c, found := s.objects[id]
	c = maps.Clone(c) // as it is now: others go on changing it
	s.mu.Unlock()
	if !isPage || !found {
		http.NotFound(w, r)
		return
	}
	back := "'self'"
	if u, err := url.Parse(text(c["success_url"])); err == nil && u.Host != "" {
		back += " " + u.Scheme + "://" + u.Host
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action "+back)
	if r.Method == http.MethodPost {
		how := r.FormValue("how")
		if how != "decline" && s.Pay(id, how) {
			http.Redirect(w, r, strings.ReplaceAll(text(c["success_url"]), "{CHECKOUT_SESSION_ID}", id), http.StatusSeeOther)
			return
		}
		declined := how == "decline" && s.Pay(id, how)
		s.mu.Lock()
		c = maps.Clone(s.objects[id])
		s.mu.Unlock()
		s.show(w, c, declined)
		return
	}
	s.show(w, c, false)
}

func (s *Server) show(w http.ResponseWriter, c object, declined bool) {
	way := c["payment_method_types"].([]string)[0]
	amount, open, english := c["amount_total"].(int64), c["status"] == "open", c["locale"] == "en"
	i, lang := 0, "zh-CN"
	if english {
		i, lang = 1, "en"
	}
	v := object{
		"Lang": lang, "Prefix": s.Prefix, "Title": c["x_title"], "Amount": fmt.Sprintf("%d.%02d", amount/100, amount%100), "Way": words[way][i], "Open": open,
		"Action": s.Prefix + "/c/pay/" + text(c["id"]), "Cancel": c["cancel_url"], "Wallet": slices.Contains([]string{"alipay", "wechat_pay"}, way), "Declined": "",
	}
	for _, k := range []string{"Mark", "Pay", "Later", "Decline", "Back", "Over", "Note"} {
		v[k] = words[k][i]
	}
	if declined {
		v["Declined"] = words["Failed"][i]
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if !open {
		w.WriteHeader(http.StatusGone)
	}
	_ = page.Execute(w, v) // the browser has gone
}
