package handlers

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"shanpei/internal/desk"
	"shanpei/models"
)

// deskPortal is the test federation with two needs and a pledge that can meet one of them: 新泰市's is the more urgent, 岱岳区's waits for ten places.
func deskPortal(t *testing.T) (*testPortal, *models.Need, *models.Pledge) {
	t.Helper()
	p := newTestPortal(t)
	other := p.openNeed(models.Need{Program: p.study.ID, County: xintai, Type: models.StudyAid, Stage: models.Junior, UnitPriceFen: 500_00, Places: 10, Urgency: 5})
	return p, other, p.signedPledge(5_000_00, models.Purpose{})
}

// ranOn runs the matching by the desk's form and gives the run.
func (p *testPortal) ranOn(typed url.Values) *models.Match {
	p.t.Helper()
	to := at(p.as("program_manager").submit("/staff/matching/new", "desk", typed).to())
	m, ok := p.Book.State().Matches.Get(idIn(to))
	if !ok {
		p.t.Fatalf("no run at %s", to)
	}
	return m
}

func TestTheDeskTakesWeightsPinsAndExclusions(t *testing.T) {
	p, other, pledge := deskPortal(t)
	m := p.ranOn(nil)
	if len(m.Proposals) != 1 || m.Proposals[0].Need != other.ID || m.Proposals[0].Places != 10 {
		t.Fatalf("the urgent need does not come first: %+v", m.Proposals)
	}
	if rec, err := desk.ReadRecord(m); err != nil || rec.Tried || len(rec.Pinned)+len(rec.Excluded) != 0 {
		t.Errorf("what was left as it is counts as tried: %+v, %v", rec, err)
	}
	m = p.ranOn(url.Values{"programs": {p.study.ID}, "rule.0": {"pin"}, "pledge.0": {pledge.Number}, "need.0": {strings.ToLower(p.need.Number)}, "places.0": {"4"}})
	if len(m.Proposals) != 2 || m.Proposals[0].Need != p.need.ID || m.Proposals[0].Places != 4 || m.Proposals[1].Places != 6 {
		t.Errorf("pinned: %+v", m.Proposals)
	}
	m = p.ranOn(url.Values{"rule.1": {"exclude"}, "pledge.1": {pledge.Number}, "need.1": {other.Number}})
	if len(m.Proposals) != 1 || m.Proposals[0].Need != p.need.ID {
		t.Errorf("excluded: %+v", m.Proposals)
	}
	m = p.ranOn(url.Values{"urgency": {"0"}, "types.study_aid": {"7"}})
	rec, err := desk.ReadRecord(m)
	if err != nil || !rec.Tried || rec.Weights[0].Weights.Urgency != 0 || rec.Weights[0].Weights.Type(models.StudyAid) != 7 || rec.Weights[0].Weights.Base != 200 {
		t.Errorf("the weights that were tried: %+v, %v", rec, err)
	}
	page := p.as("program_manager").get("/staff/matching/" + m.ID).is(200)
	page.has("仅用于本次的权重", "每级紧急程度", "重做并核对", "与上限的差距")
	again := p.as("program_manager").get("/staff/matching/new?like=" + m.ID + "&exclude=1").is(200).doc()
	if again.Find("#f-urgency").AttrOr("value", "") != "0" || again.Find(`[name="pledge.0"]`).AttrOr("value", "") != pledge.Number {
		t.Error("a run like an earlier one does not begin with what it had")
	}
}

