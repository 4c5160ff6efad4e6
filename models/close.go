package models

import (
	"slices"
	"strings"
	"time"

	"shanpei/models/money"
)

// MonthStatus is where the closing of a month (月末结账) stands.
type MonthStatus string

// The statuses of a month: open until the maker asks, closed by the checker; opened again only with the secretary general's reason.
const (
	MonthOpen   MonthStatus = "open"
	MonthAsked  MonthStatus = "asked"
	MonthClosed MonthStatus = "closed"
)

// MonthFlow is the state machine of a month.
var MonthFlow = Flow[MonthStatus, string]{
	MonthOpen:   {"ask": MonthAsked},
	MonthAsked:  {"ask": MonthAsked, "close": MonthClosed, "refuse": MonthOpen},
	MonthClosed: {"reopen": MonthOpen},
}

// MonthClose is the closing of one month, with the report that it was asked for with.
type MonthClose struct {
	Month    string      `json:"month"` // 2026-10
	Status   MonthStatus `json:"status"`
	Report   MonthReport `json:"report"`
	AskedBy  string      `json:"asked_by,omitempty"`
	ClosedBy string      `json:"closed_by,omitempty"`
	Reason   string      `json:"reason,omitempty"`
	At       time.Time   `json:"at"`
	Seq      int64       `json:"seq,omitempty"`
	Version  int64       `json:"version"`
}

// MonthBalance is what the bank says an account held at the end of a month.
type MonthBalance struct {
	Account   string    `json:"account"`
	Month     string    `json:"month"`
	Day       Day       `json:"day"` // of the last line that it is known from
	Fen       money.Fen `json:"fen"`
	Statement string    `json:"statement,omitempty"` // empty: typed from the paper
	By        string    `json:"by"`
	Version   int64     `json:"version"`
}

// DifferenceNote is who sees to a difference of a month, and what it is.
type DifferenceNote struct {
	Month       string `json:"month"`
	Key         string `json:"key"`
	Owner       string `json:"owner"`
	Explanation string `json:"explanation"`
	By          string `json:"by"`
	Version     int64  `json:"version"`
}

func monthOf(d Day) string {
	if len(d) < 7 {
		return ""
	}
	return string(d[:7])
}

func firstDay(month string) Day { return Day(month + "-01") }

func lastDay(month string) Day { return MonthEnd(firstDay(month)) }

func monthBefore(month string) string { return monthOf(firstDay(month).AddDays(-1)) }

func monthAfter(month string) string { return monthOf(lastDay(month).AddDays(1)) }

// ValidMonth tells whether a text is a month of the calendar, 2026-10.
func ValidMonth(month string) bool { return len(month) == 7 && firstDay(month).valid() }

// ClosedThrough is the last month that is closed; everything up to its end is. Empty: none.
func (s *State) ClosedThrough() string {
	for m, c := range s.Months.Back("") {
		if c.Status == MonthClosed {
			return m
		}
	}
	return ""
}

func (s *State) monthIsClosed(month string) bool { return month <= s.ClosedThrough() }

func (s *State) closed(d Day) bool { return s.monthIsClosed(monthOf(d)) }

// monthOpen refuses `month_closed`, at the field and with the month, for an entry that is dated into a month that is closed.
func (s *State) monthOpen(d Day, field string) error {
	if s.closed(d) {
		return Refuse(Conflict, "month_closed").At(field).With("month", monthOf(d)).With("through", s.ClosedThrough())
	}
	return nil
}

// moveDay is the day of a payment or return of a payout: the given one, or today. It refuses `day_form date_future month_closed`.
func (s *State) moveDay(d Day, in Input) (Day, error) {
	switch {
	case d == "":
		d = in.Today()
	case !d.valid():
		return "", invalid("day", "day_form")
	case d > in.Today():
		return "", invalid("day", "date_future")
	}
	return d, s.monthOpen(d, "day")
}

// SetMonthBalance writes down what the bank's paper says an account held at the end of a month.
type SetMonthBalance struct {
	Account, Month string
	Fen            money.Fen
}

// Permission implements Command.
func (SetMonthBalance) Permission() Permission { return AskMonths }

