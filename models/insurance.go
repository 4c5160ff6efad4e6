package models

import (
	"slices"
	"strings"
	"time"

	"shanpei/models/money"
)

// PolicyStatus is where an insurance policy stands.
type PolicyStatus string

// The statuses of a policy.
const (
	PolicyDrafted   PolicyStatus = "drafted"
	PolicyRostered  PolicyStatus = "rostered" // its heads are fixed and wait for a second person
	PolicySealed    PolicyStatus = "sealed"   // in force
	PolicyEnded     PolicyStatus = "ended"
	PolicyCancelled PolicyStatus = "cancelled"
)

// PolicyStatuses are the statuses in the order of a policy's way.
var PolicyStatuses = []PolicyStatus{PolicyDrafted, PolicyRostered, PolicySealed, PolicyEnded, PolicyCancelled}

// PolicyFlow says what may be asked of a policy.
var PolicyFlow = Flow[PolicyStatus, string]{
	PolicyDrafted:  {"fix": PolicyRostered, "cancel": PolicyCancelled},
	PolicyRostered: {"fix": PolicyRostered, "seal": PolicySealed, "return": PolicyDrafted, "cancel": PolicyCancelled},
	PolicySealed:   {"endorse": PolicySealed, "pay": PolicySealed, "claim": PolicySealed, "end": PolicyEnded},
}

// PolicyVerbs are what may be asked of a policy, in the order of its way.
var PolicyVerbs = []string{"fix", "seal", "return", "endorse", "pay", "claim", "end", "cancel"}

// PolicyCovers are what a policy may cover.
var PolicyCovers = []string{"critical_illness", "accident", "accident_medical", "hospital_allowance"}

// PolicyHeads are the insured of a county: persons (人数), never claims.
type PolicyHeads struct {
	County  string `json:"county"`
	Heads   int    `json:"heads"`
	Covered int    `json:"covered"` // of those, with the medical cover of the state, which pays first
}

// Endorsement is a change of the roster after it was sealed (批单).
type Endorsement struct {
	Day     Day       `json:"day"`
	Paper   string    `json:"paper"`
	Added   int       `json:"added"`
	Removed int       `json:"removed"`
	Fen     money.Fen `json:"fen"` // what the insurer asks for it more
}

// PremiumPayment is premium that went to the insurer: lines of a disbursement, or what somebody pays outside the portal by a paper.
type PremiumPayment struct {
	Fen      money.Fen `json:"fen"`
	Payout   string    `json:"payout,omitempty"`
	Document string    `json:"document,omitempty"`
}

// PolicyClaims are the claims of a month: how many, and what the insurer paid. Whose they were stays with the insurer and the family.
type PolicyClaims struct {
	Month string    `json:"month"` // 2026-09
	Count int       `json:"count"`
	Fen   money.Fen `json:"fen"`
}

// Policy insures the children of the register for a year, so much a head (护佑健康).
type Policy struct {
	ID           string           `json:"id"`
	Number       string           `json:"number"` // BX
	Program      string           `json:"program"`
	Title        string           `json:"title"`
	Insurer      string           `json:"insurer"`
	From         Day              `json:"from"`
	To           Day              `json:"to"`
	CutOff       Day              `json:"cut_off"` // who is on the register by then is insured
	HeadFen      money.Fen        `json:"head_fen"`
	Covers       []string         `json:"covers"`
	Limit        string           `json:"limit,omitempty"` // what is paid at most, in the insurer's words
	Status       PolicyStatus     `json:"status"`
	Heads        []PolicyHeads    `json:"heads,omitempty"` // by county, as the roster stands
	Paper        string           `json:"paper,omitempty"` // the insurer's own number
	FixedBy      string           `json:"fixed_by,omitempty"`
	SealedBy     string           `json:"sealed_by,omitempty"`
	Endorsements []Endorsement    `json:"endorsements,omitempty"`
	Payments     []PremiumPayment `json:"payments,omitempty"`
	Claims       []PolicyClaims   `json:"claims,omitempty"`
	Reason       string           `json:"reason,omitempty"`
	By           string           `json:"by"`
	At           time.Time        `json:"at"`
	Seq          int64            `json:"seq,omitempty"`
	Version      int64            `json:"version"`
}

// PolicySums are what a policy comes to.
type PolicySums struct {
	Heads, Covered int // persons
	PremiumFen     money.Fen
	PaidFen        money.Fen
	Claims         int
	ClaimedFen     money.Fen
}

