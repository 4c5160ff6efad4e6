package models

import (
	"slices"
	"strings"
)

// StepContract signs, closes with an evaluation, or breaks off a contract.
type StepContract struct {
	ID         string
	Verb       string // sign, close, end
	Paper      string // sign: where the signed contract is kept
	Score      int    // close: 0 to 100
	Evaluation string // close
	Reason     string // end
	IfVersion  int64
}

// Permission implements Command.
func (StepContract) Permission() Permission { return ManageContracts }

// Decide refuses `not_found stale wrong_status milestones_open`, and at the field `required text_too_long out_of_range reason_required`.
func (c StepContract) Decide(s *State, in Input) ([]Event, error) {
	old, ok := s.Contracts.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	to, err := ContractFlow.Next(old.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	e := ContractStepped{ID: old.ID, Verb: c.Verb, Status: to, By: in.Actor.ID}
	switch c.Verb {
	case "sign":
		if e.Paper = strings.TrimSpace(c.Paper); e.Paper == "" {
			return nil, invalid("paper", "required")
		}
	case "close":
		if slices.ContainsFunc(old.Milestones, func(m Milestone) bool { return m.Status != MilestonePaid }) {
			return nil, Refuse(Conflict, "milestones_open")
		}
		if e.Score = c.Score; e.Score < 0 || e.Score > 100 {
			return nil, invalid("score", "out_of_range").With("low", 0).With("high", 100)
		}
		if e.Evaluation = strings.TrimSpace(c.Evaluation); e.Evaluation == "" {
			return nil, invalid("evaluation", "required")
		}
	case "end":
		e.Reason = strings.TrimSpace(c.Reason)
		if err := reason("reason", e.Reason, true); err != nil {
			return nil, err
		}
	}
	if err := bounded([]text{{"paper", e.Paper, 80}, {"evaluation", e.Evaluation, 2000}}); err != nil {
		return nil, err
	}
	return []Event{e}, nil
}

// ContractStepped says where a contract stands now.
type ContractStepped struct {
	ID         string         `json:"id"`
	Verb       string         `json:"verb"`
	Status     ContractStatus `json:"status"`
	Paper      string         `json:"paper,omitempty"`
	Score      int            `json:"score,omitempty"`
	Evaluation string         `json:"evaluation,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	By         string         `json:"by"`
}

// Apply implements Event.
func (e ContractStepped) Apply(s *State) {
	s.changeContract(e.ID, func(c *Contract) {
		c.Status = e.Status
		switch e.Verb {
		case "sign":
			c.Paper = e.Paper
		case "close":
			c.Score, c.Evaluation = e.Score, e.Evaluation
		case "end":
			c.Reason = e.Reason
		}
	})
	s.remember(e.ID, Fact{Kind: "contract_" + e.Verb})
}

// StepMilestone tells that a milestone was delivered, accepts or refuses it, and tells by which disbursement it was paid.
type StepMilestone struct {
	ID        string
	No        int // from 1
	Verb      string
	Reached   []int  // deliver: by indicator, since the contract began
	Evidence  string // deliver: where the proof is kept
	Reason    string // refuse
	Payout    string // pay: number of the disbursement
	IfVersion int64
}

// Permission implements Command: what a provider delivered is accepted by a second person.
func (c StepMilestone) Permission() Permission {
	if c.Verb == "accept" || c.Verb == "refuse" {
		return AcceptMilestones
	}
	return ManageContracts
}

// Decide refuses `not_found stale wrong_status same_person earlier_milestone`, and at the field `unknown_line out_of_range required text_too_long reason_required
// unknown_payout payout_not_paid`. Milestones are delivered in their order, and no figure gets less.
func (c StepMilestone) Decide(s *State, in Input) ([]Event, error) {
	old, ok := s.Contracts.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if old.Status != ContractSigned {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(old.Status)).With("verb", c.Verb)
	}
	if c.No < 1 || c.No > len(old.Milestones) {
		return nil, invalid("no", "unknown_line").With("line", c.No)
	}
	m := old.Milestones[c.No-1]
	to, err := MilestoneFlow.Next(m.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	e := MilestoneStepped{ID: old.ID, No: c.No, Verb: c.Verb, Status: to, Day: in.Today(), By: in.Actor.ID}
	switch c.Verb {
	case "deliver":
		if c.No > 1 && old.Milestones[c.No-2].Status != MilestoneAccepted && old.Milestones[c.No-2].Status != MilestonePaid {
			return nil, Refuse(Conflict, "earlier_milestone")
		}
		if len(c.Reached) != len(old.Indicators) {
			return nil, invalid("reached", "required")
		}
		for i, n := range c.Reached {
			if least := old.Reached(i); n < least || n > maxReached {
				return nil, invalid("reached", "out_of_range").With("low", least).With("high", maxReached)
			}
		}
		e.Reached = slices.Clone(c.Reached)
		if e.Evidence = strings.TrimSpace(c.Evidence); e.Evidence == "" {
			return nil, invalid("evidence", "required")
		}
		if err := bounded([]text{{"evidence", e.Evidence, 80}}); err != nil {
			return nil, err
		}
	case "accept", "refuse":
		if in.Actor.ID == m.DeliverBy {
			return nil, Refuse(Forbidden, "same_person")
		}
		e.Reason = strings.TrimSpace(c.Reason)
		if err := reason("reason", e.Reason, c.Verb == "refuse"); err != nil {
			return nil, err
		}
	case "pay":
		d, ok := s.disbursementNumbered(c.Payout)
		switch {
		case !ok:
			return nil, invalid("payout", "unknown_payout")
		case d.Status != DisbursementPaid && d.Status != DisbursementProven:
			return nil, invalid("payout", "payout_not_paid")
		}
		e.Payout = d.Number
	}
	return []Event{e}, nil
}

// disbursementNumbered finds a disbursement by its number.
func (s *State) disbursementNumbered(number string) (*Disbursement, bool) {
	for _, d := range s.Disbursements.All() {
		if d.Number == number {
			return d, true
		}
	}
	return nil, false
}

// MilestoneStepped says where a milestone stands now.
type MilestoneStepped struct {
	ID       string          `json:"id"`
	No       int             `json:"no"`
	Verb     string          `json:"verb"`
	Status   MilestoneStatus `json:"status"`
	Day      Day             `json:"day"`
	Reached  []int           `json:"reached,omitempty"`
	Evidence string          `json:"evidence,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Payout   string          `json:"payout,omitempty"`
	By       string          `json:"by"`
}

// Apply implements Event.
func (e MilestoneStepped) Apply(s *State) {
	s.changeContract(e.ID, func(c *Contract) {
		c.Milestones = slices.Clone(c.Milestones)
		m := &c.Milestones[e.No-1]
		m.Status, m.Reason = e.Status, e.Reason
		switch e.Verb {
		case "deliver":
			m.Reached, m.Evidence, m.Delivered, m.DeliverBy = e.Reached, e.Evidence, e.Day, e.By
		case "accept":
			m.AcceptedBy = e.By
		case "pay":
			m.Payout = e.Payout
		}
	})
	s.remember(e.ID, Fact{Kind: "milestone_" + e.Verb})
}
