package models

import (
	"slices"
	"strings"
	"time"

	"shanpei/models/money"
)

// Disclosure is one published account of a programme (信息公开): what was pledged, received, paid out and proven up to a day.
type Disclosure struct {
	ID          string       `json:"id"`
	Number      string       `json:"number"` // GS
	Program     string       `json:"program"`
	Kind        string       `json:"kind"` // interim final
	Due         Day          `json:"due"`
	UpTo        Day          `json:"up_to"`
	PledgedFen  money.Fen    `json:"pledged_fen"`
	ReceivedFen money.Fen    `json:"received_fen"`
	PaidFen     money.Fen    `json:"paid_fen"`
	Places      int          `json:"places"`
	Proven      int          `json:"proven"`
	Note        string       `json:"note,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"` // the last one holds
	At          time.Time    `json:"at"`
	Seq         int64        `json:"seq,omitempty"`
	Version     int64        `json:"version"`
}

// Correction is a later account that stands in for what was published in error, with what was wrong (更正说明). What it corrects stays to be read.
type Correction struct {
	Number      string    `json:"number"` // GS
	UpTo        Day       `json:"up_to"`
	PledgedFen  money.Fen `json:"pledged_fen"`
	ReceivedFen money.Fen `json:"received_fen"`
	PaidFen     money.Fen `json:"paid_fen"`
	Places      int       `json:"places"`
	Proven      int       `json:"proven"`
	Why         string    `json:"why"`
	By          string    `json:"by"`
	At          time.Time `json:"at"`
	Seq         int64     `json:"seq,omitempty"`
}

// Now is what holds of a disclosure: its last correction, or what was published.
func (d *Disclosure) Now() Correction {
	if n := len(d.Corrections); n > 0 {
		return d.Corrections[n-1]
	}
	return Correction{Number: d.Number, UpTo: d.UpTo, PledgedFen: d.PledgedFen, ReceivedFen: d.ReceivedFen, PaidFen: d.PaidFen, Places: d.Places, Proven: d.Proven, At: d.At, Seq: d.Seq}
}

// Late tells whether it was published after its day.
func (d *Disclosure) Late() bool { return DayOf(d.At) > d.Due }

// DueDisclosure is a disclosure that the law asks of a programme (慈善法 art. 79), published or not.
type DueDisclosure struct {
	Program   *Program
	Kind      string
	Due       Day
	Published *Disclosure // nil when it is still open
}

// DisclosureClock lists what must be published of a programme, oldest first.
func (s *State) DisclosureClock(p *Program) []DueDisclosure {
	interim, final := DisclosureSchedule(p.Starts, p.Ends)
	var out []DueDisclosure
	for _, d := range interim {
		out = append(out, DueDisclosure{Program: p, Kind: "interim", Due: d})
	}
	out = append(out, DueDisclosure{Program: p, Kind: "final", Due: final})
	for i := range out {
		if d, ok := s.Disclosures.Get(disclosureID(p.ID, out[i].Due)); ok {
			out[i].Published = d
		}
	}
	return out
}

func disclosureID(program string, due Day) string { return program + "-" + string(due) }

// Preparation is a disclosure that somebody has written and a second person is to publish.
type Preparation struct {
	Program string    `json:"program"`
	Due     Day       `json:"due"`
	Note    string    `json:"note,omitempty"`
	By      string    `json:"by"`
	At      time.Time `json:"at"`
}

// Prepared finds what was written for a due day.
func (s *State) Prepared(program string, due Day) (*Preparation, bool) {
	return s.Preparations.Get(disclosureID(program, due))
}

// toPublish finds what is to be published of a programme for a day: `unknown_program not_on_the_clock not_due already_published`.
func (s *State) toPublish(program string, day Day, in Input) (*Program, DueDisclosure, error) {
	p, ok := s.ProgramBySlug(program)
	if !ok {
		return nil, DueDisclosure{}, invalid("program", "unknown_program")
	}
	for _, due := range s.DisclosureClock(p) {
		switch {
		case due.Due != day:
			continue
		case due.Published != nil:
			return nil, due, Refuse(Conflict, "already_published").At("due")
		case in.Today() < AddMonths(day, -3):
			return nil, due, Refuse(Conflict, "not_due").At("due")
		}
		return p, due, nil
	}
	return nil, DueDisclosure{}, invalid("due", "not_on_the_clock")
}

// PrepareDisclosure writes the words of a disclosure; the figures are the ledger's on the day of its publication. What was prepared before is replaced.
type PrepareDisclosure struct {
	Program string
	Due     Day
	Note    string
}

// Permission implements Command.
func (PrepareDisclosure) Permission() Permission { return PublishDisclosures }

// Decide refuses `unknown_program`, `not_on_the_clock`, `not_due` (more than three months before its day: there is nothing to tell yet), `already_published`
// and `text_too_long`.
func (c PrepareDisclosure) Decide(s *State, in Input) ([]Event, error) {
	p, _, err := s.toPublish(c.Program, c.Due, in)
	if err != nil {
		return nil, err
	}
	if err := bounded([]text{{"note", c.Note, 2000}}); err != nil {
		return nil, err
	}
	return []Event{DisclosurePrepared{Preparation: Preparation{Program: p.ID, Due: c.Due, Note: strings.TrimSpace(c.Note), By: in.Actor.ID, At: in.At}}}, nil
}

