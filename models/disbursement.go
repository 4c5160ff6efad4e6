package models

import (
	"slices"

	"shanpei/models/money"
)

// DisbursementStatus is where a payout stands: 制单→复核→秘书长审批→已付→(退票→重付)→核销.
type DisbursementStatus string

// The statuses of a disbursement.
const (
	DisbursementMade     DisbursementStatus = "made"
	DisbursementChecked  DisbursementStatus = "checked"
	DisbursementApproved DisbursementStatus = "approved"
	DisbursementPaid     DisbursementStatus = "paid"
	DisbursementReturned DisbursementStatus = "returned"
	DisbursementProven   DisbursementStatus = "proven"
	DisbursementRejected DisbursementStatus = "rejected"
)

// DisbursementFlow is the state machine of a disbursement.
var DisbursementFlow = Flow[DisbursementStatus, string]{
	DisbursementMade:     {"check": DisbursementChecked, "reject": DisbursementRejected},
	DisbursementChecked:  {"approve": DisbursementApproved, "reject": DisbursementRejected},
	DisbursementApproved: {"pay": DisbursementPaid, "reject": DisbursementRejected},
	DisbursementPaid:     {"return": DisbursementReturned, "prove": DisbursementProven},
	DisbursementReturned: {"pay": DisbursementPaid, "return": DisbursementReturned},
}

// PayeeKinds are whom a line can be paid to.
var PayeeKinds = []string{"card", "school", "hospital", "insurer", "provider"}

// DisbursementLine is one payment of a disbursement.
type DisbursementLine struct {
	No          int       `json:"no"`
	Sponsorship string    `json:"sponsorship"`
	Places      int       `json:"places"`
	PayeeKind   string    `json:"payee_kind"`
	Payee       string    `json:"payee,omitempty"` // vault code of name and account
	AmountFen   money.Fen `json:"amount_fen"`
	Status      string    `json:"status"` // planned paid returned proven
	Reason      string    `json:"reason,omitempty"`
	Returns     int       `json:"returns,omitempty"`
	Bindings    []string  `json:"bindings,omitempty"` // whose places it pays, as far as children have them
}

// Disbursement is a batch of payments (拨付单).
type Disbursement struct {
	ID       string             `json:"id"`
	Number   string             `json:"number"`
	Program  string             `json:"program"`
	Lines    []DisbursementLine `json:"lines"`
	TotalFen money.Fen          `json:"total_fen"`
	Status   DisbursementStatus `json:"status"`
	Maker    string             `json:"maker"`
	Checker  string             `json:"checker,omitempty"`
	Approver string             `json:"approver,omitempty"`
	Reason   string             `json:"reason,omitempty"`
	Evidence string             `json:"evidence,omitempty"` // number or content hash of what proves it
	Version  int64              `json:"version"`
}

// MakeDisbursement writes a payout. The places and their money are reserved at once.
type MakeDisbursement struct {
	Program string
	Lines   []DisbursementLine
}

// Permission implements Command.
func (MakeDisbursement) Permission() Permission { return MakePayouts }

