package models

import (
	"slices"
	"strings"

	"shanpei/models/money"
)

// ActivityProceeds is money that an event brought in for a purpose (义演、义卖所得), with the paper by which it was handed over whole.
type ActivityProceeds struct {
	Day     Day       `json:"day"`
	Fen     money.Fen `json:"fen"`
	Purpose string    `json:"purpose"`
	Paper   string    `json:"paper"` // number of the receipt or the payment
	By      string    `json:"by"`
	Seq     int64     `json:"seq,omitempty"`
}

// ProceedsFen is what the event brought in.
func (a *ActivityPlan) ProceedsFen() (sum money.Fen) {
	for _, x := range a.Proceeds {
		sum += x.Fen
	}
	return sum
}

// RecordProceeds tells what an event brought in. Who performs, sells or competes for a promise has an agreement with the charity beforehand (慈善法 art. 37): without one
// nothing is taken.
type RecordProceeds struct {
	ID       string
	Proceeds ActivityProceeds
}

// Permission implements Command.
func (RecordProceeds) Permission() Permission { return PlanActivities }

// Decide refuses `not_found wrong_status agreement_missing`, and at the field `day_form date_future before_activity required text_too_long document_form amount_positive amount_too_large`.
func (c RecordProceeds) Decide(s *State, in Input) ([]Event, error) {
	a, err := s.ActivityFor(c.ID, in.Actor)
	if err != nil {
		return nil, err
	}
	x := c.Proceeds
	if err := a.open(in, x.Day); err != nil {
		return nil, err
	}
	x.Purpose = strings.TrimSpace(x.Purpose)
	switch {
	case a.Agreement == "":
		return nil, Refuse(Conflict, "agreement_missing")
	case x.Fen <= 0:
		return nil, invalid("fen", "amount_positive")
	case x.Fen > money.MaxFen:
		return nil, invalid("fen", "amount_too_large").With("limit", money.MaxFen)
	case x.Purpose == "":
		return nil, invalid("purpose", "required")
	}
	if x.Paper, err = paper("paper", x.Paper); err != nil {
		return nil, err
	}
	if err := bounded([]text{{"purpose", x.Purpose, 80}}); err != nil {
		return nil, err
	}
	x.By, x.Seq = in.Actor.ID, 0
	return []Event{ProceedsRecorded{ID: a.ID, Proceeds: x}}, nil
}

// ProceedsRecorded carries what came in.
type ProceedsRecorded struct {
	ID       string           `json:"id"`
	Proceeds ActivityProceeds `json:"proceeds"`
}

// Apply implements Event.
func (e ProceedsRecorded) Apply(s *State) {
	x := e.Proceeds
	x.Seq = s.Seq
	s.changeActivity(e.ID, func(a *ActivityPlan) { a.Proceeds = append(slices.Clone(a.Proceeds), x) })
}
