package views

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
)

// ActivityLine is an activity with what it came to.
type ActivityLine struct {
	*models.ActivityPlan
	Sums models.ActivitySums
}

// BrandLine is a county's sub-brand (一县一品牌) with what its activities came to.
type BrandLine struct {
	County *models.County
	Count  int // activities
	Sums   models.ActivitySums
}

// BrandName is the federation's brand of care for children; each county has a sub-brand of its own.
const BrandName = "筑梦阳光 护未泰安"

// atLeast writes a count, as a lower bound when it is one: 余.
func atLeast(l Lang, n int, bound bool, unit string) string {
	text := l.PublicCount(n, true, unit)
	if bound && !Suppressed(n, true) {
		return l.T("activity.at_least", "count", text)
	}
	return text
}

func activityFinding(p *Page, s models.ActivitySums) string {
	if s.Sessions == 0 {
		return p.T("activity.none_held")
	}
	return p.T("activity.finding", "sessions", p.Lang.Count(int64(s.Sessions), "sessions"), "children", atLeast(p.Lang, s.Children, s.AtLeast, "person_times"),
		"parents", atLeast(p.Lang, s.Parents, s.AtLeast, "person_times"))
}

func activityTable(p *Page, list []ActivityLine) TableProps {
	t := TableProps{Caption: p.T("activity.title"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("activity.none"), Text: p.T("activity.none_text")}, Columns: []Column{
		{Label: p.T("activity.f.title")}, {Label: p.T("activity.f.county")}, {Label: p.T("activity.f.period")}, {Label: p.T("activity.f.sessions"), Num: true},
		{Label: p.T("activity.f.children"), Num: true}, {Label: p.T("activity.f.parents"), Num: true}, {Label: p.T("activity.f.status")}}}
	for _, a := range list {
		t.Rows = append(t.Rows, R(Link("/activities/"+a.Number, a.Title), Text(CountyName(p.Lang, a.County, "")), Text(activityPeriod(p, a)), Number(int64(a.Sums.Sessions)),
			Text(atLeast(p.Lang, a.Sums.Children, a.Sums.AtLeast, "person_times")), Text(atLeast(p.Lang, a.Sums.Parents, a.Sums.AtLeast, "person_times")), Chip(p, "activity", string(a.Status))))
	}
	return t
}

func activityPeriod(p *Page, a ActivityLine) string {
	return p.T("activity.period", "from", p.Lang.day(a.From), "to", p.Lang.day(a.To))
}

// activityFacts are what everybody may know of an activity.
func activityFacts(p *Page, a ActivityLine, program string) []KV {
	return []KV{
		{Key: p.T("activity.f.number"), Value: a.Number}, {Key: p.T("activity.f.series"), Value: a.Series}, {Key: p.T("activity.f.county"), Value: CountyName(p.Lang, a.County, "")},
		{Key: p.T("activity.f.program"), Value: program}, {Key: p.T("activity.f.period"), Value: activityPeriod(p, a)},
		{Key: p.T("activity.f.planned"), Value: p.Lang.Count(int64(a.Planned), "sessions")}, Amount(p.T("activity.f.budget"), Fen(a.BudgetFen)), Amount(p.T("activity.f.spent"), Fen(a.Sums.SpentFen)),
		{Key: p.T("activity.f.volunteers"), Value: volunteersText(p, a.Sums)}, {Key: p.T("activity.f.agreement"), Value: a.Agreement}, {Key: p.T("activity.f.plan"), Value: a.Plan},
	}
}

func volunteersText(p *Page, s models.ActivitySums) string {
	if s.Volunteers == 0 {
		return ""
	}
	return p.T("activity.volunteers", "times", p.Lang.PublicCount(s.Volunteers, true, "person_times"), "hours", p.Lang.Count(int64(s.Hours), "hours"))
}

