package handlers

import (
	"net/url"
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
