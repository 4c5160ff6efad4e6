package models

import (
	"regexp"

	"shanpei/models/money"
)

// Fundraising is the 募捐方式 of a programme: who may be asked, and how money may come (慈善法 art. 27–30; domain.md, section 0.2).
type Fundraising string

// The three ways. Announce shows the programme and takes bank transfers from verified donors; Targeted is for members of the federation;
// Public needs a filed plan, the certificate and a designated platform.
const (
	Announce      Fundraising = "announce"
	Targeted      Fundraising = "targeted"
	PublicRaising Fundraising = "public"
)

// ProgramStatus is where a programme stands.
type ProgramStatus string

// The statuses of a programme.
const (
	ProgramActive    ProgramStatus = "active"
	ProgramSuspended ProgramStatus = "suspended"
	ProgramClosed    ProgramStatus = "closed"
)

var programFlow = Flow[ProgramStatus, string]{
	ProgramActive:    {"suspend": ProgramSuspended, "close": ProgramClosed},
	ProgramSuspended: {"resume": ProgramActive, "close": ProgramClosed},
}

// Program is what the federation runs (项目): 意达圆梦 助学成长, 慈佑童年, …
type Program struct {
	ID          string        `json:"id"`
	Slug        string        `json:"slug"`
	Name        string        `json:"name"`
	Brand       string        `json:"brand,omitempty"`
	Purpose     string        `json:"purpose,omitempty"`
	Rules       string        `json:"rules,omitempty"` // whom it helps and by which standard
	Types       []NeedType    `json:"types,omitempty"` // what its needs are
	Starts      Day           `json:"starts"`
	Ends        Day           `json:"ends"`
	BudgetFen   money.Fen     `json:"budget_fen"`
	Fundraising Fundraising   `json:"fundraising"`
	Filing      string        `json:"filing,omitempty"`   // 备案编号
	Platform    string        `json:"platform,omitempty"` // link to the designated platform
	FeePermille int           `json:"fee_permille,omitempty"`
	LeftoverFen money.Fen     `json:"leftover_fen,omitempty"` // 上期结余, shown, not on the ledger
	Status      ProgramStatus `json:"status"`
	Version     int64         `json:"version"`
}

// TakesFrom tells whether a gift of the enterprise may go to the programme.
func (p *Program) TakesFrom(e *Enterprise) bool {
	return p.Status == ProgramActive && (p.Fundraising != Targeted || e.Member)
}

// takes says, at the field, why a gift of the enterprise may not go to the programme: `program_closed members_only`.
func (p *Program) takes(e *Enterprise, field string) error {
	switch {
	case p.Status != ProgramActive:
		return invalid(field, "program_closed")
	case !p.TakesFrom(e):
		return Refuse(Forbidden, "members_only").At(field).With("program", p.Name)
	}
	return nil
}

var slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// CreateProgram starts a programme.
type CreateProgram struct{ Program Program }

// Permission implements Command.
func (CreateProgram) Permission() Permission { return ManagePrograms }

// Decide refuses at the field: `required slug_form slug_taken day_form period unknown_choice amount_positive amount_too_large out_of_range
// filing_required text_too_long`.
func (c CreateProgram) Decide(s *State, in Input) ([]Event, error) {
	p := c.Program
	if err := p.check(s); err != nil {
		return nil, err
	}
	if _, taken := s.programSlugs.Get(p.Slug); taken {
		return nil, Refuse(Conflict, "slug_taken").At("slug")
	}
	p.ID, p.Status, p.Version = in.NewID(), ProgramActive, 0
	return []Event{ProgramCreated{Program: p}}, nil
}

