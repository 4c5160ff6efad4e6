package handlers

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"shanpei/models"
)

// TestAPersonIsErasedOnRequestByTwoPersons goes the whole way on the pages, and then looks for the record.
func TestAPersonIsErasedOnRequestByTwoPersons(t *testing.T) {
	p := newTestPortal(t)
	code, err := p.Vault.Seal(t.Context(), "contact", map[string]string{"name": "岳晨曦", "phone": "13800000000"})
	if err != nil {
		t.Fatal(err)
	}
	p.do(models.Nobody, models.RegisterEnterprise{Name: "汶畔旧友食品（演示）", USCC: "91370900PDY0007735", Contact: code})
	manager, general := p.as("program_manager"), p.as("secretary_general")
	to := manager.post("/staff/requests", url.Values{"kind": {"erase"}, "from": {"contact"}, "code": {code}, "received": {string(models.DayOf(p.now))}})
	if to.status != 303 {
		t.Fatalf("status %d: %.300s", to.status, to.body)
	}
	at := to.header.Get("Location")
	manager.get(at).is(200).has("已收到")
	if r := manager.post(at+"/step", url.Values{"verb": {"check"}, "form": {"check"}}); r.status != 422 {
		t.Errorf("without a way of checking: status %d", r.status)
	}
	manager.post(at+"/step", url.Values{"verb": {"check"}, "check": {"document_seen"}, "form": {"check"}}).is(303)
	manager.get(at).is(200).has("捐赠协议", "申请删除")
	manager.post(at+"/erase", nil).is(303)
	x := p.Book.State().ErasuresOpen()[0]
	if r := manager.post("/staff/erasures/"+x.ID, url.Values{"verb": {"approve"}}); r.status != 403 {
		t.Errorf("the first person approves: status %d", r.status)
	}
	if r := general.post("/staff/erasures/"+x.ID, url.Values{"verb": {"reject"}}); r.status != 422 {
		t.Errorf("rejected without a reason: status %d", r.status)
	}
	general.get("/staff/erasures/" + x.ID).is(200).has("批准并删除")
	general.post("/staff/erasures/"+x.ID, url.Values{"verb": {"approve"}}).is(303)
	if _, err := p.Vault.Open(t.Context(), code); !refusedAs(err, models.NotFound) {
		t.Errorf("the record is still there: %v", err)
	}
	if found, err := p.Vault.Find(t.Context(), "phone", "13800000000"); err != nil || len(found) != 0 {
		t.Errorf("the index still finds %v (%v)", found, err)
	}
	if !p.Book.State().IsErased(code) || len(p.Book.State().ErasuresOpen()) != 0 {
		t.Error("the journal does not say so")
	}
	manager.get(at).is(200).has("已删除")
	manager.post(at+"/step", url.Values{"verb": {"answer"}, "form": {"answer"}}).is(303)
	p.as("auditor").get("/staff/audit?kind=person.erased").is(200).has("删除了")
}

func TestAFieldIsCorrectedOnRequestAndTheJournalKnowsOnlyWhichOne(t *testing.T) {
	p := newTestPortal(t)
	code, err := p.Vault.Seal(t.Context(), "contact", map[string]string{"name": "岳晨曦", "phone": "13800000000"})
	if err != nil {
		t.Fatal(err)
	}
	p.do(models.Nobody, models.RegisterEnterprise{Name: "汶畔旧友食品（演示）", USCC: "91370900PDY0007735", Contact: code})
	manager := p.as("program_manager")
	at := manager.post("/staff/requests", url.Values{"kind": {"correct"}, "from": {"contact"}, "code": {code}, "received": {string(models.DayOf(p.now))}}).is(303).header.Get("Location")
	manager.post(at+"/step", url.Values{"verb": {"check"}, "check": {"call_back"}, "form": {"check"}}).is(303)
	manager.get(at).is(200)
	manager.post(at+"/correct", url.Values{"code": {code}, "field": {"phone"}, "value": {""}, "form": {"correct"}}).is(422)
	manager.post(at+"/correct", url.Values{"code": {code}, "field": {"phone"}, "value": {"13900000001"}, "form": {"correct"}}).is(303)
	rec, err := p.Vault.Open(t.Context(), code)
	if err != nil || rec.Field("phone") != "13900000001" {
		t.Errorf("the phone is not the corrected one (%v)", err)
	}
	manager.get("/staff/requests?late=yes").is(200)
	p.as("county_officer").get("/staff/requests").is(403)
}

