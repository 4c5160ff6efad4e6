package handlers

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"shanpei/internal/lists"
	"shanpei/models"
)

// who is somebody who holds a permission: nobody of the federation may bring in every list.
func (p *testPortal) who(may models.Permission) *client {
	p.t.Helper()
	for _, user := range []string{"program_manager", "finance_maker", "admin"} {
		if p.actor(user).Can(may) {
			return p.as(user)
		}
	}
	p.t.Fatalf("nobody may %s", may)
	return nil
}

// listed takes a list out as CSV.
func (c *client) listed(id string) string {
	c.p.t.Helper()
	return c.post("/staff/lists/"+id+"/export", url.Values{"format": {"csv"}}).is(200).body
}

// brought brings a list in, and gives what the page said after it was read.
func (c *client) brought(id, file string) *reply {
	c.p.t.Helper()
	at := c.sendFile("/staff/lists/"+id+"/import", "x.csv", file).to()
	tried := c.get(at).is(200)
	c.post(at, nil).is(303)
	return tried
}

// TestEveryListGoesOutAndComesInAgain: the rows of every list, and of the children, into a portal that has none of them.
func TestEveryListGoesOutAndComesInAgain(t *testing.T) {
	p := newTestPortal(t)
	worker := p.actor("county_officer")
	officer := p.as("county_officer")
	at := officer.sendFile("/staff/persons/import", "名单.csv", rosterFile(12)).to()
	officer.post(at, nil).is(303)
	kids := p.State().ListedChildren(worker, "")
	p.do(worker, models.RecordVisit{List: []models.Visit{{Beneficiary: kids[0].ID, Day: "2026-11-20", Findings: []string{"no_change"}}, {County: daiyue, Township: "满庄镇", Day: "2026-11-21", Findings: []string{"new_hardship", "housing"}}}})
	p.do(worker, models.RecordAid{Beneficiary: kids[2].ID, Kind: models.AidStudy, Source: models.Weiai, From: "2026-01-01", To: "2026-12-31", Document: "演示〔2026〕1号"})
	p.do(p.actor("program_manager"), models.PlanActivity{Activity: models.ActivityPlan{Title: "演示活动", County: daiyue, Plan: "第一行\n第二行，=1+1", From: "2026-12-01", To: "2026-12-02", Planned: 1}})
	from := p.as("program_manager")
	roster := func(c *client) string {
		return c.post("/staff/persons/export", url.Values{"county": {daiyue}, "purpose": {"visit"}, "format": {"csv"}}).is(200).body
	}
	children := roster(from)

	q := newTestPortal(t)
	to := q.as("program_manager")
	at = to.sendFile("/staff/persons/import", "名册.csv", children).to()
	to.get(at).is(200).has("可建档 12 名")
	to.post(at, nil).is(303)
	mark := func(s string) string { // the watermark has the moment and the request
		var out []string
		for line := range strings.Lines(s) {
			out = append(out, line[:strings.LastIndexByte(line, ',')])
		}
		return strings.Join(out, "\n")
	}
	if again := roster(to); mark(again) != mark(children) || strings.Count(again, "演示监护人") != 12 {
		t.Errorf("the children come out as\n%s\nand were\n%s", again, children)
	}
	for _, l := range lists.All {
		from, to, reads := p.who(l.See), q.who(l.Take), q.who(l.See)
		from.get("/staff/lists/" + l.ID).is(200)
		from.get("/staff/lists/" + l.ID + "/template.xlsx").sheet()
		file := from.listed(l.ID)
		if strings.Count(file, "\n") == 1 {
			continue
		}
		to.brought(l.ID, file).has("检查结果")
		if again := reads.listed(l.ID); again != file {
			t.Errorf("%s comes out as\n%s\nand was\n%s", l.ID, again, file)
		}
		seq := q.State().Seq
		to.brought(l.ID, file).has("可导入 0 行")
		if q.State().Seq != seq {
			t.Errorf("%s was taken twice", l.ID)
		}
		book := reads.post("/staff/lists/"+l.ID+"/export", url.Values{"format": {"xlsx"}}).is(200).body
		to.brought(l.ID, book).has("可导入 0 行")
	}
	to.get("/staff/lists").is(200).has("列表导入", "列表导出")
}

