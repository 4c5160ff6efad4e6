package models

import (
	"slices"
	"strings"
	"time"

	"shanpei/models/money"
)

// ContractStatus is where a contract for services stands.
type ContractStatus string

// The statuses of a contract.
const (
	ContractDrafted ContractStatus = "drafted"
	ContractSigned  ContractStatus = "signed" // in force: milestones are delivered, accepted, paid
	ContractClosed  ContractStatus = "closed" // evaluated
	ContractEnded   ContractStatus = "ended"  // broken off
)

// ContractFlow says what may be asked of a contract.
var ContractFlow = Flow[ContractStatus, string]{
	ContractDrafted: {"sign": ContractSigned, "end": ContractEnded},
	ContractSigned:  {"close": ContractClosed, "end": ContractEnded},
}

// MilestoneStatus is where a milestone stands.
type MilestoneStatus string

// The statuses of a milestone.
const (
	MilestonePlanned   MilestoneStatus = "planned"
	MilestoneDelivered MilestoneStatus = "delivered" // the provider says that it is done, with the figures
	MilestoneAccepted  MilestoneStatus = "accepted"  // a second person has looked
	MilestoneRefused   MilestoneStatus = "refused"   // to be delivered again
	MilestonePaid      MilestoneStatus = "paid"
)

// MilestoneFlow says what may be asked of a milestone.
var MilestoneFlow = Flow[MilestoneStatus, string]{
	MilestonePlanned:   {"deliver": MilestoneDelivered},
	MilestoneRefused:   {"deliver": MilestoneDelivered},
	MilestoneDelivered: {"accept": MilestoneAccepted, "refuse": MilestoneRefused},
	MilestoneAccepted:  {"pay": MilestonePaid},
}

// Indicator is what a provider has to reach: so many of something.
type Indicator struct {
	Name   string `json:"name"`
	Unit   string `json:"unit"` // 人次, 场, 个案: never persons and person-times in one
	Target int    `json:"target"`
}

// Milestone is a part of a contract that is accepted, and paid, by itself.
type Milestone struct {
	Name       string          `json:"name"`
	Due        Day             `json:"due"`
	Fen        money.Fen       `json:"fen"`
	Status     MilestoneStatus `json:"status"`
	Reached    []int           `json:"reached,omitempty"` // by indicator, since the contract began
	Evidence   string          `json:"evidence,omitempty"`
	Delivered  Day             `json:"delivered,omitempty"`
	DeliverBy  string          `json:"deliver_by,omitempty"`
	AcceptedBy string          `json:"accepted_by,omitempty"`
	Reason     string          `json:"reason,omitempty"`
	Payout     string          `json:"payout,omitempty"` // number of the disbursement
}

