// Package models is the whole domain of Shanpei: what a charity federation, its needs, the enterprises that pledge and the sponsorships that
// follow are, what may happen to them, and who may ask for it. It is pure: no input or output, no clock, no randomness, no HTTP, no database.
//
// A Command decides on a State and answers with Events or a typed refusal; an Event applied to a State changes it. Everything else in the
// portal either feeds commands to this package (handlers, jobs) or shows states (views).
package models

import (
	"slices"
	"sync"
	"time"

	"shanpei/models/money"
)

// State is everything the portal knows, as of one entry of the journal. A published State is never changed: Fork it first.
type State struct {
	Seq int64     // the last entry that was applied
	At  time.Time // its instant

	Federation Federation

	Counties        Table[*County]
	Programs        Table[*Program]
	Needs           Table[*Need]
	Objections      Table[*Objection]
	Enterprises     Table[*Enterprise]
	Users           Table[*User]
	Pledges         Table[*Pledge]
	BankLines       Table[*BankLine]
	Payments        Table[*Payment]
	Matches         Table[*Match]
	Policies        Table[*MatchPolicy] // programme/version: every version of the matching's weights
	Sponsorships    Table[*Sponsorship]
	Disbursements   Table[*Disbursement]
	Receipts        Table[*Receipt]
	Gifts           Table[*Gift]
	Disclosures     Table[*Disclosure]
	Preparations    Table[*Preparation] // by the id of the disclosure to come
	PurposeChanges  Table[*PurposeChange]
	Offers          Table[*Offer]
	Certificates    Table[*Certificate]
	WriteOffs       Table[*WriteOff]
	Funds           Table[*Fund]
	Statements      Table[*Statement]
	Mappings        Table[*StatementMapping] // by bank account
	BankDebits      Table[*BankDebit]
	PayoutMoves     Table[*PayoutMove]
	MonthBalances   Table[*MonthBalance] // account/month
	Months          Table[*MonthClose]
	DifferenceNotes Table[*DifferenceNote] // month/key
	Notices         Table[*Notice]
	Facts           Table[*Fact]
	Accounts        Table[money.Fen]
	Numbers         Table[int] // the last number given, by prefix and year

	Checkouts Table[*Checkout]
	Kept      Table[*Kept] // what the card company told and does not agree, by its id
	Refunds   Table[*Refund]
	Disputes  Table[*Dispute]
	Payouts   Table[*Payout]
	CardFees  Table[money.Fen] // by the card company's id of the movement

	// Indexes: key → id, or key → nothing where the key ends in the id.
	programSlugs         Table[string]
	needNumbers          Table[string]
	needsByProgram       Table[none]
	usccs                Table[string]
	pledgeNumbers        Table[string]
	pledgesByEnterprise  Table[none]
	pledgesOpen          Table[none] // signed, with money that no need has yet
	pledgeDeadlines      Table[none] // day/id: when a hold or an instalment runs out
	paymentsByPledge     Table[none]
	bankLineIDs          Table[string]
	bankLinesSuspense    Table[none]
	sponsorshipsByNeed   Table[none]
	sponsorshipsByPledge Table[none]
	offersStanding       Table[none] // day/id: the last day of an answer
	offersByNeed         Table[none]
	offersByPledge       Table[none]
	needsFreed           Table[none]
	disbursementsOpen    Table[none]
	noticesByAudience    Table[string]
	documents            Table[Document] // by number
	certificateNumbers   Table[string]
	fiscalNumbers        Table[string] // code/number of a fiscal receipt → receipt, voided ones too
	checkoutsByPledge    Table[none]
	checkoutsOpen        Table[none]
	stripeIDs            Table[string] // the card company's ids and the bank's lines of refunds → checkout or refund, for ever
	refundsOpen          Table[none]
	refundsByIntent      Table[none]
	disputesByIntent     Table[none]
	bankDebitsOpen       Table[none]
	payoutMovesOpen      Table[none]
	payerKeys            Table[none] // keyed hash of a payer's account/enterprise
	fundPledges          Table[none] // fund/pledge

	// Areas that keep their tables in their own file.
	personTables
	placeTables
	lookTables
	accessTables
	requestTables
	standardTables
	activityTables
	contractTables
	medicalTables
	insuranceTables
	findingTables
	assetTables
	studyTables
	carriedTables
	dutyTables

	Totals Totals
}

type none struct{}

// Totals are the public figures that are kept as the journal grows, so that no page has to add up the whole state.
type Totals struct {
	PledgedFen  money.Fen `json:"pledged"`  // signed agreements
	ReceivedFen money.Fen `json:"received"` // attributed to a pledge
	PaidFen     money.Fen `json:"paid"`     // paid out and not returned
	Helped      int       `json:"helped"`   // 人次: paid places of needs that are counted in persons
	PublicSeq   int64     `json:"public"`   // the last entry that changed what the public may see
}

