package models

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// AidKind is what somebody is helped with. Two aids of one kind for one time are double aid.
type AidKind string

// The kinds of aid.
const (
	AidStudy          AidKind = "study"
	AidLiving         AidKind = "living"
	AidInsurance      AidKind = "insurance"
	AidMedical        AidKind = "medical"
	AidRehabilitation AidKind = "rehabilitation"
	AidCounselling    AidKind = "counselling"
	AidInKind         AidKind = "in_kind"
)

// AidKinds lists them.
var AidKinds = []AidKind{AidStudy, AidLiving, AidInsurance, AidMedical, AidRehabilitation, AidCounselling, AidInKind}

// AidSource is who pays.
type AidSource string

// The sources of aid: 福彩圆梦, 财政公益金, 意达圆梦, 微爱助学, 医疗保障, another programme of the federation, anybody else.
const (
	WelfareLottery   AidSource = "welfare_lottery"
	FiscalFund       AidSource = "fiscal_fund"
	Yida             AidSource = "yida"
	Weiai            AidSource = "weiai"
	StatutoryMedical AidSource = "statutory_medical"
	OwnProgram       AidSource = "program"
	OtherSource      AidSource = "other"
)

// AidSources are those that can be recorded by hand: what a programme of the federation gives is known by its places.
var AidSources = []AidSource{WelfareLottery, FiscalFund, Yida, Weiai, StatutoryMedical, OtherSource}

// sourceOf names the source that a programme of the federation is, by the first part of its slug.
func sourceOf(p *Program) AidSource {
	word, _, _ := strings.Cut(p.Slug, "-")
	switch s := AidSource(word); s {
	case Yida, Weiai:
		return s
	}
	return OwnProgram
}

// coverage is who already pays for whom (助学三类全覆盖): of a class of children, in a school stage (empty: all), one kind of aid.
var coverage = []struct {
	category Category
	stage    Stage
	kind     AidKind
	source   AidSource
}{
	{Orphan, College, AidStudy, WelfareLottery},
	{Orphan, Vocational, AidStudy, WelfareLottery}, // from 18 on
	{Unattended, "", AidStudy, FiscalFund},
}

// Period is a time, both days included.
type Period struct{ From, To Day }

func (p Period) meets(o Period) bool { return p.From <= o.To && o.From <= p.To }

var periodForms = regexp.MustCompile(`^(\d{4})(?:-(\d{4})学年(第一学期|第二学期)?|年度?|(?:年|-)(\d{1,2})月?)$`)

// ParsePeriod reads a time as the trade writes it: 2026-2027学年, 2026-2027学年第一学期, 2026年度, 2026年9月, 2026-09.
func ParsePeriod(words string) (Period, bool) {
	m := periodForms.FindStringSubmatch(words)
	if m == nil {
		return Period{}, false
	}
	atoi := func(digits string) int { n, _ := strconv.Atoi(digits); return n }
	month := func(year, month string) Day { return Day(year + "-" + pad(atoi(month), 2) + "-01") }
	var from Day
	months := 12
	switch {
	case m[4] != "":
		from, months = month(m[1], m[4]), 1
	case m[2] == "":
		from = month(m[1], "1")
	case m[3] == "第一学期":
		from, months = month(m[1], "9"), 5
	case m[3] == "第二学期":
		from, months = month(m[2], "2"), 7
	default:
		from = month(m[1], "9")
	}
	if !from.valid() || m[2] != "" && atoi(m[2]) != atoi(m[1])+1 {
		return Period{}, false
	}
	return Period{from, AddMonths(from, months).AddDays(-1)}, true
}

// PeriodOf is the time that a need's places are for: what it says, or that of its programme.
func (s *State) PeriodOf(n *Need) Period {
	if p, ok := ParsePeriod(n.Period); ok {
		return p
	}
	p, _ := s.Programs.Get(n.Program)
	return Period{p.Starts, p.Ends}
}