// DisclosurePrepared carries what was written.
type DisclosurePrepared struct {
	Preparation Preparation `json:"preparation"`
}

// Apply implements Event.
func (e DisclosurePrepared) Apply(s *State) {
	x := e.Preparation
	s.Preparations.Set(disclosureID(x.Program, x.Due), &x)
}

// PublishDisclosure publishes what the ledger says of a programme, for one of its due days, with the words that another person prepared.
type PublishDisclosure struct {
	Program string
	Due     Day
}

// Permission implements Command.
func (PublishDisclosure) Permission() Permission { return PublishDisclosures }

// Decide refuses `unknown_program`, `not_on_the_clock`, `not_due`, `already_published`, `not_prepared` and `same_person`.
func (c PublishDisclosure) Decide(s *State, in Input) ([]Event, error) {
	p, due, err := s.toPublish(c.Program, c.Due, in)
	if err != nil {
		return nil, err
	}
	x, ok := s.Prepared(p.ID, c.Due)
	switch {
	case !ok:
		return nil, Refuse(Conflict, "not_prepared")
	case x.By == in.Actor.ID:
		return nil, Refuse(Forbidden, "same_person")
	}
	t := s.ProgramTotals(p.ID)
	return []Event{DisclosurePublished{Disclosure: Disclosure{
		ID: disclosureID(p.ID, c.Due), Number: s.nextNumber("GS", in.At, 0), Program: p.ID, Kind: due.Kind, Due: c.Due, UpTo: in.Today(),
		PledgedFen: t.TakenFen, ReceivedFen: t.FundedFen, PaidFen: t.PaidFen, Places: t.Taken, Proven: t.Proven, Note: x.Note, At: in.At,
	}}}, nil
}

// DisclosurePublished carries what was published.
type DisclosurePublished struct {
	Disclosure Disclosure `json:"disclosure"`
}

// Apply implements Event.
func (e DisclosurePublished) Apply(s *State) {
	d := e.Disclosure
	d.Seq = s.Seq
	d.Version++
	s.Disclosures.Set(d.ID, &d)
	s.Preparations.del(d.ID)
	s.countNumber(d.Number)
	s.public()
}

// CorrectDisclosure publishes what the ledger says today in the place of what was published in error, and says what was wrong.
type CorrectDisclosure struct {
	Program   string
	Due       Day
	Why       string
	IfVersion int64
}

// Permission implements Command.
func (CorrectDisclosure) Permission() Permission { return PublishDisclosures }

// Decide refuses `not_found stale` and, at the field, `unknown_program reason_required text_too_long`.
func (c CorrectDisclosure) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.ProgramBySlug(c.Program)
	if !ok {
		return nil, invalid("program", "unknown_program")
	}
	d, ok := s.Disclosures.Get(disclosureID(p.ID, c.Due))
	if !ok {
		return nil, notFound()
	}
	if err := fresh(d.Version, c.IfVersion); err != nil {
		return nil, err
	}
	why := strings.TrimSpace(c.Why)
	if why == "" {
		return nil, invalid("why", "reason_required")
	}
	if err := bounded([]text{{"why", why, 2000}}); err != nil {
		return nil, err
	}
	t := s.ProgramTotals(p.ID)
	return []Event{DisclosureCorrected{ID: d.ID, Correction: Correction{
		Number: s.nextNumber("GS", in.At, 0), UpTo: in.Today(), PledgedFen: t.TakenFen, ReceivedFen: t.FundedFen, PaidFen: t.PaidFen, Places: t.Taken, Proven: t.Proven, Why: why, By: in.Actor.ID, At: in.At,
	}}}, nil
}

// DisclosureCorrected carries the correction.
type DisclosureCorrected struct {
	ID         string     `json:"id"`
	Correction Correction `json:"correction"`
}

// Apply implements Event.
func (e DisclosureCorrected) Apply(s *State) {
	old, _ := s.Disclosures.Get(e.ID)
	d, c := *old, e.Correction
	c.Seq = s.Seq
	d.Corrections = append(slices.Clone(d.Corrections), c)
	d.Version++
	s.Disclosures.Set(d.ID, &d)
	s.countNumber(c.Number)
	s.public()
}

// Sums are the figures of a group of needs.
type Sums struct {
	Needs, Places, Taken, Funded, Paid, Proven int
	AmountFen, TakenFen, FundedFen, PaidFen    money.Fen
}

// Add counts one need.
func (t *Sums) Add(n *Need) {
	t.Needs++
	t.Places += n.Places
	t.Taken += n.Taken
	t.Funded += n.Funded
	t.Paid += n.Paid
	t.Proven += n.Proven
	t.AmountFen += n.AmountFen()
	t.TakenFen += n.UnitPriceFen * money.Fen(n.Taken)
	t.FundedFen += n.UnitPriceFen * money.Fen(n.Funded)
	t.PaidFen += n.UnitPriceFen * money.Fen(n.Paid)
}

// ProgramTotals adds up the needs of a programme that the public may see. What was paid out is what the ledger says.
func (s *State) ProgramTotals(program string) Sums {
	var t Sums
	for _, n := range s.NeedsOf(program) {
		if n.Seen() {
			t.Add(n)
		}
	}
	t.PaidFen = s.Balance(paidAccount(program))
	return t
}