// NewState is the state before the first entry.
func NewState() *State {
	return &State{
		Counties: newTable[*County](), Programs: newTable[*Program](), Needs: newTable[*Need](), Objections: newTable[*Objection](),
		Enterprises: newTable[*Enterprise](), Users: newTable[*User](), Pledges: newTable[*Pledge](), BankLines: newTable[*BankLine](),
		Payments: newTable[*Payment](), Matches: newTable[*Match](), Policies: newTable[*MatchPolicy](), Sponsorships: newTable[*Sponsorship](),
		Disbursements: newTable[*Disbursement](), Receipts: newTable[*Receipt](), Gifts: newTable[*Gift](), Disclosures: newTable[*Disclosure](), Preparations: newTable[*Preparation](),
		PurposeChanges: newTable[*PurposeChange](), Offers: newTable[*Offer](), Notices: newTable[*Notice](), Facts: newTable[*Fact](),
		Accounts: newTable[money.Fen](), Numbers: newTable[int](),

		programSlugs: newTable[string](), needNumbers: newTable[string](), needsByProgram: newTable[none](), usccs: newTable[string](),
		pledgeNumbers: newTable[string](), pledgesByEnterprise: newTable[none](), pledgesOpen: newTable[none](), pledgeDeadlines: newTable[none](),
		paymentsByPledge: newTable[none](), bankLineIDs: newTable[string](), bankLinesSuspense: newTable[none](), sponsorshipsByNeed: newTable[none](),
		offersStanding: newTable[none](), offersByNeed: newTable[none](), offersByPledge: newTable[none](), needsFreed: newTable[none](),
		sponsorshipsByPledge: newTable[none](), disbursementsOpen: newTable[none](), noticesByAudience: newTable[string](),
		documents: newTable[Document](), fiscalNumbers: newTable[string](),
		Certificates: newTable[*Certificate](), certificateNumbers: newTable[string](),

		Checkouts: newTable[*Checkout](), Kept: newTable[*Kept](), Refunds: newTable[*Refund](), Disputes: newTable[*Dispute](),
		Payouts: newTable[*Payout](), CardFees: newTable[money.Fen](), checkoutsByPledge: newTable[none](), checkoutsOpen: newTable[none](),
		stripeIDs: newTable[string](), refundsOpen: newTable[none](), refundsByIntent: newTable[none](), disputesByIntent: newTable[none](),

		WriteOffs: newTable[*WriteOff](), Funds: newTable[*Fund](), Statements: newTable[*Statement](), Mappings: newTable[*StatementMapping](),
		BankDebits: newTable[*BankDebit](), PayoutMoves: newTable[*PayoutMove](), MonthBalances: newTable[*MonthBalance](), Months: newTable[*MonthClose](),
		DifferenceNotes: newTable[*DifferenceNote](), bankDebitsOpen: newTable[none](), payoutMovesOpen: newTable[none](), payerKeys: newTable[none](),
		fundPledges: newTable[none](),

		personTables:    newPersonTables(),
		placeTables:     newPlaceTables(),
		lookTables:      newLookTables(),
		accessTables:    newAccessTables(),
		requestTables:   newRequestTables(),
		standardTables:  newStandardTables(),
		activityTables:  newActivityTables(),
		contractTables:  newContractTables(),
		medicalTables:   newMedicalTables(),
		insuranceTables: newInsuranceTables(),
		findingTables:   newFindingTables(),
		assetTables:     newAssetTables(),
		studyTables:     newStudyTables(),
		carriedTables:   newCarriedTables(),
		dutyTables:      newDutyTables(),
	}
}

// forking keeps two forks of one state apart: copying a btree marks the source, which readers never look at.
var forking sync.Mutex

