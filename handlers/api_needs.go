package handlers

import (
	"slices"

	"shanpei/models"
	"shanpei/models/money"
)

// needView is what everybody may know of a need. Counts of persons under five are null, and so is every amount that would give them away.
type needView struct {
	ID           string      `json:"id"`
	Number       string      `json:"number"`
	Program      string      `json:"program"`
	County       string      `json:"county"`
	Township     string      `json:"township,omitempty"`
	Type         string      `json:"type"`
	Stage        string      `json:"stage,omitempty"`
	Title        string      `json:"title,omitempty"`
	Period       string      `json:"period,omitempty"`
	Unit         string      `json:"unit"`
	UnitPriceFen money.Fen   `json:"unit_price_fen"`
	Places       *int        `json:"places"`
	Taken        *int        `json:"taken"`
	Left         *int        `json:"left"`
	Funded       *int        `json:"funded"`
	Paid         *int        `json:"paid"`
	Proven       *int        `json:"proven"`
	AmountFen    *money.Fen  `json:"amount_fen"`
	Suppressed   bool        `json:"suppressed"`
	Urgency      int         `json:"urgency"`
	Deadline     models.Day  `json:"deadline,omitempty"`
	Divisible    bool        `json:"divisible"`
	MaxDonors    int         `json:"max_donors,omitempty"`
	Status       string      `json:"status"`
	PublicUntil  models.Day  `json:"public_until,omitempty"`
	OpenedAt     string      `json:"opened_at,omitempty"`
	Version      int64       `json:"version"`
	Donors       []donorView `json:"donors,omitempty"` // of one need only; who asked not to be named is not
}

// donorView is one sponsor of a need as the public sees it.
type donorView struct {
	Name      string     `json:"name,omitempty"` // absent when the donor asked not to be named
	Anonymous bool       `json:"anonymous"`
	Places    *int       `json:"places"`
	AmountFen *money.Fen `json:"amount_fen"`
}

// viewNeed shows a need; `all` is for those who may see every count.
func viewNeed(n *models.Need, all bool) needView {
	c := cells{persons: models.NeedTypes[n.Type].Persons, all: all}
	v := needView{
		ID: n.ID, Number: n.Number, Program: n.Program, County: n.County, Township: n.Township, Type: string(n.Type), Stage: string(n.Stage),
		Title: n.Title, Period: n.Period, Unit: n.Unit, UnitPriceFen: n.UnitPriceFen, Places: c.count(n.Places), Taken: c.count(n.Taken),
		Left: c.count(n.Left()), Funded: c.count(n.Funded), Paid: c.count(n.Paid), Proven: c.count(n.Proven), Urgency: n.Urgency,
		Deadline: n.Deadline, Divisible: !n.Indivisible, MaxDonors: n.MaxDonors, Status: string(n.Status), PublicUntil: n.PublicUntil,
		OpenedAt: instant(n.OpenedAt), Version: n.Version,
	}
	if v.Taken == nil || v.Left == nil { // each of the two is the places without the other
		v.Taken, v.Left = nil, nil
	}
	v.AmountFen, v.Suppressed = c.sum(v.Places, n.AmountFen()), c.hidden
	return v
}

// seesNeed tells whether the caller may see the need, and whether with every count: the public from its publicity on, staff in their county always.
func (r *Request) seesNeed(n *models.Need) (sees, all bool) {
	all = r.Actor.Can(models.ViewStaff) && r.Actor.InCounty(n.County, n.Township)
	return all || n.Seen(), all
}

// apiNeeds lists needs. What the public may not see yet is listed to staff who ask for its status. GET /needs
func apiNeeds(r *Request) error {
	filters := []string{"program", "county", "type", "stage", "status"}
	limit, after, err := r.query(filters...)
	if err != nil {
		return err
	}
	program := ""
	if asked := r.Query("program"); asked != "" {
		p, ok := r.State.ProgramBySlug(asked)
		if !ok {
			return r.reply(200, listView[needView]{Items: []needView{}})
		}
		program = p.ID
	}
	county, kind, stage, status := r.Query("county"), r.Query("type"), r.Query("stage"), r.Query("status")
	return r.reply(200, paged(after, limit, needSeq(r.State, program), func(n *models.Need) (needView, bool) {
		if county != "" && n.County != county || kind != "" && string(n.Type) != kind || stage != "" && string(n.Stage) != stage ||
			status != "" && string(n.Status) != status {
			return needView{}, false
		}
		sees, all := r.seesNeed(n)
		if !sees || !n.Seen() && status == "" {
			return needView{}, false
		}
		return viewNeed(n, all), true
	}))
}

