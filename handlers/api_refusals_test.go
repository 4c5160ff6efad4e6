package handlers

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"shanpei/models"
)

// TestEveryRefusalOfTheMainJob asks for what must not be had, on the way from a draft to a payout. Nothing may change by it.
func TestEveryRefusalOfTheMainJob(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(4_000_00, models.Purpose{Programs: []string{p.study.ID}})
	p.arrived(pledge, 4_000_00)
	drafted := in[draftedView](p.caller("county_officer").post("/needs", draft(5)), 201)
	match := in[matchView](p.caller("program_manager").post("/matches", nil), 201)
	sp := in[acceptedView](p.caller("program_manager").post("/matches/"+match.ID+"/accept", object{"all": true}), 200).Sponsorships[0]
	other := p.do(p.actor("donor_owner.2"), models.MakePledge{AmountFen: 500_00})
	others := event[models.PledgeMade](other).Pledge.ID
	// The same person made one payout and checked the other: a person has one role, so the book is asked as if it had been another before.
	line := models.DisbursementLine{Sponsorship: sp.ID, Places: 1, PayeeKind: "card", AmountFen: 500_00}
	payout := func(maker string) string {
		made := p.do(models.Actor{ID: maker, Role: models.FinanceMaker}, models.MakeDisbursement{Program: p.study.ID, Lines: []models.DisbursementLine{line}})
		return event[models.PayoutMade](made).Disbursement.ID
	}
	own, fresh := payout("finance_checker"), payout("finance_maker")
	checked := payout("secretary_general")
	p.do(p.actor("finance_checker"), models.StepDisbursement{ID: checked, Verb: "check"})
	payable := func(places, fen int) object {
		return object{"program": "yida-yuanmeng", "lines": []object{{"sponsorship": sp.ID, "places": places, "payee_kind": "card", "amount_fen": fen}}}
	}

	for _, c := range []struct {
		what, user, path string
		body             any
		status           int
		reason, field    string
	}{
		{"without a token", "", "/needs", draft(5), 401, "login_required", ""},
		{"a donor drafts a need", "donor_owner", "/needs", draft(5), 403, "forbidden", ""},
		{"a worker of another county drafts", "township_worker.2", "/needs", draft(5), 403, "outside_county", "county"},
		{"an officer of another county reviews", "county_officer.2", "/needs/" + drafted.ID + "/verify", nil, 403, "outside_county", ""},
		{"a township worker approves", "township_worker", "/needs/" + drafted.ID + "/approve", nil, 403, "forbidden", ""},
		{"a step too early", "program_manager", "/needs/" + drafted.ID + "/open", nil, 409, "wrong_status", ""},
		{"a return without a reason", "program_manager", "/needs/" + drafted.ID + "/return", nil, 422, "reason_required", "reason"},
		{"an absent need", "program_manager", "/needs/zzz/open", nil, 404, "not_found", ""},
		{"a version that was overtaken", "program_manager", "/needs/" + drafted.ID + "/return", object{"reason": "旧", "version": 9}, 409, "stale", ""},
		{"a second verification", "program_manager", "/enterprises/" + p.member.ID + "/verify", nil, 409, "wrong_status", ""},
		{"a code that does not check", "", "/enterprises", object{
			"name": "某", "uscc": "91350100M000100Y44", "contact": object{"name": "某", "email": "a@b.example"}}, 422, "uscc_check", "uscc"},
		{"a code that is registered", "", "/enterprises", object{
			"name": "某", "uscc": memberUSCC, "contact": object{"name": "某", "email": "a@b.example"}}, 409, "uscc_taken", "uscc"},
		{"a telephone number that is none", "", "/enterprises", object{
			"name": "某", "uscc": newUSCC, "contact": object{"name": "某", "email": "a@b.example", "phone": "12"}}, 422, "phone_format", "contact.phone"},
		{"a password that is too short", "", "/enterprises", object{
			"name": "某", "uscc": newUSCC, "password": "short", "contact": object{"name": "某", "email": "a@b.example"}}, 422, "password_short", "password"},
		{"a pledge over the limit", "donor_owner", "/pledges", object{"amount_fen": 100_000_001_00}, 422, "amount_too_large", "amount_fen"},
		{"a pledge for members only", "donor_owner.2", "/pledges", object{
			"amount_fen": 500_00, "purpose": object{"programs": []string{"ciyou-tongnian"}}}, 403, "members_only", "purpose.programs"},
		{"more than the places left", "donor_owner", "/pledges", object{
			"amount_fen": 5_000_00, "purpose": object{"needs": []string{p.need.Number}}}, 409, "need_full", "purpose.needs"},
		{"instalments that do not add up", "donor_owner", "/pledges", object{
			"amount_fen": 500_00, "instalments": []object{{"due": "2026-12-01", "amount_fen": 400_00}}}, 422, "instalments_sum", "instalments"},
		{"an instalment of the past", "donor_owner", "/pledges", object{
			"amount_fen": 500_00, "instalments": []object{{"due": "2026-11-01", "amount_fen": 500_00}}}, 422, "due_past", "instalments.0.due"},
		{"a pledge in another's name", "donor_owner", "/pledges", object{"amount_fen": 500_00, "enterprise": p.plain.ID}, 422, "unknown_field", "enterprise"},
		{"the finance clerk signs", "donor_finance", "/pledges/" + pledge.ID + "/sign", nil, 403, "forbidden", ""},
		{"a second signature", "donor_owner", "/pledges/" + pledge.ID + "/sign", nil, 409, "wrong_status", ""},
		{"another's pledge is signed", "donor_owner", "/pledges/" + others + "/sign", nil, 404, "not_found", ""},
		{"another's pledge is cancelled", "donor_owner", "/pledges/" + others + "/cancel", nil, 404, "not_found", ""},
		{"a pledge with money is cancelled", "donor_owner", "/pledges/" + pledge.ID + "/cancel", object{"reason": "不想捐了"}, 409, "money_received", ""},
		{"a card payment", "donor_finance", "/pledges/" + pledge.ID + "/checkout", object{"instalment": 1}, 503, "payments_off", ""},
		{"a card payment of no instalment", "donor_finance", "/pledges/" + pledge.ID + "/checkout", object{"instalment": 2}, 422, "out_of_range", "instalment"},
		{"a bank line by the checker", "finance_checker", "/bank-lines", object{}, 403, "forbidden", ""},
		{"a bank line of another account", "finance_maker", "/bank-lines", object{
			"account": "other", "line_id": "1", "date": "2026-11-24", "amount_fen": 1}, 422, "unknown_account", "account"},
		{"a bank line of tomorrow", "finance_maker", "/bank-lines", object{
			"account": "main", "line_id": "1", "date": "2026-11-25", "amount_fen": 1}, 422, "date_future", "date"},
		{"an accepted proposal again", "program_manager", "/matches/" + match.ID + "/accept", object{"proposals": []string{"1"}}, 409, "proposal_accepted", ""},
		{"a proposal that is none", "program_manager", "/matches/" + match.ID + "/accept", object{"proposals": []string{"99"}}, 422, "unknown_proposal", "proposals"},
		{"nothing is accepted", "program_manager", "/matches/" + match.ID + "/accept", nil, 422, "required", "proposals"},
		{"a match by finance", "finance_maker", "/matches", nil, 403, "forbidden", ""},
		{"more places than are funded", "finance_maker", "/disbursements", payable(6, 6_00), 409, "over_places", "lines.0.places"},
		{"more money than is left", "finance_maker", "/disbursements", payable(6, 3_000_00), 409, "over_balance", "lines.0.amount_fen"},
		{"more than the price", "finance_maker", "/disbursements", payable(1, 500_01), 409, "over_price", "lines.0.amount_fen"},
		{"a payout by its checker", "finance_checker", "/disbursements", payable(1, 500_00), 403, "forbidden", ""},
		{"the maker checks", "finance_checker", "/disbursements/" + own + "/check", nil, 403, "maker_is_checker", ""},
		{"the maker's role checks", "finance_maker", "/disbursements/" + own + "/check", nil, 403, "forbidden", ""},
		{"the maker approves", "secretary_general", "/disbursements/" + checked + "/approve", nil, 403, "maker_is_checker", ""},
		{"approval before the check", "secretary_general", "/disbursements/" + fresh + "/approve", nil, 409, "wrong_status", ""},
		{"payment before the approval", "finance_maker", "/disbursements/" + fresh + "/pay", nil, 409, "wrong_status", ""},
		{"a rejection out of turn", "secretary_general", "/disbursements/" + fresh + "/reject", object{"reason": "缺附件"}, 403, "forbidden", ""},
		{"a sponsorship in a payout is ended", "program_manager", "/sponsorships/" + sp.ID + "/end", object{"reason": "转学"}, 409, "payout_running", ""},
	} {
		before, _ := p.Book.Head()
		problem := p.caller(c.user).post(c.path, c.body).refused(c.status, c.reason)
		if problem.Field != c.field {
			t.Errorf("%s: field %q, want %q", c.what, problem.Field, c.field)
		}
		if after, _ := p.Book.Head(); after != before {
			t.Errorf("%s: it was refused, and yet entry %d was made", c.what, after)
		}
	}
}

