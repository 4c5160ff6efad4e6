package models

import (
	"strings"
	"time"

	"shanpei/models/money"
)

// FundModes are what a named fund gives: principal and yield, or the yield alone (捐本捐息、留本捐息).
var FundModes = []string{"spend", "keep"}

// Fund is a named fund (冠名基金): gifts under one name, by one agreement. It has no account and no seal of its own and is no foundation within the
// federation (慈善法 art. 99): its money is that of its pledges.
type Fund struct {
	ID         string    `json:"id"`
	Number     string    `json:"number"` // JJ
	Name       string    `json:"name"`
	Enterprise string    `json:"enterprise"` // whose name it bears
	TargetFen  money.Fen `json:"target_fen"`
	Mode       string    `json:"mode"`
	Purpose    string    `json:"purpose"`
	Use        string    `json:"use"`       // how it is used, and its value kept
	EndRule    string    `json:"end_rule"`  // when it ends
	Remainder  string    `json:"remainder"` // what becomes of what is left
	Ends       Day       `json:"ends,omitempty"`
	Status     string    `json:"status"` // active ended
	Reason     string    `json:"reason,omitempty"`
	LeftFen    money.Fen `json:"left_fen,omitempty"` // when it ended
	At         time.Time `json:"at"`
	Seq        int64     `json:"seq,omitempty"`
	Version    int64     `json:"version"`
}

// OpenFund opens a named fund by its agreement.
type OpenFund struct{ Fund Fund }

// Permission implements Command.
func (OpenFund) Permission() Permission { return ManagePrograms }

// Decide refuses at the field: `required text_too_long fund_name fund_name_taken unknown_enterprise enterprise_not_verified approval_document_missing
// amount_positive amount_too_large unknown_choice day_form due_past`.
func (c OpenFund) Decide(s *State, in Input) ([]Event, error) {
	f := c.Fund
	for _, t := range []text{{"name", f.Name, 0}, {"purpose", f.Purpose, 0}, {"use", f.Use, 0}, {"end_rule", f.EndRule, 0}, {"remainder", f.Remainder, 0}} {
		if strings.TrimSpace(t.words) == "" {
			return nil, invalid(t.field, "required")
		}
	}
	if err := bounded([]text{{"name", f.Name, 40}, {"purpose", f.Purpose, 2000}, {"use", f.Use, 2000}, {"end_rule", f.EndRule, 1000}, {"remainder", f.Remainder, 1000}}); err != nil {
		return nil, err
	}
	e, ok := s.Enterprises.Get(f.Enterprise)
	switch {
	case strings.Contains(f.Name, "基金会") || strings.Contains(f.Name, "子基金"):
		return nil, invalid("name", "fund_name")
	case s.fundNamed(f.Name):
		return nil, Refuse(Conflict, "fund_name_taken").At("name")
	case !ok:
		return nil, invalid("enterprise", "unknown_enterprise")
	}
	if err := e.mayPledge(); err != nil {
		return nil, err
	}
	switch {
	case f.TargetFen <= 0:
		return nil, invalid("target_fen", "amount_positive")
	case f.TargetFen > money.MaxFen:
		return nil, invalid("target_fen", "amount_too_large").With("limit", money.MaxFen)
	case f.Mode != FundModes[0] && f.Mode != FundModes[1]:
		return nil, invalid("mode", "unknown_choice")
	case f.Ends != "" && !f.Ends.valid():
		return nil, invalid("ends", "day_form")
	case f.Ends != "" && f.Ends < in.Today():
		return nil, invalid("ends", "due_past")
	}
	f.ID, f.Number, f.Status, f.At, f.Version = in.NewID(), s.nextNumber("JJ", in.At, 0), "active", in.At, 0
	f.Reason, f.LeftFen, f.Seq = "", 0, 0
	return []Event{FundOpened{Fund: f}}, nil
}

func (s *State) fundNamed(name string) bool {
	for _, f := range s.Funds.All() {
		if sameName(f.Name, name) {
			return true
		}
	}
	return false
}

// FundOpened carries the new fund.
type FundOpened struct {
	Fund Fund `json:"fund"`
}

// Apply implements Event.
func (e FundOpened) Apply(s *State) {
	f := e.Fund
	f.Seq = s.Seq
	f.Version++
	s.Funds.Set(f.ID, &f)
	s.countNumber(f.Number)
	s.remember(f.ID, Fact{Kind: "fund_opened", Fen: f.TargetFen, Ref: f.Number})
	s.tell(Notice{Kind: "fund_opened", Ref: f.ID, Number: f.Number, Fen: f.TargetFen}, ToEnterprise(f.Enterprise))
	s.public()
}

// FundByNumber finds a fund by its number or its id.
func (s *State) FundByNumber(number string) (*Fund, bool) {
	if f, ok := s.Funds.Get(number); ok {
		return f, true
	}
	for _, f := range s.Funds.All() {
		if f.Number == number {
			return f, true
		}
	}
	return nil, false
}

