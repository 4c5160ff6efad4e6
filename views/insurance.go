package views

import (
	"slices"
	"strings"

	"shanpei/models"
)

// PolicyLine is an insurance policy with its sums.
type PolicyLine struct {
	*models.Policy
	models.PolicySums
	ProgramName string
}

// PolicyOf makes a line of a policy.
func PolicyOf(s *models.State, x *models.Policy) PolicyLine {
	l := PolicyLine{Policy: x, PolicySums: x.Sums()}
	if g, ok := s.Programs.Get(x.Program); ok {
		l.ProgramName = g.Name
	}
	return l
}

func insuranceTable(p *Page, list []PolicyLine, staff bool) TableProps {
	sort := func(key string) string {
		if staff {
			return key
		}
		return ""
	}
	t := TableProps{Caption: p.T("insurance.title"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("insurance.none"), Text: p.T("insurance.none_text")}, Columns: []Column{
		{Label: p.T("insurance.f.number"), Sort: sort("number")}, {Label: p.T("insurance.f.title")}, {Label: p.T("insurance.f.insurer")}, {Label: p.T("insurance.f.period")},
		{Label: p.T("insurance.f.heads"), Num: true}, {Label: p.T("insurance.f.premium"), Num: true, Sort: sort("premium")}, {Label: p.T("insurance.f.claims"), Num: true}, {Label: p.T("insurance.f.status")}}}
	for _, x := range list {
		href := "/insurance/" + x.Number
		if staff {
			href = "/staff/insurance/" + x.ID
		}
		t.Rows = append(t.Rows, R(Link(href, x.Number), Text(x.Title), Text(x.Insurer), Text(policyPeriod(p, x)), Text(p.Lang.PublicCount(x.PolicySums.Heads, !staff, "persons")), Money(p, Fen(x.PremiumFen)),
			Text(p.Lang.PublicCount(x.PolicySums.Claims, !staff, "items")), Chip(p, "policy", string(x.Status))))
	}
	return t
}

func policyPeriod(p *Page, x PolicyLine) string {
	return p.T("contract.period", "from", p.Lang.day(x.From), "to", p.Lang.day(x.To))
}

// StaffPolicyTable lists policies for staff.
func StaffPolicyTable(d *StaffPage, list []PolicyLine) TableProps {
	return insuranceTable(d.Page, list, true)
}

// PolicyFilters are the choices above the list.
func PolicyFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"status", d.T("insurance.f.status"), options(d, "policy", models.PolicyStatuses)}}
}

// policyFinding says how many are insured, and what the cover of the state takes first.
func policyFinding(p *Page, x PolicyLine, public bool) string {
	if x.PolicySums.Heads == 0 {
		return p.T("insurance.no_roster")
	}
	return p.T("insurance.finding", "heads", p.Lang.PublicCount(x.PolicySums.Heads, public, "persons"), "covered", p.Lang.PublicCount(x.Covered, public, "persons"))
}

func policyFacts(p *Page, x PolicyLine) []KV {
	var covers []string
	for _, c := range x.Covers {
		covers = append(covers, p.Lang.Term("cover", c))
	}
	return []KV{
		{Key: p.T("insurance.f.number"), Value: x.Number}, {Key: p.T("insurance.f.program"), Value: x.ProgramName}, {Key: p.T("insurance.f.insurer"), Value: x.Insurer}, {Key: p.T("insurance.f.period"), Value: policyPeriod(p, x)},
		{Key: p.T("insurance.f.cut_off"), Value: p.Lang.day(x.CutOff)}, {Key: p.T("insurance.f.covers"), Value: strings.Join(covers, p.T("insurance.and"))}, {Key: p.T("insurance.f.limit"), Value: x.Limit},
		Amount(p.T("insurance.f.head"), Fen(x.HeadFen)), Amount(p.T("insurance.f.premium"), Fen(x.PremiumFen)), Amount(p.T("insurance.f.paid"), Fen(x.PaidFen)),
	}
}

