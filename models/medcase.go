package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// CaseStatus is where a case of an operation stands (慈佑童年): 报名→筛查→适应证→医保结算→审批→手术→拨付医院→康复→随访→结案.
type CaseStatus string

// The statuses of a case.
const (
	CaseSignedUp       CaseStatus = "signed_up"
	CaseAbsent         CaseStatus = "absent"    // did not come
	CaseRuledOut       CaseStatus = "ruled_out" // an operation would not help
	CaseIndicated      CaseStatus = "indicated"
	CaseSettled        CaseStatus = "settled"  // what the operation will cost, and what the medical insurance will pay of it
	CaseProposed       CaseStatus = "proposed" // money was proposed and waits for the second person
	CaseApproved       CaseStatus = "approved" // the money is held
	CaseOperated       CaseStatus = "operated"
	CaseBilled         CaseStatus = "billed" // the hospital's settlement is here: what is paid goes by it
	CaseRehabilitating CaseStatus = "rehabilitating"
	CaseFollowed       CaseStatus = "followed"
	CaseClosed         CaseStatus = "closed"
	CaseWithdrawn      CaseStatus = "withdrawn"
)

// CaseStatuses are the statuses in the order of a case's way, the ways out last.
var CaseStatuses = []CaseStatus{
	CaseSignedUp, CaseIndicated, CaseSettled, CaseProposed, CaseApproved, CaseOperated, CaseBilled, CaseRehabilitating, CaseFollowed, CaseClosed,
	CaseAbsent, CaseRuledOut, CaseWithdrawn,
}

// CaseFlow says what may be asked of a case. Money that was refused leads back to where the case was.
var CaseFlow = Flow[CaseStatus, string]{
	CaseSignedUp:       {"absent": CaseAbsent, "indicate": CaseIndicated, "rule_out": CaseRuledOut, "withdraw": CaseWithdrawn},
	CaseIndicated:      {"settle": CaseSettled, "withdraw": CaseWithdrawn},
	CaseSettled:        {"settle": CaseSettled, "propose": CaseProposed, "withdraw": CaseWithdrawn},
	CaseProposed:       {"approve": CaseApproved, "refuse": CaseSettled},
	CaseApproved:       {"operate": CaseOperated, "propose": CaseProposed, "withdraw": CaseWithdrawn},
	CaseOperated:       {"bill": CaseBilled, "propose": CaseProposed},
	CaseBilled:         {"bill": CaseBilled, "propose": CaseProposed, "month": CaseRehabilitating, "follow": CaseFollowed},
	CaseRehabilitating: {"month": CaseRehabilitating, "follow": CaseFollowed},
	CaseFollowed:       {"month": CaseRehabilitating, "follow": CaseFollowed, "close": CaseClosed},
}

// CaseVerbs are what may be asked of a case, in the order of its way.
var CaseVerbs = []string{"indicate", "rule_out", "absent", "settle", "propose", "approve", "refuse", "operate", "bill", "month", "follow", "close", "withdraw"}

// CaseBill is what an operation costs and who pays first. What is left is the family's own part, of which the money of the case is paid.
type CaseBill struct {
	TotalFen   money.Fen `json:"total_fen"`
	InsuredFen money.Fen `json:"insured_fen"` // by the medical insurance, the statutory cover included
	OtherFen   money.Fen `json:"other_fen,omitempty"`
}

// OwnFen is what neither the insurance nor anybody else pays.
func (b CaseBill) OwnFen() money.Fen { return b.TotalFen - b.InsuredFen - b.OtherFen }

// CaseMoney is money held for a case: a place of a sponsorship, or what somebody outside pays by a paper.
type CaseMoney struct {
	Fen         money.Fen `json:"fen"`
	Sponsorship string    `json:"sponsorship,omitempty"`
	Slot        int       `json:"slot,omitempty"`
	Binding     string    `json:"binding,omitempty"`
	Document    string    `json:"document,omitempty"`
	By          string    `json:"by"`
	ApprovedBy  string    `json:"approved_by,omitempty"`
}

// RehabMonth is a month of training after the operation.
type RehabMonth struct {
	Month    string `json:"month"` // 2026-09
	Sessions int    `json:"sessions"`
	Hospital string `json:"hospital"`
}

// FollowUp is a look at how somebody is after the operation. What doctors write stays with them.
type FollowUp struct {
	Day     Day    `json:"day"`
	Outcome string `json:"outcome"` // one of CaseOutcomes
}

// The choices of a case's forms.
var (
	CaseOutcomes    = []string{"improved", "unchanged", "worse", "not_reached"}
	CaseShortfalls  = []string{"family", "waived", "other_aid", "more"} // who bears what the bill is over the money held; more: more money is proposed
	CaseWithdrawals = []string{"family_declined", "treated_elsewhere", "moved", "not_fit"}
)

// Case is a child's way from the sign-up to the follow-up. It holds stages and sums only: what the child has is in the child's own sealed record.
type Case struct {
	ID          string       `json:"id"`
	Number      string       `json:"number"` // GA
	Beneficiary string       `json:"beneficiary"`
	Program     string       `json:"program"`
	County      string       `json:"county"`
	Township    string       `json:"township"`
	Screening   string       `json:"screening,omitempty"` // none: a hospital sent the child
	Status      CaseStatus   `json:"status"`
	Since       Day          `json:"since"` // of the status
	ScreenedOn  Day          `json:"screened_on,omitempty"`
	Indicated   bool         `json:"indicated,omitempty"`
	Estimate    CaseBill     `json:"estimate"`
	Proposed    CaseMoney    `json:"proposed"` // waits for the second person
	Money       []CaseMoney  `json:"money,omitempty"`
	OperatedOn  Day          `json:"operated_on,omitempty"`
	Hospital    string       `json:"hospital,omitempty"`
	Bill        CaseBill     `json:"bill"`
	Settlement  string       `json:"settlement,omitempty"` // number of the hospital's settlement
	Shortfall   string       `json:"shortfall,omitempty"`  // one of CaseShortfalls
	Months      []RehabMonth `json:"months,omitempty"`
	FollowUps   []FollowUp   `json:"follow_ups,omitempty"`
	Reason      string       `json:"reason,omitempty"` // of the last refusal or withdrawal
	By          string       `json:"by"`
	At          time.Time    `json:"at"`
	Seq         int64        `json:"seq,omitempty"`
	Version     int64        `json:"version"`
}

