package handlers

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"shanpei/models"
	"shanpei/models/money"
)

func TestThePublicSeesNeitherDraftsNorSuspendedNeeds(t *testing.T) {
	p := newTestPortal(t)
	hidden := p.openNeed(models.Need{Program: p.study.ID, County: xintai, Type: models.StudyAid, Stage: models.Junior, UnitPriceFen: 600_00, Places: 20, Urgency: 3})
	p.do(p.actor("setup"), models.StepNeed{ID: hidden.ID, Verb: models.SuspendNeed, Reason: "核对名单"})
	drafted := in[draftedView](p.caller("township_worker").post("/needs", draft(5)), 201)

	for _, user := range []string{"", "donor_owner", "county_officer.2"} {
		p.caller(user).get("/needs/"+drafted.ID).refused(404, "not_found")
		p.caller(user).get("/needs").is(200).hasNot(drafted.Number, hidden.Number)
		p.caller(user).get("/needs?status=draft").is(200).hasNot(drafted.Number)
	}
	p.caller("county_officer").get("/needs?status=draft").is(200).has(drafted.Number)
	p.caller("county_officer").get("/needs").is(200).hasNot(drafted.Number)
	if got := p.caller("county_officer").get("/needs/" + drafted.Number); got.is(200).header.Get("ETag") != `"1"` {
		t.Errorf("ETag %s", got.header.Get("ETag"))
	}
	for _, c := range []struct {
		query string
		want  int
	}{
		{"", 1}, {"?program=yida-yuanmeng", 1}, {"?program=ciyou-tongnian", 0}, {"?program=none", 0}, {"?county=" + daiyue, 1}, {"?county=" + xintai, 0},
		{"?type=study_aid&stage=primary&status=open", 1}, {"?type=surgery", 0}, {"?status=full", 0},
	} {
		if got := in[listView[needView]](p.caller("").get("/needs"+c.query), 200); len(got.Items) != c.want {
			t.Errorf("%s: %d needs, want %d", c.query, len(got.Items), c.want)
		}
	}
}

func TestSmallCountsOfPersonsAreNotToldNorCanTheyBeReckoned(t *testing.T) {
	p := newTestPortal(t)
	few := p.openNeed(models.Need{Program: p.palsy.ID, County: xintai, Type: models.Surgery, UnitPriceFen: 15_000_00, Places: 3, Urgency: 5})
	p.signedPledge(1_500_00, models.Purpose{Needs: []string{p.need.ID}}) // three of ten places

	got := p.caller("").get("/needs/" + few.ID)
	got.is(200).has(`"places":null`, `"left":null`, `"amount_fen":null`, `"suppressed":true`)
	got = p.caller("").get("/needs/" + p.need.ID)
	got.is(200).has(`"places":10`, `"taken":null`, `"left":null`, `"suppressed":true`).hasNot("150000")
	if n := in[needView](got, 200); len(n.Donors) != 1 || n.Donors[0].Places != nil || n.Donors[0].AmountFen != nil || n.Donors[0].Name == "" {
		t.Errorf("%+v", n.Donors)
	}
	if n := in[needView](p.caller("county_officer.2").get("/needs/"+few.ID), 200); *n.Places != 3 || n.Suppressed {
		t.Errorf("staff of the county see %+v", n)
	}
	if n := in[programView](p.caller("").get("/programs/"+p.palsy.Slug), 200); n.Places != nil || !n.Suppressed {
		t.Errorf("%+v", n)
	}
	for _, c := range in[listView[countyView]](p.caller("").get("/counties"), 200).Items {
		if c.Code == xintai && (c.Places != nil || !c.Suppressed) {
			t.Errorf("%+v", c)
		}
	}
}

func TestADonorWhoDoesNotWantToBeNamedIsNot(t *testing.T) {
	p := newTestPortal(t)
	owner := p.actor("donor_owner")
	id := event[models.PledgeMade](p.do(owner, models.MakePledge{AmountFen: 2_500_00, Purpose: models.Purpose{Needs: []string{p.need.ID}}, Anonymous: true})).Pledge.ID
	p.caller("").get("/needs/"+p.need.ID).is(200).hasNot("donors", p.member.Name) // unsigned: not yet a donor
	p.do(owner, models.SignPledge{ID: id})
	p.caller("").get("/needs/"+p.need.ID).is(200).has(`"anonymous":true`, `"places":5`).hasNot(p.member.Name, p.member.USCC, p.member.ID)
}