func TestWhatIsWrongOnTheDeskIsSaidBesideItsField(t *testing.T) {
	p, other, pledge := deskPortal(t)
	c := p.as("program_manager")
	for name, row := range map[string]struct {
		typed    url.Values
		field    string
		sentence string
	}{
		"a weight out of bounds":       {url.Values{"urgency": {"501"}}, "urgency", "该权重须在 0 到 500 之间"},
		"a weight that is no number":   {url.Values{"types.surgery": {"viel"}}, "types.surgery", "请填写整数"},
		"a second tier over the first": {url.Values{"tiers.2.points": {"151"}}, "tiers.2.points", "该权重须在 0 到 150 之间"},
		"a pledge that is none":        {url.Values{"pledge.0": {"YX-2026-999999-9"}, "need.0": {p.need.Number}}, "pledge.0", "没有编号为 YX-2026-999999-9 的认捐"},
		"a need that is none":          {url.Values{"rule.0": {"exclude"}, "need.0": {"x"}}, "need.0", "没有编号为 x 的需求"},
		"half a pin":                   {url.Values{"pledge.0": {pledge.Number}}, "need.0", "指定须两者都填"},
		"more than the pledge has":     {url.Values{"pledge.0": {pledge.Number}, "need.0": {other.Number}, "pledge.1": {pledge.Number}, "need.1": {p.need.Number}}, "pledge.1", "不足一个名额"},
		"given and left out":           {url.Values{"rule.0": {"exclude"}, "need.0": {other.Number}, "pledge.1": {pledge.Number}, "need.1": {other.Number}}, "pledge.1", "不能既指定又排除"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, action := range []string{"/staff/matching", "/staff/matching/preview"} {
				typed := url.Values{"weights_of": {""}}
				for k, v := range row.typed {
					typed[k] = v
				}
				r := c.post(action, typed)
				r.is(422)
				field := r.doc().Find(`[name="` + row.field + `"]`)
				if field.AttrOr("aria-invalid", "") != "true" || !strings.Contains(field.Closest(".field").Text(), row.sentence) {
					t.Errorf("%s: %s says %q", action, row.field, field.Closest(".field").Text())
				}
				if want := row.typed.Get(row.field); want != "" && field.AttrOr("value", "") != want {
					t.Errorf("%s: what was typed is lost: %q", action, field.AttrOr("value", ""))
				}
			}
		})
	}
	c.post("/staff/matching", url.Values{"weights_of": {""}, "programs": {"none"}}).is(422).has("没有这个项目")
	if n := p.Book.State().Matches.Len(); n != 0 {
		t.Errorf("%d runs were kept", n)
	}
}

func TestThePreviewShowsTheEffectAndKeepsNothing(t *testing.T) {
	p, other, _ := deskPortal(t)
	c := p.as("program_manager")
	c.submit("/staff/matching/new", "desk", nil).is(303)
	kept, seq := p.Book.State().Matches.Len(), p.Book.State().Seq
	typed := url.Values{"weights_of": {""}, "rule.0": {"exclude"}, "need.0": {other.Number}}
	whole := c.post("/staff/matching/preview", typed).is(200)
	whole.has("落实名额", "与上限的差距", "岱岳区", "−5,000.00 元", other.Number)
	if whole.doc().Find("form#desk").Length() != 1 || whole.doc().Find(`[name="need.0"]`).AttrOr("value", "") != other.Number {
		t.Error("without JavaScript the preview loses the form")
	}
	c.header.Set("HX-Request", "true")
	part := c.post("/staff/matching/preview", typed).is(200).has("落实名额", "仅在 试算")
	if strings.Contains(part.body, "<html") || strings.Contains(part.body, "form") {
		t.Error("the live preview is a whole page")
	}
	c.post("/staff/matching/preview", url.Values{"weights_of": {""}, "base": {"0"}}).is(200).has("请先改正", "该权重须在 1 到 1,000 之间")
	if s := p.Book.State(); s.Matches.Len() != kept || s.Seq != seq {
		t.Error("a preview was kept")
	}
}

// held lets the engine of the portal wait: it says that it has begun, tells of progress, and goes on when it is let go or stopped.
func (p *testPortal) held() (begun <-chan struct{}, letGo func()) {
	started, gate := make(chan struct{}, 8), make(chan struct{})
	p.MatchWait = -1
	p.desk.best = func(ctx context.Context, s *models.State, o desk.Options) (models.Match, error) {
		if o.Tell != nil {
			o.Tell(desk.Progress{Phase: "improve", Done: 1, Total: 2, Value: 9_000_000, Bound: 10_000_000})
		}
		started <- struct{}{}
		select {
		case <-gate:
		case <-ctx.Done():
		}
		return desk.Best(ctx, s, o)
	}
	return started, func() { close(gate) }
}

