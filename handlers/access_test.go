package handlers

import (
	"encoding/json"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"shanpei/models"
)

// pathOf is the address of the link that a page shows once.
func pathOf(r *reply) string {
	_, path, _ := strings.Cut(r.doc().Find(".notice code").First().Text(), "/join/")
	return "/join/" + path
}

func joining(email string) url.Values {
	return url.Values{"name": {"李受邀"}, "email": {email}, "password": {"correct-horse-battery"}}
}

func (p *testPortal) invitation() *models.Invitation { return p.invitationOf("") }

// invitationOf is the newest invitation into an enterprise, "" into the federation.
func (p *testPortal) invitationOf(enterprise string) *models.Invitation {
	list := p.Book.State().InvitationsOf(enterprise)
	if len(list) == 0 {
		p.t.Fatal("no invitation")
	}
	return list[0]
}

func TestAStrongRoleIsInvitedByOneConfirmedByAnotherAndTakenOnce(t *testing.T) {
	p := newTestPortal(t)
	link := pathOf(p.as("admin").post("/staff/users", url.Values{"role": {"finance_checker"}}).is(200))
	p.visitor().get(link).is(409)
	id := p.invitation().ID
	p.as("admin").post("/staff/access/invitations/"+id, url.Values{"verb": {"confirm"}}).is(403)
	p.as("program_manager").post("/staff/access/invitations/"+id, url.Values{"verb": {"confirm"}}).is(403)
	p.as("secretary_general").get("/staff/access").is(200).has("财务复核")
	p.as("secretary_general").post("/staff/access/invitations/"+id, url.Values{"verb": {"confirm"}}).is(303)
	v := p.visitor()
	v.csrf, _ = v.get(link).is(200).has("财务复核").doc().Find(`#join [name="_csrf"]`).Attr("value")
	v.post(link, url.Values{"name": {"李受邀"}, "email": {"li@join.example"}, "password": {"short"}}).is(422)
	v.post(link, joining("li@join.example")).is(303)
	u, ok := p.Book.State().Users.Get(p.invitation().User)
	if !ok || u.Role != models.FinanceChecker {
		t.Fatalf("%+v", u)
	}
	p.visitor().get(link).is(410)
	other := p.visitor()
	other.csrf = other.get("/login").doc().Find(`input[name="_csrf"]`).AttrOr("value", "")
	other.post(link, joining("other@join.example")).is(410)
}

