package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"shanpei/models"
)

// caller is a program that talks to the API; every answer it gets is held against the document.
type caller struct {
	*client
	doc *document
}

var apiTokens sync.Map // user → token: an account has a bounded number of them

// caller is a program with a token of the user; without a user it has none.
func (p *testPortal) caller(user string) *caller {
	p.t.Helper()
	if user == "" {
		return p.withToken("")
	}
	token, ok := apiTokens.Load(user)
	if !ok {
		made, err := p.Accounts.IssueToken(context.Background(), user, "api test", time.Time{})
		if err != nil {
			p.t.Fatal(err)
		}
		token, _ = apiTokens.LoadOrStore(user, made)
	}
	return p.withToken(token.(string))
}

func (p *testPortal) withToken(token string) *caller {
	c := p.visitor()
	c.token = token
	return &caller{client: c, doc: apiDoc(p.t)}
}

func (c *caller) ask(method, path string, body any, headers ...string) *reply {
	c.p.t.Helper()
	answer := c.json(method, "/api/v1"+path, body, headers...)
	c.doc.checkAnswer(c.p.t, method, path, answer)
	return answer
}

func (c *caller) get(path string, headers ...string) *reply {
	c.p.t.Helper()
	return c.ask("GET", path, nil, headers...)
}

func (c *caller) post(path string, body any, headers ...string) *reply {
	c.p.t.Helper()
	return c.ask("POST", path, body, headers...)
}

// in decodes an answer that must have the status.
func in[T any](r *reply, status int) (v T) {
	r.t.Helper()
	r.is(status).decode(&v)
	return v
}

type object = map[string]any

// draft is a need of the test federation's study programme as a township worker would send it.
func draft(places int) object {
	return object{"program": "yida-yuanmeng", "county": daiyue, "type": "study_aid", "stage": "primary", "unit_price_fen": 500_00, "places": places, "urgency": 3}
}

func (p *testPortal) opened(need string) {
	p.t.Helper()
	for _, step := range []struct{ user, verb, status string }{
		{"township_worker", "verify", "verified"}, {"county_officer", "review", "reviewed"}, {"program_manager", "approve", "approved"},
		{"program_manager", "publish", "publicity"}, {"program_manager", "open", "open"},
	} {
		if got := in[statusView](p.caller(step.user).post("/needs/"+need+"/"+step.verb, nil), 200).Status; got != step.status {
			p.t.Fatalf("%s: %s", step.verb, got)
		}
	}
}

