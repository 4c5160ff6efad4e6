package views

import (
	"strconv"

	"shanpei/models"
)

// ContractLine is a contract with the name of its programme.
type ContractLine struct {
	*models.Contract
	ProgramName string
}

// ContractStatuses in the order of a contract's way.
var ContractStatuses = []models.ContractStatus{models.ContractDrafted, models.ContractSigned, models.ContractClosed, models.ContractEnded}

func contractTable(p *Page, list []ContractLine, href func(ContractLine) string, sorts bool) TableProps {
	sort := func(key string) string {
		if sorts {
			return key
		}
		return ""
	}
	t := TableProps{Caption: p.T("contract.title"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("contract.none"), Text: p.T("contract.none_text")}, Columns: []Column{
		{Label: p.T("contract.f.number"), Sort: sort("number")}, {Label: p.T("contract.f.title")}, {Label: p.T("contract.f.program")}, {Label: p.T("contract.f.provider")},
		{Label: p.T("contract.f.amount"), Num: true, Sort: sort("amount")}, {Label: p.T("contract.f.paid"), Num: true}, {Label: p.T("contract.f.milestones")}, {Label: p.T("contract.f.status"), Sort: sort("status")}}}
	for _, c := range list {
		t.Rows = append(t.Rows, R(Link(href(c), c.Number), Text(c.Title), Text(c.ProgramName), Text(c.Provider), Money(p, Fen(c.AmountFen())), Money(p, Fen(c.PaidFen())),
			Text(milestonesDone(p, c)), Chip(p, "contract", string(c.Status))))
	}
	return t
}

func milestonesDone(p *Page, c ContractLine) string {
	n := 0
	for _, m := range c.Milestones {
		if m.Status == models.MilestoneAccepted || m.Status == models.MilestonePaid {
			n++
		}
	}
	return p.T("contract.milestones_done", "n", n, "of", len(c.Milestones))
}

func publicContractHref(c ContractLine) string { return "/contracts/" + c.Number }
func staffContractHref(c ContractLine) string  { return "/staff/contracts/" + c.ID }

// StaffContractTable lists contracts for staff.
func StaffContractTable(d *StaffPage, list []ContractLine) TableProps {
	return contractTable(d.Page, list, staffContractHref, true)
}

// ContractFilters are the choices above the list.
func ContractFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"status", d.T("contract.f.status"), options(d, "contract", ContractStatuses)}, {"program", d.T("contract.f.program"), d.ProgramOptions(false)}}
}

func contractFacts(p *Page, c ContractLine) []KV {
	items := []KV{
		{Key: p.T("contract.f.number"), Value: c.Number}, {Key: p.T("contract.f.program"), Value: c.ProgramName}, {Key: p.T("contract.f.provider"), Value: c.Provider},
		{Key: p.T("contract.f.area"), Value: c.Area}, {Key: p.T("contract.f.period"), Value: p.T("contract.period", "from", p.Lang.day(c.From), "to", p.Lang.day(c.To))},
		Amount(p.T("contract.f.amount"), Fen(c.AmountFen())), Amount(p.T("contract.f.paid"), Fen(c.PaidFen())),
	}
	if c.Status == models.ContractClosed {
		items = append(items, KV{Key: p.T("contract.f.score"), Value: strconv.Itoa(c.Score)}, KV{Key: p.T("contract.f.evaluation"), Value: c.Evaluation})
	}
	if c.Status == models.ContractEnded {
		items = append(items, KV{Key: p.T("contract.f.reason"), Value: c.Reason})
	}
	return items
}

// contractFinding says how far the indicators are.
func contractFinding(p *Page, c ContractLine) string {
	met := 0
	for i, x := range c.Indicators {
		if c.Reached(i) >= x.Target {
			met++
		}
	}
	return p.T("contract.finding", "met", met, "of", len(c.Indicators))
}

func indicatorTable(p *Page, c ContractLine) TableProps {
	t := TableProps{Caption: p.T("contract.indicators"), CaptionHidden: true, Columns: []Column{
		{Label: p.T("contract.f.indicator")}, {Label: p.T("contract.f.target"), Num: true}, {Label: p.T("contract.f.reached"), Num: true}, {Label: p.T("contract.f.share"), Num: true}}}
	for i, x := range c.Indicators {
		n := c.Reached(i)
		t.Rows = append(t.Rows, R(Text(x.Name), Text(p.T("contract.amount_of", "n", Count(int64(x.Target)), "unit", x.Unit)), Text(p.T("contract.amount_of", "n", Count(int64(n)), "unit", x.Unit)),
			Text(strconv.Itoa(n*100/x.Target)+"%")))
	}
	return t
}

func milestoneTable(p *Page, c ContractLine) TableProps {
	t := TableProps{Caption: p.T("contract.milestones"), CaptionHidden: true, Columns: []Column{
		{Label: p.T("contract.f.no")}, {Label: p.T("contract.f.milestone")}, {Label: p.T("contract.f.due")}, {Label: p.T("contract.f.fen"), Num: true}, {Label: p.T("contract.f.status")}, {Label: p.T("contract.f.payout")}}}
	for i, m := range c.Milestones {
		t.Rows = append(t.Rows, R(Text(strconv.Itoa(i+1)), Text(m.Name), Text(p.Lang.day(m.Due)), Money(p, Fen(m.Fen)), lines(Chip(p, "milestone", string(m.Status)), quiet(m.Reason)), Text(m.Payout)))
	}
	return t
}

// milestoneSteps are what may be done with a milestone now.
func milestoneSteps(d *StaffPage, c ContractLine, no int) []string {
	var out []string
	m := c.Milestones[no-1]
	for _, verb := range []string{"deliver", "accept", "refuse", "pay"} {
		cmd := models.StepMilestone{ID: c.ID, No: no, Verb: verb}
		if _, err := models.MilestoneFlow.Next(m.Status, verb); err == nil && c.Status == models.ContractSigned && d.May(cmd.Permission()) {
			out = append(out, verb)
		}
	}
	return out
}

// contractSteps are what may be done with the contract now.
func contractSteps(d *StaffPage, c ContractLine) []string {
	var out []string
	for _, verb := range []string{"sign", "close", "end"} {
		if _, err := models.ContractFlow.Next(c.Status, verb); err == nil && d.May(models.ManageContracts) {
			out = append(out, verb)
		}
	}
	return out
}

// The rows of the form that drafts a contract.
const (
	ContractIndicatorRows = 4
	ContractMilestoneRows = 4
)

func nth(field string, i int) string { return field + "_" + strconv.Itoa(i) }
