package models

import (
	"slices"
	"testing"
)

// offered has a need of four places of which three were freed by an ended sponsorship, and one of them is offered to another donor's pledge.
func offered(t *testing.T, silence string) (w *town, need, pledge, offer string) {
	w = newTown(t)
	need = w.openNeed(4, nil)
	_, sp := w.funded(w.b, need, 3)
	pledge = first[PledgeMade](w.world, w.must(w.a, MakePledge{AmountFen: 1000 * yuan, OnSilence: silence})).Pledge.ID
	w.must(w.a, SignPledge{ID: pledge})
	w.must(manager, EndSponsorship{ID: sp, Reason: "转学"})
	if n := get(w.world, w.s.Needs, need); n.Freed != 3 || n.Left() != 4 || len(w.s.FreedNeeds()) != 1 {
		t.Fatalf("after the end: %+v", n)
	}
	offer = first[OfferMade](w.world, w.must(System, MakeOffer{Need: need, Pledge: pledge, Places: 2})).Offer.ID
	return w, need, pledge, offer
}

func (w *town) counts(need string) [4]int {
	n := get(w.world, w.s.Needs, need)
	return [4]int{n.Left(), n.Taken, n.Offered, n.Freed}
}

func TestAnOfferKeepsItsPlacesAndItsMoney(t *testing.T) {
	w, need, pledge, offer := offered(t, "")
	if got := w.counts(need); got != [4]int{2, 0, 2, 1} {
		t.Errorf("left, taken, offered, freed: %v", got)
	}
	p := get(w.world, w.s.Pledges, pledge)
	if p.OfferedFen != 1000*yuan || p.FreeFen() != 0 || p.Matchable() {
		t.Errorf("the money is not kept: %+v", p)
	}
	run := first[MatchRun](w.world, w.must(manager, RecordMatch{Match{Proposals: []Proposal{{Pledge: w.signed(w.b, 2000*yuan, Purpose{}), Need: need, Places: 3}}}})).Match.ID
	if _, err := w.do(manager, AcceptMatch{ID: run, Proposals: []string{"1"}}); err == nil || err.(*Error).Reason != "need_full" {
		t.Errorf("a match takes places that are kept: %v", err)
	}
	if got := get(w.world, w.s.Offers, offer); got.Until != w.today().AddDays(30) || got.OnSilence != SilenceNext || got.DaysLeft(w.today()) != 30 || !got.Answerable(got.Until) || got.Answerable(got.Until.AddDays(1)) {
		t.Errorf("the offer: %+v", got)
	}
	if list := w.s.NoticesFor(w.a, 1); list[0].Kind != "offer_made" || list[0].Count != 2 || list[0].Ref != offer {
		t.Errorf("the donor is told %+v", list[0])
	}
}

func TestAnAcceptedOfferIsASponsorshipWithItsMoney(t *testing.T) {
	w, need, pledge, offer := offered(t, "")
	w.receive(pledge, 1000*yuan)
	w.must(w.a, AnswerOffer{ID: offer, Accept: true})
	o := get(w.world, w.s.Offers, offer)
	sp := get(w.world, w.s.Sponsorships, o.Sponsorship)
	if o.Status != OfferAccepted || sp.Offer != offer || sp.Places != 2 || sp.Status != SponsorshipFunded {
		t.Errorf("offer %+v, sponsorship %+v", o, sp)
	}
	if got := w.counts(need); got != [4]int{2, 2, 0, 1} {
		t.Errorf("left, taken, offered, freed: %v", got)
	}
	want := []string{"pledge_made", "pledge_signed", "offer_made", "payment_received", "offer_accepted", "places_held", "places_funded"}
	if got := w.kinds(pledge); !slices.Equal(got, want) {
		t.Errorf("the chain is %v, want %v", got, want)
	}
}

func TestWhatIsDeclinedIsTheNextPledgesTurn(t *testing.T) {
	w, need, pledge, offer := offered(t, "")
	if w.s.Refused(pledge, need) {
		t.Error("a standing offer is no refusal")
	}
	w.must(w.a, AnswerOffer{ID: offer, Reason: "本年度预算已定"})
	o := get(w.world, w.s.Offers, offer)
	if o.Status != OfferDeclined || o.Answer != "本年度预算已定" || !w.s.Refused(pledge, need) {
		t.Errorf("declined: %+v", o)
	}
	if got := w.counts(need); got != [4]int{4, 0, 0, 3} {
		t.Errorf("left, taken, offered, freed: %v", got)
	}
	if p := get(w.world, w.s.Pledges, pledge); p.FreeFen() != 1000*yuan {
		t.Errorf("the money is still kept: %s", p.OfferedFen)
	}
	for _, sp := range w.s.SponsorshipsOfNeed(need) {
		if !w.s.Refused(sp.Pledge, need) {
			t.Error("the pledge whose sponsorship was ended has its turn again")
		}
	}
	if list := w.s.NoticesFor(manager, 1); list[0].Kind != "offer_declined" {
		t.Errorf("the managers are told %+v", list[0])
	}
}

