package handlers

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"shanpei/static"
	"shanpei/views"
)

func TestPublicPagesShowWhatTheyMust(t *testing.T) {
	w := sample(t)
	c := w.portal(t).visitor()
	disclosed := publishedDisclosures(w.state())[0].Disclosure.Number
	for path, texts := range map[string][]string{
		"/": {
			"意达圆梦 助学成长", "慈佑童年", "护佑健康", "项需求可认捐", "548,000.00 元", "454,000.00 元", "228,700.00 元", "人次，不是人数",
			"桃都暖阳", "东原汇爱 护航未来", "到账善款的 50.3% 已经拨付", disclosed, "文件编号",
		},
		"/programs":       {"意达圆梦 助学成长", "2,257,100.00 元"},
		"/programs/yida":  {"资助对象与标准", "仅项目公示", "不构成互联网公开募捐", "缺口最大的是", "小学", "大学", "1,398,400.00 元", "逾期", "信息公开时间表"},
		"/programs/ciyou": {"从筛查到康复", "手术（计划）", "22 例", "人次不等于人数", "少于 5 例"},
		"/needs":          {"岱岳区", "人·学期", "下一页"},
		"/needs/" + w.number("370982junior"): {
			"新泰市", "意达圆梦 助学成长", "600.00 元 / 人·学期", "102 个名额", "61,200.00 元", "2026 春季学期", "账册第", "过程记录", "占用名额",
		},
		"/needs/" + w.number("370983senior"):  {"认捐此需求"},
		"/needs/" + w.number("notice"):        {"公示至 2026年7月27日", "提出异议", "0538-0000000", "异议不成立", "收到异议"},
		"/needs/" + w.number("370911surgery"): {"少于 5 例", "不足 75,000.00 元"},
		"/counties":                           {"泰关爱 护童行", "缺口最大"},
		"/counties/370982":                    {"新泰市", "心连心 未爱童行", "助学", "保险", "手术"},
		"/disclosures":                        {disclosed, "逾期公开", "待公开", "意达圆梦 助学成长"},
		"/disclosures/" + disclosed:           {"慈佑童年", "慈善法第七十九条", "本期拨付均已取得回单。", "账册第"},
		"/donors":                             {"岱青云桥精密制造有限公司（演示）", "121,500.00 元", "匿名爱心企业", "31,500.00 元", "冠名：石屋助学金", "52,000.00 元"},
		"/transparency":                       {"SHA-256", "在我的浏览器里重新计算"},
		"/transparency?from=10":               {"设立总会", "登记区县"},
		"/certificates?number=" + disclosed:   {"编号属实", "信息公开", disclosed},
		"/privacy":                            {"少于五", "困境儿童个人信息保护工作办法"},
	} {
		r := c.get(path).is(200)
		main := strings.Join(strings.Fields(r.doc().Find("main").Text()), " ")
		for _, text := range texts {
			if !strings.Contains(main, text) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
	}
	c.get("/").has(`href="/login"`)
}

// crawl reads every page that a visitor can reach from the home page and from a few more.
func crawl(w *world, c *client, also ...string) map[string]*reply {
	w.t.Helper()
	seen := map[string]*reply{}
	queue := append([]string{"/"}, also...)
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] != nil {
			continue
		}
		r := c.get(at)
		seen[at] = r
		if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
			continue
		}
		r.doc().Find("[href], form[action]").Each(func(_ int, s *goquery.Selection) {
			to := s.AttrOr("href", s.AttrOr("action", ""))
			u, err := url.Parse(to)
			if err != nil || to == "" {
				w.t.Errorf("%s has the address %q", at, to)
				return
			}
			if u.IsAbs() || u.Host != "" {
				w.t.Errorf("%s leads away from the portal, to %s", at, to)
				return
			}
			checkAddress(w.t, at, u)
			if s.Is("a[href], link[href]") && publicAddress(u) {
				queue = append(queue, u.RequestURI())
			}
		})
	}
	return seen
}

// publicAddress tells whether a crawl goes on there: pages for the public, without the switches of display, which are one page each.
func publicAddress(u *url.URL) bool {
	q := u.Query()
	if u.Path == "" || q.Has("lang") || q.Has("theme") || q.Has("unit") || strings.HasPrefix(u.Path, "/static/") || strings.HasPrefix(u.Path, "/api/") {
		return false
	}
	if q.Has("sort") && len(q) > 1 {
		return false // every order of every filter would be thousands
	}
	return !strings.HasPrefix(u.Path, "/enterprise") && u.Path != "/login"
}

// checkAddress fails for an address that no route and no file answers.
func checkAddress(t testing.TB, at string, u *url.URL) {
	t.Helper()
	if u.Path == "" || u.Path == at {
		return // a place on the same page
	}
	if strings.HasPrefix(u.Path, static.Prefix) {
		if _, ok := static.Open(u.Path); !ok {
			t.Errorf("%s asks for %s, which is no file", at, u.Path)
		}
		return
	}
	for _, r := range Routes {
		if matches(r.Path, u.Path) {
			return
		}
	}
	t.Errorf("%s leads to %s, which is no route", at, u.Path)
}