// Sums adds up a policy. The premium is that of the sealed roster, and what endorsements cost more.
func (p *Policy) Sums() (out PolicySums) {
	first := 0
	for _, h := range p.Heads {
		out.Heads += h.Heads
		out.Covered += h.Covered
	}
	first = out.Heads
	for _, e := range p.Endorsements {
		first -= e.Added - e.Removed
		out.PremiumFen += e.Fen
	}
	out.PremiumFen += p.HeadFen * money.Fen(first)
	for _, x := range p.Payments {
		out.PaidFen += x.Fen
	}
	for _, x := range p.Claims {
		out.Claims += x.Count
		out.ClaimedFen += x.Fen
	}
	return out
}

// Seen tells whether the public may see the policy.
func (p *Policy) Seen() bool { return p.Status == PolicySealed || p.Status == PolicyEnded }

// PolicyByNumber finds a policy by its number.
func (s *State) PolicyByNumber(number string) (*Policy, bool) {
	id, ok := s.policyNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.InsurancePolicies.Get(id)
}

// Insured lists the codes of those on the register who were accepted by a day, sorted.
func (s *State) Insured(by Day) []string {
	var out []string
	for id, b := range s.Beneficiaries.All() {
		if b.Status == BeneficiaryAccepted && b.AcceptedOn <= by {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// headsOf counts a roster by county, in the order of the counties.
func (s *State) headsOf(codes []string) []PolicyHeads {
	count := map[string]PolicyHeads{}
	for _, code := range codes {
		b, _ := s.Beneficiaries.Get(code)
		h := count[b.County]
		h.County = b.County
		h.Heads++
		if b.MedicalCover {
			h.Covered++
		}
		count[b.County] = h
	}
	out := make([]PolicyHeads, 0, len(count))
	for code := range s.Counties.All() {
		if h, ok := count[code]; ok {
			out = append(out, h)
		}
	}
	return out
}

// DraftPolicy writes a policy down.
type DraftPolicy struct{ Policy Policy }

// Permission implements Command.
func (DraftPolicy) Permission() Permission { return ManagePolicies }

// Decide refuses at the field: `required text_too_long unknown_program program_closed day_form period amount_positive amount_too_large unknown_choice`.
func (c DraftPolicy) Decide(s *State, in Input) ([]Event, error) {
	n := c.Policy
	for _, t := range []text{{"title", n.Title, 0}, {"insurer", n.Insurer, 0}} {
		if strings.TrimSpace(t.words) == "" {
			return nil, invalid(t.field, "required")
		}
	}
	if err := bounded([]text{{"title", n.Title, 60}, {"insurer", n.Insurer, 60}, {"limit", n.Limit, 200}}); err != nil {
		return nil, err
	}
	p, ok := s.ProgramBySlug(n.Program)
	switch {
	case !ok:
		return nil, invalid("program", "unknown_program")
	case p.Status != ProgramActive:
		return nil, invalid("program", "program_closed")
	case !n.From.valid():
		return nil, invalid("from", "day_form")
	case !n.To.valid():
		return nil, invalid("to", "day_form")
	case n.To < n.From:
		return nil, invalid("to", "period")
	case !n.CutOff.valid():
		return nil, invalid("cut_off", "day_form")
	case n.CutOff > n.To:
		return nil, invalid("cut_off", "period")
	case n.HeadFen <= 0:
		return nil, invalid("head_fen", "amount_positive")
	case n.HeadFen > maxHeadFen:
		return nil, invalid("head_fen", "amount_too_large").With("limit", money.Fen(maxHeadFen))
	case len(n.Covers) == 0:
		return nil, invalid("covers", "required")
	}
	for _, x := range n.Covers {
		if !slices.Contains(PolicyCovers, x) {
			return nil, invalid("covers", "unknown_choice")
		}
	}
	return []Event{PolicyDraftedDown{Policy: Policy{
		ID: in.NewID(), Number: s.nextNumber("BX", in.At, 0), Program: p.ID, Title: n.Title, Insurer: n.Insurer, From: n.From, To: n.To, CutOff: n.CutOff, HeadFen: n.HeadFen,
		Covers: slices.Clone(n.Covers), Limit: n.Limit, Status: PolicyDrafted, By: in.Actor.ID, At: in.At,
	}}}, nil
}

const maxHeadFen = 100_000_00

// PolicyDraftedDown carries the new policy.
type PolicyDraftedDown struct {
	Policy Policy `json:"policy"`
}

// Apply implements Event.
func (e PolicyDraftedDown) Apply(s *State) {
	p := e.Policy
	p.Seq = s.Seq
	p.Version++
	s.InsurancePolicies.Set(p.ID, &p)
	s.policyNumbers.Set(p.Number, p.ID)
	s.countNumber(p.Number)
}
