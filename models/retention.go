package models

import (
	"slices"
	"time"
)

// RetentionRule is how long something is kept: the usual number, and the bounds within which a federation may choose.
type RetentionRule struct {
	ID               string
	Kind             string // of the sealed record; empty for a number of days that is no retention
	Usual, Low, High int    // years; days for request_days
}

// RetentionRules is the table of how long which kind of record is kept after what it was for has ended (docs/decisions/0018-requests.md has the sources).
var RetentionRules = []RetentionRule{
	{ID: "beneficiary", Kind: "beneficiary", Usual: 3, Low: 1, High: 30}, // after the child's departure
	{ID: "contact", Kind: "contact", Usual: 3, Low: 1, High: 30},         // after the enterprise's last pledge has ended
	{ID: "objection", Kind: "objection", Usual: 3, Low: 1, High: 10},     // after it was answered
	{ID: "bank_line", Kind: "bank_line", Usual: 10, Low: 10, High: 30},   // after the day of the line
	{ID: "payee", Kind: "payee", Usual: 30, Low: 30, High: 50},           // after the payout: an accounting voucher
	{ID: "request_days", Usual: 15, Low: 1, High: 30},                    // days within which a request is answered
}

// RetentionRuleByID finds a rule.
func RetentionRuleByID(id string) (RetentionRule, bool) {
	i := slices.IndexFunc(RetentionRules, func(r RetentionRule) bool { return r.ID == id })
	if i < 0 {
		return RetentionRule{}, false
	}
	return RetentionRules[i], true
}

// Retention is what a federation has set of a rule.
type Retention struct {
	Rule    string    `json:"rule"`
	Number  int       `json:"number"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Version int64     `json:"version"`
}

// Keeps is the number of a rule: years, or days.
func (s *State) Keeps(rule string) int {
	if r, ok := s.Retentions.Get(rule); ok {
		return r.Number
	}
	r, _ := RetentionRuleByID(rule)
	return r.Usual
}

// SetRetention chooses the number of a rule within its bounds.
type SetRetention struct {
	Rule      string
	Number    int
	IfVersion int64
}

// Permission implements Command.
func (SetRetention) Permission() Permission { return AdminFederation }

// Decide refuses `unknown_choice stale out_of_range`.
func (c SetRetention) Decide(s *State, in Input) ([]Event, error) {
	r, ok := RetentionRuleByID(c.Rule)
	if !ok {
		return nil, invalid("rule", "unknown_choice")
	}
	var version int64
	if old, ok := s.Retentions.Get(c.Rule); ok {
		version = old.Version
	}
	if err := fresh(version, c.IfVersion); err != nil {
		return nil, err
	}
	if c.Number < r.Low || c.Number > r.High {
		return nil, invalid("number", "out_of_range").With("low", r.Low).With("high", r.High)
	}
	return []Event{RetentionSet{Retention: Retention{Rule: c.Rule, Number: c.Number, By: in.Actor.ID, At: in.At, Version: version + 1}}}, nil
}

// RetentionSet carries the new number of a rule.
type RetentionSet struct {
	Retention Retention `json:"retention"`
}

// Apply implements Event.
func (e RetentionSet) Apply(s *State) {
	r := e.Retention
	s.Retentions.Set(r.Rule, &r)
}

// RetentionDue is a person whose records have been kept long enough.
type RetentionDue struct {
	Rule  string
	Code  string
	Of    string // what the record belongs to
	Ended Day    // when what it was kept for ended
	Until Day    // the day until which it is kept
}

// leftAlone is for how long a rule does not propose again what was rejected, in days.
const leftAlone = 365

// dueOf tells whether the time of a person's records is over on a day. It is not while they cannot be erased, while an erasure is under way, and within a
// year after one was rejected.
func (s *State) dueOf(p HeldPerson, today Day) (RetentionDue, bool) {
	ended := s.endedOf(p)
	if ended == "" || s.IsErased(p.Code) || s.blocksErasure(p) != "" {
		return RetentionDue{}, false
	}
	d := RetentionDue{Rule: p.Kind, Code: p.Code, Of: p.Of, Ended: ended, Until: AddMonths(ended, 12*s.Keeps(p.Kind))}
	if _, open := s.OpenErasure(p.Code); open || d.Until >= today || s.rejectedLately(p.Code, today) {
		return RetentionDue{}, false
	}
	return d, true
}

// RetentionDue lists whose time is over on a day, at most limit of them.
func (s *State) RetentionDue(today Day, limit int) (out []RetentionDue) {
	for p := range s.held() {
		if len(out) == limit {
			break
		}
		if d, ok := s.dueOf(p, today); ok {
			out = append(out, d)
		}
	}
	return out
}

func (s *State) rejectedLately(code string, today Day) bool {
	for k := range s.erasuresByCode.Under(code + "/") {
		if e, _ := s.Erasures.Get(k[len(code)+1:]); e.Status == ErasureRejected && DayOf(e.At).AddDays(leftAlone) >= today {
			return true
		}
	}
	return false
}

// lastDay is the day of the newest fact of a thing.
func (s *State) lastDay(id string) Day {
	chain := s.Chain(id)
	if len(chain) == 0 {
		return ""
	}
	return DayOf(chain[len(chain)-1].At)
}

// pledgeOver tells whether nothing is left to be done of a pledge.
func pledgeOver(p *Pledge) bool {
	return !p.Live() || p.ReceivedFen >= p.AmountFen && p.PaidFen >= p.ReceivedFen
}

// endedOf is the day on which ended what a person's record is kept for; none while it goes on.
func (s *State) endedOf(p HeldPerson) (last Day) {
	switch p.Kind {
	case "beneficiary":
		if b, _ := s.Beneficiaries.Get(p.Code); b.Status == BeneficiaryDeparted {
			last = s.lastDay(p.Code)
		}
	case "contact":
		for _, pl := range s.PledgesOf(p.Of) {
			if !pledgeOver(pl) {
				return ""
			}
			last = max(last, s.lastDay(pl.ID))
		}
	case "objection":
		o, _ := s.Objections.Get(p.Of)
		last = s.lastDay(o.Need)
	case "bank_line":
		l, _ := s.BankLines.Get(p.Of)
		last = l.Day
	case "payee":
		last = s.lastDay(p.Of)
	}
	return last
}