func matches(pattern, path string) bool {
	a, b := strings.Split(pattern, "/"), strings.Split(path, "/")
	return slices.EqualFunc(a, b, func(want, got string) bool { return want == got || strings.HasPrefix(want, ":") && got != "" })
}

// smallCount is a count of persons below five in the units of persons.
var smallCount = regexp.MustCompile(`(^|[^\d,.])[1-4] (例|个名额|人次|人月|人)([^·]|$)`)

func TestPublicPagesNeverShowWhatTheyMustNot(t *testing.T) {
	w := sample(t)
	p := w.portal(t)
	secrets := []string{
		canaryContact, canaryAnonymous, canaryReason, canaryFinding, canaryDraft, canaryObjection, canaryStaff, canaryEvidence, canaryApproval, "KAN-",
		w.number("draft"), w.number("returned"), w.ids["draft"], canary, "91370900PDY",
	}
	for id, pl := range w.state().Pledges.All() {
		secrets = append(secrets, id, pl.Number)
	}
	for id := range w.state().Enterprises.All() {
		secrets = append(secrets, id)
	}
	for id, d := range w.state().Disbursements.All() {
		secrets = append(secrets, id, d.Number)
	}
	also := []string{"/certificates?number=" + w.number("notice"), "/needs/" + w.number("notice") + "/objection", "/nowhere"}
	for _, lang := range views.Langs {
		c := p.visitor()
		c.cookies["lang"] = string(lang)
		pages := crawl(w, c, also...)
		if len(pages) < 100 {
			t.Fatalf("only %d pages were found", len(pages))
		}
		for at, r := range pages {
			if r.status != 200 && at != "/nowhere" {
				t.Errorf("%s: status %d", at, r.status)
			}
			for _, s := range secrets {
				if strings.Contains(r.body, s) {
					t.Errorf("%s in %s shows %q", at, lang, s)
				}
			}
			if strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
				checkMarkup(t, at, r)
			}
		}
	}
}

// checkMarkup fails for what the Content-Security-Policy would stop, for a page without its one heading, and for a small count of persons.
func checkMarkup(t *testing.T, at string, r *reply) {
	t.Helper()
	doc := r.doc()
	if n := doc.Find("[style], style, script:not([src])").Length(); n > 0 {
		t.Errorf("%s has %d inline styles or scripts", at, n)
	}
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("%s has an inline handler: %s=%q", at, a.Key, a.Val)
			}
		}
	})
	if n := doc.Find("h1").Length(); n != 1 {
		t.Errorf("%s has %d headings of the first order", at, n)
	}
	if title := doc.Find("title").Text(); strings.Contains(title, "…") || strings.Contains(title, "public.") {
		t.Errorf("%s has the title %q", at, title)
	}
	text := strings.Join(strings.Fields(doc.Find("main").Text()), " ")
	if found := smallCount.FindString(text); found != "" && !strings.HasPrefix(at, "/privacy") {
		t.Errorf("%s counts few persons: %q", at, found)
	}
}

func TestANeedTooSmallToBeShownIsNotGivenAwayByItsAmounts(t *testing.T) {
	w := sample(t)
	c := w.portal(t).visitor()
	for name, hidden := range map[string][]string{
		"370902surgery": {"30,000.00", "2 例"}, "370911surgery": {"60,000.00", "4 例"}, "370921surgery": {"45,000.00", "3 例"}, "370902college": {"8,000.00", ">4 个名额"},
	} {
		n, _ := w.state().Needs.Get(w.ids[name])
		c.get("/needs/" + n.Number).is(200).hasNot(hidden...)
		c.get("/counties/" + n.County).is(200).hasNot(hidden[1])
		list := c.get("/needs?county=" + n.County + "&type=" + string(n.Type) + "&stage=" + string(n.Stage)).is(200)
		list.has(n.Number).hasNot(hidden...)
	}
	// The sums beside the parts leave out what the parts hide: 泰山区 has two surgeries and four college places.
	var shown views.Tally
	for _, n := range w.state().Needs.All() {
		if n.County == "370902" && n.Seen() && !views.TallyOf(n).Hidden() {
			shown.Add(n)
		}
	}
	county, _ := w.state().Counties.Get("370902")
	got := countyProps(w.state(), county).Tally
	if got.AmountFen != shown.AmountFen || got.Small != 2 {
		t.Errorf("the county sums %d with %d left out, want %d and 2", got.AmountFen, got.Small, shown.AmountFen)
	}
}

func TestWhatThePublicMayNotSeeIsAsIfAbsent(t *testing.T) {
	w := sample(t)
	c := w.portal(t).visitor()
	open, _ := w.state().Needs.Get(w.ids["370982junior"])
	for _, path := range []string{
		"/needs/" + w.number("draft"), "/needs/" + w.number("returned"), "/needs/" + open.ID, "/needs/XQ-2026-999999-0", "/programs/" + w.ids["yida"],
		"/programs/absent", "/counties/000000", "/disclosures/GS-2026-999999-3", "/needs/" + w.number("draft") + "/objection",
	} {
		c.get(path).is(404).has("没有找到")
	}
	c.get("/certificates?number=" + w.number("draft")).is(200).has("没有这个编号")
}

