package handlers

import (
	"cmp"
	"slices"
	"strconv"

	"shanpei/models"
	"shanpei/models/money"
	"shanpei/views"
)

func publicContracts(r *Request) error {
	p := r.page(views.Public, "contract.title")
	p.Description = r.Lang.T("contract.lead")
	var list []views.ContractLine
	for _, c := range r.State.Contracts.All() {
		if c.Seen() {
			list = append(list, views.ContractOf(r.State, c))
		}
	}
	newestFirst(list)
	return r.HTML(200, views.PublicContracts(p, list))
}

func publicContract(r *Request) error {
	c, ok := r.State.ContractByNumber(r.Params("number"))
	if !ok || !c.Seen() {
		return models.Refuse(models.NotFound, "not_found")
	}
	p := r.page(views.Public, c.Title)
	p.Crumbs = []views.Crumb{{Label: r.Lang.T("contract.title"), Href: "/contracts"}, {Label: c.Number}}
	return r.HTML(200, views.PublicContract(p, views.ContractOf(r.State, c)))
}

func staffContracts(r *Request) error {
	var all []views.ContractLine
	for _, c := range r.State.Contracts.All() {
		if fits(r.Query("status"), c.Status) && fits(r.Query("program"), c.Program) && sought(r.Query("q"), c.Number, c.Title, c.Provider) {
			all = append(all, views.ContractOf(r.State, c))
		}
	}
	newestFirst(all)
	d := r.staff("contract.title")
	rows, pager := arranged(r, d, all, map[string]order[views.ContractLine]{
		"number": func(a, b views.ContractLine) int { return cmp.Compare(a.Number, b.Number) },
		"amount": func(a, b views.ContractLine) int { return cmp.Compare(a.AmountFen(), b.AmountFen()) },
		"status": func(a, b views.ContractLine) int {
			return cmp.Compare(slices.Index(views.ContractStatuses, a.Status), slices.Index(views.ContractStatuses, b.Status))
		},
	})
	l := views.StaffListProps{
		Title: d.Title, Lead: d.T("contract.staff_lead"), Search: d.T("contract.search"), Filters: views.ContractFilters(d), Table: views.StaffContractTable(d, rows), Pager: pager,
	}
	if r.Actor.Can(models.ManageContracts) {
		l.Actions = []views.ButtonProps{{Label: d.T("contract.new"), Href: "/staff/contracts/new", Kind: views.ButtonAction, Icon: "plus"}}
	}
	return r.HTML(200, views.StaffList(d, l))
}

func staffContractNew(r *Request) error { return r.showContractForm(nil) }

func (r *Request) showContractForm(f *form) error {
	d := r.staff("contract.new", r.crumb("contract.title", "/staff/contracts"))
	status := 200
	if f != nil {
		f.onto(d, "contract")
		status = f.Status()
	}
	return r.HTML(status, views.StaffContractNew(d))
}

// staffContractDraft reads the rows of indicators and milestones: one without a name is left out.
func staffContractDraft(r *Request) error {
	fields := []string{"title", "program", "provider", "area", "from", "to"}
	for i := 1; i <= views.ContractIndicatorRows; i++ {
		fields = append(fields, numbered("indicator", i), numbered("target", i), numbered("unit", i))
	}
	for i := 1; i <= views.ContractMilestoneRows; i++ {
		fields = append(fields, numbered("milestone", i), numbered("due", i), numbered("fen", i))
	}
	f := r.form(fields...)
	c := models.Contract{Title: f.Text("title"), Program: f.Text("program"), Provider: f.Text("provider"), Area: f.Text("area"), From: f.Day("from"), To: f.Day("to")}
	for i := 1; i <= views.ContractIndicatorRows; i++ {
		if f.Text(numbered("indicator", i)) != "" {
			c.Indicators = append(c.Indicators, models.Indicator{Name: f.Text(numbered("indicator", i)), Target: f.Int(numbered("target", i)), Unit: f.Text(numbered("unit", i))})
		}
	}
	for i := 1; i <= views.ContractMilestoneRows; i++ {
		if f.Text(numbered("milestone", i)) != "" {
			c.Milestones = append(c.Milestones, models.Milestone{Name: f.Text(numbered("milestone", i)), Due: f.Day(numbered("due", i)), Fen: f.Yuan(numbered("fen", i))})
		}
	}
	out, again, err := f.ask(models.DraftContract{Contract: c})
	if again {
		return r.showContractForm(f)
	}
	if err != nil {
		return err
	}
	made := event[models.ContractDraftedDown](out).Contract
	return r.Done("/staff/contracts/"+made.ID, "contract.done.drafted", "number", made.Number)
}

func numbered(field string, i int) string { return field + "_" + strconv.Itoa(i) }

func staffContract(r *Request) error { return r.showContract(nil, "") }

