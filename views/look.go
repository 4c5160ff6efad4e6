package views

import (
	"strings"
	"time"

	"shanpei/models"
)

// PersonField is one field of a sealed record as a page shows it: masked, and whether the reader may look at it for a purpose.
type PersonField struct {
	Name, Masked string
	May          bool
}

// PersonProps is a sealed record on a page: its fields, masked. Back is the page, to come back to from a look.
type PersonProps struct {
	Code, Kind, Back string
	Fields           []PersonField
}

// selectID names the select of a field's purpose, so that several records fit on a page.
func (p PersonProps) selectID(field string) string {
	return "purpose-" + p.Code[:min(8, len(p.Code))] + "-" + field
}

// RevealProps is one look: what it may see, or, while Look is nil, the form that asks for it again.
type RevealProps struct {
	Code, Kind, Field, Back string
	Look                    *models.Look
	Seen                    []KV
}

// lookField is what a field is called, or a whole group.
func lookField(d *StaffPage, name string) string {
	if group, whole := strings.CutPrefix(name, "*"); whole {
		return d.T("look.group." + group)
	}
	return d.T("look.field." + name)
}

func purposes(d *StaffPage, kind string) []Option {
	var out []Option
	for _, p := range models.PersonKinds[kind].Purposes {
		out = append(out, Option{Value: p, Label: d.T("look.purpose." + p)})
	}
	return out
}

// moment is when something was, to the minute.
func moment(d *StaffPage, t time.Time) string { return d.Lang.Instant(t) }

// LookSubject is whom, or what, a look was at: never a name of a person, but the number of what the record belongs to.
func (d *StaffPage) LookSubject(l *models.Look) string {
	if b, ok := d.S.Beneficiaries.Get(l.Of); ok {
		return b.Number
	}
	if e, ok := d.S.Enterprises.Get(l.Of); ok {
		return e.Name
	}
	if b, ok := d.S.BankLines.Get(l.Of); ok {
		return b.LineID
	}
	if b, ok := d.S.BankDebits.Get(l.Of); ok {
		return b.LineID
	}
	if p, ok := d.S.Disbursements.Get(l.Of); ok {
		return p.Number
	}
	if o, ok := d.S.Objections.Get(l.Of); ok {
		return d.NeedNumber(o.Need)
	}
	return d.T("look.gone")
}

// LookTabs are the pages of looks.
func LookTabs(d *StaffPage, current string, open int) []TabItem {
	tabs := []TabItem{{Label: d.T("look.all"), Href: "/staff/looks"}, {Label: d.T("look.alarms"), Href: "/staff/looks/alarms", Count: open}}
	for i := range tabs {
		tabs[i].Current = tabs[i].Href == current
	}
	return tabs
}

func worded(d *StaffPage, prefix string, values []string) []Option {
	out := make([]Option, 0, len(values))
	for _, v := range values {
		out = append(out, Option{Value: v, Label: d.T(prefix + v)})
	}
	return out
}

// LookFilters are the filters of the list: who of those who looked, where, on which of the days, at what, what for.
func LookFilters(d *StaffPage, people []string, days []models.Day) []StaffFilter {
	var by, on []Option
	for _, id := range people {
		by = append(by, Option{Value: id, Label: d.Person(id)})
	}
	for i := range days {
		day := days[len(days)-1-i]
		on = append(on, Option{Value: string(day), Label: d.DayOf(day)})
	}
	return []StaffFilter{
		{"by", d.T("look.by"), by}, {"county", d.F("county"), d.CountyOptions()}, {"day", d.T("look.day"), on},
		{"group", d.T("look.group"), worded(d, "look.group.", texts(models.FieldGroups))}, {"purpose", d.T("look.purpose"), worded(d, "look.purpose.", models.LookPurposes)},
	}
}

func texts[T ~string](list []T) []string {
	out := make([]string, 0, len(list))
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

// LooksTable lists looks.
func LooksTable(d *StaffPage, list []*models.Look, filtered bool) TableProps {
	t := TableProps{Caption: d.T("look.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("look.none"), Text: d.T("look.none_text")}, Columns: []Column{
		{Label: d.T("look.at"), Sort: "at"}, {Label: d.T("look.by"), Sort: "by"}, {Label: d.T("look.of")}, {Label: d.T("look.what")}, {Label: d.T("look.purpose")}, {Label: d.F("county")},
	}}
	if filtered {
		t.Empty = StaffEmpty(d, "", true)
	}
	for _, l := range list {
		place := ""
		if l.County != "" {
			place = d.Place(l.County, l.Township)
		}
		t.Rows = append(t.Rows, R(Text(moment(d, l.At)), lines(Text(d.Person(l.By)), quiet(d.Lang.Term("role", string(l.Role)))),
			lines(Text(d.LookSubject(l)), quiet(d.T("look.kind."+l.Kind))), Text(lookField(d, l.Field)), Text(d.T("look.purpose."+l.Purpose)), Text(place)))
	}
	return t
}

// LookAlarmFilters are the filters of the list of alarms.
func LookAlarmFilters(d *StaffPage) []StaffFilter {
	return []StaffFilter{
		{"status", d.F("status"), options(d, "look_alarm", []models.LookAlarmStatus{models.LookAlarmOpen, models.LookAlarmExplained})},
		{"rule", d.T("look.rule"), worded(d, "look.rule.", texts(models.LookRules))},
	}
}

// LookAlarmsTable lists alarms.
func LookAlarmsTable(d *StaffPage, list []*models.LookAlarm, filtered bool) TableProps {
	t := TableProps{Caption: d.T("look.alarms"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("look.alarms.none"), Text: d.T("look.alarms.none_text")}, Columns: []Column{
		{Label: d.T("look.rule")}, {Label: d.T("look.by")}, {Label: d.T("look.day")}, {Label: d.T("look.count"), Num: true}, {Label: d.F("status")}, {Label: d.F("action")},
	}}
	if filtered {
		t.Empty = StaffEmpty(d, "", true)
	}
	for _, a := range list {
		t.Rows = append(t.Rows, R(Text(d.T("look.rule."+string(a.Rule))), lines(Text(d.Person(a.By)), quiet(d.Lang.Term("role", string(a.Role)))), Text(d.DayOf(a.Day)),
			Text(Count(int64(a.Looks))), Chip(d.Page, "look_alarm", string(a.Status)), Link("/staff/looks/alarms/"+a.ID, d.T("look.alarms.open"))))
	}
	return t
}

func alarmFacts(d *StaffPage, a *models.LookAlarm) []KV {
	items := []KV{
		{Key: d.T("look.by"), Value: d.Person(a.By)}, {Key: d.T("look.day"), Value: d.DayOf(a.Day)}, {Key: d.T("look.count"), Value: Count(int64(a.Looks))},
		{Key: d.T("look.last"), Value: moment(d, a.At)},
	}
	if a.Status == models.LookAlarmExplained {
		items = append(items, KV{Key: d.T("look.reason"), Value: a.Reason}, KV{Key: d.T("look.answered_by"), Value: d.Person(a.AnswerBy)}, KV{Key: d.T("look.answered_at"), Value: moment(d, a.AnswerAt)})
	}
	return items
}