func TestAStrangersThingsAnswerAsAbsentOnes(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(1_000_00, models.Purpose{Needs: []string{p.need.ID}})
	for _, path := range []string{"/pledges/" + pledge.ID, "/pledges/" + pledge.Number, "/sponsorships?pledge=" + pledge.ID, "/pledges?enterprise=" + p.member.ID, "/enterprises/" + p.member.ID} {
		p.caller("donor_viewer").get(path).is(200)
		p.caller("auditor").get(path).is(200)
		got, absent := p.caller("donor_owner.2").get(path), p.caller("donor_owner.2").get(strings.NewReplacer(pledge.ID, "zz", pledge.Number, "zz", p.member.ID, "zz").Replace(path))
		if got.refused(404, "not_found").Title != absent.refused(404, "not_found").Title {
			t.Errorf("%s: a stranger can tell it from an absent one", path)
		}
		p.caller("").get(path).refused(401, "login_required")
	}
	if got := in[listView[sponsorshipView]](p.caller("donor_owner.2").get("/sponsorships?need="+p.need.ID), 200).Items; len(got) != 0 {
		t.Errorf("another donor sees %+v", got)
	}
}

func TestAPreviewTellsNothingOfOtherDonors(t *testing.T) {
	p := newTestPortal(t)
	theirs := p.signedPledge(5_000_00, models.Purpose{})
	before, _ := p.Book.Head()
	answer := p.caller("donor_owner.2").post("/pledges/preview", object{"amount_fen": 2_000_00})
	if got := in[previewView](answer, 200); got.Places+len(got.Unspent) == 0 {
		t.Errorf("%+v", got)
	}
	answer.hasNot(theirs.ID, theirs.Number, "preview-")
	if after, _ := p.Book.Head(); after != before {
		t.Errorf("a preview made entry %d", after)
	}
}

