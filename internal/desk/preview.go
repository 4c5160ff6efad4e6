package desk

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"shanpei/internal/matching"
	"shanpei/models"
	"shanpei/models/money"
)

// Preview answers what a pledge that is being typed would do: a state's needs, with the prices of everybody else's money. To make one takes as long as the
// state is large; to ask it does not. It is safe for concurrent use.
type Preview struct {
	t      *table
	market *matching.Market
	seq    int64
}

// NewPreview prepares a state. It fails only when the context ends.
func NewPreview(ctx context.Context, s *models.State, today models.Day) (*Preview, error) {
	t := newTable(s, Options{Today: today})
	t.donor = true
	market, err := matching.NewMarket(ctx, t.problem)
	if err != nil {
		return nil, err
	}
	t.problem = matching.Problem{} // the market has its own
	return &Preview{t: t, market: market, seq: s.Seq}, nil
}

// Of tells whether the preview is that of a state, on a day.
func (v *Preview) Of(s *models.State, today models.Day) bool {
	return v.seq == s.Seq && v.t.opt.Today == today
}

// WhatIf tells which places a pledge that is being typed would meet now, and why it would leave the rest; it changes nothing. The state may be newer than
// that of the preview: no place is promised that is not free in it. It refuses what models.MakePledge refuses.
func (v *Preview) WhatIf(s *models.State, actor models.Actor, at time.Time, cmd models.MakePledge) ([]models.Proposal, []models.Unmet, error) {
	made := 0
	in := models.Input{Actor: actor, At: at, NewID: func() string { made++; return fmt.Sprintf("~preview-%02d", made) }}
	events, err := cmd.Decide(s, in)
	if err != nil {
		return nil, nil, err
	}
	t := *v.t
	t.s = s
	p := events[0].(models.PledgeMade).Pledge
	if !p.Purpose.Open() {
		return t.namedPlaces(p, events), nil, nil
	}
	p.Status = models.PledgeSigned
	t.addPledge(&p)
	if len(t.problem.Pledges) == 0 { // no programme that takes its money is running
		why := []models.Reason{{Kind: matching.ReasonNoPurpose}}
		return nil, []models.Unmet{{ID: p.ID, Fen: p.AmountFen, Reasons: why}}, nil
	}
	got := v.market.Add(t.problem.Pledges[0], func(need string) money.Fen {
		n, ok := s.Needs.Get(need)
		if !ok || !n.Takes() || n.Indivisible && n.Taken > 0 {
			return 0
		}
		return n.UnitPriceFen * money.Fen(n.Left())
	})
	var proposals []models.Proposal
	for k, sh := range got.Shares {
		proposals = append(proposals, t.proposal(sh, k+1))
	}
	var left []models.Unmet
	if got.Left > 0 {
		left = append(left, models.Unmet{ID: p.ID, Fen: got.Left, Reasons: t.reasons([]matching.Reason{got.Why})})
	}
	if fee := p.FeeOf(p.AmountFen); fee > 0 {
		why := models.Reason{Kind: ReasonFee, Params: []models.Param{{Name: "fee_fen", Value: number(int64(fee))}}}
		left = append(left, models.Unmet{ID: p.ID, Fen: fee, Reasons: []models.Reason{why}})
	}
	return proposals, left, nil
}

// ReasonFee says that a part of a gift bears what its agreement names for administration.
const ReasonFee = "fee"

// namedPlaces are the places that a pledge takes at once because it names their needs.
func (t *table) namedPlaces(p models.Pledge, events []models.Event) []models.Proposal {
	var out []models.Proposal
	for _, e := range events {
		if held, ok := e.(models.PlacesHeld); ok {
			sp := held.Sponsorship
			out = append(out, models.Proposal{
				ID: strconv.Itoa(len(out) + 1), Pledge: p.ID, Need: sp.Need, Places: sp.Places, AmountFen: sp.UnitPriceFen * money.Fen(sp.Places),
				Reasons: []models.Reason{{Kind: matching.ReasonNamed}},
			})
		}
	}
	return out
}