// Decide refuses `unknown_program lines_required too_many_lines unknown_sponsorship other_program unknown_choice amount_positive
// over_places over_price over_balance wrong_status unknown_place place_stopped case_unbilled enrolment_missing not_the_bill`, at the line.
func (c MakeDisbursement) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.ProgramBySlug(c.Program)
	switch {
	case !ok:
		return nil, invalid("program", "unknown_program")
	case len(c.Lines) == 0:
		return nil, invalid("lines", "lines_required")
	case len(c.Lines) > 5000:
		return nil, invalid("lines", "too_many_lines").With("limit", 5000)
	}
	d := Disbursement{ID: in.NewID(), Number: s.nextNumber("BF", in.At, 0), Program: p.ID, Status: DisbursementMade, Maker: in.Actor.ID}
	type use struct {
		places, unnamed int
		fen             money.Fen
	}
	named := map[string]bool{}
	used := map[string]use{}
	for i, l := range c.Lines {
		sp, err := payable(s, p.ID, l)
		if err != nil {
			err.Field = "lines." + itoa(i) + "." + err.Field
			return nil, err
		}
		u := used[sp.ID]
		u.places += l.Places
		u.fen += l.AmountFen
		field := "lines." + itoa(i)
		if left := sp.FundedFen - sp.PaidFen - sp.ReservedFen; u.fen > left {
			return nil, Refuse(Conflict, "over_balance").At(field+".amount_fen").With("left", left)
		}
		if left := sp.FundedPlaces - sp.PaidPlaces - sp.ReservedPlaces; u.places > left {
			return nil, Refuse(Conflict, "over_places").At(field+".places").With("left", left)
		}
		if err := s.nameChildren(sp, &l, named, u.unnamed, in.Today()); err != nil {
			err.Field = field + "." + err.Field
			return nil, err
		}
		u.unnamed += l.Places - len(l.Bindings)
		used[sp.ID] = u
		d.Lines = append(d.Lines, DisbursementLine{
			No: i + 1, Sponsorship: sp.ID, Places: l.Places, PayeeKind: l.PayeeKind, Payee: l.Payee, AmountFen: l.AmountFen, Status: "planned", Bindings: l.Bindings,
		})
		d.TotalFen += l.AmountFen
	}
	return []Event{PayoutMade{Disbursement: d}}, nil
}

func payable(s *State, program string, l DisbursementLine) (*Sponsorship, *Error) {
	sp, ok := s.Sponsorships.Get(l.Sponsorship)
	switch {
	case !ok:
		return nil, invalid("sponsorship", "unknown_sponsorship")
	case sp.Program != program:
		return nil, invalid("sponsorship", "other_program")
	case !slices.Contains(PayeeKinds, l.PayeeKind):
		return nil, invalid("payee_kind", "unknown_choice")
	case l.Places < 1:
		return nil, invalid("places", "amount_positive")
	case l.AmountFen <= 0:
		return nil, invalid("amount_fen", "amount_positive")
	}
	if _, err := SponsorshipFlow.Next(sp.Status, "disburse"); err != nil {
		return nil, Refuse(Conflict, "wrong_status").At("sponsorship").With("status", string(sp.Status)).With("verb", "disburse")
	}
	if l.AmountFen/money.Fen(l.Places) > sp.UnitPriceFen || l.AmountFen > sp.UnitPriceFen*money.Fen(min(l.Places, sp.Places)) {
		return nil, Refuse(Conflict, "over_price").At("amount_fen").With("price", sp.UnitPriceFen)
	}
	return sp, nil
}

// PayoutMade carries the new payout.
type PayoutMade struct {
	Disbursement Disbursement `json:"disbursement"`
}

// Apply implements Event.
func (e PayoutMade) Apply(s *State) {
	d := e.Disbursement
	d.Version++
	s.putDisbursement(&d)
	s.countNumber(d.Number)
	for _, l := range d.Lines {
		s.changeSponsorship(l.Sponsorship, func(sp *Sponsorship) { sp.ReservedPlaces += l.Places; sp.ReservedFen += l.AmountFen })
		s.movePlaces(&l, "planned", "")
	}
	s.remember(d.ID, Fact{Kind: "disbursement_made", Fen: d.TotalFen, By: d.Maker})
	s.tell(Notice{Kind: "disbursement_made", Ref: d.ID, Number: d.Number, Fen: d.TotalFen}, ToRole(FinanceChecker, ""))
}

func (s *State) putDisbursement(d *Disbursement) {
	s.Disbursements.Set(d.ID, d)
	if d.Status == DisbursementProven || d.Status == DisbursementRejected {
		s.disbursementsOpen.del(d.ID)
	} else {
		s.disbursementsOpen.Set(d.ID, none{})
	}
}

// StepDisbursement checks, approves, rejects or proves a payout.
type StepDisbursement struct {
	ID        string
	Verb      string // check approve reject prove
	Reason    string
	Evidence  string
	IfVersion int64
}

// Permission implements Command: each step has its own. A rejection is for whoever's turn it is.
func (c StepDisbursement) Permission() Permission {
	switch c.Verb {
	case "check":
		return CheckPayouts
	case "approve":
		return ApprovePayouts
	case "prove":
		return ProvePayouts
	}
	return SignedIn
}