// Aid is what one child gets of one kind, from one source, for a time: recorded from elsewhere, or by a place that the child has.
type Aid struct {
	ID          string    `json:"id"` // that of the binding, when it comes from one
	Beneficiary string    `json:"beneficiary"`
	Kind        AidKind   `json:"kind"`
	Source      AidSource `json:"source"`
	Program     string    `json:"program,omitempty"`
	Need        string    `json:"need,omitempty"`
	From        Day       `json:"from"`
	To          Day       `json:"to"`
	Document    string    `json:"document,omitempty"`
	Void        string    `json:"void,omitempty"` // slug: why it does not hold
	By          string    `json:"by"`
	At          time.Time `json:"at"`
	Seq         int64     `json:"seq,omitempty"`
	Version     int64     `json:"version"`
}

func (a *Aid) period() Period { return Period{a.From, a.To} }

// AidsOf lists what a child gets, void ones included, oldest first.
func (s *State) AidsOf(beneficiary string) []*Aid {
	var out []*Aid
	for k := range s.aidsByChild.Under(beneficiary + "/") {
		a, _ := s.Aids.Get(k[len(beneficiary)+1:])
		out = append(out, a)
	}
	return out
}

// Overlap lists what a child has already of a kind for a time: what is recorded, what its places give, and what the rules of coverage say. The medical
// cover of the state is no double aid: it pays first, and the rest is asked for.
func Overlap(s *State, beneficiary string, kind AidKind, p Period) []Aid {
	var out []Aid
	for _, a := range s.AidsOf(beneficiary) {
		if a.Void == "" && a.Kind == kind && a.Source != StatutoryMedical && a.period().meets(p) {
			out = append(out, *a)
		}
	}
	b, _ := s.Beneficiaries.Get(beneficiary)
	for _, c := range coverage {
		known := slices.ContainsFunc(out, func(a Aid) bool { return a.Source == c.source })
		if b != nil && b.Category == c.category && kind == c.kind && (c.stage == "" || c.stage == b.Stage) && !known {
			out = append(out, Aid{ID: ruleID(c.source), Beneficiary: beneficiary, Kind: kind, Source: c.source, From: p.From, To: p.To})
		}
	}
	return out
}

// ruleID stands for an aid that no record says, only a rule of coverage.
func ruleID(source AidSource) string { return "rule:" + string(source) }

// guard refuses `double_aid` with source, time and programme of the first aid that a place of a need would double, unless two people agreed to it.
// A child who is not 18 yet is not covered by the lottery's fund.
func (s *State) guard(b *Beneficiary, n *Need, minor bool) *Error {
	p := s.PeriodOf(n)
	agreed := s.agreedAids(b.ID, n.ID)
	for _, a := range Overlap(s, b.ID, NeedTypes[n.Type].Aid, p) {
		switch {
		case minor && b.Stage == Vocational && a.ID == ruleID(WelfareLottery):
		case NeedTypes[n.Type].Repeated && a.Need == n.ID:
		case slices.Contains(agreed, a.ID), s.moneyIsAsked(a.ID):
		default:
			return s.doubled(a)
		}
	}
	return nil
}

// doubled names an aid by what may be said of it: its source, its time, its programme; never whose it is.
func (s *State) doubled(a Aid) *Error {
	name := ""
	if p, ok := s.Programs.Get(a.Program); ok {
		name = p.Name
	}
	return Refuse(Conflict, "double_aid").At("beneficiary").With("source", string(a.Source)).With("from", string(a.From)).With("to", string(a.To)).With("program", name)
}

// RecordAid writes down what a child gets from elsewhere.
type RecordAid struct {
	Beneficiary string
	Kind        AidKind
	Source      AidSource
	From, To    Day
	Document    string // number of the paper that says so
	Known       bool   // that it doubles another aid was seen: it is a fact, and goes to the list of doubles
}

// Permission implements Command.
func (RecordAid) Permission() Permission { return IntakePersons }

var (
	documentForm = regexp.MustCompile(`^[\p{L}\p{N}〔〕\[\]()（）\-/. ]*$`)
	manyDigits   = regexp.MustCompile(`\d{11}`)
)

