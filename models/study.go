package models

import (
	"slices"
	"strings"
	"time"

	"shanpei/models/money"
)

// StageRate is what a child of a school stage gets in a term.
type StageRate struct {
	Stage Stage     `json:"stage"`
	Fen   money.Fen `json:"fen"`
}

// StudyTerm is a term, or a school year, that a programme pays study aid for (意达圆梦 by the term, 微爱助学 by the year): when it is, what each stage gets, and
// until when a child is to be shown to be at school.
type StudyTerm struct {
	ID      string      `json:"id"`
	Program string      `json:"program"`
	Period  string      `json:"period"` // as needs write it: 2026-2027学年第一学期
	From    Day         `json:"from"`
	To      Day         `json:"to"`
	Rates   []StageRate `json:"rates"`
	DocNo   string      `json:"doc_no"`          // of the decision that set the rates
	Proof   bool        `json:"proof,omitempty"` // nothing is paid for a child before it is shown to be at school
	ProofBy Day         `json:"proof_by,omitempty"`
	By      string      `json:"by"`
	At      time.Time   `json:"at"`
	Seq     int64       `json:"seq,omitempty"`
	Version int64       `json:"version"`
}

// Rate is what a stage gets; ok is false when the term has none for it.
func (t *StudyTerm) Rate(stage Stage) (fen money.Fen, ok bool) {
	for _, r := range t.Rates {
		if r.Stage == stage {
			return r.Fen, true
		}
	}
	return 0, false
}

// Enrolment is that a child is at school (在读证明), for the term of the place that it has.
type Enrolment struct {
	Binding  string `json:"binding"`
	Document string `json:"document"` // where the school's list or letter is kept
	Day      Day    `json:"day"`      // of the document
	By       string `json:"by"`
	Seq      int64  `json:"seq,omitempty"`
}

// TermOf finds the term that a need is for.
func (s *State) TermOf(n *Need) (*StudyTerm, bool) {
	if n.Type != StudyAid {
		return nil, false
	}
	id, ok := s.termsByPeriod.Get(key(n.Program, n.Period))
	if !ok {
		return nil, false
	}
	return s.Terms.Get(id)
}

// unenrolled tells whether a place is for a child who is not shown to be at school, in a term that asks for it.
func (s *State) unenrolled(binding string) bool {
	b, ok := s.Bindings.Get(binding)
	if !ok {
		return false
	}
	n, _ := s.Needs.Get(b.Need)
	t, ok := s.TermOf(n)
	if !ok || !t.Proof {
		return false
	}
	_, proved := s.Enrolments.Get(binding)
	return !proved
}

// TermLine is what a term comes to in a county and stage. All are counts of places, which are children's terms.
type TermLine struct {
	County                                        string
	Stage                                         Stage
	Places, Funded, Bound, Enrolled, Paid, Proven int
	Fen, PaidFen                                  money.Fen
}

func (l *TermLine) add(o TermLine) {
	l.Places += o.Places
	l.Funded += o.Funded
	l.Bound += o.Bound
	l.Enrolled += o.Enrolled
	l.Paid += o.Paid
	l.Proven += o.Proven
	l.Fen += o.Fen
	l.PaidFen += o.PaidFen
}

// TermLines counts a term by county and stage, in the order of their codes, and in all.
func (s *State) TermLines(t *StudyTerm) (lines []TermLine, all TermLine) {
	at := map[[2]string]*TermLine{}
	for id := range s.needsByProgram.Under(t.Program + "/") {
		n, ok := s.Needs.Get(id[len(t.Program)+1:])
		if !ok || n.Type != StudyAid || n.Period != t.Period || !n.Seen() {
			continue
		}
		k := [2]string{n.County, string(n.Stage)}
		if at[k] == nil {
			at[k] = &TermLine{County: n.County, Stage: n.Stage}
		}
		l := TermLine{Places: n.Places, Funded: n.Funded, Paid: n.Paid, Proven: n.Proven, Fen: n.AmountFen(), PaidFen: n.UnitPriceFen * money.Fen(n.Paid)}
		for _, b := range s.BindingsOfNeed(n.ID) {
			l.Bound++
			if _, proved := s.Enrolments.Get(b.ID); proved {
				l.Enrolled++
			}
		}
		at[k].add(l)
	}
	for _, l := range at {
		lines = append(lines, *l)
		all.add(*l)
	}
	slices.SortFunc(lines, func(a, b TermLine) int {
		if a.County != b.County {
			return strings.Compare(a.County, b.County)
		}
		return slices.Index(Stages, a.Stage) - slices.Index(Stages, b.Stage)
	})
	return lines, all
}

