package handlers

import (
	"strings"
	"testing"
)

func TestTheBriefingAddsUpAndLeadsToItsEntries(t *testing.T) {
	p := newTestPortal(t)
	p.sponsoredPlaces("donor_owner.2", 2)
	page := p.as("secretary_general").get("/staff/briefing").is(200).has("领导汇报", "为民民政", "忠诚民政", "1,000.00")
	b := p.State().Briefing("2026-11-24")
	for name, rows := range map[string]int{"counties": len(b.Counties), "programmes": len(b.Programs)} {
		if rows == 0 {
			t.Errorf("no %s", name)
		}
	}
	for _, r := range b.Counties {
		b.ReceivedFen -= r.ReceivedFen
	}
	if b.ReceivedFen != 0 {
		t.Errorf("%s is in no county", b.ReceivedFen)
	}
	links := 0
	for _, a := range page.doc().Find(`main a[href^="/staff/audit?"]`).EachIter() {
		links++
		p.as("secretary_general").get(a.AttrOr("href", "")).is(200)
	}
	if links < 20 {
		t.Errorf("%d figures lead to their entries", links)
	}
	pdf := p.as("secretary_general").get("/staff/briefing.pdf").is(200)
	if !strings.HasPrefix(pdf.body, "%PDF") {
		t.Error("no PDF")
	}
	p.as("county_officer").get("/staff/briefing").is(403)
}
