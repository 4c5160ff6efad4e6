package views

import (
	"strings"

	"github.com/a-h/templ"

	"shanpei/models"
)

// VisitLine is a visit with the number of its child.
type VisitLine struct {
	*models.Visit
	Child        string // number; empty for a household that is not known
	CampaignName string
}

// VisitOf makes a line of a visit.
func VisitOf(s *models.State, v *models.Visit) VisitLine {
	l := VisitLine{Visit: v}
	for _, id := range []string{v.Beneficiary, v.LedTo} {
		if b, ok := s.Beneficiaries.Get(id); ok {
			l.Child = b.Number
		}
	}
	if c, ok := s.Campaigns.Get(v.Campaign); ok {
		l.CampaignName = c.Title
	}
	return l
}

// DueVisit is a child whose next visit should have been.
type DueVisit struct {
	*models.Beneficiary
	Due models.Day
}

// PlaceOf takes the value of a choice of places apart: county and township.
func PlaceOf(value string) (county, township string) {
	county, township, _ = strings.Cut(value, "/")
	return county, township
}

func findingsText(d *StaffPage, v VisitLine) string {
	var out []string
	for _, f := range v.Findings {
		out = append(out, d.Lang.Term("finding", f))
	}
	return strings.Join(out, d.T("insurance.and"))
}

// StaffVisitTable lists visits.
func StaffVisitTable(d *StaffPage, list []VisitLine) TableProps {
	t := TableProps{Caption: d.T("finding.visits"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("finding.no_visit"), Text: d.T("finding.no_visit_text")}, Columns: []Column{
		{Label: d.T("finding.f.number")}, {Label: d.T("finding.f.day"), Sort: "day"}, {Label: d.T("finding.f.place")}, {Label: d.T("finding.f.child")}, {Label: d.T("finding.f.findings")}, {Label: d.T("finding.f.next"), Sort: "next"}}}
	for _, v := range list {
		child := Text(v.Child)
		switch {
		case v.Waits():
			child = Text(d.T("finding.waits"))
		case v.Child == "":
			child = quiet(d.T("finding.unknown"))
		}
		t.Rows = append(t.Rows, R(Link("/staff/visits/"+v.ID, v.Number), Text(d.DayOf(v.Day)), Text(d.Place(v.County, v.Township)), child, Text(findingsText(d, v)), Text(d.DayOf(v.Next))))
	}
	return t
}

// VisitFilters are the choices above the list.
func VisitFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"county", d.T("medical.f.county"), d.CountyOptions()}, {"finding", d.T("finding.f.findings"), options(d, "finding", models.VisitFindings)}}
}

// StaffDueTable lists the children whose visit is late.
func StaffDueTable(d *StaffPage, list []DueVisit) TableProps {
	t := TableProps{Caption: d.T("finding.due_title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("finding.none_due"), Text: d.T("finding.none_due_text")}, Columns: []Column{
		{Label: d.T("finding.f.child")}, {Label: d.T("finding.f.place")}, {Label: d.T("finding.f.risk")}, {Label: d.T("finding.f.due")}, {Label: ""}}}
	for _, v := range list {
		t.Rows = append(t.Rows, R(Link("/staff/persons/"+v.ID, v.Number), Text(d.Place(v.County, v.Township)), Chip(d.Page, "risk", string(v.Risk)), Text(d.Due(v.Due)), Link("/staff/visits/new?beneficiary="+v.Number, d.T("finding.record"))))
	}
	return t
}

func visitFacts(d *StaffPage, v VisitLine) []KV {
	child := KV{Key: d.T("finding.f.child"), Value: v.Child}
	switch {
	case v.Beneficiary != "":
		child.Href = "/staff/persons/" + v.Beneficiary
	case v.LedTo != "":
		child.Href = "/staff/persons/" + v.LedTo
	default:
		child.Value = d.T("finding.unknown")
	}
	return []KV{
		{Key: d.T("finding.f.number"), Value: v.Number}, {Key: d.T("finding.f.day"), Value: d.DayOf(v.Day)}, {Key: d.T("finding.f.place"), Value: d.Place(v.County, v.Township)}, child,
		{Key: d.T("finding.f.findings"), Value: findingsText(d, v)}, {Key: d.T("finding.f.next"), Value: d.DayOf(v.Next)}, {Key: d.T("finding.f.campaign"), Value: v.CampaignName}, {Key: d.T("finding.f.by"), Value: d.Person(v.By)},
	}
}

