package views

// PledgeWizardProps is the making of a pledge: its first two steps. The third is the agreement, the fourth the payment; both belong to the
// pledge, which is made between the second and the third, so that nothing is lost when the visitor leaves there.
type PledgeWizardProps struct {
	Key                          string
	State                        FormState
	Kind                         string // free, restricted or needs
	Programs                     []Option
	Counties, Types, Stages      []Option
	PreferCounties, PreferTypes  []Option
	PreferStages                 []Option
	Needs                        []NeedChoice // those that are named, then some that could be
	Carry                        []Carried    // what the other step holds
	Summary, Prefer              PurposeText
	Anonymous                    bool
	Naming                       string
	Plan, Start                  string
	Rows                         []InstalmentRow
	UnsignedDays, MaxInstalments int
	Places                       []NeedChoice // step two: what the named needs have left
	WhatIf                       WhatIfProps
}

// Carried is a value that a step keeps for the other one.
type Carried struct{ Name, Value string }

// NeedChoice is a need that can be named.
type NeedChoice struct {
	Number, Program, County, Type, Stage, Unit string
	Price                                      Fen
	Left                                       int
	Whole                                      bool // all places or none
	Chosen                                     bool
}

// WhatIfProps is what a pledge would do now. Message says why nothing can be told (no amount yet, or a refusal).
type WhatIfProps struct {
	Message     string
	Bad         bool
	Amount      Fen
	Upper       string
	Instalments []InstalmentLine
	Offers      []WhatIfLine
	Places      int
	Used, Free  Fen
	Why         []string // why the rest stays unspent
	Named       bool     // the places are taken with the pledge, not by a later matching
}

// WhatIfLine is places of a need that the pledge would meet, with the reasons in sentences.
type WhatIfLine struct {
	NeedChoice
	Places  int
	Amount  Fen
	Reasons []string
}

// Plans are the presets of the plan of payments, in the order in which they are offered.
var Plans = []string{"once", "halves", "quarters", "custom"}

func (w PledgeWizardProps) steps(p *Page) []Step {
	return PledgeSteps(p, "/enterprise/pledges/new", "")
}

// PledgeSteps are the four steps; those that were taken can be gone back to.
func PledgeSteps(p *Page, purpose, agreement string) []Step {
	return []Step{
		{Label: p.T("enterprise.step.purpose"), Href: purpose}, {Label: p.T("enterprise.step.amount")},
		{Label: p.T("enterprise.step.agreement"), Href: agreement}, {Label: p.T("enterprise.step.payment")},
	}
}

func (w PledgeWizardProps) kinds(p *Page) []Option {
	out := []Option{
		{Value: "restricted", Label: p.T("enterprise.wizard.kind.restricted"), Hint: p.T("enterprise.wizard.kind.restricted.hint")},
		{Value: "free", Label: p.T("enterprise.wizard.kind.free"), Hint: p.T("enterprise.wizard.kind.free.hint")},
		{Value: "needs", Label: p.T("enterprise.wizard.kind.needs"), Hint: p.T("enterprise.wizard.kind.needs.hint")},
	}
	for i := range out {
		out[i].Selected = out[i].Value == w.Kind
	}
	return out
}

func (w PledgeWizardProps) publicity(p *Page) []Option {
	return []Option{
		{Value: "", Label: p.T("enterprise.publicity.named"), Selected: !w.Anonymous},
		{Value: "true", Label: p.T("enterprise.publicity.anonymous"), Hint: p.T("enterprise.publicity.anonymous.hint"), Selected: w.Anonymous},
	}
}

func (w PledgeWizardProps) plans(p *Page) []Option {
	out := make([]Option, 0, len(Plans))
	for _, v := range Plans {
		out = append(out, Option{Value: v, Label: p.T("enterprise.plan." + v), Hint: p.T("enterprise.plan." + v + ".hint"), Selected: v == w.Plan})
	}
	return out
}

// planError is what is wrong with the plan as a whole; what is wrong with a row stands at the row.
func (w PledgeWizardProps) planError() string {
	for _, row := range w.Rows {
		if row.DueError != "" || row.AmountError != "" {
			return ""
		}
	}
	return w.State.Error("instalments")
}

func (w PledgeWizardProps) details() bool {
	chosen := w.Naming != "" || w.Anonymous || w.State.Value("max_places_per_need", "") != "" || w.State.Error("naming") != "" || w.State.Error("max_places_per_need") != ""
	return chosen || anySelected(w.PreferCounties) || anySelected(w.PreferTypes) || anySelected(w.PreferStages)
}

func anySelected(options []Option) bool {
	for _, o := range options {
		if o.Selected {
			return true
		}
	}
	return false
}

func (c NeedChoice) what(p *Page) string {
	out := p.Lang.joined(p.Lang.Term("county", c.County), p.Lang.Term("need_type", c.Type))
	if c.Stage != "" {
		out = p.Lang.joined(out, p.Lang.Term("stage", c.Stage))
	}
	return out
}

// silences are what an agreement can say of an offer that is not answered; next, unless something else was chosen.
func (w PledgeWizardProps) silences(p *Page) []Option {
	accepts := w.State.Value("on_silence", "") == "accept"
	return []Option{
		{Value: "next", Label: p.T("offers.wizard.next"), Selected: !accepts},
		{Value: "accept", Label: p.T("offers.wizard.accept"), Selected: accepts},
	}
}
