package models

import (
	"maps"
	"reflect"
)

// eventKinds names every event. A kind is for ever: new fields are optional, a new meaning is a new kind.
var eventKinds = func() map[string]Event {
	all := map[string]Event{}
	for _, kinds := range []map[string]Event{portalKinds, personKinds, placeKinds, lookKinds, accessKinds, requestKinds,
		standardKinds, activityKinds, contractKinds, medicalKinds, insuranceKinds, findingKinds, assetKinds, studyKinds, carriedKinds, dutyKinds} {
		maps.Copy(all, kinds)
	}
	return all
}()

// portalKinds are those of programmes, pledges and money; the other areas have theirs beside their tables.
var portalKinds = map[string]Event{
	"federation.set_up":      FederationSetUp{},
	"federation.settings":    SettingsChanged{},
	"county.put":             CountyPut{},
	"program.created":        ProgramCreated{},
	"program.revised":        ProgramRevised{},
	"program.stepped":        ProgramStepped{},
	"need.drafted":           NeedDrafted{},
	"need.amended":           NeedAmended{},
	"need.stepped":           NeedStepped{},
	"objection.raised":       ObjectionRaised{},
	"objection.resolved":     ObjectionResolved{},
	"enterprise.registered":  EnterpriseRegistered{},
	"enterprise.decided":     EnterpriseDecided{},
	"user.added":             UserAdded{},
	"user.disabled":          UserDisabledSet{},
	"pledge.made":            PledgeMade{},
	"pledge.signed":          AgreementSigned{},
	"pledge.overdue":         PledgeFellOverdue{},
	"pledge.ended":           PledgeEnded{},
	"pledge.change_asked":    PurposeChangeAsked{},
	"pledge.change_answered": PurposeChangeAnswered{},
	"bank.line":              BankLineRecorded{},
	"bank.attributed":        SuspenseAttributed{},
	"payment.received":       PaymentReceived{},
	"payment.declared":       ThirdPartyDeclared{},
	"receipt.set":            ReceiptSet{},
	"receipt.filed":          ReceiptFiled{},
	"receipt.asked":          ReceiptAsked{},
	"certificate.issued":     CertificateIssued{},
	"certificate.voided":     CertificateTakenBack{},
	"export.made":            ExportMade{},
	"disbursement.payees":    PayeesSet{},
	"checkout.started":       CheckoutStarted{},
	"checkout.moved":         CheckoutMoved{},
	"checkout.paid":          CheckoutPaidFor{},
	"stripe.kept":            StripeKept{},
	"stripe.kept_closed":     StripeKeptClosed{},
	"stripe.payout":          PayoutSettled{},
	"stripe.payout_line":     PayoutAttributed{},
	"stripe.fee":             CardFeeBooked{},
	"refund.made":            RefundMade{},
	"refund.stepped":         RefundStepped{},
	"refund.matched":         RefundMatched{},
	"money.frozen":           MoneyFrozen{},
	"places.unfunded":        PlacesUnfunded{},
	"dispute.opened":         DisputeOpened{},
	"dispute.matched":        DisputeMatched{},
	"dispute.ended":          DisputeEnded{},
	"match.run":              MatchRun{},
	"match.accepted":         MatchAccepted{},
	"match.policy_set":       MatchPolicySet{},
	"offer.made":             OfferMade{},
	"offer.answered":         OfferAnswered{},
	"places.held":            PlacesHeld{},
	"places.funded":          PlacesFunded{},
	"places.released":        PlacesReleased{},
	"places.proven":          PlacesProven{},
	"sponsorship.over":       SponsorshipOver{},
	"disbursement.made":      PayoutMade{},
	"disbursement.stepped":   PayoutStepped{},
	"disbursement.paid":      LinesPaid{},
	"disbursement.returned":  LinesReturned{},
	"gift.accepted":          GiftAccepted{},
	"disclosure.prepared":    DisclosurePrepared{},
	"disclosure.published":   DisclosurePublished{},
	"disclosure.corrected":   DisclosureCorrected{},
	"statement.imported":     StatementImported{},
	"statement.mapped":       StatementMapped{},
	"bank.debit":             BankDebitRecorded{},
	"bank.settled":           BankLineSettled{},
	"bank.assigned":          SuspenseAssigned{},
	"payment.undone":         PaymentUndone{},
	"month.balance":          MonthBalanceSet{},
	"month.explained":        DifferenceExplained{},
	"month.stepped":          MonthStepped{},
	"fee.charged":            FeeCharged{},
	"fund.opened":            FundOpened{},
	"fund.joined":            PledgeJoinedFund{},
	"fund.ended":             FundEnded{},
	"pledge.written_off":     PromiseWrittenOff{},
}

var kindOf = func() map[reflect.Type]string {
	m := make(map[reflect.Type]string, len(eventKinds))
	for k, e := range eventKinds {
		m[reflect.TypeOf(e)] = k
	}
	return m
}()

// KindOf is the lasting name of an event's kind; empty for a type that is not listed, which a test forbids.
func KindOf(e Event) string { return kindOf[reflect.TypeOf(e)] }

// NewEvent gives a pointer to a zero event of the kind, to decode into, and a function that turns it into the event.
func NewEvent(kind string) (pointer any, value func() Event, ok bool) {
	zero, ok := eventKinds[kind]
	if !ok {
		return nil, nil, false
	}
	p := reflect.New(reflect.TypeOf(zero))
	return p.Interface(), func() Event { return p.Elem().Interface().(Event) }, true
}

// EventKinds lists the kinds, for tests and for the public record.
func EventKinds() map[string]Event { return eventKinds }