// TestTheMainJobByAPI walks from a drafted need to a proven sponsorship, as docs/tour.md tells it.
func TestTheMainJobByAPI(t *testing.T) {
	p := newTestPortal(t)
	manager, maker := p.caller("program_manager"), p.caller("finance_maker")

	need := in[draftedView](p.caller("township_worker").post("/needs", draft(600)), 201)
	if need.Status != "draft" || need.Number == "" {
		t.Fatalf("%+v", need)
	}
	p.caller("").get("/needs/"+need.ID).refused(404, "not_found")
	p.opened(need.ID)
	if got := in[needView](p.caller("").get("/needs/"+need.Number), 200); *got.Places != 600 || *got.Left != 600 || got.Status != "open" {
		t.Fatalf("%+v", got)
	}

	enterprise := in[registeredView](p.caller("").post("/enterprises", object{
		"name": "羊流铸远起重（演示）", "uscc": newUSCC, "password": "a long walk to school 7",
		"contact": object{"name": canary + "李", "phone": "13853800001", "email": "owner@journey.example"},
	}), 201)
	t.Cleanup(func() { p.forget("owner@journey.example") })
	owner := p.withToken(enterprise.Token)
	pledge := object{
		"amount_fen": 300_000_00, "purpose": object{"programs": []string{"yida-yuanmeng"}},
		"instalments": []object{{"due": "2026-12-15", "amount_fen": 150_000_00}, {"due": "2027-06-15", "amount_fen": 150_000_00}},
	}
	owner.post("/pledges", pledge).refused(403, "enterprise_not_verified")
	manager.post("/enterprises/"+enterprise.ID+"/verify", object{"member": true}).is(200).has(`"verified"`)

	preview := in[previewView](owner.post("/pledges/preview", pledge), 200)
	if preview.Places != 600 || len(preview.Proposals) == 0 || len(preview.Proposals[0].Reasons) == 0 {
		t.Fatalf("%+v", preview)
	}
	made := in[pledgedView](owner.post("/pledges", pledge, "Idempotency-Key", "p1"), 201)
	if made.Status != "intended" || len(made.Instalments) != 2 || made.Reference == "" {
		t.Fatalf("%+v", made)
	}
	if got := in[signedView](owner.post("/pledges/"+made.ID+"/sign", nil), 200); got.Status != "signed" || got.Agreement == "" {
		t.Fatalf("%+v", got)
	}

	line := func(id string, fen int, payer string) bankLineView {
		return in[bankLineView](maker.post("/bank-lines", object{
			"account": "main", "line_id": id, "date": "2026-11-24", "amount_fen": fen, "payer": payer, "memo": "捐款 " + made.Reference,
		}), 200)
	}
	if got := line("J1", 150_000_00, "羊流铸远集团财务公司"); got.Status != "matched" || !got.ThirdParty || got.CreditedFen != 150_000_00 {
		t.Fatalf("%+v", got)
	}
	if got := line("J2", 100_000_00, "羊流铸远起重（演示）"); got.Status != "partial" || got.ThirdParty {
		t.Fatalf("%+v", got)
	}
	if got := line("J3", 50_000_00, "羊流铸远起重（演示）"); got.Status != "matched" {
		t.Fatalf("%+v", got)
	}

	match := in[matchView](manager.post("/matches", object{"programs": []string{"yida-yuanmeng"}}), 201)
	if match.Places != 600 || match.AmountFen != 300_000_00 || len(match.Proposals[0].Reasons) == 0 || match.Proposals[0].Reasons[0].Text == "" {
		t.Fatalf("%+v", match)
	}
	accepted := in[acceptedView](manager.post("/matches/"+match.ID+"/accept", object{"all": true}), 200)
	lines := []object{}
	for _, sp := range accepted.Sponsorships {
		if sp.Status != "funded" {
			t.Errorf("%+v", sp)
		}
		lines = append(lines, object{"sponsorship": sp.ID, "places": sp.Places, "payee_kind": "card", "amount_fen": sp.AmountFen})
	}

	payout := in[disbursementView](maker.post("/disbursements", object{"program": "yida-yuanmeng", "lines": lines}), 201)
	step := func(user, verb string, body object) *reply {
		return p.caller(user).post("/disbursements/"+payout.ID+"/"+verb, body)
	}
	step("finance_checker", "check", nil).is(200).has("checked")
	step("secretary_general", "approve", nil).is(200).has("approved")
	if got := in[paidView](step("finance_maker", "pay", nil), 200); got.AmountFen != 300_000_00 {
		t.Fatalf("%+v", got)
	}
	back := in[paidView](step("finance_maker", "return", object{"lines": []int{1}, "reason": "户名不符"}), 200)
	if back.Status != "returned" || back.AmountFen != payout.Lines[0].AmountFen {
		t.Fatalf("%+v", back)
	}
	if got := in[paidView](step("finance_maker", "pay", nil), 200); got.Status != "paid" || len(got.Lines) != 1 {
		t.Fatalf("%+v", got)
	}
	step("program_manager", "prove", object{"evidence": "回单 2026-118"}).is(200).has("proven")

	p.afterTheJob(owner, made.ID, need.ID)
}

// afterTheJob looks at what everybody sees at the end of the main job.
func (p *testPortal) afterTheJob(owner *caller, pledge, need string) {
	t := p.t
	t.Helper()
	got := in[pledgeView](owner.get("/pledges/"+pledge), 200)
	if got.PledgedFen != 300_000_00 || got.ReceivedFen != got.PledgedFen || got.AllocatedFen != got.PledgedFen || got.PaidFen != got.PledgedFen {
		t.Errorf("%+v", got)
	}
	var kinds []string
	last := int64(0)
	for _, f := range got.Chain {
		kinds = append(kinds, f.Kind)
		if f.Entry < last || f.Entry == 0 {
			t.Errorf("the chain goes back, or names no entry, at %+v", f)
		}
		last = f.Entry
	}
	chain := strings.Join(kinds, " ")
	for _, want := range []string{"pledge_made pledge_signed payment_received", "places_held", "lines_paid lines_returned lines_paid", "places_proven"} {
		if strings.Count(chain, want) != 1 {
			t.Errorf("%q is not once in the chain %s", want, chain)
		}
	}
	for _, sp := range in[listView[sponsorshipView]](owner.get("/sponsorships?pledge="+pledge), 200).Items {
		if sp.Status != "proven" {
			t.Errorf("%+v", sp)
		}
	}
	program := in[programView](p.caller("").get("/programs/yida-yuanmeng"), 200)
	if *program.Proven != 600 || *program.PaidFen != 300_000_00 {
		t.Errorf("%+v", program)
	}
	if n := in[needView](p.caller("").get("/needs/"+need), 200); len(n.Donors) != 1 || n.Donors[0].Name != "羊流铸远起重（演示）" {
		t.Errorf("%+v", n)
	}
	balance := in[balanceView](p.caller("auditor").get("/ledger/balance"), 200)
	if balance.SumFen != 0 || len(balance.Accounts) == 0 {
		t.Errorf("%+v", balance)
	}
	p.chainHolds()
}