func (p *testPortal) over(id string) {
	p.desk.mu.Lock()
	d := p.desk.runs[id]
	p.desk.mu.Unlock()
	<-d.done
}

func TestALongRunIsWatchedLeftAndFoundAgain(t *testing.T) {
	p, other, _ := deskPortal(t)
	begun, letGo := p.held()
	c := p.as("program_manager")
	page := c.submit("/staff/matching/new", "desk", nil).to()
	if !strings.HasPrefix(page, "/staff/matching/runs/") {
		t.Fatalf("a long run leads to %s", page)
	}
	<-begun
	c.get(page).is(200).has("改进", "60%", "得分", "停止并保留目前最好的结果", `hx-get="`+page+`"`, "最多差 10.0%")
	c.get("/staff/matching").is(200).has(page, canary+"program_manager")
	p.as("auditor").get(page).is(200).has("60%").hasNot("停止并保留")
	p.as("finance_maker").post(page+"/stop", nil).is(403)
	second := c.submit("/staff/matching/new", "desk", nil).is(409)
	second.has(canary+"program_manager 正在运行匹配", "2026年11月24日 10:00")
	c.submit("/staff/matching", "run", nil).is(409).has("正在运行匹配")
	letGo()
	p.over(idIn(page))
	to := at(c.get(page).to())
	m, ok := p.Book.State().Matches.Get(idIn(to))
	if !ok || len(m.Proposals) != 1 || m.Proposals[0].Need != other.ID || m.By != "program_manager" {
		t.Fatalf("the run was not kept: %+v", m)
	}
	if now, err := p.desk.kv.Get(t.Context(), runBucket, runCurrent); err != nil || string(now) != runNone {
		t.Errorf("the place of the run is not free again: %s, %v", now, err)
	}
	c.header.Set("HX-Request", "true")
	if r := c.get(page).is(204); r.header.Get("HX-Redirect") != "/staff/matching/"+m.ID {
		t.Errorf("the watching page does not go on: %v", r.header)
	}
	c.header.Del("HX-Request")
	c.post(page+"/stop", nil).is(409).has("该运行已经结束")
	c.get("/staff/matching/runs/none").is(404)
}

func TestARunIsStoppedWithItsBestSoFar(t *testing.T) {
	p, _, _ := deskPortal(t)
	begun, _ := p.held()
	c := p.as("program_manager")
	page := c.submit("/staff/matching/new", "desk", nil).to()
	<-begun
	c.post(page+"/stop", nil).is(303)
	p.over(idIn(page))
	m, ok := p.Book.State().Matches.Get(idIn(at(c.get(page).to())))
	if !ok {
		t.Fatal("what it had was not kept")
	}
	if rec, err := desk.ReadRecord(m); err != nil || !rec.Stopped {
		t.Errorf("the run does not say that it was stopped: %+v, %v", rec, err)
	}
	c.get("/staff/matching/" + m.ID).is(200).has("该次运行被提前停止")
}

func TestARestartEndsARunAndSaysSo(t *testing.T) {
	p, _, _ := deskPortal(t)
	begun, _ := p.held()
	c := p.as("program_manager")
	page := c.submit("/staff/matching/new", "desk", nil).to()
	<-begun
	p.Close()
	if n := p.Book.State().Matches.Len(); n != 0 {
		t.Errorf("%d runs were kept", n)
	}
	c.get(page).is(200).has("因系统重启而终止", "没有留档")
	c.submit("/staff/matching", "run", nil).is(503)
	restart(p)
	c = p.as("program_manager")
	c.get(page).is(200).has("因系统重启而终止")
	c.get("/staff/matching").is(200).hasNot("正在运行")
	c.submit("/staff/matching/new", "desk", nil).is(303)
}

