package views

import (
	"errors"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
)

// ProgramFunnel is a programme's way from screening to the end, in counts.
type ProgramFunnel struct {
	Program *models.Program
	models.Funnel
}

// ScreeningsProps are the public's view of screenings and operations.
type ScreeningsProps struct {
	Funnels  []ProgramFunnel
	List     []*models.ScreeningDay
	Pager    PagerProps
	Counties []Option
}

// CaseLine is a case with the child's number and its sums.
type CaseLine struct {
	*models.Case
	Child  string               // number
	From   *models.ScreeningDay // nil: a hospital sent the child
	Sums   models.CaseSums
	Shares []models.CaseShare
}

// CaseOf makes a line of a case.
func CaseOf(s *models.State, c *models.Case) CaseLine {
	l := CaseLine{Case: c, Sums: s.SumsOf(c), Shares: s.CaseShares(c)}
	if b, ok := s.Beneficiaries.Get(c.Beneficiary); ok {
		l.Child = b.Number
	}
	l.From, _ = s.Screenings.Get(c.Screening)
	return l
}

// funnelRow is one stage with its count, in a unit of its own.
type funnelRow struct {
	key  string
	n    int
	unit string
}

// funnelRows are the stages of the way in its order. Stages counted in persons and in person-times stand apart.
func funnelRows(f models.Funnel) []funnelRow {
	return []funnelRow{
		{"sessions", f.Sessions, "sessions"}, {"attended", f.Attended, "person_times"}, {"signed_up", f.SignedUp, "persons"}, {"screened", f.Screened, "persons"},
		{"indicated", f.Indicated, "persons"}, {"approved", f.Approved, "persons"}, {"operated", f.Operated, "operations"}, {"months", f.RehabMonths, "months"},
		{"followed", f.Followed, "persons"}, {"closed", f.Closed, "persons"},
	}
}

func funnelTable(p *Page, f models.Funnel) TableProps {
	t := TableProps{Caption: p.T("medical.funnel"), CaptionHidden: true, Columns: []Column{{Label: p.T("medical.f.stage")}, {Label: p.T("medical.f.count"), Num: true}}}
	for _, x := range funnelRows(f) {
		count := atLeast(p.Lang, x.n, x.key == "attended" && f.AtLeast, x.unit)
		if x.unit == "sessions" || x.unit == "months" {
			count = p.Lang.Count(int64(x.n), x.unit)
		}
		t.Rows = append(t.Rows, R(lines(Text(p.T("medical.funnel."+x.key)), quiet(p.T("medical.funnel_text."+x.key))), Text(count)))
	}
	return t
}

func funnelFinding(p *Page, f models.Funnel) string {
	if f.Sessions == 0 {
		return p.T("medical.none_held")
	}
	return p.T("medical.finding", "sessions", p.Lang.Count(int64(f.Sessions), "sessions"), "attended", atLeast(p.Lang, f.Attended, f.AtLeast, "person_times"),
		"operated", p.Lang.PublicCount(f.Operated, true, "operations"))
}

func screeningTable(p *Page, list []*models.ScreeningDay, staff bool) TableProps {
	sort := func(key string) string {
		if staff {
			return key
		}
		return ""
	}
	t := TableProps{Caption: p.T("medical.screenings"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("medical.none"), Text: p.T("medical.none_text")}, Columns: []Column{
		{Label: p.T("medical.f.number"), Sort: sort("number")}, {Label: p.T("medical.f.day"), Sort: sort("day")}, {Label: p.T("medical.f.county")}, {Label: p.T("medical.f.place")},
		{Label: p.T("medical.f.hospital")}, {Label: p.T("medical.f.attended"), Num: true}, {Label: p.T("medical.f.status")}}}
	for _, x := range list {
		number, attended := Text(x.Number), Text(p.T("common.none"))
		if x.Status == models.ScreeningHeld {
			attended = Text(atLeast(p.Lang, x.Attended, x.AtLeast, "person_times"))
		}
		if staff {
			number = Link("/staff/screenings/"+x.ID, x.Number)
			if x.Status == models.ScreeningHeld {
				attended = Text(p.Lang.Count(int64(x.Attended), "person_times"))
			}
		}
		t.Rows = append(t.Rows, R(number, Text(p.Lang.day(x.Day)), Text(CountyName(p.Lang, x.County, "")), Text(x.Place), Text(x.Hospital), attended, Chip(p, "screening", string(x.Status))))
	}
	return t
}

// StaffScreeningTable lists screenings for staff.
func StaffScreeningTable(d *StaffPage, list []*models.ScreeningDay) TableProps {
	return screeningTable(d.Page, list, true)
}

// ScreeningFilters are the choices above the list.
func ScreeningFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.T("medical.f.status"), options(d, "screening", []models.ScreeningStatus{models.ScreeningPlanned, models.ScreeningHeld, models.ScreeningCancelled})},
		{"county", d.T("medical.f.county"), d.CountyOptions()},
	}
}

