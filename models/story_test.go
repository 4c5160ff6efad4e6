package models

import (
	"slices"
	"testing"

	"shanpei/models/money"
)

func (w *town) kinds(id string) []string {
	var out []string
	for _, f := range w.s.Chain(id) {
		out = append(out, f.Kind)
	}
	return out
}

func TestThreeHundredThousandInTwoInstalmentsFromPromiseToProof(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(600, nil)
	half := 150_000 * yuan
	id := w.signed(w.a, 2*half, Purpose{Programs: []string{"yida"}}, Instalment{Due: w.today().AddDays(5), AmountFen: half}, Instalment{Due: w.today().AddDays(40), AmountFen: half})
	p := get(w.world, w.s.Pledges, id)
	line := func(fen money.Fen, payer string) BankLine {
		w.n++
		events := w.must(maker, RecordBankLine{Account: "main", LineID: "2026/11/24-" + itoa(w.n), Day: w.today(), AmountFen: fen, Payer: payer, Memo: "捐款 " + p.Reference()})
		return first[BankLineRecorded](w.world, events).Line
	}
	if l := line(half-100*yuan, "某贸易公司"); l.Outcome != "partial" || !l.ThirdParty {
		t.Errorf("a third party pays a part: %+v", l)
	}
	if l := line(100*yuan, "A"); l.Outcome != "matched" || l.ThirdParty {
		t.Errorf("the part is completed: %+v", l)
	}
	run := first[MatchRun](w.world, w.must(manager, RecordMatch{Match{Proposals: []Proposal{{Pledge: id, Need: need, Places: 600, AmountFen: 2 * half}}}})).Match.ID
	w.must(manager, AcceptMatch{ID: run, All: true})
	sp := w.s.SponsorshipsOfPledge(id)[0]
	if sp.Status != SponsorshipHeld || sp.FundedPlaces != 300 {
		t.Fatalf("half of the money funds half of the places: %+v", sp)
	}
	if l := line(half+5*yuan, "A"); l.HeldFen != 5*yuan || l.Why != "over_payment" {
		t.Errorf("what is paid above the pledge waits: %+v", l)
	}
	w.payoutSteps(w.payOut(sp.ID, 600), "check", "approve", "pay", "return", "pay", "prove")
	p = get(w.world, w.s.Pledges, id)
	if p.Status != PledgeClosed || p.PaidFen != 2*half || w.s.Totals.Helped != 600 || w.s.Totals.PaidFen != 2*half {
		t.Errorf("at the end: %+v %+v", p, w.s.Totals)
	}
	want := []string{"pledge_made", "pledge_signed", "payment_received", "payment_received", "places_held", "places_funded", "payment_received", "places_funded", "lines_paid",
		"lines_returned", "lines_paid", "places_proven", "pledge_closed"}
	if got := w.kinds(id); !slices.Equal(got, want) {
		t.Errorf("the chain is %v, want %v", got, want)
	}
}

func TestAnEndedSponsorshipFundsThePlacesThatWait(t *testing.T) {
	w := newTown(t)
	one, two := w.openNeed(2, nil), w.openNeed(2, nil)
	id := w.signed(w.a, 2000*yuan, Purpose{Needs: []string{one, two}})
	w.receive(id, 1000*yuan)
	list := w.s.SponsorshipsOfPledge(id)
	if list[0].Status != SponsorshipFunded || list[1].Status != SponsorshipHeld {
		t.Fatalf("the older places have the money: %s %s", list[0].Status, list[1].Status)
	}
	w.must(manager, EndSponsorship{ID: list[0].ID, Reason: "转学"})
	if sp := w.s.SponsorshipsOfPledge(id)[1]; sp.Status != SponsorshipFunded {
		t.Errorf("the money that came free lies idle: %+v", sp)
	}
}