// fundOpen finds a fund that takes gifts: `unknown_fund fund_ended`.
func (s *State) fundOpen(number, field string) (*Fund, error) {
	f, ok := s.FundByNumber(number)
	switch {
	case !ok:
		return nil, invalid(field, "unknown_fund")
	case f.Status != "active":
		return nil, Refuse(Conflict, "fund_ended").At(field)
	}
	return f, nil
}

// JoinFund puts a pledge under the name of a fund.
type JoinFund struct {
	Pledge, Fund string
	IfVersion    int64 // of the pledge
}

// Permission implements Command.
func (JoinFund) Permission() Permission { return ManagePrograms }

// Decide refuses `not_found stale wrong_status unknown_fund fund_ended in_a_fund`.
func (c JoinFund) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.PledgeByNumber(c.Pledge)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(p.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if !p.Live() {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(p.Status)).With("verb", "join")
	}
	f, err := s.fundOpen(c.Fund, "fund")
	if err != nil {
		return nil, err
	}
	if p.Fund != "" {
		return nil, Refuse(Conflict, "in_a_fund").At("fund")
	}
	return []Event{PledgeJoinedFund{Pledge: p.ID, Fund: f.ID, By: in.Actor.ID}}, nil
}

// PledgeJoinedFund says that a pledge belongs to a fund now.
type PledgeJoinedFund struct {
	Pledge string `json:"pledge"`
	Fund   string `json:"fund"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e PledgeJoinedFund) Apply(s *State) {
	s.changePledge(e.Pledge, func(p *Pledge) { p.Fund = e.Fund })
	s.fundPledges.Set(key(e.Fund, e.Pledge), none{})
	p, _ := s.Pledges.Get(e.Pledge)
	f, _ := s.Funds.Get(e.Fund)
	s.remember(e.Pledge, Fact{Kind: "fund_joined", Ref: f.Number, By: e.By})
	s.remember(e.Fund, Fact{Kind: "fund_joined", Fen: p.AmountFen, Ref: p.Number, By: e.By})
	s.public()
}

// PledgesOfFund lists the pledges of a fund, oldest first.
func (s *State) PledgesOfFund(fund string) []*Pledge {
	var out []*Pledge
	for k := range s.fundPledges.Under(fund + "/") {
		p, _ := s.Pledges.Get(k[len(fund)+1:])
		out = append(out, p)
	}
	return out
}

// FundSums are the figures of a fund. What is over counts as committed as far as it was received.
type FundSums struct{ CommittedFen, ReceivedFen, FeeFen, SpentFen money.Fen }

// LeftFen is what came in, less the fee, and was not spent.
func (f FundSums) LeftFen() money.Fen { return f.ReceivedFen - f.FeeFen - f.SpentFen }

// SumsOfFund adds up the pledges of a fund.
func (s *State) SumsOfFund(fund string) FundSums {
	var out FundSums
	for _, p := range s.PledgesOfFund(fund) {
		if p.Binding() {
			out.CommittedFen += p.AmountFen
		} else {
			out.CommittedFen += p.ReceivedFen
		}
		out.ReceivedFen += p.ReceivedFen
		out.FeeFen += p.FeeFen
		out.SpentFen += p.PaidFen
	}
	return out
}

// EndFund ends a fund by its own rule. Its gifts keep their purposes; what is left is told, and handled by the rule on the remainder.
type EndFund struct {
	ID, Reason string
	IfVersion  int64
}

// Permission implements Command.
func (EndFund) Permission() Permission { return ManagePrograms }

// Decide refuses `not_found stale fund_ended fund_money_open reason_required text_too_long`.
func (c EndFund) Decide(s *State, in Input) ([]Event, error) {
	f, ok := s.Funds.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(f.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if f.Status != "active" {
		return nil, Refuse(Conflict, "fund_ended")
	}
	for _, p := range s.PledgesOfFund(f.ID) {
		if p.Live() && p.ReceivedFen < p.AmountFen {
			return nil, Refuse(Conflict, "fund_money_open").With("number", p.Number)
		}
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	return []Event{FundEnded{ID: f.ID, Reason: c.Reason, LeftFen: s.SumsOfFund(f.ID).LeftFen(), By: in.Actor.ID}}, nil
}

// FundEnded says that a fund is over, and what was left of its money.
type FundEnded struct {
	ID      string    `json:"id"`
	Reason  string    `json:"reason"`
	LeftFen money.Fen `json:"left_fen"`
	By      string    `json:"by"`
}

// Apply implements Event.
func (e FundEnded) Apply(s *State) {
	old, _ := s.Funds.Get(e.ID)
	f := *old
	f.Status, f.Reason, f.LeftFen = "ended", e.Reason, e.LeftFen
	f.Version++
	s.Funds.Set(f.ID, &f)
	s.remember(f.ID, Fact{Kind: "fund_ended", Fen: e.LeftFen, Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "fund_ended", Ref: f.ID, Number: f.Number, Fen: e.LeftFen}, ToEnterprise(f.Enterprise))
	s.public()
}