// Decide refuses `not_found stale wrong_status maker_is_checker forbidden reason_required evidence_required text_too_long`.
func (c StepDisbursement) Decide(s *State, in Input) ([]Event, error) {
	d, ok := s.Disbursements.Get(c.ID)
	if !ok || !in.Actor.Role.Staff() && in.Actor.Role != RoleSystem {
		return nil, notFound()
	}
	if err := fresh(d.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if c.Verb == "pay" || c.Verb == "return" {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(d.Status)).With("verb", c.Verb)
	}
	next, err := DisbursementFlow.Next(d.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	if err := bounded([]text{{"reason", c.Reason, 500}, {"evidence", c.Evidence, 200}}); err != nil {
		return nil, err
	}
	e := PayoutStepped{ID: d.ID, Verb: c.Verb, Status: next, Reason: c.Reason, Evidence: c.Evidence, By: in.Actor.ID}
	switch c.Verb {
	case "check":
		if in.Actor.ID == d.Maker {
			return nil, Refuse(Forbidden, "maker_is_checker")
		}
	case "approve":
		if in.Actor.ID == d.Maker || in.Actor.ID == d.Checker {
			return nil, Refuse(Forbidden, "maker_is_checker")
		}
	case "reject":
		turn := map[DisbursementStatus]Permission{DisbursementMade: CheckPayouts, DisbursementChecked: ApprovePayouts, DisbursementApproved: MakePayouts}
		if !in.Actor.Can(turn[d.Status]) {
			return nil, Refuse(Forbidden, "forbidden")
		}
		if c.Reason == "" {
			return nil, invalid("reason", "reason_required")
		}
	case "prove":
		if c.Evidence == "" {
			return nil, invalid("evidence", "evidence_required")
		}
		return proveDisbursement(s, in, d, e)
	}
	return []Event{e}, nil
}

// PayoutStepped says that a payout was checked, approved, rejected or proven.
type PayoutStepped struct {
	ID       string             `json:"id"`
	Verb     string             `json:"verb"`
	Status   DisbursementStatus `json:"status"`
	Reason   string             `json:"reason,omitempty"`
	Evidence string             `json:"evidence,omitempty"`
	By       string             `json:"by"`
}

// Apply implements Event.
func (e PayoutStepped) Apply(s *State) {
	old, _ := s.Disbursements.Get(e.ID)
	d := *old
	d.Status, d.Reason = e.Status, e.Reason
	d.Version++
	switch e.Verb {
	case "check":
		d.Checker = e.By
		s.tell(Notice{Kind: "disbursement_checked", Ref: d.ID, Number: d.Number, Fen: d.TotalFen}, ToRole(SecretaryGeneral, ""))
	case "approve":
		d.Approver = e.By
		s.tell(Notice{Kind: "disbursement_approved", Ref: d.ID, Number: d.Number, Fen: d.TotalFen}, ToRole(FinanceMaker, ""))
	case "reject":
		for _, l := range d.Lines {
			s.changeSponsorship(l.Sponsorship, func(sp *Sponsorship) { sp.ReservedPlaces -= l.Places; sp.ReservedFen -= l.AmountFen })
			s.movePlaces(&l, "", "")
		}
		s.tell(Notice{Kind: "disbursement_rejected", Ref: d.ID, Number: d.Number, Fen: d.TotalFen}, ToRole(FinanceMaker, ""))
	case "prove":
		d.Evidence = e.Evidence
		d.Lines = slices.Clone(d.Lines)
		for i := range d.Lines {
			d.Lines[i].Status = "proven"
			s.movePlaces(&d.Lines[i], "proven", "")
		}
	}
	s.putDisbursement(&d)
	s.remember(d.ID, Fact{Kind: "disbursement_" + e.Verb, Fen: d.TotalFen, Note: e.Reason, Ref: e.Evidence, By: e.By})
}

// DisbursementsOpen lists the payouts that are under way.
func (s *State) DisbursementsOpen() []*Disbursement {
	var out []*Disbursement
	for id := range s.disbursementsOpen.All() {
		d, _ := s.Disbursements.Get(id)
		out = append(out, d)
	}
	return out
}