func TestALapseGivesBackWhatProvenPlacesDidNotNeed(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(4, nil)
	id := w.signed(w.a, 2000*yuan, Purpose{Needs: []string{need}}, Instalment{Due: w.today().AddDays(1), AmountFen: 1000 * yuan}, Instalment{Due: w.today().AddDays(9), AmountFen: 1000 * yuan})
	w.receive(id, 1000*yuan)
	sp := w.s.SponsorshipsOfPledge(id)[0]
	line := DisbursementLine{Sponsorship: sp.ID, Places: 2, PayeeKind: "school", AmountFen: 900 * yuan}
	payout := first[PayoutMade](w.world, w.must(maker, MakeDisbursement{Program: "yida", Lines: []DisbursementLine{line}})).Disbursement.ID
	w.payoutSteps(payout, "check", "approve", "pay", "prove")
	w.pass(20)
	w.must(System, ExpirePledge{ID: id})
	w.pass(40)
	w.must(System, ExpirePledge{ID: id})
	p, sp := get(w.world, w.s.Pledges, id), get(w.world, w.s.Sponsorships, sp.ID)
	if p.Status != PledgeLapsed || sp.Status != SponsorshipProven || sp.FundedFen != 900*yuan || p.FreeFen() != 100*yuan || w.s.Balance(pledgeAccount(id)) != 100*yuan {
		t.Errorf("pledge %+v, sponsorship %+v", p, sp)
	}
	if n := get(w.world, w.s.Needs, need); n.Left() != 2 || n.Status != NeedPartial {
		t.Errorf("two places are free again: %+v", n)
	}
	// The money that is left was for one need only; with the donor's consent it may serve another.
	change := first[PurposeChangeAsked](w.world, w.must(manager, AskPurposeChange{Pledge: id, Reason: "结余", Purpose: Purpose{}})).Change.ID
	w.must(w.a, AnswerPurposeChange{ID: change, Agree: true})
	if open := w.s.OpenPledges(); len(open) != 1 || open[0].ID != id {
		t.Errorf("what is left cannot be matched: %v", open)
	}
}

func TestTheLastPlaceGoesToWhoAsksFirst(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(1, nil)
	won := 0
	for i := range 50 {
		who := w.a
		if i%2 == 1 {
			who = w.b
		}
		_, err := w.do(who, MakePledge{AmountFen: 500 * yuan, Purpose: Purpose{Needs: []string{need}}})
		if err == nil {
			won++
		} else if e := err.(*Error); e.Reason != "need_full" || e.Params["left"] != 0 {
			t.Errorf("told otherwise: %v", err)
		}
	}
	if won != 1 {
		t.Errorf("%d won the last place", won)
	}
}

func TestAnUnsignedPledgeLapsesAndFreesItsPlaces(t *testing.T) {
	w := newTown(t)
	need := w.openNeed(2, nil)
	id := w.give(w.a, 1000*yuan, Purpose{Needs: []string{need}})
	w.pass(7)
	if due := w.s.Due(w.today(), 10); len(due) != 0 {
		t.Fatalf("due on the last day already: %v", due)
	}
	w.pass(1)
	if due := w.s.Due(w.today(), 10); !slices.Equal(due, []string{id}) {
		t.Fatalf("not due: %v", due)
	}
	w.must(System, ExpirePledge{ID: id})
	if n := get(w.world, w.s.Needs, need); n.Left() != 2 || n.Status != NeedOpen {
		t.Errorf("the places are not free: %+v", n)
	}
	if list := w.s.NoticesFor(w.a, 5); len(list) == 0 || list[0].Kind != "pledge_lapsed" {
		t.Errorf("the enterprise is not told: %+v", list)
	}
	if list := w.s.NoticesFor(officer, 5); len(list) == 0 || list[0].Kind != "places_freed" {
		t.Errorf("the county is not told: %+v", list)
	}
}

func TestFactsOfOneEntryKeepTheirOrderBeyondAThousand(t *testing.T) {
	s := NewState()
	s.Begin(7, newWorld(t).now)
	for i := range 1200 {
		s.remember("x", Fact{Kind: "k", Count: i})
	}
	for i, f := range s.Chain("x") {
		if f.Count != i {
			t.Fatalf("fact %d is at %d", f.Count, i)
		}
	}
}

// What a pledge with an open purpose costs must not grow with what there is already: go test -bench MakePledge ./models
func BenchmarkMakePledge(b *testing.B) {
	for _, there := range []int{1_000, 100_000} {
		b.Run(itoa(there), func(b *testing.B) {
			w := newTown(b)
			s := w.s.Fork()
			cmd := MakePledge{AmountFen: 1000 * yuan}
			n := 0
			do := func() {
				n++
				in := Input{Actor: w.a, At: w.now, NewID: func() string { return "p" + pad(n, 10) }}
				events, err := cmd.Decide(s, in)
				if err != nil {
					b.Fatal(err)
				}
				s.Begin(s.Seq+1, w.now)
				for _, e := range events {
					e.Apply(s)
				}
			}
			for range there {
				do()
			}
			b.ReportAllocs()
			for b.Loop() {
				do()
			}
		})
	}
}

func BenchmarkDecideMakePledge(b *testing.B) {
	w := newTown(b)
	in := w.input(w.a)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (MakePledge{AmountFen: 1000 * yuan}).Decide(w.s, in); err != nil {
			b.Fatal(err)
		}
	}
}