// BindingsOfNeed lists which children have places of a need.
func (s *State) BindingsOfNeed(need string) []*Binding {
	var out []*Binding
	for _, sp := range s.SponsorshipsOfNeed(need) {
		out = append(out, s.BindingsOf(sp.ID)...)
	}
	return out
}

// Unenrolled lists the places of a term whose child is not shown to be at school, in the places that the actor may touch.
func (s *State) Unenrolled(t *StudyTerm, a Actor) []*Binding {
	var out []*Binding
	for id := range s.needsByProgram.Under(t.Program + "/") {
		n, ok := s.Needs.Get(id[len(t.Program)+1:])
		if !ok || n.Type != StudyAid || n.Period != t.Period {
			continue
		}
		for _, b := range s.BindingsOfNeed(n.ID) {
			child, _ := s.Beneficiaries.Get(b.Beneficiary)
			if _, proved := s.Enrolments.Get(b.ID); !proved && a.InCounty(child.County, child.Township) {
				out = append(out, b)
			}
		}
	}
	return out
}

// SetTerm sets a term of a programme, or changes one.
type SetTerm struct {
	Term      StudyTerm // Program, Period, Rates, DocNo, Proof, ProofBy
	IfVersion int64
}

// Permission implements Command.
func (SetTerm) Permission() Permission { return ManagePrograms }

// Decide refuses `stale`, and at the field: `unknown_program program_closed period_form required unknown_choice amount_positive amount_too_large document_form text_too_long day_form period`.
func (c SetTerm) Decide(s *State, in Input) ([]Event, error) {
	t := c.Term
	p, ok := s.ProgramBySlug(t.Program)
	switch {
	case !ok:
		return nil, invalid("program", "unknown_program")
	case p.Status != ProgramActive:
		return nil, invalid("program", "program_closed")
	}
	when, ok := ParsePeriod(t.Period)
	if !ok {
		return nil, invalid("period", "period_form")
	}
	if len(t.Rates) == 0 {
		return nil, invalid("rates", "required")
	}
	for i, r := range t.Rates {
		switch {
		case !slices.Contains(Stages, r.Stage) || slices.ContainsFunc(t.Rates[:i], func(o StageRate) bool { return o.Stage == r.Stage }):
			return nil, invalid("rates", "unknown_choice")
		case r.Fen <= 0:
			return nil, invalid("rates", "amount_positive")
		case r.Fen > maxStandard:
			return nil, invalid("rates", "amount_too_large").With("limit", maxStandard)
		}
	}
	number, err := paper("doc_no", t.DocNo)
	switch {
	case err != nil:
		return nil, err
	case t.Proof && !t.ProofBy.valid():
		return nil, invalid("proof_by", "day_form")
	case t.Proof && (t.ProofBy < when.From || t.ProofBy > when.To):
		return nil, invalid("proof_by", "period")
	case !t.Proof:
		t.ProofBy = ""
	}
	next := StudyTerm{
		ID: in.NewID(), Program: p.ID, Period: t.Period, From: when.From, To: when.To, Rates: slices.Clone(t.Rates), DocNo: number, Proof: t.Proof, ProofBy: t.ProofBy, By: in.Actor.ID, At: in.At,
	}
	if id, ok := s.termsByPeriod.Get(key(p.ID, t.Period)); ok {
		old, _ := s.Terms.Get(id)
		if err := fresh(old.Version, c.IfVersion); err != nil {
			return nil, err
		}
		next.ID, next.Version = old.ID, old.Version
	}
	return []Event{TermSet{Term: next}}, nil
}

// TermSet carries the term.
type TermSet struct {
	Term StudyTerm `json:"term"`
}

// Apply implements Event.
func (e TermSet) Apply(s *State) {
	t := e.Term
	t.Seq = s.Seq
	t.Version++
	s.Terms.Set(t.ID, &t)
	s.termsByPeriod.Set(key(t.Program, t.Period), t.ID)
	s.remember(t.ID, Fact{Kind: "term_set", Ref: t.DocNo, By: t.By})
	s.public()
}

