package desk

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"shanpei/internal/matching"
	"shanpei/models"
)

// maxProposals is what models.RecordMatch keeps of one run.
const maxProposals = 20_000

// Propose runs the engine on a state. The match it gives is what models.RecordMatch records; every proposal in it can be accepted on the same state.
// It fails when the context ends, and refuses what pinned refuses.
func Propose(ctx context.Context, s *models.State, o Options) (models.Match, error) {
	m, err := Best(ctx, s, o)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return models.Match{}, err
	}
	return m, nil
}

// Best is Propose that keeps the best so far when the context ends. Such a match says that it was stopped: run again, it may come out otherwise.
func Best(ctx context.Context, s *models.State, o Options) (models.Match, error) {
	if o.Today == "" {
		o.Today = models.DayOf(s.At)
	}
	given, first, err := pinned(s, o)
	if err != nil {
		return models.Match{}, err
	}
	t := newTable(given, o)
	t.before = s
	t.problem.Settings.Quiet = o.Quick
	r := matching.Run(ctx, t.problem, o.Tell)
	m := t.match(r)
	m.InputSeq, m.Settings = s.Seq, t.record(r.Stopped).text()
	m.Proposals = append(first, m.Proposals[:min(len(m.Proposals), maxProposals-len(first))]...)
	for k := range m.Proposals {
		m.Proposals[k].ID = strconv.Itoa(k + 1)
	}
	t.leftOut(&m)
	listed(&m)
	return m, nil
}

// maxUnmet and maxUnspent are how many needs and pledges a run lists with their reasons, so that one entry of the journal holds it: those that the most
// money concerns.
const (
	maxUnmet   = 10_000
	maxUnspent = 5_000
)

func listed(m *models.Match) {
	var more []models.Unmet
	m.Unmet, more = largest(m.Unmet, maxUnmet)
	for _, u := range more {
		m.More.Needs++
		m.More.Places += u.Places
	}
	m.Unspent, more = largest(m.Unspent, maxUnspent)
	for _, u := range more {
		m.More.Pledges++
		m.More.UnspentFen += u.Fen
	}
}

// largest keeps the n of a list that the most money concerns, in their order, and gives the rest.
func largest(list []models.Unmet, n int) (kept, rest []models.Unmet) {
	if len(list) <= n {
		return list, nil
	}
	order := slices.Clone(list)
	slices.SortStableFunc(order, func(a, b models.Unmet) int { return cmp.Compare(b.Fen, a.Fen) })
	keep := map[string]bool{}
	for _, u := range order[:n] {
		keep[u.ID] = true
	}
	for _, u := range list {
		if keep[u.ID] {
			kept = append(kept, u)
		} else {
			rest = append(rest, u)
		}
	}
	return kept, rest
}

// match turns a result into what models keeps.
func (t *table) match(r matching.Result) models.Match {
	m := models.Match{Programs: t.opt.Programs, Value: r.Value, Bound: r.Bound}
	for _, sh := range r.Shares {
		if len(m.Proposals) == maxProposals {
			break
		}
		m.Proposals = append(m.Proposals, t.proposal(sh, len(m.Proposals)+1))
	}
	for _, l := range r.Unmet {
		n, ok := t.s.Needs.Get(l.ID)
		if ok {
			m.Unmet = append(m.Unmet, models.Unmet{ID: l.ID, Fen: l.Fen, Places: int(l.Fen / n.UnitPriceFen), Reasons: t.unmetReasons(n, l.Reasons)})
		}
	}
	for _, l := range r.Unspent {
		m.Unspent = append(m.Unspent, models.Unmet{ID: l.ID, Fen: l.Fen, Reasons: t.reasons(l.Reasons)})
	}
	for _, id := range t.overdue {
		p, _ := t.s.Pledges.Get(id)
		late := models.Reason{Kind: ReasonOverdue, Params: []models.Param{{Name: "amount_fen", Value: strconv.FormatInt(int64(p.FreeFen()), 10)}}}
		m.Unspent = append(m.Unspent, models.Unmet{ID: id, Fen: p.FreeFen(), Reasons: []models.Reason{late}})
	}
	return m
}

// ReasonOverdue says that a pledge's instalments are overdue and take no part until they are paid.
const ReasonOverdue = "overdue"

// The next best pledge as a donor is told of it: without its number.
const (
	ReasonRival      = "rival"       // percent
	ReasonEqualRival = "equal_rival" // it would do as well
)

var rivals = map[string]string{matching.ReasonNextPledge: ReasonRival, matching.ReasonEqualPledge: ReasonEqualRival}

func (t *table) proposal(sh matching.Share, no int) models.Proposal {
	n, _ := t.s.Needs.Get(sh.Need)
	return models.Proposal{
		ID: strconv.Itoa(no), Pledge: sh.Pledge, Need: sh.Need, Places: int(sh.Fen / n.UnitPriceFen), AmountFen: sh.Fen, Reasons: t.reasons(sh.Reasons),
	}
}

// reasons puts numbers and names where the engine has ids.
func (t *table) reasons(list []matching.Reason) []models.Reason {
	var out []models.Reason
	for _, r := range list {
		m := models.Reason{Kind: r.Kind}
		if kind := rivals[r.Kind]; t.donor && kind != "" { // a donor is not told whose pledge it is
			m.Kind, r.Params = kind, slices.DeleteFunc(slices.Clone(r.Params), func(p matching.Param) bool { return p.Name == "other_pledge" })
		}
		for _, p := range r.Params {
			m.Params = append(m.Params, models.Param{Name: p.Name, Value: t.name(p.Name, p.Value)})
		}
		out = append(out, m)
	}
	return out
}

func (t *table) name(param, value string) string {
	switch param {
	case "need", "other_need":
		if n, ok := t.s.Needs.Get(value); ok {
			return n.Number
		}
	case "pledge", "other_pledge":
		if p, ok := t.s.Pledges.Get(value); ok {
			return p.Number
		}
	case "county":
		if c, ok := t.s.Counties.Get(value); ok {
			return c.Name
		}
	case "program":
		if p, ok := t.s.Programs.Get(value); ok {
			return p.Name
		}
	}
	return value
}

// ofNobodyElse leaves out reasons that name another donor's pledge: who is shown a preview must not learn that it is there.
func ofNobodyElse(list []models.Reason) []models.Reason {
	return slices.DeleteFunc(list, func(r models.Reason) bool {
		return slices.ContainsFunc(r.Params, func(p models.Param) bool { return p.Name == "pledge" || p.Name == "other_pledge" })
	})
}