func headsTable(p *Page, x PolicyLine, public bool) TableProps {
	t := TableProps{Caption: p.T("insurance.roster"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("insurance.no_roster")}, Columns: []Column{
		{Label: p.T("insurance.f.county")}, {Label: p.T("insurance.f.heads"), Num: true}, {Label: p.T("insurance.f.covered"), Num: true}}}
	for _, h := range x.Policy.Heads {
		t.Rows = append(t.Rows, R(Text(CountyName(p.Lang, h.County, "")), Text(p.Lang.PublicCount(h.Heads, public, "persons")), Text(p.Lang.PublicCount(h.Covered, public, "persons"))))
	}
	if len(t.Rows) > 0 {
		t.Rows = append(t.Rows, R(strong(p.T("insurance.total")), Text(p.Lang.PublicCount(x.PolicySums.Heads, public, "persons")), Text(p.Lang.PublicCount(x.Covered, public, "persons"))))
	}
	return t
}

// claimTable lists claims by month. A small count takes the money beside it along: what one child got would be told by it.
func claimTable(p *Page, x PolicyLine, public bool) TableProps {
	t := TableProps{Caption: p.T("insurance.claims"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("insurance.no_claims")}, Columns: []Column{
		{Label: p.T("insurance.f.month")}, {Label: p.T("insurance.f.claims"), Num: true}, {Label: p.T("insurance.f.claimed"), Num: true}}}
	row := func(label string, n int, fen Fen) {
		money := Money(p, fen)
		if Suppressed(n, public) {
			money = Text(p.T("common.none"))
		}
		t.Rows = append(t.Rows, R(Text(label), Text(p.Lang.PublicCount(n, public, "items")), money))
	}
	if public {
		if x.PolicySums.Claims > 0 {
			row(p.T("insurance.total"), x.PolicySums.Claims, Fen(x.ClaimedFen))
		}
		return t
	}
	for _, c := range x.Policy.Claims {
		row(c.Month, c.Count, Fen(c.Fen))
	}
	return t
}

func premiumTable(d *StaffPage, x PolicyLine) TableProps {
	t := TableProps{Caption: d.T("insurance.payments"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("insurance.no_payments")}, Columns: []Column{{Label: d.T("insurance.f.source")}, {Label: d.T("insurance.f.fen"), Num: true}}}
	for _, m := range x.Payments {
		source := d.T("insurance.by_document", "document", m.Document)
		if m.Payout != "" {
			source = d.T("insurance.by_payout", "payout", m.Payout)
		}
		t.Rows = append(t.Rows, R(Text(source), Money(d.Page, Fen(m.Fen))))
	}
	return t
}

func endorsementTable(d *StaffPage, x PolicyLine) TableProps {
	t := TableProps{Caption: d.T("insurance.endorsements"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("insurance.no_endorsements")}, Columns: []Column{
		{Label: d.T("insurance.f.day")}, {Label: d.T("insurance.f.paper")}, {Label: d.T("insurance.f.added"), Num: true}, {Label: d.T("insurance.f.removed"), Num: true}, {Label: d.T("insurance.f.fen"), Num: true}}}
	for _, e := range x.Endorsements {
		t.Rows = append(t.Rows, R(Text(d.DayOf(e.Day)), Text(e.Paper), Number(int64(e.Added)), Number(int64(e.Removed)), Money(d.Page, Fen(e.Fen))))
	}
	return t
}

// policySteps are what may be done with a policy now.
func policySteps(d *StaffPage, x PolicyLine) []string {
	var out []string
	for _, verb := range models.PolicyVerbs {
		if _, err := models.PolicyFlow.Next(x.Status, verb); err == nil && d.May(models.StepPolicy{Verb: verb}.Permission()) {
			out = append(out, verb)
		}
	}
	return out
}

// picked ticks the choices that were made.
func picked(out []Option, chosen []string) []Option {
	for i := range out {
		out[i].Selected = slices.Contains(chosen, out[i].Value)
	}
	return out
}
