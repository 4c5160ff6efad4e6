package models

import (
	"slices"
	"time"

	"shanpei/models/money"
)

// Reason says in a slug and figures why a proposal was made, or why none was; the message catalogue holds the sentence.
type Reason struct {
	Kind   string  `json:"kind"`
	Params []Param `json:"params,omitempty"`
}

// Param is one figure or word of a reason's sentence.
type Param struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Proposal is one offer of a matching run: places of a need to a pledge.
type Proposal struct {
	ID          string    `json:"id"`
	Pledge      string    `json:"pledge"`
	Need        string    `json:"need"`
	Places      int       `json:"places"`
	AmountFen   money.Fen `json:"amount_fen"`
	Reasons     []Reason  `json:"reasons,omitempty"`
	Sponsorship string    `json:"sponsorship,omitempty"` // set when it was accepted
}

// Unmet is a need, or a pledge's money, that the run could not use, and why.
type Unmet struct {
	ID      string    `json:"id"` // need or pledge
	Fen     money.Fen `json:"fen"`
	Places  int       `json:"places,omitempty"`
	Reasons []Reason  `json:"reasons,omitempty"`
}

// Match is one recorded run of the matching engine (匹配单): its settings, the state it saw, its proposals.
type Match struct {
	ID        string     `json:"id"`
	Number    string     `json:"number"`
	InputSeq  int64      `json:"input_seq"` // the state it was computed on: run again on that, it gives the same
	Programs  []string   `json:"programs,omitempty"`
	Settings  string     `json:"settings,omitempty"` // the engine's settings, as text
	Proposals []Proposal `json:"proposals"`
	Unmet     []Unmet    `json:"unmet,omitempty"`
	Unspent   []Unmet    `json:"unspent,omitempty"`
	More      Unlisted   `json:"more,omitzero"` // what is unmet and unspent besides: one entry of the journal does not hold all of a very large run
	Value     int64      `json:"value,omitempty"`
	Bound     int64      `json:"bound,omitempty"`
	By        string     `json:"by"`
	At        time.Time  `json:"at"`
	Seq       int64      `json:"seq,omitempty"`
	Version   int64      `json:"version"`
}

// Unlisted counts what a run left besides what it lists.
type Unlisted struct {
	Needs      int       `json:"needs,omitempty"`
	Places     int       `json:"places,omitempty"`
	Pledges    int       `json:"pledges,omitempty"`
	UnspentFen money.Fen `json:"unspent_fen,omitempty"`
}

// Waiting counts the proposals that were not accepted.
func (m *Match) Waiting() int {
	n := 0
	for _, p := range m.Proposals {
		if p.Sponsorship == "" {
			n++
		}
	}
	return n
}

// RecordMatch keeps a run of the engine. The engine is pure and runs outside; what it proposes is checked again when it is accepted.
type RecordMatch struct{ Match Match }

// Permission implements Command.
func (RecordMatch) Permission() Permission { return RunMatches }

// Decide refuses `too_many_proposals` (20,000) and a proposal that names what is not there, `proposal_stale`.
func (c RecordMatch) Decide(s *State, in Input) ([]Event, error) {
	m := c.Match
	if len(m.Proposals) > 20_000 {
		return nil, Refuse(TooLarge, "too_many_proposals").With("limit", 20_000)
	}
	m.Proposals = slices.Clone(m.Proposals)
	for i, p := range m.Proposals {
		_, okN := s.Needs.Get(p.Need)
		_, okP := s.Pledges.Get(p.Pledge)
		if !okN || !okP || p.Places < 1 {
			return nil, Refuse(Conflict, "proposal_stale").With("proposal", p.ID)
		}
		m.Proposals[i].ID, m.Proposals[i].Sponsorship = itoa(i+1), ""
	}
	m.ID, m.Number, m.By, m.At, m.Version = in.NewID(), s.nextNumber("PD", in.At, 0), in.Actor.ID, in.At, 0
	return []Event{MatchRun{Match: m}}, nil
}

// MatchRun carries a run with its proposals.
type MatchRun struct {
	Match Match `json:"match"`
}

// Apply implements Event.
func (e MatchRun) Apply(s *State) {
	m := e.Match
	m.Seq = s.Seq
	m.Version++
	s.Matches.Set(m.ID, &m)
	s.countNumber(m.Number)
}

// AcceptMatch turns proposals into sponsorships. Named ones are accepted all or none; with All, those that the state has overtaken are left.
type AcceptMatch struct {
	ID        string
	Proposals []string
	All       bool
}