// Fork gives a copy that can be changed while the original is read by others. It costs the same however large the state is.
func (s *State) Fork() *State {
	forking.Lock()
	defer forking.Unlock()
	c := *s
	c.Counties, c.Programs, c.Needs, c.Objections = s.Counties.copy(), s.Programs.copy(), s.Needs.copy(), s.Objections.copy()
	c.Enterprises, c.Users, c.Pledges, c.BankLines = s.Enterprises.copy(), s.Users.copy(), s.Pledges.copy(), s.BankLines.copy()
	c.Payments, c.Matches, c.Policies, c.Sponsorships = s.Payments.copy(), s.Matches.copy(), s.Policies.copy(), s.Sponsorships.copy()
	c.Disbursements, c.Receipts, c.Gifts, c.Disclosures, c.Preparations = s.Disbursements.copy(), s.Receipts.copy(), s.Gifts.copy(), s.Disclosures.copy(), s.Preparations.copy()
	c.PurposeChanges, c.Notices, c.Facts = s.PurposeChanges.copy(), s.Notices.copy(), s.Facts.copy()
	c.Accounts, c.Numbers = s.Accounts.copy(), s.Numbers.copy()
	c.programSlugs, c.needNumbers, c.needsByProgram, c.usccs = s.programSlugs.copy(), s.needNumbers.copy(), s.needsByProgram.copy(), s.usccs.copy()
	c.pledgeNumbers, c.pledgesByEnterprise = s.pledgeNumbers.copy(), s.pledgesByEnterprise.copy()
	c.pledgesOpen, c.pledgeDeadlines = s.pledgesOpen.copy(), s.pledgeDeadlines.copy()
	c.paymentsByPledge = s.paymentsByPledge.copy()
	c.bankLineIDs, c.bankLinesSuspense = s.bankLineIDs.copy(), s.bankLinesSuspense.copy()
	c.sponsorshipsByNeed, c.sponsorshipsByPledge = s.sponsorshipsByNeed.copy(), s.sponsorshipsByPledge.copy()
	c.disbursementsOpen, c.noticesByAudience, c.documents = s.disbursementsOpen.copy(), s.noticesByAudience.copy(), s.documents.copy()
	c.fiscalNumbers = s.fiscalNumbers.copy()
	c.Offers, c.offersStanding, c.offersByNeed, c.offersByPledge = s.Offers.copy(), s.offersStanding.copy(), s.offersByNeed.copy(), s.offersByPledge.copy()
	c.needsFreed = s.needsFreed.copy()
	c.Certificates, c.certificateNumbers = s.Certificates.copy(), s.certificateNumbers.copy()
	c.Checkouts, c.Kept, c.Refunds, c.Disputes = s.Checkouts.copy(), s.Kept.copy(), s.Refunds.copy(), s.Disputes.copy()
	c.Payouts, c.CardFees, c.stripeIDs = s.Payouts.copy(), s.CardFees.copy(), s.stripeIDs.copy()
	c.checkoutsByPledge, c.checkoutsOpen = s.checkoutsByPledge.copy(), s.checkoutsOpen.copy()
	c.refundsOpen, c.refundsByIntent, c.disputesByIntent = s.refundsOpen.copy(), s.refundsByIntent.copy(), s.disputesByIntent.copy()
	c.WriteOffs, c.Funds, c.Statements, c.Mappings = s.WriteOffs.copy(), s.Funds.copy(), s.Statements.copy(), s.Mappings.copy()
	c.BankDebits, c.PayoutMoves, c.MonthBalances = s.BankDebits.copy(), s.PayoutMoves.copy(), s.MonthBalances.copy()
	c.Months, c.DifferenceNotes = s.Months.copy(), s.DifferenceNotes.copy()
	c.bankDebitsOpen, c.payoutMovesOpen = s.bankDebitsOpen.copy(), s.payoutMovesOpen.copy()
	c.payerKeys, c.fundPledges = s.payerKeys.copy(), s.fundPledges.copy()
	c.personTables = s.personTables.copy()
	c.placeTables = s.placeTables.copy()
	c.lookTables = s.lookTables.copy()
	c.accessTables = s.accessTables.copy()
	c.requestTables = s.requestTables.copy()
	c.standardTables = s.standardTables.copy()
	c.activityTables = s.activityTables.copy()
	c.contractTables = s.contractTables.copy()
	c.medicalTables = s.medicalTables.copy()
	c.insuranceTables = s.insuranceTables.copy()
	c.findingTables = s.findingTables.copy()
	c.assetTables = s.assetTables.copy()
	c.studyTables = s.studyTables.copy()
	c.carriedTables = s.carriedTables.copy()
	c.dutyTables = s.dutyTables.copy()
	return &c
}

// StoredTable is one table of the state under its lasting name.
type StoredTable struct {
	Name  string
	Table Stored
}