// activitySessions lists the sessions; staff see the sheets and what was taken back.
func activitySessions(p *Page, a ActivityLine, staff bool) TableProps {
	t := TableProps{Caption: p.T("activity.sessions"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("activity.none_held")}, Columns: []Column{
		{Label: p.T("activity.f.day")}, {Label: p.T("activity.f.sessions"), Num: true}, {Label: p.T("activity.f.children"), Num: true}, {Label: p.T("activity.f.parents"), Num: true}, {Label: p.T("activity.f.place")}}}
	if staff {
		t.Columns = append([]Column{{Label: p.T("activity.f.no")}}, append(t.Columns, Column{Label: p.T("activity.f.sign_in")}, Column{Label: p.T("activity.f.void")})...)
	}
	for i, x := range a.Sessions {
		if x.Void != "" && !staff {
			continue
		}
		children, parents := atLeast(p.Lang, x.Children, x.AtLeast, "person_times"), atLeast(p.Lang, x.Parents, x.AtLeast, "person_times")
		if staff {
			children, parents = strconv.Itoa(x.Children), strconv.Itoa(x.Parents)
		}
		row := R(Text(p.Lang.day(x.Day)), Number(int64(x.Count)), Text(children), Text(parents), Text(x.Place))
		if staff {
			row.Cells = append([]templ.Component{Text(strconv.Itoa(i + 1))}, append(row.Cells, Text(x.SignIn), Text(x.Void))...)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func costTable(p *Page, a ActivityLine) TableProps {
	t := TableProps{Caption: p.T("activity.costs"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("activity.no_cost")}, Columns: []Column{
		{Label: p.T("activity.f.no")}, {Label: p.T("activity.f.day")}, {Label: p.T("activity.f.what")}, {Label: p.T("activity.f.fen"), Num: true}, {Label: p.T("activity.f.voucher")}, {Label: p.T("activity.f.void")}}}
	for i, x := range a.Costs {
		t.Rows = append(t.Rows, R(Text(strconv.Itoa(i+1)), Text(p.Lang.day(x.Day)), Text(x.What), Money(p, Fen(x.Fen)), Text(x.Voucher), Text(x.Void)))
	}
	if len(a.Costs) > 0 {
		t.Rows = append(t.Rows, Sum(Text(""), Text(""), Text(p.T("activity.f.spent")), Money(p, Fen(a.Sums.SpentFen)), Text(""), Text("")))
	}
	return t
}

// proceedsTable lists what an event brought in, and where it went.
func proceedsTable(p *Page, a ActivityLine) TableProps {
	t := TableProps{Caption: p.T("activity.proceeds"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("activity.no_proceeds")}, Columns: []Column{
		{Label: p.T("activity.f.day")}, {Label: p.T("activity.f.purpose")}, {Label: p.T("activity.f.fen"), Num: true}, {Label: p.T("activity.f.paper")}}}
	for _, x := range a.Proceeds {
		t.Rows = append(t.Rows, R(Text(p.Lang.day(x.Day)), Text(x.Purpose), Money(p, Fen(x.Fen)), Text(x.Paper)))
	}
	if len(a.Proceeds) > 0 {
		t.Rows = append(t.Rows, Sum(Text(""), Text(p.T("insurance.total")), Money(p, Fen(a.ProceedsFen())), Text("")))
	}
	return t
}

func brandTable(p *Page, list []BrandLine) TableProps {
	t := TableProps{Caption: p.T("activity.brands"), CaptionHidden: true, Columns: []Column{
		{Label: p.T("activity.f.sub_brand")}, {Label: p.T("activity.f.county")}, {Label: p.T("activity.f.sessions"), Num: true}, {Label: p.T("activity.f.children"), Num: true}, {Label: p.T("activity.f.parents"), Num: true}}}
	var all models.ActivitySums
	for _, b := range list {
		all.Add(b.Sums)
		t.Rows = append(t.Rows, R(Link("/brands/"+b.County.Code, b.County.SubBrand), Text(CountyName(p.Lang, b.County.Code, b.County.Name)), Number(int64(b.Sums.Sessions)),
			Text(atLeast(p.Lang, b.Sums.Children, b.Sums.AtLeast, "person_times")), Text(atLeast(p.Lang, b.Sums.Parents, b.Sums.AtLeast, "person_times"))))
	}
	t.Rows = append(t.Rows, Sum(Text(p.T("activity.all")), Text(""), Number(int64(all.Sessions)), Text(atLeast(p.Lang, all.Children, all.AtLeast, "person_times")), Text(atLeast(p.Lang, all.Parents, all.AtLeast, "person_times"))))
	return t
}

// StaffActivityTable lists activities for those who plan and accept them.
func StaffActivityTable(d *StaffPage, list []ActivityLine, filtered bool) TableProps {
	t := TableProps{Caption: d.T("activity.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("activity.none"), Text: d.T("activity.none_staff")}, Columns: []Column{
		{Label: d.T("activity.f.number"), Sort: "number"}, {Label: d.T("activity.f.title")}, {Label: d.T("activity.f.county"), Sort: "county"}, {Label: d.T("activity.f.period"), Sort: "from"},
		{Label: d.T("activity.f.sessions"), Num: true, Sort: "sessions"}, {Label: d.T("activity.f.budget"), Num: true}, {Label: d.T("activity.f.spent"), Num: true}, {Label: d.T("activity.f.status"), Sort: "status"}}}
	if filtered {
		t.Empty = EmptyProps{Title: d.T("activity.none_found"), Text: d.T("activity.none_found_text")}
	}
	for _, a := range list {
		t.Rows = append(t.Rows, R(Link("/staff/activities/"+a.ID, a.Number), Text(a.Title), Text(d.Place(a.County, "")), Text(activityPeriod(d.Page, a)),
			Text(strconv.Itoa(a.Sums.Sessions)+" / "+strconv.Itoa(a.Planned)), Money(d.Page, Fen(a.BudgetFen)), Money(d.Page, Fen(a.Sums.SpentFen)), Chip(d.Page, "activity", string(a.Status))))
	}
	return t
}

// ActivityStatuses in the order of an activity's way.
var ActivityStatuses = []models.ActivityStatus{models.ActivityPlanned, models.ActivityApproved, models.ActivityAccounted, models.ActivityClosed, models.ActivityCancelled}

// StaffActivityFilters are the choices above the list.
func StaffActivityFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"status", d.T("activity.f.status"), options(d, "activity", ActivityStatuses)}, {"county", d.T("activity.f.county"), d.CountyOptions()}}
}