// Decide refuses `not_found` and at the field: `unknown_choice day_form period required text_too_long document_form double_aid`.
func (c RecordAid) Decide(s *State, in Input) ([]Event, error) {
	b, err := s.BeneficiaryFor(c.Beneficiary, in.Actor)
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains(AidKinds, c.Kind):
		return nil, invalid("kind", "unknown_choice")
	case !slices.Contains(AidSources, c.Source):
		return nil, invalid("source", "unknown_choice")
	case !c.From.valid():
		return nil, invalid("from", "day_form")
	case !c.To.valid():
		return nil, invalid("to", "day_form")
	case c.To < c.From:
		return nil, invalid("to", "period")
	case strings.TrimSpace(c.Document) == "":
		return nil, invalid("document", "required")
	case utf8.RuneCountInString(c.Document) > 40:
		return nil, invalid("document", "text_too_long").With("limit", 40)
	case !documentForm.MatchString(c.Document) || !strings.ContainsAny(c.Document, "0123456789") || manyDigits.MatchString(c.Document):
		return nil, invalid("document", "document_form")
	}
	a := Aid{ID: in.NewID(), Beneficiary: b.ID, Kind: c.Kind, Source: c.Source, From: c.From, To: c.To, Document: c.Document, By: in.Actor.ID, At: in.At}
	if c.Source != StatutoryMedical && !c.Known {
		for _, o := range Overlap(s, b.ID, c.Kind, a.period()) {
			if o.Source != c.Source || o.ID != ruleID(c.Source) {
				return nil, s.doubled(o)
			}
		}
	}
	return []Event{AidRecorded{Aid: a}}, nil
}

// AidRecorded carries the aid.
type AidRecorded struct {
	Aid Aid `json:"aid"`
}

// Apply implements Event.
func (e AidRecorded) Apply(s *State) { s.putAid(e.Aid) }

func (s *State) putAid(a Aid) {
	a.Seq = s.Seq
	a.Version++
	s.Aids.Set(a.ID, &a)
	s.aidsByChild.Set(key(a.Beneficiary, a.ID), none{})
}

// AidVoids are why a recorded aid does not hold.
var AidVoids = []string{"entered_wrongly", "never_paid"}

// VoidAid takes a recorded aid back. What a place gives ends with the place.
type VoidAid struct {
	ID        string
	Reason    string // one of AidVoids
	IfVersion int64
}

// Permission implements Command.
func (VoidAid) Permission() Permission { return IntakePersons }

// Decide refuses `not_found stale wrong_status unknown_choice`.
func (c VoidAid) Decide(s *State, in Input) ([]Event, error) {
	a, ok := s.Aids.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if _, err := s.BeneficiaryFor(a.Beneficiary, in.Actor); err != nil {
		return nil, err
	}
	if err := fresh(a.Version, c.IfVersion); err != nil {
		return nil, err
	}
	switch {
	case a.Void != "" || a.Need != "":
		return nil, Refuse(Conflict, "wrong_status").With("status", "void").With("verb", "void")
	case !slices.Contains(AidVoids, c.Reason):
		return nil, invalid("reason", "unknown_choice")
	}
	return []Event{AidVoided{ID: a.ID, Reason: c.Reason, By: in.Actor.ID}}, nil
}

// AidVoided says why an aid does not hold.
type AidVoided struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// Apply implements Event.
func (e AidVoided) Apply(s *State) { s.voidAid(e.ID, e.Reason) }

func (s *State) voidAid(id, reason string) {
	old, _ := s.Aids.Get(id)
	a := *old
	a.Void = reason
	a.Version++
	s.Aids.Set(id, &a)
}

// DoubledAids lists, child by child, the pairs of aids of one kind for one time, for whoever may see the children.
func (s *State) DoubledAids(who Actor) [][2]Aid {
	var out [][2]Aid
	of, mine := "", []*Aid(nil)
	for k := range s.aidsByChild.All() {
		child, id, _ := strings.Cut(k, "/")
		if child != of {
			of, mine = child, nil
		}
		a, _ := s.Aids.Get(id)
		if b, ok := s.Beneficiaries.Get(child); !ok || !who.InCounty(b.County, b.Township) || a.Void != "" || a.Source == StatutoryMedical {
			continue
		}
		for _, o := range mine {
			if o.Kind == a.Kind && o.period().meets(a.period()) && (a.Need == "" || a.Need != o.Need) {
				out = append(out, [2]Aid{*o, *a})
			}
		}
		mine = append(mine, a)
	}
	return out
}
