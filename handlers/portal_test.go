package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"shanpei/internal/accounts"
	"shanpei/internal/journal"
	"shanpei/internal/vault"
	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// The test federation: two counties, two programmes, three enterprises, a user of every role.
const (
	daiyue = "370911"
	xintai = "370982"

	password = "correct horse battery 9"
)

// Codes of the test federation's enterprises; the last is not registered.
const (
	memberUSCC = "91370900PDY00028XA"
	plainUSCC  = "91370982PDY000263G"
	newUSCC    = "91370902PDY0002207"
)

// testUsers are the people of the test federation: `role` for the first of a role, `role.2` for those of the other county or enterprise.
var testUsers = []models.User{
	{ID: "township_worker", Role: models.TownshipWorker, County: daiyue, Township: "满庄镇"},
	{ID: "township_worker.2", Role: models.TownshipWorker, County: xintai, Township: "羊流镇"},
	{ID: "county_officer", Role: models.CountyOfficer, County: daiyue},
	{ID: "county_officer.2", Role: models.CountyOfficer, County: xintai},
	{ID: "program_manager", Role: models.ProgramManager},
	{ID: "finance_maker", Role: models.FinanceMaker},
	{ID: "finance_checker", Role: models.FinanceChecker},
	{ID: "secretary_general", Role: models.SecretaryGeneral},
	{ID: "auditor", Role: models.Auditor},
	{ID: "admin", Role: models.Admin},
	{ID: "donor_owner", Role: models.DonorOwner},
	{ID: "donor_finance", Role: models.DonorFinance},
	{ID: "donor_viewer", Role: models.DonorViewer},
	{ID: "donor_owner.2", Role: models.DonorOwner},
}

// people is one store of accounts for all tests of the package: hashing their passwords once is slow enough.
var people = sync.OnceValues(func() (*accounts.Accounts, *vault.Vault) {
	ctx := context.Background()
	kv := journal.NewMemory().KV()
	v, err := vault.New(ctx, kv, bytes.Repeat([]byte{7}, vault.KeySize), journal.ErrNone)
	if err != nil {
		panic(err)
	}
	acc := accounts.New(kv, v, accounts.Options{None: journal.ErrNone, Exists: journal.ErrExists})
	for _, u := range testUsers {
		if _, err := acc.Create(ctx, accounts.NewAccount{ID: u.ID, Name: canary + u.ID, Email: u.ID + "@example.org", Password: password}); err != nil {
			panic(err)
		}
	}
	return acc, v
})

// canary is in every person's name of the test federation: no page may show it but those for the person and for staff who may see it.
const canary = "金丝雀"

type testPortal struct {
	t *testing.T
	*Portal
	app   *fiber.App
	now   time.Time
	lines int
	store shelf           // that its journal is in
	study *models.Program // announce
	palsy *models.Program // targeted: members only
	need  *models.Need    // open: 岱岳区, primary school, 10 places of 500.00 元

	member, plain *models.Enterprise
}

// newTestPortal makes a portal over a journal of its own with the test federation, and proves the ledger when the test ends.
func newTestPortal(t *testing.T) *testPortal {
	t.Helper()
	return newTestPortalIn(t, journal.NewMemory())
}