// Stored lists every table, indexes included, in a lasting order, for snapshots and for comparing two states.
func (s *State) Stored() []StoredTable {
	return slices.Concat([]StoredTable{
		{"counties", s.Counties}, {"programs", s.Programs}, {"needs", s.Needs}, {"objections", s.Objections}, {"enterprises", s.Enterprises},
		{"users", s.Users}, {"pledges", s.Pledges}, {"bank_lines", s.BankLines}, {"payments", s.Payments}, {"matches", s.Matches},
		{"sponsorships", s.Sponsorships}, {"disbursements", s.Disbursements}, {"receipts", s.Receipts}, {"gifts", s.Gifts},
		{"disclosures", s.Disclosures}, {"disclosure_preparations", s.Preparations}, {"purpose_changes", s.PurposeChanges}, {"notices", s.Notices}, {"facts", s.Facts},
		{"accounts", s.Accounts}, {"numbers", s.Numbers}, {"match_policies", s.Policies},
		{"x_program_slugs", s.programSlugs}, {"x_need_numbers", s.needNumbers}, {"x_needs_by_program", s.needsByProgram}, {"x_usccs", s.usccs},
		{"x_pledge_numbers", s.pledgeNumbers}, {"x_pledges_by_enterprise", s.pledgesByEnterprise}, {"x_pledges_open", s.pledgesOpen},
		{"x_pledge_deadlines", s.pledgeDeadlines}, {"x_payments_by_pledge", s.paymentsByPledge}, {"x_bank_line_ids", s.bankLineIDs}, {"x_bank_lines_suspense", s.bankLinesSuspense},
		{"x_sponsorships_by_need", s.sponsorshipsByNeed}, {"x_sponsorships_by_pledge", s.sponsorshipsByPledge},
		{"x_disbursements_open", s.disbursementsOpen}, {"x_notices_by_audience", s.noticesByAudience}, {"x_documents", s.documents},
		{"x_fiscal_numbers", s.fiscalNumbers},
		{"offers", s.Offers}, {"x_offers_standing", s.offersStanding}, {"x_offers_by_need", s.offersByNeed}, {"x_offers_by_pledge", s.offersByPledge},
		{"x_needs_freed", s.needsFreed},
		{"certificates", s.Certificates}, {"x_certificate_numbers", s.certificateNumbers},
		{"checkouts", s.Checkouts}, {"kept", s.Kept}, {"refunds", s.Refunds}, {"disputes", s.Disputes}, {"payouts", s.Payouts}, {"card_fees", s.CardFees},
		{"x_checkouts_by_pledge", s.checkoutsByPledge}, {"x_checkouts_open", s.checkoutsOpen}, {"x_stripe_ids", s.stripeIDs},
		{"x_refunds_open", s.refundsOpen}, {"x_refunds_by_intent", s.refundsByIntent}, {"x_disputes_by_intent", s.disputesByIntent},
		{"write_offs", s.WriteOffs}, {"funds", s.Funds}, {"statements", s.Statements}, {"statement_mappings", s.Mappings}, {"bank_debits", s.BankDebits},
		{"payout_moves", s.PayoutMoves}, {"month_balances", s.MonthBalances}, {"months", s.Months}, {"difference_notes", s.DifferenceNotes},
		{"x_bank_debits_open", s.bankDebitsOpen}, {"x_payout_moves_open", s.payoutMovesOpen}, {"x_payer_keys", s.payerKeys}, {"x_fund_pledges", s.fundPledges},
	}, s.personTables.stored(), s.placeTables.stored(), s.lookTables.stored(), s.accessTables.stored(), s.requestTables.stored(),
		s.standardTables.stored(), s.activityTables.stored(), s.contractTables.stored(), s.medicalTables.stored(), s.insuranceTables.stored(), s.findingTables.stored(), s.assetTables.stored(), s.studyTables.stored(), s.carriedTables.stored(), s.dutyTables.stored())
}

// Begin tells the state which entry the events that follow belong to.
func (s *State) Begin(seq int64, at time.Time) { s.Seq, s.At = seq, at }

func numberKey(prefix string, year int) string { return prefix + "-" + itoa(year) }

// nextNumber is the document number that the next thing of the kind will bear, `ahead` things of it being made in the same decision.
func (s *State) nextNumber(prefix string, at time.Time, ahead int) string {
	year := FiscalYear(at)
	last, _ := s.Numbers.Get(numberKey(prefix, year))
	return Number(prefix, year, last+1+ahead)
}

// countNumber remembers that a number was given. Numbers come without gap because only Apply counts them.
func (s *State) countNumber(number string) {
	prefix, year, n, err := ParseNumber(number)
	if err != nil {
		return
	}
	s.Numbers.Set(numberKey(prefix, year), n)
	if prefix != "SZ" { // whoever holds a child's number must not learn from the public pages that there is one
		s.documents.Set(number, Document{Seq: s.Seq, At: s.At})
	}
}

// Document is when a document number was given, and the entry of the journal that says so.
type Document struct {
	Seq int64     `json:"seq"`
	At  time.Time `json:"at"`
}

// DocumentByNumber finds a document of any kind by its number, for whoever holds one and wants to know whether it is ours.
func (s *State) DocumentByNumber(number string) (Document, bool) { return s.documents.Get(number) }

func (s *State) public() { s.Totals.PublicSeq = s.Seq }

// draft is a decision of several steps: each event is applied to a fork at once, so that the next step sees it.
type draft struct {
	s      *State
	in     Input
	events []Event
}

func (s *State) draft(in Input) *draft {
	f := s.Fork()
	f.Begin(s.Seq+1, in.At)
	return &draft{s: f, in: in}
}

func (d *draft) add(e Event) {
	e.Apply(d.s)
	d.events = append(d.events, e)
	if d.in.Applied != nil {
		d.in.Applied(d.s, d.events)
	}
}