// TestNoPublicAnswerHoldsAPersonOrAMemberOfStaff looks at every public address of the API after everything has happened.
func TestNoPublicAnswerHoldsAPersonOrAMemberOfStaff(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(5_000_00, models.Purpose{Needs: []string{p.need.ID}})
	p.arrived(pledge, 5_000_00)
	due := p.State().DisclosureClock(p.study)[0].Due
	p.do(p.actor("program_manager"), models.PrepareDisclosure{Program: p.study.ID, Due: due})
	p.do(p.actor("secretary_general"), models.PublishDisclosure{Program: p.study.ID, Due: due})
	for _, r := range Routes {
		path, ok := strings.CutPrefix(r.Path, "/api/v1")
		if !ok || r.Method != "GET" || r.Permission != models.Public || path == "/openapi.json" {
			continue
		}
		id := p.need.ID
		if strings.HasPrefix(path, "/programs") {
			id = p.study.ID
		}
		got := p.caller("").get(strings.Replace(path, ":id", id, 1))
		got.is(200).hasNot(canary, pledge.Number, pledge.ID, "program_manager", "donor_owner", "setup", "@example.org")
	}
	if got := in[listView[disclosureView]](p.caller("").get("/disclosures?program=yida-yuanmeng"), 200).Items; len(got) != 1 || got[0].PaidFen != 0 || *got[0].Places != 10 {
		t.Errorf("%+v", got)
	}
}

func TestAListIsWalkedToItsEndByItsCursors(t *testing.T) {
	p := newTestPortal(t)
	want := map[string]bool{p.need.ID: true}
	for i := range 12 {
		n := p.openNeed(models.Need{
			Program: p.study.ID, County: daiyue, Type: models.StudyAid, Stage: models.Primary, UnitPriceFen: money.Fen(100_00 * (i + 1)), Places: 10, Urgency: 3,
		})
		want[n.ID] = true
	}
	for _, query := range []string{"?limit=5", "?limit=5&program=yida-yuanmeng", "?limit=13", "?limit=1&stage=primary"} {
		seen := map[string]bool{}
		cursor := ""
		for {
			page := in[listView[needView]](p.caller("").get("/needs"+query+cursor), 200)
			for _, n := range page.Items {
				if seen[n.ID] {
					t.Errorf("%s: %s comes twice", query, n.ID)
				}
				seen[n.ID] = true
			}
			if page.Next == "" {
				break
			}
			cursor = "&cursor=" + page.Next
		}
		if !maps.Equal(seen, want) {
			t.Errorf("%s: have %v\nwant %v", query, slices.Sorted(maps.Keys(seen)), slices.Sorted(maps.Keys(want)))
		}
	}
}

func TestARefusalIsToldInTheLanguageAskedFor(t *testing.T) {
	p := newTestPortal(t)
	titles := map[string]string{}
	for _, lang := range []string{"zh-CN", "zh-TW", "en"} {
		titles[lang] = p.caller("donor_owner").post("/pledges", object{"amount_fen": 0}, "Accept-Language", lang).refused(422, "amount_positive").Title
	}
	if titles["en"] == titles["zh-CN"] || !strings.ContainsAny(titles["en"], "abcdefgh") {
		t.Errorf("%v", titles)
	}
	if byQuery := p.caller("").get("/needs/none?lang=en").refused(404, "not_found").Title; !strings.ContainsAny(byQuery, "abcdefgh") {
		t.Errorf("%s", byQuery)
	}
}

func TestTheVersionThatWasSeenGuardsAStep(t *testing.T) {
	p := newTestPortal(t)
	id := in[draftedView](p.caller("county_officer").post("/needs", draft(5)), 201).ID
	officer := p.caller("county_officer")
	seen := officer.get("/needs/" + id).header.Get("ETag")
	officer.post("/needs/"+id+"/verify", nil, "If-Match", seen).is(200)
	stale := officer.post("/needs/"+id+"/review", nil, "If-Match", seen).refused(409, "stale")
	if fmt.Sprint(stale.Params["yours"], stale.Params["current"]) != "1 2" {
		t.Errorf("%+v", stale.Params)
	}
	officer.post("/needs/"+id+"/review", object{"version": 2}).is(200).has("reviewed")
	officer.post("/needs/"+id+"/return", object{"reason": "缺材料"}, "If-Match", "new").refused(422, "malformed")
}

func TestTheDocumentIsServedAsJSON(t *testing.T) {
	p := newTestPortal(t)
	got := p.caller("").get("/openapi.json").is(200)
	if !json.Valid([]byte(got.body)) || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
		t.Errorf("%s: %.100s", got.header.Get("Content-Type"), got.body)
	}
}