// Decide refuses `unknown_account month_form amount_too_large month_closed`.
func (c SetMonthBalance) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case !s.knowsAccount(c.Account):
		return nil, invalid("account", "unknown_account")
	case !ValidMonth(c.Month) || c.Month > monthOf(in.Today()):
		return nil, invalid("month", "month_form")
	case c.Fen > money.MaxFen || c.Fen < -money.MaxFen:
		return nil, invalid("balance_fen", "amount_too_large").With("limit", money.MaxFen)
	}
	if err := s.monthOpen(firstDay(c.Month), "month"); err != nil {
		return nil, err
	}
	b := MonthBalance{Account: c.Account, Month: c.Month, Day: lastDay(c.Month), Fen: c.Fen, By: in.Actor.ID}
	return []Event{MonthBalanceSet{Balance: b}}, nil
}

// MonthBalanceSet carries the balance.
type MonthBalanceSet struct {
	Balance MonthBalance `json:"balance"`
}

// Apply implements Event.
func (e MonthBalanceSet) Apply(s *State) { s.putBalance(e.Balance) }

func (s *State) putBalance(b MonthBalance) {
	k := key(b.Account, b.Month)
	b.Version = 1
	if old, ok := s.MonthBalances.Get(k); ok {
		b.Version = old.Version + 1
	}
	s.MonthBalances.Set(k, &b)
}

// ExplainDifference gives a difference of a month an owner and an explanation.
type ExplainDifference struct {
	Month, Key, Owner, Explanation string
}

// Permission implements Command.
func (ExplainDifference) Permission() Permission { return AskMonths }

// Decide refuses `month_form month_closed unknown_difference unknown_user required text_too_long`.
func (c ExplainDifference) Decide(s *State, in Input) ([]Event, error) {
	if !ValidMonth(c.Month) {
		return nil, invalid("month", "month_form")
	}
	if err := s.monthOpen(firstDay(c.Month), "month"); err != nil {
		return nil, err
	}
	known := slices.ContainsFunc(s.MonthReport(c.Month).Differences, func(d Difference) bool { return d.Key == c.Key })
	switch {
	case !known:
		return nil, Refuse(NotFound, "unknown_difference")
	case !s.mayOwn(c.Owner):
		return nil, invalid("owner", "unknown_user")
	case strings.TrimSpace(c.Explanation) == "":
		return nil, invalid("explanation", "required")
	}
	if err := bounded([]text{{"explanation", c.Explanation, 500}}); err != nil {
		return nil, err
	}
	return []Event{DifferenceExplained{Note: DifferenceNote{Month: c.Month, Key: c.Key, Owner: c.Owner, Explanation: c.Explanation, By: in.Actor.ID}}}, nil
}

// DifferenceExplained carries the explanation.
type DifferenceExplained struct {
	Note DifferenceNote `json:"note"`
}

// Apply implements Event.
func (e DifferenceExplained) Apply(s *State) {
	n := e.Note
	k := key(n.Month, n.Key)
	n.Version = 1
	if old, ok := s.DifferenceNotes.Get(k); ok {
		n.Version = old.Version + 1
	}
	s.DifferenceNotes.Set(k, &n)
	if l, ok := s.BankLines.Get(strings.TrimPrefix(n.Key, "suspense/")); ok && l.HeldFen > 0 {
		c := *l
		c.Owner = n.Owner
		s.putLine(&c)
	}
}

// StepMonth asks to close a month, closes it, refuses to, or opens it again.
type StepMonth struct {
	Month, Verb, Reason string // ask close refuse reopen
	IfVersion           int64
}

// Permission implements Command: the maker asks, the checker closes or refuses, the secretary general opens again.
func (c StepMonth) Permission() Permission {
	switch c.Verb {
	case "close", "refuse":
		return CloseMonths
	case "reopen":
		return ReopenMonths
	}
	return AskMonths
}