func TestASignedInVisitorSeesTheSamePageWithTheAccountInItsHeader(t *testing.T) {
	p := newTestPortal(t)
	plain, signed := p.visitor().get("/programs").is(200), p.as("donor_owner").get("/programs").is(200)
	if a, b := plain.doc().Find("main").Text(), signed.doc().Find("main").Text(); strings.TrimSpace(a) != strings.TrimSpace(b) {
		t.Error("the page itself differs")
	}
	signed.has(canary+"donor_owner", `action="/logout"`, `href="/enterprise"`)
	plain.hasNot(canary, "/logout")
	at := "/needs/" + p.need.Number
	begin := "/enterprise/pledges/new?need=" + p.need.Number
	p.visitor().get(at).is(200).has(begin)
	p.as("donor_owner").get(at).is(200).has(begin)
	for _, other := range []string{"donor_viewer", "program_manager", "township_worker"} {
		p.as(other).get(at).is(200).hasNot(begin).has("还差")
	}
}

func TestAPageThatIsDueBecomesOverdueAtMidnight(t *testing.T) {
	w := sample(t)
	c := w.portal(t).visitor()
	c.get("/disclosures").is(200).has("待公开")
	before := c.get("/programs/huyou").is(200).body
	w.days(400)
	c.get("/programs/huyou").is(200).has("尚未公开")
	if !strings.Contains(before, "还有") {
		t.Error("the programme had nothing ahead")
	}
}

func TestTheListOfNeedsFollowsItsAddress(t *testing.T) {
	w := sample(t)
	c := w.portal(t).visitor()
	numbers := func(query string) (out []string) {
		c.get("/needs" + query).is(200).doc().Find("tbody tr").Each(func(_ int, s *goquery.Selection) { out = append(out, s.AttrOr("id", "")) })
		return out
	}
	for query, want := range map[string]int{
		"": 25, "?page=2": 19, "?page=99": 19, "?program=ciyou": 12, "?program=absent": 0, "?county=370923": 8, "?county=370923&stage=vocational": 1,
		"?type=surgery": 6, "?status=publicity": 1, "?status=takes&type=surgery": 4, "?stage=none": 0, "?type=surgery&status=draft": 0,
	} {
		if got := len(numbers(query)); got != want {
			t.Errorf("%s lists %d needs, want %d", query, got, want)
		}
	}
	price := func(number string) int64 {
		n, _ := w.state().NeedByNumber(number)
		return int64(n.UnitPriceFen)
	}
	up, down := numbers("?sort=price"), numbers("?sort=-price")
	if !slices.IsSortedFunc(up, func(a, b string) int { return int(price(a) - price(b)) }) || price(down[0]) != 15_000_00 {
		t.Errorf("by price: %v, then %v", up, down)
	}
	c.get("/needs?county=370923&status=takes&sort=left").has(`href="/needs?county=370923&amp;sort=left"`, `name="sort" value="left"`)
	c.get("/needs?program=absent").has("没有符合条件的需求")
}

func TestTheWayOfTheMoneyAddsUp(t *testing.T) {
	s := sample(t).state()
	way := wayOf(s)
	var programs, counties, between views.Fen
	for _, g := range way.Programs {
		programs += g.Fen
	}
	for _, c := range way.Counties {
		counties += c.Fen
	}
	for _, b := range way.Between {
		between += b.Fen
	}
	given := way.PaidFen + way.OpenFen
	if programs != given || counties != given || between != given || given+way.Waiting != way.Received {
		t.Errorf("programmes %d, counties %d, between %d, paid and open %d, waiting %d of %d", programs, counties, between, given, way.Waiting, way.Received)
	}
	if way.PaidFen != views.Fen(s.Totals.PaidFen) || way.Received != views.Fen(s.Totals.ReceivedFen) {
		t.Errorf("paid %d, the ledger says %d", way.PaidFen, s.Totals.PaidFen)
	}
}

func TestDonorsAreNamedOnlyWhenTheyAgreed(t *testing.T) {
	h := donorsProps(sample(t).state())
	var sum views.Fen
	for _, d := range h.Donors {
		sum += d.Received
		if d.Name == canaryAnonymous {
			t.Error("an anonymous donor is named")
		}
		if d.Goods > 0 {
			t.Errorf("%s is named for goods that an anonymous donor gave", d.Name)
		}
	}
	if h.Anonymous.Pledges != 1 || h.Anonymous.Goods != 52_000_00 || sum+h.Anonymous.Received != h.Total {
		t.Errorf("anonymous %+v, named %d of %d", h.Anonymous, sum, h.Total)
	}
}

func BenchmarkHome(b *testing.B) {
	s := sample(b).state()
	for b.Loop() {
		_ = homeProps(s)
	}
}
