package handlers

import (
	"iter"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

// programView is what everybody may know of a programme.
type programView struct {
	ID          string            `json:"id"`
	Slug        string            `json:"slug"`
	Name        string            `json:"name"`
	Brand       string            `json:"brand,omitempty"`
	Purpose     string            `json:"purpose,omitempty"`
	Rules       string            `json:"rules,omitempty"`
	Types       []models.NeedType `json:"types"`
	Starts      models.Day        `json:"starts"`
	Ends        models.Day        `json:"ends"`
	BudgetFen   money.Fen         `json:"budget_fen"`
	Fundraising string            `json:"fundraising"`
	Filing      string            `json:"filing,omitempty"`
	Platform    string            `json:"platform,omitempty"`
	FeePermille int               `json:"fee_permille"`
	LeftoverFen money.Fen         `json:"leftover_fen"`
	Status      string            `json:"status"`
	Version     int64             `json:"version"`
	Needs       int               `json:"needs"` // that the public may see
	sumsView
}

// sumsView is what happened to the places of a programme or a county. Persons are counted in the five figures, so small ones are not shown.
type sumsView struct {
	Places      *int       `json:"places"`
	Taken       *int       `json:"taken"`
	Funded      *int       `json:"funded"`
	Paid        *int       `json:"paid"`
	Proven      *int       `json:"proven"`
	PledgedFen  *money.Fen `json:"pledged_fen"`
	ReceivedFen *money.Fen `json:"received_fen"`
	PaidFen     *money.Fen `json:"paid_fen"`
	Suppressed  bool       `json:"suppressed"`
}

func sums(t models.Sums) sumsView {
	c := cells{persons: true}
	v := sumsView{Places: c.count(t.Places), Taken: c.count(t.Taken), Funded: c.count(t.Funded), Paid: c.count(t.Paid), Proven: c.count(t.Proven)}
	v.PledgedFen, v.ReceivedFen, v.PaidFen = c.sum(v.Taken, t.TakenFen), c.sum(v.Funded, t.FundedFen), c.sum(v.Paid, t.PaidFen)
	v.Suppressed = c.hidden
	return v
}

// cells holds back small counts of persons, and remembers that it did.
type cells struct {
	persons bool // what is counted are persons
	all     bool // the reader may see every count
	hidden  bool
}

func (c *cells) count(n int) *int {
	if !c.all && views.Suppressed(n, c.persons) {
		c.hidden = true
		return nil
	}
	return &n
}

// sum is an amount that would give the count away when the count is held back.
func (c *cells) sum(count *int, fen money.Fen) *money.Fen {
	if count == nil {
		return nil
	}
	return &fen
}

func viewProgram(s *models.State, p *models.Program) programView {
	t := s.ProgramTotals(p.ID)
	types := p.Types
	if types == nil {
		types = []models.NeedType{}
	}
	return programView{
		ID: p.ID, Slug: p.Slug, Name: p.Name, Brand: p.Brand, Purpose: p.Purpose, Rules: p.Rules, Types: types, Starts: p.Starts, Ends: p.Ends,
		BudgetFen: p.BudgetFen, Fundraising: string(p.Fundraising), Filing: p.Filing, Platform: p.Platform, FeePermille: p.FeePermille,
		LeftoverFen: p.LeftoverFen, Status: string(p.Status), Version: p.Version, Needs: t.Needs, sumsView: sums(t),
	}
}

// apiPrograms lists the programmes. GET /programs
func apiPrograms(r *Request) error {
	limit, after, err := r.query()
	if err != nil {
		return err
	}
	return r.reply(200, paged(after, limit, r.State.Programs.From, func(p *models.Program) (programView, bool) { return viewProgram(r.State, p), true }))
}

// apiProgram shows one, by its id or slug. GET /programs/{id}
func apiProgram(r *Request) error {
	p, ok := r.State.ProgramBySlug(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	return r.versioned(p.Version, viewProgram(r.State, p))
}

type programIn struct {
	Name        string            `json:"name"`
	Slug        string            `json:"slug"`
	Brand       string            `json:"brand"`
	Purpose     string            `json:"purpose"`
	Rules       string            `json:"rules"`
	Types       []models.NeedType `json:"types"`
	Starts      dayIn             `json:"starts"`
	Ends        dayIn             `json:"ends"`
	BudgetFen   fenIn             `json:"budget_fen"`
	Fundraising string            `json:"fundraising"`
	Filing      string            `json:"filing"`
	Platform    string            `json:"platform"`
	FeePermille int               `json:"fee_permille"`
	LeftoverFen fenIn             `json:"leftover_fen"`
}

func (in programIn) command() models.CreateProgram {
	return models.CreateProgram{Program: models.Program{
		Name: in.Name, Slug: in.Slug, Brand: in.Brand, Purpose: in.Purpose, Rules: in.Rules, Types: in.Types, Starts: in.Starts.day, Ends: in.Ends.day,
		BudgetFen: in.BudgetFen.fen, Fundraising: models.Fundraising(in.Fundraising), Filing: in.Filing, Platform: in.Platform,
		FeePermille: in.FeePermille, LeftoverFen: in.LeftoverFen.fen,
	}}
}

type createdView struct {
	ID     string `json:"id"`
	Status string `json:"status"`
}

// apiCreateProgram starts a programme. POST /programs
func apiCreateProgram(r *Request) error {
	in, err := input[programIn](r)
	if err != nil {
		return err
	}
	out, err := r.Do(in.command())
	if err != nil {
		return err
	}
	p := event[models.ProgramCreated](out).Program
	return r.reply(201, createdView{ID: p.ID, Status: string(p.Status)})
}

// countyView is a county with its brand of care and what the needs there have come to.
type countyView struct {
	Code      string   `json:"code"`
	Name      string   `json:"name"`
	SubBrand  string   `json:"sub_brand"`
	Townships []string `json:"townships"`
	Needs     int      `json:"needs"`
	sumsView
}

// apiCounties lists the counties. GET /counties
func apiCounties(r *Request) error {
	limit, after, err := r.query()
	if err != nil {
		return err
	}
	totals := map[string]*models.Sums{}
	for _, n := range r.State.Needs.All() {
		if !n.Seen() {
			continue
		}
		if totals[n.County] == nil {
			totals[n.County] = &models.Sums{}
		}
		totals[n.County].Add(n)
	}
	return r.reply(200, paged(after, limit, r.State.Counties.From, func(c *models.County) (countyView, bool) {
		v := countyView{Code: c.Code, Name: c.Name, SubBrand: c.SubBrand, Townships: c.Townships}
		if v.Townships == nil {
			v.Townships = []string{}
		}
		var t models.Sums
		if totals[c.Code] != nil {
			t = *totals[c.Code]
		}
		v.Needs, v.sumsView = t.Needs, sums(t)
		return v, true
	}))
}

// disclosureView is one published account of a programme.
type disclosureView struct {
	ID          string     `json:"id"`
	Number      string     `json:"number"`
	Program     string     `json:"program"`
	Kind        string     `json:"kind"`
	Due         models.Day `json:"due"`
	UpTo        models.Day `json:"up_to"`
	PledgedFen  *money.Fen `json:"pledged_fen"`
	ReceivedFen money.Fen  `json:"received_fen"`
	PaidFen     money.Fen  `json:"paid_fen"`
	Places      *int       `json:"places"`
	Proven      *int       `json:"proven"`
	Suppressed  bool       `json:"suppressed"`
	Late        bool       `json:"late"`
	Note        string     `json:"note,omitempty"`
	At          string     `json:"at"`
	Entry       int64      `json:"entry"`
}

// apiDisclosures lists what was published, by programme and due day. GET /disclosures
func apiDisclosures(r *Request) error {
	limit, after, err := r.query("program")
	if err != nil {
		return err
	}
	program := r.Query("program")
	if p, ok := r.State.ProgramBySlug(program); ok {
		program = p.ID
	}
	return r.reply(200, paged(after, limit, r.State.Disclosures.From, func(d *models.Disclosure) (disclosureView, bool) {
		c := cells{persons: true}
		v := disclosureView{
			ID: d.ID, Number: d.Number, Program: d.Program, Kind: d.Kind, Due: d.Due, UpTo: d.UpTo, ReceivedFen: d.ReceivedFen, PaidFen: d.PaidFen,
			Places: c.count(d.Places), Proven: c.count(d.Proven), Late: d.Late(), Note: d.Note, At: instant(d.At), Entry: d.Seq,
		}
		v.PledgedFen, v.Suppressed = c.sum(v.Places, d.PledgedFen), c.hidden
		return v, program == "" || d.Program == program
	}))
}

// needSeq is the order of needs by id, from a key on, of the needs of one programme or of all.
func needSeq(s *models.State, program string) func(string) iter.Seq2[string, *models.Need] {
	if program == "" {
		return s.Needs.From
	}
	return listed(s.NeedsOf(program), func(n *models.Need) string { return n.ID })
}
