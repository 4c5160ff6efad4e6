package views

import (
	"strconv"
	"time"

	"shanpei/models"
)

// AuditLine is an entry in words.
type AuditLine struct {
	Seq     int64
	At      time.Time
	Actor   string
	Role    models.Role
	Command string
	Says    []AuditSentence
}

// AuditProps is a page of entries, newest first.
type AuditProps struct {
	Lines   []AuditLine
	Filters []StaffFilter
	Typed   []FilterTag // what was typed into a filter, to take it back
	Pager   PagerProps
	Total   int
	UpTo    int64 // the last entry that the index knows
	Head    int64 // the journal's last entry
	Max     int   // how many one export takes
	Fields  [][2]string
	Narrow  bool
}

func auditLines(d *StaffPage, v AuditProps) TableProps {
	t := TableProps{Caption: d.T("audit.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("audit.none"), Text: d.T("audit.none_text")}, Columns: []Column{
		{Label: d.F("entry")}, {Label: d.F("at")}, {Label: d.T("audit.who")}, {Label: d.T("audit.what_happened")},
	}}
	if v.Narrow {
		t.Empty.Action, t.Empty.Href = d.T("common.filter.reset"), "/staff/audit"
	}
	for _, e := range v.Lines {
		t.Rows = append(t.Rows, R(staffEntry(d, e.Seq), Text(d.Lang.Instant(e.At)), lines(Text(d.Person(e.Actor)), quiet(d.Lang.Term("role", string(e.Role)))), auditSays(e.Says)))
	}
	return t
}

// AuditEntryProps is one entry with what it changed.
type AuditEntryProps struct {
	Entry        StaffEntry
	Says         []AuditSentence
	Things       []AuditThing
	Newer, Older int64
}

func auditChanges(d *StaffPage, x AuditThing, list []StaffChange) TableProps {
	t := TableProps{Caption: x.Name, CaptionHidden: true, Columns: []Column{{Label: d.T("staff.audit.field")}, {Label: d.T("staff.audit.before")}, {Label: d.T("staff.audit.after")}}}
	for _, c := range list {
		t.Rows = append(t.Rows, R(Text(c.Label), quiet(c.Before), Text(c.After)))
	}
	return t
}

func auditFacts(d *StaffPage, e StaffEntry) []KV {
	return []KV{
		{Key: d.F("at"), Value: d.Lang.Instant(e.At)}, {Key: d.T("audit.who"), Value: d.Person(e.Actor), Href: "/staff/audit?actor=" + e.Actor},
		{Key: d.F("role"), Value: d.Lang.Term("role", string(e.Role))}, {Key: d.T("audit.command"), Value: e.Command}, {Key: d.T("audit.key"), Value: e.Key},
	}
}

func auditExportHint(d *StaffPage, v AuditProps) string {
	if v.Total > v.Max {
		return d.T("audit.too_many", "total", v.Total, "n", v.Max)
	}
	return d.T("audit.export_lead", "n", v.Max)
}

func auditBuilding(d *StaffPage, v AuditProps) string {
	return d.T("audit.building", "n", strconv.FormatInt(v.UpTo, 10), "of", strconv.FormatInt(v.Head, 10))
}