// Decide refuses `month_form month_not_over stale wrong_status month_closed earlier_month_open difference_unexplained maker_is_checker month_changed
// later_month_closed reason_required text_too_long`.
func (c StepMonth) Decide(s *State, in Input) ([]Event, error) {
	if !ValidMonth(c.Month) {
		return nil, invalid("month", "month_form")
	}
	status, version := MonthOpen, int64(0)
	m, ok := s.Months.Get(c.Month)
	if ok {
		status, version = m.Status, m.Version
	}
	if err := fresh(version, c.IfVersion); err != nil {
		return nil, err
	}
	if status == MonthOpen && s.monthIsClosed(c.Month) {
		return nil, Refuse(Conflict, "month_closed").With("month", c.Month).With("through", s.ClosedThrough())
	}
	next, err := MonthFlow.Next(status, c.Verb)
	if err != nil {
		return nil, err
	}
	e := MonthStepped{Month: c.Month, Verb: c.Verb, Status: next, Reason: c.Reason, By: in.Actor.ID}
	switch c.Verb {
	case "ask":
		if e.Report, err = s.closable(c.Month, in.Today()); err != nil {
			return nil, err
		}
		return []Event{e}, reason("reason", c.Reason, false)
	case "close":
		if in.Actor.ID == m.AskedBy {
			return nil, Refuse(Forbidden, "maker_is_checker")
		}
		now, err := s.closable(c.Month, in.Today())
		if err != nil {
			return nil, err
		}
		if !now.same(m.Report) {
			return nil, Refuse(Conflict, "month_changed").With("month", c.Month)
		}
		e.Report = now
		return []Event{e}, reason("reason", c.Reason, false)
	case "reopen":
		if last := s.ClosedThrough(); last != c.Month {
			return nil, Refuse(Conflict, "later_month_closed").With("month", last)
		}
	}
	e.Report = m.Report
	return []Event{e}, reason("reason", c.Reason, true)
}

// MonthChanged tells whether a month says something else now than when its closing was asked for.
func (s *State) MonthChanged(month string) bool {
	m, ok := s.Months.Get(month)
	return ok && !s.MonthReport(month).same(m.Report)
}

// closable is the report of a month that may be closed: it is over, the months before it are closed once any is, every difference has its owner and its
// explanation.
func (s *State) closable(month string, today Day) (MonthReport, error) {
	if last := s.ClosedThrough(); last != "" && month != monthAfter(last) {
		return MonthReport{}, Refuse(Conflict, "earlier_month_open").With("month", monthAfter(last))
	}
	if lastDay(month) >= today {
		return MonthReport{}, Refuse(Conflict, "month_not_over").With("month", month)
	}
	r := s.MonthReport(month)
	open := 0
	for _, d := range r.Differences {
		if d.Owner == "" || d.Explanation == "" {
			open++
		}
	}
	if open > 0 {
		return r, Refuse(Conflict, "difference_unexplained").With("n", open)
	}
	return r, nil
}

// MonthStepped says where the closing of a month stands, with the report that it was asked for or closed with.
type MonthStepped struct {
	Month  string      `json:"month"`
	Verb   string      `json:"verb"`
	Status MonthStatus `json:"status"`
	Reason string      `json:"reason,omitempty"`
	Report MonthReport `json:"report"`
	By     string      `json:"by"`
}

// Apply implements Event.
func (e MonthStepped) Apply(s *State) {
	m := MonthClose{Month: e.Month}
	if old, ok := s.Months.Get(e.Month); ok {
		m = *old
	}
	m.Status, m.Report, m.Reason, m.At, m.Seq = e.Status, e.Report, e.Reason, s.At, s.Seq
	m.Version++
	to := FinanceMaker
	switch e.Verb {
	case "ask":
		m.AskedBy, m.ClosedBy, to = e.By, "", FinanceChecker
	case "close":
		m.ClosedBy, to = e.By, SecretaryGeneral
	}
	s.Months.Set(m.Month, &m)
	s.remember("month:"+m.Month, Fact{Kind: "month_" + e.Verb, Count: len(e.Report.Differences), Note: e.Reason, By: e.By})
	s.tell(Notice{Kind: "month_" + e.Verb, Ref: m.Month, Number: m.Month, Count: len(e.Report.Differences)}, ToRole(to, ""))
}