func TestAfterSilenceTheAgreementDecides(t *testing.T) {
	for silence, want := range map[string]OfferStatus{"": OfferLapsed, SilenceNext: OfferLapsed, SilenceAccepts: OfferAccepted} {
		w, need, _, offer := offered(t, silence)
		w.pass(30)
		if due := w.s.OffersDue(w.today(), 9); len(due) != 0 {
			t.Fatalf("due on its last day: %v", due)
		}
		w.pass(1)
		due := w.s.OffersDue(w.today(), 9)
		if len(due) != 1 || due[0] != offer {
			t.Fatalf("due: %v", due)
		}
		w.must(System, LapseOffer{ID: offer})
		o := get(w.world, w.s.Offers, offer)
		if o.Status != want || o.Silent != (want == OfferAccepted) || len(w.s.OffersDue(w.today(), 9)) != 0 {
			t.Errorf("%q: %+v", silence, o)
		}
		if got := get(w.world, w.s.Needs, need).Taken; got != map[bool]int{true: 2}[o.Silent] {
			t.Errorf("%q: %d places taken", silence, got)
		}
	}
}

func TestAnOfferWhoseTakingIsNotPossibleAnyMoreLapses(t *testing.T) {
	w, _, _, offer := offered(t, SilenceAccepts)
	w.must(manager, StepProgram{ID: w.program["yida"], Verb: "suspend", Reason: "核查"})
	w.pass(31)
	w.must(System, LapseOffer{ID: offer})
	if o := get(w.world, w.s.Offers, offer); o.Status != OfferLapsed {
		t.Errorf("%+v", o)
	}
}

func TestWhatAnOfferRestsOnTakesItAway(t *testing.T) {
	for why, do := range map[string]func(w *town, need, pledge string){
		"pledge_cancelled": func(w *town, _, pledge string) { w.must(w.a, CancelPledge{ID: pledge, Reason: "经营困难"}) },
		"need_suspend":     func(w *town, need, _ string) { w.steps(need, SuspendNeed) },
		"need_terminate":   func(w *town, need, _ string) { w.steps(need, TerminateNeed) },
		"purpose_changed": func(w *town, _, pledge string) {
			ch := first[PurposeChangeAsked](w.world, w.must(manager, AskPurposeChange{Pledge: pledge, Reason: "结余", Purpose: Purpose{Counties: []string{"370982"}}})).Change.ID
			w.must(w.a, AnswerPurposeChange{ID: ch, Agree: true})
		},
		"pledge_lapsed": func(w *town, _, pledge string) {
			set := w.s.Federation.Settings
			set.OfferDays = 90
			w.must(admin, ChangeSettings{Settings: set})
			for range 3 {
				w.pass(35)
				for _, id := range w.s.Due(w.today(), 9) {
					w.must(System, ExpirePledge{ID: id})
				}
			}
			if p := get(w.world, w.s.Pledges, pledge); p.Status != PledgeLapsed {
				w.Fatalf("the pledge is %s", p.Status)
			}
		},
	} {
		w, need, pledge, offer := offered(t, "")
		do(w, need, pledge)
		o := get(w.world, w.s.Offers, offer)
		if o.Status != OfferWithdrawn || o.Why != why || w.s.Refused(pledge, need) {
			t.Errorf("%s: %+v", why, o)
		}
		if list := w.s.NoticesFor(w.a, 5); !slices.ContainsFunc(list, func(n *Notice) bool { return n.Kind == "offer_withdrawn" }) {
			t.Errorf("%s: the donor is not told", why)
		}
		if p := get(w.world, w.s.Pledges, pledge); p.OfferedFen != 0 {
			t.Errorf("%s: %s are kept", why, p.OfferedFen)
		}
	}
}

func TestFreedPlacesAreTakenLast(t *testing.T) {
	w, need, _, offer := offered(t, "")
	w.must(manager, WithdrawOffer{ID: offer, Reason: "误发"})
	w.signed(w.b, 500*yuan, Purpose{Needs: []string{need}})
	if got := w.counts(need); got != [4]int{3, 1, 0, 3} {
		t.Errorf("left, taken, offered, freed: %v", got)
	}
	w.signed(w.b, 1500*yuan, Purpose{Needs: []string{need}})
	if got := w.counts(need); got != [4]int{0, 4, 0, 0} || len(w.s.FreedNeeds()) != 0 {
		t.Errorf("left, taken, offered, freed: %v", got)
	}
}

func TestAFederationThatNeverChoseOffersForThirtyDays(t *testing.T) {
	w := newTown(t)
	set := w.s.Federation.Settings
	set.OfferDays = 0
	w.must(admin, ChangeSettings{Settings: set})
	need := w.openNeed(2, nil)
	offer := first[OfferMade](w.world, w.must(manager, MakeOffer{Need: need, Pledge: w.signed(w.a, 500*yuan, Purpose{}), Places: 1})).Offer
	if offer.Until != w.today().AddDays(30) {
		t.Errorf("until %s", offer.Until)
	}
}

func TestMoneyThatGoesBackTakesTheOffersOnItAway(t *testing.T) {
	w := newTown(t)
	half := 500 * yuan
	id := w.signed(w.a, 2*half, Purpose{}, Instalment{Due: w.today(), AmountFen: half}, Instalment{Due: w.today().AddDays(5), AmountFen: half})
	payment := first[PaymentReceived](w.world, w.receive(id, half)).Payment.ID
	for range 2 {
		w.pass(60)
		w.must(System, ExpirePledge{ID: id})
	}
	need := w.openNeed(3, nil)
	offer := first[OfferMade](w.world, w.must(System, MakeOffer{Need: need, Pledge: id, Places: 1})).Offer.ID
	w.must(maker, AskRefund{Payment: payment, Reason: "捐赠方申请退回"})
	if o := get(w.world, w.s.Offers, offer); o.Status != OfferWithdrawn || o.Why != "money_back" {
		t.Errorf("%+v", o)
	}
}