func TestAFaultyListChangesNothingAndSaysWhere(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("program_manager")
	head := "项目,区县,类型,学段,标准(元),名额\n"
	good := "意达圆梦 助学成长,岱岳区,助学,小学,500,3\n"
	seq := p.State().Seq
	at := c.sendFile("/staff/lists/needs/import", "需求.csv", head+good+"没有,岱岳区,助学,小学,五百,3\n"+"意达圆梦 助学成长,岱岳区,助学,,500,0\n").to()
	page := c.get(at).is(200).has("有 3 处问题", "项目", "标准(元)", "学段")
	if n := page.doc().Find("tbody tr").Length(); n != 3 {
		t.Errorf("%d faults are listed", n)
	}
	c.post(at, nil).is(422)
	p.as("county_officer").get(at).is(404)
	p.as("finance_maker").get(at).is(403)
	c.post(at, url.Values{"drop": {"1"}}).is(303)
	c.get(at).is(404)
	for _, file := range []string{"", "a,b\n1,2\n", head[:len(head)-1] + ",没有这列\n" + good, "项目,区县\n意达圆梦 助学成长,岱岳区\n"} {
		c.sendFile("/staff/lists/needs/import", "需求.csv", file).is(422)
	}
	c.get("/staff/lists/nothing").is(404)
	c.sendFile("/staff/lists/ledger_gifts/import", "x.csv", head).is(403)
	c.post("/staff/lists/needs/export", url.Values{"format": {"pdf"}}).is(422)
	if p.State().Seq != seq {
		t.Error("something was changed")
	}
	at = c.sendFile("/staff/lists/needs/import", "需求.csv", head+good+good).to() // two rows that are alike are two needs
	c.get(at).has("可导入 2 行")
	c.post(at, nil).is(303)
	c.brought("needs", head+good+good+good).has("可导入 1 行，已在册 2 行")
}

// TestAnOfficersListIsThatOfTheirCounty: nobody takes out, or brings in, another county's.
func TestAnOfficersListIsThatOfTheirCounty(t *testing.T) {
	p := newTestPortal(t)
	p.openNeed(models.Need{Program: p.study.ID, County: xintai, Type: models.StudyAid, Stage: models.Primary, UnitPriceFen: 500_00, Places: 10, Urgency: 3})
	c := p.as("county_officer")
	if file := c.listed("needs"); strings.Contains(file, "新泰市") || !strings.Contains(file, "岱岳区") {
		t.Errorf("the officer of one county took out\n%s", file)
	}
	at := c.sendFile("/staff/lists/needs/import", "需求.csv", "项目,区县,类型,学段,标准(元),名额\n意达圆梦 助学成长,新泰市,助学,小学,500,3\n").to()
	c.get(at).is(200).has("有 1 处问题")
	c.post("/staff/persons/export", url.Values{"county": {xintai}, "purpose": {"visit"}, "format": {"csv"}}).is(422)
}

// TestChildrenTakenOutAreLookedAt: the list is a look at each of them, an alarm is raised, and an account is only for who may look at accounts.
func TestChildrenTakenOutAreLookedAt(t *testing.T) {
	p := newTestPortal(t)
	c := p.as("county_officer")
	c.post(c.sendFile("/staff/persons/import", "名单.csv", rosterFile(3)).to(), nil).is(303)
	c.get("/staff/persons/export").is(200)
	c.post("/staff/persons/export", url.Values{"county": {daiyue}, "format": {"csv"}}).is(422).hasNot("演示监护人")
	rows := c.post("/staff/persons/export", url.Values{"county": {daiyue}, "purpose": {"visit"}, "format": {"xlsx"}}).sheet()
	if len(rows) != 5 || slices.Contains(rows[0], "账号") || !slices.Contains(rows[0], "监护人电话") {
		t.Errorf("%d rows, %v", len(rows), rows[0])
	}
	if n := p.State().Looks.Len(); n != 9 {
		t.Errorf("%d looks", n)
	}
	open := 0
	for _, a := range p.State().LookAlarms.All() {
		if a.Rule == models.ManyLooks && a.By == p.actor("county_officer").ID {
			open++
		}
	}
	if open != 1 {
		t.Errorf("%d alarms", open)
	}
	p.as("auditor").get("/staff/persons/export").is(403)
	p.as("auditor").get("/staff/audit?kind=person.listed").is(200).has("导出儿童名册")
}
