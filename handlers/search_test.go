package handlers

import (
	"net/url"
	"strings"
	"testing"

	"shanpei/models"
)

// TestEverybodyFindsWhatTheyMayOpen: every hit of everybody opens, a stranger's thing is not among them, and the words of a sealed record find nothing.
func TestEverybodyFindsWhatTheyMayOpen(t *testing.T) {
	p := newTestPortal(t)
	p.contacted()
	pledge := p.walked()
	p.openNeed(models.Need{Program: p.study.ID, County: xintai, Type: models.StudyAid, Stage: models.Primary, Title: "新泰只此一项", UnitPriceFen: 500_00, Places: 10, Urgency: 3})
	draft := event[models.NeedDrafted](p.do(p.actor("setup"), models.DraftNeed{Need: models.Need{Program: p.study.ID, County: xintai, Type: models.StudyAid, Stage: models.Primary, Title: "尚未公开", UnitPriceFen: 500_00, Places: 10, Urgency: 3}})).Need
	child := event[models.BeneficiariesEntered](p.do(p.actor("county_officer"), models.EnterBeneficiaries{List: []models.Beneficiary{{ID: "searched-kid", Category: models.Hardship, County: daiyue, Township: "满庄镇", Stage: models.Primary, Risk: "low", Source: "visit"}}})).List[0]
	doors := map[string]string{"": "/search", "donor_owner": "/enterprise/search", "donor_owner.2": "/enterprise/search", "program_manager": "/staff/search", "county_officer": "/staff/search", "county_officer.2": "/staff/search", "auditor": "/staff/search"}
	found := func(user, q string) []string {
		c := p.visitor()
		if user != "" {
			c = p.as(user)
		}
		var out []string
		for _, a := range c.get(doors[user] + "?q=" + url.QueryEscape(q)).is(200).doc().Find("main table a").EachIter() {
			href := a.AttrOr("href", "")
			c.get(href).is(200)
			out = append(out, href)
		}
		return out
	}
	for _, c := range []struct {
		user, q string
		want    int
	}{
		{"program_manager", "dqyq", 3}, {"program_manager", pledge.Number, 1}, {"donor_owner", pledge.Number, 1}, {"donor_owner.2", pledge.Number, 0}, {"", pledge.Number, 0}, {"county_officer", pledge.Number, 0},
		{"", "新泰只此一项", 1}, {"county_officer", "新泰只此一项", 1}, {"", "尚未公开", 0}, {"program_manager", "尚未公开", 1}, {"county_officer.2", draft.Number, 1}, {"county_officer", draft.Number, 0},
		{"county_officer", child.Number, 1}, {"county_officer.2", child.Number, 0}, {"", child.Number, 0}, {"donor_owner", child.Number, 0},
		{"program_manager", canary + "联系人", 0}, {"program_manager", "13800000000", 0}, {"auditor", "10,000", 1},
	} {
		if got := found(c.user, c.q); len(got) != c.want {
			t.Errorf("%s finds %d of %q, want %d: %v", c.user, len(got), c.q, c.want, got)
		}
	}
	p.visitor().get("/search").is(200).hasNot("没有找到")
	p.visitor().get("/search?q=" + strings.Repeat("x", 5000)).is(200).has("没有找到")
	p.visitor().get("/search?q=" + url.QueryEscape(`"><script>alert(1)</script>`)).is(200).hasNot("<script>alert")
	var list listView[foundView]
	p.visitor().json("GET", "/api/v1/search?q="+url.QueryEscape("新泰只此一项"), nil).is(200).decode(&list)
	if len(list.Items) != 1 || list.Items[0].Kind != "need" {
		t.Errorf("%+v", list)
	}
}
