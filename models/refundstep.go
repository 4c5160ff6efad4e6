package models

import "slices"

// StepRefund takes a refund a step further: a second person approves or rejects it, the maker lets it be tried again after a failure.
type StepRefund struct {
	ID, Verb, Reason string
	IfVersion        int64
}

// Permission implements Command.
func (c StepRefund) Permission() Permission {
	if c.Verb == "retry" {
		return AskRefunds
	}
	return ApproveRefunds
}

// Decide refuses `not_found stale unknown_choice wrong_status maker_is_checker reason_required text_too_long`.
func (c StepRefund) Decide(s *State, in Input) ([]Event, error) {
	r, ok := s.Refunds.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(r.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"approve", "reject", "retry"}, c.Verb) {
		return nil, invalid("verb", "unknown_choice")
	}
	next, err := RefundFlow.Next(r.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	if c.Verb != "retry" && r.Maker == in.Actor.ID {
		return nil, Refuse(Forbidden, "maker_is_checker")
	}
	if err := reason("reason", c.Reason, c.Verb == "reject"); err != nil {
		return nil, err
	}
	e := RefundStepped{ID: r.ID, Verb: c.Verb, Status: next, Reason: c.Reason, By: in.Actor.ID}
	switch {
	case c.Verb == "reject" && r.Payment != "":
		e.Legs = move(refundAccount(r.ID), pledgeAccount(r.Pledge), r.FrozenFen)
	case c.Verb == "reject":
		e.Legs = move(refundAccount(r.ID), keptAccount(r.Kept), r.FrozenFen)
	}
	d := s.draft(in)
	d.add(e)
	if c.Verb == "reject" && r.Payment != "" {
		d.fund(r.Pledge)
	}
	return d.events, nil
}

// PayRefund says that the bank was told to send a refund's money, with the bank's own id of the line: one that was to go by bank, or one that failed on its
// way.
type PayRefund struct {
	ID, Account, LineID string
	Day                 Day
	IfVersion           int64
}

// Permission implements Command.
func (PayRefund) Permission() Permission { return AskRefunds }

// Decide refuses `not_found stale wrong_status unknown_account required text_too_long day_form date_future month_closed duplicate_line`.
func (c PayRefund) Decide(s *State, in Input) ([]Event, error) {
	r, ok := s.Refunds.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(r.Version, c.IfVersion); err != nil {
		return nil, err
	}
	if !(r.Via == "bank" && r.Status == RefundApproved || r.Status == RefundFailed) {
		return nil, Refuse(Conflict, "wrong_status").With("status", string(r.Status)).With("verb", "finish")
	}
	switch {
	case !slices.Contains(s.Federation.Settings.BankAccounts, c.Account):
		return nil, invalid("account", "unknown_account")
	case c.LineID == "":
		return nil, invalid("line_id", "required")
	case len(c.LineID) > 100:
		return nil, invalid("line_id", "text_too_long").With("limit", 100)
	case c.Day == "":
		return nil, invalid("day", "required")
	case !c.Day.valid():
		return nil, invalid("day", "day_form")
	case c.Day > in.Today():
		return nil, invalid("day", "date_future")
	}
	if err := s.monthOpen(c.Day, "day"); err != nil {
		return nil, err
	}
	if _, taken := s.stripeIDs.Get(lineKey(c.Account, c.LineID)); taken {
		return nil, Refuse(Conflict, "duplicate_line").At("line_id")
	}
	return []Event{RefundStepped{
		ID: r.ID, Verb: "finish", Status: RefundDone, By: in.Actor.ID, Via: "bank", Account: c.Account, LineID: c.LineID, Day: c.Day,
		Legs: move(refundAccount(r.ID), bankAccount(c.Account), r.Fen),
	}}, nil
}

func lineKey(account, line string) string { return key("line", account, line) }

// RefundStepped says what became of a refund.
type RefundStepped struct {
	ID      string       `json:"id"`
	Verb    string       `json:"verb"`
	Status  RefundStatus `json:"status"`
	Reason  string       `json:"reason,omitempty"`
	By      string       `json:"by,omitempty"`
	Stripe  string       `json:"stripe,omitempty"`
	Told    string       `json:"told,omitempty"`
	Code    string       `json:"code,omitempty"`
	Via     string       `json:"via,omitempty"`
	Account string       `json:"account,omitempty"`
	LineID  string       `json:"line_id,omitempty"`
	Day     Day          `json:"day,omitempty"`
	Legs    []Leg        `json:"legs,omitempty"`
}

// Apply implements Event.
func (e RefundStepped) Apply(s *State) {
	old, _ := s.Refunds.Get(e.ID)
	r := s.changeRefund(e.ID, func(r *Refund) { r.step(e, s.Seq) })
	if e.LineID != "" {
		s.stripeIDs.Set(lineKey(e.Account, e.LineID), r.ID)
	}
	s.post(e.Legs)
	s.refundAtBank(old, r)
	switch e.Verb {
	case "reject":
		if r.Payment != "" {
			s.thaw(r.Pledge, r.Payment, old.FrozenFen)
		} else {
			s.changeKept(r.Kept, func(k *Kept) { k.HeldFen += old.FrozenFen })
		}
		s.tell(Notice{Kind: "refund_rejected", Ref: r.ID, Number: r.Number, Fen: r.Fen}, ToRole(FinanceMaker, ""))
	case "approve":
		if r.Payment != "" {
			s.giveBack(r.Pledge, r.Payment, r.Fen)
			s.remember(r.Pledge, Fact{Kind: "payment_refunded", Fen: r.Fen, Ref: r.Number, Note: r.Reason, By: e.By})
		}
		s.tellPayer(r, "refund_approved")
		s.tell(Notice{Kind: "refund_approved", Ref: r.ID, Number: r.Number, Fen: r.Fen}, ToRole(FinanceMaker, ""))
	case "finish":
		if r.Pledge != "" {
			s.remember(r.Pledge, Fact{Kind: "refund_done", Fen: r.Fen, Ref: r.Number})
		}
		s.tellPayer(r, "refund_done")
	case "fail":
		s.tell(Notice{Kind: "refund_failed", Ref: r.ID, Number: r.Number, Fen: r.Fen}, ToRole(FinanceMaker, ""))
	}
}

// step moves the fields of a refund.
func (r *Refund) step(e RefundStepped, seq int64) {
	r.Status = e.Status
	if e.Stripe != "" {
		r.Stripe = e.Stripe
	}
	if e.Via != "" {
		r.Via = e.Via
	}
	r.Told, r.Code = e.Told, e.Code
	switch e.Verb {
	case "approve":
		r.Approver = e.By
	case "reject":
		r.Approver, r.Note, r.FrozenFen = e.By, e.Reason, 0
	case "finish":
		r.FrozenFen, r.DoneSeq = 0, seq
		r.Account, r.LineID, r.Day = e.Account, e.LineID, e.Day
	case "fail":
		r.FrozenFen, r.DoneSeq = r.Fen, 0
		r.Failed = append(slices.Clone(r.Failed), r.Stripe)
	case "retry":
		r.Stripe = ""
	}
}

// tellPayer writes to the enterprise whose money it is, when we know it.
func (s *State) tellPayer(r *Refund, kind string) {
	if p, ok := s.Pledges.Get(r.Pledge); ok {
		s.tell(Notice{Kind: kind, Ref: p.ID, Number: p.Number, Fen: r.Fen}, ToEnterprise(r.Enterprise))
	}
}
