package models

import (
	"strings"

	"shanpei/models/money"
)

// WriteOff is the report with which a promise was forgiven (免除): a signed pledge can be enforced, and who is released of it for hardship must be reported to
// the civil affairs department and explained to the public (慈善法 art. 41).
type WriteOff struct {
	ID          string    `json:"id"`
	Number      string    `json:"number"` // MC
	Pledge      string    `json:"pledge"`
	Enterprise  string    `json:"enterprise"`
	Fen         money.Fen `json:"fen"`      // what will not come
	Reason      string    `json:"reason"`   // the hardship, for the file
	Report      string    `json:"report"`   // number of the report to the civil affairs department
	Reported    Day       `json:"reported"` // its day
	Public      string    `json:"public"`   // what the public reads
	Day         Day       `json:"day"`
	By          string    `json:"by"`
	Seq         int64     `json:"seq,omitempty"`
	Version     int64     `json:"version"`
	Anonymously bool      `json:"anonymously,omitempty"` // the donor's name is not shown
}

// WriteOffPledge releases a donor of what is still to come of a signed promise.
type WriteOffPledge struct {
	ID, Reason, Report, Public string
	Reported                   Day
	IfVersion                  int64
}

// Permission implements Command.
func (WriteOffPledge) Permission() Permission { return WriteOffPledges }

// Decide refuses `not_found stale wrong_status reason_required required day_form date_future text_too_long`.
func (c WriteOffPledge) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.PledgeByNumber(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(p.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := PledgeFlow.Next(p.Status, "write_off")
	if err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, true); err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(c.Report) == "":
		return nil, invalid("report", "required")
	case strings.TrimSpace(c.Public) == "":
		return nil, invalid("public", "required")
	case c.Reported == "":
		return nil, invalid("reported", "required")
	case !c.Reported.valid():
		return nil, invalid("reported", "day_form")
	case c.Reported > in.Today():
		return nil, invalid("reported", "date_future")
	}
	if err := bounded([]text{{"report", c.Report, 100}, {"public", c.Public, 1000}}); err != nil {
		return nil, err
	}
	d := s.draft(in)
	d.withdrawOffers(d.s.OffersOfPledge(p.ID), "pledge_written_off")
	d.releaseUnfunded(p.ID, "pledge_written_off")
	d.add(PromiseWrittenOff{WriteOff: WriteOff{
		ID: in.NewID(), Number: s.nextNumber("MC", in.At, 0), Pledge: p.ID, Enterprise: p.Enterprise, Fen: p.AmountFen - p.ReceivedFen, Reason: c.Reason,
		Report: c.Report, Reported: c.Reported, Public: c.Public, Day: in.Today(), By: in.Actor.ID, Anonymously: p.Anonymous,
	}})
	d.add(PledgeEnded{ID: p.ID, Status: next, Reason: c.Reason, By: in.Actor.ID})
	return d.events, nil
}

// PromiseWrittenOff carries the report. That the pledge is over is said by the PledgeEnded beside it.
type PromiseWrittenOff struct {
	WriteOff WriteOff `json:"write_off"`
}

// Apply implements Event.
func (e PromiseWrittenOff) Apply(s *State) {
	w := e.WriteOff
	w.Seq = s.Seq
	w.Version++
	s.WriteOffs.Set(w.ID, &w)
	s.countNumber(w.Number)
	s.remember(w.Pledge, Fact{Kind: "write_off_reported", Fen: w.Fen, Ref: w.Number, By: w.By})
	s.public()
}