func TestACopyIsTakenOutForWhomItIsOfAndLeavesATrace(t *testing.T) {
	p := newTestPortal(t)
	child := p.acceptedChild("演示童乙")
	manager := p.as("program_manager")
	at := manager.post("/staff/requests", url.Values{"kind": {"access"}, "from": {"guardian"}, "code": {child.Number}, "received": {string(models.DayOf(p.now))}}).is(303).header.Get("Location")
	manager.post(at+"/export", nil).is(404)
	manager.post(at+"/step", url.Values{"verb": {"check"}, "check": {"guardianship_seen"}, "form": {"check"}}).is(303)
	if err := p.Vault.Update(t.Context(), child.ID, map[string]string{"holder": "演示户主", "account": "6222000011112222333"}); err != nil {
		t.Fatal(err)
	}
	manager.get(at).is(200).has("下载副本").hasNot("演示童乙", "演示小学")
	got := manager.post(at+"/export", nil).is(200).has("演示童乙", "演示小学", "演示村", child.Number).hasNot("演示户主", "6222000011112222333")
	if got.header.Get("Cache-Control") != "no-store" || !strings.Contains(got.header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%v", got.header)
	}
	var file heldFile
	if err := json.Unmarshal([]byte(got.body), &file); err != nil {
		t.Fatal(err)
	}
	if id := strings.TrimPrefix(at, "/staff/requests/"); file.Request != id || !strings.Contains(file.Watermark, id) {
		t.Errorf("the watermark is %q", file.Watermark)
	}
	if len(file.Journal.Consents) != 1 || file.Journal.Child == nil || len(file.Journal.Looks) != 2 {
		t.Errorf("of the journal: %+v", file.Journal)
	}
	for _, f := range file.Records[0].Fields {
		if masked := f.Field == "account" || f.Field == "holder"; masked != (f.Note != "") {
			t.Errorf("%+v", f)
		}
	}
	p.as("auditor").get("/staff/audit?kind=export.made").is(200).has("个人信息副本")
	if looks := p.Book.State().LooksOf(child.ID); len(looks) != 2 || looks[0].Purpose != "request_of_person" {
		t.Errorf("looks: %+v", looks)
	}
	manager.post(at+"/step", url.Values{"verb": {"answer"}, "form": {"answer"}}).is(303)
	manager.post(at+"/export", nil).is(404)
}

func TestAnErasureThatWasInterruptedGoesOn(t *testing.T) {
	p := newTestPortal(t)
	child := p.acceptedChild("演示童丙")
	p.do(models.System, models.StepBeneficiary{IDs: []string{child.ID}, Verb: "depart", Reason: "moved"})
	manager, general := p.actor("program_manager"), p.actor("secretary_general")
	id := event[models.DataRequestReceived](p.do(manager, models.ReceiveRequest{Kind: models.RequestErase, From: "guardian", Code: child.ID, Received: models.DayOf(p.now)})).Request.ID
	p.do(manager, models.StepRequest{ID: id, Verb: "check", Check: "document_seen"})
	x := event[models.ErasureAsked](p.do(manager, models.AskErasure{Code: child.ID, Request: id})).Erasure.ID
	p.as("secretary_general").get("/staff").is(200).has("待批准的个人信息删除")
	p.do(general, models.AnswerErasure{ID: x, Approve: true})
	p.as("program_manager").get("/staff/persons/" + child.ID).is(200).hasNot("已删除")
	broken, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.FinishErasures(broken); err == nil || p.Book.State().IsErased(child.ID) {
		t.Errorf("interrupted, and yet done (%v)", err)
	}
	for range 2 { // and once more when nothing is left to do
		if err := p.FinishErasures(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Vault.Open(t.Context(), child.ID); !refusedAs(err, models.NotFound) || !p.Book.State().IsErased(child.ID) {
		t.Errorf("not erased: %v", err)
	}
	p.as("program_manager").get("/staff/persons/" + child.ID).is(200).has("已删除").hasNot("演示童丙")
	p.as("program_manager").get("/staff/persons").is(200)
}

func TestARequestWithoutAnAnswerInTimeIsAmongTheDaysWork(t *testing.T) {
	p := newTestPortal(t)
	child := p.acceptedChild("演示童丁")
	manager := p.as("program_manager")
	manager.post("/staff/requests", url.Values{"kind": {"access"}, "from": {"guardian"}, "code": {child.ID}, "received": {string(models.DayOf(p.now).AddDays(-15))}}).is(303)
	if manager.get("/staff").is(200).doc().Find("#requests_late").Length() != 0 {
		t.Error("late on its last day")
	}
	manager.get("/privacy").is(200).has("十五日内答复")
	p.do(p.actor("program_manager"), models.ReceiveRequest{Kind: models.RequestAccess, From: "guardian", Code: child.ID, Received: models.DayOf(p.now).AddDays(-16)})
	if manager.get("/staff").doc().Find("#requests_late").Length() != 1 {
		t.Error("not among the day's work")
	}
}