func screeningFacts(d *StaffPage, x *models.ScreeningDay) []KV {
	items := []KV{
		{Key: d.T("medical.f.number"), Value: x.Number}, {Key: d.T("medical.f.program"), Value: d.ProgramName(x.Program)}, {Key: d.T("medical.f.county"), Value: d.Place(x.County, "")},
		{Key: d.T("medical.f.day"), Value: d.DayOf(x.Day)}, {Key: d.T("medical.f.place"), Value: x.Place}, {Key: d.T("medical.f.hospital"), Value: x.Hospital},
		{Key: d.T("medical.f.signed_up"), Value: d.T("medical.of_capacity", "n", x.SignedUp, "of", x.Capacity)},
	}
	if x.Status == models.ScreeningHeld {
		items = append(items, KV{Key: d.T("medical.f.attended"), Value: attendedText(d, x)}, KV{Key: d.T("medical.f.sign_in"), Value: x.SignIn})
	}
	return append(items, KV{Key: d.T("medical.f.reason"), Value: x.Reason})
}

func attendedText(d *StaffPage, x *models.ScreeningDay) string {
	n := d.Lang.Count(int64(x.Attended), "person_times")
	if x.AtLeast {
		return d.T("activity.at_least", "count", n)
	}
	return n
}

// caseTable lists cases by their stage; what a child has is nowhere on it.
func caseTable(d *StaffPage, list []CaseLine) TableProps {
	t := TableProps{Caption: d.T("medical.cases"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("medical.no_case"), Text: d.T("medical.no_case_text")}, Columns: []Column{
		{Label: d.T("medical.f.case")}, {Label: d.T("medical.f.child")}, {Label: d.T("medical.f.place_of")}, {Label: d.T("medical.f.held"), Num: true}, {Label: d.T("medical.f.due"), Num: true},
		{Label: d.T("medical.f.paid"), Num: true}, {Label: d.T("medical.f.status")}}}
	for _, c := range list {
		t.Rows = append(t.Rows, R(Link("/staff/cases/"+c.ID, c.Number), Text(c.Child), Text(d.Place(c.County, c.Township)), Money(d.Page, Fen(c.Sums.HeldFen)), Money(d.Page, Fen(c.Sums.DueFen)),
			Money(d.Page, Fen(c.Sums.PaidFen)), lines(Chip(d.Page, "case", string(c.Status)), quiet(d.T("medical.since", "day", d.DayOf(c.Since))))))
	}
	return t
}

// caseColumn is a column of the board.
type caseColumn struct {
	Status models.CaseStatus
	Cases  []CaseLine
}

// caseColumns puts cases under their statuses, in the order of the way; the ways out come last, and only when somebody is there.
func caseColumns(list []CaseLine) (out []caseColumn) {
	for _, status := range models.CaseStatuses {
		col := caseColumn{Status: status}
		for _, c := range list {
			if c.Status == status {
				col.Cases = append(col.Cases, c)
			}
		}
		if len(col.Cases) > 0 || !(&models.Case{Status: status}).Over() {
			out = append(out, col)
		}
	}
	return out
}

// cardsOfColumn is how many cards a column of the board shows before it links to the whole list.
const cardsOfColumn = 12

func caseFacts(d *StaffPage, c CaseLine) []KV {
	from := KV{Key: d.T("medical.f.screening"), Value: d.T("medical.sent_by_hospital")}
	if c.From != nil {
		from.Value, from.Href = c.From.Number+" · "+d.DayOf(c.From.Day), "/staff/screenings/"+c.From.ID
	}
	items := []KV{
		{Key: d.T("medical.f.case"), Value: c.Number}, {Key: d.T("medical.f.child"), Value: c.Child, Href: "/staff/persons/" + c.Beneficiary}, {Key: d.T("medical.f.place_of"), Value: d.Place(c.County, c.Township)},
		{Key: d.T("medical.f.program"), Value: d.ProgramName(c.Program)}, from,
	}
	if b, ok := d.S.Beneficiaries.Get(c.Beneficiary); ok {
		items = append(items, KV{Key: d.T("medical.f.cover"), Value: d.T("medical.cover." + strconv.FormatBool(b.MedicalCover))})
	}
	if c.Estimate.TotalFen > 0 {
		items = append(items, Amount(d.T("medical.f.estimate"), Fen(c.Estimate.TotalFen)), Amount(d.T("medical.f.estimate_insured"), Fen(c.Estimate.InsuredFen)), Amount(d.T("medical.f.estimate_own"), Fen(c.Estimate.OwnFen())))
	}
	if c.OperatedOn != "" {
		items = append(items, KV{Key: d.T("medical.f.operated"), Value: d.DayOf(c.OperatedOn) + " · " + c.Hospital})
	}
	if c.Billed() {
		items = append(items, KV{Key: d.T("medical.f.settlement"), Value: c.Settlement}, Amount(d.T("medical.f.bill"), Fen(c.Bill.TotalFen)), Amount(d.T("medical.f.insured"), Fen(c.Bill.InsuredFen)),
			Amount(d.T("medical.f.other"), Fen(c.Bill.OtherFen)), Amount(d.T("medical.f.own"), Fen(c.Bill.OwnFen())))
		if c.Sums.ShortfallFen > 0 {
			items = append(items, Amount(d.T("medical.f.shortfall"), Fen(c.Sums.ShortfallFen)), KV{Key: d.T("medical.f.shortfall_by"), Value: d.Lang.Term("shortfall", c.Shortfall)})
		}
		if c.Sums.SurplusFen > 0 {
			items = append(items, Amount(d.T("medical.f.surplus"), Fen(c.Sums.SurplusFen)))
		}
	}
	reason := c.Reason
	if c.Status == models.CaseWithdrawn {
		reason = d.Lang.Term("withdrawal", reason)
	}
	return append(items, KV{Key: d.T("medical.f.reason"), Value: reason})
}

