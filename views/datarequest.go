package views

import (
	"slices"

	"shanpei/models"
)

// dataRequestHref is where a request of a person, or an erasure, is handled; empty for anything else.
func (d *StaffPage) dataRequestHref(id string) string {
	if _, ok := d.S.DataRequests.Get(id); ok && d.May(models.HandleRequests) {
		return "/staff/requests/" + id
	}
	if _, ok := d.S.Erasures.Get(id); ok {
		return "/staff/erasures/" + id
	}
	return ""
}

// DataRequestsProps is the register.
type DataRequestsProps struct {
	List     []*models.DataRequest
	Pager    PagerProps
	Filtered bool
	Erasures []*models.Erasure
	Due      int
}

func (v DataRequestsProps) proposed() bool {
	return slices.ContainsFunc(v.Erasures, func(e *models.Erasure) bool { return e.Status == models.ErasureProposed })
}

// DataRequestProps is one request with the records that it is about, masked.
type DataRequestProps struct {
	Request *models.DataRequest
	Records []string
	Persons []PersonProps
	Erased  bool
	Erasure *models.Erasure // under way; nil: none
	Remains []string
	Blocks  string
}

// ErasureProps is one erasure.
type ErasureProps struct {
	Erasure *models.Erasure
	Remains []string
	Blocks  string
}

func slugOptions(d *StaffPage, prefix string, slugs []string) []Option {
	out := make([]Option, 0, len(slugs))
	for _, s := range slugs {
		out = append(out, Option{Value: s, Label: d.T(prefix + s)})
	}
	return out
}

func dataRequestFilters(d *StaffPage) []StaffFilter {
	statuses := []models.DataRequestStatus{models.RequestReceived, models.RequestChecked, models.RequestAnswered, models.RequestRefused, models.RequestClosed}
	return []StaffFilter{
		{"status", d.F("status"), options(d, "data_request", statuses)}, {"kind", d.T("datarequest.kind"), slugOptions(d, "datarequest.kind.", models.RequestKinds)},
		{"late", d.T("datarequest.late"), []Option{{Value: "yes", Label: d.T("datarequest.overdue")}}},
	}
}

func dataRequestTable(d *StaffPage, v DataRequestsProps) TableProps {
	t := TableProps{Caption: d.T("datarequest.title"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("datarequest.none"), Text: d.T("datarequest.none_text")}, Columns: []Column{
		{Label: d.T("datarequest.kind")}, {Label: d.T("datarequest.from")}, {Label: d.T("datarequest.received_on")}, {Label: d.F("due")}, {Label: d.F("status")},
	}}
	for _, q := range v.List {
		due := Text(d.DayOf(q.Due))
		if q.Overdue(d.Today) {
			due = lines(due, Tag(Bad, d.T("datarequest.overdue")))
		}
		t.Rows = append(t.Rows, R(Link("/staff/requests/"+q.ID, d.T("datarequest.kind."+q.Kind)), Text(d.T("datarequest.from."+q.From)), Text(d.DayOf(q.Received)), due, Chip(d.Page, "data_request", string(q.Status))))
	}
	return t
}

func erasureTable(d *StaffPage, list []*models.Erasure) TableProps {
	t := TableProps{Caption: d.T("datarequest.erasures"), CaptionHidden: true, Empty: EmptyProps{Title: d.T("datarequest.no_erasures"), Text: d.T("datarequest.no_erasures_text")}, Columns: []Column{
		{Label: d.T("datarequest.code")}, {Label: d.F("at")}, {Label: d.F("status")},
	}}
	for _, e := range list {
		t.Rows = append(t.Rows, R(Link("/staff/erasures/"+e.ID, e.Code), Text(d.Lang.Instant(e.At)), Chip(d.Page, "erasure", string(e.Status))))
	}
	return t
}

func dataRequestFacts(d *StaffPage, v DataRequestProps) []KV {
	q := v.Request
	out := []KV{
		{Key: d.T("datarequest.from"), Value: d.T("datarequest.from." + q.From)}, {Key: d.T("datarequest.code"), Value: q.Code},
		{Key: d.T("datarequest.received_on"), Value: d.DayOf(q.Received)}, {Key: d.F("due"), Value: d.DayOf(q.Due)}, {Key: d.F("by"), Value: d.Person(q.By)},
	}
	if q.Check != "" {
		out = append(out, KV{Key: d.T("datarequest.check"), Value: d.T("datarequest.check." + q.Check)})
	}
	if q.Reason != "" {
		out = append(out, KV{Key: d.T("datarequest.reason"), Value: d.T("datarequest.reason." + q.Reason)})
	}
	return out
}

func erasureFacts(d *StaffPage, e *models.Erasure) []KV {
	out := []KV{{Key: d.F("at"), Value: d.Lang.Instant(e.At)}, {Key: d.F("by"), Value: d.Person(e.AskedBy)}, {Key: d.T("datarequest.records"), Value: Count(int64(len(e.Records)))}}
	if e.Request != "" {
		out = append(out, KV{Key: d.T("datarequest.one"), Value: e.Request, Href: d.dataRequestHref(e.Request)})
	}
	if e.Reason != "" {
		out = append(out, KV{Key: d.T("datarequest.reject"), Value: d.T("datarequest.reject." + e.Reason)})
	}
	return out
}

func (v DataRequestProps) codes() []Option {
	out := make([]Option, 0, len(v.Records))
	for _, c := range v.Records {
		out = append(out, Option{Value: c, Label: c})
	}
	return out
}

func (v DataRequestProps) fields(d *StaffPage) []Option {
	var out []Option
	for _, p := range v.Persons {
		for _, f := range models.PersonKinds[p.Kind].Fields {
			if !slices.ContainsFunc(out, func(o Option) bool { return o.Value == f.Name }) {
				out = append(out, Option{Value: f.Name, Label: lookField(d, f.Name)})
			}
		}
	}
	return out
}