func (r *Request) showContract(f *form, name string) error {
	c, ok := r.State.Contracts.Get(r.Params("id"))
	if !ok {
		return models.Refuse(models.NotFound, "not_found")
	}
	d := r.staff(c.Title, r.crumb("contract.title", "/staff/contracts"))
	status := 200
	if f != nil {
		f.onto(d, name)
		status = f.Status()
	}
	return r.HTML(status, views.StaffContract(d, views.ContractOf(r.State, c)))
}

// tellContract asks for a change of the contract of the address and comes back to its page.
func (r *Request) tellContract(f *form, name string, cmd models.Command) error {
	_, again, err := f.ask(cmd)
	if again {
		return r.showContract(f, name)
	}
	if err != nil {
		return err
	}
	return r.Done("/staff/contracts/"+r.Params("id"), "contract.done.step")
}

func staffContractStep(r *Request) error {
	f := r.form("verb", "paper", "score", "evaluation", "reason")
	verb, score := f.Text("verb"), 0
	if !slices.Contains([]string{"sign", "close", "end"}, verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	if verb == "close" {
		score = f.Int("score")
	}
	return r.tellContract(f, verb, models.StepContract{
		ID: r.Params("id"), Verb: verb, Paper: f.Text("paper"), Score: score, Evaluation: f.Text("evaluation"), Reason: f.Text("reason"), IfVersion: f.Version(),
	})
}

func staffMilestoneStep(r *Request) error {
	c, ok := r.State.Contracts.Get(r.Params("id"))
	no, err := strconv.Atoi(r.Params("no"))
	if !ok || err != nil || no < 1 || no > len(c.Milestones) {
		return models.Refuse(models.NotFound, "not_found")
	}
	fields := []string{"verb", "evidence", "reason", "payout"}
	for i := range c.Indicators {
		fields = append(fields, numbered("reached", i+1))
	}
	f := r.form(fields...)
	cmd := models.StepMilestone{ID: c.ID, No: no, Verb: f.Text("verb"), Evidence: f.Text("evidence"), Reason: f.Text("reason"), Payout: f.Text("payout"), IfVersion: f.Version()}
	if !slices.Contains([]string{"deliver", "accept", "refuse", "pay"}, cmd.Verb) {
		return models.Refuse(models.Invalid, "unknown_choice").At("verb")
	}
	if cmd.Verb == "deliver" {
		for i := range c.Indicators {
			cmd.Reached = append(cmd.Reached, f.Int(numbered("reached", i+1)))
		}
	}
	return r.tellContract(f, cmd.Verb+"-"+strconv.Itoa(no), cmd)
}

// contractView is a contract for services as everybody may see it.
type contractView struct {
	Number     string                `json:"number"`
	Title      string                `json:"title"`
	Program    string                `json:"program"` // slug
	Provider   string                `json:"provider"`
	Area       string                `json:"area,omitempty"`
	From       models.Day            `json:"from"`
	To         models.Day            `json:"to"`
	Status     models.ContractStatus `json:"status"`
	AmountFen  money.Fen             `json:"amount_fen"`
	PaidFen    money.Fen             `json:"paid_fen"`
	Indicators []indicatorView       `json:"indicators"`
	Milestones []milestoneView       `json:"milestones"`
}

type indicatorView struct {
	Name    string `json:"name"`
	Unit    string `json:"unit"`
	Target  int    `json:"target"`
	Reached int    `json:"reached"`
}

type milestoneView struct {
	Name   string                 `json:"name"`
	Due    models.Day             `json:"due"`
	Fen    money.Fen              `json:"fen"`
	Status models.MilestoneStatus `json:"status"`
}

// apiContracts lists the contracts that were signed. GET /contracts
func apiContracts(r *Request) error {
	limit, after, err := r.query()
	if err != nil {
		return err
	}
	return r.reply(200, paged(after, limit, r.State.Contracts.From, func(c *models.Contract) (contractView, bool) {
		p, _ := r.State.Programs.Get(c.Program)
		v := contractView{
			Number: c.Number, Title: c.Title, Program: p.Slug, Provider: c.Provider, Area: c.Area, From: c.From, To: c.To, Status: c.Status, AmountFen: c.AmountFen(), PaidFen: c.PaidFen(),
			Indicators: []indicatorView{}, Milestones: []milestoneView{},
		}
		for i, x := range c.Indicators {
			v.Indicators = append(v.Indicators, indicatorView{Name: x.Name, Unit: x.Unit, Target: x.Target, Reached: c.Reached(i)})
		}
		for _, m := range c.Milestones {
			v.Milestones = append(v.Milestones, milestoneView{Name: m.Name, Due: m.Due, Fen: m.Fen, Status: m.Status})
		}
		return v, c.Seen()
	}))
}