// restart is a new process on the same journal.
func restart(p *testPortal) {
	old := p.Portal
	p.Portal = New(old.Book, old.Accounts, old.Vault, old.Log, Config{PublicURL: old.PublicURL, Secret: old.Secret, Clock: old.Clock})
	p.app = p.App()
}

func TestAnotherProcessSeesTheRunStopsItAndInheritsItsPlace(t *testing.T) {
	p, _, _ := deskPortal(t)
	begun, _ := p.held()
	page := p.as("program_manager").submit("/staff/matching/new", "desk", nil).to()
	<-begun
	first := p.Portal
	restart(p)
	c := p.as("program_manager")
	c.get(page).is(200).has("停止并保留目前最好的结果")
	c.submit("/staff/matching/new", "desk", nil).is(409).has("正在运行匹配")
	c.post(page+"/stop", nil).is(303)
	if rec, err := p.desk.load(t.Context(), idIn(page)); err != nil || !rec.Stop {
		t.Errorf("the other process is not told: %+v, %v", rec, err)
	}
	p.now = p.now.Add(runDead + time.Second) // the first process is gone without a word
	c.get(page).is(200).has("因系统重启而终止")
	c.submit("/staff/matching/new", "desk", nil).is(303)
	first.Close()
}

func TestALongRunByAPIIsPolled(t *testing.T) {
	p, other, _ := deskPortal(t)
	begun, letGo := p.held()
	c := p.api("program_manager")
	var run, again runView
	key := []string{"Idempotency-Key", "k1"}
	r := c.json("POST", "/api/v1/matches", `{"dry_run":false}`, key...).is(202)
	r.decode(&run)
	if r.header.Get("Location") != "/api/v1/matches/runs/"+run.ID || run.Status != runRunning || run.By != "program_manager" {
		t.Errorf("%s: %+v", r.header.Get("Location"), run)
	}
	<-begun
	c.json("POST", "/api/v1/matches", `{"dry_run":false}`, key...).is(202).decode(&again)
	if again.ID != run.ID {
		t.Error("a repeated request began another run")
	}
	problem := c.json("POST", "/api/v1/matches", `{"dry_run":true}`).refused(409, "matching_busy")
	if problem.Params["who"] != canary+"program_manager" || problem.Params["run"] != run.ID {
		t.Errorf("the second is not told who runs what: %v", problem.Params)
	}
	c.get("/api/v1/matches/runs/" + run.ID).is(200).decode(&again)
	if again.Percent != 60 || again.Phase != "improve" || again.Value != 9_000_000 || again.Bound != 10_000_000 {
		t.Errorf("progress: %+v", again)
	}
	letGo()
	p.over(run.ID)
	c.get("/api/v1/matches/runs/" + run.ID).is(200).decode(&again)
	m, ok := p.Book.State().Matches.Get(again.Match)
	if again.Status != runDone || !ok || m.Proposals[0].Need != other.ID {
		t.Errorf("kept: %+v", again)
	}
	c.json("POST", "/api/v1/matches/runs/"+run.ID+"/stop", `{}`).refused(409, "run_over")
	c.get("/api/v1/matches/runs/none").refused(404, "not_found")
	p.MatchWait = 0
	var dry matchView
	c.json("POST", "/api/v1/matches", `{"dry_run":true}`).is(200).decode(&dry)
	if dry.ID != "" || len(dry.Proposals) != 1 {
		t.Errorf("a short dry run: %+v", dry)
	}
	p.MatchWait = -1
	c.json("POST", "/api/v1/matches", `{"dry_run":true}`).is(202).decode(&run)
	p.over(run.ID)
	again = runView{}
	c.get("/api/v1/matches/runs/" + run.ID).is(200).decode(&again)
	if !again.DryRun || again.Proposed == nil || len(again.Proposed.Proposals) != 1 || again.Match != "" {
		t.Errorf("a long dry run: %+v", again)
	}
}

