package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shanpei/models"
)

// look sends the form by which a page lets one look at a field.
func (c *client) look(page, field, purpose string) *reply {
	c.p.t.Helper()
	form := c.get(page).is(200).doc().Find(`form[action="/staff/reveal"]:has(input[name=field][value="` + field + `"])`)
	if form.Length() != 1 {
		c.p.t.Fatalf("%s has %d looks at %s", page, form.Length(), field)
	}
	typed := url.Values{"purpose": {purpose}}
	for _, name := range []string{"code", "field", "back"} {
		typed.Set(name, form.Find("input[name="+name+"]").AttrOr("value", ""))
	}
	return c.post("/staff/reveal", typed)
}

// contacted is an enterprise whose contact is sealed.
func (p *testPortal) contacted() (page, code string) {
	p.t.Helper()
	code, err := p.Vault.Seal(p.t.Context(), "contact", map[string]string{"name": canary + "联系人", "phone": "13800000000", "email": "x@example.org"})
	if err != nil {
		p.t.Fatal(err)
	}
	id := event[models.EnterpriseRegistered](p.do(models.Nobody, models.RegisterEnterprise{Name: "青云演示文创", USCC: newUSCC, Contact: code})).Enterprise.ID
	return "/staff/enterprises/" + id, code
}

func TestAFieldIsShownOnlyForAPurposeAndTheLookIsWrittenDown(t *testing.T) {
	p := newTestPortal(t)
	page, code := p.contacted()
	c := p.as("program_manager")
	c.get(page).is(200).has("138****0000").hasNot("13800000000", canary+"联系人", "x@example.org")
	c.look(page, "phone", "").is(422).hasNot("13800000000").has("f-purpose")
	c.look(page, "phone", "curiosity").is(422).hasNot("13800000000")
	if n := p.State().Looks.Len(); n != 0 {
		t.Fatalf("%d looks were written down that showed nothing", n)
	}
	r := c.look(page, "phone", "enterprise_check").is(200).has("13800000000", "核验爱心企业").hasNot(canary+"联系人", "x@example.org")
	if r.header.Get("Cache-Control") != "no-store" || r.header.Get("Refresh") != "600; url="+page {
		t.Errorf("the look is kept: %q, %q", r.header.Get("Cache-Control"), r.header.Get("Refresh"))
	}
	c.get(page).hasNot("13800000000")
	looks := p.State().LooksOf(code)
	if len(looks) != 1 || looks[0].Field != "phone" || looks[0].Purpose != "enterprise_check" || looks[0].By != p.actor("program_manager").ID {
		t.Fatalf("%d looks are written down", len(looks))
	}
	p.now = p.now.Add(9 * time.Minute)
	if r := c.look(page, "phone", "correction").is(200).has("13800000000"); r.header.Get("Refresh") != "60; url="+page {
		t.Errorf("the second time it lasts %q", r.header.Get("Refresh"))
	}
	if n := len(p.State().LooksOf(code)); n != 1 {
		t.Errorf("a look that stands is %d events", n)
	}
	p.now = p.now.Add(2 * time.Minute)
	c.look(page, "phone", "correction").is(200)
	if n := len(p.State().LooksOf(code)); n != 2 {
		t.Errorf("a look after the first one is over makes %d", n)
	}
	asked := p.State().Federation.Settings
	asked.RequireTraining = true
	p.do(p.actor("admin"), models.ChangeSettings{Settings: asked}) // while the look stands
	c.look(page, "phone", "correction").is(403).hasNot("13800000000")
	p.do(p.actor("admin"), models.RecordTraining{ID: p.actor("program_manager").ID, Until: models.DayOf(p.now).AddDays(1)})
	c.look(page, "phone", "correction").is(200).has("13800000000")
}

func TestALookIsRefusedToWhoMayNot(t *testing.T) {
	p := newTestPortal(t)
	page, code := p.contacted()
	lost, err := p.Vault.Seal(t.Context(), "contact", map[string]string{"name": canary + "无主", "phone": "13811111111"})
	if err != nil {
		t.Fatal(err)
	}
	upload, err := p.Vault.Seal(t.Context(), uploadKind, map[string]string{"name": canary + "文件"})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(user, code, field string) *reply {
		return p.as(user).post("/staff/reveal", url.Values{"code": {code}, "field": {field}, "purpose": {"enterprise_check"}, "back": {page}})
	}
	for _, user := range []string{"township_worker", "county_officer", "finance_maker", "finance_checker", "auditor", "admin", "donor_owner"} {
		ask(user, code, "phone").is(403).hasNot("13800000000")
	}
	ask("program_manager", lost, "phone").is(404).hasNot("13811111111")
	ask("program_manager", upload, "name").is(422).hasNot(canary + "文件")
	ask("program_manager", "absent", "phone").is(404)
	ask("program_manager", code, "shoe").is(422)
	if n := p.State().Looks.Len(); n != 0 {
		t.Errorf("%d looks were written down", n)
	}
	c := p.as("program_manager")
	for _, back := range []string{"https://evil.example/staff/", "//evil.example", "/staff/../x;url=y", "/staff/x?y", ""} {
		r := c.post("/staff/reveal", url.Values{"code": {code}, "field": {"phone"}, "purpose": {"correction"}, "back": {back}}).is(200)
		if got := r.header.Get("Refresh"); !strings.HasSuffix(got, "; url=/staff") {
			t.Errorf("a look with the way back %q ends at %q", back, got)
		}
	}
	// A look that stands is over with the role.
	p.do(models.System, models.SetUserDisabled{ID: p.actor("program_manager").ID, Disabled: true, Reason: "left"})
	c.post("/staff/reveal", url.Values{"code": {code}, "field": {"phone"}, "purpose": {"correction"}}).hasNot("13800000000")
}

