package models

import (
	"time"

	"shanpei/models/money"
)

// Disclosure is one published account of a programme (信息公开): what was pledged, received, paid out and proven up to a day.
type Disclosure struct {
	ID          string    `json:"id"`
	Number      string    `json:"number"` // GS
	Program     string    `json:"program"`
	Kind        string    `json:"kind"` // interim final
	Due         Day       `json:"due"`
	UpTo        Day       `json:"up_to"`
	PledgedFen  money.Fen `json:"pledged_fen"`
	ReceivedFen money.Fen `json:"received_fen"`
	PaidFen     money.Fen `json:"paid_fen"`
	Places      int       `json:"places"`
	Proven      int       `json:"proven"`
	Note        string    `json:"note,omitempty"`
	At          time.Time `json:"at"`
	Seq         int64     `json:"seq,omitempty"`
	Version     int64     `json:"version"`
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

// PublishDisclosure publishes what the ledger says of a programme, for one of its due days.
type PublishDisclosure struct {
	Program string
	Due     Day
	Note    string
}

// Permission implements Command.
func (PublishDisclosure) Permission() Permission { return PublishDisclosures }

// Decide refuses `unknown_program`, `not_on_the_clock`, `not_due` (more than three months before its day: there is nothing to tell yet), `already_published`
// and `text_too_long`.
func (c PublishDisclosure) Decide(s *State, in Input) ([]Event, error) {
	p, ok := s.ProgramBySlug(c.Program)
	if !ok {
		return nil, invalid("program", "unknown_program")
	}
	if err := bounded([]text{{"note", c.Note, 2000}}); err != nil {
		return nil, err
	}
	for _, due := range s.DisclosureClock(p) {
		if due.Due != c.Due {
			continue
		}
		if due.Published != nil {
			return nil, Refuse(Conflict, "already_published").At("due")
		}
		if in.Today() < AddMonths(c.Due, -3) {
			return nil, Refuse(Conflict, "not_due").At("due")
		}
		t := s.ProgramTotals(p.ID)
		return []Event{DisclosurePublished{Disclosure: Disclosure{
			ID: disclosureID(p.ID, c.Due), Number: s.nextNumber("GS", in.At, 0), Program: p.ID, Kind: due.Kind, Due: c.Due, UpTo: in.Today(),
			PledgedFen: t.TakenFen, ReceivedFen: t.FundedFen, PaidFen: t.PaidFen, Places: t.Taken, Proven: t.Proven, Note: c.Note, At: in.At,
		}}}, nil
	}
	return nil, invalid("due", "not_on_the_clock")
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
	s.countNumber(d.Number)
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