// TestAnInvitationIsWrittenToWhoIsInvited: the address stands in the letter until it is sent, and nowhere else.
func TestAnInvitationIsWrittenToWhoIsInvited(t *testing.T) {
	p := newTestPortal(t)
	for _, into := range []struct{ user, at, role string }{{"donor_owner", "/enterprise/team", "donor_viewer"}, {"admin", "/staff/users", "auditor"}} {
		user, at, role := into.user, into.at, into.role
		c := p.as(user)
		c.post(at, url.Values{"role": {role}, "email": {"nobody at all"}}).is(422).has("nobody at all")
		email := user + "@invited.example"
		link := pathOf(c.post(at, url.Values{"role": {role}, "email": {strings.ToUpper(email)}}).is(200))
		waiting, err := p.Mail.Waiting(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		enterprise := p.actor(user).Enterprise
		found := 0
		for _, w := range waiting {
			if l := w.Letter(); l.To == email && l.Kind == "invitation" && strings.Contains(l.Text, link) && l.Until.Equal(p.invitationOf(enterprise).Until) {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d letters to %s", found, email)
		}
		p.visitor().get(link).is(200)
		for from := int64(1); ; from++ {
			entries, err := p.Book.Entries(t.Context(), from, 1)
			if err != nil {
				t.Fatal(err)
			}
			if len(entries) == 0 {
				break
			}
			if raw, err := json.Marshal(entries[0].Events); err != nil || strings.Contains(string(raw), "invited.example") {
				t.Errorf("entry %d has the address (%v)", from, err)
			}
		}
	}
}

func TestARevokedAnExpiredAndAReplacedLinkAreGone(t *testing.T) {
	p := newTestPortal(t)
	admin := p.as("admin")
	invite := func() string { return pathOf(admin.post("/staff/users", url.Values{"role": {"auditor"}}).is(200)) }
	link := invite()
	again := pathOf(admin.post("/staff/access/invitations/"+p.invitation().ID, url.Values{"verb": {"resend"}}).is(200))
	p.visitor().get(link).is(410)
	p.visitor().get(again).is(200)
	admin.post("/staff/access/invitations/"+p.invitation().ID, url.Values{"verb": {"revoke"}}).is(303)
	p.visitor().get(again).is(410)
	p.visitor().get("/join/guessed").is(410)
}

func TestWhoLosesARoleHasLostItAtTheNextRequest(t *testing.T) {
	p := newTestPortal(t)
	clerk, program := p.as("finance_maker"), p.api("finance_maker")
	clerk.get("/staff/money").is(200)
	change := url.Values{"role": {"auditor"}, "reason": {"moved"}}
	p.as("admin").post("/staff/users/finance_maker/roles", change).is(303)
	clerk.post("/staff/money/lines", url.Values{}).is(403)
	program.post("/api/v1/bank-lines", url.Values{}).is(403)
	p.as("admin").post("/staff/users/finance_maker/disabled", url.Values{"disabled": {"true"}}).is(422)
	p.as("admin").post("/staff/users/finance_maker/disabled", url.Values{"disabled": {"true"}, "reason": {"left"}}).is(303)
	if r := clerk.get("/staff"); r.status == 200 {
		t.Error("a user who was shut out still sees pages")
	}
}

func TestTheOnlyOwnerOfAnEnterpriseIsNotShutOut(t *testing.T) {
	p := newTestPortal(t)
	admin, owner := p.as("admin"), p.as("donor_owner")
	out := url.Values{"disabled": {"true"}, "reason": {"left"}}
	admin.post("/staff/users/donor_owner/disabled", maps.Clone(out)).is(409).has("请先由负责人把企业移交给同事")
	owner.get("/enterprise").is(200)
	p.do(p.actor("donor_owner"), models.OfferOwnership{To: "donor_finance"})
	p.do(p.actor("donor_finance"), models.StepOwnership{Verb: "accept"})
	admin.post("/staff/users/donor_finance/disabled", maps.Clone(out)).is(409)
	admin.post("/staff/users/donor_owner/disabled", maps.Clone(out)).is(303)
	if r := owner.get("/enterprise"); r.status == 200 {
		t.Error("who was shut out still sees pages")
	}
}

func TestATokenFromBeforeTheCodesWaitsForThem(t *testing.T) {
	p := newProofPortal(t)
	program, donor := p.api("program_manager"), p.api("donor_owner")
	program.json("GET", "/api/v1/pledges", nil).is(200)
	p.RequireTOTP = true
	program.json("GET", "/api/v1/pledges", nil).refused(403, "totp_required")
	donor.json("GET", "/api/v1/pledges", nil).is(200)
	p.as("program_manager").phone()
	again := p.api("program_manager") // codes end what was there before
	again.json("GET", "/api/v1/pledges", nil).is(200)
}

func TestAChangeOfRolesIsRefusedWithItsReason(t *testing.T) {
	p := newTestPortal(t)
	admin := p.as("admin")
	admin.get("/staff/users/finance_maker").is(200).has("角色与范围")
	admin.post("/staff/users/finance_maker/roles", url.Values{"role": {"finance_maker"}, "also": {"finance_checker"}, "reason": {"cover"}}).is(422).has("相互制约")
	admin.post("/staff/users/admin/roles", url.Values{"role": {"auditor"}, "reason": {"moved"}}).is(409)
	admin.post("/staff/users/none/roles", url.Values{"role": {"auditor"}, "reason": {"moved"}}).is(404)
	admin.get("/staff/users/none").is(404)
	admin.post("/staff/users/auditor/roles", url.Values{"role": {"finance_checker"}, "reason": {"moved"}}).is(303)
	if u, _ := p.Book.State().Users.Get("auditor"); u.Role != models.Auditor {
		t.Fatal("one person gave a strong role")
	}
	ask, ok := p.Book.State().OpenRoleAsk("auditor", time.Now())
	if !ok {
		t.Fatal("nothing waits")
	}
	admin.post("/staff/access/asks/"+ask.ID, url.Values{"verb": {"confirm"}}).is(403)
	p.as("secretary_general").post("/staff/access/asks/"+ask.ID, url.Values{"verb": {"confirm"}}).is(303)
	if u, _ := p.Book.State().Users.Get("auditor"); u.Role != models.FinanceChecker {
		t.Error("two persons did not give it")
	}
}

func TestAnOwnerInvitesChangesAndHandsOver(t *testing.T) {
	p := newTestPortal(t)
	owner, stranger := p.as("donor_owner"), p.as("donor_owner.2")
	link := pathOf(owner.post("/enterprise/team", url.Values{"role": {"donor_viewer"}}).is(200))
	owner.post("/enterprise/team", url.Values{"role": {"admin"}}).is(422)
	v := p.visitor()
	v.csrf, _ = v.get(link).is(200).doc().Find(`#join [name="_csrf"]`).Attr("value")
	v.post(link, joining("li@team.example")).is(303)
	owner.get("/enterprise/team").is(200).has("李受邀", "（您）")
	stranger.get("/enterprise/team").is(200).hasNot("李受邀")
	for _, at := range []string{"/role", "/disabled", "/owner"} {
		form := url.Values{}
		switch at {
		case "/role":
			form.Set("role", "donor_viewer")
		case "/disabled":
			form = url.Values{"disabled": {"true"}, "reason": {"left"}}
		}
		absent := stranger.post("/enterprise/team/none"+at, form).is(404)
		if theirs := stranger.post("/enterprise/team/donor_finance"+at, form).is(404); theirs.status != absent.status {
			t.Errorf("%s tells a stranger's colleague from none", at)
		}
	}
	owner.post("/enterprise/team/donor_finance/role", url.Values{"role": {"donor_viewer"}}).is(303)
	owner.post("/enterprise/team/donor_finance/owner", url.Values{}).is(303)
	p.as("donor_viewer").post("/enterprise/ownership", url.Values{"verb": {"accept"}}).is(403)
	p.as("donor_finance").get("/enterprise/team").is(200).has("同意接任")
	p.as("donor_finance").post("/enterprise/ownership", url.Values{"verb": {"accept"}}).is(303)
	owner.post("/enterprise/team", url.Values{"role": {"donor_viewer"}}).is(403)
}