// Contract is a purchase of services (购买服务): a provider, what it has to reach, and when it is paid (善行泰安, 东原同行, 乐享心知).
type Contract struct {
	ID         string         `json:"id"`
	Number     string         `json:"number"` // HT
	Title      string         `json:"title"`
	Program    string         `json:"program"`
	Provider   string         `json:"provider"` // an organisation
	Area       string         `json:"area,omitempty"`
	From       Day            `json:"from"`
	To         Day            `json:"to"`
	Indicators []Indicator    `json:"indicators"`
	Milestones []Milestone    `json:"milestones"`
	Status     ContractStatus `json:"status"`
	Paper      string         `json:"paper,omitempty"` // where the signed one is kept
	Score      int            `json:"score,omitempty"` // of the evaluation, 0 to 100
	Evaluation string         `json:"evaluation,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	DraftedBy  string         `json:"drafted_by"`
	At         time.Time      `json:"at"`
	Seq        int64          `json:"seq,omitempty"`
	Version    int64          `json:"version"`
}

// AmountFen is what the contract comes to.
func (c *Contract) AmountFen() (sum money.Fen) {
	for _, m := range c.Milestones {
		sum += m.Fen
	}
	return sum
}

// PaidFen is what was paid of it.
func (c *Contract) PaidFen() (sum money.Fen) {
	for _, m := range c.Milestones {
		if m.Status == MilestonePaid {
			sum += m.Fen
		}
	}
	return sum
}

// Reached is what the last accepted milestone says of an indicator.
func (c *Contract) Reached(i int) (n int) {
	for _, m := range c.Milestones {
		if (m.Status == MilestoneAccepted || m.Status == MilestonePaid) && i < len(m.Reached) {
			n = max(n, m.Reached[i])
		}
	}
	return n
}

// Seen tells whether the public may see the contract.
func (c *Contract) Seen() bool { return c.Status != ContractDrafted }

// ContractByNumber finds a contract by its number.
func (s *State) ContractByNumber(number string) (*Contract, bool) {
	id, ok := s.contractNumbers.Get(number)
	if !ok {
		return nil, false
	}
	return s.Contracts.Get(id)
}

// Bounds of a contract.
const (
	maxIndicators = 12
	maxMilestones = 24
	maxReached    = 1_000_000
)

// DraftContract writes a contract down.
type DraftContract struct{ Contract Contract }

// Permission implements Command.
func (DraftContract) Permission() Permission { return ManageContracts }

// Decide refuses at the field: `required text_too_long unknown_program program_closed day_form period out_of_range amount_positive amount_too_large`.
func (c DraftContract) Decide(s *State, in Input) ([]Event, error) {
	n := c.Contract
	for _, t := range []text{{"title", n.Title, 0}, {"provider", n.Provider, 0}} {
		if strings.TrimSpace(t.words) == "" {
			return nil, invalid(t.field, "required")
		}
	}
	if err := bounded([]text{{"title", n.Title, 60}, {"provider", n.Provider, 60}, {"area", n.Area, 40}}); err != nil {
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
	case len(n.Indicators) < 1 || len(n.Indicators) > maxIndicators:
		return nil, invalid("indicators", "out_of_range").With("low", 1).With("high", maxIndicators)
	case len(n.Milestones) < 1 || len(n.Milestones) > maxMilestones:
		return nil, invalid("milestones", "out_of_range").With("low", 1).With("high", maxMilestones)
	}
	for _, x := range n.Indicators {
		if strings.TrimSpace(x.Name) == "" || strings.TrimSpace(x.Unit) == "" {
			return nil, invalid("indicators", "required")
		}
		if x.Target < 1 || x.Target > maxReached {
			return nil, invalid("indicators", "out_of_range").With("low", 1).With("high", maxReached)
		}
		if err := bounded([]text{{"indicators", x.Name, 40}, {"indicators", x.Unit, 10}}); err != nil {
			return nil, err
		}
	}
	milestones := make([]Milestone, 0, len(n.Milestones))
	for _, m := range n.Milestones {
		switch {
		case strings.TrimSpace(m.Name) == "":
			return nil, invalid("milestones", "required")
		case !m.Due.valid():
			return nil, invalid("milestones", "day_form")
		case m.Fen <= 0:
			return nil, invalid("milestones", "amount_positive")
		case m.Fen > money.MaxFen/maxMilestones:
			return nil, invalid("milestones", "amount_too_large").With("limit", money.MaxFen/maxMilestones)
		}
		if err := bounded([]text{{"milestones", m.Name, 40}}); err != nil {
			return nil, err
		}
		milestones = append(milestones, Milestone{Name: m.Name, Due: m.Due, Fen: m.Fen, Status: MilestonePlanned})
	}
	return []Event{ContractDraftedDown{Contract: Contract{
		ID: in.NewID(), Number: s.nextNumber("HT", in.At, 0), Title: n.Title, Program: p.ID, Provider: n.Provider, Area: n.Area, From: n.From, To: n.To,
		Indicators: slices.Clone(n.Indicators), Milestones: milestones, Status: ContractDrafted, DraftedBy: in.Actor.ID, At: in.At,
	}}}, nil
}

// ContractDraftedDown carries the new contract.
type ContractDraftedDown struct {
	Contract Contract `json:"contract"`
}

// Apply implements Event.
func (e ContractDraftedDown) Apply(s *State) {
	c := e.Contract
	c.Seq = s.Seq
	c.Version++
	s.Contracts.Set(c.ID, &c)
	s.contractNumbers.Set(c.Number, c.ID)
	s.countNumber(c.Number)
}

func (s *State) changeContract(id string, change func(*Contract)) {
	old, _ := s.Contracts.Get(id)
	c := *old
	change(&c)
	c.Version++
	s.Contracts.Set(id, &c)
	if c.Seen() {
		s.public()
	}
}