// Billed tells whether the hospital's settlement is here.
func (c *Case) Billed() bool { return c.Settlement != "" }

// Over tells whether nothing more will happen to the case.
func (c *Case) Over() bool {
	return slices.Contains([]CaseStatus{CaseAbsent, CaseRuledOut, CaseClosed, CaseWithdrawn}, c.Status)
}

// CaseByNumber finds a case by its number.
func (s *State) CaseByNumber(number string) (*Case, bool) {
	id, ok := s.caseNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.Cases.Get(id)
}

// CaseFor finds a case that the actor may touch; a stranger's answers as an absent one does.
func (s *State) CaseFor(id string, a Actor) (*Case, error) {
	c, ok := s.Cases.Get(id)
	if !ok || !a.InCounty(c.County, c.Township) {
		return nil, notFound()
	}
	return c, nil
}

// CasesOf lists a child's cases, oldest first.
func (s *State) CasesOf(beneficiary string) []*Case {
	var out []*Case
	for k := range s.casesByChild.Under(beneficiary + "/") {
		c, _ := s.Cases.Get(k[len(beneficiary)+1:])
		out = append(out, c)
	}
	return out
}

// CaseOfBinding finds the case that a place is held for.
func (s *State) CaseOfBinding(id string) (*Case, bool) {
	c, ok := s.casesOfBindings.Get(id)
	if !ok {
		return nil, false
	}
	return s.Cases.Get(c)
}

// moneyIsAsked tells whether a place is held for a case that more money is asked for: a second place of the same operation is no double aid.
func (s *State) moneyIsAsked(binding string) bool {
	c, ok := s.CaseOfBinding(binding)
	return ok && c.Status == CaseProposed
}

// CaseShare is money of a case with what the bill takes of it, and where its payment stands.
type CaseShare struct {
	CaseMoney
	DueFen  money.Fen // before the bill is here: all of it
	PaidFen money.Fen
	Status  string // of the place: empty, planned, paid, returned, proven; lost: nobody holds it any more
}

// CaseShares lists the money of a case that is still held, in the order of its approval. The bill takes from the first, then from the next.
func (s *State) CaseShares(c *Case) []CaseShare {
	var out []CaseShare
	left := c.Bill.OwnFen()
	for _, m := range c.Money {
		x := CaseShare{CaseMoney: m, DueFen: m.Fen}
		if m.Binding != "" {
			b, _ := s.Bindings.Get(m.Binding)
			if !b.Live() && !b.Paid() {
				continue
			}
			x.Status = b.Money
			if b.Paid() {
				x.PaidFen = b.PaidFen
			}
		}
		if c.Billed() {
			x.DueFen = min(left, m.Fen)
			left -= x.DueFen
		}
		out = append(out, x)
	}
	return out
}

// CaseSums are what a case comes to.
type CaseSums struct {
	HeldFen      money.Fen // for it
	DueFen       money.Fen // to the hospital by the bill
	PaidFen      money.Fen
	SurplusFen   money.Fen // goes back to the gift it came from
	ShortfallFen money.Fen // the bill's own part that no money is held for
}

// SumsOf adds up a case.
func (s *State) SumsOf(c *Case) (out CaseSums) {
	for _, x := range s.CaseShares(c) {
		out.HeldFen += x.Fen
		out.DueFen += x.DueFen
		out.PaidFen += x.PaidFen
	}
	if c.Billed() {
		out.SurplusFen = out.HeldFen - out.DueFen
		out.ShortfallFen = c.Bill.OwnFen() - out.DueFen
	}
	return out
}

// Funnel counts a programme's way from screening to the end. Sessions, person-times and persons are never added up or divided by each other.
type Funnel struct {
	Sessions, Attended                                                  int // screenings held; person-times on them
	AtLeast                                                             bool
	SignedUp, Screened, Indicated, Approved, Operated, Followed, Closed int // cases that came so far
	RehabMonths                                                         int
}

// FunnelOf counts the screenings and cases of a programme, of all counties or of one.
func (s *State) FunnelOf(program, county string) (f Funnel) {
	for _, x := range s.Screenings.All() {
		if x.Status == ScreeningHeld && x.Program == program && (county == "" || x.County == county) {
			f.Sessions++
			f.Attended += x.Attended
			f.AtLeast = f.AtLeast || x.AtLeast
		}
	}
	count := func(n *int, reached bool) {
		if reached {
			*n++
		}
	}
	for _, c := range s.Cases.All() {
		if c.Program != program || county != "" && c.County != county {
			continue
		}
		f.SignedUp++
		f.RehabMonths += len(c.Months)
		count(&f.Screened, c.ScreenedOn != "")
		count(&f.Indicated, c.Indicated)
		count(&f.Approved, len(c.Money) > 0 && c.Status != CaseWithdrawn)
		count(&f.Operated, c.OperatedOn != "")
		count(&f.Followed, len(c.FollowUps) > 0)
		count(&f.Closed, c.Status == CaseClosed)
	}
	return f
}
