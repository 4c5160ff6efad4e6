package models

import (
	"slices"
	"strings"

	"shanpei/models/money"
)

// StepPolicy takes a policy on its way.
type StepPolicy struct {
	ID        string
	Verb      string    // one of PolicyVerbs
	Paper     string    // seal: the insurer's number; endorse: that of the endorsement
	Fen       money.Fen // endorse: what it costs more; pay by a paper; claim: what the insurer paid
	Payout    string    // pay: number of the disbursement
	Document  string    // pay: the paper by which somebody else pays
	Month     string    // claim: 2026-09
	Count     int       // claim
	Reason    string    // return, cancel
	IfVersion int64
}

// Permission implements Command: a roster is sealed by a second person.
func (c StepPolicy) Permission() Permission {
	if c.Verb == "seal" || c.Verb == "return" {
		return SealPolicies
	}
	return ManagePolicies
}

// Decide refuses `not_found stale wrong_status cut_off_ahead roster_empty same_person roster_same still_runs`, and at the field `required document_form text_too_long
// amount_negative amount_positive amount_too_large unknown_payout payout_not_paid payout_used not_insurer over_premium month_form date_future outside_policy month_twice out_of_range
// reason_required`.
func (c StepPolicy) Decide(s *State, in Input) ([]Event, error) {
	old, ok := s.InsurancePolicies.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := PolicyFlow.Next(old.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	e := PolicyStepped{ID: old.ID, Verb: c.Verb, Status: to, Day: in.Today(), Fen: c.Fen, By: in.Actor.ID}
	switch c.Verb {
	case "fix":
		if old.CutOff > in.Today() {
			return nil, Refuse(Conflict, "cut_off_ahead").With("day", string(old.CutOff))
		}
		if e.Roster = s.Insured(old.CutOff); len(e.Roster) == 0 {
			return nil, Refuse(Conflict, "roster_empty")
		}
	case "seal":
		if in.Actor.ID == old.FixedBy {
			return nil, Refuse(Forbidden, "same_person")
		}
		e.Paper, err = paper("paper", c.Paper)
	case "endorse":
		err = c.endorse(s, old, in, &e)
	case "pay":
		err = c.pay(s, old, &e)
	case "claim":
		err = c.claim(old, in, &e)
	case "end":
		if old.To >= in.Today() {
			err = Refuse(Conflict, "still_runs").With("day", string(old.To))
		}
	case "return", "cancel":
		e.Reason = strings.TrimSpace(c.Reason)
		err = reason("reason", e.Reason, true)
	}
	if err != nil {
		return nil, err
	}
	return []Event{e}, nil
}

// paper takes the number of a document: `required document_form text_too_long`.
func paper(field, number string) (string, error) {
	number = strings.TrimSpace(number)
	switch {
	case number == "":
		return "", invalid(field, "required")
	case !documentForm.MatchString(number) || manyDigits.MatchString(number):
		return "", invalid(field, "document_form")
	}
	return number, bounded([]text{{field, number, 40}})
}

// endorse takes the register of today: who came is added, who left is taken out.
func (c StepPolicy) endorse(s *State, old *Policy, in Input, e *PolicyStepped) (err error) {
	if e.Paper, err = paper("paper", c.Paper); err != nil {
		return err
	}
	switch {
	case c.Fen < 0:
		return invalid("fen", "amount_negative")
	case c.Fen > money.MaxFen/1000:
		return invalid("fen", "amount_too_large").With("limit", money.MaxFen/1000)
	}
	have, _ := s.Rosters.Get(old.ID)
	e.Roster = s.Insured(in.Today())
	if slices.Equal(have, e.Roster) {
		return Refuse(Conflict, "roster_same")
	}
	for _, id := range e.Roster {
		if _, found := slices.BinarySearch(have, id); !found {
			e.Count++
		}
	}
	return nil
}

func (c StepPolicy) pay(s *State, old *Policy, e *PolicyStepped) (err error) {
	if c.Payout == "" {
		if e.Document, err = paper("document", c.Document); err != nil {
			return err
		}
		if c.Fen <= 0 {
			return invalid("fen", "amount_positive")
		}
	} else if e.Payout, e.Fen, err = s.premiumOf(c.Payout); err != nil {
		return err
	}
	sums := old.Sums()
	if left := sums.PremiumFen - sums.PaidFen; e.Fen > left {
		return Refuse(Conflict, "over_premium").At("fen").With("left", left)
	}
	return nil
}

// premiumOf is what a disbursement that was paid sent to insurers: `unknown_payout payout_not_paid payout_used not_insurer`.
func (s *State) premiumOf(number string) (string, money.Fen, error) {
	d, ok := s.disbursementNumbered(number)
	switch {
	case !ok:
		return "", 0, invalid("payout", "unknown_payout")
	case d.Status != DisbursementPaid && d.Status != DisbursementProven:
		return "", 0, invalid("payout", "payout_not_paid")
	}
	for _, p := range s.InsurancePolicies.All() {
		if slices.ContainsFunc(p.Payments, func(x PremiumPayment) bool { return x.Payout == d.Number }) {
			return "", 0, Refuse(Conflict, "payout_used").At("payout").With("number", p.Number)
		}
	}
	fen := money.Fen(0)
	for _, l := range d.Lines {
		if l.PayeeKind == "insurer" {
			fen += l.AmountFen
		}
	}
	if fen == 0 {
		return "", 0, invalid("payout", "not_insurer")
	}
	return d.Number, fen, nil
}

func (c StepPolicy) claim(old *Policy, in Input, e *PolicyStepped) error {
	switch {
	case !monthForm.MatchString(c.Month):
		return invalid("month", "month_form")
	case c.Month > string(in.Today())[:7]:
		return invalid("month", "date_future")
	case c.Month < string(old.From)[:7] || c.Month > string(old.To)[:7]:
		return invalid("month", "outside_policy").With("from", string(old.From)).With("to", string(old.To))
	case slices.ContainsFunc(old.Claims, func(x PolicyClaims) bool { return x.Month == c.Month }):
		return invalid("month", "month_twice")
	case c.Count < 0 || c.Count > maxAttended:
		return invalid("count", "out_of_range").With("low", 0).With("high", maxAttended)
	case c.Fen < 0:
		return invalid("fen", "amount_negative")
	case c.Fen > money.MaxFen/1000:
		return invalid("fen", "amount_too_large").With("limit", money.MaxFen/1000)
	}
	e.Month, e.Count = c.Month, c.Count
	return nil
}

// PolicyStepped says where a policy stands now. A roster is the codes of the insured.
type PolicyStepped struct {
	ID       string       `json:"id"`
	Verb     string       `json:"verb"`
	Status   PolicyStatus `json:"status"`
	Day      Day          `json:"day"`
	Roster   []string     `json:"roster,omitempty"`
	Paper    string       `json:"paper,omitempty"`
	Payout   string       `json:"payout,omitempty"`
	Document string       `json:"document,omitempty"`
	Month    string       `json:"month,omitempty"`
	Count    int          `json:"count,omitempty"`
	Fen      money.Fen    `json:"fen,omitempty"`
	Reason   string       `json:"reason,omitempty"`
	By       string       `json:"by"`
}

// Apply implements Event.
func (e PolicyStepped) Apply(s *State) {
	old, _ := s.InsurancePolicies.Get(e.ID)
	p := *old
	p.Status = e.Status
	p.Version++
	f := Fact{Kind: "policy_" + e.Verb, Note: e.Reason, Ref: e.Paper, By: e.By}
	switch e.Verb {
	case "fix":
		s.Rosters.Set(p.ID, e.Roster)
		p.Heads, p.FixedBy, f.Count = s.headsOf(e.Roster), e.By, len(e.Roster)
		s.tell(Notice{Kind: "policy_fixed", Ref: p.ID, Number: p.Number, Count: len(e.Roster)}, ToRole(SecretaryGeneral, ""))
	case "seal":
		p.Paper, p.SealedBy = e.Paper, e.By
	case "return", "cancel":
		p.Reason = e.Reason
	case "endorse":
		have, _ := s.Rosters.Get(p.ID)
		s.Rosters.Set(p.ID, e.Roster)
		p.Heads = s.headsOf(e.Roster)
		p.Endorsements = append(slices.Clone(p.Endorsements), Endorsement{Day: e.Day, Paper: e.Paper, Added: e.Count, Removed: e.Count - len(e.Roster) + len(have), Fen: e.Fen})
		f.Fen = e.Fen
	case "pay":
		p.Payments = append(slices.Clone(p.Payments), PremiumPayment{Fen: e.Fen, Payout: e.Payout, Document: e.Document})
		f.Fen, f.Ref = e.Fen, e.Payout+e.Document
	case "claim":
		p.Claims = append(slices.Clone(p.Claims), PolicyClaims{Month: e.Month, Count: e.Count, Fen: e.Fen})
		slices.SortFunc(p.Claims, func(a, b PolicyClaims) int { return strings.Compare(a.Month, b.Month) })
		f.Fen, f.Count = e.Fen, e.Count
	}
	s.InsurancePolicies.Set(p.ID, &p)
	s.remember(p.ID, f)
	s.public()
}