// forget removes an account that a test made in the store that all tests share.
func (p *testPortal) forget(email string) {
	ctx := context.Background()
	a, err := p.Accounts.ByEmail(ctx, email)
	if err == nil {
		err = p.Accounts.Remove(ctx, a.ID)
	}
	if err != nil {
		p.t.Error(err)
	}
}

// chainHolds recomputes the public record as a stranger would, from its fields alone.
func (p *testPortal) chainHolds() {
	p.t.Helper()
	prev, next, seen := strings.Repeat("0", 64), "1", int64(0)
	for next != "" {
		page := in[listView[entryView]](p.caller("").get("/journal?limit=10&from="+next).hasNot("actor", "13853800001", canary), 200)
		for _, e := range page.Items {
			sum := sha256.Sum256([]byte(strings.Join([]string{e.Prev, fmt.Sprint(e.Seq), e.At, strings.Join(e.Kinds, ","), e.Body}, "\n") + "\n"))
			if e.Prev != prev || e.Hash != hex.EncodeToString(sum[:]) || e.Seq != seen+1 {
				p.t.Fatalf("the chain breaks at %+v", e)
			}
			prev, seen = e.Hash, e.Seq
		}
		next = page.Next
	}
	if seq, head := p.Book.Head(); seen != seq || prev != hex.EncodeToString(head[:]) {
		p.t.Errorf("the record ends at %d, the journal at %d", seen, seq)
	}
}

func TestARegistrationThatIsSentTwiceMakesOneAccountAndGivesOneToken(t *testing.T) {
	p := newTestPortal(t)
	body := object{
		"name": "汶阳渡新能源（演示）", "uscc": newUSCC, "state_owned": true, "password": "seven rivers and a bridge",
		"contact": object{"name": canary + "王", "phone": "0538-8220000", "email": "Owner@Twice.example"},
	}
	t.Cleanup(func() { p.forget("owner@twice.example") })
	var wg sync.WaitGroup
	answers := make([]*reply, 8)
	for i := range answers {
		wg.Go(func() { answers[i] = p.caller("").post("/enterprises", body, "Idempotency-Key", "reg-1") })
	}
	wg.Wait()
	for _, a := range answers {
		if a.is(201).body != answers[0].body {
			t.Errorf("%s is not the first answer %s", a.body, answers[0].body)
		}
	}
	first := in[registeredView](answers[0], 201)
	p.withToken(first.Token).get("/enterprises/" + first.ID).is(200).has("汶阳渡新能源")
	if n := p.State().Enterprises.Len(); n != 3 {
		t.Errorf("%d enterprises, want the two of the test federation and one", n)
	}

	other := object{"name": "别家", "uscc": newUSCC, "contact": body["contact"]}
	p.caller("").post("/enterprises", other, "Idempotency-Key", "reg-1").refused(409, "idempotency_conflict")
	p.caller("").post("/enterprises", other).refused(409, "uscc_taken")
	other["contact"] = object{"name": "陌生人", "email": "stranger@twice.example"}
	p.caller("").post("/enterprises", other, "Idempotency-Key", "reg-1").refused(409, "uscc_taken")
	_, err := p.Accounts.Authenticate(context.Background(), "owner@twice.example", "seven rivers and a bridge", "192.0.2.1")
	if err != nil {
		t.Errorf("the owner cannot sign in: %v", err)
	}
}

func (p *testPortal) State() *models.State { return p.Book.State() }
