package desk

import (
	"fmt"
	"slices"
	"strconv"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

// Reasons that only the desk has.
const (
	ReasonPinned   = "pinned"   // staff gave these places before the run
	ReasonExcluded = "excluded" // staff left the need or the pledge out of the run
)

// pinned gives the pins' places away on a copy of the state, by the commands that accepting them would take, so that no pin breaks a rule that an accepted
// proposal keeps. It refuses, at `pins.N`, `pin_unknown`, `pin_excluded`, `pin_no_room`, `pin_not_due` and what models.AcceptMatch refuses.
func pinned(s *models.State, o Options) (*models.State, []models.Proposal, error) {
	var out []models.Proposal
	for k, pin := range o.Pinned {
		at := func(err *models.Error) error { return err.At("pins." + strconv.Itoa(k)) }
		t := newTable(s, o)
		n, okN := s.Needs.Get(pin.Need)
		p, okP := s.Pledges.Get(pin.Pledge)
		if !okN || !okP || !t.wants(n.Program) {
			return nil, nil, at(models.Refuse(models.Invalid, "pin_unknown"))
		}
		for _, x := range o.Excluded {
			if (x.Pledge == "" || x.Pledge == p.ID) && (x.Need == "" || x.Need == n.ID) {
				return nil, nil, at(models.Refuse(models.Invalid, "pin_excluded"))
			}
		}
		if pin.Places <= 0 {
			pin.Places = t.most(n, p)
		}
		if pin.Places <= 0 {
			return nil, nil, at(models.Refuse(models.Invalid, "pin_no_room"))
		}
		proposal := models.Proposal{Pledge: p.ID, Need: n.ID, Places: pin.Places, AmountFen: n.UnitPriceFen * money.Fen(pin.Places), Reasons: []models.Reason{{Kind: ReasonPinned}}}
		next, err := accepted(s, proposal, k)
		if err != nil {
			if refused, ok := err.(*models.Error); ok {
				return nil, nil, at(refused)
			}
			return nil, nil, err
		}
		var due money.Fen
		for k, x := range t.arrives(p) {
			if k <= t.spent(n) {
				due += x
			}
		}
		if proposal.AmountFen > due {
			return nil, nil, at(models.Refuse(models.Invalid, "pin_not_due").With("left", due))
		}
		s, out = next, append(out, proposal)
	}
	return s, out, nil
}

// most is how many places of a need a pledge can take.
func (t *table) most(n *models.Need, p *models.Pledge) int {
	if n.UnitPriceFen <= 0 {
		return 0
	}
	most := min(n.Left(), int(p.FreeFen()/n.UnitPriceFen))
	if p.MaxPlacesPerNeed > 0 {
		for _, sp := range t.s.SponsorshipsOfPledge(p.ID) {
			if sp.Need == n.ID {
				most = min(most, p.MaxPlacesPerNeed-sp.Places)
			}
		}
		most = min(most, p.MaxPlacesPerNeed)
	}
	return most
}

// accepted is a copy of the state in which the proposal was accepted.
func accepted(s *models.State, proposal models.Proposal, k int) (*models.State, error) {
	made := 0
	in := models.Input{Actor: models.System, At: s.At, NewID: func() string { made++; return fmt.Sprintf("~pin-%02d-%02d", k, made) }}
	next := s.Fork()
	next.Begin(s.Seq+1, s.At)
	do := func(cmd models.Command) ([]models.Event, error) {
		events, err := cmd.Decide(next, in)
		for _, e := range events {
			e.Apply(next)
		}
		return events, err
	}
	events, err := do(models.RecordMatch{Match: models.Match{Proposals: []models.Proposal{proposal}}})
	if err != nil {
		return nil, err
	}
	_, err = do(models.AcceptMatch{ID: events[0].(models.MatchRun).Match.ID, Proposals: []string{"1"}})
	return next, err
}

// leftOut says of what staff left out of the run that it was left out.
func (t *table) leftOut(m *models.Match) {
	if t.opt.Quick {
		return
	}
	why := []models.Reason{{Kind: ReasonExcluded}}
	for _, x := range t.opt.Excluded {
		if n, ok := t.s.Needs.Get(x.Need); ok && x.Pledge == "" && n.Takes() && t.wants(n.Program) {
			m.Unmet = append(m.Unmet, models.Unmet{ID: n.ID, Fen: n.UnitPriceFen * money.Fen(n.Left()), Places: n.Left(), Reasons: append(slices.Clone(why), t.unmetReasons(n, []matching.Reason{wouldMeet(n)})...)})
		}
		if p, ok := t.s.Pledges.Get(x.Pledge); ok && x.Need == "" && p.FreeFen() > 0 {
			m.Unspent = append(m.Unspent, models.Unmet{ID: p.ID, Fen: p.FreeFen(), Reasons: why})
		}
	}
}

// wouldMeet is the pledge that would meet what a need has left.
func wouldMeet(n *models.Need) matching.Reason {
	return matching.Reason{Kind: matching.ReasonWouldMeet, Params: []matching.Param{
		{Name: "amount_fen", Value: number(int64(n.UnitPriceFen) * int64(n.Left()))}, {Name: "program", Value: n.Program}, {Name: "county", Value: n.County},
	}}
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