func TestWhatIsNotInTheAllowListIsRefusedAtItsPlace(t *testing.T) {
	p := newTestPortal(t)
	deep := strings.Repeat(`{"purpose":`, 10_000) + "1" + strings.Repeat("}", 10_000)
	for _, c := range []struct{ path, body, reason, field string }{
		{"/pledges", `{"amount_fen": 50000, "role": "admin"}`, "unknown_field", "role"},
		{"/pledges", `{"amount_fen": 50000, "status": "received"}`, "unknown_field", "status"},
		{"/pledges", `{"amount_fen": 50000, "purpose": {"verified": true}}`, "unknown_field", "verified"},
		{"/pledges", `{"amount_fen": "50000"}`, "amount_format", "amount_fen"},
		{"/pledges", `{"amount_fen": 5e4}`, "amount_format", "amount_fen"},
		{"/pledges", `{"amount_fen": 500.5}`, "whole_fen", "amount_fen"},
		{"/pledges", `{"amount_fen": -5}`, "amount_positive", "amount_fen"},
		{"/pledges", `{"amount_fen": 0}`, "amount_positive", "amount_fen"},
		{"/pledges", `{}`, "amount_positive", "amount_fen"},
		{"/pledges", ``, "amount_positive", "amount_fen"},
		{"/pledges", `{"amount_fen": 99999999999999999999}`, "amount_too_large", "amount_fen"},
		{"/pledges", `{"amount_fen": NaN}`, "body_json", ""},
		{"/pledges", `{"amount_fen": 12abc}`, "body_json", ""},
		{"/pledges", `{"amount_fen": １２}`, "body_json", ""},
		{"/pledges", `{"amount_fen": {"$gt": 0}}`, "amount_format", "amount_fen"},
		{"/pledges", `{"amount_fen": 100, "amount_fen": 50000}`, "duplicate_field", "amount_fen"},
		{"/pledges", `{"amount_fen": 50000, "instalments": [{"due": "2026-12-01", "amount_fen": 50000}, {"due": "2026-13-40", "amount_fen": 1}]}`, "day_form", "instalments.1.due"},
		{"/pledges", `{"amount_fen": 50000, "instalments": [{"due": 20261201, "amount_fen": 50000}]}`, "wrong_type", "instalments.0.due"},
		{"/pledges", `{"amount_fen": 50000, "instalments": {"due": "2026-12-01"}}`, "wrong_type", "instalments"},
		{"/pledges", `{"amount_fen": 50000, "anonymous": "yes"}`, "wrong_type", "anonymous"},
		{"/pledges", `{"amount_fen": 50000, "purpose": {"programs": {"$ne": null}}}`, "wrong_type", "purpose.programs"},
		{"/pledges", `{"amount_fen": 50000} {"amount_fen": 1}`, "body_json", ""},
		{"/pledges", `[{"amount_fen": 50000}]`, "wrong_type", ""},
		{"/pledges", `"amount"`, "wrong_type", ""},
		{"/pledges", `{"amount_fen": 50000, "naming": "\u0000"}`, "text_control", ""},
		{"/pledges", `{"amount_fen": 50000, "naming": "\u202e捐"}`, "text_control", ""},
		{"/pledges", deep, "body_json", ""},
		{"/enterprises", `{"name":"x","uscc":"` + newUSCC + `","contact":{"name":"x","email":{"$ne":null}}}`, "wrong_type", "contact.email"},
		{"/enterprises", `{"name":"x","uscc":"` + newUSCC + `","verified":true,"contact":{"name":"x","email":"x@y.example"}}`, "unknown_field", "verified"},
	} {
		user := "donor_owner"
		if c.path == "/enterprises" {
			user = ""
		}
		if got := p.caller(user).post(c.path, c.body).refused(422, c.reason); got.Field != c.field {
			t.Errorf("%.100s: field %q, want %q", c.body, got.Field, c.field)
		}
	}
	donor := p.caller("donor_owner")
	donor.post("/pledges", `{"amount_fen": 50000}`, "Content-Encoding", "gzip").refused(415, "encoding_not_supported")
	for _, query := range []string{"?limit=0", "?limit=201", "?limit=ten", "?county[$gt]=", "?cursor=%25", "?role=admin"} {
		if status := p.caller("").get("/needs" + query).status; status != 422 {
			t.Errorf("%s: status %d", query, status)
		}
	}
	if n := p.State().Pledges.Len(); n != 0 {
		t.Errorf("%d pledges were made", n)
	}
}