// apiNeed shows one need, by its id or number, with its sponsors. GET /needs/{id}
func apiNeed(r *Request) error {
	n, ok := r.State.NeedByNumber(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	sees, all := r.seesNeed(n)
	if !sees {
		return models.Refuse(models.NotFound, "not_found")
	}
	v := viewNeed(n, all)
	v.Donors = donorsOf(r.State, n, all)
	return r.versioned(n.Version, v)
}

func donorsOf(s *models.State, n *models.Need, all bool) []donorView {
	type share struct {
		name   string
		places int
	}
	var shares []share
	for _, sp := range s.SponsorshipsOfNeed(n.ID) {
		p, _ := s.Pledges.Get(sp.Pledge)
		if sp.Places == 0 || !p.Binding() {
			continue
		}
		name := ""
		if !p.Anonymous {
			e, _ := s.Enterprises.Get(sp.Enterprise)
			name = e.Name
		}
		at := slices.IndexFunc(shares, func(sh share) bool { return sh.name == name })
		if at < 0 {
			shares = append(shares, share{name: name})
			at = len(shares) - 1
		}
		shares[at].places += sp.Places
	}
	c := cells{persons: models.NeedTypes[n.Type].Persons, all: all}
	var out []donorView
	for _, sh := range shares {
		count := c.count(sh.places)
		out = append(out, donorView{Name: sh.name, Anonymous: sh.name == "", Places: count, AmountFen: c.sum(count, n.UnitPriceFen*money.Fen(sh.places))})
	}
	return out
}

type needIn struct {
	Program      string `json:"program"`
	County       string `json:"county"`
	Township     string `json:"township"`
	Type         string `json:"type"`
	Stage        string `json:"stage"`
	Title        string `json:"title"`
	Period       string `json:"period"`
	Unit         string `json:"unit"`
	UnitPriceFen fenIn  `json:"unit_price_fen"`
	Places       int    `json:"places"`
	Urgency      int    `json:"urgency"`
	Deadline     dayIn  `json:"deadline"`
	Divisible    *bool  `json:"divisible"`
	MaxDonors    int    `json:"max_donors"`
}

func (in needIn) need() models.Need {
	return models.Need{
		Program: in.Program, County: in.County, Township: in.Township, Type: models.NeedType(in.Type), Stage: models.Stage(in.Stage),
		Title: in.Title, Period: in.Period, Unit: in.Unit, UnitPriceFen: in.UnitPriceFen.fen, Places: in.Places, Urgency: in.Urgency,
		Deadline: in.Deadline.day, Indivisible: in.Divisible != nil && !*in.Divisible, MaxDonors: in.MaxDonors,
	}
}

type draftedView struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	Status string `json:"status"`
}

// apiDraftNeed writes down a need. POST /needs
func apiDraftNeed(r *Request) error {
	in, err := input[needIn](r)
	if err != nil {
		return err
	}
	out, err := r.Do(models.DraftNeed{Need: in.need()})
	if err != nil {
		return err
	}
	n := event[models.NeedDrafted](out).Need
	return r.reply(201, draftedView{ID: n.ID, Number: n.Number, Status: string(n.Status)})
}

type stepIn struct {
	Reason string `json:"reason"`
	onVersion
}

// apiStepNeed makes the handler of one step of a need. POST /needs/{id}/{step}
func apiStepNeed(verb models.NeedVerb) func(r *Request) error {
	return func(r *Request) error {
		in, err := input[stepIn](r)
		if err != nil {
			return err
		}
		version, err := r.ifVersion(in.onVersion)
		if err != nil {
			return err
		}
		id := r.Params("id")
		if n, ok := r.State.NeedByNumber(id); ok {
			id = n.ID
		}
		out, err := r.Do(models.StepNeed{ID: id, Verb: verb, Reason: in.Reason, IfVersion: version})
		if err != nil {
			return err
		}
		return r.reply(200, statusView{string(event[models.NeedStepped](out).Status)})
	}
}