// caseMoney lists the money of a case: what is held, what the bill takes of it, where its payment stands; and what waits for a second person.
func caseMoney(d *StaffPage, c CaseLine) TableProps {
	t := TableProps{Caption: d.T("medical.money"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("medical.no_money")}, Columns: []Column{
		{Label: d.T("medical.f.from")}, {Label: d.T("medical.f.held"), Num: true}, {Label: d.T("medical.f.due"), Num: true}, {Label: d.T("medical.f.paid"), Num: true}, {Label: d.T("medical.f.status")}}}
	for _, x := range c.Shares {
		status := Text(d.T("medical.by_document"))
		if x.Binding != "" {
			status = Chip(d.Page, "place_money", moneyState(x.Status))
		}
		t.Rows = append(t.Rows, R(caseSource(d, x.CaseMoney), Money(d.Page, Fen(x.Fen)), Money(d.Page, Fen(x.DueFen)), Money(d.Page, Fen(x.PaidFen)), status))
	}
	if m := c.Proposed; m.Fen > 0 {
		t.Rows = append(t.Rows, R(caseSource(d, m), Money(d.Page, Fen(m.Fen)), Text(d.T("common.none")), Text(d.T("common.none")), Chip(d.Page, "case", string(models.CaseProposed))))
	}
	return t
}

func caseSource(d *StaffPage, m models.CaseMoney) templ.Component {
	if m.Document != "" {
		return Text(d.T("medical.document", "document", m.Document))
	}
	sp, _ := d.S.Sponsorships.Get(m.Sponsorship)
	return Link("/staff/sponsorships/"+sp.ID, d.T("medical.place", "enterprise", d.EnterpriseName(sp.Enterprise), "need", d.NeedNumber(sp.Need), "slot", m.Slot))
}

// CasePlace is a place that money for a case can be proposed of.
func CasePlace(l Lang, n *models.Need, sp *models.Sponsorship, slot int) Option {
	return Option{Value: sp.ID + "/" + strconv.Itoa(slot), Label: l.T("medical.place_option", "need", n.Number, "slot", slot, "amount", l.Yuan(Fen(sp.UnitPriceFen)))}
}

// CasePlaceOf takes the value of a CasePlace apart.
func CasePlaceOf(value string) (sponsorship string, slot int) {
	id, n, ok := strings.Cut(value, "/")
	if !ok {
		return "", 0
	}
	slot, _ = strconv.Atoi(n)
	return id, slot
}

// caseSteps are what may be done with a case now.
func caseSteps(d *StaffPage, c CaseLine) []string {
	var out []string
	for _, verb := range models.CaseVerbs {
		if _, err := models.CaseFlow.Next(c.Status, verb); err != nil || !d.May(models.StepCase{Verb: verb}.Permission()) {
			continue
		}
		var e *models.Error
		if verb == "propose" && errors.As(d.Try(models.StepCase{ID: c.ID, Verb: verb}), &e) && e.Reason == "has_money" {
			continue
		}
		out = append(out, verb)
	}
	return out
}

func monthTable(d *StaffPage, c CaseLine) TableProps {
	t := TableProps{Caption: d.T("medical.months"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("medical.no_month")}, Columns: []Column{
		{Label: d.T("medical.f.month")}, {Label: d.T("medical.f.sessions"), Num: true}, {Label: d.T("medical.f.hospital")}}}
	for _, m := range c.Months {
		t.Rows = append(t.Rows, R(Text(m.Month), Number(int64(m.Sessions)), Text(m.Hospital)))
	}
	return t
}

func followTable(d *StaffPage, c CaseLine) TableProps {
	t := TableProps{Caption: d.T("medical.follow_ups"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("medical.no_follow_up")}, Columns: []Column{{Label: d.T("medical.f.day")}, {Label: d.T("medical.f.outcome")}}}
	for _, f := range c.FollowUps {
		t.Rows = append(t.Rows, R(Text(d.DayOf(f.Day)), Text(d.Lang.Term("outcome", f.Outcome))))
	}
	return t
}