func campaignTable(p *Page, list []*models.Campaign, staff bool) TableProps {
	sort := ""
	if staff {
		sort = "number"
	}
	t := TableProps{Caption: p.T("finding.campaigns"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("finding.no_campaign"), Text: p.T("finding.no_campaign_text")}, Columns: []Column{
		{Label: p.T("finding.f.number"), Sort: sort}, {Label: p.T("finding.f.title")}, {Label: p.T("finding.f.kind")}, {Label: p.T("finding.f.period")}, {Label: p.T("finding.f.households"), Num: true},
		{Label: p.T("finding.f.times"), Num: true}, {Label: p.T("finding.f.found"), Num: true}, {Label: p.T("finding.f.status")}}}
	for _, c := range list {
		href := "/campaigns/" + c.Number
		if staff {
			href = "/staff/campaigns/" + c.ID
		}
		count := func(n int, unit string) templ.Component {
			if n == 0 {
				return Text(p.T("common.none"))
			}
			return Text(p.Lang.PublicCount(n, !staff, unit))
		}
		t.Rows = append(t.Rows, R(Link(href, c.Number), Text(c.Title), Text(p.Lang.Term("campaign_kind", c.Kind)), Text(campaignPeriod(p, c)), Number(int64(c.Households)), count(c.Times, "person_times"), count(c.Found, "children"),
			Chip(p, "campaign", string(c.Status))))
	}
	return t
}

func campaignPeriod(p *Page, c *models.Campaign) string {
	return p.T("contract.period", "from", p.Lang.day(c.From), "to", p.Lang.day(c.To))
}

// StaffCampaignTable lists campaigns for staff.
func StaffCampaignTable(d *StaffPage, list []*models.Campaign) TableProps {
	return campaignTable(d.Page, list, true)
}

// CampaignFilters are the choices above the list.
func CampaignFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"kind", d.T("finding.f.kind"), options(d, "campaign_kind", models.CampaignKinds)},
		{"status", d.T("finding.f.status"), options(d, "campaign", []models.CampaignStatus{models.CampaignPlanned, models.CampaignClosed, models.CampaignCancelled})},
	}
}

func campaignFacts(p *Page, c *models.Campaign, public bool) []KV {
	var counties []string
	for _, code := range c.Counties {
		counties = append(counties, CountyName(p.Lang, code, ""))
	}
	items := []KV{
		{Key: p.T("finding.f.number"), Value: c.Number}, {Key: p.T("finding.f.kind"), Value: p.Lang.Term("campaign_kind", c.Kind)}, {Key: p.T("finding.f.counties"), Value: strings.Join(counties, p.T("insurance.and"))},
		{Key: p.T("finding.f.period"), Value: campaignPeriod(p, c)}, {Key: p.T("finding.f.plan"), Value: c.Plan},
	}
	if c.Status == models.CampaignClosed {
		items = append(items, KV{Key: p.T("finding.f.households"), Value: p.T("finding.households", "n", c.Households)}, KV{Key: p.T("finding.f.times"), Value: p.Lang.PublicCount(c.Times, public, "person_times")}, KV{Key: p.T("finding.f.summary"), Value: c.Summary})
	}
	return append(items, KV{Key: p.T("finding.f.found"), Value: p.Lang.PublicCount(c.Found, public, "children")}, KV{Key: p.T("finding.f.reason"), Value: c.Reason})
}

// HiddenAdditions tells whether one of a row's counts of persons is too small to be told; then none of them is.
func HiddenAdditions(n models.NetAdditions) bool {
	return Suppressed(n.Added, true) || Suppressed(n.Survey, true) || Suppressed(n.Left, true)
}