// Permission implements Command.
func (AcceptMatch) Permission() Permission { return RunMatches }

// Decide refuses `not_found`, `nothing_to_accept`, `unknown_proposal`, `proposal_accepted`, `proposal_stale`, `need_full` and what roomFor refuses.
func (c AcceptMatch) Decide(s *State, in Input) ([]Event, error) {
	m, ok := s.Matches.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	wanted := map[string]bool{}
	for _, id := range c.Proposals {
		wanted[id] = true
	}
	d := s.draft(in)
	accepted := MatchAccepted{ID: m.ID, By: in.Actor.ID}
	var pledges []string
	given := map[string]bool{}
	for _, pr := range m.Proposals {
		if !c.All && !wanted[pr.ID] {
			continue
		}
		delete(wanted, pr.ID)
		if pr.Sponsorship != "" {
			if c.All {
				continue
			}
			return nil, Refuse(Conflict, "proposal_accepted").With("proposal", pr.ID)
		}
		if err := d.stillGood(pr); err != nil {
			if c.All {
				continue
			}
			return nil, err
		}
		n, _ := d.s.Needs.Get(pr.Need)
		accepted.Proposals = append(accepted.Proposals, pr.ID)
		accepted.Sponsorships = append(accepted.Sponsorships, d.hold(n, pr.Pledge, pr.Places, origin{match: m.ID}))
		if !given[pr.Pledge] {
			given[pr.Pledge] = true
			pledges = append(pledges, pr.Pledge)
		}
	}
	if len(wanted) > 0 {
		return nil, invalid("proposals", "unknown_proposal")
	}
	if len(accepted.Proposals) == 0 {
		return nil, Refuse(Conflict, "nothing_to_accept")
	}
	for _, p := range pledges { // once each, when all its places are known: a run may give a pledge thousands of them
		d.fund(p)
	}
	d.add(accepted)
	return d.events, nil
}

// stillGood checks a proposal by the rules of the moment: the engine may be wrong, or late, without harm.
func (d *draft) stillGood(pr Proposal) error {
	n, _ := d.s.Needs.Get(pr.Need)
	p, _ := d.s.Pledges.Get(pr.Pledge)
	e, _ := d.s.Enterprises.Get(p.Enterprise)
	program, _ := d.s.Programs.Get(n.Program)
	if n.Left() == 0 {
		return Refuse(Exhausted, "need_full").With("need", n.Number).With("left", n.Left())
	}
	if !n.Takes() || !p.Purpose.Allows(n) || !program.TakesFrom(e) || !p.Binding() && p.ReceivedFen == 0 {
		return Refuse(Conflict, "proposal_stale").With("proposal", pr.ID)
	}
	if n.UnitPriceFen*money.Fen(pr.Places) > p.FreeFen() {
		return Refuse(Conflict, "over_pledge").With("proposal", pr.ID).With("left", p.FreeFen())
	}
	if p.MaxPlacesPerNeed > 0 {
		have := pr.Places + d.s.placesOf(p.ID, n.ID)
		if have > p.MaxPlacesPerNeed {
			return Refuse(Conflict, "proposal_stale").With("proposal", pr.ID)
		}
	}
	return roomFor(d.s, n, p, pr.Places)
}

// MatchAccepted says which proposals became which sponsorships.
type MatchAccepted struct {
	ID           string   `json:"id"`
	Proposals    []string `json:"proposals"`
	Sponsorships []string `json:"sponsorships"`
	By           string   `json:"by"`
}

// Apply implements Event.
func (e MatchAccepted) Apply(s *State) {
	old, _ := s.Matches.Get(e.ID)
	m := *old
	m.Proposals = slices.Clone(old.Proposals)
	made := map[string]string{}
	for i, id := range e.Proposals {
		made[id] = e.Sponsorships[i]
	}
	told := map[string]bool{}
	for i, p := range m.Proposals {
		sp, ok := made[p.ID]
		if !ok {
			continue
		}
		m.Proposals[i].Sponsorship = sp
		if pledge, _ := s.Pledges.Get(p.Pledge); !told[pledge.ID] {
			told[pledge.ID] = true
			s.tell(Notice{Kind: "match_accepted", Ref: pledge.ID, Number: pledge.Number}, ToEnterprise(pledge.Enterprise))
		}
	}
	m.Version++
	s.Matches.Set(m.ID, &m)
}
