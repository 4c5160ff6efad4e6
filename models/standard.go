package models

import (
	"slices"
	"strings"
	"time"

	"shanpei/models/money"
)

// StandardClass is a class of children for which the state sets one amount (分类保障): those raised in an institution, orphans with relatives together with
// children whom in fact nobody raises, and those in grave hardship.
type StandardClass string

// The classes of the standards.
const (
	InInstitution StandardClass = "institution" // 机构养育儿童
	WithRelatives StandardClass = "relatives"   // 社会散居孤儿、事实无人抚养儿童
	GraveHardship StandardClass = "hardship"    // 重点困境儿童
)

// StandardClasses in the order of the decrees.
var StandardClasses = []StandardClass{InInstitution, WithRelatives, GraveHardship}

// maxStandard bounds a monthly amount, in fen: what is above it was typed wrongly.
const maxStandard money.Fen = 100_000_00

// Standard is the statutory amount (基本生活保障标准) that each child of a class receives a month, from a day on. It is paid by the state: it is shown, and counted
// in reports, and never asked of a donor.
type Standard struct {
	Class     StandardClass `json:"class"`
	From      Day           `json:"from"`
	Fen       money.Fen     `json:"fen"`       // per child and month
	DocNo     string        `json:"doc_no"`    // of the decree
	Withdrawn string        `json:"withdrawn"` // why it was entered in error; empty when it holds
	At        time.Time     `json:"at"`        // when it was entered
	By        string        `json:"by"`        // by whom
	Seq       int64         `json:"seq"`       // the entry
	Version   int64         `json:"version"`
}

func standardKey(class StandardClass, from Day) string { return string(class) + "/" + string(from) }

// SetStandard enters the amount of a class from a day on. What was there stays in the history.
type SetStandard struct {
	Class StandardClass
	From  Day
	Fen   money.Fen
	DocNo string
}

// Permission implements Command.
func (SetStandard) Permission() Permission { return SetStandards }

// Decide refuses at the field: `unknown_choice day_form amount_positive amount_too_large required text_too_long standard_taken`.
func (c SetStandard) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case !slices.Contains(StandardClasses, c.Class):
		return nil, invalid("class", "unknown_choice")
	case !c.From.valid():
		return nil, invalid("from", "day_form")
	case c.Fen <= 0:
		return nil, invalid("fen", "amount_positive")
	case c.Fen > maxStandard:
		return nil, invalid("fen", "amount_too_large").With("limit", maxStandard)
	case strings.TrimSpace(c.DocNo) == "":
		return nil, invalid("doc_no", "required")
	}
	if err := bounded([]text{{"doc_no", c.DocNo, 80}}); err != nil {
		return nil, err
	}
	if old, ok := s.Standards.Get(standardKey(c.Class, c.From)); ok && old.Withdrawn == "" {
		return nil, Refuse(Conflict, "standard_taken").At("from").With("amount", old.Fen)
	}
	return []Event{StandardSet{Standard: Standard{Class: c.Class, From: c.From, Fen: c.Fen, DocNo: c.DocNo, At: in.At, By: in.Actor.ID}}}, nil
}

// StandardSet carries the amount.
type StandardSet struct {
	Standard Standard `json:"standard"`
}

// Apply implements Event.
func (e StandardSet) Apply(s *State) {
	n := e.Standard
	key := standardKey(n.Class, n.From)
	if old, ok := s.Standards.Get(key); ok {
		n.Version = old.Version
	}
	n.Seq = s.Seq
	n.Version++
	s.Standards.Set(key, &n)
	s.public()
}

// WithdrawStandard takes an amount back that was entered in error. It stays in the history, with the reason.
type WithdrawStandard struct {
	Class     StandardClass
	From      Day
	Reason    string
	IfVersion int64
}

// Permission implements Command.
func (WithdrawStandard) Permission() Permission { return SetStandards }

// Decide refuses `not_found stale wrong_status reason_required text_too_long`.
func (c WithdrawStandard) Decide(s *State, _ Input) ([]Event, error) {
	old, ok := s.Standards.Get(standardKey(c.Class, c.From))
	if !ok {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if old.Withdrawn != "" {
		return nil, Refuse(Conflict, "wrong_status").With("status", "withdrawn").With("verb", "withdraw")
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	return []Event{StandardWithdrawn{Class: c.Class, From: c.From, Reason: c.Reason}}, nil
}

// StandardWithdrawn says why an amount does not hold.
type StandardWithdrawn struct {
	Class  StandardClass `json:"class"`
	From   Day           `json:"from"`
	Reason string        `json:"reason"`
}

// Apply implements Event.
func (e StandardWithdrawn) Apply(s *State) {
	key := standardKey(e.Class, e.From)
	old, _ := s.Standards.Get(key)
	n := *old
	n.Withdrawn = e.Reason
	n.Version++
	s.Standards.Set(key, &n)
	s.public()
}

// StandardsOf is the history of a class, the newest day first, what was withdrawn included.
func (s *State) StandardsOf(class StandardClass) []*Standard {
	var out []*Standard
	for key, n := range s.Standards.All() {
		if strings.HasPrefix(key, string(class)+"/") {
			out = append(out, n)
		}
	}
	slices.Reverse(out)
	return out
}

// StandardAt is the amount of a class on a day.
func (s *State) StandardAt(class StandardClass, day Day) (*Standard, bool) {
	for _, n := range s.StandardsOf(class) {
		if n.From <= day && n.Withdrawn == "" {
			return n, true
		}
	}
	return nil, false
}