// activitySteps are what may be asked of an activity now, with what refuses it.
func activitySteps(d *StaffPage, a ActivityLine) []string {
	var out []string
	for _, verb := range []string{"approve", "account", "accept"} {
		if ok, _ := d.Ready(models.StepActivity{ID: a.ID, Verb: verb}); ok {
			out = append(out, verb)
		}
	}
	return out
}

// activityBacks are the steps that take something back, or need a reason.
func activityBacks(d *StaffPage, a ActivityLine) []string {
	var out []string
	over := a.Status == models.ActivityApproved && a.Sums.SpentFen > a.BudgetFen && a.Sums.Sessions > 0
	for verb, ask := range map[string]bool{"account": over, "return": true, "cancel": true} {
		if ok, _ := d.Ready(models.StepActivity{ID: a.ID, Verb: verb, Reason: "x"}); ok && ask {
			out = append(out, verb)
		}
	}
	slices.Sort(out)
	return out
}

// mayTell tells whether the actor may tell of sessions and costs now.
func mayTell(d *StaffPage, a ActivityLine) bool {
	return d.May(models.PlanActivities) && a.Status == models.ActivityApproved
}

// ActivityProgram is the name of an activity's programme, as the public knows it.
func ActivityProgram(s *models.State, a *models.ActivityPlan) string {
	if g, ok := s.Programs.Get(a.Program); ok {
		return strings.TrimSpace(g.Name)
	}
	return ""
}