func TestARepetitionGivesTheFirstAnswerWhateverHappenedSince(t *testing.T) {
	p := newTestPortal(t)
	donor := p.caller("donor_owner")
	body := object{"amount_fen": 2_000_00, "purpose": object{"needs": []string{p.need.ID}}}
	var wg sync.WaitGroup
	answers := make([]*reply, 20)
	for i := range answers {
		wg.Go(func() { answers[i] = p.caller("donor_owner").post("/pledges", body, "Idempotency-Key", "once") })
	}
	wg.Wait()
	first := in[pledgedView](answers[0], 201)
	if len(first.Sponsorships) != 1 || first.Sponsorships[0].Places != 4 {
		t.Fatalf("%+v", first)
	}
	donor.post("/pledges/"+first.ID+"/sign", nil, "Idempotency-Key", "sign").is(200)
	signed := donor.post("/pledges/"+first.ID+"/sign", nil, "Idempotency-Key", "sign").is(200)
	answers = append(answers, donor.post("/pledges", body, "Idempotency-Key", "once"))
	for _, a := range answers {
		if a.is(201).body != answers[0].body {
			t.Errorf("%s is not the first answer %s", a.body, answers[0].body)
		}
	}
	if !strings.Contains(signed.body, "signed") {
		t.Error(signed.body)
	}
	if n := p.State().Pledges.Len(); n != 1 {
		t.Errorf("%d pledges", n)
	}
	donor.post("/pledges", object{"amount_fen": 1_000_00}, "Idempotency-Key", "once").refused(409, "idempotency_conflict")
	p.caller("donor_owner.2").post("/pledges", object{"amount_fen": 1_000_00}, "Idempotency-Key", "once").is(201) // another caller's key is another key
	donor.post("/pledges", object{"amount_fen": 1_000_00}, "Idempotency-Key", "a b").refused(422, "idempotency_key_form")
}