// ProveEnrolment says that children are at school, by one document of a school.
type ProveEnrolment struct {
	Bindings []string
	Document string
	Day      Day // of the document; empty: today
}

// Permission implements Command.
func (ProveEnrolment) Permission() Permission { return IntakePersons }

// Decide refuses at the field: `places_required too_many_lines unknown_place enrolled_already required document_form text_too_long day_form date_future before_term`.
func (c ProveEnrolment) Decide(s *State, in Input) ([]Event, error) {
	switch {
	case len(c.Bindings) == 0:
		return nil, invalid("bindings", "places_required")
	case len(c.Bindings) > maxBound:
		return nil, invalid("bindings", "too_many_lines").With("limit", maxBound)
	}
	day := c.Day
	if day == "" {
		day = in.Today()
	}
	number, err := paper("document", c.Document)
	switch {
	case err != nil:
		return nil, err
	case !day.valid():
		return nil, invalid("day", "day_form")
	case day > in.Today():
		return nil, invalid("day", "date_future")
	}
	e := EnrolmentProved{Document: number, Day: day, By: in.Actor.ID}
	for _, id := range slices.Compact(slices.Sorted(slices.Values(c.Bindings))) {
		b, err := s.BindingFor(id, in.Actor)
		if err != nil || !b.Live() {
			return nil, invalid("bindings", "unknown_place")
		}
		n, _ := s.Needs.Get(b.Need)
		t, ok := s.TermOf(n)
		switch {
		case !ok:
			return nil, invalid("bindings", "unknown_place")
		case day < t.From.AddDays(-31):
			return nil, invalid("day", "before_term").With("from", string(t.From))
		}
		if _, proved := s.Enrolments.Get(id); proved {
			return nil, Refuse(Conflict, "enrolled_already").At("bindings").With("place", b.Slot)
		}
		e.Bindings = append(e.Bindings, id)
	}
	return []Event{e}, nil
}

// EnrolmentProved says whose being at school is shown by which document.
type EnrolmentProved struct {
	Bindings []string `json:"bindings"`
	Document string   `json:"document"`
	Day      Day      `json:"day"`
	By       string   `json:"by"`
}

// Apply implements Event.
func (e EnrolmentProved) Apply(s *State) {
	for _, id := range e.Bindings {
		s.Enrolments.Set(id, &Enrolment{Binding: id, Document: e.Document, Day: e.Day, By: e.By, Seq: s.Seq})
		s.remember(id, Fact{Kind: "enrolment_proved", Ref: e.Document, By: e.By})
	}
}

// RemoveEnrolment takes back what was recorded by mistake, as long as nothing was paid on it.
type RemoveEnrolment struct {
	Binding string
	Reason  string
}

// Permission implements Command.
func (RemoveEnrolment) Permission() Permission { return IntakePersons }

// Decide refuses `not_found wrong_status place_paid` and, at the field, `reason_required`.
func (c RemoveEnrolment) Decide(s *State, in Input) ([]Event, error) {
	b, err := s.BindingFor(c.Binding, in.Actor)
	if err != nil {
		return nil, err
	}
	if _, ok := s.Enrolments.Get(b.ID); !ok {
		return nil, Refuse(Conflict, "wrong_status").With("status", "none").With("verb", "remove")
	}
	if b.Paid() {
		return nil, Refuse(Conflict, "place_paid")
	}
	words := strings.TrimSpace(c.Reason)
	if err := reason("reason", words, true); err != nil {
		return nil, err
	}
	return []Event{EnrolmentRemoved{Binding: b.ID, Reason: words, By: in.Actor.ID}}, nil
}

// EnrolmentRemoved says that a proof does not hold, and why.
type EnrolmentRemoved struct {
	Binding string `json:"binding"`
	Reason  string `json:"reason"`
	By      string `json:"by"`
}

// Apply implements Event.
func (e EnrolmentRemoved) Apply(s *State) {
	s.Enrolments.del(e.Binding)
	s.remember(e.Binding, Fact{Kind: "enrolment_removed", Note: e.Reason, By: e.By})
}
