package views

import (
	"strconv"

	"github.com/a-h/templ"

	"shanpei/models"
)

// NeedsProps is the list of needs; the address holds the view.
type NeedsProps struct {
	Needs    []NeedLine
	Total    Tally // of all that the filters leave
	Pager    PagerProps
	Programs []Option
	Counties []Option
}

// NeedStatuses are what ?status= of the list of needs takes: those that take pledges now, then every status that the public sees.
var NeedStatuses = []string{"takes", string(models.NeedPublicity), string(models.NeedOpen), string(models.NeedPartial), string(models.NeedFull),
	string(models.NeedExecuting), string(models.NeedClosed), string(models.NeedDisclosed)}

func typeOptions(p *Page) []Option {
	out := make([]Option, 0, len(models.NeedTypeOrder))
	for _, t := range models.NeedTypeOrder {
		out = append(out, Option{Value: string(t), Label: p.Lang.Term("need_type", string(t))})
	}
	return out
}

func laneOptions(p *Page) []Option {
	out := make([]Option, 0, len(models.NeedLanes))
	for _, l := range models.NeedLanes {
		out = append(out, Option{Value: l, Label: p.Lang.Term("lane", l)})
	}
	return out
}

func stageOptions(p *Page) []Option {
	out := make([]Option, 0, len(models.Stages))
	for _, s := range models.Stages {
		out = append(out, Option{Value: string(s), Label: p.Lang.Term("stage", string(s))})
	}
	return out
}

func statusLabel(p *Page, s string) string {
	if s == "takes" {
		return p.T("public.needs.takes")
	}
	return p.Lang.Term("need", s)
}

func statusOptions(p *Page) []Option {
	out := make([]Option, 0, len(NeedStatuses))
	for _, s := range NeedStatuses {
		out = append(out, Option{Value: s, Label: statusLabel(p, s)})
	}
	return out
}

// tags are the filters that are on, each with the list without it.
func (h NeedsProps) tags(p *Page) []FilterTag {
	var out []FilterTag
	label := func(options []Option, v string) string {
		for _, o := range options {
			if o.Value == v {
				return o.Label
			}
		}
		return ""
	}
	for _, f := range []struct {
		name    string
		options []Option
	}{{"program", h.Programs}, {"county", h.Counties}, {"lane", laneOptions(p)}, {"type", typeOptions(p)}, {"stage", stageOptions(p)}, {"status", statusOptions(p)}} {
		if l := label(f.options, p.Query(f.name)); l != "" {
			out = append(out, FilterTag{Label: l, Href: p.With(f.name, "", "page", "")})
		}
	}
	return out
}

func (h NeedsProps) table(p *Page) TableProps {
	t := TableProps{
		Caption: p.T("public.needs.title"), CaptionHidden: true,
		Columns: []Column{
			{Label: p.T("public.needs.col.need")}, {Label: p.T("public.needs.col.program")}, {Label: p.T("public.needs.col.price"), Num: true, Sort: "price"},
			{Label: p.T("public.needs.col.places"), Num: true}, {Label: p.T("public.needs.col.left"), Num: true, Sort: "left"},
			{Label: p.T("public.needs.col.deadline"), Sort: "deadline"}, {Label: p.T("public.needs.col.status")},
		},
		Empty: EmptyProps{Title: p.T("public.needs.none"), Text: p.T("public.needs.none_text"), Action: p.T("common.filter.reset"), Href: "/needs"},
	}
	for _, n := range h.Needs {
		one := TallyOf(n.Need)
		left := Text(p.T("common.none"))
		if n.Need.Takes() {
			left = Text(one.count(p, n.Need.Left()))
		}
		t.Rows = append(t.Rows, Row{ID: n.Need.Number, Cells: []templ.Component{
			needNameCell(p, n), Link("/programs/"+n.Program.Slug, n.Program.Name), priceCell(p, n.Need), placesCell(p, one), left,
			Text(shortDay(p, n.Need.Deadline)), Chip(p, "need", string(n.Need.Status)),
		}})
	}
	return t
}

func shortDay(p *Page, d models.Day) string {
	if d == "" {
		return p.T("common.none")
	}
	return string(d)
}

// NeedProps is the page of a need.
type NeedProps struct {
	NeedLine
	Events  []NeedEvent
	Notice  bool // in its publicity period
	Office  string
	Phone   string
	Pending int // objections that wait for an answer
}

// NeedEvent is a fact of a need as the public may see it: no one's name, no pledge, no reason in free text.
type NeedEvent struct {
	models.Fact
	Places bool // Count is places of the need
}

// Open tells whether an objection can be raised.
func (h NeedProps) Open() bool { return h.Notice && h.Pending < objectionLimit }