func TestEveryBankLineOfAListHasItsOwnOutcome(t *testing.T) {
	p := newTestPortal(t)
	pledge := p.signedPledge(4_000_00, models.Purpose{})
	maker := p.caller("finance_maker")
	line := func(id string, fen any, memo string) object {
		return object{"account": "main", "line_id": id, "date": "2026-11-24", "amount_fen": fen, "payer": canary + "公司", "memo": memo}
	}
	ref := pledge.Reference()
	broken := ref[:len(ref)-1] + string('0'+(ref[len(ref)-1]-'0'+1)%10)
	list := []object{
		line("1", 1_000_00, ref), line("2", 50_00, "无"), line("3", 70_00, broken), line("1", 1_000_00, ref), line("4", -1, ref),
		{"account": "other", "line_id": "5", "date": "2026-11-24", "amount_fen": 1}, line("6", 3_500_00, ref),
	}
	answer := maker.post("/bank-lines", list, "Idempotency-Key", "statement")
	var got []string
	for _, l := range in[listView[bankLineView]](answer, 200).Items {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s%s", l.LineID, l.Status, l.Why, l.Reason)))
	}
	want := []string{"1 partial", "2 suspense no_reference", "3 suspense bad_reference", "1 duplicate", "4 refused amount_positive", "5 refused unknown_account", "6 matched over_payment"}
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("have %q\nwant %q", got, want)
	}
	if again := maker.post("/bank-lines", list, "Idempotency-Key", "statement"); again.body != answer.body {
		t.Errorf("the repetition says %s, the first answer was %s", again.body, answer.body)
	}
	for _, l := range in[listView[bankLineView]](maker.post("/bank-lines", list), 200).Items {
		if l.Status != "duplicate" && l.Status != "refused" {
			t.Errorf("%+v", l)
		}
	}
	maker.post("/bank-lines", line("1", 1_000_00, ref)).is(200).has("duplicate")
	maker.post("/bank-lines", list[:1], "Idempotency-Key", "statement").refused(409, "idempotency_conflict")
	if got, _ := p.State().Pledges.Get(pledge.ID); got.ReceivedFen != 4_000_00 {
		t.Errorf("received %s", got.ReceivedFen)
	}
	for _, l := range p.State().BankLines.All() {
		r, err := p.Vault.Open(t.Context(), l.Sealed)
		if err != nil || r.Field("payer") != canary+"公司" {
			t.Errorf("line %s: payer %q, %v", l.LineID, r.Field("payer"), err)
		}
	}
}