func (p *Program) check(s *State) error {
	switch {
	case p.Name == "":
		return invalid("name", "required")
	case !slugForm.MatchString(p.Slug) || len(p.Slug) > 60:
		return invalid("slug", "slug_form")
	case p.Starts == "":
		return invalid("starts", "required")
	case p.Ends == "":
		return invalid("ends", "required")
	case !p.Starts.valid():
		return invalid("starts", "day_form")
	case !p.Ends.valid():
		return invalid("ends", "day_form")
	case p.Ends < p.Starts:
		return invalid("ends", "period")
	case p.Ends > AddMonths(p.Starts, 240):
		return invalid("ends", "out_of_range").With("low", string(p.Starts)).With("high", string(AddMonths(p.Starts, 240)))
	case p.BudgetFen <= 0:
		return invalid("budget_fen", "amount_positive")
	case p.BudgetFen > money.MaxFen:
		return invalid("budget_fen", "amount_too_large").With("limit", money.MaxFen)
	case p.Fundraising != Announce && p.Fundraising != Targeted && p.Fundraising != PublicRaising:
		return invalid("fundraising", "unknown_choice")
	case p.Fundraising == PublicRaising && (p.Filing == "" || p.Platform == "" || s.Federation.Licence == ""):
		return invalid("filing", "filing_required")
	case p.FeePermille < 0 || p.FeePermille > s.Federation.Settings.FeePermille:
		return invalid("fee_permille", "out_of_range").With("low", 0).With("high", s.Federation.Settings.FeePermille)
	}
	for _, t := range p.Types {
		if _, ok := NeedTypes[t]; !ok {
			return invalid("types", "unknown_choice")
		}
	}
	return bounded([]text{
		{"name", p.Name, 80}, {"brand", p.Brand, 80}, {"purpose", p.Purpose, 4000}, {"rules", p.Rules, 4000}, {"filing", p.Filing, 80},
		{"platform", p.Platform, 400},
	})
}

// ProgramCreated carries the new programme.
type ProgramCreated struct {
	Program Program `json:"program"`
}

// Apply implements Event.
func (e ProgramCreated) Apply(s *State) {
	p := e.Program
	p.Version++
	s.Programs.Set(p.ID, &p)
	s.programSlugs.Set(p.Slug, p.ID)
	s.public()
}

// ReviseProgram changes what a programme says of itself; its slug, and with it its address, stays.
type ReviseProgram struct {
	ID        string
	IfVersion int64
	Program   Program
}

// Permission implements Command.
func (ReviseProgram) Permission() Permission { return ManagePrograms }

// Decide refuses `not_found`, `stale` and what CreateProgram refuses.
func (c ReviseProgram) Decide(s *State, _ Input) ([]Event, error) {
	old, ok := s.Programs.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(old.Version, c.IfVersion); err != nil {
		return nil, err
	}
	p := c.Program
	p.ID, p.Slug, p.Status, p.Version = old.ID, old.Slug, old.Status, old.Version
	if err := p.check(s); err != nil {
		return nil, err
	}
	return []Event{ProgramRevised{Program: p}}, nil
}

// ProgramRevised carries the programme as it is from now on.
type ProgramRevised struct {
	Program Program `json:"program"`
}

// Apply implements Event.
func (e ProgramRevised) Apply(s *State) {
	p := e.Program
	p.Version++
	s.Programs.Set(p.ID, &p)
	s.public()
}

// StepProgram suspends, resumes or closes a programme.
type StepProgram struct {
	ID, Verb, Reason string
	IfVersion        int64
}

// Permission implements Command.
func (StepProgram) Permission() Permission { return ManagePrograms }

// Decide refuses `not_found`, `stale`, `wrong_status`, `reason_required` and `text_too_long`.
func (c StepProgram) Decide(s *State, _ Input) ([]Event, error) {
	p, ok := s.Programs.Get(c.ID)
	if !ok {
		return nil, notFound()
	}
	if err := fresh(p.Version, c.IfVersion); err != nil {
		return nil, err
	}
	next, err := programFlow.Next(p.Status, c.Verb)
	if err != nil {
		return nil, err
	}
	if err := reason("reason", c.Reason, c.Verb != "resume"); err != nil {
		return nil, err
	}
	return []Event{ProgramStepped{ID: p.ID, Verb: c.Verb, Status: next, Reason: c.Reason}}, nil
}

// ProgramStepped says where a programme stands now.
type ProgramStepped struct {
	ID     string        `json:"id"`
	Verb   string        `json:"verb"`
	Status ProgramStatus `json:"status"`
	Reason string        `json:"reason,omitempty"`
}

// Apply implements Event.
func (e ProgramStepped) Apply(s *State) {
	old, _ := s.Programs.Get(e.ID)
	p := *old
	p.Status = e.Status
	p.Version++
	s.Programs.Set(p.ID, &p)
	s.remember(p.ID, Fact{Kind: "program_" + e.Verb, Note: e.Reason})
	s.public()
}

// ProgramBySlug finds a programme by its slug or its id.
func (s *State) ProgramBySlug(slug string) (*Program, bool) {
	if id, ok := s.programSlugs.Get(slug); ok {
		return s.Programs.Get(id)
	}
	return s.Programs.Get(slug)
}