func TestALookThatStandsIsOverWithTheTraining(t *testing.T) {
	p := newTestPortal(t)
	page, _ := p.contacted()
	set := p.State().Federation.Settings
	set.RequireTraining = true
	p.do(p.actor("setup"), models.ChangeSettings{Settings: set})
	p.now = time.Date(2026, 11, 24, 15, 55, 0, 0, time.UTC) // 23:55 in China
	c := p.as("program_manager")
	c.post("/staff/reveal", p.phoneOf(page)).is(403).hasNot("13800000000")
	p.do(p.actor("setup"), models.RecordTraining{ID: "program_manager", Until: models.DayOf(p.now)})
	c.post("/staff/reveal", p.phoneOf(page)).is(200).has("13800000000")
	p.now = p.now.Add(6 * time.Minute) // the look would last four more, the training ended at midnight
	c.post("/staff/reveal", p.phoneOf(page)).is(403).hasNot("13800000000")
}

// phoneOf asks for the contact's phone of an enterprise's page.
func (p *testPortal) phoneOf(page string) url.Values {
	e, _ := p.State().Enterprises.Get(page[strings.LastIndexByte(page, '/')+1:])
	return url.Values{"code": {e.Contact}, "field": {"phone"}, "purpose": {"enterprise_check"}, "back": {page}}
}

func TestTheLooksAreListedAndUnusualOnesExplained(t *testing.T) {
	p := newTestPortal(t)
	page, _ := p.contacted()
	p.now = time.Date(p.now.Year(), p.now.Month(), p.now.Day(), 15, 0, 0, 0, time.UTC) // 23:00
	p.as("program_manager").look(page, "phone", "enterprise_check").is(200)
	for _, user := range []string{"secretary_general", "auditor", "admin"} {
		p.as(user).get("/staff/looks").is(200).has("青云演示文创", "电话", "核验爱心企业").hasNot("13800000000", "138****0000", canary+"联系人")
	}
	for _, user := range []string{"program_manager", "county_officer", "finance_maker", "township_worker"} {
		p.as(user).get("/staff/looks").is(403)
		p.as(user).get("/staff/looks/alarms").is(403)
	}
	auditor := p.as("auditor")
	auditor.get("/staff/looks?group=medical").is(200).hasNot("青云演示文创")
	auditor.get("/staff/looks?purpose=enterprise_check&q=青云").is(200).has("青云演示文创")
	auditor.get("/staff").is(200).has("有人夜间查看个人资料")
	auditor.get("/staff/looks/alarms").is(200).has("夜间查看", "待说明")
	alarm := p.State().AlarmsOfLooks()[0]
	at := "/staff/looks/alarms/" + alarm.ID
	auditor.submit(at, "explain", nil).is(422).has("请说明理由")
	auditor.submit(at, "explain", url.Values{"reason": {"值班核对"}, "_version": {"9"}}).is(409)
	auditor.submit(at, "explain", url.Values{"reason": {"值班核对"}}).is(303)
	auditor.post(at+"/explain", url.Values{"reason": {"再来"}}).is(409)
	auditor.get(at).is(200).has("值班核对", "已说明")
	auditor.get("/staff/looks/alarms/none").is(404)
}

// Whoever opens a sealed record elsewhere than by a look must be one of those named here, with the reason (docs/decisions/0013-vault.md).
func TestARecordIsOpenedByALookOnly(t *testing.T) {
	may := map[string]string{
		"look.go":                   "the look itself",
		"person_export.go":          "a list of children: a look at each of them is written down before, with an alarm",
		"person_one.go":             "whether a child is under 14, which decides who has to consent; the day of birth is not shown",
		"staff_suspense.go":         "the suggestions of a bank line are made from what it says; it is not shown",
		"papers_payout.go":          "the list that a bank pays from: masked, or taken out with an event of its own",
		"place_bind.go":             "whether a child is not 18 yet, for one rule; it is not shown",
		"place_one.go":              "a letter, which consent lets staff read; and whether a letter gives its writer away, which is not shown",
		"place_sponsor.go":          "a letter, which consent lets its sponsor read",
		"place_aids.go":             "why aid was asked for in spite of other aid: for who asked and for the second person who decides",
		"staff_statement_upload.go": "a file that waits to be imported, seen by who brought it",
	}
	var seen []string
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || method.Sel.Name != "Open" && method.Sel.Name != "Each" {
				return true
			}
			if of, ok := method.X.(*ast.SelectorExpr); ok && of.Sel.Name == "Vault" {
				if may[name] == "" {
					t.Errorf("%s opens a sealed record: use Request.reveal", name)
				}
				seen = append(seen, name)
			}
			return true
		})
	}
	for name := range may {
		if !slices.Contains(seen, name) {
			t.Errorf("%s opens nothing any more", name)
		}
	}
}