func newTestPortalIn(t *testing.T, store shelf) *testPortal {
	t.Helper()
	views.OnMissing = func(l views.Lang, key string) { t.Errorf("message %s is missing in %s", key, l) }
	p := &testPortal{t: t, now: time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC)}
	p.store = store
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
	book, err := journal.Open(context.Background(), store, journal.Options{Clock: func() time.Time { return p.now }, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	acc, v := people()
	p.Portal = New(book, acc, v, log, Config{PublicURL: "http://portal.example", Secret: []byte("test"), Files: store.KV(), Clock: func() time.Time { return p.now }})
	p.app = p.App()
	t.Cleanup(func() {
		p.Close()
		_, faults := book.State().Check()
		for _, f := range faults {
			t.Errorf("ledger: %s at %s: %s", f.Rule, f.Where, f.What)
		}
		if err := book.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	p.found()
	return p
}

func (p *testPortal) found() {
	admin := models.Actor{ID: "setup", Role: models.RoleSystem}
	set := models.DefaultSettings()
	set.PublicityDays = 0
	p.do(admin, models.SetUpFederation{Federation: models.Federation{Name: "泰安市慈善总会（测试）", USCC: "51370900PDY00001XU", Settings: set}})
	p.do(admin, models.PutCounty{County: models.County{Code: daiyue, Name: "岱岳区", SubBrand: "助梦飞翔 护未岱岳", Townships: []string{"满庄镇", "夏张镇"}}})
	p.do(admin, models.PutCounty{County: models.County{Code: xintai, Name: "新泰市", SubBrand: "心连心 未爱童行", Townships: []string{"羊流镇"}}})
	p.member = p.enterprise("岱青云桥精密制造（演示）", memberUSCC, true)
	p.plain = p.enterprise("汶畔禾丰食品（演示）", plainUSCC, false)
	for _, u := range testUsers {
		if u.Role.Donor() {
			u.Enterprise = p.member.ID
			if strings.HasSuffix(u.ID, ".2") {
				u.Enterprise = p.plain.ID
			}
		}
		p.do(admin, models.AddUser{User: u})
	}
	p.study = p.program("意达圆梦 助学成长", "yida-yuanmeng", models.Announce, models.StudyAid)
	p.palsy = p.program("慈佑童年", "ciyou-tongnian", models.Targeted, models.Surgery, models.Rehabilitation)
	p.need = p.openNeed(models.Need{Program: p.study.ID, County: daiyue, Type: models.StudyAid, Stage: models.Primary, UnitPriceFen: 500_00, Places: 10, Urgency: 3})
}

func (p *testPortal) enterprise(name, uscc string, member bool) *models.Enterprise {
	out := p.do(models.Nobody, models.RegisterEnterprise{Name: name, USCC: uscc})
	id := event[models.EnterpriseRegistered](out).Enterprise.ID
	p.do(p.actor("setup"), models.VerifyEnterprise{ID: id, Member: member})
	e, _ := p.Book.State().Enterprises.Get(id)
	return e
}

func (p *testPortal) program(name, slug string, way models.Fundraising, types ...models.NeedType) *models.Program {
	out := p.do(p.actor("setup"), models.CreateProgram{Program: models.Program{
		Name: name, Slug: slug, Types: types, Starts: "2026-01-01", Ends: "2026-12-31", BudgetFen: 1_398_400_00, Fundraising: way,
		Purpose: "帮助困难家庭的孩子。",
	}})
	pr, _ := p.Book.State().Programs.Get(event[models.ProgramCreated](out).Program.ID)
	return pr
}

// openNeed takes a need through the whole chain.
func (p *testPortal) openNeed(n models.Need) *models.Need {
	out := p.do(p.actor("setup"), models.DraftNeed{Need: n})
	id := event[models.NeedDrafted](out).Need.ID
	for _, verb := range []models.NeedVerb{models.VerifyNeed, models.ReviewNeed, models.ApproveNeed, models.PublishNeed, models.OpenNeed} {
		p.do(p.actor("setup"), models.StepNeed{ID: id, Verb: verb})
	}
	made, _ := p.Book.State().Needs.Get(id)
	return made
}

// signedPledge makes and signs a pledge of the member enterprise.
func (p *testPortal) signedPledge(fen money.Fen, purpose models.Purpose) *models.Pledge {
	owner := p.actor("donor_owner")
	id := event[models.PledgeMade](p.do(owner, models.MakePledge{AmountFen: fen, Purpose: purpose})).Pledge.ID
	p.do(owner, models.SignPledge{ID: id})
	made, _ := p.Book.State().Pledges.Get(id)
	return made
}

// arrived books a bank line that pays a pledge.
func (p *testPortal) arrived(pledge *models.Pledge, fen money.Fen) {
	p.lines++
	e, _ := p.Book.State().Enterprises.Get(pledge.Enterprise)
	p.do(p.actor("finance_maker"), models.RecordBankLine{
		Account: "main", LineID: fmt.Sprintf("L%d", p.lines), Day: models.DayOf(p.now), AmountFen: fen, Payer: e.Name, Memo: pledge.Reference(),
	})
}

// actor is a user of the test federation as one who asks; `setup` may do everything.
func (p *testPortal) actor(user string) models.Actor {
	if user == "setup" {
		return models.Actor{ID: "setup", Role: models.RoleSystem}
	}
	u, ok := p.Book.State().Users.Get(user)
	if !ok {
		p.t.Fatalf("no user %s", user)
	}
	return u.Actor()
}

// do asks the book and expects it to agree.
func (p *testPortal) do(a models.Actor, cmd models.Command) journal.Result {
	p.t.Helper()
	out, err := p.Book.Do(context.Background(), a, cmd)
	if err != nil {
		p.t.Fatalf("%T: %v", cmd, err)
	}
	return out
}

// client is a browser or a program that talks to the portal.
type client struct {
	p       *testPortal
	cookies map[string]string
	csrf    string
	token   string
	header  http.Header
}

// visitor is a browser without a login.
func (p *testPortal) visitor() *client {
	return &client{p: p, cookies: map[string]string{}, header: http.Header{}}
}

// as is a browser in which the user is signed in.
func (p *testPortal) as(user string) *client {
	p.t.Helper()
	secret, s, err := p.Accounts.NewSession(context.Background(), user)
	if err != nil {
		p.t.Fatal(err)
	}
	c := p.visitor()
	c.cookies["sp_session"], c.csrf = secret, s.CSRF
	return c
}

// api is a program with an API token of the user; without a user it has none.
func (p *testPortal) api(user string) *client {
	p.t.Helper()
	c := p.visitor()
	if user != "" {
		token, err := p.Accounts.IssueToken(context.Background(), user, "test", time.Time{})
		if err != nil {
			p.t.Fatal(err)
		}
		c.token = token
	}
	return c
}

// reply is an answer, read whole.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

func (c *client) do(method, path, media, body string) *reply {
	c.p.t.Helper()
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	for name, values := range c.header {
		req.Header[name] = values
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range c.cookies {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	res, err := c.p.app.Test(req, -1)
	if err != nil {
		c.p.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.p.t.Fatal(err)
	}
	for _, k := range res.Cookies() {
		if k.MaxAge < 0 {
			delete(c.cookies, k.Name)
		} else {
			c.cookies[k.Name] = k.Value
		}
	}
	return &reply{t: c.p.t, status: res.StatusCode, header: res.Header, body: string(raw)}
}

// get asks for a page.
func (c *client) get(path string) *reply { c.p.t.Helper(); return c.do("GET", path, "", "") }

// post sends a form with the token that the last page, or the session, gave.
func (c *client) post(path string, fields url.Values) *reply {
	c.p.t.Helper()
	if fields == nil {
		fields = url.Values{}
	}
	if c.csrf != "" && !fields.Has("_csrf") {
		fields.Set("_csrf", c.csrf)
	}
	return c.do("POST", path, "application/x-www-form-urlencoded", fields.Encode())
}

// form opens a page for its token, as a visitor's browser would, and sends a form.
func (c *client) form(page, action string, fields url.Values) *reply {
	c.p.t.Helper()
	c.csrf = c.get(page).doc().Find(`input[name="_csrf"]`).First().AttrOr("value", "")
	return c.post(action, fields)
}

// json sends a value (a string is sent as it is) to the API; pairs are further headers.
func (c *client) json(method, path string, body any, headers ...string) *reply {
	c.p.t.Helper()
	text, ok := body.(string)
	if !ok && body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			c.p.t.Fatal(err)
		}
		text = string(raw)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		c.header.Set(headers[i], headers[i+1])
		defer c.header.Del(headers[i])
	}
	return c.do(method, path, "application/json", text)
}

// is expects a status.
func (r *reply) is(status int) *reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d, want %d: %.600s", r.status, status, r.body)
	}
	return r
}

// to expects a redirection and gives its address.
func (r *reply) to() string {
	r.t.Helper()
	r.is(303)
	return r.header.Get("Location")
}

// has expects every text; hasNot expects none.
func (r *reply) has(texts ...string) *reply {
	r.t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.body, text) {
			r.t.Errorf("%q is missing in %.2000s", text, r.body)
		}
	}
	return r
}

func (r *reply) hasNot(texts ...string) *reply {
	r.t.Helper()
	for _, text := range texts {
		if strings.Contains(r.body, text) {
			r.t.Errorf("%q must not be in the answer", text)
		}
	}
	return r
}

// refused expects a problem document with the status and the reason.
func (r *reply) refused(status int, reason string) Problem {
	r.t.Helper()
	r.is(status)
	var p Problem
	r.decode(&p)
	if p.Reason != reason {
		r.t.Fatalf("reason %q, want %q", p.Reason, reason)
	}
	if p.RequestID == "" || p.Title == "" || p.Title == p.Reason {
		r.t.Errorf("problem without a request id or a sentence: %+v", p)
	}
	return p
}

func (r *reply) decode(to any) {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.body), to); err != nil {
		r.t.Fatalf("%v: %.600s", err, r.body)
	}
}