func (h NeedProps) facts(p *Page) []KV {
	n, one := h.Need, TallyOf(h.Need)
	out := []KV{
		{Key: p.T("public.need.program"), Value: h.Program.Name, Href: "/programs/" + h.Program.Slug},
		{Key: p.T("public.need.county"), Value: h.place(p.Lang), Href: "/counties/" + n.County},
		{Key: p.T("public.need.kind"), Value: kindOf(p.Lang, n.Type, n.Stage)},
		{Key: p.T("public.need.price"), Value: p.T("public.need.per", "amount", p.Lang.Money(Fen(n.UnitPriceFen), p.Unit), "unit", unitOf(p.Lang, n))},
		{Key: p.T("public.need.places"), Value: one.count(p, n.Places)},
		{Key: p.T("public.need.amount"), Value: one.amount(p, one.AmountFen, n.Places)},
	}
	if n.Period != "" {
		out = append(out, KV{Key: p.T("public.need.period"), Value: n.Period})
	}
	if n.Deadline != "" {
		out = append(out, KV{Key: p.T("public.need.deadline"), Value: p.Lang.day(n.Deadline)})
	}
	if n.Indivisible {
		out = append(out, KV{Key: p.T("public.need.whole"), Value: p.T("common.yes")})
	}
	if n.MaxDonors > 0 {
		out = append(out, KV{Key: p.T("public.need.donors"), Value: p.Lang.Count(int64(n.MaxDonors), "enterprises")})
	}
	return append(out, KV{Key: p.T("public.need.way"), Value: p.Lang.Term("fundraising", string(h.Program.Fundraising))})
}

// chain is how far the need is: published, pledged, received, paid out, proven, each with the newest entry that says so.
func (h NeedProps) chain(p *Page) []Fact {
	n, one := h.Need, TallyOf(h.Need)
	last := func(kinds ...string) (at *NeedEvent) {
		for i := range h.Events {
			for _, k := range kinds {
				if h.Events[i].Kind == k {
					at = &h.Events[i]
				}
			}
		}
		return at
	}
	stand := func(label string, count int, kinds ...string) Fact {
		f := Fact{Label: label, State: FactAhead}
		switch {
		case count >= n.Places:
			f.State = FactDone
		case count > 0:
			f.State = FactPart
		}
		if count > 0 {
			f.Note = one.count(p, count)
			if !h.Hide() {
				f.Note = p.T("public.need.chain", "count", one.count(p, count), "amount", one.amount(p, Fen(n.UnitPriceFen)*Fen(count), count))
			}
			if e := last(kinds...); e != nil {
				f.At, f.Entry, f.EntryHref = e.At, e.Seq, recordHref(e.Seq)
			}
		}
		return f
	}
	published := Fact{Label: p.T("status.fact.need_publish"), State: FactDone}
	if e := last("need_publish"); e != nil {
		published.At, published.Entry, published.EntryHref = e.At, e.Seq, recordHref(e.Seq)
	}
	return []Fact{
		published, stand(p.T("common.fact.pledged"), n.Taken, "places_held"), stand(p.T("common.fact.received"), n.Funded, "places_funded"),
		stand(p.T("common.fact.paid_out"), n.Paid, "lines_paid"), stand(p.T("common.fact.proven"), n.Proven, "places_proven"),
	}
}

// Hide tells whether the need is so small that no count of it is shown.
func (h NeedProps) Hide() bool { return TallyOf(h.Need).Hidden() }

// recordHref is where an entry stands in the public record.
func recordHref(seq int64) string {
	return "/transparency?from=" + strconv.FormatInt(seq, 10) + "#e" + strconv.FormatInt(seq, 10)
}

func (h NeedProps) timeline(p *Page) []TimelineItem {
	one := TallyOf(h.Need)
	out := make([]TimelineItem, 0, len(h.Events))
	for i := len(h.Events) - 1; i >= 0; i-- {
		e := h.Events[i]
		item := TimelineItem{At: e.At, Title: p.T("status.fact." + e.Kind), Tone: Done, Entry: e.Seq, Href: recordHref(e.Seq)}
		if e.Places && !h.Hide() {
			item.Text = one.count(p, e.Count)
		}
		switch e.Kind {
		case "need_suspend", "places_released", "lines_returned", "objection_upheld", "sponsorship_ended", "sponsorship_replaced":
			item.Tone = Bad
		case "need_publish", "objection_raised", "objection_dismissed":
			item.Tone = Milestone
		}
		out = append(out, item)
	}
	return out
}

// PledgeHref is where a donor begins a pledge for the need.
func PledgeHref(number string) string { return "/enterprise/pledges/new?need=" + number }

// mayPledge tells whether the way to a pledge is shown: to visitors, who are asked to sign in there, and to those of an enterprise who may give.
func (p *Page) mayPledge() bool { return p.User == nil || p.Allows(string(models.PayPledges)) }

// ObjectionProps is the page on which somebody objects to a need.
type ObjectionProps struct {
	NeedLine
	State  FormState
	Key    string
	Closed bool // too many wait for an answer already
	Phone  string
}