func TestARunIsRepeatedAndComparedOnThePages(t *testing.T) {
	p, other, _ := deskPortal(t)
	a := p.ranOn(nil)
	b := p.ranOn(url.Values{"programs": {p.study.ID}, "urgency": {"0"}, "rule.0": {"exclude"}, "need.0": {other.Number}})
	p.do(p.actor("program_manager"), models.AcceptMatch{ID: a.ID, All: true})
	c := p.as("auditor")
	for _, m := range []*models.Match{a, b} {
		page := c.submit("/staff/matching/"+m.ID, "repeat", nil).to()
		c.get(page).is(200).has("完全一致")
	}
	sides := c.get("/staff/matching/compare?a=" + a.ID + "&b=" + b.ID).is(200)
	sides.has("每级紧急程度", "排除", other.Number, "仅在 "+a.Number, "仅在 "+b.Number, p.study.Name, "全部项目")
	c.get("/staff/matching/compare").is(200)
	c.get("/staff/matching/compare?a=" + a.ID + "&b=none").is(404)
	p.as("county_officer").get("/staff/matching/compare").is(403)
	bare := event[models.MatchRun](p.do(p.actor("setup"), models.RecordMatch{Match: models.Match{Settings: "by hand"}})).Match
	c.post("/staff/matching/"+bare.ID+"/repeat", nil).is(409).has("无法重做")
	c.get("/staff/matching/" + bare.ID).is(200).has("没有可读的设置记录")
	forged := *a
	forged.Value++ // somebody tampered with what was kept
	lie := event[models.MatchRun](p.do(p.actor("setup"), models.RecordMatch{Match: forged})).Match
	page := c.submit("/staff/matching/"+lie.ID, "repeat", nil).to()
	c.get(page).is(200).has("与留档不一致")
}

func TestTheWeightsAreChangedOnTheirPage(t *testing.T) {
	p, _, _ := deskPortal(t)
	c := p.as("program_manager")
	page := "/staff/matching/weights"
	c.get(page).is(200).has("系统默认权重", "还没有修改过")
	c.submit(page, "weights", nil).is(409).has("与现行的相同")
	c.submit(page, "weights", url.Values{"urgency": {"501"}}).is(422).has("该权重须在 0 到 500 之间", `value="501"`)
	c.submit(page, "weights", url.Values{"urgency": {"130"}, "note": {"理事会第 8 次会议"}}).is(303)
	c.get(page).is(200).has("第 1 版", "每级紧急程度：100 → 130", "理事会第 8 次会议", canary+"program_manager")
	c.post(page, url.Values{"urgency": {"90"}, "_version": {"9"}}).is(409).has("已有他人修改")
	set := p.Book.State().MatchPolicies("")[0].Seq
	p.as("auditor").get("/staff/audit/"+strconv.FormatInt(set, 10)).is(200).has("修改匹配权重", "每级紧急程度 130", "理事会第 8 次会议", page)
	own := page + "?program=" + p.study.ID
	c.get(own).is(200).has("沿用总会权重第 1 版")
	c.submit(own, "weights", url.Values{"types.study_aid": {"300"}}).is(303)
	c.get(own).has("助学：120 → 300")
	m := p.ranOn(url.Values{"programs": {p.study.ID}})
	if rec, _ := desk.ReadRecord(m); rec.Weights[0].Program != p.study.ID || rec.Weights[0].Weights.Type(models.StudyAid) != 300 || rec.Weights[0].Weights.Urgency != 130 {
		t.Errorf("the run has other weights: %+v", rec.Weights)
	}
	c.get("/staff/matching/" + m.ID).has("的权重，第 1 版")
	c.get("/staff/matching/new?program=" + p.study.ID).is(200).has(`value="300"`)
	c.submit(own, "weights", url.Values{"inherit": {"true"}}).is(303)
	c.get(own).has("改用总会权重")
	c.post(page, url.Values{"program": {p.study.ID}, "inherit": {"true"}}).is(409).has("没有单独的权重")
	c.get(page + "?program=none").is(404)
	p.as("secretary_general").get(page).is(200).has("130").hasNot("<textarea")
	p.as("secretary_general").post(page, url.Values{"urgency": {"1"}}).is(403)
	p.as("donor_owner").get(page).is(403)
}