func additionsTable(p *Page, list []models.NetAdditions) TableProps {
	t := TableProps{Caption: p.T("finding.additions"), CaptionHidden: true, Empty: EmptyProps{Title: p.T("finding.no_additions")}, Columns: []Column{
		{Label: p.T("finding.f.quarter")}, {Label: p.T("medical.f.county")}, {Label: p.T("finding.f.added"), Num: true}, {Label: p.T("finding.f.survey"), Num: true}, {Label: p.T("finding.f.left"), Num: true}, {Label: p.T("finding.f.net"), Num: true}}}
	all, hidden := models.NetAdditions{}, false
	for _, n := range list {
		if HiddenAdditions(n) {
			hidden = true
			few := Text(p.T("finding.few"))
			t.Rows = append(t.Rows, R(Text(n.Quarter), Text(CountyName(p.Lang, n.County, "")), few, few, few, few))
			continue
		}
		t.Rows = append(t.Rows, R(Text(n.Quarter), Text(CountyName(p.Lang, n.County, "")), Number(int64(n.Added)), Number(int64(n.Survey)), Number(int64(n.Left)), Number(int64(n.Net()))))
		all.Added, all.Survey, all.Left = all.Added+n.Added, all.Survey+n.Survey, all.Left+n.Left
	}
	if len(t.Rows) > 1 && !hidden { // beside a hidden row the sum would tell it
		t.Rows = append(t.Rows, R(strong(p.T("insurance.total")), Text(""), Number(int64(all.Added)), Number(int64(all.Survey)), Number(int64(all.Left)), Number(int64(all.Net()))))
	}
	return t
}

// StaffCourseTable lists courses.
func StaffCourseTable(d *StaffPage, list []*models.Course) TableProps {
	t := TableProps{Caption: d.T("finding.training"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("finding.no_course"), Text: d.T("finding.no_course_text")}, Columns: []Column{
		{Label: d.T("finding.f.number"), Sort: "number"}, {Label: d.T("finding.f.title")}, {Label: d.T("finding.f.day")}, {Label: d.T("finding.f.hours"), Num: true}, {Label: d.T("finding.f.attended"), Num: true}, {Label: d.T("finding.f.until")}, {Label: d.T("finding.f.status")}}}
	for _, c := range list {
		t.Rows = append(t.Rows, R(Link("/staff/training/"+c.ID, c.Number), Text(c.Title), Text(d.DayOf(c.Day)), Number(int64(c.Hours)), Text(d.Lang.Count(int64(c.Times()), "person_times")), Text(d.DayOf(c.Until)), Chip(d.Page, "course", string(c.Status))))
	}
	return t
}

// CourseFilters are the choices above the list.
func CourseFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{{"status", d.T("finding.f.status"), options(d, "course", []models.CourseStatus{models.CoursePlanned, models.CourseHeld, models.CourseCertified, models.CourseCancelled})}}
}

func courseFacts(d *StaffPage, c *models.Course) []KV {
	var people []string
	for _, id := range c.Attended {
		people = append(people, d.Person(id))
	}
	return []KV{
		{Key: d.T("finding.f.number"), Value: c.Number}, {Key: d.T("finding.f.day"), Value: d.DayOf(c.Day)}, {Key: d.T("finding.f.room"), Value: c.Place}, {Key: d.T("finding.f.topics"), Value: c.Topics},
		{Key: d.T("finding.f.hours"), Value: d.Lang.Count(int64(c.Hours), "hours")}, {Key: d.T("finding.f.months"), Value: d.T("finding.months", "n", c.Months)},
		{Key: d.T("finding.f.attended"), Value: strings.Join(people, d.T("insurance.and"))}, {Key: d.T("finding.f.others"), Value: d.Lang.Count(int64(c.Others), "person_times")}, {Key: d.T("finding.f.sign_in"), Value: c.SignIn},
		{Key: d.T("finding.f.held_by"), Value: d.Person(c.HeldBy)}, {Key: d.T("finding.f.certified_by"), Value: d.Person(c.CertifiedBy)}, {Key: d.T("finding.f.until"), Value: d.DayOf(c.Until)}, {Key: d.T("finding.f.reason"), Value: c.Reason},
	}
}
