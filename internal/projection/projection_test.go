package projection

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"

	"shanpei/internal/journal"
	"shanpei/models"
	"shanpei/models/money"
)

// server opens a database of its own on the server of MONGODB_URI.
func server(t *testing.T) (uri, database string) {
	t.Helper()
	uri = os.Getenv("MONGODB_URI")
	if uri == "" {
		t.Skip("NOT RUN: MONGODB_URI is not set (make test sets it)")
	}
	database = fmt.Sprintf("projection_%d", time.Now().UnixNano())
	t.Cleanup(func() {
		m, err := journal.OpenMongo(context.Background(), uri, database)
		if err != nil {
			t.Error(err)
			return
		}
		if err := m.Database().Drop(context.Background()); err != nil {
			t.Error(err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return uri, database
}

// portal is a book on the database, with its projection, as every process has one.
func portal(t *testing.T, uri, database string) (*journal.Book, *mongo.Database) {
	t.Helper()
	ctx := context.Background()
	m, err := journal.OpenMongo(ctx, uri, database)
	if err != nil {
		t.Fatal(err)
	}
	b, err := journal.Open(ctx, m, journal.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(ctx); err != nil {
			t.Error(err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	Follow(b, m.Database())
	return b, m.Database()
}

// differences compares every collection with the state, document by document, but for the entry they are as new as.
func differences(t *testing.T, s *models.State, db *mongo.Database) []string {
	t.Helper()
	ctx := context.Background()
	var out []string
	for name, c := range collections {
		want := map[string]string{}
		for id := range c.all(s) {
			entity, _, _ := c.get(s, id)
			want[id] = plain(t, id, entity)
		}
		cur, err := db.Collection(name).Find(ctx, bson.D{})
		if err != nil {
			t.Fatal(err)
		}
		var docs []bson.D
		if err := cur.All(ctx, &docs); err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			id := d[0].Value.(string)
			if got := text(t, d); got != want[id] {
				out = append(out, fmt.Sprintf("%s %s: %s, the state has %s", name, id, got, want[id]))
			}
			delete(want, id)
		}
		for id := range want {
			out = append(out, name+" "+id+" is missing")
		}
	}
	return out
}

func plain(t *testing.T, id string, entity any) string {
	t.Helper()
	d, err := document(id, 0, entity)
	if err != nil {
		t.Fatal(err)
	}
	return text(t, d)
}

func text(t *testing.T, d bson.D) string {
	t.Helper()
	for i := range d {
		if d[i].Key == "seq" {
			d[i].Value = int64(0)
		}
	}
	raw, err := bson.MarshalExtJSON(d, true, false)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// settles waits until the collections equal the state; the test ends with what differs when they do not within the time that a follower may take.
func settles(t *testing.T, b *journal.Book, db *mongo.Database) {
	t.Helper()
	var last []string
	for range 200 {
		if last = differences(t, b.State(), db); len(last) == 0 {
			return
		}
		time.Sleep(50 * time.Millisecond) // a follower tells nobody when it has caught up
	}
	t.Errorf("%d documents differ:\n%s", len(last), strings.Join(last[:min(5, len(last))], "\n"))
}

// job takes a pledge of a donor through money, matching by name, payout, return, second payment and proof.
func job(t *testing.T, b *journal.Book, donor models.Actor, need string, line int) {
	t.Helper()
	do := func(a models.Actor, c models.Command) journal.Result {
		t.Helper()
		out, err := b.Do(context.Background(), a, c)
		if err != nil {
			t.Fatalf("%T: %v", c, err)
		}
		return out
	}
	staff := func(id string, role models.Role) models.Actor { return models.Actor{ID: id, Role: role} }
	made := do(donor, models.MakePledge{AmountFen: 300_00, Purpose: models.Purpose{Needs: []string{need}}}).Entry.Events[0].(models.PledgeMade).Pledge
	do(donor, models.SignPledge{ID: made.ID})
	do(staff("f1", models.FinanceMaker), models.RecordBankLine{Account: "main", LineID: fmt.Sprint(line), Day: models.DayOf(time.Now()), AmountFen: 300_00, Payer: "别家", Memo: made.Reference()})
	sp := b.State().SponsorshipsOfPledge(made.ID)[0]
	payout := do(staff("f1", models.FinanceMaker), models.MakeDisbursement{Program: sp.Program, Lines: []models.DisbursementLine{
		{Sponsorship: sp.ID, Places: 2, PayeeKind: "card", AmountFen: money.Fen(200_00)}, {Sponsorship: sp.ID, Places: 1, PayeeKind: "school", AmountFen: 90_00},
	}}).Entry.Events[0].(models.PayoutMade).Disbursement.ID
	do(staff("f2", models.FinanceChecker), models.StepDisbursement{ID: payout, Verb: "check"})
	do(staff("sg", models.SecretaryGeneral), models.StepDisbursement{ID: payout, Verb: "approve"})
	do(staff("f1", models.FinanceMaker), models.PayDisbursement{ID: payout})
	do(staff("f1", models.FinanceMaker), models.ReturnLines{ID: payout, Lines: []int{1}, Reason: "户名不符"})
	do(staff("f1", models.FinanceMaker), models.PayDisbursement{ID: payout})
	do(staff("pm", models.ProgramManager), models.StepDisbursement{ID: payout, Verb: "prove", Evidence: "回单 1"})
}

func TestTheCollectionsEqualTheStateAfterTwoProcessesWorkedAtOnce(t *testing.T) {
	uri, database := server(t)
	a, db := portal(t, uri, database)
	s, err := journal.SetUpSample(context.Background(), a.AsDo, 4, 60, 60)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := portal(t, uri, database)
	done := make(chan bool)
	for n, book := range []*journal.Book{a, b} {
		go func() {
			defer func() { done <- true }()
			for i := range 5 {
				job(t, book, s.Donors[2*n+i%2], s.Needs[n], 100*n+i)
			}
		}()
	}
	<-done
	<-done
	out, err := a.Do(context.Background(), models.System, models.VerifyEnterprise{ID: s.Donors[0].Enterprise})
	if err == nil {
		t.Fatalf("a second verification was accepted: %v", out.Entry.Seq)
	}
	settles(t, a, db)
	n, err := Rebuild(context.Background(), a.State(), db)
	if err != nil || n < 50 {
		t.Fatalf("rebuilt %d documents: %v", n, err)
	}
	if d := differences(t, a.State(), db); len(d) > 0 {
		t.Errorf("after the rebuild: %v", d[0])
	}
}

// untouching are the events that change no collection.
var untouching = []string{
	"federation.set_up", "federation.settings", "county.put", "objection.raised", "objection.resolved", "user.added", "user.disabled", "pledge.change_asked",
	"statement.imported", "statement.mapped", "bank.debit", "bank.settled", "bank.assigned", "month.balance", "month.explained", "month.stepped", "fund.opened", "fund.ended",
	"pledge.written_off", "match.policy_set", "aid.recorded", "aid.voided", "aid.override_asked", "aid.override_answered", "place.bound", "place.unbound", "letter.added", "letter.removed",
	"bank.line", "bank.attributed", "match.run", "match.accepted", "gift.accepted", "disclosure.published", "disclosure.corrected", "disclosure.prepared", "certificate.issued", "certificate.voided", "export.made",
	"checkout.started", "checkout.moved", "checkout.paid", "stripe.kept", "stripe.kept_closed", "stripe.payout", "stripe.payout_line", "stripe.fee",
	"refund.made", "dispute.opened", "dispute.matched",
	"activity.cost", "activity.proceeds", "activity.planned", "activity.session", "activity.stepped", "activity.voided", "beneficiary.amended", "beneficiary.entered", "beneficiary.rechecked",
	"beneficiary.stepped", "asset.ordered", "asset.stepped", "campaign.planned", "campaign.stepped", "case.signed_up", "case.stepped", "consent.ended", "consent.given", "contract.drafted", "contract.milestone", "contract.stepped", "course.planned", "course.stepped", "enrolment.proved", "enrolment.removed", "erasure.answered", "erasure.asked",
	"invitation.stepped", "look.explained", "ownership.offered", "ownership.stepped", "person.corrected", "person.erased", "policy.drafted", "policy.stepped", "person.revealed", "request.received",
	"request.stepped", "retention.set", "screening.planned", "screening.stepped", "role.asked", "role.stepped", "standard.set", "standard.withdrawn", "user.changed", "user.invited",
	"term.set", "user.trained", "ledger.carried", "program.opening", "rows.imported", "person.listed", "duty.event", "duty.prepared", "duty.published", "visit.linked", "visit.recorded",
}

func TestEveryKindOfEventIsKnownToTheProjection(t *testing.T) {
	quiet := strings.Join(untouching, " ") + " "
	for kind, zero := range models.EventKinds() {
		touches := len(touched(zero, models.NewState())) > 0
		if touches == strings.Contains(quiet, kind+" ") {
			t.Errorf("%s: touches a collection: %v", kind, touches)
		}
	}
}

func TestADocumentHasTheNamesOfTheAPI(t *testing.T) {
	d, err := document("n1", 7, &models.Need{ID: "n1", Number: "XQ-2026-000001-0", UnitPriceFen: 500_00, Places: 10, Version: 3})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := bson.MarshalExtJSON(d, false, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"_id":"n1"`, `"seq":7`, `"unit_price_fen":50000`, `"version":3`} {
		if !bytes.Contains(raw, []byte(part)) {
			t.Errorf("%s is not in %s", part, raw)
		}
	}
}

func TestTheCollectionsEqualTheStateAfterManyWantedTheLastPlace(t *testing.T) {
	uri, database := server(t)
	a, db := portal(t, uri, database)
	b, _ := portal(t, uri, database)
	places := make([]int, 50)
	for i := range places {
		places[i] = 1
	}
	s, err := journal.SetUpSample(t.Context(), a.AsDo, 50, places...)
	if err != nil {
		t.Fatal(err)
	}
	for _, need := range s.Needs {
		won := make(chan bool, 200)
		for i := range cap(won) {
			go func() {
				cmd := models.MakePledge{AmountFen: 100_00, Purpose: models.Purpose{Needs: []string{need}}}
				_, err := []*journal.Book{a, b}[i%2].Do(context.Background(), s.Donors[i%50], cmd)
				won <- err == nil
			}()
		}
		winners := 0
		for range cap(won) {
			if <-won {
				winners++
			}
		}
		if winners != 1 {
			t.Errorf("need %s: %d winners", need, winners)
		}
	}
	settles(t, a, db)
}
